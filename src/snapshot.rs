//! One state of a guide. A snapshot never changes: a change on the disk makes the next one, which shares everything that
//! is the same in the previous one.

mod editions;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::config::Config;
use crate::config::publish::PublishTo;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::discover::{self, FileSource, Sources};
use crate::document::{Body, Node};
use crate::images;
use crate::parse::Page;
use crate::paths::{SourcePath, UrlPath};
use crate::releases::Release;
use crate::search::Index;
use crate::site::{Drafts, DueDates, Folder, GuideFile, Output, PageId, Pdfs, Site};
use crate::theme::{Renderer, Theme};
use crate::values::Values;

/// The options of a caller, which take precedence over `site.toml`.
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
    /// Folders outside the guide that symbolic links in it may lead to.
    pub trust_links_to: Vec<PathBuf>,
    /// Address of the site, instead of `url` in `site.toml`.
    pub base_url: Option<String>,
    /// The destination that the site is built for, whose address it has.
    pub publish_to: PublishTo,
    /// The audience that the guide is built for, by its name in `[audiences]`; `None` for everybody.
    pub audience: Option<String>,
    /// Whether drafts are shown.
    pub drafts: Drafts,
    /// Whether the site has the PDFs that its settings ask for.
    pub pdfs: Pdfs,
    /// The time of creation that PDFs state, in seconds since 1970, instead of the day of the newest review.
    pub source_date: Option<i64>,
    /// Whether reviews that are due are reported, and on which day. No output depends on it.
    pub due_dates: DueDates,
    /// The least severe problem at which nothing is written.
    pub fail_on: Severity,
}

impl Options {
    /// Returns the options of a guide in a folder, with everything as its `site.toml` says.
    pub fn new(root: impl Into<PathBuf>) -> Options {
        Options { root: root.into(), ..Options::default() }
    }
}

/// The releases whose sheets lead to each page, the oldest first.
type ReleasesByPage = BTreeMap<PageId, Vec<Release>>;

/// Everything derived from one look at the disk. Nothing outside this module assigns to it.
pub struct Snapshot {
    /// The site's settings, with the address that the caller chose.
    pub config: Config,
    /// The files that were read from the disk.
    pub sources: Sources,
    /// The values that pages show.
    pub values: Arc<Values>,
    /// The editions that were released, the oldest first.
    pub releases: Vec<Release>,
    /// The theme.
    pub theme: Arc<Theme>,
    /// The pages as they were parsed, each alone, in the order of `Site::pages`.
    pub(crate) parsed: Vec<Arc<Page>>,
    /// The pages with their text complete, in the order of `Site::pages`.
    pub pages: Vec<Arc<Page>>,
    /// Routes, navigation and the meaning of every link.
    pub site: Arc<Site>,
    /// The theme with the site's addresses.
    pub renderer: Arc<Renderer>,
    /// Folder to write to.
    pub output: PathBuf,
    /// The title of the audience that the guide is built for.
    pub audience: Option<String>,
    /// The search index of each language, filled when it is first needed.
    pub(crate) indexes: Vec<OnceLock<Index>>,
    /// The pages in the order of their titles, filled when it is first needed.
    pub(crate) titles: OnceLock<Vec<PageId>>,
    /// The releases of each page, filled when they are first needed.
    pub(crate) releases_by_page: OnceLock<ReleasesByPage>,
    /// The guide as the readers of each `[[leaf]]` see it who see another one, filled when it is first needed.
    pub(crate) of_leaves: Vec<OnceLock<Snapshot>>,
    /// The options of the caller.
    pub(crate) options: Options,
    pub(crate) config_problems: Vec<Diagnostic>,
}

impl Snapshot {
    /// Reports whether nothing has changed since `previous`.
    pub fn is_same_as(&self, previous: &Snapshot) -> bool {
        let same_pages = || self.pages.iter().zip(&previous.pages).all(|(a, b)| Arc::ptr_eq(a, b));
        Arc::ptr_eq(&self.site, &previous.site)
            && Arc::ptr_eq(&self.theme, &previous.theme)
            && same_pages()
            && self.releases == previous.releases
            && self.config_problems == previous.config_problems
            && self.sources.problems == previous.sources.problems
            && (&self.sources.files, &self.sources.statics, &self.sources.fonts)
                == (&previous.sources.files, &previous.sources.statics, &previous.sources.fonts)
    }

    /// Returns every mistake that can be found without rendering, sorted by place.
    pub fn problems(&self) -> Vec<Diagnostic> {
        self.check().problems(self)
    }

    /// Checks every page.
    pub fn check(&self) -> Checked {
        let checked: Vec<PageId> = self.checked_pages().collect();
        let of_pages = checked.par_iter().map(|id| self.check_page(*id));
        Checked { of_pages: of_pages.flatten().collect(), is_complete: true }
    }

