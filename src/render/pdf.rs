//! The typeset edition: pages of a snapshot → a PDF. Pure, like every other output: everything that it reads of the
//! disk comes from the snapshot. The only module that knows Typst, which typesets the pages; the theme decides how they
//! look.

mod book;
pub mod booklet;
mod compiled;
mod crop_marks;
mod fit;
mod fitting;
mod fonts;
mod images;
pub mod imposition;
mod index;
pub mod leaf;
mod literal;
mod overflow;
mod qr_codes;
mod report;
mod sheets;
mod world;
mod writer;

use typst::comemo;

use crate::config;
use crate::diagnostic::{Diagnostic, Place};
use crate::paths::SourcePath;
use crate::render::typeset_pdf::TypesetPdf;
use crate::site::{Pdf, Variant};
use crate::snapshot::Snapshot;

/// The number of PDFs for which Typst's cached results are kept. Older ones are dropped unless they are used again.
const REMEMBERED: usize = 10;

/// Typesets a PDF. Typst uses all cores by itself, so do not call this for several PDFs at once.
pub fn make(snapshot: &Snapshot, pdf: Pdf) -> Result<TypesetPdf, Vec<Diagnostic>> {
    let made = fit::typeset(snapshot, pdf);
    comemo::evict(REMEMBERED);
    let mut made = made?;
    let imposed = match (pdf.variant, pdf.format) {
        _ if snapshot.config.print.crop_marks && pdf.is_cut() => Some(crop_marks::add(&made.bytes)),
        (Variant::Booklet, _) => Some(booklet::impose(&made.bytes)),
        (Variant::Normal, Some(format)) => leaf::impose(&made.bytes, format, pdf.paper),
        (Variant::Normal | Variant::LargePrint | Variant::Screen, _) => None,
    };
    if let Some(imposed) = imposed {
        made.bytes = imposed.map_err(|error| {
            vec![Diagnostic::error(Place::file(&SourcePath::new(config::FILE)), error.to_string())]
        })?;
    }
    Ok(made)
}
