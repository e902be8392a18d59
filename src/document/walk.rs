//! The one walk over a page's tree, and what is asked of every page: its headings, images, text and sections. What no
//! reader meets (the contents of a script or a template) is left out of all of them alike.

use std::borrow::Cow;

use super::html::{Element, elements};
use super::tree::{Body, ImageId, Kind, NodeIndex, TextRange, any_block, any_html, any_inline};
use super::{Heading, Image, Span};
use crate::text;

/// A node of a page.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    body: &'a Body,
    at: u32,
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {:?}", self.kind(), self.children().collect::<Vec<_>>())
    }
}

/// An event of the walk.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A node begins.
    Enter(Node<'a>),
    /// A node ends.
    Leave(Node<'a>),
}

/// Nodes side by side.
#[derive(Clone)]
pub struct Nodes<'a> {
    body: &'a Body,
    at: u32,
    end: u32,
}

/// Every node of a part of the tree as it begins and ends, without what no reader meets.
pub struct Walk<'a> {
    rest: Nodes<'a>,
    open: Vec<Node<'a>>,
}

impl Body {
    /// The blocks of the page, without the footnotes.
    pub fn blocks(&self) -> Nodes<'_> {
        Nodes { body: self, at: 0, end: self.notes }
    }

    /// The footnotes that the text calls, in the order of their numbers, from 1.
    pub fn footnotes(&self) -> Nodes<'_> {
        Nodes { body: self, at: self.notes, end: self.end() }
    }

    /// The blocks of the page, with those that stand in HTML of the author's in place of the elements around them.
    pub fn flow(&self) -> impl Iterator<Item = Node<'_>> {
        let mut skip_to = 0;
        self.blocks().with_descendants().filter(move |node| {
            if node.at < skip_to {
                return false;
            }
            let element = node.element();
            let passes = element.is_some_and(|element| !element.is_silent());
            skip_to = if passes { node.at + 1 } else { node.end() };
            element.is_none()
        })
    }

    /// Every node that a reader may meet, the footnotes last.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.all().walk().entered()
    }

    /// The walk over the page and its footnotes.
    pub fn walk(&self) -> Walk<'_> {
        self.all().walk()
    }

    /// Every heading, also those inside of other blocks and in footnotes.
    pub fn headings(&self) -> impl Iterator<Item = (Node<'_>, &Heading)> {
        self.nodes().filter_map(|node| Some((node, node.heading()?)))
    }

    /// Every image of the author's Markdown, wherever it is.
    pub fn images(&self) -> impl Iterator<Item = &Image> {
        self.nodes().filter_map(Node::image)
    }

    /// What the first paragraph says that says something; empty if there is none.
    pub fn first_paragraph(&self) -> String {
        let paragraphs = self.flow().filter(|node| node.kind() == Kind::Paragraph);
        paragraphs.map(Node::plain_text).find(|text| !text.trim().is_empty()).unwrap_or_default()
    }

    /// The text in sections: what is before the first heading, and what is below each. The last ones are the footnotes',
    /// which are the page's. Texts of different blocks have white space between them.
    pub fn sections(&self) -> Vec<Section<'_>> {
        let mut sections = vec![Section::default()];
        push_sections(self.blocks(), &mut sections);
        if self.notes < self.end() {
            sections.push(Section::default());
            push_sections(self.footnotes(), &mut sections);
        }
        sections
    }

    fn all(&self) -> Nodes<'_> {
        Nodes { body: self, at: 0, end: self.end() }
    }

    fn end(&self) -> u32 {
        u32::try_from(self.nodes.len()).expect("a file has fewer than 2^32 bytes")
    }
}

/// A heading and the text below it, up to the next heading.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Section<'a> {
    /// The id of its heading; empty for the page itself.
    pub id: &'a str,
    /// The text of its heading; empty for the page itself.
    pub title: String,
    /// Its text.
    pub text: String,
}

