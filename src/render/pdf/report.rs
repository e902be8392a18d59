//! Typst's diagnostics → ours. A place in a page's file becomes the nearest known place of the Markdown before it; a
//! place in a file of the theme stays the same.

use std::collections::BTreeSet;

use typst::WorldExt;
use typst::diag::{Severity as TypstSeverity, SourceDiagnostic};
use typst::syntax::DiagSpan;
use typst_layout::PagedDocument;

use crate::config;
use crate::deadline::RunError;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::document::Span;
use crate::paths::SourcePath;
use crate::render::pdf::book::Book;
use crate::render::pdf::overflow::{self, Flaw, UnreadableWord};
use crate::render::pdf::world::TypstWorld;
use crate::render::pdf::writer::TypstPage;
use crate::snapshot::Snapshot;

/// The longest excerpt of the text in a message, in characters.
const MAX_WORD: usize = 40;

/// What is needed to find the place of a diagnostic.
pub struct Reporter<'a, 'b> {
    /// The guide and its pages.
    pub book: &'b Book<'a>,
    /// The pages as written, by their numbers.
    pub pages: &'b [TypstPage],
    /// The files that Typst read.
    pub world: &'b TypstWorld,
}

impl Reporter<'_, '_> {
    /// Converts each diagnostic, with at most the severity `most`.
    pub fn diagnostics(&self, found: &[SourceDiagnostic], most: Severity) -> Vec<Diagnostic> {
        let mut problems: Vec<Diagnostic> = found.iter().map(|it| self.diagnostic(it, most)).collect();
        problems.sort();
        problems.dedup();
        problems
    }

    fn diagnostic(&self, found: &SourceDiagnostic, most: Severity) -> Diagnostic {
        let here = self.place(found.span);
        // A mistake inside the theme is often caused by what a page passes to it.
        let calls = found.trace.iter().filter_map(|it| self.place(DiagSpan::from(it.span)));
        let mut places = here.into_iter().chain(calls);
        let first = places.next().unwrap_or_else(|| Place::file(&SourcePath::new(config::FILE)));
        let second = places.find(|it| it.path != first.path);
        let severity = match found.severity {
            TypstSeverity::Error => most,
            TypstSeverity::Warning => Severity::Warning,
        };
        let hints: Vec<&str> = found.hints.iter().map(|it| it.v.as_str()).collect();
        let problem =
            Diagnostic { severity, ..Diagnostic::error(first, format!("in the PDF: {}", found.message)) };
        let problem = problem.help_if((!hints.is_empty()).then(|| hints.join("; ")));
        match second {
            Some(place) => problem.other(place, "while this was set"),
            None => problem,
        }
    }

    /// Returns a warning for each place with words that cannot be read on paper.
    pub fn unreadable(&self, document: &PagedDocument) -> Vec<Diagnostic> {
        let words = overflow::unreadable(document, is_of_a_page).into_iter();
        let problem = |word: UnreadableWord| {
            let place = self.place(DiagSpan::from(word.span))?;
            let text: String = word.text.trim().chars().take(MAX_WORD).collect();
            let what = match word.flaw {
                Flaw::Cut => "is cut at the edge of the paper",
                Flaw::Covered => "is printed over other words",
            };
            let help = "shorten the words, or give the table fewer columns";
            Some(Diagnostic::warning(place, format!("in the PDF: `{text}` {what}")).help(help))
        };
        let mut problems: Vec<Diagnostic> = words.filter_map(problem).collect();
        // One message for each place, however many of its words are concerned.
        problems.sort();
        problems.dedup_by(|a, b| a.place == b.place);
        problems
    }

    /// Returns the author's place for the first text on a page, counted from 0.
    pub fn first_on_page(&self, document: &PagedDocument, page: usize) -> Option<Place> {
        let spans = overflow::spans_of(document.pages().get(page)?);
        spans.into_iter().filter(|span| is_of_a_page(*span)).find_map(|span| self.place(DiagSpan::from(span)))
    }

