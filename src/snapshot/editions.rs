//! The edition codes of pages and guides, and the releases of each.

use std::collections::BTreeSet;

use super::{ReleasesByPage, Snapshot};
use crate::date::Date;
use crate::diagnostic::{Diagnostic, Place};
use crate::edition_code::EditionCode;
use crate::parse::stem;
use crate::paths::{SourcePath, UrlPath};
use crate::raw::Spanned;
use crate::releases::{self, Release};
use crate::site::{Output, PageId, Scope};

impl Snapshot {
    /// Returns the edition code of pages in this order: of a leaf, a section or a guide. That of one page is the page's own.
    pub fn edition_of(&self, pages: &[PageId]) -> EditionCode {
        EditionCode::of_pages(pages.iter().map(|id| self.pages[id.index()].edition_code))
    }

    /// Returns the codes of the current sheets that lead to a page: its own, and those of the section or guide and of the leaves that
    /// it is the first page of. None if it has no code for readers: it has no file, or it is for missing addresses.
    pub fn editions_at(&self, id: PageId) -> Vec<EditionCode> {
        let outline = &self.site.page(id).outline;
        if outline.synthetic || outline.is_not_found() {
            return Vec::new();
        }
        let own = self.edition_of(&[id]);
        let whole = self.edition_of_whole(id).filter(|whole| *whole != own);
        let leaves = self.site.leaves_with(id).filter(|(_, leaf)| leaf.pages.first() == Some(&id));
        // The readers of a leaf may have other words than those of the page.
        let code_of_leaf = |number: usize| {
            let (readers, number) = self.for_leaf(number).ok()?;
            Some(readers.edition_of(&readers.site.leaves[number].pages))
        };
        let mut codes: Vec<EditionCode> = std::iter::once(own).chain(whole).collect();
        for code in leaves.filter_map(|(number, _)| code_of_leaf(number)) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        codes
    }

    /// Returns the edition code of the section or guide that a page is the first page of.
    pub fn edition_of_whole(&self, id: PageId) -> Option<EditionCode> {
        let scope = if self.site.is_home(id) { Scope::Guide } else { Scope::Section(id) };
        (self.site.is_home(id) || self.site.is_section(id))
            .then(|| self.edition_of(&self.site.printed(scope)))
    }

    /// Returns the releases whose sheets lead to a page, the oldest first.
    pub fn releases_of(&self, page: PageId) -> &[Release] {
        let by_page = self.releases_by_page.get_or_init(|| {
            let mut by_page = ReleasesByPage::new();
            for release in &self.releases {
                if let Some(page) = self.released_page(&release.page.value) {
                    by_page.entry(page).or_default().push(release.clone());
                }
            }
            by_page
        });
        by_page.get(&page).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the page that a path meant when it was released: the page with that path, else the one to which its old
    /// address leads now.
    fn released_page(&self, path: &str) -> Option<PageId> {
        self.site.find(path).or_else(|| {
            match self.site.routes.get(&UrlPath::new(format!("{}.html", stem(path)))) {
                Some(Output::Redirect(id) | Output::Withdrawn(id)) => Some(*id),
                _ => None,
            }
        })
    }

    /// Reports released pages that the guide no longer has: readers of their sheets reach nothing.
    pub(super) fn lost_releases(&self) -> Vec<Diagnostic> {
        let mut paths = BTreeSet::new();
        let is_lost = |release: &&Release| {
            let path = &release.page.value;
            self.released_page(path).is_none() && paths.insert(path.clone())
        };
        let file = SourcePath::new(releases::FILE);
        let problem = |release: &Release| {
            let path = &release.page.value;
            let place = Place::span(&file, release.page.span.clone());
            Diagnostic::warning(place, format!("`{path}` was released, and the guide has no such page"))
                .help(format!("add `aliases: [{}.html]` to the page that replaces it", stem(path)))
        };
        self.releases.iter().filter(is_lost).map(problem).collect()
    }

    /// Returns the releases that are missing: the current codes that were never released. `changes` is what is new in them.
    pub fn unreleased(&self, date: Date, changes: Option<&str>) -> Vec<Release> {
        let at_page = |id: PageId| {
            let known = self.releases_of(id);
            let missing = self.editions_at(id).into_iter();
            let missing = missing.filter(move |code| known.iter().all(|release| release.code != *code));
            let page = &self.site.page(id).outline.path;
            let changes = changes.map(str::to_owned);
            missing.map(move |code| {
                let page = Spanned::unplaced(page.clone());
                Release { page, code, date, changes: changes.clone() }
            })
        };
        self.site.shown().flat_map(at_page).collect()
    }
}
