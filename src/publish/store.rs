//! A destination whose files are sent one by one. The order makes it safe: what is named is sent before what names it, the
//! manifest after both, and nothing is removed before that. So a run that is killed leaves a site without a broken page, and
//! the next run goes on from there.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use super::follow::Publishing;
use super::local::LocalSite;
use super::manifest::{FileEntry, KeptFile, MANIFEST, Manifest, NEXT_MANIFEST};
use super::plan::{Change, ENTRY, FoundSite, PublishPlan, PublishStep, links};
use crate::error::Error;
use crate::outputs::delivery::Delivery;

/// Is called with the path of each file that was sent. Fails if no more are to be sent.
pub type Sent<'a> = &'a (dyn Fn(&str) -> Result<(), Error> + Sync);

/// A destination whose files are sent one by one. A file is replaced in one step: a reader gets its old bytes or its new ones.
pub trait Store: Sync {
    /// Returns the bytes of a file, or `None` if there is none.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error>;

    /// Sends files, in any order, and calls `sent` after each. If that fails, no more files are sent.
    fn send(&self, files: &[Outgoing<'_>], sent: Sent<'_>) -> Result<(), Error>;

    /// Removes files, those that are missing already too.
    fn remove(&self, paths: &[&str]) -> Result<(), Error>;

    /// Reports whether a file and a folder cannot have the same name.
    fn has_folders(&self) -> bool {
        true
    }

    /// Returns those of the files that are there, each with its SHA-256 if that is quicker to find out than to send it again.
    fn find(&self, paths: &[&str]) -> Result<BTreeMap<String, Option<String>>, Error>;
}

/// An error of a destination, and how far the publication had come.
pub struct Refusal {
    /// The error.
    pub error: Error,
    /// The number of files that were sent.
    pub sent: usize,
    /// Whether the new site is complete, so that only files of the old one are left to remove.
    pub is_complete: bool,
}

impl Refusal {
    /// Returns the error, with what readers see now, if it is known what was changed.
    pub fn into_error(self, destination: &str, plan: &PublishPlan, is_known: bool, is_first: bool) -> Error {
        let all = plan.sent().count();
        let again = "Run the command again to continue.";
        let now = match (self.is_complete, self.sent) {
            _ if !is_known => format!("It is not known what was changed. {again}"),
            (true, _) => {
                format!("The new site is published; files of the old one are still to be removed. {again}")
            }
            // The error itself says what helps, if anything does.
            (_, 0) => "Nothing was changed.".to_owned(),
            (_, sent) if is_first => {
                format!("{sent} of {all} files were sent, and there is no site yet. {again}")
            }
            (_, sent) => format!("{sent} of {all} files were sent, and every page works. {again}"),
        };
        let error = self.error.to_string();
        let error = error.strip_prefix(&format!("{destination}: ")).unwrap_or(&error);
        Error::refused(destination, format!("{error}\n{now}"))
    }
}

/// A file to send.
pub struct Outgoing<'a> {
    /// Its path.
    pub path: &'a str,
    /// Its type and delivery.
    pub file: &'a FileEntry,
    /// Its bytes.
    pub bytes: Bytes<'a>,
    /// The address in the same site that it leads to, if that is all it does.
    pub redirect: Option<&'a str>,
}

/// Where the bytes of a file are.
#[derive(Clone, Copy)]
pub enum Bytes<'a> {
    /// In memory.
    Here(&'a [u8]),
    /// In the folder of a site.
    In(&'a LocalSite),
}

impl Outgoing<'_> {
    /// Returns the bytes. Fails if the file changed since the site was read.
    pub fn bytes(&self) -> Result<Vec<u8>, Error> {
        match self.bytes {
            Bytes::Here(bytes) => Ok(bytes.to_vec()),
            Bytes::In(site) => site.bytes(self.path),
        }
    }
}

