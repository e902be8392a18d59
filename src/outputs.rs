//! Stage 4: the outputs of a site, one file per family. A family says at which addresses its outputs are (`routes`,
//! from names alone) and renders one of them (`render`, from a snapshot). Both are pure, and no output reads another
//! one, so outputs may be rendered at any time, in any order, on any thread. What must be known before, such as the
//! size of a PDF that a page links to, is an argument.

mod a_to_z;
mod archive;
mod asset;
mod context;
mod day;
pub mod delivery;
mod editions;
mod feed;
mod file;
mod frame;
mod head;
mod host_files;
mod icon;
pub mod scaled_image;
mod leaf_list;
mod leaf_page;
mod llms;
mod markdown_page;
mod navigation;
mod no_jekyll;
pub mod not_found;
mod page;
pub mod pdf;
mod print_page;
mod printer;
mod redirect;
mod robots;
mod search;
mod sitemap;
mod structured_data;
mod summary;
mod toc;
mod withdrawn;
mod xml;

pub use context::{Context, Made, Rendered};
pub use host_files::redirects;

use crate::diagnostic::Diagnostic;
use crate::paths::UrlPath;
use crate::site::{Output, Plan, Route};
use crate::snapshot::Snapshot;

/// The routes of every family, in the order in which they claim addresses: the first to claim an address gets it.
const FAMILIES: [fn(&Plan<'_>) -> Vec<Route>; 22] = [
    page::routes,
    file::routes,
    asset::routes,
    redirect::routes,
    withdrawn::routes,
    not_found::routes,
    no_jekyll::routes,
    host_files::routes,
    pdf::routes,
    archive::routes,
    leaf_list::routes,
    leaf_page::routes,
    print_page::routes,
    sitemap::routes,
    robots::routes,
    feed::routes,
    llms::routes,
    markdown_page::routes,
    icon::routes,
    a_to_z::routes,
    search::routes,
    // Outputs made from files of the guide give way to a file's own route.
    scaled_image::routes,
];

/// Returns every route of a site.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    FAMILIES.iter().flat_map(|routes| routes(plan)).collect()
}

/// Renders the output at `url`. Fails with every mistake in the theme, an image or a PDF.
pub fn render(context: Context<'_>, url: &UrlPath, output: &Output) -> Result<Rendered, Vec<Diagnostic>> {
    let snapshot = context.snapshot;
    Ok(match output {
        Output::Page(id) => page::render(context, *id)?,
        Output::File(file) => file::render(snapshot, file)?,
        Output::Asset(name) => asset::render(snapshot, name),
        Output::Redirect(to) => redirect::render(snapshot, url, *to),
        Output::Withdrawn(id) => withdrawn::render(snapshot, url, *id)?,
        Output::NotFound => not_found::render(snapshot, url)?,
        Output::NoJekyll => no_jekyll::render(),
        Output::HostFile(file) => host_files::render(snapshot, *file)?,
        Output::Pdf(pdf) => pdf::render(context, url, *pdf)?,
        Output::Archive => archive::render(context, &render)?,
        Output::LeafList => leaf_list::render(context, url)?,
        Output::LeafPage(number) => leaf_page::render(context, url, *number)?,
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

/// Returns the problems of an output that only rendering finds. PDFs and smaller images are made before, and rendering
/// the archive or a file of the search takes long and finds nothing more.
pub fn check(context: Context<'_>, url: &UrlPath, output: &Output) -> Vec<Diagnostic> {
    match output {
        Output::Pdf(_) | Output::Scaled(_) | Output::Archive | Output::Search(..) => Vec::new(),
        _ => render(context, url, output).err().unwrap_or_default(),
    }
}

/// Returns the template that an output is rendered with; `None` if it is not a page.
pub fn template(snapshot: &Snapshot, output: &Output) -> Option<String> {
    match output {
        Output::Page(id) => Some(page::template(snapshot, *id)),
        Output::PrintPage(_) | Output::LeafPage(_) => Some(printer::TEMPLATE.to_owned()),
        Output::Withdrawn(_) => Some(withdrawn::TEMPLATE.to_owned()),
        Output::NotFound => Some(not_found::TEMPLATE.to_owned()),
        Output::AToZ(_) => Some(a_to_z::TEMPLATE.to_owned()),
        Output::LeafList => Some(leaf_list::TEMPLATE.to_owned()),
        _ => None,
    }
}
