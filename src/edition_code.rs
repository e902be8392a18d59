//! Edition codes: 30 bits of the fingerprint of the words of a page, to say whether a sheet of paper is current. The code
//! depends on what the author wrote, and not on the theme, the values of the guide, the machine or the time.

use std::fmt;

use xxhash_rust::xxh3::xxh3_64;

use crate::document::{Body, Event, Kind, Node};
use crate::paths;
use crate::raw::{Entry, Value};

/// The symbols of Crockford's base 32, which leave out I, L, O and U.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The number of symbols of a code.
const LENGTH: usize = 6;

/// The number of bits of a symbol.
const BITS: usize = 5;

/// The edition code of a page, or of several: `7F3A-2K`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionCode(u32);

/// The words of a page, from which its code is made.
pub struct PageText<'a> {
    /// The title.
    pub title: &'a str,
    /// The description.
    pub description: &'a str,
    /// The keys of front matter that a theme may print, such as the fields of a kind.
    pub extra: &'a [Entry],
    /// The text on paper, before anything of the guide is filled in.
    pub body: &'a Body,
}

impl EditionCode {
    /// Returns the code of a page.
    pub fn of_page(page: &PageText<'_>) -> EditionCode {
        let mut words = String::new();
        push_words(page.title, &mut words);
        words.push('\n');
        push_words(page.description, &mut words);
        words.push('\n');
        page.extra.iter().for_each(|entry| push_entry(entry, &mut words));
        words.push('\n');
        push_words(&text_of(page.body), &mut words);
        EditionCode::of_text(&words)
    }

    /// Returns the code of several pages in an order. That of one page is the page's own.
    ///
    /// ```
    /// use handout::edition_code::EditionCode;
    ///
    /// let [first, second] = ["7F3A-2K", "0123-45"].map(|text| EditionCode::parse(text).expect("a code"));
    /// assert_eq!(EditionCode::of_pages([first]), first);
    /// assert_ne!(EditionCode::of_pages([first, second]), EditionCode::of_pages([second, first]));
    /// ```
    pub fn of_pages(codes: impl IntoIterator<Item = EditionCode>) -> EditionCode {
        let codes: Vec<EditionCode> = codes.into_iter().collect();
        match codes[..] {
            [only] => only,
            _ => EditionCode::of_text(&codes.iter().map(|code| code.compact()).collect::<Vec<_>>().join(" ")),
        }
    }

    fn of_text(text: &str) -> EditionCode {
        let first = xxh3_64(text.as_bytes()) >> (64 - LENGTH * BITS);
        EditionCode(u32::try_from(first).expect("30 bits"))
    }

    /// Parses a code as somebody may type it: in small letters, without the hyphen, with the letters that look like digits.
    ///
    /// ```
    /// use handout::edition_code::EditionCode;
    ///
    /// assert_eq!(EditionCode::parse("7f3a2k"), EditionCode::parse("7F3A-2K"));
    /// assert_eq!(EditionCode::parse("OIL000"), EditionCode::parse("0110-00"));
    /// assert_eq!(EditionCode::parse("7F3A-2"), None);
    /// assert_eq!(EditionCode::parse("7F3A-2U"), None);
    /// ```
    pub fn parse(text: &str) -> Option<EditionCode> {
        let mut code = 0;
        let mut length = 0;
        for c in text.chars().filter(|c| *c != '-' && !c.is_whitespace()) {
            let symbol = match c.to_ascii_uppercase() {
                'I' | 'L' => '1',
                'O' => '0',
                other => other,
            };
            let value = SYMBOLS.iter().position(|known| char::from(*known) == symbol)?;
            length += 1;
            if length > LENGTH {
                return None;
            }
            code = code << BITS | u32::try_from(value).ok()?;
        }
        (length == LENGTH).then_some(EditionCode(code))
    }

    /// Returns it without the hyphen, as it is in an address: `7F3A2K`.
    pub fn compact(self) -> String {
        let symbol = |at: usize| SYMBOLS[(self.0 >> (BITS * (LENGTH - 1 - at))) as usize % SYMBOLS.len()];
        (0..LENGTH).map(|at| char::from(symbol(at))).collect()
    }

    /// Returns the fragment of an address with which a page says whether this edition of it is current: `#e=7F3A2K`.
    pub fn fragment(self) -> String {
        format!("#e={}", self.compact())
    }
}

impl fmt::Display for EditionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let compact = self.compact();
        let (first, last) = compact.split_at(4);
        write!(f, "{first}-{last}")
    }
}

/// Appends the words of a text, composed (Unicode NFC), with one space between them.
fn push_words(text: &str, out: &mut String) {
    let text = paths::nfc(text);
    let mut start = 0;
    while start < text.len() {
        let end = end_of_spaced_words(&text, start);
        if start < end {
            if !out.is_empty() && !out.ends_with('\n') {
                out.push(' ');
            }
            out.push_str(&text[start..end]);
        }
        start = end + text[end..].chars().next().map_or(0, char::len_utf8);
    }
}

