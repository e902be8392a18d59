//! Directives on paper: calls of the theme's functions, each with the name of the directive, its title and its text.

use super::{Beside, TableWidth, Writer};
use crate::document::directive::{DEFAULT_COUNT, Directive, Role};
use crate::document::{Alert, Kind, Node};
use crate::render::pdf::literal::{dictionary, quoted};
use crate::theme::directives;

/// The directives whose parts stand beside each other.
const SIDE_BY_SIDE: [&str; 2] = ["columns", "cards"];

impl Writer<'_, '_, '_> {
    pub(super) fn directive(&mut self, directive: &Directive, node: Node<'_>) {
        let name = &*directive.kind.name;
        match directive.kind.role {
            Role::Alert(alert) => self.alert(alert, node),
            Role::PageBreak => self.put("#pagebreak(weak: true);"),
            Role::Declared => self.declared(directive, node),
            Role::Sources => self.nodes(node.children()),
            Role::Group | Role::Details | Role::Figure | Role::Quote | Role::Lines => {
                let default = (directive.kind.role == Role::Lines).then_some(DEFAULT_COUNT);
                let count = directive.number("count").or(default);
                let count = count.map_or_else(String::new, |count| format!(", count: {count}"));
                let width = if name == "log" { TableWidth::Line } else { self.table_width };
                let outer = std::mem::replace(&mut self.table_width, width);
                let call = format!("#group({}{count}", quoted(name));
                if SIDE_BY_SIDE.contains(&name) {
                    self.side_by_side(&call, node);
                } else {
                    self.titled(&call, node);
                }
                self.table_width = outer;
            }
        }
    }

    pub(super) fn alert(&mut self, alert: Alert, node: Node<'_>) {
        self.titled(&format!("#alert(\"{}\"", alert.name()), node);
    }

    /// Writes a call with the label as the title and the other children as the text.
    fn titled(&mut self, call: &str, node: Node<'_>) {
        self.put(call);
        self.title(node);
        self.put(")[\n");
        self.held(node);
        self.put("];");
    }

    /// Writes a directive of the theme as a call of the theme's function, or else as a group.
    fn declared(&mut self, directive: &Directive, node: Node<'_>) {
        let name = &*directive.kind.name;
        let file = directives::print_file(name);
        if !self.book.snapshot.theme.print.contains_key(&file) {
            return self.titled(&format!("#group({}", quoted(name)), node);
        }
        // The braces are a scope, so that the import changes nothing around them.
        self.put(&format!("#{{import {} as own; own.{name}(", quoted(&format!("/print/{file}"))));
        match label(node) {
            Some(label) => self.title_words(label),
            None => self.put("none"),
        }
        let attributes = directive.kind.fields.iter().map(|field| {
            let value = match directive.value(&field.name) {
                given if field.value.is_switch() => (given == Some("true")).to_string(),
                Some(text) => self.literal(text),
                None => "none".into(),
            };
            (&*field.name, value)
        });
        let attributes = dictionary(attributes.collect::<Vec<_>>());
        self.put(&format!(", {attributes}, [\n"));
        self.held(node);
        self.put("])};");
    }

    /// Writes what a directive holds, and its label if that is a caption.
    fn held(&mut self, node: Node<'_>) {
        let (mut rest, mut before) = (node.children(), None);
        while let Some(child) = rest.next() {
            if child.kind() != Kind::Label {
                self.node(child, Beside { before, after: rest.first() });
            } else if before.is_some() {
                self.put("#caption[");
                self.nodes(child.children());
                self.put("]\n\n");
            }
            before = Some(child);
        }
    }

    /// Writes a call with each child as a part.
    fn side_by_side(&mut self, call: &str, node: Node<'_>) {
        self.put(call);
        self.title(node);
        self.put(", items: (");
        for child in node.children().filter(|child| child.kind() != Kind::Label) {
            self.put("[\n");
            self.node(child, Beside::default());
            self.put("], ");
        }
        self.put("))[];");
    }

    /// Writes the label as the title, unless it is a caption.
    fn title(&mut self, node: Node<'_>) {
        if let Some(label) = label(node) {
            self.put(", title: ");
            self.title_words(label);
        }
    }

    fn title_words(&mut self, label: Node<'_>) {
        self.begin_text();
        self.put("[");
        // Footnotes of a title are called in the text after it, as those of a heading.
        let outer = std::mem::replace(&mut self.in_heading, true);
        self.nodes(label.children());
        self.in_heading = outer;
        self.put("]");
    }
}

/// Returns the label of a directive, unless it is a caption.
fn label(node: Node<'_>) -> Option<Node<'_>> {
    node.children().first().filter(|first| first.kind() == Kind::Label)
}
