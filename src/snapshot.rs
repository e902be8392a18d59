//! One state of a guide. A snapshot never changes: a change on the disk makes the next one, which shares everything that
//! is the same in the previous one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::discover::{self, FileSource, Sources};
use crate::parse::Page;
use crate::paths::{SourcePath, UrlPath};
use crate::picture;
use crate::search::Index;
use crate::site::{Drafts, Folder, GuideFile, Output, PageId, Pdfs, Site};
use crate::theme::{Renderer, Theme};

/// What a caller chooses about a guide, over what `site.toml` says.
///
/// ```
/// use handout::Options;
/// use handout::site::Drafts;
///
/// let options = Options { drafts: Drafts::Shown, ..Options::new("guide") };
/// assert_eq!(options.output, None, "the site goes where `site.toml` says");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Folder of the guide.
    pub root: PathBuf,
    /// Folder to write the site to, instead of `output` in `site.toml`.
    pub output: Option<PathBuf>,
    /// Address of the site, instead of `url` in `site.toml`.
    pub base_url: Option<String>,
    /// Whether drafts are pages.
    pub drafts: Drafts,
    /// Whether the site holds the PDFs that its settings ask for.
    pub pdfs: Pdfs,
    /// The time of creation that PDFs state, in seconds since 1970, instead of the day of the newest review.
    pub source_date: Option<i64>,
    /// The mildest severity at which nothing is written.
    pub fail_on: Severity,
}

impl Options {
    /// Returns the options of a guide in a folder that chooses nothing over its `site.toml`.
    pub fn new(root: impl Into<PathBuf>) -> Options {
        Options { root: root.into(), ..Options::default() }
    }
}

/// Everything derived from one look at the disk. Nothing outside this module assigns to it.
pub struct Snapshot {
    /// The site's settings, with the address that the caller chose.
    pub config: Config,
    /// What the disk holds.
    pub sources: Sources,
    /// The theme.
    pub theme: Arc<Theme>,
    /// The pages, in the order of `Site::pages`.
    pub pages: Vec<Arc<Page>>,
    /// Routes, navigation and the meaning of every link.
    pub site: Arc<Site>,
    /// The theme with the site's addresses.
    pub renderer: Arc<Renderer>,
    /// Folder to write to.
    pub output: PathBuf,
    /// The time of creation that PDFs state, in seconds since 1970, if the caller chose it.
    pub source_date: Option<i64>,
    /// The search index of each language, filled when it is first needed.
    pub(crate) indexes: Vec<OnceLock<Index>>,
    pub(crate) root: PathBuf,
    pub(crate) config_problems: Vec<Diagnostic>,
}

impl Snapshot {
    /// Reports whether nothing has changed since `previous`.
    pub fn is_same_as(&self, previous: &Snapshot) -> bool {
        let same_pages = || self.pages.iter().zip(&previous.pages).all(|(a, b)| Arc::ptr_eq(a, b));
        Arc::ptr_eq(&self.site, &previous.site)
            && Arc::ptr_eq(&self.theme, &previous.theme)
            && same_pages()
            && self.config_problems == previous.config_problems
            && self.sources.problems == previous.sources.problems
            && (&self.sources.files, &self.sources.statics, &self.sources.fonts)
                == (&previous.sources.files, &previous.sources.statics, &previous.sources.fonts)
    }

    /// Returns every mistake that shows before anything is rendered, sorted by place.
    pub fn problems(&self) -> Vec<Diagnostic> {
        self.check().problems(self)
    }

    /// Checks every page.
    pub fn check(&self) -> Checked {
        let shown: Vec<PageId> = self.site.shown().collect();
        let of_pages = shown.par_iter().map(|id| self.check_page(*id));
        Checked { of_pages: of_pages.flatten().collect(), is_complete: true }
    }

    /// Checks the pages that differ from those of `previous`, and takes over what `checked` found on the others. The
    /// result is complete unless a name has changed that other pages may link to.
    pub fn check_changed(&self, previous: &Snapshot, checked: &Checked) -> Checked {
        let same = |id: &PageId| {
            let page = &self.pages[id.index()];
            let old = previous.site.find(&page.outline.path);
            old.is_some_and(|old| Arc::ptr_eq(&previous.pages[old.index()], page))
        };
        let (same, changed): (Vec<PageId>, Vec<PageId>) = self.site.shown().partition(same);
        let mut of_pages: BTreeMap<_, _> = changed.iter().filter_map(|id| self.check_page(*id)).collect();
        if !checked.of_pages.is_empty() {
            let path = |id: PageId| self.site.page(id).outline.path.as_str();
            let known = same.into_iter().filter_map(|id| checked.of_pages.get_key_value(path(id)));
            of_pages.extend(known.map(|(path, problems)| (path.clone(), problems.clone())));
        }
        Checked { of_pages, is_complete: checked.is_complete && Arc::ptr_eq(&previous.site, &self.site) }
    }

