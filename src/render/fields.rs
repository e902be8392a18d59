//! Prepares the fields of a page for its template: those that its kind declares and its front matter sets.

use std::borrow::Cow;

use crate::date::Date;
use crate::evidence::Strength;
use crate::kinds::{KindField, Show};
use crate::language;
use crate::parse::FrontMatter;
use crate::raw::{Spanned, Value};
use crate::schema::DeclaredKind;
use crate::site::SitePage;
use crate::snapshot::Snapshot;
use crate::theme::Theme;
use crate::view::{self, FieldValue};

/// Returns the fields that a page shows, in the order of its kind.
pub fn of_page<'a>(snapshot: &'a Snapshot, page: &'a SitePage) -> Vec<FieldValue<'a>> {
    shown(snapshot, page, |show| show != Show::Template)
}

/// Returns the fields that the card of a page shows.
pub fn of_card<'a>(snapshot: &'a Snapshot, page: &'a SitePage) -> Vec<FieldValue<'a>> {
    shown(snapshot, page, |show| show == Show::Card)
}

fn shown<'a>(
    snapshot: &'a Snapshot,
    page: &'a SitePage,
    is_shown: impl Fn(Show) -> bool,
) -> Vec<FieldValue<'a>> {
    let front = &page.outline.front;
    let language = front.language.as_deref().unwrap_or(&snapshot.config.language.value);
    let fields = snapshot.theme.kinds.of(&front.kind.value).fields.iter();
    let value = |field: &'a KindField| {
        let node = set(front, &field.name)?;
        let strength = strength(&snapshot.theme, field, node);
        let words = match strength {
            Some(strength) => vec![strength.level.label.as_str().into()],
            None => words(&snapshot.theme, field, node, language)?,
        };
        let (label, strength) = (snapshot.theme.label(&field.label), strength.map(view::Strength::of));
        Some(FieldValue { name: &field.name, label, words, strength })
    };
    fields.filter(|field| is_shown(field.show)).filter_map(value).collect()
}

/// Returns the value of a field in front matter.
fn set<'a>(front: &'a FrontMatter, name: &str) -> Option<&'a Spanned<Value>> {
    front.extra.iter().find(|entry| entry.key == name).map(|entry| &entry.node)
}

/// Returns the strength of evidence in a field that is one.
fn strength<'a>(theme: &'a Theme, field: &KindField, node: &Spanned<Value>) -> Option<Strength<'a>> {
    match (&node.value, field.value.kind) {
        (Value::Text(name), DeclaredKind::Strength) => theme.kinds.scale.strength(name),
        _ => None,
    }
}

/// Returns what a reader sees of a value; `None` if that is nothing.
fn words<'a>(
    theme: &'a Theme,
    field: &KindField,
    node: &'a Spanned<Value>,
    language: &str,
) -> Option<Vec<Cow<'a, str>>> {
    match (&node.value, field.value.kind) {
        (Value::Null | Value::Map(_) | Value::Bool(false), _) => None,
        // The name of the field is enough.
        (Value::Bool(true), _) => Some(Vec::new()),
        (Value::List(items), _) => {
            let words: Vec<_> = items.iter().filter_map(|item| word(&item.value, language)).collect();
            Some(words).filter(|words| !words.is_empty())
        }
        (Value::Text(text), DeclaredKind::Choice) => {
            let label = theme.labels.get(&format!("{}_{text}", field.word_label));
            Some(vec![label.map_or(text.as_str(), String::as_str).into()])
        }
        (Value::Text(text), DeclaredKind::Date) => {
            let day = Date::parse(text).map(|day| language::long_date(language, day));
            Some(vec![day.map_or_else(|| text.as_str().into(), Cow::Owned)])
        }
        (value, _) => word(value, language).map(|word| vec![word]),
    }
}

fn word<'a>(value: &'a Value, language: &str) -> Option<Cow<'a, str>> {
    match value {
        Value::Text(text) => Some(text.as_str().into()),
        Value::Integer(number) => Some(language::number(language, *number).into()),
        Value::Float(number) => Some(number.to_string().into()),
        _ => None,
    }
}
