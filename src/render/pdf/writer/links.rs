//! Links on paper: inside the guide they say the page, outside of it their address.

use crate::config::print::LinkStyle;
use crate::document::{LinkId, Node};
use crate::render::pdf::book::PrintTarget;
use crate::render::pdf::literal::quoted;

use super::Writer;
use super::inlines::begins_with_mark;

/// Typst takes no address of more bytes than this; nobody could type it from paper either.
const MAX_ADDRESS: usize = 2000;

impl Writer<'_, '_, '_> {
    /// Words that lead somewhere: a link of Markdown, or an element of the author's. `after` follows it.
    pub(super) fn link(&mut self, link: LinkId, node: Node<'_>, after: Option<Node<'_>>) {
        let raw = &self.body[link];
        self.place(node.span());
        match self.book.target(self.id, raw) {
            PrintTarget::Inside { label, title } => {
                let is_title = same_words(&node.plain_text(), &title);
                let ends = self.nested == 0 && after.is_none_or(begins_with_mark);
                let facts = format!("label({}), exact: {is_title}, ends: {ends}", quoted(&label));
                self.put(&format!("#cross-reference({facts})"));
                self.bracketed(node.children());
                self.put(";");
            }
            PrintTarget::Outside(address) if !address.is_empty() && address.len() <= MAX_ADDRESS => {
                self.outside(&address, node);
            }
            PrintTarget::Outside(_) | PrintTarget::Nowhere => self.nodes(node.children()),
        }
    }

    fn outside(&mut self, address: &str, node: Node<'_>) {
        let text = node.plain_text();
        let told = tellable(address);
        if same_address(&text, told) {
            let text = self.literal(&text);
            return self.put(&format!("#web-address({}, {text});", quoted(address)));
        }
        self.put(&format!("#link({})", quoted(address)));
        self.bracketed(node.children());
        self.put(";");
        let shown = self.literal(told);
        let style = match self.link_style() {
            // A telephone number or a post box is as quickly typed.
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

    /// A footnote with an address; the second call of an address leads to the first one's.
    fn address_note(&mut self, address: &str, shown: &str) {
        if let Some(label) = self.addresses.get(address) {
            let call = format!("#footnote(label(\"{label}\"));");
            return self.put(&call);
        }
        let label = format!("a{}:{}", self.number, self.addresses.len());
        self.put(&format!("#footnote[#web-address({}, {shown});]#label(\"{label}\");", quoted(address)));
        self.addresses.insert(address.to_owned(), label);
    }
}

/// What of an address is worth telling on paper.
fn tellable(address: &str) -> &str {
    let schemes = ["mailto:", "tel:", "sms:"];
    schemes.iter().find_map(|it| address.strip_prefix(it)).unwrap_or(address)
}

fn same_address(text: &str, address: &str) -> bool {
    let bare = |it: &str| {
        let it = it.trim().trim_start_matches("https://").trim_start_matches("http://");
        it.trim_start_matches("www.").trim_end_matches('/').to_lowercase()
    };
    bare(text) == bare(address)
}

fn same_words(text: &str, title: &str) -> bool {
    let words = |it: &str| it.trim().trim_end_matches('.').to_lowercase();
    words(text) == words(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_told_already_is_not_told_again() {
        assert!(same_address("www.example.org", "https://www.example.org/"));
        assert!(same_address("a@example.org", tellable("mailto:a@example.org")));
        assert!(!same_address("our page", "https://example.org"));
    }
}
