//! Text and what is in a line of it.

use super::{Beside, Writer};
use crate::document::{Kind, Math, Node, Nodes};

/// Whether a node begins with a mark that ends a phrase.
pub(super) fn begins_with_mark(node: Node<'_>) -> bool {
    let is_mark = |c: char| ".,;:!?)]»”’、。，；：！？）؟،".contains(c);
    match node.kind() {
        Kind::FootnoteCall { .. } | Kind::HardBreak => true,
        kind if is_text(kind) => node.own_text().is_some_and(|text| text.starts_with(is_mark)),
        _ => false,
    }
}

fn is_text(kind: Kind) -> bool {
    matches!(kind, Kind::Text(_) | Kind::HtmlText(_))
}

impl Writer<'_, '_, '_> {
    /// Writes words of the author's, after the footnotes that wait for them.
    pub(super) fn words(&mut self, text: &str) {
        self.waiting_notes();
        self.text(text);
    }

    pub(super) fn code(&mut self, text: &str) {
        let text = self.literal(text);
        self.put("#raw(");
        self.put(&text);
        self.put(");");
    }

    pub(super) fn formula(&mut self, kind: Math, text: &str) {
        let text = self.literal(text);
        let block = kind == Math::Display;
        self.put(&format!("#formula({text}, display: {block});"));
    }

    /// `#name[…];`
    pub(super) fn wrapped(&mut self, name: &str, node: Node<'_>) {
        self.put("#");
        self.put(name);
        self.nested += 1;
        self.bracketed(node.children());
        self.nested -= 1;
        self.put(";");
    }

    /// `[…]`
    pub(super) fn bracketed(&mut self, nodes: Nodes<'_>) {
        self.put("[");
        self.nodes(nodes);
        self.put("]");
    }

    /// A line end is a space, but not between two letters of a script without spaces.
    pub(super) fn soft_break(&mut self, beside: Beside<'_>) {
        let last = beside.before.and_then(|node| edge(node, |text| text.chars().next_back()));
        let first = beside.after.and_then(|node| edge(node, |text| text.chars().next()));
        if !(last.is_some_and(is_without_spaces) && first.is_some_and(is_without_spaces)) {
            self.put("\n");
        }
    }

    pub(super) fn footnote_call(&mut self, number: u32, after: Option<Node<'_>>) {
        if self.in_heading {
            return self.waiting.push(number);
        }
        self.note(number);
        // Two numbers side by side would read as one.
        if after.is_some_and(|node| matches!(node.kind(), Kind::FootnoteCall { .. })) {
            self.put("#super(\",\");");
        }
    }
}

/// The first or last letter of a text at an edge.
fn edge(node: Node<'_>, letter: impl Fn(&str) -> Option<char>) -> Option<char> {
    let has_letters = is_text(node.kind()) || matches!(node.kind(), Kind::Emphasis | Kind::Strong);
    has_letters.then(|| node.plain_text()).and_then(|text| letter(&text))
}

/// Whether a letter is of a script that is written without spaces: Chinese or Japanese (Unicode 17, blocks).
fn is_without_spaces(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{303F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}
