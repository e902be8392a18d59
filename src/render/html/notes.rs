//! Footnotes as HTML: the calls in the text, the notes at its end, and the links back.

use std::fmt::Write;

use super::Writer;
use crate::document::{Kind, Node, Nodes};

impl Writer<'_> {
    pub(super) fn footnotes(&mut self, notes: Nodes<'_>) {
        if notes.is_empty() {
            return;
        }
        self.put("<section class=\"footnotes\"");
        // A landmark, so there must be only one of this name on a page.
        if self.setting.id_prefix.is_empty() {
            self.put(" role=\"doc-endnotes\"");
            self.label_attribute("aria-label", "footnotes");
        }
        self.put(">\n<ol>\n");
        for (place, note) in (1..).zip(notes) {
            self.footnote(place, note);
        }
        self.put("</ol>\n</section>\n");
    }

    fn footnote(&mut self, place: u32, note: Node<'_>) {
        let Kind::Footnote { number, calls } = note.kind() else { return };
        self.put("<li");
        self.id(&format!("fn--{number}"));
        if number != place {
            let _ = write!(self.out, " value=\"{number}\"");
        }
        self.put(">");
        // The links back are in the note's last paragraph.
        let last = note.children().last().filter(|block| block.kind() == Kind::Paragraph).map(Node::index);
        for block in note.children() {
            if last == Some(block.index()) {
                self.wrapped("<p>", block, "");
                self.ways_back(number, calls);
                self.put("</p>");
            } else {
                self.node(block);
            }
        }
        if last.is_none() {
            self.ways_back(number, calls);
        }
        self.put("</li>\n");
    }

    fn ways_back(&mut self, number: u32, calls: u32) {
        for call in 1..=calls {
            let href = self.fragment(&call_id(number, call));
            let _ = write!(self.out, " <a href=\"{href}\" class=\"footnote-back\" role=\"doc-backlink\"");
            let count = if calls == 1 { String::new() } else { format!(" ({call})") };
            let label = format!("{} {number}{count}", self.edition.label("back_to_text"));
            self.attribute("aria-label", &label);
            // The number of the call, for a theme to show: visible text must be part of the accessible name (WCAG 2.2,
            // 2.5.3).
            if calls > 1 {
                let _ = write!(self.out, " data-call=\"{call}\"");
            }
            self.put(">↩</a>");
        }
    }

    pub(super) fn footnote_call(&mut self, number: u32, call: u32) {
        self.put("<sup class=\"footnote-ref\"");
        self.id(&call_id(number, call));
        let href = self.fragment(&format!("fn--{number}"));
        let _ = write!(self.out, "><a href=\"{href}\" role=\"doc-noteref\">{number}</a></sup>");
    }
}

/// Returns the id of a call of a footnote, which the note links back to.
fn call_id(number: u32, call: u32) -> String {
    if call == 1 { format!("fnref--{number}") } else { format!("fnref--{number}-{call}") }
}
