//! YAML and TOML as one kind of value with positions, before a schema gives it a meaning. Input: text. Output: a
//! `Spanned<Value>`, whose spans are byte ranges of that text, or a syntax error with its place.

use std::cell::Cell;
use std::fmt;
use std::ops::Range;

use serde::Serialize;
use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::ser::Serializer;
use toml::de::{DeTable, DeValue};

use crate::text;

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Byte range in the file's text. Inside a YAML value, the range of the top-level value.
    pub span: Range<usize>,
}

type Node = Spanned<Value>;

/// The values that YAML and TOML have in common.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// YAML's null; TOML has none.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text; a TOML date is text too.
    Text(String),
    /// A list.
    List(Vec<Spanned<Value>>),
    /// A mapping in the author's order. A key may occur twice until a schema has seen it.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Byte range of the key.
    pub key_span: Range<usize>,
    /// The value.
    pub node: Spanned<Value>,
}

impl<T> Spanned<T> {
    /// Returns a value that is in no file: a default.
    pub fn unplaced(value: T) -> Spanned<T> {
        Spanned { value, span: 0..0 }
    }
}

impl Spanned<Value> {
    /// Returns the entries if it is a map.
    pub fn entries(&self) -> Option<&[Entry]> {
        if let Value::Map(entries) = &self.value { Some(entries) } else { None }
    }
}

impl Entry {
    /// Returns the value if it is text.
    pub fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.node.value { Some(text) } else { None }
    }
}

impl Value {
    /// Returns the name of this kind of value, for a message.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Integer(_) => "a number",
            Value::Float(_) => "a number with decimals",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a table of keys",
        }
    }
}

impl Serialize for Spanned<Value> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => to.serialize_none(),
            Value::Bool(value) => to.serialize_bool(*value),
            Value::Integer(value) => to.serialize_i64(*value),
            Value::Float(value) => to.serialize_f64(*value),
            Value::Text(value) => to.serialize_str(value),
            Value::List(items) => to.collect_seq(items),
            Value::Map(entries) => to.collect_map(entries.iter().map(|it| (&it.key, &it.node))),
        }
    }
}

/// A text that is not YAML or TOML, or is more than Handout reads.
#[derive(Debug)]
pub struct SyntaxError {
    /// One line, without its place.
    pub message: String,
    /// Byte range in the text.
    pub span: Range<usize>,
    /// What to do about it.
    pub help: Option<String>,
}

/// The highest number of values in one file's front matter. More are a mistake or an attack (a "YAML bomb").
const MAX_NODES: usize = 10_000;
/// The deepest nesting of values.
const MAX_DEPTH: usize = 32;
/// The largest front matter, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// Reads YAML. Every span is shifted by `offset`, the place of `text` in its file.
pub fn yaml(text: &str, offset: usize) -> Result<Spanned<Value>, SyntaxError> {
    let whole = offset..offset + text.len();
    if text.len() > MAX_BYTES {
        let message = format!("{} bytes are too many; the limit is {MAX_BYTES}", text.len());
        return Err(SyntaxError { message, span: offset..offset + 1, help: None });
    }
    if let Some(at) = too_deep(text) {
        let message = format!("nested more than {MAX_DEPTH} deep");
        return Err(SyntaxError { message, span: offset + at..offset + at + 1, help: None });
    }
    let budget = Cell::new(MAX_NODES);
    let seed = Yaml { budget: &budget, depth: 0, span: &whole };
    let mut documents = serde_yaml::Deserializer::from_str(text);
    let mut node = match documents.next() {
        Some(document) => seed.deserialize(document).map_err(|error| yaml_error(&error, text, offset))?,
        None => Node { span: whole.clone(), value: Value::Null },
    };
    if let Value::Map(entries) = &mut node.value {
        place_keys(entries, text, offset);
    }
    Ok(node)
}

