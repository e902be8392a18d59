//! Captions of tables: a paragraph `Table: Its caption {#tbl-id}` directly before or after a table.

use std::ops::Range;

use pulldown_cmark::Event;

use super::Reader;
use super::text::Run;
use crate::diagnostic::Diagnostic;
use crate::document::{Caption, Kind, NodeIndex};
use crate::parse::attributes::{self, Attributes, CAPTION};

/// The word that a caption begins with, in every language.
const WORD: &str = "Table:";

/// What may become a caption, or get one.
#[derive(Default)]
pub struct Captions {
    /// The last paragraph that begins like a caption.
    paragraph: Option<CaptionParagraph>,
    /// The last table, if it has no caption, and the number of nodes around it.
    table: Option<(NodeIndex, usize)>,
}

/// A paragraph that begins like a caption. The word is a node of its own, and so are the braces.
struct CaptionParagraph {
    node: NodeIndex,
    /// The number of nodes around it.
    depth: usize,
    braces: Option<Braces>,
}

/// The attributes at the end of a caption.
struct Braces {
    /// Their first node, and the one after them.
    nodes: (NodeIndex, NodeIndex),
    /// The place of the text inside them, in the Markdown.
    inside: Range<usize>,
}

impl Captions {
    /// Forgets what is in another part of the page, such as a footnote.
    pub fn begin_part(&mut self) {
        self.table = None;
    }
}

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, '_, E> {
    /// Writes the word of a caption if a run of text begins a paragraph with it. Returns where the rest begins.
    pub(super) fn caption_word(&mut self, run: &Run) -> usize {
        let Some(rest) = run.text().strip_prefix(WORD).filter(|_| self.options.tables) else { return 0 };
        let spaces = rest.len() - rest.trim_start().len();
        let paragraph = self.tree.current().filter(|node| {
            self.tree.kind(*node) == Kind::Paragraph && self.tree.is_last(*node) && spaces > 0
        });
        let Some(node) = paragraph else { return 0 };
        self.report_lone_caption();
        self.words(run, 0..WORD.len() + spaces);
        self.captions.paragraph = Some(CaptionParagraph { node, depth: self.tree.depth() - 1, braces: None });
        WORD.len() + spaces
    }

    /// Returns where the attributes of a caption begin in a run, with the space before them; its end if there are none.
    pub(super) fn caption_braces(&self, run: &Run, from: usize) -> usize {
        let end = run.text().len();
        let Some(paragraph) = &self.captions.paragraph else { return end };
        // An element that its author did not close may be around the braces.
        let is_element = |node: &NodeIndex| matches!(self.tree.kind(*node), Kind::Element(_));
        let line = self.tree.ancestors().find(|node| !is_element(node));
        let is_open = line == Some(paragraph.node);
        let text = run.text()[from..].trim_end();
        let Some((list, open)) = is_open.then(|| attributes::at_end(text)).flatten() else { return end };
        let place = self.body_at + run.range(&(from + open..from + open + 1)).start;
        let is_escaped = self.source.text[..place].ends_with('\\');
        if is_escaped || !CAPTION.has(&list) {
            return end;
        }
        from + text[..open].trim_end().len()
    }

    /// Writes the end of a run from `at` on, which contains the attributes of a caption.
    pub(super) fn write_caption_braces(&mut self, run: &Run, at: usize) {
        if at == run.text().len() {
            return;
        }
        let first = self.tree.next_index();
        self.words(run, at..run.text().len());
        let nodes = (first, self.tree.next_index());
        let range = run.range(&(at..run.text().trim_end().len()));
        let open = self.source.text[self.body_at..][range.clone()].find('{').unwrap_or_default();
        let inside = range.start + open + 1..range.end - 1;
        if let Some(paragraph) = &mut self.captions.paragraph {
            paragraph.braces = Some(Braces { nodes, inside });
        }
    }

    /// Makes a paragraph the caption of the table beside it, when the second of the two ends.
    pub(super) fn caption(&mut self, block: NodeIndex) {
        let depth = self.tree.depth();
        match self.tree.kind(block) {
            Kind::Table(_) => match self.captions.paragraph.take() {
                Some(above) if above.depth == depth && self.tree.follows(block, above.node) => {
                    self.set_caption(block, above);
                }
                other => {
                    self.captions.paragraph = other;
                    self.captions.table = Some((block, depth));
                }
            },
            Kind::Paragraph => {
                let Some(mut caption) = self.captions.paragraph.take_if(|it| it.node == block) else {
                    return;
                };
                let end = self.tree.next_index();
                caption.braces = caption.braces.filter(|braces| braces.nodes.1 == end);
                let is_beside = |(table, around): &(NodeIndex, usize)| {
                    *around == depth && self.tree.follows(block, *table)
                };
                match self.captions.table.take().filter(is_beside) {
                    Some((table, _)) => self.set_caption(table, caption),
                    None => self.captions.paragraph = Some(caption),
                }
            }
            _ => {}
        }
    }

    /// Reports whether a line of text that is being read may be a caption.
    pub(super) fn is_caption(&self, line: NodeIndex) -> bool {
        let begins = self.captions.paragraph.as_ref().is_some_and(|paragraph| paragraph.node == line);
        let is_first = self.tree.is_last(line);
        self.options.tables && (begins || is_first && self.run.text().starts_with(WORD))
    }

    fn set_caption(&mut self, table: NodeIndex, paragraph: CaptionParagraph) {
        let end = paragraph.braces.as_ref().map(|braces| braces.nodes.0);
        let Attributes { id, classes, .. } =
            paragraph.braces.map(|braces| self.read_attributes(braces.inside, &CAPTION)).unwrap_or_default();
        let caption = self.tree.add_caption(Caption { id, classes: classes.into() });
        self.tree.caption_table(table, paragraph.node, caption, end);
    }

    /// Reports a paragraph that has the id of a table and is beside none.
    pub(super) fn report_lone_caption(&mut self) {
        let Some(braces) = self.captions.paragraph.take().and_then(|paragraph| paragraph.braces) else {
            return;
        };
        let message = "there is no table directly before or after this caption";
        let help = "put the caption and its table beside each other, with an empty line between them";
        let place = self.place(&(braces.inside.start - 1..braces.inside.end + 1));
        self.problems.push(Diagnostic::error(place, message).help(help));
    }
}
