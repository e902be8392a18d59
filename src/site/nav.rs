//! The navigation of a guide as a tree.

use crate::site::id::PageId;

/// An entry of the navigation: an index into `Nav`.
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
    /// Its text.
    pub title: String,
    /// The page that it links to; for a group, the first page of the group.
    pub page: PageId,
    /// The entry above it.
    pub parent: Option<NavId>,
    /// Its position among its siblings, from 0.
    pub place: usize,
    /// The entries below it, in order.
    pub children: Vec<NavId>,
}

impl Nav {
    /// Returns a navigation without entries, for a site with a number of pages.
    pub(super) fn new(pages: usize) -> Nav {
        Nav { of_page: vec![None; pages], ..Nav::default() }
    }

    /// Returns an entry by its id.
    pub fn node(&self, id: NavId) -> &NavNode {
        &self.nodes[id.0]
    }

    /// Returns the number of entries.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Reports whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns the first entry that links to a page and is not the title of a group.
    pub fn of_page(&self, page: PageId) -> Option<NavId> {
        self.of_page[page.index()]
    }

    /// Reports whether an entry is only the title of a group of pages. It links to the first of them.
    pub fn is_group(&self, id: NavId) -> bool {
        let node = self.node(id);
        let leads_to_first = |child: &NavId| self.node(*child).page == node.page;
        self.of_page(node.page) != Some(id) && node.children.first().is_some_and(leads_to_first)
    }

    /// Returns every entry from top to bottom with its depth, counted from 1.
    pub fn walk(&self) -> impl Iterator<Item = (NavId, usize)> {
        let mut open: Vec<(NavId, usize)> = self.top.iter().rev().map(|id| (*id, 1)).collect();
        std::iter::from_fn(move || {
            let (id, depth) = open.pop()?;
            open.extend(self.node(id).children.iter().rev().map(|child| (*child, depth + 1)));
            Some((id, depth))
        })
    }

    /// Adds the title of a group below an entry, or to the first level.
    pub(super) fn add_group(&mut self, title: String, page: PageId, parent: Option<NavId>) -> NavId {
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

    /// Adds an entry that links to a page, below an entry, or to the first level.
    pub(super) fn add(&mut self, title: String, page: PageId, parent: Option<NavId>) -> NavId {
        let id = self.add_group(title, page, parent);
        self.of_page[page.index()].get_or_insert(id);
        id
    }
}
