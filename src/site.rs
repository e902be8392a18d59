//! Stage 3, the waist: names → `Site`. Routes, navigation and anchors come from the outlines and the names of files,
//! never from prose; if no name changed, the site is the previous site.
//!
//! `model` and its neighbours hold the types. Each step is a function from the names and the parts before it to a part
//! and its diagnostics; `from_names` runs the steps in order and puts the parts together once.

mod aliases;
mod checks;
mod citations;
mod cited;
mod evidence;
mod glossary;
mod id;
mod images;
mod labels;
mod leaf;
mod leaves;
mod links;
mod model;
mod nav;
mod navigation;
mod output;
mod pages;
pub mod pdf;
mod portable;
mod print_pages;
mod references;
mod review;
mod routes;
mod search;
mod shared_image;
mod sources;
mod withdrawn;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;

pub use aliases::alias_url;
pub use cited::Citing;
pub use id::PageId;
pub use images::image_problem;
pub use labels::NumberWords;
pub use leaf::{LEAF_FOLDER, LEAF_LIST, Leaf};
pub use links::Target;
pub use model::{Drafts, Guide, LanguageSearch, MadeUrls, Names, Pages, Plan, ReadingOrder, Site, SitePage};
pub use nav::{Nav, NavId, NavNode};
pub use output::{Folder, GuideFile, HostFile, Icon, Output, Pdf, Pdfs, Scaled, Scope, SearchFile, Variant};
pub use print_pages::{MAX_PRINTED, Part, PartKind, print_parts};
pub use review::DueDates;
pub use routes::{MAX_NAME, Route};
pub use search::{A_TO_Z_TEMPLATE, a_to_z_url, is_searched, primary, searchable};
pub use sources::NamedSource;

/// Makes the site from the names, with the routes that a function returns; if no name changed, returns the previous site.
pub fn from_names(
    names: Names,
    wanted: impl Fn(&Plan<'_>) -> Vec<Route>,
    previous: Option<&Arc<Site>>,
) -> Arc<Site> {
    if let Some(old) = previous.filter(|old| old.names == names) {
        return Arc::clone(old);
    }
    let (pages, of_pages) = pages::arrange(&names);
    let (mut guide, mut of_guide) = navigation::guide(&names, &pages);
    // The reading order depends on no title, so numbers can be part of titles.
    let labels = references::number(&pages, &guide);
    let (pages, has_references) = references::fill_names(&labels, pages, &names);
    if has_references {
        (guide, of_guide) = navigation::guide(&names, &pages);
    }
    let citations = citations::make(&names, &pages, &guide, previous.map(|old| &**old));
    let (sources, of_sources) = sources::page(&names, &pages);
    let search = search::arrange(&names, &pages, &guide);
    let (leaves, of_leaves) = leaves::arrange(&names, &pages, &guide);
    let guides = vec![guide];
    let plan = Plan { names: &names, pages: &pages, guides: &guides, leaves: &leaves, search: &search };
    let (routes, of_routes) = routes::claim(wanted(&plan));
    let made_urls = routes::made_urls(&routes);
    let site = Site {
        pages,
        guides,
        leaves,
        routes,
        sources,
        search,
        labels,
        citations,
        made_urls,
        names,
        problems: Vec::new(),
    };
    let mut problems = [of_pages, of_guide, of_sources, of_leaves, of_routes, check(&site)].concat();
    problems.sort();
    Arc::new(Site { problems, ..site })
}

/// Reports the mistakes that only the whole site shows.
fn check(site: &Site) -> Vec<Diagnostic> {
    let citations = site.citations.problems.clone();
    let checks =
        [checks::check, sources::check, review::check, glossary::check, aliases::check, withdrawn::check];
    checks.into_iter().flat_map(|check| check(site)).chain(citations).collect()
}
