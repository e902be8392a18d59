//! The index at the end of a PDF: the marks of all pages, in the order of the guide's language, with those for the same words
//! together.

use std::collections::BTreeMap;

use crate::language::Collation;
use crate::render::pdf::literal::{array, dictionary, quoted};

/// A mark for the index: the words of its entry, the outermost level first, and the label of its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexMark {
    /// The words.
    pub levels: Vec<String>,
    /// The label.
    pub label: String,
}

/// The order of entries: by their words in the language, where capital letters are like small ones.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    collation: Vec<u8>,
    words: String,
}

/// Entries that are below the same one.
type Entries<'a> = BTreeMap<Key, Entry<'a>>;

/// An entry: its words as they are written first, and where they lead.
#[derive(Default)]
struct Entry<'a> {
    words: &'a str,
    labels: Vec<&'a str>,
    below: Entries<'a>,
}

/// Returns the call of the theme's function for the index; `None` if nothing has a mark.
pub fn call<'a>(marks: impl Iterator<Item = &'a IndexMark>, language: &str) -> Option<String> {
    let collation = Collation::new(language);
    let mut entries = Entries::new();
    for IndexMark { levels, label } in marks {
        add(&mut entries, levels, label, &collation);
    }
    (!entries.is_empty()).then(|| format!("#book-index({})\n", literal(&entries, &collation)))
}

fn add<'a>(entries: &mut Entries<'a>, levels: &'a [String], label: &'a str, collation: &Collation) {
    let Some((words, below)) = levels.split_first() else { return };
    let key = Key { collation: collation.key(sorted_by(words)), words: words.to_lowercase() };
    let entry = entries.entry(key).or_insert_with(|| Entry { words, ..Entry::default() });
    if below.is_empty() {
        entry.labels.push(label);
    } else {
        add(&mut entry.below, below, label, collation);
    }
}

/// Returns the words without the marks before them, by which nobody searches.
fn sorted_by(words: &str) -> &str {
    let plain = words.trim_start_matches(|c: char| !c.is_alphanumeric());
    if plain.is_empty() { words } else { plain }
}

fn literal(entries: &Entries<'_>, collation: &Collation) -> String {
    let mut before: Option<&str> = None;
    array(entries.values().map(|entry| {
        let is_apart =
            before.replace(entry.words).is_some_and(|before| !same_letter(before, entry.words, collation));
        dictionary([
            ("words", quoted(entry.words)),
            ("apart", is_apart.to_string()),
            ("places", array(entry.labels.iter().map(|label| format!("label({})", quoted(label))))),
            ("below", literal(&entry.below, collation)),
        ])
    }))
}

/// Reports whether two entries begin with the same letter of the language, or both with none.
fn same_letter(words: &str, other: &str, collation: &Collation) -> bool {
    let letter =
        |words: &str| sorted_by(words).chars().next().filter(|c| c.is_alphabetic()).map(String::from);
    match (letter(words), letter(other)) {
        (Some(letter), Some(other)) => !collation.are_different_letters(&letter, &other),
        (letter, other) => letter.is_none() && other.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(levels: &[&str], label: &str) -> IndexMark {
        IndexMark {
            levels: levels.iter().map(|level| (*level).to_owned()).collect(),
            label: label.to_owned(),
        }
    }

    #[test]
    fn entries_are_in_the_order_of_the_language_and_the_same_words_are_one() {
        let marks = [
            mark(&["warmth"], "i0:0"),
            mark(&["Öl"], "i0:1"),
            mark(&["Milk", "supply"], "i0:2"),
            mark(&["milk"], "i0:3"),
            mark(&["milk", "let-down"], "i0:4"),
            mark(&["“ounce”"], "i0:5"),
            mark(&["10 days"], "i0:6"),
            mark(&["9 months"], "i0:7"),
        ];
        let call = call(marks.iter(), "de").expect("an index");
        let order: Vec<usize> =
            ["9 months", "10 days", "Milk", "let-down", "supply", "Öl", "“ounce”", "warmth"]
                .iter()
                .map(|words| call.find(&format!("\"{words}\"")).unwrap_or_else(|| panic!("{words}: {call}")))
                .collect();
        assert!(order.is_sorted(), "{call}");
        assert!(call.contains("label(\"i0:3\")") && !call.contains("\"milk\""), "{call}");
        for (words, is_apart) in [("Milk", true), ("Öl", true), ("“ounce”", false), ("10 days", false)] {
            assert!(call.contains(&format!("\"words\": \"{words}\", \"apart\": {is_apart}")), "{call}");
        }
    }

    #[test]
    fn without_marks_there_is_no_index() {
        assert_eq!(call(std::iter::empty(), "en"), None);
    }
}
