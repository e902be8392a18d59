//! The places of a page that references can lead to: figures, tables, sections and steps with an id that says so.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place};
use crate::discover::TextSource;
use crate::document::{Body, Event, Kind, LabelKind, Node, Nodes};

/// A place of a page that a reference can lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its kind.
    pub kind: LabelKind,
    /// The author's id.
    pub id: String,
    /// The text of a section's heading; empty for others.
    pub text: NameText,
    /// The number of a step in its list, after those of the steps that it is in; empty for others.
    pub numbers: Vec<u32>,
}

/// A text of an outline, which the text of references in it completes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameText {
    /// The text as the author wrote it.
    pub text: String,
    /// The references in it: the range of each, and its id.
    pub references: Vec<(Range<usize>, String)>,
}

impl NameText {
    /// Returns the text of inlines.
    pub fn of(inlines: Nodes<'_>) -> NameText {
        let body = inlines.first().map(Node::body);
        let references = inlines.clone().references();
        let text = inlines.plain_text();
        let id = |(range, link): (Range<usize>, _)| {
            let id = body?.reference(link)?;
            text.get(range.clone()).filter(|found| found.strip_prefix('@') == Some(id))?;
            Some((range, id.to_owned()))
        };
        NameText { references: references.into_iter().filter_map(id).collect(), text }
    }

    /// Returns the text with the text of its references.
    pub fn filled(&self, text_of: impl Fn(&str) -> Option<String>) -> String {
        let mut out = self.text.clone();
        for (range, id) in self.references.iter().rev() {
            if let Some(text) = text_of(id) {
                out.replace_range(range.clone(), &text);
            }
        }
        out
    }
}

/// Returns the labels of a page in order. Ids that name another kind of place than theirs are reported.
pub fn collect(body: &Body, source: &TextSource, problems: &mut Vec<Diagnostic>) -> Vec<Label> {
    let mut labels = Vec::new();
    let mut figure = None;
    let mut lists = OpenLists::default();
    for event in body.walk() {
        lists.event(event);
        let Event::Enter(node) = event else { continue };
        if matches!(node.kind(), Kind::Figure { .. }) {
            figure = node.children().first().map(Node::index);
        } else if let Some(image) = node.image().filter(|_| figure != Some(node.index()))
            && LabelKind::Figure.is_kind_of(&image.id)
        {
            problems.push(no_figure(node, &image.id, source));
        }
        if let Some(attributes) = node.attributes()
            && let Some(kind) = LabelKind::of(&attributes.id)
        {
            problems.push(no_place(node, &attributes.id, kind, source));
        }
        let Some((id, kind)) = named(node) else { continue };
        match LabelKind::of(id) {
            Some(LabelKind::Step) if kind == LabelKind::Step && !lists.is_numbered() => {
                problems.push(no_step(node, id, source));
            }
            Some(named) if named == kind => {
                let is_section = kind == LabelKind::Section;
                let text = if is_section { NameText::of(node.children()) } else { NameText::default() };
                let numbers = if kind == LabelKind::Step { lists.numbers() } else { Vec::new() };
                labels.push(Label { kind, id: id.to_owned(), text, numbers });
            }
            Some(named) if kind != LabelKind::Section => {
                let place = Place::span(&source.path, node.span().range());
                let message =
                    format!("the id `{id}` of this {} begins like that of a {}", kind.name(), named.name());
                problems.push(
                    Diagnostic::error(place, message).help(format!("begin it with `{}`", kind.prefix())),
                );
            }
            _ => {}
        }
    }
    labels
}

/// The lists around a node: the number of the next item of each, or of the one that the node is in; `None` for one
/// without numbers.
#[derive(Default)]
struct OpenLists(Vec<Option<u32>>);

impl OpenLists {
    fn event(&mut self, event: Event<'_>) {
        let (Event::Enter(node) | Event::Leave(node)) = event;
        match (event, node.kind()) {
            (Event::Enter(_), Kind::List { start }) => self.0.push(start),
            (Event::Leave(_), Kind::List { .. }) => drop(self.0.pop()),
            (Event::Leave(_), Kind::Item { .. }) => {
                if let Some(Some(number)) = self.0.last_mut() {
                    *number = number.saturating_add(1);
                }
            }
            (Event::Enter(_) | Event::Leave(_), _) => {}
        }
    }

    /// Reports whether the innermost list has numbers.
    fn is_numbered(&self) -> bool {
        matches!(self.0.last(), Some(Some(_)))
    }

    /// Returns the numbers of the items that are open, the outermost first.
    fn numbers(&self) -> Vec<u32> {
        self.0.iter().flatten().copied().collect()
    }
}

/// Returns the id that an author gave to a figure, a table, a section or an item, and which of them it is.
fn named(node: Node<'_>) -> Option<(&str, LabelKind)> {
    let body = node.body();
    let named = if matches!(node.kind(), Kind::Figure { .. }) {
        (&*node.children().first()?.image()?.id, LabelKind::Figure)
    } else if let Kind::Caption(id) = node.kind() {
        (&*body[id].id, LabelKind::Table)
    } else if matches!(node.kind(), Kind::Item { .. }) {
        (node.item_id(), LabelKind::Step)
    } else {
        let heading = node.heading().filter(|heading| heading.is_named)?;
        (&*heading.id, LabelKind::Section)
    };
    Some(named).filter(|(id, _)| !id.is_empty())
}

/// Reports words, a link or code with the id of a numbered place.
fn no_place(node: Node<'_>, id: &str, kind: LabelKind, source: &TextSource) -> Diagnostic {
    let message = format!("the id `{id}` begins like that of a {}", kind.name());
    Diagnostic::error(Place::span(&source.path, node.span().range()), message)
        .help(format!("begin it otherwise: `{}` is for what references lead to", kind.prefix()))
}

/// Reports an item that has the id of a step and no number.
fn no_step(item: Node<'_>, id: &str, source: &TextSource) -> Diagnostic {
    let message = format!("the item with the id `{id}` has no number");
    let start = item.span().range().start;
    let line = source.text[start..].lines().next().unwrap_or_default().len();
    Diagnostic::error(Place::span(&source.path, start..start + line), message)
        .help("begin the items of its list with `1.`, or give it an id that does not begin with `step-`")
}

/// Reports an image in a line that has the id of a figure.
fn no_figure(image: Node<'_>, id: &str, source: &TextSource) -> Diagnostic {
    let message = format!("the image with the id `{id}` is not a figure");
    Diagnostic::error(Place::span(&source.path, image.span().range()), message)
        .help("put it in a paragraph of its own, or give it an id that does not begin with `fig-`")
}
