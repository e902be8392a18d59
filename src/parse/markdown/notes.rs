//! Footnotes on their way into the tree: numbered in the order of their first call, wherever they are defined.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place};
use crate::document::{FinishedNote, Kind, Subtree};

/// The footnotes of a page by label.
#[derive(Default)]
pub struct Notes {
    notes: BTreeMap<String, Note>,
    /// The number of calls of each note, by its number minus one.
    calls: Vec<u32>,
}

/// A footnote: its number once the text calls it, its blocks once it is defined.
#[derive(Default)]
struct Note {
    number: Option<u32>,
    defined: Option<Definition>,
}

/// A note's blocks, its label as written, and where it is.
struct Definition {
    label: String,
    blocks: Subtree,
    range: Range<usize>,
}

/// Labels match without regard to case and to the length of white space (`CommonMark` 0.31.2, section 4.7).
fn key(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words.join(" ").to_lowercase().to_uppercase()
}

impl Notes {
    /// Records a call of a note.
    pub fn call(&mut self, label: &str) -> Kind {
        let note = self.notes.entry(key(label)).or_default();
        let number = *note.number.get_or_insert_with(|| {
            self.calls.push(0);
            u32::try_from(self.calls.len()).expect("a file has fewer than 2^32 bytes")
        });
        let calls = &mut self.calls[number as usize - 1];
        *calls += 1;
        Kind::FootnoteCall { number, call: *calls }
    }

    /// Adds the blocks of a note. Returns whether they count: of two notes with the same label, the first does.
    pub fn define(&mut self, label: &str, blocks: Subtree, range: Range<usize>) -> bool {
        let note = self.notes.entry(key(label)).or_default();
        let is_first = note.defined.is_none();
        note.defined.get_or_insert(Definition { label: label.to_owned(), blocks, range });
        is_first
    }

    /// Returns the notes that the text calls, in the order of their numbers. Others are reported.
    pub fn finish(
        self,
        place: &dyn Fn(&Range<usize>) -> Place,
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<FinishedNote> {
        let mut numbered: Vec<FinishedNote> = Vec::new();
        for note in self.notes.into_values() {
            let Some(Definition { label, blocks, range }) = note.defined else { continue };
            match note.number {
                Some(number) => {
                    let calls = self.calls[number as usize - 1];
                    numbered.push(FinishedNote { number, calls, blocks });
                }
                None => {
                    let message = format!("the footnote `[^{label}]` is never used");
                    problems
                        .push(Diagnostic::warning(place(&range), message).help("it is left out of the page"));
                }
            }
        }
        numbered.sort_by_key(|note| note.number);
        numbered
    }
}
