//! What a file of settings may hold, as a table: one table checks the file, names the nearest key to a mistyped
//! one, and can be printed as documentation. In goes a `Node`, out come typed values that are all valid,
//! and a diagnostic for each that is not.

pub mod json;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::date::Date;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::language::is_language_tag;
use crate::paths::SourcePath;
use crate::raw::{Entry, Node, Spanned, Value};

/// One key that a file may hold.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What its value must be.
    pub kind: Kind,
    /// What it is for, in one sentence.
    pub doc: &'static str,
}

/// What a value must be.
#[derive(Debug)]
pub enum Kind {
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

impl Kind {
    /// What is expected, as a message and the documentation say it.
    pub fn expected(&self) -> String {
        match self {
            Kind::Text => "text".into(),
            Kind::Whole => "a whole number".into(),
            Kind::Switch => "true or false".into(),
            Kind::Date => "a day as YYYY-MM-DD".into(),
            Kind::Language => "a language tag such as `en`".into(),
            Kind::Texts => "a list of text".into(),
            Kind::Choice(words) => {
                format!("one of {}", words.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "))
            }
            Kind::Fields(_) | Kind::TextsOf | Kind::TextOrTablesOf(_) | Kind::Free => {
                "a table of keys".into()
            }
            Kind::TablesOf(_) => "a table of tables".into(),
            Kind::Any => "anything".into(),
            Kind::Rows(_) => "a list of tables".into(),
            Kind::TextOrFree => "text or a table of keys".into(),
        }
    }

    fn admits(&self, value: &Value) -> bool {
        match (self, value) {
            (Kind::Any, _)
            | (Kind::Text | Kind::TextOrFree, Value::Text(_))
            | (Kind::Whole, Value::Integer(_))
            | (Kind::Switch, Value::Bool(_))
            // What is in the tables of the first two is checked where it is read.
            | (
                Kind::TextsOf
                | Kind::TextOrTablesOf(_)
                | Kind::Free
                | Kind::Fields(_)
                | Kind::TextOrFree,
                Value::Map(_),
            ) => true,
            (Kind::TablesOf(_), Value::Map(entries)) => {
                entries.iter().all(|it| matches!(it.node.value, Value::Map(_)))
            }
            (Kind::Date, Value::Text(text)) => Date::parse(text).is_some(),
            (Kind::Language, Value::Text(text)) => is_language_tag(text),
            (Kind::Choice(words), Value::Text(text)) => words.contains(&text.as_str()),
            (Kind::Texts, Value::List(items)) => items.iter().all(|it| matches!(it.value, Value::Text(_))),
            (Kind::Rows(_), Value::List(items)) => items.iter().all(|it| matches!(it.value, Value::Map(_))),
            _ => false,
        }
    }
}

/// What to do with a key that the table does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Unknown {
    /// The build fails.
    #[default]
    Error,
    /// The build goes on and says so.
    Warn,
    /// The key is kept among the free ones.
    Allow,
}

/// A table's entries, each of the kind that the schema says. Taking a value leaves the others.
pub struct Checked {
    entries: Vec<Entry>,
    /// Keys that the schema does not know, where the policy allows them.
    pub unknown: Vec<Entry>,
}

/// What a check needs to know of the file it reads.
pub struct Reader<'a> {
    /// The file.
    pub path: &'a SourcePath,
    /// What the table is called in a message: `site.toml`, `front matter`, `[markdown]`.
    pub what: &'a str,
    /// What to do with keys that the table does not know.
    pub unknown: Unknown,
    /// The keys that stand above every table of the file, if the table is one of TOML.
    pub top: &'a [Field],
}

