//! The author's HTML as Markdown. Among blocks, tags and texts that belong together stay one HTML block (`CommonMark`
//! 0.31.2, section 4.6), separated by empty lines from the Markdown around and inside them. Comments, and elements that
//! show nothing, are left out.

use std::borrow::Cow;
use std::mem;

use super::Writer;
use super::sequence::{APART, EmptyLines, Last, Sequence};
use crate::document::html::{EditKind, Element, End, Piece};
use crate::document::{Body, Kind, LinkId, Node, TextRange};
use crate::render::html;

/// Tags that begin an HTML block whatever follows them (`CommonMark` 0.31.2, section 4.6, condition 6).
const BLOCKS: &str = "address article aside base basefont blockquote body caption center col colgroup dd details dialog \
                     dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr \
                     html iframe legend li link main menu menuitem nav noframes ol optgroup option p param search section \
                     summary table tbody td tfoot th thead title tr track ul";

/// When a tag begins an HTML block at the start of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    /// Whatever follows.
    Always,
    /// If it is alone on its line.
    Alone,
    /// Never.
    Never,
}

impl Sequence<'_> {
    /// Writes an element among blocks, with its content; `next` follows it.
    pub(super) fn element(&mut self, element: &Element, node: Node<'_>, next: Option<Node<'_>>) {
        if is_left_out(node) {
            return self.html.text_end = u32::MAX;
        }
        let is_new = self.begin_html(node.span().start, start(element, node, next));
        self.out.push_str(&self.writer.start_tag(element, node.body()));
        let is_wrapped = mem::take(&mut self.html.is_wrapped);
        let empty_lines = self.html.empty_lines;
        if keeps_white_space(&element.name) {
            self.html.empty_lines = match empty_lines {
                _ if is_new => EmptyLines::Kept,
                EmptyLines::LeftOut => EmptyLines::Encoded,
                outer => outer,
            };
        }
        self.nodes(node.children());
        self.end_tag(element, node.body());
        self.html.is_wrapped = is_wrapped;
        self.html.ends_with_line |= is_new && self.html.empty_lines == EmptyLines::Kept;
        self.html.empty_lines = empty_lines;
    }

    fn end_tag(&mut self, element: &Element, body: &Body) {
        self.end_wrapper();
        let tag = end_tag(element, body);
        if tag.is_empty() {
            return;
        }
        if self.last == Last::Html {
            return self.out.push_str(&tag);
        }
        self.part("\n\n");
        self.last = Last::Html;
        if keeps_white_space(&element.name) {
            // Its end tag does not begin an HTML block, but a comment does.
            self.out.push_str(APART);
        }
        self.out.push_str(&tag);
        if !begins_block(&element.name) {
            self.out.push('\n');
        }
    }

    /// Writes a text in HTML among blocks.
    pub(super) fn html_text(&mut self, text: TextRange, node: Node<'_>) {
        let text = &node.body()[text];
        let is_indent = !text.contains('\n') && text.trim_ascii().is_empty();
        if is_indent && self.out.ends_with('\n') && node.span().start > self.html.text_end {
            // It is before the first tag of another HTML block.
            return;
        }
        if !text.trim_ascii().is_empty() {
            self.begin_html(node.span().start, Start::Never);
        }
        if self.last == Last::Html {
            self.push_lines(text);
        }
        self.html.text_end = node.span().end;
    }

    fn push_lines(&mut self, text: &str) {
        if self.html.empty_lines == EmptyLines::Kept {
            return self.out.push_str(text);
        }
        for line in text.split_inclusive('\n') {
            let spaces = line.strip_suffix('\n').filter(|spaces| spaces.trim_ascii().is_empty());
            let Some(spaces) = spaces.filter(|_| self.is_at_line_start()) else {
                self.out.push_str(line);
                continue;
            };
            if self.html.empty_lines == EmptyLines::Encoded {
                self.out.push_str(spaces);
                self.out.push_str("&#10;");
            }
        }
    }

    /// Reports whether the last line has only spaces.
    fn is_at_line_start(&self) -> bool {
        let line = self.out.rfind('\n').map_or(0, |at| at + 1);
        self.out[line..].trim_ascii().is_empty()
    }

    /// Begins an HTML block with what is at `at` in the author's file, or continues the last one. Returns whether it is
    /// a new one.
    fn begin_html(&mut self, at: u32, start: Start) -> bool {
        if self.last == Last::Html && !self.is_parted(at, start) {
            return false;
        }
        self.part("\n\n");
        self.last = Last::Html;
        if start == Start::Never {
            self.out.push_str("<div>\n");
            self.html.is_wrapped = true;
        }
        true
    }

    /// Reports whether a new HTML block begins: after one that ends by itself, or where the author has an empty line.
    fn is_parted(&self, at: u32, start: Start) -> bool {
        let is_new = start == Start::Always && at > self.html.text_end;
        self.out.ends_with('\n') && (is_new || self.html.ends_with_line)
    }

    /// Ends the last HTML block, if there is one.
    pub(super) fn end_html(&mut self) {
        self.end_wrapper();
        self.html.ends_with_line = false;
        if self.last == Last::Html {
            self.out.truncate(self.out.trim_ascii_end().len());
        }
    }

    fn end_wrapper(&mut self) {
        if mem::take(&mut self.html.is_wrapped) {
            self.out.push_str(if self.out.ends_with('\n') { "</div>" } else { "\n</div>" });
        }
    }
}

