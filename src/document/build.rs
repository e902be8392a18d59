//! The only way to make a body: nodes are opened and closed in the order of the page.

use super::citation::PlacedCitation;
use super::directive::Directive;
use super::html::Element;
use super::tree::{
    AttributesId, Body, CaptionId, CitationId, CodeId, DirectiveId, ElementId, FormulaId, HeadingId, ImageId,
    Kind, Node, NodeIndex, TableId, TextRange, index,
};
use super::{Align, Caption, CodeInfo, Heading, Image, InlineAttributes, LinkId, RawLink, Span};
use crate::math::MathFormula;

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
    captions: Vec<Caption>,
    attributes: Vec<InlineAttributes>,
    elements: Vec<Element>,
    formulas: Vec<MathFormula>,
    directives: Vec<Directive>,
    citations: Vec<PlacedCitation>,
    pieces: Vec<(u32, Span)>,
    /// Where the text that is being added begins, and its first piece.
    open_text: Option<(u32, usize)>,
    /// The nodes that are open, the innermost last.
    open: Vec<u32>,
}

/// A part of a tree that is built separately: a footnote, whose place is known only when the whole page has been read.
#[derive(Debug, Default)]
pub struct Subtree {
    nodes: Vec<Node>,
    open: Vec<u32>,
}

/// A footnote that is called.
#[derive(Debug)]
pub struct FinishedNote {
    /// Its number, from 1.
    pub number: u32,
    /// How often the text calls it.
    pub calls: u32,
    /// What it says.
    pub blocks: Subtree,
}

impl Builder {
    /// Returns a builder with room for the nodes of most texts of a length in bytes.
    pub fn with_room_for(length: usize) -> Builder {
        const BYTES_PER_NODE: usize = 12;
        let nodes = Vec::with_capacity(length / BYTES_PER_NODE);
        Builder {
            body: Body { nodes, ..Body::default() },
            text: String::with_capacity(length),
            ..Builder::default()
        }
    }

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

    /// Adds a node with a text.
    pub fn text(&mut self, text: &str, kind: fn(TextRange) -> Kind, span: Span) {
        let range = self.add_text(text);
        self.leaf(kind(range), span);
    }

