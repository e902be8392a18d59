//! What rendering an output reads, and what it returns.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::paths::UrlPath;
use crate::snapshot::Snapshot;

/// The content of an output.
#[derive(Debug)]
pub enum Rendered {
    /// Bytes made for this output.
    Made(Vec<u8>),
    /// Bytes that are also stored elsewhere: an asset of the theme, a finished PDF.
    Shared(Arc<[u8]>),
    /// The bytes of a file, unchanged.
    File(PathBuf),
}

impl From<String> for Rendered {
    fn from(text: String) -> Rendered {
        Rendered::Made(text.into_bytes())
    }
}

/// What is made before the outputs that refer to it.
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
    /// The outputs that are already made.
    pub made: &'a Made,
    /// Whether the output is for the archive of the site, in which no page links to the archive.
    pub is_archived: bool,
}

impl<'a> Context<'a> {
    /// Returns what rendering the outputs of a site reads.
    pub fn new(snapshot: &'a Snapshot, made: &'a Made) -> Context<'a> {
        Context { snapshot, made, is_archived: false }
    }
}
