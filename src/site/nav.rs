//! Sections, reading order and navigation. A folder is a section; its pages come by `order`, then by file name as a
//! person counts. `[[nav]]` in `site.toml` spells the navigation out instead.

use std::cmp::Ordering;

use crate::config::{self, NavEntry};
use crate::diagnostic::{Diagnostic, Place};
use crate::parse::{INDEX, stem};
use crate::paths::{self, SourcePath};
use crate::raw::Spanned;
use crate::site::{PageId, Site};

/// An entry of the navigation: an index into `Nav::nodes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NavId(usize);

/// The navigation as a tree.
#[derive(Debug, Default)]
pub struct Nav {
    nodes: Vec<NavNode>,
    /// The entries of the first level.
    pub top: Vec<NavId>,
    of_page: Vec<Option<NavId>>,
}

/// An entry of the navigation.
#[derive(Debug)]
pub struct NavNode {
    /// Its words.
    pub title: String,
    /// The page it leads to; a group of pages leads to its first one.
    pub page: PageId,
    /// The entry it is below.
    pub parent: Option<NavId>,
    /// Its place among the entries beside it, from 0.
    pub place: usize,
    /// The entries below it, in order.
    pub children: Vec<NavId>,
}

impl Nav {
    /// An entry by its id.
    pub fn node(&self, id: NavId) -> &NavNode {
        &self.nodes[id.0]
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The entry that leads to a page.
    pub fn of_page(&self, page: PageId) -> Option<NavId> {
        self.of_page[page.index()]
    }

    /// Whether an entry is only the title of a group of pages, of which it leads to the first.
    pub fn is_group(&self, id: NavId) -> bool {
        let node = self.node(id);
        let leads_to_first = |child: &NavId| self.node(*child).page == node.page;
        self.of_page(node.page) != Some(id) && node.children.first().is_some_and(leads_to_first)
    }

    fn add(&mut self, title: String, page: PageId, parent: Option<NavId>) -> NavId {
        let id = NavId(self.nodes.len());
        let siblings = match parent {
            Some(parent) => &mut self.nodes[parent.0].children,
            None => &mut self.top,
        };
        let place = siblings.len();
        siblings.push(id);
        self.nodes.push(NavNode { title, page, parent, place, children: Vec::new() });
        id
    }
}

/// Finds each page's section, sorts the sections, and makes the navigation and the reading order.
pub fn arrange(site: &mut Site) {
    gather_sections(site);
    site.nav.of_page = vec![None; site.pages.len()];
    let entries = site.names.config.nav.clone();
    if entries.is_empty() {
        for child in site.page(site.home()).children.clone() {
            add_page(site, child, None, None);
        }
    } else {
        for entry in &entries {
            add_entry(site, entry);
        }
    }
    order_pages(site);
    // An entry that names no page would make a page seem lost.
    if site.problems.is_empty() {
        report_unreachable(site);
    }
}

fn gather_sections(site: &mut Site) {
    for index in 0..site.pages.len() {
        let path = &site.pages[index].outline.path;
        if path == INDEX || site.pages[index].hidden {
            continue;
        }
        let folder = match path.strip_suffix("/index.md") {
            Some(section) => paths::folder(section),
            None => paths::folder(path),
        };
        let parent = if folder.is_empty() { INDEX.to_owned() } else { format!("{folder}/{INDEX}") };
        let parent = site.by_path[&parent];
        site.pages[index].parent = Some(parent);
        site.pages[parent.index()].children.push(PageId::new(index));
    }
    for index in 0..site.pages.len() {
        let mut children = std::mem::take(&mut site.pages[index].children);
        children.sort_by(|a, b| by_order(site, *a, *b));
        site.pages[index].children = children;
    }
}

fn by_order(site: &Site, a: PageId, b: PageId) -> Ordering {
    let key = |id: PageId| {
        let outline = &site.page(id).outline;
        (
            outline.front.order.unwrap_or(i64::MAX),
            stem(outline.path.strip_suffix("/index.md").unwrap_or(&outline.path)),
        )
    };
    let ((order_a, path_a), (order_b, path_b)) = (key(a), key(b));
    order_a.cmp(&order_b).then_with(|| natural(path_a, path_b))
}

/// Compares as a person does: `step-9` before `step-10`. Equal only if the texts are.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    while !left.is_empty() && !right.is_empty() {
        let (number_a, rest_a) = leading_number(left);
        let (number_b, rest_b) = leading_number(right);
        let step = match (number_a, number_b) {
            // Numbers of any length: without leading zeros, the longer one is the larger one.
            (Some(a), Some(b)) => a.len().cmp(&b.len()).then_with(|| a.cmp(b)),
            _ => left.chars().next().cmp(&right.chars().next()),
        };
        if step != Ordering::Equal {
            return step;
        }
        (left, right) = match (number_a, number_b) {
            (Some(_), Some(_)) => (rest_a, rest_b),
            _ => (after_first(left), after_first(right)),
        };
    }
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

