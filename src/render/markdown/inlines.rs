//! Runs of text as Markdown. Only emphasis depends on the surrounding text: if its marks would be misread, tags replace
//! them.

use std::borrow::Cow;
use std::fmt::Write;

use super::escape::{self, TextContext};
use super::html::{end_tag, is_left_out, is_note};
use super::sequence::APART;
use super::{Quotes, Writer};
use crate::document::html::Element;
use crate::document::{Image, Kind, LinkId, LinkRole, Node, Nodes, any_block};
use crate::render::html;
use crate::text::longest_run;

impl Writer<'_> {
    /// Returns a run of text.
    pub(super) fn inlines(&self, nodes: Nodes<'_>, place: TextContext) -> String {
        let mut run = Run::new(self, place);
        run.inlines(nodes, None);
        run.finish_line();
        run.out
    }

    /// Returns a single inline.
    pub(super) fn single_inline(&self, node: Node<'_>) -> String {
        let mut run = Run::new(self, TextContext::Paragraph);
        run.inline(node, None);
        run.finish_line();
        run.out
    }
}

struct Run<'a> {
    writer: &'a Writer<'a>,
    place: TextContext,
    /// The marks of emphasis that are open.
    open: Vec<char>,
    /// The end of the last code.
    after_code: usize,
    /// The end of the last declaration.
    after_declaration: usize,
    out: String,
}

/// The memory that is set aside for a run of text, in bytes: most runs are shorter.
const USUAL_LENGTH: usize = 256;

