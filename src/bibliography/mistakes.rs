//! Mistakes in a file of sources.

use std::ops::Range;

use super::repairs;

/// Entries with their keys and places, and the mistakes in them.
pub struct Read<T> {
    /// The entries.
    pub entries: Vec<(String, Range<usize>, T)>,
    /// The mistakes.
    pub problems: Vec<(Range<usize>, SourceMistake)>,
}

/// A mistake in a file of sources.
pub struct SourceMistake {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Whether it fails the build.
    pub is_error: bool,
}

impl SourceMistake {
    /// Returns a mistake that fails the build.
    pub fn error(message: impl Into<String>) -> SourceMistake {
        SourceMistake { message: message.into(), help: None, is_error: true }
    }

    /// Returns a mistake that does not fail the build.
    pub fn warning(message: impl Into<String>, help: &str) -> SourceMistake {
        SourceMistake { message: message.into(), help: Some(help.to_owned()), is_error: false }
    }

    /// Adds what to do about it.
    pub fn help(self, help: &str) -> SourceMistake {
        SourceMistake { help: Some(help.to_owned()), ..self }
    }
}

/// Returns what is wrong with a key that two entries have.
pub fn repeated(key: &str) -> SourceMistake {
    SourceMistake::error(format!("the key `{key}` is used twice"))
        .help("give one of the two entries another key")
}

/// Returns what is wrong with a DOI, if anything (ISO 26324: `10.`, a registrant, `/`, a suffix).
pub fn doi_mistake(doi: &str) -> Option<SourceMistake> {
    let bare = repairs::bare_doi(doi);
    let is_valid =
        bare.strip_prefix("10.").and_then(|rest| rest.split_once('/')).is_some_and(|(registrant, suffix)| {
            let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            registrant.split('.').all(is_number)
                && registrant.len() >= 4
                && !suffix.is_empty()
                && !suffix.contains(char::is_whitespace)
        });
    let message = || format!("`{doi}` is not a DOI");
    (!is_valid).then(|| {
        SourceMistake::warning(
            message(),
            "a DOI looks like `10.1038/jp.2009.87`: look for it at https://doi.org",
        )
    })
}

/// Returns the line around a place, without its indentation.
pub fn line_at(text: &str, at: usize) -> Range<usize> {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let line = &text[start..end];
    let indent = line.len() - line.trim_start().len();
    start + indent..end.max(start + indent)
}
