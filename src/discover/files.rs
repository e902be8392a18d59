//! Files that are copied: known by their names, and the pictures among them by their heads.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Seek};
use std::path::PathBuf;

use rayon::prelude::*;

use super::{Found, Stamp, below};
use crate::diagnostic::{Diagnostic, Place};
use crate::paths::SourcePath;
use crate::picture::{self, Fault, Picture};

/// A file that is copied as it is.
#[derive(Clone, Debug)]
pub struct FileSource {
    /// The file, relative to the root.
    pub path: SourcePath,
    /// Where it is on the disk.
    pub location: PathBuf,
    /// How it is known not to have changed.
    pub stamp: Stamp,
    /// What is known of it if it is a picture, by its name, or why it cannot be shown.
    pub picture: Option<Result<Picture, Fault>>,
    /// Whether the stamp can be trusted.
    pub(super) settled: bool,
}

impl PartialEq for FileSource {
    fn eq(&self, other: &FileSource) -> bool {
        let of = |it: &FileSource| (it.path.clone(), it.location.clone(), it.stamp);
        of(self) == of(other) && self.picture == other.picture
    }
}

impl Eq for FileSource {}

/// A file of more bytes than this is not put into a PDF.
const LARGEST_SHOWN: u64 = 64 * 1024 * 1024;

/// Reads a file that an output shows. `Err` says in a few words why it cannot be read.
pub fn bytes(file: &FileSource) -> Result<Vec<u8>, String> {
    let size = fs::metadata(&file.location).map_err(|error| error.to_string())?.len();
    if size > LARGEST_SHOWN {
        return Err(format!("it has {size} bytes; the limit is {LARGEST_SHOWN}"));
    }
    fs::read(&file.location).map_err(|error| error.to_string())
}

/// Files that are copied, with what the heads of the pictures among them say.
pub fn read(
    found: Vec<Found>,
    folder: &str,
    (previous, newest): (&BTreeMap<String, FileSource>, u128),
) -> BTreeMap<String, FileSource> {
    let read_one = |found: Found| {
        let old = previous.get(&found.relative);
        let old = old.filter(|old| old.settled && old.stamp == found.stamp && old.location == found.location);
        let settled = found.stamp.is_settled(newest);
        let (name, mut source) = named(found, folder);
        source.picture = match old {
            Some(old) => old.picture.clone(),
            None => look(&source),
        };
        (name, FileSource { settled, ..source })
    };
    found.into_par_iter().map(read_one).collect()
}

/// Reads what is known of a file if it is an image by its name.
fn look(source: &FileSource) -> Option<Result<Picture, Fault>> {
    let name = source.path.file_name();
    if !picture::is_picture(name) {
        return None;
    }
    match File::open(&source.location) {
        Ok(file) => inspect(file, source.stamp.size, name),
        Err(error) => name.contains('.').then(|| Err(Fault::Broken(error.to_string()))),
    }
}

/// Reads the header of a file if it is an image by its name. A file without an extension that is no image is any file.
pub fn inspect(file: impl Read + Seek, size: u64, name: &str) -> Option<Result<Picture, Fault>> {
    if !picture::is_picture(name) {
        return None;
    }
    let image = picture::read(file, size, name);
    (name.contains('.') || image.is_ok()).then_some(image)
}

/// A picture that would tell everybody where it was taken, in a format that nothing can be taken out of here.
pub fn telling(source: &FileSource) -> Option<Diagnostic> {
    let format = match source.picture.as_ref()? {
        Ok(picture) if picture.tells => "AVIF",
        Err(Fault::Foreign(format)) => format,
        _ => return None,
    };
    let message =
        format!("the metadata in this {format} file, perhaps with the location, is published with it");
    let help = "save it as JPEG, PNG or WebP, which are published without metadata";
    Some(Diagnostic::warning(Place::file(&source.path), message).help(help))
}

/// A file by its path in a folder of the root, before anything is known of it.
pub fn named(found: Found, folder: &str) -> (String, FileSource) {
    let path = below(folder, &found.relative);
    let Found { relative, location, stamp } = found;
    (relative, FileSource { path, location, stamp, picture: None, settled: false })
}
