//! The types of the resolved site. The steps beside this file make its parts from the names; `Site` is put together once
//! from the parts and never changes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, nearest};
use crate::kinds::Kinds;
use crate::parse::{INDEX, Outline};
use crate::paths::{SourcePath, UrlPath};
use crate::picture::{Fault, Picture};
use crate::site::id::PageId;
use crate::site::nav::Nav;
use crate::site::output::{Output, Pdf, Pdfs, Scope};

/// The most candidates that are compared to suggest a near name.
pub const MAX_COMPARED: usize = 2000;

/// Everything that has a name. The site is a function of this and of nothing else.
#[derive(Clone, Debug)]
pub struct Names {
    /// The pages' outlines, in path order.
    pub outlines: Vec<Arc<Outline>>,
    /// Files of the content folder.
    pub files: BTreeMap<String, SourcePath>,
    /// Files of `static/`.
    pub statics: BTreeMap<String, SourcePath>,
    /// The pictures among both, by their path in their folder: what is known of each, or why it cannot be shown.
    pub pictures: BTreeMap<String, Result<Picture, Fault>>,
    /// Addresses of the theme's assets.
    pub assets: BTreeMap<String, UrlPath>,
    /// Kinds of page that the theme knows.
    pub kinds: Arc<Kinds>,
    /// The theme's templates.
    pub templates: BTreeSet<String>,
    /// The site's settings.
    pub config: Config,
    /// Whether drafts are pages.
    pub drafts: Drafts,
    /// Whether the site holds the PDFs that the settings ask for.
    pub pdfs: Pdfs,
}

impl PartialEq for Names {
    fn eq(&self, other: &Names) -> bool {
        let Names { outlines, files, statics, pictures, assets, kinds, templates, config, drafts, pdfs } =
            self;
        // Most outlines are the very same ones, which need no comparing.
        let same = |(a, b): (&Arc<Outline>, &Arc<Outline>)| Arc::ptr_eq(a, b) || a == b;
        outlines.len() == other.outlines.len()
            && outlines.iter().zip(&other.outlines).all(same)
            && (files, statics, assets) == (&other.files, &other.statics, &other.assets)
            && *pictures == other.pictures
            && (kinds, templates) == (&other.kinds, &other.templates)
            && (config, drafts, pdfs) == (&other.config, &other.drafts, &other.pdfs)
    }
}

impl Names {
    /// Returns what is known of the picture at a path in its folder, if it can be shown.
    pub fn picture(&self, path: &str) -> Option<&Picture> {
        self.pictures.get(path)?.as_ref().ok()
    }

    /// Returns the names of the guide's files, those of the content folder first.
    pub fn file_names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().chain(self.statics.keys()).map(String::as_str)
    }
}

/// Whether drafts are pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Drafts {
    /// They are left out.
    #[default]
    Left,
    /// They are pages like any other.
    Shown,
}

/// A page among the others.
#[derive(Debug)]
pub struct SitePage {
    /// Its names.
    pub outline: Arc<Outline>,
    /// Its address.
    pub url: UrlPath,
    /// Whether it is a draft that is left out.
    pub hidden: bool,
    /// The landing page of the section it is in; none for the home page.
    pub parent: Option<PageId>,
    /// The pages and sections of the section it is the landing page of, in order.
    pub children: Vec<PageId>,
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

    /// Returns the number of pages, with those that are left out.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Reports whether there is no page, which no guide is: its home page is always there.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Finds a page by its path in the content folder.
    pub fn find(&self, path: &str) -> Option<PageId> {
        self.by_path.get(path).copied()
    }

    /// Returns the pages that are not left out, in path order.
    pub fn shown(&self) -> impl Iterator<Item = PageId> {
        let shown = |(index, page): (usize, &SitePage)| (!page.hidden).then(|| PageId::new(index));
        self.all.iter().enumerate().filter_map(shown)
    }

    /// Returns a page and the landing pages above it, from the inside out; the home page is the last.
    pub fn and_above(&self, id: PageId) -> impl Iterator<Item = PageId> {
        std::iter::successors(Some(id), |id| self.page(*id).parent)
    }

    /// Reports whether a file of the content folder is in a section that is left out.
    pub fn hides(&self, file: &str) -> bool {
        let landing = |(at, _)| self.find(&format!("{}/{INDEX}", &file[..at]));
        file.match_indices('/').filter_map(landing).any(|id| self.page(id).hidden)
    }

    /// Returns a "did you mean" for a page named by its path in the content folder.
    pub(super) fn suggestion(&self, path: &str) -> Option<String> {
        let shown = self.all.iter().filter(|page| !page.hidden).take(MAX_COMPARED);
        nearest(path, shown.map(|page| page.outline.path.as_str()))
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
    /// Its navigation.
    pub nav: Nav,
    /// Its pages in reading order, from the home page on.
    pub order: Vec<PageId>,
    /// The place of each page of the site in the reading order.
    pub(super) positions: Vec<Option<usize>>,
}

impl Guide {
    /// Returns the place of a page in the reading order; none if it is not in the navigation.
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
    /// The pages, in path order. A page's place is its number in the index.
    pub pages: Vec<PageId>,
    /// The pages whose texts are in one file, as ranges of their numbers.
    pub texts: Vec<Range<usize>>,
    /// The number of files that the words are in.
    pub words: u32,
    /// The number of files that the words are in by their first letter.
    pub nears: u32,
}

/// What is known of a site before its addresses are: the input of the routes.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    /// Everything that has a name.
    pub names: &'a Names,
    /// The pages.
    pub pages: &'a Pages,
    /// The guides.
    pub guides: &'a [Guide],
    /// The search of each language.
    pub search: &'a [LanguageSearch],
}

/// The addresses of what is made beside the pages, where no file of the author's took their place.
#[derive(Debug, Default)]
pub struct MadeUrls {
    /// The print page that begins with each page.
    pub(super) print_pages: BTreeMap<PageId, UrlPath>,
    /// Each page in Markdown.
    pub(super) markdown: BTreeMap<PageId, UrlPath>,
    /// The PDFs of each scope, the normal one first.
    pub(super) pdfs: BTreeMap<Scope, Vec<(UrlPath, Pdf)>>,
    /// The smaller versions of each picture, narrowest first, with their widths in pixels.
    pub(super) scaled: BTreeMap<UrlPath, Vec<(UrlPath, u32)>>,
}

/// Every name of the site and what it stands for.
#[derive(Debug)]
pub struct Site {
    /// The pages.
    pub pages: Pages,
    /// The guides, one a language; the first is that of the site's own language.
    pub guides: Vec<Guide>,
    /// What to make, by address.
    pub routes: BTreeMap<UrlPath, Output>,
    /// The page that the sources are listed on.
    pub sources: Option<PageId>,
    /// The search of each language.
    pub search: Vec<LanguageSearch>,
    /// Mistakes in the names.
    pub problems: Vec<Diagnostic>,
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

    /// Returns the address of the theme's asset of a name.
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

    /// Returns the guide that a page is in.
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

    /// Returns the language tag of a page, where it is not that of its guide.
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

    /// Returns the pictures that have smaller versions, each with the versions' addresses and widths in pixels, the
    /// narrowest first.
    pub fn scaled(&self) -> &BTreeMap<UrlPath, Vec<(UrlPath, u32)>> {
        &self.made_urls.scaled
    }
}
