//! The print pages of leaves: the pages of a leaf on one, to print from the browser, as the readers of the leaf see them. The
//! theme's style sheet gives it the paper of the leaf. Search engines do not list it, because they list the pages themselves.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Severity};
use crate::language;
use crate::outputs::context::{Context, Rendered};
use crate::outputs::frame::Frame;
use crate::outputs::printer::{self, Printer, TEMPLATE};
use crate::outputs::summary::Summary;
use crate::outputs::{editions, head};
use crate::paths::UrlPath;
use crate::render::edition::BaseUrl;
use crate::site::{LEAF_FOLDER, Leaf, Output, PageId, Plan, Route};
use crate::snapshot::Snapshot;
use crate::view::{self, Head, Page, View};

/// The level of the titles of pages below the title of the leaf.
const BELOW_TITLE: u8 = 2;

/// Returns the routes of the print pages of all leaves, if the theme has a template for them.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    if !plan.names.templates.contains(TEMPLATE) {
        return Vec::new();
    }
    let route = |(number, leaf): (usize, &Leaf)| {
        let url = UrlPath::new(format!("{LEAF_FOLDER}/{}.html", leaf.name));
        Route::made(url, Output::LeafPage(number))
    };
    plan.leaves.iter().enumerate().map(route).collect()
}

/// Renders the print page of the leaf at a place of `Site::leaves`.
pub fn render(context: Context<'_>, url: &UrlPath, number: usize) -> Result<Rendered, Vec<Diagnostic>> {
    let (own, own_number) = context.snapshot.for_leaf(number)?;
    let leaf = &own.site.leaves[own_number];
    let mut problems = missing_images(context.snapshot, own, leaf);
    problems.extend(mistakes(context.snapshot, own, leaf));
    if !problems.is_empty() {
        return Err(problems);
    }
    let from = BaseUrl::at(url);
    let site = Frame::new(context.snapshot, &from);
    let frame = Frame::new(own, &from);
    let published = (!std::ptr::eq(own, context.snapshot)).then_some(context.snapshot);
    let printer = Printer { frame: &frame, url, shown: leaf.pages.iter().copied().collect(), published };
    let (page, parts) = pages(&printer, leaf)?;
    let of_head = Head { title: page.title, kind: "article", indexed: false, ..site.head() };
    let of_leaf = view::Leaf { title: page.title, ..site.leaf(number, &context.made.pdf_sizes) };
    let view = View {
        site: frame.site(),
        pdfs: site.pdfs_of_leaf(number, &context.made.pdf_sizes),
        leaf: Some(of_leaf),
        parts,
        ..site.view(page, of_head, None)
    };
    Ok(Rendered::Made(own.renderer.render(TEMPLATE, &view)?))
}

/// Returns the errors of the texts of a leaf that only its readers see: of the others, the site tells.
fn mistakes(published: &Snapshot, own: &Snapshot, leaf: &Leaf) -> Vec<Diagnostic> {
    if std::ptr::eq(published, own) {
        return Vec::new();
    }
    let of_page = |id: &PageId| {
        let public = published.site.find(&own.site.page(*id).outline.path);
        let known = public.map(|id| published.problems_of(id)).unwrap_or_default();
        let all = own.problems_of(*id).into_iter();
        all.filter(move |it| it.severity == Severity::Error && !known.contains(it)).collect::<Vec<_>>()
    };
    leaf.pages.iter().flat_map(of_page).collect()
}

/// Reports the images of a leaf that the site does not have, because they are in a section for the leaf's readers alone.
fn missing_images(published: &Snapshot, own: &Snapshot, leaf: &Leaf) -> Vec<Diagnostic> {
    let images = |id: &PageId| {
        let (id, body) = (*id, own.pages[id.index()].print_body());
        body.images().filter_map(move |image| head::image_url(own, id, body, image)).collect::<Vec<_>>()
    };
    let images: BTreeSet<UrlPath> = leaf.pages.iter().flat_map(images).collect();
    let missing = images.into_iter().filter(|url| !published.site.routes.contains_key(url));
    let problem = |url: UrlPath| {
        let place = own.places_of(&url).into_iter().next().unwrap_or_else(|| leaf.place.clone());
        let message =
            format!("the leaf `{}` shows the image `{url}`, which the site does not have", leaf.name);
        Diagnostic::error(place, message)
            .other(leaf.place.clone(), "the leaf")
            .help("move the image out of the section that is for other readers")
    };
    missing.map(problem).collect()
}

/// Returns what is on the print page of a leaf: its first page, and what is below. If the leaf has a title of its own, that is the
/// first page, without a text.
fn pages<'a>(
    printer: &Printer<'a, '_, '_>,
    leaf: &'a Leaf,
) -> Result<(Page<'a>, Vec<view::Part<'a>>), Diagnostic> {
    let snapshot: &'a Snapshot = printer.frame.snapshot;
    let first = leaf.pages[0];
    let page = match &leaf.title {
        Some(title) => title_page(printer, title, first),
        None => printer.page(first, 1, Summary::on_paper(snapshot, first))?,
    };
    // A page that a leaf names twice is there once, because its ids are.
    let mut shown: BTreeSet<PageId> = leaf.title.is_none().then_some(first).into_iter().collect();
    let below = leaf.pages.iter().filter(|id| shown.insert(**id));
    let parts: Vec<_> = below.map(|id| printer.part(*id, BELOW_TITLE)).collect::<Result<_, _>>()?;
    let page = Page {
        path: printer.url.as_str(),
        canonical: None,
        source_list: printer.sources(first),
        edition: Some(editions::of_leaf(snapshot, leaf)),
        ..page
    };
    Ok((printer::with_needs_of(page, &parts), parts))
}

/// Returns a page that is only the title of a leaf, in the language of its first page.
fn title_page<'a>(printer: &Printer<'a, '_, '_>, title: &'a str, first: PageId) -> Page<'a> {
    let snapshot: &'a Snapshot = printer.frame.snapshot;
    let language = snapshot.site.language_of(first);
    // An id of ours contains `--`, which the id of a page never does.
    let page = printer.frame.made_page(title, "leaf--title", printer.url.as_str());
    Page { language, direction: language::direction(language), ..page }
}
