//! The document tree → HTML. The one writer: every text, title, alt text, info string and address is escaped here,
//! and nowhere else. Where a link leads and what the small words are is the edition's to say.

use std::collections::BTreeMap;
use std::fmt::Write;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::document::{
    Alert, Align, Block, Body, Definition, Footnote, Heading, Html, HtmlPiece, Image, Inline, Link, LinkId,
    List, Math, Table, plain_text,
};
use crate::paths;

/// HTML has headings of six levels.
pub const LOWEST_HEADING: u8 = 6;

/// What differs between the editions of one document.
pub trait Edition {
    /// Where a link leads.
    fn lead(&self, link: LinkId) -> Lead;
    /// A small word that the writer prints, by its key.
    fn label<'a>(&'a self, key: &'a str) -> &'a str;
    /// How the body is set into what stands around it.
    fn setting(&self) -> Setting<'_> {
        Setting::default()
    }
}

/// Where a link leads, as the address to write, not yet escaped for HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// To a place of the site.
    Inside(String),
    /// Out of the site.
    Outside(String),
    /// Nowhere.
    Nowhere,
}

/// How a body is set into what stands around it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting<'a> {
    /// What stands before every id of the body. It is plain in an attribute, whatever the quotes.
    pub id_prefix: &'a str,
    /// How many levels the headings go down; none goes below 6.
    pub levels_down: u8,
    /// When the images are loaded.
    pub images: Images,
}

/// When images are loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Images {
    /// When the reader comes near them.
    #[default]
    Lazy,
    /// With the page, for one that is printed unseen.
    Eager,
}

/// A body as HTML.
#[derive(Debug)]
pub struct Written {
    /// The text, with its footnotes at the end.
    pub html: String,
    /// The addresses outside the site that paper must tell: the first is that of the links with `data-note="1"`.
    pub addresses: Vec<String>,
}

/// A page's body as HTML.
pub fn body(body: &Body, edition: &dyn Edition) -> Written {
    let setting = edition.setting();
    let out = String::with_capacity(16 * 1024);
    let mut writer = Writer { edition, setting, out, notes: BTreeMap::new(), addresses: Vec::new() };
    writer.blocks(&body.blocks);
    writer.footnotes(&body.footnotes);
    Written { html: writer.out, addresses: writer.addresses }
}

/// Bytes that an address may not hold as they are; others stay as the author wrote them.
const ADDRESS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// An address of the author's with what no address may hold percent-encoded.
pub fn encode_address(address: &str) -> String {
    utf8_percent_encode(address, ADDRESS).to_string()
}

/// Writes text so that it is text, in an element and in a quoted attribute alike.
#[expect(clippy::needless_bitwise_bool, reason = "a branch would make it look at one byte at a time")]
pub fn escape(text: &str, out: &mut String) {
    // Most texts need nothing: a look without a branch, which takes many bytes at once.
    let is_plain = |b: u8| (b >= 32) & (b != b'&') & (b != b'<') & (b != b'>') & (b != b'"') & (b != 127);
    if text.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        return out.push_str(text);
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| ESCAPED[usize::from(byte)]) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "\u{FFFD}",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// The bytes that are not written as they are: markup, and control characters, which are no text in HTML
/// (HTML Standard, section 13.2.3.5). All are ASCII, so a cut after one is a cut between characters.
const ESCAPED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        let control = byte < 32 && !matches!(byte, 9 | 10 | 12 | 13) || byte == 127;
        table[byte] = control || matches!(byte, 34 | 38 | 60 | 62);
        byte += 1;
    }
    table
};

struct Writer<'a> {
    edition: &'a dyn Edition,
    setting: Setting<'a>,
    out: String,
    /// The number of each address in `addresses`, from 1.
    notes: BTreeMap<String, usize>,
    addresses: Vec<String>,
}