/// Returns where more brackets are open than a real file needs, because the YAML library takes time in the square of
/// their number. Brackets in quotes count too, so this limit is far above `MAX_DEPTH`.
fn too_deep(text: &str) -> Option<usize> {
    let mut open = 0usize;
    let deeper = |b: u8| {
        match b {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > MAX_DEPTH * 16
    };
    text.bytes().position(deeper)
}

/// Give up after this many keys that do not start a line.
const MAX_MISSED: usize = 50;

/// Finds the lines of the top-level keys, whose positions `serde_yaml` does not report.
fn place_keys(entries: &mut [Entry], text: &str, offset: usize) {
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        lines.push((at, line.trim_end()));
        at += line.len();
    }
    let (mut from, mut missed) = (0, 0);
    for entry in entries {
        if missed == MAX_MISSED {
            return;
        }
        let Some((index, key_at)) = lines[from..]
            .iter()
            .enumerate()
            .find_map(|(i, (at, line))| key_column(line, &entry.key).map(|column| (from + i, at + column)))
        else {
            missed += 1;
            continue;
        };
        from = index + 1;
        let line_end = lines[index].0 + lines[index].1.len();
        entry.key_span = offset + key_at..offset + key_at + entry.key.len();
        let after = text[key_at..line_end].find(':').map_or(line_end, |colon| key_at + colon + 1);
        let value = text[after..line_end].split(" #").next().unwrap_or_default();
        let start = after + (value.len() - value.trim_start().len());
        let span = match value.trim() {
            "" => entry.key_span.clone(),
            value => offset + start..offset + start + value.len(),
        };
        set_span(&mut entry.node, &span);
    }
}

/// Returns the column of `key` on a line that is `key:`, quoted or not; `None` for any other line.
fn key_column(line: &str, key: &str) -> Option<usize> {
    let quoted = usize::from(line.starts_with(['"', '\'']));
    let rest = line.get(quoted..)?.strip_prefix(key)?;
    let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
    rest.trim_start().starts_with(':').then_some(quoted)
}

fn set_span(node: &mut Node, span: &Range<usize>) {
    node.span = span.clone();
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| set_span(item, span)),
        Value::Map(entries) => entries.iter_mut().for_each(|entry| {
            entry.key_span = span.clone();
            set_span(&mut entry.node, span);
        }),
        _ => {}
    }
}

fn yaml_error(error: &serde_yaml::Error, text: &str, offset: usize) -> SyntaxError {
    let full = error.to_string();
    let message = full.split(" at line ").next().unwrap_or(&full);
    // The library puts the path of the value before the message: `a[0].b: `. The caret shows the place anyway.
    let message = message.split_once(": ").map_or(message, |(_, rest)| rest).to_owned();
    let at = error.location().map_or(0, |place| place.index().min(text.len()));
    // An error at the very end belongs to the last line with text.
    let at = at.min(text.trim_end().len().saturating_sub(1));
    let rest = text.get(at..).unwrap_or_default();
    let length = rest.find('\n').unwrap_or(rest.len()).max(1);
    let help = yaml_help(&message).map(str::to_owned);
    SyntaxError { message, span: offset + at..offset + at + length, help }
}

/// Returns what to do about an error of the YAML library.
fn yaml_help(message: &str) -> Option<&'static str> {
    let known = [
        ("mapping values", "quote text that contains a colon and a space: title: \"Milk: more of it\""),
        (
            "cannot start any token",
            "indent with spaces, not tabs; quote text that begins with a special character",
        ),
        ("',' or ']'", "a list ends with `]`"),
        ("',' or '}'", "quote text that begins with `{`"),
        ("unknown anchor", "quote text that begins with `*`"),
        ("expected ':'", "write each line as a key, a colon, a space and a value: title: Warm hands"),
        ("a key must be text", "quote text that begins with `{`"),
        ("merge key", "write out the keys of the other mapping"),
        ("quoted scalar", "close text that begins with a quote with the same quote"),
    ];
    known.iter().find(|(words, _)| message.contains(words)).map(|(_, help)| *help)
}

