//! Stage 5: writes outputs to the output folder. The new site is built beside the old one and replaces it in one step,
//! so a build that fails or is killed leaves the old site as it was. A file whose bytes did not change stays the same
//! file. What Handout did not write is never overwritten and never removed.

mod folder;
pub mod cache;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::config::OUTPUT_MANIFEST;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::outputs::Rendered;
use crate::paths;
use folder::Staging;

/// The first line of a manifest.
const MANIFEST_HEADER: &str = "handout 1";

/// The numbers of files that a build wrote, kept and removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or have new bytes.
    pub changed: usize,
    /// Files that stayed as they were.
    pub unchanged: usize,
    /// Files of the last build that are gone.
    pub removed: usize,
}

/// Why nothing was written.
#[derive(Debug)]
pub enum Failure {
    /// The guide or its theme has mistakes.
    Guide(Vec<Diagnostic>),
    /// The system refused something.
    Machine(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Machine(error)
    }
}

/// What happened to one output.
enum Outcome {
    Changed,
    Unchanged,
}

/// Renders every output and writes the site to `target`. `render` is called once for each address, on any thread.
pub fn write<F>(target: &Path, addresses: &[&str], render: F) -> Result<Written, Failure>
where
    F: Fn(&str) -> Result<Rendered, Vec<Diagnostic>> + Sync,
{
    let place = Staging::open(target)?;
    let owned = owned_files(&place.target)?;
    foreign(&place.target, &owned, addresses)?;
    let staged = stage(&place, &owned, addresses, render)?;
    let removed = owned.iter().filter(|path| addresses.binary_search(&path.as_str()).is_err()).count();
    let changed = staged.iter().filter(|outcome| matches!(outcome, Outcome::Changed)).count();
    let written = Written { changed, unchanged: staged.len() - changed, removed };
    if changed + removed > 0 || !place.target.join(OUTPUT_MANIFEST).is_file() {
        // Files may have been added to the output folder since.
        let (foreign, folders) = foreign(&place.target, &owned, addresses)?;
        make_all(&place.new, folders.iter().map(String::as_str))?;
        complete(&place, addresses, &staged, &foreign)?;
        let of_files = foreign.iter().map(|file| paths::folder(file));
        keep_permissions(&place, of_files.chain(folders.iter().map(String::as_str)));
        place.swap()?;
    }
    Ok(written)
}

/// Writes a file beside itself and renames it, so that no reader sees half of it.
pub fn replace(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    let beside = file.with_extension("pdf.new");
    fs::write(&beside, bytes).map_err(Error::io("write", file))?;
    fs::rename(&beside, file).map_err(|error| {
        // It is of no use under this name.
        let _ = fs::remove_file(&beside);
        Error::io("write", file)(error)
    })
}

/// Returns the files and empty folders in the output folder that Handout did not write. Fails if one of them is where an
/// output goes.
fn foreign(
    target: &Path,
    owned: &BTreeSet<String>,
    addresses: &[&str],
) -> Result<(BTreeSet<String>, BTreeSet<String>), Error> {
    let (foreign, folders) = foreign_files(target, owned)?;
    let is_blocked = |address: &&&str| {
        let mut parents = address.match_indices('/').map(|(at, _)| &address[..at]);
        foreign.contains(**address)
            || folders.contains(**address)
            || parents.any(|parent| foreign.contains(parent))
    };
    match addresses.iter().find(is_blocked) {
        None => Ok((foreign, folders)),
        Some(blocked) => {
            let why = "blocks an output, and is not from the last build: move it out of the output folder";
            Err(Error::refused(target.join(blocked), why))
        }
    }
}

/// Keeps the permissions of folders with foreign files, except for read-only ones, which no later build could replace.
fn keep_permissions<'a>(place: &Staging, folders: impl Iterator<Item = &'a str>) {
    for folder in folders.filter(|folder| !folder.is_empty()) {
        if let Ok(metadata) = fs::metadata(place.target.join(folder))
            && !metadata.permissions().readonly()
        {
            // The site is complete without them.
            let _ = fs::set_permissions(place.new.join(folder), metadata.permissions());
        }
    }
}