fn leading_number(text: &str) -> (Option<&str>, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    ((digits > 0).then(|| number.trim_start_matches('0')), rest)
}

fn after_first(text: &str) -> &str {
    let mut letters = text.chars();
    letters.next();
    letters.as_str()
}

/// Adds a page, and the pages of its section below it.
fn add_page(site: &mut Site, page: PageId, title: Option<&str>, parent: Option<NavId>) {
    let title = title.map_or_else(|| site.page(page).outline.title.clone(), str::to_owned);
    let id = site.nav.add(title, page, parent);
    site.nav.of_page[page.index()].get_or_insert(id);
    for child in site.page(page).children.clone() {
        add_page(site, child, None, Some(id));
    }
}

fn add_entry(site: &mut Site, entry: &NavEntry) {
    let mut parent = None;
    if let Some(page) = entry.page.as_ref().and_then(|page| named(site, page)) {
        if page != site.home() {
            add_page(site, page, entry.title.as_deref(), None);
        }
        parent = site.nav.of_page[page.index()];
    }
    let pages: Vec<PageId> = entry.pages.iter().filter_map(|page| named(site, page)).collect();
    if let (None, Some(first)) = (parent, pages.first()) {
        parent = Some(site.nav.add(entry.title.clone().unwrap_or_default(), *first, None));
    }
    for page in pages {
        add_page(site, page, None, parent);
    }
}

/// The page that a `[[nav]]` entry names.
fn named(site: &mut Site, path: &Spanned<String>) -> Option<PageId> {
    let wanted = path.value.trim_start_matches('/');
    let folder = format!("{}/{INDEX}", wanted.trim_end_matches('/'));
    let found = site.find(wanted).or_else(|| site.find(&folder));
    let why = match found {
        Some(id) if !site.page(id).hidden => return found,
        Some(_) => "is a draft",
        None => "does not exist",
    };
    let place = Place::span(&SourcePath::new(config::FILE), path.span.clone());
    let problem = Diagnostic::error(place, format!("the page `{wanted}` in the navigation {why}"));
    let help = site.nearest_page(wanted).filter(|_| found.is_none());
    site.problems.push(problem.help_if(help));
    None
}

/// The reading order: the home page, then the navigation from top to bottom, each page once.
fn order_pages(site: &mut Site) {
    let mut order = vec![site.home()];
    let mut open: Vec<NavId> = site.nav.top.iter().rev().copied().collect();
    while let Some(id) = open.pop() {
        let node = site.nav.node(id);
        if site.nav.of_page(node.page) == Some(id) {
            order.push(node.page);
        }
        open.extend(node.children.iter().rev());
    }
    for (position, page) in order.iter().enumerate() {
        site.pages[page.index()].position = Some(position);
    }
    site.order = order;
}

fn report_unreachable(site: &mut Site) {
    let lost =
        site.pages.iter().filter(|page| page.position.is_none() && !page.hidden && !page.outline.synthetic);
    let problems: Vec<Diagnostic> = lost
        .map(|page| {
            Diagnostic::warning(Place::file(&page.outline.source), "the page is in no navigation")
                .help("add it to a [[nav]] entry of site.toml")
        })
        .collect();
    site.problems.extend(problems);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_come_as_a_person_counts() {
        let mut names = ["step-10", "step-9", "step-1b", "step-1", "a", "step-010", "é"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["a", "step-1", "step-1b", "step-9", "step-010", "step-10", "é"]);
    }
}
