//! Front matter: YAML between two lines of `---` at the start of a file → `FrontMatter`, every field valid.

use crate::date::Date;
use crate::diagnostic::{Diagnostic, Place};
use crate::discover::TextSource;
use crate::kinds;
use crate::raw::{self, Entry, Spanned, Value};
use crate::schema::{Settings, TableReader, Unknown, ValueType, settings, text};

settings! {
    /// What a page says of itself before its text.
    #[derive(Clone, Debug, PartialEq)]
    pub struct FrontMatter in "front matter" {
        /// The page's title; by default its first heading.
        title: Option<String>;
        /// One sentence about the page.
        description: Option<String>, ValueType::Text => trimmed_text;
        /// Position in its section; lower numbers come first.
        order: Option<i64>;
        /// `page`, or a kind of page that the theme declares.
        kind: Spanned<String> = Spanned::unplaced(kinds::PAGE.into());
        /// Whether the page is a draft, which is published only with `--drafts`.
        draft: bool = false;
        /// Old addresses that redirect to the page.
        aliases: Vec<Spanned<String>>;
        /// The date when its claims were last checked against their sources.
        reviewed: Option<Date>;
        /// The date when its text last changed in a way that readers should know about.
        updated: Option<Date>;
        /// A picture in the folder of the page, for sharing.
        image: Option<Spanned<String>>;
        /// The keys of its sources.
        sources: Vec<Spanned<String>>;
        /// Keywords.
        tags: Vec<String>;
        /// A template to use instead of the one for its kind.
        template: Option<Spanned<String>>;
        /// Whether the page shows its table of contents.
        toc: bool = true;
        /// Whether the page is in the PDF and on print pages.
        print: bool = true;
        /// Language tag of the page, if it differs from the guide's.
        language: Option<String>, ValueType::Language => text;
        /// Whether to include the page in the search.
        search: bool = true;
        /// Any other keys that the theme reads.
        extra: Vec<Entry>;
    }
}

impl FrontMatter {
    /// Returns the day on which the page became what it is: of its last change or its last review, whichever is later.
    pub fn changed(&self) -> Option<Date> {
        self.updated.max(self.reviewed)
    }
}

fn trimmed_text(entry: &Entry, _: &mut TableReader<'_>) -> Option<String> {
    entry.text().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Reads a file's front matter; returns it with the byte offset at which the page's text begins.
pub fn read(source: &TextSource, unknown: Unknown, problems: &mut Vec<Diagnostic>) -> (FrontMatter, usize) {
    let text: &str = &source.text;
    let Some(yaml_at) = opening(text) else { return (FrontMatter::default(), 0) };
    let Some((yaml_end, body_at)) = closing(text, yaml_at) else {
        problems.push(
            Diagnostic::error(Place::span(&source.path, 0..3), "the front matter is not closed")
                .label("opened here")
                .help(
                    "close it with a line `---`; for a horizontal line at the start of a page, write `***`",
                ),
        );
        return (FrontMatter::default(), yaml_at);
    };
    let node = match raw::yaml(&text[yaml_at..yaml_end], yaml_at) {
        Ok(node) => node,
        Err(error) => {
            let place = Place::span(&source.path, error.span);
            let message = format!("the front matter cannot be read: {}", error.message);
            problems.push(Diagnostic::error(place, message).help_if(error.help));
            return (FrontMatter::default(), body_at);
        }
    };
    let entries = match node.value {
        Value::Map(entries) => entries,
        Value::Null => Vec::new(),
        other => {
            let message = format!("front matter expects `key: value` lines, found {}", other.kind());
            let place = Place::span(&source.path, yaml_at..yaml_end.max(yaml_at + 1));
            problems.push(
                Diagnostic::error(place, message).help("write each as `key: value`: `title: Warm hands`"),
            );
            Vec::new()
        }
    };
    let mut reader = TableReader { path: &source.path, unknown, top: &[], problems };
    let mut checked = reader.check(FrontMatter::NAME, entries, FrontMatter::FIELDS);
    let mut front = FrontMatter::take(&mut checked, &mut reader);
    if unknown == Unknown::Allow {
        let free = checked.unknown.into_iter().filter(|entry| entry.node.value != Value::Null);
        front.extra.extend(free);
    }
    (front, body_at)
}

/// Returns where the YAML begins, if the file opens with a line of `---`.
fn opening(text: &str) -> Option<usize> {
    let line = text.split_inclusive('\n').next()?;
    (line.trim_end() == "---").then_some(line.len())
}

/// Returns where the YAML ends and where the text begins.
fn closing(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        let next = at + line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return Some((at, next));
        }
        at = next;
    }
    None
}
