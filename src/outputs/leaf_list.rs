//! The list of the leaves: every sheet to hand out, with its PDFs.

use crate::diagnostic::Diagnostic;
use crate::outputs::context::{Context, Rendered};
use crate::outputs::frame::Frame;
use crate::paths::UrlPath;
use crate::render::edition::BaseUrl;
use crate::site::{LEAF_LIST, Output, Pdfs, Plan, Route};
use crate::view::{Leaf, View};

/// The template of the page.
pub const TEMPLATE: &str = "leaves.html";

/// Returns the route of the page, if the guide has leaves and its theme has a page for them.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let is_wanted = !plan.leaves.is_empty() && plan.names.pdfs == Pdfs::Made;
    let has_template = plan.names.templates.contains(TEMPLATE);
    (is_wanted && has_template)
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
    let view = View { leaves: leaves(&frame, context), ..frame.view(page, frame.head(), None) };
    snapshot.renderer.render(TEMPLATE, &view).map(Rendered::Made)
}

/// Returns the leaves in the order of `site.toml`.
fn leaves<'a>(frame: &Frame<'a, '_>, context: Context<'a>) -> Vec<Leaf<'a>> {
    let site = &context.snapshot.site;
    let leaf = |(number, leaf): (usize, &'a crate::site::Leaf)| {
        let pdfs = site.pdfs_of_leaf(number).iter();
        Leaf {
            title: site.leaf_title(leaf),
            format: leaf.format.name(),
            pages: leaf
                .pages
                .iter()
                .filter(|id| site.page(**id).is_on_web())
                .map(|id| frame.link(*id))
                .collect(),
            pdfs: pdfs.map(|(url, pdf)| frame.pdf(url, *pdf, &context.made.pdf_sizes)).collect(),
        }
    };
    site.leaves.iter().enumerate().map(leaf).collect()
}
