//! Waits until the guide changes, and has it looked at. What a watcher tells is only a hint where to look first: a
//! look at everything follows each change and, now and then, no change at all, so that nothing goes stale where a
//! watcher sees nothing. Comparing decides what changed, not the kind of an event.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::Notice;
use super::looking::{Looking, Outcome};
use crate::config;
use crate::discover;
use crate::snapshot::Snapshot;

/// An editor that saves writes several times in a row. So long must it be quiet.
const QUIET: Duration = Duration::from_millis(10);

/// A burst that goes on longer is looked at while it goes on.
const LONGEST_BURST: Duration = Duration::from_millis(100);

/// A page that is gone is waited for so long: some editors delete a file and make it anew.
const GONE: Duration = Duration::from_millis(100);

/// After a change, everything is looked at once more when it has been quiet so long.
const AFTER: Duration = Duration::from_millis(200);

/// Everything is looked at so often without a hint, and at most a fiftieth of the time.
const IDLE: Duration = Duration::from_secs(2);

/// The same for `--poll`, at most a tenth of the time.
const POLL: Duration = Duration::from_millis(300);

/// Folders of the project's root that no guide is in.
const NOT_WATCHED: [&str; 2] = ["target", "node_modules"];

/// How a guide is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watching {
    /// The system tells of changes.
    Native,
    /// The guide is looked at again and again.
    Poll,
}

/// Looks at the guide again and again, for ever.
pub fn poll(looking: &mut Looking) -> Infallible {
    loop {
        let started = Instant::now();
        looking.look();
        std::thread::sleep(POLL.max(started.elapsed() * 9));
    }
}

/// Looks at the guide whenever the system tells of a change, for ever. An error says why the system does not.
pub fn watch(root: &Path, looking: &mut Looking, tell: &dyn Fn(Notice)) -> Result<Infallible, String> {
    let (sender, events) = mpsc::channel();
    let mut eye = Eye::open(root, looking.latest(), sender)?;
    let mut idle = Idle::default();
    // What changed between the first look and the first watch.
    looking.look();
    loop {
        match events.recv_timeout(idle.wait()) {
            Ok(first) => {
                idle.told = true;
                let hint = Hint::gather(first, &events);
                eye.act(&hint, looking)?;
                idle.after = Some(Instant::now());
            }
            Err(RecvTimeoutError::Timeout) => {
                let started = Instant::now();
                let outcome = looking.look();
                eye.update(looking.latest(), Again::New)?;
                if idle.missed(outcome, started.elapsed()) {
                    tell(Notice::Unwatched);
                }
            }
            Err(RecvTimeoutError::Disconnected) => return Err("the watcher ended".to_owned()),
        }
    }
}

/// When to look without a hint.
#[derive(Default)]
struct Idle {
    /// When something was last told of, if that has not been looked after.
    after: Option<Instant>,
    /// How long a look takes.
    cost: Duration,
    /// Whether the watcher ever told anything.
    told: bool,
    /// How often a look without a hint found something.
    found: u32,
}

impl Idle {
    fn wait(&self) -> Duration {
        match self.after {
            Some(at) => AFTER.saturating_sub(at.elapsed()),
            None => IDLE.max(self.cost * 49),
        }
    }

    /// Whether a look has shown for the first time that the watcher sees nothing here.
    fn missed(&mut self, outcome: Outcome, cost: Duration) -> bool {
        self.cost = cost;
        let unasked = self.after.take().is_none() && !self.told;
        self.found += u32::from(unasked && outcome == Outcome::Changed);
        self.found == 2 && unasked && outcome == Outcome::Changed
    }
}

/// What a burst of events told.
struct Hint {
    paths: BTreeSet<PathBuf>,
    /// Whether events were lost.
    lost: bool,
}

impl Hint {
    fn gather(
        first: notify::Result<notify::Event>,
        events: &Receiver<notify::Result<notify::Event>>,
    ) -> Hint {
        let mut hint = Hint { paths: BTreeSet::new(), lost: false };
        let deadline = Instant::now() + LONGEST_BURST;
        let mut next = Some(first);
        while let Some(event) = next {
            hint.add(event);
            let left = deadline.saturating_duration_since(Instant::now());
            next = events.recv_timeout(QUIET.min(left)).ok();
        }
        hint
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

/// What to look at.
#[derive(Debug, PartialEq, Eq)]
enum Plan {
    Nothing,
    Pages(Vec<String>),
    Everything,
}

/// Which folders to watch anew.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    /// Those that are not watched.
    New,
    /// All of them: one may have been replaced by another of the same name.
    All,
}

/// The system's watcher, and what it watches.
struct Eye {
    root: PathBuf,
    watcher: RecommendedWatcher,
    watched: BTreeSet<PathBuf>,
}

impl Eye {
    fn open(
        root: &Path,
        now: &Snapshot,
        sender: Sender<notify::Result<notify::Event>>,
    ) -> Result<Eye, String> {
        let is_news = |event: &notify::Result<notify::Event>| {
            !event.as_ref().is_ok_and(|it| matches!(it.kind, EventKind::Access(_)) && !it.need_rescan())
        };
        let handler = move |event| {
            if is_news(&event) {
                // Whoever does not listen any more needs no news.
                let _ = sender.send(event);
            }
        };
        let root = root.canonicalize().map_err(|error| error.to_string())?;
        let mut watcher = notify::recommended_watcher(handler).map_err(|error| error.to_string())?;
        watcher.watch(&root, RecursiveMode::NonRecursive).map_err(|error| error.to_string())?;
        let mut eye = Eye { root, watcher, watched: BTreeSet::new() };
        eye.update(now, Again::New)?;
        Ok(eye)
    }