/// Returns the end of the words from `start` on that have one space between them already, as most words have. A space before a
/// character that is not in ASCII ends them too.
fn end_of_spaced_words(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    loop {
        let signs = bytes[at..].iter().position(|byte| !byte.is_ascii_graphic());
        at += signs.unwrap_or(bytes.len() - at);
        if at > start && matches!(bytes[at..], [b' ', next, ..] if next.is_ascii_graphic()) {
            at += 1;
        } else {
            match text[at..].chars().next() {
                Some(c) if !c.is_whitespace() => at += c.len_utf8(),
                _ => return at,
            }
        }
    }
}

/// Appends a key with its value.
fn push_entry(entry: &Entry, out: &mut String) {
    push_words(&entry.key, out);
    push_value(&entry.node.value, out);
}

fn push_value(value: &Value, out: &mut String) {
    match value {
        Value::Null => {}
        Value::Bool(value) => push_words(&value.to_string(), out),
        Value::Integer(value) => push_words(&value.to_string(), out),
        Value::Float(value) => push_words(&value.to_string(), out),
        Value::Text(text) => push_words(text, out),
        Value::List(items) => items.iter().for_each(|item| push_value(&item.value, out)),
        Value::Map(entries) => entries.iter().for_each(|entry| push_entry(entry, out)),
    }
}

/// Returns the text of a body with the words that only writers add: the kind of an alert, the keys of citations, and the
/// values of directives.
fn text_of(body: &Body) -> String {
    let mut out = String::new();
    for event in body.walk() {
        match event {
            Event::Enter(node) => push_start(node, &mut out),
            Event::Leave(node) => {
                if let Kind::Figure { caption } = node.kind() {
                    out.push_str(&body[caption]);
                }
                push_space(node, &mut out);
            }
        }
    }
    out
}

fn push_start(node: Node<'_>, out: &mut String) {
    push_space(node, out);
    let (body, kind) = (node.body(), node.kind());
    let mut add = |words: &[&str]| words.iter().for_each(|word| out.extend([word, " "]));
    if let Kind::Alert(alert) = kind {
        add(&[alert.name()]);
    } else if let Kind::List { start: Some(number) } = kind {
        add(&[&number.to_string()]);
    } else if let Kind::Item { task: Some(done), .. } = kind {
        add(&[if done { "[x]" } else { "[ ]" }]);
    } else if let Kind::CodeBlock(id) = kind {
        add(&[&body[id].title]);
    } else if let Kind::Directive(id) = kind {
        add(&[&body[id].kind.name]);
        body[id].values.iter().for_each(|(key, value)| add(&[key, value]));
    } else if let Kind::Citation(id) = kind {
        body[id].citation.items.iter().for_each(|item| add(&[&item.key]));
    } else if let Kind::Link(id) = kind {
        body.reference(id).iter().for_each(|id| add(&[id]));
    }
    out.push_str(&node.own_text().unwrap_or_default());
}

/// Appends a space where a block, a line or an image begins or ends.
fn push_space(node: Node<'_>, out: &mut String) {
    if node.breaks_line() || node.image().is_some() {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_six_symbols_and_a_hyphen() {
        for (bits, text) in [(0, "0000-00"), (1, "0000-01"), (0x3fff_ffff, "ZZZZ-ZZ"), (31 << 25, "Z000-00")]
        {
            assert_eq!(EditionCode(bits).to_string(), text);
            assert_eq!(EditionCode::parse(text), Some(EditionCode(bits)));
            assert_eq!(
                EditionCode::parse(&EditionCode(bits).compact().to_lowercase()),
                Some(EditionCode(bits))
            );
        }
        for text in ["", "-", "00000", "0000000", "00000U", "00000é", "0000 0!"] {
            assert_eq!(EditionCode::parse(text), None, "{text}");
        }
    }

    #[test]
    fn words_are_composed_with_one_space_between_them() {
        let pieces = ["a", "b.", "é", "’", "\u{301}", " ", "\n", "\t", "\u{A0}", "\u{3000}", "\u{1F}", "x y"];
        let texts = pieces.iter().flat_map(|a| pieces.iter().map(move |b| format!("{a}{b}")));
        let texts: Vec<String> = texts.collect();
        for text in texts.iter().flat_map(|start| texts.iter().map(move |end| format!("{start}{end}"))) {
            for before in ["", "z", "z\n"] {
                let mut out = before.to_owned();
                push_words(&text, &mut out);
                let composed = paths::nfc(&text);
                let words: Vec<&str> = composed.split_whitespace().collect();
                let gap = if before == "z" && !words.is_empty() { " " } else { "" };
                assert_eq!(out, format!("{before}{gap}{}", words.join(" ")), "{text:?}");
            }
        }
    }

    #[test]
    fn the_code_of_a_text_never_changes() {
        // Codes are printed on paper, so another algorithm would make every sheet unknown.
        assert_eq!(EditionCode::of_text("").to_string(), "5M38-01");
        assert_eq!(EditionCode::of_text("Hold a warm cloth.").to_string(), "B8S7-4N");
    }
}