    /// Returns the author's place for a place among Typst's files.
    fn place(&self, span: DiagSpan) -> Option<Place> {
        let id = span.id()?;
        let path = id.get().vpath().get_without_slash().to_owned();
        let range = self.world.range(span)?;
        if let Some(name) = path.strip_prefix("print/") {
            let source = self.book.snapshot.theme.print.get(name)?;
            return Some(Place::span(&source.path, range));
        }
        let number: usize = path.strip_prefix("pages/")?.strip_suffix(".typ")?.parse().ok()?;
        let source = &self.book.snapshot.site.page(*self.book.pages.get(number)?).outline.source;
        Some(match nearest(&self.pages.get(number)?.places, range.start) {
            Some(span) => Place::span(source, span.range()),
            None => Place::file(source),
        })
    }
}

/// Reports whether a text comes from a page of the guide, and not from the theme.
fn is_of_a_page(span: typst::syntax::Span) -> bool {
    span.id().is_some_and(|id| id.get().vpath().get_without_slash().starts_with("pages/"))
}

/// Returns the last known place at or before an offset.
fn nearest(places: &[(usize, Span)], offset: usize) -> Option<Span> {
    let after = places.partition_point(|(at, _)| *at <= offset);
    Some(places[after.checked_sub(1)?].1)
}

/// Returns a warning for a file with characters that no font has, at the first of them.
pub fn missing(snapshot: &Snapshot, source: &SourcePath, missing: &BTreeSet<char>) -> Option<Diagnostic> {
    let first = missing.first()?;
    let text = snapshot.text(source).unwrap_or_default();
    // The character that comes first in the text; one that an entity produces is not in it.
    let found = missing.iter().filter_map(|c| Some((text.find(*c)?, *c))).min();
    let (place, c) = match found {
        Some((at, c)) => (Place::span(source, at..at + c.len_utf8()), c),
        None => (Place::file(source), *first),
    };
    let others = match missing.len() - 1 {
        0 => String::new(),
        1 => " or one other character in this file".to_owned(),
        others => format!(" or {others} other characters in this file"),
    };
    let message =
        format!("no font has the character `{c}` (U+{:04X}){others}: the PDF shows � instead", c as u32);
    Some(
        Diagnostic::warning(place, message)
            .help("put a font that has it in the folder `fonts/` beside site.toml"),
    )
}

/// Returns a warning for a file in which a character has more marks than are shown.
pub fn long_cluster(source: &SourcePath) -> Diagnostic {
    let message = "more than 30 combining marks on one character: the PDF shows 30 of them";
    Diagnostic::warning(Place::file(source), message)
        .help("remove the marks, or leave the page out of the PDF with `print: false`")
}

/// Returns the diagnostic for a PDF at which Typst came to no result.
pub fn stopped(error: RunError) -> Vec<Diagnostic> {
    let (message, help) = match error {
        RunError::Panicked(why) => (
            format!("in the PDF: the print engine failed: {}", why.lines().next().unwrap_or_default()),
            "find the page that causes this with `handout print --section`, and report it",
        ),
        RunError::TimedOut(limit) => (
            format!("in the PDF: the print engine was stopped after {} seconds", limit.as_secs()),
            "look for loops in the print files of the theme, or print the sections of the guide one by one",
        ),
    };
    vec![Diagnostic::error(Place::file(&SourcePath::new(config::FILE)), message).help(help)]
}

#[cfg(test)]
mod tests {
    use super::nearest;
    use crate::document::Span;

    #[test]
    fn a_place_is_the_last_one_known_before_it() {
        let (first, second) = (Span { start: 1, end: 2 }, Span { start: 5, end: 9 });
        let places = [(10, first), (20, second)];
        assert_eq!(nearest(&places, 9), None);
        assert_eq!(nearest(&places, 10), Some(first));
        assert_eq!(nearest(&places, 500), Some(second));
    }
}
