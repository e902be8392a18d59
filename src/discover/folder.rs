//! The files of the content folder that pages can include.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::files::FileSource;
use super::found::Found;
use super::included::{Includable, IncludedFiles, IncludedText};
use super::layout::below;
use super::stamp::Stamp;
use super::text_source::{self, MAX_TEXT, TextSource};
use crate::error::Error;
use crate::paths::SourcePath;

/// The content folder on the disk, for the pages that include files.
pub struct ContentFolder<'a> {
    /// The root of the guide.
    pub root: &'a Path,
    /// The content folder, relative to the root.
    pub content: &'a str,
    /// The pages, by their names.
    pub pages: &'a BTreeMap<String, TextSource>,
    /// The files that are copied, by their names.
    pub files: &'a BTreeMap<String, FileSource>,
    /// The files that are parts of pages, by their names.
    pub parts: &'a BTreeMap<String, Found>,
    /// What pages included before, and the time of the newest file.
    pub previous: (&'a IncludedFiles, u128),
}

impl ContentFolder<'_> {
    /// Returns where a file is, its path below the root, and its state.
    fn find(&self, name: &str) -> Option<(PathBuf, SourcePath, Stamp)> {
        if let Some(part) = self.parts.get(name) {
            let path = below(self.content, &part.relative);
            return Some((part.location.clone(), path, part.stamp));
        }
        if let Some(file) = self.files.get(name) {
            return Some((file.location.clone(), file.path.clone(), file.stamp));
        }
        let page = self.pages.get(name)?;
        Some((self.root.join(page.path.as_str()), page.path.clone(), page.stamp))
    }
}

impl Includable for ContentFolder<'_> {
    fn names(&self) -> Vec<&str> {
        let names = self.parts.keys().chain(self.pages.keys()).chain(self.files.keys());
        names.map(String::as_str).collect()
    }

    fn read(&self, name: &str) -> Result<Option<IncludedText>, Error> {
        let Some((location, path, stamp)) = self.find(name) else { return Ok(None) };
        if stamp.size > MAX_TEXT {
            let message = format!("a file of {} bytes; the limit is {MAX_TEXT}", stamp.size);
            return Ok(Some(IncludedText::Refused { message, help: None }));
        }
        let (previous, newest) = self.previous;
        let old = match previous.get(name) {
            Some(IncludedText::Text(old)) => Some(&**old),
            _ => None,
        };
        text_source::read(&Found::new(name.to_owned(), location, stamp), path, old, newest)
            .map(IncludedText::checked)
            .map(Some)
    }
}
