//! Superscript and subscript inside a word: `10^th^`, `H~2~O`. pulldown-cmark reads the marks only after white space or
//! punctuation. Inside a word they are found here, by the rule of Pandoc: no white space between the two marks.

use std::ops::Range;

/// A marked part of a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Script {
    /// `^` or `~`.
    pub mark: char,
    /// The range including its two marks.
    pub whole: Range<usize>,
    /// The range between them.
    pub inside: Range<usize>,
}

/// Returns the marked parts of a text, in order.
pub fn find(text: &str, marks: &[char]) -> Vec<Script> {
    let mut found = Vec::new();
    let mut from = if marks.is_empty() { text.len() } else { 0 };
    while let Some(open) = text[from..].find(marks).map(|at| from + at) {
        let mark = char::from(text.as_bytes()[open]);
        let inside = &text[open + 1..];
        let end = inside
            .find(|c: char| c == mark || c.is_whitespace())
            .filter(|end| inside[*end..].starts_with(mark));
        match end.filter(|end| *end > 0) {
            Some(end) => {
                let close = open + 1 + end;
                found.push(Script { mark, whole: open..close + 1, inside: open + 1..close });
                from = close + 1;
            }
            None => from = open + 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        find(text, &['^', '~']).into_iter().map(|it| &text[it.inside]).collect()
    }

    #[test]
    fn marks_inside_a_word_are_found() {
        assert_eq!(parts("x^2^ and H~2~O, the 10^th^"), ["2", "2", "th"]);
        assert_eq!(parts("2^3 and 4^5, a^^b, ~ ~, é^è^"), ["è"]);
    }
}
