//! Markdown → the document tree: the only place that knows pulldown-cmark. One pass over its events, by recursive
//! descent; containers deeper than a bound are dissolved into their parent, so that no tree can exhaust the stack.

mod code;
mod html;
mod image;
mod words;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, BrokenLink, CowStr, Event, LinkType, Parser, Tag};

use crate::config::{Markdown, RawHtml};
use crate::diagnostic::{Diagnostic, Place};
use crate::discover::TextSource;
use crate::document::{
    Block, Body, Definition, Footnote, Heading, Inline, Inlines, Item, Link, LinkId, LinkRole, List, Math,
    RawLink, Table,
};
use crate::parse::habits::seen::Seen;
use crate::parse::{autolink, scripts};
use words::{alert, align, engine_options, is_container, is_inline, level_number};

/// Containers nested deeper than this are dissolved into their parent.
const DEEPEST: usize = 64;

/// A label of a link or a footnote has at most 999 characters (`CommonMark` 0.31.2, section 4.7).
const LONGEST_LABEL: usize = 1000;

/// A body, and the ids that the author's HTML brings.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The document.
    pub body: Body,
    /// Ids in the author's HTML, in order, with their places as byte ranges of the file's text.
    pub html_ids: Vec<(String, Range<usize>)>,
    /// What was seen that leaves no trace in the document.
    pub seen: Seen,
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
    let mut builder = Builder {
        events: parser.into_offset_iter(),
        peeked: None,
        source,
        body_at,
        options,
        parsed: Parsed::default(),
        notes: BTreeMap::new(),
        calls: Vec::new(),
        marks: words::script_marks(options),
        task: None,
        unclosed: Vec::new(),
        undefined: Vec::new(),
        fences: Vec::new(),
        about_images: Vec::new(),
        depth: 0,
        inline_depth: 0,
        in_link: 0,
        dissolved: None,
        spare: Vec::new(),
    };
    let blocks = builder.blocks();
    let parsed = builder.finish(blocks, problems);
    let shift = |span: Range<usize>| Place::span(&source.path, body_at + span.start..body_at + span.end);
    problems.extend(broken.take().into_iter().map(|(span, reference)| {
        Diagnostic::error(shift(span), format!("no link is defined as `[{reference}]`"))
            .help(format!("add a line `[{reference}]: address`, or put a `\\` before the bracket"))
    }));
    parsed
}

/// A footnote on the way: its number once the text calls it, its text once it is defined.
#[derive(Default)]
struct Note {
    number: Option<u32>,
    defined: Option<(Vec<Block>, Range<usize>)>,
}

