//! Text and the inlines of a line.

use super::breaks::{BREAK, MAX_PARAGRAPH, is_without_spaces, paragraph_end, with_breaks};
use super::{Beside, Writer, links};
use crate::document::{Kind, Node, Nodes, TermUse};
use crate::render::pdf::literal::quoted;

fn is_text(kind: Kind) -> bool {
    matches!(kind, Kind::Text(_) | Kind::HtmlText(_))
}

/// Returns the call of what may have break points in its text.
pub(super) fn long_words(text: &str, call: String) -> String {
    if text.contains(BREAK) { format!("long-words({call})") } else { call }
}

impl Writer<'_, '_, '_> {
    /// Writes the author's text, after the footnotes that wait for it.
    pub(super) fn words(&mut self, text: &str) {
        self.waiting_notes();
        if links::ends_sentence(text) {
            self.earlier.clear();
        }
        self.text(text);
    }

    /// Writes a text as strings, with break points in long words.
    pub(super) fn text(&mut self, text: &str) {
        let text = self.shown(&text.replace(['\n', '\t'], " "));
        self.in_parts(text, |writer, part| {
            for (at, words) in part.split(BREAK).enumerate() {
                if at > 0 {
                    writer.put("#word-break;");
                }
                if !words.is_empty() {
                    writer.put(&format!("#{};", quoted(words)));
                }
            }
        });
    }

    /// Writes a text with break points in long words, divided between paragraphs where it is too long for one.
    fn in_parts(&mut self, text: String, write: impl Fn(&mut Self, &str)) {
        let text = with_breaks(&text, self.room).unwrap_or(text);
        let mut rest = text.as_str();
        if self.written > 2 * MAX_PARAGRAPH {
            self.begin_part();
        }
        while !rest.is_empty() {
            let most = MAX_PARAGRAPH.saturating_sub(self.written);
            let is_whole = self.in_heading || rest.len() <= most;
            let (part, after) = rest.split_at(if is_whole { rest.len() } else { paragraph_end(rest, most) });
            write(self, part);
            self.written += part.len();
            rest = after;
            if !rest.is_empty() {
                self.begin_part();
            }
        }
    }

    /// Ends a paragraph that is too long for Typst, and begins another one. A heading stays whole.
    fn begin_part(&mut self) {
        if !self.in_heading {
            self.put("\n\n");
            self.written = 0;
        }
    }

    pub(super) fn code(&mut self, text: &str) {
        let text = self.shown(text);
        self.in_parts(text, |writer, part| {
            let code = format!("raw({})", quoted(part));
            writer.put(&format!("#{};", long_words(part, code)));
        });
    }

    /// Writes `#name[…];`.
    pub(super) fn wrapped(&mut self, name: &str, node: Node<'_>) {
        self.put("#");
        self.put(name);
        self.nested += 1;
        self.bracketed(node.children());
        self.nested -= 1;
        self.put(";");
    }

    /// Writes `[…]`.
    pub(super) fn bracketed(&mut self, nodes: Nodes<'_>) {
        self.put("[");
        self.nodes(nodes);
        self.put("]");
    }

    /// Writes a term, with a mark that nobody sees: the glossary says on which sheets it is used.
    pub(super) fn term_use(&mut self, term: &TermUse, node: Node<'_>) {
        self.nodes(node.children());
        self.put(&format!("#metadata(none)#label(\"term-{}\");", term.entry));
    }

    /// Writes a soft break: a space, except between two letters of a script without spaces.
    pub(super) fn soft_break(&mut self, beside: Beside<'_>) {
        let last = beside.before.and_then(|node| edge(node, |text| text.chars().next_back()));
        let first = beside.after.and_then(|node| edge(node, |text| text.chars().next()));
        if !(last.is_some_and(is_without_spaces) && first.is_some_and(is_without_spaces)) {
            self.put("\n");
        }
        if self.written > MAX_PARAGRAPH {
            self.begin_part();
        }
    }

    pub(super) fn footnote_call(&mut self, number: u32, after: Option<Node<'_>>) {
        if self.in_heading {
            return self.waiting.push(number);
        }
        self.note(number);
        // Two adjacent numbers would read as one.
        if after.is_some_and(|node| matches!(node.kind(), Kind::FootnoteCall { .. })) {
            self.put("#super(\",\");");
        }
    }
}

/// Returns the first or last letter of a text at an edge.
fn edge(node: Node<'_>, letter: impl Fn(&str) -> Option<char>) -> Option<char> {
    let is_styled = matches!(node.kind(), Kind::Emphasis | Kind::Strong | Kind::Attributed(_));
    let has_letters = is_text(node.kind()) || is_styled;
    has_letters.then(|| node.plain_text()).and_then(|text| letter(&text))
}
