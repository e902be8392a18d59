//! The types that a theme declares for values that others write: a setting in `site.toml`, or a field in front matter.

use crate::date::Date;
use crate::raw::Value;
use crate::schema::{choices, suggestion};

choices! {
    /// The kind of a value.
    pub enum DeclaredKind {
        /// `true` or `false`.
        Switch = "switch",
        /// Text.
        Text = "text",
        /// A number.
        Number = "number",
        /// One of several words.
        Choice = "choice",
        /// A level of the scale of evidence.
        Strength = "strength",
        /// A list.
        List = "list",
        /// A day, `YYYY-MM-DD`.
        Date = "date",
    }
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredType {
    /// The kind of the value.
    pub kind: DeclaredKind,
    /// The words of a choice, or the levels of the scale of evidence.
    pub choices: Vec<String>,
}

impl DeclaredType {
    /// Reports whether it is a choice without words.
    pub fn is_empty_choice(&self) -> bool {
        matches!(self.kind, DeclaredKind::Choice | DeclaredKind::Strength) && self.choices.is_empty()
    }

    /// Returns why a value is not of this type: `expects …, found …`. `None` if it is.
    pub fn refuses(&self, value: &Value) -> Option<String> {
        let fits = match (self.kind, value) {
            (DeclaredKind::Switch, Value::Bool(_))
            | (DeclaredKind::Text, Value::Text(_))
            | (DeclaredKind::Number, Value::Integer(_) | Value::Float(_))
            | (DeclaredKind::List, Value::List(_)) => true,
            (DeclaredKind::Choice | DeclaredKind::Strength, Value::Text(word)) => self.choices.contains(word),
            (DeclaredKind::Date, Value::Text(text)) => Date::parse(text).is_some(),
            _ => false,
        };
        let found = match value {
            Value::Text(text) => format!("`{text}`"),
            other => other.kind().to_owned(),
        };
        (!fits).then(|| format!("expects {}, found {found}", self.expected()))
    }

    /// Reports whether a text is a value of this type where every value is written as text. A list is none.
    pub fn admits_text(&self, text: &str) -> bool {
        match self.kind {
            DeclaredKind::Switch => matches!(text, "true" | "false"),
            DeclaredKind::Text => true,
            DeclaredKind::Number => text.parse().is_ok_and(f64::is_finite),
            DeclaredKind::Choice | DeclaredKind::Strength => self.choices.iter().any(|word| word == text),
            DeclaredKind::Date => Date::parse(text).is_some(),
            DeclaredKind::List => false,
        }
    }

    /// Returns what to write instead of a refused value, if that is clear.
    pub fn help(&self, value: &Value) -> Option<String> {
        match (self.kind, value) {
            (DeclaredKind::Choice | DeclaredKind::Strength, Value::Text(text)) => {
                suggestion(text, self.choices.iter().map(String::as_str))
                    .map(|word| format!("did you mean `{word}`?"))
            }
            (DeclaredKind::Switch, Value::Text(_)) => Some("write true or false, without quotes".into()),
            (DeclaredKind::Text, Value::Integer(_) | Value::Float(_) | Value::Bool(_)) => {
                Some("put it in quotes to make it text".into())
            }
            (DeclaredKind::List, Value::Text(text)) => Some(format!("write it as a list: [\"{text}\"]")),
            _ => None,
        }
    }

    /// Returns what is expected, for a message and the documentation.
    pub fn expected(&self) -> String {
        match self.kind {
            DeclaredKind::Switch => "true or false".into(),
            DeclaredKind::Text => "text".into(),
            DeclaredKind::Number => "a number".into(),
            DeclaredKind::Choice | DeclaredKind::Strength => {
                let words: Vec<_> = self.choices.iter().map(|word| format!("`{word}`")).collect();
                format!("one of {}", words.join(", "))
            }
            DeclaredKind::List => "a list".into(),
            DeclaredKind::Date => "a date as YYYY-MM-DD".into(),
        }
    }
}
