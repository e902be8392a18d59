//! Attributes as they are written between braces, `#id .class key="value" word`. A value in quotes may hold spaces and
//! braces. This is the only reader of them, for directives and for everything else that has attributes.

use std::ops::Range;

/// An attribute and its place in the text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenAttribute<'a> {
    /// Its form.
    pub form: AttributeForm<'a>,
    /// Its place.
    pub range: Range<usize>,
}

/// The forms of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeForm<'a> {
    /// `#id`.
    Id(&'a str),
    /// `.class`.
    Class(&'a str),
    /// `key=value`; a word alone is a key without a value.
    Key {
        /// The key, with which the attribute begins.
        key: &'a str,
        /// The value without its quotes, and its place.
        value: Option<(&'a str, Range<usize>)>,
    },
}

impl WrittenAttribute<'_> {
    /// Reports whether it is a word alone, which may also be a word of a text in braces.
    pub fn is_word(&self) -> bool {
        matches!(self.form, AttributeForm::Key { value: None, .. })
    }
}

/// The place where a text cannot be read as attributes.
#[derive(Debug, PartialEq, Eq)]
pub struct UnreadableAttributes(pub Range<usize>);

/// Reads the text between braces.
pub fn read(text: &str) -> Result<Vec<WrittenAttribute<'_>>, UnreadableAttributes> {
    let mut scanner = Scanner { text, at: 0 };
    let list = scanner.list()?;
    match scanner.at {
        at if at == text.len() => Ok(list),
        at => Err(UnreadableAttributes(at..at + 1)),
    }
}

/// Reads the attributes in braces that a text begins with, all in one line. Returns them with their length, including the
/// braces. Their places are in the text between the braces.
pub fn braced(text: &str) -> Option<(Vec<WrittenAttribute<'_>>, usize)> {
    let inside = text.strip_prefix('{')?;
    let mut scanner = Scanner { text: inside, at: 0 };
    let list = scanner.list().ok()?;
    scanner.rest().starts_with('}').then_some((list, scanner.at + 2))
}

/// Returns the length of the text before the brace that closes a list, whether or not the list can be read.
pub fn length(inside: &str) -> Option<usize> {
    let mut scanner = Scanner { text: inside, at: 0 };
    if scanner.list().is_ok() && inside[scanner.at..].starts_with('}') {
        return Some(scanner.at);
    }
    let mut quote = None;
    inside.bytes().position(|byte| {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            _ => {}
        }
        quote.is_none() && byte == b'}'
    })
}

/// The number of braces before the end of a line at which its list may begin: others are in a value.
const MAX_BRACES: usize = 16;