impl Writer<'_> {
    fn put(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn text(&mut self, text: &str) {
        escape(text, &mut self.out);
    }

    /// ` name="value"`.
    fn attribute(&mut self, name: &str, value: &str) {
        self.put(" ");
        self.put(name);
        self.put("=\"");
        self.text(value);
        self.put("\"");
    }

    fn label(&mut self, key: &str) {
        let edition = self.edition;
        self.text(edition.label(key));
    }

    fn label_attribute(&mut self, name: &str, key: &str) {
        let edition = self.edition;
        self.attribute(name, edition.label(key));
    }

    /// ` id="…"`, unique among the bodies of a page.
    fn id(&mut self, id: &str) {
        self.put(" id=\"");
        self.put(self.setting.id_prefix);
        self.text(id);
        self.put("\"");
    }

    /// What leads to an id of the body.
    fn fragment(&self, id: &str) -> String {
        paths::fragment(&format!("{}{id}", self.setting.id_prefix))
    }

    /// The number of an address that paper must tell, for it cannot be followed there.
    fn number(&mut self, href: &str) -> usize {
        if let Some(number) = self.notes.get(href) {
            return *number;
        }
        self.addresses.push(spoken(href).to_owned());
        self.notes.insert(href.to_owned(), self.addresses.len());
        self.addresses.len()
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(content) => {
                self.put("<p>");
                self.inlines(content);
                self.put("</p>\n");
            }
            Block::Plain(content) => {
                self.inlines(content);
                self.put("\n");
            }
            Block::Heading(heading) => self.heading(heading),
            Block::Quote(inner) => {
                self.put("<blockquote>\n");
                self.blocks(inner);
                self.put("</blockquote>\n");
            }
            Block::Alert(kind, inner) => self.alert(*kind, inner),
            Block::List(list) => self.list(list),
            Block::Code { info, text } => self.code(info, text),
            Block::Table(table) => self.table(table),
            Block::Definitions(items) => self.definitions(items),
            Block::Figure { image, caption } => {
                self.put("<figure>");
                self.image(image);
                self.put("<figcaption>");
                self.text(caption);
                self.put("</figcaption></figure>\n");
            }
            Block::Html(html) => self.html(html),
            Block::Rule => self.put("<hr>\n"),
        }
    }

    fn heading(&mut self, heading: &Heading) {
        let level = (heading.level + self.setting.levels_down).min(LOWEST_HEADING);
        let _ = write!(self.out, "<h{level}");
        self.id(&heading.id);
        if !heading.classes.is_empty() {
            self.attribute("class", &heading.classes.join(" "));
        }
        self.put(">");
        self.inlines(&heading.content);
        let _ = writeln!(self.out, "</h{level}>");
    }

    fn alert(&mut self, kind: Alert, inner: &[Block]) {
        let (class, key) = match kind {
            Alert::Note => ("alert alert-note", "alert_note"),
            Alert::Tip => ("alert alert-tip", "alert_tip"),
            Alert::Important => ("alert alert-important", "alert_important"),
            Alert::Warning => ("alert alert-warning", "alert_warning"),
            Alert::Caution => ("alert alert-caution", "alert_caution"),
        };
        self.put("<div role=\"note\"");
        self.attribute("class", class);
        self.put(">\n<p class=\"alert-title\">");
        self.label(key);
        self.put("</p>\n");
        self.blocks(inner);
        self.put("</div>\n");
    }

    fn list(&mut self, list: &List) {
        let tasks = list.items.iter().any(|item| item.task.is_some());
        let element = if list.start.is_some() { "ol" } else { "ul" };
        self.put("<");
        self.put(element);
        if let Some(start) = list.start.filter(|start| *start != 1) {
            self.attribute("start", &start.to_string());
        }
        if tasks {
            self.attribute("class", "task-list");
        }
        self.put(">\n");
        for item in &list.items {
            self.item(item.task, &item.blocks);
        }
        self.put("</");
        self.put(element);
        self.put(">\n");
    }

    fn item(&mut self, task: Option<bool>, blocks: &[Block]) {
        let Some(done) = task else {
            self.put("<li>");
            if !matches!(blocks, [] | [Block::Plain(_), ..]) {
                self.put("\n");
            }
            self.blocks(blocks);
            return self.put("</li>\n");
        };
        self.put("<li class=\"task\">");
        let (first, rest) = match blocks {
            [Block::Paragraph(content), rest @ ..] => (Some(content), rest),
            blocks => (None, blocks),
        };
        self.put(if first.is_some() { "<p>" } else { "" });
        self.put("<input type=\"checkbox\" disabled");
        self.put(if done { " checked" } else { "" });
        self.label_attribute("aria-label", if done { "task_done" } else { "task_open" });
        self.put("> ");
        if let Some(content) = first {
            self.inlines(content);
            self.put("</p>\n");
        }
        self.blocks(rest);
        self.put("</li>\n");
    }

    /// What scrolls can be reached and scrolled with the keyboard alone (WCAG 2.2, 2.1.1).
    fn code(&mut self, info: &str, text: &str) {
        self.put("<pre tabindex=\"0\"><code");
        if let Some(language) = info.split([' ', ',', '\t']).next().filter(|it| !it.is_empty()) {
            self.attribute("class", &format!("language-{language}"));
        }
        self.put(">");
        self.text(text);
        self.put("</code></pre>\n");
    }

    fn table(&mut self, table: &Table) {
        self.put("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\"");
        self.label_attribute("aria-label", "table");
        self.put("><table>\n<thead>\n<tr>\n");
        for (cell, align) in table.head.iter().zip(&table.columns) {
            self.cell("th", *align, cell);
        }
        self.put("</tr>\n</thead>\n");
        if !table.rows.is_empty() {
            self.put("<tbody>\n");
            for row in &table.rows {
                self.put("<tr>\n");
                for (cell, align) in row.iter().zip(&table.columns) {
                    self.cell("td", *align, cell);
                }
                self.put("</tr>\n");
            }
            self.put("</tbody>\n");
        }
        self.put("</table></div>\n");
    }

    fn cell(&mut self, element: &str, align: Align, content: &[Inline]) {
        self.put("<");
        self.put(element);
        if element == "th" {
            self.attribute("scope", "col");
        }
        match align {
            Align::None => {}
            Align::Left => self.attribute("class", "align-left"),
            Align::Center => self.attribute("class", "align-center"),
            Align::Right => self.attribute("class", "align-right"),
        }
        self.put(">");
        self.inlines(content);
        self.put("</");
        self.put(element);
        self.put(">\n");
    }

    fn definitions(&mut self, items: &[Definition]) {
        self.put("<dl>\n");
        for item in items {
            match item {
                Definition::Term(content) => {
                    self.put("<dt>");
                    self.inlines(content);
                    self.put("</dt>\n");
                }
                Definition::Meaning(blocks) => {
                    self.put("<dd>");
                    self.blocks(blocks);
                    self.put("</dd>\n");
                }
            }
        }
        self.put("</dl>\n");
    }

    fn footnotes(&mut self, notes: &[Footnote]) {
        if notes.is_empty() {
            return;
        }
        self.put("<section class=\"footnotes\" role=\"doc-endnotes\"");
        self.label_attribute("aria-label", "footnotes");
        self.put(">\n<ol>\n");
        for (index, note) in notes.iter().enumerate() {
            let number = index + 1;
            self.put("<li");
            self.id(&format!("fn--{number}"));
            self.put(">");
            // The way back stands in the note's last paragraph.
            match note.blocks.split_last() {
                Some((Block::Paragraph(last), before)) => {
                    self.blocks(before);
                    self.put("<p>");
                    self.inlines(last);
                    self.ways_back(number, note.calls);
                    self.put("</p>");
                }
                _ => {
                    self.blocks(&note.blocks);
                    self.ways_back(number, note.calls);
                }
            }
            self.put("</li>\n");
        }
        self.put("</ol>\n</section>\n");
    }

    fn ways_back(&mut self, number: usize, calls: u32) {
        for call in 1..=calls {
            let href = self.fragment(&call_id(number, call));
            let _ = write!(self.out, " <a href=\"{href}\" class=\"footnote-back\" role=\"doc-backlink\"");
            let count = if calls == 1 { String::new() } else { format!(" ({call})") };
            let label = format!("{} {number}{count}", self.edition.label("back_to_text"));
            self.attribute("aria-label", &label);
            self.put(">↩");
            self.put(&if calls == 1 { String::new() } else { format!("<sup>{call}</sup>") });
            self.put("</a>");
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            self.inline(inline);
        }
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.text(text),
            Inline::Code(text) => {
                self.put("<code>");
                self.text(text);
                self.put("</code>");
            }
            Inline::Emphasis(content) => self.wrapped("em", content),
            Inline::Strong(content) => self.wrapped("strong", content),
            Inline::Strikethrough(content) => self.wrapped("del", content),
            Inline::Superscript(content) => self.wrapped("sup", content),
            Inline::Subscript(content) => self.wrapped("sub", content),
            Inline::Link(link) => self.link(link),
            Inline::Image(image) => self.image(image),
            Inline::FootnoteCall { number, call } => self.footnote_call(*number, *call),
            Inline::Html(html) => self.html(html),
            Inline::Math(kind, text) => {
                self.put(if *kind == Math::Inline {
                    "<span class=\"math\">"
                } else {
                    "<span class=\"math math-display\">"
                });
                self.text(text);
                self.put("</span>");
            }
            Inline::SoftBreak => self.put("\n"),
            Inline::HardBreak => self.put("<br>\n"),
        }
    }

    fn link(&mut self, link: &Link) {
        let lead = self.edition.lead(link.link);
        self.put("<a");
        self.attribute("href", lead.href());
        if let Lead::Outside(href) = &lead
            && !are_address(&link.content, href)
        {
            let number = self.number(href);
            let _ = write!(self.out, " data-note=\"{number}\"");
        }
        if !link.title.is_empty() {
            self.attribute("title", &link.title);
        }
        self.put(">");
        self.inlines(&link.content);
        self.put("</a>");
    }

    fn wrapped(&mut self, element: &str, content: &[Inline]) {
        let _ = write!(self.out, "<{element}>");
        self.inlines(content);
        let _ = write!(self.out, "</{element}>");
    }

    fn image(&mut self, image: &Image) {
        self.put("<img");
        let lead = self.edition.lead(image.link);
        self.attribute("src", lead.href());
        self.attribute("alt", &image.alt);
        if !image.title.is_empty() {
            self.attribute("title", &image.title);
        }
        self.put(if self.setting.images == Images::Lazy { " loading=\"lazy\">" } else { ">" });
    }

    fn footnote_call(&mut self, number: u32, call: u32) {
        self.put("<sup class=\"footnote-ref\"");
        self.id(&call_id(number as usize, call));
        let href = self.fragment(&format!("fn--{number}"));
        let _ = write!(self.out, "><a href=\"{href}\" role=\"doc-noteref\">{number}</a></sup>");
    }

    fn html(&mut self, html: &Html) {
        for piece in html {
            match piece {
                HtmlPiece::Markup(markup) => self.put(markup),
                HtmlPiece::IdPrefix => self.put(self.setting.id_prefix),
                HtmlPiece::Note(link) => {
                    if let Lead::Outside(href) = self.edition.lead(*link) {
                        let number = self.number(&href);
                        let _ = write!(self.out, "data-note=\"{number}\" ");
                    }
                }
                HtmlPiece::Address(link) => {
                    let lead = self.edition.lead(*link);
                    // The author's quote may be either one.
                    let mut escaped = String::with_capacity(lead.href().len());
                    escape(lead.href(), &mut escaped);
                    self.put(&escaped.replace('\'', "&#39;"));
                }
            }
        }
    }
}

