//! Files that are copied: their names, and the headers of the images among them.

use std::collections::BTreeMap;
use std::io::{Read, Seek};
use std::path::PathBuf;

use rayon::prelude::*;

use super::found::Found;
use super::input;
use super::layout::below;
use super::stamp::Stamp;
use crate::diagnostic::{Diagnostic, Place};
use crate::images::{self, ImageError, ImageHeader};
use crate::paths::SourcePath;

/// A file that is copied as it is.
#[derive(Clone, Debug)]
pub struct FileSource {
    /// The file, relative to the root.
    pub path: SourcePath,
    /// Its location on the disk.
    pub location: PathBuf,
    /// Its state when it was found, to detect changes.
    pub stamp: Stamp,
    /// The header if the file has the name of an image, or why the image cannot be shown.
    pub image: Option<Result<ImageHeader, ImageError>>,
    /// Whether the stamp can be trusted.
    pub(super) settled: bool,
}

impl FileSource {
    /// Reports whether it is an image that can be read no longer, although nothing else has changed.
    pub(super) fn is_lost(&self, previous: Option<&FileSource>) -> bool {
        let could_be_read = |old: &FileSource| matches!(old.image, Some(Ok(_))) && old.stamp == self.stamp;
        matches!(self.image, Some(Err(ImageError::Broken(_)))) && previous.is_some_and(could_be_read)
    }
}

impl PartialEq for FileSource {
    fn eq(&self, other: &FileSource) -> bool {
        let of = |it: &FileSource| (it.path.clone(), it.location.clone(), it.stamp);
        of(self) == of(other) && self.image == other.image
    }
}

impl Eq for FileSource {}

/// The largest file that is put into a PDF, in bytes.
const MAX_SHOWN: u64 = 64 * 1024 * 1024;

/// Reads a file that an output shows. `Err` holds the reason why it cannot be read, in a few words.
pub fn bytes(file: &FileSource) -> Result<Vec<u8>, String> {
    input::read(&file.location, MAX_SHOWN).map_err(|error| error.to_string())
}

/// Returns the files that are copied, with the headers of the images among them.
pub fn read(
    found: Vec<Found>,
    folder: &str,
    (previous, newest): (&BTreeMap<String, FileSource>, u128),
) -> BTreeMap<String, FileSource> {
    let read_one = |found: Found| {
        let old = previous.get(&found.name);
        let old = old.filter(|old| old.settled && old.stamp == found.stamp && old.location == found.location);
        let settled = found.stamp.is_settled(newest);
        let (name, mut source) = named(found, folder);
        source.image = match old {
            Some(old) => old.image.clone(),
            None => look(&source),
        };
        (name, FileSource { settled, ..source })
    };
    found.into_par_iter().map(read_one).collect()
}

/// Reads the header of a file whose name is that of an image.
fn look(source: &FileSource) -> Option<Result<ImageHeader, ImageError>> {
    let name = source.path.file_name();
    if !images::is_image(name) {
        return None;
    }
    match input::open(&source.location) {
        Ok(file) => inspect(file, source.stamp.size, name),
        Err(error) => name.contains('.').then(|| Err(ImageError::Broken(error.to_string()))),
    }
}

/// Reads the header of a file whose name is that of an image. A file without an extension need not be an image.
pub fn inspect(file: impl Read + Seek, size: u64, name: &str) -> Option<Result<ImageHeader, ImageError>> {
    if !images::is_image(name) {
        return None;
    }
    let image = images::read(file, size, name);
    (name.contains('.') || image.is_ok()).then_some(image)
}

/// Warns of an image that reveals where it was taken, in a format from which metadata cannot be removed.
pub fn metadata_warning(source: &FileSource) -> Option<Diagnostic> {
    let format = match source.image.as_ref()? {
        Ok(image) if image.has_metadata => "AVIF",
        Err(ImageError::Foreign(format)) => format,
        _ => return None,
    };
    let message =
        format!("the metadata in this {format} file, perhaps with the location, is published with it");
    let help = "save it as JPEG, PNG or WebP, which are published without metadata";
    Some(Diagnostic::warning(Place::file(&source.path), message).help(help))
}

/// Returns a file by its path in a folder of the root, before it is examined.
pub fn named(found: Found, folder: &str) -> (String, FileSource) {
    let path = below(folder, &found.relative);
    let Found { name, location, stamp, .. } = found;
    (name, FileSource { path, location, stamp, image: None, settled: false })
}