fn push_sections<'a>(nodes: Nodes<'a>, sections: &mut Vec<Section<'a>>) {
    let mut walk = nodes.walk();
    while let Some(event) = walk.next() {
        if let Event::Enter(node) = event
            && let Some(heading) = node.heading()
        {
            let mut title = String::new();
            node.children().push_text(&mut title);
            sections.push(Section { id: &heading.id, title, text: String::new() });
            walk.skip_children();
        } else {
            push_event(event, &mut sections.last_mut().expect("the page itself is one").text);
        }
    }
}

impl<'a> Node<'a> {
    /// What it is.
    pub fn kind(self) -> Kind {
        self.raw().kind
    }

    /// Where it is in the file.
    pub fn span(self) -> Span {
        self.raw().span
    }

    /// The body that it is a part of.
    pub fn body(self) -> &'a Body {
        self.body
    }

    /// Its place in the body.
    pub fn index(self) -> NodeIndex {
        NodeIndex(self.at)
    }

    /// The nodes in it.
    pub fn children(self) -> Nodes<'a> {
        Nodes { body: self.body, at: self.at + 1, end: self.end() }
    }

    /// The walk over it and everything in it.
    pub fn walk(self) -> Walk<'a> {
        self.alone().walk()
    }

    /// Its text, in one line where it is one; without what no file may hold, which a character reference can write.
    pub fn plain_text(self) -> String {
        self.alone().plain_text()
    }

    /// The pieces of a node of text, each with its place in the file: a piece that is as long as its place is there
    /// letter for letter.
    pub fn pieces(self) -> impl Iterator<Item = (&'a str, Span)> {
        let text = if let Kind::Text(range) = self.kind() { range } else { TextRange::default() };
        let from = |at: u32| self.body.pieces.partition_point(|(start, _)| *start < at);
        let pieces = &self.body.pieces[from(text.start)..from(text.end)];
        let ends = pieces.iter().skip(1).map(|(start, _)| *start).chain([text.end]);
        let in_pieces =
            pieces.iter().zip(ends).map(|((start, span), end)| (TextRange { start: *start, end }, *span));
        let whole = pieces.is_empty().then(|| (text, self.span()));
        in_pieces.chain(whole).map(|(range, span)| (&self.body[range], span))
    }

    /// The heading that it is.
    pub fn heading(self) -> Option<&'a Heading> {
        if let Kind::Heading(id) = self.kind() { Some(&self.body[id]) } else { None }
    }

    /// The image that it is.
    pub fn image(self) -> Option<&'a Image> {
        self.image_id().map(|id| &self.body[id])
    }

    /// The element that it is.
    pub fn element(self) -> Option<&'a Element> {
        if let Kind::Element(id) = self.kind() { Some(&self.body[id]) } else { None }
    }

    fn image_id(self) -> Option<ImageId> {
        if let Kind::Image(id) = self.kind() { Some(id) } else { None }
    }

    fn alone(self) -> Nodes<'a> {
        Nodes { body: self.body, at: self.at, end: self.end() }
    }

    fn raw(self) -> &'a super::tree::Node {
        &self.body.nodes[self.at as usize]
    }

    fn end(self) -> u32 {
        self.raw().end
    }

    fn is_silent(self) -> bool {
        self.element().is_some_and(Element::is_silent)
    }
}

impl<'a> Nodes<'a> {
    /// The walk over these nodes and everything in them.
    pub fn walk(self) -> Walk<'a> {
        Walk { rest: self, open: Vec::new() }
    }

    /// Their text. See [`Node::plain_text`].
    pub fn plain_text(self) -> String {
        let mut out = String::new();
        self.push_text(&mut out);
        out.truncate(out.trim_end().len());
        if out.contains(text::is_control) { text::replace_control(&out) } else { out }
    }

    /// Writes their text after what was written.
    pub fn push_text(self, out: &mut String) {
        self.walk().for_each(|event| push_event(event, out));
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.at == self.end
    }

    /// The first of them.
    pub fn first(&self) -> Option<Node<'a>> {
        self.clone().next()
    }

    fn with_descendants(self) -> impl Iterator<Item = Node<'a>> {
        (self.at..self.end).map(move |at| Node { body: self.body, at })
    }
}

