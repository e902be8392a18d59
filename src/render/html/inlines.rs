//! Code, links, and words with attributes in a line of text.

use std::fmt::Write;

use super::{Href, Terms, Writer, encode_address, spoken};
use crate::document::{InlineAttributes, Kind, LinkId, LinkRole, Node, TermUse};

impl Writer<'_> {
    pub(super) fn code(&mut self, code: &str, attributes: Option<&InlineAttributes>) {
        self.put("<code");
        self.attributes(attributes);
        self.put(">");
        self.text(code);
        self.put("</code>");
    }

    /// Writes what has attributes: a link or code with them, or else a `span`.
    pub(super) fn attributed(&mut self, attributes: &InlineAttributes, node: Node<'_>) {
        let only = node.only_child();
        match only.map(Node::kind) {
            Some(Kind::Link(id)) => only.into_iter().for_each(|link| self.link(id, link, Some(attributes))),
            Some(Kind::Code(code)) => self.code(&node.body()[code], Some(attributes)),
            _ if is_plain(attributes) => self.nodes(node.children()),
            _ => {
                self.put("<span");
                self.attributes(Some(attributes));
                self.wrapped(">", node, "</span>");
            }
        }
    }

    fn attributes(&mut self, attributes: Option<&InlineAttributes>) {
        let Some(attributes) = attributes else { return };
        if !attributes.id.is_empty() {
            self.id(&attributes.id);
        }
        if !attributes.classes.is_empty() {
            self.attribute("class", &attributes.classes.join(" "));
        }
        if !attributes.language.is_empty() {
            self.attribute("lang", &attributes.language);
        }
    }

    pub(super) fn link(&mut self, id: LinkId, node: Node<'_>, attributes: Option<&InlineAttributes>) {
        let role = node.body()[id].role;
        if role == LinkRole::Source {
            return self.cited_source(id, node);
        }
        let href = match role {
            LinkRole::SourceAddress => Href::Outside(encode_address(&node.body()[id].destination)),
            _ => self.edition.href(id),
        };
        self.put("<a");
        self.attribute("href", href.as_str());
        self.attributes(attributes);
        if let Href::Outside(href) = &href
            && role != LinkRole::SourceAddress
            && !is_address(&node.children().plain_text(), href)
        {
            let number = self.number(href);
            let _ = write!(self.out, " data-note=\"{number}\"");
        }
        let title = &node.body()[id].title;
        if !title.is_empty() {
            self.attribute("title", title);
        }
        self.put(">");
        self.inside_link(node);
    }

    /// Writes a term with its explanation, which a reader opens without a script. A browser that cannot open it shows the
    /// term alone.
    pub(super) fn term_use(&mut self, term: &TermUse, node: Node<'_>) {
        if self.setting.terms == Terms::Plain {
            return self.nodes(node.children());
        }
        self.terms += 1;
        let id = format!("{}term--{}", self.setting.id_prefix, self.terms);
        let _ = write!(self.out, "<button type=\"button\" class=\"term\" popovertarget=\"{id}\">");
        if term.expansion.is_empty() {
            self.nodes(node.children());
        } else {
            self.put("<abbr");
            self.attribute("title", &term.expansion);
            self.wrapped(">", node, "</abbr>");
        }
        let _ = write!(self.out, "</button><span class=\"term-note\" id=\"{id}\" role=\"note\" popover>");
        if !term.expansion.is_empty() {
            self.put("<b>");
            self.text(&term.expansion);
            self.put("</b> ");
        }
        self.text(&term.definition);
        self.put(" <a");
        let href = self.edition.href(term.link);
        self.attribute("href", href.as_str());
        self.put(">");
        self.label("glossary");
        self.put("</a></span>");
    }

    /// Writes what is inside a link, and its end.
    pub(super) fn inside_link(&mut self, node: Node<'_>) {
        let was_in_link = std::mem::replace(&mut self.in_link, true);
        self.wrapped("", node, "</a>");
        self.in_link = was_in_link;
    }
}

/// Reports whether attributes say nothing that HTML shows.
fn is_plain(attributes: &InlineAttributes) -> bool {
    attributes.id.is_empty() && attributes.classes.is_empty() && attributes.language.is_empty()
}

/// Reports whether the text of a link is its address, which need not be repeated on paper.
fn is_address(words: &str, href: &str) -> bool {
    let bare = |text| {
        let text: &str = spoken(text);
        let text = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
        text.strip_suffix('/').unwrap_or(text)
    };
    let (words, href) = (bare(words.trim()), bare(href));
    // A telephone number may be written with spaces.
    words == href || words.contains(' ') && words.chars().filter(|c| *c != ' ').eq(href.chars())
}
