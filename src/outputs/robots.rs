//! `robots.txt`: allows every crawler and names the sitemap (RFC 9309).

use crate::outputs::context::Rendered;
use crate::outputs::sitemap;
use crate::paths::UrlPath;
use crate::site::{Output, Plan, Route};
use crate::snapshot::Snapshot;

/// Returns the route of the file. A crawler looks for it only at the root of a host (RFC 9309, section 2.3).
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let base = plan.names.config.url.as_deref().filter(|base| !has_folder(base));
    base.map(|_| Route::default(UrlPath::new("robots.txt"), Output::Robots)).into_iter().collect()
}

/// Reports whether an address has a path after its host.
fn has_folder(base: &str) -> bool {
    base.split_once("://").is_some_and(|(_, rest)| rest.contains('/'))
}

/// Renders the file.
pub fn render(snapshot: &Snapshot) -> Rendered {
    let base = snapshot.config.url.as_deref().unwrap_or_default();
    let sitemap = sitemap::url(0).absolute(base);
    format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n").into()
}
