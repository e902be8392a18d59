//! What the citations of a site are made from, and what is made.

use std::sync::Arc;

use crate::bibliography::{Bibliography, CitationStyle, Library};
use crate::diagnostic::Diagnostic;
use crate::site::id::PageId;

/// What citations are made from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Citing {
    /// The sources and the style; `None` if the guide has no file of sources.
    pub sources: Option<(Arc<Library>, Arc<CitationStyle>)>,
    /// Mistakes in the files of sources and of the style.
    pub problems: Vec<Diagnostic>,
}

/// The citations of a site.
#[derive(Debug, Default)]
pub struct Citations {
    /// The engine's result.
    pub(super) bibliography: Arc<Bibliography>,
    /// The pages that cite, in reading order.
    pub(super) pages: Vec<PageId>,
    /// The place of each page of the site in `pages`.
    pub(super) places: Vec<Option<usize>>,
    /// The mistakes in the sources and their use.
    pub problems: Vec<Diagnostic>,
}
