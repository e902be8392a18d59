//! Typographic punctuation: straight quotes become the quotation marks of the page's language, `--` and `---` become
//! dashes, `...` an ellipsis. Which quotes open and which close follows from the flanking rules of emphasis
//! (`CommonMark` 0.31.2, section 6.2), as in the reference implementation's option `smart`.

use std::ops::Range;

use crate::language::{APOSTROPHE, QuoteMarks, quote_marks};

/// The end of a single-quoted text is searched for in this many bytes after its beginning.
const MAX_QUOTATION: usize = 2000;

/// Replaces the punctuation of a page, piece by piece.
#[derive(Debug)]
pub struct Punctuation {
    marks: QuoteMarks,
    /// Whether a double quotation is open in the block.
    is_open: bool,
}

/// A piece of text as it is in the source.
#[derive(Clone, Copy)]
pub struct SourceRange<'a> {
    /// The Markdown that contains the piece.
    pub source: &'a str,
    /// The start of the piece in it.
    pub start: usize,
    /// The end of the piece in it.
    pub end: usize,
}

impl Punctuation {
    /// Returns the punctuation of a language.
    pub fn of(language: &str) -> Punctuation {
        Punctuation { marks: quote_marks(language), is_open: false }
    }

    /// Begins a block: no quotation continues from the block before.
    pub fn begin_block(&mut self) {
        self.is_open = false;
    }

    /// Writes a text that is on its own, such as a caption, with others in some places, which stay as they are.
    pub fn text(&mut self, source: &str, others: &[(Range<usize>, String)]) -> String {
        self.begin_block();
        let mut out = String::with_capacity(source.len());
        let mut start = 0;
        for (place, other) in others {
            self.write(SourceRange { source, start, end: place.start }, &mut out);
            out.push_str(other);
            start = place.end;
        }
        self.write(SourceRange { source, start, end: source.len() }, &mut out);
        out
    }

    /// Returns a text that is in the text of a block without being part of it, such as an entry of the index.
    pub fn alone(&self, source: &str, others: &[(Range<usize>, String)]) -> String {
        Punctuation { marks: self.marks, is_open: false }.text(source, others)
    }

    /// Reports whether a text has no punctuation to replace.
    pub fn is_plain(text: &str) -> bool {
        let mut dots = memchr::memchr_iter(b'.', text.as_bytes());
        memchr::memchr3(b'"', b'\'', b'-', text.as_bytes()).is_none()
            && !dots.any(|at| text[at..].starts_with("..."))
    }

    /// Writes a piece to `out`. An escaped character stays as it is.
    pub fn write(&mut self, piece: SourceRange<'_>, out: &mut String) {
        let text = piece.text();
        let escaped = piece.source[..piece.start].ends_with('\\');
        let mut at = if escaped { text.chars().next().map_or(0, char::len_utf8) } else { 0 };
        out.push_str(&text[..at]);
        while let Some(next) = text[at..].find(['"', '\'', '-', '.']).map(|found| at + found) {
            out.push_str(&text[at..next]);
            let rest = &text[next..];
            at = next
                + match rest.as_bytes()[0] {
                    b'"' | b'\'' => {
                        out.push_str(self.quote(piece, piece.start + next));
                        1
                    }
                    b'-' => dashes(rest, out),
                    _ => ellipsis(rest, out),
                };
        }
        out.push_str(&text[at..]);
    }

    fn quote(&mut self, piece: SourceRange<'_>, at: usize) -> &'static str {
        let is_double = piece.source.as_bytes()[at] == b'"';
        let sides = Flanks::at(piece.source, at);
        if is_double {
            let closes = if sides.left && sides.right { self.closes_word(sides) } else { sides.right };
            self.is_open = !closes;
            return self.marks.outer[usize::from(closes)];
        }
        let opens = sides.left && !sides.right && is_closed(piece.source, at);
        let closes =
            sides.right && !sides.left && self.marks.inner[1] != APOSTROPHE && is_opened(piece.source, at);
        match (opens, closes) {
            (true, _) => self.marks.inner[0],
            (_, true) => self.marks.inner[1],
            _ => APOSTROPHE,
        }
    }

    /// Reports whether a double quote between two letters closes: always after a digit (6"x4") and in scripts with
    /// spaces, and in others if a quotation is open.
    fn closes_word(&self, sides: Flanks) -> bool {
        self.is_open || sides.before.is_none_or(|c| c.is_ascii())
    }
}

impl<'a> SourceRange<'a> {
    fn text(self) -> &'a str {
        &self.source[self.start..self.end]
    }
}

/// The surroundings of a quote.
#[derive(Clone, Copy)]
struct Flanks {
    left: bool,
    right: bool,
    before: Option<char>,
}

