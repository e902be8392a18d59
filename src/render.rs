//! Stage 4: one output of a snapshot → its bytes. Pure: no output reads another output, so any of them may be made
//! at any time, in any order, on any thread.

pub mod edition;
mod feeds;
pub mod head;
pub mod highlight;
pub mod html;
mod icons;
mod llms;
pub mod markdown;
pub mod pictures;
#[cfg(feature = "pdf")]
pub mod pdf;
mod search;
mod structured_data;
pub mod viewer;

use std::path::PathBuf;
use std::sync::Arc;

#[cfg(not(feature = "pdf"))]
use crate::config;
use crate::diagnostic::Diagnostic;
#[cfg(not(feature = "pdf"))]
use crate::diagnostic::Place;
#[cfg(not(feature = "pdf"))]
use crate::paths::SourcePath;
use crate::paths::{self, UrlPath};
use crate::site::{A_TO_Z_TEMPLATE, Output, PRINT_TEMPLATE, Pdf};
use crate::snapshot::Snapshot;

/// What an output is.
#[derive(Debug)]
pub enum Rendered {
    /// Bytes that were made.
    Made(Vec<u8>),
    /// Bytes that were there before: of the theme, or of a PDF that was made already.
    Shared(Arc<[u8]>),
    /// The bytes of a file, as they are.
    File(PathBuf),
}

/// A PDF that was made.
#[derive(Debug)]
pub struct Made {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What its author can mend.
    pub warnings: Vec<Diagnostic>,
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
        Output::NotFound => {
            Rendered::Made(not_found(now, url, now.config.url.as_deref().map(paths::path_of_url))?)
        }
        Output::Asset(name) => Rendered::Shared(Arc::clone(&now.theme.assets[name].bytes)),
        Output::File(path) => pictures::file(now, &now.sources.files[path], output)?,
        Output::Static(path) => pictures::file(now, &now.sources.statics[path], output)?,
        Output::Scaled(scaled) => Rendered::Made(pictures::scaled(now, scaled)?),
        Output::Redirect(to) => {
            Rendered::Made(feeds::redirect(&now.site, url, *to, &now.config.language).into_bytes())
        }
        Output::Sitemap => Rendered::Made(feeds::sitemap(now).into_bytes()),
        Output::SitemapPart(at) => Rendered::Made(feeds::sitemap_part(now, *at).into_bytes()),
        Output::Feed => Rendered::Made(feeds::feed(now).into_bytes()),
        Output::Llms => Rendered::Made(llms::list(now, url).into_bytes()),
        Output::MarkdownPage(id) => Rendered::Made(markdown::page(now, *id, url).into_bytes()),
        Output::Icon(icon) => Rendered::Made(icons::draw(now, *icon)?),
        Output::Robots => Rendered::Made(feeds::robots(now).into_bytes()),
        Output::NoJekyll => Rendered::Made(Vec::new()),
        Output::Search(language, file) => Rendered::Made(search::script(now, *language, *file)),
        Output::AToZ(part) => {
            Rendered::Made(now.renderer.render(A_TO_Z_TEMPLATE, &viewer::a_to_z(now, *part, url))?)
        }
        Output::Pdf(pdf) => Rendered::Made(make_pdf(now, *pdf).map_err(|mut it| it.swap_remove(0))?.bytes),
    })
}

/// Makes the page for an address that is not there, as a host shows it whose site is at the path `base`.
pub fn not_found(now: &Snapshot, url: &UrlPath, base: Option<&str>) -> Result<Vec<u8>, Diagnostic> {
    now.renderer.render("not-found.html", &viewer::not_found(now, url, base))
}

/// Makes a PDF. The outcome holds the warnings too, which are only seen when it is made.
#[cfg(feature = "pdf")]
pub fn make_pdf(now: &Snapshot, pdf: Pdf) -> Result<Made, Vec<Diagnostic>> {
    pdf::make(now, pdf)
}

/// In a build of the program without the print engine there is no PDF to make, and no route leads to one.
#[cfg(not(feature = "pdf"))]
pub fn make_pdf(_: &Snapshot, _: Pdf) -> Result<Made, Vec<Diagnostic>> {
    let place = Place::file(&SourcePath::new(config::FILE));
    Err(vec![Diagnostic::error(place, "this build of Handout has no print engine, so it makes no PDF")])
}
