//! `[checks]` in `site.toml` → `Checks`: the writing checks, and how hard to read a page can be.

use crate::diagnostic::Diagnostic;
use crate::raw::{Entry, Value};
use crate::schema::{TableReader, ValueType, settings};

settings! {
    /// Writing checks.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Checks in "[checks]" {
        /// Headings that skip a level, such as `####` under `##`, and a second `#`.
        heading_order: bool = true;
        /// Headings without text.
        empty_headings: bool = true;
        /// Links without text.
        empty_links: bool = true;
        /// Links with a vague text, such as “click here”.
        vague_links: bool = true;
        /// Vague link texts, instead of the built-in list of the language.
        vague_words: Option<Vec<String>>;
        /// Links on one page with the same text and different targets; off by default.
        same_words: bool = false;
        /// Tables without column headers.
        table_heads: bool = true;
        /// Markup that is not read and would be shown as text: of other programs, or with a mistake in it.
        markup: bool = true;
        /// Sources that no page cites.
        unused_sources: bool = true;
        /// The highest reading grade a page can have, 1 to 20; no limit by default.
        reading_grade: Option<u8>, ValueType::Whole => reading_grade;
    }
}

impl Checks {
    /// Reports whether any rule about links, headings and tables is on.
    pub fn has_rule(&self) -> bool {
        let Checks {
            heading_order, empty_headings, empty_links, vague_links, same_words, table_heads, ..
        } = *self;
        heading_order || empty_headings || empty_links || vague_links || same_words || table_heads
    }
}

/// The highest limit that makes sense: no school grade can read harder texts.
const MAX_GRADE: u8 = 20;

fn reading_grade(entry: &Entry, reader: &mut TableReader<'_>) -> Option<u8> {
    let Value::Integer(grade) = entry.node.value else { return None };
    let valid = u8::try_from(grade).ok().filter(|grade| (1..=MAX_GRADE).contains(grade));
    if valid.is_none() {
        let message = format!("`reading_grade` expects a school grade from 1 to {MAX_GRADE}, found {grade}");
        let help = "most adults read grade 8 with ease; leave the key out for no limit";
        let place = reader.place(&entry.node.span);
        reader.problems.push(Diagnostic::error(place, message).help(help));
    }
    valid
}
