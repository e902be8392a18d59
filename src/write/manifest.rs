//! The manifest of an output folder, which names the files that Handout wrote into it.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use crate::config::OUTPUT_MANIFEST;
use crate::error::Error;
use crate::paths;

/// The first line of a manifest.
pub const MANIFEST_HEADER: &str = "handout 1";

/// Returns the files that the last build wrote. Fails if the folder is neither empty nor from Handout.
pub fn owned_files(target: &Path) -> Result<BTreeSet<String>, Error> {
    let path = target.join(OUTPUT_MANIFEST);
    match fs::read_to_string(&path) {
        Ok(text) => {
            let mut lines = text.lines();
            if lines.next() == Some(MANIFEST_HEADER) {
                return Ok(lines
                    .filter(|path| paths::join("", path).as_deref() == Some(&*paths::nfc(path)))
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

/// Returns a path relative to the output folder, with `/`.
pub fn below(target: &Path, path: &Path) -> Result<String, Error> {
    let relative = path.strip_prefix(target).unwrap_or(path);
    let parts: Option<Vec<&str>> = relative.components().map(|part| part.as_os_str().to_str()).collect();
    let why = "has a name that is not valid text: move it out of the output folder";
    parts.map(|parts| parts.join("/")).ok_or_else(|| Error::refused(path, why))
}
