//! The glossary of a guide: the entries of its pages that are glossaries.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Place};
use crate::parse::GlossaryEntry;
use crate::site::id::PageId;
use crate::site::model::Site;
use crate::site::search::primary;

impl Site {
    /// Returns the entries of the glossary, each with its page. The place of an entry is its number.
    pub fn glossary(&self) -> impl Iterator<Item = (PageId, &GlossaryEntry)> {
        self.shown().flat_map(|id| self.page(id).outline.glossary.iter().map(move |entry| (id, entry)))
    }
}

/// Reports terms that are defined twice in a language.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let mut known: BTreeMap<(String, String), Place> = BTreeMap::new();
    let mut problems = Vec::new();
    for (id, entry) in site.glossary() {
        let place = Place::span(&site.page(id).outline.source, entry.span.range());
        let language = primary(site.language_of(id));
        let key = (language, entry.term().to_lowercase());
        match known.get(&key) {
            Some(first) => {
                let message = format!("the term `{}` is defined twice", entry.term());
                let problem = Diagnostic::warning(place, message).other(first.clone(), "the first time");
                problems.push(
                    problem.help("keep one of the two: only the first one is explained on other pages"),
                );
            }
            None => drop(known.insert(key, place)),
        }
    }
    problems
}
