//! The author's own HTML, cut at its addresses: `href`, `src` and their like go through the same checks as every
//! other link. Follows the tag and attribute states of the HTML Standard's tokenizer (section 13.2.5);
//! it does not build a tree, for Markdown hands over single tags.

pub mod tags;

use std::ops::Range;

/// Attributes whose value is an address to follow, and those whose value the page loads.
const FOLLOWED: [&str; 5] = ["href", "action", "formaction", "cite", "xlink:href"];
const LOADED: [&str; 4] = ["src", "poster", "data", "background"];

/// Attributes whose value is an id, or several with white space between them (HTML Standard, section 2.3.7 and the
/// elements' own; WAI-ARIA 1.2, section 6.2.4).
const MENTIONING: [&str; 15] = [
    "for",
    "form",
    "headers",
    "itemref",
    "list",
    "popovertarget",
    "commandfor",
    "aria-activedescendant",
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-errormessage",
    "aria-flowto",
    "aria-labelledby",
    "aria-owns",
];

/// What a run of HTML holds beside plain markup.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// An address.
    Address {
        /// The range of its text.
        value: Range<usize>,
        /// Whether the page loads it.
        loaded: bool,
        /// Of a link to follow, where its attribute begins.
        link_at: Option<usize>,
    },
    /// An id, or the `name` of an anchor, that links can lead to.
    Id(Range<usize>),
    /// Where an attribute mentions an id of the page, which must stay its id wherever the page is shown.
    Mention(usize),
    /// A tag that never closes: what follows it would become a part of it.
    Open(Range<usize>),
}

/// Finds the addresses and ids in a run of HTML, in order.
pub fn scan(html: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|it| at + it) {
        let rest = &html[open + 1..];
        let name = rest.strip_prefix('/').unwrap_or(rest);
        at = if let Some(comment) = rest.strip_prefix("!--") {
            comment_end(comment).map_or(html.len(), |it| open + 4 + it)
        } else if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let end = tag(html, html.len() - name.len(), &mut found);
            if end == html.len() && !html.ends_with('>') {
                found.push(Found::Open(open..html.len()));
            }
            end
        } else if rest.starts_with(['!', '?', '/']) {
            // A bogus comment ends at the first `>` (13.2.5.41).
            rest.find('>').map_or(html.len(), |it| open + 1 + it + 1)
        } else {
            open + 1
        };
    }
    found
}

/// Length of a comment behind its `<!--` (13.2.5.43 to 13.2.5.51): `<!-->` and `<!--->` are whole ones, and `--!>` ends
/// one too.
fn comment_end(comment: &str) -> Option<usize> {
    if comment.starts_with('>') || comment.starts_with("->") {
        return comment.find('>').map(|at| at + 1);
    }
    let ends = [("-->", 3), ("--!>", 4)];
    ends.iter().filter_map(|(end, length)| Some(comment.find(end)? + length)).min()
}

/// Whether a value hides an address that runs code, in an attribute that is no known place of addresses.
fn hides_code(value: &str) -> bool {
    if !value.contains([':', '&']) {
        return false;
    }
    let value = html_escape::decode_html_entities(value);
    let letters: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let lower = letters.to_ascii_lowercase();
    lower.contains("javascript:") || lower.contains("vbscript:")
}

/// Reads the tag whose name starts at `at`; returns where it ends.
fn tag(html: &str, at: usize, found: &mut Vec<Found>) -> usize {
    let name_end = html[at..]
        .find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')
        .map_or(html.len(), |it| at + it);
    let tag = html[at..name_end].to_ascii_lowercase();
    let is_end = html[..at].ends_with('/');
    let mut at = name_end;
    loop {
        let rest = &html[at..];
        at += rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/').len();
        let rest = &html[at..];
        if rest.is_empty() {
            return at;
        }
        if rest.starts_with('>') {
            return if is_end { at + 1 } else { raw_text_end(html, at + 1, &tag) };
        }
        let (start, (name, value, next)) = (at, attribute(html, at));
        at = next;
        let Some(value) = value else { continue };
        if name == "id" || name == "name" && tag == "a" {
            found.push(Found::Id(value));
        } else if FOLLOWED.contains(&name.as_str()) {
            let loaded = matches!(tag.as_str(), "link" | "use" | "image");
            let link_at = (tag == "a" && name == "href").then_some(start);
            found.push(Found::Address { value, loaded, link_at });
        } else if LOADED.contains(&name.as_str()) || hides_code(&html[value.clone()]) {
            found.push(Found::Address { value, loaded: true, link_at: None });
        } else {
            found.extend(mentions(&tag, &name, html, value).into_iter().map(Found::Mention));
        }
    }
}

