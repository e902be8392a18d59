//! Print pages: many pages on one, each a level below what it is part of, to print from the browser. Sections deep down
//! and very large ones have none, so that all print pages together stay a few times the size of the guide.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::outputs::context::{Context, Rendered};
use crate::outputs::frame::Frame;
use crate::outputs::summary::Summary;
use crate::outputs::{head, toc};
use crate::paths::{self, UrlPath};
use crate::render::edition::{BaseUrl, PrintEdition, WebEdition, id_prefix};
use crate::render::html::{self, LOWEST_HEADING};
use crate::site::{Guide, Output, PageId, Pages, Part, PartKind, Plan, Route, Site, print_parts};
use crate::view::{self, Head, Page, PrintPages, TocItem, View};

/// The template of print pages. A theme without it has none.
pub const TEMPLATE: &str = "print.html";
/// Sections below this many folders have no print page of their own; they are on that of a section above them.
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
        let roots = pages.shown().filter(|id| guide.position(*id).is_some());
        roots.filter_map(|id| route(guide, id)).collect::<Vec<_>>()
    };
    plan.guides.iter().flat_map(of_guide).collect()
}

/// Returns the address of the print page that begins with a landing page; none for other pages and for sections deep
/// down.
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
    let view = view(&Frame::of_page(context.snapshot, root, &from), url, root);
    context.snapshot.renderer.render(TEMPLATE, &view).map(Rendered::Made)
}

fn view<'a>(frame: &Frame<'a, '_>, url: &'a UrlPath, root: PageId) -> View<'a> {
    let site: &'a Site = &frame.snapshot.site;
    let parts = site.print_parts(root).unwrap_or_default();
    let printer = Printer { frame, url, shown: pages(&parts) };
    let below: Vec<_> = parts.iter().enumerate().skip(1).map(|(at, part)| printer.part(at, *part)).collect();
    let about = Summary::new(frame.snapshot, root);
    let head = head::of_page(frame.snapshot, root, &about, frame.from);
    let page = printer.root(root, about);
    let has_code =
        page.has_code || below.iter().filter_map(|part| part.page.as_ref()).any(|page| page.has_code);
    // Its canonical address is that of the landing page, which says the same: a search leads there.
    let page = Page { toc: contents(&below), path: url.as_str(), has_code, ..page };
    View {
        search: frame.search(Some(root)),
        print: printer.others(root),
        parts: below,
        ..frame.view(page, Head { markdown: None, ..head }, None)
    }
}

/// Returns the parts below the first page, each below the last one of a higher level.
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

struct Printer<'a, 'b, 'c> {
    frame: &'c Frame<'a, 'b>,
    url: &'a UrlPath,
    shown: BTreeSet<PageId>,
}

impl<'a> Printer<'a, '_, '_> {
    /// Returns the page that the print page begins with. Its title is that of the whole, also where its text is left out.
    fn root(&self, id: PageId, about: Summary) -> Page<'a> {
        let page = self.page(id, 1, about);
        if self.frame.snapshot.site.page(id).outline.front.print {
            return page;
        }
        Page {
            content: String::new(),
            notes: String::new(),
            has_code: false,
            addresses: Vec::new(),
            sources: Vec::new(),
            tags: &[],
            ..page
        }
    }

    /// Returns the print pages beside the one that begins with a page: that of the guide, beside that of a section.
    fn others(&self, root: PageId) -> PrintPages<'a> {
        let all = self.frame.print_pages(None);
        PrintPages { guide: all.guide.filter(|_| !self.frame.snapshot.site.is_home(root)), ..all }
    }

    /// Returns the part at a place, counted from 0.
    fn part(&self, at: usize, part: Part<'a>) -> view::Part<'a> {
        let level = u8::try_from(part.depth + 1).unwrap_or(LOWEST_HEADING).min(LOWEST_HEADING);
        match part.what {
            PartKind::Page(id) => {
                let page = self.page(id, level, Summary::new(self.frame.snapshot, id));
                view::Part { id: page.id.clone(), title: page.title, level, page: Some(page) }
            }
            // An id of ours holds `--`, which that of no page does.
            PartKind::Title(title) => view::Part { id: format!("part--{at}"), title, level, page: None },
        }
    }

    fn page(&self, id: PageId, level: u8, about: Summary) -> Page<'a> {
        let snapshot = self.frame.snapshot;
        let (body, url) = (&snapshot.pages[id.index()].body, &snapshot.site.page(id).url);
        let from = BaseUrl::at(self.url);
        let edition = PrintEdition {
            web: WebEdition { site: &snapshot.site, page: id, body, theme: &snapshot.theme, from },
            shown: &self.shown,
            id_prefix: id_prefix(url),
            level,
        };
        let mut page = self.frame.page(id, about.paragraph, html::body(body, &edition));
        if let Some(list) = snapshot.site.sources.filter(|id| self.shown.contains(id)) {
            let prefix = id_prefix(&snapshot.site.page(list).url);
            page.sources.iter_mut().for_each(|it| it.href = paths::fragment(&format!("{prefix}{}", it.key)));
        }
        Page { level, ..page }
    }
}
