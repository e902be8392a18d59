//! The only walk over a page's tree, and what every output needs of a page: headings, images, text and sections. The
//! walk skips what no reader sees (the content of a script or a template), so all of them do.

use std::borrow::Cow;
use std::ops::Range;

use super::html::{Element, elements};
use super::tree::{Body, ImageId, Kind, NodeIndex, TextRange, any_block, any_html, any_inline, index};
use super::{Caption, Citation, CitationForm, Heading, Image, InlineAttributes, LinkId, ListedSource, Span};
use crate::text;

/// The id of the list of sources at the end of a page.
pub const SOURCES_ID: &str = "sources--list";

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

/// Sibling nodes.
#[derive(Clone)]
pub struct Nodes<'a> {
    body: &'a Body,
    at: u32,
    end: u32,
}

/// Visits every node of a part of the tree as it begins and ends, except what no reader sees.
pub struct Walk<'a> {
    rest: Nodes<'a>,
    /// The nodes that are open, each with the end of its subtree.
    open: Vec<(u32, u32)>,
}

impl Body {
    /// Returns the blocks of the page, without the footnotes.
    pub fn blocks(&self) -> Nodes<'_> {
        Nodes { body: self, at: 0, end: self.notes }
    }

    /// Returns the footnotes, in the order of their numbers, from 1.
    pub fn footnotes(&self) -> Nodes<'_> {
        Nodes { body: self, at: self.notes, end: self.sources }
    }

    /// Returns the list of sources at the end of the page.
    pub fn sources(&self) -> Nodes<'_> {
        Nodes { body: self, at: self.sources, end: self.title }
    }

    /// Returns the blocks of the page, with the blocks inside the author's HTML in place of the surrounding elements.
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

    /// Returns the inlines of the heading that is the page's title; none if the title is in the front matter alone.
    pub fn title(&self) -> Nodes<'_> {
        Nodes { body: self, at: (self.title + 1).min(self.end()), end: self.end() }
    }

    /// Returns the heading that is the page's title.
    pub fn title_heading(&self) -> Option<&Heading> {
        (self.title < self.end()).then(|| Node { body: self, at: self.title }.heading())?
    }

    /// Returns the footnote with a number.
    pub fn footnote(&self, number: u32) -> Option<Node<'_>> {
        self.footnotes()
            .find(|note| matches!(note.kind(), Kind::Footnote { number: own, .. } if own == number))
    }

    /// Returns every node that a reader may meet, the footnotes last.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.all().walk().entered()
    }

    /// Walks over the page and its footnotes.
    pub fn walk(&self) -> Walk<'_> {
        self.all().walk()
    }

    /// Returns every heading, including those inside other blocks and in footnotes.
    pub fn headings(&self) -> impl Iterator<Item = (Node<'_>, &Heading)> {
        self.nodes().filter_map(|node| Some((node, node.heading()?)))
    }

    /// Returns every image of the author's Markdown.
    pub fn images(&self) -> impl Iterator<Item = &Image> {
        self.nodes().filter_map(Node::image)
    }

    /// Returns the text of the first paragraph that has any; empty if there is none.
    pub fn first_paragraph(&self) -> String {
        let paragraphs = self.flow().filter(|node| node.kind() == Kind::Paragraph);
        paragraphs.map(Node::plain_text).find(|text| !text.trim().is_empty()).unwrap_or_default()
    }

    /// Returns the text in sections: what is before the first heading, and what is below each. The last sections are
    /// those of the footnotes, without a heading. White space separates the texts of different blocks.
    pub fn sections(&self) -> Vec<Section<'_>> {
        let mut sections = vec![Section::new("", String::new())];
        push_sections(self.blocks(), &mut sections);
        if self.notes < self.sources {
            sections.push(Section::new("", String::new()));
            push_sections(self.footnotes(), &mut sections);
        }
        if self.sources < self.title {
            sections.push(Section::new(SOURCES_ID, String::new()));
            push_sections(self.sources(), &mut sections);
        }
        sections
    }

    fn all(&self) -> Nodes<'_> {
        Nodes { body: self, at: 0, end: self.title }
    }

    fn end(&self) -> u32 {
        index(self.nodes.len())
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

impl<'a> Section<'a> {
    /// Returns a section without text, with room for that of most sections.
    fn new(id: &'a str, title: String) -> Section<'a> {
        const USUAL_LENGTH: usize = 512;
        Section { id, title, text: String::with_capacity(USUAL_LENGTH) }
    }
}

fn push_sections<'a>(nodes: Nodes<'a>, sections: &mut Vec<Section<'a>>) {
    let mut walk = nodes.walk();
    while let Some(event) = walk.next() {
        if let Event::Enter(node) = event
            && let Some(heading) = node.heading()
        {
            let mut title = String::new();
            node.children().push_text(&mut title);
            sections.push(Section::new(&heading.id, title));
            walk.skip_children();
        } else {
            push_event(event, &mut sections.last_mut().expect("the page itself is one").text);
        }
    }
}

impl<'a> Node<'a> {
    /// Returns its kind.
    pub fn kind(self) -> Kind {
        self.raw().kind
    }

    /// Returns its place in the file.
    pub fn span(self) -> Span {
        self.raw().span
    }

    /// Returns the body that it is part of.
    pub fn body(self) -> &'a Body {
        self.body
    }

    /// Returns its index in the body.
    pub fn index(self) -> NodeIndex {
        NodeIndex(self.at)
    }

    /// Returns its children.
    pub fn children(self) -> Nodes<'a> {
        Nodes { body: self.body, at: self.at + 1, end: self.end() }
    }

    /// Walks over it and everything in it.
    pub fn walk(self) -> Walk<'a> {
        self.alone().walk()
    }

    /// Returns its text, in one line if it is an inline. Characters that no file may contain, which a character
    /// reference can produce, are left out.
    pub fn plain_text(self) -> String {
        self.alone().plain_text()
    }

    /// Returns its text with the white space at its end.
    pub fn plain_text_untrimmed(self) -> String {
        let mut out = String::new();
        self.alone().push_text(&mut out);
        out
    }

    /// Returns the pieces of a text node, each with its span in the file. A piece that is as long as its span is there
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

    /// Returns its heading, if it is one.
    pub fn heading(self) -> Option<&'a Heading> {
        if let Kind::Heading(id) = self.kind() { Some(&self.body[id]) } else { None }
    }

    /// Returns its image, if it is one.
    pub fn image(self) -> Option<&'a Image> {
        self.image_id().map(|id| &self.body[id])
    }

    /// Returns the attributes of a part of a line, if it has any.
    pub fn attributes(self) -> Option<&'a InlineAttributes> {
        if let Kind::Attributed(id) = self.kind() { Some(&self.body[id]) } else { None }
    }

    /// Returns its child if it has exactly one.
    pub fn only_child(self) -> Option<Node<'a>> {
        self.children().first().filter(|child| child.end() == self.end())
    }

    /// Returns the caption of a table, with its node.
    pub fn caption(self) -> Option<(Node<'a>, &'a Caption)> {
        let first = self.children().first()?;
        if let Kind::Caption(id) = first.kind() { Some((first, &self.body[id])) } else { None }
    }

    /// Returns the author's id of an item; empty if there is none, or if it is not an item.
    pub fn item_id(self) -> &'a str {
        if let Kind::Item { id, .. } = self.kind() { &self.body[id] } else { "" }
    }

    /// Returns the rows of a table, the header first.
    pub fn rows(self) -> Nodes<'a> {
        let mut rows = self.children();
        if self.caption().is_some() {
            rows.next();
        }
        rows
    }

    /// Returns its element, if it is one.
    pub fn element(self) -> Option<&'a Element> {
        if let Kind::Element(id) = self.kind() { Some(&self.body[id]) } else { None }
    }

    /// Returns the number on the page of a citation.
    pub fn citation(self) -> Option<(usize, &'a Citation)> {
        let Kind::Citation(id) = self.kind() else { return None };
        Some((id.0 as usize, &self.body[id].citation))
    }

    /// Returns the source that it lists, if it does.
    pub fn source(self) -> Option<&'a ListedSource> {
        if let Kind::Source(id) = self.kind() { Some(&self.body[id]) } else { None }
    }

    /// Reports whether it is a citation beside its sentence.
    fn is_citation_in_brackets(self) -> bool {
        self.citation().is_some_and(|(_, citation)| citation.form == CitationForm::Bracketed)
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
    /// Walks over these nodes and everything in them.
    pub fn walk(self) -> Walk<'a> {
        Walk { rest: self, open: Vec::new() }
    }

    /// Returns their text. See [`Node::plain_text`].
    pub fn plain_text(self) -> String {
        let mut out = String::new();
        self.push_text(&mut out);
        out.truncate(out.trim_end().len());
        if text::has_control(&out) { text::replace_control(&out) } else { out }
    }

    /// Appends their text.
    pub fn push_text(self, out: &mut String) {
        let mut walk = self.walk();
        while let Some(event) = walk.next() {
            if matches!(event, Event::Enter(node) if node.is_citation_in_brackets()) {
                out.truncate(out.trim_end().len());
                walk.skip_children();
            } else {
                push_event(event, out);
            }
        }
    }

    /// Returns the references among them: the range of each in the text that `plain_text` returns, and its link.
    pub fn references(self) -> Vec<(Range<usize>, LinkId)> {
        let (body, mut found, mut out) = (self.body, Vec::new(), String::new());
        for event in self.walk() {
            let (Event::Enter(node) | Event::Leave(node)) = event;
            push_event(event, &mut out);
            let Kind::Link(link) = node.kind() else { continue };
            match event {
                Event::Enter(_) if body.reference(link).is_some() => found.push((out.len()..out.len(), link)),
                Event::Leave(_) if body.reference(link).is_some() => {
                    // A reference has no other one in it.
                    found.iter_mut().rev().take(1).for_each(|(range, _)| range.end = out.len());
                }
                Event::Enter(_) | Event::Leave(_) => {}
            }
        }
        found
    }

    /// Reports whether there are none.
    pub fn is_empty(&self) -> bool {
        self.at == self.end
    }

    /// Returns the first of them.
    pub fn first(&self) -> Option<Node<'a>> {
        self.clone().next()
    }

    /// Takes the next node, and goes on with its children, unless no reader sees them.
    fn enter(&mut self) -> Option<Node<'a>> {
        if self.at == self.end {
            return None;
        }
        let node = Node { body: self.body, at: self.at };
        self.at = if node.is_silent() { node.end() } else { node.at + 1 };
        Some(node)
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
    /// Returns the nodes that the walk enters, in order.
    pub fn entered(self) -> impl Iterator<Item = Node<'a>> {
        let mut rest = self.rest;
        std::iter::from_fn(move || rest.enter())
    }

    /// Skips the children of the node that was entered last, and the event of its end.
    pub fn skip_children(&mut self) {
        if let Some((_, end)) = self.open.pop() {
            self.rest.at = end;
        }
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        if let Some((at, end)) = self.open.last().copied()
            && end == self.rest.at
        {
            self.open.pop();
            return Some(Event::Leave(Node { body: self.rest.body, at }));
        }
        let node = self.rest.enter()?;
        self.open.push((node.at, node.end()));
        Some(Event::Enter(node))
    }
}

