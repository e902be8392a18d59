//! A page → the sections that a result can lead to: what stands before its first heading, and what stands below each.

use crate::document::{Block, Body, Definition, Html, HtmlPiece, Inline, Inlines};
use crate::text;

/// A part of a page that a result can lead to.
#[derive(Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// The id of its heading; empty for the page itself.
    pub id: &'a str,
    /// What its heading says; empty for the page itself.
    pub title: String,
    /// What it says.
    pub text: String,
}

/// The sections of a page's text, in order. The first is what stands before any heading, the last one the notes, which
/// are those of the page. Their spaces are as they come: what is shown of them is made `tidy`.
pub fn sections(body: &Body) -> Vec<Section<'_>> {
    let mut reader = Reader { sections: vec![Section { id: "", title: String::new(), text: String::new() }] };
    reader.blocks(&body.blocks);
    if !body.footnotes.is_empty() {
        reader.sections.push(Section { id: "", title: String::new(), text: String::new() });
        body.footnotes.iter().for_each(|note| reader.blocks(&note.blocks));
    }
    reader.sections
}

/// A text with single spaces and without what no text of a page holds.
pub fn tidy(text: &str) -> String {
    let text = text.trim();
    if is_tidy(text.as_bytes()) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    if text::has_control(&out) { text::replace_control(&out) } else { out }
}

/// Whether a text of printable ASCII characters has single spaces. Most have; of others it is not told.
fn is_tidy(text: &[u8]) -> bool {
    text.iter().all(|byte| matches!(byte, b' '..=b'~')) && memchr::memmem::find(text, b"  ").is_none()
}

struct Reader<'a> {
    sections: Vec<Section<'a>>,
}

impl<'a> Reader<'a> {
    fn text(&mut self) -> &mut String {
        &mut self.sections.last_mut().expect("the page itself is one").text
    }

    fn say(&mut self, text: &str) {
        self.text().push_str(text);
    }

    /// Adds a run of inlines, apart from what stands before it.
    fn line(&mut self, inlines: &[Inline]) {
        inlines_text(inlines, self.text());
        self.say(" ");
    }

    fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Paragraph(inlines) | Block::Plain(inlines) => self.line(inlines),
            Block::Heading(heading) => {
                let mut title = String::new();
                inlines_text(&heading.content, &mut title);
                self.sections.push(Section { id: &heading.id, title, text: String::new() });
            }
            Block::Quote(inner) | Block::Alert(_, inner) => self.blocks(inner),
            Block::List(list) => list.items.iter().for_each(|item| self.blocks(&item.blocks)),
            Block::Code { text, .. } => {
                self.say(text);
                self.say(" ");
            }
            Block::Table(table) => {
                table.head.iter().for_each(|cell: &Inlines| self.line(cell));
                table.rows.iter().for_each(|row| row.iter().for_each(|cell| self.line(cell)));
            }
            Block::Definitions(items) => items.iter().for_each(|item| self.definition(item)),
            Block::Figure { image, caption } => {
                self.say(&image.alt);
                self.say(" ");
                self.say(caption);
                self.say(" ");
            }
            Block::Html(html) => {
                html_text(html, self.text());
                self.say(" ");
            }
            Block::Rule => {}
        }
    }

    fn definition(&mut self, item: &'a Definition) {
        match item {
            Definition::Term(term) => self.line(term),
            Definition::Meaning(blocks) => self.blocks(blocks),
        }
    }
}

/// What inlines say, without any markup.
fn inlines_text(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Math(_, text) => out.push_str(text),
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strikethrough(inner)
            | Inline::Superscript(inner)
            | Inline::Subscript(inner) => inlines_text(inner, out),
            Inline::Link(link) => inlines_text(&link.content, out),
            Inline::Image(image) => {
                out.push_str(&image.alt);
                out.push(' ');
            }
            Inline::SoftBreak | Inline::HardBreak => out.push(' '),
            Inline::FootnoteCall { .. } | Inline::Html(_) => {}
        }
    }
}

/// What the author's HTML says: its text without tags, comments, scripts and styles.
fn html_text(html: &Html, out: &mut String) {
    let mut markup = String::new();
    for piece in html {
        if let HtmlPiece::Markup(text) = piece {
            markup.push_str(text);
        }
    }
    let mut rest = markup.as_str();
    let mut said = String::new();
    while let Some(open) = rest.find('<') {
        said.push_str(&rest[..open]);
        said.push(' ');
        rest = &rest[open..];
        rest = after(rest, silent_end(rest));
    }
    said.push_str(rest);
    out.push_str(&html_escape::decode_html_entities(&said));
}

/// Where the silent part ends that begins with a tag.
fn silent_end(tag: &str) -> &'static str {
    let begins = |name: &str| tag.get(1..=name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name));
    match () {
        () if begins("!--") => "-->",
        () if begins("script") => "</script>",
        () if begins("style") => "</style>",
        () => ">",
    }
}

/// What comes after the next `end`, in any case.
fn after<'a>(text: &'a str, end: &str) -> &'a str {
    let is_end = |(at, _): &(usize, &str)| {
        text.get(*at..*at + end.len()).is_some_and(|it| it.eq_ignore_ascii_case(end))
    };
    let first = &end[..1];
    text.match_indices(first).find(is_end).map_or("", |(at, _)| &text[at + end.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_tidied_whatever_their_letters() {
        for (text, tidied) in [
            ("one two", "one two"),
            (" one  two ", "one two"),
            ("one\ttwo\r\nthree", "one two three"),
            ("été\u{a0} \u{2003}hiver", "été hiver"),
            ("a\u{1}b\u{85}c", "a\u{FFFD}b c"),
            ("  ", ""),
        ] {
            assert_eq!(tidy(text), tidied, "{text:?}");
        }
    }

    #[test]
    fn html_says_its_text() {
        let said = |html: &str| {
            let mut out = String::new();
            html_text(&[HtmlPiece::Markup(html.into())].into(), &mut out);
            tidy(&out)
        };
        assert_eq!(
            said("<p>A &amp; <b>b</b></p><!-- no --><script>no</SCRIPT><style>no</style> c"),
            "A & b c"
        );
        assert_eq!(said("<scr"), "");
        assert_eq!(said("a < é"), "a");
        assert_eq!(said("<é>x"), "x");
    }
}
