//! What is on each print page: the pages of a section, or of the whole guide, in reading order, each with its depth.
//! Sections deep down and very large ones have no print page, so that all print pages together stay a few times the
//! size of the guide.

use crate::link::{NavId, PageId, Site};
use crate::paths::{self, UrlPath};

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
    /// The title of a group of the navigation.
    Group(&'a str),
}

impl Site {
    /// The parts of the print page that begins with a landing page, which is the first of them; the home page begins the
    /// whole guide. None if nothing in it is printed, or too much.
    pub fn printed(&self, root: PageId) -> Option<Vec<Part<'_>>> {
        let mut parts = vec![Part { what: PartKind::Page(root), depth: 0 }];
        let prints = |id: PageId| self.page(id).outline.front.print;
        if root == self.home() {
            self.print_navigation(&mut parts);
        } else if prints(root) {
            self.print_section(root, &mut parts);
        }
        let pages = parts.iter().filter(|part| matches!(part.what, PartKind::Page(_))).count();
        let some = pages > 1 || prints(root);
        (some && pages <= MOST_PRINTED).then_some(parts)
    }

    /// The pages of the whole guide; a landing page that is not printed takes its section with it.
    fn print_navigation<'a>(&'a self, parts: &mut Vec<Part<'a>>) {
        let below = |ids: &[NavId], depth| ids.iter().rev().map(move |id| (*id, depth)).collect::<Vec<_>>();
        let mut open = below(&self.nav.top, 1);
        while let Some((id, depth)) = open.pop() {
            let node = self.nav.node(id);
            // The whole begins with the home page; any other page that the navigation names twice is printed once.
            let here = node.page != self.home() && self.nav.of_page(node.page) == Some(id);
            if self.nav.is_group(id) {
                parts.push(Part { what: PartKind::Group(&node.title), depth });
            } else if node.page != self.home() && !self.page(node.page).outline.front.print {
                continue;
            } else if here {
                parts.push(Part { what: PartKind::Page(node.page), depth });
            }
            open.extend(below(&node.children, depth + 1));
            if parts.len() > 2 * MOST_PRINTED {
                break;
            }
        }
        without_empty_groups(parts);
    }

    /// The pages of a section, and of the sections in it.
    fn print_section(&self, root: PageId, parts: &mut Vec<Part<'_>>) {
        let below = |id: PageId, depth| {
            self.page(id).children.iter().rev().map(move |id| (*id, depth)).collect::<Vec<_>>()
        };
        let mut open = below(root, 1);
        while let Some((id, depth)) = open.pop().filter(|_| parts.len() <= MOST_PRINTED) {
            if self.page(id).outline.front.print {
                parts.push(Part { what: PartKind::Page(id), depth });
                open.extend(below(id, depth + 1));
            }
        }
    }

    /// The address of the print page that begins with a landing page; none for other pages and for sections deep down.
    pub(super) fn print_url(&self, id: PageId) -> Option<UrlPath> {
        let page = self.page(id);
        let folder = paths::folder(page.url.as_str());
        let depth = if folder.is_empty() { 0 } else { 1 + folder.matches('/').count() };
        let printed = page.outline.is_index() && depth <= DEEPEST_PRINTED;
        printed.then(|| UrlPath::new(format!("{folder}/print.html").trim_start_matches('/')))
    }
}

/// Takes out groups of which no page is printed.
fn without_empty_groups(parts: &mut Vec<Part<'_>>) {
    let ends: Vec<usize> = parts.iter().skip(1).map(|part| part.depth).chain([0]).collect();
    let mut next = ends.into_iter();
    parts.retain(|part| {
        next.next().is_some_and(|next| matches!(part.what, PartKind::Page(_)) || next > part.depth)
    });
}
