//! Stage 5: writes outputs to the output folder. The new site is built beside the old one and replaces it in one step,
//! so a build that fails or is killed leaves the old site as it was. A file whose bytes did not change stays the same
//! file. What Handout did not write is never overwritten and never removed.

mod copies;
mod folder;
mod foreign;
mod manifest;
mod mounts;
mod replace;
pub mod cache;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::config::OUTPUT_MANIFEST;
use crate::diagnostic::Diagnostic;
use crate::discover::input;
use crate::error::Error;
use crate::outputs::Rendered;
use crate::paths;
use copies::Encoding;
use folder::Staging;
use foreign::{Foreign, forget_removed, keep, keep_if_there, keep_permissions};
use manifest::MANIFEST_HEADER;

pub use copies::Copies;
pub use manifest::owned_files;
pub use replace::{check_replaceable, create_folder, replace};

/// The numbers of files that a build wrote, kept and removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or have new bytes.
    pub changed: usize,
    /// Files that stayed as they were.
    pub unchanged: usize,
    /// Files of the last build that were removed.
    pub removed: usize,
}

/// The reason why nothing was written.
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

/// A file of the new site.
struct Staged {
    path: String,
    /// Whether it is new or has new bytes. If it has not, it is still only in the old site.
    is_changed: bool,
}

/// Renders every output and writes the site to `target`. `addresses` are in order. `render` is called once for each
/// address, on any thread. Once `is_stopped` is true, nothing more is rendered, and nothing is written.
pub fn write<F>(
    target: &Path,
    (addresses, copies): (&[&str], Copies),
    render: F,
    is_stopped: &(dyn Fn() -> bool + Sync),
) -> Result<Written, Failure>
where
    F: Fn(&str) -> Result<Rendered, Vec<Diagnostic>> + Sync,
{
    let mut place = Staging::open(target)?;
    let stop = || {
        let why = "stays as it was, because the build was stopped";
        if is_stopped() { Err(Failure::Machine(Error::refused(target, why))) } else { Ok(()) }
    };
    let owned = owned_files(&place.target)?;
    let possible = copies.possible(addresses);
    let claimed: Vec<&str> = addresses.iter().copied().chain(possible.iter().map(String::as_str)).collect();
    Foreign::find(&place.target, &owned)?.refuse_blocked(&place.target, &claimed)?;
    let stopping = |address: &str| {
        stop()?;
        render(address).map_err(Failure::Guide)
    };
    let staged = stage(&Stage { place: &place, owned: &owned, addresses, copies }, stopping)?;
    let is_staged = |path: &String| staged.binary_search_by(|file| file.path.cmp(path)).is_ok();
    let removed = owned.iter().filter(|path| !is_staged(path)).count();
    let changed = staged.iter().filter(|file| file.is_changed).count();
    let written = Written { changed, unchanged: staged.len() - changed, removed };
    if changed + removed > 0 || !place.target.join(OUTPUT_MANIFEST).is_file() {
        // Files may have been added to the output folder since.
        let foreign = Foreign::find(&place.target, &owned)?;
        foreign.refuse_blocked(&place.target, &claimed)?;
        make_all(&place.new, foreign.folders.iter().map(String::as_str))?;
        complete(&place, &staged, &foreign.files)?;
        keep_permissions(&place.target, &place.new, foreign.holders());
        stop()?;
        forget_removed(&place.target, &place.new, &foreign.files)?;
        place.swap()?;
        place.retire()?;
    }
    Ok(written)
}

/// What staging needs to know.
struct Stage<'a> {
    place: &'a Staging,
    /// The files of the old site.
    owned: &'a BTreeSet<String>,
    addresses: &'a [&'a str],
    copies: Copies,
}

