//! Print pages: many pages on one, each a level below the page that it belongs to, to print from the browser. Deep and
//! very large sections have none, so that all print pages together stay a few times the size of the guide.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::outputs::context::{Context, Rendered};
use crate::outputs::frame::Frame;
use crate::outputs::summary::Summary;
use crate::outputs::{editions, head, toc};
use crate::paths::{self, UrlPath};
use crate::render::edition::{BaseUrl, PrintEdition, WebEdition, id_prefix};
use crate::render::html::{self, LOWEST_HEADING};
use crate::site::{Guide, Output, PageId, Pages, Part, PartKind, Plan, Route, Site, print_parts};
use crate::view::{self, Head, Page, PrintPages, TocItem, View};

/// The template of print pages. Without it, a theme has no print pages.
pub const TEMPLATE: &str = "print.html";
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
    let printer = Printer { frame, url, shown: pages(&parts) };
    let below = parts.iter().enumerate().skip(1).map(|(at, part)| printer.part(at, *part));
    let below: Vec<_> = below.collect::<Result<_, _>>()?;
    let about = Summary::on_paper(frame.snapshot, root);
    let head = head::of_page(frame.snapshot, root, &about, frame.from);
    let page = printer.root(root, about)?;
    let pages = || std::iter::once(&page).chain(below.iter().filter_map(|part| part.page.as_ref()));
    let has_code = pages().any(|page| page.has_code);
    let has_formulas = pages().any(|page| page.has_formulas);
    // The canonical address is that of the landing page, so that search engines link to it.
    let source_list = printer.sources(root);
    let edition = editions::of_print_page(frame.snapshot, root);
    let page = Page {
        toc: contents(&below),
        path: url.as_str(),
        has_code,
        has_formulas,
        source_list,
        edition,
        ..page
    };
    Ok(View {
        search: frame.search(Some(root)),
        print: printer.others(root),
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

struct Printer<'a, 'b, 'c> {
    frame: &'c Frame<'a, 'b>,
    url: &'a UrlPath,
    shown: BTreeSet<PageId>,
}

impl<'a> Printer<'a, '_, '_> {
    /// Returns the page that the print page begins with. Its title is that of the print page, even if its text is left
    /// out.
    fn root(&self, id: PageId, about: Summary) -> Result<Page<'a>, Diagnostic> {
        let page = self.page(id, 1, about)?;
        if self.frame.snapshot.site.page(id).is_printed() {
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

    /// Returns the other print pages: for that of a section, the one of the guide.
    fn others(&self, root: PageId) -> PrintPages<'a> {
        let all = self.frame.print_pages(None);
        PrintPages { guide: all.guide.filter(|_| !self.frame.snapshot.site.is_home(root)), ..all }
    }

    /// Returns the part at an index, from 0.
    fn part(&self, at: usize, part: Part<'a>) -> Result<view::Part<'a>, Diagnostic> {
        let level = u8::try_from(part.depth + 1).unwrap_or(LOWEST_HEADING).min(LOWEST_HEADING);
        Ok(match part.what {
            PartKind::Page(id) => {
                let page = self.page(id, level, Summary::on_paper(self.frame.snapshot, id))?;
                view::Part { id: page.id.clone(), title: page.title, level, page: Some(page) }
            }
            // An id of ours contains `--`, which the id of a page never does.
            PartKind::Title(title) => view::Part { id: format!("part--{at}"), title, level, page: None },
        })
    }

    fn edition(&self, id: PageId, level: u8) -> PrintEdition<'_> {
        let snapshot = self.frame.snapshot;
        let web = WebEdition {
            site: &snapshot.site,
            page: id,
            body: snapshot.pages[id.index()].print_body(),
            theme: &snapshot.theme,
            renderer: &snapshot.renderer,
            from: BaseUrl::at(self.url),
        };
        PrintEdition { web, shown: &self.shown, id_prefix: id_prefix(&snapshot.site.page(id).url), level }
    }

    /// Returns the list of the sources that the pages cite, unless one of them has it in its text.
    fn sources(&self, root: PageId) -> String {
        let printed = self.shown.iter().filter(|id| self.frame.snapshot.site.page(**id).outline.front.print);
        let sources = self.frame.snapshot.cited_sources(printed.copied());
        html::source_list(sources.into_iter(), &self.edition(root, 1))
    }

    fn page(&self, id: PageId, level: u8, about: Summary) -> Result<Page<'a>, Diagnostic> {
        let snapshot = self.frame.snapshot;
        let edition = self.edition(id, level);
        let body = edition.web.body;
        let mut page = self.frame.page(id, about.paragraph, html::body(body, &edition)?);
        if let Some(list) = snapshot.site.sources.filter(|id| self.shown.contains(id)) {
            let prefix = id_prefix(&snapshot.site.page(list).url);
            page.sources.iter_mut().for_each(|it| it.href = paths::fragment(&format!("{prefix}{}", it.key)));
        }
        Ok(Page { level, source_list: String::new(), ..page })
    }
}
