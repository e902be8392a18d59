//! The nodes of a document as HTML: one place for each kind, and the blocks.

use std::fmt::Write;

use super::{Headings, LOWEST_HEADING, Writer};
use crate::document::{Heading, Kind, Node, Nodes, any_html};

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
            Kind::Alert(kind) => self.alert(kind, None, node),
            Kind::Directive(id) => self.directive(&body[id], node),
            Kind::List { start } => self.list(start, node),
            Kind::Item { task: None, .. } => self.item(node),
            Kind::Item { task: Some(done), .. } => self.task(done, node),
            Kind::CodeBlock(id) => self.code_block(&body[id], &body[body[id].text]),
            Kind::Table(id) => self.table(&body[id], node),
            Kind::DefinitionList => self.wrapped("<dl>\n", node, "</dl>\n"),
            Kind::Term => self.wrapped("<dt>", node, "</dt>\n"),
            Kind::Definition => self.wrapped("<dd>", node, "</dd>\n"),
            Kind::Figure { caption } => self.figure(node, &body[caption]),
            Kind::Rule => self.put("<hr>\n"),
            Kind::Text(text) => self.text(&body[text]),
            Kind::Code(code) => self.code(&body[code], None),
            Kind::Emphasis => self.wrapped("<em>", node, "</em>"),
            Kind::Strong => self.wrapped("<strong>", node, "</strong>"),
            Kind::Strikethrough => self.wrapped("<del>", node, "</del>"),
            Kind::Superscript => self.wrapped("<sup>", node, "</sup>"),
            Kind::Subscript => self.wrapped("<sub>", node, "</sub>"),
            Kind::Attributed(id) => self.attributed(&body[id], node),
            Kind::Link(id) => self.link(id, node, None),
            Kind::Image(id) => self.image(&body[id]),
            Kind::FootnoteCall { number, call } => self.footnote_call(number, call),
            Kind::Citation(_) => self.wrapped("<span class=\"citation\">", node, "</span>"),
            Kind::Source(id) => self.source(&body[id], node),
            Kind::Formula(id) => self.formula(&body[id]),
            Kind::TermUse(id) => self.term_use(&body[id], node),
            Kind::SoftBreak => self.put("\n"),
            Kind::HardBreak => self.put("<br>\n"),
            Kind::Element(id) => self.element(&body[id], node),
            Kind::HtmlText(html) | Kind::Comment(html) => self.put(&body[html]),
            // The table, the section of footnotes and the directive write what surrounds these.
            Kind::Row | Kind::Cell | Kind::Caption(_) | Kind::Footnote { .. } | Kind::Label => {
                self.nodes(node.children());
            }
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
        // A link must not contain another link (HTML Standard, section 4.5.1), and one without text is useless.
        let is_plain = node.children().is_empty() || may_hold_link(node.children());
        if self.setting.headings == Headings::Plain || is_plain {
            self.nodes(node.children());
        } else {
            let _ = write!(self.out, "<a class=\"anchor\" href=\"{}\">", self.fragment(&heading.id));
            self.inside_link(node);
        }
        let _ = writeln!(self.out, "</h{level}>");
    }

    fn list(&mut self, start: Option<u32>, node: Node<'_>) {
        let has_tasks = node.children().any(|item| matches!(item.kind(), Kind::Item { task: Some(_), .. }));
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
        self.put("<li");
        if !node.item_id().is_empty() {
            self.id(node.item_id());
        }
        self.wrapped(if is_tight { ">" } else { ">\n" }, node, "</li>\n");
    }

    /// Writes a task with a box that a reader can tick; nothing is stored. The box is named by the words of the task: by a
    /// label, or by the item if the words hold HTML of the author's, which no label may hold.
    fn task(&mut self, done: bool, node: Node<'_>) {
        let mut blocks = node.children();
        let first = blocks.first().filter(|first| matches!(first.kind(), Kind::Paragraph | Kind::Plain));
        let name = first.map_or(TaskName::Label, |words| TaskName::of(words.children()));
        self.tasks += 1;
        let own = format!("task--{}", self.tasks);
        let id = if name == TaskName::Item && !node.item_id().is_empty() { node.item_id() } else { &own };
        self.put("<li class=\"task\"");
        match name {
            TaskName::Item => self.id(id),
            TaskName::Words | TaskName::Label if node.item_id().is_empty() => {}
            TaskName::Words | TaskName::Label => self.id(node.item_id()),
        }
        self.put(">");
        let is_loose = first.is_some_and(|first| first.kind() == Kind::Paragraph);
        self.put(if is_loose { "<p>" } else { "" });
        self.put("<input type=\"checkbox\"");
        match name {
            TaskName::Words => self.id(id),
            TaskName::Item => {
                let id = format!("{}{id}", self.setting.id_prefix);
                self.attribute("aria-labelledby", &id);
            }
            TaskName::Label => {
                self.label_attribute("aria-label", if done { "task_done" } else { "task_open" });
            }
        }
        self.put(if done { " checked>" } else { ">" });
        if let Some(first) = first {
            blocks.next();
            self.put(" ");
            if name == TaskName::Words {
                let _ = write!(self.out, "<label for=\"{}{id}\">", self.setting.id_prefix);
                self.wrapped("", first, "</label>");
            } else {
                self.nodes(first.children());
            }
            self.put(if is_loose { "</p>\n" } else { "\n" });
        }
        self.nodes(blocks);
        self.put("</li>\n");
    }

    fn figure(&mut self, node: Node<'_>, caption: &str) {
        self.put("<figure");
        let image = node.children().first().and_then(Node::image);
        if let Some(id) = image.map(|image| &image.id).filter(|id| !id.is_empty()) {
            self.id(id);
        }
        self.put(">");
        match image {
            Some(image) => self.figure_image(image),
            None => self.nodes(node.children()),
        }
        if !caption.is_empty() {
            self.put("<figcaption>");
            self.text(caption);
            self.put("</figcaption>");
        }
        self.put("</figure>\n");
    }
}

/// What names the box of a task.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TaskName {
    /// Its words, in a `label`.
    Words,
    /// The whole item.
    Item,
    /// A label of the theme: the task has no words.
    Label,
}

impl TaskName {
    fn of(words: Nodes<'_>) -> TaskName {
        if words.clone().walk().entered().any(|node| matches!(node.kind(), any_html!())) {
            TaskName::Item
        } else if words.plain_text().trim().is_empty() {
            TaskName::Label
        } else {
            TaskName::Words
        }
    }
}

/// Reports whether inlines contain, or may become, a link.
fn may_hold_link(inlines: Nodes<'_>) -> bool {
    inlines.walk().entered().any(|node| {
        matches!(
            node.kind(),
            Kind::Link(_)
                | Kind::Image(_)
                | Kind::FootnoteCall { .. }
                | Kind::Citation(_)
                | Kind::Element(_)
                | Kind::HtmlText(_)
                | Kind::Comment(_)
        )
    })
}
