//! The addresses of the pages and of the files that are published unchanged.

use crate::diagnostic::Place;
use crate::paths::UrlPath;
use crate::site::id::PageId;
use crate::site::model::Plan;
use crate::site::output::Output;
use crate::site::routes::Route;

/// Returns the routes of pages, then of the files of the guide, then of the theme's assets.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let page = |id: PageId| {
        let page = plan.pages.page(id);
        Route::claimed(page.url.clone(), Output::Page(id), Place::file(&page.outline.source))
    };
    let names = plan.names;
    let files = names.files.iter().filter(|(name, _)| !plan.pages.hides(name)).map(|(name, path)| {
        Route::claimed(UrlPath::new(name.as_str()), Output::File(name.clone()), Place::file(path))
    });
    let statics = names.statics.iter().map(|(name, path)| {
        Route::claimed(UrlPath::new(name.as_str()), Output::Static(name.clone()), Place::file(path))
    });
    let assets =
        names.assets.iter().map(|(name, url)| Route::of_theme(url.clone(), Output::Asset(name.clone())));
    plan.pages.shown().map(page).chain(files).chain(statics).chain(assets).collect()
}
