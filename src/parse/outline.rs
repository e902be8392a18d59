//! The outline of a page: the facts that other pages can know of it.

use std::borrow::Cow;
use std::ops::Range;

use crate::document::{Citation, Editions, LabelKind, ReaderEdition};
use crate::parse::front_matter::FrontMatter;
use crate::parse::glossary::GlossaryEntry;
use crate::parse::labels::{Label, NameText};
pub use crate::paths::INDEX;
use crate::paths::{self, SourcePath};

/// The facts that other pages can know of a page: names, never prose.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// The file, for messages.
    pub source: SourcePath,
    /// The file relative to the content folder, as links and settings name the page.
    pub path: String,
    /// Its title.
    pub title: String,
    /// The references in its title: the range of each, and its id.
    pub title_references: Vec<(Range<usize>, String)>,
    /// Its front matter.
    pub front: FrontMatter,
    /// The editions that show it, as its front matter says.
    pub editions: Editions,
    /// Every place in it that a link can lead to.
    pub anchors: Vec<Anchor>,
    /// The figures, tables and sections that references can lead to, in order.
    pub labels: Vec<Label>,
    /// The entries of the glossary, if it is one.
    pub glossary: Vec<GlossaryEntry>,
    /// The citations in its file. One that no reader sees cites nothing.
    pub citations: Vec<Citation>,
    /// Files that it shows as images, as paths in the content folder, in order and without duplicates. They may not
    /// exist.
    pub images: Vec<String>,
    /// Whether it has no file: it is the landing page of a folder without an `index.md`.
    pub synthetic: bool,
    /// The approximate length of its text, in KB of Markdown. It is coarse, so that an edit rarely changes it.
    pub size_class: u32,
}

/// A place in a page that a link can lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchor {
    /// Its id.
    pub id: String,
    /// The heading's text; empty for an id in the author's HTML.
    pub text: String,
    /// Whether it is the heading that became the page's title, so that a link to it goes to the top of the page.
    pub title: bool,
    /// The references in its text: the range of each, and its id.
    pub references: Vec<(Range<usize>, String)>,
    /// The edition that alone shows it; `None` if both do.
    pub only: Option<ReaderEdition>,
}

impl Outline {
    /// Reports whether the page is its folder's landing page.
    pub fn is_index(&self) -> bool {
        paths::file_name(&self.path) == INDEX
    }

    /// Reports whether a host shows the page for an address that does not exist. Such a page is in no list of pages.
    pub fn is_not_found(&self) -> bool {
        paths::file_name(&self.path) == NOT_FOUND
    }

    /// Reports whether its title or a heading has a reference.
    pub fn has_references(&self) -> bool {
        !self.title_references.is_empty() || self.anchors.iter().any(|anchor| !anchor.references.is_empty())
    }

    /// Reports whether paper shows a figure, table or step with an id that gives it a number.
    pub fn has_printed_label(&self, kind: LabelKind) -> bool {
        let is_printed = |label: &Label| {
            let anchor = self.anchors.iter().find(|anchor| anchor.id == label.id);
            anchor.is_none_or(|anchor| Editions::of(anchor.only).has(ReaderEdition::Print))
        };
        self.labels.iter().any(|label| label.kind == kind && is_printed(label))
    }

    /// Returns it with the text of the references in its title and headings.
    #[must_use]
    pub fn filled(&self, text_of: &dyn Fn(&str) -> Option<String>) -> Outline {
        let filled = |text: &mut String, references: &mut Vec<_>| {
            let name = NameText { text: std::mem::take(text), references: std::mem::take(references) };
            *text = name.filled(text_of);
        };
        let mut outline = self.clone();
        filled(&mut outline.title, &mut outline.title_references);
        outline.anchors.iter_mut().for_each(|anchor| filled(&mut anchor.text, &mut anchor.references));
        outline
    }

    /// Returns the path by which an author links to the page: that of its file.
    pub fn link_path(&self) -> Cow<'_, str> {
        let file = self.source.file_name();
        if !paths::is_readme(file) || !self.is_index() {
            return Cow::Borrowed(&self.path);
        }
        Cow::Owned(format!("{}{file}", self.path.trim_end_matches(INDEX)))
    }
}

/// The name of a page for missing addresses.
const NOT_FOUND: &str = "404.md";

/// Returns a page's path without its extension.
pub fn stem(path: &str) -> &str {
    path.strip_suffix(".md").unwrap_or(path)
}