/// Renders the outputs and writes those that are new or different to the staging folder.
fn stage<F>(
    place: &Staging,
    owned: &BTreeSet<String>,
    addresses: &[&str],
    render: F,
) -> Result<Vec<Outcome>, Failure>
where
    F: Fn(&str) -> Result<Rendered, Vec<Diagnostic>> + Sync,
{
    make_folders(&place.new, addresses.iter().copied())?;
    let failed = AtomicBool::new(false);
    let outcome = |address: &&str| -> Result<Outcome, Failure> {
        let fail = |problems| {
            failed.store(true, Ordering::Relaxed);
            Failure::Guide(problems)
        };
        let rendered = render(address).map_err(fail)?;
        let old = owned.contains(*address).then(|| place.target.join(address));
        if old.is_some_and(|old| is_same(&rendered, &old)) {
            return Ok(Outcome::Unchanged);
        }
        // After an error, outputs are only rendered to find more errors.
        if !failed.load(Ordering::Relaxed) {
            put(&rendered, &place.new.join(address))?;
        }
        Ok(Outcome::Changed)
    };
    let results: Vec<Result<Outcome, Failure>> = addresses.par_iter().map(outcome).collect();
    let (mut outcomes, mut problems) = (Vec::with_capacity(results.len()), Vec::new());
    for result in results {
        match result {
            Ok(outcome) => outcomes.push(outcome),
            Err(Failure::Guide(more)) => problems.extend(more),
            Err(failure) => return Err(failure),
        }
    }
    if problems.is_empty() { Ok(outcomes) } else { Err(Failure::Guide(problems)) }
}

/// Adds unchanged outputs, foreign files and the manifest to the new site.
fn complete(
    place: &Staging,
    addresses: &[&str],
    staged: &[Outcome],
    foreign: &BTreeSet<String>,
) -> Result<(), Error> {
    make_folders(&place.new, foreign.iter().map(String::as_str))?;
    let unchanged: Vec<&str> = addresses
        .iter()
        .zip(staged)
        .filter(|(_, outcome)| matches!(outcome, Outcome::Unchanged))
        .map(|(address, _)| *address)
        .chain(foreign.iter().map(String::as_str))
        .collect();
    unchanged.par_iter().try_for_each(|path| keep(&place.target.join(path), &place.new.join(path)))?;
    let manifest = format!("{MANIFEST_HEADER}\n{}\n", addresses.join("\n"));
    let path = place.new.join(OUTPUT_MANIFEST);
    fs::write(&path, manifest).map_err(Error::io("write", path))
}

fn make_folders<'a>(staging: &Path, files: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let folders: BTreeSet<&str> = files.map(paths::folder).collect();
    make_all(staging, folders.into_iter())
}

fn make_all<'a>(staging: &Path, mut folders: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    folders.try_for_each(|folder| {
        let path = staging.join(folder);
        fs::create_dir_all(&path).map_err(Error::io("create", path))
    })
}

fn put(rendered: &Rendered, path: &Path) -> Result<(), Error> {
    match rendered {
        Rendered::Made(bytes) => fs::write(path, bytes),
        Rendered::Shared(bytes) => fs::write(path, bytes),
        Rendered::File(from) => return copy(from, path),
    }
    .map_err(Error::io("write", path))
}

/// Copies the bytes and not the permissions, because a read-only site could not be replaced.
fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    let mut source = File::open(from).map_err(Error::io("read", from))?;
    let mut target = File::create(to).map_err(Error::io("write", to))?;
    io::copy(&mut source, &mut target).map_err(Error::io("write", to))?;
    Ok(())
}

/// Links a file into the new site, or copies it with its time if the disk has no hard links.
fn keep(old: &Path, new: &Path) -> Result<(), Error> {
    if fs::hard_link(old, new).is_ok() {
        return Ok(());
    }
    fs::copy(old, new).map_err(Error::io("write", new))?;
    if let Ok(modified) = fs::metadata(old).and_then(|metadata| metadata.modified()) {
        // The site is complete without it.
        let _ = File::options().write(true).open(new).and_then(|file| file.set_modified(modified));
    }
    Ok(())
}

