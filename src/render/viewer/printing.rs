//! Fills the view of a print page: many pages on one, each a level below what it is part of.

use std::collections::BTreeSet;

use crate::paths::{self, UrlPath};
use crate::render::edition::{BaseUrl, PrintEdition, WebEdition, id_prefix};
use crate::render::head;
use crate::render::html::{self, LOWEST_HEADING};
use crate::render::viewer::{Viewer, nest};
use crate::site::{PageId, Part, PartKind};
use crate::snapshot::Snapshot;
use crate::view::{self, Head, Page, PrintPages, TocItem, View};

/// The view of the print page at `url` that begins with a landing page.
pub fn print_page<'a>(now: &'a Snapshot, root: PageId, url: &'a UrlPath) -> View<'a> {
    let from = BaseUrl::at(url);
    let parts = now.site.print_parts(root).unwrap_or_default();
    let printer = Printer { viewer: Viewer { now, from: &from }, url, shown: pages(&parts) };
    let below: Vec<_> = parts.iter().enumerate().skip(1).map(|(at, part)| printer.part(at, *part)).collect();
    let mut toc = Vec::new();
    for part in &below {
        let title = part.title.to_owned();
        let item = TocItem { id: part.id.clone().into(), title, level: part.level, children: Vec::new() };
        nest(&mut toc, item);
    }
    let root_page = printer.root(root);
    let has_code = root_page.has_code || below.iter().filter_map(|it| it.page.as_ref()).any(|it| it.has_code);
    View {
        search: printer.viewer.search(Some(root)),
        // Its canonical address is that of the landing page, which says the same: a search leads there.
        page: Page { toc, path: url.as_str(), has_code, ..root_page },
        head: Head {
            markdown: None,
            structured_data: String::new(),
            ..head::of_page(now, root, printer.viewer.from)
        },
        parts: below,
        print: printer.others(root),
        ..printer.viewer.frame(None)
    }
}

fn pages(parts: &[Part<'_>]) -> BTreeSet<PageId> {
    let page = |part: &Part<'_>| match part.what {
        PartKind::Page(id) => Some(id),
        PartKind::Title(_) => None,
    };
    parts.iter().filter_map(page).collect()
}

struct Printer<'a, 'b> {
    viewer: Viewer<'a, 'b>,
    url: &'a UrlPath,
    shown: BTreeSet<PageId>,
}

impl<'a> Printer<'a, '_> {
    /// The page that the print page begins with. Its title is that of the whole, also where its text is left out.
    fn root(&self, id: PageId) -> Page<'a> {
        let page = self.page(id, 1);
        if self.viewer.now.site.page(id).outline.front.print {
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

    /// The print pages beside the one that begins with a page: that of the guide, beside that of a section.
    fn others(&self, root: PageId) -> PrintPages<'a> {
        let all = self.viewer.print_pages(None);
        PrintPages { guide: all.guide.filter(|_| !self.viewer.now.site.is_home(root)), ..all }
    }

    /// The part at a place, counted from 0.
    fn part(&self, at: usize, part: Part<'a>) -> view::Part<'a> {
        let level = u8::try_from(part.depth + 1).unwrap_or(LOWEST_HEADING).min(LOWEST_HEADING);
        match part.what {
            PartKind::Page(id) => {
                let page = self.page(id, level);
                view::Part { id: page.id.clone(), title: page.title, level, page: Some(page) }
            }
            // An id of ours holds `--`, which that of no page does.
            PartKind::Title(title) => view::Part { id: format!("part--{at}"), title, level, page: None },
        }
    }

    fn page(&self, id: PageId, level: u8) -> Page<'a> {
        let now = self.viewer.now;
        let (body, url) = (&now.pages[id.index()].body, &now.site.page(id).url);
        let from = BaseUrl::at(self.url);
        let edition = PrintEdition {
            web: WebEdition { site: &now.site, page: id, body, theme: &now.theme, from },
            shown: &self.shown,
            id_prefix: id_prefix(url),
            level,
        };
        let mut page = self.viewer.page(id, html::body(body, &edition));
        if let Some(list) = now.site.sources.filter(|id| self.shown.contains(id)) {
            let prefix = id_prefix(&now.site.page(list).url);
            page.sources.iter_mut().for_each(|it| it.href = paths::fragment(&format!("{prefix}{}", it.key)));
        }
        Page { level, ..page }
    }
}
