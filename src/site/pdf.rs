//! The pages that each PDF of a site contains. A page links to the smallest PDF that contains it.

use std::collections::BTreeSet;

use crate::config::print::Print;
use crate::paths::UrlPath;
use crate::site::id::PageId;
use crate::site::model::{Guide, Pages, Site};
use crate::site::output::{Pdf, Pdfs, Scope};

/// The largest guide, in pages, that has a PDF without asking for one. In a larger guide, it would slow every build
/// down.
pub const MAX_UNASKED: usize = 400;

impl Guide {
    /// Reports whether the guide has no PDF only because it is large and did not ask for one.
    pub fn is_too_large_unasked(&self, print: &Print) -> bool {
        print.pdf.is_none() && self.all.order.len() > MAX_UNASKED
    }

    /// Reports whether a page is the landing page of a section that is not the whole guide.
    pub fn is_section(&self, pages: &Pages, id: PageId) -> bool {
        id != self.home && pages.page(id).outline.is_index()
    }

    /// Reports whether a PDF would contain any page.
    pub fn is_any_printed(&self, pages: &Pages, scope: Scope) -> bool {
        match scope {
            Scope::Page(id) => pages.page(id).is_printed(),
            // A page that is not printed is an error of the leaf.
            Scope::Leaf(_) => true,
            Scope::Guide | Scope::Section(_) => self.pages_in(pages, scope).next().is_some(),
        }
    }

    /// Returns the pages of a scope that are printed, in reading order.
    fn pages_in(&self, pages: &Pages, scope: Scope) -> impl Iterator<Item = PageId> {
        let is_in = move |id: PageId| match scope {
            Scope::Guide => true,
            Scope::Section(section) => pages.and_above(id).any(|above| above == section),
            Scope::Page(page) => id == page,
            Scope::Leaf(_) => false,
        };
        self.all.order.iter().copied().filter(move |id| pages.page(*id).is_printed() && is_in(*id))
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

    /// Returns the pages that a PDF contains, in reading order.
    pub fn printed(&self, scope: Scope) -> Vec<PageId> {
        let guide = match scope {
            Scope::Leaf(number) => return self.leaves[number].pages.clone(),
            Scope::Guide => self.guide(),
            Scope::Section(id) | Scope::Page(id) => self.guide_of(id),
        };
        // A page that is in the navigation twice is printed at its first place.
        let mut seen = BTreeSet::new();
        guide.pages_in(&self.pages, scope).filter(|id| seen.insert(*id)).collect()
    }

    /// Returns the PDFs that a page links to: the smallest one that contains the page, then its other variants; then those of
    /// the leaves that it is on.
    pub fn pdfs_of(&self, id: PageId) -> Vec<(&UrlPath, Pdf)> {
        if !self.page(id).is_printed() {
            return Vec::new();
        }
        let sections = self.pages.and_above(id).filter(|id| self.is_section(*id)).map(Scope::Section);
        let mut scopes = std::iter::once(Scope::Page(id)).chain(sections).chain([Scope::Guide]);
        let found = scopes.find_map(|scope| self.made_urls.pdfs.get(&scope));
        let of_leaves = self.leaves_with(id).flat_map(|(number, _)| self.pdfs_of_leaf(number));
        found.into_iter().flatten().chain(of_leaves).map(|(url, pdf)| (url, *pdf)).collect()
    }

    /// Returns the PDFs of the leaf at a place of `leaves`: to print, then its other variants.
    pub fn pdfs_of_leaf(&self, number: usize) -> &[(UrlPath, Pdf)] {
        self.made_urls.pdfs.get(&Scope::Leaf(number)).map_or(&[], Vec::as_slice)
    }
}
