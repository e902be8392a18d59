//! The document tree → HTML. The one writer: every text, title, alt text, info string and address is escaped here,
//! and nowhere else. Where a link leads and what the small words are is the edition's to say.

use std::fmt::Write;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::document::{
    Alert, Align, Block, Body, Definition, Footnote, Heading, Html, HtmlPiece, Image, Inline, LinkId, List,
    Math, Table,
};

/// What differs between the editions of one document.
pub trait Edition {
    /// The address to write for a link, not yet escaped for HTML; `None` for one that leads nowhere.
    fn href(&self, link: LinkId) -> Option<String>;
    /// A small word that the writer prints, by its key.
    fn label<'a>(&'a self, key: &'a str) -> &'a str;
}

/// A page's body as HTML, with its footnotes at the end.
pub fn body(body: &Body, edition: &dyn Edition) -> String {
    let mut writer = Writer { edition, out: String::with_capacity(16 * 1024) };
    writer.blocks(&body.blocks);
    writer.footnotes(&body.footnotes);
    writer.out
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
    out: String,
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

    fn address(&mut self, name: &str, link: LinkId) {
        let href = self.edition.href(link).unwrap_or_else(|| "#".into());
        self.attribute(name, &href);
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
        let _ = write!(self.out, "<h{}", heading.level);
        self.attribute("id", &heading.id);
        if !heading.classes.is_empty() {
            self.attribute("class", &heading.classes.join(" "));
        }
        self.put(">");
        self.inlines(&heading.content);
        let _ = writeln!(self.out, "</h{}>", heading.level);
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
            let _ = write!(self.out, "<li id=\"fn--{number}\">");
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
            let id = call_id(number, call);
            let _ = write!(self.out, " <a href=\"#{id}\" class=\"footnote-back\" role=\"doc-backlink\"");
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
            Inline::Link(link) => {
                self.put("<a");
                self.address("href", link.link);
                if !link.title.is_empty() {
                    self.attribute("title", &link.title);
                }
                self.put(">");
                self.inlines(&link.content);
                self.put("</a>");
            }
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

    fn wrapped(&mut self, element: &str, content: &[Inline]) {
        let _ = write!(self.out, "<{element}>");
        self.inlines(content);
        let _ = write!(self.out, "</{element}>");
    }

    fn image(&mut self, image: &Image) {
        self.put("<img");
        self.address("src", image.link);
        self.attribute("alt", &image.alt);
        if !image.title.is_empty() {
            self.attribute("title", &image.title);
        }
        self.put(" loading=\"lazy\">");
    }

    fn footnote_call(&mut self, number: u32, call: u32) {
        let id = call_id(number as usize, call);
        let _ = write!(
            self.out,
            "<sup class=\"footnote-ref\" id=\"{id}\"><a href=\"#fn--{number}\" role=\"doc-noteref\">{number}</a></sup>"
        );
    }

    fn html(&mut self, html: &Html) {
        for piece in html {
            match piece {
                HtmlPiece::Markup(markup) => self.put(markup),
                HtmlPiece::Address(link) => {
                    let href = self.edition.href(*link).unwrap_or_else(|| "#".into());
                    // The author's quote may be either one.
                    let mut escaped = String::with_capacity(href.len());
                    escape(&href, &mut escaped);
                    self.put(&escaped.replace('\'', "&#39;"));
                }
            }
        }
    }
}

/// The id of a call of a footnote, which its way back leads to.
fn call_id(number: usize, call: u32) -> String {
    if call == 1 { format!("fnref--{number}") } else { format!("fnref--{number}-{call}") }
}