/// Where the value of an attribute mentions ids: each word of a list of them, and what stands in `url(#…)`.
fn mentions(tag: &str, name: &str, html: &str, value: Range<usize>) -> Vec<usize> {
    let text = &html[value.clone()];
    if MENTIONING.contains(&name) {
        let is_start = |(at, c): &(usize, char)| {
            !c.is_ascii_whitespace() && !text[..*at].ends_with(|before: char| !before.is_ascii_whitespace())
        };
        return text.char_indices().filter(is_start).map(|(at, _)| value.start + at).collect();
    }
    match name {
        "usemap" if text.starts_with('#') => return vec![value.start + 1],
        // An image map, which `usemap` mentions.
        "name" if tag == "map" => return vec![value.start],
        _ => {}
    }
    text.match_indices("url(#").map(|(at, it)| value.start + at + it.len()).collect()
}

/// What stands in a script is no markup: skips to its end tag. A style, a title and a textarea are read as markup, for
/// inside an SVG they are.
fn raw_text_end(html: &str, at: usize, tag: &str) -> usize {
    if tag != "script" {
        return at;
    }
    let ends = |from: &usize| {
        html.get(from + 2..from + 2 + tag.len()).is_some_and(|name| name.eq_ignore_ascii_case(tag))
    };
    html[at..].match_indices("</").map(|(it, _)| at + it).find(ends).unwrap_or(html.len())
}

/// Reads one attribute at `at`: its name, the range of its value, and where it ends.
fn attribute(html: &str, at: usize) -> (String, Option<Range<usize>>, usize) {
    let ends_name = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
    // A name may start with `=`, so its first character is never looked at.
    let first = html[at..].chars().next().map_or(0, char::len_utf8);
    let name_end = html[at + first..].find(ends_name).map_or(html.len(), |it| at + first + it);
    let name = html[at..name_end].to_ascii_lowercase();
    let after = html[name_end..].trim_start_matches(|c: char| c.is_ascii_whitespace());
    let Some(value) = after.strip_prefix('=') else { return (name, None, name_end) };
    let value = value.trim_start_matches(|c: char| c.is_ascii_whitespace());
    let start = html.len() - value.len();
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let end = value[1..].find(quote).map_or(html.len(), |it| start + 1 + it);
            (name, Some(start + 1..end), (end + 1).min(html.len()))
        }
        _ => {
            let end =
                value.find(|c: char| c.is_ascii_whitespace() || c == '>').map_or(html.len(), |it| start + it);
            (name, Some(start..end), end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(html: &str) -> Vec<&str> {
        let address = |it| match it {
            Found::Address { value, .. } => Some(&html[value]),
            Found::Id(_) | Found::Mention(_) | Found::Open(_) => None,
        };
        scan(html).into_iter().filter_map(address).collect()
    }

    #[test]
    fn addresses_are_found_however_they_are_written() {
        assert_eq!(addresses("<a HREF = 'x y'>b</a><img src=z.png alt>"), ["x y", "z.png"]);
        assert_eq!(addresses("<!-- <a href=x> --><script>'<a href=y>'</script><a\n/href=\"q"), ["q"]);
        assert_eq!(addresses("a < b href=x <br/> <a=b href=c>"), ["c"]);
    }

    #[test]
    fn no_disguise_hides_an_address() {
        let hidden = [
            "<!--><a href=\"j\">",
            "<!-- x --!><a href=j> -->",
            "<? <a title=\"> <a href=\"j\">",
            "<svg><style><a href=j></style></svg>",
            "</p title=\"><a href=j>\"><a href=j>",
        ];
        for html in hidden {
            assert!(addresses(html).contains(&"j"), "{html}");
        }
        assert_eq!(addresses("<animate values=\"java&#9;script:x\">"), ["java&#9;script:x"]);
        assert_eq!(scan("<p title=\"a> b"), [Found::Open(0..14)]);
    }

    #[test]
    fn ids_are_anchors() {
        assert_eq!(scan("<a name=x>"), [Found::Id(8..9)]);
        assert_eq!(scan("<p id='x'>"), [Found::Id(7..8)]);
        assert_eq!(scan("<input name=x>"), []);
    }

    #[test]
    fn mentions_of_ids_are_found() {
        assert_eq!(scan("<p headers=' a  b'>"), [Found::Mention(13), Found::Mention(16)]);
        assert_eq!(scan("<path fill=url(#g)>"), [Found::Mention(16)]);
        assert_eq!(scan("<img usemap=#m>"), [Found::Mention(13)]);
        assert_eq!(scan("<map name=m>"), [Found::Mention(10)]);
        assert_eq!(scan("<p title=\"for a\">"), []);
    }
}
