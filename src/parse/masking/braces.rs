//! Braces at the end of a heading that are not attributes: `## GET /users/{id}`. The parser reads any braces as attributes, so
//! those of others are masked; what attributes mean is read from the source.

use std::ops::Range;

use crate::parse::attributes::{HEADING, at_end};

/// Characters with which the parser does not read braces as attributes.
const UNREAD: [char; 5] = ['<', '>', '\\', '{', '}'];

/// Finds the closing braces at the ends of lines that may be headings and that do not end attributes. The braces of any
/// other line may belong to a formula.
pub fn find(source: &str) -> Vec<usize> {
    let bytes = source.as_bytes();
    let closes = |byte: &u8| b"# \t\r".contains(byte);
    let mut found = Vec::new();
    for at in memchr::memchr_iter(b'}', bytes) {
        let end = at + 1 + bytes[at + 1..].iter().take_while(|byte| closes(byte)).count();
        if bytes.get(end).is_some_and(|byte| *byte != b'\n') {
            continue;
        }
        let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |before| before + 1);
        let next = || source.get(end + 1..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let may_be_heading = || source[start..end].contains('#') || is_underline(next());
        if !ends_with_attributes(&source[start..=at]) && may_be_heading() {
            found.push(at);
        }
    }
    found
}

/// Reports whether a line makes the one before it a heading.
fn is_underline(line: &str) -> bool {
    let line = line.trim_matches([' ', '\t', '>', '\r']);
    line.starts_with(['=', '-'])
        && (line.bytes().all(|byte| byte == b'=') || line.bytes().all(|byte| byte == b'-'))
}

fn ends_with_attributes(line: &str) -> bool {
    at_end(line).is_some_and(|(list, at)| HEADING.has(&list) && are_read(&line[at + 1..line.len() - 1]))
}

/// Returns the place of the braces at the end of a heading that are attributes or look like some. The heading is as it is
/// written.
pub fn heading_braces(heading: &str) -> Option<Range<usize>> {
    let mut text = heading.trim_end();
    if let Some((above, last)) = text.rsplit_once('\n')
        && is_underline(last)
    {
        text = above;
    }
    let text = text.trim_end_matches(['#', ' ', '\t', '\r']);
    let list = at_end(text).filter(|(list, _)| HEADING.has(list)).map(|(_, at)| at);
    let similar = || {
        let at = text.strip_suffix('}')?.rfind('{')?;
        let is_similar = text[at + 1..].starts_with(['#', '.']) && text[..at].ends_with([' ', '\t']);
        is_similar.then_some(at)
    };
    Some(list.or_else(similar)?..text.len())
}

/// Reports whether the parser reads attributes as such.
fn are_read(attributes: &str) -> bool {
    !attributes.contains(UNREAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_classes_and_pairs_are_attributes() {
        for text in ["{#ok}", "{.a .b}", "{#a .b k=v}", "{ #a }", "{.a k=\"v w\"} ##"] {
            assert!(find(&format!("## A {text}\n")).is_empty(), "{text}");
        }
        for text in [
            "{id}",
            "{\"a\": 1}",
            "{a, b}",
            "\\{#lit}",
            "{}",
            "{block}",
            "{%- include a.html -%}",
            "{#a b}",
            "{index}",
            "{{ x }}",
        ] {
            assert_eq!(find(&format!("## A {text}\n")).len(), 1, "{text}");
        }
        assert!(find("## {a} b\n").is_empty());
    }

    #[test]
    fn only_the_lines_of_headings_count() {
        for text in ["# {a}\n", "> - # {a} ##\n", "{a}\n---\n", "> {a}\n> ===\n", "[^1]: # {a}"] {
            assert_eq!(find(text).len(), 1, "{text}");
        }
        assert!(find("$$\n\\frac{a}{b}\n$$\n").is_empty());
    }
}
