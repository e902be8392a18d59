//! Moves citations into footnotes, for the styles that cite in notes.

use std::collections::BTreeMap;

use super::cite::is_in_note;
use super::tree::{Body, Kind, Node, index};

/// A footnote of the body that is being made.
#[derive(Clone, Copy)]
enum Note {
    /// A footnote of the author's, by its number.
    Own(u32),
    /// The citation at an index.
    Citation(usize),
}

/// The footnotes in the order of their first call.
struct Order<'a> {
    body: &'a Body,
    notes: Vec<Note>,
    /// The new number of each footnote of the author's.
    numbers: BTreeMap<u32, u32>,
}

impl Order<'_> {
    /// Counts the footnotes that are called in a range of nodes. A citation in a footnote stays in it.
    fn count(&mut self, range: std::ops::Range<usize>, is_note: bool) {
        for at in range {
            match self.body.nodes[at].kind {
                Kind::FootnoteCall { number, .. } if !self.numbers.contains_key(&number) => {
                    self.notes.push(Note::Own(number));
                    self.numbers.insert(number, index(self.notes.len()));
                }
                Kind::Citation(id) if !is_note && is_in_note(self.body, id) => {
                    self.notes.push(Note::Citation(at));
                }
                _ => {}
            }
        }
    }
}

impl Body {
    /// Returns the body with each citation in brackets in a footnote of its own. The footnotes are numbered again.
    pub(super) fn with_citations_in_notes(&self) -> Body {
        let (first_note, end) = (self.notes as usize, self.sources as usize);
        let mut order = Order { body: self, notes: Vec::new(), numbers: BTreeMap::new() };
        order.count(self.title as usize..self.nodes.len(), true);
        order.count(0..first_note, false);
        let own = |number: u32| {
            let is_it = |at: &usize| matches!(self.nodes[*at].kind, Kind::Footnote { number: own, .. } if own == number);
            (first_note..end).find(is_it)
        };
        let mut at = 0;
        while let Some(note) = order.notes.get(at).copied() {
            at += 1;
            if let Note::Own(number) = note
                && let Some(begin) = own(number)
            {
                order.count(begin..self.nodes[begin].end as usize, true);
            }
        }
        let mut nodes = Vec::with_capacity(self.nodes.len());
        let mut called = (1..).zip(&order.notes).filter(|(_, note)| matches!(note, Note::Citation(_)));
        self.copy(0..first_note, &mut nodes, &order.numbers, &mut || called.next().map(|(number, _)| number));
        let new_notes = index(nodes.len());
        for (number, note) in (1..).zip(&order.notes) {
            match *note {
                Note::Own(old) => {
                    let Some(begin) = own(old) else { continue };
                    self.copy(begin..self.nodes[begin].end as usize, &mut nodes, &order.numbers, &mut || {
                        None
                    });
                }
                Note::Citation(at) => self.copy_as_note(at, number, &mut nodes),
            }
        }
        let title = index(nodes.len());
        self.copy(self.title as usize..self.nodes.len(), &mut nodes, &order.numbers, &mut || None);
        Body { nodes, notes: new_notes, sources: title, title, ..self.clone() }
    }

    /// Copies nodes. `number` returns the number of the footnote of the next citation.
    fn copy(
        &self,
        range: std::ops::Range<usize>,
        out: &mut Vec<Node>,
        numbers: &BTreeMap<u32, u32>,
        number: &mut dyn FnMut() -> Option<u32>,
    ) {
        let (mut at, mut open): (usize, Vec<(usize, usize)>) = (range.start, Vec::new());
        let close = |open: &mut Vec<(usize, usize)>, out: &mut Vec<Node>, at: usize| {
            while let Some((_, begin)) = open.pop_if(|(end, _)| *end <= at) {
                out[begin].end = index(out.len());
            }
        };
        while at < range.end {
            close(&mut open, out, at);
            let mut node = self.nodes[at];
            open.push((node.end as usize, out.len()));
            at += 1;
            match &mut node.kind {
                Kind::FootnoteCall { number, .. } | Kind::Footnote { number, .. } => {
                    *number = numbers.get(number).copied().unwrap_or(*number);
                }
                Kind::Citation(id) if is_in_note(self, *id) => {
                    if let Some(number) = number() {
                        at = node.end as usize;
                        node.kind = Kind::FootnoteCall { number, call: 1 };
                    }
                }
                _ => {}
            }
            out.push(node);
        }
        close(&mut open, out, range.end);
    }

    /// Copies a citation as the paragraph of a footnote.
    fn copy_as_note(&self, at: usize, number: u32, out: &mut Vec<Node>) {
        let citation = self.nodes[at];
        let begin = out.len();
        let length = (citation.end as usize) - at;
        let end = index(begin + 2 + length);
        let span = citation.span;
        out.push(Node { kind: Kind::Footnote { number, calls: 1 }, end, span });
        out.push(Node { kind: Kind::Paragraph, end, span });
        let moved = |node: &Node| Node { end: index(node.end as usize - at + begin + 2), ..*node };
        out.extend(self.nodes[at..at + length].iter().map(moved));
    }
}
