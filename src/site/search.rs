//! What the search of a site is made of: an index for each language, its files, and the A–Z page. All of it is a function
//! of names: which pages there are, in which language, and about how long they are.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::paths::UrlPath;
use crate::site::{Output, PageId, Site};

/// The template of the A–Z page. A theme without it has no search.
pub const A_TO_Z_TEMPLATE: &str = "a-z.html";
/// The address of the A–Z page.
pub const A_TO_Z: &str = "a-z.html";

/// The pages whose texts share a file are together about as long as this, in KB of Markdown; a longer page has its own.
const TEXTS: u64 = 16;
/// One file of words for so many KB of Markdown.
const TEXT_FOR_WORDS: u64 = 96;
/// Guides of more pages have the words that are near a mistyped one in several files.
const ONE_NEAR: usize = 300;
/// Into how many, then.
const NEARS: u32 = 16;
/// A guide of more pages has the titles alone on its A–Z page, and that in parts.
const WHOLE_A_TO_Z: usize = 1000;
/// So many titles are on a part of the A–Z page.
pub const TITLES_ON_PART: usize = 500;

/// The search of the pages in one language.
#[derive(Debug)]
pub struct Searched {
    /// The first part of the pages' language tag, in lower case.
    pub language: String,
    /// The pages, in path order. A page's place is its number in the index.
    pub pages: Vec<PageId>,
    /// The pages whose texts are in one file, as ranges of their numbers.
    pub texts: Vec<Range<usize>>,
    /// The number of files that the words are in.
    pub words: u32,
    /// The number of files that the words are in by their first letter.
    pub nears: u32,
}

/// A file of a language's search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchFile {
    /// What is in which other file.
    Directory,
    /// Words, and the pages that have them.
    Words(u32),
    /// Words alone, by their first letter, to find those near a mistyped one.
    Near(u32),
    /// The texts of some pages.
    Text(u32),
}

impl SearchFile {
    /// Its name in the folder of its language.
    pub fn name(self) -> String {
        match self {
            SearchFile::Directory => "index".to_owned(),
            SearchFile::Words(number) => format!("words-{number}"),
            SearchFile::Near(number) => format!("near-{number}"),
            SearchFile::Text(number) => format!("text-{number}"),
        }
    }
}

/// The first part of a language tag, in lower case: pages in `en-GB` and `en-US` are searched together.
pub fn primary(tag: &str) -> String {
    tag.split('-').next().unwrap_or_default().to_ascii_lowercase()
}

impl Site {
    /// The language of a page: its own, or the guide's.
    pub fn language_of(&self, id: PageId) -> &str {
        self.page(id).outline.front.language.as_deref().unwrap_or(&self.names.config.language)
    }

    /// The language of a page, where it is not the guide's.
    pub fn foreign_language(&self, id: PageId) -> Option<&str> {
        Some(self.language_of(id)).filter(|own| *own != self.names.config.language)
    }

    /// Whether the site can be searched: it wants to be, and its theme has a template for the A–Z page.
    pub fn is_searched(&self) -> bool {
        self.names.config.search && self.names.templates.contains(A_TO_Z_TEMPLATE)
    }

    /// The pages that a search finds, in path order.
    pub fn found(&self) -> impl Iterator<Item = PageId> {
        self.shown().filter(|id| self.page(*id).outline.front.search)
    }

    /// The place in `Site::search` of what a page searches: the pages in its language, else those in the guide's.
    pub fn search_of(&self, id: Option<PageId>) -> Option<usize> {
        let guide = self.names.config.language.as_str();
        let place = |tag: &str| {
            let language = primary(tag);
            self.search.iter().position(|it| it.language == language)
        };
        let own = id.and_then(|id| place(self.language_of(id)));
        own.or_else(|| place(guide)).or((!self.search.is_empty()).then_some(0))
    }

    /// The address of a file of the search.
    pub fn search_url(&self, language: usize, file: SearchFile) -> UrlPath {
        UrlPath::new(format!("search/{}/{}.js", self.search[language].language, file.name()))
    }

    /// How many parts the A–Z page has beside itself; none if it is whole.
    pub fn a_to_z_parts(&self) -> usize {
        match self.found().count() {
            0..=WHOLE_A_TO_Z => 0,
            pages => pages.div_ceil(TITLES_ON_PART),
        }
    }

    /// Arranges the search of each language.
    pub(super) fn arrange_search(&mut self) {
        if !self.is_searched() {
            return;
        }
        let mut of_language: BTreeMap<String, Vec<PageId>> = BTreeMap::new();
        for id in self.found() {
            of_language.entry(primary(self.language_of(id))).or_default().push(id);
        }
        let searched = |(language, pages): (String, Vec<PageId>)| {
            let sizes: Vec<u64> =
                pages.iter().map(|id| u64::from(self.page(*id).outline.size_class)).collect();
            Searched {
                language,
                texts: groups(&sizes),
                words: u32::try_from(sizes.iter().sum::<u64>().div_ceil(TEXT_FOR_WORDS))
                    .unwrap_or(u32::MAX)
                    .max(1),
                nears: if pages.len() > ONE_NEAR { NEARS } else { 1 },
                pages,
            }
        };
        self.search = of_language.into_iter().map(searched).collect();
    }

    /// The addresses of the search.
    pub(super) fn search_routes(&self) -> Vec<(UrlPath, Output)> {
        let mut routes = Vec::new();
        if !self.is_searched() {
            return routes;
        }
        routes.push((UrlPath::new(A_TO_Z), Output::AToZ(0)));
        routes.extend((1..=self.a_to_z_parts()).map(|part| (a_to_z_part(part), Output::AToZ(part))));
        for (at, of) in self.search.iter().enumerate() {
            let texts = u32::try_from(of.texts.len()).expect("fewer than there are pages");
            let files = std::iter::once(SearchFile::Directory)
                .chain((0..of.words).map(SearchFile::Words))
                .chain((0..of.nears).map(SearchFile::Near))
                .chain((0..texts).map(SearchFile::Text));
            routes.extend(files.map(|file| (self.search_url(at, file), Output::Search(at, file))));
        }
        routes
    }
}

/// The address of a part of the A–Z page, counted from 1.
pub fn a_to_z_part(part: usize) -> UrlPath {
    UrlPath::new(format!("a-z/{part}.html"))
}

/// Sizes in a row, cut into groups of about `TEXTS`.
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
