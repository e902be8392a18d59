//! The navigation and the reading order of a guide: its sections, or what `[[nav]]` in `site.toml` says instead.

use std::sync::Arc;

use crate::config::{self, NavEntry};
use crate::diagnostic::{Diagnostic, Place};
use crate::parse::INDEX;
use crate::paths::SourcePath;
use crate::raw::Spanned;
use crate::site::id::PageId;
use crate::site::model::{Guide, Names, Pages, ReadingOrder, SitePage};
use crate::site::nav::{Nav, NavId};

/// Makes the guide of the site's language.
pub fn guide(names: &Names, pages: &Pages) -> (Guide, Vec<Diagnostic>) {
    let home = pages.find(INDEX).expect("parsing makes a home page where there is none");
    let (all, mut problems) = reading_order(names, pages, home, SitePage::is_hidden);
    let all = Arc::new(all);
    let is_one = pages.shown().all(|id| pages.page(id).is_on_web());
    let web = if is_one {
        Arc::clone(&all)
    } else {
        Arc::new(reading_order(names, pages, home, |page| !page.is_on_web()).0)
    };
    // An entry that names no page would make a page seem lost.
    if problems.is_empty() {
        problems = unreachable(&all, pages);
    }
    (Guide { language: names.config.language.value.clone(), home, all, web }, problems)
}

/// Arranges the pages that are not left out.
fn reading_order(
    names: &Names,
    pages: &Pages,
    home: PageId,
    is_left_out: fn(&SitePage) -> bool,
) -> (ReadingOrder, Vec<Diagnostic>) {
    let nav = Nav::new(pages.len());
    let mut builder = Builder { pages, home, is_left_out, nav, problems: Vec::new() };
    if names.config.nav.is_empty() {
        for child in &pages.page(home).children {
            builder.add_page(*child, None, None);
        }
    }
    for entry in &names.config.nav {
        builder.add_entry(entry);
    }
    let Builder { nav, problems, .. } = builder;
    let order = order(home, &nav);
    let mut positions = vec![None; pages.len()];
    for (position, page) in order.iter().enumerate() {
        positions[page.index()] = Some(position);
    }
    (ReadingOrder { nav, order, positions }, problems)
}

struct Builder<'a> {
    pages: &'a Pages,
    home: PageId,
    is_left_out: fn(&SitePage) -> bool,
    nav: Nav,
    problems: Vec<Diagnostic>,
}

impl Builder<'_> {
    /// Adds a page, and the pages of its section below it.
    fn add_page(&mut self, page: PageId, title: Option<&str>, parent: Option<NavId>) {
        let pages = self.pages;
        if (self.is_left_out)(pages.page(page)) {
            return;
        }
        let SitePage { outline, children, .. } = pages.page(page);
        let id = self.nav.add(title.unwrap_or(&outline.title).to_owned(), page, parent);
        for child in children {
            self.add_page(*child, None, Some(id));
        }
    }

    fn add_entry(&mut self, entry: &NavEntry) {
        let mut parent = None;
        if let Some(page) = entry.page.as_ref().and_then(|page| self.named(page)) {
            if page != self.home {
                self.add_page(page, entry.title.as_deref(), None);
            }
            parent = self.nav.of_page(page);
        }
        let pages: Vec<PageId> = entry.pages.iter().filter_map(|page| self.named(page)).collect();
        if let (None, Some(first)) = (parent, pages.first()) {
            let page = entry.page.as_ref().and_then(|page| self.find(page));
            let title = page.map(|page| self.pages.page(page).outline.title.clone());
            let title = entry.title.clone().or(title).unwrap_or_default();
            parent = Some(self.nav.add_group(title, *first, None));
        }
        for page in pages {
            self.add_page(page, None, parent);
        }
    }

    /// Finds the page of a path in `[[nav]]`.
    fn find(&self, path: &Spanned<String>) -> Option<PageId> {
        let wanted = path.value.trim_start_matches('/');
        let folder = format!("{}/{INDEX}", wanted.trim_end_matches('/'));
        self.pages.find(wanted).or_else(|| self.pages.find(&folder))
    }

    /// Reports whether a page is left out because it is withdrawn, or for another edition or other readers.
    fn is_for_others(&self, id: PageId) -> bool {
        let page = self.pages.page(id);
        let is_withdrawn = || self.pages.withdrawal(id).is_some();
        let has_others = || !page.is_hidden() || self.pages.readers_of(id).is_some();
        (self.is_left_out)(page) && (has_others() || is_withdrawn())
    }

    /// Returns the page that a `[[nav]]` entry names, unless it is left out.
    fn named(&mut self, path: &Spanned<String>) -> Option<PageId> {
        let (wanted, found) = (path.value.trim_start_matches('/'), self.find(path));
        let why = match found {
            Some(id) if self.is_for_others(id) => return None,
            Some(id) if self.pages.page(id).is_hidden() => "is a draft",
            Some(id) if self.pages.page(id).outline.is_not_found() => "is shown for missing addresses",
            Some(_) => return found,
            None => "does not exist",
        };
        let place = Place::span(&SourcePath::new(config::FILE), path.span.clone());
        let problem = Diagnostic::error(place, format!("the page `{wanted}` in the navigation {why}"));
        let help = self.pages.suggestion(wanted).filter(|_| found.is_none());
        self.problems.push(problem.help_if(help));
        None
    }
}

/// Returns the reading order of the navigation: the home page, then the navigation from top to bottom, each page once.
fn order(home: PageId, nav: &Nav) -> Vec<PageId> {
    let pages = nav.walk().map(|(id, _)| (id, nav.node(id).page));
    let first_entry = |(id, page): (NavId, PageId)| (nav.of_page(page) == Some(id)).then_some(page);
    std::iter::once(home).chain(pages.filter_map(first_entry)).collect()
}

fn unreachable(order: &ReadingOrder, pages: &Pages) -> Vec<Diagnostic> {
    let is_lost = |id: &PageId| order.position(*id).is_none() && !pages.page(*id).outline.synthetic;
    let problem = |id| {
        let source = &pages.page(id).outline.source;
        Diagnostic::warning(Place::file(source), "the page is not in the navigation")
            .help("add it to a [[nav]] entry of site.toml")
    };
    let is_listed = |id: &PageId| !pages.page(*id).outline.is_not_found();
    pages.shown().filter(is_listed).filter(is_lost).map(problem).collect()
}
