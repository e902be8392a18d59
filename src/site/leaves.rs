//! The leaves of a guide: sheets to hand out, each of some of its pages.

use crate::config;
use crate::config::leaf::LeafEntry;
use crate::diagnostic::{Diagnostic, Place};
use crate::parse::stem;
use crate::paths::{SourcePath, UrlPath};
use crate::raw::Spanned;
use crate::site::id::PageId;
use crate::site::leaf::{LEAF_LIST, Leaf};
use crate::site::model::{Guide, Names, Pages, Site};
use crate::site::output::{Output, Pdf, Scope};

/// Finds the pages of every leaf.
pub fn arrange(names: &Names, pages: &Pages, guide: &Guide) -> (Vec<Leaf>, Vec<Diagnostic>) {
    let mut arranger = Arranger { names, pages, guide, problems: Vec::new() };
    let leaves = names.config.leaf.iter().enumerate();
    let leaves = leaves.flat_map(|(at, entry)| arranger.leaves_of(at, entry)).collect();
    (leaves, arranger.problems)
}

struct Arranger<'a> {
    names: &'a Names,
    pages: &'a Pages,
    guide: &'a Guide,
    problems: Vec<Diagnostic>,
}

impl Arranger<'_> {
    /// Returns the leaves of an entry: one of its pages, or one for each page of its kinds.
    fn leaves_of(&mut self, at: usize, entry: &LeafEntry) -> Vec<Leaf> {
        if entry.kinds.is_empty() {
            let found: Vec<PageId> = entry.pages.iter().filter_map(|path| self.page(path)).collect();
            let is_whole = found.len() == entry.pages.len();
            return is_whole
                .then(|| self.leaf((at, entry), entry.name.value.clone(), found))
                .into_iter()
                .collect();
        }
        let known: Vec<&str> = entry.kinds.iter().filter_map(|kind| self.kind(kind)).collect();
        let is_of_kind = |id: &PageId| {
            let front = &self.pages.page(*id).outline.front;
            let lineage = &self.names.kinds.of(&front.kind.value).lineage;
            lineage.iter().any(|kind| known.contains(&kind.as_str()))
        };
        let order = self.guide.all.order.iter().copied();
        let found: Vec<PageId> =
            order.filter(|id| self.pages.page(*id).is_printed()).filter(is_of_kind).collect();
        if found.is_empty() && known.len() == entry.kinds.len() {
            let names: Vec<String> = known.iter().map(|kind| format!("`{kind}`")).collect();
            let message = format!("no page to print is of the kind {}", names.join(" or "));
            let problem = Diagnostic::error(place_of(&entry.kinds[0]), message);
            self.problems.push(problem.help("set `kind` in the front matter of the pages"));
        }
        let name = |id: PageId| format!("{}/{}", entry.name.value, stem(&self.pages.page(id).outline.path));
        found.into_iter().map(|id| self.leaf((at, entry), name(id), vec![id])).collect()
    }

    fn leaf(&self, (at, entry): (usize, &LeafEntry), name: String, pages: Vec<PageId>) -> Leaf {
        Leaf {
            name,
            title: entry.title.clone(),
            pages,
            format: entry.format,
            paper: entry.paper.unwrap_or(self.names.config.print.paper),
            fit: entry.fit.unwrap_or_else(|| entry.format.fit()),
            entry: at,
            place: place_of(&entry.name),
        }
    }

    /// Finds a page that can be printed.
    fn page(&mut self, path: &Spanned<String>) -> Option<PageId> {
        let found = self.pages.find(&path.value);
        let printed = found.filter(|id| self.pages.page(*id).is_printed());
        if printed.is_none() {
            let place = place_of(path);
            self.problems.push(match found {
                Some(_) => Diagnostic::error(place, format!("the page `{}` is not printed", path.value))
                    .help("remove `draft`, `print: false` or `only` from its front matter"),
                None => Diagnostic::error(place, format!("there is no page `{}`", path.value))
                    .help_if(self.pages.suggestion(&path.value)),
            });
        }
        printed
    }

    /// Returns a kind that the theme declares.
    fn kind<'k>(&mut self, kind: &'k Spanned<String>) -> Option<&'k str> {
        if self.names.kinds.get(&kind.value).is_none() {
            let problem = self.names.kinds.missing(kind, &SourcePath::new(config::FILE));
            self.problems.push(problem);
            return None;
        }
        Some(&kind.value)
    }
}

/// Returns the place of a value in `site.toml`.
fn place_of<T>(written: &Spanned<T>) -> Place {
    Place::span(&SourcePath::new(config::FILE), written.span.clone())
}

impl Site {
    /// Returns the address of the page that lists the leaves, if the site has it.
    pub fn leaf_list(&self) -> Option<UrlPath> {
        let url = UrlPath::new(LEAF_LIST);
        matches!(self.routes.get(&url), Some(Output::LeafList)).then_some(url)
    }

    /// Returns the address of the print page of the leaf at a place of `leaves`.
    pub fn leaf_page(&self, number: usize) -> Option<&UrlPath> {
        self.made_urls.leaf_pages.get(&number)
    }

    /// Returns the leaves that a page is on, each with its place in `leaves`.
    pub fn leaves_with(&self, id: PageId) -> impl Iterator<Item = (usize, &Leaf)> {
        self.leaves.iter().enumerate().filter(move |(_, leaf)| leaf.pages.contains(&id))
    }

    /// Returns the place in `leaves` of the leaf with a name.
    pub fn leaf_number(&self, name: &str) -> Option<usize> {
        self.leaves.iter().position(|leaf| leaf.name == name)
    }

    /// Returns the leaf that a PDF is of.
    pub fn leaf_of(&self, pdf: Pdf) -> Option<&Leaf> {
        match pdf.scope {
            Scope::Leaf(number) => self.leaves.get(number),
            Scope::Guide | Scope::Section(_) | Scope::Page(_) => None,
        }
    }

    /// Returns the title of a leaf: its own, or that of its first page.
    pub fn leaf_title<'a>(&'a self, leaf: &'a Leaf) -> &'a str {
        leaf.title.as_deref().unwrap_or_else(|| &self.page(leaf.pages[0]).outline.title)
    }
}
