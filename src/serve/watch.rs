//! Waits until the guide changes and updates the preview. An event of the file system is only a hint where to look first:
//! everything is read again after each change and, now and then, without one, so that nothing gets stale on file systems
//! without events. Comparing decides what has changed, not the kind of event.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::notice::Notice;
use super::updater::{Update, Updater};
use crate::config;
use crate::discover;
use crate::snapshot::Snapshot;

/// How long a burst of events must pause before it is over. An editor may write several times to save once.
const QUIET: Duration = Duration::from_millis(10);

/// A longer burst is handled while it lasts.
const MAX_BURST: Duration = Duration::from_millis(100);

/// How long to wait for a missing or empty file. Some editors delete or empty a file and write it after a moment.
const REPLACE: Duration = Duration::from_millis(250);

/// How long after a change everything is read once more.
const AFTER: Duration = Duration::from_millis(200);

/// How often everything is read without an event, unless that takes more than a fiftieth of the time.
const IDLE: Duration = Duration::from_secs(2);

/// How often everything is read when polling, unless that takes more than a tenth of the time.
const POLL: Duration = Duration::from_millis(300);

/// Folders in the root that never belong to a guide.
const NOT_WATCHED: [&str; 2] = ["target", "node_modules"];

/// The way to watch a guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watching {
    /// The system reports changes.
    Native,
    /// The guide is read again at intervals.
    Poll,
}

/// Reads the guide at intervals until the preview is stopped.
pub fn poll(updater: &mut Updater) {
    while !updater.is_stopped() {
        let started = Instant::now();
        updater.update();
        std::thread::sleep(POLL.max(started.elapsed() * 9));
    }
}

/// Reads the guide whenever the system reports a change, until the preview is stopped. Fails with a reason if the system
/// cannot watch the guide.
pub fn watch(root: &Path, updater: &mut Updater, notify: &dyn Fn(Notice)) -> Result<(), String> {
    let (sender, events) = mpsc::channel();
    let mut watcher = FolderWatcher::new(root, updater.latest(), sender)?;
    let mut idle = Idle::default();
    // Find what changed before the watcher started.
    updater.update();
    while !updater.is_stopped() {
        match events.recv_timeout(idle.wait()) {
            Ok(first) => {
                idle.has_events = true;
                let batch = EventBatch::collect(first, &events);
                watcher.handle(&batch, updater)?;
                idle.after = Some(Instant::now());
            }
            Err(RecvTimeoutError::Timeout) => {
                let started = Instant::now();
                let update = updater.update();
                watcher.watch_folders(updater.latest(), Rewatch::New)?;
                if idle.missed(update, started.elapsed()) {
                    notify(Notice::NoEvents);
                }
            }
            Err(RecvTimeoutError::Disconnected) => return Err("the watcher ended".to_owned()),
        }
    }
    Ok(())
}

/// When to read the guide without an event.
#[derive(Default)]
struct Idle {
    /// When the last events were handled, until everything is read once more.
    after: Option<Instant>,
    /// How long it takes to read everything.
    cost: Duration,
    /// Whether there ever was an event.
    has_events: bool,
    /// How often reading without an event found a change.
    found: u32,
}

impl Idle {
    fn wait(&self) -> Duration {
        match self.after {
            Some(at) => AFTER.saturating_sub(at.elapsed()),
            None => IDLE.max(self.cost * 49),
        }
    }

    /// Records an update, and returns whether to report, once, that changes are found without events.
    fn missed(&mut self, update: Update, cost: Duration) -> bool {
        self.cost = cost;
        let without_event = self.after.take().is_none() && !self.has_events;
        let is_missed = without_event && update == Update::Changed;
        self.found += u32::from(is_missed);
        self.found == 2 && is_missed
    }
}

/// A burst of events.
struct EventBatch {
    paths: BTreeSet<PathBuf>,
    /// Whether events were lost.
    lost: bool,
}

impl EventBatch {
    fn collect(
        first: notify::Result<notify::Event>,
        events: &Receiver<notify::Result<notify::Event>>,
    ) -> EventBatch {
        let mut batch = EventBatch { paths: BTreeSet::new(), lost: false };
        let deadline = Instant::now() + MAX_BURST;
        let mut next = Some(first);
        while let Some(event) = next {
            batch.add(event);
            let left = deadline.saturating_duration_since(Instant::now());
            next = events.recv_timeout(QUIET.min(left)).ok();
        }
        batch
    }

    fn add(&mut self, event: notify::Result<notify::Event>) {
        match event {
            Ok(event) => {
                self.lost |= event.need_rescan();
                self.paths.extend(event.paths);
            }
            Err(_) => self.lost = true,
        }
    }
}

/// The parts of a guide to read again.
#[derive(Debug, PartialEq, Eq)]
enum Stale {
    Nothing,
    Pages(Vec<String>),
    Everything,
}

/// The folders to start watching.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rewatch {
    /// The folders that are not watched yet.
    New,
    /// All folders: one may have been replaced by another of the same name.
    All,
}

/// Watches the folders of a guide.
struct FolderWatcher {
    root: PathBuf,
    watcher: RecommendedWatcher,
    watched: BTreeSet<PathBuf>,
}

