//! The types of the resolved site. The steps beside this file make its parts from the names; `Site` is put together once
//! from the parts and never changes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use foldhash::HashMap;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, nearest_path};
use crate::document::{Condition, Editions, ReaderEdition};
use crate::images::{ImageError, ImageHeader};
use crate::kinds::Kinds;
use crate::parse::{INDEX, Outline};
use crate::paths::{self, SourcePath, UrlPath, is_readme};
use crate::site::cited::{Citations, Citing};
use crate::site::id::PageId;
use crate::site::labels::{Labels, NumberWords};
use crate::site::leaf::Leaf;
use crate::site::nav::Nav;
use crate::site::output::{Output, Pdf, Pdfs, Scope};

/// The maximum number of names that are compared to suggest a near one.
pub const MAX_COMPARED: usize = 2000;

/// Everything that has a name. The site depends on this and on nothing else.
#[derive(Clone, Debug)]
pub struct Names {
    /// The pages' outlines, in path order.
    pub outlines: Vec<Arc<Outline>>,
    /// Files of the content folder.
    pub files: BTreeMap<String, SourcePath>,
    /// Files of `static/`.
    pub statics: BTreeMap<String, SourcePath>,
    /// The images among both, by their path in their folder: the header, or why the image cannot be shown.
    pub images: BTreeMap<String, Result<ImageHeader, ImageError>>,
    /// Addresses of the theme's assets.
    pub assets: BTreeMap<String, UrlPath>,
    /// Kinds of page that the theme knows.
    pub kinds: Arc<Kinds>,
    /// The theme's templates.
    pub templates: BTreeSet<String>,
    /// The theme's words around the numbers of figures and tables.
    pub number_words: NumberWords,
    /// What citations are made from.
    pub citing: Citing,
    /// The site's settings.
    pub config: Config,
    /// Whether drafts are shown.
    pub drafts: Drafts,
    /// Whether the site has the PDFs that the settings ask for.
    pub pdfs: Pdfs,
}

impl PartialEq for Names {
    fn eq(&self, other: &Names) -> bool {
        let Names {
            outlines,
            files,
            statics,
            images,
            assets,
            kinds,
            templates,
            number_words,
            citing,
            config,
            drafts,
            pdfs,
        } = self;
        // Most outlines are the same objects, which need no comparison.
        let same = |(a, b): (&Arc<Outline>, &Arc<Outline>)| Arc::ptr_eq(a, b) || a == b;
        outlines.len() == other.outlines.len()
            && outlines.iter().zip(&other.outlines).all(same)
            && (files, statics, assets) == (&other.files, &other.statics, &other.assets)
            && *images == other.images
            && (kinds, templates, number_words) == (&other.kinds, &other.templates, &other.number_words)
            && (citing, config, drafts, pdfs) == (&other.citing, &other.config, &other.drafts, &other.pdfs)
    }
}

impl Names {
    /// Returns what is known of the image at a path in its folder, if it can be shown.
    pub fn image(&self, path: &str) -> Option<&ImageHeader> {
        self.images.get(path)?.as_ref().ok()
    }

    /// Returns the names of the guide's files, those of the content folder first.
    pub fn file_names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().chain(self.statics.keys()).map(String::as_str)
    }
}

/// Whether drafts are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Drafts {
    /// They are left out.
    #[default]
    Left,
    /// They are pages like any other.
    Shown,
}

/// A page in the site.
#[derive(Debug)]
pub struct SitePage {
    /// Its names.
    pub outline: Arc<Outline>,
    /// Its address.
    pub url: UrlPath,
    /// The editions that show it; none if it is a draft that is left out, or is for other readers.
    pub editions: Editions,
    /// The landing page of its section; `None` for the home page.
    pub parent: Option<PageId>,
    /// The pages and sections of the section whose landing page it is, in order.
    pub children: Vec<PageId>,
}

impl SitePage {
    /// Reports whether no edition shows it.
    pub fn is_hidden(&self) -> bool {
        self.editions == Editions::NONE
    }

    /// Reports whether it has a page on the web.
    pub fn is_on_web(&self) -> bool {
        self.editions.has(ReaderEdition::Web)
    }

    /// Reports whether it is on paper: on print pages and in PDFs.
    pub fn is_printed(&self) -> bool {
        self.editions.has(ReaderEdition::Print) && self.outline.front.print
    }
}

/// The pages in path order, with their sections.
#[derive(Debug)]
pub struct Pages {
    pub(super) all: Vec<SitePage>,
    pub(super) by_path: HashMap<String, PageId>,
    pub(super) by_file_name: HashMap<String, Vec<PageId>>,
}

impl Pages {
    /// Returns a page by its id.
    pub fn page(&self, id: PageId) -> &SitePage {
        &self.all[id.index()]
    }

