//! What Typst says is wrong → diagnostics. A place in a page's file becomes the nearest known place of the Markdown
//! before it; a place in a file of the theme stays what it is.

use std::collections::BTreeSet;

use typst::WorldExt;
use typst::diag::{Severity as TypstSeverity, SourceDiagnostic};
use typst::syntax::DiagSpan;

use crate::config;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::document::Span;
use crate::paths::SourcePath;
use crate::render::pdf::book::Book;
use crate::render::pdf::world::Desk;
use crate::render::pdf::writer::TypstPage;
use crate::snapshot::Snapshot;

/// What is needed to find a place.
pub struct Reporter<'a, 'b> {
    /// The guide and its pages.
    pub book: &'b Book<'a>,
    /// The pages as they were written, by their numbers.
    pub pages: &'b [TypstPage],
    /// What Typst saw.
    pub desk: &'b Desk,
}

impl Reporter<'_, '_> {
    /// One diagnostic each, with a severity that may be milder than Typst's.
    pub fn diagnostics(&self, found: &[SourceDiagnostic], most: Severity) -> Vec<Diagnostic> {
        let mut problems: Vec<Diagnostic> = found.iter().map(|it| self.diagnostic(it, most)).collect();
        problems.sort();
        problems.dedup();
        problems
    }

    fn diagnostic(&self, found: &SourceDiagnostic, most: Severity) -> Diagnostic {
        let here = self.place(found.span);
        // A mistake inside the theme is often about what a page hands to it.
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

    /// The place of the author's that a place among Typst's files stands for.
    fn place(&self, span: DiagSpan) -> Option<Place> {
        let id = span.id()?;
        let path = id.get().vpath().get_without_slash().to_owned();
        let range = self.desk.range(span)?;
        if let Some(name) = path.strip_prefix("print/") {
            let source = self.book.now.theme.print.get(name)?;
            return Some(Place::span(&source.path, range));
        }
        let number: usize = path.strip_prefix("pages/")?.strip_suffix(".typ")?.parse().ok()?;
        let source = &self.book.now.site.page(*self.book.pages.get(number)?).outline.source;
        Some(match nearest(&self.pages.get(number)?.places, range.start) {
            Some(span) => Place::span(source, span.range()),
            None => Place::file(source),
        })
    }
}

/// The last known place at or before an offset.
fn nearest(places: &[(usize, Span)], offset: usize) -> Option<Span> {
    let after = places.partition_point(|(at, _)| *at <= offset);
    Some(places[after.checked_sub(1)?].1)
}

/// A warning for a file that has characters which no font has, at the first of them.
pub fn missing(now: &Snapshot, source: &SourcePath, missing: &BTreeSet<char>) -> Option<Diagnostic> {
    let first = missing.first()?;
    let text = now.text(source).unwrap_or_default();
    // Of several, the one that comes first in the text; one that an entity made is nowhere in it.
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
