//! A page's document tree → Typst's markup. Every text goes out as a string, so nothing an author writes is markup;
//! what stands beside it are calls of Typst's own elements and of the theme's functions. While it writes it notes
//! which place of the Markdown each part comes from.

mod blocks;
mod elements;
mod inlines;
mod links;
mod markup;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::config::print::{LinkStyle, PdfUa};
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Alert, Body, Event, Image, Kind, LinkId, Node, Nodes, Span};
use crate::render::pdf::book::{Book, DEEPEST, language_and_region};
use crate::render::pdf::fonts::Fonts;
use crate::render::pdf::images::PdfImages;
use crate::render::pdf::literal;
use crate::site::{PageId, Target};
use markup::Markup;

/// A page in Typst's language.
pub struct TypstPage {
    /// The text of its file.
    pub text: String,
    /// Places of that text, in order, each with the place of the Markdown that it comes from.
    pub places: Vec<(usize, Span)>,
    /// Characters that no font has.
    pub missing: BTreeSet<char>,
    /// Mistakes in it.
    pub problems: Vec<Diagnostic>,
    /// Addresses of the web that are to be shown as QR codes.
    pub qr_codes: BTreeSet<String>,
}

/// What every page is written with.
pub struct Tools<'a, 'b> {
    /// The pages and where links lead.
    pub book: &'b Book<'a>,
    /// The characters that can be shown.
    pub fonts: &'b Fonts,
    /// The images.
    pub images: &'b mut PdfImages<'a>,
}

/// Writes a page of a book.
pub fn page(tools: &mut Tools<'_, '_>, number: usize) -> TypstPage {
    let book = tools.book;
    let id = book.pages[number];
    let body = &book.now.pages[id.index()].body;
    let mut writer = Writer {
        book,
        fonts: tools.fonts,
        images: &mut *tools.images,
        id,
        number,
        body,
        out: Markup::default(),
        missing: BTreeSet::new(),
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
        nested: 0,
    };
    writer.language();
    writer.opening();
    writer.top_blocks(body.blocks());
    writer.waiting_notes();
    TypstPage {
        text: writer.out.text,
        places: writer.out.places,
        missing: writer.missing,
        problems: writer.problems,
        qr_codes: writer.qr_codes,
    }
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
    problems: Vec<Diagnostic>,
    qr_codes: BTreeSet<String>,
    /// Addresses to show as QR codes beside the block that is being written.
    beside: Vec<String>,
    /// The level of the last heading on paper.
    last_level: u8,
    /// The level of the author's last heading.
    author_level: u8,
    /// How many levels the page's headings are moved up before they are put below its title.
    shift: u8,
    /// Whether a heading is being written, which is in the contents too and can have no footnote.
    in_heading: bool,
    /// Footnotes that were written.
    noted: BTreeSet<u32>,
    /// Footnotes that are being written.
    open_notes: Vec<u32>,
    /// Addresses that have a footnote, with its label.
    addresses: BTreeMap<String, String>,
    /// Footnotes called in a heading, to be called at the next text.
    waiting: Vec<u32>,
    /// How many inlines are around the text that is being written.
    nested: usize,
}

/// The nodes before and after a node, in the same one.
#[derive(Clone, Copy, Default)]
struct Beside<'a> {
    before: Option<Node<'a>>,
    after: Option<Node<'a>>,
}