    fn check_page(&self, id: PageId) -> Option<(String, Vec<Diagnostic>)> {
        let page = &self.pages[id.index()];
        let links = self.site.check_links(id, &page.body.links);
        let problems: Vec<_> = page.problems.iter().cloned().chain(links).collect();
        (!problems.is_empty()).then(|| (page.outline.path.clone(), problems))
    }

    /// Returns the search index of a language, by its place in `Site::search`. The first call builds it, on one thread,
    /// because others may wait for it.
    pub fn search_index(&self, language: usize) -> &Index {
        self.indexes[language].get_or_init(|| {
            let of = &self.site.search[language];
            let words = of.pages.iter().map(|id| self.pages[id.index()].words());
            Index::of(&of.language, words, of.words as usize)
        })
    }

    /// Builds all search indexes on every thread. Used by `build`, which renders every output.
    pub fn make_indexes(&self) {
        for (language, of) in self.site.search.iter().enumerate() {
            of.pages.par_iter().for_each(|id| {
                let _ = self.pages[id.index()].words();
            });
            self.search_index(language);
        }
    }

    /// Returns what is known of a file of the guide.
    pub fn file(&self, file: &GuideFile) -> &FileSource {
        let files = match file.folder {
            Folder::Content => &self.sources.files,
            Folder::Static => &self.sources.statics,
        };
        &files[&file.path]
    }

    /// Reads the bytes of a file of the guide. `Err` says in a few words why they cannot be read.
    pub fn file_bytes(&self, file: &GuideFile) -> Result<Vec<u8>, String> {
        discover::bytes(self.file(file))
    }

    /// Reads the bytes of an output that is a copied file, for an output that shows the file instead of linking to it.
    /// `Err` says in a few words why they cannot be read.
    pub fn bytes(&self, output: &Output) -> Result<Vec<u8>, String> {
        match output {
            Output::File(file) => self.file_bytes(file),
            Output::Asset(name) => Ok(self.theme.assets[name].bytes.to_vec()),
            _ => Err("it is no file".into()),
        }
    }

    /// Returns the smaller version, `width` pixels wide, that an earlier build made of the image whose content has this
    /// hash.
    pub fn cached_image(&self, hash: u128, width: u32) -> Option<Vec<u8>> {
        discover::cache::read(&self.root, picture::key(hash, width))
    }

    /// Returns the folder of the guide.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns where pages show the image at an address.
    pub fn places_of(&self, file: &UrlPath) -> Vec<Place> {
        let shows = |id: &PageId| self.site.page(*id).outline.images.iter().any(|url| url == file.as_str());
        let places = |id: PageId| self.site.places_of(id, &self.pages[id.index()].body.links, file);
        self.site.shown().filter(shows).flat_map(places).collect()
    }

    /// Reads a font of the site, by its path in `fonts/`.
    pub fn font(&self, name: &str) -> Result<Vec<u8>, String> {
        let source = self.sources.fonts.get(name).ok_or("there is no such file")?;
        discover::bytes(source)
    }

    /// Returns the text of a file, for a diagnostic.
    pub fn text(&self, path: &SourcePath) -> Option<Arc<str>> {
        if let Some(config) = self.sources.config.as_ref().filter(|config| config.path == *path) {
            return Some(Arc::clone(&config.text));
        }
        self.theme.text(path).map(Arc::from).or_else(|| discover::read_again(&self.root, path))
    }
}

/// The mistakes on the pages of a snapshot.
#[derive(Debug, PartialEq, Eq)]
pub struct Checked {
    /// The mistakes on each page that has any, by the page's path.
    of_pages: BTreeMap<String, Vec<Diagnostic>>,
    /// Whether every page was checked against the current names.
    pub is_complete: bool,
}

impl Checked {
    /// Returns every mistake in the snapshot that was checked, sorted by place.
    pub fn problems(&self, snapshot: &Snapshot) -> Vec<Diagnostic> {
        let mut problems: Vec<Diagnostic> = self.of_pages.values().flatten().cloned().collect();
        problems.extend(snapshot.config_problems.iter().cloned());
        problems.extend(snapshot.sources.problems.iter().cloned());
        problems.extend(snapshot.theme.problems.iter().cloned());
        problems.extend(snapshot.site.problems.iter().cloned());
        problems.sort();
        problems
    }
}