impl Writer<'_> {
    /// Returns a start tag with its addresses.
    pub(super) fn start_tag(&self, element: &Element, body: &Body) -> String {
        let mut out = String::new();
        for piece in element.start_tag(body) {
            match piece {
                Piece::Markup(markup) => out.push_str(markup),
                Piece::Edit(EditKind::Address(link)) => out.push_str(&self.address(link)),
                Piece::Edit(EditKind::BareAddress(link)) => {
                    out.extend(["\"", &self.address(link), "\""]);
                }
                Piece::Edit(EditKind::Candidate(link)) => {
                    out.push_str(&self.address(link).replace(',', "%2C"));
                }
                Piece::Edit(EditKind::IdPrefix | EditKind::AddressNote(_)) => {}
            }
        }
        out
    }

    /// Returns an address for the author's quotes, which may be single or double.
    fn address(&self, link: LinkId) -> String {
        let mut address = String::new();
        html::escape(&self.links.href(link), &mut address);
        address.replace('\'', "&#39;")
    }
}

/// Returns the end tag of an element; empty if it has none.
pub(super) fn end_tag<'a>(element: &Element, body: &'a Body) -> Cow<'a, str> {
    match element.end {
        End::Tag(tag) => Cow::Borrowed(&body[tag]),
        End::Added => Cow::Owned(format!("</{}>", element.name)),
        End::Omitted => Cow::Borrowed(""),
    }
}

/// Reports whether a reader never sees a node: a comment, or an element that shows nothing. The content of an `iframe`
/// is not text, but the element shows another page.
pub(super) fn is_left_out(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::Comment(text) => is_note(&node.body()[text]),
        Kind::Attributed(id) => node.body()[id].id.is_empty() && node.children().all(is_left_out),
        _ => node.element().is_some_and(|element| element.is_silent() && &*element.name != "iframe"),
    }
}

/// Reports whether it is a comment, not a declaration or a processing instruction.
pub(super) fn is_note(comment: &str) -> bool {
    comment.starts_with("<!--")
}

/// Returns when an element begins an HTML block.
fn start(element: &Element, node: Node<'_>, next: Option<Node<'_>>) -> Start {
    if keeps_white_space(&element.name) || begins_block(&element.name) {
        return Start::Always;
    }
    let is_alone = match node.children().first() {
        Some(child) => begins_line(child),
        None => element.end == End::Omitted && next.is_none_or(begins_line),
    };
    if is_alone { Start::Alone } else { Start::Never }
}

/// Reports whether the line ends before a node.
fn begins_line(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::HtmlText(text) => node.body()[text].trim_start_matches([' ', '\t']).starts_with('\n'),
        kind => kind.is_block(),
    }
}

