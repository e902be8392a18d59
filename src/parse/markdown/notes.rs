//! Footnotes on their way into the tree: numbered in the order of their first call, wherever they are defined.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Kind, Subtree};

/// The footnotes of a page by label.
#[derive(Default)]
pub struct Notes {
    notes: BTreeMap<String, Note>,
    /// How often each note is called, by number less one.
    calls: Vec<u32>,
}

/// A footnote: its number once the text calls it, its blocks once it is defined.
#[derive(Default)]
struct Note {
    number: Option<u32>,
    defined: Option<(Subtree, Range<usize>)>,
}

impl Notes {
    /// A call of a note.
    pub fn call(&mut self, label: &str) -> Kind {
        let note = self.notes.entry(label.to_owned()).or_default();
        let number = *note.number.get_or_insert_with(|| {
            self.calls.push(0);
            u32::try_from(self.calls.len()).expect("a file has fewer than 2^32 bytes")
        });
        let calls = &mut self.calls[number as usize - 1];
        *calls += 1;
        Kind::FootnoteCall { number, call: *calls }
    }

    /// The blocks of a note; of two with the same label, the first one counts.
    pub fn define(&mut self, label: String, blocks: Subtree, range: Range<usize>) {
        self.notes.entry(label).or_default().defined.get_or_insert((blocks, range));
    }

    /// The notes that the text calls, in the order of their numbers, each with how often it is called. Others are
    /// reported.
    pub fn finish(
        self,
        place: &dyn Fn(&Range<usize>) -> Place,
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<(u32, Subtree)> {
        let mut numbered: Vec<(u32, Subtree)> = Vec::new();
        for (label, note) in self.notes {
            let Some((blocks, range)) = note.defined else { continue };
            match note.number {
                Some(number) => numbered.push((number, blocks)),
                None => {
                    let message = format!("the footnote `[^{label}]` is never used");
                    problems
                        .push(Diagnostic::warning(place(&range), message).help("it is left out of the page"));
                }
            }
        }
        numbered.sort_by_key(|(number, _)| *number);
        let calls = |number: u32| self.calls[number as usize - 1];
        numbered.into_iter().map(|(number, blocks)| (calls(number), blocks)).collect()
    }
}
