//! A page's document tree → Typst's markup. Every text is written as a string, so nothing an author writes is markup;
//! everything else is a call of Typst's own elements or of the theme's functions. The writer records which place of the
//! Markdown each part comes from.

mod blocks;
mod breaks;
mod depth;
mod directives;
mod elements;
mod formulas;
mod inlines;
mod links;
mod places;
mod markup;
mod sources;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::config::print::{LinkStyle, PdfUa};
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Body, Event, Image, Kind, LinkId, Node, Nodes, Span, Unit, Width};
use crate::render::pdf::book::{Book, DEEPEST, text_in};
use crate::render::pdf::fonts::Fonts;
use crate::render::pdf::images::PdfImages;
use crate::render::pdf::index::IndexMark;
use crate::render::pdf::literal;
use crate::site::{PageId, Target};
use breaks::Room;
use markup::Markup;

/// The depth that the content of a page may have: Typst's limit (`Route::MAX_SHOW_RULE_DEPTH`, 64) less what the page
/// around it and a block of code or an image in it need.
pub const MAX_DEPTH: usize = 48;

/// What a node in a line adds to the estimated length of its paragraph, in bytes.
const INLINE: usize = 32;

/// A page in Typst's language.
pub struct TypstPage {
    /// The text of its file.
    pub text: String,
    /// Offsets in that text, in order, each with the place in the Markdown that it comes from.
    pub places: Vec<(usize, Span)>,
    /// Characters that no font has.
    pub missing: BTreeSet<char>,
    /// Whether characters have more marks than are shown.
    pub has_long_clusters: bool,
    /// Mistakes in it.
    pub problems: Vec<Diagnostic>,
    /// Web addresses to show as QR codes.
    pub qr_codes: BTreeSet<String>,
    /// Marks for the index, in order.
    pub marks: Vec<IndexMark>,
}

/// What is needed to write any page.
pub struct Tools<'a, 'b> {
    /// The pages and the targets of links.
    pub book: &'b Book<'a>,
    /// The characters that can be shown.
    pub fonts: &'b Fonts,
    /// The images.
    pub images: &'b mut PdfImages<'a>,
    /// The depth of nesting that is not flattened, as Typst counts it.
    pub max_depth: usize,
}

/// Writes a page of a book.
pub fn page(tools: &mut Tools<'_, '_>, number: usize) -> TypstPage {
    let book = tools.book;
    let body = book.snapshot.pages[book.pages[number].index()].print_body();
    let mut writer = Writer::new(tools, number, body);
    writer.missing_places = book.places(number);
    writer.language();
    writer.opening();
    writer.top_blocks(writer.body.blocks());
    writer.waiting_notes();
    writer.remaining_places();
    writer.finish()
}

/// Writes the list of the sources that the pages of a book cite; `None` if they cite none, or if the list is in the text
/// of one of them.
pub fn source_list(tools: &mut Tools<'_, '_>) -> Option<TypstPage> {
    let book = tools.book;
    let sources = book.snapshot.cited_sources(book.pages.iter().copied());
    let first = sources.first()?.body();
    let mut writer = Writer::new(tools, 0, first);
    let level = if book.pages.len() == 1 { 2 } else { 1 };
    writer.put("#import \"/print/theme.typ\": *\n");
    writer.put(&format!("#source-list(level: {level})[\n"));
    for source in sources {
        writer.body = source.body();
        writer.node(source, Beside::default());
    }
    writer.put("]\n");
    Some(writer.finish())
}

