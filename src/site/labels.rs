//! What references to figures, tables, sections and steps say.

use std::collections::BTreeMap;

use crate::document::LabelKind;
use crate::language::{self, quote_marks};
use crate::parse::NameText;
use crate::site::id::PageId;

/// The longest text of a reference to a section, in characters.
const MAX_TEXT: usize = 200;

/// The words of a theme around numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumberWords {
    /// A figure with its `{number}`.
    pub figure: String,
    /// A table with its `{number}`.
    pub table: String,
    /// A step with its `{number}`.
    pub step: String,
    /// The `{label}` of a figure or table before its caption.
    pub caption: String,
}

impl NumberWords {
    /// Returns the words of a theme, in English where it has none. A number or label for which they have no place follows
    /// them.
    pub fn of(labels: &BTreeMap<String, String>) -> NumberWords {
        let words = |key: &str, place: &str, own: &str| match labels.get(key) {
            Some(words) if words.contains(place) => words.clone(),
            Some(words) => format!("{words} {place}"),
            None => own.to_owned(),
        };
        NumberWords {
            figure: words("figure_number", "{number}", "Figure {number}"),
            table: words("table_number", "{number}", "Table {number}"),
            step: words("step_number", "{number}", "step {number}"),
            caption: words("caption", "{label}", "{label}:"),
        }
    }
}

/// Every place that a reference can lead to.
#[derive(Debug, Default)]
pub struct Labels {
    /// The places by their ids.
    pub by_id: BTreeMap<String, LabelledPlace>,
    /// Ids that two places have: the page of the first, the page of the other, and the id.
    pub repeated: Vec<(PageId, PageId, String)>,
}

/// A place that a reference can lead to.
#[derive(Debug)]
pub struct LabelledPlace {
    /// Its page.
    pub page: PageId,
    /// What it is.
    pub kind: LabelKind,
    /// The number of a figure or table in the guide, or those of a step in its lists, the outermost first; empty for a
    /// section.
    pub numbers: Vec<u32>,
    /// The text of a section's heading.
    pub text: NameText,
}

impl Labels {
    /// Returns the text of a reference on a page in a language.
    pub fn text(&self, id: &str, language: &str, words: &NumberWords) -> Option<String> {
        let place = self.by_id.get(id)?;
        let template = match place.kind {
            LabelKind::Figure => &words.figure,
            LabelKind::Table => &words.table,
            LabelKind::Step => &words.step,
            LabelKind::Section => {
                // A reference to a section in the heading of another one stays as it is, so that no two name each other.
                let is_numbered = |id: &str| !LabelKind::Section.is_kind_of(id);
                let text = place.text.filled(|id| is_numbered(id).then(|| self.text(id, language, words))?);
                let [open, close] = quote_marks(language).outer;
                return Some(format!("{open}{}{close}", shortened(&text)));
            }
        };
        let numbers = place.numbers.iter().map(|number| language::number(language, i64::from(*number)));
        Some(template.replace("{number}", &numbers.collect::<Vec<_>>().join(".")))
    }
}

/// Returns a text without its end where it is too long to be repeated in every reference.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
