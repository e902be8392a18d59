//! A typeset PDF.

use crate::diagnostic::Diagnostic;

/// A PDF and the warnings of typesetting it.
#[derive(Debug)]
pub struct TypesetPdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Warnings, which only show when the PDF is typeset.
    pub warnings: Vec<Diagnostic>,
}
