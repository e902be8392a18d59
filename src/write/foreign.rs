//! Files in the output folder that Handout did not write. They are never overwritten and never removed.

use std::collections::BTreeSet;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::manifest::{MANIFEST_HEADER, below, owned_files};
use super::mounts;
use crate::config::OUTPUT_MANIFEST;
use crate::error::Error;

/// How often a folder is read again if files appear in it while it is removed.
const MAX_LOOKS: usize = 20;

/// The files and folders of an output folder that Handout did not write.
pub struct Foreign {
    /// The files, relative to the output folder.
    pub files: BTreeSet<String>,
    /// The empty folders. All are kept: without its empty folders, a `.git` is not a repository.
    pub folders: BTreeSet<String>,
}

impl Foreign {
    /// Looks for what the last build did not write.
    pub fn find(target: &Path, owned: &BTreeSet<String>) -> Result<Foreign, Error> {
        let (mut files, mut folders) = (BTreeSet::new(), BTreeSet::new());
        let mut open: Vec<PathBuf> = if target.is_dir() { vec![target.to_owned()] } else { Vec::new() };
        while let Some(folder) = open.pop() {
            let mut entries = match fs::read_dir(&folder) {
                // Removed since.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                entries => entries.map_err(Error::io("read", &folder))?.peekable(),
            };
            if entries.peek().is_none() && folder != target {
                folders.insert(below(target, &folder)?);
            }
            for entry in entries {
                let entry = entry.map_err(Error::io("read", &folder))?;
                let path = entry.path();
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => {
                        open.push(path);
                        continue;
                    }
                    Err(error) if is_gone(&error) => continue,
                    kind => kind.map_err(Error::io("read", &path))?,
                };
                let relative = below(target, &path)?;
                if !owned.contains(&relative) && relative != OUTPUT_MANIFEST {
                    files.insert(relative);
                }
            }
        }
        Ok(Foreign { files, folders })
    }

    /// Fails if one of them is where an output goes.
    pub fn refuse_blocked(&self, target: &Path, addresses: &[&str]) -> Result<(), Error> {
        let is_blocked = |address: &&&str| {
            let mut parents = address.match_indices('/').map(|(at, _)| &address[..at]);
            self.files.contains(**address)
                || self.folders.contains(**address)
                || parents.any(|parent| self.files.contains(parent))
        };
        match addresses.iter().find(is_blocked) {
            None => Ok(()),
            Some(blocked) => {
                let why =
                    "blocks an output, and is not from the last build: move it out of the output folder";
                Err(Error::refused(target.join(blocked), why))
            }
        }
    }

    /// Returns every folder that holds one of them, at any depth.
    pub fn holders(&self) -> BTreeSet<&str> {
        let parents = |path: &str| path.match_indices('/').map(|(at, _)| at).collect::<Vec<_>>();
        let of_files = self.files.iter().flat_map(|file| parents(file).into_iter().map(|at| &file[..at]));
        let of_folders = self
            .folders
            .iter()
            .flat_map(|folder| parents(folder).into_iter().map(|at| &folder[..at]).chain([folder.as_str()]));
        of_files.chain(of_folders).collect()
    }
}

/// Keeps a file that Handout did not write, unless its owner has removed it since it was found. If it is there again
/// later, it goes to the new site when the old one is removed.
pub fn keep_if_there(old: &Path, new: &Path) -> Result<(), Error> {
    match link_or_copy(old, new) {
        // A copy that was begun goes too.
        Err(error) if is_gone(&error) => remove_file(new),
        kept => kept.map_err(Error::io("write", new)),
    }
}

/// Removes what was kept from a staging folder if its owner has removed it since, such as a lock file.
pub fn forget_removed(target: &Path, new: &Path, files: &BTreeSet<String>) -> Result<(), Error> {
    let is_removed =
        |file: &&String| fs::symlink_metadata(target.join(file)).is_err_and(|error| is_gone(&error));
    files.par_iter().filter(is_removed).try_for_each(|file| remove_file(&new.join(file)))
}

