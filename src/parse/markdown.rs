//! Markdown → the document tree: the only place that knows pulldown-cmark. One pass over its events opens and closes
//! nodes; containers deeper than a bound are dissolved into their parent, so that no tree can exhaust the stack of
//! those who read it.

mod code;
mod html;
mod image;
mod notes;
mod text;
mod words;

use std::cell::RefCell;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Parser, Tag};

use self::image::OpenImage;
use crate::config::{Markdown, RawHtml};
use crate::diagnostic::{Diagnostic, Place};
use crate::discover::TextSource;
use crate::document::html::Level;
use crate::document::{
    Body, Builder, Heading, Kind, LinkId, LinkRole, Math, NodeIndex, RawLink, Span, Subtree,
};
use html::SourceMap;
use notes::Notes;
use text::Run;
use words::{alert, align, engine_options, is_container, is_inline, is_part, level_number};

/// Containers nested deeper than this are dissolved into their parent.
const MAX_DEPTH: usize = 64;

/// What a file's places are counted in.
const TOO_LONG: &str = "discover refuses larger files";

/// A body, and what else the Markdown says.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The document.
    pub body: Body,
    /// Ids in the author's HTML, in order, with their places as byte ranges of the file's text.
    pub html_ids: Vec<(String, Range<usize>)>,
    /// The images of the body; not those in the author's HTML.
    pub images: Vec<LinkId>,
}

/// Reads the Markdown of a source from `body_at` on.
pub fn read(
    source: &TextSource,
    body_at: usize,
    options: &Markdown,
    problems: &mut Vec<Diagnostic>,
) -> Parsed {
    let text = &source.text[body_at..];
    let broken = RefCell::new(Vec::new());
    let on_broken = |link: BrokenLink<'_>| {
        if link.link_type == LinkType::Reference {
            broken.borrow_mut().push((link.span.clone(), link.reference.to_string()));
        }
        None::<(CowStr<'_>, CowStr<'_>)>
    };
    let parser = Parser::new_with_broken_link_callback(text, engine_options(options), Some(on_broken));
    let mut reader = Reader {
        events: parser.into_offset_iter(),
        peeked: None,
        source,
        body_at,
        options,
        tree: Builder::default(),
        frames: Vec::new(),
        run: Run::default(),
        notes: Notes::default(),
        html_ids: Vec::new(),
        images: Vec::new(),
        marks: words::script_marks(options),
        problems: Vec::new(),
        depth: 0,
        inline_depth: 0,
        in_link: 0,
        is_dissolved: false,
        dropped: Vec::new(),
    };
    while let Some((event, range)) = reader.next() {
        reader.event(event, &range);
    }
    let parsed = reader.finish(problems);
    let place = |span: Range<usize>| Place::span(&source.path, body_at + span.start..body_at + span.end);
    problems.extend(broken.take().into_iter().map(|(span, reference)| {
        Diagnostic::error(place(span), format!("no link is defined as `[{reference}]`"))
            .help(format!("add a line `[{reference}]: address`, or put a `\\` before the bracket"))
    }));
    parsed
}

/// What an end event ends.
enum Frame {
    /// A block.
    Block,
    /// A part of a line of text.
    Inline,
    /// A link.
    Link,
    /// An image, whose words become its alternative text.
    Image(Box<OpenImage>),
    /// The definition of a footnote, with what it interrupted.
    Footnote(Box<(String, Range<usize>, Subtree)>),
    /// A container that was dissolved.
    Dissolved,
}

/// Reads events into a tree.
struct Reader<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> {
    events: E,
    peeked: Option<(Event<'a>, Range<usize>)>,
    source: &'a TextSource,
    body_at: usize,
    options: &'a Markdown,
    tree: Builder,
    frames: Vec<Frame>,
    run: Run,
    notes: Notes,
    html_ids: Vec<(String, Range<usize>)>,
    images: Vec<LinkId>,
    /// The marks of raised and lowered letters that are on.
    marks: Vec<char>,
    problems: Vec<Diagnostic>,
    /// How many blocks are open.
    depth: usize,
    /// How many parts of a line are open.
    inline_depth: usize,
    in_link: usize,
    is_dissolved: bool,
    /// The names of HTML elements that were left out, so that their end tags are too.
    dropped: Vec<String>,
}

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, E> {
    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        self.peeked.take().or_else(|| self.events.next())
    }

