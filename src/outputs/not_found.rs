//! The page that a host shows for an address that is not there.

use crate::diagnostic::Diagnostic;
use crate::outputs::context::Rendered;
use crate::outputs::frame::Frame;
use crate::paths::{self, UrlPath};
use crate::render::edition::BaseUrl;
use crate::site::{Output, Plan, Route};
use crate::snapshot::Snapshot;

/// The template of the page.
pub const TEMPLATE: &str = "not-found.html";

/// Returns the route of the page, which every site has.
pub fn routes(_: &Plan<'_>) -> Vec<Route> {
    vec![Route::made(UrlPath::new("404.html"), Output::NotFound)]
}

/// Renders the page for the host at the site's own address.
pub fn render(snapshot: &Snapshot, url: &UrlPath) -> Result<Rendered, Diagnostic> {
    let base = snapshot.config.url.as_deref().map(paths::path_of_url);
    at(snapshot, url, base).map(Rendered::Made)
}

/// Renders the page for an address that does not exist, for a host whose site is at the path `base`.
pub fn at(snapshot: &Snapshot, url: &UrlPath, base: Option<&str>) -> Result<Vec<u8>, Diagnostic> {
    let from = BaseUrl::anywhere(url, base);
    let frame = Frame::new(snapshot, &from);
    let title = snapshot.theme.labels.get("not_found_title").map_or("404", String::as_str);
    let page = frame.made_page(title, "404", "404.html");
    snapshot.renderer.render(TEMPLATE, &frame.view(page, frame.head(), None))
}
