//! Runs of text as Markdown. Emphasis is the one thing that depends on what stands around it: where its marks would be
//! read in another way, tags take their place.

use std::fmt::Write;

use super::escape::{self, Place};
use super::{Quotes, Writer};
use crate::document::{Html, HtmlPiece, Image, Inline, Link, Math};
use crate::render::html;

/// What parts two marks that would be read as one.
const APART: &str = "<!-- -->";

impl Writer<'_> {
    /// A run of text.
    pub(super) fn inlines(&self, inlines: &[Inline], place: Place) -> String {
        let mut run = Run { writer: self, place, open: Vec::new(), after_code: 0, out: String::new() };
        run.inlines(inlines, None);
        run.finish_line();
        run.out
    }
}

struct Run<'a> {
    writer: &'a Writer<'a>,
    place: Place,
    /// The marks of emphasis that are open.
    open: Vec<char>,
    /// Where the last code ended.
    after_code: usize,
    out: String,
}

impl Run<'_> {
    /// Writes a run that is followed by `after` in what is around it.
    fn inlines(&mut self, inlines: &[Inline], after: Option<char>) {
        for (at, inline) in inlines.iter().enumerate() {
            let next = inlines.get(at + 1).map_or(after, first_char);
            self.inline(inline, next);
        }
    }

    fn inline(&mut self, inline: &Inline, next: Option<char>) {
        match inline {
            Inline::Text(text) => escape::push(text, self.place, self.quotes(), &mut self.out),
            Inline::Code(text) => self.code(text),
            Inline::Emphasis(content) => self.emphasis(content, &["*", "_"], "em", next),
            Inline::Strong(content) => self.emphasis(content, &["**", "__"], "strong", next),
            Inline::Strikethrough(content) => self.emphasis(content, &["~~"], "del", next),
            Inline::Superscript(content) => self.script(content, '^'),
            Inline::Subscript(content) => self.script(content, '~'),
            Inline::Link(link) => self.link(link),
            Inline::Image(image) => self.image(image),
            Inline::FootnoteCall { number, .. } => {
                let _ = write!(self.out, "[^{number}]");
            }
            Inline::Html(html) => {
                let html = self.writer.html(html);
                self.put_in_place(&html);
            }
            Inline::Math(kind, text) => {
                let mark = if *kind == Math::Inline { "$" } else { "$$" };
                self.put_in_place(&format!("{mark}{text}{mark}"));
            }
            Inline::SoftBreak => self.line_break(""),
            Inline::HardBreak => self.line_break("\\"),
        }
    }

    fn quotes(&self) -> Quotes {
        self.writer.quotes
    }

    /// A cell of a table ends at every `|` that is not escaped, also inside of code.
    fn put_in_place(&mut self, markup: &str) {
        match self.place {
            Place::Paragraph => self.out.push_str(markup),
            Place::Line => self.out.push_str(&markup.replace('\n', " ")),
            Place::Cell => self.out.push_str(&markup.replace('\n', " ").replace('|', "\\|")),
        }
    }

    fn line_break(&mut self, mark: &str) {
        if self.place != Place::Paragraph {
            return self.out.push(' ');
        }
        if mark.is_empty() {
            self.finish_line();
        }
        self.out.push_str(mark);
        self.out.push('\n');
    }

    /// Spaces at the end of a line are no text.
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
        // One space on each side is taken away, unless there is nothing but spaces.
        let is_padded = text.starts_with(' ') && text.ends_with(' ') && text.contains(|c| c != ' ');
        let pad = if is_padded || text.starts_with('`') || text.ends_with('`') { " " } else { "" };
        self.put_in_place(&format!("{mark}{pad}{text}{pad}{mark}"));
        self.after_code = self.out.len();
    }

    fn emphasis(&mut self, content: &[Inline], marks: &[&str], element: &str, next: Option<char>) {
        let before = self.out.chars().next_back();
        for mark in marks {
            let c = mark.chars().next().expect("a mark has a character");
            // Inside of a tag, tags: so that nothing is tried again and again at every depth.
            if self.open.contains(&c) || self.open.contains(&'<') {
                continue;
            }
            let inner = self.inside(content, c);
            if fits(c, before, &inner, next) {
                let _ = write!(self.out, "{mark}{inner}{mark}");
                return;
            }
        }
        let inner = self.inside(content, '<');
        let _ = write!(self.out, "<{element}>{inner}</{element}>");
    }

    /// A run inside of a mark.
    fn inside(&self, content: &[Inline], mark: char) -> String {
        let open = self.open.iter().copied().chain([mark]).collect();
        // What comes first there does not begin a line.
        let mut run =
            Run { writer: self.writer, place: self.place, open, after_code: 0, out: mark.to_string() };
        run.inlines(content, Some(mark));
        run.out.split_off(mark.len_utf8())
    }

    fn script(&mut self, content: &[Inline], mark: char) {
        let inner = self.inside(content, mark);
        self.out.push(mark);
        self.out.push_str(&inner);
        self.out.push(mark);
    }

    fn link(&mut self, link: &Link) {
        let address = self.writer.links.href(link.link);
        let is_address = matches!(&*link.content, [Inline::Text(text)] if **text == *address);
        let is_web = address.starts_with("https://") || address.starts_with("http://");
        if is_address && is_web && link.title.is_empty() && !address.contains('|') {
            let _ = write!(self.out, "<{address}>");
            return;
        }
        let content = self.inside(&link.content, '[');
        let _ = write!(self.out, "[{content}]");
        self.destination(&address, &link.title);
    }

    fn image(&mut self, image: &Image) {
        self.out.push_str("![");
        escape::push(&image.alt, Place::Line, self.quotes(), &mut self.out);
        self.out.push(']');
        self.destination(&self.writer.links.href(image.link), &image.title);
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

impl Writer<'_> {
    /// The author's HTML with its addresses; a comment is the author's note to themselves.
    pub(super) fn html(&self, html: &Html) -> String {
        let mut out = String::new();
        for piece in html {
            match piece {
                HtmlPiece::Markup(markup) => out.push_str(markup),
                HtmlPiece::Address(link) => {
                    let mut address = String::new();
                    html::escape(&self.links.href(*link), &mut address);
                    out.push_str(&address.replace('\'', "&#39;"));
                }
                HtmlPiece::IdPrefix | HtmlPiece::Note(_) => {}
            }
        }
        without_silent(&out)
    }
}