/// Reads what is at a destination.
pub fn look(store: &dyn Store, destination: &str) -> Result<FoundSite, Error> {
    let raw = store.read(MANIFEST)?;
    let manifest = parsed(raw.as_deref(), destination)?;
    // A run that was killed while it wrote this file had not begun to send anything.
    let unfinished = store.read(NEXT_MANIFEST)?.and_then(|bytes| Manifest::from_json(&bytes).ok());
    let mut found = FoundSite { raw, manifest, unfinished, ..FoundSite::default() };
    found.is_foreign =
        found.raw.is_none() && found.unfinished.is_none() && store.find(&[ENTRY])?.contains_key(ENTRY);
    let uncertain: Vec<&str> = found.uncertain().into_iter().collect();
    if !uncertain.is_empty() {
        found.present = store.find(&uncertain)?;
    }
    Ok(found)
}

/// Reads the manifest of a destination; that of an empty site if there is none.
pub fn parsed(raw: Option<&[u8]>, destination: &str) -> Result<Manifest, Error> {
    let parse = |bytes| {
        Manifest::from_json(bytes)
            .map_err(|why| Error::refused(destination, format!("its file {MANIFEST} {why}")))
    };
    raw.map(parse).transpose().map(Option::unwrap_or_default)
}

/// Makes a destination equal to a site.
pub fn apply(
    store: &dyn Store,
    site: &LocalSite,
    plan: &PublishPlan,
    found: &FoundSite,
    run: &str,
    publishing: &dyn Publishing,
) -> Result<(), Refusal> {
    let sent = AtomicUsize::new(0);
    let before = |error: Error| Refusal { error, sent: sent.load(Ordering::Relaxed), is_complete: false };
    let mut next = journal(plan, found, run);
    send_text(store, NEXT_MANIFEST, &next.to_json()).map_err(before)?;
    let blocking = if store.has_folders() { plan.blocking() } else { Vec::new() };
    if !blocking.is_empty() {
        store.remove(&blocking).map_err(before)?;
    }
    for group in plan.groups() {
        check_alone(store, &next).map_err(before)?;
        if links(group[0]) && plan.manifest.files.keys().any(|path| next.unlinked.remove(path)) {
            next.unlinked.retain(|path| !plan.manifest.files.contains_key(path));
            send_text(store, NEXT_MANIFEST, &next.to_json()).map_err(before)?;
        }
        let files: Vec<_> = group.iter().map(|step| outgoing(site, step)).collect();
        let count = |path: &str| {
            sent.fetch_add(1, Ordering::Relaxed);
            publishing.step(path);
            if publishing.is_stopped() {
                Err(Error::refused("handout publish", "was stopped"))
            } else {
                Ok(())
            }
        };
        store.send(&files, &count).map_err(before)?;
    }
    check_alone(store, &next).map_err(before)?;
    if store.read(MANIFEST).map_err(before)? != found.raw {
        return Err(before(not_alone()));
    }
    let doomed: Vec<&PublishStep> = plan.removed().collect();
    send_text(store, MANIFEST, &with_doomed(plan, &doomed).to_json()).map_err(before)?;
    let after = |error: Error| Refusal { error, sent: sent.load(Ordering::Relaxed), is_complete: true };
    remove_all(store, plan, &doomed, next, publishing).map_err(after)
}

/// Removes what is not part of the site any more, and ends a run.
fn remove_all(
    store: &dyn Store,
    plan: &PublishPlan,
    doomed: &[&PublishStep],
    mut next: Manifest,
    publishing: &dyn Publishing,
) -> Result<(), Error> {
    if !doomed.is_empty() {
        check_alone(store, &next)?;
        // From now on, no page links to them, and one may be there while those that it links to are not.
        next.unlinked = doomed.iter().map(|step| step.path.clone()).collect();
        send_text(store, NEXT_MANIFEST, &next.to_json())?;
        let paths: Vec<&str> = doomed.iter().map(|step| step.path.as_str()).collect();
        store.remove(&paths)?;
        for path in paths {
            publishing.step(path);
        }
        send_text(store, MANIFEST, &plan.manifest.to_json())?;
    }
    store.remove(&[NEXT_MANIFEST])
}

