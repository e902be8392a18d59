//! The pages of a site: which of them are shown, and the section that each is in. A folder is a section; its pages come
//! by `order`, then by file name, as the language sorts words and a person counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Editions, ReaderEdition};
use crate::language::Collation;
use crate::parse::{INDEX, Outline, stem};
use crate::paths::{self, UrlPath};
use crate::site::id::PageId;
use crate::site::model::{Drafts, Names, Pages, SitePage};

/// Finds the pages, those that are left out, and the sections.
pub fn arrange(names: &Names) -> (Pages, Vec<Diagnostic>) {
    let outlines = &names.outlines;
    let editions = editions(outlines, names.drafts);
    let (mut by_path, mut by_file_name) = (HashMap::with_capacity(outlines.len()), HashMap::new());
    for (index, outline) in outlines.iter().enumerate() {
        by_path.insert(outline.path.clone(), PageId::new(index));
        let same_name: &mut Vec<PageId> =
            by_file_name.entry(paths::file_name(&outline.path).to_owned()).or_default();
        same_name.push(PageId::new(index));
    }
    let parent = |(outline, editions): (&Arc<Outline>, &Editions)| {
        let is_listed = *editions != Editions::NONE && !outline.is_not_found();
        is_listed.then(|| section(&outline.path)).flatten().map(|landing| by_path[&landing])
    };
    let parents: Vec<Option<PageId>> = outlines.iter().zip(&editions).map(parent).collect();
    let children = children(outlines, &parents, &Collation::new(&names.config.language.value));
    let page = |(((outline, editions), parent), children): (((&Arc<Outline>, _), _), _)| SitePage {
        outline: Arc::clone(outline),
        url: UrlPath::new(format!("{}.html", stem(&outline.path))),
        editions,
        parent,
        children,
    };
    let all = outlines.iter().zip(editions).zip(parents).zip(children).map(page).collect();
    let home = outlines[by_path[INDEX].index()].as_ref();
    let problems = [
        (names.drafts == Drafts::Left && home.front.draft).then(|| draft_home(home)),
        (!home.editions.has(ReaderEdition::Web)).then(|| absent_home(home)),
        home.front.withdrawn.is_some().then(|| withdrawn_home(home)),
    ];
    let pages = Pages { all, by_path, by_file_name };
    let nowhere = pages.all.iter().filter_map(|page| pages.in_no_edition(page));
    let problems = problems.into_iter().flatten().chain(nowhere).collect();
    (pages, problems)
}

fn draft_home(home: &Outline) -> Diagnostic {
    Diagnostic::warning(Place::file(&home.source), "the home page is a draft, but it is published anyway")
        .help("every site needs a home page: remove `draft: true`")
}

fn withdrawn_home(home: &Outline) -> Diagnostic {
    Diagnostic::warning(Place::file(&home.source), "the home page is withdrawn, but it is published anyway")
        .help("every site needs a home page: remove `withdrawn`, and say on the page what is withdrawn")
}

impl Pages {
    /// Reports a page that no edition shows, although its own condition and that of its section are met.
    fn in_no_edition(&self, page: &SitePage) -> Option<Diagnostic> {
        let outline = &page.outline;
        let help = if self.is_nowhere(page) {
            "its section is in another edition: move the page, or change one of the conditions"
        } else if !page.is_hidden() && !page.is_on_web() && !outline.front.print {
            "it is only on paper, and `print: false` leaves it out there: remove one of the two"
        } else {
            return None;
        };
        let place = match &outline.front.only {
            Some(only) => Place::span(&outline.source, only.span.clone()),
            None => Place::file(&outline.source),
        };
        Some(Diagnostic::error(place, "no edition shows the page").help(help))
    }

    /// Reports whether no edition shows a page although one shows its section.
    fn is_nowhere(&self, page: &SitePage) -> bool {
        let outline = &page.outline;
        let is_own = outline.editions != Editions::NONE
            && !outline.front.draft
            && outline.front.withdrawn.is_none()
            && !outline.synthetic;
        if !page.is_hidden() || !is_own {
            return false;
        }
        let landing = |path: &str| Some(self.page(*self.by_path.get(&section(path)?)?));
        let mut above = std::iter::successors(landing(&page.outline.path), |it| landing(&it.outline.path));
        above.find(|landing| !landing.outline.synthetic).is_some_and(|landing| !landing.is_hidden())
    }
}

