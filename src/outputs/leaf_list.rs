//! The list of the leaves: every sheet to hand out, with its PDFs and its print page.

use crate::diagnostic::Diagnostic;
use crate::outputs::context::{Context, Rendered};
use crate::outputs::frame::Frame;
use crate::outputs::printer;
use crate::paths::UrlPath;
use crate::render::edition::BaseUrl;
use crate::site::{LEAF_LIST, Output, Pdfs, Plan, Route};
use crate::view::View;

/// The template of the page.
pub const TEMPLATE: &str = "leaves.html";

/// Returns the route of the page, if the guide has leaves that readers can print, and its theme has a page for them.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let templates = &plan.names.templates;
    let is_printable = plan.names.pdfs == Pdfs::Made || templates.contains(printer::TEMPLATE);
    (is_printable && !plan.leaves.is_empty() && templates.contains(TEMPLATE))
        .then(|| Route::made(UrlPath::new(LEAF_LIST), Output::LeafList))
        .into_iter()
        .collect()
}

/// Renders the page.
pub fn render(context: Context<'_>, url: &UrlPath) -> Result<Rendered, Diagnostic> {
    let snapshot = context.snapshot;
    let from = BaseUrl::at(url);
    let frame = Frame::new(snapshot, &from);
    let page = frame.made_page(snapshot.theme.label("leaves"), "leaves", url.as_str());
    // In the order of `site.toml`.
    let numbers = 0..snapshot.site.leaves.len();
    let leaves = numbers.map(|number| frame.leaf(number, &context.made.pdf_sizes)).collect();
    let view = View { leaves, ..frame.view(page, frame.head(), None) };
    snapshot.renderer.render(TEMPLATE, &view).map(Rendered::Made)
}
