//! Code, mathematics and links in a line of text.

use std::fmt::Write;

use super::{Href, Writer, spoken};
use crate::document::{LinkId, Math, Node};

impl Writer<'_> {
    pub(super) fn code(&mut self, code: &str) {
        self.put("<code>");
        self.text(code);
        self.put("</code>");
    }

    pub(super) fn math(&mut self, kind: Math, formula: &str) {
        self.put(match kind {
            Math::Inline => "<span class=\"math\">",
            Math::Display => "<span class=\"math math-display\">",
        });
        self.text(formula);
        self.put("</span>");
    }

    pub(super) fn link(&mut self, id: LinkId, node: Node<'_>) {
        let href = self.edition.href(id);
        self.put("<a");
        self.attribute("href", href.as_str());
        if let Href::Outside(href) = &href
            && !is_address(&node.children().plain_text(), href)
        {
            let number = self.number(href);
            let _ = write!(self.out, " data-note=\"{number}\"");
        }
        let title = &node.body()[id].title;
        if !title.is_empty() {
            self.attribute("title", title);
        }
        self.wrapped(">", node, "</a>");
    }
}

/// Whether the words of a link are its address, so that paper need not repeat it.
fn is_address(words: &str, href: &str) -> bool {
    let bare = |text| {
        let text: &str = spoken(text);
        let text = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
        text.strip_suffix('/').unwrap_or(text)
    };
    let (words, href) = (bare(words.trim()), bare(href));
    // A telephone number is written with spaces.
    words == href || words.contains(' ') && words.chars().filter(|c| *c != ' ').eq(href.chars())
}