/// Fails if the manifest of an unfinished run is not that of this run: then somebody else publishes too. It is written again, with
/// what either run may have sent, so that the next run looks for all of it, and the other run stops as well.
fn check_alone(store: &dyn Store, next: &Manifest) -> Result<(), Error> {
    let there = store.read(NEXT_MANIFEST)?.and_then(|bytes| Manifest::from_json(&bytes).ok());
    if there.as_ref().is_some_and(|there| there.run == next.run) {
        return Ok(());
    }
    let mut both = next.clone();
    for (path, file) in there.iter().flat_map(|there| &there.files) {
        if next.files.get(path) != Some(file) {
            both.kept.insert(path.clone(), KeptFile { file: file.clone(), since: 0 });
        }
    }
    both.kept.extend(there.into_iter().flat_map(|there| there.kept).filter(|(_, kept)| kept.since == 0));
    send_text(store, NEXT_MANIFEST, &both.to_json())?;
    Err(not_alone())
}

fn not_alone() -> Error {
    let why = "somebody else published at the same time: wait until they have finished";
    Error::refused(NEXT_MANIFEST, why)
}

/// Returns the manifest of everything that may be at the destination from now on and is not in its manifest: the files to send, and
/// what a run before that did not finish may have left. Until a run finishes, what one of them touched stays uncertain.
fn journal(plan: &PublishPlan, found: &FoundSite, run: &str) -> Manifest {
    let mut next = with_doomed(plan, &plan.removed().collect::<Vec<_>>());
    for manifest in found.unfinished.iter().chain([&found.manifest]) {
        for path in found.uncertain() {
            let file = manifest.files.get(path).or_else(|| manifest.kept.get(path).map(|kept| &kept.file));
            let kept = file.map(|file| KeptFile { file: file.clone(), since: 0 });
            next.kept.extend(kept.map(|kept| (path.to_owned(), kept)));
        }
    }
    next.run = Some(run.to_owned());
    next.unlinked = found.unlinked().map(str::to_owned).collect();
    next.unlinked.extend(
        plan.sent().filter(|step| step.change == Change::Add && !links(step)).map(|step| step.path.clone()),
    );
    next
}

/// Returns the manifest of a plan before the removals: a run that is killed while it removes files leaves them for the next one.
fn with_doomed(plan: &PublishPlan, doomed: &[&PublishStep]) -> Manifest {
    let mut manifest = plan.manifest.clone();
    let entry = |step: &&PublishStep| (step.path.clone(), KeptFile { file: step.file.clone(), since: 0 });
    manifest.kept.extend(doomed.iter().map(entry));
    manifest
}

fn outgoing<'a>(site: &'a LocalSite, step: &'a PublishStep) -> Outgoing<'a> {
    let redirect = site.redirects.get(&step.path).map(String::as_str);
    Outgoing { path: &step.path, file: &step.file, bytes: Bytes::In(site), redirect }
}

fn send_text(store: &dyn Store, path: &str, text: &str) -> Result<(), Error> {
    let file = FileEntry {
        sha256: super::local::sha256(text.as_bytes()),
        size: text.len() as u64,
        media_type: "application/json".into(),
        delivery: Delivery::Index,
    };
    let outgoing = Outgoing { path, file: &file, bytes: Bytes::Here(text.as_bytes()), redirect: None };
    store.send(&[outgoing], &|_| Ok(()))
}

