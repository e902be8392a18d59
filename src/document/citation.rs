//! Citations as authors write them, and the text that a guide gives them.

use super::span::Span;

/// A citation, without its place in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Citation {
    /// Its form.
    pub form: CitationForm,
    /// The sources that it cites. None if no reader sees the citation.
    pub items: Box<[CitedItem]>,
}

/// The form of a citation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CitationForm {
    /// In brackets: `[@morton2009]`.
    #[default]
    Bracketed,
    /// A part of the sentence: `@morton2009`.
    InText,
}

/// One of the sources that a citation cites.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CitedItem {
    /// The key of the source.
    pub key: Box<str>,
    /// The words before it; may be empty.
    pub prefix: Box<str>,
    /// The place in the source.
    pub locator: Option<Locator>,
    /// The words after it; may be empty.
    pub suffix: Box<str>,
    /// Whether the author is left out: `[-@morton2009]`.
    pub is_author_left_out: bool,
}

/// A place in a source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Locator {
    /// What is counted, such as `page`: a locator of the Citation Style Language (1.0.2, appendix IV).
    pub kind: &'static str,
    /// The number, or the range of numbers.
    pub number: Box<str>,
}

/// A citation on a page.
#[derive(Clone, Debug)]
pub struct PlacedCitation {
    /// The citation.
    pub citation: Citation,
    /// The place of each of its keys, with the `@`.
    pub keys: Box<[Span]>,
}

/// A source in a list of sources.
#[derive(Clone, Debug)]
pub struct ListedSource {
    /// Its key.
    pub key: Box<str>,
}

/// A piece of the text that a guide gives to a citation or a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrase {
    /// The text.
    pub text: String,
    /// The look of the text.
    pub look: Look,
    /// Where it leads.
    pub to: Option<PhraseTarget>,
}

/// The look of a piece of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Whether it is in italics.
    pub is_italic: bool,
    /// Whether it is bold.
    pub is_bold: bool,
    /// Whether it is raised or lowered.
    pub baseline: Baseline,
}

/// The position of a text relative to its line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Baseline {
    /// On the line.
    #[default]
    Normal,
    /// Raised.
    Raised,
    /// Lowered.
    Lowered,
}

/// Where a piece of text leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhraseTarget {
    /// To a source in the list, by its key.
    Source(String),
    /// To an address on the web.
    Web(String),
}

/// What a guide makes of the citations of a page.
pub trait CitationTexts {
    /// Returns the text of a citation, by its number on the page; `None` if it stays as the author wrote it.
    fn citation(&self, number: usize) -> Option<&[Phrase]>;
    /// Reports whether the text of citations in brackets is in footnotes.
    fn are_notes(&self) -> bool;
    /// Returns the text of a source; `None` if there is none of that key.
    fn source(&self, key: &str) -> Option<&[Phrase]>;
    /// Returns the keys of the sources that the guide cites, in the order of the list.
    fn keys(&self) -> Vec<&str>;
}