/// What is in HTML and says nothing to a reader: how it begins, and how it ends.
const SILENT: [(&str, &str); 3] = [("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>")];

/// HTML without comments, scripts and styles. One that never ends goes up to the end.
fn without_silent(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    // One look at each `<`: a guide may hold a page of nothing else.
    for (start, _) in lower.match_indices('<') {
        let silent = SILENT.iter().find(|(begins, _)| start >= at && lower[start..].starts_with(begins));
        if let Some((_, ends)) = silent {
            out.push_str(&html[at..start]);
            at = lower[start..].find(ends).map_or(html.len(), |found| start + found + ends.len());
        }
    }
    out.push_str(&html[at..]);
    out
}

/// Whether a mark of this character would be read as emphasis around `inner` (`CommonMark` 0.31.2, section 6.2). Marks
/// that touch others are not, though some would be.
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

/// What an inline begins with, as far as emphasis before it minds.
fn first_char(inline: &Inline) -> Option<char> {
    match inline {
        Inline::Text(text) => text.chars().next(),
        Inline::Code(_) => Some('`'),
        Inline::Emphasis(_) | Inline::Strong(_) => Some('*'),
        Inline::Strikethrough(_) | Inline::Subscript(_) => Some('~'),
        Inline::Superscript(_) => Some('^'),
        Inline::Math(..) => Some('$'),
        Inline::Image(_) => Some('!'),
        Inline::Link(_) | Inline::FootnoteCall { .. } => Some('['),
        Inline::Html(_) => Some('<'),
        Inline::HardBreak => Some('\\'),
        Inline::SoftBreak => None,
    }
}

/// The length of the longest run of a character.
pub(super) fn longest_run(text: &str, c: char) -> usize {
    text.split(|it| it != c).map(str::len).max().unwrap_or_default()
}
