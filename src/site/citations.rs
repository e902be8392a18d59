//! What the citations of all pages say. The engine runs once, over the pages in reading order, so every edition prints the
//! same numbers and words.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::bibliography::{Bibliography, Library, Reference};
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Body, Citation, CitationForm, CitationTexts, Phrase};
use crate::site::cited::{Citations, Citing};
use crate::site::id::PageId;
use crate::site::model::{Guide, Names, Pages, Site};

/// The number of sources that a message names.
const MAX_NAMED: usize = 5;

/// Makes the citations of pages: first of those in reading order, then of the others by their paths. `previous` makes this
/// faster and never changes the result.
pub fn make(names: &Names, pages: &Pages, guide: &Guide, previous: Option<&Site>) -> Citations {
    let Citing { sources, problems } = &names.citing;
    let Some((library, style)) = sources else { return Citations::default() };
    let others = pages.shown().filter(|id| guide.all.position(*id).is_none());
    let has_any = |id: &PageId| !pages.page(*id).outline.citations.is_empty();
    let order: Vec<PageId> = guide.all.order.iter().copied().chain(others).filter(has_any).collect();
    let cited: Vec<&[Citation]> = order.iter().map(|id| &pages.page(*id).outline.citations[..]).collect();
    let language = &names.config.language.value;
    let same = previous.filter(|old| {
        let of_old = old.citations.pages.iter().map(|id| &old.page(*id).outline.citations[..]);
        (&old.names.citing, &old.names.config.language.value) == (&names.citing, language)
            && of_old.eq(cited.iter().copied())
    });
    let bibliography = match same {
        Some(old) => Arc::clone(&old.citations.bibliography),
        None => Arc::new(Bibliography::new(library, style, language, &cited)),
    };
    let mut places = vec![None; pages.len()];
    for (at, id) in order.iter().enumerate() {
        places[id.index()] = Some(at);
    }
    let mut problems = problems.clone();
    problems.extend(
        bibliography.failure.iter().map(|why| Diagnostic::error(Place::file(&library.path), why.clone())),
    );
    if names.config.checks.unused_sources {
        let keys = cited.iter().flat_map(|page| page.iter()).flat_map(|citation| &citation.items);
        problems.extend(unused(library, &keys.map(|item| &*item.key).collect()));
    }
    Citations { bibliography, pages: order, places, problems }
}

/// Warns of sources that no page cites, in one message.
fn unused(library: &Library, cited: &BTreeSet<&str>) -> Option<Diagnostic> {
    let unused: Vec<(&str, Place)> = library.keys().filter(|(key, _)| !cited.contains(key)).collect();
    let place = unused.iter().map(|(_, place)| place).min()?.clone();
    let mut names: Vec<String> = unused.iter().take(MAX_NAMED).map(|(key, _)| format!("`{key}`")).collect();
    if unused.len() > MAX_NAMED {
        names.push(format!("{} more", unused.len() - MAX_NAMED));
    }
    let message = match unused.len() {
        1 => format!("no page cites the source {}", names.concat()),
        count => format!("no page cites {count} of the sources: {}", names.join(", ")),
    };
    let help = "cite it as `[@key]`, remove it, or set `unused_sources = false` under [checks]";
    Some(Diagnostic::warning(place, message).help(help))
}

/// The texts that a guide gives to the citations of a page.
struct PageTexts<'a> {
    bibliography: &'a Bibliography,
    citations: &'a [Option<Vec<Phrase>>],
}

impl CitationTexts for PageTexts<'_> {
    fn citation(&self, number: usize) -> Option<&[Phrase]> {
        self.citations.get(number)?.as_deref()
    }

    fn are_notes(&self) -> bool {
        self.bibliography.are_notes
    }

    fn source(&self, key: &str) -> Option<&[Phrase]> {
        self.bibliography.reference(key).map(|reference| &reference.text[..])
    }

    fn keys(&self) -> Vec<&str> {
        self.bibliography.references.iter().map(|reference| reference.key.as_str()).collect()
    }
}

impl Site {
    /// Returns a body of a page with the text of its citations and the list of its sources.
    pub fn cited(&self, page: PageId, body: &Body) -> Body {
        let bibliography = &*self.citations.bibliography;
        let place = self.citations.places.get(page.index()).copied().flatten();
        let citations = place.and_then(|at| bibliography.citations.get(at)).map_or(&[][..], Vec::as_slice);
        body.cited(&PageTexts { bibliography, citations })
    }

    /// Returns what its citations are made from.
    pub fn citing(&self) -> &Citing {
        &self.names.citing
    }

    /// Returns the sources that the guide cites, in the order of the list.
    pub fn references(&self) -> &[Reference] {
        &self.citations.bibliography.references
    }

    /// Reports the keys on a page that no source has.
    pub fn check_citations(&self, page: PageId, bodies: &mut dyn Iterator<Item = &Body>) -> Vec<Diagnostic> {
        let Some((library, _)) = &self.names.citing.sources else { return Vec::new() };
        let source = &self.page(page).outline.source;
        let mut problems = Vec::new();
        for (_, placed) in bodies.flat_map(Body::citations) {
            for (item, span) in placed.citation.items.iter().zip(&placed.keys) {
                if !library.has(&item.key) {
                    problems.push(unknown(library, &item.key, placed.citation.form, (source, span.range())));
                }
            }
        }
        problems.sort();
        problems.dedup();
        problems
    }
}

/// Reports a key that no source has. A name in a sentence that is like none of the keys may be that of a person.
fn unknown(
    library: &Library,
    key: &str,
    form: CitationForm,
    (path, span): (&crate::paths::SourcePath, Range<usize>),
) -> Diagnostic {
    let place = Place::span(path, span);
    let message = format!("no source has the key `{key}`");
    let file = library.path.file_name();
    match (library.nearest(key), form) {
        (Some(near), _) => Diagnostic::error(place, message).help(format!("did you mean `@{near}`?")),
        (None, CitationForm::Bracketed) => Diagnostic::error(place, message)
            .help(format!("add it to {file}, or write `\\@{key}` for a text")),
        (None, CitationForm::InText) => Diagnostic::warning(place, message)
            .label("this stays as it is written")
            .help(format!("write `\\@{key}` if it is the name of a user, or add the source to {file}")),
    }
}