impl Reader<'_> {
    /// Checks a map against a table of fields: duplicate and unknown keys and wrong kinds become diagnostics,
    /// what remains is valid.
    pub fn check(&self, entries: Vec<Entry>, fields: &[Field], problems: &mut Vec<Diagnostic>) -> Checked {
        let mut checked = Checked { entries: Vec::new(), unknown: Vec::new() };
        let mut seen: BTreeMap<String, Range<usize>> = BTreeMap::new();
        for entry in entries {
            if let Some(first) = seen.get(&entry.key) {
                problems.push(self.duplicate(&entry.key, first, &entry));
                continue;
            }
            seen.insert(entry.key.clone(), entry.key_span.clone());
            match fields.iter().find(|field| field.name == entry.key) {
                None => {
                    problems.extend(self.unknown_key(&entry, fields));
                    checked.unknown.push(entry);
                }
                // A key without a value is a key that is not there.
                Some(_) if entry.node.value == Value::Null => {}
                Some(field) if field.kind.admits(&entry.node.value) => checked.entries.push(entry),
                Some(field) => problems.push(self.wrong_kind(&entry, &field.kind)),
            }
        }
        checked
    }

    fn place(&self, span: &Range<usize>) -> Place {
        Place::span(self.path, span.clone())
    }

    fn duplicate(&self, key: &str, first: &Range<usize>, entry: &Entry) -> Diagnostic {
        let message = format!("`{key}` is there twice in {}", self.what);
        Diagnostic::error(self.place(&entry.key_span), message)
            .label("second time")
            .other(self.place(first), "first time")
    }

    fn unknown_key(&self, entry: &Entry, fields: &[Field]) -> Option<Diagnostic> {
        let message = format!("unknown key `{}` in {}", entry.key, self.what);
        let place = self.place(&entry.key_span);
        let problem = match self.unknown {
            Unknown::Error => Diagnostic::error(place, message),
            Unknown::Warn => Diagnostic::warning(place, message),
            Unknown::Allow => return None,
        };
        // Whoever adds a line at the end of a TOML file adds it to the last table.
        if self.top.iter().any(|field| field.name == entry.key) {
            let help =
                format!("`{}` belongs above the first line in brackets, such as {}", entry.key, self.what);
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

    fn wrong_kind(&self, entry: &Entry, kind: &Kind) -> Diagnostic {
        let found = match (kind, &entry.node.value) {
            (Kind::Choice(_) | Kind::Date | Kind::Language, Value::Text(text)) => format!("`{text}`"),
            (Kind::Texts, Value::List(items)) => {
                let odd = items.iter().position(|it| !matches!(it.value, Value::Text(_))).unwrap_or_default();
                format!("{} as item {}", items[odd].value.kind(), odd + 1)
            }
            (_, value) => value.kind().to_owned(),
        };
        let message = format!("`{}` expects {}, found {found}", entry.key, kind.expected());
        let help = match (kind, &entry.node.value) {
            (Kind::Choice(words), Value::Text(text)) => {
                nearest(text, words.iter().copied()).map(|word| format!("did you mean `{word}`?"))
            }
            (Kind::Text, Value::Integer(_) | Value::Float(_) | Value::Bool(_)) => {
                Some("put it in quotes to make it text".into())
            }
            (Kind::Texts, Value::Text(text)) => Some(format!("write it as a list: [\"{text}\"]")),
            (Kind::Date, _) => Some("write a day that exists, year first, such as 2026-11-01".into()),
            (Kind::TablesOf(_), Value::Map(_)) => {
                Some(format!("give each a table of its own: [{}.NAME], and its keys below that", entry.key))
            }
            (Kind::Switch, Value::Text(_)) => Some("write true or false, without quotes".into()),
            _ => None,
        };
        Diagnostic::error(self.place(&entry.node.span), message)
            .label(format!("expected {}", kind.expected()))
            .help_if(help)
    }
}

/// A file of settings that is being read, with the mistakes found so far. Each file's module adds how its own keys
/// are read.
pub struct Reading<'a> {
    /// The file.
    pub path: &'a SourcePath,
    /// The keys that stand above every table of the file.
    pub top: &'static [Field],
    /// Mistakes found so far.
    pub problems: &'a mut Vec<Diagnostic>,
}

impl Reading<'_> {
    /// Checks a table of the file, in which every unknown key is an error.
    pub fn table(&mut self, what: &str, entries: Vec<Entry>, fields: &'static [Field]) -> Checked {
        Reader { path: self.path, what, unknown: Unknown::Error, top: self.top }.check(
            entries,
            fields,
            self.problems,
        )
    }

    /// Notes a mistake at a place of the file.
    pub fn error(&mut self, span: &Range<usize>, message: String) {
        self.problems.push(Diagnostic::error(Place::span(self.path, span.clone()), message));
    }
}

impl Checked {
    /// Takes the value of a key, whatever its kind.
    pub fn node(&mut self, name: &str) -> Option<Node> {
        let at = self.entries.iter().position(|entry| entry.key == name)?;
        Some(self.entries.swap_remove(at).node)
    }

    /// Whether a key is there.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == name)
    }

    /// Takes a text with its place.
    pub fn spanned_text(&mut self, name: &str) -> Option<Spanned<String>> {
        match self.node(name)? {
            Node { value: Value::Text(value), span } => Some(Spanned { value, span }),
            _ => None,
        }
    }

    /// Takes a text.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.spanned_text(name).map(|it| it.value)
    }

    /// Takes a whole number.
    pub fn whole(&mut self, name: &str) -> Option<i64> {
        match self.node(name)?.value {
            Value::Integer(value) => Some(value),
            _ => None,
        }
    }

    /// Takes a switch.
    pub fn switch(&mut self, name: &str) -> Option<bool> {
        match self.node(name)?.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Takes a day.
    pub fn date(&mut self, name: &str) -> Option<Date> {
        Date::parse(&self.text(name)?)
    }

    /// Takes a list of text, each with its place.
    pub fn texts(&mut self, name: &str) -> Vec<Spanned<String>> {
        let Some(Node { value: Value::List(items), .. }) = self.node(name) else { return Vec::new() };
        let text = |item: Node| match item.value {
            Value::Text(value) => Some(Spanned { value, span: item.span }),
            _ => None,
        };
        items.into_iter().filter_map(text).collect()
    }

    /// Takes the entries of a table.
    pub fn table(&mut self, name: &str) -> Vec<Entry> {
        match self.node(name) {
            Some(Node { value: Value::Map(entries), .. }) => entries,
            _ => Vec::new(),
        }
    }

    /// Takes a list of tables.
    pub fn rows(&mut self, name: &str) -> Vec<(Range<usize>, Vec<Entry>)> {
        let Some(Node { value: Value::List(items), .. }) = self.node(name) else { return Vec::new() };
        let row = |item: Node| match item.value {
            Value::Map(entries) => Some((item.span, entries)),
            _ => None,
        };
        items.into_iter().filter_map(row).collect()
    }
}
