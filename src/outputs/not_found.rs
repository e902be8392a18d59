//! The page that a host shows for an address that does not exist.

use crate::diagnostic::Diagnostic;
use crate::outputs::context::{Context, Rendered};
use crate::outputs::frame::Frame;
use crate::outputs::page;
use crate::paths::{self, UrlPath};
use crate::render::edition::BaseUrl;
use crate::site::{Output, Plan, Route};
use crate::snapshot::Snapshot;
use crate::view::Head;

/// The template of the page.
pub const TEMPLATE: &str = "not-found.html";

/// The address of the page.
const URL: &str = "404.html";

/// Returns the route of the page, which every site has.
pub fn routes(_: &Plan<'_>) -> Vec<Route> {
    vec![Route::default(UrlPath::new(URL), Output::NotFound)]
}

/// Renders the page for the host at the site's own address.
pub fn render(snapshot: &Snapshot, url: &UrlPath) -> Result<Rendered, Diagnostic> {
    let base = snapshot.config.url.as_deref().map(paths::path_of_url);
    made(snapshot, url, base).map(Rendered::Made)
}

/// Renders the page for an address that does not exist, for a host whose site is at the path `base`: the guide's own
/// `404.md`, if it has one.
pub fn at(context: Context<'_>, url: &UrlPath, base: Option<&str>) -> Result<Vec<u8>, Diagnostic> {
    match context.snapshot.site.routes.get(&UrlPath::new(URL)) {
        Some(Output::Page(id)) => page::at(context, *id, base),
        _ => made(context.snapshot, url, base),
    }
}

fn made(snapshot: &Snapshot, url: &UrlPath, base: Option<&str>) -> Result<Vec<u8>, Diagnostic> {
    let from = BaseUrl::anywhere(url, base);
    let frame = Frame::new(snapshot, &from);
    let title = snapshot.theme.labels.get("not_found_title").map_or("404", String::as_str);
    let page = frame.made_page(title, "404", URL);
    let head = Head { indexed: false, ..frame.head() };
    snapshot.renderer.render(TEMPLATE, &frame.view(page, head, None))
}
