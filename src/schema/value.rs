//! What a theme asks of a value that someone else writes: of a setting in `site.toml`, or of a field in front matter.

use crate::date::Date;
use crate::diagnostic::nearest;
use crate::raw::Value;
use crate::schema::choices;

choices! {
    /// What a value must be.
    pub enum DeclaredKind {
        /// `true` or `false`.
        Switch = "switch",
        /// Text.
        Text = "text",
        /// A number.
        Number = "number",
        /// One of some words.
        Choice = "choice",
        /// A list.
        List = "list",
        /// A day, `YYYY-MM-DD`.
        Date = "date",
    }
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredType {
    /// What it must be.
    pub kind: DeclaredKind,
    /// The words of a choice.
    pub choices: Vec<String>,
}

impl DeclaredType {
    /// Returns whether it is a choice of nothing.
    pub fn is_empty_choice(&self) -> bool {
        self.kind == DeclaredKind::Choice && self.choices.is_empty()
    }

    /// Returns why a value is not of this type: `expects …, found …`. `None` if it is.
    pub fn refuses(&self, value: &Value) -> Option<String> {
        let fits = match (self.kind, value) {
            (DeclaredKind::Switch, Value::Bool(_))
            | (DeclaredKind::Text, Value::Text(_))
            | (DeclaredKind::Number, Value::Integer(_) | Value::Float(_))
            | (DeclaredKind::List, Value::List(_)) => true,
            (DeclaredKind::Choice, Value::Text(word)) => self.choices.contains(word),
            (DeclaredKind::Date, Value::Text(text)) => Date::parse(text).is_some(),
            _ => false,
        };
        let found = match value {
            Value::Text(text) => format!("`{text}`"),
            other => other.kind().to_owned(),
        };
        (!fits).then(|| format!("expects {}, found {found}", self.expected()))
    }

    /// Returns what to write instead of a refused value, where that is clear.
    pub fn help(&self, value: &Value) -> Option<String> {
        match (self.kind, value) {
            (DeclaredKind::Choice, Value::Text(text)) => {
                nearest(text, self.choices.iter().map(String::as_str))
                    .map(|word| format!("did you mean `{word}`?"))
            }
            (DeclaredKind::Text, Value::Integer(_) | Value::Float(_) | Value::Bool(_)) => {
                Some("put it in quotes to make it text".into())
            }
            (DeclaredKind::List, Value::Text(text)) => Some(format!("write it as a list: [\"{text}\"]")),
            _ => None,
        }
    }

    /// Returns what is expected, as a message and the documentation say it.
    pub fn expected(&self) -> String {
        match self.kind {
            DeclaredKind::Switch => "true or false".into(),
            DeclaredKind::Text => "text".into(),
            DeclaredKind::Number => "a number".into(),
            DeclaredKind::Choice => {
                let words: Vec<_> = self.choices.iter().map(|word| format!("`{word}`")).collect();
                format!("one of {}", words.join(", "))
            }
            DeclaredKind::List => "a list".into(),
            DeclaredKind::Date => "a day as YYYY-MM-DD".into(),
        }
    }
}
