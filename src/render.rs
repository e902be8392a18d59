//! Stage 4: renders one output of a snapshot to its bytes. Pure: no output reads another output, so any of them may
//! be rendered at any time, in any order, on any thread. What must be known before, such as the size of a PDF that a
//! page links to, is an argument.

pub mod edition;
mod feeds;
pub mod head;
pub mod highlight;
pub mod html;
mod icons;
pub mod images;
mod llms;
pub mod markdown;
#[cfg(feature = "pdf")]
pub mod pdf;
mod search;
mod structured_data;
pub mod viewer;

use std::collections::BTreeMap;
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

/// The content of an output.
#[derive(Debug)]
pub enum Rendered {
    /// Bytes made for this output.
    Made(Vec<u8>),
    /// Bytes that others hold too: an asset of the theme, a finished PDF.
    Shared(Arc<[u8]>),
    /// The bytes of a file, unchanged.
    File(PathBuf),
}

/// What is made before the outputs that mention it.
///
/// Rendering works without it: then pages state no sizes, and PDFs and smaller images are made when they are rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Finished PDFs, by address.
    pub pdfs: BTreeMap<UrlPath, Arc<[u8]>>,
    /// Sizes of PDFs in bytes, by address. A page states no size for a PDF that is missing here.
    pub pdf_sizes: BTreeMap<UrlPath, u64>,
    /// Hashes of the contents of images, by address, so that a cached smaller image is found without reading its
    /// original again.
    pub image_hashes: BTreeMap<UrlPath, u128>,
}

/// Everything that rendering reads.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The guide.
    pub snapshot: &'a Snapshot,
    /// What is already made of it.
    pub made: &'a Made,
}

/// A PDF and what was noticed while it was typeset.
#[derive(Debug)]
pub struct TypesetPdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Warnings, which only show when the PDF is typeset.
    pub warnings: Vec<Diagnostic>,
}

/// Renders the output at `url`. Fails with every mistake that was found in the theme, an image or a PDF.
pub fn render(context: Context<'_>, url: &UrlPath, output: &Output) -> Result<Rendered, Vec<Diagnostic>> {
    let snapshot = context.snapshot;
    Ok(match output {
        Output::Page(id) => {
            let template = viewer::template(&snapshot.theme, snapshot.site.page(*id));
            Rendered::Made(snapshot.renderer.render(&template, &viewer::page(context, *id))?)
        }
        Output::PrintPage(root) => Rendered::Made(
            snapshot.renderer.render(PRINT_TEMPLATE, &viewer::print_page(snapshot, *root, url))?,
        ),
        Output::NotFound => {
            let base = snapshot.config.url.as_deref().map(paths::path_of_url);
            Rendered::Made(not_found(snapshot, url, base)?)
        }
        Output::Asset(name) => Rendered::Shared(Arc::clone(&snapshot.theme.assets[name].bytes)),
        Output::File(path) => images::file(snapshot, &snapshot.sources.files[path], output)?,
        Output::Static(path) => images::file(snapshot, &snapshot.sources.statics[path], output)?,
        Output::Scaled(scaled) => Rendered::Made(images::scaled(context, scaled)?),
        Output::Redirect(to) => {
            let language = &snapshot.config.language;
            Rendered::Made(feeds::redirect(&snapshot.site, url, *to, language).into_bytes())
        }
        Output::Sitemap => Rendered::Made(feeds::sitemap(snapshot).into_bytes()),
        Output::SitemapPart(at) => Rendered::Made(feeds::sitemap_part(snapshot, *at).into_bytes()),
        Output::Feed => Rendered::Made(feeds::feed(snapshot).into_bytes()),
        Output::Llms => Rendered::Made(llms::list(snapshot, url).into_bytes()),
        Output::MarkdownPage(id) => Rendered::Made(markdown::page(snapshot, *id, url).into_bytes()),
        Output::Icon(icon) => Rendered::Made(icons::draw(snapshot, *icon)?),
        Output::Robots => Rendered::Made(feeds::robots(snapshot).into_bytes()),
        Output::NoJekyll => Rendered::Made(Vec::new()),
        Output::Search(language, file) => Rendered::Made(search::script(snapshot, *language, *file)),
        Output::AToZ(part) => {
            Rendered::Made(snapshot.renderer.render(A_TO_Z_TEMPLATE, &viewer::a_to_z(snapshot, *part, url))?)
        }
        Output::Pdf(pdf) => match context.made.pdfs.get(url) {
            Some(bytes) => Rendered::Shared(Arc::clone(bytes)),
            None => Rendered::Made(make_pdf(snapshot, *pdf)?.bytes),
        },
    })
}

/// Renders the page for an address that does not exist, for a host whose site is at the path `base`.
pub fn not_found(snapshot: &Snapshot, url: &UrlPath, base: Option<&str>) -> Result<Vec<u8>, Diagnostic> {
    snapshot.renderer.render("not-found.html", &viewer::not_found(snapshot, url, base))
}

/// Typesets a PDF. Typst uses every core by itself, so typeset one PDF at a time.
#[cfg(feature = "pdf")]
pub fn make_pdf(snapshot: &Snapshot, pdf: Pdf) -> Result<TypesetPdf, Vec<Diagnostic>> {
    pdf::make(snapshot, pdf)
}

/// Fails: without the feature `pdf` the program has no print engine, and no route leads to a PDF.
#[cfg(not(feature = "pdf"))]
pub fn make_pdf(_: &Snapshot, _: Pdf) -> Result<TypesetPdf, Vec<Diagnostic>> {
    let place = Place::file(&SourcePath::new(config::FILE));
    Err(vec![Diagnostic::error(place, "this build of Handout has no print engine, so it makes no PDF")])
}
