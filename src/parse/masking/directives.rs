//! Lines that are directives. To the parser each is a thematic break, `___`, which ends a paragraph, a quote or a table
//! as a directive must, and is nested in items and quotes by its indentation. A line that the parser does not read as a
//! break, in code or as the continuation of a paragraph, is not a directive.
//!
//! An HTML block ends with an empty line only (`CommonMark` 0.31.2, section 4.6), and a directive ends it too. So where the
//! parser says that a line is in one, the line becomes an empty line and an empty heading, `#`, for which there is room.

use std::ops::Range;

use memchr::memmem;

use crate::parse::directive_line;

/// What takes the place of a directive. Another thematic break could be the underline of a heading or an item of a list.
const BREAK: &[u8] = b"___";

/// A directive and the lines of options below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectiveLine {
    /// Its first line, from its colons on, without the line end.
    pub range: Range<usize>,
    /// The lines `:key: value` below, each from its first colon on.
    pub options: Vec<Range<usize>>,
    /// Whether it ends a block of HTML.
    pub ends_html: bool,
}

impl DirectiveLine {
    /// Returns the end of it and of its options.
    pub fn end(&self) -> usize {
        self.options.last().map_or(self.range.end, |option| option.end)
    }

    /// Returns what an empty line begins with in the quotes that the line is in.
    fn quotes(&self, source: &str) -> usize {
        source[start_of_line(source, self.range.start)..self.range.start].matches('>').count()
    }

    /// Reports whether the line has room for an empty line before a heading.
    pub fn can_end_html(&self, source: &str) -> bool {
        self.quotes(source) + "\n#".len() <= self.range.len()
    }
}

/// Replaces a directive by a thematic break, or by an empty line and an empty heading, and the lines of its options by white
/// space.
pub fn mask(line: &DirectiveLine, source: &str, bytes: &mut [u8]) {
    let start = start_of_line(source, line.range.start);
    let before = &source[start..line.range.start];
    let mut masked = Vec::with_capacity(line.range.end - start);
    if line.ends_html {
        masked.resize(line.quotes(source), b'>');
        masked.push(b'\n');
        masked.extend(before.bytes());
        masked.push(b'#');
    } else {
        masked.extend(before.bytes());
        masked.extend(BREAK);
    }
    masked.resize(line.range.end - start, b' ');
    bytes[start..line.range.end].copy_from_slice(&masked);
    for option in &line.options {
        bytes[option.clone()].fill(b' ');
    }
}

/// The beginnings of HTML blocks that an empty line does not end (`CommonMark` 0.31.2, section 4.6, conditions 1 to 5).
const LITERAL_HTML: [&str; 6] = ["<script", "<pre", "<style", "<textarea", "<!", "<?"];

/// Reports whether an empty line ends a block of HTML.
pub fn ends_with_empty_line(html: &str) -> bool {
    let html = html.trim_start();
    let begins = |start: &&str| html.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
    let literal = LITERAL_HTML.iter().find(|start| begins(start));
    literal.is_none_or(|start| {
        // `<predicate>` begins like `<pre>` and is another element.
        html[start.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-') && start.len() > 2
    })
}

/// Returns the lines that look like directives.
pub fn candidates(source: &str) -> Vec<DirectiveLine> {
    let mut lines = Vec::new();
    let mut next = 0;
    for at in memmem::find_iter(source.as_bytes(), b"::") {
        if at < next || !begins_line(source, at) {
            continue;
        }
        let line = line_at(source, at);
        next = line.end;
        if directive_line::is_directive(&source[line.clone()]) {
            let options = if directive_line::may_have_options(&source[line.clone()]) {
                options_below(source, line.end)
            } else {
                Vec::new()
            };
            lines.push(DirectiveLine { range: line, options, ends_html: false });
        }
    }
    lines
}

/// Returns the rest of the line, without its end.
fn line_at(source: &str, at: usize) -> Range<usize> {
    let length = source[at..].find(['\n', '\r']).unwrap_or(source.len() - at);
    at..at + source[at..at + length].trim_end().len()
}

/// Returns the lines `:key: value` below a line that ends at `end`.
fn options_below(source: &str, end: usize) -> Vec<Range<usize>> {
    let mut options = Vec::new();
    let mut at = end;
    while let Some(length) = source[at..].find('\n') {
        let start = at + length + 1;
        let indented = source[start..].bytes().take_while(|byte| b" \t>".contains(byte)).count();
        let line = line_at(source, start + indented);
        if directive_line::option(&source[line.clone()]).is_none() {
            break;
        }
        at = line.end;
        options.push(line);
    }
    options
}

fn start_of_line(source: &str, at: usize) -> usize {
    source[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

/// Reports whether a character begins its line: only the marks of quotes and items are before it.
fn begins_line(source: &str, at: usize) -> bool {
    let start = start_of_line(source, at);
    let mut before = source[start..at].trim_start_matches([' ', '\t', '>']);
    // The label of a footnote, which its text may follow in the same line.
    if let Some((_, rest)) = before.strip_prefix("[^").and_then(|label| label.split_once("]:")) {
        before = rest.trim_start_matches([' ', '\t', '>']);
    }
    while !before.is_empty() {
        let number = before.trim_start_matches(|c: char| c.is_ascii_digit());
        let mark = if number.len() < before.len() { ['.', ')'].as_slice() } else { &['-', '*', '+', ':'] };
        let Some(rest) = number.strip_prefix(mark).filter(|rest| rest.starts_with([' ', '\t'])) else {
            return false;
        };
        before = rest.trim_start_matches([' ', '\t', '>']);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_of_myst_are_part_of_a_directive() {
        let source = ":::{figure} a\n:name: b\n:width: 50%\n\nc\n:::\n";
        let lines = candidates(source);
        let options: Vec<&str> = lines[0].options.iter().map(|range| &source[range.clone()]).collect();
        assert_eq!(options, [":name: b", ":width: 50%"]);
    }
}
