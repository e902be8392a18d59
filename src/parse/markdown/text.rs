//! Text on its way into the tree: bare addresses, references and citations become nodes, superscript and subscript get their nodes, and calls of
//! undefined footnotes are reported.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::Event;

use super::Reader;
use super::signs::Signs;
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Kind, LinkRole, Span};
use crate::parse::citations::FoundCitation;
use crate::parse::punctuation::{Punctuation, SourceRange};
use crate::parse::values::replaced;
use crate::parse::{autolink, references, scripts};
use crate::values;

/// The length up to which a label is searched for, in bytes. Labels have at most 999 characters (`CommonMark` 0.31.2,
/// section 4.7).
const MAX_LABEL: usize = 1000;

/// Text that is not yet a node, with the places that its pieces come from.
#[derive(Default)]
pub struct Run {
    text: String,
    /// Where each piece begins in the text, and its range in the source.
    pieces: Vec<(usize, Range<usize>)>,
    /// The pieces whose punctuation stays as it is, in order.
    literal: Vec<usize>,
    /// The values in it, in order.
    values: Vec<ShownValue>,
    /// The signs in it.
    signs: Signs,
}

/// A value in a run, whose text has the reference to it.
struct ShownValue {
    /// The reference, which is a piece of its own.
    part: Range<usize>,
    /// Where the reference is in the source.
    start: usize,
    /// The text that readers see.
    text: String,
}

impl Run {
    fn push(&mut self, text: &str, range: &Range<usize>) {
        self.pieces.push((self.text.len(), range.clone()));
        self.text.push_str(text);
        self.signs |= Signs::of(text);
    }

    /// Returns the text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Removes the text from a place on.
    pub fn truncate(&mut self, at: usize) {
        let end = self.range(&(at.saturating_sub(1)..at)).end;
        self.pieces.retain(|(start, _)| *start < at);
        if let Some((_, range)) = self.pieces.last_mut() {
            range.end = end;
        }
        if at == 0 {
            self.literal.clear();
        }
        self.text.truncate(at);
    }

