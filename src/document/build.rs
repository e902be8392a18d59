//! The only way to make a body: nodes are opened and closed in the order of the page.

use super::html::Element;
use super::tree::{Body, CodeId, ElementId, HeadingId, ImageId, Kind, Node, NodeIndex, TableId, TextRange};
use super::{Align, CodeInfo, Heading, Image, LinkId, RawLink, Span};

/// A body under construction.
#[derive(Debug, Default)]
pub struct Builder {
    body: Body,
    text: String,
    links: Vec<RawLink>,
    headings: Vec<Heading>,
    images: Vec<Image>,
    code: Vec<CodeInfo>,
    tables: Vec<Box<[Align]>>,
    elements: Vec<Element>,
    pieces: Vec<(u32, Span)>,
    /// The nodes that are open, the innermost last.
    open: Vec<u32>,
}

/// A part of a tree that is built apart from the rest: a footnote, whose place is known once the page was read.
#[derive(Debug, Default)]
pub struct Subtree {
    nodes: Vec<Node>,
    open: Vec<u32>,
}

/// More than this does not fit into an index; no file that is read is as long.
const TOO_LONG: &str = "a file has fewer than 2^32 bytes";

fn index(length: usize) -> u32 {
    u32::try_from(length).expect(TOO_LONG)
}

impl Builder {
    /// Opens a node; what follows is in it until it is closed.
    pub fn open(&mut self, kind: Kind, span: Span) -> NodeIndex {
        let at = self.leaf(kind, span);
        self.open.push(at.0);
        at
    }

    /// Closes the innermost open node.
    pub fn close(&mut self) {
        let at = self.open.pop().expect("a node is closed that was opened");
        self.body.nodes[at as usize].end = index(self.body.nodes.len());
    }

    /// Adds a node without children.
    pub fn leaf(&mut self, kind: Kind, span: Span) -> NodeIndex {
        let at = index(self.body.nodes.len());
        self.body.nodes.push(Node { kind, end: at + 1, span });
        NodeIndex(at)
    }

    /// Adds a node that holds a text of its own.
    pub fn text(&mut self, text: &str, kind: fn(TextRange) -> Kind, span: Span) {
        let range = self.add_text(text);
        self.leaf(kind(range), span);
    }

