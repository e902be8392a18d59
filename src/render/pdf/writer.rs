//! A page's document tree → Typst's markup. Every text goes out as a string, so nothing an author writes is markup;
//! what stands beside it are calls of Typst's own elements and of the theme's functions. While it writes it notes
//! which place of the Markdown each part comes from.

mod blocks;
mod links;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use crate::config::print::{LinkStyle, PdfUa};
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Body, Image, Inline, LinkId, Math};
use crate::render::pdf::book::{Book, language_and_region};
use crate::render::pdf::fonts::Fonts;
use crate::render::pdf::html::{self, Left};
use crate::render::pdf::images::Images;
use crate::render::pdf::literal;
use crate::site::{PageId, Target};

/// A page in Typst's language.
pub struct Written {
    /// The text of its file.
    pub text: String,
    /// Places of that text, in order, each with the place of the Markdown that it comes from.
    pub places: Vec<(usize, Range<u32>)>,
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
    pub images: &'b mut Images<'a>,
}

/// Writes a page of a book.
pub fn page(tools: &mut Tools<'_, '_>, number: usize) -> Written {
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
        out: String::with_capacity(16 * 1024),
        places: Vec::new(),
        missing: BTreeSet::new(),
        problems: Vec::new(),
        qr_codes: BTreeSet::new(),
        beside: Vec::new(),
        last_level: book.level(number),
        author_level: 1,
        shift: blocks::shift(&body.blocks),
        noted: BTreeSet::new(),
        open_notes: Vec::new(),
        addresses: BTreeMap::new(),
        waiting: Vec::new(),
        nested: 0,
    };
    writer.language();
    writer.opening();
    writer.top_blocks(&body.blocks);
    writer.waiting_notes();
    Written {
        text: writer.out,
        places: writer.places,
        missing: writer.missing,
        problems: writer.problems,
        qr_codes: writer.qr_codes,
    }
}

/// The kinds of HTML element in a line that Typst has too.
const IN_LINE: [(&str, &str); 11] = [
    ("sub", "sub"),
    ("sup", "super"),
    ("b", "strong"),
    ("strong", "strong"),
    ("i", "emph"),
    ("em", "emph"),
    ("cite", "emph"),
    ("u", "underline"),
    ("s", "strike"),
    ("del", "strike"),
    ("mark", "highlight"),
];

struct Writer<'a, 'b, 'c> {
    book: &'b Book<'a>,
    fonts: &'b Fonts,
    images: &'c mut Images<'a>,
    id: PageId,
    number: usize,
    body: &'b Body,
    out: String,
    places: Vec<(usize, Range<u32>)>,
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
    /// Footnotes that were written.
    noted: BTreeSet<u32>,
    /// Footnotes that are being written.
    open_notes: Vec<u32>,
    /// Addresses that have a footnote, with its label.
    addresses: BTreeMap<String, String>,
    /// Footnotes called where none can stand, to be called at the next text.
    waiting: Vec<u32>,
    /// How many emphases the text that is being written stands in.
    nested: usize,
}

/// Whether a phrase goes on after a link.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phrase {
    Ends,
    GoesOn,
}

/// Whether a text begins with a mark that ends a phrase.
fn begins_with_mark(inline: &Inline) -> bool {
    let is_mark = |c: char| ".,;:!?)]»”’、。，；：！？）؟،".contains(c);
    match inline {
        Inline::Text(text) => text.starts_with(is_mark),
        Inline::FootnoteCall { .. } | Inline::HardBreak => true,
        _ => false,
    }
}