/// Finds the attributes in braces at the very end of a text, where no `\` is before them. Returns them with the place of
/// their opening brace.
pub fn at_end(text: &str) -> Option<(Vec<WrittenAttribute<'_>>, usize)> {
    let braces = text.strip_suffix('}')?.rmatch_indices('{').take(MAX_BRACES);
    let mut lists = braces.filter_map(|(at, _)| Some((braced(&text[at..])?, at)));
    let ((list, _), at) = lists.find(|((_, length), at)| at + length == text.len())?;
    let escapes = text[..at].bytes().rev().take_while(|byte| *byte == b'\\').count();
    escapes.is_multiple_of(2).then_some((list, at))
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Reads attributes up to a closing brace or the end of the text. They are all in one line, so that a list that is not
    /// closed is known at the end of its line.
    fn list(&mut self) -> Result<Vec<WrittenAttribute<'a>>, UnreadableAttributes> {
        let mut list = Vec::new();
        loop {
            let blank = |c: char| c.is_whitespace() && !is_line_end(c);
            self.at += self.rest().len() - self.rest().trim_start_matches(blank).len();
            let Some(first) = self.rest().chars().next().filter(|first| *first != '}') else {
                return Ok(list);
            };
            let start = self.at;
            let form = match first {
                '#' => AttributeForm::Id(self.name()?),
                '.' => AttributeForm::Class(self.name()?),
                _ => self.key(first)?,
            };
            let ends =
                |rest: &str| rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || c == '}');
            if !ends(self.rest()) {
                return Err(UnreadableAttributes(start..self.at + word_length(self.rest())));
            }
            list.push(WrittenAttribute { form, range: start..self.at });
        }
    }

    /// Reads the name after a sign.
    fn name(&mut self) -> Result<&'a str, UnreadableAttributes> {
        let start = self.at;
        let is_end = |c: char| c.is_whitespace() || matches!(c, '{' | '}');
        self.at += self.rest().find(is_end).unwrap_or(self.rest().len());
        if self.at == start + 1 {
            return Err(UnreadableAttributes(start..self.at));
        }
        Ok(&self.text[start + 1..self.at])
    }

    /// Reads a key, and its value if it has one.
    fn key(&mut self, first: char) -> Result<AttributeForm<'a>, UnreadableAttributes> {
        let start = self.at;
        let length = key_length(self.rest());
        if length == 0 {
            let word = word_length(self.rest()).max(first.len_utf8());
            return Err(UnreadableAttributes(start..start + word));
        }
        self.at += length;
        let key = &self.text[start..self.at];
        let value = if self.rest().starts_with('=') { Some(self.value()?) } else { None };
        Ok(AttributeForm::Key { key, value })
    }

    /// Reads `=value` or `="value"`.
    fn value(&mut self) -> Result<(&'a str, Range<usize>), UnreadableAttributes> {
        let start = self.at + 1;
        let quote = self.text[start..].chars().next().filter(|first| matches!(first, '"' | '\''));
        let range = match quote {
            Some(quote) => {
                let inside = &self.text[start + 1..];
                let end = inside.find(|c: char| c == quote || is_line_end(c)).unwrap_or(inside.len());
                let length = inside[end..].starts_with(quote).then_some(end);
                let length = length.ok_or(UnreadableAttributes(start..start + 1 + end))?;
                self.at = start + length + 2;
                start + 1..start + 1 + length
            }
            None => {
                let length = word_length(&self.text[start..]);
                self.at = start + length;
                start..start + length
            }
        };
        if quote.is_none() && range.is_empty() {
            return Err(UnreadableAttributes(start - 1..start));
        }
        Ok((&self.text[range.clone()], range))
    }
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

fn word_length(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '{' | '}')).unwrap_or(text.len())
}

fn key_length(text: &str) -> usize {
    let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':');
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        text.bytes().take_while(|byte| is_key(byte)).count()
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_ids_classes_keys_and_words() {
        let list = read(" #a-b .c .d'\"e width=50% title=\"x } y\" alt='' open ").expect("attributes");
        let forms: Vec<AttributeForm<'_>> = list.into_iter().map(|attribute| attribute.form).collect();
        let key = |key, value: Option<(&'static str, Range<usize>)>| AttributeForm::Key { key, value };
        assert_eq!(
            forms,
            [
                AttributeForm::Id("a-b"),
                AttributeForm::Class("c"),
                AttributeForm::Class("d'\"e"),
                key("width", Some(("50%", 21..24))),
                key("title", Some(("x } y", 32..37))),
                key("alt", Some(("", 44..44))),
                key("open", None),
            ]
        );
        assert_eq!(read("  "), Ok(Vec::new()));
    }

    #[test]
    fn what_is_not_an_attribute_is_refused_with_its_place() {
        for (text, place) in [
            (".", "."),
            ("a=\"b", "\"b"),
            ("a=", "="),
            ("open {x", "{"),
            ("open }", "}"),
            ("50%", "50%"),
            ("a, b", "a,"),
            ("\"a\": 1", "\""),
            ("a=\"b\"c", "a=\"b\"c"),
        ] {
            assert_eq!(&text[read(text).expect_err(text).0], place, "{text}");
        }
    }

    #[test]
    fn a_list_ends_with_its_brace() {
        for (text, length) in [("{#a} {.b}", 4), ("{a='}'}", 7), ("{}", 2), ("{ .a }}", 6)] {
            assert_eq!(braced(text).expect(text).1, length, "{text}");
        }
        for text in ["{#a", "{a\n}", "{a='\n'}", "{{ a }}", "{a, b}", "#a}"] {
            assert_eq!(braced(text), None, "{text}");
        }
        assert_eq!((length("a }"), length("a=, b=\"}\"} c"), length("a")), (Some(2), Some(9), None));
    }

    #[test]
    fn a_list_at_the_end_may_hold_braces_in_a_value() {
        for (text, start) in [("a {#b}", 2), ("{a} {b='{c}'}", 4), ("\\\\{#b}", 2)] {
            assert_eq!(at_end(text).expect(text).1, start, "{text}");
        }
        for text in ["a {#b} ", "\\{#b}", "{% a %}", "a}", ""] {
            assert_eq!(at_end(text), None, "{text}");
        }
    }
}