fn begins_block(name: &str) -> bool {
    BLOCKS.split(' ').any(|block| block == name)
}

/// Reports whether HTML keeps the white space in an element. Its start tag begins an HTML block that continues after
/// empty lines (condition 1).
fn keeps_white_space(name: &str) -> bool {
    matches!(name, "pre" | "textarea")
}

#[cfg(test)]
mod tests {
    use super::super::{Links, Quotes};
    use super::*;
    use crate::config::RawHtml;
    use crate::discover::TextSource;
    use crate::parse::{self, ParseOptions};
    use crate::paths::SourcePath;

    struct Nowhere;

    impl Links for Nowhere {
        fn href(&self, _: LinkId) -> String {
            "a.md?b&c='d',e".to_owned()
        }
    }

    /// Returns the Markdown page of a text.
    fn written(markdown: &str) -> String {
        let mut options = ParseOptions::default();
        options.markdown.raw_html = RawHtml::Allow;
        let page = format!("---\ntitle: A page\n---\n{markdown}");
        let source = TextSource::unsaved(SourcePath::new("page.md"), page.into_bytes());
        let body = parse::parse("page.md", &source, &options).body;
        Writer { links: &Nowhere, quotes: Quotes::Free }.body(&body)
    }

    /// Asserts that a text is written unchanged.
    #[track_caller]
    fn assert_same(markdown: &str) {
        assert_eq!(written(markdown), markdown);
    }

    #[test]
    fn html_among_blocks_stays_one_block_of_html() {
        assert_same("<p>a</p>\n\n<p>b</p>");
        assert_same("<div>\n<p>a</p> b\n</div>");
        assert_same("<div>\n\n*a*\n\n<p>b</p>\n\n- c\n\n</div>");
        assert_eq!(written("<ul>\n\n  <li>\n  a\n  </li>\n</ul>"), "<ul>\n\n<li>\n  a\n  </li>\n</ul>");
        assert_same("<pre>a\n\n*b*\n</pre>\n\n*c*");
        assert_same("<details>\n<summary>a</summary>\n\nb\n\n</details>\n\nc");
    }

    #[test]
    fn html_in_a_line_stays_in_its_place() {
        assert_same("a <kbd>b *c*</kbd><br>d");
        assert_same("a <? b > *c* ?> d");
        assert_same("| a |\n| --- |\n| <b title=\"c\">b</b> |");
    }

    #[test]
    fn what_is_left_open_is_closed() {
        assert_eq!(written("<div>\n\na"), "<div>\n\na\n\n</div>");
        assert_eq!(written("<div><b>\n\na\n\n</div>\n\nb"), "<div><b>\n\na\n\n</b>\n</div>\n\nb");
        assert_eq!(written("a <b>b\n\nc"), "a <b>b</b>\n\nc");
    }

    #[test]
    fn what_no_reader_meets_is_left_out() {
        assert_eq!(written("<div>\n<!-- a -->\n<script>b</script>\nc\n</div>"), "<div>\nc\n</div>");
        assert_eq!(written("a\n\n<!-- b -->\n\n<style>\nc\n</style>\n\nd"), "a\n\nd");
        assert_eq!(written("a<!-- b --><template>c</template>d"), "ad");
        // An element whose name only begins like another is a different element.
        assert_same("<styled-note>\na\n</styled-note>");
    }

    #[test]
    fn a_text_behind_a_comment_is_no_markdown() {
        assert_eq!(written("<!-- a --> *b*"), "<div>\n *b*\n</div>");
        assert_eq!(written("<? <b title=\"> not text\">shown</b>"), "<div>\n not text\">shown\n</div>");
    }

    #[test]
    fn addresses_are_those_of_the_page() {
        assert_same("<a href='a.md?b&amp;c=&#39;d&#39;,e'>a</a>");
        assert_eq!(written("<img src=x alt=y>"), "<img src=\"a.md?b&amp;c=&#39;d&#39;,e\" alt=y>");
    }
}
