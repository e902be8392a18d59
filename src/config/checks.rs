//! `[checks]` in `site.toml` → `Checks`: which habits of writing are a warning, and how hard to read a page may be.

use crate::diagnostic::Diagnostic;
use crate::raw::{Entry, Value};
use crate::schema::{TableReader, ValueType, settings};

settings! {
    /// Which habits of writing are a warning.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Checks in "[checks]" {
        /// Headings that skip a level, such as `####` under `##`, and a second `#`.
        heading_order: bool = true;
        /// Headings without words.
        empty_headings: bool = true;
        /// Links without words.
        empty_links: bool = true;
        /// Links whose words say nothing, such as “click here”.
        vague_links: bool = true;
        /// Words of links that say nothing, instead of the language's own list.
        vague_words: Option<Vec<String>>;
        /// Links of one page with the same words and different addresses; off by default.
        same_words: bool = false;
        /// Tables without heads.
        table_heads: bool = true;
        /// The school grade, 1 to 20, above which a page is too hard to read; without it there is no limit.
        reading_grade: Option<u8>, ValueType::Whole => reading_grade;
    }
}

impl Checks {
    /// Returns whether any rule is on; the school grade is none.
    pub fn has_rule(&self) -> bool {
        let Checks {
            heading_order, empty_headings, empty_links, vague_links, same_words, table_heads, ..
        } = *self;
        heading_order || empty_headings || empty_links || vague_links || same_words || table_heads
    }
}

/// The highest limit that means something: no school grade can read the texts beyond.
const MAX_GRADE: u8 = 20;

fn reading_grade(entry: &Entry, reader: &mut TableReader<'_>) -> Option<u8> {
    let Value::Integer(grade) = entry.node.value else { return None };
    let valid = u8::try_from(grade).ok().filter(|grade| (1..=MAX_GRADE).contains(grade));
    if valid.is_none() {
        let message = format!("`reading_grade` expects a school grade from 1 to {MAX_GRADE}, found {grade}");
        let help = "8 is a text that most adults read with ease; leave the key out for no limit";
        let place = reader.place(&entry.node.span);
        reader.problems.push(Diagnostic::error(place, message).help(help));
    }
    valid
}