/// The key of YAML 1.1 that copies the keys of another mapping.
const MERGE_KEY: &str = "<<";

/// Returns the message for a whole number with too many digits.
fn too_large(digits: &str) -> String {
    let (kind, limit) = if digits.starts_with('-') { ("small", i64::MIN) } else { ("large", i64::MAX) };
    let bound = if digits.starts_with('-') { "smallest" } else { "largest" };
    format!("the number {digits} is too {kind}; the {bound} is {limit}")
}

/// Reads one YAML value under the limits.
#[derive(Clone, Copy)]
struct Yaml<'a> {
    budget: &'a Cell<usize>,
    depth: usize,
    span: &'a Range<usize>,
}

impl<'a> Yaml<'a> {
    fn node(self, value: Value) -> Node {
        Node { span: self.span.clone(), value }
    }

    fn deeper<E: de::Error>(self) -> Result<Yaml<'a>, E> {
        if self.depth == MAX_DEPTH {
            return Err(E::custom(format!("nested more than {MAX_DEPTH} deep")));
        }
        Ok(Yaml { depth: self.depth + 1, ..self })
    }

    fn spend<E: de::Error>(self) -> Result<(), E> {
        let left = self.budget.get().checked_sub(1);
        self.budget.set(left.ok_or_else(|| E::custom(format!("more than {MAX_NODES} values")))?);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Yaml<'_> {
    type Value = Node;

    fn deserialize<D: de::Deserializer<'de>>(self, from: D) -> Result<Node, D::Error> {
        self.spend()?;
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Yaml<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a number, true, false, a list or a mapping")
    }
    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(self.node(Value::Null))
    }
    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(self.node(Value::Null))
    }
    fn visit_some<D: de::Deserializer<'de>>(self, from: D) -> Result<Node, D::Error> {
        from.deserialize_any(self)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(self.node(Value::Bool(value)))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(self.node(Value::Integer(value)))
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Node, E> {
        let value = i64::try_from(value).map_err(|_| E::custom(too_large(&value.to_string())))?;
        Ok(self.node(Value::Integer(value)))
    }
    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Node, E> {
        Err(E::custom(too_large(&value.to_string())))
    }
    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Node, E> {
        Err(E::custom(too_large(&value.to_string())))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(self.node(Value::Float(value)))
    }
    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        // An escape such as `\0` can produce characters that no file may contain.
        Ok(self.node(Value::Text(text::replace_control(value))))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let inner = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = from.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(self.node(Value::List(items)))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let inner = self.deeper()?;
        // A top-level key that occurs twice is reported with both places when the keys are checked.
        let (mut entries, mut keys) = (Vec::new(), std::collections::BTreeSet::new());
        while let Some(key) = from.next_key_seed(inner)? {
            let key = match key.value {
                Value::Text(key) => key,
                Value::Integer(key) => key.to_string(),
                Value::Bool(key) => key.to_string(),
                other => {
                    return Err(de::Error::custom(format!("a key must be text, found {}", other.kind())));
                }
            };
            if key == MERGE_KEY {
                return Err(de::Error::custom("the merge key `<<` is not supported"));
            }
            if self.depth > 0 && !keys.insert(key.clone()) {
                return Err(de::Error::custom(format!("the key `{key}` is used twice")));
            }
            let node = from.next_value_seed(inner)?;
            entries.push(Entry { key, key_span: self.span.clone(), node });
        }
        Ok(self.node(Value::Map(entries)))
    }
    fn visit_enum<A: de::EnumAccess<'de>>(self, _: A) -> Result<Node, A::Error> {
        Err(de::Error::custom("YAML tags (`!name`) are not supported"))
    }
}

