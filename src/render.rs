//! Stage 4: one output of a snapshot → its bytes. Pure: no output reads another output, so any of them may be made
//! at any time, in any order, on any thread.

pub mod edition;
mod feeds;
pub mod html;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod viewer;

use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::link::Output;
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
        Output::NotFound => {
            Rendered::Made(now.renderer.render("not-found.html", &viewer::not_found(now, url))?)
        }
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
