//! An empty file that tells GitHub Pages to serve the files as they are.

use crate::outputs::context::Rendered;
use crate::paths::UrlPath;
use crate::site::{Output, Plan, Route};

/// Returns the route of the file, which every site has.
pub fn routes(_: &Plan<'_>) -> Vec<Route> {
    vec![Route::default(UrlPath::new(".nojekyll"), Output::NoJekyll)]
}

/// Renders the file.
pub fn render() -> Rendered {
    Rendered::Made(Vec::new())
}
