//! Stage 3, the waist: names → `Site`. Routes, navigation and anchors come from the outlines and the names of files,
//! never from prose; if no name changed, the site is the previous site.

pub mod metadata;
mod nav;
pub mod pdf;
mod pictures;
mod printing;
mod resolve;
mod routes;
mod search;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

pub use metadata::Icon;
pub use nav::{Nav, NavId, NavNode};
pub use pdf::{Pdf, Pdfs, Scope, Variant};
pub use pictures::{Scaled, faulty};
pub use printing::{DEEPEST_PRINTED, MOST_PRINTED, Part, PartKind};
pub use resolve::Target;
pub use search::{A_TO_Z, A_TO_Z_TEMPLATE, SearchFile, Searched, TITLES_ON_PART, a_to_z_part, primary};

use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::parse::{Outline, stem};
use crate::paths::{self, SourcePath, UrlPath};
use crate::picture::{Fault, Picture};

/// The template of print pages. A theme without it has none.
pub const PRINT_TEMPLATE: &str = "print.html";

/// A page of the site: an index into `Site::pages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(u32);

impl PageId {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    fn new(index: usize) -> PageId {
        PageId(u32::try_from(index).expect("a guide has fewer than 2^32 pages"))
    }
}

/// A thing to make. The route table says at which address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// A page.
    Page(PageId),
    /// An asset of the theme, by name.
    Asset(String),
    /// A file of the content folder, by its path in it.
    File(String),
    /// A file of `static/`, by its path in it.
    Static(String),
    /// A picture made smaller.
    Scaled(Scaled),
    /// An old address that leads to a page.
    Redirect(PageId),
    /// Many pages on one, to print: those of the section that begins with this page, or of the whole guide.
    PrintPage(PageId),
    /// What a host shows for an address that is not there.
    NotFound,
    /// The list of addresses for search engines (sitemaps.org 0.9), or the list of such lists.
    Sitemap,
    /// One of the lists of addresses of a guide that has too many for one, counted from 1.
    SitemapPart(usize),
    /// Where the sitemap is (RFC 9309).
    Robots,
    /// Tells GitHub Pages to serve the files as they are.
    NoJekyll,
    /// A typeset PDF.
    Pdf(Pdf),
    /// The site's icon in pixels.
    Icon(Icon),
    /// The feed of changed pages (RFC 4287).
    Feed,
    /// The list of pages for language models (llmstxt.org).
    Llms,
    /// A page in Markdown.
    MarkdownPage(PageId),
    /// A file of the search of a language, by its place in `Site::search`.
    Search(usize, SearchFile),
    /// The A–Z page, or the part of it with this number.
    AToZ(usize),
}

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
    pub kinds: BTreeSet<String>,
    /// The theme's templates.
    pub templates: BTreeSet<String>,
    /// The site's settings.
    pub config: Config,
    /// Whether drafts are pages.
    pub drafts: Drafts,
    /// Whether the site holds the PDFs that the settings ask for.
    pub pdfs: Pdfs,
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
    /// Its place in the reading order; none if it is in no navigation.
    pub position: Option<usize>,
    /// The address of the print page that begins with it, if there is one.
    pub print: Option<UrlPath>,
    /// The address of its copy in Markdown, if there is one.
    pub markdown: Option<UrlPath>,
}

