//! Withdrawn pages: no edition shows them, and their addresses say that nobody may use them.

use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Editions, LinkRole, RawLink, Span};
use crate::parse::{INDEX, Withdrawal};
use crate::paths;
use crate::site::id::PageId;
use crate::site::links::Target;
use crate::site::model::{Pages, Site};
use crate::site::output::Output;

impl Pages {
    /// Returns why a page is withdrawn: it is itself, or a section that it is in. `None` if it is not, or if there would
    /// be no page without that: it is a draft, or for other readers.
    pub fn withdrawal(&self, id: PageId) -> Option<&Withdrawal> {
        let page = self.page(id);
        let path = page.outline.path.as_str();
        if path == INDEX || !page.is_hidden() || page.outline.synthetic {
            return None;
        }
        let folders = path.match_indices('/').rev().map(|(at, _)| paths::index_of(&path[..at]));
        let sections = folders.filter_map(|landing| self.by_path.get(&landing).copied());
        let outlines: Vec<_> =
            std::iter::once(id).chain(sections).map(|id| &*self.page(id).outline).collect();
        let is_absent = outlines.iter().any(|it| it.front.draft || it.editions == Editions::NONE);
        outlines.into_iter().find_map(|it| it.front.withdrawn.as_ref()).filter(|_| !is_absent)
    }

    /// Returns the withdrawn pages, in path order.
    pub fn withdrawn(&self) -> impl Iterator<Item = PageId> {
        (0..self.len()).map(PageId::new).filter(|id| self.withdrawal(*id).is_some())
    }
}

impl Site {
    /// Returns the page to use instead of a withdrawn one.
    pub fn instead_of(&self, id: PageId) -> Option<PageId> {
        let outline = &self.page(id).outline;
        let instead = self.pages.withdrawal(id)?.instead.as_ref()?;
        // The page of a section that is withdrawn gives the page of the section.
        let is_own = outline.front.withdrawn.is_some();
        let from = if is_own { Some(id) } else { self.withdrawn_section(id) }?;
        match self.resolve(from, &link_to(&instead.value)) {
            Target::Page { page, .. } if self.page(page).is_on_web() => Some(page),
            _ => None,
        }
    }

    fn withdrawn_section(&self, id: PageId) -> Option<PageId> {
        let path = self.page(id).outline.path.as_str();
        let folders = path.match_indices('/').rev().map(|(at, _)| paths::index_of(&path[..at]));
        let mut sections = folders.filter_map(|landing| self.find(&landing));
        sections.find(|id| self.page(*id).outline.front.withdrawn.is_some())
    }

    /// Reports a link to a withdrawn page.
    pub(super) fn withdrawn_target(&self, target: &Target, place: Place) -> Option<Diagnostic> {
        let Target::File(url, _) = target else { return None };
        let Some(Output::Withdrawn(id)) = self.routes.get(url) else { return None };
        let message =
            format!("the link leads to a page that is withdrawn: {}", self.page(*id).outline.source);
        let help = match self.instead_of(*id) {
            Some(instead) => format!("link to `{}` instead", self.page(instead).outline.link_path()),
            None => "remove the link, or say at the link that the page is withdrawn".to_owned(),
        };
        Some(Diagnostic::warning(place, message).help(help))
    }
}

fn link_to(path: &str) -> RawLink {
    RawLink { destination: path.into(), role: LinkRole::Link, title: Box::default(), span: Span::default() }
}

/// Reports a page to use instead that readers cannot reach.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let problem = |id: PageId| {
        let outline = &site.page(id).outline;
        let instead = outline.front.withdrawn.as_ref()?.instead.as_ref()?;
        site.pages.withdrawal(id)?;
        let (message, help) = match site.resolve(id, &link_to(&instead.value)) {
            Target::Broken { message, help } => (message, help),
            Target::Page { page, .. } if site.page(page).is_on_web() => return None,
            Target::Page { .. } | Target::File(..) | Target::External(_) => {
                (format!("`{}` is not a page of the website that readers can use", instead.value), None)
            }
        };
        let place = Place::span(&outline.source, instead.span.clone());
        Some(Diagnostic::error(place, message).help_if(help))
    };
    site.pages.withdrawn().filter_map(problem).collect()
}
