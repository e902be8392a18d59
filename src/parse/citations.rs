//! Citations in text, as Pandoc writes them: `[@morton2009, p. 760; see @foda2004]`, `[-@a]`, and `@a` in a sentence.

use std::ops::Range;

use super::locators;
use crate::document::{Body, Citation, CitationForm, CitedItem, LabelKind};

/// Marks after which a key in a sentence can begin: opening brackets and quotation marks.
const OPENING: &str = "([{\"'“„«‘‚‹”’";

/// Marks that a key can have between its letters and digits.
const IN_KEYS: &str = ":.#$%&-+?~/";

/// The longest key, in bytes. A longer one is text.
const MAX_KEY: usize = 200;

/// The most sources in one citation.
const MAX_ITEMS: usize = 100;

/// A citation in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct FoundCitation {
    /// Its range.
    pub range: Range<usize>,
    /// What it cites.
    pub citation: Citation,
    /// The range of each of its keys, with the `@`.
    pub keys: Vec<Range<usize>>,
}

/// Finds the citations of a text, in order. `before` is the character before the text; `is_mark` reports whether the
/// character at an offset is one that the author wrote as a mark, not escaped.
pub fn find(text: &str, before: Option<char>, is_mark: &dyn Fn(usize) -> bool) -> Vec<FoundCitation> {
    let (mut found, mut end): (Vec<FoundCitation>, usize) = (Vec::new(), 0);
    for at in memchr::memchr_iter(b'@', text.as_bytes()) {
        if at < end || !is_mark(at) {
            continue;
        }
        let citation = bracketed(text, end, at, is_mark).or_else(|| in_text(text, at, before, is_mark));
        if let Some(citation) = citation {
            end = citation.range.end;
            found.push(citation);
        }
    }
    found
}

/// Reads the citation in brackets that has its first `@` at an offset.
fn bracketed(text: &str, from: usize, at: usize, is_mark: &dyn Fn(usize) -> bool) -> Option<FoundCitation> {
    let open = from + text[from..at].rfind(['[', ']'])?;
    if !text[open..].starts_with('[') || !is_mark(open) {
        return None;
    }
    let close = open + text[open..].find(']')?;
    if text[open + 1..close].contains('[') || !is_mark(close) {
        return None;
    }
    let (mut items, mut keys, mut start) = (Vec::new(), Vec::new(), open + 1);
    for part in text[open + 1..close].split(';') {
        let (item, key) = item(text, start..start + part.len(), is_mark)?;
        start += part.len() + 1;
        items.push(item);
        keys.push(key);
    }
    let citation = Citation { form: CitationForm::Bracketed, items: items.into() };
    (keys.len() <= MAX_ITEMS).then_some(FoundCitation { range: open..close + 1, citation, keys })
}

/// Reads one part of a citation in brackets: words, a key, a place, words.
fn item(
    text: &str,
    part: Range<usize>,
    is_mark: &dyn Fn(usize) -> bool,
) -> Option<(CitedItem, Range<usize>)> {
    let is_sign = |at: &usize| {
        let before = text[part.start..*at].chars().next_back();
        is_mark(*at) && before.is_none_or(|c| c.is_whitespace() || c == '-' || OPENING.contains(c))
    };
    let signs = memchr::memchr_iter(b'@', &text.as_bytes()[part.clone()]);
    let at = signs.map(|at| part.start + at).find(is_sign)?;
    let length = key_length(&text[at + 1..part.end])?;
    let key = &text[at + 1..at + 1 + length];
    let before = &text[part.start..at];
    let is_author_left_out = before.ends_with('-');
    let prefix = before.strip_suffix('-').unwrap_or(before).trim();
    let after = &text[at + 1 + length..part.end];
    let (locator, after) = match locators::read(after) {
        Some((locator, after)) => (Some(locator), after),
        None => (None, after),
    };
    let suffix = after.trim_end();
    let item = CitedItem {
        key: key.into(),
        prefix: prefix.into(),
        locator,
        suffix: suffix.into(),
        is_author_left_out,
    };
    Some((item, at..at + 1 + length))
}

