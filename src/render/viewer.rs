//! Fills the view of a page from a snapshot: what the page says, and what stands around it.

mod a_to_z;
mod printing;

pub use a_to_z::a_to_z;
pub use printing::print_page;

use std::collections::BTreeMap;

use crate::date::Date;
use crate::document::Body;
use crate::language;
use crate::paths::{self, UrlPath};
use crate::render::Context;
use crate::render::edition::{BaseUrl, WebEdition, print_id};
use crate::render::head;
use crate::render::html::{self, BodyHtml};
use crate::site::{self, NamedSource, NavId, Output, PageId, Scope, SitePage};
use crate::snapshot::Snapshot;
use crate::theme::Theme;
use crate::view::{self, Child, Day, Extra, Link, NavItem, Page, PrintPages, Site, Source, TocItem, View};

/// Up to this many entries, every page shows the whole navigation. Beyond it, a page shows the way to itself.
const WHOLE_NAVIGATION: usize = 60;
/// On the way to a page, more siblings than this are cut down to those near it.
const MOST_SIBLINGS: usize = 30;
/// How many siblings stay on either side.
const NEAR_SIBLINGS: usize = 8;
/// Headings deeper than this are not in the table of contents.
const DEEPEST_IN_CONTENTS: u8 = 3;

/// The view of a page.
pub fn page(context: Context<'_>, id: PageId) -> View<'_> {
    let now = context.snapshot;
    let page = now.site.page(id);
    let body = &now.pages[id.index()].body;
    let edition =
        WebEdition { site: &now.site, page: id, body, theme: &now.theme, from: BaseUrl::at(&page.url) };
    let viewer = Viewer { now, from: &edition.from };
    let toc = if page.outline.front.toc { contents(body) } else { Vec::new() };
    let (previous, next) = now.site.guide_of(id).neighbours(id);
    View {
        page: Page { toc, ..viewer.page(id, html::body(body, &edition)) },
        head: head::of_page(now, id, &edition.from),
        pdfs: viewer.pdfs(id, &context.made.pdf_sizes),
        breadcrumbs: viewer.breadcrumbs(page),
        previous: previous.map(|id| viewer.link(id)),
        next: next.map(|id| viewer.link(id)),
        children: page.children.iter().map(|id| viewer.child(*id)).collect(),
        print: viewer.print_pages(Some(id)),
        search: viewer.search(Some(id)),
        ..viewer.frame(now.site.guide_of(id).nav.of_page(id))
    }
}

/// The view of the page that a host shows for an address that is not there. `base` is the site's address, if known.
pub fn not_found<'a>(now: &'a Snapshot, url: &'a UrlPath, base: Option<&'a str>) -> View<'a> {
    let from = BaseUrl::anywhere(url, base);
    Viewer { now, from: &from }.frame(None)
}

/// The template for a page: its own choice, else a section's, else its kind's.
pub fn template(theme: &Theme, page: &SitePage) -> String {
    match &page.outline.front.template {
        // One that the theme does not have is reported where it is named.
        Some(template) if theme.templates.contains(&template.value) => template.value.clone(),
        _ if page.outline.is_index() => "section.html".into(),
        _ => theme.template_for(&page.outline.front.kind.value),
    }
}

struct Viewer<'a, 'b> {
    now: &'a Snapshot,
    from: &'b BaseUrl<'b>,
}

