//! The result of the engine: the words of every citation, and of every source that is cited.

use std::collections::BTreeMap;

use crate::document::Phrase;

/// A source as the list of sources prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its key.
    pub key: String,
    /// Its text, with its number if the style counts sources.
    pub text: Vec<Phrase>,
}

/// The result of the engine: the words of every citation and of every source that is cited.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Bibliography {
    /// The text of each citation of each page; `None` if it cites a source that does not exist.
    pub citations: Vec<Vec<Option<Vec<Phrase>>>>,
    /// The sources that are cited, in the order of the list.
    pub references: Vec<Reference>,
    /// Whether the text of citations in brackets is in footnotes.
    pub are_notes: bool,
    /// Why there is no result, if the engine failed.
    pub failure: Option<String>,
    /// The place of each key in `references`.
    pub(super) places: BTreeMap<String, usize>,
}

impl Bibliography {
    /// Returns it with the place of each key.
    pub(super) fn with_places(mut self) -> Bibliography {
        let places = self.references.iter().enumerate();
        self.places = places.map(|(at, reference)| (reference.key.clone(), at)).collect();
        self
    }

    /// Returns a source that is cited, by its key.
    pub fn reference(&self, key: &str) -> Option<&Reference> {
        self.places.get(key).map(|at| &self.references[*at])
    }
}
