//! Citations and lists of sources as HTML. A citation is a link to its source in the list; over it, a button shows the
//! source in a popover, without a script. The list leads back to every citation. The Tab key stops at the link alone: the
//! button is for pointers, and browsers without popovers do not show it.

use std::fmt::Write;

use super::{SourceList, Writer};
use crate::document::{LinkId, ListedSource, Node, Nodes};
use crate::paths;

impl Writer<'_> {
    /// Writes the part of a citation that is about one source.
    pub(super) fn cited_source(&mut self, id: LinkId, node: Node<'_>) {
        let key = &node.body()[id].destination;
        let count = self.cited.entry(key.to_string()).or_default();
        *count += 1;
        let id = call_id(key, *count);
        self.put("<span class=\"cited-source\"><a");
        self.id(&id);
        let href = paths::fragment(&source_id(key));
        self.attribute("href", &href);
        self.put(" role=\"doc-biblioref\">");
        self.inside_link(node);
        if self.setting.sources == SourceList::AtPageEnd {
            self.put("<button type=\"button\" class=\"source-button\" tabindex=\"-1\"");
            self.attribute("popovertarget", &preview_id(key));
            let label = format!("{} {}", self.edition.label("show_source"), node.children().plain_text());
            self.attribute("aria-label", &label);
            self.put("></button>");
        }
        self.put("</span>");
    }

    /// Writes a list of sources.
    pub(super) fn source_list<'n>(&mut self, sources: impl Iterator<Item = Node<'n>>) {
        let mut sources = sources.peekable();
        if sources.peek().is_none() {
            return;
        }
        self.put("<ul class=\"source-list\">\n");
        sources.for_each(|source| self.node(source));
        self.put("</ul>\n");
    }

    /// Writes a source in a list.
    pub(super) fn source(&mut self, source: &ListedSource, node: Node<'_>) {
        self.put("<li");
        let id = source_id(&source.key);
        self.attribute("id", &id);
        self.put(">");
        self.nodes(node.children());
        if self.setting.sources == SourceList::AtPageEnd {
            self.ways_back_to(&source.key);
        }
        self.put("</li>\n");
    }

    /// Writes links to the citations of a source.
    fn ways_back_to(&mut self, key: &str) {
        let calls = self.cited.get(key).copied().unwrap_or_default();
        for call in 1..=calls {
            let href = self.fragment(&call_id(key, call));
            self.put(" <a");
            self.attribute("href", &href);
            self.put(" class=\"footnote-back\" role=\"doc-backlink\"");
            let count = if calls == 1 { String::new() } else { format!(" ({call})") };
            let label = format!("{}{count}", self.edition.label("back_to_text"));
            self.attribute("aria-label", &label);
            if calls > 1 {
                let _ = write!(self.out, " data-call=\"{call}\"");
            }
            self.put(">↩</a>");
        }
    }

    /// Writes the popovers of the sources that the page cites.
    pub(super) fn previews(&mut self, sources: Nodes<'_>) {
        if self.setting.sources != SourceList::AtPageEnd {
            return;
        }
        for node in sources {
            let Some(source) = node.source() else { continue };
            if !self.cited.contains_key(&*source.key) {
                continue;
            }
            self.put("<div popover class=\"source-preview\"");
            self.attribute("id", &preview_id(&source.key));
            self.put("><p>");
            self.nodes(node.children());
            self.put("</p></div>\n");
        }
    }
}

/// Returns the id of a source in its list, of which a page has one.
fn source_id(key: &str) -> String {
    format!("source--{key}")
}

fn call_id(key: &str, call: u32) -> String {
    if call == 1 { format!("cite--{key}") } else { format!("cite--{key}--{call}") }
}

fn preview_id(key: &str) -> String {
    format!("preview--{key}")
}
