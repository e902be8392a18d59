//! The only tokenizer of the author's HTML: tags with their attributes, comments and text, each with its byte range. It
//! follows the states of the HTML Standard's tokenizer (section 13.2.5) and, unlike a browser's, keeps the place of
//! everything. It builds no tree, because Markdown hands over single tags.

use std::ops::Range;

use super::elements;

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub enum HtmlToken {
    /// A start tag or an end tag.
    Tag(Tag),
    /// Text, with character references as written.
    Text(Range<usize>),
    /// A comment, a declaration or a processing instruction.
    Comment {
        /// Its range.
        range: Range<usize>,
        /// Whether it is closed.
        closed: bool,
    },
}

/// A tag.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag {
    /// The range from its `<` to one past its `>`.
    pub range: Range<usize>,
    /// Its name, in lower case.
    pub name: String,
    /// Whether it starts or ends its element.
    pub edge: Edge,
    /// Its attributes, in order.
    pub attributes: Vec<RawAttribute>,
    /// Whether it has its `>`.
    pub closed: bool,
}

/// Whether a tag starts or ends its element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// It starts it.
    Start,
    /// It starts it and, in an embedded language, also ends it: `<path/>`.
    SelfClosing,
    /// It ends it.
    End,
}

/// An attribute as written.
#[derive(Debug, PartialEq, Eq)]
pub struct RawAttribute {
    /// Its name, in lower case.
    pub name: String,
    /// The start of its name.
    pub start: usize,
    /// The range of its value, without quotes; `None` if it has none.
    pub value: Option<Range<usize>>,
}

/// Returns the tokens of a piece of HTML, in order.
pub fn tokens(html: &str) -> Tokens<'_> {
    Tokens { html, at: 0, raw: None }
}

/// The iterator that [`tokens`] returns.
pub struct Tokens<'a> {
    html: &'a str,
    at: usize,
    /// The element in which tags are text, if one is open.
    raw: Option<String>,
}

impl Tokens<'_> {
    /// Reads what follows as markup, even if the last tag started an element in which tags are text: in SVG they are
    /// not.
    pub fn read_markup(&mut self) {
        self.raw = None;
    }

    fn tag(&mut self, open: usize) -> Tag {
        let (tag, end) = tag(self.html, open);
        self.at = end;
        if tag.edge == Edge::Start && tag.closed && elements::is_raw_text(&tag.name) {
            self.raw = Some(tag.name.clone());
        }
        tag
    }

    /// Returns where the next markup begins.
    fn next_markup(&mut self) -> usize {
        let rest = &self.html[self.at..];
        let found = match self.raw.take() {
            Some(name) => end_of_raw_text(rest, &name),
            None => rest.match_indices('<').map(|(at, _)| at).find(|at| begins_markup(&rest[at + 1..])),
        };
        found.map_or(self.html.len(), |at| self.at + at)
    }
}

impl Iterator for Tokens<'_> {
    type Item = HtmlToken;

    fn next(&mut self) -> Option<HtmlToken> {
        if self.at == self.html.len() {
            return None;
        }
        let start = self.at;
        let open = self.next_markup();
        if open > start {
            self.at = open;
            return Some(HtmlToken::Text(start..open));
        }
        let rest = &self.html[open + 1..];
        let name = rest.strip_prefix('/').unwrap_or(rest);
        if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Some(HtmlToken::Tag(self.tag(open)));
        }
        let length = comment_length(rest);
        self.at = length.map_or(self.html.len(), |length| open + 1 + length);
        Some(HtmlToken::Comment { range: open..self.at, closed: length.is_some() })
    }
}

/// Reports whether a `<` followed by this text begins markup (section 13.2.5.6).
fn begins_markup(rest: &str) -> bool {
    let after_slash = rest.strip_prefix('/').unwrap_or(rest);
    after_slash.starts_with(|c: char| c.is_ascii_alphabetic())
        || rest.starts_with(['!', '?'])
        || rest.starts_with('/') && rest.len() > 1
}

/// Returns the length of a comment, or of what is read as one, after its `<`; `None` if it is not closed.
fn comment_length(rest: &str) -> Option<usize> {
    match rest.strip_prefix("!--") {
        Some(comment) => comment_end(comment).map(|length| 3 + length),
        // A bogus comment ends at the first `>` (section 13.2.5.41).
        None => rest.find('>').map(|at| at + 1),
    }
}

/// Returns the length of a comment after its `<!--` (sections 13.2.5.43 to 13.2.5.51): `<!-->` and `<!--->` are
/// complete, and `--!>` also closes one.
fn comment_end(comment: &str) -> Option<usize> {
    if comment.starts_with('>') || comment.starts_with("->") {
        return comment.find('>').map(|at| at + 1);
    }
    let ends = [("-->", 3), ("--!>", 4)];
    ends.iter().filter_map(|(end, length)| Some(comment.find(end)? + length)).min()
}

