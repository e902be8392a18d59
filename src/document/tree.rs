//! The tree of a page: one array of small nodes in preorder, one text buffer, and a table for each kind of node that
//! holds more than fits. A node knows where its subtree ends, so that walking and skipping are arithmetic, and
//! dropping a page frees a handful of allocations.

use std::ops::{Index, IndexMut};

use super::html::Element;
use super::{Alert, Align, CodeInfo, Heading, Image, LinkId, Math, RawLink, Span};

/// A range of a body's text buffer. Only the body that it was made for can read it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextRange {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl TextRange {
    /// Whether it holds no text.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

macro_rules! tables {
    ($($(#[$doc:meta])* $id:ident -> $entry:ty, $table:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $id(pub(super) u32);

        impl Index<$id> for Body {
            type Output = $entry;

            fn index(&self, id: $id) -> &$entry {
                &self.$table[id.0 as usize]
            }
        }
    )*};
}

tables! {
    /// An entry in a body's table of headings.
    HeadingId -> Heading, headings;
    /// An entry in a body's table of images.
    ImageId -> Image, images;
    /// An entry in a body's table of code blocks.
    CodeId -> CodeInfo, code;
    /// An entry in a body's table of tables: how each column is aligned.
    TableId -> [Align], tables;
    /// An entry in a body's table of HTML elements.
    ElementId -> Element, elements;
}

impl IndexMut<HeadingId> for Body {
    fn index_mut(&mut self, id: HeadingId) -> &mut Heading {
        &mut self.headings[id.0 as usize]
    }
}

impl Index<LinkId> for Body {
    type Output = RawLink;

    fn index(&self, id: LinkId) -> &RawLink {
        &self.links[id.0 as usize]
    }
}

impl Index<TextRange> for Body {
    type Output = str;

    fn index(&self, range: TextRange) -> &str {
        &self.text[range.start as usize..range.end as usize]
    }
}

/// What a node is. A match on it names every kind: a new kind of block is found by the compiler wherever a page is
/// written, and the walk visits it everywhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A paragraph.
    Paragraph,
    /// Text in an item of a tight list, which is no paragraph (`CommonMark` 0.31.2, section 5.3).
    Plain,
    /// A heading.
    Heading(HeadingId),
    /// A block quote.
    Quote,
    /// One of the five kinds of alert.
    Alert(Alert),
    /// A list of items.
    List {
        /// The first number of an ordered list; it has nine digits at most.
        start: Option<u32>,
    },
    /// An item of a list.
    Item {
        /// Whether it is a task, and done.
        task: Option<bool>,
    },
    /// A block of code.
    CodeBlock(CodeId),
    /// A table of rows, each with as many cells as there are columns. The first row is the header.
    Table(TableId),
    /// A row of a table.
    Row,
    /// A cell of a row.
    Cell,
    /// A list of terms and their definitions.
    DefinitionList,
    /// A term, defined by what follows it.
    Term,
    /// A definition of the terms before it.
    Definition,
    /// A figure: an image that stands alone in its paragraph and has a title.
    Figure {
        /// Its caption, from the image's title.
        caption: TextRange,
    },
    /// A thematic break.
    Rule,
    /// A footnote that the text calls. Footnotes come after all other blocks, in the order of their first call.
    Footnote {
        /// How often the text calls it.
        calls: u32,
    },
    /// Text.
    Text(TextRange),
    /// Code in a line.
    Code(TextRange),
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck text.
    Strikethrough,
    /// Raised text.
    Superscript,
    /// Lowered text.
    Subscript,
    /// A link.
    Link(LinkId),
    /// An image.
    Image(ImageId),
    /// A call of a footnote.
    FootnoteCall {
        /// The note's number, from 1.
        number: u32,
        /// Which call of this note it is, from 1.
        call: u32,
    },
    /// Mathematics, in the author's notation.
    Math(Math, TextRange),
    /// A line end that a space can replace.
    SoftBreak,
    /// A line end that stays.
    HardBreak,
    /// An HTML element of the author's. Among blocks it may hold blocks, in a line it holds inlines.
    Element(ElementId),
    /// Text in the author's HTML, with its entities as written.
    HtmlText(TextRange),
    /// A comment, declaration or processing instruction in the author's HTML, as written.
    Comment(TextRange),
}

/// A pattern for every kind that stands among blocks. With the patterns for the others it makes a match complete that
/// treats all blocks alike.
macro_rules! any_block {
    () => {
        Kind::Paragraph
            | Kind::Plain
            | Kind::Heading(_)
            | Kind::Quote
            | Kind::Alert(_)
            | Kind::List { .. }
            | Kind::Item { .. }
            | Kind::CodeBlock(_)
            | Kind::Table(_)
            | Kind::Row
            | Kind::Cell
            | Kind::DefinitionList
            | Kind::Term
            | Kind::Definition
            | Kind::Figure { .. }
            | Kind::Rule
            | Kind::Footnote { .. }
    };
}

/// A pattern for every kind of Markdown that is a part of a line of text.
macro_rules! any_inline {
    () => {
        Kind::Text(_)
            | Kind::Code(_)
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Superscript
            | Kind::Subscript
            | Kind::Link(_)
            | Kind::Image(_)
            | Kind::FootnoteCall { .. }
            | Kind::Math(..)
            | Kind::SoftBreak
            | Kind::HardBreak
    };
}

/// A pattern for every kind that comes from HTML of the author's, wherever it is.
macro_rules! any_html {
    () => {
        Kind::Element(_) | Kind::HtmlText(_) | Kind::Comment(_)
    };
}

pub(crate) use {any_block, any_html, any_inline};

/// A node of the tree: what it is, where its subtree ends, and where it is in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// One past the index of its last descendant.
    pub(super) end: u32,
    pub(super) span: Span,
}

/// What a page says. Made by a [`super::Builder`] and read through the walk.
#[derive(Debug, Default)]
pub struct Body {
    /// Every link and image, as the author wrote it; a `LinkId` is an index into it.
    pub links: Box<[RawLink]>,
    pub(super) nodes: Vec<Node>,
    /// The index of the first footnote.
    pub(super) notes: u32,
    pub(super) text: Box<str>,
    pub(super) headings: Box<[Heading]>,
    pub(super) images: Box<[Image]>,
    pub(super) code: Box<[CodeInfo]>,
    pub(super) tables: Box<[Box<[Align]>]>,
    pub(super) elements: Box<[Element]>,
    /// Where in the file the pieces of texts come from that are not there letter for letter: the offset of each in
    /// the text buffer, in order, and its place.
    pub(super) pieces: Box<[(u32, Span)]>,
}

impl Body {
    /// Changes the headings in place, in the order of their nodes: ids are given once all are known.
    pub fn headings_mut(&mut self) -> &mut [Heading] {
        &mut self.headings
    }

    /// Removes a node and everything in it.
    pub fn remove(&mut self, node: NodeIndex) {
        let start = node.0;
        let length = self.nodes[start as usize].end - start;
        self.nodes.drain(start as usize..(start + length) as usize);
        for node in &mut self.nodes {
            if node.end > start {
                node.end -= length;
            }
        }
        self.notes -= if self.notes > start { length } else { 0 };
    }
}

/// The place of a node in its body, for a change of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeIndex(pub(super) u32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_has_24_bytes() {
        assert_eq!(size_of::<Node>(), 24);
    }
}
