//! Blocks in a row, with separators that make them the same blocks when they are read again.

use super::Writer;
use crate::document::directive::{DEFAULT_COUNT, Directive, Role};
use crate::document::{Kind, Node, Nodes};

/// Separates two marks that would be read as one.
pub(super) const APART: &str = "<!-- -->";

/// This thematic break cannot be mistaken for a list item or the underline of a heading.
pub(super) const RULE: &str = "___";

/// The memory that is set aside for a sequence, in bytes.
const USUAL_LENGTH: usize = 512;

/// Returns the separator between two blocks of Markdown.
pub(super) type Between = fn(Kind, Kind) -> &'static str;

/// Blocks that are being written, with the author's HTML between and around them.
pub(super) struct Sequence<'a> {
    pub(super) writer: &'a Writer<'a>,
    pub(super) out: String,
    pub(super) last: Last,
    pub(super) html: State,
    between: Between,
}

/// The state of the HTML that is being written.
#[derive(Default)]
pub(super) struct State {
    /// The end of the last text in the author's file.
    pub(super) text_end: u32,
    /// Whether one of our elements surrounds the HTML.
    pub(super) is_wrapped: bool,
    /// Whether the last HTML block is one that empty lines do not end, so that it ends with its line.
    pub(super) ends_with_line: bool,
    pub(super) empty_lines: EmptyLines,
}

/// How to write an empty line in HTML, which would end most HTML blocks.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum EmptyLines {
    /// Leave it out, because HTML reads it as a space.
    #[default]
    LeftOut,
    /// Write it as a character reference, because white space is kept.
    Encoded,
    /// Keep it: the HTML block does not end there.
    Kept,
}

/// The last thing that was written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    /// Nothing yet.
    Nothing,
    /// A block of Markdown.
    Markdown(Kind, Marks),
    /// HTML.
    Html,
}

impl<'a> Sequence<'a> {
    pub(super) fn new(writer: &'a Writer<'a>, between: Between) -> Sequence<'a> {
        let out = String::with_capacity(USUAL_LENGTH);
        Sequence { writer, out, last: Last::Nothing, html: State::default(), between }
    }

    pub(super) fn nodes(&mut self, nodes: Nodes<'_>) {
        let mut rest = nodes;
        while let Some(node) = rest.next() {
            if let Some(element) = node.element() {
                self.element(element, node, rest.first());
            } else if let Kind::HtmlText(text) = node.kind() {
                self.html_text(text, node);
            } else if let Kind::Directive(id) = node.kind() {
                self.directive(&node.body()[id], node);
            } else if !matches!(node.kind(), Kind::Comment(_)) {
                self.markdown(node);
            }
        }
    }

    /// Writes a directive as Markdown that any program reads: as what it holds, below its label.
    fn directive(&mut self, directive: &Directive, node: Node<'_>) {
        match directive.kind.role {
            Role::Alert(_) | Role::Quote => self.markdown(node),
            Role::PageBreak => {}
            Role::Group | Role::Details | Role::Figure | Role::Sources | Role::Declared => {
                self.nodes(node.children());
            }
            Role::Lines => {
                self.nodes(node.children());
                for _ in 0..directive.number("count").unwrap_or(DEFAULT_COUNT) {
                    self.push(RULE, Kind::Rule, Marks::First);
                }
            }
        }
    }

    /// Writes a block of Markdown. Two lists in a row get different markers, so that they stay two.
    fn markdown(&mut self, node: Node<'_>) {
        let marks = match self.last {
            Last::Markdown(Kind::List { .. }, marks) => marks.other(),
            Last::Markdown(..) | Last::Html | Last::Nothing => Marks::First,
        };
        let text = self.writer.block(node, marks);
        if !text.is_empty() {
            self.push(&text, node.kind(), marks);
        }
    }

    fn push(&mut self, text: &str, kind: Kind, marks: Marks) {
        self.part(match self.last {
            Last::Markdown(last, _) => (self.between)(last, kind),
            Last::Html | Last::Nothing => "\n\n",
        });
        self.out.push_str(text);
        self.last = Last::Markdown(kind, marks);
    }

    /// Separates what follows from what was written.
    pub(super) fn part(&mut self, between: &str) {
        self.end_html();
        if self.last != Last::Nothing {
            self.out.push_str(between);
        }
    }

    pub(super) fn finish(mut self) -> String {
        self.end_html();
        self.out
    }
}

/// The two ways to mark the items of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    First,
    Second,
}

impl Marks {
    fn other(self) -> Marks {
        match self {
            Marks::First => Marks::Second,
            Marks::Second => Marks::First,
        }
    }

    pub(super) fn bullet(self) -> char {
        match self {
            Marks::First => '-',
            Marks::Second => '+',
        }
    }

    pub(super) fn after_number(self) -> char {
        match self {
            Marks::First => '.',
            Marks::Second => ')',
        }
    }
}

/// Separates all blocks with an empty line.
pub(super) fn apart(_: Kind, _: Kind) -> &'static str {
    "\n\n"
}

/// Separates the blocks of an item in a tight list: with a line end if the second one begins by itself, else with an
/// empty line.
pub(super) fn tightly(first: Kind, second: Kind) -> &'static str {
    let is_line = |kind| matches!(kind, Kind::Heading(_) | Kind::CodeBlock(_) | Kind::Rule);
    let is_quote = |kind| matches!(kind, Kind::Quote | Kind::Alert(_));
    let begins = if let Kind::List { start } = second {
        start.is_none_or(|start| start == 1) && !matches!(first, Kind::List { .. })
    } else if is_quote(second) {
        !is_quote(first)
    } else {
        is_line(second) || second == Kind::Plain && is_line(first)
    };
    let goes_on = matches!(first, Kind::Table(_) | Kind::DefinitionList);
    if begins && !goes_on { "\n" } else { "\n\n" }
}
