//! The navigation and the reading order of a guide: its sections, or what `[[nav]]` in `site.toml` says instead.

use crate::config::{self, NavEntry};
use crate::diagnostic::{Diagnostic, Place};
use crate::parse::INDEX;
use crate::paths::SourcePath;
use crate::raw::Spanned;
use crate::site::id::PageId;
use crate::site::model::{Guide, Names, Pages, SitePage};
use crate::site::nav::{Nav, NavId};

/// Makes the guide of the site's language.
pub fn guide(names: &Names, pages: &Pages) -> (Guide, Vec<Diagnostic>) {
    let home = pages.find(INDEX).expect("parsing makes a home page where there is none");
    let mut builder = Builder { pages, home, nav: Nav::new(pages.len()), problems: Vec::new() };
    if names.config.nav.is_empty() {
        for child in &pages.page(home).children {
            builder.add_page(*child, None, None);
        }
    }
    for entry in &names.config.nav {
        builder.add_entry(entry);
    }
    let Builder { nav, mut problems, .. } = builder;
    let order = order(home, &nav);
    let mut positions = vec![None; pages.len()];
    for (position, page) in order.iter().enumerate() {
        positions[page.index()] = Some(position);
    }
    let guide = Guide { language: names.config.language.clone(), home, nav, order, positions };
    // An entry that names no page would make a page seem lost.
    if problems.is_empty() {
        problems = unreachable(&guide, pages);
    }
    (guide, problems)
}

struct Builder<'a> {
    pages: &'a Pages,
    home: PageId,
    nav: Nav,
    problems: Vec<Diagnostic>,
}

impl Builder<'_> {
    /// Adds a page, and the pages of its section below it.
    fn add_page(&mut self, page: PageId, title: Option<&str>, parent: Option<NavId>) {
        let pages = self.pages;
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
            parent = Some(self.nav.add_group(entry.title.clone().unwrap_or_default(), *first, None));
        }
        for page in pages {
            self.add_page(page, None, parent);
        }
    }

    /// Returns the page that a `[[nav]]` entry names.
    fn named(&mut self, path: &Spanned<String>) -> Option<PageId> {
        let wanted = path.value.trim_start_matches('/');
        let folder = format!("{}/{INDEX}", wanted.trim_end_matches('/'));
        let found = self.pages.find(wanted).or_else(|| self.pages.find(&folder));
        let why = match found {
            Some(id) if !self.pages.page(id).hidden => return found,
            Some(_) => "is a draft",
            None => "does not exist",
        };
        let place = Place::span(&SourcePath::new(config::FILE), path.span.clone());
        let problem = Diagnostic::error(place, format!("the page `{wanted}` in the navigation {why}"));
        let help = self.pages.suggestion(wanted).filter(|_| found.is_none());
        self.problems.push(problem.help_if(help));
        None
    }
}

/// Returns the reading order: the home page, then the navigation from top to bottom, each page once.
fn order(home: PageId, nav: &Nav) -> Vec<PageId> {
    let pages = nav.walk().map(|(id, _)| (id, nav.node(id).page));
    let first_entry = |(id, page): (NavId, PageId)| (nav.of_page(page) == Some(id)).then_some(page);
    std::iter::once(home).chain(pages.filter_map(first_entry)).collect()
}

fn unreachable(guide: &Guide, pages: &Pages) -> Vec<Diagnostic> {
    let is_lost = |id: &PageId| guide.position(*id).is_none() && !pages.page(*id).outline.synthetic;
    let problem = |id| {
        let source = &pages.page(id).outline.source;
        Diagnostic::warning(Place::file(source), "the page is not in the navigation")
            .help("add it to a [[nav]] entry of site.toml")
    };
    pages.shown().filter(is_lost).map(problem).collect()
}
