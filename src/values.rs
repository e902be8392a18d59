//! Meaning texts: `[values]` in `site.toml`, the files of `values/`, and `values:` in front matter. A page shows one by its
//! dotted name between braces, `{{ clinic.phone }}`. A value is text and nothing else.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::paths::SourcePath;
use crate::raw::{self, Entry, Spanned, Value};
use crate::schema::toml_problems;

/// The most values of a guide, and of a page.
const MAX_VALUES: usize = 10_000;

/// The most characters of a value. A page may show it many times.
const MAX_LENGTH: usize = 1000;

/// The deepest nesting of tables, which is the most parts of a name.
const MAX_DEPTH: usize = 8;

/// The named texts of a guide or of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    names: BTreeMap<String, Meaning>,
}

/// The meaning of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A value.
    Text(Box<str>),
    /// A table of values.
    Table,
    /// A list, which is no value.
    List,
}

/// A text that no value can have.
#[derive(Debug)]
pub struct WrongValue {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// A file that defines values.
pub struct ValueFile<'a> {
    /// The file.
    pub path: &'a SourcePath,
    /// Its text.
    pub text: &'a str,
}

impl Values {
    /// Returns the values of a guide: those of `[values]` in `site.toml`, and those of the files of `values/`, each with
    /// the name that its values begin with. Reports what is not a value, and names that are defined twice.
    pub fn of_guide<'a>(
        site: (ValueFile<'_>, &[Entry]),
        files: impl Iterator<Item = (&'a str, ValueFile<'a>)>,
        problems: &mut Vec<Diagnostic>,
    ) -> Values {
        let mut collector = Collector::new(problems);
        for (name, file) in files {
            let (node, errors) = raw::toml(file.text);
            collector.problems.extend(toml_problems(file.path, errors));
            let top = Definition { name: name.to_owned(), place: Place::file(file.path) };
            collector.node(&top, "", &node, &mut Written::toml(&file), 1);
        }
        let (file, entries) = site;
        collector.entries("", entries, &mut Written::toml(&file), 1);
        collector.values
    }

    /// Returns the values of a page. `entries` is the table in its front matter, which is at `range` in the file.
    pub fn of_page(
        file: &ValueFile<'_>,
        entries: &[Entry],
        range: Range<usize>,
        problems: &mut Vec<Diagnostic>,
    ) -> Values {
        let mut collector = Collector::new(problems);
        let mut written = Written { path: file.path, text: file.text, yaml: Some(range) };
        collector.entries("", entries, &mut written, 1);
        collector.values
    }

    /// Returns the meaning of a name.
    pub fn get(&self, name: &str) -> Option<&Meaning> {
        self.names.get(name)
    }

    /// Returns the text of a name.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.names.get(name)? {
            Meaning::Text(text) => Some(text),
            Meaning::Table | Meaning::List => None,
        }
    }

    /// Gives a name another text, for one printing. Fails if it has none yet, or if the text is too long.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), WrongValue> {
        if self.text(name).is_none() {
            let near = nearest(name, self.texts()).map(|near| format!("did you mean `{near}`?"));
            let declare = || {
                format!(
                    "declare it in site.toml, below `[values]`, with what is printed without it: `{name} = \"…\"`"
                )
            };
            let message = format!("the guide has no value `{name}`");
            return Err(WrongValue { message, help: Some(near.unwrap_or_else(declare)) });
        }
        let length = text.chars().count();
        if length > MAX_LENGTH {
            let message = format!("the value `{name}` has {length} characters; the limit is {MAX_LENGTH}");
            return Err(WrongValue { message, help: None });
        }
        self.names.insert(name.to_owned(), Meaning::Text(one_line(text).into()));
        Ok(())
    }

    /// Returns the names of all texts, in order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.names
            .iter()
            .filter(|(_, named)| matches!(named, Meaning::Text(_)))
            .map(|(name, _)| name.as_str())
    }
}

/// The name of something that is defined, and where.
struct Definition {
    name: String,
    place: Place,
}

/// A file in which scalars are looked up as they are written.
struct Written<'a> {
    path: &'a SourcePath,
    text: &'a str,
    /// The rest of the front matter, if the file is a page. The spans of YAML are those of whole top-level values.
    yaml: Option<Range<usize>>,
}

