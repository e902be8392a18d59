//! Reads the file of released editions, which is beside `site.toml`.

use std::fs;
use std::io;

use super::Sources;
use super::found::Found;
use super::layout::canonical;
use super::stamp::Stamp;
use super::text_source::{self, MAX_TEXT, TextSource};
use super::walk::Walker;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Error;
use crate::paths::SourcePath;
use crate::releases::FILE;

impl Walker<'_> {
    /// Returns the file of released editions, if there is one.
    pub fn releases(&mut self, (previous, newest): (&Sources, u128)) -> Result<Option<TextSource>, Error> {
        let location = self.root.join(FILE);
        let path = SourcePath::new(FILE);
        let metadata = match fs::metadata(&location) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("read", location)(error)),
        };
        let place = || Place::file(&path);
        let by_link =
            location.is_symlink().then(|| self.links.problem(&canonical(&location), place())).flatten();
        let problem = if by_link.is_some() {
            by_link
        } else if !metadata.is_file() {
            Some(Diagnostic::error(place(), "not a file with editions").help("move it, or delete it"))
        } else if metadata.len() > MAX_TEXT {
            let message = format!("editions of {} bytes; the limit is {MAX_TEXT}", metadata.len());
            Some(Diagnostic::error(place(), message).help("delete the oldest ones"))
        } else {
            None
        };
        if problem.is_some() {
            self.problems.extend(problem);
            return Ok(None);
        }
        let found = Found::new(FILE.into(), location, Stamp::of(&metadata));
        let source = text_source::read(&found, path, previous.releases.as_ref(), newest)?;
        self.problems.extend(source.problem.clone());
        Ok(Some(source))
    }
}
