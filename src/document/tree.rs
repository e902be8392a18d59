//! The tree of a page: one array of small nodes in preorder, one text buffer, and a table for each kind of node that
//! holds more data. A node knows where its subtree ends, so walking and skipping are arithmetic, and dropping a page
//! frees only a handful of allocations.

use std::ops::{Index, IndexMut};

use super::citation::{ListedSource, PlacedCitation};
use super::directive::Directive;
use super::html::Element;
use super::{
    Alert, Align, Caption, CodeInfo, Heading, Image, InlineAttributes, LinkId, RawLink, Span, TermUse,
};
use crate::math::MathFormula;

/// Returns a length as an index. No file that is read is too long for it.
pub(super) fn index(length: usize) -> u32 {
    u32::try_from(length).expect("a file has fewer than 2^32 bytes")
}

/// A range of a body's text buffer. It is only valid for the body that it was made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextRange {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl TextRange {
    /// Reports whether it contains no text.
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
    /// An entry in a body's table of captions.
    CaptionId -> Caption, captions;
    /// An entry in a body's table of attributes in lines.
    AttributesId -> InlineAttributes, attributes;
    /// An entry in a body's table of HTML elements.
    ElementId -> Element, elements;
    /// An entry in a body's table of formulas.
    FormulaId -> MathFormula, formulas;
    /// An entry in a body's table of directives.
    DirectiveId -> Directive, directives;
    /// An entry in a body's table of uses of the glossary's terms.
    TermUseId -> TermUse, term_uses;
    /// An entry in a body's table of citations.
    CitationId -> PlacedCitation, citations;
    /// An entry in a body's table of listed sources.
    SourceId -> ListedSource, listed;
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

/// The kind of a node. A match on it names every kind, so that the compiler reports each writer that does not handle a
/// new kind; everywhere else, the walk visits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A paragraph.
    Paragraph,
    /// The text of an item in a tight list, which is not a paragraph (`CommonMark` 0.31.2, section 5.3).
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
        /// Whether it is a task, and if so, whether it is done.
        task: Option<bool>,
        /// The author's id; empty if there is none.
        id: TextRange,
    },
    /// A code block.
    CodeBlock(CodeId),
    /// A table of rows, each with as many cells as there are columns, after its caption if it has one. The first row is
    /// the header.
    Table(TableId),
    /// The caption of a table, its first child.
    Caption(CaptionId),
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
    /// A figure: an image with a title or a figure's id, alone in its paragraph.
    Figure {
        /// Its caption, from the image's title; empty if there is none.
        caption: TextRange,
    },
    /// A thematic break.
    Rule,
    /// A footnote that the text refers to. Footnotes come after all other blocks, in the order of their first call.
    Footnote {
        /// Its number, from 1.
        number: u32,
        /// How often the text calls it.
        calls: u32,
    },
    /// A directive.
    Directive(DirectiveId),
    /// The label of a directive, which is its first child.
    Label,
    /// A source in a list of sources.
    Source(SourceId),
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
    /// A part of a line with attributes. They are those of the link or the code in it, if that is all it contains.
    Attributed(AttributesId),
    /// A link.
    Link(LinkId),
    /// An image.
    Image(ImageId),
    /// A call of a footnote.
    FootnoteCall {
        /// The note's number, from 1.
        number: u32,
        /// The number of this call among the calls of this note, from 1.
        call: u32,
    },
    /// A citation: the text as the author wrote it, until a guide gives it another one.
    Citation(CitationId),
    /// A formula.
    Formula(FormulaId),
    /// A use of a term of the glossary that is explained.
    TermUse(TermUseId),
    /// A line end that a space can replace.
    SoftBreak,
    /// A line end that stays.
    HardBreak,
    /// An element of the author's HTML. Among blocks it can contain blocks, in a line it contains inlines.
    Element(ElementId),
    /// Text in the author's HTML, with its entities as written.
    HtmlText(TextRange),
    /// A comment, declaration or processing instruction in the author's HTML, as written.
    Comment(TextRange),
}

/// A pattern for every kind of Markdown block. Together with the other two patterns, it completes a match that treats
/// all blocks alike.
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
            | Kind::Caption(_)
            | Kind::Row
            | Kind::Cell
            | Kind::DefinitionList
            | Kind::Term
            | Kind::Definition
            | Kind::Figure { .. }
            | Kind::Rule
            | Kind::Footnote { .. }
            | Kind::Directive(_)
            | Kind::Label
            | Kind::Source(_)
    };
}

/// A pattern for every kind of Markdown inline.
macro_rules! any_inline {
    () => {
        Kind::Text(_)
            | Kind::Code(_)
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Superscript
            | Kind::Subscript
            | Kind::Attributed(_)
            | Kind::Link(_)
            | Kind::Image(_)
            | Kind::FootnoteCall { .. }
            | Kind::Citation(_)
            | Kind::Formula(_)
            | Kind::TermUse(_)
            | Kind::SoftBreak
            | Kind::HardBreak
    };
}

/// A pattern for every kind that comes from the author's HTML, among blocks or in a line.
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

/// The content of a page. A [`super::Builder`] makes it, and the walk reads it.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// Every link and image, as the author wrote it; a `LinkId` is an index into it.
    pub links: Box<[RawLink]>,
    pub(super) nodes: Vec<Node>,
    /// The index of the first footnote.
    pub(super) notes: u32,
    /// The index of the first source in the list at the end of the page.
    pub(super) sources: u32,
    /// The index of the heading that is the page's title; one past the last node if there is none.
    pub(super) title: u32,
    pub(super) text: Box<str>,
    pub(super) headings: Box<[Heading]>,
    pub(super) images: Box<[Image]>,
    pub(super) code: Box<[CodeInfo]>,
    pub(super) tables: Box<[Box<[Align]>]>,
    pub(super) captions: Box<[Caption]>,
    pub(super) attributes: Box<[InlineAttributes]>,
    pub(super) elements: Box<[Element]>,
    pub(super) formulas: Box<[MathFormula]>,
    pub(super) directives: Box<[Directive]>,
    pub(super) term_uses: Box<[TermUse]>,
    pub(super) citations: Box<[PlacedCitation]>,
    pub(super) listed: Box<[ListedSource]>,
    /// Pieces of text that are not in the file letter for letter: the offset of each in the text buffer, in order, and
    /// its span.
    pub(super) pieces: Box<[(u32, Span)]>,
}

impl Body {
    /// Returns the headings to change, in the order of their nodes: ids are set once all headings are known.
    pub fn headings_mut(&mut self) -> &mut [Heading] {
        &mut self.headings
    }

    /// Makes a heading among the blocks the page's title and removes it from the text.
    pub fn set_title(&mut self, heading: NodeIndex) {
        let start = heading.0;
        let length = self.nodes[start as usize].end - start;
        let mut title: Vec<Node> = self.nodes.drain(start as usize..(start + length) as usize).collect();
        for node in &mut self.nodes {
            if node.end > start {
                node.end -= length;
            }
        }
        self.notes -= length;
        self.sources -= length;
        self.title = index(self.nodes.len());
        for node in &mut title {
            node.end = node.end - start + self.title;
        }
        self.nodes.append(&mut title);
    }
}

/// The index of a node in its body, to change the body.
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
