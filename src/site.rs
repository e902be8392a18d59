//! Stage 3, the waist: names → `Site`. Routes, navigation and anchors come from the outlines and the names of files,
//! never from prose; if no name changed, the site is the previous site.
//!
//! `model` and its neighbours hold the types. Each step is a function from the names and the parts before it to a part
//! and its diagnostics; `from_names` runs the steps in order and puts the parts together once.

mod aliases;
mod checks;
mod id;
mod images;
mod links;
mod model;
mod nav;
mod navigation;
mod output;
mod pages;
pub mod pdf;
mod print_pages;
mod routes;
mod search;
mod shared_image;
mod sources;

use std::sync::Arc;

pub use aliases::alias_url;
pub use id::PageId;
pub use images::faulty;
pub use links::Target;
pub use model::{Drafts, Guide, LanguageSearch, MadeUrls, Names, Pages, Plan, Site, SitePage};
pub use nav::{Nav, NavId, NavNode};
pub use output::{Folder, GuideFile, Icon, Output, Pdf, Pdfs, Scaled, Scope, SearchFile, Variant};
pub use print_pages::{MAX_PRINTED, Part, PartKind, print_parts};
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
    let (guide, of_guide) = navigation::guide(&names, &pages);
    let (sources, of_sources) = sources::page(&names, &pages);
    let search = search::arrange(&names, &pages, &guide);
    let guides = vec![guide];
    let plan = Plan { names: &names, pages: &pages, guides: &guides, search: &search };
    let (routes, of_routes) = routes::claim(wanted(&plan));
    let made_urls = routes::made_urls(&routes);
    let site = Site { pages, guides, routes, sources, search, made_urls, names, problems: Vec::new() };
    let mut problems = [of_pages, of_guide, of_sources, of_routes].concat();
    problems.extend([checks::check(&site), sources::check(&site), aliases::check(&site)].concat());
    problems.sort();
    Arc::new(Site { problems, ..site })
}
