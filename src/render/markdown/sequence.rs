//! Blocks one after the other: what parts each two of them, so that reading them again gives the same blocks.

use super::Writer;
use crate::document::{Kind, Node, Nodes};

/// What parts two marks that would be read as one.
pub(super) const APART: &str = "<!-- -->";

/// Returns what parts two blocks of Markdown.
pub(super) type Between = fn(Kind, Kind) -> &'static str;

/// Blocks that are being written, and the author's HTML between them and around them.
pub(super) struct Sequence<'a> {
    pub(super) writer: &'a Writer<'a>,
    pub(super) out: String,
    pub(super) last: Last,
    pub(super) html: State,
    between: Between,
}

/// Where the HTML is that is being written.
#[derive(Default)]
pub(super) struct State {
    /// Where the last text ended in the author's file.
    pub(super) text_end: u32,
    /// Whether the HTML has an element of ours around it.
    pub(super) is_wrapped: bool,
    /// Whether a block of HTML that empty lines do not end was written, so that it ends with its line.
    pub(super) ends_with_line: bool,
    pub(super) empty_lines: EmptyLines,
}

/// What becomes of an empty line in HTML, which would end most blocks of HTML.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum EmptyLines {
    /// It is left out, for HTML reads it as a space.
    #[default]
    LeftOut,
    /// It is written as a character reference, where white space is kept.
    Encoded,
    /// It stays: the block of HTML does not end there.
    Kept,
}

/// What was written last.
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
        Sequence { writer, out: String::new(), last: Last::Nothing, html: State::default(), between }
    }

    pub(super) fn nodes(&mut self, nodes: Nodes<'_>) {
        let mut rest = nodes;
        while let Some(node) = rest.next() {
            if let Some(element) = node.element() {
                self.element(element, node, rest.first());
            } else if let Kind::HtmlText(text) = node.kind() {
                self.html_text(text, node);
            } else if !matches!(node.kind(), Kind::Comment(_)) {
                self.markdown(node);
            }
        }
    }

    /// A block of Markdown. Two lists in a row get different marks, so that they stay two.
    fn markdown(&mut self, node: Node<'_>) {
        let marks = match self.last {
            Last::Markdown(Kind::List { .. }, marks) => marks.other(),
            Last::Markdown(..) | Last::Html | Last::Nothing => Marks::First,
        };
        let text = self.writer.block(node, marks);
        if text.is_empty() {
            return;
        }
        self.part(match self.last {
            Last::Markdown(kind, _) => (self.between)(kind, node.kind()),
            Last::Html | Last::Nothing => "\n\n",
        });
        self.out.push_str(&text);
        self.last = Last::Markdown(node.kind(), marks);
    }

    /// Parts what follows from what was written.
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

/// Parts all blocks with an empty line.
pub(super) fn apart(_: Kind, _: Kind) -> &'static str {
    "\n\n"
}

/// Parts the blocks of an item of a tight list: with a line end where the second one begins by itself, else with an
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
