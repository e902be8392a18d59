//! Places in the text that links and the index lead to: words with attributes, and code with an id. What is repeated on paper,
//! such as the header of a table, can hold no place, so that its places are after it.

use super::{Beside, Writer};
use crate::document::{IndexEntry, InlineAttributes, Node};
use crate::render::pdf::book::{Book, text_in};
use crate::render::pdf::index::IndexMark;
use crate::render::pdf::literal::quoted;

impl Writer<'_, '_, '_> {
    /// Writes words with attributes, a link or code.
    pub(super) fn attributed(&mut self, attributes: &InlineAttributes, node: Node<'_>, beside: Beside<'_>) {
        let label = self.label_of(&attributes.id);
        self.mark(&attributes.index, label, || node.plain_text());
        let is_foreign = !attributes.language.is_empty();
        if is_foreign {
            self.put(&format!("#{}[", text_in(&attributes.language)));
        }
        match node.only_child() {
            Some(child) => self.node(child, beside),
            None => {
                self.nested += 1;
                self.nodes(node.children());
                self.nested -= 1;
            }
        }
        self.put(if is_foreign { "];" } else { "" });
    }

    /// Writes the place of an id, and returns its label. Links cannot lead into notes.
    pub(super) fn label_of(&mut self, id: &str) -> Option<String> {
        if id.is_empty() || !self.open_notes.is_empty() {
            return None;
        }
        let label = Book::heading_label(self.number, id);
        if self.missing_places.remove(&label) {
            self.write_place(label.clone());
        }
        Some(label)
    }

    /// Adds entries to the index, which lead to a label if there is one, and else here. An entry without words has those of
    /// `text`.
    pub(super) fn mark(&mut self, entries: &[IndexEntry], label: Option<String>, text: impl Fn() -> String) {
        if entries.is_empty() {
            return;
        }
        let label = label.unwrap_or_else(|| {
            let label = format!("i{}:{}", self.number, self.marks.len());
            self.write_place(label.clone());
            label
        });
        for entry in entries {
            let own = || vec![text().split_whitespace().collect::<Vec<_>>().join(" ")];
            let levels: Vec<String> = entry.levels.iter().map(ToString::to_string).collect();
            let levels = if levels.is_empty() { own() } else { levels };
            if levels.iter().all(|level| !level.is_empty()) {
                let levels = levels.iter().map(|level| self.shown(level)).collect();
                self.marks.push(IndexMark { levels, label: label.clone() });
            }
        }
    }

    /// Writes a place here, or else after what is repeated or in a note.
    fn write_place(&mut self, label: String) {
        self.waiting_places.push(label);
        self.waiting_places();
    }

    /// Writes the places that wait for a text that can hold them.
    pub(super) fn waiting_places(&mut self) {
        if self.in_heading || self.repeated > 0 || !self.open_notes.is_empty() {
            return;
        }
        for label in std::mem::take(&mut self.waiting_places) {
            self.put(&format!("#metadata(none)#label({});", quoted(&label)));
        }
    }

    /// Writes every place that is not written yet, so that no link leads to a missing one.
    pub(super) fn remaining_places(&mut self) {
        let missing = std::mem::take(&mut self.missing_places);
        self.waiting_places.extend(missing);
        self.waiting_places();
    }
}