    /// Watches the folders that there are now.
    fn update(&mut self, now: &Snapshot, again: Again) -> Result<(), String> {
        let folders = self.folders(now);
        let kept = |it: &PathBuf| again == Again::New && folders.contains(it);
        let (kept, gone): (BTreeSet<_>, BTreeSet<_>) = self.watched.iter().cloned().partition(kept);
        for folder in gone {
            // A folder that is not there any more is not watched any more either.
            let _ = self.watcher.unwatch(&folder);
        }
        self.watched = kept;
        for folder in folders.difference(&self.watched.clone()) {
            match self.watcher.watch(folder, RecursiveMode::Recursive) {
                Ok(()) => drop(self.watched.insert(folder.clone())),
                // It may be gone between the look at it and the watch.
                Err(_) if !folder.is_dir() => {}
                Err(error) => return Err(error.to_string()),
            }
        }
        Ok(())
    }

    /// The folders of the guide: those below the root, unless a guide is never there.
    fn folders(&self, now: &Snapshot) -> BTreeSet<PathBuf> {
        let output = now.output.canonicalize().unwrap_or_else(|_| now.output.clone());
        let named = now.sources.folders().into_iter().map(|it| self.root.join(it));
        let own = |path: &PathBuf| {
            let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
            path.is_dir() && *path != output && !NOT_WATCHED.contains(&name) && !discover::is_private(name)
        };
        let below = |folder: PathBuf| {
            let entries = std::fs::read_dir(folder).into_iter().flatten();
            entries.filter_map(|it| it.ok().map(|it| it.path())).filter(own).collect::<Vec<_>>()
        };
        named
            .flat_map(|it| if it == self.root { below(it) } else { vec![it] })
            .filter(|it| it.is_dir())
            .collect()
    }

    fn act(&mut self, hint: &Hint, looking: &mut Looking) -> Result<(), String> {
        let plan = if hint.lost { Plan::Everything } else { self.plan(&hint.paths, looking.latest()) };
        let of_root = |path: &PathBuf| path.parent() == Some(&self.root) || *path == self.root;
        let again = if hint.lost || hint.paths.iter().any(of_root) { Again::All } else { Again::New };
        match plan {
            Plan::Nothing => return Ok(()),
            Plan::Pages(pages) => drop(looking.look_at(&pages)),
            Plan::Everything => {
                self.wait_for_gone(&hint.paths, looking.latest());
                looking.look();
            }
        }
        self.update(looking.latest(), again)
    }

    fn plan(&self, paths: &BTreeSet<PathBuf>, now: &Snapshot) -> Plan {
        let output = now.output.canonicalize().unwrap_or_else(|_| now.output.clone());
        let mut pages = Vec::new();
        for path in paths.iter().filter(|path| !path.starts_with(&output)) {
            let Some(relative) = self.relative(path) else { return Plan::Everything };
            let is_page = now.sources.page_at(&relative).is_some();
            if is_page && path.is_file() {
                pages.push(relative);
            } else if is_page || !is_passing(path, &relative, now) {
                return Plan::Everything;
            }
        }
        if pages.is_empty() { Plan::Nothing } else { Plan::Pages(pages) }
    }

    fn relative(&self, path: &Path) -> Option<String> {
        let relative = path.strip_prefix(&self.root).ok()?;
        Some(relative.to_str()?.replace('\\', "/"))
    }

    fn wait_for_gone(&self, paths: &BTreeSet<PathBuf>, now: &Snapshot) {
        let is_page = |path: &&PathBuf| {
            self.relative(path).is_some_and(|it| now.sources.page_at(&it).is_some() || it == config::FILE)
        };
        let pages: Vec<_> = paths.iter().filter(is_page).collect();
        let deadline = Instant::now() + GONE;
        while pages.iter().any(|it| !it.exists()) && Instant::now() < deadline {
            std::thread::sleep(QUIET);
        }
    }
}

/// Whether a path was only there in passing: an editor's own file, or one that is gone and was never of the guide.
fn is_passing(path: &Path, relative: &str, now: &Snapshot) -> bool {
    relative.split('/').any(discover::is_private) && !now.sources.holds(relative)
        || !path.exists() && !now.sources.holds(relative)
}