    fn event(&mut self, event: Event<'a>, range: &Range<usize>) {
        match event {
            Event::Start(tag) if is_inline(&tag) => self.start_inline(tag, range),
            Event::Start(tag) => self.start_block(tag, range),
            Event::End(_) => self.end(),
            Event::Rule => {
                self.end_line();
                self.tree.leaf(Kind::Rule, self.span(range));
            }
            Event::Text(text) => self.text(&text, range),
            Event::InlineHtml(html) | Event::Html(html) => self.inline_html(&html, range),
            Event::TaskListMarker(done) => self.task(done),
            Event::FootnoteReference(label) => {
                let kind = self.notes.call(&label);
                self.leaf(kind, range);
            }
            Event::Code(text) => self.leaf_text(&text, Kind::Code, range),
            Event::InlineMath(text) => self.leaf_text(&text, |text| Kind::Math(Math::Inline, text), range),
            Event::DisplayMath(text) => self.leaf_text(&text, |text| Kind::Math(Math::Display, text), range),
            Event::HardBreak => self.leaf(Kind::HardBreak, range),
            Event::SoftBreak => self.leaf(Kind::SoftBreak, range),
        }
    }

    fn leaf(&mut self, kind: Kind, range: &Range<usize>) {
        self.begin_inline(range);
        let span = self.span(range);
        self.tree.leaf(kind, span);
    }

    fn leaf_text(&mut self, text: &str, kind: fn(crate::document::TextRange) -> Kind, range: &Range<usize>) {
        self.begin_inline(range);
        let span = self.span(range);
        self.tree.text(text, kind, span);
    }

    /// Ends the text before something else in the line. Text that is in a container without a paragraph around it gets
    /// a `Plain`.
    fn begin_inline(&mut self, range: &Range<usize>) {
        self.flush();
        self.ensure_line(range);
    }

    fn ensure_line(&mut self, range: &Range<usize>) {
        let is_among_blocks = self.tree.current().is_none_or(|node| match self.tree.kind(node) {
            Kind::Element(id) => self.tree.element(id).level == Level::Block,
            kind => kind.holds_blocks(),
        });
        if is_among_blocks {
            let span = self.span(range);
            self.tree.open(Kind::Plain, span);
        }
    }

    /// Ends a line of text that has no paragraph around it, before a block or the end of one.
    fn end_line(&mut self) {
        self.flush();
        let is_open = |node: &NodeIndex| match self.tree.kind(*node) {
            Kind::Element(id) => self.tree.element(id).level == Level::Inline,
            _ => false,
        };
        let line = self.tree.ancestors().find(|node| !is_open(node));
        if let Some(line) = line.filter(|node| self.tree.kind(*node) == Kind::Plain) {
            self.close_elements(Some(line));
            self.tree.close();
        }
    }

    fn start_inline(&mut self, tag: Tag<'a>, range: &Range<usize>) {
        self.begin_inline(range);
        if self.inline_depth >= MAX_DEPTH {
            self.dissolve(range);
            return self.frames.push(Frame::Dissolved);
        }
        self.inline_depth += 1;
        let span = self.span(range);
        let mut frame = Frame::Inline;
        let kind = match tag {
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Strikethrough,
            Tag::Superscript => Kind::Superscript,
            Tag::Subscript => Kind::Subscript,
            Tag::Link { link_type, dest_url, title, .. } => {
                self.in_link += 1;
                frame = Frame::Link;
                let mail = (link_type == LinkType::Email).then(|| format!("mailto:{dest_url}"));
                let destination = mail.as_deref().unwrap_or(&dest_url);
                let link = self.add_link(destination, LinkRole::Link, range);
                Kind::Link(self.titled(link, &title))
            }
            Tag::Image { dest_url, title, .. } => return self.start_image(&dest_url, &title, range),
            _ => Kind::Emphasis,
        };
        self.tree.open(kind, span);
        self.frames.push(frame);
    }

