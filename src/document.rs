//! The document model: what a page says, as a tree that every output reads. It contains no address and none of our
//! HTML: a link is a `LinkId`, an index into the page's table, and each output resolves it for itself.

mod build;
mod citation;
mod cite;
mod cite_notes;
mod condition;
pub mod directive;
pub mod html;
mod resolve;
mod span;
mod terms;
mod tree;
mod walk;

use std::ops::{Range, RangeInclusive};
use std::sync::OnceLock;

pub use build::{Builder, FinishedNote, Subtree};
pub use citation::{
    Baseline, Citation, CitationForm, CitationTexts, CitedItem, ListedSource, Locator, Look, Phrase,
    PhraseTarget, PlacedCitation,
};
pub use condition::{Condition, Editions, Kept, ONLY, ReaderEdition, Verdict};
pub use directive::{Alert, Directive};
pub use resolve::Blank;
pub use span::Span;
pub use tree::{
    AttributesId, Body, CaptionId, CitationId, CodeId, DirectiveId, ElementId, FormulaId, HeadingId, ImageId,
    Kind, NodeIndex, SourceId, TableId, TermUseId, TextRange,
};
pub(crate) use tree::{any_block, any_html, any_inline};
pub use walk::{Event, Node, Nodes, SOURCES_ID, Section, Walk};

/// An index into `Body::links`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkId(pub u32);

/// A destination as the author wrote it.
#[derive(Clone, Debug)]
pub struct RawLink {
    /// The destination, with Markdown's escapes and entities undone.
    pub destination: Box<str>,
    /// Whether it is followed, shown, or an id.
    pub role: LinkRole,
    /// The author's title of a link. The title of an image is in `Image`.
    pub title: Box<str>,
    /// Its place in the file.
    pub span: Span,
}

/// The role of a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkRole {
    /// A link to follow.
    Link,
    /// An image, or another thing that the page shows or loads.
    Image,
    /// A reference to a numbered thing or a section, whose destination is an id.
    Reference,
    /// A part of a citation, whose destination is the key of a source.
    Source,
    /// The address of a source on the web, which the list of sources shows.
    SourceAddress,
}

/// The info string of a code block, parsed, and the code.
#[derive(Clone, Debug, Default)]
pub struct CodeInfo {
    /// The code, including its last line break.
    pub text: TextRange,
    /// The language, as the author names it; may be empty.
    pub language: Box<str>,
    /// The text shown above it, such as a file name; may be empty.
    pub title: Box<str>,
    /// The lines that the author marks, from 1: in order, separate, and all within the code.
    pub marked: Box<[RangeInclusive<u32>]>,
    /// Its id, classes and entries in the index.
    pub attributes: InlineAttributes,
    /// Its words by kind, set when an output first needs them: several pages show the same block, and so do the
    /// snapshots of a preview. They depend only on the language and the text, so it does not matter which output sets
    /// them.
    pub words: OnceLock<Box<[CodeWord]>>,
}

/// A part of a code block that has a colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeWord {
    /// Its place, as a byte range of the code.
    pub range: Range<u32>,
    /// Its kind.
    pub kind: WordKind,
}

/// The kinds of words in code that a theme can style, in any language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum WordKind {
    Comment,
    String,
    Constant,
    Keyword,
    Function,
    Type,
    Tag,
    Attribute,
    Variable,
    Heading,
    Inserted,
    Deleted,
}

/// A heading in the body. Its text is in the children of its node.
#[derive(Clone, Debug)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Unique on its page.
    pub id: Box<str>,
    /// Whether the author wrote the id.
    pub is_named: bool,
    /// The author's classes.
    pub classes: Box<[Box<str>]>,
    /// For whom its section is, if not for everybody.
    pub only: Option<Box<Condition>>,
    /// Its entries in the index.
    pub index: Box<[IndexEntry]>,
}

/// The alignment of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Align {
    None,
    Left,
    Center,
    Right,
}

/// An image.
#[derive(Clone, Debug)]
pub struct Image {
    /// Its address.
    pub link: LinkId,
    /// Its alternative text.
    pub alt: Box<str>,
    /// Whether the author marks it as decorative, so that it needs no alternative text.
    pub decorative: bool,
    /// The author's title.
    pub title: Box<str>,
    /// The author's id; empty if there is none. That of an image in a figure is the figure's.
    pub id: Box<str>,
    /// The author's classes.
    pub classes: Box<[Box<str>]>,
    /// The width that the author chose.
    pub width: Option<Width>,
    /// The language tag of its text; empty for the language of the page.
    pub language: Box<str>,
    /// Its entries in the index.
    pub index: Box<[IndexEntry]>,
}