impl Flanks {
    fn at(source: &str, at: usize) -> Flanks {
        let before = source[..at].chars().next_back();
        let after = source[at + 1..].chars().next();
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let is_mark = |c: Option<char>| c.is_some_and(is_punctuation);
        Flanks {
            left: !is_space(after) && (!is_mark(after) || is_space(before) || is_mark(before)),
            right: !is_space(before)
                && (!is_mark(before) || is_space(after) || is_mark(after))
                && !matches!(before, Some('(' | '[')),
            before,
        }
    }
}

/// Reports whether a character is punctuation. Unicode has more of it; a mark that is missed here counts as a letter.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{a1}'..='\u{bf}' | '\u{2010}'..='\u{205e}' | '\u{3001}'..='\u{3030}' | '\u{ff01}'..='\u{ff0f}')
            && !c.is_alphanumeric()
}

/// Returns the rest of the block that begins after a byte, as far as a quotation is searched for.
fn rest_of_block(source: &str, from: usize) -> Range<usize> {
    let mut end = source.len().min(from + MAX_QUOTATION);
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    let end = source[from..end].find("\n\n").map_or(end, |length| from + length);
    from..end
}

/// Reports whether a single quote that may open is closed in its block.
fn is_closed(source: &str, at: usize) -> bool {
    let rest = rest_of_block(source, at + 1);
    let closes = |offset: usize| {
        let sides = Flanks::at(source, rest.start + offset);
        sides.right && !sides.left
    };
    source[rest.clone()].match_indices('\'').any(|(offset, _)| closes(offset))
}

/// Reports whether a single quote that may close was opened before in its block.
fn is_opened(source: &str, at: usize) -> bool {
    let mut start = at.saturating_sub(MAX_QUOTATION);
    while !source.is_char_boundary(start) {
        start += 1;
    }
    let start = source[start..at].rfind("\n\n").map_or(start, |found| start + found);
    let opens = |offset: usize| {
        let sides = Flanks::at(source, start + offset);
        sides.left && !sides.right
    };
    source[start..at].rmatch_indices('\'').any(|(offset, _)| opens(offset))
}

/// Writes the dashes of a run of hyphens as the reference implementation does, and returns its length: a run is all em
/// dashes or all en dashes where its length allows.
fn dashes(text: &str, out: &mut String) -> usize {
    let length = text.bytes().take_while(|byte| *byte == b'-').count();
    let (em, en) = match length {
        1 => {
            out.push('-');
            (0, 0)
        }
        length if length.is_multiple_of(3) => (length / 3, 0),
        length if length.is_multiple_of(2) => (0, length / 2),
        length if length % 3 == 2 => ((length - 2) / 3, 1),
        length => ((length - 4) / 3, 2),
    };
    out.extend(std::iter::repeat_n('—', em).chain(std::iter::repeat_n('–', en)));
    length
}

fn ellipsis(text: &str, out: &mut String) -> usize {
    let (mark, length) = if text.starts_with("...") { ('…', 3) } else { ('.', 1) };
    out.push(mark);
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smart(language: &str, text: &str) -> String {
        Punctuation::of(language).text(text, &[])
    }

    #[test]
    fn quotes_open_and_close_as_in_the_reference_implementation() {
        for (text, expected) in [
            (r#""Hallo" said 'he'."#, "“Hallo” said ‘he’."),
            (r#"A 6" nail and a "12" pizza""#, "A 6” nail and a “12” pizza”"),
            ("'tis the mothers' milk, isn't it?", "‘tis the mothers’ milk, isn’t it?"),
            (r#""'Nested' quotes""#, "“‘Nested’ quotes”"),
            (r#"("in brackets") and **"bold"**"#, "(“in brackets”) and **“bold”**"),
            ("the '90s", "the ’90s"),
            (r#"他说"你好"吗"#, "他说“你好”吗"),
        ] {
            assert_eq!(smart("en", text), expected);
        }
    }

    #[test]
    fn quotes_are_those_of_the_language() {
        assert_eq!(smart("de", r#""Hallo" sagt 'er', wie geht's?"#), "„Hallo“ sagt ‚er‘, wie geht’s?");
        assert_eq!(smart("fr", r#"Il dit "bonjour" à l'amie."#), "Il dit «\u{a0}bonjour\u{a0}» à l’amie.");
        assert_eq!(smart("de", "die Mütter' sagen"), "die Mütter’ sagen");
    }

    #[test]
    fn dashes_and_ellipses() {
        assert_eq!(smart("en", "a - b -- c --- d ---- e ----- f ..."), "a - b – c — d –– e —– f …");
        assert_eq!(smart("en", "no.. yes...."), "no.. yes….");
    }

    #[test]
    fn an_escaped_quote_is_straight() {
        let source = r#"a \"b" c"#;
        let mut out = String::new();
        let piece = SourceRange { source, start: 3, end: source.len() };
        Punctuation::of("en").write(piece, &mut out);
        assert_eq!(out, "\"b” c");
    }
}
