//! Escapes text for Markdown (`CommonMark` 0.31.2, section 2.4, and the extensions of our parser). Only what could be
//! read as markup in its place is escaped, so that a page stays pleasant to read.

use std::fmt::Write;

use crate::document::LabelKind;

/// Whether the parser turns straight quotes, dashes and ellipses into typographic ones.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    /// It does, so they are escaped.
    Kept,
    /// It does not.
    Free,
}

/// The context of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TextContext {
    /// In a paragraph, which has lines.
    Paragraph,
    /// In a heading or a term: one line.
    Line,
    /// In a cell of a table: one line.
    Cell,
}

/// Escapes a text on a line of its own.
pub fn escaped(text: &str) -> String {
    line(text, Quotes::Free)
}

/// Escapes a text on a line of its own, depending on its quotes.
pub fn line(text: &str, quotes: Quotes) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push(text, TextContext::Line, quotes, &mut out);
    out
}

/// Escapes a text and appends it.
pub fn push(text: &str, place: TextContext, quotes: Quotes, out: &mut String) {
    let mut rest = text;
    loop {
        let plain = plain_start(rest);
        out.push_str(&rest[..plain]);
        let mut characters = rest[plain..].chars();
        let Some(c) = characters.next() else { return };
        rest = characters.as_str();
        let next = characters.next();
        if let Some(code) = as_entity(c, next, out) {
            let _ = write!(out, "&#{code};");
            continue;
        }
        let is_reference = c == '@'
            && !out.ends_with(char::is_alphanumeric)
            && LabelKind::ALL.iter().any(|kind| rest.starts_with(kind.prefix()));
        if is_reference || is_markup(c, next, place, out) || quotes == Quotes::Kept && is_smart(c, next, out)
        {
            out.push('\\');
        }
        out.push(c);
    }
}

/// Returns the length of the start of a text that is never markup: most of a text is words with a space between them.
fn plain_start(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let is_between = || *byte == b' ' && at > 0 && bytes.get(at + 1) != Some(&b'\n');
        if !IS_PLAIN[usize::from(*byte)] && !is_between() {
            break;
        }
        at += 1;
    }
    at
}

/// Whether each byte is never markup: letters and digits, and the comma.
const IS_PLAIN: [bool; 256] = {
    let (mut table, mut byte) = ([false; 256], 0_u8);
    loop {
        table[byte as usize] = byte.is_ascii_alphanumeric() || !byte.is_ascii() || byte == b',';
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

/// Returns the number of a white space character that would be lost or misread, to be written as a reference.
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
        '}' => place == TextContext::Line,
        // After an image, a link or code, it would begin attributes, and at the end of an item, its id.
        '{' => {
            let may_be_id = place == TextContext::Paragraph && next == Some('#');
            place == TextContext::Line || may_be_id || out.ends_with([')', ']', '}', '`', '>'])
        }
        '>' | '+' | '-' | '=' => starts_line(out),
        // After a call of a footnote, they would turn it into a definition or a link.
        '(' => out.ends_with(']'),
        ':' => starts_line(out) || out.ends_with(']') || begins_caption(out),
        '.' | ')' => follows_number(out),
        _ => false,
    }
}

/// Reports whether it would become a curly quote, a dash or an ellipsis.
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

/// Reports whether the last line is only the word that makes a paragraph the caption of a table.
fn begins_caption(out: &str) -> bool {
    out.strip_suffix("Table").is_some_and(starts_line)
}

/// Reports whether the last line is only a number, which a `.` would turn into a list item. Such a number has at most
/// nine digits, so no more are read.
fn follows_number(out: &str) -> bool {
    let digits = out.bytes().rev().take(10).take_while(u8::is_ascii_digit).count();
    (1..10).contains(&digits) && starts_line(&out[..out.len() - digits])
}

/// Escapes an address as the destination of a link. It is percent-encoded, so only a few characters remain to escape.
pub fn destination(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut rest = address.chars().peekable();
    while let Some(c) = rest.next() {
        // What looks like an entity would be read as one.
        let entity = c == '&' && rest.peek().is_some_and(|c| c.is_ascii_alphanumeric() || *c == '#');
        if entity || matches!(c, '(' | ')') {
            out.push('\\');
        }
        out.push(c);
    }
    if out.is_empty() { "<>".to_owned() } else { out }
}

/// Returns a title in quotes, to follow a destination.
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
