//! Citations and lists of sources on paper: a citation is a link to its source in the list.

use crate::document::{LinkId, Node};
use crate::render::pdf::literal::quoted;

use super::Writer;

impl Writer<'_, '_, '_> {
    /// Writes the part of a citation that is about one source.
    pub(super) fn cited_source(&mut self, id: LinkId, node: Node<'_>) {
        let key = &self.body[id].destination;
        if !self.book.lists(key) {
            return self.nodes(node.children());
        }
        self.put(&format!("#link(label({}))", quoted(&label(key))));
        self.nested += 1;
        self.bracketed(node.children());
        self.nested -= 1;
        self.put(";");
    }

    /// Writes the address of a source, which its text shows.
    pub(super) fn source_address(&mut self, id: LinkId, node: Node<'_>) {
        let address = &self.body[id].destination;
        self.put(&format!("#link({})", quoted(address)));
        self.nested += 1;
        self.bracketed(node.children());
        self.nested -= 1;
        self.put(";");
    }

    /// Writes a source in a list.
    pub(super) fn source(&mut self, node: Node<'_>) {
        let Some(source) = node.source() else { return };
        let label = quoted(&label(&source.key));
        self.put("#[#listed-source[");
        self.nodes(node.children());
        self.put(&format!("]#label({label})];"));
    }
}

/// Returns the label of a source in the list.
fn label(key: &str) -> String {
    format!("source:{key}")
}