impl<'a> Viewer<'a, '_> {
    /// A page with its text, as HTML, and no table of contents.
    fn page(&self, id: PageId, text: BodyHtml) -> Page<'a> {
        let (now, page) = (self.now, self.now.site.page(id));
        let front = &page.outline.front;
        let description = front.description.as_deref();
        let first = || now.pages[id.index()].body.first_paragraph();
        Page {
            title: &page.outline.title,
            description,
            summary: description.map_or_else(first, str::to_owned),
            kind: &front.kind.value,
            id: print_id(&page.url),
            language: now.site.language_of(id),
            level: 1,
            path: page.url.as_str(),
            canonical: now.config.url.as_deref().map(|base| page.url.absolute(base)),
            content: text.html,
            notes: text.notes,
            toc: Vec::new(),
            addresses: text.addresses,
            has_code: text.has_code,
            reviewed: front.reviewed.map(|date| day(date, now.site.language_of(id))),
            updated: front.updated.map(|date| day(date, now.site.language_of(id))),
            tags: &front.tags,
            sources: self.sources(id),
            draft: front.draft,
            home: now.site.is_home(id),
            section: page.outline.is_index(),
            extra: Extra(&front.extra),
        }
    }

    /// What every page shows around its text; the page itself is that of an address which is not there.
    fn frame(&self, current: Option<NavId>) -> View<'a> {
        let (config, theme) = (&self.now.config, &self.now.theme);
        let site = &self.now.site;
        View {
            site: Site {
                title: &config.title,
                description: config.description.as_deref(),
                language: &config.language,
                author: config.author.as_deref(),
                url: config.url.as_deref(),
                home: self.from.href(&site.page(site.guide().home).url),
            },
            page: Page {
                title: theme.labels.get("not_found_title").map_or("404", String::as_str),
                description: None,
                summary: String::new(),
                kind: "page",
                id: "404".into(),
                language: &config.language,
                level: 1,
                path: "404.html",
                canonical: None,
                content: String::new(),
                notes: String::new(),
                toc: Vec::new(),
                addresses: Vec::new(),
                has_code: false,
                reviewed: None,
                updated: None,
                tags: &[],
                sources: Vec::new(),
                draft: false,
                home: false,
                section: false,
                extra: Extra(&[]),
            },
            head: head::of_site(self.now, self.from),
            pdfs: Vec::new(),
            navigation: self.navigation(current),
            breadcrumbs: Vec::new(),
            previous: None,
            next: None,
            children: Vec::new(),
            print: self.print_pages(None),
            parts: Vec::new(),
            search: self.search(None),
            a_to_z: None,
            root: self.from.root(),
        }
    }

    fn href(&self, id: PageId) -> String {
        self.from.href(&self.now.site.page(id).url)
    }

    fn link(&self, id: PageId) -> Link<'a> {
        Link { title: &self.now.site.page(id).outline.title, href: self.href(id) }
    }

    fn child(&self, id: PageId) -> Child<'a> {
        let outline = &self.now.site.page(id).outline;
        Child {
            title: &outline.title,
            href: self.href(id),
            description: outline.front.description.as_deref().unwrap_or_default(),
            kind: &outline.front.kind.value,
            reviewed: outline.front.reviewed.map(|date| day(date, self.now.site.language_of(id))),
            extra: Extra(&outline.front.extra),
        }
    }

    fn breadcrumbs(&self, page: &SitePage) -> Vec<Link<'a>> {
        let parents = std::iter::successors(page.parent, |id| self.now.site.page(*id).parent);
        let mut crumbs: Vec<_> = parents.map(|id| self.link(id)).collect();
        crumbs.reverse();
        crumbs
    }

    /// The print pages that a page offers: that of the nearest section around it, and that of the guide.
    fn print_pages(&self, id: Option<PageId>) -> PrintPages<'a> {
        let site = &self.now.site;
        let print = |id: PageId| {
            let page = site.page(id);
            Some(Link { title: &page.outline.title, href: self.from.href(site.print_page(id)?) })
        };
        PrintPages {
            section: id.and_then(|id| site.print_section_of(id)).and_then(print),
            guide: print(site.guide().home),
        }
    }

    /// The search, as a page offers it; none if the site has none.
    fn search(&self, id: Option<PageId>) -> Option<view::Search<'a>> {
        let site = &self.now.site;
        let index = &site.search[site.search_of(id)?].language;
        Some(view::Search { href: self.from.href(&UrlPath::new(site::A_TO_Z)), index })
    }

    fn pdfs(&self, id: PageId, sizes: &BTreeMap<UrlPath, u64>) -> Vec<view::Pdf<'a>> {
        let pdf = |(url, pdf): (&UrlPath, site::Pdf)| view::Pdf {
            of: match pdf.scope {
                Scope::Guide => "guide",
                Scope::Section(_) => "section",
                Scope::Page(_) => "page",
            },
            variant: pdf.variant.name(),
            href: self.from.href(url),
            size: sizes.get(url).map(|bytes| size(self.now, *bytes)),
        };
        self.now.site.pdfs_of(id).into_iter().map(pdf).collect()
    }

    fn sources(&self, id: PageId) -> Vec<Source<'a>> {
        let site: &'a site::Site = &self.now.site;
        let href = |source: &NamedSource<'_>| self.href(source.page) + &paths::fragment(source.key);
        let source =
            |named: NamedSource<'a>| Source { href: href(&named), key: named.key, title: named.title };
        site.sources_of(id).map(source).collect()
    }

    /// The navigation as one page shows it: all of it, or the way to the page, so that a page costs the same in a
    /// guide of any size.
    fn navigation(&self, current: Option<NavId>) -> Vec<NavItem<'a>> {
        let nav = &self.now.site.guide().nav;
        let mut way: Vec<NavId> = std::iter::successors(current, |id| nav.node(*id).parent).collect();
        way.reverse();
        self.level(&nav.top, self.now.site.guide().home, &way)
    }

    fn level(&self, entries: &'a [NavId], above: PageId, way: &[NavId]) -> Vec<NavItem<'a>> {
        let nav = &self.now.site.guide().nav;
        let (here, deeper) = match way.split_first() {
            Some((here, deeper)) => (Some(*here), deeper),
            None => (None, way),
        };
        let whole = nav.len() <= WHOLE_NAVIGATION;
        let near = match here.filter(|_| !whole && entries.len() > MOST_SIBLINGS).map(|id| nav.node(id).place)
        {
            Some(place) => {
                place.saturating_sub(NEAR_SIBLINGS)..(place + NEAR_SIBLINGS + 1).min(entries.len())
            }
            None if whole => 0..entries.len(),
            None => 0..entries.len().min(MOST_SIBLINGS),
        };
        let all = near.len() == entries.len();
        let shown = entries[near].iter().map(|id| {
            let node = nav.node(*id);
            let open = here == Some(*id);
            let below = match (open, whole) {
                (true, _) => self.level(&node.children, node.page, deeper),
                (false, true) => self.level(&node.children, node.page, &[]),
                (false, false) => Vec::new(),
            };
            NavItem {
                title: node.title.as_str().into(),
                href: self.href(node.page),
                current: open && deeper.is_empty(),
                open,
                more: false,
                children: below,
            }
        });
        let rest = (!all).then(|| NavItem {
            title: format!("{} ({})", self.now.theme.label("all_pages"), entries.len()).into(),
            href: self.href(above),
            current: false,
            open: false,
            more: true,
            children: Vec::new(),
        });
        shown.chain(rest).collect()
    }
}

