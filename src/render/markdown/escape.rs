//! Text that stays text in Markdown (`CommonMark` 0.31.2, section 2.4, and what our reader knows beyond it). Only what
//! could be read as markup where it stands is escaped, so that a page stays pleasant to read.

use std::fmt::Write;

/// Whether straight quotes, dashes and dots would be read as curly ones.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    /// They would, so they are escaped.
    Kept,
    /// They would not.
    Free,
}

/// Where a text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TextContext {
    /// In a paragraph, which has lines.
    Paragraph,
    /// In a heading or a term: one line.
    Line,
    /// In a cell of a table: one line.
    Cell,
}

/// A text in a line of its own.
pub fn escaped(text: &str) -> String {
    line(text, Quotes::Free)
}

/// A text in a line of its own, whose quotes are read in this way.
pub fn line(text: &str, quotes: Quotes) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push(text, TextContext::Line, quotes, &mut out);
    out
}

/// Writes a text after what was written.
pub fn push(text: &str, place: TextContext, quotes: Quotes, out: &mut String) {
    let mut rest = text;
    loop {
        // Letters and digits are never markup; most of a text is runs of them.
        let plain = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii()).count();
        out.push_str(&rest[..plain]);
        let mut characters = rest[plain..].chars();
        let Some(c) = characters.next() else { return };
        rest = characters.as_str();
        let next = characters.next();
        if let Some(code) = as_entity(c, next, out) {
            let _ = write!(out, "&#{code};");
            continue;
        }
        if is_markup(c, next, place, out) || quotes == Quotes::Kept && is_smart(c, next, out) {
            out.push('\\');
        }
        out.push(c);
    }
}

/// White space that would be lost or read as something else is told by its number.
fn as_entity(c: char, next: Option<char>, out: &str) -> Option<u32> {
    let is_lost = match c {
        ' ' => starts_line(out) || next == Some('\n'),
        '\t' | '\n' | '\r' => true,
        _ => false,
    };
    is_lost.then_some(u32::from(c))
}

fn is_markup(c: char, next: Option<char>, place: TextContext, out: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match c {
        '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '^' | '|' | '$' => true,
        '_' => !(word(out.chars().next_back()) && word(next)),
        '&' => next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '#'),
        '!' => next.is_none(),
        '#' => starts_line(out) || place == TextContext::Line,
        '{' | '}' => place == TextContext::Line,
        '>' | '+' | '-' | '=' => starts_line(out),
        // After a call of a footnote they would make it a definition or a link.
        ':' | '(' => starts_line(out) && c == ':' || out.ends_with(']'),
        '.' | ')' => follows_number(out),
        _ => false,
    }
}

/// Whether it would become a curly quote, a dash or an ellipsis.
fn is_smart(c: char, next: Option<char>, out: &str) -> bool {
    match c {
        '"' | '\'' => true,
        '-' => next == Some('-') || out.ends_with('-'),
        '.' => next == Some('.') || out.ends_with('.'),
        _ => false,
    }
}

fn starts_line(out: &str) -> bool {
    out.is_empty() || out.ends_with('\n')
}

/// Whether the last line is a number and nothing else, which a `.` would make an item of a list. Such a number has nine
/// digits at most, so no more is looked at.
fn follows_number(out: &str) -> bool {
    let digits = out.bytes().rev().take(10).take_while(u8::is_ascii_digit).count();
    (1..10).contains(&digits) && starts_line(&out[..out.len() - digits])
}

/// An address as the destination of a link. It is percent-encoded, so that only a few characters are left to mind.
pub fn destination(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut rest = address.chars().peekable();
    while let Some(c) = rest.next() {
        // What looks like an entity would be one.
        let entity = c == '&' && rest.peek().is_some_and(|c| c.is_ascii_alphanumeric() || *c == '#');
        if entity || matches!(c, '(' | ')') {
            out.push('\\');
        }
        out.push(c);
    }
    if out.is_empty() { "<>".to_owned() } else { out }
}

/// A text in quotes after a destination.
pub fn title(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' | '&' | '|' | '`' | '<' => out.extend(['\\', c]),
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