fn is_same(rendered: &Rendered, old: &Path) -> bool {
    let Ok(mut file) = File::open(old) else { return false };
    let size = file.metadata().map_or(u64::MAX, |metadata| metadata.len());
    match rendered {
        Rendered::Made(bytes) => same_bytes(bytes, &mut file, size),
        Rendered::Shared(bytes) => same_bytes(bytes, &mut file, size),
        Rendered::File(from) => same_file(from, file, size).unwrap_or(false),
    }
}

fn same_bytes(bytes: &[u8], file: &mut File, size: u64) -> bool {
    let mut old = Vec::with_capacity(bytes.len());
    size == bytes.len() as u64 && file.read_to_end(&mut old).is_ok() && old == bytes
}

fn same_file(from: &Path, old: File, size: u64) -> io::Result<bool> {
    let new = File::open(from)?;
    if new.metadata()?.len() != size {
        return Ok(false);
    }
    let (mut a, mut b) =
        (io::BufReader::with_capacity(1 << 16, new), io::BufReader::with_capacity(1 << 16, old));
    loop {
        let (left, right) = (io::BufRead::fill_buf(&mut a)?, io::BufRead::fill_buf(&mut b)?);
        let length = left.len().min(right.len());
        if length == 0 {
            return Ok(left.len() == right.len());
        }
        if left[..length] != right[..length] {
            return Ok(false);
        }
        io::BufRead::consume(&mut a, length);
        io::BufRead::consume(&mut b, length);
    }
}

/// Returns the files that the last build wrote. Fails if the folder is neither empty nor from Handout.
fn owned_files(target: &Path) -> Result<BTreeSet<String>, Error> {
    let path = target.join(OUTPUT_MANIFEST);
    match fs::read_to_string(&path) {
        Ok(text) => {
            let mut lines = text.lines();
            if lines.next() == Some(MANIFEST_HEADER) {
                return Ok(lines
                    .filter(|path| paths::join("", path).as_deref() == Some(path))
                    .map(str::to_owned)
                    .collect());
            }
            Err(Error::refused(
                path,
                "was written by another version of Handout: delete the folder and build again",
            ))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let empty = match fs::read_dir(target) {
                Ok(mut entries) => entries.next().is_none(),
                Err(error) if error.kind() == io::ErrorKind::NotFound => true,
                Err(error) => return Err(Error::io("read", target)(error)),
            };
            let why = "contains files that Handout did not create, so it was left unchanged: \
                       empty it, or choose another folder with --output";
            if empty { Ok(BTreeSet::new()) } else { Err(Error::refused(target, why)) }
        }
        Err(error) => Err(Error::io("read", path)(error)),
    }
}

/// Returns the files in the output folder that the last build did not write, and the empty folders. All are kept: without
/// its empty folders, a `.git` is not a repository.
fn foreign_files(
    target: &Path,
    owned: &BTreeSet<String>,
) -> Result<(BTreeSet<String>, BTreeSet<String>), Error> {
    let (mut foreign, mut empty) = (BTreeSet::new(), BTreeSet::new());
    let mut open: Vec<PathBuf> = if target.is_dir() { vec![target.to_owned()] } else { Vec::new() };
    while let Some(folder) = open.pop() {
        let mut entries = fs::read_dir(&folder).map_err(Error::io("read", &folder))?.peekable();
        if entries.peek().is_none() && folder != target {
            empty.insert(below(target, &folder)?);
        }
        for entry in entries {
            let entry = entry.map_err(Error::io("read", &folder))?;
            let path = entry.path();
            if entry.file_type().map_err(Error::io("read", &path))?.is_dir() {
                open.push(path);
                continue;
            }
            let relative = below(target, &path)?;
            if !owned.contains(&relative) && relative != OUTPUT_MANIFEST {
                foreign.insert(relative);
            }
        }
    }
    Ok((foreign, empty))
}

/// Returns a path relative to the output folder, with `/`.
fn below(target: &Path, path: &Path) -> Result<String, Error> {
    let relative = path.strip_prefix(target).unwrap_or(path);
    let parts: Option<Vec<&str>> = relative.components().map(|part| part.as_os_str().to_str()).collect();
    let why = "has a name that is not valid text: move it out of the output folder";
    parts.map(|parts| parts.join("/")).ok_or_else(|| Error::refused(path, why))
}