/// Links a file into the new site, or copies it with its time, owner and permissions if the disk has no hard links.
pub fn keep(old: &Path, new: &Path) -> Result<(), Error> {
    link_or_copy(old, new).map_err(Error::io("write", new))
}

fn link_or_copy(old: &Path, new: &Path) -> io::Result<()> {
    if fs::hard_link(old, new).is_ok() {
        return Ok(());
    }
    fs::copy(old, new)?;
    if let Ok(metadata) = fs::metadata(old) {
        // The site is complete without them.
        keep_owner(&metadata, new);
        let set_time = |modified| File::options().write(true).open(new)?.set_modified(modified);
        let _ = metadata.modified().and_then(set_time);
    }
    Ok(())
}

/// Gives the folders of a new site the owner and permissions that they have in the old one, except for read-only ones,
/// which no later build could replace.
pub fn keep_permissions<'a>(target: &Path, new: &Path, folders: impl IntoIterator<Item = &'a str>) {
    for folder in folders {
        if let Ok(metadata) = fs::metadata(target.join(folder)) {
            keep_owner(&metadata, &new.join(folder));
            if !metadata.permissions().readonly() {
                // The site is complete without them.
                let _ = fs::set_permissions(new.join(folder), metadata.permissions());
            }
        }
    }
}

/// Gives a file or folder an owner and a group, where the system allows that.
#[cfg(unix)]
pub fn keep_owner(old: &Metadata, new: &Path) {
    use std::os::unix::fs::{MetadataExt, chown};
    let of = |metadata: &Metadata| (metadata.uid(), metadata.gid());
    if fs::symlink_metadata(new).is_ok_and(|metadata| of(&metadata) != of(old)) {
        // Only an administrator may give files away.
        let _ = chown(new, Some(old.uid()), Some(old.gid()));
    }
}

#[cfg(not(unix))]
pub fn keep_owner(_: &Metadata, _: &Path) {}

/// Removes an old site, or what a killed build left. What is not Handout's and is not in the output folder yet goes there.
pub fn retire(old: &Path, target: &Path) -> Result<(), Error> {
    let header = fs::read_to_string(old.join(OUTPUT_MANIFEST)).unwrap_or_default();
    if header.lines().next() != Some(MANIFEST_HEADER) {
        // A site that is half built holds nothing that is only there.
        return mounts::remove(old);
    }
    mounts::refuse(old)?;
    let owned = owned_files(old)?;
    let mut displaced = None;
    for _ in 0..MAX_LOOKS {
        displaced = displaced.or(empty(old, target, &owned)?);
        if !old.is_dir() {
            return displaced.map_or(Ok(()), |path| {
                let why = "was put into the output folder during a build, where an output goes: choose another name";
                Err(Error::refused(path, why))
            });
        }
    }
    let why = "is the old site, and another program goes on writing to it: stop it and build again";
    Err(Error::refused(old, why))
}

/// Empties a folder from the bottom, and removes it unless something new is in it. Returns a file that got another name.
fn empty(old: &Path, target: &Path, owned: &BTreeSet<String>) -> Result<Option<PathBuf>, Error> {
    let foreign = Foreign::find(old, owned)?;
    for folder in &foreign.folders {
        let path = target.join(folder);
        if !path.exists() {
            fs::create_dir_all(&path).map_err(Error::io("create", &path))?;
            keep_permissions(old, target, [folder.as_str()]);
        }
    }
    let move_across =
        Move { old, target, holders: foreign.holders(), outputs: owned_files(target).unwrap_or_default() };
    let mut displaced = None;
    for file in &foreign.files {
        displaced = displaced.or(move_across.file(file)?);
    }
    for file in owned.iter().map(String::as_str) {
        remove_file(&old.join(file))?;
    }
    remove_folders(old).map_err(Error::io("remove", old))?;
    Ok(displaced)
}

/// Moves files from an old site to the new one.
struct Move<'a> {
    old: &'a Path,
    target: &'a Path,
    /// The folders that hold the files.
    holders: BTreeSet<&'a str>,
    /// The outputs of the new site.
    outputs: BTreeSet<String>,
}