impl FolderWatcher {
    fn new(
        root: &Path,
        snapshot: &Snapshot,
        sender: Sender<notify::Result<notify::Event>>,
    ) -> Result<FolderWatcher, String> {
        let is_news = |event: &notify::Result<notify::Event>| {
            !event
                .as_ref()
                .is_ok_and(|event| matches!(event.kind, EventKind::Access(_)) && !event.need_rescan())
        };
        let handler = move |event| {
            if is_news(&event) {
                // The preview has ended if nobody receives it.
                let _ = sender.send(event);
            }
        };
        let root = root.canonicalize().map_err(|error| error.to_string())?;
        let mut watcher = notify::recommended_watcher(handler).map_err(|error| error.to_string())?;
        watcher.watch(&root, RecursiveMode::NonRecursive).map_err(|error| error.to_string())?;
        let mut watcher = FolderWatcher { root, watcher, watched: BTreeSet::new() };
        watcher.watch_folders(snapshot, Rewatch::New)?;
        Ok(watcher)
    }

    /// Watches the folders of a snapshot, and no others.
    fn watch_folders(&mut self, snapshot: &Snapshot, rewatch: Rewatch) -> Result<(), String> {
        let folders = self.folders(snapshot);
        let stays = |folder: &PathBuf| rewatch == Rewatch::New && folders.contains(folder);
        let (kept, gone): (BTreeSet<_>, BTreeSet<_>) = self.watched.iter().cloned().partition(stays);
        for folder in gone {
            // The system may have stopped watching a deleted folder by itself.
            let _ = self.watcher.unwatch(&folder);
        }
        self.watched = kept;
        for folder in folders.difference(&self.watched.clone()) {
            match self.watcher.watch(folder, RecursiveMode::Recursive) {
                Ok(()) => drop(self.watched.insert(folder.clone())),
                // It may have been deleted in the meantime.
                Err(_) if !folder.is_dir() => {}
                Err(error) => return Err(error.to_string()),
            }
        }
        Ok(())
    }

    /// Returns the folders of the guide. Watches of the root itself would cover the output folder, so its folders are
    /// listed instead.
    fn folders(&self, snapshot: &Snapshot) -> BTreeSet<PathBuf> {
        let output = output_folder(snapshot);
        let named = snapshot.sources.folders().into_iter().map(|folder| self.root.join(folder));
        let own = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            path.is_dir() && *path != output && !NOT_WATCHED.contains(&name) && !discover::is_private(name)
        };
        let below = |folder: PathBuf| {
            let entries = std::fs::read_dir(folder).into_iter().flatten();
            entries.filter_map(|entry| Some(entry.ok()?.path())).filter(own).collect::<Vec<_>>()
        };
        named
            .flat_map(|folder| if folder == self.root { below(folder) } else { vec![folder] })
            .filter(|folder| folder.is_dir())
            .collect()
    }

    /// Updates the preview after a burst of events.
    fn handle(&mut self, batch: &EventBatch, updater: &mut Updater) -> Result<(), String> {
        let stale = if batch.lost { Stale::Everything } else { self.stale(&batch.paths, updater.latest()) };
        let in_root = |path: &PathBuf| path.parent() == Some(&self.root) || *path == self.root;
        let rewatch = if batch.lost || batch.paths.iter().any(in_root) { Rewatch::All } else { Rewatch::New };
        if stale != Stale::Nothing {
            self.wait_for_replaced(&batch.paths, updater.latest());
        }
        match stale {
            Stale::Nothing => return Ok(()),
            Stale::Pages(pages) => drop(updater.update_pages(&pages)),
            Stale::Everything => drop(updater.update()),
        }
        self.watch_folders(updater.latest(), rewatch)
    }

    /// Returns what to read again after events at these paths.
    fn stale(&self, paths: &BTreeSet<PathBuf>, snapshot: &Snapshot) -> Stale {
        let output = output_folder(snapshot);
        let mut pages = Vec::new();
        for path in paths.iter().filter(|path| !path.starts_with(&output)) {
            let Some(relative) = self.relative(path) else { return Stale::Everything };
            let is_page = snapshot.sources.page_at(&relative).is_some();
            if is_page && path.is_file() {
                pages.push(relative);
            } else if is_page || !is_temporary(path, &relative, snapshot) {
                return Stale::Everything;
            }
        }
        if pages.is_empty() { Stale::Nothing } else { Stale::Pages(pages) }
    }

    fn relative(&self, path: &Path) -> Option<String> {
        let relative = path.strip_prefix(&self.root).ok()?;
        Some(relative.to_str()?.replace('\\', "/"))
    }

    /// Waits a moment for pages and settings that were deleted, and for files of the guide that were emptied, because
    /// they may be written again.
    fn wait_for_replaced(&self, paths: &BTreeSet<PathBuf>, snapshot: &Snapshot) {
        let own: Vec<_> = paths.iter().filter_map(|path| Some((path, self.relative(path)?))).collect();
        let is_text = |path: &str| snapshot.sources.page_at(path).is_some() || path == config::FILE;
        let is_unfinished = |(path, relative): &(&PathBuf, String)| match path.metadata() {
            Ok(metadata) => metadata.is_file() && metadata.len() == 0 && !discover::is_private_path(relative),
            Err(_) => is_text(relative),
        };
        let deadline = Instant::now() + REPLACE;
        while own.iter().any(is_unfinished) && Instant::now() < deadline {
            std::thread::sleep(QUIET);
        }
    }
}

/// Returns the output folder without links, which events do not contain.
fn output_folder(snapshot: &Snapshot) -> PathBuf {
    snapshot.output.canonicalize().unwrap_or_else(|_| snapshot.output.clone())
}

/// Reports whether a path is not part of the guide: a private file of an editor, or a deleted file of no interest.
fn is_temporary(path: &Path, relative: &str, snapshot: &Snapshot) -> bool {
    let is_gone = || discover::is_private_path(relative) || !path.exists();
    !snapshot.sources.holds(relative) && is_gone()
}
