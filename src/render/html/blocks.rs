//! The nodes of a document as HTML: each kind in one place, and the blocks.

use std::fmt::Write;

use super::{Headings, LOWEST_HEADING, Writer};
use crate::document::{Alert, Heading, Kind, Node, Nodes};

impl Writer<'_> {
    pub(super) fn nodes(&mut self, nodes: Nodes<'_>) {
        for node in nodes {
            self.node(node);
        }
    }

    pub(super) fn node(&mut self, node: Node<'_>) {
        let body = node.body();
        match node.kind() {
            Kind::Paragraph => self.wrapped("<p>", node, "</p>\n"),
            Kind::Plain => self.wrapped("", node, "\n"),
            Kind::Heading(id) => self.heading(node, &body[id]),
            Kind::Quote => self.wrapped("<blockquote>\n", node, "</blockquote>\n"),
            Kind::Alert(kind) => self.alert(kind, node),
            Kind::List { start } => self.list(start, node),
            Kind::Item { task: None } => self.item(node),
            Kind::Item { task: Some(done) } => self.task(done, node),
            Kind::CodeBlock(id) => self.code_block(&body[id], &body[body[id].text]),
            Kind::Table(id) => self.table(&body[id], node),
            Kind::DefinitionList => self.wrapped("<dl>\n", node, "</dl>\n"),
            Kind::Term => self.wrapped("<dt>", node, "</dt>\n"),
            Kind::Definition => self.wrapped("<dd>", node, "</dd>\n"),
            Kind::Figure { caption } => self.figure(node, &body[caption]),
            Kind::Rule => self.put("<hr>\n"),
            Kind::Text(text) => self.text(&body[text]),
            Kind::Code(code) => self.code(&body[code]),
            Kind::Emphasis => self.wrapped("<em>", node, "</em>"),
            Kind::Strong => self.wrapped("<strong>", node, "</strong>"),
            Kind::Strikethrough => self.wrapped("<del>", node, "</del>"),
            Kind::Superscript => self.wrapped("<sup>", node, "</sup>"),
            Kind::Subscript => self.wrapped("<sub>", node, "</sub>"),
            Kind::Link(id) => self.link(id, node),
            Kind::Image(id) => self.image(&body[id]),
            Kind::FootnoteCall { number, call } => self.footnote_call(number, call),
            Kind::Math(kind, formula) => self.math(kind, &body[formula]),
            Kind::SoftBreak => self.put("\n"),
            Kind::HardBreak => self.put("<br>\n"),
            Kind::Element(id) => self.element(&body[id], node),
            Kind::HtmlText(html) | Kind::Comment(html) => self.put(&body[html]),
            // The table and the section of footnotes write what is around these.
            Kind::Row | Kind::Cell | Kind::Footnote { .. } => self.nodes(node.children()),
        }
    }

    /// Writes the children of a node between two pieces of markup.
    pub(super) fn wrapped(&mut self, before: &str, node: Node<'_>, after: &str) {
        self.put(before);
        self.nodes(node.children());
        self.put(after);
    }

    fn heading(&mut self, node: Node<'_>, heading: &Heading) {
        let level = (heading.level + self.setting.levels_down).min(LOWEST_HEADING);
        let _ = write!(self.out, "<h{level}");
        self.id(&heading.id);
        if !heading.classes.is_empty() {
            self.attribute("class", &heading.classes.join(" "));
        }
        self.put(">");
        // A link holds no other link (HTML Standard, section 4.5.1), and one without words is of no use.
        let is_plain = node.children().is_empty() || may_hold_link(node.children());
        if self.setting.headings == Headings::Plain || is_plain {
            self.nodes(node.children());
        } else {
            let _ = write!(self.out, "<a class=\"anchor\" href=\"{}\">", self.fragment(&heading.id));
            self.wrapped("", node, "</a>");
        }
        let _ = writeln!(self.out, "</h{level}>");
    }

    fn alert(&mut self, kind: Alert, node: Node<'_>) {
        let (class, key) = match kind {
            Alert::Note => ("alert alert-note", "alert_note"),
            Alert::Tip => ("alert alert-tip", "alert_tip"),
            Alert::Important => ("alert alert-important", "alert_important"),
            Alert::Warning => ("alert alert-warning", "alert_warning"),
            Alert::Caution => ("alert alert-caution", "alert_caution"),
        };
        self.put("<div role=\"note\"");
        self.attribute("class", class);
        self.put(">\n<p class=\"alert-title\">");
        self.label(key);
        self.wrapped("</p>\n", node, "</div>\n");
    }

    fn list(&mut self, start: Option<u32>, node: Node<'_>) {
        let has_tasks = node.children().any(|item| matches!(item.kind(), Kind::Item { task: Some(_) }));
        let (open, close) = if start.is_some() { ("<ol", "</ol>\n") } else { ("<ul", "</ul>\n") };
        self.put(open);
        if let Some(start) = start.filter(|start| *start != 1) {
            self.attribute("start", &start.to_string());
        }
        if has_tasks {
            self.attribute("class", "task-list");
        }
        self.wrapped(">\n", node, close);
    }

    fn item(&mut self, node: Node<'_>) {
        let is_tight = node.children().first().is_none_or(|first| first.kind() == Kind::Plain);
        self.wrapped(if is_tight { "<li>" } else { "<li>\n" }, node, "</li>\n");
    }

    fn task(&mut self, done: bool, node: Node<'_>) {
        self.put("<li class=\"task\">");
        let mut blocks = node.children();
        let paragraph = blocks.first().filter(|first| first.kind() == Kind::Paragraph);
        self.put(if paragraph.is_some() { "<p>" } else { "" });
        self.put("<input type=\"checkbox\" disabled");
        self.put(if done { " checked" } else { "" });
        self.label_attribute("aria-label", if done { "task_done" } else { "task_open" });
        self.put("> ");
        if let Some(paragraph) = paragraph {
            blocks.next();
            self.wrapped("", paragraph, "</p>\n");
        }
        self.nodes(blocks);
        self.put("</li>\n");
    }

    fn figure(&mut self, node: Node<'_>, caption: &str) {
        self.wrapped("<figure>", node, "<figcaption>");
        self.text(caption);
        self.put("</figcaption></figure>\n");
    }
}

/// Whether inlines are, or hold, what may be a link.
fn may_hold_link(inlines: Nodes<'_>) -> bool {
    inlines.walk().entered().any(|node| {
        matches!(
            node.kind(),
            Kind::Link(_)
                | Kind::Image(_)
                | Kind::FootnoteCall { .. }
                | Kind::Element(_)
                | Kind::HtmlText(_)
                | Kind::Comment(_)
        )
    })
}
