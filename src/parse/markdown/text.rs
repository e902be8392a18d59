//! Text on its way into the tree: bare addresses become links, raised and lowered letters get their nodes, and calls of
//! footnotes that are not defined are reported.

use std::ops::Range;

use pulldown_cmark::Event;

use super::{Reader, words};
use crate::diagnostic::Diagnostic;
use crate::document::{Kind, LinkRole, Span};
use crate::parse::{autolink, scripts};

/// A label of a link or a footnote has at most 999 characters (`CommonMark` 0.31.2, section 4.7).
const MAX_LABEL: usize = 1000;

/// After this many addresses with curly quotes or dashes in one run of text, no more are looked for in the file, so that
/// a text of many is read in time.
const MAX_SEARCHES: usize = 200;

/// Text that is not yet a node, with the places that its pieces come from.
#[derive(Default)]
pub struct Run {
    text: String,
    /// Where each piece begins in the text, and its range in the source.
    pieces: Vec<(usize, Range<usize>)>,
}

impl Run {
    fn push(&mut self, text: &str, range: &Range<usize>) {
        self.pieces.push((self.text.len(), range.clone()));
        self.text.push_str(text);
    }

    /// The range in the source that a part of the text comes from: exact where the text is as written, else the whole
    /// of the pieces.
    fn range(&self, part: &Range<usize>) -> Range<usize> {
        let piece = |at: usize| self.pieces.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        let exact = |index: usize, at: usize| {
            let (start, range) = &self.pieces[index];
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |(next, _)| *next);
            (end - start == range.len()).then(|| range.start + at - start)
        };
        let (first, last) = (piece(part.start), piece(part.end.max(part.start + 1) - 1));
        let start = exact(first, part.start).unwrap_or(self.pieces[first].1.start);
        start..exact(last, part.end).unwrap_or(self.pieces[last].1.end)
    }
}

impl Run {
    /// A part of the text, cut where its pieces meet.
    fn pieces(&self, part: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let first = self.pieces.partition_point(|(start, _)| *start <= part.start);
        let starts = self.pieces[first..].iter().map(|(start, _)| *start);
        let inside = starts.take_while(move |start| *start < part.end);
        let mut at = part.start;
        inside.chain([part.end]).map(move |end| std::mem::replace(&mut at, end)..end)
    }
}

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, E> {
    pub(super) fn text(&mut self, text: &str, range: &Range<usize>) {
        if !self.opens_with_escaped_mark(text, range) {
            return self.run.push(text, range);
        }
        self.flush();
        self.ensure_line(range);
        let (mark, span) = (range.start..range.start + 1, self.span(&(range.start..range.start + 1)));
        self.tree.text(&text[..1], Kind::Text, span);
        if text.len() > 1 {
            self.run.push(&text[1..], &(mark.end..range.end));
        }
    }

    /// `\^` and `\~` are the characters, and no marks.
    fn opens_with_escaped_mark(&self, text: &str, range: &Range<usize>) -> bool {
        text.starts_with(['^', '~']) && self.source.text[..self.body_at + range.start].ends_with('\\')
    }

    /// Ends a run of text.
    pub(super) fn flush(&mut self) {
        if self.run.text.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        let whole = run.pieces[0].1.start..run.pieces[run.pieces.len() - 1].1.end;
        self.ensure_line(&whole);
        self.undefined_notes(&run.text, &whole);
        let mut at = 0;
        if self.in_link == 0 && self.options.autolinks {
            at = self.bare_addresses(&run);
        }
        self.words(&run, at..run.text.len());
        // The next run grows in the same memory.
        let Run { mut text, mut pieces } = run;
        text.clear();
        pieces.clear();
        self.run = Run { text, pieces };
    }

    /// Writes a run up to the end of its last bare address, and returns where that is.
    fn bare_addresses(&mut self, run: &Run) -> usize {
        let (mut at, mut searches) = (0, 0);
        for bare in autolink::find(&run.text) {
            self.words(run, at..bare.range.start);
            let (address, range) = (&run.text[bare.range.clone()], run.range(&bare.range));
            let typed = !words::is_smart(address) || {
                searches += 1;
                searches <= MAX_SEARCHES && self.source.text[self.body_at..][range.clone()].contains(address)
            };
            let plain = |address: &str| {
                if typed { address.to_owned() } else { words::plain(address.to_owned(), self.options) }
            };
            let (shown, destination) = (plain(address), plain(&bare.destination));
            let (link, span) = (self.add_link_at(&destination, LinkRole::Link, &range), self.span(&range));
            self.tree.open(Kind::Link(link), span);
            self.tree.text(&shown, Kind::Text, span);
            self.tree.close();
            at = bare.range.end;
        }
        at
    }

    /// Writes a part of a run that has no addresses: finds raised and lowered letters in it.
    fn words(&mut self, run: &Run, part: Range<usize>) {
        let text = &run.text[part.clone()];
        let mut at = 0;
        for script in scripts::find(text, &self.marks) {
            self.plain_words(run, part.start + at..part.start + script.whole.start);
            let whole = part.start + script.whole.start..part.start + script.whole.end;
            let span = self.span(&run.range(&whole));
            self.tree.open(if script.mark == '^' { Kind::Superscript } else { Kind::Subscript }, span);
            self.plain_words(run, part.start + script.inside.start..part.start + script.inside.end);
            self.tree.close();
            at = script.whole.end;
        }
        self.plain_words(run, part.start + at..part.end);
    }

    fn plain_words(&mut self, run: &Run, part: Range<usize>) {
        if !part.is_empty() {
            let span = self.span(&run.range(&part));
            let body_at = self.body_at;
            let place = |range: Range<usize>| Span::new(body_at + range.start..body_at + range.end);
            let pieces = run.pieces(part).map(|piece| (&run.text[piece.clone()], place(run.range(&piece))));
            self.tree.text_in_pieces(pieces, span);
        }
    }

    fn undefined_notes(&mut self, text: &str, range: &Range<usize>) {
        if !text.as_bytes().contains(&b'[') || !self.options.footnotes {
            return;
        }
        let body = &self.source.text[self.body_at..];
        for (at, _) in body[range.clone()].match_indices("[^") {
            let at = range.start + at;
            let label = body[at..range.end].bytes().take(MAX_LABEL);
            let ends = |byte: &u8| *byte == b']' || byte.is_ascii_whitespace();
            let length = label
                .clone()
                .position(|byte| ends(&byte))
                .filter(|length| body.as_bytes()[at + length] == b']');
            if let Some(length) = length.filter(|length| *length > 2 && !body[..at].ends_with('\\')) {
                let call = &body[at..=at + length];
                let message = format!("the footnote `{call}` is not defined");
                let help = format!("add a line `{call}: its text`, or put a `\\` before the bracket");
                let problem = Diagnostic::warning(self.place(&(at..at + length + 1)), message).help(help);
                self.problems.push(problem);
            }
        }
    }
}
