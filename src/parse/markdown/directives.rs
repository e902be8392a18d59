//! Directives: from their lines to nodes of the tree.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::{Frame, MAX_DEPTH, Reader};
use crate::diagnostic::{Diagnostic, nearest};
use crate::document::directive::{
    DEFAULT_COUNT, Directive, DirectiveKind, Form, Holds, LabelRule, MAX_LOG_COLUMNS, Role,
};
use crate::document::{Align, DirectiveId, Kind, NodeIndex, Span};
use crate::images;
use crate::parse::attributes::{self, AttributeForm, REMOVE_ONE, UnreadableAttributes, WrittenAttribute};
use crate::parse::directive_line::{self, DirectiveText};
use crate::parse::extensions::engine_options;
use crate::parse::include::INCLUDE;
use crate::parse::masking::{DirectiveLine, Masked};

/// A directive that is open.
pub struct OpenDirective {
    /// Its node; `None` if it is too deep, or is none that is known.
    node: Option<NodeIndex>,
    /// What it is, if it is known.
    kind: Option<Arc<DirectiveKind>>,
    /// The number of colons that it begins with.
    colons: usize,
    /// The place of its first line.
    line: Range<usize>,
    /// The place of its name.
    name: Range<usize>,
    /// The place of its label.
    label: Option<Range<usize>>,
}

