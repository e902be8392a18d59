//! The pages that each PDF of a site holds. A page offers its readers the smallest PDF that holds it.

use std::collections::BTreeSet;

use crate::config::print::Print;
use crate::paths::UrlPath;
use crate::site::id::PageId;
use crate::site::model::{Guide, Pages, Site};
use crate::site::output::{Pdf, Pdfs, Scope};

/// A guide of more pages than this has a PDF only if it asks for one: it would make each build slow.
pub const MAX_UNASKED: usize = 400;

impl Guide {
    /// Reports whether the guide has no PDF only because it is large and did not ask for one.
    pub fn is_too_large_unasked(&self, print: &Print) -> bool {
        print.pdf.is_none() && self.order.len() > MAX_UNASKED
    }

    /// Reports whether a page is the landing page of a section that is not the whole guide.
    pub fn is_section(&self, pages: &Pages, id: PageId) -> bool {
        id != self.home && pages.page(id).outline.is_index()
    }

    /// Reports whether a PDF would hold any page.
    pub fn is_any_printed(&self, pages: &Pages, scope: Scope) -> bool {
        match scope {
            Scope::Page(id) => pages.page(id).outline.front.print,
            Scope::Guide | Scope::Section(_) => self.pages_in(pages, scope).next().is_some(),
        }
    }

    /// Returns the pages that are for paper in a scope, in reading order.
    fn pages_in(&self, pages: &Pages, scope: Scope) -> impl Iterator<Item = PageId> {
        let is_in = move |id: PageId| match scope {
            Scope::Guide => true,
            Scope::Section(section) => pages.and_above(id).any(|above| above == section),
            Scope::Page(page) => id == page,
        };
        let is_printed = |id: PageId| pages.page(id).outline.front.print;
        self.order.iter().copied().filter(move |id| is_printed(*id) && is_in(*id))
    }
}

impl Site {
    /// Reports whether the guide has no PDF only because it is large and did not ask for one.
    pub fn is_too_large_unasked(&self) -> bool {
        self.names.pdfs == Pdfs::Made && self.guide().is_too_large_unasked(&self.config().print)
    }

    /// Reports whether a page is the landing page of a section that is not the whole guide.
    pub fn is_section(&self, id: PageId) -> bool {
        self.guide_of(id).is_section(&self.pages, id)
    }

    /// Returns the pages that a PDF holds, in reading order.
    pub fn printed(&self, scope: Scope) -> Vec<PageId> {
        let guide = match scope {
            Scope::Guide => self.guide(),
            Scope::Section(id) | Scope::Page(id) => self.guide_of(id),
        };
        // A page that the navigation names twice is printed where it comes first.
        let mut seen = BTreeSet::new();
        guide.pages_in(&self.pages, scope).filter(|id| seen.insert(*id)).collect()
    }

    /// Returns the PDFs that a page offers: the smallest one that holds the page, then its other variants.
    pub fn pdfs_of(&self, id: PageId) -> Vec<(&UrlPath, Pdf)> {
        if !self.page(id).outline.front.print {
            return Vec::new();
        }
        let sections = self.pages.and_above(id).filter(|id| self.is_section(*id)).map(Scope::Section);
        let mut scopes = std::iter::once(Scope::Page(id)).chain(sections).chain([Scope::Guide]);
        let found = scopes.find_map(|scope| self.made_urls.pdfs.get(&scope));
        found.into_iter().flatten().map(|(url, pdf)| (url, *pdf)).collect()
    }
}
