//! `content/glossary.yml` → a page in Markdown with a definition list, whose places are those of the file.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::diagnostic::{Diagnostic, Place};
use crate::discover::TextSource;
use crate::parse::headings::slug;
use crate::paths::SourcePath;
use crate::raw::{self, Entry, Spanned, Value};
use crate::schema::{TableReader, Unknown, settings};
use crate::splices::Splices;

settings! {
    /// A term in the file of the glossary.
    pub struct GlossaryTerm in "a term" {
        /// What it means; may contain Markdown.
        definition: Option<String>;
        /// The words of an abbreviation in full.
        expansion: Option<String>;
        /// Other words for it.
        forms: Vec<String>;
    }
}

/// The page that a file makes.
pub const PAGE: &str = "glossary.md";

/// Returns the page that a file of a glossary makes, with a title.
pub fn page(source: &TextSource, title: &str, problems: &mut Vec<Diagnostic>) -> TextSource {
    let mut page = GlossaryPage::new(title);
    match raw::yaml(&source.text, 0) {
        Ok(Spanned { value: Value::Map(entries), .. }) => {
            for entry in entries {
                let mut reader =
                    TableReader { path: &source.path, unknown: Unknown::Error, top: &[], problems };
                if let Some(term) = term(&entry, &mut reader) {
                    page.add(&entry, &term);
                }
            }
        }
        Ok(Spanned { value: Value::Null, .. }) => {}
        Ok(_) => {
            let message = "a glossary expects a term on each line, a colon and its definition";
            problems.push(Diagnostic::error(Place::file(&source.path), message).help(EXAMPLE));
        }
        Err(error) => {
            let message = format!("the glossary cannot be read: {}", error.message);
            let place = Place::span(&source.path, error.span);
            problems.push(Diagnostic::error(place, message).help_if(error.help));
        }
    }
    page.finish(&source.path)
}

const EXAMPLE: &str = "write `Bight: A loop in a rope.`";

/// Reads a term: a definition alone, or a table.
fn term(entry: &Entry, reader: &mut TableReader<'_>) -> Option<GlossaryTerm> {
    let reported = reader.problems.len();
    let term = match &entry.node.value {
        Value::Text(definition) => {
            GlossaryTerm { definition: Some(definition.clone()), ..GlossaryTerm::default() }
        }
        Value::Map(keys) => reader.table(&format!("the term `{}`", entry.key), keys.clone()),
        other => {
            let message = format!("the term `{}` expects a definition, found {}", entry.key, other.kind());
            let problem = Diagnostic::error(reader.place(&entry.key_span), message);
            reader.problems.push(problem.help(EXAMPLE));
            return None;
        }
    };
    let words = [Some(&entry.key), term.expansion.as_ref()];
    let unclear =
        words.into_iter().flatten().chain(&term.forms).find(|form| form.contains([',', ';', '(', ')', '\n']));
    if let Some(unclear) = unclear {
        let message = format!("`{unclear}` has a comma or brackets, which separate the forms of a term");
        let help = "write each form alone below `forms:`";
        let problem = Diagnostic::error(reader.place(&entry.key_span), message);
        reader.problems.push(problem.help(help));
        return None;
    }
    let is_blank = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
    let is_empty = is_blank(&term.definition) && is_blank(&term.expansion);
    if is_empty && reader.problems.len() == reported {
        let problem =
            Diagnostic::error(reader.place(&entry.key_span), format!("`{}` has no definition", entry.key));
        reader.problems.push(problem.help(EXAMPLE));
    }
    Some(term).filter(|_| !is_empty)
}

struct GlossaryPage {
    text: String,
    /// The ids of its terms.
    ids: BTreeSet<String>,
    splices: Splices,
}

impl GlossaryPage {
    fn new(title: &str) -> GlossaryPage {
        let title = title.replace(['\\', '"', '\n'], " ");
        let text = format!("---\ntitle: \"{title}\"\nglossary: true\n---\n\n");
        let mut splices = Splices::default();
        splices.add_part(0, 0, 0, None);
        GlossaryPage { text, ids: BTreeSet::new(), splices }
    }

    fn add(&mut self, entry: &Entry, term: &GlossaryTerm) {
        self.splices.add_part(self.text.len(), entry.key.len(), entry.key_span.start, None);
        let _ = write!(self.text, "{}", escaped(&entry.key));
        if let Some(expansion) = &term.expansion {
            let _ = write!(self.text, " ({})", escaped(expansion));
        }
        for form in &term.forms {
            let _ = write!(self.text, ", {}", escaped(form));
        }
        let id = slug(&entry.key);
        if self.ids.insert(id.clone()) {
            let _ = write!(self.text, "[]{{#{id}}}");
        }
        let span = &entry.node.span;
        self.splices.add_part(self.text.len() + 1, span.len(), span.start, None);
        let definition = term.definition.as_ref().or(term.expansion.as_ref()).map_or("", |text| text.trim());
        let _ = write!(self.text, "\n: {}\n\n", definition.replace('\n', "\n  "));
    }

    fn finish(self, path: &SourcePath) -> TextSource {
        TextSource::unsaved(path.spliced(self.splices), self.text.into_bytes())
    }
}

/// Returns a text in which nothing is Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.trim().char_indices() {
        let is_plain =
            !c.is_ascii_punctuation() || matches!(c, '\'' | '"') || at > 0 && matches!(c, '-' | '.');
        out.push_str(if is_plain { "" } else { "\\" });
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_text_in_markdown() {
        assert_eq!(escaped("Let-down"), "Let-down");
        assert_eq!(escaped("*a* [b]"), "\\*a\\* \\[b\\]");
        assert_eq!(escaped("- x"), "\\- x");
    }
}