    fn start_block(&mut self, tag: Tag<'a>, range: &Range<usize>) {
        self.end_line();
        let parent_is_dissolved = || matches!(self.frames.last(), Some(Frame::Dissolved));
        let dissolves =
            if is_part(&tag) { parent_is_dissolved() } else { self.depth >= MAX_DEPTH && is_container(&tag) };
        if dissolves {
            self.dissolve(range);
            return self.frames.push(Frame::Dissolved);
        }
        let Some(kind) = self.block_kind(tag, range) else { return };
        let span = self.span(range);
        self.tree.open(kind, span);
        self.depth += 1;
        self.frames.push(Frame::Block);
    }

    /// What a block is; nothing where it was read to its end already, or is built apart.
    fn block_kind(&mut self, tag: Tag<'a>, range: &Range<usize>) -> Option<Kind> {
        Some(match tag {
            Tag::Heading { level, id, classes, .. } => Kind::Heading(self.tree.add_heading(Heading {
                level: level_number(level),
                id: id.map(|id| Box::from(id.as_ref())).unwrap_or_default(),
                classes: classes.iter().map(|class| Box::from(class.as_ref())).collect(),
            })),
            Tag::BlockQuote(kind) => kind.map_or(Kind::Quote, |kind| Kind::Alert(alert(kind))),
            Tag::CodeBlock(kind) => {
                self.code(&kind, range);
                return None;
            }
            Tag::HtmlBlock => {
                self.html_block();
                return None;
            }
            // CommonMark reads nine digits at most (0.31.2, section 5.2).
            Tag::List(start) => Kind::List { start: start.and_then(|start| u32::try_from(start).ok()) },
            Tag::Item => Kind::Item { task: None },
            Tag::FootnoteDefinition(label) => {
                let outer = self.tree.begin_subtree();
                self.depth += 1;
                self.frames.push(Frame::Footnote(Box::new((label.to_string(), range.clone(), outer))));
                return None;
            }
            Tag::DefinitionList => Kind::DefinitionList,
            Tag::DefinitionListTitle => Kind::Term,
            Tag::DefinitionListDefinition => Kind::Definition,
            Tag::Table(columns) => {
                Kind::Table(self.tree.add_table(columns.iter().map(|column| align(*column)).collect()))
            }
            Tag::TableHead | Tag::TableRow => Kind::Row,
            Tag::TableCell => Kind::Cell,
            _ => Kind::Paragraph,
        })
    }

    fn end(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        match frame {
            Frame::Dissolved => {}
            Frame::Block => {
                self.end_line();
                self.end_block();
                self.depth -= 1;
            }
            Frame::Footnote(note) => {
                self.end_line();
                self.close_elements(None);
                let (label, range, outer) = *note;
                let subtree = self.tree.end_subtree(outer);
                self.notes.define(label, subtree, range);
                self.depth -= 1;
            }
            Frame::Inline | Frame::Link => {
                self.end_node();
                self.in_link -= usize::from(matches!(frame, Frame::Link));
                self.inline_depth -= 1;
            }
            Frame::Image(image) => {
                self.flush();
                self.end_image(*image);
                self.inline_depth -= 1;
            }
        }
    }

    fn end_block(&mut self) {
        let block = self.end_node();
        if self.tree.kind(block) == Kind::Paragraph && self.options.figures {
            self.make_figure(block);
        }
    }

    /// Closes the innermost node of the Markdown, and the HTML elements in it that are open.
    fn end_node(&mut self) -> NodeIndex {
        self.flush();
        let is_element = |node: &NodeIndex| matches!(self.tree.kind(*node), Kind::Element(_));
        let node = self.tree.ancestors().find(|node| !is_element(node));
        self.close_elements(node);
        self.tree.close();
        node.expect("a frame has a node")
    }

