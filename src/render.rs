//! Stage 4: one output of a snapshot → its bytes. Pure: no output reads another output, so any of them may be made
//! at any time, in any order, on any thread.

pub mod edition;
mod feeds;
pub mod html;
pub mod viewer;

use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::link::{Output, PRINT_TEMPLATE};
use crate::paths::UrlPath;
use crate::snapshot::Snapshot;

/// What an output is.
#[derive(Debug)]
pub enum Rendered {
    /// Bytes that were made.
    Made(Vec<u8>),
    /// Bytes of the theme.
    Asset(Arc<[u8]>),
    /// The bytes of a file, as they are.
    File(PathBuf),
}

/// Makes the output at `url`. A mistake in the theme is a diagnostic.
pub fn render(now: &Snapshot, url: &UrlPath, output: &Output) -> Result<Rendered, Diagnostic> {
    Ok(match output {
        Output::Page(id) => {
            let template = viewer::template(&now.theme, now.site.page(*id));
            Rendered::Made(now.renderer.render(&template, &viewer::page(now, *id))?)
        }
        Output::PrintPage(root) => {
            Rendered::Made(now.renderer.render(PRINT_TEMPLATE, &viewer::print_page(now, *root, url))?)
        }
        Output::NotFound => Rendered::Made(not_found(now, url, now.config.url.as_deref())?),
        Output::Asset(name) => Rendered::Asset(Arc::clone(&now.theme.assets[name].bytes)),
        Output::File(path) => Rendered::File(now.sources.files[path].location.clone()),
        Output::Static(path) => Rendered::File(now.sources.statics[path].location.clone()),
        Output::Redirect(to) => {
            Rendered::Made(feeds::redirect(&now.site, url, *to, &now.config.language).into_bytes())
        }
        Output::Sitemap => Rendered::Made(feeds::sitemap(now).into_bytes()),
        Output::Robots => Rendered::Made(feeds::robots(now).into_bytes()),
        Output::NoJekyll => Rendered::Made(Vec::new()),
    })
}

/// Makes the page for an address that is not there, as a host shows it whose site is at `base`.
pub fn not_found(now: &Snapshot, url: &UrlPath, base: Option<&str>) -> Result<Vec<u8>, Diagnostic> {
    now.renderer.render("not-found.html", &viewer::not_found(now, url, base))
}