/// Returns where the end tag of an element begins in which tags are text.
fn end_of_raw_text(text: &str, name: &str) -> Option<usize> {
    let ends = |at: &usize| {
        let tag = &text.as_bytes()[at + 2..];
        let after = tag.get(name.len());
        tag.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            && after.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
    };
    text.match_indices("</").map(|(at, _)| at).find(ends)
}

/// Reads the tag that opens at `<`; returns it and where it ends.
fn tag(html: &str, open: usize) -> (Tag, usize) {
    let is_end = html[open + 1..].starts_with('/');
    let name_at = open + 1 + usize::from(is_end);
    let ends_name = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>');
    let mut at = html[name_at..].find(ends_name).map_or(html.len(), |length| name_at + length);
    let name = html[name_at..at].to_ascii_lowercase();
    let mut attributes = Vec::new();
    loop {
        let rest = &html[at..];
        at += rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/').len();
        if at == html.len() || html[at..].starts_with('>') {
            let end = (at + 1).min(html.len());
            let edge = match html[..at].ends_with('/') {
                _ if is_end => Edge::End,
                true => Edge::SelfClosing,
                false => Edge::Start,
            };
            return (Tag { range: open..end, name, edge, attributes, closed: at < html.len() }, end);
        }
        let (attribute, next) = attribute(html, at);
        attributes.push(attribute);
        at = next;
    }
}

/// Reads one attribute at `at`; returns it and where it ends.
fn attribute(html: &str, at: usize) -> (RawAttribute, usize) {
    let ends_name = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
    // A name may start with `=`, so its first character is not examined.
    let first = html[at..].chars().next().map_or(0, char::len_utf8);
    let name_end = html[at + first..].find(ends_name).map_or(html.len(), |length| at + first + length);
    let name = html[at..name_end].to_ascii_lowercase();
    let attribute = |value| RawAttribute { name, start: at, value };
    let after = html[name_end..].trim_start_matches(|c: char| c.is_ascii_whitespace());
    let Some(value) = after.strip_prefix('=') else { return (attribute(None), name_end) };
    let value = value.trim_start_matches(|c: char| c.is_ascii_whitespace());
    let start = html.len() - value.len();
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let end = value[1..].find(quote).map_or(html.len(), |length| start + 1 + length);
            (attribute(Some(start + 1..end)), (end + 1).min(html.len()))
        }
        _ => {
            let ends = |c: char| c.is_ascii_whitespace() || c == '>';
            let end = value.find(ends).map_or(html.len(), |length| start + length);
            (attribute(Some(start..end)), end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> Vec<String> {
        let shown = |token| match token {
            HtmlToken::Tag(tag) => {
                let attribute = |it: &RawAttribute| {
                    format!(" {}={}", it.name, it.value.clone().map_or("", |value| &html[value]))
                };
                let edge = match tag.edge {
                    Edge::Start => "",
                    Edge::SelfClosing => " self",
                    Edge::End => " end",
                };
                let attributes: String = tag.attributes.iter().map(attribute).collect();
                format!("[{}{attributes}{edge}{}]", tag.name, if tag.closed { "" } else { " open" })
            }
            HtmlToken::Text(range) => html[range].to_owned(),
            HtmlToken::Comment { range, closed } => {
                format!("({}{})", &html[range], if closed { "" } else { " open" })
            }
        };
        tokens(html).map(shown).collect()
    }

    #[test]
    fn attributes_are_read_however_they_are_written() {
        assert_eq!(
            shown("<A HREF = 'x y' hidden>b</a ><img src=z.png alt>"),
            ["[a href=x y hidden=]", "b", "[a end]", "[img src=z.png alt=]"]
        );
        assert_eq!(
            shown("<img data-x=\" alt=wrong\" alt = \"Right\"/>"),
            ["[img data-x= alt=wrong alt=Right self]"]
        );
        assert_eq!(shown("<a=b href=c>"), ["[a=b href=c]"]);
    }

    #[test]
    fn comments_end_where_a_browser_ends_them() {
        assert_eq!(shown("<!--><b>"), ["(<!-->)", "[b]"]);
        assert_eq!(shown("<!-- a --!>b"), ["(<!-- a --!>)", "b"]);
        assert_eq!(shown("<? <b title=\"> not text\">shown"), ["(<? <b title=\">)", " not text\">shown"]);
        assert_eq!(shown("<!-- a"), ["(<!-- a open)"]);
        assert_eq!(shown("</ p>x"), ["(</ p>)", "x"]);
    }

    #[test]
    fn tags_in_scripts_and_styles_are_text() {
        assert_eq!(
            shown("<script>'<a>'</scripty></SCRIPT >x"),
            ["[script]", "'<a>'</scripty>", "[script end]", "x"]
        );
        assert_eq!(shown("<style>a"), ["[style]", "a"]);
        assert_eq!(shown("<styled-note>a<b>"), ["[styled-note]", "a", "[b]"]);
    }

    #[test]
    fn what_is_no_markup_is_text() {
        assert_eq!(shown("a < b <3 <é>"), ["a < b <3 <é>"]);
        assert_eq!(shown("<"), ["<"]);
        assert_eq!(shown("<p title=\"a> b"), ["[p title=a> b open]"]);
    }
}
