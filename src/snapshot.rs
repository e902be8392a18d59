//! One look at the disk: stages 1 to 3 in order, the only place that knows the order. A snapshot never changes; a
//! change on the disk makes the next one, which may use whatever did not change of the one before.

mod memory;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Place};
use crate::discover::{self, Sources};
use crate::error::Error;
use crate::parse::{self, Page, ParseOptions};
use crate::paths::{SourcePath, UrlPath};
use crate::picture::{self, Fault, Picture};
use crate::search::Index;
use crate::site::{self, Drafts, Names, Output, PageId, Site};
use crate::theme::functions::Addresses;
use crate::theme::{Renderer, Theme};

/// What a command says over `site.toml`.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Folder of the guide.
    pub root: PathBuf,
    /// Folder to write to, instead of the configured one.
    pub output: Option<PathBuf>,
    /// Address of the site, instead of the configured one.
    pub base_url: Option<String>,
    /// Whether drafts are pages.
    pub drafts: Drafts,
    /// Whether the PDFs that the guide asks for are made.
    pub pdfs: Pdfs,
    /// The time that PDFs say they were made at, in seconds since 1970, instead of the newest review's day.
    pub source_date: Option<i64>,
}

/// Whether the PDFs that a guide asks for are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Pdfs {
    /// They are part of the site.
    #[default]
    Made,
    /// They are left out, and no page leads to them.
    Left,
}

/// Sizes of outputs in bytes, where they are known before the pages are rendered.
pub type Sizes = BTreeMap<UrlPath, u64>;

/// What tells the bytes of pictures from others, by address, where they were looked at before the pages are rendered.
pub type ImageHashes = BTreeMap<UrlPath, u128>;

/// Everything derived from one look at the disk.
pub struct Snapshot {
    /// The site's settings.
    pub config: Config,
    /// What the disk holds.
    pub sources: Sources,
    /// The theme.
    pub theme: Arc<Theme>,
    /// The pages, in the order of `Site::pages`.
    pub pages: Vec<Arc<Page>>,
    /// Every name.
    pub site: Arc<Site>,
    /// The theme with the site's addresses.
    pub renderer: Arc<Renderer>,
    /// Folder to write to.
    pub output: PathBuf,
    /// The time that PDFs say they were made at, in seconds since 1970, where the caller says it.
    pub source_date: Option<i64>,
    /// The sizes of the PDFs that were made already; a page that links another one says no size.
    pub sizes: Sizes,
    /// What tells the bytes of pictures from others, so that they need not be read again.
    pub image_hashes: ImageHashes,
    /// The index of each language's search, once it was asked for; it is derived, and no output.
    indexes: Vec<OnceLock<Index>>,
    root: PathBuf,
    config_problems: Vec<Diagnostic>,
}

impl Snapshot {
    /// Looks at the disk. `previous` makes it faster and never different.
    pub fn take(options: &Options, previous: Option<&Snapshot>) -> Result<Snapshot, Error> {
        let empty = Sources::default();
        let config_source = discover::config(&options.root)?;
        let mut config_problems = Vec::new();
        let mut config = match &config_source {
            Some(source) => config::read(&source.text, &mut config_problems),
            None => Config::default(),
        };
        config.url = options.base_url.clone().or(config.url);
        if options.pdfs == Pdfs::Left || !cfg!(feature = "pdf") {
            config.print.pdf = Some(Vec::new());
        }
        let output = output_folder(options, &config);
        let same_config = previous.filter(|it| it.config == config);
        let old_sources = same_config.map_or(&empty, |it| &it.sources);
        let sources = discover::discover(&options.root, &config, &output, config_source, old_sources)?;
        Ok(derive(options, Look { config, config_problems, sources, output }, previous))
    }

    /// Looks again at pages that were seen to be written, and at nothing else. `written` are paths below the root.
    /// `None` where that does not tell everything: then `take` does.
    pub fn take_pages(options: &Options, written: &[String], previous: &Snapshot) -> Option<Snapshot> {
        let look = Look {
            config: previous.config.clone(),
            config_problems: previous.config_problems.clone(),
            sources: discover::again(&options.root, written, &previous.sources)?,
            output: previous.output.clone(),
        };
        Some(derive(options, look, Some(previous)))
    }

    /// Whether a look at the disk found what the previous one had found.
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

    /// Every mistake that can be seen before anything is rendered, by place.
    pub fn problems(&self) -> Vec<Diagnostic> {
        self.check().problems(self)
    }

    /// Checks every page.
    pub fn check(&self) -> Checked {
        let shown: Vec<PageId> = self.site.shown().collect();
        let of_pages = shown.par_iter().map(|id| self.check_page(*id));
        Checked { of_pages: of_pages.flatten().collect(), is_complete: true }
    }

    /// Checks the pages that are not those of the previous snapshot, and takes what was found on the others then. That
    /// is everything, unless a name changed that other pages lead to.
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

    /// The search index of a language, by its place in `Site::search`. Made when it is first asked for, on one thread, for
    /// other threads may be waiting for it.
    pub fn search_index(&self, language: usize) -> &Index {
        self.indexes[language].get_or_init(|| {
            let of = &self.site.search[language];
            let words = of.pages.iter().map(|id| self.pages[id.index()].words());
            Index::of(&of.language, words, of.words as usize)
        })
    }

    /// Makes the search indexes before they are asked for, with every thread: for those who make every output.
    pub fn make_indexes(&self) {
        for (language, of) in self.site.search.iter().enumerate() {
            of.pages.par_iter().for_each(|id| {
                let _ = self.pages[id.index()].words();
            });
            self.search_index(language);
        }
    }