/// Reads the citation in a sentence whose `@` is at an offset, with a place in brackets after it.
fn in_text(
    text: &str,
    at: usize,
    before: Option<char>,
    is_mark: &dyn Fn(usize) -> bool,
) -> Option<FoundCitation> {
    let before = text[..at].chars().next_back().or(before);
    if !before.is_none_or(|c| c.is_whitespace() || OPENING.contains(c)) {
        return None;
    }
    let length = key_length(&text[at + 1..])?;
    let key = &text[at + 1..at + 1 + length];
    // A name of a file or a size, such as `@2x`, begins with a digit.
    if key.starts_with(|c: char| c.is_numeric()) {
        return None;
    }
    let end = at + 1 + length;
    let place = text[end..].strip_prefix(" [").and_then(|rest| {
        let close = rest.find(']').filter(|close| is_mark(end + 1) && is_mark(end + 2 + close))?;
        let (locator, rest) =
            locators::read(&format!(",{}", &rest[..close])).map(|(it, rest)| (it, rest.len()))?;
        (rest == 0).then_some((locator, end + 2 + close + 1))
    });
    let (locator, end_of_all) = place.map_or((None, end), |(locator, end)| (Some(locator), end));
    let (prefix, suffix) = Default::default();
    let item = CitedItem { key: key.into(), prefix, locator, suffix, is_author_left_out: false };
    let citation = Citation { form: CitationForm::InText, items: Box::new([item]) };
    let key = at..end;
    Some(FoundCitation { range: at..end_of_all, citation, keys: Vec::from([key]) })
}

/// Returns the length of the key that a text begins with; `None` if there is none, or if it refers to a figure, a table or
/// a section.
fn key_length(text: &str) -> Option<usize> {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    let mut length = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let is_followed = letters.peek().is_some_and(|(_, next)| is_letter(*next));
        let is_inside = at > 0 && IN_KEYS.contains(c) && is_followed;
        if !is_letter(c) && !is_inside || at > MAX_KEY {
            break;
        }
        length = at + c.len_utf8();
    }
    (length > 0 && length <= MAX_KEY && LabelKind::of(&text[..length]).is_none()).then_some(length)
}

/// Returns the citations of a page's file. One that no reader sees cites nothing.
pub fn collect(body: &Body) -> Vec<Citation> {
    let mut citations = vec![Citation::default(); body.citation_count()];
    for (number, placed) in body.citations() {
        citations[number] = placed.citation.clone();
    }
    citations
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text, None, &|_| true).into_iter().map(|found| &text[found.range]).collect()
    }

    fn items(text: &str) -> Vec<CitedItem> {
        let found = find(text, None, &|_| true);
        found.into_iter().flat_map(|found| found.citation.items.into_vec()).collect()
    }

    #[test]
    fn citations_are_found_as_pandoc_finds_them() {
        assert_eq!(
            found("It helps [@a2009]. As @b says, [see @c, p. 3; @d]"),
            ["[@a2009]", "@b", "[see @c, p. 3; @d]"]
        );
        assert_eq!(
            found("[-@a] (@b) “@c_d:e.f” @g [p. 3] @h [see there]"),
            ["[-@a]", "@b", "@c_d:e.f", "@g [p. 3]", "@h"]
        );
        assert_eq!(found("[@a][@b]"), ["[@a]", "[@b]"]);
        assert_eq!(found("[x] @a [y]"), ["@a"]);
    }

    #[test]
    fn addresses_and_references_are_no_citations() {
        for text in ["a@b.org", "@2x", "@", "@fig-a", "[@fig-a]", "@@a", "/@a", "[]", "[@]", "@-a", "x@y"] {
            assert!(found(text).is_empty(), "{text}");
        }
        assert!(find("@a", Some('x'), &|_| true).is_empty());
        assert!(find("[@a]", None, &|_| false).is_empty());
    }

    #[test]
    fn the_parts_of_a_citation_are_read() {
        let items = items("[see also -@a, pp. 3-4 and more; @b, too]");
        let [first, second] = &items[..] else { panic!("{items:?}") };
        assert_eq!((&*first.prefix, &*first.key, &*first.suffix), ("see also", "a", " and more"));
        assert!(first.is_author_left_out);
        assert_eq!(first.locator.as_ref().map(|it| (it.kind, &*it.number)), Some(("page", "3-4")));
        assert_eq!((&*second.key, &*second.suffix, &second.locator), ("b", ", too", &None));
    }
}
