//! The sources that pages name in their front matter: headings of one page of the guide, by their ids.

use std::collections::BTreeSet;

use crate::config;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::document::Editions;
use crate::paths::SourcePath;
use crate::raw::Spanned;
use crate::site::id::PageId;
use crate::site::model::{MAX_COMPARED, Names, Pages, Site};

/// A source that a page names.
#[derive(Clone, Copy, Debug)]
pub struct NamedSource<'a> {
    /// The page that lists it.
    pub page: PageId,
    /// Its key: the id of its heading.
    pub key: &'a str,
    /// The text of its heading.
    pub title: &'a str,
}

/// Finds the page that lists the sources.
pub fn page(names: &Names, pages: &Pages) -> (Option<PageId>, Vec<Diagnostic>) {
    let Some(setting) = &names.config.sources else { return (None, Vec::new()) };
    let chosen = pages.find(&setting.value).filter(|id| !pages.page(*id).is_hidden());
    // Every page leads to it, in every edition.
    let found = chosen.filter(|id| pages.page(*id).editions == Editions::ALL);
    let problem = || {
        let place = Place::span(&SourcePath::new(config::FILE), setting.span.clone());
        if chosen.is_some() {
            let message = format!("the page `{}` is not in every edition", setting.value);
            return Diagnostic::error(place, message)
                .help("remove `only` from its front matter: pages of every edition lead to their sources");
        }
        Diagnostic::error(place, format!("there is no page `{}`", setting.value))
            .help_if(pages.suggestion(&setting.value))
    };
    (found, found.is_none().then(problem).into_iter().collect())
}

impl Site {
    /// Returns the sources that a page names, in its order.
    pub fn sources_of(&self, id: PageId) -> impl Iterator<Item = NamedSource<'_>> {
        let named = &self.page(id).outline.front.sources;
        let keys = self.sources.into_iter().flat_map(|page| named.iter().map(move |key| (page, &key.value)));
        keys.filter_map(|(page, key)| {
            let anchor = self.page(page).outline.anchors.iter().find(|anchor| anchor.id == *key)?;
            Some(NamedSource { page, key, title: &anchor.text })
        })
    }
}

/// Reports keys of sources that do not exist.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let Some(list) = site.sources else { return Vec::new() };
    let anchors = site.page(list).outline.anchors.iter();
    let keys: BTreeSet<&str> = anchors.map(|anchor| anchor.id.as_str()).collect();
    let problem = |path: &SourcePath, key: &Spanned<String>| {
        let help = nearest(&key.value, keys.iter().copied().take(MAX_COMPARED));
        let place = Place::span(path, key.span.clone());
        Diagnostic::error(place, format!("no source has the key `{}`", key.value))
            .help_if(help.map(|name| format!("did you mean `{name}`?")))
    };
    let of_page = |id| {
        let outline = &site.page(id).outline;
        let unknown = outline.front.sources.iter().filter(|key| !keys.contains(key.value.as_str()));
        unknown.map(|key| problem(&outline.source, key))
    };
    site.shown().flat_map(of_page).collect()
}
