//! The assets of the theme: files that templates name, at addresses that change with their content.

use std::sync::Arc;

use crate::outputs::context::Rendered;
use crate::site::{Output, Plan, Route};
use crate::snapshot::Snapshot;

/// Returns the routes of the theme's assets.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let assets = plan.names.assets.iter();
    assets.map(|(name, url)| Route::of_theme(url.clone(), Output::Asset(name.clone()))).collect()
}

/// Returns the bytes of an asset.
pub fn render(snapshot: &Snapshot, name: &str) -> Rendered {
    Rendered::Shared(Arc::clone(&snapshot.theme.assets[name].bytes))
}
