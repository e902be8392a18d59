//! The PDFs of a site: which there are, at which address, and which pages each holds. Which one a page offers to its
//! readers is the one that holds least beside it.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::print::{Paper, PdfScope};
use crate::parse::stem;
use crate::paths::{self, UrlPath};
use crate::site::{Output, PageId, Site};

/// Whether a site holds the PDFs that its settings ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Pdfs {
    /// They are part of the site.
    #[default]
    Made,
    /// They are left out, and no page links to them.
    Left,
}

/// A PDF to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pdf {
    /// What it holds.
    pub scope: Scope,
    /// For whom it is set.
    pub variant: Variant,
    /// What it is printed on.
    pub paper: Paper,
}

impl Pdf {
    /// The theme's word for it.
    pub fn label(self) -> &'static str {
        match (self.variant, self.scope) {
            (Variant::LargePrint, _) => "pdf_large_print",
            (Variant::Booklet, _) => "pdf_booklet",
            (Variant::Normal, Scope::Guide) => "pdf_guide",
            (Variant::Normal, Scope::Section(_)) => "pdf_section",
            (Variant::Normal, Scope::Page(_)) => "pdf_page",
        }
    }
}

/// What a PDF holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The whole guide.
    Guide,
    /// A section, by its landing page.
    Section(PageId),
    /// A page.
    Page(PageId),
}

/// For whom a PDF is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Variant {
    /// For everybody.
    #[default]
    Normal,
    /// For readers who need large letters.
    LargePrint,
    /// To be printed on both sides, folded and stapled.
    Booklet,
}

impl Variant {
    /// Its name in addresses, templates and labels.
    pub fn name(self) -> &'static str {
        match self {
            Variant::Normal => "normal",
            Variant::LargePrint => "large-print",
            Variant::Booklet => "booklet",
        }
    }

    /// The file name of a PDF whose normal one has this name, which ends in `.pdf`.
    pub fn of(self, name: &str) -> String {
        match self {
            Variant::Normal => name.to_owned(),
            other => format!("{}-{}.pdf", name.trim_end_matches(".pdf"), other.name()),
        }
    }
}

/// The address of the whole guide's PDF.
pub const GUIDE: &str = "guide.pdf";

/// A guide of more pages than this has a PDF only if it asks for one: it would make each build slow.
pub const MOST_UNASKED: usize = 400;

impl Site {
    /// Every PDF that the guide asks for, with its address, in an order in which the first to claim an address is the
    /// one to keep.
    pub(super) fn wanted_pdfs(&self) -> Vec<(String, Pdf)> {
        if self.names.pdfs == Pdfs::Left {
            return Vec::new();
        }
        let print = &self.config().print;
        let wants = |kind| print.pdf.as_ref().is_some_and(|it| it.contains(&kind));
        let pdf = |scope, variant| Pdf { scope, variant, paper: print.paper };
        let mut pdfs = Vec::new();
        if wants(PdfScope::Guide) || print.pdf.is_none() && !self.is_too_large_unasked() {
            let others = [(print.large_print, Variant::LargePrint), (print.booklet, Variant::Booklet)];
            let others = others.into_iter().filter(|(is_on, _)| *is_on).map(|(_, variant)| variant);
            let variants = std::iter::once(Variant::Normal).chain(others);
            pdfs.extend(variants.map(|variant| (variant.of(GUIDE), pdf(Scope::Guide, variant))));
        }
        if wants(PdfScope::Sections) {
            let sections = self.order.iter().filter(|id| self.is_section(**id));
            pdfs.extend(
                sections.map(|id| (self.section_address(*id), pdf(Scope::Section(*id), Variant::Normal))),
            );
        }
        if wants(PdfScope::Pages) {
            let address = |id: PageId| format!("{}.pdf", stem(&self.page(id).outline.path));
            pdfs.extend(self.order.iter().map(|id| (address(*id), pdf(Scope::Page(*id), Variant::Normal))));
        }
        pdfs.retain(|(_, pdf)| self.is_any_printed(pdf.scope));
        pdfs
    }

    /// Whether a PDF would hold any page.
    fn is_any_printed(&self, scope: Scope) -> bool {
        match scope {
            Scope::Page(id) => self.page(id).outline.front.print,
            Scope::Guide | Scope::Section(_) => self.pages_in(scope).next().is_some(),
        }
    }

    /// Whether the guide has no PDF only because it is large and did not ask for one.
    pub fn is_too_large_unasked(&self) -> bool {
        let is_open = self.names.pdfs == Pdfs::Made && self.config().print.pdf.is_none();
        is_open && self.order.len() > MOST_UNASKED
    }

    /// Whether a page is the landing page of a section that is not the whole guide.
    pub fn is_section(&self, id: PageId) -> bool {
        id != self.home() && self.page(id).outline.is_index()
    }

    /// `technique/technique.pdf`: a name that still says what it is when it is saved.
    fn section_address(&self, id: PageId) -> String {
        let folder = paths::folder(&self.page(id).outline.path);
        format!("{folder}/{}.pdf", paths::file_name(folder))
    }

    /// The pages that a PDF holds, in reading order.
    pub fn printed(&self, scope: Scope) -> Vec<PageId> {
        // A page that the navigation names twice is printed where it comes first.
        let mut seen = BTreeSet::new();
        self.pages_in(scope).filter(|id| seen.insert(*id)).collect()
    }

    fn pages_in(&self, scope: Scope) -> impl Iterator<Item = PageId> {
        let is_in = move |id: &PageId| match scope {
            Scope::Guide => true,
            Scope::Section(section) => {
                std::iter::successors(Some(*id), |id| self.page(*id).parent).any(|it| it == section)
            }
            Scope::Page(page) => *id == page,
        };
        let is_printed = |id: &PageId| self.page(*id).outline.front.print;
        self.order.iter().copied().filter(move |id| is_printed(id) && is_in(id))
    }

    /// The PDFs that a page offers: the one that holds least beside the page, then what else there is of the same.
    pub fn pdfs_of(&self, id: PageId) -> Vec<(&UrlPath, Pdf)> {
        if !self.page(id).outline.front.print {
            return Vec::new();
        }
        let sections = std::iter::successors(Some(id), |id| self.page(*id).parent);
        let sections = sections.filter(|id| self.is_section(*id)).map(Scope::Section);
        let mut scopes = std::iter::once(Scope::Page(id)).chain(sections).chain([Scope::Guide]);
        let found = scopes.find_map(|scope| self.pdfs.get(&scope));
        found.into_iter().flatten().map(|(url, pdf)| (url, *pdf)).collect()
    }

    /// Notes which PDFs have an address.
    pub(super) fn note_pdfs(&mut self) {
        let mut pdfs: BTreeMap<Scope, Vec<_>> = BTreeMap::new();
        for (url, output) in &self.routes {
            if let Output::Pdf(pdf) = output {
                pdfs.entry(pdf.scope).or_default().push((url.clone(), *pdf));
            }
        }
        for variants in pdfs.values_mut() {
            variants.sort_by_key(|(_, pdf)| pdf.variant);
        }
        self.pdfs = pdfs;
    }
}