struct Builder<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> {
    events: E,
    peeked: Option<(Event<'a>, Range<usize>)>,
    source: &'a TextSource,
    body_at: usize,
    options: &'a Markdown,
    parsed: Parsed,
    notes: BTreeMap<String, Note>,
    /// How often each note is called, by number less one.
    calls: Vec<u32>,
    /// The marks of raised and lowered letters that are on.
    marks: Vec<char>,
    /// The marker of the task that is being read.
    task: Option<bool>,
    /// Where HTML has a tag that never closes.
    unclosed: Vec<Range<usize>>,
    /// Where a footnote is called that is not defined.
    undefined: Vec<Range<usize>>,
    /// What is wrong with the fences of code.
    fences: Vec<Diagnostic>,
    /// What is wrong with images.
    about_images: Vec<Diagnostic>,
    depth: usize,
    inline_depth: usize,
    in_link: usize,
    /// Where the first container was dissolved.
    dissolved: Option<Range<usize>>,
    /// Empty lists to grow the next ones in, so that each run of inlines is allocated once.
    spare: Vec<Vec<Inline>>,
}

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Builder<'a, E> {
    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        self.peeked.take().or_else(|| self.events.next())
    }

    fn finish(mut self, blocks: Vec<Block>, problems: &mut Vec<Diagnostic>) -> Parsed {
        self.parsed.body.links.shrink_to_fit();
        self.parsed.body.blocks = blocks;
        problems.append(&mut self.fences);
        let place = |span: &Range<usize>| {
            Place::span(&self.source.path, self.body_at + span.start..self.body_at + span.end)
        };
        if let Some(span) = &self.dissolved {
            problems.push(
                Diagnostic::warning(place(span), format!("nested more than {DEEPEST} deep"))
                    .label("from here on, the nesting is left out"),
            );
        }
        problems.extend(self.undefined.iter().map(|span| {
            let call = &self.source.text[self.body_at..][span.clone()];
            Diagnostic::warning(place(span), format!("the footnote `{call}` is not defined"))
                .help(format!("add a line `{call}: its text`, or put a `\\` before the bracket"))
        }));
        problems.extend(self.unclosed.iter().map(|span| {
            Diagnostic::error(
                place(span),
                "an HTML tag here never closes, so the text after it would become a part of it",
            )
            .help("close the tag with `>` before the next empty line")
        }));
        problems.append(&mut self.about_images);
        let mut numbered: Vec<(u32, Footnote)> = Vec::new();
        for (label, note) in self.notes {
            let Some((blocks, span)) = note.defined else { continue };
            match note.number {
                Some(number) => {
                    let calls = self.calls[number as usize - 1];
                    numbered.push((number, Footnote { calls, blocks: blocks.into() }));
                }
                None => problems.push(
                    Diagnostic::warning(
                        place(&span),
                        format!("the text never calls the footnote `[^{label}]`"),
                    )
                    .help("it is left out of the page"),
                ),
            }
        }
        numbered.sort_by_key(|(number, _)| *number);
        self.parsed.body.footnotes = numbered.into_iter().map(|(_, note)| note).collect();
        self.parsed
    }

    /// Reads blocks up to the end of the container that is open.
    fn blocks(&mut self) -> Vec<Block> {
        let mut out = Vec::new();
        let mut skipped = 0usize;
        while let Some((event, range)) = self.next() {
            match event {
                Event::End(_) if skipped > 0 => skipped -= 1,
                Event::End(_) => break,
                Event::Start(tag) if is_inline(&tag) => {
                    self.peeked = Some((Event::Start(tag), range));
                    out.extend(self.plain());
                }
                Event::Start(tag) if self.depth >= DEEPEST && is_container(&tag) => {
                    self.dissolved.get_or_insert(range);
                    skipped += 1;
                }
                Event::Start(tag) => {
                    self.depth += 1;
                    out.extend(self.block(tag, &range));
                    self.depth -= 1;
                }
                Event::Rule => out.push(Block::Rule),
                event => {
                    self.peeked = Some((event, range));
                    out.extend(self.plain());
                }
            }
        }
        out.shrink_to_fit();
        out
    }

    /// Text that stands in a container without a paragraph around it.
    fn plain(&mut self) -> Option<Block> {
        let content = self.inlines(Until::Block);
        (!content.is_empty()).then_some(Block::Plain(content))
    }

    fn block(&mut self, tag: Tag<'a>, range: &Range<usize>) -> Option<Block> {
        Some(match tag {
            Tag::Paragraph => self.paragraph(),
            Tag::Heading { level, id, classes, .. } => {
                let classes = classes.iter().map(|class| Box::from(class.as_ref())).collect();
                let content = self.inlines(Until::End);
                let id = id.map(|id| Box::from(id.as_ref())).unwrap_or_default();
                let span = self.span(range);
                Block::Heading(Box::new(Heading { level: level_number(level), id, classes, content, span }))
            }
            Tag::BlockQuote(None) => Block::Quote(self.blocks().into()),
            Tag::BlockQuote(Some(kind)) => Block::Alert(alert(kind), self.blocks().into()),
            Tag::CodeBlock(kind) => self.code(&kind, range),
            Tag::HtmlBlock => self.html_block(range)?,
            Tag::List(start) => Block::List(Box::new(List { start, items: self.items() })),
            Tag::FootnoteDefinition(label) => {
                let blocks = self.blocks();
                let note = self.notes.entry(label.to_string()).or_default();
                note.defined.get_or_insert((blocks, range.clone()));
                return None;
            }
            Tag::DefinitionList => Block::Definitions(self.definitions().into()),
            Tag::Table(columns) => self.table(&columns, range),
            // Never opened at this level; its text is kept, whatever it is.
            _ => return self.plain_to_end(),
        })
    }

    fn paragraph(&mut self) -> Block {
        let mut content = self.inlines(Until::End);
        if self.options.figures && matches!(&*content, [Inline::Image(image)] if !image.title.is_empty()) {
            let only = std::mem::take(&mut content).into_vec().pop();
            if let Some(Inline::Image(mut image)) = only {
                let caption = self.caption(&std::mem::take(&mut image.title));
                return Block::Figure { image, caption };
            }
        }
        Block::Paragraph(content)
    }

    fn plain_to_end(&mut self) -> Option<Block> {
        let content = self.inlines(Until::End);
        (!content.is_empty()).then_some(Block::Plain(content))
    }

    fn html_block(&mut self, range: &Range<usize>) -> Option<Block> {
        let html = self.raw_text();
        if self.options.raw_html == RawHtml::Allow {
            return Some(Block::Html(self.html(&html, range)));
        }
        let text = html.trim();
        (!is_comment(text) && !text.is_empty()).then(|| Block::Paragraph([Inline::Text(text.into())].into()))
    }

    fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::End(_) => break,
                _ => items.push(self.item()),
            }
        }
        items
    }

    /// A task's marker comes among the item's inlines; an inner list must not take the outer item's.
    fn item(&mut self) -> Item {
        let outer = self.task.take();
        self.depth += 1;
        let blocks = self.blocks();
        self.depth -= 1;
        Item { task: std::mem::replace(&mut self.task, outer), blocks }
    }

    fn definitions(&mut self) -> Vec<Definition> {
        let mut out = Vec::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::End(_) => break,
                Event::Start(Tag::DefinitionListTitle) => {
                    out.push(Definition::Term(self.inlines(Until::End)));
                }
                _ => {
                    self.depth += 1;
                    out.push(Definition::Meaning(self.blocks().into()));
                    self.depth -= 1;
                }
            }
        }
        out
    }

    fn table(&mut self, columns: &[Alignment], range: &Range<usize>) -> Block {
        let columns = columns.iter().map(|it| align(*it)).collect();
        let (mut head, mut rows) = (Box::default(), Vec::new());
        while let Some((event, _)) = self.next() {
            match event {
                Event::End(_) => break,
                Event::Start(Tag::TableHead) => head = self.cells(),
                _ => rows.push(self.cells()),
            }
        }
        self.parsed.seen.table(&head, self.body_at + range.start..self.body_at + range.end);
        Block::Table(Box::new(Table { columns, head, rows: rows.into() }))
    }

    fn cells(&mut self) -> Box<[Inlines]> {
        let mut cells = Vec::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::End(_) => break,
                _ => cells.push(self.inlines(Until::End)),
            }
        }
        cells.into()
    }

    /// The text of a code or HTML block, up to its end.
    fn raw_text(&mut self) -> String {
        let mut out = String::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::End(_) => break,
                Event::Text(text) | Event::Html(text) => out.push_str(&text),
                _ => {}
            }
        }
        out
    }

    /// Reads inlines up to the end of what is open, which is consumed, or to the next block, which is not.
    fn inlines(&mut self, until: Until) -> Inlines {
        let mut out = Run { inlines: self.spare.pop().unwrap_or_default(), ..Run::default() };
        let mut skipped = 0usize;
        while let Some((event, range)) = self.next() {
            match event {
                Event::End(_) if skipped > 0 => skipped -= 1,
                Event::End(_) if until == Until::End => break,
                Event::Start(tag) if self.inline_depth >= DEEPEST && is_inline(&tag) => {
                    self.dissolved.get_or_insert(range);
                    skipped += 1;
                }
                Event::Text(text) if self.opens_with_escaped_mark(&text, &range) => {
                    self.flush(&mut out);
                    out.push_text(&text[..1]);
                    out.text(&text[1..], &(range.start + 1..range.end));
                }
                Event::Text(text) => out.text(&text, &range),
                Event::Start(tag) if is_inline(&tag) => {
                    self.flush(&mut out);
                    let inline = self.container(tag, &range);
                    out.inlines.push(inline);
                }
                event @ (Event::Start(_) | Event::End(_) | Event::Rule) => {
                    self.peeked = Some((event, range));
                    break;
                }
                event => self.leaf(event, &range, &mut out),
            }
        }
        self.flush(&mut out);
        let inlines = out.inlines.drain(..).collect();
        self.spare.push(out.inlines);
        inlines
    }

    fn leaf(&mut self, event: Event<'a>, range: &Range<usize>, out: &mut Run) {
        if let Event::InlineHtml(html) | Event::Html(html) = &event
            && self.options.raw_html == RawHtml::Escape
        {
            if !is_comment(html) {
                out.text(html, range);
            }
            return;
        }
        self.flush(out);
        out.inlines.push(match event {
            Event::Code(text) => Inline::Code(text.as_ref().into()),
            Event::InlineMath(text) => Inline::Math(Math::Inline, text.as_ref().into()),
            Event::DisplayMath(text) => Inline::Math(Math::Display, text.as_ref().into()),
            Event::InlineHtml(html) | Event::Html(html) => Inline::Html(self.html(&html, range)),
            Event::FootnoteReference(label) => self.footnote_call(&label),
            Event::HardBreak => Inline::HardBreak,
            Event::TaskListMarker(done) => return self.task = Some(done),
            _ => Inline::SoftBreak,
        });
    }

    fn container(&mut self, tag: Tag<'a>, range: &Range<usize>) -> Inline {
        let linked = usize::from(matches!(tag, Tag::Link { .. } | Tag::Image { .. }));
        self.inline_depth += 1;
        self.in_link += linked;
        let content = self.inlines(Until::End);
        self.in_link -= linked;
        self.inline_depth -= 1;
        match tag {
            Tag::Strong => Inline::Strong(content),
            Tag::Strikethrough => Inline::Strikethrough(content),
            Tag::Superscript => Inline::Superscript(content),
            Tag::Subscript => Inline::Subscript(content),
            Tag::Link { link_type, dest_url, title, .. } => {
                let mail = (link_type == LinkType::Email).then(|| format!("mailto:{dest_url}"));
                let span = self.place_of(&dest_url, range);
                let link = self.link(mail.as_deref().unwrap_or(&dest_url), LinkRole::Link, span);
                Inline::Link(Box::new(Link { link, title: title.as_ref().into(), content }))
            }
            Tag::Image { dest_url, title, .. } => self.image((&dest_url, &title), &content, range),
            _ => Inline::Emphasis(content),
        }
    }

    fn footnote_call(&mut self, label: &str) -> Inline {
        let note = self.notes.entry(label.to_owned()).or_default();
        let number = *note.number.get_or_insert_with(|| {
            self.calls.push(0);
            u32::try_from(self.calls.len()).expect("a file has fewer than 2^32 bytes")
        });
        let calls = &mut self.calls[number as usize - 1];
        *calls += 1;
        Inline::FootnoteCall { number, call: *calls }
    }

    /// The place of a destination in the link that names it, where it can be seen there; else the whole link.
    fn place_of(&self, destination: &str, range: &Range<usize>) -> Range<usize> {
        match self.source.text[self.body_at..][range.clone()].rfind(destination) {
            Some(at) if !destination.is_empty() => range.start + at..range.start + at + destination.len(),
            _ => range.clone(),
        }
    }

    /// Enters a destination into the page's table.
    fn link(&mut self, destination: &str, role: LinkRole, span: Range<usize>) -> LinkId {
        let id = u32::try_from(self.parsed.body.links.len()).expect("a file has fewer than 2^32 bytes");
        let span = self.span(&span);
        self.parsed.body.links.push(RawLink { destination: destination.into(), role, span });
        LinkId(id)
    }

    fn span(&self, range: &Range<usize>) -> Range<u32> {
        let at = |it: usize| u32::try_from(self.body_at + it).expect("discover refuses larger files");
        at(range.start)..at(range.end)
    }

    /// Ends a run of text: finds the bare addresses in it, and calls of footnotes that are not defined.
    fn flush(&mut self, run: &mut Run) {
        if run.text.is_empty() {
            return;
        }
        let mut text = std::mem::take(&mut run.text);
        let range = std::mem::take(&mut run.range);
        self.undefined_notes(&text, &range);
        let (mut at, mut searches) = (0, 0);
        if self.in_link == 0 && self.options.autolinks {
            for bare in autolink::find(&text) {
                self.words(&text[at..bare.range.start], run);
                let address = &text[bare.range.clone()];
                let typed = !words::is_smart(address) || self.is_typed(address, &range, &mut searches);
                let plain =
                    |it: &str| if typed { it.to_owned() } else { words::plain(it.to_owned(), self.options) };
                let (shown, destination) = (plain(address), plain(&bare.destination));
                let link = self.link(&destination, LinkRole::Link, range.clone());
                let content = [Inline::Text(shown.into())].into();
                run.inlines.push(Inline::Link(Box::new(Link { link, title: Box::default(), content })));
                at = bare.range.end;
            }
        }
        self.words(&text[at..], run);
        text.clear();
        run.text = text;
    }

    /// Whether an address with a curly quote or a dash stands in the file like that: then the author typed it. After
    /// some of them in one text, no more are looked for, so that a text of many is read in time.
    fn is_typed(&self, address: &str, range: &Range<usize>, searches: &mut usize) -> bool {
        const MOST_SEARCHES: usize = 200;
        *searches += 1;
        *searches <= MOST_SEARCHES && self.source.text[self.body_at..][range.clone()].contains(address)
    }

    /// `\^` and `\~` are the characters, and no marks.
    fn opens_with_escaped_mark(&self, text: &str, range: &Range<usize>) -> bool {
        text.starts_with(['^', '~']) && self.source.text[..self.body_at + range.start].ends_with('\\')
    }

    /// Text without addresses: finds raised and lowered letters in it.
    fn words(&self, text: &str, run: &mut Run) {
        let mut at = 0;
        for script in scripts::find(text, &self.marks) {
            run.push_text(&text[at..script.whole.start]);
            let content = [Inline::Text(text[script.inside].into())].into();
            run.inlines.push(if script.mark == '^' {
                Inline::Superscript(content)
            } else {
                Inline::Subscript(content)
            });
            at = script.whole.end;
        }
        run.push_text(&text[at..]);
    }

    /// A caption gets the punctuation of the text around it.
    fn caption(&self, title: &str) -> Box<str> {
        if !self.options.smart_punctuation {
            return title.into();
        }
        words::smart(title).into()
    }

    fn undefined_notes(&mut self, text: &str, range: &Range<usize>) {
        if !text.as_bytes().contains(&b'[') || !self.options.footnotes {
            return;
        }
        let body = &self.source.text[self.body_at..];
        for (at, _) in body[range.clone()].match_indices("[^") {
            let at = range.start + at;
            let label = body[at..range.end].bytes().take(LONGEST_LABEL);
            let ends = |b: &u8| *b == b']' || b.is_ascii_whitespace();
            let length =
                label.clone().position(|b| ends(&b)).filter(|length| body.as_bytes()[at + length] == b']');
            if let Some(length) = length.filter(|length| *length > 2 && !body[..at].ends_with('\\')) {
                self.undefined.push(at..at + length + 1);
            }
        }
    }

    /// The place of the last `length` bytes of a piece of HTML in the source, which is read on from there. What cannot
    /// be found (a block quote has its marks in between) ends the search.
    fn follow(&self, html: &str, length: usize, rest: &mut Range<usize>) -> Option<Range<usize>> {
        let found = self.source.text[self.body_at..][rest.clone()].find(html);
        rest.start = found.map_or(rest.end, |at| rest.start + at + html.len());
        found.map(|_| rest.start - length..rest.start)
    }
}

/// Whether it is a comment and nothing else: the author's note to themselves, which no reader sees.
fn is_comment(html: &str) -> bool {
    html.starts_with("<!--") && html.find("-->").is_some_and(|end| end + 3 == html.len())
}

/// Where a run of inlines ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// At the end of what is open.
    End,
    /// Before the next block or end.
    Block,
}

/// Inlines on the way, with the text that is not yet one of them.
#[derive(Default)]
struct Run {
    inlines: Vec<Inline>,
    text: String,
    range: Range<usize>,
}

impl Run {
    fn text(&mut self, text: &str, range: &Range<usize>) {
        if self.text.is_empty() {
            self.range = range.clone();
        }
        self.text.push_str(text);
        self.range.end = range.end;
    }

    fn push_text(&mut self, text: &str) {
        if !text.is_empty() {
            self.inlines.push(Inline::Text(text.into()));
        }
    }
}
