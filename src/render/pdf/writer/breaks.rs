//! Break points in long words, limits on clusters of characters, and the parts of a long paragraph.

use unicode_segmentation::UnicodeSegmentation;

/// Marks a break point. The theme replaces it by a space without width, so that it is not in the text of the PDF.
pub const BREAK: char = '\u{200B}';

/// The longest user-perceived character, in code points: the limit of the Stream-Safe Text Format (UAX #15, section 13)
/// and the letter before it. The memory that Typst needs grows with the square of this.
const MAX_CLUSTER: usize = 31;

/// The longest word made of letters alone. Typst hyphenates shorter ones.
const MAX_PROSE_WORD: usize = 60;

/// The longest part of a paragraph, in bytes. The time that Typst needs grows with the square of this.
pub const MAX_PARAGRAPH: usize = 12 * 1024;

/// A place for words: the longest word without a break point, in characters, and the longest part of a longer word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    longest: usize,
    part: usize,
}

impl Room {
    /// A line of text.
    pub const LINE: Room = Room { longest: 20, part: 12 };
    /// A cell of a table.
    pub const CELL: Room = Room { longest: 10, part: 12 };
    /// A line of a block of code.
    pub const CODE: Room = Room { longest: 24, part: 12 };
}

/// Returns a text with break points in words that are too long for a place, or none if there is no such word.
pub fn with_breaks(text: &str, room: Room) -> Option<String> {
    let is_long = |word: &str| word.len() > room.longest && word.chars().count() > limit(word, room);
    if !words(text).any(|(word, _)| is_long(word)) {
        return None;
    }
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for (word, space) in words(text) {
        if is_long(word) {
            divide(word, room.part, &mut out);
        } else {
            out.push_str(word);
        }
        out.push_str(space);
    }
    Some(out)
}

/// Returns the longest part of a text that no line end can divide, by characters.
pub fn longest_part(text: &str) -> &str {
    words(text).map(|(word, _)| word).max_by_key(|word| word.chars().count()).unwrap_or_default()
}

/// Returns a text in which no user-perceived character has more code points than the limit, if it differs.
pub fn with_short_clusters(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let is_long = |cluster: &str| cluster.len() > MAX_CLUSTER && cluster.chars().count() > MAX_CLUSTER;
    if !text.graphemes(true).any(is_long) {
        return None;
    }
    Some(text.graphemes(true).flat_map(|cluster| cluster.chars().take(MAX_CLUSTER)).collect())
}

/// Returns where to divide a text so that its first part has about this many bytes: after white space or a break point,
/// or at its end.
pub fn paragraph_end(text: &str, bytes: usize) -> usize {
    let from = text.ceil_char_boundary(bytes.min(text.len()));
    let is_end = |(_, c): &(usize, char)| c.is_whitespace() || *c == BREAK;
    text[from..].char_indices().find(is_end).map_or(text.len(), |(at, c)| from + at + c.len_utf8())
}

/// Reports whether a letter is of a script without spaces: Chinese or Japanese (Unicode 17, blocks).
pub fn is_without_spaces(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{303F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Returns the words of a text, each with the white space or the break point after it. A character of a script without
/// spaces is a word.
fn words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_end = |c: char| c.is_whitespace() || c == BREAK || c == '\u{AD}';
        let end = rest.find(|c| is_end(c) || is_without_spaces(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let first = after.chars().next();
        let space = first.map_or(0, char::len_utf8);
        (!rest.is_empty()).then(|| {
            rest = &after[space..];
            (word, &after[..space])
        })
    })
}

/// Returns the number of characters that a word may have: more for a word of letters alone, which Typst hyphenates.
fn limit(word: &str, room: Room) -> usize {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_joint = |c: char| matches!(c, '-' | '\'' | '’' | '‐' | '–' | '—') || c.is_alphabetic();
    let is_camel = word.chars().zip(word.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    if word.chars().all(is_joint) && !is_camel { MAX_PROSE_WORD } else { room.longest }
}

/// Adds a word with break points: after marks and between small and capital letters, and inside of what is too long then.
fn divide(word: &str, most: usize, out: &mut String) {
    let mut length = 0;
    let mut before = ' ';
    let mut start = 0;
    for (at, cluster) in word.grapheme_indices(true) {
        let next = cluster.chars().next().unwrap_or(' ');
        let after_mark = !before.is_alphanumeric() && next.is_alphanumeric() && length >= 3;
        let at_capital = before.is_lowercase() && next.is_uppercase() && length >= 4;
        if after_mark || at_capital {
            divide_evenly(&word[start..at], length, most, out);
            out.push(BREAK);
            (start, length) = (at, 0);
        }
        length += 1;
        before = cluster.chars().next_back().unwrap_or(' ');
    }
    divide_evenly(&word[start..], length, most, out);
}

/// Adds a part of a word, of this length, in equal parts that are not too long.
fn divide_evenly(part: &str, length: usize, most: usize, out: &mut String) {
    let size = length.div_ceil(length.div_ceil(most).max(1)).max(1);
    for (at, cluster) in part.graphemes(true).enumerate() {
        if at > 0 && at % size == 0 {
            out.push(BREAK);
        }
        out.push_str(cluster);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_break_at_their_parts_and_words_of_a_language_do_not() {
        let broken = |text| with_breaks(text, Room::CELL).map(|text| text.replace(BREAK, "|"));
        assert_eq!(
            broken("the maximumConcurrentConnections").as_deref(),
            Some("the maximum|Concurrent|Connections")
        );
        assert_eq!(broken("HANDOUT_MAXIMUM").as_deref(), Some("HANDOUT_|MAXIMUM"));
        assert_eq!(broken("(Gesundheitsversorgung),"), None);
        assert_eq!(broken("a_b c_d"), None);
        assert_eq!(broken("温湿布を胸に当てて五分間待ってから授乳を始めます"), None);
        assert_eq!(with_breaks(&"a".repeat(61), Room::LINE).map(|it| it.matches(BREAK).count()), Some(5));
    }

    #[test]
    fn a_letter_keeps_thirty_marks() {
        let marks = "\u{301}".repeat(6000);
        let short = with_short_clusters(&format!("a{marks}b")).expect("it is too long");
        assert_eq!(short, format!("a{}b", &marks[..60]));
        assert_eq!(with_short_clusters("नमस्ते á"), None);
    }

    #[test]
    fn a_long_text_is_divided_after_a_space() {
        assert_eq!(paragraph_end("one two three", 2), 4);
        assert_eq!(paragraph_end("one two", 4), 7);
        assert_eq!(paragraph_end("ééé", 1), 6);
    }
}
