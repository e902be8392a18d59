//! The schema language: what a file of settings can contain, as tables of keys. A table checks a file, suggests the
//! nearest key for a mistyped one, and is printed as JSON Schema and in the reference. Input: a raw value. Output:
//! typed values that are all valid, and a diagnostic for each value that is not.

pub mod json;
mod settings;
mod synonyms;
mod value;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use crate::date::{Date, Period};
use crate::diagnostic::{Diagnostic, Place};
use crate::language::{is_language_tag, nearest_tag};
use crate::paths::SourcePath;
use crate::raw::{Entry, SyntaxError, Value};
pub use settings::{FromEntry, Named, Settings, filled_text, named, read_or, text, whole_within, words};
pub(crate) use settings::{choices, settings};
pub use synonyms::{command, flag, suggestion};
pub use value::{DeclaredKind, DeclaredType};

/// A key that a file can have.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// The type of its value.
    pub kind: ValueType,
    /// Its purpose, in one sentence.
    pub doc: &'static str,
}

/// The type of a value.
#[derive(Debug)]
pub enum ValueType {
    /// Text.
    Text,
    /// A whole number.
    Whole,
    /// `true` or `false`.
    Switch,
    /// A day, `YYYY-MM-DD` (ISO 8601 calendar date).
    Date,
    /// A length of time, such as `12 months`.
    Period,
    /// A language tag (BCP 47).
    Language,
    /// A list of text.
    Texts,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A table of these keys.
    Fields(&'static [Field]),
    /// A list of tables of these keys.
    Rows(&'static [Field]),
    /// A list of text or tables of these keys.
    TextsOrRows(&'static [Field]),
    /// Any keys, each with a table of these keys.
    TablesOf(&'static [Field]),
    /// Text, or a table of these keys.
    TextOrFields(&'static [Field]),
    /// Any keys, each with text.
    TextsOf,
    /// Any keys, each with text or a table of these keys.
    TextOrTablesOf(&'static [Field]),
    /// Any keys with any values.
    Free,
    /// Anything.
    Any,
    /// Text, or any keys with any values.
    TextOrFree,
}

impl ValueType {
    /// Returns what is expected, in the words of messages and of the reference.
    pub fn expected(&self) -> String {
        match self {
            ValueType::Text => "text".into(),
            ValueType::Whole => "a whole number".into(),
            ValueType::Switch => "true or false".into(),
            ValueType::Date => "a date as YYYY-MM-DD".into(),
            ValueType::Period => "a length of time such as `12 months`".into(),
            ValueType::Language => "a language tag such as `en`".into(),
            ValueType::Texts => "a list of text".into(),
            ValueType::Choice(words) => {
                format!("one of {}", words.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "))
            }
            ValueType::Fields(_) | ValueType::TextsOf | ValueType::TextOrTablesOf(_) | ValueType::Free => {
                "a table of keys".into()
            }
            ValueType::TablesOf(_) => "a table of tables".into(),
            ValueType::Any => "anything".into(),
            ValueType::Rows(_) => "a list of tables".into(),
            ValueType::TextsOrRows(_) => "a list of text or tables".into(),
            ValueType::TextOrFree | ValueType::TextOrFields(_) => "text or a table of keys".into(),
        }
    }

    fn admits(&self, value: &Value) -> bool {
        match (self, value) {
            (ValueType::Any, _)
            | (ValueType::Text | ValueType::TextOrFree | ValueType::TextOrFields(_), Value::Text(_))
            | (ValueType::Whole, Value::Integer(_))
            | (ValueType::Switch, Value::Bool(_))
            // The values in these tables are checked where they are read.
            | (
                ValueType::TextsOf
                | ValueType::TextOrTablesOf(_)
                | ValueType::Free
                | ValueType::Fields(_)
                | ValueType::TextOrFields(_)
                | ValueType::TextOrFree,
                Value::Map(_),
            ) => true,
            (ValueType::TablesOf(_), Value::Map(entries)) => {
                entries.iter().all(|it| matches!(it.node.value, Value::Map(_)))
            }
            (ValueType::Date, Value::Text(text)) => Date::parse(text).is_some(),
            (ValueType::Period, Value::Text(text)) => Period::parse(text).is_some(),
            (ValueType::Language, Value::Text(text)) => is_language_tag(text),
            (ValueType::Choice(words), Value::Text(text)) => words.iter().any(|word| word.eq_ignore_ascii_case(text)),
            (ValueType::Texts, Value::List(items)) => items.iter().all(|it| matches!(it.value, Value::Text(_))),
            (ValueType::TextsOrRows(_), Value::List(items)) => {
                items.iter().all(|it| matches!(it.value, Value::Text(_) | Value::Map(_)))
            }
            (ValueType::Rows(_), Value::List(items)) => items.iter().all(|it| matches!(it.value, Value::Map(_))),
            _ => false,
        }
    }
}

/// Returns the problems of a file that is not TOML.
pub fn toml_problems(path: &SourcePath, errors: Vec<SyntaxError>) -> impl Iterator<Item = Diagnostic> {
    errors.into_iter().map(|error| {
        let message = format!("not valid TOML: {}", error.message);
        let help = error.help.unwrap_or_else(|| {
            "write each line as a key, `=` and a value, with text in quotes: title = \"My guide\"".into()
        });
        Diagnostic::error(Place::span(path, error.span), message).help(help)
    })
}

choices! {
    /// The policy for unknown keys.
    #[derive(Default)]
    pub enum Unknown {
        /// Report an error.
        #[default]
        Error = "error",
        /// Report a warning.
        Warn = "warn",
        /// Keep the key with those under `extra`.
        Allow = "allow",
    }
}

/// The entries of a table, each with a value of the kind in the schema.
pub struct CheckedTable {
    entries: Vec<Entry>,
    /// Unknown keys, if they are allowed.
    pub unknown: Vec<Entry>,
}

impl CheckedTable {
    /// Takes the entry of a key.
    pub fn take(&mut self, name: &str) -> Option<Entry> {
        let at = self.entries.iter().position(|entry| entry.key == name)?;
        Some(self.entries.swap_remove(at))
    }

    /// Reports whether a key exists.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == name)
    }
}

/// Reads a file of settings and collects the problems in it.
pub struct TableReader<'a> {
    /// The file.
    pub path: &'a SourcePath,
    /// The policy for unknown keys.
    pub unknown: Unknown,
    /// The keys above every table of the file, if it is TOML.
    pub top: &'static [Field],
    /// Diagnostics so far.
    pub problems: &'a mut Vec<Diagnostic>,
}

impl TableReader<'_> {
    /// Reads a table; `what` is its name in messages.
    pub fn table<T: Settings>(&mut self, what: &str, entries: Vec<Entry>) -> T {
        T::take(&mut self.check(what, entries, T::FIELDS), self)
    }

    /// Checks a map against a table of fields. Reports duplicate and unknown keys and wrong kinds; what remains is
    /// valid.
    pub fn check(&mut self, what: &str, entries: Vec<Entry>, fields: &[Field]) -> CheckedTable {
        let mut checked = CheckedTable { entries: Vec::new(), unknown: Vec::new() };
        let mut seen: BTreeMap<String, Range<usize>> = BTreeMap::new();
        for entry in entries {
            if let Some(first) = seen.get(&entry.key) {
                self.problems.push(self.duplicate(what, first, &entry));
                continue;
            }
            seen.insert(entry.key.clone(), entry.key_span.clone());
            let field = fields.iter().find(|field| field.name == entry.key);
            let entry = match field {
                Some(field) if matches!(field.kind, ValueType::Switch) => self.with_yaml_switch(entry),
                _ => entry,
            };
            match field {
                None => {
                    let problem = self.unknown_key(what, &entry, fields);
                    self.problems.extend(problem);
                    checked.unknown.push(entry);
                }
                // A key without a value counts as missing.
                Some(field) if entry.node.value == Value::Null => {
                    self.problems.extend(self.without_value(&entry, &field.kind));
                }
                Some(field) if field.kind.admits(&entry.node.value) => checked.entries.push(entry),
                Some(field) => self.problems.push(self.wrong_kind(&entry, &field.kind)),
            }
        }
        checked
    }

    /// Warns of a key without a value where that may publish what its author holds back: a draft, a page that is withdrawn or out of
    /// date. Other keys are often left empty on purpose.
    fn without_value(&self, entry: &Entry, kind: &ValueType) -> Option<Diagnostic> {
        let is_decisive = matches!(
            kind,
            ValueType::Switch | ValueType::Date | ValueType::TextOrFields(_) | ValueType::Period
        );
        let message = format!("`{}` has no value, so it counts as missing", entry.key);
        let problem = Diagnostic::warning(self.place(&entry.key_span), message);
        is_decisive.then(|| problem.help("give it a value, or remove the key"))
    }

    /// Returns an entry in which a switch of YAML 1.1 (`yes`, `no`, `on`, `off`) is true or false. In YAML 1.2 it is text.
    fn with_yaml_switch(&self, mut entry: Entry) -> Entry {
        let is_toml = Path::new(self.path.as_str()).extension().is_some_and(|it| it == "toml");
        let value =
            entry.text().filter(|_| !is_toml).and_then(|text| match text.to_ascii_lowercase().as_str() {
                "yes" | "on" => Some(true),
                "no" | "off" => Some(false),
                _ => None,
            });
        if let Some(value) = value {
            entry.node.value = Value::Bool(value);
        }
        entry
    }

    /// Reports an error at a place of the file.
    pub fn error(&mut self, span: &Range<usize>, message: impl Into<String>) {
        let problem = Diagnostic::error(self.place(span), message);
        self.problems.push(problem);
    }

    /// Returns a place of the file.
    pub fn place(&self, span: &Range<usize>) -> Place {
        Place::span(self.path, span.clone())
    }

    fn duplicate(&self, what: &str, first: &Range<usize>, entry: &Entry) -> Diagnostic {
        let message = format!("`{}` is used twice in {what}", entry.key);
        Diagnostic::error(self.place(&entry.key_span), message)
            .label("second time")
            .other(self.place(first), "first time")
    }

    fn unknown_key(&self, what: &str, entry: &Entry, fields: &[Field]) -> Option<Diagnostic> {
        let message = format!("unknown key `{}` in {what}", entry.key);
        let place = self.place(&entry.key_span);
        let problem = match self.unknown {
            Unknown::Error => Diagnostic::error(place, message),
            Unknown::Warn => Diagnostic::warning(place, message),
            Unknown::Allow => return None,
        };
        // A line at the end of a TOML file belongs to the last table.
        if self.top.iter().any(|field| field.name == entry.key) {
            let help = format!("move `{}` above the first line in brackets, such as {what}", entry.key);
            return Some(problem.label("not a key of this table").help(help));
        }
        let help = match suggestion(&entry.key, fields.iter().map(|field| field.name)) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!(
                "known keys are {}",
                fields.iter().map(|it| format!("`{}`", it.name)).collect::<Vec<_>>().join(", ")
            ),
        };
        Some(problem.label("not a known key").help(help))
    }

    fn wrong_kind(&self, entry: &Entry, kind: &ValueType) -> Diagnostic {
        let found = match (kind, &entry.node.value) {
            (
                ValueType::Choice(_) | ValueType::Date | ValueType::Period | ValueType::Language,
                Value::Text(text),
            ) => {
                format!("`{text}`")
            }
            (ValueType::Texts, Value::List(items)) => {
                let wrong =
                    items.iter().position(|item| !matches!(item.value, Value::Text(_))).unwrap_or_default();
                format!("{} as item {}", items[wrong].value.kind(), wrong + 1)
            }
            (_, value) => value.kind().to_owned(),
        };
        let message = format!("`{}` expects {}, found {found}", entry.key, kind.expected());
        let help = match (kind, &entry.node.value) {
            (ValueType::Choice(words), Value::Text(text)) => {
                suggestion(text, words.iter().copied()).map(|word| format!("did you mean `{word}`?"))
            }
            (ValueType::Language, Value::Text(text)) => {
                nearest_tag(text).map(|tag| format!("did you mean `{tag}`?"))
            }
            (ValueType::Text, Value::Integer(_) | Value::Float(_) | Value::Bool(_)) => {
                Some("put it in quotes to make it text".into())
            }
            (ValueType::Texts | ValueType::TextsOrRows(_), Value::Text(text)) => {
                Some(format!("write it as a list: [\"{text}\"]"))
            }
            (ValueType::Date, _) => Some("write a real date, such as 2026-11-01".into()),
            (ValueType::Period, _) => {
                Some("write a number and `days`, `weeks`, `months` or `years`: `6 months`".into())
            }
            (ValueType::TablesOf(_), Value::Map(_) | Value::List(_)) => {
                Some(format!("give each its own table: [{}.NAME], and its keys below that", entry.key))
            }
            (ValueType::Switch, Value::Text(_)) => Some("write true or false, without quotes".into()),
            _ => None,
        };
        Diagnostic::error(self.place(&entry.node.span), message)
            .label(format!("expected {}", kind.expected()))
            .help_if(help)
    }
}