/// Every name of the site and what it stands for.
#[derive(Debug)]
pub struct Site {
    /// The pages in path order.
    pub pages: Vec<SitePage>,
    /// What to make, by address.
    pub routes: BTreeMap<UrlPath, Output>,
    /// The navigation.
    pub nav: Nav,
    /// The pages in reading order, from the home page on.
    pub order: Vec<PageId>,
    /// The page that the sources are listed on.
    pub sources: Option<PageId>,
    /// The PDFs, the normal ones first.
    pub pdfs: BTreeMap<Scope, Vec<(UrlPath, Pdf)>>,
    /// The smaller pictures of each file that a page shows as an image, narrowest first.
    pub scaled: BTreeMap<UrlPath, Vec<(UrlPath, u32)>>,
    /// The search of each language.
    pub search: Vec<Searched>,
    /// Mistakes in the names.
    pub problems: Vec<Diagnostic>,
    names: Names,
    by_path: HashMap<String, PageId>,
    by_file_name: HashMap<String, Vec<PageId>>,
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

/// Makes the site from the names; if none changed, returns the previous site.
pub fn from_names(names: Names, previous: Option<&Arc<Site>>) -> Arc<Site> {
    if let Some(old) = previous.filter(|old| old.names == names) {
        return Arc::clone(old);
    }
    let mut site = Site {
        pages: names.outlines.iter().map(site_page).collect(),
        routes: BTreeMap::new(),
        nav: Nav::default(),
        order: Vec::new(),
        sources: None,
        pdfs: BTreeMap::new(),
        scaled: BTreeMap::new(),
        search: Vec::new(),
        problems: Vec::new(),
        by_path: HashMap::with_capacity(names.outlines.len()),
        by_file_name: HashMap::new(),
        names,
    };
    site.index_names();
    site.hide_drafts();
    nav::arrange(&mut site);
    site.sources = site.find_sources();
    site.arrange_search();
    routes::claim(&mut site);
    site.note_pdfs();
    site.note_scaled();
    site.check_front_matter();
    metadata::check(&mut site);
    site.problems.sort();
    Arc::new(site)
}

fn site_page(outline: &Arc<Outline>) -> SitePage {
    SitePage {
        outline: Arc::clone(outline),
        url: UrlPath::new(format!("{}.html", stem(&outline.path))),
        hidden: false,
        parent: None,
        children: Vec::new(),
        position: None,
        print: None,
        markdown: None,
    }
}

impl Site {
    /// A page by its id.
    pub fn page(&self, id: PageId) -> &SitePage {
        &self.pages[id.index()]
    }

    /// The home page.
    pub fn home(&self) -> PageId {
        self.by_path["index.md"]
    }

    /// A page by its path in the content folder.
    pub fn find(&self, path: &str) -> Option<PageId> {
        self.by_path.get(path).copied()
    }

    /// The site's settings.
    pub fn config(&self) -> &Config {
        &self.names.config
    }

    /// The pages that are not left out, in path order.
    pub fn shown(&self) -> impl Iterator<Item = PageId> {
        let shown = |(index, page): (usize, &SitePage)| (!page.hidden).then(|| PageId::new(index));
        self.pages.iter().enumerate().filter_map(shown)
    }

    /// The page before and the page after one, in reading order.
    pub fn neighbours(&self, id: PageId) -> (Option<PageId>, Option<PageId>) {
        match self.page(id).position {
            Some(at) => (at.checked_sub(1).map(|at| self.order[at]), self.order.get(at + 1).copied()),
            None => (None, None),
        }
    }

    fn index_names(&mut self) {
        for (index, page) in self.pages.iter().enumerate() {
            let path = &page.outline.path;
            self.by_path.insert(path.clone(), PageId::new(index));
            self.by_file_name.entry(paths::file_name(path).to_owned()).or_default().push(PageId::new(index));
        }
    }

    /// A draft is left out; the draft of a section's landing page leaves out the section.
    fn hide_drafts(&mut self) {
        if self.names.drafts == Drafts::Shown {
            return;
        }
        let is_draft = |page: &SitePage| page.outline.front.draft;
        let folders: BTreeSet<String> = self
            .pages
            .iter()
            .filter(|page| is_draft(page) && page.outline.is_index())
            .map(|page| paths::folder(&page.outline.path).to_owned())
            .filter(|folder| !folder.is_empty())
            .collect();
        for page in &mut self.pages {
            let path = &page.outline.path;
            let inside = path.match_indices('/').any(|(at, _)| folders.contains(&path[..at]));
            page.hidden = inside || is_draft(page) && path != crate::parse::INDEX;
        }
        self.hide_empty_sections();
        let home = &self.page(self.home()).outline;
        if home.front.draft {
            let problem = Diagnostic::warning(
                Place::file(&home.source),
                "the home page is a draft, and built all the same",
            );
            self.problems.push(problem.help("a site cannot be without its first page: take `draft` away"));
        }
    }

