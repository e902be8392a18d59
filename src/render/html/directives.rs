//! Directives as HTML. Each is a group with a class of its name, which a theme styles; without a style it is still a title
//! and its text.

use std::fmt::Write;

use super::{DirectiveParts, ImageLoading, Writer};
use crate::document::directive::{DEFAULT_COUNT, Directive, Role};
use crate::document::{Alert, Kind, Node, Nodes};

impl Writer<'_> {
    pub(super) fn directive(&mut self, directive: &Directive, node: Node<'_>) {
        match directive.kind.role {
            Role::Alert(alert) => self.alert(alert, Some(directive), node),
            Role::Details => self.details(directive, node),
            Role::Figure => self.captioned(["", ""], directive, node),
            Role::Quote => self.captioned(["<blockquote>\n", "</blockquote>\n"], directive, node),
            Role::Lines => self.lines(directive, node),
            Role::PageBreak => self.put("<div class=\"page-break\"></div>\n"),
            Role::Sources => self.source_list(node.children()),
            Role::Declared if self.edition.has_template(&directive.kind.name) => {
                self.templated(directive, node);
            }
            Role::Group | Role::Declared => self.group(directive, node),
        }
    }

    /// Writes an alert: its own title, or the theme's word for it.
    pub(super) fn alert(&mut self, alert: Alert, directive: Option<&Directive>, node: Node<'_>) {
        let (class, key) = match alert {
            Alert::Note => ("alert alert-note", "alert_note"),
            Alert::Tip => ("alert alert-tip", "alert_tip"),
            Alert::Important => ("alert alert-important", "alert_important"),
            Alert::Warning => ("alert alert-warning", "alert_warning"),
            Alert::Caution => ("alert alert-caution", "alert_caution"),
        };
        self.put("<div role=\"note\"");
        match directive {
            Some(directive) => self.identity(class, directive),
            None => self.attribute("class", class),
        }
        self.put(">\n<p class=\"alert-title\">");
        let (label, blocks) = labelled(node);
        match label {
            Some(label) => self.nodes(label.children()),
            None => self.label(key),
        }
        self.put("</p>\n");
        self.nodes(blocks);
        self.put("</div>\n");
    }

    fn group(&mut self, directive: &Directive, node: Node<'_>) {
        let name = &directive.kind.name;
        let mut class = format!("group group-{name}");
        let is_own = directive.kind.role != Role::Declared;
        if let Some(count) = directive.value("count").filter(|_| is_own) {
            let _ = write!(class, " group-of-{count}");
        }
        self.put("<div");
        self.identity(&class, directive);
        if let Some(sync) = directive.value("sync").filter(|_| is_own) {
            self.attribute("data-sync", sync);
        }
        self.put(">\n");
        let (label, blocks) = labelled(node);
        self.title(label, "<p class=\"group-title\">", "</p>\n");
        self.nodes(blocks);
        self.put("</div>\n");
    }

    /// Writes a directive as the template of the theme shows it.
    fn templated(&mut self, directive: &Directive, node: Node<'_>) {
        let (label, blocks) = labelled(node);
        let outer = std::mem::take(&mut self.out);
        self.title(label, "", "");
        let label = std::mem::take(&mut self.out);
        self.nodes(blocks);
        let body = std::mem::replace(&mut self.out, outer);
        let id = match &*directive.id {
            "" => String::new(),
            id => format!("{}{id}", self.setting.id_prefix),
        };
        let class = classes(&format!("group group-{}", directive.kind.name), directive);
        let edition = self.edition;
        match edition.fill_template(DirectiveParts { directive, label, body, id, class }) {
            Ok(html) => {
                self.put(html.trim_end());
                self.put("\n");
            }
            Err(problem) => self.problem = self.problem.take().or(Some(problem)),
        }
    }

    fn details(&mut self, directive: &Directive, node: Node<'_>) {
        self.put("<details");
        self.identity("group group-details", directive);
        // What is closed is not printed.
        let is_open = self.setting.images == ImageLoading::Eager || directive.value("open") == Some("true");
        self.put(if is_open { " open>\n" } else { ">\n" });
        let (label, blocks) = labelled(node);
        self.title(label, "<summary class=\"group-title\">", "</summary>\n");
        self.nodes(blocks);
        self.put("</details>\n");
    }

    /// Writes a figure with the label as its caption. The pair of tags is around what it holds.
    fn captioned(&mut self, tags: [&str; 2], directive: &Directive, node: Node<'_>) {
        self.put("<figure");
        self.identity(&format!("group group-{}", directive.kind.name), directive);
        self.put(">\n");
        self.put(tags[0]);
        let is_label = |child: &Node<'_>| child.kind() == Kind::Label;
        node.children().filter(|child| !is_label(child)).for_each(|child| self.node(child));
        self.put(tags[1]);
        let label = node.children().find(is_label);
        self.title(label, "<figcaption>", "</figcaption>\n");
        self.put("</figure>\n");
    }

    fn lines(&mut self, directive: &Directive, node: Node<'_>) {
        self.put("<div");
        self.identity("group group-lines", directive);
        self.put(">\n");
        self.title(labelled(node).0, "<p class=\"group-title\">", "</p>\n");
        let count = directive.number("count").unwrap_or(DEFAULT_COUNT);
        self.put("<div class=\"lines\" aria-hidden=\"true\">");
        (0..count).for_each(|_| self.put("<span></span>"));
        self.put("</div>\n</div>\n");
    }

    fn title(&mut self, label: Option<Node<'_>>, before: &str, after: &str) {
        if let Some(label) = label {
            self.wrapped(before, label, after);
        }
    }

    /// Writes the classes and the id.
    fn identity(&mut self, class: &str, directive: &Directive) {
        self.attribute("class", &classes(class, directive));
        if !directive.id.is_empty() {
            self.id(&directive.id);
        }
    }
}

/// Returns the classes of a directive: those of the program, then the author's.
fn classes(own: &str, directive: &Directive) -> String {
    let classes = [own].into_iter().chain(directive.classes.iter().map(|class| &**class));
    classes.collect::<Vec<_>>().join(" ")
}

/// Returns the label of a directive or alert, if it has one, and its other children.
fn labelled(node: Node<'_>) -> (Option<Node<'_>>, Nodes<'_>) {
    let mut blocks = node.children();
    let label = blocks.first().filter(|first| first.kind() == Kind::Label);
    if label.is_some() {
        blocks.next();
    }
    (label, blocks)
}
