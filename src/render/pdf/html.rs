//! HTML of the author, for paper: what it says and shows, without its markup. A page that needs its markup on paper
//! too says it in Markdown.

use crate::document::{HtmlPiece, LinkId};

/// What is left of a piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub enum Left {
    /// Text, with entities undone.
    Text(String),
    /// A line ends.
    Break,
    /// A paragraph ends.
    End,
    /// A thematic break.
    Rule,
    /// An image with its alt text.
    Image(LinkId, String),
}

/// Elements that are shown by nothing, or by a program.
const SILENT: [&str; 9] =
    ["script", "style", "template", "svg", "math", "iframe", "object", "select", "textarea"];

/// Elements that stand in a line; every other one ends a paragraph.
const IN_LINE: [&str; 33] = [
    "a", "abbr", "b", "bdi", "bdo", "button", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "output", "q", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr",
];

/// Stands for an address among the markup; no text of a page has it (it is a noncharacter, Unicode 17, section 23.7).
const ADDRESS: char = '\u{FDD0}';

/// Takes the markup away.
pub fn left(html: &[HtmlPiece]) -> Vec<Left> {
    let mut addresses = Vec::new();
    let mut markup = String::new();
    for piece in html {
        match piece {
            HtmlPiece::Markup(text) => markup.push_str(text),
            // What only pages of the web need.
            HtmlPiece::IdPrefix | HtmlPiece::Note(_) => {}
            HtmlPiece::Address(link) => {
                addresses.push((markup.len(), *link));
                markup.push(ADDRESS);
            }
        }
    }
    let mut left = Vec::new();
    let mut at = 0;
    while let Some(open) = markup[at..].find('<').map(|open| at + open) {
        push_text(&markup[at..open], &mut left);
        at = match tag_end(&markup, open) {
            Some(end) => after_tag(&markup, open, end, &addresses, &mut left),
            None => {
                push_text("<", &mut left);
                open + 1
            }
        };
    }
    push_text(&markup[at..], &mut left);
    left
}

/// Says what a tag leaves, and where the text goes on.
fn after_tag(
    markup: &str,
    open: usize,
    end: usize,
    addresses: &[(usize, LinkId)],
    left: &mut Vec<Left>,
) -> usize {
    let tag = &markup[open..end];
    let name = name(tag);
    match name.as_str() {
        "" | "wbr" => {}
        "br" => left.push(Left::Break),
        "hr" => left.push(Left::Rule),
        "td" | "th" => left.push(Left::Text(" ".into())),
        "img" => {
            let source = addresses.iter().find(|(at, _)| (open..end).contains(at));
            left.extend(
                source.map(|(_, link)| Left::Image(*link, attribute(tag, "alt").unwrap_or_default())),
            );
        }
        silent if SILENT.contains(&silent) && !tag.starts_with("</") && !tag.ends_with("/>") => {
            let close = format!("</{silent}");
            let rest = markup[end..].to_ascii_lowercase();
            return rest.find(&close).map_or(markup.len(), |at| end + at);
        }
        other if IN_LINE.contains(&other) => {}
        _ => left.push(Left::End),
    }
    end
}

/// Where a tag or comment that opens at `<` ends; `None` if it is no tag.
fn tag_end(markup: &str, open: usize) -> Option<usize> {
    let tag = &markup[open..];
    if tag.starts_with("<!--") {
        return Some(tag.find("-->").map_or(markup.len(), |at| open + at + 3));
    }
    tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')).then_some(())?;
    let mut quote = None;
    for (at, c) in tag.char_indices().skip(1) {
        match (quote, c) {
            (Some(begun), c) if begun == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return Some(open + at + 1),
            _ => {}
        }
    }
    None
}

/// The name of a tag's element, lower case; empty for a comment.
fn name(tag: &str) -> String {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len());
    name[..end].to_ascii_lowercase()
}

/// The name of the element that a single tag opens, such as `sub` for `<sub>`; `None` for anything else.
pub fn opens(html: &[HtmlPiece]) -> Option<String> {
    let [HtmlPiece::Markup(tag)] = html else { return None };
    (!tag.starts_with("</")).then(|| name(tag)).filter(|it| !it.is_empty())
}

/// Whether it is the single tag that closes an element.
pub fn closes(html: &[HtmlPiece], element: &str) -> bool {
    matches!(html, [HtmlPiece::Markup(tag)] if tag.starts_with("</") && name(tag) == element)
}

fn attribute(tag: &str, wanted: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.find(&format!(" {wanted}="))? + wanted.len() + 2;
    let value = &tag[at..];
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split([' ', '>', '/']).next()?,
    };
    Some(html_escape::decode_html_entities(value).into_owned())
}

fn push_text(text: &str, left: &mut Vec<Left>) {
    if !text.is_empty() {
        let text = html_escape::decode_html_entities(text).replace(ADDRESS, "");
        left.push(Left::Text(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(markup: &str) -> Vec<Left> {
        left(&[HtmlPiece::Markup(markup.into())])
    }

    #[test]
    fn text_stays_and_markup_goes() {
        assert_eq!(of("a &amp; <b>b</b>"), ["a & ", "b"].map(|it| Left::Text(it.into())));
        assert_eq!(of("<script>x()</script>y"), [Left::End, Left::Text("y".into())]);
        assert_eq!(of("<!-- a > b -->1 < 2"), ["1 ", "<", " 2"].map(|it| Left::Text(it.into())));
        assert_eq!(of("a<br>b")[1], Left::Break);
    }

    #[test]
    fn an_image_stays_with_its_alt_text() {
        let html = [
            HtmlPiece::Markup("<img src=\"".into()),
            HtmlPiece::Address(LinkId(3)),
            HtmlPiece::Markup("\" alt='A &lt; b'>".into()),
        ];
        assert_eq!(left(&html), [Left::Image(LinkId(3), "A < b".into())]);
    }
}