    /// The bytes of an output that is a file as it is: what an output needs that shows the file and does not only lead
    /// to it. `Err` says in a few words why they cannot be had.
    pub fn bytes(&self, output: &Output) -> Result<Vec<u8>, String> {
        match output {
            Output::File(name) => discover::bytes(&self.sources.files[name]),
            Output::Static(name) => discover::bytes(&self.sources.statics[name]),
            Output::Asset(name) => Ok(self.theme.assets[name].bytes.to_vec()),
            _ => Err("it is no file".into()),
        }
    }

    /// A smaller picture that an earlier build made of a picture with this hash, if it is kept.
    pub fn kept(&self, hash: u128, width: u32) -> Option<Vec<u8>> {
        discover::kept(&self.root, picture::key(hash, width))
    }

    /// The folder of the guide.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where pages show the file at an address.
    pub fn places_of(&self, file: &UrlPath) -> Vec<Place> {
        let shows = |id: &PageId| self.site.page(*id).outline.images.iter().any(|it| it == file.as_str());
        let places = |id: PageId| self.site.places_of(id, &self.pages[id.index()].body.links, file);
        self.site.shown().filter(shows).flat_map(places).collect()
    }

    /// The bytes of a font of the site, by its path in `fonts/`.
    pub fn font(&self, name: &str) -> Result<Vec<u8>, String> {
        let source = self.sources.fonts.get(name).ok_or("there is no such file")?;
        discover::bytes(source)
    }

    /// The text of a file, for a diagnostic.
    pub fn text(&self, path: &SourcePath) -> Option<Arc<str>> {
        if let Some(config) = self.sources.config.as_ref().filter(|it| it.path == *path) {
            return Some(Arc::clone(&config.text));
        }
        self.theme.text(path).map(Arc::from).or_else(|| discover::read_again(&self.root, path))
    }
}

/// The mistakes of the pages.
#[derive(Debug, PartialEq, Eq)]
pub struct Checked {
    /// Those of each page that has some, by its path.
    of_pages: BTreeMap<String, Vec<Diagnostic>>,
    /// Whether every page was checked against the names of its snapshot.
    pub is_complete: bool,
}

impl Checked {
    /// Every mistake of the snapshot that was checked, by place.
    pub fn problems(&self, of: &Snapshot) -> Vec<Diagnostic> {
        let mut problems: Vec<Diagnostic> = self.of_pages.values().flatten().cloned().collect();
        problems.extend(of.config_problems.iter().cloned());
        problems.extend(of.sources.problems.iter().cloned());
        problems.extend(of.theme.problems.iter().cloned());
        problems.extend(of.site.problems.iter().cloned());
        problems.sort();
        problems
    }
}

/// What a look at the disk found.
struct Look {
    config: Config,
    config_problems: Vec<Diagnostic>,
    sources: Sources,
    output: PathBuf,
}

/// What follows from a look: stages 2 and 3.
fn derive(options: &Options, look: Look, previous: Option<&Snapshot>) -> Snapshot {
    let Look { config, config_problems, mut sources, output } = look;
    let same_config = previous.filter(|it| it.config == config);
    let theme = match same_config.filter(|it| it.theme.is_from(&sources.themes)) {
        Some(it) => Arc::clone(&it.theme),
        None => Arc::new(Theme::load(&sources.themes, &config.theme)),
    };
    let parse_options = ParseOptions {
        markdown: config.markdown.clone(),
        unknown_keys: config.front_matter.unknown,
        title: config.title.clone(),
        language: config.language.clone(),
        checks: config.checks.clone(),
    };
    let pages = parse::parse_all(&mut sources.pages, &parse_options, same_config.map_or(&[], |it| &it.pages));
    let names = names(&pages, &sources, &theme, &config, options.drafts);
    let site = site::from_names(names, previous.map(|it| &it.site));
    let same_names = previous.filter(|it| Arc::ptr_eq(&it.site, &site) && Arc::ptr_eq(&it.theme, &theme));
    let renderer = match same_names {
        Some(it) => Arc::clone(&it.renderer),
        None => Arc::new(theme.bind(addresses(&site))),
    };
    let (root, source_date) = (options.root.clone(), options.source_date);
    let sizes = Sizes::new();
    let indexes = site.search.iter().map(|_| OnceLock::new()).collect();
    Snapshot {
        config,
        sources,
        theme,
        pages,
        site,
        renderer,
        output,
        source_date,
        sizes,
        image_hashes: ImageHashes::new(),
        indexes,
        root,
        config_problems,
    }
}

/// How templates find the site's pages and files.
fn addresses(site: &Arc<Site>) -> Addresses {
    let site = Arc::clone(site);
    Addresses(Arc::new(move |path| site.address(path)))
}

fn output_folder(options: &Options, config: &Config) -> PathBuf {
    options.output.clone().unwrap_or_else(|| options.root.join(Path::new(&config.output)))
}

fn pictures(sources: &Sources) -> BTreeMap<String, Result<Picture, Fault>> {
    let files = sources.statics.iter().chain(&sources.files);
    files.filter_map(|(name, file)| Some((name.clone(), file.picture.clone()?))).collect()
}

fn names(pages: &[Arc<Page>], sources: &Sources, theme: &Theme, config: &Config, drafts: Drafts) -> Names {
    Names {
        outlines: pages.iter().map(|page| Arc::clone(&page.outline)).collect(),
        files: sources.files.iter().map(|(name, file)| (name.clone(), file.path.clone())).collect(),
        statics: sources.statics.iter().map(|(name, file)| (name.clone(), file.path.clone())).collect(),
        pictures: pictures(sources),
        assets: theme.assets.iter().map(|(name, asset)| (name.clone(), asset.url.clone())).collect(),
        kinds: theme.kinds.clone(),
        templates: theme.templates.clone(),
        config: config.clone(),
        drafts,
    }
}
