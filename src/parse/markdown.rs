//! Markdown → the document tree: the only module that knows pulldown-cmark. One pass over its events opens and closes
//! nodes. Containers that are nested too deeply are dissolved into their parent, so that no tree can exhaust the stack
//! of a recursive reader.

mod attributes;
mod caption;
mod citations;
mod code;
mod directives;
mod formulas;
mod html;
mod image;
mod include;
mod item;
mod links;
mod notes;
mod signs;
mod text;
mod words;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Parser, Tag};

use self::directives::OpenDirective;
use self::image::OpenImage;
use self::include::OpenInclude;
use crate::config::{Markdown, RawHtml};
use crate::diagnostic::{Diagnostic, Place};
use crate::discover::TextSource;
use crate::document::html::Level;
use crate::document::{
    Align, Body, Builder, Heading, ImageId, Kind, LinkId, LinkRole, NodeIndex, RawLink, Span, Subtree,
    TextRange,
};
use crate::parse::extensions::engine_options;
use crate::parse::include::IncludeLine;
use crate::parse::masking::{LineAttributes, Masked, is_delimiter_row};
use crate::parse::options::ParseOptions;
use crate::parse::punctuation::Punctuation;
use crate::parse::values::{Filled, PageValues};
use crate::paths;
use caption::Captions;
use html::SourceMap;
use links::{is_undefined, undefined_link};
use notes::Notes;
use text::Run;
use words::{alert, align, align_left, is_container, is_inline, is_part, last_place, level_number};

/// The deepest nesting of containers. Deeper ones are dissolved into their parent.
const MAX_DEPTH: usize = 64;

/// The reason why every position fits into 32 bits.
const TOO_LONG: &str = "discover refuses larger files";

/// A body, and what else was found in the Markdown.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The document.
    pub body: Body,
    /// Ids of images and captions, and in the author's HTML, with their places as byte ranges of the file's text.
    pub ids: Vec<(String, Range<usize>)>,
    /// The images of the body; not those in the author's HTML.
    pub images: Vec<LinkId>,
    /// The byte ranges of what is for other readers, in order.
    pub absent: Vec<Range<usize>>,
}

/// The way a text is read.
pub struct MarkdownOptions<'a> {
    /// The settings of the guide.
    pub options: &'a ParseOptions,
    /// The language tag of the text.
    pub language: &'a str,
    /// The lines that include files, by the offset of their first byte.
    pub includes: Option<&'a BTreeMap<usize, IncludeLine>>,
}

/// Reads the Markdown of a source from `body_at` on.
pub fn read(
    source: &TextSource,
    body_at: usize,
    MarkdownOptions { options, language, includes }: MarkdownOptions<'_>,
    values: &mut PageValues<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Parsed {
    let mut masked = Masked::new(&source.text[body_at..], &options.markdown);
    let cuts = masked.take_attributes();
    let broken = RefCell::new(Vec::new());
    let on_broken = |link: BrokenLink<'_>| {
        if is_undefined(&link, options) {
            broken.borrow_mut().push((link.span.clone(), masked.characters(link.reference).into_string()));
        }
        None::<(CowStr<'_>, CowStr<'_>)>
    };
    let engine = engine_options(&options.markdown);
    let parser = Parser::new_with_broken_link_callback(&masked.text, engine, Some(on_broken));
    let reader = Reader {
        events: parser.into_offset_iter().map(|(event, range)| (masked.restore(event, &range), range)),
        masked: &masked,
        cuts,
        source,
        body_at,
        options: &options.markdown,
        includes,
        guide: options,
        values,
        tree: Builder::with_room_for(masked.text.len()),
        frames: Vec::new(),
        run: Run::default(),
        notes: Notes::default(),
        ids: Vec::new(),
        captions: Captions::default(),
        images: Vec::new(),
        image_title: None,
        marks: words::script_marks(&options.markdown),
        punctuation: options.markdown.smart_punctuation.then(|| Punctuation::of(language)),
        problems: Vec::new(),
        depth: 0,
        inline_depth: 0,
        in_link: 0,
        is_dissolved: false,
        dropped: Vec::new(),
    };
    let parsed = reader.read_all(problems);
    let place = |at: Range<usize>| Place::span(&source.path, body_at + at.start..body_at + at.end);
    problems.extend(broken.take().into_iter().map(|(span, link)| undefined_link(place(span), &link)));
    parsed
}

