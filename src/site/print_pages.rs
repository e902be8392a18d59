//! The content of each print page: the pages of a section, or of the whole guide, in reading order, each with its depth.

use crate::site::id::PageId;
use crate::site::model::{Guide, Pages, Site};

/// The maximum number of pages on a print page: few browsers can print more.
pub const MAX_PRINTED: usize = 1000;
/// A part of a print page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// Its kind.
    pub what: PartKind<'a>,
    /// The number of sections and groups it is in on the print page; 0 for the page that the print page begins with.
    pub depth: usize,
}

/// The kind of a part of a print page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind<'a> {
    /// A page.
    Page(PageId),
    /// Only a title: of a group of the navigation, or of a section whose first page is not printed.
    Title(&'a str),
}

impl Site {
    /// Returns the parts of the print page that begins with a landing page, which is the first part; the home page
    /// begins the whole guide. Returns `None` if nothing in it is printed, or if it has too many pages.
    pub fn print_parts(&self, root: PageId) -> Option<Vec<Part<'_>>> {
        print_parts(self.guide_of(root), &self.pages, root)
    }

    /// Returns the landing page of the nearest section around a page that has a print page of its own; `None` for the
    /// guide.
    pub fn print_section_of(&self, id: PageId) -> Option<PageId> {
        self.pages.and_above(id).find(|id| !self.is_home(*id) && self.print_page(*id).is_some())
    }
}

/// Returns the parts of a print page, before addresses are known.
pub fn print_parts<'a>(guide: &'a Guide, pages: &'a Pages, root: PageId) -> Option<Vec<Part<'a>>> {
    let collector = Collector { guide, pages };
    let below = if root == guide.home { collector.guide_parts() } else { collector.section_parts(root) };
    let below = collector.without_empty(below);
    let count = below.iter().filter(|part| matches!(part.what, PartKind::Page(_))).count();
    let is_any = count > 0 || collector.is_printed(root) && !pages.page(root).outline.synthetic;
    let first = Part { what: PartKind::Page(root), depth: 0 };
    (is_any && count < MAX_PRINTED).then(|| std::iter::once(first).chain(below).collect())
}

struct Collector<'a> {
    guide: &'a Guide,
    pages: &'a Pages,
}

impl<'a> Collector<'a> {
    /// Reports whether a page is printed: its front matter allows it, and it is in the navigation.
    fn is_printed(&self, id: PageId) -> bool {
        self.pages.page(id).is_printed() && self.guide.all.position(id).is_some()
    }

    fn part(&self, id: PageId, depth: usize) -> Part<'a> {
        let title = || PartKind::Title(&self.pages.page(id).outline.title);
        Part { what: if self.is_printed(id) { PartKind::Page(id) } else { title() }, depth }
    }

    /// Returns what is below the home page in the navigation.
    fn guide_parts(&self) -> Vec<Part<'a>> {
        let nav = &self.guide.all.nav;
        let part = |(id, depth)| {
            let node = nav.node(id);
            if nav.is_group(id) {
                return Some(Part { what: PartKind::Title(&node.title), depth });
            }
            // The home page is already there, and a page that is in the navigation twice is printed once.
            let is_first = node.page != self.guide.home && nav.of_page(node.page) == Some(id);
            is_first.then(|| self.part(node.page, depth))
        };
        nav.walk().filter_map(part).collect()
    }

    /// Returns what is below the landing page of a section: its pages, and the sections in it.
    fn section_parts(&self, root: PageId) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        let mut open = vec![(root, 0)];
        while let Some((id, depth)) = open.pop() {
            if depth > 0 {
                parts.push(self.part(id, depth));
            }
            let mut below = self.pages.page(id).children.clone();
            below.sort_by_key(|id| self.guide.all.position(*id).unwrap_or(usize::MAX));
            open.extend(below.into_iter().rev().map(|id| (id, depth + 1)));
        }
        parts
    }

    /// Returns the parts without titles that have no page below them. A synthetic landing page counts as a title.
    fn without_empty(&self, parts: Vec<Part<'a>>) -> Vec<Part<'a>> {
        let mut kept: Vec<Part<'a>> = Vec::with_capacity(parts.len());
        for part in parts.into_iter().rev() {
            let has_text = matches!(part.what, PartKind::Page(id) if !self.pages.page(id).outline.synthetic);
            if has_text || kept.last().is_some_and(|next| next.depth > part.depth) {
                kept.push(part);
            }
        }
        kept.reverse();
        kept
    }
}
