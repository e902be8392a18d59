//! Explains the terms of the glossary on the pages that use them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::document::{Body, FoundTerm, LinkId, LinkRole, MarkedTerm, RawLink, Span, TermMark, TermUse};
use crate::parse::{GlossaryEntry, Page, defined, is_exact};
use crate::paths::{self, UrlPath};
use crate::search::terms::{TermFinder, TermMatch};
use crate::site::{PageId, Site, primary};

/// The number of forms that a wrong term is compared with.
const MAX_COMPARED: usize = 5000;

/// Finds the terms of the glossary.
pub struct GlossaryFinder<'a> {
    site: &'a Site,
    entries: Vec<(PageId, &'a GlossaryEntry)>,
    /// The definitions with what the whole guide gives them, by their page and place.
    completed: HashMap<(PageId, Span), String>,
    /// The finder of each language, by the first part of its tag.
    finders: BTreeMap<String, TermFinder>,
}

impl<'a> GlossaryFinder<'a> {
    /// Returns the terms of a site. `completed` returns the text of a page if the whole guide gives it something.
    pub fn new(site: &'a Site, completed: &dyn Fn(PageId) -> Option<Arc<Page>>) -> GlossaryFinder<'a> {
        let entries: Vec<(PageId, &GlossaryEntry)> = site.glossary().collect();
        let definitions = |id: PageId| {
            let entries = completed(id).map(|page| defined(&page.body)).unwrap_or_default();
            entries.into_iter().map(move |entry| ((id, entry.span), entry.definition))
        };
        let pages = entries.chunk_by(|(page, _), (next, _)| page == next).map(|of_page| of_page[0].0);
        let completed = pages.flat_map(definitions).collect();
        let mut finders = BTreeMap::new();
        for (number, (page, entry)) in entries.iter().enumerate() {
            let language = primary(site.language_of(*page));
            let new = || TermFinder::new(&language);
            let finder = finders.entry(language.clone()).or_insert_with(new);
            for form in &entry.forms {
                finder.add(form, is_exact(form), number);
            }
        }
        GlossaryFinder { site, entries, completed, finders }
    }

    /// Returns the finder of the language of a page.
    fn of_language(&self, id: PageId) -> Option<&TermFinder> {
        self.finders.get(&primary(self.site.language_of(id)))
    }

    /// Returns the finder for a page, unless it is a glossary itself.
    fn finder(&self, id: PageId) -> Option<&TermFinder> {
        let is_glossary = !self.site.page(id).outline.glossary.is_empty();
        self.of_language(id).filter(|_| !is_glossary)
    }

    /// Returns the body of a page in which terms are marked: those that the author marks, and the first use of each other
    /// term; `None` if none is.
    pub fn mark(&self, id: PageId, body: &Body) -> Option<Body> {
        let finder = self.finder(id)?;
        let is_auto = self.site.config().glossary.auto;
        let mut seen = self.own_terms(id, finder);
        let mut by_hand = BTreeMap::new();
        for marked in body.marked_terms().into_iter().filter(|marked| marked.is_explained) {
            if let Some(term) = term_of(finder, &marked.words) {
                seen.insert(term);
                by_hand.insert(marked.at, self.explained(id, term));
            }
        }
        body.with_terms(by_hand, |text| {
            let found = if is_auto { finder.find(text) } else { Vec::new() };
            let first = found.into_iter().filter(|found| seen.insert(found.term));
            first
                .map(|TermMatch { range, term }| FoundTerm { range, term: self.explained(id, term) })
                .collect()
        })
    }

    /// Returns the terms that the title of a page is: the page explains them itself.
    fn own_terms(&self, id: PageId, finder: &TermFinder) -> BTreeSet<usize> {
        term_of(finder, &self.site.page(id).outline.title).into_iter().collect()
    }

    /// Returns the mistakes in the marks of a page: of a term that the glossary does not have, and where none can be.
    pub fn problems(&self, id: PageId, page: &Page) -> Vec<Diagnostic> {
        let finder = self.of_language(id);
        let source = &page.outline.source;
        let problem = |marked: MarkedTerm| {
            let place = Place::span(source, marked.span.range());
            if !marked.is_explained {
                let message = "a term cannot be explained here";
                let help = "mark words in the text, without links or code in them; headings, links, notes, tasks, captions and \
                            titles have no explanations";
                return Some(Diagnostic::error(place, message).help(help));
            }
            if finder.is_some_and(|finder| term_of(finder, &marked.words).is_some()) {
                return None;
            }
            let message = format!("the glossary has no term `{}`", marked.words);
            Some(Diagnostic::error(place, message).help(self.nearest_term(id, &marked.words)))
        };
        let mut problems: Vec<_> = page.bodies().flat_map(Body::marked_terms).filter_map(problem).collect();
        problems.sort();
        problems.dedup();
        problems
    }

    /// Returns the help for a term that the glossary in the language of a page does not have.
    fn nearest_term(&self, id: PageId, words: &str) -> String {
        let language = primary(self.site.language_of(id));
        let entries =
            self.entries.iter().filter(|(page, _)| primary(self.site.language_of(*page)) == language);
        let forms = entries.flat_map(|(_, entry)| &entry.forms).map(String::as_str);
        match nearest(words, forms.take(MAX_COMPARED)) {
            Some(near) => format!("did you mean `{{term=\"{near}\"}}`?"),
            None => "add it to the glossary, or name an entry, as in `{term=\"let-down\"}`".to_owned(),
        }
    }

    /// Returns the other forms of the terms that a page uses, by which the search finds it.
    pub fn synonyms(&self, id: PageId, body: &Body) -> Box<[Box<str>]> {
        let Some(finder) = self.finder(id) else { return Box::default() };
        let by_hand = body.marked_terms();
        let by_hand = by_hand.iter().filter_map(|marked| term_of(finder, &marked.words));
        let in_text = body.prose().flat_map(|text| finder.find(&text)).map(|found| found.term);
        let used: BTreeSet<usize> = in_text.chain(by_hand).collect();
        let forms = used.into_iter().flat_map(|term| &self.entries[term].1.forms);
        forms.map(|form| form.as_str().into()).collect()
    }

    fn explained(&self, from: PageId, number: usize) -> TermMark {
        let (page, entry) = self.entries[number];
        let definition = self.completed.get(&(page, entry.span)).unwrap_or(&entry.definition);
        let path = |id: PageId| UrlPath::new(self.site.page(id).outline.path.as_str());
        // An edition may lack a place that is only for another one.
        let anchors = &self.site.page(page).outline.anchors;
        let is_everywhere =
            |id: &&String| anchors.iter().any(|anchor| anchor.id == **id && anchor.only.is_none());
        let fragment = entry.id.as_ref().filter(is_everywhere).map(|id| paths::fragment(id));
        let destination = path(from).href_to(&path(page)) + fragment.as_deref().unwrap_or_default();
        TermMark {
            shown: TermUse {
                link: LinkId(0),
                entry: u32::try_from(number).unwrap_or(u32::MAX),
                expansion: entry.expansion.as_deref().unwrap_or_default().into(),
                definition: definition.as_str().into(),
            },
            link: RawLink {
                destination: destination.into(),
                role: LinkRole::Link,
                title: Box::default(),
                span: Span::default(),
            },
        }
    }
}

/// Returns the term that a text is, in any of its forms.
fn term_of(finder: &TermFinder, text: &str) -> Option<usize> {
    let text = text.trim();
    let is_whole = |found: &TermMatch| found.range == (0..text.len());
    finder.find(text).into_iter().find(is_whole).map(|found| found.term)
}