/// Appends the text of an event: a node's own text as it begins, and white space where a block or a line ends.
fn push_event(event: Event<'_>, out: &mut String) {
    let (Event::Enter(node) | Event::Leave(node)) = event;
    // Most nodes are text.
    if let Kind::Text(text) | Kind::Code(text) = node.kind() {
        if let Event::Enter(_) = event {
            out.push_str(&node.body[text]);
        }
        return;
    }
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
    /// Reports whether it starts and ends a line of text.
    pub fn breaks_line(self) -> bool {
        match self.element() {
            Some(element) => matches!(&*element.name, "br" | "hr") || !elements::is_phrasing(&element.name),
            None => self.kind().is_block() || self.kind().is_break(),
        }
    }

    /// Returns the text that is in the node itself, not in a child.
    pub fn own_text(self) -> Option<Cow<'a, str>> {
        let body = self.body;
        if let Kind::CodeBlock(id) = self.kind() {
            return Some(Cow::Borrowed(&body[body[id].text]));
        }
        match self.kind() {
            Kind::Text(range) | Kind::Code(range) => Some(Cow::Borrowed(&body[range])),
            Kind::Formula(id) => Some(Cow::Borrowed(&body[id].text)),
            Kind::HtmlText(range) => Some(html_escape::decode_html_entities(&body[range])),
            Kind::Image(id) => Some(Cow::Borrowed(&body[id].alt)),
            Kind::Element(id) if &*body[id].name == "img" => body[id].attribute("alt").map(Cow::Borrowed),
            any_block!()
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Superscript
            | Kind::Subscript
            | Kind::Attributed(_)
            | Kind::Link(_)
            | Kind::FootnoteCall { .. }
            | Kind::TermUse(_)
            | Kind::Citation(_)
            | Kind::SoftBreak
            | Kind::HardBreak
            | Kind::Element(_)
            | Kind::Comment(_) => None,
        }
    }
}

impl Kind {
    /// Reports whether it is among blocks. An element and its text are where the author put them.
    pub fn is_block(self) -> bool {
        match self {
            any_block!() => true,
            any_inline!() | any_html!() => false,
        }
    }

    /// Reports whether it can contain blocks.
    pub fn holds_blocks(self) -> bool {
        matches!(
            self,
            Kind::Quote
                | Kind::Alert(_)
                | Kind::Item { .. }
                | Kind::Definition
                | Kind::Footnote { .. }
                | Kind::Directive(_)
        )
    }

    /// Reports whether it ends a line of text and has no text.
    pub fn is_break(self) -> bool {
        matches!(self, Kind::SoftBreak | Kind::HardBreak)
    }
}