    /// Returns the number of pages, including those that are left out.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Reports whether there are no pages. Every guide has at least its home page.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Finds a page by its path in the content folder. A `README.md` that is the first page of its folder is found by that
    /// name too.
    pub fn find(&self, path: &str) -> Option<PageId> {
        let path = paths::nfc(path);
        self.by_path.get(&*path).copied().or_else(|| self.find_readme(&path))
    }

    fn find_readme(&self, path: &str) -> Option<PageId> {
        let folder = paths::folder(Some(path).filter(|path| is_readme(path))?);
        let id = self.by_path.get(&paths::index_of(folder)).copied()?;
        is_readme(self.page(id).outline.source.as_str()).then_some(id)
    }

    /// Returns the pages that any edition shows, in path order.
    pub fn shown(&self) -> impl Iterator<Item = PageId> {
        let shown = |(index, page): (usize, &SitePage)| (!page.is_hidden()).then(|| PageId::new(index));
        self.all.iter().enumerate().filter_map(shown)
    }

    /// Returns the pages of the web, in path order.
    pub fn on_web(&self) -> impl Iterator<Item = PageId> {
        self.shown().filter(|id| self.page(*id).is_on_web())
    }

    /// Returns the pages that are in lists of pages on the web, in path order: all but those for missing addresses.
    pub fn listed(&self) -> impl Iterator<Item = PageId> {
        self.on_web().filter(|id| !self.page(*id).outline.is_not_found())
    }

    /// Returns the pages and sections of a section on the web, in order.
    pub fn children_on_web(&self, id: PageId) -> impl Iterator<Item = PageId> {
        self.page(id).children.iter().copied().filter(|id| self.page(*id).is_on_web())
    }

    /// Returns for whom a page is that no edition shows: its own condition or that of a section that it is in. `None` if it is
    /// left out as a draft.
    pub fn readers_of(&self, id: PageId) -> Option<&Condition> {
        let path = self.page(id).outline.path.as_str();
        let folders = path.match_indices('/').rev().map(|(at, _)| paths::index_of(&path[..at]));
        let sections = folders.filter_map(|landing| self.by_path.get(&landing).copied());
        let mut pages = std::iter::once(id).chain(sections).map(|id| &self.page(id).outline);
        let absent = pages.find(|outline| outline.editions == Editions::NONE || outline.front.draft)?;
        Some(&absent.front.only.as_ref()?.value).filter(|_| absent.editions == Editions::NONE)
    }

    /// Returns a page and the landing pages above it, from the inside out; the home page is the last.
    pub fn and_above(&self, id: PageId) -> impl Iterator<Item = PageId> {
        std::iter::successors(Some(id), |id| self.page(*id).parent)
    }

    /// Reports whether a file of the content folder is in a section that is left out.
    pub fn hides(&self, file: &str) -> bool {
        let landing = |(at, _)| self.find(&[&file[..=at], INDEX].concat());
        file.match_indices('/').filter_map(landing).any(|id| self.page(id).is_hidden())
    }

    /// Returns a "did you mean" for a page named by its path in the content folder.
    pub(super) fn suggestion(&self, path: &str) -> Option<String> {
        let shown = self.all.iter().filter(|page| !page.is_hidden()).take(MAX_COMPARED);
        nearest_path(path, shown.map(|page| page.outline.link_path()))
            .map(|path| format!("did you mean `{path}`?"))
    }
}

/// The pages of one language: their home page, navigation and reading order. A site has one guide.
#[derive(Debug)]
pub struct Guide {
    /// Its language tag.
    pub language: String,
    /// Its home page.
    pub home: PageId,
    /// Its pages of all editions, as `[[nav]]` or the folders arrange them.
    pub all: Arc<ReadingOrder>,
    /// Those of the web.
    pub web: Arc<ReadingOrder>,
}

/// The arrangement of pages.
#[derive(Debug)]
pub struct ReadingOrder {
    /// The navigation.
    pub nav: Nav,
    /// The pages in reading order, from the home page on.
    pub order: Vec<PageId>,
    /// The position of each page of the site in the reading order.
    pub(super) positions: Vec<Option<usize>>,
}

impl ReadingOrder {
    /// Returns the position of a page in the reading order; `None` if it is not in the navigation.
    pub fn position(&self, id: PageId) -> Option<usize> {
        self.positions[id.index()]
    }

    /// Returns the page before and the page after a page, in reading order.
    pub fn neighbours(&self, id: PageId) -> (Option<PageId>, Option<PageId>) {
        match self.position(id) {
            Some(at) => (at.checked_sub(1).map(|at| self.order[at]), self.order.get(at + 1).copied()),
            None => (None, None),
        }
    }
}

