//! A file on its way from the walk to its reading.

use std::path::PathBuf;

use super::stamp::Stamp;
use crate::paths;

/// A file on the way from the walk to its reading.
pub struct Found {
    /// What other files call it: its path in the folder that was walked, in NFC.
    pub name: String,
    /// Its path in the folder that was walked, as the disk has it.
    pub relative: String,
    /// Where it is on the disk.
    pub location: PathBuf,
    /// How it is known not to have changed.
    pub stamp: Stamp,
}

impl Found {
    /// Returns a file by its path in a folder.
    pub fn new(relative: String, location: PathBuf, stamp: Stamp) -> Found {
        Found { name: paths::nfc(&relative).into_owned(), relative, location, stamp }
    }
}