    /// A folder in which every page is left out has no landing page made up for it: its name is a draft too.
    fn hide_empty_sections(&mut self) {
        let mut alive = BTreeSet::from([""]);
        for page in self.pages.iter().filter(|page| !page.hidden && !page.outline.synthetic) {
            let path = page.outline.path.as_str();
            alive.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
        }
        let is_dead =
            |page: &SitePage| page.outline.synthetic && !alive.contains(paths::folder(&page.outline.path));
        let dead: Vec<usize> = (0..self.pages.len()).filter(|at| is_dead(&self.pages[*at])).collect();
        for at in dead {
            self.pages[at].hidden = true;
        }
    }

    /// Whether a file of the content folder lies in a section that is left out.
    fn hides(&self, file: &str) -> bool {
        let landing = |(at, _)| self.find(&format!("{}/{}", &file[..at], crate::parse::INDEX));
        file.match_indices('/').filter_map(landing).any(|id| self.page(id).hidden)
    }

    fn find_sources(&mut self) -> Option<PageId> {
        let setting = self.names.config.sources.clone()?;
        let found = self.find(&setting.value).filter(|id| !self.page(*id).hidden);
        if found.is_none() {
            let place = Place::span(&SourcePath::new(config::FILE), setting.span.clone());
            let problem = Diagnostic::error(place, format!("there is no page `{}`", setting.value));
            self.problems.push(problem.help_if(self.nearest_page(&setting.value)));
        }
        found
    }

    /// "did you mean", for a page named by its path in the content folder.
    fn nearest_page(&self, path: &str) -> Option<String> {
        let shown = self.pages.iter().filter(|page| !page.hidden).take(resolve::MOST_COMPARED);
        nearest(path, shown.map(|page| page.outline.path.as_str()))
            .map(|path| format!("did you mean `{path}`?"))
    }

    /// Checks what front matter names: kinds, templates, sources.
    fn check_front_matter(&mut self) {
        let mut problems = Vec::new();
        let sources = self.sources.map(|id| &self.page(id).outline.anchors);
        let keys: BTreeSet<&str> = sources.into_iter().flatten().map(|anchor| anchor.id.as_str()).collect();
        for page in self.pages.iter().filter(|page| !page.hidden) {
            let (front, path) = (&page.outline.front, &page.outline.source);
            let mut unknown =
                |what: &str, it: &crate::raw::Spanned<String>, known: &mut dyn Iterator<Item = &str>| {
                    let place = Place::span(path, it.span.clone());
                    let help = nearest(&it.value, known).map(|name| format!("did you mean `{name}`?"));
                    problems.push(Diagnostic::error(place, format!("{what} `{}`", it.value)).help_if(help));
                };
            if !self.names.kinds.contains(&front.kind.value) {
                unknown(
                    "the theme has no kind of page",
                    &front.kind,
                    &mut self.names.kinds.iter().map(String::as_str),
                );
            }
            if let Some(it) = front.template.as_ref().filter(|it| !self.names.templates.contains(&it.value)) {
                unknown(
                    "the theme has no template",
                    it,
                    &mut self.names.templates.iter().map(String::as_str),
                );
            }
            for key in
                front.sources.iter().filter(|key| sources.is_some() && !keys.contains(key.value.as_str()))
            {
                unknown("no source has the key", key, &mut keys.iter().copied().take(resolve::MOST_COMPARED));
            }
        }
        self.problems.extend(problems);
    }
}
