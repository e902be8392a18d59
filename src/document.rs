//! The document model: what a page says, as a tree that every output reads. It holds no address and no HTML of ours:
//! a link is a `LinkId` into the page's table, and each output resolves it for itself.

mod build;
pub mod html;
mod span;
mod tree;
mod walk;

use std::ops::{Range, RangeInclusive};
use std::sync::OnceLock;

pub use build::{Builder, Subtree};
pub use span::Span;
pub use tree::{Body, CodeId, ElementId, HeadingId, ImageId, Kind, NodeIndex, TableId, TextRange};
pub(crate) use tree::{any_block, any_html, any_inline};
pub use walk::{Event, Node, Nodes, Section, Walk};

/// An index into `Body::links`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkId(pub u32);

/// A destination as the author wrote it.
#[derive(Debug)]
pub struct RawLink {
    /// The destination, with Markdown's escapes and entities undone.
    pub destination: Box<str>,
    /// Whether it is followed or shown.
    pub role: LinkRole,
    /// The author's title, of a link; that of an image is the image's.
    pub title: Box<str>,
    /// Where it is in the file.
    pub span: Span,
}

/// Whether a destination is followed or shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkRole {
    /// A link to follow.
    Link,
    /// An image, or another thing that the page shows or loads.
    Image,
}

/// What the fence of a block of code says of it, and the code.
#[derive(Debug, Default)]
pub struct CodeInfo {
    /// The code, with its last line break.
    pub text: TextRange,
    /// The language, as the author names it; may be empty.
    pub language: Box<str>,
    /// What stands above it, such as a file's name; may be empty.
    pub title: Box<str>,
    /// The lines that the author marks, from 1: in order, apart from one another, and all of them there.
    pub marked: Box<[RangeInclusive<u32>]>,
    /// Its words by kind, once an output asked for them: several pages show the same block, and so do the snapshots of
    /// a preview. It is a function of the language and the text, so it does not matter who asks first.
    pub words: OnceLock<Box<[CodeWord]>>,
}

/// A part of a block of code that has a colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeWord {
    /// Where it stands, as a byte range of the code.
    pub range: Range<u32>,
    /// What it is.
    pub kind: WordKind,
}

/// The kinds of words in code that a theme can tell apart, whatever the language.
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

/// A heading in the body. Its words are its node's children.
#[derive(Debug)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Unique on its page.
    pub id: Box<str>,
    /// The author's classes.
    pub classes: Box<[Box<str>]>,
}

/// The five kinds of alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "GitHub's own five words")]
pub enum Alert {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Align {
    None,
    Left,
    Center,
    Right,
}

/// An image.
#[derive(Debug)]
pub struct Image {
    /// Its address.
    pub link: LinkId,
    /// What it shows, for those who do not see it.
    pub alt: Box<str>,
    /// Whether the author says that it only decorates, so that it needs no such words.
    pub decorative: bool,
    /// The author's title.
    pub title: Box<str>,
}

/// Whether a formula is a part of a line or a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Math {
    Inline,
    Display,
}