    /// Adds a text in pieces, each with its place. Where the places of its letters are not one run of the file, they can be
    /// looked up piece by piece.
    pub fn text_in_pieces<'a>(&mut self, pieces: impl Iterator<Item = (&'a str, Span)>, span: Span) {
        let start = index(self.text.len());
        let first = self.pieces.len();
        for (text, span) in pieces {
            self.pieces.push((index(self.text.len()), span));
            self.text.push_str(text);
        }
        let range = TextRange { start, end: index(self.text.len()) };
        if span.range().len() == (range.end - range.start) as usize {
            self.pieces.truncate(first);
        }
        self.leaf(Kind::Text(range), span);
    }

    /// Keeps a text, for a node that refers to it.
    pub fn add_text(&mut self, text: &str) -> TextRange {
        let start = index(self.text.len());
        self.text.push_str(text);
        TextRange { start, end: index(self.text.len()) }
    }

    /// The innermost open node.
    pub fn current(&self) -> Option<NodeIndex> {
        self.open.last().copied().map(NodeIndex)
    }

    /// The open nodes, the innermost first.
    pub fn ancestors(&self) -> impl Iterator<Item = NodeIndex> {
        self.open.iter().rev().copied().map(NodeIndex)
    }

    /// What a node is.
    pub fn kind(&self, node: NodeIndex) -> Kind {
        self.body.nodes[node.0 as usize].kind
    }

    /// Where a node is in the file.
    pub fn span(&self, node: NodeIndex) -> Span {
        self.body.nodes[node.0 as usize].span
    }

    /// Makes a node another one, with the same children.
    pub fn set_kind(&mut self, node: NodeIndex, kind: Kind) {
        self.body.nodes[node.0 as usize].kind = kind;
    }

    /// The kind of the child of a node that has no other; the node is the last that was closed.
    pub fn only_child(&self, node: NodeIndex) -> Option<Kind> {
        let child = self.body.nodes.get(node.0 as usize + 1)?;
        (child.end as usize == self.body.nodes.len()).then_some(child.kind)
    }

    /// Removes the children of an open node and returns their text.
    pub fn take_words(&mut self, node: NodeIndex) -> String {
        let mut words = String::new();
        for child in self.body.nodes.split_off(node.0 as usize + 1) {
            if let Kind::Text(range) | Kind::Code(range) | Kind::Math(_, range) = child.kind {
                words.push_str(&self.text[range.start as usize..range.end as usize]);
            } else if let Kind::Image(id) = child.kind {
                words.push_str(&self.images[id.0 as usize].alt);
            } else if child.kind.is_break() {
                words.push(' ');
            }
        }
        words
    }

    /// Builds what follows apart from the rest, until `end_subtree`.
    pub fn begin_subtree(&mut self) -> Subtree {
        Subtree { nodes: std::mem::take(&mut self.body.nodes), open: std::mem::take(&mut self.open) }
    }

    /// Goes on where `begin_subtree` interrupted, and returns what was built since then.
    pub fn end_subtree(&mut self, outer: Subtree) -> Subtree {
        let nodes = std::mem::replace(&mut self.body.nodes, outer.nodes);
        Subtree { nodes, open: std::mem::replace(&mut self.open, outer.open) }
    }

    /// Enters a destination into the page's table.
    pub fn add_link(&mut self, link: RawLink) -> LinkId {
        self.links.push(link);
        LinkId(index(self.links.len() - 1))
    }

    /// A destination that was entered.
    pub fn link_mut(&mut self, id: LinkId) -> &mut RawLink {
        &mut self.links[id.0 as usize]
    }

    /// Enters a heading.
    pub fn add_heading(&mut self, heading: Heading) -> HeadingId {
        self.headings.push(heading);
        HeadingId(index(self.headings.len() - 1))
    }

    /// Enters an image.
    pub fn add_image(&mut self, image: Image) -> ImageId {
        self.images.push(image);
        ImageId(index(self.images.len() - 1))
    }

    /// An image that was entered.
    pub fn image_mut(&mut self, id: ImageId) -> &mut Image {
        &mut self.images[id.0 as usize]
    }

    /// Enters a block of code.
    pub fn add_code(&mut self, info: CodeInfo) -> CodeId {
        self.code.push(info);
        CodeId(index(self.code.len() - 1))
    }

    /// Enters a table with the alignment of each of its columns.
    pub fn add_table(&mut self, columns: Box<[Align]>) -> TableId {
        self.tables.push(columns);
        TableId(index(self.tables.len() - 1))
    }

    /// Enters an element of the author's HTML.
    pub fn add_element(&mut self, element: Element) -> ElementId {
        self.elements.push(element);
        ElementId(index(self.elements.len() - 1))
    }

    /// An element that was entered.
    pub fn element(&self, id: ElementId) -> &Element {
        &self.elements[id.0 as usize]
    }

    /// An element that was entered, for its end tag.
    pub fn element_mut(&mut self, id: ElementId) -> &mut Element {
        &mut self.elements[id.0 as usize]
    }

    /// Ends the body with these footnotes, each with how often it is called, in the order of their numbers.
    pub fn finish(mut self, footnotes: Vec<(u32, Subtree)>) -> Body {
        debug_assert!(self.open.is_empty(), "every node was closed");
        let nodes = &mut self.body.nodes;
        self.body.notes = index(nodes.len());
        for (calls, note) in footnotes {
            let start = index(nodes.len());
            let span = note.nodes.first().map(|node| node.span).unwrap_or_default();
            let end = start + 1 + index(note.nodes.len());
            nodes.push(Node { kind: Kind::Footnote { calls }, end, span });
            nodes.extend(note.nodes.into_iter().map(|node| Node { end: node.end + start + 1, ..node }));
        }
        nodes.shrink_to_fit();
        Body {
            text: self.text.into(),
            links: self.links.into(),
            headings: self.headings.into(),
            images: self.images.into(),
            code: self.code.into(),
            tables: self.tables.into(),
            elements: self.elements.into(),
            pieces: self.pieces.into(),
            ..self.body
        }
    }
}
