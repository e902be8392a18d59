//! Nesting that Typst can typeset. Typst stops when show rules, layouts and calls are nested more than 64 deep, so what
//! is nested deeper is flattened, with a warning.

use super::{Beside, Writer};
use crate::diagnostic::{Diagnostic, Place};
use crate::document::html::Element;
use crate::document::{Kind, Node, Span};

/// The depth of a footnote, measured.
const NOTE: usize = 4;

/// Returns the depth that a node adds for Typst, measured with the default theme.
fn depth(node: Node<'_>) -> usize {
    let is_task = |item: Node<'_>| matches!(item.kind(), Kind::Item { task: Some(_), .. });
    match node.kind() {
        Kind::List { .. } if node.children().any(is_task) => 4,
        Kind::DefinitionList => 4,
        Kind::Quote
        | Kind::Alert(_)
        | Kind::Directive(_)
        | Kind::List { .. }
        | Kind::Superscript
        | Kind::Subscript => 2,
        Kind::Link(_) => 3,
        Kind::Emphasis | Kind::Strong | Kind::Strikethrough => 1,
        Kind::Element(_) => node.element().map_or(0, element_depth),
        // These are not nested in themselves, or only group others.
        Kind::Paragraph
        | Kind::Plain
        | Kind::Heading(_)
        | Kind::Item { .. }
        | Kind::CodeBlock(_)
        | Kind::Table(_)
        | Kind::Row
        | Kind::Cell
        | Kind::Caption(_)
        | Kind::Term
        | Kind::Definition
        | Kind::Figure { .. }
        | Kind::Footnote { .. }
        | Kind::Label
        | Kind::Source(_)
        | Kind::Citation(_)
        | Kind::Rule
        | Kind::Text(_)
        | Kind::Code(_)
        | Kind::Attributed(_)
        | Kind::Image(_)
        | Kind::FootnoteCall { .. }
        | Kind::Formula(_)
        | Kind::TermUse(_)
        | Kind::SoftBreak
        | Kind::HardBreak
        | Kind::HtmlText(_)
        | Kind::Comment(_) => 0,
    }
}

fn element_depth(element: &Element) -> usize {
    match &*element.name {
        "a" => 3,
        name if super::elements::typst_name(name).is_some() => 2,
        _ => 0,
    }
}

impl Writer<'_, '_, '_> {
    /// Writes a node, or only what is in it where Typst cannot nest it.
    pub(super) fn at_depth(&mut self, node: Node<'_>, beside: Beside<'_>) {
        let depth = depth(node);
        if depth > 0 && self.depth + depth > self.max_depth {
            self.report_depth(node.span());
            return self.nodes(node.children());
        }
        self.depth += depth;
        self.kind(node, beside);
        self.depth -= depth;
    }

    /// Writes a footnote's text where it is called: as a footnote, or in brackets where Typst cannot nest it.
    /// Returns whether it is a footnote.
    pub(super) fn note_text(&mut self, note: Node<'_>, label: &str) -> bool {
        let (written, earlier) = (std::mem::take(&mut self.written), std::mem::take(&mut self.earlier));
        let is_note = self.depth + NOTE <= self.max_depth;
        if is_note {
            self.depth += NOTE;
            self.put("#footnote[");
            self.nodes(note.children());
            self.put(&format!("]#label(\"{label}\");"));
            self.depth -= NOTE;
        } else {
            self.report_depth(note.span());
            self.put("#\" (\";");
            self.nodes(note.children());
            self.put("#\")\";");
        }
        (self.written, self.earlier) = (written, earlier);
        is_note
    }

    /// Reports the first thing on a page that is flattened.
    fn report_depth(&mut self, span: Span) {
        if std::mem::replace(&mut self.is_flattened, true) {
            return;
        }
        let source = &self.book.snapshot.site.page(self.id).outline.source;
        let problem =
            Diagnostic::warning(Place::span(source, span.range()), "nested deeper than the PDF can show");
        let help = "nest fewer lists, quotes and styles inside each other";
        self.problems.push(problem.label("deeper levels are flattened in the PDF").help(help));
    }
}