/// A mark for `#`, so that the text of a label is read as one line whatever it begins with.
const HEADING: &str = "# ";

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, '_, E> {
    /// Reads the line of a directive.
    pub(super) fn directive(&mut self, line: &DirectiveLine) {
        self.end_line();
        let text = &self.body()[line.range.clone()];
        let colons = directive_line::colons(text);
        match directive_line::read(text) {
            DirectiveText::Close => self.close_directive(colons, &line.range),
            DirectiveText::Broken { message, help } => self.mistake(&line.range, message.to_owned(), help),
            DirectiveText::Open { name, label, attributes } => {
                let at = |range: Range<usize>| line.range.start + range.start..line.range.start + range.end;
                let open = OpenDirective {
                    node: None,
                    kind: None,
                    colons,
                    line: line.range.clone(),
                    name: at(name.1),
                    label: label.map(at),
                };
                let parts = Parts { attributes: attributes.map(at), options: &line.options };
                self.open_directive(name.0, open, &parts);
            }
        }
    }

    pub(super) fn body(&self) -> &'a str {
        &self.source.text[self.body_at..]
    }

    fn mistake(&mut self, range: &Range<usize>, message: String, help: impl Into<String>) {
        let problem = Diagnostic::error(self.place(range), message).help(help);
        self.problems.push(problem);
    }

    fn open_directive(&mut self, name: &str, mut open: OpenDirective, parts: &Parts<'_>) {
        let Some(kind) = self.guide.directives.get(name) else {
            self.unknown(name, &open.name);
            return self.push_directive(open);
        };
        open.kind = Some(Arc::clone(kind));
        self.check_form(kind, &open);
        self.check_parent(kind, &open.name);
        if kind.role == Role::PageBreak && !self.frames.is_empty() {
            let help = "write it outside of lists, quotes and other directives";
            self.mistake(&open.name, "`page-break` must be among the outermost blocks".into(), help);
        }
        if &*kind.name == INCLUDE {
            // Its attributes are checked here; the lines of its file are below it already.
            self.directive_of(kind, parts);
            self.label(kind, &open);
            if open.colons == 2 {
                return self.include_line(&open.line);
            }
            return self.push_directive(open);
        }
        if self.depth >= MAX_DEPTH {
            self.dissolve(&open.line);
            return self.push_directive(open);
        }
        let directive = self.directive_of(kind, parts);
        self.check_required(&directive, &open);
        if let Some(punctuation) = &mut self.punctuation {
            punctuation.begin_block();
        }
        let span = self.span(&open.line);
        let id = self.tree.add_directive(directive);
        open.node = Some(self.tree.open(Kind::Directive(id), span));
        if !kind.role.ends_with_label() {
            self.label(kind, &open);
        }
        if &*kind.name == "log" {
            self.log(id, &open);
        }
        self.push_directive(open);
    }

    /// Notes that a container is open, or closes a leaf.
    fn push_directive(&mut self, open: OpenDirective) {
        if open.colons > 2 {
            self.depth += usize::from(open.node.is_some());
            self.frames.push(Frame::Directive(Box::new(open)));
        } else if open.node.is_some() {
            self.tree.close();
        }
    }

    /// Checks that a directive has the colons that it needs.
    fn check_form(&mut self, kind: &DirectiveKind, open: &OpenDirective) {
        let name = &kind.name;
        let (message, help) = match (kind.form, open.colons) {
            (Form::Container, 2) => (
                format!("`{name}` holds text, so it needs three colons"),
                format!("write `:::{name}`, its text, and `:::`"),
            ),
            (Form::Leaf, 3..) => (
                format!("`{name}` holds nothing, so it has two colons"),
                format!("write `::{name}`, and no `:::` after it"),
            ),
            _ => return,
        };
        self.mistake(&open.name, message, help);
    }

    fn unknown(&mut self, name: &str, place: &Range<usize>) {
        let names = self.guide.directives.names();
        let help = nearest(name, names.clone()).map_or_else(
            || {
                format!(
                    "the directives are {}",
                    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
                )
            },
            |near| format!("did you mean `{near}`?"),
        );
        self.mistake(place, format!("there is no directive `{name}`"), help);
    }

    fn check_parent(&mut self, kind: &DirectiveKind, place: &Range<usize>) {
        let Some(parent) = &kind.inside else { return };
        let open = self.frames.last().and_then(|frame| match frame {
            Frame::Directive(open) => open.kind.as_ref(),
            _ => None,
        });
        if open.is_none_or(|open| open.name != *parent) {
            let name = &kind.name;
            let help =
                format!("put a line `::::{parent}` before the first `:::{name}`, and `::::` after the last");
            self.mistake(place, format!("a `{name}` must be in `{parent}`"), help);
        }
    }

    /// Reads the attributes, and reports those that the directive does not have.
    fn directive_of(&mut self, kind: &Arc<DirectiveKind>, parts: &Parts<'_>) -> Directive {
        let mut directive = Directive {
            kind: Arc::clone(kind),
            id: Box::default(),
            classes: Box::default(),
            values: Box::default(),
        };
        let mut values = Vec::new();
        if let Some(range) = &parts.attributes {
            match attributes::read(&self.body()[range.clone()]) {
                Ok(found) => self.take_attributes(&found, range.start, &mut directive, &mut values),
                Err(UnreadableAttributes(unreadable)) => {
                    let place = range.start + unreadable.start..range.start + unreadable.end;
                    self.mistake(
                        &place,
                        "this is no attribute".into(),
                        "write `#id`, `.class`, or `key=\"value\"`",
                    );
                }
            }
        }
        for option in parts.options {
            let text = &self.body()[option.clone()];
            if let Some((key, value)) = directive_line::option(text) {
                let (start, end) = (option.start + 1, option.end);
                let given = GivenKey {
                    key,
                    place: start..start + key.len(),
                    value: Some((value, end - value.len()..end)),
                };
                self.take_key(given, kind, &mut values);
            }
        }
        directive.values = values.into();
        directive
    }

    /// Takes attributes that begin at `start`.
    fn take_attributes(
        &mut self,
        found: &[WrittenAttribute<'_>],
        start: usize,
        directive: &mut Directive,
        values: &mut Vec<(Box<str>, Box<str>)>,
    ) {
        let at = |range: &Range<usize>| start + range.start..start + range.end;
        let mut classes = Vec::new();
        for attribute in found {
            let place = at(&attribute.range);
            match &attribute.form {
                AttributeForm::Id(_) if !directive.id.is_empty() => {
                    let name = format!("`{}`", directive.kind.name);
                    self.mistake(&place, attributes::second_id(&name), REMOVE_ONE);
                }
                AttributeForm::Id(id) => {
                    directive.id = (*id).into();
                    let place = self.body_at + place.start..self.body_at + place.end;
                    self.ids.push(((*id).to_owned(), place));
                }
                AttributeForm::Class(class) => classes.push(Box::from(*class)),
                AttributeForm::Key { key, value } => {
                    let value = value.as_ref().map(|(value, range)| (*value, at(range)));
                    let given = GivenKey { key, place: place.start..place.start + key.len(), value };
                    self.take_key(given, &directive.kind, values);
                }
            }
        }
        directive.classes = classes.into();
    }

    fn take_key(
        &mut self,
        given: GivenKey<'_>,
        kind: &DirectiveKind,
        values: &mut Vec<(Box<str>, Box<str>)>,
    ) {
        let GivenKey { key, place, value: given } = given;
        let Some(field) = kind.fields.iter().find(|field| *field.name == *key) else {
            return self.unknown_attribute(key, kind, &place);
        };
        let value = given.as_ref().map_or("true", |(value, _)| value);
        let at = given.as_ref().map_or(place, |(_, range)| range.clone());
        if values.iter().any(|(key, _)| *key == field.name) {
            return self.mistake(&at, format!("`{}` is given twice", field.name), REMOVE_ONE);
        }
        // A word alone means that something is so.
        if field.value.admits(value) && (given.is_some() || field.value.is_switch()) {
            return values.push((field.name.clone(), value.into()));
        }
        let expected = field.value.expected();
        let message = format!("`{}` expects {expected}, found `{value}`", field.name);
        let help = if field.doc.is_empty() {
            format!("write `{}=\"…\"` with {expected}", field.name)
        } else {
            field.doc.to_string()
        };
        self.mistake(&at, message, help);
    }

    /// Reports the attributes that the directive must have and does not.
    fn check_required(&mut self, directive: &Directive, open: &OpenDirective) {
        let kind = &directive.kind;
        for field in kind.fields.iter().filter(|field| field.required) {
            if directive.value(&field.name).is_none_or(|value| value.trim().is_empty()) {
                let help = format!("write `{{{}=\"…\"}}` with {}", field.name, field.value.expected());
                self.mistake(&open.name, format!("`{}` needs `{}`", kind.name, field.name), help);
            }
        }
    }

    fn unknown_attribute(&mut self, key: &str, kind: &DirectiveKind, place: &Range<usize>) {
        let names = kind.fields.iter().map(|field| &*field.name);
        let help = match nearest(key, names.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if kind.fields.is_empty() => "it has only `#id` and `.class`".into(),
            None => {
                let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
                format!("it has `#id`, `.class`, {}", names.join(", "))
            }
        };
        self.mistake(place, format!("`{}` has no attribute `{key}`", kind.name), help);
    }

    /// Reads the label as a line of Markdown.
    fn label(&mut self, kind: &DirectiveKind, open: &OpenDirective) {
        let text = open.label.clone().map(|range| (&self.body()[range.clone()], range));
        let Some((text, range)) = text.filter(|(text, _)| !text.trim().is_empty()) else {
            if kind.label == LabelRule::Required {
                let colons = ":".repeat(open.colons);
                let help = format!("write `{colons}{}[its label]`", kind.name);
                self.mistake(&open.name, format!("`{}` needs a label", kind.name), help);
            }
            return;
        };
        if kind.label == LabelRule::Refused {
            let help = "remove it, or write it as text";
            return self.mistake(&range, format!("`{}` has no label", kind.name), help);
        }
        if kind.role == Role::Figure && self.is_image_of_figure(text, open) {
            let help = format!("write `![what it shows]({text} \"its caption\")` instead of the directive");
            return self.mistake(&range, "the label of a figure is its caption, found a file".into(), help);
        }
        let span = self.span(&range);
        self.tree.open(Kind::Label, span);
        let line = format!("{HEADING}{text}");
        let options = engine_options(self.options) - pulldown_cmark::Options::ENABLE_HEADING_ATTRIBUTES;
        let (masked, attributes) = Masked::line(&line, self.options);
        let outer = std::mem::replace(&mut self.cuts, attributes.moved(HEADING.len(), range.start));
        for (event, place) in Parser::new_ext(&masked, options).into_offset_iter() {
            if matches!(event, Event::Start(Tag::Heading { .. }) | Event::End(TagEnd::Heading(_))) {
                continue;
            }
            let at = |offset: usize| range.start + offset.saturating_sub(HEADING.len());
            self.event(event.into_static(), &(at(place.start)..at(place.end)));
        }
        self.flush();
        self.cuts = outer;
        let label = self.tree.ancestors().find(|node| self.tree.kind(*node) == Kind::Label);
        self.close_elements(label);
        self.tree.close();
    }

    /// Reports whether the label of a figure is an address: `MyST` has the image in the place of the caption.
    fn is_image_of_figure(&self, label: &str, open: &OpenDirective) -> bool {
        let path = label.split(['?', '#']).next().unwrap_or_default();
        let is_of_myst = self.body()[open.line.clone()].trim_start_matches(':').starts_with('{');
        let is_word = is_of_myst || !label.contains(char::is_whitespace);
        is_word && !label.contains(['[', ']', '(', ')']) && images::ends_as_image(path)
    }

    /// Adds the table of a log: its heads, and its rows to fill in.
    fn log(&mut self, id: DirectiveId, open: &OpenDirective) {
        let directive = self.tree.directive(id);
        let heads: Vec<String> = directive
            .value("columns")
            .unwrap_or_default()
            .split(',')
            .map(|head| head.trim().to_owned())
            .collect();
        let days = directive.number("days");
        let rows = days.or(directive.number("rows")).unwrap_or(DEFAULT_COUNT);
        if heads.iter().any(String::is_empty) || heads.len() > MAX_LOG_COLUMNS {
            let help = format!("write `columns=\"Time, Side, Minutes\"`, with {MAX_LOG_COLUMNS} at most");
            return self.mistake(&open.name, "`log` needs the heads of its columns".into(), help);
        }
        let span = self.span(&open.line);
        let columns = heads.iter().map(|_| Align::None).collect();
        let table = self.tree.add_table(columns);
        self.tree.open(Kind::Table(table), span);
        self.log_row(heads.iter().map(String::as_str), span);
        for row in 1..=rows {
            let day = if days.is_some() { row.to_string() } else { String::new() };
            let rest = heads.iter().skip(1).map(|_| "");
            self.log_row([day.as_str()].into_iter().chain(rest), span);
        }
        self.tree.close();
    }

    fn log_row<'t>(&mut self, cells: impl Iterator<Item = &'t str>, span: Span) {
        self.tree.open(Kind::Row, span);
        for cell in cells {
            self.tree.open(Kind::Cell, span);
            if !cell.is_empty() {
                // The text is not in the file as it is here.
                self.tree.text(cell, Kind::Text, Span { start: span.start, end: span.start });
            }
            self.tree.close();
        }
        self.tree.close();
    }

    /// Closes the innermost directive of this container that begins with as many colons; if there is none, the innermost.
    fn close_directive(&mut self, colons: usize, line: &Range<usize>) {
        let open: Vec<usize> = self
            .frames
            .iter()
            .rev()
            .map_while(|frame| if let Frame::Directive(open) = frame { Some(open.colons) } else { None })
            .collect();
        if open.is_empty() {
            let help =
                "remove it, or begin a directive before it; a `\\` before the colons keeps them as text";
            return self.mistake(line, "there is no directive to close here".into(), help);
        }
        let inner = open.iter().position(|own| *own == colons).unwrap_or(0);
        for _ in 0..inner {
            self.leave_directive("the directive around it ends first");
        }
        if let Some(Frame::Directive(open)) = self.frames.pop() {
            self.end_directive(&open);
        }
    }

    pub(super) fn leave_directive(&mut self, why: &'static str) {
        let Some(Frame::Directive(open)) = self.frames.pop() else { return };
        let text = &self.body()[open.line.clone()];
        let colons = &text[..open.colons];
        let name = open.kind.as_ref().map_or("", |kind| &*kind.name);
        let help = format!("put a line `{colons}` after its text, with the same indentation");
        let problem = Diagnostic::error(self.place(&open.line), format!("`{colons}{name}` is not closed"))
            .label(why)
            .help(help);
        self.problems.push(problem);
        self.end_directive(&open);
    }

    /// Reports lines that look like directives and are part of the author's HTML.
    pub(super) fn report_directives_in_html(&mut self) {
        for line in self.masked.in_html() {
            let message = "this directive is part of the HTML before it";
            self.mistake(line, message.into(), "put an empty line before it");
        }
    }

    /// Reports and closes the directives that are open in a container that ends.
    pub(super) fn leave_directives(&mut self, why: &'static str) {
        loop {
            match self.frames.last() {
                Some(Frame::Directive(_)) => self.leave_directive(why),
                Some(Frame::Include(_)) => self.leave_include(),
                _ => return,
            }
        }
    }

    fn end_directive(&mut self, open: &OpenDirective) {
        let Some(node) = open.node else { return };
        self.end_line();
        self.close_elements(Some(node));
        if let Some(kind) = open.kind.as_ref().filter(|kind| kind.form == Form::Container) {
            self.check_content(kind, node, &open.line);
            if kind.role.ends_with_label() {
                self.label(kind, open);
            }
        }
        self.tree.close();
        self.depth -= 1;
    }

    /// Checks what a directive holds.
    fn check_content(&mut self, kind: &DirectiveKind, node: NodeIndex, line: &Range<usize>) {
        let mut children = self.tree.children_of(node);
        children.retain(|child| self.tree.kind(*child) != Kind::Label);
        let name = &*kind.name;
        if children.is_empty() {
            let help = "write its text before the closing line, or remove it";
            return self.mistake(line, format!("`{name}` is empty"), help);
        }
        match &kind.holds {
            Holds::Blocks => {}
            Holds::Only(inner) => self.check_only(inner, name, &children),
            Holds::List | Holds::NumberedList => self.check_list(kind, &children, line),
        }
    }

    fn check_only(&mut self, inner: &str, name: &str, children: &[NodeIndex]) {
        for child in children {
            let is_inner = match self.tree.kind(*child) {
                Kind::Directive(id) => *self.tree.directive(id).kind.name == *inner,
                kind => matches!(kind, Kind::Comment(_)),
            };
            if !is_inner {
                let span = self.tree.span(*child).range();
                let place = span.start - self.body_at..span.end - self.body_at;
                let help = format!("put it in a `:::{inner}[label]`, or outside");
                self.mistake(&first_line(self.body(), place), format!("`{name}` holds only `{inner}`"), help);
            }
        }
    }

    fn check_list(&mut self, kind: &DirectiveKind, children: &[NodeIndex], line: &Range<usize>) {
        let is_numbered = kind.holds == Holds::NumberedList;
        let list = match children {
            [list] => Some((*list, self.tree.kind(*list))),
            _ => None,
        };
        match list {
            Some((list, Kind::List { start })) if !is_numbered || start.is_some() => {
                if &*kind.name == "checklist" {
                    self.tree.make_tasks(list);
                }
                if is_numbered {
                    self.check_steps(list);
                }
            }
            _ => {
                let (what, how) = if is_numbered { ("numbered list", "1.") } else { ("list", "-") };
                let message = format!("`{}` holds one {what} and nothing else", kind.name);
                self.mistake(line, message, format!("begin each of its items with `{how} `"));
            }
        }
    }

    fn check_steps(&mut self, list: NodeIndex) {
        for item in self.tree.children_of(list) {
            if self.tree.children_of(item).is_empty() {
                let span = self.tree.span(item).range();
                let place = span.start - self.body_at..span.end - self.body_at;
                self.mistake(
                    &first_line(self.body(), place),
                    "this step is empty".into(),
                    "write what to do, or remove it",
                );
            }
        }
    }
}

/// A key as it is given to a directive, with the places of its parts in the Markdown.
struct GivenKey<'k> {
    key: &'k str,
    place: Range<usize>,
    value: Option<(&'k str, Range<usize>)>,
}

/// The places of the attributes of a directive.
struct Parts<'l> {
    /// Those between braces.
    attributes: Option<Range<usize>>,
    /// The lines of options below.
    options: &'l [Range<usize>],
}

/// Cuts a place to its first line.
fn first_line(text: &str, place: Range<usize>) -> Range<usize> {
    let line = text[place.clone()].lines().next().unwrap_or_default();
    place.start..place.start + line.len()
}
