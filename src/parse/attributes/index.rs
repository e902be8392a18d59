//! The entries of `index="…"`: several are separated by `;`, and the levels of one by `!`. Two of the same sign are the sign
//! itself.

use crate::document::IndexEntry;

/// The most levels of an entry: more are not found on paper.
const MAX_LEVELS: usize = 3;

/// The longest entry, in characters of all its levels.
const MAX_LENGTH: usize = 200;

/// Reads entries. Without a value, the entry is the text that has the mark, if it has one. The error is what is wrong, and what
/// to do about it.
pub fn entries(value: Option<&str>, has_text: bool) -> Result<Box<[IndexEntry]>, (String, String)> {
    let Some(value) = value else {
        let own = IndexEntry::default();
        let message = "`index` needs the words of the entry here";
        return if has_text { Ok(Box::new([own])) } else { Err((message.to_owned(), HELP.to_owned())) };
    };
    split(value, ';').iter().map(|entry| self::entry(entry)).collect()
}

const HELP: &str = "write `index=\"milk\"`, or `index=\"milk!supply\"` for an entry below `milk`";

fn entry(text: &str) -> Result<IndexEntry, (String, String)> {
    let level = |level: &String| level.split_whitespace().collect::<Vec<_>>().join(" ").into();
    let levels: Vec<Box<str>> = split(text, '!').iter().map(level).collect();
    if levels.iter().any(|level| level.is_empty()) {
        return Err(("an entry of the index is empty".to_owned(), HELP.to_owned()));
    }
    if levels.len() > MAX_LEVELS {
        let message = format!("an entry of the index has more than {MAX_LEVELS} levels");
        return Err((message, "leave out a level; a `!!` is the sign `!` itself".to_owned()));
    }
    if text.chars().count() > MAX_LENGTH {
        let message = format!("an entry of the index has more than {MAX_LENGTH} characters");
        return Err((message, "write the few words that readers search for".to_owned()));
    }
    Ok(IndexEntry { levels: levels.into() })
}

/// Splits a text at a sign. Two of it are one in the text.
fn split(text: &str, sign: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == sign && rest.next_if_eq(&sign).is_none() {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(value: &str) -> Vec<Vec<String>> {
        let entries = entries(Some(value), false).expect(value);
        let level = |entry: &IndexEntry| entry.levels.iter().map(ToString::to_string).collect();
        entries.iter().map(level).collect()
    }

    #[test]
    fn an_entry_has_levels() {
        assert_eq!(levels("milk"), [["milk"]]);
        assert_eq!(levels("milk ! let  down; milk"), [vec!["milk", "let down"], vec!["milk"]]);
        assert_eq!(levels("Stop!!;; now"), [["Stop!; now"]]);
        assert_eq!(entries(None, true).expect("its text"), [IndexEntry::default()].into());
    }

    #[test]
    fn an_entry_without_words_is_refused() {
        for value in ["", "a!", "!a", "a;", "a!b!c!d", &"a".repeat(201)] {
            assert!(entries(Some(value), true).is_err(), "{value}");
        }
        assert!(entries(None, false).is_err());
    }
}
