//! Repairs of entries of CSL-JSON.

use hayagriva::citationberg::json::{DateValue, Item, NameItem, NameValue, Value};

use super::entry::{HYPHEN, bare_doi};

/// Repairs an entry before the engine reads it.
pub fn item(item: &mut Item) {
    if let Some(Value::String(doi)) = item.0.get_mut("DOI") {
        *doi = bare_doi(doi).to_owned();
    }
    if let Some(Value::String(number)) = item.0.get_mut("number")
        && number.contains(char::is_alphabetic)
    {
        *number = number.replace(['-', '–'], &HYPHEN.to_string());
    }
    item.0.retain(|_, value| !matches!(value, Value::Date(date) if is_empty(date)));
    for value in item.0.values_mut() {
        match value {
            Value::Names(names) => names.iter_mut().for_each(named),
            Value::Date(date) => without_end(date),
            Value::String(_) | Value::Number(_) => {}
        }
    }
}

/// Reports whether a date has no year, at which the engine would fail.
fn is_empty(date: &DateValue) -> bool {
    matches!(date, DateValue::DateParts { date_parts, .. } if date_parts.0.first().is_none_or(|it| it.0.is_empty()))
}

/// Moves a particle out of a family name: "van der Berg". The engine would print it after the given name.
fn named(name: &mut NameValue) {
    let NameValue::Item(NameItem { family, non_dropping_particle, dropping_particle: None, .. }) = name
    else {
        return;
    };
    let begins_with_capital = |word: &str| !word.starts_with(char::is_lowercase);
    let mut words: Vec<&str> = family.split_inclusive(' ').collect();
    // The last word is no particle, whatever it begins with: "de l'Hôpital".
    words.pop();
    let length: usize = words.into_iter().take_while(|word| !begins_with_capital(word)).map(str::len).sum();
    if non_dropping_particle.is_none() && length > 0 {
        *non_dropping_particle = Some(family[..length].trim_end().to_owned());
        *family = family[length..].to_owned();
    }
}

/// Removes the end of a range of dates, at which the engine would fail.
fn without_end(date: &mut DateValue) {
    match date {
        DateValue::Raw { raw, .. } => raw.end = None,
        DateValue::DateParts { date_parts, .. } => date_parts.0.truncate(1),
    }
}
