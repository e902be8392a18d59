//! `[evidence]` in `site.toml` or `theme.toml` → `Scale`: the levels that a guide measures the strength of evidence with, and
//! whose scale it is. The program knows no level of its own.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::raw::{Entry, Spanned, Value};
use crate::schema::{TableReader, ValueType, filled_text, settings};

settings! {
    /// A scale of the strength of evidence.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Scale in "[evidence]" {
        /// Its name.
        name: Option<String>, ValueType::Text => filled_text;
        /// Whose scale it is; if not set, pages say that it is the guide's own.
        by: Option<String>, ValueType::Text => filled_text;
        /// The web address of the scale.
        url: Option<String>, ValueType::Text => url;
        /// The levels, the strongest first.
        levels: Vec<Level>, ValueType::Rows(Level::FIELDS) => levels;
    }
}

settings! {
    /// A level of a scale.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Level in "[[evidence.levels]]" {
        /// The word that a page writes.
        name: String, ValueType::Text => filled_text;
        /// The name for readers.
        label: String, ValueType::Text => filled_text;
        /// What it means, in one sentence.
        description: Option<String>, ValueType::Text => filled_text;
        /// Whether a page with this level must name a source.
        needs_source: bool = true;
    }
}

/// A level in its scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strength<'a> {
    /// The level.
    pub level: &'a Level,
    /// Its place among the levels, from 1 for the weakest.
    pub rank: u8,
    /// The number of levels.
    pub of: u8,
}

/// The most levels that a scale can have.
const MAX_LEVELS: usize = 9;

/// The certainty of evidence in GRADE (Guyatt and others, BMJ 2008;336:924), in lower case.
const GRADE: [&str; 4] = ["high", "moderate", "low", "very low"];

impl Scale {
    /// Returns the levels with their ranks, the strongest first.
    pub fn strengths(&self) -> impl Iterator<Item = Strength<'_>> {
        let of = u8::try_from(self.levels.len()).unwrap_or(u8::MAX);
        (1..=of).rev().zip(&self.levels).map(move |(rank, level)| Strength { level, rank, of })
    }

    /// Returns the level that a page names.
    pub fn strength(&self, name: &str) -> Option<Strength<'_>> {
        self.strengths().find(|strength| strength.level.name == name)
    }
}

/// Reads the scale of a guide or of a theme.
pub fn scale(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Scale> {
    let reported = reader.problems.len();
    let scale: Scale = reader.table("[evidence]", entry.node.entries()?.to_vec());
    let is_sound = reader.problems.len() == reported;
    if scale.levels.len() < 2 && is_sound {
        let problem = Diagnostic::error(reader.place(&entry.key_span), "a scale needs two levels or more");
        reader
            .problems
            .push(problem.help("write each below a line `[[evidence.levels]]`, the strongest first"));
    }
    let is_grade = |level: &Level| GRADE.iter().any(|word| level.label.to_lowercase().starts_with(word));
    if scale.by.is_none() && scale.levels.len() == GRADE.len() && scale.levels.iter().all(is_grade) {
        let message = "these are the levels of GRADE, and the scale does not say so";
        let help = "add `by = \"the GRADE Working Group\"` if the evidence was rated with GRADE; else choose other words";
        reader.problems.push(Diagnostic::warning(reader.place(&entry.key_span), message).help(help));
    }
    (scale.levels.len() >= 2).then_some(scale)
}

fn levels(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<Level>> {
    let Value::List(items) = &entry.node.value else { return None };
    let (mut levels, mut names) = (Vec::new(), BTreeSet::new());
    for Spanned { value, span } in items {
        let Value::Map(keys) = value else { continue };
        let level: Level = reader.table("[[evidence.levels]]", keys.clone());
        if level.name.is_empty() || level.label.is_empty() {
            reader.error(span, "a level needs a `name`, which pages write, and a `label` for readers");
        } else if !names.insert(level.name.clone()) {
            reader.error(span, format!("the level `{}` is declared twice", level.name));
        } else {
            levels.push(level);
        }
    }
    if levels.len() > MAX_LEVELS {
        reader.error(&entry.key_span, format!("a scale has at most {MAX_LEVELS} levels"));
        levels.truncate(MAX_LEVELS);
    }
    Some(levels)
}

fn url(entry: &Entry, reader: &mut TableReader<'_>) -> Option<String> {
    let url = entry.text()?;
    let is_address =
        ["https://", "http://"].iter().any(|start| url.len() > start.len() && url.starts_with(start));
    if !is_address || url.contains(|c: char| c.is_whitespace() || c.is_control()) {
        reader.error(&entry.node.span, "`url` expects an address that starts with https:// or http://");
        return None;
    }
    Some(url.to_owned())
}
