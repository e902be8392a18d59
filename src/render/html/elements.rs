//! The elements of the author's HTML: their tags as written, with the addresses and ids of the edition.

use std::fmt::Write;

use super::{Href, Writer, escape};
use crate::document::html::{EditKind, Element, End, Piece};
use crate::document::{LinkId, Node};

impl Writer<'_> {
    pub(super) fn element(&mut self, element: &Element, node: Node<'_>) {
        let body = node.body();
        for piece in element.start_tag(body) {
            match piece {
                Piece::Markup(markup) => self.put(markup),
                Piece::Edit(edit) => self.edit(edit),
            }
        }
        let was_in_link = self.in_link;
        self.in_link |= &*element.name == "a";
        self.nodes(node.children());
        self.in_link = was_in_link;
        match element.end {
            End::Tag(tag) => self.put(&body[tag]),
            End::Added => drop(write!(self.out, "</{}>", element.name)),
            End::Omitted => {}
        }
    }

    fn edit(&mut self, edit: EditKind) {
        match edit {
            EditKind::Address(link) => self.address(&self.edition.href(link)),
            EditKind::BareAddress(link) => {
                self.put("\"");
                self.address(&self.edition.href(link));
                self.put("\"");
            }
            EditKind::Candidate(link) => {
                // A comma at the end of an address would end the candidate (HTML Standard, section 4.8.4.2.1).
                let href = self.edition.href(link).as_str().replace(',', "%2C");
                self.address(&Href::Inside(href));
            }
            EditKind::IdPrefix => self.put(self.setting.id_prefix),
            EditKind::AddressNote(link) => self.address_note(link),
        }
    }

    /// Writes an address inside the author's quotes, which may be single or double.
    fn address(&mut self, href: &Href) {
        let mut escaped = String::with_capacity(href.as_str().len());
        escape(href.as_str(), &mut escaped);
        self.put(&escaped.replace('\'', "&#39;"));
    }

    fn address_note(&mut self, link: LinkId) {
        if let Href::Outside(href) = self.edition.href(link) {
            let number = self.number(&href);
            let _ = write!(self.out, "data-note=\"{number}\" ");
        }
    }
}
