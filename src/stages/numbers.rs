//! Completes the text of pages with what the whole guide knows: the numbers of figures and tables, what references say, and
//! what citations say, and the terms of the glossary.
//! Every output then finds the same text in the tree.

use std::sync::Arc;

use rayon::prelude::*;

use crate::document::{Blank, Body};
use crate::parse::Page;
use crate::site::{PageId, Site};
use crate::stages::terms::GlossaryFinder;

/// What an earlier snapshot knows: its pages as they were parsed, the same completed, and its site.
pub struct Earlier<'a> {
    /// The pages as they were parsed.
    pub parsed: &'a [Arc<Page>],
    /// The completed pages.
    pub pages: &'a [Arc<Page>],
    /// The site.
    pub site: &'a Arc<Site>,
}

/// Returns the pages with their text complete. A page without numbers, references, citations and terms is returned as it is,
/// and so is one that the same site completed before.
pub fn complete(parsed: &[Arc<Page>], site: &Arc<Site>, earlier: Option<Earlier<'_>>) -> Vec<Arc<Page>> {
    let same_site = earlier.filter(|earlier| Arc::ptr_eq(earlier.site, site));
    let terms = GlossaryFinder::new(site, &|id| filled(&parsed[id.index()], id, site));
    let page = |(at, page): (usize, &Arc<Page>)| {
        let known = same_site.as_ref().filter(|earlier| Arc::ptr_eq(&earlier.parsed[at], page));
        match known {
            Some(earlier) => Arc::clone(&earlier.pages[at]),
            None => completed(page, PageId::new(at), site, &terms),
        }
    };
    parsed.par_iter().enumerate().map(page).collect()
}

/// Returns a page with its numbers, references and citations; `None` if it has none.
fn filled(page: &Arc<Page>, id: PageId, site: &Site) -> Option<Arc<Page>> {
    let text = |blank: Blank<'_>| match blank {
        Blank::Reference(to) => site.reference_text(id, to),
        Blank::Label { id: own, has_caption } => site.label_text(id, own, has_caption),
    };
    let with_text = |body: &Body| {
        let filled = body.filled(text);
        if filled.has_citations() { site.cited(id, &filled) } else { filled }
    };
    let has_blanks = page.bodies().any(|body| body.has_blanks() || body.has_citations());
    has_blanks.then(|| {
        let outline = Arc::clone(&site.page(id).outline);
        Arc::new(page.with_text(outline, with_text))
    })
}

fn completed(page: &Arc<Page>, id: PageId, site: &Site, terms: &GlossaryFinder<'_>) -> Arc<Page> {
    let page = filled(page, id, site).unwrap_or_else(|| Arc::clone(page));
    let (synonyms, problems) = (terms.synonyms(id, &page.body), terms.problems(id, &page));
    if synonyms.is_empty() && problems.is_empty() {
        return page;
    }
    let outline = Arc::clone(&page.outline);
    let marked = |body: &Body| terms.mark(id, body).unwrap_or_else(|| body.clone());
    Arc::new(page.with_text(outline, marked).with_synonyms(synonyms).with_problems(problems))
}