struct Writer<'a, 'b, 'c> {
    book: &'b Book<'a>,
    fonts: &'b Fonts,
    images: &'c mut PdfImages<'a>,
    id: PageId,
    number: usize,
    body: &'b Body,
    out: Markup,
    missing: BTreeSet<char>,
    has_long_clusters: bool,
    problems: Vec<Diagnostic>,
    qr_codes: BTreeSet<String>,
    /// Addresses to show as QR codes beside the block that is being written.
    beside: Vec<String>,
    /// The level of the last heading on paper.
    last_level: u8,
    /// The level of the author's last heading.
    author_level: u8,
    /// The number of levels by which the page's headings are raised before they are placed below its title.
    shift: u8,
    /// Whether a heading is being written, which is also in the contents and cannot have a footnote.
    in_heading: bool,
    /// Footnotes that are complete.
    noted: BTreeSet<u32>,
    /// Footnotes that are being written.
    open_notes: Vec<u32>,
    /// Addresses that have a footnote, with its label.
    addresses: BTreeMap<String, String>,
    /// Footnotes called in a heading, to be called in the next text.
    waiting: Vec<u32>,
    /// Addresses of links in a heading, and how they are shown, to get their footnotes in the next text.
    waiting_addresses: Vec<(String, String)>,
    /// The labels of places that the next text can hold.
    waiting_places: Vec<String>,
    /// The labels of places that links may lead to and that are not written yet.
    missing_places: BTreeSet<String>,
    /// Marks for the index, in order.
    marks: Vec<IndexMark>,
    /// The number of parts around the text that paper may repeat, such as the header of a table.
    repeated: usize,
    /// The number of inlines around the text that is being written.
    nested: usize,
    /// The places that links of the current sentence lead to, by their labels.
    earlier: Vec<String>,
    /// The place for the words that are being written.
    room: Room,
    /// An estimate of the bytes that were written of the current paragraph.
    written: usize,
    /// The depth at which Typst handles what is being written.
    depth: usize,
    max_depth: usize,
    /// Whether something was flattened, which is reported once a page.
    is_flattened: bool,
    /// How wide tables are.
    table_width: TableWidth,
}

/// How wide a table is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TableWidth {
    /// As wide as its text.
    Fitted,
    /// As wide as the line, to be written in.
    Line,
}

/// The siblings before and after a node.
#[derive(Clone, Copy, Default)]
struct Beside<'a> {
    before: Option<Node<'a>>,
    after: Option<Node<'a>>,
}

impl<'a, 'b, 'c> Writer<'a, 'b, 'c> {
    /// Returns a writer of a body, which is that of the page with a number or is printed with it.
    fn new(tools: &'c mut Tools<'a, 'b>, number: usize, body: &'b Body) -> Writer<'a, 'b, 'c> {
        let book = tools.book;
        Writer {
            book,
            fonts: tools.fonts,
            images: &mut *tools.images,
            id: book.pages[number],
            number,
            body,
            out: Markup::default(),
            missing: BTreeSet::new(),
            has_long_clusters: false,
            problems: Vec::new(),
            qr_codes: BTreeSet::new(),
            beside: Vec::new(),
            last_level: book.level(number),
            author_level: 1,
            shift: shift(body),
            in_heading: false,
            noted: BTreeSet::new(),
            open_notes: Vec::new(),
            addresses: BTreeMap::new(),
            waiting: Vec::new(),
            waiting_addresses: Vec::new(),
            waiting_places: Vec::new(),
            missing_places: BTreeSet::new(),
            marks: Vec::new(),
            repeated: 0,
            nested: 0,
            earlier: Vec::new(),
            room: Room::LINE,
            written: 0,
            depth: 0,
            max_depth: tools.max_depth,
            is_flattened: false,
            table_width: TableWidth::Fitted,
        }
    }

    fn finish(self) -> TypstPage {
        TypstPage {
            text: self.out.text,
            places: self.out.places,
            missing: self.missing,
            has_long_clusters: self.has_long_clusters,
            problems: self.problems,
            qr_codes: self.qr_codes,
            marks: self.marks,
        }
    }
}

