//! The PDFs of a site: which there are, at which address, and which pages each holds. A page offers its readers the
//! smallest PDF that holds it.

use std::collections::BTreeSet;

use crate::config::print::{PdfScope, Print};
use crate::parse::stem;
use crate::paths::{self, UrlPath};
use crate::site::id::PageId;
use crate::site::model::{Guide, Pages, Plan, Site};
use crate::site::output::{Output, Pdf, Pdfs, Scope, Variant};
use crate::site::routes::Route;

/// The address of the whole guide's PDF.
pub const GUIDE: &str = "guide.pdf";

/// A guide of more pages than this has a PDF only if it asks for one: it would make each build slow.
pub const MAX_UNASKED: usize = 400;

/// Returns the addresses of every PDF that the guide asks for.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    if plan.names.pdfs == Pdfs::Left {
        return Vec::new();
    }
    let print = &plan.names.config.print;
    let guides = plan.guides.iter().flat_map(|guide| wanted(print, guide, plan.pages));
    guides.map(|(url, pdf)| Route::made(UrlPath::new(url), Output::Pdf(pdf))).collect()
}

fn wanted(print: &Print, guide: &Guide, pages: &Pages) -> Vec<(String, Pdf)> {
    let is_wanted = |kind| print.pdf.as_ref().is_some_and(|wanted| wanted.contains(&kind));
    let pdf = |scope, variant| Pdf { scope, variant, paper: print.paper };
    let mut pdfs = Vec::new();
    if is_wanted(PdfScope::Guide) || print.pdf.is_none() && !guide.is_too_large_unasked(print) {
        let others = [(print.large_print, Variant::LargePrint), (print.booklet, Variant::Booklet)];
        let others = others.into_iter().filter(|(is_on, _)| *is_on).map(|(_, variant)| variant);
        let variants = std::iter::once(Variant::Normal).chain(others);
        pdfs.extend(variants.map(|variant| (variant.of(GUIDE), pdf(Scope::Guide, variant))));
    }
    if is_wanted(PdfScope::Sections) {
        let sections = guide.order.iter().filter(|id| guide.is_section(pages, **id));
        pdfs.extend(
            sections.map(|id| (section_address(pages, *id), pdf(Scope::Section(*id), Variant::Normal))),
        );
    }
    if is_wanted(PdfScope::Pages) {
        let address = |id: PageId| format!("{}.pdf", stem(&pages.page(id).outline.path));
        pdfs.extend(guide.order.iter().map(|id| (address(*id), pdf(Scope::Page(*id), Variant::Normal))));
    }
    pdfs.retain(|(_, pdf)| guide.is_any_printed(pages, pdf.scope));
    pdfs
}

/// Returns `technique/technique.pdf`: a name that still says what it is when it is saved.
fn section_address(pages: &Pages, id: PageId) -> String {
    let folder = paths::folder(&pages.page(id).outline.path);
    format!("{folder}/{}.pdf", paths::file_name(folder))
}

impl Guide {
    /// Reports whether the guide has no PDF only because it is large and did not ask for one.
    fn is_too_large_unasked(&self, print: &Print) -> bool {
        print.pdf.is_none() && self.order.len() > MAX_UNASKED
    }

    /// Reports whether a page is the landing page of a section that is not the whole guide.
    fn is_section(&self, pages: &Pages, id: PageId) -> bool {
        id != self.home && pages.page(id).outline.is_index()
    }

    /// Reports whether a PDF would hold any page.
    fn is_any_printed(&self, pages: &Pages, scope: Scope) -> bool {
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
