//! Limits on templates: on their source, which is parsed by recursion, and on what they write.

use std::io::{Error, Result, Write};

use crate::diagnostic::{Diagnostic, Place};
use crate::discover::ThemeSource;

/// The largest source of a template, in bytes.
const MAX_SOURCE: usize = 1024 * 1024;

/// The most branches of a template. The parser recurses for each.
const MAX_BRANCHES: usize = 500;

/// The largest page, in bytes.
pub const MAX_OUTPUT: usize = 256 * 1024 * 1024;

/// Reports a template that the parser cannot take.
pub fn check_source(source: &ThemeSource, text: &str) -> Option<Diagnostic> {
    if text.len() > MAX_SOURCE {
        let message = format!("the template is larger than {} MB", MAX_SOURCE / 1024 / 1024);
        return Some(Diagnostic::error(Place::file(&source.path), message).help("divide it with `include`"));
    }
    let (at, _) = text.match_indices("elif").nth(MAX_BRANCHES)?;
    let message = format!("the template has more than {MAX_BRANCHES} branches");
    let place = Place::span(&source.path, at..at + "elif".len());
    Some(
        Diagnostic::error(place, message)
            .help("look the value up in a table of the theme's settings instead"),
    )
}

/// The memory that is set aside for a page, in bytes: most pages are smaller.
const USUAL_OUTPUT: usize = 32 * 1024;

/// The output of a template, up to a limit.
pub struct LimitedOutput {
    /// What was written.
    pub bytes: Vec<u8>,
    /// Whether more was to be written.
    pub is_full: bool,
}

impl Default for LimitedOutput {
    fn default() -> LimitedOutput {
        LimitedOutput { bytes: Vec::with_capacity(USUAL_OUTPUT), is_full: false }
    }
}

impl Write for LimitedOutput {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> Result<()> {
        if self.bytes.len() + bytes.len() > MAX_OUTPUT {
            self.is_full = true;
            return Err(Error::other("the page is too large"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
