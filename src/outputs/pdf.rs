//! The typeset PDFs: of the whole guide, of its sections and of its pages.

use std::sync::Arc;

use crate::config::leaf::LeafFormat;
use crate::config::print::{PdfScope, Print};
use crate::diagnostic::Diagnostic;
use crate::outputs::context::{Context, Rendered};
use crate::parse::stem;
use crate::paths::{self, UrlPath};
use crate::render::TypesetPdf;
use crate::site::{Guide, LEAF_FOLDER, Leaf, Output, PageId, Pages, Pdf, Pdfs, Plan, Route, Scope, Variant};
use crate::snapshot::Snapshot;

/// The address of the whole guide's PDF.
pub const GUIDE: &str = "guide.pdf";

/// Returns the addresses of every PDF that the guide asks for.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    if plan.names.pdfs == Pdfs::Left {
        return Vec::new();
    }
    let print = &plan.names.config.print;
    let guides = plan.guides.iter().flat_map(|guide| wanted(print, guide, plan.pages));
    let leaves = plan.leaves.iter().enumerate().flat_map(|(number, leaf)| of_leaf(print, number, leaf));
    guides.chain(leaves).map(|(url, pdf)| Route::made(UrlPath::new(url), Output::Pdf(pdf))).collect()
}

fn wanted(print: &Print, guide: &Guide, pages: &Pages) -> Vec<(String, Pdf)> {
    let is_wanted = |kind| print.pdf.as_ref().is_some_and(|wanted| wanted.contains(&kind));
    let pdf = |scope, variant| Pdf { scope, variant, paper: print.paper, format: None };
    let mut pdfs = Vec::new();
    if is_wanted(PdfScope::Guide) || print.pdf.is_none() && !guide.is_too_large_unasked(print) {
        let others = [(print.large_print, Variant::LargePrint), (print.booklet, Variant::Booklet)];
        let others = others.into_iter().filter(|(is_on, _)| *is_on).map(|(_, variant)| variant);
        let variants = std::iter::once(Variant::Normal).chain(others);
        pdfs.extend(variants.map(|variant| (variant.of(GUIDE), pdf(Scope::Guide, variant))));
    }
    if is_wanted(PdfScope::Sections) {
        let sections = guide.all.order.iter().filter(|id| guide.is_section(pages, **id));
        pdfs.extend(
            sections.map(|id| (section_address(pages, *id), pdf(Scope::Section(*id), Variant::Normal))),
        );
    }
    if is_wanted(PdfScope::Pages) {
        let address = |id: PageId| format!("{}.pdf", stem(&pages.page(id).outline.path));
        pdfs.extend(guide.all.order.iter().map(|id| (address(*id), pdf(Scope::Page(*id), Variant::Normal))));
    }
    pdfs.retain(|(_, pdf)| guide.is_any_printed(pages, pdf.scope));
    pdfs
}

/// Returns the PDFs of a leaf: to print, for screens if its pages lie beside each other on paper, and in large print.
fn of_leaf(print: &Print, number: usize, leaf: &Leaf) -> Vec<(String, Pdf)> {
    let others = [(leaf.format.is_imposed(), Variant::Screen), (print.large_print, Variant::LargePrint)];
    let others = others.into_iter().filter(|(is_on, _)| *is_on).map(|(_, variant)| variant);
    let variants = std::iter::once(Variant::Normal).chain(others);
    let pdf = |variant| Pdf {
        scope: Scope::Leaf(number),
        variant,
        paper: leaf.paper,
        // Large letters need as many sheets as they need.
        format: Some(if variant == Variant::LargePrint { LeafFormat::Page } else { leaf.format }),
    };
    variants.map(|variant| (variant.of(&leaf_address(leaf)), pdf(variant))).collect()
}

/// Returns the address of a leaf's PDF.
pub fn leaf_address(leaf: &Leaf) -> String {
    format!("{LEAF_FOLDER}/{}.pdf", leaf.name)
}

/// Returns `technique/technique.pdf`: a name that still makes sense when the file is saved.
fn section_address(pages: &Pages, id: PageId) -> String {
    let folder = paths::folder(&pages.page(id).outline.path);
    format!("{folder}/{}.pdf", paths::file_name(folder))
}

/// Renders a PDF, unless it is already made.
pub fn render(context: Context<'_>, url: &UrlPath, pdf: Pdf) -> Result<Rendered, Vec<Diagnostic>> {
    match context.made.pdfs.get(url) {
        Some(bytes) => Ok(Rendered::Shared(Arc::clone(bytes))),
        None => {
            let (snapshot, pdf) = context.snapshot.for_pdf(pdf)?;
            Ok(Rendered::Made(typeset(snapshot, pdf)?.bytes))
        }
    }
}

/// Typesets a PDF. Typst uses every core, so typeset one PDF at a time.
#[cfg(feature = "pdf")]
pub fn typeset(snapshot: &Snapshot, pdf: Pdf) -> Result<TypesetPdf, Vec<Diagnostic>> {
    crate::render::pdf::make(snapshot, pdf)
}

/// Fails: without the feature `pdf`, the program has no print engine and the site no route to a PDF.
#[cfg(not(feature = "pdf"))]
pub fn typeset(_: &Snapshot, _: Pdf) -> Result<TypesetPdf, Vec<Diagnostic>> {
    let place = crate::diagnostic::Place::file(&paths::SourcePath::new(crate::config::FILE));
    Err(vec![Diagnostic::error(place, "this build of Handout has no print engine, so it makes no PDF")])
}