/// The headings of a page, each below the last one of a higher level. Those in footnotes are left out.
fn contents(body: &Body) -> Vec<TocItem<'_>> {
    let mut top: Vec<TocItem<'_>> = Vec::new();
    for node in body.blocks().walk().entered() {
        let Some(heading) = node.heading() else { continue };
        let title = node.plain_text();
        // A link without words is one that nobody can follow.
        if heading.level > DEEPEST_IN_CONTENTS || title.trim().is_empty() {
            continue;
        }
        let item =
            TocItem { id: heading.id.as_ref().into(), title, level: heading.level, children: Vec::new() };
        nest(&mut top, item);
    }
    top
}

/// Puts an item below the last one of a higher level.
fn nest<'a>(top: &mut Vec<TocItem<'a>>, item: TocItem<'a>) {
    let mut level = top;
    while level.last().is_some_and(|last| last.level < item.level) {
        level = &mut level.last_mut().expect("just seen").children;
    }
    level.push(item);
}

/// A size in bytes as people say it: `420 KB`, `1.8 MB`.
pub fn size(now: &Snapshot, bytes: u64) -> String {
    let language = &now.config.language;
    let whole = |it: u64| language::number(language, i64::try_from(it).unwrap_or(i64::MAX));
    match bytes.div_ceil(1000) {
        kilobytes @ 0..1000 => format!("{} KB", whole(kilobytes)),
        kilobytes if kilobytes < 10_000 => {
            let tenths = i64::try_from(kilobytes.div_ceil(100)).unwrap_or(i64::MAX);
            format!("{} MB", language::tenths(language, tenths))
        }
        kilobytes => format!("{} MB", whole(kilobytes.div_ceil(1000))),
    }
}

/// A day, as the guide's language writes it.
fn day(date: Date, language: &str) -> Day<'static> {
    Day { iso: date.to_string().into(), text: language::long_date(language, date) }
}

/// The addresses of the site's pages, for the outputs that list them.
pub fn page_urls(site: &site::Site) -> impl Iterator<Item = (&UrlPath, PageId)> {
    site.routes.iter().filter_map(|(url, output)| match output {
        Output::Page(id) => Some((url, *id)),
        _ => None,
    })
}
