//! Print pages: many pages on one, each a level below the page that it belongs to, to print from the browser. Deep and
//! very large sections have none, so that all print pages together stay a few times the size of the guide.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::outputs::context::{Context, Rendered};
use crate::outputs::frame::Frame;
use crate::outputs::printer::{self, Printer, TEMPLATE};
use crate::outputs::summary::Summary;
use crate::outputs::{editions, head, toc};
use crate::paths::{self, UrlPath};
use crate::render::edition::BaseUrl;
use crate::render::html::LOWEST_HEADING;
use crate::site::{Guide, Output, PageId, Pages, Part, PartKind, Plan, Route, Site, print_parts};
use crate::view::{self, Head, Page, PrintPages, TocItem, View};

/// The deepest section, in folders, with a print page of its own. Deeper ones are on the print page of a section above.
pub const MAX_PRINTED_DEPTH: usize = 3;

/// Returns the routes of the print pages of the guide and of its sections, if the theme has a template for them.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    if !plan.names.templates.contains(TEMPLATE) {
        return Vec::new();
    }
    let pages = plan.pages;
    let route = |guide: &Guide, id| {
        let url = url(pages, id)?;
        print_parts(guide, pages, id).map(|_| Route::made(url, Output::PrintPage(id)))
    };
    let of_guide = |guide: &Guide| {
        let roots = pages.on_web().filter(|id| guide.all.position(*id).is_some());
        roots.filter_map(|id| route(guide, id)).collect::<Vec<_>>()
    };
    plan.guides.iter().flat_map(of_guide).collect()
}

/// Returns the address of the print page that begins with a landing page; `None` for other pages and for sections that
/// are too deep.
fn url(pages: &Pages, id: PageId) -> Option<UrlPath> {
    let page = pages.page(id);
    let folder = paths::folder(page.url.as_str());
    let depth = if folder.is_empty() { 0 } else { 1 + folder.matches('/').count() };
    let is_printed = page.outline.is_index() && depth <= MAX_PRINTED_DEPTH;
    is_printed.then(|| UrlPath::new(format!("{folder}/print.html").trim_start_matches('/')))
}

/// Renders the print page at `url` that begins with a landing page.
pub fn render(context: Context<'_>, url: &UrlPath, root: PageId) -> Result<Rendered, Diagnostic> {
    let from = BaseUrl::at(url);
    let view = view(&Frame::of_page(context.snapshot, root, &from), url, root)?;
    context.snapshot.renderer.render(TEMPLATE, &view).map(Rendered::Made)
}

fn view<'a>(frame: &Frame<'a, '_>, url: &'a UrlPath, root: PageId) -> Result<View<'a>, Diagnostic> {
    let site: &'a Site = &frame.snapshot.site;
    let parts = site.print_parts(root).unwrap_or_default();
    let printer = Printer { frame, url, shown: pages(&parts), published: None };
    let below = parts.iter().enumerate().skip(1).map(|(at, part)| part_at(&printer, at, *part));
    let below: Vec<_> = below.collect::<Result<_, _>>()?;
    let about = Summary::on_paper(frame.snapshot, root);
    let head = head::of_page(frame.snapshot, root, &about, frame.from);
    let page = first_page(&printer, root, about)?;
    // The canonical address is that of the landing page, so that search engines link to it.
    let source_list = printer.sources(root);
    let edition = editions::of_print_page(frame.snapshot, root);
    let page = Page { toc: contents(&below), path: url.as_str(), source_list, edition, ..page };
    let page = printer::with_needs_of(page, &below);
    Ok(View {
        search: frame.search(Some(root)),
        print: others(&printer, root),
        parts: below,
        ..frame.view(page, Head { markdown: None, ..head }, None)
    })
}

/// Returns the parts below the first page, each nested in the last one of a higher level.
fn contents<'a>(parts: &[view::Part<'a>]) -> Vec<TocItem<'a>> {
    let mut items = Vec::new();
    for part in parts {
        let (id, title) = (part.id.clone().into(), part.title.to_owned());
        toc::nest(&mut items, TocItem { id, title, level: part.level, children: Vec::new() });
    }
    items
}

fn pages(parts: &[Part<'_>]) -> BTreeSet<PageId> {
    let page = |part: &Part<'_>| match part.what {
        PartKind::Page(id) => Some(id),
        PartKind::Title(_) => None,
    };
    parts.iter().filter_map(page).collect()
}

/// Returns the page that the print page begins with. Its title is that of the print page, even if its text is left out.
fn first_page<'a>(printer: &Printer<'a, '_, '_>, id: PageId, about: Summary) -> Result<Page<'a>, Diagnostic> {
    let page = printer.page(id, 1, about)?;
    if printer.frame.snapshot.site.page(id).is_printed() {
        return Ok(page);
    }
    Ok(Page {
        content: String::new(),
        notes: String::new(),
        source_list: String::new(),
        has_code: false,
        has_formulas: false,
        addresses: Vec::new(),
        sources: Vec::new(),
        tags: &[],
        ..page
    })
}

/// Returns the other print pages: for that of a section, the one of the guide, and those of the leaves with any of its pages.
fn others<'a>(printer: &Printer<'a, '_, '_>, root: PageId) -> PrintPages<'a> {
    let frame = printer.frame;
    let guide = frame.print_pages(None).guide.filter(|_| !frame.snapshot.site.is_home(root));
    PrintPages { section: None, guide, leaves: frame.leaf_pages(printer.shown.clone()) }
}

/// Returns the part at an index, from 0.
fn part_at<'a>(
    printer: &Printer<'a, '_, '_>,
    at: usize,
    part: Part<'a>,
) -> Result<view::Part<'a>, Diagnostic> {
    let level = u8::try_from(part.depth + 1).unwrap_or(LOWEST_HEADING).min(LOWEST_HEADING);
    match part.what {
        PartKind::Page(id) => printer.part(id, level),
        // An id of ours contains `--`, which the id of a page never does.
        PartKind::Title(title) => Ok(view::Part { id: format!("part--{at}"), title, level, page: None }),
    }
}
