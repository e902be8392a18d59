//! The schema language: what a file of settings may hold, as tables of keys. A table checks a file, names the nearest key
//! to a mistyped one, and is printed as JSON Schema and as the reference. A raw value comes in; typed values that
//! are all valid go out, and a diagnostic for each value that is not.

pub mod json;
mod settings;
mod value;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::date::Date;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::language::is_language_tag;
use crate::paths::SourcePath;
use crate::raw::{Entry, Value};
pub use settings::{FromEntry, Settings, filled_text, read_or, text, whole_within};
pub(crate) use settings::{choices, settings};
pub use value::{DeclaredKind, DeclaredType};

/// One key that a file may hold.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What its value must be.
    pub kind: ValueType,
    /// What it is for, in one sentence.
    pub doc: &'static str,
}

/// What a value must be.
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
    /// Any keys, each with a table of these keys.
    TablesOf(&'static [Field]),
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
            ValueType::TextOrFree => "text or a table of keys".into(),
        }
    }

    fn admits(&self, value: &Value) -> bool {
        match (self, value) {
            (ValueType::Any, _)
            | (ValueType::Text | ValueType::TextOrFree, Value::Text(_))
            | (ValueType::Whole, Value::Integer(_))
            | (ValueType::Switch, Value::Bool(_))
            // The values in these tables are checked where they are read.
            | (
                ValueType::TextsOf
                | ValueType::TextOrTablesOf(_)
                | ValueType::Free
                | ValueType::Fields(_)
                | ValueType::TextOrFree,
                Value::Map(_),
            ) => true,
            (ValueType::TablesOf(_), Value::Map(entries)) => {
                entries.iter().all(|it| matches!(it.node.value, Value::Map(_)))
            }
            (ValueType::Date, Value::Text(text)) => Date::parse(text).is_some(),
            (ValueType::Language, Value::Text(text)) => is_language_tag(text),
            (ValueType::Choice(words), Value::Text(text)) => words.contains(&text.as_str()),
            (ValueType::Texts, Value::List(items)) => items.iter().all(|it| matches!(it.value, Value::Text(_))),
            (ValueType::Rows(_), Value::List(items)) => items.iter().all(|it| matches!(it.value, Value::Map(_))),
            _ => false,
        }
    }
}

choices! {
    /// What to do with a key that the table does not know.
    #[derive(Default)]
    pub enum Unknown {
        /// The build fails.
        #[default]
        Error = "error",
        /// The build continues with a warning.
        Warn = "warn",
        /// The key is kept among the free ones.
        Allow = "allow",
    }
}

/// A table's entries, each of the kind that the schema names.
pub struct CheckedTable {
    entries: Vec<Entry>,
    /// Keys that the schema does not know, where the policy allows them.
    pub unknown: Vec<Entry>,
}

impl CheckedTable {
    /// Takes the entry of a key.
    pub fn take(&mut self, name: &str) -> Option<Entry> {
        let at = self.entries.iter().position(|entry| entry.key == name)?;
        Some(self.entries.swap_remove(at))
    }

    /// Returns whether a key is there.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == name)
    }
}

/// Reads a file of settings and collects what is wrong in it.
pub struct TableReader<'a> {
    /// The file.
    pub path: &'a SourcePath,
    /// What to do with keys that a table does not know.
    pub unknown: Unknown,
    /// The keys above every table of the file, if it is TOML.
    pub top: &'static [Field],
    /// Diagnostics so far.
    pub problems: &'a mut Vec<Diagnostic>,
}

impl TableReader<'_> {
    /// Reads a table that a message calls `what`.
    pub fn table<T: Settings>(&mut self, what: &str, entries: Vec<Entry>) -> T {
        T::take(&mut self.check(what, entries, T::FIELDS), self)
    }

    /// Checks a map against a table of fields: reports duplicate and unknown keys and wrong kinds; what remains is valid.
    pub fn check(&mut self, what: &str, entries: Vec<Entry>, fields: &[Field]) -> CheckedTable {
        let mut checked = CheckedTable { entries: Vec::new(), unknown: Vec::new() };
        let mut seen: BTreeMap<String, Range<usize>> = BTreeMap::new();
        for entry in entries {
            if let Some(first) = seen.get(&entry.key) {
                self.problems.push(self.duplicate(what, first, &entry));
                continue;
            }
            seen.insert(entry.key.clone(), entry.key_span.clone());
            match fields.iter().find(|field| field.name == entry.key) {
                None => {
                    let problem = self.unknown_key(what, &entry, fields);
                    self.problems.extend(problem);
                    checked.unknown.push(entry);
                }
                // A key without a value counts as missing.
                Some(_) if entry.node.value == Value::Null => {}
                Some(field) if field.kind.admits(&entry.node.value) => checked.entries.push(entry),
                Some(field) => self.problems.push(self.wrong_kind(&entry, &field.kind)),
            }
        }
        checked
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
        let help = match nearest(&entry.key, fields.iter().map(|field| field.name)) {
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
            (ValueType::Choice(_) | ValueType::Date | ValueType::Language, Value::Text(text)) => {
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
                nearest(text, words.iter().copied()).map(|word| format!("did you mean `{word}`?"))
            }
            (ValueType::Text, Value::Integer(_) | Value::Float(_) | Value::Bool(_)) => {
                Some("put it in quotes to make it text".into())
            }
            (ValueType::Texts, Value::Text(text)) => Some(format!("write it as a list: [\"{text}\"]")),
            (ValueType::Date, _) => Some("write a real date, such as 2026-11-01".into()),
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
