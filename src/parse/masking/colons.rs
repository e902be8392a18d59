//! Colons at the start of a line that do not begin a definition. A definition needs white space after its colon (PHP
//! Markdown Extra, Pandoc), and is not part of a code span that began on a line before.

use std::collections::HashMap;
use std::ops::Range;

/// The colons that are text, and those that begin the delimiter row of a table.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Colons {
    /// Colons that are text.
    pub text: Vec<usize>,
    /// Colons of delimiter rows, such as `:-:`.
    pub delimiters: Vec<usize>,
}

/// Finds the colons at the start of lines that do not begin a definition.
pub fn find(source: &str) -> Colons {
    let (mut found, mut code) = (Colons::default(), CodeSpans::default());
    for at in memchr::memchr_iter(b':', source.as_bytes()) {
        let before = &source.as_bytes()[..at];
        let indented = before.iter().rev().take_while(|byte| b" \t>*+-0123456789.)".contains(byte)).count();
        let is_first = before.len() == indented || before[before.len() - indented - 1] == b'\n';
        if !is_first {
            continue;
        }
        let line = source[at..].lines().next().unwrap_or_default();
        if is_delimiter_row(line) && follows_header(&source[..at]) {
            found.delimiters.push(at);
        } else if !line[1..].starts_with([' ', '\t'])
            || line[1..].trim().is_empty()
            || code.contain(source, at)
        {
            found.text.push(at);
        }
    }
    found
}

/// Reports whether a line is the delimiter row of a table (GFM 0.29, section 4.10).
pub fn is_delimiter_row(line: &str) -> bool {
    let cells = line.trim().trim_end_matches('|').split('|').map(str::trim);
    line.contains('-')
        && cells.clone().all(|cell| {
            let dashes = cell.trim_start_matches(':').trim_end_matches(':');
            !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-') && cell.len() - dashes.len() <= 2
        })
}

/// Reports whether the line before has cells. A header without a `|` is a paragraph to the parser.
fn follows_header(before: &str) -> bool {
    let lines = before.trim_end_matches([' ', '>', '\t']).strip_suffix('\n');
    lines.is_some_and(|lines| lines.rsplit('\n').next().unwrap_or_default().contains('|'))
}

/// The code spans of the paragraph that was searched last (`CommonMark` 0.31.2, section 6.1).
#[derive(Default)]
struct CodeSpans {
    paragraph: Range<usize>,
    spans: Vec<Range<usize>>,
}

impl CodeSpans {
    fn contain(&mut self, source: &str, at: usize) -> bool {
        if !self.paragraph.contains(&at) {
            let start = source[..at].rfind("\n\n").map_or(0, |found| found + 2);
            let end = source[at..].find("\n\n").map_or(source.len(), |found| at + found);
            self.spans = code_spans(&source[start..end], start);
            self.paragraph = start..end;
        }
        let next = self.spans.partition_point(|span| span.start <= at);
        next > 0 && self.spans[next - 1].end > at
    }
}

/// Returns the code spans of a paragraph that begins at `start`.
fn code_spans(paragraph: &str, start: usize) -> Vec<Range<usize>> {
    let runs = backticks(paragraph);
    let mut of_length: HashMap<usize, Vec<usize>> = HashMap::new();
    for (index, (_, length)) in runs.iter().enumerate() {
        of_length.entry(*length).or_default().push(index);
    }
    let (mut next, mut spans) = (0, Vec::new());
    while let Some((open, length)) = runs.get(next).copied() {
        let same = &of_length[&length];
        let close = same.get(same.partition_point(|index| *index <= next)).copied();
        if let Some(close) = close {
            spans.push(start + open..start + runs[close].0 + length);
        }
        next = close.unwrap_or(next) + 1;
    }
    spans
}

/// Returns the runs of backticks of a text: where each begins, and its length.
fn backticks(text: &str) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for at in memchr::memchr_iter(b'`', text.as_bytes()) {
        match runs.last_mut() {
            Some((start, length)) if *start + *length == at => *length += 1,
            _ => runs.push((at, 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_needs_white_space_after_its_colon() {
        assert_eq!(find("Term\n: text\n\n> Term\n> :\ttext\n"), Colons::default());
        for text in [
            "a\n:::note\n",
            "a\n:tada: b\n",
            "a\n:30\n",
            "> a\n> :x\n",
            "- a\n  :x\n",
            "a `b\n: c` d\n",
            "a\n:\n",
        ] {
            assert_eq!(find(text).text.len(), 1, "{text:?}");
        }
        assert_eq!(find("a ``b`c\n: d`` e\n").text.len(), 1);
        assert_eq!(find("a `b` c\n: d `e`\n"), Colons::default());
    }

    #[test]
    fn a_delimiter_row_is_of_a_table() {
        for text in ["|a|\n:-:\n", "a | b\n:- | -:\n", "> |a\n> :--\n"] {
            assert_eq!(find(text).delimiters.len(), 1, "{text:?}");
        }
        assert!(find("\n:-:\n").delimiters.is_empty());
        assert_eq!(find("a\n:-:\n").text.len(), 1);
    }
}