impl Writer<'_, '_, '_> {
    /// A page in a language of its own is divided and read aloud in that. The file of a page is a scope.
    fn language(&mut self) {
        if let Some(own) = self.book.now.site.foreign_language(self.id) {
            let (language, region) = language_and_region(own);
            let region = region.map_or_else(|| "none".to_owned(), |it| literal::quoted(&it));
            let _ =
                writeln!(self.out.text, "#set text(lang: {}, region: {region})", literal::quoted(&language));
        }
    }

    fn put(&mut self, markup: &str) {
        self.out.text.push_str(markup);
    }

    /// A text as a string, with what stands for each character that no font has.
    fn literal(&mut self, text: &str) -> String {
        literal::quoted(&self.shown(text))
    }

    /// A text in which every character can be shown.
    fn shown(&mut self, text: &str) -> String {
        self.fonts.shown(text, &mut self.missing)
    }

    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            let text = text.replace(['\n', '\t'], " ");
            let literal = self.literal(&text);
            self.put("#");
            self.put(&literal);
            self.put(";");
        }
    }

    /// Records that what follows comes from a place of the Markdown.
    fn place(&mut self, span: Span) {
        self.out.place(span);
    }

    fn place_of(&self, link: LinkId) -> Place {
        let source = &self.book.now.site.page(self.id).outline.source;
        Place::span(source, self.body[link].span.range())
    }

    /// Writes nodes side by side.
    fn nodes(&mut self, nodes: Nodes<'_>) {
        let mut rest = nodes;
        let mut before = None;
        while let Some(node) = rest.next() {
            self.node(node, Beside { before, after: rest.first() });
            before = Some(node);
        }
    }

    fn node(&mut self, node: Node<'_>, beside: Beside<'_>) {
        let (body, kind) = (node.body(), node.kind());
        if kind.is_block() {
            self.begin_block(node, beside.before);
        }
        match kind {
            Kind::Paragraph => self.paragraph(node),
            // An item and a part of a table or of a definition list are written by what is around them.
            Kind::Plain
            | Kind::Item { .. }
            | Kind::Row
            | Kind::Cell
            | Kind::Term
            | Kind::Definition
            | Kind::Footnote { .. } => self.nodes(node.children()),
            Kind::Heading(id) => self.heading(&body[id], node),
            Kind::Quote => self.around("#quote(block: true)", node),
            Kind::Alert(kind) => self.around(&format!("#alert(\"{}\")", alert_name(kind)), node),
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
            Kind::Link(id) => self.link(id, node, beside.after),
            Kind::Image(id) => self.image(&body[id], "inline-picture"),
            Kind::FootnoteCall { number, .. } => self.footnote_call(number, beside.after),
            Kind::Math(math, text) => self.formula(math, &body[text]),
            Kind::SoftBreak => self.soft_break(beside),
            Kind::HardBreak => self.put("#linebreak();"),
            Kind::Element(id) => self.element(&body[id], node, beside.after),
            Kind::HtmlText(_) => self.html_text(&node.own_text().unwrap_or_default()),
            Kind::Comment(_) => {}
        }
        if kind.is_block() {
            self.put("\n\n");
        }
    }

    /// An image in the theme's frame for it, or a placeholder and a diagnostic.
    fn image(&mut self, image: &Image, frame: &str) {
        let target = self.book.now.site.resolve(self.id, &self.body[image.link]);
        let shown = match target {
            Target::File(url, _) => self.images.show(&url),
            Target::External(_) => Err("it is on the web, and a PDF contains only files of the guide".into()),
            // A broken address was reported when it was checked.
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
        // Otherwise the page was warned of it when it was read.
        if self.book.now.config.print.pdf_ua == PdfUa::Strict
            && image.alt.trim().is_empty()
            && !image.decorative
        {
            self.without_alt(image);
        }
        let decoration = image.alt.trim().is_empty();
        self.put(&format!("#{frame}(decoration: {decoration}, "));
        self.place(self.body[image.link].span);
        self.put(&format!(
            "image({}, format: {}",
            literal::quoted(&shown.path),
            literal::quoted(shown.format)
        ));
        self.put(&if decoration { ")".to_owned() } else { format!(", alt: {alt})") });
        self.put(");");
    }

    /// An image without a text for those who do not see it can only be a decoration.
    fn without_alt(&mut self, image: &Image) {
        let place = self.place_of(image.link);
        let message = "the image has no alternative text, so the PDF treats it as decoration";
        let help = "describe it between the square brackets: ![A hand holds a warm cloth](…); \
                    if it is purely decorative, write `{decorative}` after it";
        let problem = match self.book.now.config.print.pdf_ua {
            PdfUa::Strict => Diagnostic::error(place, message),
            _ => Diagnostic::warning(place, message),
        };
        self.problems.push(problem.help(help));
    }

    /// A call of a footnote: the first one writes it, later ones lead to it.
    fn note(&mut self, number: u32) {
        if self.open_notes.contains(&number) {
            return;
        }
        let label = format!("n{}:{number}", self.number);
        if self.noted.contains(&number) {
            return self.put(&format!("#footnote(label(\"{label}\"));"));
        }
        let body = self.body;
        let Some(note) = body.footnotes().nth(number as usize - 1) else { return };
        self.open_notes.push(number);
        self.put("#footnote[");
        self.nodes(note.children());
        self.put(&format!("]#label(\"{label}\");"));
        self.open_notes.pop();
        self.noted.insert(number);
    }

    /// Writes the footnotes that were called in a heading before this text.
    fn waiting_notes(&mut self) {
        if self.in_heading {
            return;
        }
        for number in std::mem::take(&mut self.waiting) {
            self.note(number);
        }
    }

    /// How an address of the web is shown here: not as a footnote in a footnote.
    fn link_style(&self) -> LinkStyle {
        match self.book.now.config.print.links {
            LinkStyle::Footnote if !self.open_notes.is_empty() => LinkStyle::Inline,
            style => style,
        }
    }
}

/// Returns the number of levels that the headings of a page move up, so that its highest ones are right below its title.
fn shift(body: &Body) -> u8 {
    let heading = |event| match event {
        Event::Enter(node) => node.heading(),
        Event::Leave(_) => None,
    };
    let levels = body.blocks().walk().filter_map(heading).map(|heading| heading.level);
    levels.min().unwrap_or(DEEPEST).min(DEEPEST)
}

/// Returns the theme's name of an alert.
fn alert_name(alert: Alert) -> &'static str {
    match alert {
        Alert::Note => "note",
        Alert::Tip => "tip",
        Alert::Important => "important",
        Alert::Warning => "warning",
        Alert::Caution => "caution",
    }
}