    /// Checks the pages that differ from those of `previous`, and reuses what `checked` found on the others. The result
    /// is complete unless a name has changed that other pages may link to.
    pub fn check_changed(&self, previous: &Snapshot, checked: &Checked) -> Checked {
        let same = |id: &PageId| {
            let page = &self.pages[id.index()];
            let old = previous.site.find(&page.outline.path);
            old.is_some_and(|old| Arc::ptr_eq(&previous.pages[old.index()], page))
        };
        let (same, changed): (Vec<PageId>, Vec<PageId>) = self.checked_pages().partition(same);
        let mut of_pages: BTreeMap<_, _> = changed.iter().filter_map(|id| self.check_page(*id)).collect();
        if !checked.of_pages.is_empty() {
            let path = |id: PageId| self.site.page(id).outline.path.as_str();
            let known = same.into_iter().filter_map(|id| checked.of_pages.get_key_value(path(id)));
            of_pages.extend(known.map(|(path, problems)| (path.clone(), problems.clone())));
        }
        Checked { of_pages, is_complete: checked.is_complete && Arc::ptr_eq(&previous.site, &self.site) }
    }

    /// Returns the pages whose mistakes are reported: those that an edition shows, and the withdrawn ones.
    fn checked_pages(&self) -> impl Iterator<Item = PageId> {
        self.site.shown().chain(self.site.pages.withdrawn())
    }

    fn check_page(&self, id: PageId) -> Option<(String, Vec<Diagnostic>)> {
        let problems = self.problems_of(id);
        (!problems.is_empty()).then(|| (self.pages[id.index()].outline.path.clone(), problems))
    }

    /// Returns the mistakes of a page.
    pub fn problems_of(&self, id: PageId) -> Vec<Diagnostic> {
        let page = &self.pages[id.index()];
        if self.site.page(id).is_hidden() {
            // No reader sees its text, so its links may lead nowhere.
            return page.problems.clone();
        }
        let absent = &page.absent;
        let links = self.site.check_links(id, &page.body.links, &|edition, at| absent.shows(edition, at));
        let strength = self.site.check_strength(id, &page.body);
        let citations = self.site.check_citations(id, &mut page.bodies());
        let made = links.into_iter().chain(strength).chain(citations);
        page.problems.iter().cloned().chain(made).collect()
    }

    /// Reports ids of figures, tables and sections that two pages have. The places are looked up here, because they change
    /// with every edit and names do not.
    fn repeated_labels(&self) -> Vec<Diagnostic> {
        let place = |page: PageId, id: &str| {
            let source = &self.site.page(page).outline.source;
            let span = self.pages[page.index()].body.span_of(id);
            span.map_or_else(|| Place::file(source), |span| Place::span(source, span.range()))
        };
        let problem = |(first, other, id): &(PageId, PageId, String)| {
            let message = format!("the id `{id}` is used twice in the guide");
            Diagnostic::error(place(*other, id), message)
                .other(place(*first, id), "the first one")
                .help("give one of the two another id: references find them in the whole guide")
        };
        self.site.repeated_labels().iter().map(problem).collect()
    }

    /// Returns the sources that pages cite on paper, in the order of the list; none if a page has the list in its text.
    pub fn cited_sources(&self, pages: impl Iterator<Item = PageId>) -> Vec<Node<'_>> {
        let bodies: Vec<&Body> = pages.map(|id| self.pages[id.index()].print_body()).collect();
        if bodies.iter().any(|body| body.lists_sources()) {
            return Vec::new();
        }
        let sources = bodies.into_iter().flat_map(Body::sources);
        let by_key: BTreeMap<&str, Node<'_>> =
            sources.filter_map(|node| Some((&*node.source()?.key, node))).collect();
        let listed = self.site.references().iter();
        listed.filter_map(|reference| by_key.get(reference.key.as_str()).copied()).collect()
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

    /// Returns the pages that the A–Z page lists, in the order of their titles. The first call sorts them: every part of that page
    /// needs the order.
    pub fn titles_in_order(&self, sort: impl FnOnce() -> Vec<PageId>) -> &[PageId] {
        self.titles.get_or_init(sort)
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

    /// Reads the bytes of a file of the guide. `Err` holds the reason why they cannot be read, in a few words.
    pub fn file_bytes(&self, file: &GuideFile) -> Result<Vec<u8>, String> {
        discover::bytes(self.file(file))
    }

    /// Reads the bytes of an output that is a copied file, for an output that shows the file instead of linking to it.
    /// `Err` holds the reason why they cannot be read, in a few words.
    pub fn bytes(&self, output: &Output) -> Result<Vec<u8>, String> {
        match output {
            Output::File(file) => self.file_bytes(file),
            Output::Asset(name) => Ok(self.theme.assets[name].bytes.to_vec()),
            _ => Err("it is not a file".into()),
        }
    }

    /// Returns the smaller version, `width` pixels wide, that an earlier build made of the image whose content has this
    /// hash.
    pub fn cached_image(&self, hash: u128, width: u32) -> Option<Vec<u8>> {
        discover::cache::read(&self.options.root, images::key(hash, width))
    }

    /// Returns the folder of the guide.
    pub fn root(&self) -> &Path {
        &self.options.root
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
        let mut files = self.sources.config.iter().chain(&self.sources.releases);
        if let Some(file) = files.find(|file| file.path == *path) {
            return Some(Arc::clone(&file.text));
        }
        self.theme.text(path).map(Arc::from).or_else(|| discover::read_again(&self.options.root, path))
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
        problems.extend(snapshot.repeated_labels());
        problems.extend(snapshot.lost_releases());
        problems.extend(snapshot.options.due_dates.check(&snapshot.site));
        problems.sort();
        problems
    }
}