    /// Adds a text in pieces, each with its span. Text that is not one range of the file is found again piece by piece.
    pub fn text_in_pieces<'a>(&mut self, pieces: impl Iterator<Item = (&'a str, Span)>, span: Span) {
        for (text, place) in pieces {
            self.text_piece(text, place);
        }
        self.end_text(span);
    }

    /// Adds a piece to the text that `end_text` ends.
    pub fn text_piece(&mut self, text: &str, place: Span) {
        self.open_text.get_or_insert_with(|| (index(self.text.len()), self.pieces.len()));
        self.pieces.push((index(self.text.len()), place));
        self.text.push_str(text);
    }

    /// Adds the text of the pieces before as one node.
    pub fn end_text(&mut self, span: Span) {
        let Some((start, first)) = self.open_text.take() else { return };
        let range = TextRange { start, end: index(self.text.len()) };
        if span.range().len() == (range.end - range.start) as usize && self.is_as_written(first, range.end) {
            self.pieces.truncate(first);
        }
        self.leaf(Kind::Text(range), span);
    }

    /// Reports whether each piece of the text from the first on is as long as its place in the file.
    fn is_as_written(&self, first: usize, end: u32) -> bool {
        let ends = self.pieces[first..].iter().skip(1).map(|(start, _)| *start).chain([end]);
        self.pieces[first..]
            .iter()
            .zip(ends)
            .all(|((start, place), end)| place.end - place.start == end - start)
    }

    /// Stores a text that a node refers to.
    pub fn add_text(&mut self, text: &str) -> TextRange {
        let start = index(self.text.len());
        self.text.push_str(text);
        TextRange { start, end: index(self.text.len()) }
    }

    /// Returns the innermost open node.
    pub fn current(&self) -> Option<NodeIndex> {
        self.open.last().copied().map(NodeIndex)
    }

    /// Returns the open nodes, the innermost first.
    pub fn ancestors(&self) -> impl Iterator<Item = NodeIndex> {
        self.open.iter().rev().copied().map(NodeIndex)
    }

    /// Returns the kind of a node.
    pub fn kind(&self, node: NodeIndex) -> Kind {
        self.body.nodes[node.0 as usize].kind
    }

    /// Returns the span of a node.
    pub fn span(&self, node: NodeIndex) -> Span {
        self.body.nodes[node.0 as usize].span
    }

    /// Changes the kind of a node and keeps its children.
    pub fn set_kind(&mut self, node: NodeIndex, kind: Kind) {
        self.body.nodes[node.0 as usize].kind = kind;
    }

    /// Returns the kind of a node's child if it has exactly one. The node must be the last one that was closed.
    pub fn only_child(&self, node: NodeIndex) -> Option<Kind> {
        let child = self.body.nodes.get(node.0 as usize + 1)?;
        (child.end as usize == self.body.nodes.len()).then_some(child.kind)
    }

    /// Returns the second line of a paragraph, the last node that was closed, if it is plain text.
    pub fn second_line(&self, paragraph: NodeIndex) -> Option<&str> {
        let mut children = self.children(paragraph);
        children.find(|(_, node)| node.kind == Kind::SoftBreak)?;
        let (_, line) = children.next()?;
        let Kind::Text(range) = line.kind else { return None };
        let ends = children.next().is_none_or(|(_, node)| node.kind == Kind::SoftBreak);
        ends.then(|| &self.text[range.start as usize..range.end as usize])
    }

    /// Returns the children of the node that was closed last, each with its index.
    fn children(&self, of: NodeIndex) -> impl Iterator<Item = (usize, &Node)> {
        let nodes = &self.body.nodes;
        let mut at = of.0 as usize + 1;
        std::iter::from_fn(move || {
            let child = (at, nodes.get(at)?);
            at = child.1.end as usize;
            Some(child)
        })
    }

    /// Makes each line of a paragraph, the last node that was closed, the row of a table of one column; the second line is
    /// its delimiter row and goes.
    pub fn lines_to_rows(&mut self, paragraph: NodeIndex, table: TableId) {
        let breaks = self.children(paragraph).filter(|(_, node)| node.kind.is_break()).map(|(at, _)| at);
        let mut breaks: Vec<usize> = breaks.collect();
        let first = paragraph.0 as usize + 1;
        breaks.push(self.body.nodes.len());
        let old = self.body.nodes.split_off(first);
        let mut start = first;
        for (line, end) in breaks.into_iter().enumerate() {
            if line != 1 {
                self.row(&old[start - first..end - first], start);
            }
            start = end + 1;
        }
        let length = index(self.body.nodes.len());
        let node = &mut self.body.nodes[paragraph.0 as usize];
        (node.kind, node.end) = (Kind::Table(table), length);
    }

    /// Adds a row of one cell of nodes that began at an index.
    fn row(&mut self, nodes: &[Node], began: usize) {
        let places =
            nodes.first().zip(nodes.last()).map(|(first, last)| (first.span.range(), last.span.range()));
        let span = places.map(|(first, last)| Span::new(first.start..last.end)).unwrap_or_default();
        let at = self.body.nodes.len();
        let end = index(at + 2 + nodes.len());
        self.body.nodes.extend([Node { kind: Kind::Row, end, span }, Node { kind: Kind::Cell, end, span }]);
        let moved = |node: &Node| Node { end: index(node.end as usize + at + 2 - began), ..*node };
        self.body.nodes.extend(nodes.iter().map(moved));
    }

    /// Removes the last node if it is a line end that a space can replace.
    pub fn remove_soft_break(&mut self) {
        self.body.nodes.pop_if(|node| node.kind == Kind::SoftBreak);
    }

    /// Returns the number of open nodes.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// Reports whether a node has no children and no sibling after it.
    pub fn is_last(&self, node: NodeIndex) -> bool {
        node.0 as usize + 1 == self.body.nodes.len()
    }

    /// Reports whether a node is the first child of another one. Nodes are in preorder, so it is the one after its parent.
    pub fn is_first_child(&self, node: NodeIndex, parent: NodeIndex) -> bool {
        node.0 == parent.0 + 1
    }

    /// Returns the place at which the next node will be.
    pub fn next_index(&self) -> NodeIndex {
        NodeIndex(index(self.body.nodes.len()))
    }

    /// Reports whether a node is the next sibling of another one, or what begins a sibling of one of its ancestors.
    pub fn follows(&self, node: NodeIndex, before: NodeIndex) -> bool {
        self.body.nodes[before.0 as usize].end == node.0
    }

    /// Moves the inlines of a paragraph into a table beside it, as its caption. The two are the last siblings. Of the
    /// paragraph, the first node is left out, and so is everything from `end` on.
    pub fn caption_table(
        &mut self,
        table: NodeIndex,
        paragraph: NodeIndex,
        caption: CaptionId,
        end: Option<NodeIndex>,
    ) {
        let start = table.0.min(paragraph.0);
        let old = self.body.nodes.split_off(start as usize);
        let at = |index: u32| (index - start) as usize;
        let (head, label) = (old[at(table.0)], old[at(paragraph.0)]);
        let words_end = end.map_or(label.end, |end| end.0);
        let words = &old[at(paragraph.0 + 2)..at(words_end)];
        let rows = &old[at(table.0 + 1)..at(head.end)];
        let length = index(words.len());
        let moved = |node: &Node, from: u32, to: u32| Node { end: node.end - from + to, ..*node };
        let number = self.add_text("");
        self.body.nodes.extend([
            Node { end: start + 3 + length + index(rows.len()), ..head },
            Node { kind: Kind::Caption(caption), end: start + 3 + length, span: label.span },
            Node { kind: Kind::Text(number), end: start + 3, span: label.span },
        ]);
        let cut = |node: &Node| Node { end: node.end.min(words_end), ..*node };
        self.body.nodes.extend(words.iter().map(|node| moved(&cut(node), paragraph.0 + 2, start + 3)));
        self.body.nodes.extend(rows.iter().map(|node| moved(node, table.0 + 1, start + 3 + length)));
    }

    /// Removes the children of an open node and returns their text.
    pub fn take_words(&mut self, node: NodeIndex) -> String {
        let mut words = String::new();
        for child in self.body.nodes.split_off(node.0 as usize + 1) {
            if let Kind::Text(range) | Kind::Code(range) = child.kind {
                words.push_str(&self.text[range.start as usize..range.end as usize]);
            } else if let Kind::Formula(id) = child.kind {
                words.push_str(&self.formulas[id.0 as usize].text);
            } else if let Kind::Image(id) = child.kind {
                words.push_str(&self.images[id.0 as usize].alt);
            } else if child.kind.is_break() {
                words.push(' ');
            }
        }
        words
    }

    /// Builds what follows separately from the rest, until `end_subtree`.
    pub fn begin_subtree(&mut self) -> Subtree {
        Subtree { nodes: std::mem::take(&mut self.body.nodes), open: std::mem::take(&mut self.open) }
    }

    /// Continues where `begin_subtree` interrupted, and returns what was built since then.
    pub fn end_subtree(&mut self, outer: Subtree) -> Subtree {
        let nodes = std::mem::replace(&mut self.body.nodes, outer.nodes);
        Subtree { nodes, open: std::mem::replace(&mut self.open, outer.open) }
    }

    /// Adds a destination to the page's table.
    pub fn add_link(&mut self, link: RawLink) -> LinkId {
        self.links.push(link);
        LinkId(index(self.links.len() - 1))
    }

    /// Returns a destination of the table.
    pub fn link_mut(&mut self, id: LinkId) -> &mut RawLink {
        &mut self.links[id.0 as usize]
    }

    /// Adds a heading to its table.
    pub fn add_heading(&mut self, heading: Heading) -> HeadingId {
        self.headings.push(heading);
        HeadingId(index(self.headings.len() - 1))
    }

    /// Adds an image to its table.
    pub fn add_image(&mut self, image: Image) -> ImageId {
        self.images.push(image);
        ImageId(index(self.images.len() - 1))
    }

    /// Returns an image of the table.
    pub fn image_mut(&mut self, id: ImageId) -> &mut Image {
        &mut self.images[id.0 as usize]
    }

    /// Adds a code block to its table.
    pub fn add_code(&mut self, info: CodeInfo) -> CodeId {
        self.code.push(info);
        CodeId(index(self.code.len() - 1))
    }

    /// Adds a formula.
    pub fn formula(&mut self, formula: MathFormula, span: Span) {
        self.formulas.push(formula);
        let id = FormulaId(index(self.formulas.len() - 1));
        self.leaf(Kind::Formula(id), span);
    }

    /// Adds a table, with the alignment of each of its columns.
    pub fn add_table(&mut self, columns: Box<[Align]>) -> TableId {
        self.tables.push(columns);
        TableId(index(self.tables.len() - 1))
    }

    /// Adds the caption of a table.
    pub fn add_caption(&mut self, caption: Caption) -> CaptionId {
        self.captions.push(caption);
        CaptionId(index(self.captions.len() - 1))
    }

    /// Adds the attributes of a part of a line.
    pub fn add_attributes(&mut self, attributes: InlineAttributes) -> AttributesId {
        self.attributes.push(attributes);
        AttributesId(index(self.attributes.len() - 1))
    }

    /// Adds an element of the author's HTML.
    pub fn add_element(&mut self, element: Element) -> ElementId {
        self.elements.push(element);
        ElementId(index(self.elements.len() - 1))
    }

    /// Adds a directive.
    pub fn add_directive(&mut self, directive: Directive) -> DirectiveId {
        self.directives.push(directive);
        DirectiveId(index(self.directives.len() - 1))
    }

    /// Adds a citation to its table.
    pub fn add_citation(&mut self, citation: PlacedCitation) -> CitationId {
        self.citations.push(citation);
        CitationId(index(self.citations.len() - 1))
    }

    /// Returns a directive of the table.
    pub fn directive(&self, id: DirectiveId) -> &Directive {
        &self.directives[id.0 as usize]
    }

    /// Returns the children of a node, of which all are closed.
    pub fn children_of(&self, node: NodeIndex) -> Vec<NodeIndex> {
        let is_open = self.open.contains(&node.0);
        let end = if is_open { index(self.body.nodes.len()) } else { self.body.nodes[node.0 as usize].end };
        let mut at = node.0 + 1;
        let next = || {
            let child = (at < end).then_some(NodeIndex(at))?;
            at = self.body.nodes[child.0 as usize].end;
            Some(child)
        };
        std::iter::from_fn(next).collect()
    }

    /// Makes every item of a list an open task, unless it is a task already.
    pub fn make_tasks(&mut self, list: NodeIndex) {
        for item in self.children_of(list) {
            if let Kind::Item { task: None, id } = self.kind(item) {
                self.set_kind(item, Kind::Item { task: Some(false), id });
            }
        }
    }

    /// Returns an element of the table.
    pub fn element(&self, id: ElementId) -> &Element {
        &self.elements[id.0 as usize]
    }

    /// Returns an element of the table, to add its end tag.
    pub fn element_mut(&mut self, id: ElementId) -> &mut Element {
        &mut self.elements[id.0 as usize]
    }

    /// Ends the body with these footnotes, in the order of their numbers.
    pub fn finish(mut self, footnotes: Vec<FinishedNote>) -> Body {
        debug_assert!(self.open.is_empty(), "every node was closed");
        let nodes = &mut self.body.nodes;
        self.body.notes = index(nodes.len());
        for FinishedNote { number, calls, blocks: note } in footnotes {
            let start = index(nodes.len());
            let span = note.nodes.first().map(|node| node.span).unwrap_or_default();
            let end = start + 1 + index(note.nodes.len());
            nodes.push(Node { kind: Kind::Footnote { number, calls }, end, span });
            nodes.extend(note.nodes.into_iter().map(|node| Node { end: node.end + start + 1, ..node }));
        }
        self.body.sources = index(nodes.len());
        self.body.title = self.body.sources;
        nodes.shrink_to_fit();
        Body {
            text: self.text.into(),
            links: self.links.into(),
            headings: self.headings.into(),
            images: self.images.into(),
            code: self.code.into(),
            tables: self.tables.into(),
            captions: self.captions.into(),
            attributes: self.attributes.into(),
            elements: self.elements.into(),
            formulas: self.formulas.into(),
            directives: self.directives.into(),
            citations: self.citations.into(),
            pieces: self.pieces.into(),
            ..self.body
        }
    }
}
