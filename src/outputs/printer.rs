//! Pages together on one, to print from the browser: links between them stay on it. Used by print pages and by leaves.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::outputs::frame::Frame;
use crate::outputs::summary::Summary;
use crate::paths::{self, UrlPath};
use crate::render::edition::{BaseUrl, PrintEdition, WebEdition, id_prefix};
use crate::render::html;
use crate::site::PageId;
use crate::snapshot::Snapshot;
use crate::view::{self, Page};

/// The template of print pages. Without it, a theme has none.
pub const TEMPLATE: &str = "print.html";

/// Renders the pages that one print page shows.
pub struct Printer<'a, 'b, 'c> {
    /// The surroundings of the pages, in the guide that they are read from.
    pub frame: &'c Frame<'a, 'b>,
    /// The address of the print page.
    pub url: &'a UrlPath,
    /// The pages.
    pub shown: BTreeSet<PageId>,
    /// The guide that the site shows, if the pages are for the readers of a leaf.
    pub published: Option<&'a Snapshot>,
}

impl<'a> Printer<'a, '_, '_> {
    /// Returns a page with its title at a level.
    pub fn page(&self, id: PageId, level: u8, about: Summary) -> Result<Page<'a>, Diagnostic> {
        let snapshot = self.frame.snapshot;
        let edition = self.edition(id, level);
        let body = edition.web.body;
        let mut page = self.frame.page(id, about.paragraph, html::body(body, &edition)?);
        if let Some(list) = snapshot.site.sources.filter(|id| self.shown.contains(id)) {
            let prefix = id_prefix(&snapshot.site.page(list).url);
            page.sources.iter_mut().for_each(|it| it.href = paths::fragment(&format!("{prefix}{}", it.key)));
        }
        Ok(Page { level, source_list: String::new(), ..page })
    }

    /// Returns a page as a part, with its title at a level.
    pub fn part(&self, id: PageId, level: u8) -> Result<view::Part<'a>, Diagnostic> {
        let page = self.page(id, level, Summary::on_paper(self.frame.snapshot, id))?;
        Ok(view::Part { id: page.id.clone(), title: page.title, level, page: Some(page) })
    }

    /// Returns the list of the sources that the pages cite, unless one of them has it in its text. `first` is the page that
    /// the print page begins with.
    pub fn sources(&self, first: PageId) -> String {
        let printed = self.shown.iter().filter(|id| self.frame.snapshot.site.page(**id).outline.front.print);
        let sources = self.frame.snapshot.cited_sources(printed.copied());
        html::source_list(sources.into_iter(), &self.edition(first, 1))
    }

    fn edition(&self, id: PageId, level: u8) -> PrintEdition<'_> {
        let snapshot = self.frame.snapshot;
        let web = WebEdition {
            site: &snapshot.site,
            page: id,
            body: snapshot.pages[id.index()].print_body(),
            theme: &snapshot.theme,
            renderer: &snapshot.renderer,
            from: BaseUrl::at(self.url),
        };
        let id_prefix = id_prefix(&snapshot.site.page(id).url);
        PrintEdition { web, shown: &self.shown, id_prefix, level, published: self.published }
    }
}

/// Returns the first page of a print page, which knows what the style sheets of all of its pages need.
pub fn with_needs_of<'a>(page: Page<'a>, parts: &[view::Part<'a>]) -> Page<'a> {
    let pages = || std::iter::once(&page).chain(parts.iter().filter_map(|part| part.page.as_ref()));
    let has_code = pages().any(|page| page.has_code);
    let has_formulas = pages().any(|page| page.has_formulas);
    Page { has_code, has_formulas, ..page }
}