impl Stage<'_> {
    /// Returns the path of a file in the old site, if the last build wrote it.
    fn old(&self, path: &str) -> Option<PathBuf> {
        self.owned.contains(path).then(|| self.place.target.join(path))
    }

    /// Writes an output to the staging folder if it is new or different, and its compressed copies.
    fn output(&self, address: &str, rendered: Rendered) -> Result<Vec<Staged>, Error> {
        let copies =
            if self.copies == Copies::Made { copies::of(address, self.addresses) } else { Vec::new() };
        let rendered = if copies.is_empty() { rendered } else { copies::loaded(rendered)? };
        let is_changed = !self.old(address).is_some_and(|old| is_same(&rendered, &old));
        if is_changed {
            put(&rendered, &self.place.new.join(address))?;
        }
        let mut staged = vec![Staged { path: address.to_owned(), is_changed }];
        let Some(bytes) = copies::original(&rendered) else { return Ok(staged) };
        for (encoding, path) in copies {
            staged.extend(self.copy(encoding, path, bytes)?);
        }
        Ok(staged)
    }

    /// Writes a compressed copy to the staging folder, unless the old site has it or it would save nothing.
    fn copy(&self, encoding: Encoding, path: String, bytes: &[u8]) -> Result<Option<Staged>, Error> {
        let is_copy = |old: PathBuf| input::open(&old).is_ok_and(|old| encoding.is_copy(old, bytes));
        if self.old(&path).is_some_and(is_copy) {
            return Ok(Some(Staged { path, is_changed: false }));
        }
        let file = self.place.new.join(&path);
        let copy = encoding.compress(bytes).map_err(Error::io("compress", &file))?;
        if copy.len() >= bytes.len() {
            return Ok(None);
        }
        fs::write(&file, copy).map_err(Error::io("write", file))?;
        Ok(Some(Staged { path, is_changed: true }))
    }
}

/// Renders the outputs and writes those that are new or different to the staging folder. Returns all files, in order.
fn stage<F>(stage: &Stage<'_>, render: F) -> Result<Vec<Staged>, Failure>
where
    F: Fn(&str) -> Result<Rendered, Failure> + Sync,
{
    make_folders(&stage.place.new, stage.addresses.iter().copied())?;
    let failed = AtomicBool::new(false);
    let outcome = |address: &&str| -> Result<Vec<Staged>, Failure> {
        let rendered = render(address).inspect_err(|_| failed.store(true, Ordering::Relaxed))?;
        // After an error, outputs are only rendered to find more errors.
        if failed.load(Ordering::Relaxed) {
            return Ok(Vec::new());
        }
        Ok(stage.output(address, rendered)?)
    };
    let results: Vec<Result<Vec<Staged>, Failure>> = stage.addresses.par_iter().map(outcome).collect();
    let (mut staged, mut problems) = (Vec::with_capacity(results.len()), Vec::new());
    for result in results {
        match result {
            Ok(files) => staged.extend(files),
            Err(Failure::Guide(more)) => problems.extend(more),
            Err(failure) => return Err(failure),
        }
    }
    staged.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    if problems.is_empty() { Ok(staged) } else { Err(Failure::Guide(problems)) }
}

/// Adds unchanged outputs, foreign files and the manifest to the new site.
fn complete(place: &Staging, staged: &[Staged], foreign: &BTreeSet<String>) -> Result<(), Error> {
    make_folders(&place.new, foreign.iter().map(String::as_str))?;
    let unchanged: Vec<&str> =
        staged.iter().filter(|file| !file.is_changed).map(|file| file.path.as_str()).collect();
    unchanged.par_iter().try_for_each(|path| keep(&place.target.join(path), &place.new.join(path)))?;
    foreign.par_iter().try_for_each(|path| keep_if_there(&place.target.join(path), &place.new.join(path)))?;
    let paths: Vec<&str> = staged.iter().map(|file| file.path.as_str()).collect();
    let manifest = format!("{MANIFEST_HEADER}\n{}\n", paths.join("\n"));
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
    let mut source = input::open(from).map_err(Error::io("read", from))?;
    let mut target = File::create(to).map_err(Error::io("write", to))?;
    io::copy(&mut source, &mut target).map_err(Error::io("write", to))?;
    Ok(())
}

fn is_same(rendered: &Rendered, old: &Path) -> bool {
    let Ok(mut file) = input::open(old) else { return false };
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
    let new = input::open(from)?;
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
