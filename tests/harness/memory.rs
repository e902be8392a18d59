//! A guide in memory, and what the stages make of it: no process, no disk. Use `Project` for tests that need either.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use handout::diagnostic::{Colours, Diagnostic};
use handout::discover::Sources;
use handout::outputs::{Context, Made, Rendered, render};
use handout::paths::{SourcePath, UrlPath};
use handout::site::{PageId, Pdfs, Site};
use handout::snapshot::{Options, Snapshot};

use super::tree;

/// The theme of the golden guides, which shows little.
static BARE_THEME: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/theme");
    let text = |bytes| String::from_utf8(bytes).expect("a theme of texts");
    let files = tree(Path::new(folder)).into_iter();
    files.map(|(path, bytes)| (format!("themes/default/{path}"), text(bytes))).collect()
});

/// A guide in memory.
pub struct Guide {
    texts: BTreeMap<String, Arc<str>>,
    /// The result of the stages up to `site`.
    pub snapshot: Snapshot,
}

impl Guide {
    /// Returns a guide of these files, in the default theme.
    pub fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Guide {
        Guide::with_options(files, &Options { pdfs: Pdfs::Left, ..Options::default() })
    }

    /// Returns a guide of these files, with these options.
    pub fn with_options<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>, options: &Options) -> Guide {
        let texts: BTreeMap<String, Arc<str>> =
            files.into_iter().map(|(path, text)| (path.to_owned(), Arc::from(text))).collect();
        let sources = Sources::from_texts(texts.iter().map(|(path, text)| (path.as_str(), &**text)));
        Guide { snapshot: Snapshot::from_sources(options, sources), texts }
    }

    /// Returns a guide of these files in the theme of the golden guides, so that the HTML is short.
    pub fn bare<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Guide {
        let theme = BARE_THEME.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        Guide::new(theme.chain(files))
    }

    /// Returns every name of the guide.
    pub fn site(&self) -> &Site {
        &self.snapshot.site
    }

    /// Returns a page by its path in the content folder.
    pub fn page(&self, path: &str) -> PageId {
        self.site().find(path).unwrap_or_else(|| panic!("no page {path}"))
    }

    /// Returns the titles of the pages, in reading order.
    pub fn order(&self) -> Vec<&str> {
        let titles = self.site().guide().all.order.iter();
        titles.map(|page| self.site().page(*page).outline.title.as_str()).collect()
    }

    /// Returns the address of a page.
    pub fn url(&self, page: PageId) -> &str {
        self.site().page(page).url.as_str()
    }

    /// Returns every address of the site, except those of the theme's assets and of the search.
    pub fn addresses(&self) -> Vec<&str> {
        let addresses = self.site().routes.keys().map(UrlPath::as_str);
        addresses.filter(|url| !url.starts_with("assets/") && !url.starts_with("search/")).collect()
    }

    /// Returns an output as text.
    pub fn output(&self, url: &str) -> String {
        match self.render(&UrlPath::new(url)) {
            Ok(Rendered::Made(bytes)) => String::from_utf8(bytes).expect("text"),
            Ok(Rendered::Shared(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
            Ok(Rendered::File(path)) => panic!("{url} is the file {}", path.display()),
            Err(problems) => panic!("{url}: {}", self.drawn(&problems)),
        }
    }

    /// Returns why an output cannot be rendered.
    pub fn problem(&self, url: &str) -> String {
        self.drawn(&self.render(&UrlPath::new(url)).expect_err("a problem"))
    }

    fn render(&self, url: &UrlPath) -> Result<Rendered, Vec<Diagnostic>> {
        let output = self.site().routes.get(url).unwrap_or_else(|| panic!("nothing is at {url}"));
        render(Context::new(&self.snapshot, &Made::default()), url, output)
    }

    /// Returns the problems of the names and the pages, as the author reads them.
    pub fn messages(&self) -> String {
        self.drawn(&self.snapshot.problems())
    }

    fn drawn(&self, problems: &[Diagnostic]) -> String {
        let text =
            |path: &SourcePath| self.texts.get(path.as_str()).cloned().or_else(|| self.snapshot.text(path));
        problems.iter().map(|problem| problem.draw(&text, Colours::Off) + "\n\n").collect()
    }
}
