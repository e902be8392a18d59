//! Values of ours → literals of Typst's language. The only place that escapes text for it.

use std::fmt::Write;

use crate::raw::{Entry, Spanned, Value};

/// Writes a text as a string literal. In Typst's strings, two characters need a backslash. Control characters are left
/// out, because no font has them.
pub fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Returns a text as a string literal.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    string(text, &mut out);
    out
}

/// Returns a text or `none`.
pub fn optional(text: Option<&str>) -> String {
    text.map_or_else(|| "none".to_owned(), quoted)
}

/// Returns literals as an array.
pub fn array(items: impl IntoIterator<Item = String>) -> String {
    let mut out = String::from("(");
    for item in items {
        let _ = write!(out, "{item}, ");
    }
    out.push(')');
    out
}

/// Returns keys and literals as a dictionary.
pub fn dictionary<'a>(entries: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let mut out = String::from("(");
    for (key, value) in entries {
        let _ = write!(out, "{}: {value}, ", quoted(key));
    }
    // Empty parentheses are an empty array.
    if out == "(" { "(:)".into() } else { out + ")" }
}

/// Returns a value of front matter as a literal.
pub fn value(node: &Spanned<Value>) -> String {
    match &node.value {
        Value::Bool(it) => it.to_string(),
        Value::Integer(it) => it.to_string(),
        Value::Float(it) if it.is_finite() => format!("{it:?}"),
        Value::Null | Value::Float(_) => "none".into(),
        Value::Text(text) => quoted(text),
        Value::List(items) => array(items.iter().map(value)),
        Value::Map(entries) => map(entries),
    }
}

/// Returns a table of front matter as a literal. If a key is used twice, the first one counts.
pub fn map(entries: &[Entry]) -> String {
    let first = |(at, entry): &(usize, &Entry)| entries[..*at].iter().all(|it| it.key != entry.key);
    let unique = entries.iter().enumerate().filter(first);
    dictionary(unique.map(|(_, entry)| (entry.key.as_str(), value(&entry.node))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_leave_its_string() {
        assert_eq!(quoted(r#"a"; #panic("\"#), r#""a\"; #panic(\"\\""#);
        assert_eq!(quoted("a\u{7}b"), "\"ab\"");
    }

    #[test]
    fn empty_things_are_literals_of_their_own_kind() {
        assert_eq!(array([]), "()");
        assert_eq!(dictionary([]), "(:)");
        assert_eq!(array(["1".to_owned()]), "(1, )");
    }
}