impl<'a> Run<'a> {
    fn new(writer: &'a Writer<'a>, place: TextContext) -> Run<'a> {
        let out = String::with_capacity(USUAL_LENGTH);
        Run { writer, place, open: Vec::new(), after_code: 0, after_declaration: 0, out }
    }

    /// Writes a run; `after` is the character that follows it.
    fn inlines(&mut self, nodes: Nodes<'_>, after: Option<char>) {
        if nodes.clone().any(is_term_use) {
            return self.inlines_with_terms(nodes, after);
        }
        let mut rest = nodes;
        while let Some(node) = rest.next() {
            let next = rest.clone().find(|node| !is_left_out(*node));
            self.inline(node, next.map_or(after, first_char));
        }
    }

    /// Writes a run in which terms are marked as if they were not: how a text is escaped depends on what is beside it.
    fn inlines_with_terms(&mut self, nodes: Nodes<'_>, after: Option<char>) {
        let all: Vec<Node<'_>> = nodes.flat_map(without_term).collect();
        let is_text = |node: &Node<'_>| matches!(node.kind(), Kind::Text(_));
        let mut rest = &all[..];
        for part in all.chunk_by(|before, node| is_text(before) && is_text(node)) {
            rest = &rest[part.len()..];
            if is_text(&part[0]) {
                let text: String = part.iter().filter_map(|node| node.own_text()).collect();
                self.text(&text);
            } else {
                let next = rest.iter().find(|node| !is_left_out(**node));
                self.inline(part[0], next.map_or(after, |node| first_char(*node)));
            }
        }
    }

    fn inline(&mut self, node: Node<'_>, next: Option<char>) {
        let body = node.body();
        match node.kind() {
            Kind::Text(text) => self.text(&body[text]),
            Kind::HtmlText(text) => self.html_text(&body[text], node),
            Kind::Code(text) => self.code(&body[text]),
            Kind::Attributed(id) => self.attributed(&body[id].id, node, next),
            Kind::Emphasis => self.emphasis(node, &["*", "_"], "em", next),
            Kind::Strong => self.emphasis(node, &["**", "__"], "strong", next),
            Kind::Strikethrough => self.emphasis(node, &["~~"], "del", next),
            Kind::Superscript => self.script(node, '^'),
            Kind::Subscript => self.script(node, '~'),
            // The list of sources has no addresses in Markdown.
            Kind::Link(id) if body[id].role == LinkRole::Source => self.inlines(node.children(), next),
            Kind::Link(id) => self.link(id, node),
            Kind::Image(id) => self.image(&body[id]),
            Kind::FootnoteCall { number, .. } => {
                let _ = write!(self.out, "[^{number}]");
            }
            Kind::Formula(id) => {
                let formula = &body[id];
                let mark = if formula.is_display { "$$" } else { "$" };
                self.put_in_place(&format!("{mark}{}{mark}", formula.latex));
            }
            Kind::SoftBreak => self.line_break(""),
            Kind::HardBreak => self.line_break("\\"),
            Kind::Element(id) => self.element(&body[id], node, next),
            Kind::Comment(text) => self.comment(&body[text]),
            Kind::Citation(_) | Kind::TermUse(_) | any_block!() => self.inlines(node.children(), next),
        }
    }

    fn text(&mut self, text: &str) {
        escape::push(text, self.place, self.quotes(), &mut self.out);
    }

    /// Writes a comment, unless it is the author's note: declarations and processing instructions stay.
    fn comment(&mut self, text: &str) {
        if !is_note(text) {
            self.put_in_place(text);
            self.after_declaration = self.out.len();
        }
    }

    /// Writes a text in HTML. Markdown would read text after a declaration as a part of it (`CommonMark` 0.31.2,
    /// section 6.6).
    fn html_text(&mut self, html: &str, node: Node<'_>) {
        if self.after_declaration > 0 && self.after_declaration == self.out.len() {
            return self.put_in_place(html);
        }
        self.text(&node.own_text().unwrap_or_default());
    }

    /// Writes an element of the author's between its tags.
    fn element(&mut self, element: &Element, node: Node<'_>, next: Option<char>) {
        if is_left_out(node) {
            return;
        }
        let start = self.writer.start_tag(element, node.body());
        self.put_in_place(&start);
        let end = end_tag(element, node.body());
        self.inlines(node.children(), if end.is_empty() { next } else { Some('<') });
        self.put_in_place(&end);
    }

    /// Writes what has attributes. Of them only an id matters to other programs: links of other Markdown pages use it.
    fn attributed(&mut self, id: &str, node: Node<'_>, next: Option<char>) {
        if id.is_empty() {
            return self.inlines(node.children(), next);
        }
        let mut tag = String::from("<span id=\"");
        html::escape(id, &mut tag);
        self.put_in_place(&(tag + "\">"));
        self.inlines(node.children(), Some('<'));
        self.put_in_place("</span>");
    }

    fn quotes(&self) -> Quotes {
        self.writer.quotes
    }

    /// Writes markup in its place. A table cell ends at every `|` that is not escaped, even in code.
    fn put_in_place(&mut self, markup: &str) {
        match self.place {
            TextContext::Paragraph => self.out.push_str(markup),
            TextContext::Line => self.out.push_str(&markup.replace('\n', " ")),
            TextContext::Cell => self.out.push_str(&markup.replace('\n', " ").replace('|', "\\|")),
        }
    }

    fn line_break(&mut self, mark: &str) {
        if self.place != TextContext::Paragraph {
            return self.out.push(' ');
        }
        if mark.is_empty() {
            self.finish_line();
        }
        self.out.push_str(mark);
        self.out.push('\n');
    }

    /// Removes spaces at the end of a line, which are not text.
    fn finish_line(&mut self) {
        if self.out.ends_with(' ') {
            self.out.pop();
            self.out.push_str("&#32;");
        }
    }

    fn code(&mut self, text: &str) {
        if self.after_code > 0 && self.after_code == self.out.len() {
            self.out.push_str(APART);
        }
        let mark = "`".repeat(longest_run(text, '`') + 1);
        // The parser strips one space on each side, unless there are only spaces.
        let is_padded = text.starts_with(' ') && text.ends_with(' ') && text.contains(|c| c != ' ');
        let pad = if is_padded || text.starts_with('`') || text.ends_with('`') { " " } else { "" };
        self.put_in_place(&format!("{mark}{pad}{text}{pad}{mark}"));
        self.after_code = self.out.len();
    }

    fn emphasis(&mut self, node: Node<'_>, marks: &[&str], element: &str, next: Option<char>) {
        let before = self.out.chars().next_back();
        for mark in marks {
            let c = mark.chars().next().expect("a mark has a character");
            // Inside a tag, use tags: otherwise every depth would try its marks again.
            if self.open.contains(&c) || self.open.contains(&'<') {
                continue;
            }
            let inner = self.inside(node.children(), c);
            if fits(c, before, &inner, next) {
                let _ = write!(self.out, "{mark}{inner}{mark}");
                return;
            }
        }
        let inner = self.inside(node.children(), '<');
        let _ = write!(self.out, "<{element}>{inner}</{element}>");
    }

    /// Returns a run inside a mark.
    fn inside(&self, nodes: Nodes<'_>, mark: char) -> String {
        let mut run = Run::new(self.writer, self.place);
        run.open = self.open.iter().copied().chain([mark]).collect();
        // The content does not begin a line.
        run.out.push(mark);
        run.inlines(nodes, Some(mark));
        run.out.split_off(mark.len_utf8())
    }

    fn script(&mut self, node: Node<'_>, mark: char) {
        let inner = self.inside(node.children(), mark);
        self.out.push(mark);
        self.out.push_str(&inner);
        self.out.push(mark);
    }

    fn link(&mut self, id: LinkId, node: Node<'_>) {
        let title = &node.body()[id].title;
        let address = self.writer.links.href(id);
        let is_web = address.starts_with("https://") || address.starts_with("http://");
        if is_web && title.is_empty() && !address.contains('|') && is_only_text(node, &address) {
            let _ = write!(self.out, "<{address}>");
            return;
        }
        let content = self.inside(node.children(), '[');
        let _ = write!(self.out, "[{content}]");
        self.destination(&address, title);
    }

    fn image(&mut self, image: &Image) {
        self.out.push_str("![");
        escape::push(&image.alt, TextContext::Line, self.quotes(), &mut self.out);
        self.out.push(']');
        self.destination(&self.writer.links.href(image.link), &image.title);
        self.out.push_str(&id_in_braces(&image.id));
    }

    fn destination(&mut self, address: &str, title: &str) {
        self.out.push('(');
        self.out.push_str(&escape::destination(address));
        if !title.is_empty() {
            self.out.push(' ');
            self.out.push_str(&escape::title(title));
        }
        self.out.push(')');
    }
}

