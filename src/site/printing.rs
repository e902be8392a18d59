//! What is on each print page: the pages of a section, or of the whole guide, in reading order, each with its depth.
//! Sections deep down and very large ones have no print page, so that all print pages together stay a few times the
//! size of the guide.

use crate::paths::{self, UrlPath};
use crate::site::{NavId, PageId, Site};

/// More pages than this are no print page: few browsers can print so many.
pub const MOST_PRINTED: usize = 1000;
/// Sections below this many folders have no print page of their own; they are on that of a section above them.
pub const DEEPEST_PRINTED: usize = 3;

/// A part of a print page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// What it is.
    pub what: PartKind<'a>,
    /// How many sections and groups it is in on the print page; 0 for the page that the print page begins with.
    pub depth: usize,
}

/// What a part of a print page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind<'a> {
    /// A page.
    Page(PageId),
    /// Only a title: of a group of the navigation, or of a section whose first page is not printed.
    Title(&'a str),
}

impl Site {
    /// The parts of the print page that begins with a landing page, which is the first of them; the home page begins the
    /// whole guide. None if nothing in it is printed, or too much.
    pub fn print_parts(&self, root: PageId) -> Option<Vec<Part<'_>>> {
        let below = if root == self.home() { self.guide_parts() } else { self.section_parts(root) };
        let below = self.without_empty(below);
        let pages = below.iter().filter(|part| matches!(part.what, PartKind::Page(_))).count();
        let some = pages > 0 || self.is_printed(root) && !self.page(root).outline.synthetic;
        let first = Part { what: PartKind::Page(root), depth: 0 };
        (some && pages < MOST_PRINTED).then(|| std::iter::once(first).chain(below).collect())
    }

    /// The landing page of the nearest section around a page that has a print page of its own; the guide is none.
    pub fn print_section_of(&self, id: PageId) -> Option<PageId> {
        let mut around = std::iter::successors(Some(id), |id| self.page(*id).parent);
        around.find(|id| *id != self.home() && self.page(*id).print.is_some())
    }

    /// Whether a page is for paper: its front matter says so, and the navigation leads to it.
    fn is_printed(&self, id: PageId) -> bool {
        let page = self.page(id);
        page.outline.front.print && page.position.is_some()
    }

    fn part(&self, id: PageId, depth: usize) -> Part<'_> {
        let title = || PartKind::Title(&self.page(id).outline.title);
        Part { what: if self.is_printed(id) { PartKind::Page(id) } else { title() }, depth }
    }

    /// What stands below the home page, as the navigation has it.
    fn guide_parts(&self) -> Vec<Part<'_>> {
        let mut parts = Vec::new();
        let mut open: Vec<(NavId, usize)> = self.nav.top.iter().rev().map(|id| (*id, 1)).collect();
        while let Some((id, depth)) = open.pop() {
            let node = self.nav.node(id);
            if self.nav.is_group(id) {
                parts.push(Part { what: PartKind::Title(&node.title), depth });
            } else if node.page != self.home() && self.nav.of_page(node.page) == Some(id) {
                // The home page is there, and any other page that the navigation names twice is printed once.
                parts.push(self.part(node.page, depth));
            }
            open.extend(node.children.iter().rev().map(|id| (*id, depth + 1)));
        }
        parts
    }

    /// What stands below the landing page of a section: its pages, and the sections in it.
    fn section_parts(&self, root: PageId) -> Vec<Part<'_>> {
        let mut parts = Vec::new();
        let mut open = vec![(root, 0)];
        while let Some((id, depth)) = open.pop() {
            if depth > 0 {
                parts.push(self.part(id, depth));
            }
            let mut below = self.page(id).children.clone();
            below.sort_by_key(|id| self.page(*id).position.unwrap_or(usize::MAX));
            open.extend(below.into_iter().rev().map(|id| (id, depth + 1)));
        }
        parts
    }

    /// The address of the print page that begins with a landing page; none for other pages and for sections deep down.
    pub(super) fn print_url(&self, id: PageId) -> Option<UrlPath> {
        let page = self.page(id);
        let folder = paths::folder(page.url.as_str());
        let depth = if folder.is_empty() { 0 } else { 1 + folder.matches('/').count() };
        let printed = page.outline.is_index() && depth <= DEEPEST_PRINTED;
        printed.then(|| UrlPath::new(format!("{folder}/print.html").trim_start_matches('/')))
    }

    /// The parts without titles that stand over no page; a landing page that was made up is no more than a title.
    fn without_empty<'a>(&self, parts: Vec<Part<'a>>) -> Vec<Part<'a>> {
        let mut kept: Vec<Part<'a>> = Vec::with_capacity(parts.len());
        for part in parts.into_iter().rev() {
            let says_something = matches!(part.what, PartKind::Page(id) if !self.page(id).outline.synthetic);
            if says_something || kept.last().is_some_and(|next| next.depth > part.depth) {
                kept.push(part);
            }
        }
        kept.reverse();
        kept
    }
}