fn absent_home(home: &Outline) -> Diagnostic {
    let span = home.front.only.as_ref().map_or(0..0, |only| only.span.clone());
    let message = "the home page is not for everybody, but it is published anyway";
    Diagnostic::warning(Place::span(&home.source, span), message)
        .help("every site needs a home page: write `only: web` to leave it out on paper, or remove `only`")
}

/// Returns the editions that show each page: none shows a draft that is left out. What is said of the landing page of a
/// section is true for its pages.
fn editions(outlines: &[Arc<Outline>], drafts: Drafts) -> Vec<Editions> {
    let own = |outline: &Arc<Outline>| match outline.path.as_str() {
        INDEX if !outline.editions.has(ReaderEdition::Web) => Editions::ALL,
        path if outline.front.withdrawn.is_some() && path != INDEX => Editions::NONE,
        path if outline.front.draft && drafts == Drafts::Left && path != INDEX => Editions::NONE,
        _ => outline.editions,
    };
    let landings = outlines.iter().filter(|outline| outline.is_index() && outline.path != INDEX);
    let sections: BTreeMap<&str, Editions> =
        landings.map(|landing| (paths::folder(&landing.path), own(landing))).collect();
    let with_sections = |outline: &Arc<Outline>| {
        let sections = folders(&outline.path).filter_map(|folder| sections.get(folder));
        sections.fold(own(outline), |editions, section| editions.and(*section))
    };
    let editions: Vec<Editions> = outlines.iter().map(with_sections).collect();
    let of_folders = of_folders(outlines, &editions);
    // A landing page without a file is where a page of its folder is: its name is that of a draft where all are drafts.
    let with_folder = |(outline, editions): (&Arc<Outline>, &Editions)| match outline.path.as_str() {
        path if outline.synthetic && path != INDEX => {
            of_folders.get(paths::folder(path)).copied().unwrap_or(Editions::NONE)
        }
        _ => *editions,
    };
    outlines.iter().zip(&editions).map(with_folder).collect()
}

/// Returns the editions that show any page of each folder, without the landing pages that have no file.
fn of_folders<'a>(outlines: &'a [Arc<Outline>], editions: &[Editions]) -> BTreeMap<&'a str, Editions> {
    let mut found: BTreeMap<&str, Editions> = BTreeMap::new();
    for (outline, editions) in outlines.iter().zip(editions).filter(|(outline, _)| !outline.synthetic) {
        for folder in folders(&outline.path) {
            let known = found.entry(folder).or_insert(Editions::NONE);
            *known = known.or(*editions);
        }
    }
    found
}

/// Returns the folders that a page is in, the outermost first.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// Returns the path of the landing page of a page's section; `None` for the home page.
fn section(path: &str) -> Option<String> {
    let folder = match path.strip_suffix("/index.md") {
        _ if path == INDEX => return None,
        Some(section) => paths::folder(section),
        None => paths::folder(path),
    };
    Some(paths::index_of(folder))
}

/// Returns the pages and sections of each page's section, in order.
fn children(
    outlines: &[Arc<Outline>],
    parents: &[Option<PageId>],
    collation: &Collation,
) -> Vec<Vec<PageId>> {
    let mut children = vec![Vec::new(); outlines.len()];
    for (index, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            children[parent.index()].push(PageId::new(index));
        }
    }
    let key = |id: &PageId| {
        let outline = &outlines[id.index()];
        let name = name(&outline.path);
        (outline.front.order.unwrap_or(i64::MAX), collation.key(name), name)
    };
    for siblings in &mut children {
        siblings.sort_by_cached_key(key);
    }
    children
}

/// Returns what a page is sorted by: its path without its ending, for a landing page that of its folder.
fn name(path: &str) -> &str {
    stem(path.strip_suffix("/index.md").unwrap_or(path))
}