impl Image {
    /// Returns an image without a title and attributes.
    pub fn plain(link: LinkId, alt: Box<str>, decorative: bool) -> Image {
        let (title, id, classes, language, index) = Default::default();
        Image { link, alt, decorative, title, id, classes, width: None, language, index }
    }
}

/// The attributes of a part of a line: a link, code, or words in brackets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InlineAttributes {
    /// Its id; empty if it has none.
    pub id: Box<str>,
    /// Its classes.
    pub classes: Box<[Box<str>]>,
    /// Its language tag; empty for the language around it.
    pub language: Box<str>,
    /// Its entries in the index.
    pub index: Box<[IndexEntry]>,
    /// The term of the glossary that the author says it is; empty for the term of its own words.
    pub term: Option<Box<str>>,
}

/// An entry of the index at the end of a printed guide, from a mark in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexEntry {
    /// Its words, after those of the entries that it is below. Empty for the text that has the mark.
    pub levels: Box<[Box<str>]>,
}

/// The width of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// A part of the text's width, in percent: one of [`Width::PERCENTAGES`].
    Percent(u8),
    /// A length, in thousandths of a unit.
    Length(u32, Unit),
}

/// A unit of length, as CSS defines it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Unit {
    Pixel,
    Millimetre,
    Centimetre,
    Em,
}

/// A use of a term of the glossary, with what a reader may want to know of the term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermUse {
    /// The link to the glossary.
    pub link: LinkId,
    /// The number of the entry among those of the guide.
    pub entry: u32,
    /// The words of an abbreviation in full; empty for any other term.
    pub expansion: Box<str>,
    /// Its definition; may be empty.
    pub definition: Box<str>,
}

/// A term that was found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundTerm<T> {
    /// Its place in the text, in bytes.
    pub range: Range<usize>,
    /// The term.
    pub term: T,
}

/// A use of a term that is to be marked: its explanation, and the link to its entry.
pub struct TermMark {
    /// The explanation; its link is set when it is added.
    pub shown: TermUse,
    /// The link to the entry.
    pub link: RawLink,
}

/// A term that the author marks.
#[derive(Clone, Debug)]
pub struct MarkedTerm {
    /// The index of the node that has the mark.
    pub at: usize,
    /// The words of the term, as the glossary or the page has them.
    pub words: String,
    /// The place of the mark.
    pub span: Span,
    /// Whether a reader can open an explanation there.
    pub is_explained: bool,
}

/// The caption of a table. Its text is in the children of its node; the first of them is empty until the table has a
/// number.
#[derive(Clone, Debug, Default)]
pub struct Caption {
    /// The author's id; empty if there is none.
    pub id: Box<str>,
    /// The author's classes.
    pub classes: Box<[Box<str>]>,
}

/// The kinds of places that a reference can lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the words say it")]
pub enum LabelKind {
    Figure,
    Table,
    Section,
    Step,
}

impl LabelKind {
    /// Every kind.
    pub const ALL: [LabelKind; 4] =
        [LabelKind::Figure, LabelKind::Table, LabelKind::Section, LabelKind::Step];

    /// Returns the kind of place that an id names, if a reference can lead to it.
    pub fn of(id: &str) -> Option<LabelKind> {
        let is_of = |kind: &LabelKind| id.strip_prefix(kind.prefix()).is_some_and(|rest| !rest.is_empty());
        LabelKind::ALL.into_iter().find(is_of)
    }

    /// Returns what ids of its places begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            LabelKind::Figure => "fig-",
            LabelKind::Table => "tbl-",
            LabelKind::Section => "sec-",
            LabelKind::Step => "step-",
        }
    }

    /// Returns its name, for messages.
    pub fn name(self) -> &'static str {
        match self {
            LabelKind::Figure => "figure",
            LabelKind::Table => "table",
            LabelKind::Section => "section",
            LabelKind::Step => "step",
        }
    }

    /// Reports whether an id names a place of this kind.
    pub fn is_kind_of(self, id: &str) -> bool {
        LabelKind::of(id) == Some(self)
    }
}