/// Returns what a reader of text sees of a node: of a term, what is in it.
fn without_term(node: Node<'_>) -> Vec<Node<'_>> {
    if is_term_use(node) { node.children().collect() } else { vec![node] }
}

fn is_term_use(node: Node<'_>) -> bool {
    matches!(node.kind(), Kind::TermUse(_))
}

/// Reports whether a node contains exactly this text.
fn is_only_text(node: Node<'_>, text: &str) -> bool {
    let mut children = node.children();
    let first = children.next().map(Node::kind);
    children.is_empty() && matches!(first, Some(Kind::Text(range)) if node.body()[range] == *text)
}

/// Reports whether marks of this character would be read as emphasis around `inner` (`CommonMark` 0.31.2, section 6.2).
/// Adjacent marks are never used, although some would work.
fn fits(mark: char, before: Option<char>, inner: &str, after: Option<char>) -> bool {
    let (Some(first), Some(last)) = (inner.chars().next(), inner.chars().next_back()) else { return false };
    let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let is_edge = |c: Option<char>| is_space(c) || c.is_some_and(is_punctuation);
    let apart = [before, Some(first), Some(last), after].iter().all(|c| *c != Some(mark));
    let opens = !first.is_whitespace() && (!is_punctuation(first) || is_edge(before));
    let closes = !last.is_whitespace() && (!is_punctuation(last) || is_edge(after));
    apart && opens && closes && (mark != '_' || is_edge(before) && is_edge(after))
}

fn is_punctuation(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace()
}

/// Returns the first character of an inline, as far as emphasis before it is concerned.
fn first_char(node: Node<'_>) -> Option<char> {
    match node.kind() {
        Kind::Text(_) | Kind::HtmlText(_) => {
            node.own_text().and_then(|text: Cow<'_, str>| text.chars().next())
        }
        Kind::Code(_) => Some('`'),
        Kind::Attributed(id) if node.body()[id].id.is_empty() => node.children().first().and_then(first_char),
        Kind::Emphasis | Kind::Strong => Some('*'),
        Kind::Strikethrough | Kind::Subscript => Some('~'),
        Kind::Superscript => Some('^'),
        Kind::Formula(_) => Some('$'),
        Kind::Image(_) => Some('!'),
        Kind::Citation(_) | Kind::TermUse(_) => node.children().first().and_then(first_char),
        Kind::Link(_) | Kind::FootnoteCall { .. } => Some('['),
        Kind::Attributed(_) | Kind::Element(_) | Kind::Comment(_) => Some('<'),
        Kind::HardBreak => Some('\\'),
        Kind::SoftBreak | any_block!() => None,
    }
}

/// Returns the author's id as an attribute; links of other Markdown pages use it.
pub(super) fn id_in_braces(id: &str) -> String {
    if id.is_empty() { String::new() } else { format!("{{#{id}}}") }
}
