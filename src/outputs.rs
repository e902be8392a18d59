//! Stage 4: the outputs of a site, one family a file. A family says at which addresses its outputs are (`routes`, from
//! names alone) and renders one of them (`render`, from a snapshot). Both are pure, and no output reads another one, so
//! outputs may be rendered at any time, in any order, on any thread. What must be known before, such as the size of a
//! PDF that a page links to, is an argument.

mod a_to_z;
mod asset;
mod context;
mod feed;
mod file;
mod frame;
mod head;
mod icon;
pub mod scaled_image;
mod llms;
mod markdown_page;
mod navigation;
mod no_jekyll;
pub mod not_found;
mod page;
pub mod pdf;
mod print_page;
mod redirect;
mod robots;
mod search;
mod sitemap;
mod structured_data;
mod summary;
mod toc;
mod xml;

pub use context::{Context, Made, Rendered};

use crate::diagnostic::Diagnostic;
use crate::paths::UrlPath;
use crate::site::{Output, Plan, Route};
use crate::snapshot::Snapshot;

/// The routes of every family, in the order in which they claim addresses: the first to claim an address keeps it.
const FAMILIES: [fn(&Plan<'_>) -> Vec<Route>; 17] = [
    page::routes,
    file::routes,
    asset::routes,
    redirect::routes,
    not_found::routes,
    no_jekyll::routes,
    pdf::routes,
    print_page::routes,
    sitemap::routes,
    robots::routes,
    feed::routes,
    llms::routes,
    markdown_page::routes,
    icon::routes,
    a_to_z::routes,
    search::routes,
    // Of what is made of files of the guide, only what a file's own route leaves.
    scaled_image::routes,
];

/// Returns every route of a site.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    FAMILIES.iter().flat_map(|routes| routes(plan)).collect()
}

/// Renders the output at `url`. Fails with every mistake that was found in the theme, an image or a PDF.
pub fn render(context: Context<'_>, url: &UrlPath, output: &Output) -> Result<Rendered, Vec<Diagnostic>> {
    let snapshot = context.snapshot;
    Ok(match output {
        Output::Page(id) => page::render(context, *id)?,
        Output::File(file) => file::render(snapshot, file)?,
        Output::Asset(name) => asset::render(snapshot, name),
        Output::Redirect(to) => redirect::render(snapshot, url, *to),
        Output::NotFound => not_found::render(snapshot, url)?,
        Output::NoJekyll => no_jekyll::render(),
        Output::Pdf(pdf) => pdf::render(context, url, *pdf)?,
        Output::PrintPage(root) => print_page::render(context, url, *root)?,
        Output::Sitemap(part) => sitemap::render(snapshot, *part),
        Output::Robots => robots::render(snapshot),
        Output::Feed => feed::render(snapshot),
        Output::Llms => llms::render(snapshot, url),
        Output::MarkdownPage(id) => markdown_page::render(snapshot, url, *id),
        Output::Icon(icon) => icon::render(snapshot, *icon)?,
        Output::AToZ(part) => a_to_z::render(context, url, *part)?,
        Output::Search(language, file) => search::render(snapshot, *language, *file),
        Output::Scaled(scaled) => scaled_image::render(context, scaled)?,
    })
}

/// Returns what is wrong with an output that only shows when it is rendered. PDFs and smaller images are made before, and
/// rendering a file of the search, which takes long, finds nothing.
pub fn check(context: Context<'_>, url: &UrlPath, output: &Output) -> Vec<Diagnostic> {
    match output {
        Output::Pdf(_) | Output::Scaled(_) | Output::Search(..) => Vec::new(),
        _ => render(context, url, output).err().unwrap_or_default(),
    }
}

/// Returns the template that an output is rendered with; none for what is no page.
pub fn template(snapshot: &Snapshot, output: &Output) -> Option<String> {
    match output {
        Output::Page(id) => Some(page::template(snapshot, *id)),
        Output::PrintPage(_) => Some(print_page::TEMPLATE.to_owned()),
        Output::NotFound => Some(not_found::TEMPLATE.to_owned()),
        Output::AToZ(_) => Some(a_to_z::TEMPLATE.to_owned()),
        _ => None,
    }
}
