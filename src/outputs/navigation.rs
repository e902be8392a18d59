//! The navigation as a page shows it: all of it, or the way to the page, so that a page costs the same in a guide of
//! any size.

use std::ops::Range;

use crate::render::edition::BaseUrl;
use crate::site::{Guide, Nav, NavId, PageId};
use crate::snapshot::Snapshot;
use crate::view::NavItem;

/// The largest navigation that every page shows completely, in entries. Beyond it, a page shows the way to itself.
const MAX_COMPLETE: usize = 60;
/// The highest number of siblings that are shown on the way to a page. Of more, only the nearest are.
const MAX_SIBLINGS: usize = 30;
/// The number of siblings that are shown on either side.
const NEAR_SIBLINGS: usize = 8;

/// Returns the entries that a page shows; `current` is its own.
pub fn items<'a>(
    snapshot: &'a Snapshot,
    guide: &'a Guide,
    from: &BaseUrl<'_>,
    current: Option<NavId>,
) -> Vec<NavItem<'a>> {
    let nav = &guide.web.nav;
    let mut way: Vec<NavId> = std::iter::successors(current, |id| nav.node(*id).parent).collect();
    way.reverse();
    let is_complete = nav.len() <= MAX_COMPLETE;
    Lister { snapshot, nav, from, is_complete }.level(&nav.top, guide.home, &way)
}

struct Lister<'a, 'b> {
    snapshot: &'a Snapshot,
    nav: &'a Nav,
    from: &'b BaseUrl<'b>,
    is_complete: bool,
}

impl<'a> Lister<'a, '_> {
    /// Lists the entries below a page. `way` leads from one of them to the current entry.
    fn level(&self, entries: &'a [NavId], above: PageId, way: &[NavId]) -> Vec<NavItem<'a>> {
        let (here, deeper) = match way.split_first() {
            Some((here, deeper)) => (Some(*here), deeper),
            None => (None, way),
        };
        let shown = self.shown(entries, here);
        let is_cut = shown.len() < entries.len();
        let item = |id: &NavId| {
            let node = self.nav.node(*id);
            let open = here == Some(*id);
            let children = match (open, self.is_complete) {
                (true, _) => self.level(&node.children, node.page, deeper),
                (false, true) => self.level(&node.children, node.page, &[]),
                (false, false) => Vec::new(),
            };
            let current = open && deeper.is_empty();
            let title = node.title.as_str().into();
            NavItem { title, href: self.href(node.page), current, open, more: false, children }
        };
        let rest = is_cut.then(|| self.rest(entries.len(), above));
        entries[shown].iter().map(item).chain(rest).collect()
    }

    /// Returns which of the entries of a level are shown.
    fn shown(&self, entries: &[NavId], here: Option<NavId>) -> Range<usize> {
        if self.is_complete {
            return 0..entries.len();
        }
        match here.filter(|_| entries.len() > MAX_SIBLINGS).map(|id| self.nav.node(id).place) {
            Some(place) => {
                place.saturating_sub(NEAR_SIBLINGS)..(place + NEAR_SIBLINGS + 1).min(entries.len())
            }
            None => 0..entries.len().min(MAX_SIBLINGS),
        }
    }

    /// Returns the entry that links to all entries of a level.
    fn rest(&self, entries: usize, above: PageId) -> NavItem<'a> {
        NavItem {
            title: format!("{} ({entries})", self.snapshot.theme.label("all_pages")).into(),
            href: self.href(above),
            current: false,
            open: false,
            more: true,
            children: Vec::new(),
        }
    }

    fn href(&self, id: PageId) -> String {
        self.from.href(&self.snapshot.site.page(id).url)
    }
}