    /// The marker of a task is among the inlines of its item.
    fn task(&mut self, done: bool) {
        let is_item = |node: &NodeIndex| matches!(self.tree.kind(*node), Kind::Item { .. });
        let item = self.tree.ancestors().find(is_item);
        if let Some(item) = item {
            self.tree.set_kind(item, Kind::Item { task: Some(done) });
        }
    }

    fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        if self.options.raw_html == RawHtml::Escape {
            if !is_comment(html) {
                self.text(html, range);
            }
            return;
        }
        self.begin_inline(range);
        self.html(html, &SourceMap::of(range.start), Level::Inline);
    }

    fn html_block(&mut self) {
        let (html, map) = self.raw_text();
        if self.options.raw_html == RawHtml::Allow {
            return self.html(&html, &map, Level::Block);
        }
        let text = html.trim();
        if !is_comment(text) && !text.is_empty() {
            let span = self.span(&map.range(0..html.len()));
            self.tree.open(Kind::Paragraph, span);
            self.tree.text(text, Kind::Text, span);
            self.tree.close();
        }
    }

    /// The text of a block of code or HTML up to its end, with the places of its lines.
    fn raw_text(&mut self) -> (String, SourceMap) {
        let (mut out, mut map) = (String::new(), SourceMap::default());
        while let Some((event, range)) = self.next() {
            match event {
                Event::End(_) => break,
                Event::Text(text) | Event::Html(text) => {
                    map.push(out.len(), range.start);
                    out.push_str(&text);
                }
                _ => {}
            }
        }
        (out, map)
    }

    /// Enters a destination into the page's table; its place is in the link that names it, where it can be seen there,
    /// else the whole link.
    fn add_link(&mut self, destination: &str, role: LinkRole, range: &Range<usize>) -> LinkId {
        let text = &self.source.text[self.body_at..][range.clone()];
        let span = match text.rfind(destination) {
            Some(at) if !destination.is_empty() => range.start + at..range.start + at + destination.len(),
            _ => range.clone(),
        };
        self.add_link_at(destination, role, &span)
    }

    fn add_link_at(&mut self, destination: &str, role: LinkRole, range: &Range<usize>) -> LinkId {
        let (destination, span) = (destination.into(), self.span(range));
        self.tree.add_link(RawLink { destination, role, title: Box::default(), span })
    }

    fn titled(&mut self, link: LinkId, title: &str) -> LinkId {
        if !title.is_empty() {
            self.tree.link_mut(link).title = title.into();
        }
        link
    }

    fn span(&self, range: &Range<usize>) -> Span {
        let at = |offset: usize| u32::try_from(self.body_at + offset).expect(TOO_LONG);
        Span { start: at(range.start), end: at(range.end) }
    }

    fn place(&self, range: &Range<usize>) -> Place {
        Place::span(&self.source.path, self.body_at + range.start..self.body_at + range.end)
    }

    fn dissolve(&mut self, range: &Range<usize>) {
        if !self.is_dissolved {
            self.is_dissolved = true;
            let message = format!("nested more than {MAX_DEPTH} deep");
            let problem = Diagnostic::warning(self.place(range), message);
            self.problems.push(problem.label("deeper levels are flattened"));
        }
    }

    fn finish(mut self, problems: &mut Vec<Diagnostic>) -> Parsed {
        self.end_line();
        self.close_elements(None);
        let place = |span: &Range<usize>| {
            Place::span(&self.source.path, self.body_at + span.start..self.body_at + span.end)
        };
        let footnotes = self.notes.finish(&place, &mut self.problems);
        problems.append(&mut self.problems);
        Parsed { body: self.tree.finish(footnotes), html_ids: self.html_ids, images: self.images }
    }
}

/// Whether it is a comment and nothing else: the author's note to themselves, which no reader sees.
fn is_comment(html: &str) -> bool {
    html.starts_with("<!--") && html.find("-->").is_some_and(|end| end + 3 == html.len())
}
