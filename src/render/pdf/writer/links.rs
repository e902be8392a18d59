//! Links on paper: inside the guide they show the page number, outside of it their address. A sentence says a page once.

use crate::config::print::LinkStyle;
use crate::document::{LinkId, LinkRole, Node};
use crate::render::pdf::book::PrintTarget;
use crate::render::pdf::literal::{array, quoted};

use super::Writer;
use super::breaks::{Room, with_breaks};

/// The longest address that Typst accepts, in bytes. Nobody could type a longer one from paper either.
const MAX_ADDRESS: usize = 2000;

impl Writer<'_, '_, '_> {
    /// Writes a link: of Markdown, or an element of the author's.
    pub(super) fn link(&mut self, link: LinkId, node: Node<'_>) {
        let raw = &self.body[link];
        match raw.role {
            LinkRole::Source => return self.cited_source(link, node),
            LinkRole::SourceAddress => return self.source_address(link, node),
            LinkRole::Link | LinkRole::Image | LinkRole::Reference => {}
        }
        self.place(node.span());
        match self.book.target(self.id, raw) {
            // What is in a heading is in the contents too, which have page numbers of their own.
            PrintTarget::Inside { label, .. } if self.in_heading => {
                self.put(&format!("#link(label({}))", quoted(&label)));
                self.inside_link(node);
            }
            PrintTarget::Inside { label, title } => {
                let is_title = same_words(&node.plain_text(), &title);
                let earlier = array(self.earlier.iter().map(|label| format!("label({})", quoted(label))));
                let facts = format!("label({}), exact: {is_title}, earlier: {earlier}", quoted(&label));
                self.put(&format!("#cross-reference({facts})"));
                self.inside_link(node);
                self.earlier.push(label);
            }
            PrintTarget::Outside(address) if !address.is_empty() && address.len() <= MAX_ADDRESS => {
                self.outside(&address, node);
            }
            PrintTarget::Outside(_) | PrintTarget::Nowhere => self.nodes(node.children()),
        }
    }

    /// Writes `[…];`.
    fn inside_link(&mut self, node: Node<'_>) {
        self.nested += 1;
        self.bracketed(node.children());
        self.nested -= 1;
        self.put(";");
    }

    fn outside(&mut self, address: &str, node: Node<'_>) {
        let text = node.plain_text();
        let shown = readable(address);
        if same_address(&text, shown) {
            let text = self.address_literal(&text);
            return self.put(&format!("#web-address({}, {text});", quoted(address)));
        }
        self.put(&format!("#link({})", quoted(address)));
        self.inside_link(node);
        let shown = self.address_literal(shown);
        let style = match self.link_style() {
            // A number is read where it is needed. In a heading, it would be in the contents too.
            LinkStyle::Qr | LinkStyle::Footnote if readable(address) != address && !self.in_heading => {
                LinkStyle::Inline
            }
            // It is quickly typed, too.
            LinkStyle::Qr if !address.starts_with("http") => LinkStyle::Inline,
            style => style,
        };
        match style {
            LinkStyle::None => {}
            LinkStyle::Inline => {
                self.put(&format!("#\" (\";#web-address({}, {shown});#\")\";", quoted(address)));
            }
            LinkStyle::Qr => {
                if !self.beside.iter().any(|other| other == address) {
                    self.beside.push(address.to_owned());
                }
                self.qr_codes.insert(address.to_owned());
            }
            LinkStyle::Footnote => self.address_note(address, &shown),
        }
    }

    /// Returns an address as a string literal, with break points in long parts. The theme adds one after each mark.
    fn address_literal(&mut self, address: &str) -> String {
        let shown = self.shown(address);
        quoted(&with_breaks(&shown, Room::LINE).unwrap_or(shown))
    }

    /// Writes a footnote with an address. A second call of an address refers to the footnote of the first.
    pub(super) fn address_note(&mut self, address: &str, shown: &str) {
        if self.in_heading {
            return self.waiting_addresses.push((address.to_owned(), shown.to_owned()));
        }
        if let Some(label) = self.addresses.get(address) {
            let call = format!("#footnote(label(\"{label}\"));");
            return self.put(&call);
        }
        let label = format!("a{}:{}", self.number, self.addresses.len());
        self.put(&format!("#footnote[#web-address({}, {shown});]#label(\"{label}\");", quoted(address)));
        self.addresses.insert(address.to_owned(), label);
    }
}

/// Returns the part of an address that is worth reading on paper.
fn readable(address: &str) -> &str {
    let schemes = ["mailto:", "tel:", "sms:"];
    schemes.iter().find_map(|it| address.strip_prefix(it)).unwrap_or(address)
}

fn same_address(text: &str, address: &str) -> bool {
    let bare = |it: &str| {
        let it = it.trim().trim_start_matches("https://").trim_start_matches("http://");
        let it = it.trim_start_matches("www.").trim_end_matches('/').to_lowercase();
        // A telephone number is grouped where it is read.
        it.split_whitespace().collect::<String>()
    };
    bare(text) == bare(address)
}

fn same_words(text: &str, title: &str) -> bool {
    let words = |it: &str| it.trim().trim_end_matches('.').to_lowercase();
    words(text) == words(title)
}

/// Marks that may follow the mark at the end of a sentence.
const CLOSING: [char; 8] = ['"', '\'', '”', '’', '»', '“', ')', ']'];

/// Reports whether a sentence ends in a text. The full stop of an abbreviation may be taken for one, unless it is of single letters.
pub(super) fn ends_sentence(text: &str) -> bool {
    let ends = |(at, mark): (usize, &str)| {
        if mark == "." && is_abbreviation(&text[..at]) {
            return false;
        }
        let after = text[at + mark.len()..].trim_start_matches(CLOSING);
        let next = after.trim_start();
        next.len() < after.len().max(1) && !next.starts_with(char::is_lowercase)
    };
    text.contains(['。', '！', '？']) || text.match_indices(['.', '!', '?', '…']).any(ends)
}

/// Reports whether a text ends with a small letter alone, or with a letter after a full stop: `e.g`, `z. B`, `p`.
fn is_abbreviation(text: &str) -> bool {
    let Some((at, letter)) = text.char_indices().next_back() else { return false };
    let before = &text[..at];
    // After a number, it is a unit.
    let is_unit = before.trim_end().ends_with(char::is_numeric);
    let is_alone = letter.is_alphabetic() && !before.ends_with(char::is_alphanumeric) && !is_unit;
    is_alone && (letter.is_lowercase() || before.trim_end().ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_before_a_space_and_no_small_letter() {
        for text in ["Yes. No", ". Then ", "(See.) Then", "Why?", "あ。い", "So… And", "vitamin D. ", "5 g. "]
        {
            assert!(ends_sentence(text), "{text}");
        }
        for text in [" and ", "2.5 ml", "e.g. a", "“Why?” she", ", ", "e.g. ", "(i.e. ", "z. B. ", "p. "]
        {
            assert!(!ends_sentence(text), "{text}");
        }
    }

    #[test]
    fn an_address_in_the_text_is_not_repeated() {
        assert!(same_address("www.example.org", "https://www.example.org/"));
        assert!(same_address("a@example.org", readable("mailto:a@example.org")));
        assert!(same_address("0123 456", readable("tel:0123456")));
        assert!(!same_address("our page", "https://example.org"));
    }
}
