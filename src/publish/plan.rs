//! What is here minus what is there → the steps that make them equal, in an order in which no reader sees a page without
//! its parts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::local::LocalSite;
use super::manifest::{FileEntry, KeptFile, MANIFEST, Manifest};
use crate::date::{Period, TimeUnit};
use crate::error::Error;
use crate::outputs::delivery::Delivery;

/// The number of files that are removed without being asked for, however small the site is.
const SOME_REMOVALS: usize = 10;
/// The largest number of files that are removed without being asked for.
const MAX_REMOVALS: usize = 256;
/// The largest share of a site that is removed without being asked for: one file of this number.
const SHARE_OF_REMOVALS: usize = 4;

/// The first page of a site.
pub const ENTRY: &str = "index.html";
/// The place of the first files that may link to new ones.
const FIRST_THAT_LINKS: u8 = 3;

/// What happens to a file at the destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new there.
    Add,
    /// It gets new bytes, or is delivered in another way.
    Replace,
    /// It is removed.
    Remove,
    /// It is not part of the site any more, and stays for the pages that are still open.
    Keep,
}

/// A file that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishStep {
    /// What happens to it.
    pub change: Change,
    /// Its path.
    pub path: String,
    /// The file as it will be, or as it was if it is removed.
    pub file: FileEntry,
}

/// The difference between a site and its destination.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishPlan {
    /// The files to send, in order, and then the files to remove.
    pub steps: Vec<PublishStep>,
    /// The number of files that are as they should be.
    pub unchanged: usize,
    /// The manifest when everything is done.
    pub manifest: Manifest,
}

/// When something is planned, and for how long files are kept.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// Now, in seconds since 1970.
    pub now: u64,
    /// For how long files stay that open pages may still load; `None` if the host replaces a site as a whole.
    pub keep: Option<Period>,
}

impl Timing {
    /// Returns for how many seconds files are kept. A month has 31 days and a year 366, so that it is never less than was asked for.
    fn seconds(self) -> u64 {
        let Some(Period { count, unit }) = self.keep else { return 0 };
        let days = match unit {
            TimeUnit::Days => 1,
            TimeUnit::Weeks => 7,
            TimeUnit::Months => 31,
            TimeUnit::Years => 366,
        };
        u64::from(count) * days * 24 * 60 * 60
    }

    fn is_over(self, kept: &KeptFile) -> bool {
        kept.since == 0 || kept.since.saturating_add(self.seconds()) <= self.now
    }

    /// Returns a file that is not part of the site from now on. Only what never changes may outlive its page: the address of
    /// anything else must not show what its author took back.
    fn kept(self, file: FileEntry) -> KeptFile {
        let since = if file.delivery == Delivery::Asset && self.keep.is_some() { self.now.max(1) } else { 0 };
        KeptFile { file, since }
    }
}

/// What is at a destination before a run.
#[derive(Clone, Debug, Default)]
pub struct FoundSite {
    /// The manifest of its site, as bytes; `None` if there is none.
    pub raw: Option<Vec<u8>>,
    /// The manifest of its site.
    pub manifest: Manifest,
    /// That of a run that did not finish: any of its files may be there.
    pub unfinished: Option<Manifest>,
    /// Whether there is a site that Handout did not publish.
    pub is_foreign: bool,
    /// The files that are there of those that the run may have sent or removed, each with its SHA-256 if that is known.
    pub present: BTreeMap<String, Option<String>>,
}

impl FoundSite {
    /// Returns the files that a run that did not finish may have sent or removed.
    pub fn uncertain(&self) -> BTreeSet<&str> {
        let Some(unfinished) = &self.unfinished else { return BTreeSet::new() };
        let sent =
            unfinished.files.iter().filter(|(path, file)| self.manifest.files.get(*path) != Some(file));
        let left = unfinished.kept.iter().chain(&self.manifest.kept).filter(|(_, kept)| kept.since == 0);
        sent.map(|(path, _)| path.as_str()).chain(left.map(|(path, _)| path.as_str())).collect()
    }

    /// Returns the files of a run that did not finish which no page links to.
    pub fn unlinked(&self) -> impl Iterator<Item = &str> {
        let unlinked = self.unfinished.iter().flat_map(|unfinished| &unfinished.unlinked);
        unlinked.map(String::as_str).filter(|path| self.is_unlinked(path))
    }

    fn is_unlinked(&self, path: &str) -> bool {
        let is_noted = self.unfinished.as_ref().is_some_and(|unfinished| unfinished.unlinked.contains(path));
        is_noted && !self.manifest.files.contains_key(path)
    }

    /// Returns what has to happen to a file so that it is as it should be; `None` if it is.
    fn change(&self, path: &str, file: &FileEntry, is_uncertain: bool) -> Option<Change> {
        if is_uncertain {
            return match self.present.get(path) {
                Some(Some(sha256)) if *sha256 == file.sha256 => None,
                // A file that nobody links to may have broken links itself, so it comes before those that link to it.
                Some(_) if self.is_unlinked(path) => Some(Change::Add),
                Some(_) => Some(Change::Replace),
                None => Some(Change::Add),
            };
        }
        let kept = || self.manifest.kept.get(path).map(|kept| &kept.file);
        match self.manifest.files.get(path) {
            Some(old) => (old != file).then_some(Change::Replace),
            None => (kept() != Some(file)).then_some(Change::Add),
        }
    }
}