impl<'a> Iterator for Nodes<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        if self.at == self.end {
            return None;
        }
        let node = Node { body: self.body, at: self.at };
        self.at = node.end();
        Some(node)
    }
}

impl<'a> Walk<'a> {
    /// The nodes that the walk enters, in order.
    pub fn entered(self) -> impl Iterator<Item = Node<'a>> {
        self.filter_map(|event| match event {
            Event::Enter(node) => Some(node),
            Event::Leave(_) => None,
        })
    }

    /// Leaves out what is in the node that was entered last; the event of its end is left out too.
    pub fn skip_children(&mut self) {
        if let Some(node) = self.open.pop() {
            self.rest.at = node.end();
        }
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        if let Some(node) = self.open.last()
            && node.end() == self.rest.at
        {
            return self.open.pop().map(Event::Leave);
        }
        if self.rest.at == self.rest.end {
            return None;
        }
        let node = Node { body: self.rest.body, at: self.rest.at };
        self.rest.at = if node.is_silent() { node.end() } else { node.at + 1 };
        self.open.push(node);
        Some(Event::Enter(node))
    }
}

/// Writes the text of an event: a node's own words as it begins, and white space where a block or a line ends.
fn push_event(event: Event<'_>, out: &mut String) {
    let (Event::Enter(node) | Event::Leave(node)) = event;
    if node.breaks_line() {
        push_space(out);
    }
    match event {
        Event::Enter(node) => {
            if let Kind::CodeBlock(id) = node.kind() {
                out.push_str(&node.body[id].title);
                push_space(out);
            }
            out.push_str(&node.own_text().unwrap_or_default());
        }
        Event::Leave(node) => {
            if let Kind::Figure { caption } = node.kind() {
                out.push_str(&node.body[caption]);
                out.push(' ');
            } else if node.image_id().is_some() {
                push_space(out);
            }
        }
    }
}

fn push_space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(char::is_whitespace) {
        out.push(' ');
    }
}

impl<'a> Node<'a> {
    /// Whether a line of text ends before it and after it.
    fn breaks_line(self) -> bool {
        match self.element() {
            Some(element) => matches!(&*element.name, "br" | "hr") || !elements::is_phrasing(&element.name),
            None => self.kind().is_block() || self.kind().is_break(),
        }
    }

    /// The text that it holds itself, not in a child.
    pub fn own_text(self) -> Option<Cow<'a, str>> {
        let body = self.body;
        if let Kind::CodeBlock(id) = self.kind() {
            return Some(Cow::Borrowed(&body[body[id].text]));
        }
        match self.kind() {
            Kind::Text(range) | Kind::Code(range) | Kind::Math(_, range) => Some(Cow::Borrowed(&body[range])),
            Kind::HtmlText(range) => Some(html_escape::decode_html_entities(&body[range])),
            Kind::Image(id) => Some(Cow::Borrowed(&body[id].alt)),
            Kind::Element(id) if &*body[id].name == "img" => body[id].attribute("alt").map(Cow::Borrowed),
            any_block!()
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Superscript
            | Kind::Subscript
            | Kind::Link(_)
            | Kind::FootnoteCall { .. }
            | Kind::SoftBreak
            | Kind::HardBreak
            | Kind::Element(_)
            | Kind::Comment(_) => None,
        }
    }
}

impl Kind {
    /// Whether it stands among blocks. An element and its text stand where the author put them.
    pub fn is_block(self) -> bool {
        match self {
            any_block!() => true,
            any_inline!() | any_html!() => false,
        }
    }

    /// Whether blocks may stand in it.
    pub fn holds_blocks(self) -> bool {
        matches!(
            self,
            Kind::Quote | Kind::Alert(_) | Kind::Item { .. } | Kind::Definition | Kind::Footnote { .. }
        )
    }

    /// Whether it ends a line of text and says nothing.
    pub fn is_break(self) -> bool {
        matches!(self, Kind::SoftBreak | Kind::HardBreak)
    }
}
