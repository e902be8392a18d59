//! Citations on their way into the tree.

use std::ops::Range;

use pulldown_cmark::Event;

use super::Reader;
use super::text::Run;
use crate::diagnostic::Diagnostic;
use crate::document::{Kind, PlacedCitation};
use crate::parse::citations::{self, FoundCitation};

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, '_, E> {
    /// Finds the citations of a run, whose signs are as written: without escapes and entities.
    pub(super) fn citations(&mut self, run: &Run) -> Vec<FoundCitation> {
        if !self.guide.can_cite || memchr::memchr(b'@', run.text().as_bytes()).is_none() {
            return Vec::new();
        }
        let source = &self.source.text[self.body_at..];
        let is_mark = |at: usize| {
            let place = run.range(&(at..at + 1));
            source.get(place.clone()) == Some(&run.text()[at..=at]) && !is_escaped(source, place.start)
        };
        let found = citations::find(run.text(), self.before(run), &is_mark);
        let is_open = |node| matches!(self.tree.kind(node), Kind::Heading(_));
        if found.is_empty() || !self.tree.ancestors().any(is_open) {
            return found;
        }
        for citation in found {
            let place = self.place(&run.range(&citation.range));
            let problem = Diagnostic::error(place, "a heading cannot have a citation");
            self.problems.push(problem.help("cite in the text below it, or put a `\\` before the `@`"));
        }
        Vec::new()
    }

    /// Writes what is before a citation in a run, and the citation. Returns its end.
    pub(super) fn citation(&mut self, run: &Run, at: usize, found: FoundCitation) -> usize {
        let FoundCitation { range, citation, keys } = found;
        self.words(run, at..range.start);
        let span = self.span(&run.range(&range));
        let keys = keys.iter().map(|key| self.span(&run.range(key))).collect();
        let id = self.tree.add_citation(PlacedCitation { citation, keys });
        self.tree.open(Kind::Citation(id), span);
        self.tree.text(&run.text()[range.clone()], Kind::Text, span);
        self.tree.close();
        range.end
    }
}

/// Reports whether the character at a place has an odd number of backslashes before it.
fn is_escaped(source: &str, at: usize) -> bool {
    source[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}