/// The search of the pages in one language.
#[derive(Debug)]
pub struct LanguageSearch {
    /// The first part of the pages' language tag, in lower case.
    pub language: String,
    /// The pages, in path order. The position of a page is its number in the index.
    pub pages: Vec<PageId>,
    /// The ranges of page numbers whose texts share a file.
    pub texts: Vec<Range<usize>>,
    /// The number of files with words and their pages.
    pub words: u32,
    /// The number of files with words alone, by their first letter.
    pub nears: u32,
}

/// The facts about a site that are known before its addresses: the input of the routes.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    /// Everything that has a name.
    pub names: &'a Names,
    /// The pages.
    pub pages: &'a Pages,
    /// The guides.
    pub guides: &'a [Guide],
    /// The sheets to hand out.
    pub leaves: &'a [Leaf],
    /// The search of each language.
    pub search: &'a [LanguageSearch],
}

/// The addresses of generated outputs, unless a file of the author's replaces them.
#[derive(Debug, Default)]
pub struct MadeUrls {
    /// The print page that begins with each page.
    pub(super) print_pages: BTreeMap<PageId, UrlPath>,
    /// Each page in Markdown.
    pub(super) markdown: BTreeMap<PageId, UrlPath>,
    /// The print page of each leaf, by its place in `Site::leaves`.
    pub(super) leaf_pages: BTreeMap<usize, UrlPath>,
    /// The PDFs of each scope, the normal one first.
    pub(super) pdfs: BTreeMap<Scope, Vec<(UrlPath, Pdf)>>,
    /// The whole site in one ZIP file.
    pub(super) archive: Option<UrlPath>,
    /// The smaller versions of each image, the narrowest first, with their widths in pixels.
    pub(super) scaled: BTreeMap<UrlPath, Vec<(UrlPath, u32)>>,
}

/// Every name of the site and what it refers to.
#[derive(Debug)]
pub struct Site {
    /// The pages.
    pub pages: Pages,
    /// The guides, one a language; the first is that of the site's own language.
    pub guides: Vec<Guide>,
    /// The sheets to hand out.
    pub leaves: Vec<Leaf>,
    /// The outputs, by address.
    pub routes: BTreeMap<UrlPath, Output>,
    /// The page that lists the sources.
    pub sources: Option<PageId>,
    /// The search of each language.
    pub search: Vec<LanguageSearch>,
    /// Mistakes in the names.
    pub problems: Vec<Diagnostic>,
    pub(super) labels: Labels,
    pub(super) citations: Citations,
    pub(super) made_urls: MadeUrls,
    pub(super) names: Names,
}

impl Site {
    /// Returns a page by its id.
    pub fn page(&self, id: PageId) -> &SitePage {
        self.pages.page(id)
    }

    /// Finds a page by its path in the content folder.
    pub fn find(&self, path: &str) -> Option<PageId> {
        self.pages.find(path)
    }

    /// Returns the pages that are not left out, in path order.
    pub fn shown(&self) -> impl Iterator<Item = PageId> {
        self.pages.shown()
    }

    /// Returns the address of one of the theme's assets, by its name.
    pub fn asset(&self, name: &str) -> Option<&UrlPath> {
        self.names.assets.get(name)
    }

    /// Returns the site's settings.
    pub fn config(&self) -> &Config {
        &self.names.config
    }

    /// Returns the guide of the site's own language.
    pub fn guide(&self) -> &Guide {
        &self.guides[0]
    }

    /// Returns the guide that contains a page.
    pub fn guide_of(&self, _: PageId) -> &Guide {
        self.guide()
    }

    /// Reports whether a page is the home page of its guide.
    pub fn is_home(&self, id: PageId) -> bool {
        self.guide_of(id).home == id
    }

    /// Returns the language tag of a page: its own, or that of its guide.
    pub fn language_of(&self, id: PageId) -> &str {
        self.page(id).outline.front.language.as_deref().unwrap_or(&self.guide_of(id).language)
    }

    /// Returns the language tag of a page, if it differs from that of its guide.
    pub fn foreign_language(&self, id: PageId) -> Option<&str> {
        Some(self.language_of(id)).filter(|own| *own != self.guide_of(id).language)
    }

    /// Returns the address of the print page that begins with a page.
    pub fn print_page(&self, id: PageId) -> Option<&UrlPath> {
        self.made_urls.print_pages.get(&id)
    }

    /// Returns the address of a page in Markdown.
    pub fn markdown_page(&self, id: PageId) -> Option<&UrlPath> {
        self.made_urls.markdown.get(&id)
    }

    /// Returns the address of the ZIP file with the whole site, if the site has it.
    pub fn archive(&self) -> Option<&UrlPath> {
        self.made_urls.archive.as_ref()
    }

    /// Returns the images that have smaller versions, each with the versions' addresses and widths in pixels, the
    /// narrowest first.
    pub fn scaled(&self) -> &BTreeMap<UrlPath, Vec<(UrlPath, u32)>> {
        &self.made_urls.scaled
    }
}