/// Reads TOML: a map, and every syntax error.
pub fn toml(text: &str) -> (Spanned<Value>, Vec<SyntaxError>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut twice = None;
    let mut errors: Vec<SyntaxError> =
        errors.iter().filter_map(|error| toml_error(error, text, &mut twice)).collect();
    (Node { span: table.span(), value: toml_table(table.get_ref(), &mut errors) }, errors)
}

/// Returns an error; `None` if it follows from a table that is used twice, whose start is kept in `twice`.
fn toml_error(error: &toml::de::Error, text: &str, twice: &mut Option<usize>) -> Option<SyntaxError> {
    let span = error.span().unwrap_or(0..text.len().min(1));
    if error.message() != "duplicate key" {
        return Some(SyntaxError { message: error.message().replace('\n', ", "), span, help: None });
    }
    if let Some(table) = text[..span.start].rfind("\n[") {
        if *twice == Some(table) {
            return None;
        }
        *twice = (!text[table + 1..span.start].contains('\n')).then_some(table);
    }
    let message = format!("`{}` is used twice", &text[span.clone()]);
    Some(SyntaxError { message, span, help: Some("merge the two, or rename one".into()) })
}

fn toml_table(table: &DeTable<'_>, errors: &mut Vec<SyntaxError>) -> Value {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: key.span(),
            node: toml_node(value, errors),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    Value::Map(entries)
}

fn toml_node(value: &toml::Spanned<DeValue<'_>>, errors: &mut Vec<SyntaxError>) -> Node {
    let span = value.span();
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text::replace_control(text)),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Integer(number) => {
            let digits = number.as_str();
            i64::from_str_radix(digits, number.radix()).map_or_else(
                |_| {
                    errors.push(SyntaxError { message: too_large(digits), span: span.clone(), help: None });
                    Value::Null
                },
                Value::Integer,
            )
        }
        DeValue::Float(number) => {
            let digits = number.as_str();
            digits.parse().map_or_else(|_| Value::Text(digits.into()), Value::Float)
        }
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| toml_node(item, errors)).collect()),
        DeValue::Table(table) => toml_table(table, errors),
    };
    Node { value, span }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn entries(node: Node) -> Vec<Entry> {
        match node.value {
            Value::Map(entries) => entries,
            other => panic!("not a map: {other:?}"),
        }
    }

    #[test]
    fn yaml_keys_and_values_know_their_place() {
        let text = "title: \"Warm\" # why\n\"order\": 3\ntags:\n  - a\n  - title: x\n";
        let found = entries(yaml(text, 4).expect("valid"));
        let part = |span: &Range<usize>| &text[span.start - 4..span.end - 4];
        assert_eq!(part(&found[0].node.span), "\"Warm\"");
        assert_eq!(part(&found[1].key_span), "order");
        assert_eq!(part(&found[1].node.span), "3");
        assert_eq!(part(&found[2].node.span), "tags");
    }

    #[test]
    fn a_yaml_bomb_is_an_error_before_it_fills_memory() {
        let mut text = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for i in 1..9 {
            let row = vec![format!("*a{}", i - 1); 9].join(",");
            let _ = writeln!(text, "a{i}: &a{i} [{row}]");
        }
        assert!(yaml(&text, 0).is_err());
        assert!(yaml(&"[".repeat(5000), 0).is_err());
        assert!(yaml(&format!("a: {}", "x".repeat(MAX_BYTES)), 0).is_err());
    }

    #[test]
    fn a_yaml_error_is_reported_at_its_line() {
        let error = yaml("title: a\norder: [1\n", 10).expect_err("not closed");
        assert!(error.span.start >= 10 + 9, "{error:?}");
    }

    #[test]
    fn toml_knows_every_place() {
        let text = "title = \"A\"\n[theme]\naccent = 3\n";
        let (node, errors) = toml(text);
        assert!(errors.is_empty());
        let found = entries(node);
        assert_eq!(&text[found[0].node.span.clone()], "\"A\"");
        let theme = entries(found[1].node.clone());
        assert_eq!(&text[theme[0].key_span.clone()], "accent");
    }
}