    /// Returns the range in the source for a part of the text: exact if the text is as written, else that of the whole
    /// pieces.
    pub fn range(&self, part: &Range<usize>) -> Range<usize> {
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
    /// Makes a reference a piece of its own, for which readers see another text. `place` is where it is in the source.
    fn show(&mut self, part: Range<usize>, place: Range<usize>, text: String) {
        let first = self.pieces.partition_point(|(start, _)| *start < part.start);
        let after = self.pieces.partition_point(|(start, _)| *start < part.end);
        let end = self.pieces.get(after).map_or(self.text.len(), |(next, _)| *next);
        let begins = |piece: usize| self.pieces[piece].1.start;
        let is_literal = self.literal.binary_search(&begins(after - 1)).is_ok();
        let rest = (end > part.end).then(|| (part.end, place.end..self.pieces[after - 1].1.end));
        if is_literal && rest.is_some() {
            let at = self.literal.partition_point(|start| *start < place.end);
            self.literal.insert(at, place.end);
        }
        if let Some((_, before)) = first.checked_sub(1).map(|at| &mut self.pieces[at]) {
            before.end = before.end.min(place.start);
        }
        self.pieces.splice(first..after, std::iter::once((part.start, place.clone())).chain(rest));
        self.values.push(ShownValue { part, start: place.start, text });
    }

    /// Returns the value whose reference begins at a place of the source.
    fn value_at(&self, start: usize) -> Option<&str> {
        let at = self.values.binary_search_by_key(&start, |value| value.start).ok()?;
        Some(&self.values[at].text)
    }

    /// Returns the values in a part of the text, each with its place in that part; `None` if the part ends within one.
    fn values_in(&self, part: &Range<usize>) -> Option<Vec<(Range<usize>, String)>> {
        let first = self.values.partition_point(|value| value.part.end <= part.start);
        let values = self.values[first..].iter().take_while(|value| value.part.start < part.end);
        let is_inside = |value: &ShownValue| value.part.start >= part.start && value.part.end <= part.end;
        let place = |value: &ShownValue| value.part.start - part.start..value.part.end - part.start;
        values.map(|value| is_inside(value).then(|| (place(value), value.text.clone()))).collect()
    }

    /// Returns the place of a part in the source, if the whole text is in the source letter for letter.
    fn as_written(&self, part: &Range<usize>) -> Option<Range<usize>> {
        let [(_, whole)] = self.pieces.as_slice() else { return None };
        let is_as_written = self.values.is_empty() && whole.len() == self.text.len();
        is_as_written.then(|| whole.start + part.start..whole.start + part.end)
    }

    /// Splits a part of the text where its pieces meet.
    fn pieces(&self, part: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let first = self.pieces.partition_point(|(start, _)| *start <= part.start);
        let starts = self.pieces[first..].iter().map(|(start, _)| *start);
        let inside = starts.take_while(move |start| *start < part.end);
        let mut at = part.start;
        inside.chain([part.end]).map(move |end| std::mem::replace(&mut at, end)..end)
    }
}

/// A part of a run that becomes a node.
enum Found {
    /// A bare address.
    Address(autolink::Bare),
    /// A reference.
    Reference(Range<usize>),
    /// A citation.
    Citation(FoundCitation),
}

impl Found {
    fn range(&self) -> Range<usize> {
        match self {
            Found::Address(bare) => bare.range.clone(),
            Found::Reference(range) => range.clone(),
            Found::Citation(citation) => citation.range.clone(),
        }
    }
}

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, '_, E> {
    /// Adds text as it is.
    pub(super) fn plain_text(&mut self, text: &str, range: &Range<usize>) {
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

    /// Adds text that is shown letter for letter.
    pub(super) fn literal(&mut self, text: &str, range: &Range<usize>) {
        self.run.literal.push(range.start);
        self.run.push(text, range);
    }

    /// Reports whether a text begins with `\^` or `\~`, which are characters and not marks.
    fn opens_with_escaped_mark(&self, text: &str, range: &Range<usize>) -> bool {
        text.starts_with(['^', '~']) && self.source.text[..self.body_at + range.start].ends_with('\\')
    }

    /// Ends a run of text.
    pub(super) fn flush(&mut self) {
        if self.run.text.is_empty() {
            return;
        }
        let mut run = std::mem::take(&mut self.run);
        if run.signs.has(Signs::VALUE) {
            self.find_values(&mut run);
        }
        let whole = run.pieces[0].1.start..run.pieces[run.pieces.len() - 1].1.end;
        self.ensure_line(&whole);
        if run.signs.has(Signs::NOTE) {
            self.undefined_notes(&whole);
        }
        let begin = self.caption_word(&run);
        let end = self.caption_braces(&run, begin);
        let may_have_marks = self.in_link == 0 && run.signs.has(Signs::ADDRESS);
        let at = if may_have_marks { self.marks(&run, begin..end) } else { begin };
        self.words(&run, at..end);
        self.write_caption_braces(&run, end);
        // The next run grows in the same memory.
        run.text.clear();
        run.pieces.clear();
        run.literal.clear();
        run.values.clear();
        run.signs = Signs::default();
        self.run = run;
    }

    /// Finds the values in a run. A reference counts if it is in the source as it is in the text: no character of it is
    /// escaped, and none is written as an entity.
    fn find_values(&mut self, run: &mut Run) {
        let body = &self.source.text[self.body_at..];
        let found: Vec<_> =
            values::references(&run.text).map(|(part, name)| (part, name.to_owned())).collect();
        for (part, name) in found {
            let place = run.range(&part);
            let is_piece = run.pieces.binary_search_by_key(&part.start, |(start, _)| *start).is_ok();
            let is_escaped = is_piece && body[..place.start].ends_with('\\');
            if is_escaped || body.get(place.clone()) != Some(&run.text[part.clone()]) {
                continue;
            }
            let range = self.body_at + place.start..self.body_at + place.end;
            if is_in_address(body, &place) {
                let message = "a link whose address has a space is shown as text";
                let help = format!("write `{{{{{name}}}}}`, without spaces between the braces");
                let problem = Diagnostic::error(Place::span(&self.source.path, range), message).help(help);
                self.problems.push(problem);
            } else if let Some(text) = self.values.text(&name, &range) {
                run.show(part, place, text);
            }
        }
    }

    /// Writes a part of a run up to the end of its last bare address, reference or citation, and returns where that is.
    fn marks(&mut self, run: &Run, part: Range<usize>) -> usize {
        let mut at = part.start;
        for found in self.found(run) {
            let range = found.range();
            // What is inside another one is a part of it.
            if range.start < at || range.end > part.end {
                continue;
            }
            at = match found {
                Found::Citation(citation) => self.citation(run, at, citation),
                Found::Reference(range) => self.reference(run, at, &range),
                Found::Address(bare) => {
                    let Some((text, destination)) = bare_address(run, &bare) else { continue };
                    let shown =
                        Mark { range: &bare.range, text: &text, role: LinkRole::Link, to: &destination };
                    self.mark(run, at, &shown)
                }
            };
        }
        at
    }

    /// Finds the addresses, references and citations of a run, in order.
    fn found(&mut self, run: &Run) -> Vec<Found> {
        let citations = self.citations(run).into_iter().map(Found::Citation);
        let addresses = if self.options.autolinks { autolink::find(&run.text) } else { Vec::new() };
        let addresses = addresses.into_iter().map(Found::Address);
        let references = self.references(run).into_iter().map(Found::Reference);
        let mut found: Vec<Found> = citations.chain(addresses).chain(references).collect();
        found.sort_by_key(|found| found.range().start);
        found
    }

    /// Writes what is before a link in a run, and the link. Returns its end.
    fn mark(&mut self, run: &Run, at: usize, mark: &Mark<'_>) -> usize {
        self.words(run, at..mark.range.start);
        let place = run.range(mark.range);
        let (link, span) = (self.add_link_at(mark.to, mark.role, &place), self.span(&place));
        self.tree.open(Kind::Link(link), span);
        self.tree.text(mark.text, Kind::Text, span);
        self.tree.close();
        mark.range.end
    }

    fn reference(&mut self, run: &Run, at: usize, range: &Range<usize>) -> usize {
        let text = &run.text[range.clone()];
        self.mark(run, at, &Mark { range, text, role: LinkRole::Reference, to: &text[1..] })
    }

    /// Finds the references of a run that are as written: without escapes and entities.
    fn references(&self, run: &Run) -> Vec<Range<usize>> {
        if memchr::memchr(b'@', run.text.as_bytes()).is_none() {
            return Vec::new();
        }
        let source = &self.source.text[self.body_at..];
        let before = self.before(run);
        let as_written = |range: &Range<usize>| {
            let place = run.range(range);
            let is_escaped = source[..place.start].ends_with('\\');
            !is_escaped && source.get(place) == Some(&run.text[range.clone()])
        };
        references::find(&run.text, before).into_iter().filter(as_written).collect()
    }

    /// Returns the character before a run. Marks of emphasis and of cells are before a text as nothing else is.
    pub(super) fn before(&self, run: &Run) -> Option<char> {
        let is_text = |c: &char| !matches!(c, '*' | '_' | '~' | '^' | '|' | '>');
        let source = &self.source.text[self.body_at..];
        source[..run.pieces[0].1.start].chars().next_back().filter(is_text)
    }

    /// Writes a part of a run that has no addresses, and finds superscript and subscript in it.
    pub(super) fn words(&mut self, run: &Run, part: Range<usize>) {
        if !run.signs.has(Signs::SCRIPT) {
            return self.plain_words(run, part);
        }
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
        if part.is_empty() {
            return;
        }
        let is_plain = |text| !run.signs.has(Signs::PUNCTUATION) || Punctuation::is_plain(text);
        if let Some(place) = run.as_written(&part).filter(|_| is_plain(&run.text[part.clone()])) {
            return self.tree.text(&run.text[part], Kind::Text, self.span(&place));
        }
        let span = self.span(&run.range(&part));
        let body_at = self.body_at;
        let place = |range: Range<usize>| Span::new(body_at + range.start..body_at + range.end);
        let shown = |piece: Range<usize>| {
            let range = run.range(&piece);
            let value = run.value_at(range.start);
            (value.unwrap_or(&run.text[piece]), range, value.is_some())
        };
        let pieces = run.pieces(part).map(shown);
        let Some(punctuation) = &mut self.punctuation else {
            return self.tree.text_in_pieces(pieces.map(|(text, range, _)| (text, place(range))), span);
        };
        let source = &self.source.text[body_at..];
        let mut written = String::new();
        for (text, range, is_value) in pieces {
            if is_value || is_plain(text) {
                self.tree.text_piece(text, place(range));
                continue;
            }
            written.clear();
            // What is not as written is an entity, or a text without its escapes.
            let is_literal = run.literal.binary_search(&range.start).is_ok();
            if source.get(range.clone()) == Some(text) && !is_literal {
                punctuation.write(SourceRange { source, start: range.start, end: range.end }, &mut written);
            } else {
                written.push_str(text);
            }
            self.tree.text_piece(&written, place(range));
        }
        self.tree.end_text(span);
    }

    fn undefined_notes(&mut self, range: &Range<usize>) {
        if !self.options.footnotes {
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

/// Reports whether a reference with spaces is where the address of a link would be, which has none.
fn is_in_address(body: &str, reference: &Range<usize>) -> bool {
    let is_space = |c: char| c == ' ' || c == '\t';
    let before = body[..reference.start].rsplit(['\n', ' ', '\t', ')']).next().unwrap_or_default();
    let after = body[reference.end..].split(['\n', '(']).next().unwrap_or_default();
    body[reference.clone()].contains(is_space) && before.contains("](") && after.contains(')')
}

/// A part of a run that is a link although nothing marks it as one.
struct Mark<'m> {
    range: &'m Range<usize>,
    /// What is shown.
    text: &'m str,
    role: LinkRole,
    /// The destination.
    to: &'m str,
}

/// Returns the text and the destination of a bare address with its values; `None` if a value is only in part of it.
fn bare_address<'r>(run: &'r Run, bare: &autolink::Bare) -> Option<(Cow<'r, str>, String)> {
    let values = run.values_in(&bare.range)?;
    let address = &run.text[bare.range.clone()];
    if values.is_empty() {
        return Some((address.into(), bare.destination.clone()));
    }
    // What the destination has before the address is its scheme.
    let scheme = bare.destination.strip_suffix(address)?;
    let address = replaced(address, &values);
    let destination = format!("{scheme}{address}");
    Some((address.into(), destination))
}
