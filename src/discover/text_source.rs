//! Files that are read as text.

use std::sync::Arc;

use memchr::memmem;
use xxhash_rust::xxh3::xxh3_64;

use super::found::Found;
use super::input;
use super::stamp::Stamp;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Error;
use crate::paths::SourcePath;
use crate::text;

/// The largest text that is read, in bytes.
pub const MAX_TEXT: u64 = 32 * 1024 * 1024;

/// A file that is read as text.
#[derive(Clone, Debug)]
pub struct TextSource {
    /// The file, relative to the root.
    pub path: SourcePath,
    /// Its state when it was read, to detect changes.
    pub stamp: Stamp,
    /// Whether the stamp can be trusted.
    pub(super) settled: bool,
    /// The hash of its text.
    pub fingerprint: u64,
    /// Its text, without a byte order mark, lines ended by `\n`.
    pub text: Arc<str>,
    /// The paths that it may include, as they are written.
    pub(crate) includes: Arc<[String]>,
    /// The error if its bytes are not UTF-8.
    pub(super) problem: Option<Diagnostic>,
}

impl TextSource {
    /// Reports whether the file was empty when it was read.
    pub fn is_blank(&self) -> bool {
        self.fingerprint == xxh3_64(b"")
    }

    /// Drops the text, unless it includes files, which may change without it. A source without its text can only be reused
    /// together with what was made of it.
    pub fn release(&mut self) {
        if self.includes.is_empty() {
            self.text = Arc::default();
        }
    }

    /// Returns the source with the text of the files that it includes.
    #[must_use]
    pub fn expanded(&self, path: SourcePath, text: String) -> TextSource {
        TextSource { path, text: text.into(), ..self.clone() }
    }

    /// Returns an empty text in the place of a file that is not read.
    pub(super) fn refused(path: SourcePath, problem: Diagnostic) -> TextSource {
        TextSource { problem: Some(problem), ..decode(Vec::new(), path, Stamp::default()) }
    }

    /// Returns a text that is on no disk, so that a single page can be parsed.
    pub fn unsaved(path: SourcePath, bytes: Vec<u8>) -> TextSource {
        decode(bytes, path, Stamp::default())
    }
}

/// Reads a text, unless the stamp says that it is the previous one. If it turns out to be the previous one, the new
/// copy is dropped.
pub fn read(
    found: &Found,
    path: SourcePath,
    previous: Option<&TextSource>,
    newest: u128,
) -> Result<TextSource, Error> {
    let previous = previous.filter(|old| old.path == path);
    if let Some(old) = previous.filter(|old| old.settled && old.stamp == found.stamp) {
        return Ok(old.clone());
    }
    let bytes = input::read(&found.location, MAX_TEXT).map_err(Error::io("read", &found.location))?;
    let new = decode(bytes, path, found.stamp);
    let same = |old: &&TextSource| old.fingerprint == new.fingerprint && old.problem == new.problem;
    let kept = previous.filter(same).cloned();
    Ok(TextSource { settled: found.stamp.is_settled(newest), stamp: found.stamp, ..kept.unwrap_or(new) })
}

/// Returns a text as it is read from these bytes.
pub fn decode(bytes: Vec<u8>, path: SourcePath, stamp: Stamp) -> TextSource {
    let (mut text, invalid) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at))
        }
    };
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    let problem = invalid.map(|at| {
        let bad = text.find('\u{FFFD}').unwrap_or_default();
        Diagnostic::error(
            Place::span(&path, bad..bad + 3),
            format!("not UTF-8: the byte at offset {at} is not part of a character"),
        )
        .help("save the file as UTF-8")
    });
    if problem.is_none() && text::has_control(&text) {
        text = text::replace_control(&text);
    }
    let fingerprint = xxh3_64(text.as_bytes());
    let includes = included_paths(&text).into();
    TextSource { fingerprint, path, stamp, settled: false, text: text.into(), includes, problem }
}

/// The beginning of a line that includes a file.
const INCLUDE: &[u8] = b"::include";

/// Returns the paths that a text may include, as they are written. A line in a block of code is among them: only the
/// parser knows those.
fn included_paths(text: &str) -> Vec<String> {
    let lines = memmem::find_iter(text.as_bytes(), INCLUDE).map(|at| {
        let rest = &text[at..];
        &rest[..rest.find('\n').unwrap_or(rest.len())]
    });
    lines.filter_map(|line| Some(value(line.split_once("file=")?.1).to_owned())).collect()
}

/// Returns the value that a text begins with: in quotes, or up to a space.
fn value(text: &str) -> &str {
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''));
    let (text, end) = match quote {
        Some(quote) => (&text[1..], text[1..].find(quote)),
        None => (text, text.find(|c: char| c.is_whitespace() || c == '}')),
    };
    &text[..end.unwrap_or(text.len())]
}