impl Move<'_> {
    /// Moves a file across, unless it already exists. Returns its name if another file has its own.
    fn file(&self, file: &str) -> Result<Option<PathBuf>, Error> {
        let (from, to) = (self.old.join(file), self.target.join(file));
        if is_same_file(&from, &to) {
            return remove_file(&from).map(|()| None);
        }
        let parent = to.parent().unwrap_or(self.target);
        if !parent.is_dir() {
            fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
            let made = self.holders.iter().copied().filter(|folder| self.target.join(folder).is_dir());
            keep_permissions(self.old, self.target, made);
        }
        let is_output = self.outputs.contains(file);
        let free = if is_output { free_name(&to) } else { to };
        match fs::rename(&from, &free) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io("move", from)(error)),
            _ => Ok(is_output.then_some(free)),
        }
    }
}

/// Returns a name beside a file that is not in use.
fn free_name(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut names = (1..).map(|number| path.with_file_name(format!("{name}.{number}")));
    names.find(|path| path.symlink_metadata().is_err()).unwrap_or_else(|| path.to_owned())
}

/// Reports whether two paths are one file, or copies with the same time.
fn is_same_file(a: &Path, b: &Path) -> bool {
    let (Ok(a), Ok(b)) = (fs::symlink_metadata(a), fs::symlink_metadata(b)) else { return false };
    is_one_file(&a, &b) || a.is_file() && b.is_file() && stamp(&a) == stamp(&b) && stamp(&a).1.is_some()
}

fn stamp(metadata: &Metadata) -> (u64, Option<std::time::SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

#[cfg(unix)]
fn is_one_file(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
fn is_one_file(_: &Metadata, _: &Metadata) -> bool {
    false
}

fn remove_file(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if !is_gone(&error) => Err(Error::io("remove", path)(error)),
        _ => Ok(()),
    }
}

fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Removes empty folders from the bottom. The manifest goes last, because it tells what the others are.
fn remove_folders(root: &Path) -> io::Result<()> {
    let (mut folders, mut next) = (vec![root.to_owned()], 0);
    let mut is_empty = true;
    while let Some(folder) = folders.get(next).cloned() {
        next += 1;
        let entries = match fs::read_dir(&folder) {
            // Removed since.
            Err(error) if is_gone(&error) => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                is_empty &= folder == root && entry.file_name() == OUTPUT_MANIFEST;
            }
        }
    }
    if is_empty {
        let _ = fs::remove_file(root.join(OUTPUT_MANIFEST));
    }
    for folder in folders.iter().rev() {
        match fs::remove_dir(folder) {
            // Something new is in it.
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            Err(error) if !is_gone(&error) => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn a_file_that_comes_and_goes_is_kept_or_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let (old, new) = (folder.path().join("lock"), folder.path().join("kept"));
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let _ = fs::write(&old, "").and_then(|()| fs::remove_file(&old));
                }
            });
            let outcomes: Vec<_> = (0..100_000)
                .map(|_| {
                    let outcome = keep_if_there(&old, &new);
                    let _ = fs::remove_file(&new);
                    outcome
                })
                .collect();
            is_over.store(true, Ordering::Relaxed);
            assert!(
                outcomes.iter().all(Result::is_ok),
                "{:?}",
                outcomes.iter().find(|outcome| outcome.is_err())
            );
        });
    }

    #[test]
    fn what_was_removed_since_it_was_kept_is_forgotten() {
        let folder = tempfile::tempdir().expect("a folder");
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        for file in ["index.lock", "index"] {
            for site in [&old, &new] {
                fs::create_dir_all(site).expect("a folder");
                fs::write(site.join(file), "kept").expect("a file");
            }
        }
        fs::remove_file(old.join("index.lock")).expect("a file");
        let files = ["index.lock", "index"].map(str::to_owned).into();
        forget_removed(&old, &new, &files).expect("nothing refused");
        assert_eq!(["index.lock", "index"].map(|file| new.join(file).exists()), [false, true]);
    }
}
