//! Writes documents in the formats that people and programs read: HTML, Markdown and PDF. What surrounds the text of a
//! page, and at which address it is, is up to `outputs`.

pub mod edition;
pub mod fields;
pub mod highlight;
pub mod html;
pub mod markdown;
#[cfg(feature = "pdf")]
pub mod pdf;
mod typeset_pdf;

pub use typeset_pdf::TypesetPdf;