impl Writer<'_, '_, '_> {
    /// Sets the language of a page that has its own, for hyphenation and reading aloud. The file of a page is a scope.
    fn language(&mut self) {
        if let Some(own) = self.book.snapshot.site.foreign_language(self.id) {
            let _ = writeln!(self.out.text, "#set {}", text_in(own));
        }
    }

    fn put(&mut self, markup: &str) {
        self.out.text.push_str(markup);
    }

    /// Returns a text as a string literal, with a replacement for each character that no font has.
    fn literal(&mut self, text: &str) -> String {
        literal::quoted(&self.shown(text))
    }

    /// Returns a text in which every character can be shown, and none has too many marks.
    fn shown(&mut self, text: &str) -> String {
        let short = breaks::with_short_clusters(text);
        self.has_long_clusters |= short.is_some();
        self.fonts.shown(short.as_deref().unwrap_or(text), &mut self.missing)
    }

    /// Begins a text of its own: a block, a cell, a term.
    fn begin_text(&mut self) {
        self.written = 0;
        self.earlier.clear();
    }

    /// Records that what follows comes from a place in the Markdown.
    fn place(&mut self, span: Span) {
        self.out.place(span);
    }

    fn place_of(&self, link: LinkId) -> Place {
        let source = &self.book.snapshot.site.page(self.id).outline.source;
        Place::span(source, self.body[link].span.range())
    }

    /// Writes sibling nodes.
    fn nodes(&mut self, nodes: Nodes<'_>) {
        let mut rest = nodes;
        let mut before = None;
        while let Some(node) = rest.next() {
            self.node(node, Beside { before, after: rest.first() });
            before = Some(node);
        }
    }

    fn node(&mut self, node: Node<'_>, beside: Beside<'_>) {
        let kind = node.kind();
        if kind.is_block() {
            self.begin_block(node, beside.before);
        }
        self.at_depth(node, beside);
        if kind.is_block() {
            self.put("\n\n");
        } else {
            self.written += INLINE;
        }
    }

    /// Writes a node by its kind.
    fn kind(&mut self, node: Node<'_>, beside: Beside<'_>) {
        let body = node.body();
        match node.kind() {
            Kind::Paragraph => self.paragraph(node),
            // An item and a part of a table or a definition list are written by their parents.
            Kind::Plain
            | Kind::Citation(_)
            | Kind::Item { .. }
            | Kind::Row
            | Kind::Cell
            | Kind::Caption(_)
            | Kind::Term
            | Kind::Definition
            | Kind::Footnote { .. }
            | Kind::Label => self.nodes(node.children()),
            Kind::Heading(id) => self.heading(&body[id], node),
            Kind::Quote => self.around("#quote(block: true)", node),
            Kind::Alert(kind) => self.alert(kind, node),
            Kind::Directive(id) => self.directive(&body[id], node),
            Kind::List { start } => self.list(start, node),
            Kind::CodeBlock(id) => self.code_block(&body[id], &body[body[id].text]),
            Kind::Table(id) => self.table(&body[id], node),
            Kind::DefinitionList => self.definitions(node),
            Kind::Figure { caption } => self.figure(node, &body[caption]),
            Kind::Rule => self.put("#rule();"),
            Kind::Text(text) => self.words(&body[text]),
            Kind::Code(text) => self.code(&body[text]),
            Kind::Emphasis => self.wrapped("emph", node),
            Kind::Strong => self.wrapped("strong", node),
            Kind::Strikethrough => self.wrapped("strike", node),
            Kind::Superscript => self.wrapped("super", node),
            Kind::Subscript => self.wrapped("sub", node),
            Kind::Attributed(id) => self.attributed(&body[id], node, beside),
            Kind::Link(id) => self.link(id, node),
            Kind::Image(id) => self.image(&body[id], "inline-picture"),
            Kind::FootnoteCall { number, .. } => self.footnote_call(number, beside.after),
            Kind::Source(_) => self.source(node),
            Kind::Formula(id) => self.formula(&body[id], node.span()),
            Kind::TermUse(id) => self.term_use(&body[id], node),
            Kind::SoftBreak => self.soft_break(beside),
            Kind::HardBreak => self.put("#linebreak();"),
            Kind::Element(id) => self.element(&body[id], node),
            Kind::HtmlText(_) => self.html_text(&node.own_text().unwrap_or_default()),
            Kind::Comment(_) => {}
        }
    }

    /// Writes an image in the theme's frame for it, or a placeholder and a diagnostic.
    fn image(&mut self, image: &Image, frame: &str) {
        self.mark(&image.index, None, String::new);
        let target = self.book.snapshot.site.resolve(self.id, &self.body[image.link]);
        let shown = match target {
            Target::File(url, _) => self.images.show(&url),
            Target::External(_) => Err("it is on the web, and a PDF contains only files of the guide".into()),
            // A broken address was reported by the check of links.
            Target::Page { .. } | Target::Broken { .. } => Err(String::new()),
        };
        let alt = self.literal(&image.alt);
        let shown = match shown {
            Ok(shown) => shown,
            Err(why) => {
                let place = self.place_of(image.link);
                if !why.is_empty() {
                    let message = format!("the image is not in the PDF: {why}");
                    let help = "use an SVG, PNG, JPEG, GIF or WebP file in the folder of the page";
                    self.problems.push(Diagnostic::warning(place, message).help(help));
                }
                return self.put(&format!("#missing-picture({alt});"));
            }
        };
        // Otherwise the parser already warned of it.
        if self.book.snapshot.config.print.pdf_ua == PdfUa::Strict
            && image.alt.trim().is_empty()
            && !image.decorative
        {
            self.without_alt(image);
        }
        let decoration = image.alt.trim().is_empty();
        if !image.language.is_empty() {
            self.put(&format!("#{}[", text_in(&image.language)));
        }
        let width = image.width.map(|width| format!("width: {}, ", typst_width(width))).unwrap_or_default();
        self.put(&format!("#{frame}(decoration: {decoration}, {width}"));
        self.place(self.body[image.link].span);
        self.put(&format!(
            "image({}, format: {}",
            literal::quoted(&shown.path),
            literal::quoted(shown.format)
        ));
        self.put(&if decoration { ")".to_owned() } else { format!(", alt: {alt})") });
        self.put(if image.language.is_empty() { ");" } else { ");];" });
    }

    /// Writes an image without alternative text as a decoration.
    fn without_alt(&mut self, image: &Image) {
        let place = self.place_of(image.link);
        let message = "the image has no alternative text, so the PDF treats it as decoration";
        let help = "describe it between the square brackets: ![A hand holds a warm cloth](…); \
                    if it is purely decorative, write `{decorative}` after it";
        let problem = match self.book.snapshot.config.print.pdf_ua {
            PdfUa::Strict => Diagnostic::error(place, message),
            _ => Diagnostic::warning(place, message),
        };
        self.problems.push(problem.help(help));
    }

    /// Writes a call of a footnote: the first call writes the note, later ones link to it.
    fn note(&mut self, number: u32) {
        if self.open_notes.contains(&number) {
            return;
        }
        let label = format!("n{}:{number}", self.number);
        if self.noted.contains(&number) {
            return self.put(&format!("#footnote(label(\"{label}\"));"));
        }
        let body = self.body;
        let Some(note) = body.footnote(number) else { return };
        self.open_notes.push(number);
        let is_note = self.note_text(note, &label);
        self.open_notes.pop();
        if is_note {
            self.noted.insert(number);
        }
    }

    /// Writes the footnotes that were called in a heading before this text.
    fn waiting_notes(&mut self) {
        if self.in_heading {
            return;
        }
        self.waiting_places();
        for number in std::mem::take(&mut self.waiting) {
            self.note(number);
        }
        for (address, shown) in std::mem::take(&mut self.waiting_addresses) {
            self.address_note(&address, &shown);
        }
    }

    /// Returns how to show a web address here: inside a footnote, not as a footnote.
    fn link_style(&self) -> LinkStyle {
        match self.book.snapshot.config.print.links {
            LinkStyle::Footnote if !self.open_notes.is_empty() => LinkStyle::Inline,
            style => style,
        }
    }
}

/// Returns the number of levels by which the headings of a page are raised, so that the highest ones are directly below
/// its title.
fn shift(body: &Body) -> u8 {
    let heading = |event| match event {
        Event::Enter(node) => node.heading(),
        Event::Leave(_) => None,
    };
    let levels = body.blocks().walk().filter_map(heading).map(|heading| heading.level);
    levels.min().unwrap_or(DEEPEST).min(DEEPEST)
}

/// Returns a width as Typst writes it. A pixel of CSS is three quarters of a point.
fn typst_width(width: Width) -> String {
    let (length, unit) = match width {
        Width::Percent(percent) => return format!("{percent}%"),
        Width::Length(length, unit) => (f64::from(length) / 1000.0, unit),
    };
    match unit {
        Unit::Pixel => format!("{}pt", length * 0.75),
        Unit::Millimetre => format!("{length}mm"),
        Unit::Centimetre => format!("{length}cm"),
        Unit::Em => format!("{length}em"),
    }
}
