//! The plan of a site's search: an index for each language, its files, and the A–Z page. All of it depends on names
//! alone: which pages there are, in which language, and how long they are approximately.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::paths::UrlPath;
use crate::site::id::PageId;
use crate::site::model::{Guide, LanguageSearch, Names, Pages, Site};

/// The template of the A–Z page. A theme without it has no search.
pub const A_TO_Z_TEMPLATE: &str = "a-z.html";

/// The total length of pages whose texts share a file, in KB of Markdown (approximate). A longer page has its own file.
const TEXTS: u64 = 16;
/// The KB of Markdown for each file of words.
const TEXT_FOR_WORDS: u64 = 96;
/// The largest guide, in pages, that has the words near mistyped ones in a single file.
const MAX_ONE_NEAR: usize = 300;
/// The number of these files.
const NEARS: u32 = 16;

/// Returns the address of the A–Z page, or of the part with a number, counted from 1.
pub fn a_to_z_url(part: usize) -> UrlPath {
    UrlPath::new(if part == 0 { "a-z.html".to_owned() } else { format!("a-z/{part}.html") })
}

/// Returns the first part of a language tag, in lower case: pages in `en-GB` and `en-US` are searched together.
pub fn primary(tag: &str) -> String {
    tag.split('-').next().unwrap_or_default().to_ascii_lowercase()
}

/// Reports whether a site has a search: its settings ask for one, and its theme has a template for the A–Z page.
pub fn is_searched(names: &Names) -> bool {
    names.config.search && names.templates.contains(A_TO_Z_TEMPLATE)
}

/// Returns the pages that a search finds, in path order.
pub fn searchable(pages: &Pages) -> impl Iterator<Item = PageId> {
    pages.listed().filter(|id| pages.page(*id).outline.front.search)
}

/// Plans the search of each language.
pub fn arrange(names: &Names, pages: &Pages, guide: &Guide) -> Vec<LanguageSearch> {
    if !is_searched(names) {
        return Vec::new();
    }
    let mut by_language: BTreeMap<String, Vec<PageId>> = BTreeMap::new();
    for id in searchable(pages) {
        let own = pages.page(id).outline.front.language.as_deref();
        by_language.entry(primary(own.unwrap_or(&guide.language))).or_default().push(id);
    }
    by_language.into_iter().map(|(language, found)| language_search(pages, language, found)).collect()
}

fn language_search(pages: &Pages, language: String, found: Vec<PageId>) -> LanguageSearch {
    let sizes: Vec<u64> = found.iter().map(|id| u64::from(pages.page(*id).outline.size_class)).collect();
    let words = sizes.iter().sum::<u64>().div_ceil(TEXT_FOR_WORDS);
    LanguageSearch {
        language,
        texts: groups(&sizes),
        words: u32::try_from(words).unwrap_or(u32::MAX).max(1),
        nears: if found.len() > MAX_ONE_NEAR { NEARS } else { 1 },
        pages: found,
    }
}

impl Site {
    /// Returns the pages that a search finds, in path order.
    pub fn searchable(&self) -> impl Iterator<Item = PageId> {
        searchable(&self.pages)
    }

    /// Returns the index in `Site::search` of the search for a page: in the language of the page, else of the guide.
    pub fn search_of(&self, id: Option<PageId>) -> Option<usize> {
        let place = |tag: &str| {
            let language = primary(tag);
            self.search.iter().position(|search| search.language == language)
        };
        let own = id.and_then(|id| place(self.language_of(id)));
        let guide = id.map_or(self.guide(), |id| self.guide_of(id));
        own.or_else(|| place(&guide.language)).or((!self.search.is_empty()).then_some(0))
    }
}

/// Splits a row of sizes into groups of about `TEXTS`.
fn groups(sizes: &[u64]) -> Vec<Range<usize>> {
    let mut groups = Vec::new();
    let (mut start, mut sum) = (0, 0);
    for (at, size) in sizes.iter().enumerate() {
        if at > start && sum + size > TEXTS {
            groups.push(start..at);
            (start, sum) = (at, 0);
        }
        sum += size;
    }
    if start < sizes.len() {
        groups.push(start..sizes.len());
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_share_a_file_up_to_a_size() {
        assert_eq!(groups(&[8, 8, 8, 1]), [0..2, 2..4]);
        assert_eq!(groups(&[100, 1, 100]), [0..1, 1..2, 2..3]);
        assert_eq!(groups(&[]), Vec::<Range<usize>>::new());
        assert_eq!(primary("en-GB"), "en");
    }
}