/// Compares a site with what is at its destination.
pub fn plan(site: &LocalSite, found: &FoundSite, timing: Timing) -> PublishPlan {
    let mut manifest = site.manifest.clone();
    let (mut steps, mut unchanged) = (Vec::new(), 0);
    let uncertain = found.uncertain();
    for (path, file) in &site.manifest.files {
        match found.change(path, file, uncertain.contains(path.as_str())) {
            Some(change) => steps.push(PublishStep { change, path: path.clone(), file: file.clone() }),
            None => unchanged += 1,
        }
    }
    steps.sort_by_key(rank);
    let (kept, mut left) = leave(found, site, timing);
    manifest.kept = kept;
    steps.append(&mut left);
    PublishPlan { steps, unchanged, manifest }
}

/// Returns the place of a file in the order of publishing. New pages come before whatever links to them: the search and
/// the other pages.
fn rank(step: &PublishStep) -> u8 {
    // Readers come to the first page without a link.
    let change = if step.path == ENTRY { Change::Replace } else { step.change };
    match (step.file.delivery, change) {
        (Delivery::Asset, _) => 0,
        (Delivery::File, _) => 1,
        (Delivery::Page, Change::Add) => 2,
        (Delivery::Search, _) => FIRST_THAT_LINKS,
        (Delivery::Page, _) => 4,
        (Delivery::Index, _) => 5,
    }
}

/// Returns the folders that a path leads through.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// Reports whether a file may link to new ones, and is read already.
pub fn links(step: &PublishStep) -> bool {
    rank(step) >= FIRST_THAT_LINKS
}

/// Divides the files that the new site does not have into those that stay for a time, and the steps of all of them.
fn leave(
    found: &FoundSite,
    site: &LocalSite,
    timing: Timing,
) -> (BTreeMap<String, KeptFile>, Vec<PublishStep>) {
    let there = &found.manifest;
    let mut old = BTreeMap::new();
    for manifest in found.unfinished.iter().chain([there]) {
        old.extend(manifest.files.iter().map(|(path, file)| (path.clone(), timing.kept(file.clone()))));
        old.extend(manifest.kept.clone());
    }
    let (mut stays, mut steps) = (BTreeMap::new(), Vec::new());
    for (path, kept) in old {
        if site.manifest.files.contains_key(&path) {
            continue;
        }
        let step = |change| PublishStep { change, path: path.clone(), file: kept.file.clone() };
        if timing.is_over(&kept) {
            steps.push(step(Change::Remove));
        } else {
            if there.files.contains_key(&path) {
                steps.push(step(Change::Keep));
            }
            stays.insert(path, kept);
        }
    }
    (stays, steps)
}

impl PublishPlan {
    /// Returns the files that are sent, in order.
    pub fn sent(&self) -> impl Iterator<Item = &PublishStep> {
        self.steps.iter().filter(|step| matches!(step.change, Change::Add | Change::Replace))
    }

    /// Returns the files that are removed.
    pub fn removed(&self) -> impl Iterator<Item = &PublishStep> {
        self.steps.iter().filter(|step| step.change == Change::Remove)
    }

    /// Returns the files to remove whose name becomes that of a folder, or whose folder becomes a file.
    pub fn blocking(&self) -> Vec<&str> {
        let sent: BTreeSet<&str> = self.sent().map(|step| step.path.as_str()).collect();
        let folders: BTreeSet<&str> = sent.iter().flat_map(|path| folders_of(path)).collect();
        let blocks =
            |path: &str| folders.contains(path) || folders_of(path).any(|folder| sent.contains(folder));
        self.removed().map(|step| step.path.as_str()).filter(|path| blocks(path)).collect()
    }

    /// Reports whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Returns the files that are sent, in groups. The files of a group can be sent in any order.
    pub fn groups(&self) -> Vec<Vec<&PublishStep>> {
        let mut groups: Vec<Vec<&PublishStep>> = Vec::new();
        for step in self.sent() {
            match groups.last_mut() {
                Some(group) if rank(group[0]) == rank(step) => group.push(step),
                _ => groups.push(vec![step]),
            }
        }
        groups
    }

    /// Fails if more is removed than a person can have meant, unless that many were allowed.
    pub fn check_removals(
        &self,
        there: &Manifest,
        allowed: Option<usize>,
        destination: &str,
    ) -> Result<(), Error> {
        let lost = self.removed().filter(|step| there.files.contains_key(&step.path)).count();
        let most = (there.files.len() / SHARE_OF_REMOVALS).clamp(SOME_REMOVALS, MAX_REMOVALS);
        if lost <= allowed.unwrap_or(most) {
            return Ok(());
        }
        let why = format!(
            "{lost} of its {} files would be removed, so nothing was changed: if you mean that, add `--delete {lost}`",
            there.files.len()
        );
        Err(Error::refused(destination, why))
    }

    /// Returns the plan for programs.
    pub fn to_json(&self, site: &LocalSite, destination: &str) -> Value {
        let row = |step: &PublishStep| {
            let mut row = json!({
                "change": step.change.name(),
                "path": step.path,
                "size": step.file.size,
                "sha256": step.file.sha256,
                "type": step.file.media_type,
                "delivery": step.file.delivery.name(),
                "cache_control": step.file.delivery.cache_control(),
            });
            if let Some(title) = site.titles.get(&step.path) {
                row["title"] = json!(title);
            }
            row
        };
        json!({
            "destination": destination,
            "folder": site.folder,
            "manifest": MANIFEST,
            "unchanged": self.unchanged,
            "steps": self.steps.iter().map(row).collect::<Vec<_>>(),
        })
    }
}

impl Change {
    /// Returns its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Change::Add => "add",
            Change::Replace => "replace",
            Change::Remove => "remove",
            Change::Keep => "keep",
        }
    }

    /// Returns its sign in a plan.
    pub fn sign(self) -> char {
        match self {
            Change::Add => '+',
            Change::Replace => '~',
            Change::Remove => '−',
            Change::Keep => '·',
        }
    }
}