/// The node that an end event closes.
enum Frame {
    /// A block.
    Block,
    /// A part of a line of text.
    Inline,
    /// A link, which may be in a node of its attributes.
    Link { is_attributed: bool },
    /// An image, whose content becomes its alternative text.
    Image(Box<OpenImage>),
    /// The definition of a footnote, with what it interrupted.
    Footnote(Box<(String, Range<usize>, Subtree)>),
    /// A directive, which ends with a line of its own.
    Directive(Box<OpenDirective>),
    /// The text of an included file, which ends with a line of its own.
    Include(Box<OpenInclude>),
    /// A container that was dissolved.
    Dissolved,
}

/// Reads events into a tree.
struct Reader<'a, 'v, E: Iterator<Item = (Event<'a>, Range<usize>)>> {
    events: E,
    masked: &'a Masked<'a>,
    /// The attributes in lines.
    cuts: LineAttributes,
    source: &'a TextSource,
    body_at: usize,
    options: &'a Markdown,
    includes: Option<&'a BTreeMap<usize, IncludeLine>>,
    guide: &'a ParseOptions,
    values: &'a mut PageValues<'v>,
    tree: Builder,
    frames: Vec<Frame>,
    run: Run,
    notes: Notes,
    ids: Vec<(String, Range<usize>)>,
    captions: Captions,
    images: Vec<LinkId>,
    /// The title of the last image as it is written, if it shows values.
    image_title: Option<(ImageId, Box<str>, Filled)>,
    /// The marks for superscript and subscript that are on.
    marks: Vec<char>,
    punctuation: Option<Punctuation>,
    problems: Vec<Diagnostic>,
    /// The number of open blocks.
    depth: usize,
    /// The number of open inlines.
    inline_depth: usize,
    in_link: usize,
    is_dissolved: bool,
    /// The names of HTML elements that were left out, so that their end tags are left out too.
    dropped: Vec<String>,
}

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, '_, E> {
    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        self.events.next()
    }

    fn read_all(mut self, problems: &mut Vec<Diagnostic>) -> Parsed {
        while let Some((event, range)) = self.next() {
            self.event(event, &range);
        }
        self.finish(problems)
    }

    fn event(&mut self, event: Event<'a>, range: &Range<usize>) {
        match event {
            Event::Start(tag) if is_inline(&tag) => self.start_inline(tag, range),
            Event::Start(Tag::Heading { .. }) if self.masked.directive(range).is_some() => {
                self.raw_text();
                self.thematic_break(range);
            }
            Event::Start(tag) => self.start_block(tag, range),
            Event::End(_) => self.end(),
            Event::Rule => self.thematic_break(range),
            Event::Text(text) => self.text(&text, range),
            Event::InlineHtml(html) | Event::Html(html) => self.inline_html(&html, range),
            Event::TaskListMarker(done) => self.task(done),
            Event::FootnoteReference(label) => {
                let kind = self.notes.call(&label);
                self.leaf(kind, range);
            }
            Event::Code(text) => self.code_in_line(&text, range),
            Event::InlineMath(latex) => self.formula(&latex, false, range),
            Event::DisplayMath(latex) => self.formula(&latex, true, range),
            Event::HardBreak => self.leaf(Kind::HardBreak, range),
            Event::SoftBreak => self.leaf(Kind::SoftBreak, range),
        }
    }

    /// Reads a thematic break, or what a directive is to the parser.
    fn thematic_break(&mut self, range: &Range<usize>) {
        let masked = self.masked;
        if let Some(line) = masked.directive(range) {
            return self.directive(line);
        }
        self.end_line();
        self.tree.leaf(Kind::Rule, self.span(range));
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

    /// Ends the text before another inline. Text in a container without a paragraph gets a `Plain`.
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

    /// Ends a line of text without a paragraph, before a block or the end of one.
    fn end_line(&mut self) {
        self.end_text();
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
                frame = Frame::Link { is_attributed: self.open_link_attributes(range) };
                let mail = (link_type == LinkType::Email).then(|| format!("mailto:{dest_url}"));
                let destination = mail.as_deref().unwrap_or(&dest_url);
                let link = self.add_link(destination, LinkRole::Link, range);
                let filled = self.fill(&title, range);
                Kind::Link(self.titled(link, filled.as_ref().map_or(&title, |filled| &filled.text)))
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
        if let Some(punctuation) = &mut self.punctuation {
            punctuation.begin_block();
        }
        let Some(kind) = self.block_kind(tag, range) else { return };
        let span = self.span(range);
        self.tree.open(kind, span);
        self.depth += 1;
        self.frames.push(Frame::Block);
    }

    /// Returns the kind of a block; `None` if it is already complete, or is built separately.
    fn block_kind(&mut self, tag: Tag<'a>, range: &Range<usize>) -> Option<Kind> {
        Some(match tag {
            Tag::Heading { level, id, classes, attrs } => {
                let is_read = id.is_some() || !classes.is_empty() || !attrs.is_empty();
                let attributes = self.heading_attributes(range, is_read);
                Kind::Heading(self.tree.add_heading(Heading {
                    level: level_number(level),
                    is_named: !attributes.id.is_empty(),
                    id: attributes.id,
                    classes: attributes.classes.into(),
                    only: attributes.only,
                    index: attributes.index,
                }))
            }
            Tag::BlockQuote(kind) => kind.map_or(Kind::Quote, |kind| Kind::Alert(alert(kind))),
            Tag::CodeBlock(kind) => {
                self.code(&kind, range);
                return None;
            }
            Tag::HtmlBlock => {
                self.html_block();
                return None;
            }
            // CommonMark reads at most nine digits (0.31.2, section 5.2).
            Tag::List(start) => Kind::List { start: start.and_then(|start| u32::try_from(start).ok()) },
            Tag::Item => Kind::Item { task: None, id: TextRange::default() },
            Tag::FootnoteDefinition(label) => {
                self.captions.begin_part();
                let outer = self.tree.begin_subtree();
                self.depth += 1;
                self.frames.push(Frame::Footnote(Box::new((label.to_string(), range.clone(), outer))));
                return None;
            }
            Tag::DefinitionList => Kind::DefinitionList,
            Tag::DefinitionListTitle => Kind::Term,
            Tag::DefinitionListDefinition => Kind::Definition,
            Tag::Table(columns) => {
                let mut columns: Box<[Align]> = columns.iter().map(|column| align(*column)).collect();
                if self.masked.has_masked_delimiter(range) {
                    columns[0] = align_left(columns[0]);
                }
                Kind::Table(self.tree.add_table(columns))
            }
            Tag::TableHead | Tag::TableRow => Kind::Row,
            Tag::TableCell => Kind::Cell,
            _ => Kind::Paragraph,
        })
    }

    fn end(&mut self) {
        self.leave_directives("what it is in ends first");
        let Some(frame) = self.frames.pop() else { return };
        match frame {
            Frame::Dissolved | Frame::Directive(_) | Frame::Include(_) => {}
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
                self.captions.begin_part();
                if !self.notes.define(&label, subtree, range.clone()) {
                    let message = format!("the footnote `[^{label}]` is defined twice");
                    let problem = Diagnostic::warning(self.place(&range), message);
                    self.problems.push(problem.help("only the first counts: give this one another label"));
                }
                self.depth -= 1;
            }
            Frame::Inline => {
                self.end_node();
                self.inline_depth -= 1;
            }
            Frame::Link { is_attributed } => {
                self.end_node();
                if is_attributed {
                    self.tree.close();
                }
                self.in_link -= 1;
                self.inline_depth -= 1;
            }
            Frame::Image(image) => {
                self.flush();
                self.end_image(*image);
                self.inline_depth -= 1;
            }
        }
    }

    /// Makes a paragraph a table of one column whose second line is a delimiter row: `a`, `:-:`, `b` (GFM 0.29, section
    /// 4.10). The parser reads only tables with a `|`.
    fn make_table(&mut self, paragraph: NodeIndex) {
        let is_row = |text: &str| text.contains(':') && !text.contains('|') && is_delimiter_row(text);
        let Some(text) = self.tree.second_line(paragraph).filter(|text| is_row(text)) else { return };
        let column = match (text.trim().starts_with(':'), text.trim().ends_with(':')) {
            (true, true) => Align::Center,
            (true, false) => Align::Left,
            _ => Align::Right,
        };
        let table = self.tree.add_table(Box::new([column]));
        self.tree.lines_to_rows(paragraph, table);
    }

    fn end_block(&mut self) {
        let block = self.end_node();
        if self.tree.kind(block) == Kind::Paragraph {
            if self.options.figures {
                self.make_figure(block);
            }
            if self.options.tables {
                self.make_table(block);
            }
        }
        if self.options.tables {
            self.caption(block);
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

    /// Sets the task of an item, whose marker is among its inlines.
    fn task(&mut self, done: bool) {
        let is_item = |node: &NodeIndex| matches!(self.tree.kind(*node), Kind::Item { .. });
        let item = self.tree.ancestors().find(is_item);
        if let Some(item) = item {
            self.tree.set_kind(item, Kind::Item { task: Some(done), id: TextRange::default() });
        }
    }

    fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        if self.options.raw_html == RawHtml::Escape {
            if !is_comment(html) {
                self.literal(html, range);
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

    /// Reads the text of a block of code or HTML up to its end, with the places of its lines.
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

    /// Adds a destination to the page's table. Its place is that of the destination, if it can be found there, else the
    /// whole link.
    fn add_link(&mut self, destination: &str, role: LinkRole, range: &Range<usize>) -> LinkId {
        let text = &self.source.text[self.body_at..][range.clone()];
        let span = match last_place(text, destination) {
            Some(at) if !destination.is_empty() => range.start + at..range.start + at + destination.len(),
            _ => range.clone(),
        };
        let filled = self.fill(destination, range);
        self.add_link_at(filled.as_ref().map_or(destination, |filled| &filled.text), role, &span)
    }

    /// Replaces the values in an address or a title of a range, if it shows any.
    fn fill(&mut self, text: &str, range: &Range<usize>) -> Option<Filled> {
        memchr::memmem::find(text.as_bytes(), b"{{")?;
        self.values.fill(text, &(self.body_at + range.start..self.body_at + range.end))
    }

    fn add_link_at(&mut self, destination: &str, role: LinkRole, range: &Range<usize>) -> LinkId {
        let span = self.span(range);
        let destination = self.relocated(destination, role, span).into();
        self.tree.add_link(RawLink { destination, role, title: Box::default(), span })
    }

    /// Returns a destination as the page writes it, if an included file writes it relative to its own folder.
    fn relocated<'d>(&self, destination: &'d str, role: LinkRole, span: Span) -> Cow<'d, str> {
        let splices = self.source.path.splices().filter(|_| role != LinkRole::Reference);
        let folder = splices.and_then(|splices| splices.folder_at(span.range().start));
        folder.map_or(Cow::Borrowed(destination), |folder| paths::from_root(folder, destination))
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
        self.leave_directives("the page ends first");
        self.end_line();
        self.close_elements(None);
        self.report_lone_caption();
        self.report_directives_in_html();
        let place = |span: &Range<usize>| {
            Place::span(&self.source.path, self.body_at + span.start..self.body_at + span.end)
        };
        let footnotes = self.notes.finish(&place, &mut self.problems);
        problems.append(&mut self.problems);
        Parsed { body: self.tree.finish(footnotes), ids: self.ids, images: self.images, absent: Vec::new() }
    }
}

/// Reports whether HTML is a comment and nothing else: the author's note to themselves, which no reader sees.
fn is_comment(html: &str) -> bool {
    html.starts_with("<!--") && html.find("-->").is_some_and(|end| end + 3 == html.len())
}