impl Lead {
    /// The address to write; one that leads nowhere stays on the page.
    fn href(&self) -> &str {
        match self {
            Lead::Inside(href) | Lead::Outside(href) => href,
            Lead::Nowhere => "#",
        }
    }
}

/// An address as a person would say it: what a mail address or a telephone number has around it is for programs.
fn spoken(href: &str) -> &str {
    match href.strip_prefix("mailto:") {
        Some(mail) => mail.split('?').next().unwrap_or(mail),
        None => href.strip_prefix("tel:").unwrap_or(href),
    }
}

/// Whether the words of a link are its address, so that paper need not tell it again.
fn are_address(words: &[Inline], href: &str) -> bool {
    match words {
        [Inline::Text(words)] => is_address(words, href),
        words => is_address(&plain_text(words), href),
    }
}

fn is_address(words: &str, href: &str) -> bool {
    let bare = |text| {
        let text: &str = spoken(text);
        let text = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
        text.strip_suffix('/').unwrap_or(text)
    };
    let (words, href) = (bare(words.trim()), bare(href));
    // A telephone number is written with spaces.
    words == href || words.contains(' ') && words.chars().filter(|c| *c != ' ').eq(href.chars())
}

/// The id of a call of a footnote, which its way back leads to.
fn call_id(number: usize, call: u32) -> String {
    if call == 1 { format!("fnref--{number}") } else { format!("fnref--{number}-{call}") }
}