impl<'a> Written<'a> {
    fn toml(file: &ValueFile<'a>) -> Written<'a> {
        Written { path: file.path, text: file.text, yaml: None }
    }

    /// Returns a scalar that is not text as it is written: `3.50`, not `3.5`.
    fn scalar(&mut self, key: &str, node: &Spanned<Value>) -> Option<String> {
        if self.yaml.is_some() {
            return self.yaml_scalar(key, &node.value);
        }
        self.text.get(node.span.clone()).filter(|text| !text.starts_with(['"', '\''])).map(str::to_owned)
    }

    /// Returns the next scalar of this key and value in the front matter, as it is written.
    fn yaml_scalar(&mut self, key: &str, value: &Value) -> Option<String> {
        let range = self.yaml.clone()?;
        let text = self.text.get(range.clone())?;
        for (at, _) in text.match_indices(key) {
            let rest = text[at + key.len()..].trim_start_matches(['"', '\'', ' ']);
            let Some(rest) = rest.strip_prefix(':') else { continue };
            let line = rest.lines().next().unwrap_or_default();
            let line = line.split(" #").next().unwrap_or_default();
            let scalar = line.split([',', '}']).next().unwrap_or_default().trim();
            if raw::yaml(scalar, 0).is_ok_and(|node| node.value == *value) {
                self.yaml = Some(range.start + at + key.len()..range.end);
                return Some(scalar.to_owned());
            }
        }
        None
    }
}

/// Collects values from one file after the other.
struct Collector<'a> {
    values: Values,
    places: BTreeMap<String, Place>,
    problems: &'a mut Vec<Diagnostic>,
}