/// Does something with each item, several at a time, and stops after the first error.
pub fn in_parallel<T: Sync>(items: &[T], work: impl Fn(&T) -> Result<(), Error> + Sync) -> Result<(), Error> {
    /// The number of requests at a time.
    const AT_A_TIME: usize = 8;
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let worker = || {
        while !failed.load(Ordering::Relaxed) {
            let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
            work(item).inspect_err(|_| failed.store(true, Ordering::Relaxed))?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_A_TIME.min(items.len())).map(|_| scope.spawn(worker)).collect();
        let results: Vec<_> =
            workers.into_iter().map(|worker| worker.join().expect("it does not panic")).collect();
        results.into_iter().collect()
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::sync::Mutex;

    use super::*;
    use crate::date::{Period, TimeUnit};
    use crate::publish::follow::Planned;
    use crate::publish::local::{LocalSite, sha256};
    use crate::publish::plan::{self, Timing};

    /// A host in memory, which refuses everything after a number of changes.
    #[derive(Default)]
    struct Memory {
        files: Mutex<BTreeMap<String, Vec<u8>>>,
        left: AtomicUsize,
        /// The number of times that a file was sent.
        sent: AtomicUsize,
    }

    impl Memory {
        fn change(&self, change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> Result<(), Error> {
            let before =
                self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
            before.map_err(|_| Error::refused("host", "is out of order"))?;
            let mut files = self.files.lock().expect("it is not poisoned");
            change(&mut files);
            check(&files);
            Ok(())
        }
    }

    impl Store for Memory {
        fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
            Ok(self.files.lock().expect("it is not poisoned").get(path).cloned())
        }

        fn send(&self, files: &[Outgoing<'_>], sent: Sent<'_>) -> Result<(), Error> {
            // The order in a group does not matter, so it is another one than that of the paths.
            for outgoing in files.iter().rev() {
                let bytes = outgoing.bytes()?;
                self.change(|files| drop(files.insert(outgoing.path.to_owned(), bytes)))?;
                self.sent.fetch_add(1, Ordering::Relaxed);
                sent(outgoing.path)?;
            }
            Ok(())
        }

        fn remove(&self, paths: &[&str]) -> Result<(), Error> {
            paths.iter().try_for_each(|path| self.change(|files| drop(files.remove(*path))))
        }

        fn find(&self, paths: &[&str]) -> Result<BTreeMap<String, Option<String>>, Error> {
            let there = self.files.lock().expect("it is not poisoned");
            let found = paths.iter().filter_map(|path| there.get_key_value(*path));
            Ok(found.map(|(path, bytes)| (path.clone(), Some(sha256(bytes)))).collect())
        }
    }

    struct Quiet;

    impl Publishing for Quiet {
        fn agrees(&self, _: &Planned<'_>) -> bool {
            true
        }
    }

    /// Follows every link from the first page and from the search. Each line of a page or of the search is a link.
    fn check(files: &BTreeMap<String, Vec<u8>>) {
        let lines = |path: &str| String::from_utf8(files[path].clone()).expect("text");
        let mut open: Vec<String> = ["index.html", "search.js"].map(str::to_owned).to_vec();
        // The search is a part of pages.
        open.retain(|path| files.contains_key("index.html") && files.contains_key(path));
        let mut seen = BTreeSet::new();
        while let Some(path) = open.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            for link in lines(&path).lines().skip(1) {
                assert!(files.contains_key(link), "{path} leads to {link}, which is missing");
                if link.ends_with("html") {
                    open.push(link.to_owned());
                }
            }
        }
    }

    struct Random(u64);

    impl Random {
        fn below(&mut self, end: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % end
        }
    }

    /// Makes a site whose pages link to each other, to a style sheet with a hash and to an image.
    fn site(random: &mut Random, folder: &std::path::Path) -> LocalSite {
        let look = random.below(3);
        let mut pages: Vec<String> =
            (1..7).filter(|_| random.below(2) == 0).map(|n| format!("page-{n}.html")).collect();
        pages.push("index.html".into());
        let image = format!("image-{}.png", random.below(2));
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        for page in &pages {
            let mut text = format!("version {}\nassets/{look}.css\n", random.below(3));
            for other in &pages {
                if random.below(2) == 0 {
                    text.extend([other, "\n"]);
                }
            }
            if random.below(2) == 0 {
                text.extend([image.as_str(), "\n"]);
            }
            texts.insert(page.clone(), text);
        }
        texts.insert(format!("assets/{look}.css"), format!("look {look}"));
        texts.insert(image, format!("image {}", random.below(2)));
        texts.insert("search.js".into(), format!("search\n{}\n", pages.join("\n")));
        texts.insert("sitemap.xml".into(), pages.join("\n"));
        let delivery = |path: &str| match path {
            "search.js" => Delivery::Search,
            "sitemap.xml" => Delivery::Index,
            path if path.starts_with("assets/") => Delivery::Asset,
            path if path.ends_with("html") => Delivery::Page,
            _ => Delivery::File,
        };
        let mut manifest = Manifest { title: "Guide".into(), ..Manifest::default() };
        for (path, text) in texts {
            let file = folder.join(&path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("it can be created");
            fs::write(&file, &text).expect("it can be written");
            let entry = FileEntry {
                sha256: sha256(text.as_bytes()),
                size: text.len() as u64,
                media_type: "text/plain".into(),
                delivery: delivery(&path),
            };
            manifest.files.insert(path, entry);
        }
        LocalSite {
            guarded: Vec::new(),
            folder: folder.to_owned(),
            manifest,
            titles: BTreeMap::new(),
            redirects: BTreeMap::new(),
        }
    }

    /// Publishes a site to a host that makes a number of changes. Returns whether that was enough.
    fn publish(host: &Memory, site: &LocalSite, now: u64, changes: usize) -> bool {
        host.left.store(changes, Ordering::Relaxed);
        let found = look(host, "host").expect("it can be read");
        let keep = Period { count: 1, unit: TimeUnit::Days };
        let timing = Timing { now, keep: Some(keep) };
        let plan = plan::plan(site, &found, timing);
        if plan.is_empty() && found.unfinished.is_none() {
            return true;
        }
        apply(host, site, &plan, &found, "run", &Quiet).is_ok()
    }

    #[test]
    fn whenever_a_run_is_killed_every_page_works_and_the_next_run_finishes() {
        let mut random = Random(7);
        for _ in 0..150 {
            let host = Memory::default();
            let mut now = 0;
            for _ in 0..4 {
                let folder = tempfile::tempdir().expect("a folder");
                let site = site(&mut random, folder.path());
                let changes = usize::try_from(random.below(24)).expect("a small number");
                now += random.below(2 * 24 * 60 * 60);
                // Another version may come before this one is complete.
                if !publish(&host, &site, now, changes) && random.below(2) == 0 {
                    continue;
                }
                assert!(publish(&host, &site, now, usize::MAX));
                let there = host.files.lock().expect("it is not poisoned");
                for (path, file) in &site.manifest.files {
                    assert_eq!(
                        there.get(path).map(|bytes| sha256(bytes)).as_deref(),
                        Some(&*file.sha256),
                        "{path}"
                    );
                }
                let own = |path: &&String| !site.manifest.files.contains_key(*path) && **path != MANIFEST;
                let others: Vec<&String> = there.keys().filter(own).collect();
                assert!(others.iter().all(|path| path.starts_with("assets/")), "{others:?}");
                drop(there);
                let sent = host.sent.load(Ordering::Relaxed);
                assert!(publish(&host, &site, now, usize::MAX));
                assert_eq!(host.sent.load(Ordering::Relaxed), sent, "an unchanged site sends nothing");
                assert!(publish(&host, &site, now + 2 * 24 * 60 * 60, usize::MAX));
                let left = host.files.lock().expect("it is not poisoned").len();
                assert_eq!(left, site.manifest.files.len() + 1, "old assets are removed later");
            }
        }
    }

    #[test]
    fn a_run_that_was_killed_does_not_send_its_files_again() {
        let (mut random, host) = (Random(3), Memory::default());
        let folder = tempfile::tempdir().expect("a folder");
        let site = site(&mut random, folder.path());
        assert!(!publish(&host, &site, 0, 4));
        assert!(publish(&host, &site, 0, usize::MAX));
        // That of the run is written three times, that of the site once.
        assert_eq!(host.sent.load(Ordering::Relaxed), site.manifest.files.len() + 4);
    }
}