impl Writer<'_, '_, '_> {
    /// A page in a language of its own is divided and read aloud in that. The file of a page is a scope.
    fn language(&mut self) {
        if let Some(own) = self.book.now.site.foreign_language(self.id) {
            let (language, region) = language_and_region(own);
            let region = region.map_or_else(|| "none".to_owned(), |it| literal::quoted(&it));
            let _ = writeln!(self.out, "#set text(lang: {}, region: {region})", literal::quoted(&language));
        }
    }

    fn put(&mut self, markup: &str) {
        self.out.push_str(markup);
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

    /// Notes that what follows comes from a place of the Markdown.
    fn place(&mut self, span: &Range<u32>) {
        self.places.push((self.out.len(), span.clone()));
    }

    fn place_of(&mut self, link: LinkId) -> Place {
        let span = &self.body.links[link.0 as usize].span;
        Place::span(&self.book.now.site.page(self.id).outline.source, span.start as usize..span.end as usize)
    }

    /// `#name[…];`
    fn wrapped(&mut self, name: &str, content: &[Inline]) {
        self.put("#");
        self.put(name);
        self.nested += 1;
        self.bracketed(content);
        self.nested -= 1;
        self.put(";");
    }

    /// `[…]`
    fn bracketed(&mut self, content: &[Inline]) {
        self.put("[");
        self.inlines(content);
        self.put("]");
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        let mut at = 0;
        while let Some(inline) = inlines.get(at) {
            at += 1;
            match inline {
                Inline::Html(tag) => {
                    let open = html::opens(tag);
                    let known = open.as_deref().and_then(|it| IN_LINE.iter().find(|(name, _)| *name == it));
                    let close = known.and_then(|(name, _)| {
                        let is_close =
                            |it: &Inline| matches!(it, Inline::Html(tag) if html::closes(tag, name));
                        inlines[at..].iter().position(is_close)
                    });
                    match (known, close) {
                        (Some((_, element)), Some(close)) => {
                            self.wrapped(element, &inlines[at..at + close]);
                            at += close + 1;
                        }
                        _ => self.html(tag),
                    }
                }
                Inline::SoftBreak => self.soft_break(inlines[..at - 1].last(), inlines.get(at)),
                Inline::Link(link) => {
                    let ends = self.nested == 0 && inlines.get(at).is_none_or(begins_with_mark);
                    self.link(link, if ends { Phrase::Ends } else { Phrase::GoesOn });
                }
                Inline::FootnoteCall { .. } => {
                    self.inline(inline);
                    // Two numbers side by side would read as one.
                    if matches!(inlines.get(at), Some(Inline::FootnoteCall { .. })) {
                        self.put("#super(\",\");");
                    }
                }
                inline => self.inline(inline),
            }
        }
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => {
                self.waiting_notes();
                self.text(text);
            }
            Inline::Code(text) => {
                let text = self.literal(text);
                self.put("#raw(");
                self.put(&text);
                self.put(");");
            }
            Inline::Emphasis(content) => self.wrapped("emph", content),
            Inline::Strong(content) => self.wrapped("strong", content),
            Inline::Strikethrough(content) => self.wrapped("strike", content),
            Inline::Superscript(content) => self.wrapped("super", content),
            Inline::Subscript(content) => self.wrapped("sub", content),
            Inline::Image(image) => self.image(image, "inline-picture"),
            Inline::FootnoteCall { number, .. } => self.note(*number),
            Inline::Math(kind, text) => {
                let text = self.literal(text);
                let block = *kind == Math::Display;
                self.put(&format!("#formula({text}, display: {block});"));
            }
            Inline::HardBreak => self.put("#linebreak();"),
            // Written by `inlines`, which sees what stands beside them.
            Inline::SoftBreak | Inline::Html(_) | Inline::Link(_) => {}
        }
    }

    /// A line end is a space, but not between two letters of a script without spaces.
    fn soft_break(&mut self, before: Option<&Inline>, after: Option<&Inline>) {
        let last = before.and_then(|it| edge(it, |text| text.chars().next_back()));
        let first = after.and_then(|it| edge(it, |text| text.chars().next()));
        if !(last.is_some_and(is_without_spaces) && first.is_some_and(is_without_spaces)) {
            self.put("\n");
        }
    }

    fn html(&mut self, html: &crate::document::Html) {
        for left in html::left(html) {
            match left {
                Left::Text(text) => self.text(&text),
                Left::Break => self.put("#linebreak();"),
                Left::End => self.put("\n\n"),
                Left::Rule => self.put("\n\n#rule();\n\n"),
                Left::Image(link, alt) => {
                    let decorative = alt.trim().is_empty();
                    let image = Image { link, alt: alt.into(), decorative, title: "".into() };
                    if decorative {
                        self.without_alt(&image);
                    }
                    self.image(&image, "inline-picture");
                }
            }
        }
    }

    /// An image in the theme's frame for it, or a placeholder and a diagnostic.
    fn image(&mut self, image: &Image, frame: &str) {
        let target = self.book.now.site.resolve(self.id, &self.body.links[image.link.0 as usize]);
        let shown = match target {
            Target::File(url, _) => self.images.show(&url),
            Target::External(_) => Err("it is on the web, and a PDF holds only files of the guide".into()),
            // A broken address was told when it was checked.
            Target::Page { .. } | Target::Broken { .. } => Err(String::new()),
        };
        let alt = self.literal(&image.alt);
        let shown = match shown {
            Ok(shown) => shown,
            Err(why) => {
                let place = self.place_of(image.link);
                if !why.is_empty() {
                    let message = format!("the image is not in the PDF: {why}");
                    let help = "use an SVG, PNG, JPEG, GIF or WebP file that lies beside the page";
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
        let span = self.body.links[image.link.0 as usize].span.clone();
        let decoration = image.alt.trim().is_empty();
        self.put(&format!("#{frame}(decoration: {decoration}, "));
        self.place(&span);
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
        let message =
            "the image has no text for readers who do not see it, so the PDF takes it for a decoration";
        let help = "say between the square brackets what it shows: ![A hand holds a warm cloth](…); \
                    if it only decorates, write `{decorative}` right behind it";
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
        let Some(note) = body.footnotes.get(number as usize - 1) else { return };
        self.open_notes.push(number);
        self.put("#footnote[");
        self.blocks(&note.blocks);
        self.put(&format!("]#label(\"{label}\");"));
        self.open_notes.pop();
        self.noted.insert(number);
    }

    /// Writes the footnotes that were called in a heading, which can have none: it stands in the contents too.
    fn waiting_notes(&mut self) {
        for number in std::mem::take(&mut self.waiting) {
            self.note(number);
        }
    }

    /// How links to the web are told here: not as a footnote in a footnote.
    fn link_style(&self) -> LinkStyle {
        match self.book.now.config.print.links {
            LinkStyle::Footnote if !self.open_notes.is_empty() => LinkStyle::Inline,
            style => style,
        }
    }
}

/// The first or last letter of a text that stands at an edge.
fn edge(inline: &Inline, of: impl Fn(&str) -> Option<char> + Copy) -> Option<char> {
    match inline {
        Inline::Text(text) => of(text),
        Inline::Emphasis(inner) | Inline::Strong(inner) => {
            let text = crate::document::plain_text(inner);
            of(&text)
        }
        _ => None,
    }
}

/// Whether a letter is of a script that is written without spaces: Chinese or Japanese (Unicode 17, blocks).
fn is_without_spaces(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{303F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}