impl<'a> Collector<'a> {
    fn new(problems: &'a mut Vec<Diagnostic>) -> Collector<'a> {
        Collector { values: Values::default(), places: BTreeMap::new(), problems }
    }

    /// Adds the entries of a table, whose name with its dot is `prefix`.
    fn entries(&mut self, prefix: &str, entries: &[Entry], written: &mut Written<'_>, depth: usize) {
        for entry in entries {
            let place = Place::span(written.path, entry.key_span.clone());
            if !is_part(&entry.key) {
                let message = format!("`{}` is not a name of a value", entry.key);
                let help = "a name has letters, digits, `_` and `-`, and begins with a letter or digit";
                self.problems.push(Diagnostic::error(place, message).help(help));
                continue;
            }
            let definition = Definition { name: format!("{prefix}{}", entry.key), place };
            self.node(&definition, &entry.key, &entry.node, written, depth);
        }
    }

    fn node(
        &mut self,
        definition: &Definition,
        key: &str,
        node: &Spanned<Value>,
        written: &mut Written<'_>,
        depth: usize,
    ) {
        let text = match &node.value {
            Value::Null => return,
            Value::List(_) => {
                self.define(definition, Meaning::List);
                return;
            }
            Value::Map(_) if depth > MAX_DEPTH => {
                let message = format!("tables of values nested more than {MAX_DEPTH} deep");
                let problem = Diagnostic::error(definition.place.clone(), message);
                return self.problems.push(problem.help("give these values shorter names"));
            }
            Value::Map(entries) => {
                if self.define(definition, Meaning::Table) {
                    self.entries(&format!("{}.", definition.name), entries, written, depth + 1);
                }
                return;
            }
            // A date of TOML is text without quotes.
            Value::Text(text) if written.yaml.is_some() => text.clone(),
            Value::Text(text) => written.scalar(key, node).unwrap_or_else(|| text.clone()),
            Value::Bool(value) => written.scalar(key, node).unwrap_or_else(|| value.to_string()),
            Value::Integer(value) => written.scalar(key, node).unwrap_or_else(|| value.to_string()),
            Value::Float(value) => written.scalar(key, node).unwrap_or_else(|| value.to_string()),
        };
        let length = text.chars().count();
        if length > MAX_LENGTH {
            let message = format!("a value of {length} characters; the limit is {MAX_LENGTH}");
            let problem = Diagnostic::error(definition.place.clone(), message);
            return self.problems.push(problem.help("write a longer text into a page"));
        }
        self.define(definition, Meaning::Text(one_line(&text).into()));
    }

    /// Gives a name its meaning. Returns `false` and reports both places if it has another one.
    fn define(&mut self, definition: &Definition, named: Meaning) -> bool {
        let Definition { name, place } = definition;
        match self.values.get(name) {
            Some(Meaning::Table) if named == Meaning::Table => return true,
            None if self.values.names.len() >= MAX_VALUES => {
                if self.values.names.len() == MAX_VALUES {
                    let message = format!("more than {MAX_VALUES} values");
                    let problem = Diagnostic::error(place.clone(), message);
                    self.problems.push(problem.help("keep only those that pages show"));
                    // One more than the limit, so that it is reported once.
                    self.values.names.insert(name.clone(), named);
                }
                return false;
            }
            None => {}
            Some(_) => {
                let mut problem =
                    Diagnostic::error(place.clone(), format!("the value `{name}` is defined twice"))
                        .label("second time")
                        .help("remove one of the two");
                if let Some(first) = self.places.get(name) {
                    problem = problem.other(first.clone(), "first time");
                }
                self.problems.push(problem);
                return false;
            }
        }
        self.values.names.insert(name.clone(), named);
        self.places.insert(name.clone(), place.clone());
        true
    }
}

/// Returns a text on one line: line breaks and other control characters become spaces.
fn one_line(text: &str) -> String {
    let parts =
        text.split(char::is_control).map(|part| part.trim_matches(' ')).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

/// Reports whether a text can be a part of a name.
pub fn is_part(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric() || c == '_') && text.chars().all(is_name_character)
}

fn is_name_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

/// The mark that a reference begins with.
pub const OPEN: &str = "{{";

/// The mark that a reference ends with.
const CLOSE: &str = "}}";

/// Returns the name and the length of the reference that a text begins with: a dotted name between double braces. What
/// other programs have between them is no reference: filters, functions, a third brace.
pub fn reference(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix(OPEN)?;
    let trimmed = inside.trim_start_matches([' ', '\t']);
    let length = trimmed.find(|c: char| c != '.' && !is_name_character(c))?;
    let (name, rest) = trimmed.split_at(length);
    let after = rest.trim_start_matches([' ', '\t']).strip_prefix(CLOSE)?;
    (!after.starts_with('}') && name.split('.').all(is_part)).then_some((name, text.len() - after.len()))
}

/// Returns the references in a text in order, each with its place in it and its name.
pub fn references(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..)?.find(OPEN)?;
            let braces = text[start..].bytes().take_while(|byte| *byte == b'{').count();
            if let Some((name, length)) = reference(&text[start..]).filter(|_| braces == OPEN.len()) {
                at = start + length;
                return Some((start..at, name));
            }
            at = start + braces;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_dotted_name_between_two_braces_is_a_reference() {
        for text in ["{{a}}", "{{ a.b }}", "{{\ta-1._b }}", "{{ 0.1 }}", "{{ clinic.größe }}"] {
            assert_eq!(references(text).count(), 1, "{text}");
        }
        for text in [
            "{{}}",
            "{{ }}",
            "{{ a. }}",
            "{{ .a }}",
            "{{ a..b }}",
            "{{ a b }}",
            "{{{ a }}}",
            "{{ a }}}",
            "{{a}",
            "{{ a | b }}",
            "{{ f() }}",
            "{{< a >}}",
            "{{% a %}}",
            "{{#a}}",
            "{{-a }}",
            "{{ $a }}",
            "{{ a\nb }}",
            "{{",
        ] {
            assert_eq!(references(text).count(), 0, "{text}");
        }
        let found: Vec<_> = references("x {{ a }}{{b}} {{{c}} {{d}}").collect();
        assert_eq!(found, [(2..9, "a"), (9..14, "b"), (22..27, "d")]);
    }

    #[test]
    fn a_value_is_one_line() {
        assert_eq!(one_line(" a\n\n  b\tc\0 "), "a b c");
        assert_eq!(one_line("a  b"), "a  b");
    }
}
