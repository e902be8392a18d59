//! Typesets the PDFs of the preview when they are requested, one at a time because Typst uses every core, and caches
//! them as long as their snapshot is published.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::diagnostic::Diagnostic;
use crate::outputs;
use crate::paths::UrlPath;
use crate::site::Pdf;
use crate::snapshot::Snapshot;

/// Typesets PDFs on demand and caches them.
#[derive(Default)]
pub struct PdfCache {
    cached: Mutex<Cached>,
    sizes: Mutex<BTreeMap<UrlPath, u64>>,
}

/// The PDFs of one snapshot.
#[derive(Default)]
struct Cached {
    snapshot: Option<Arc<Snapshot>>,
    pdfs: BTreeMap<UrlPath, Arc<[u8]>>,
}

impl PdfCache {
    /// Returns the PDF at an address; typesets it unless it is cached.
    pub fn get(
        &self,
        snapshot: &Arc<Snapshot>,
        url: &UrlPath,
        pdf: Pdf,
    ) -> Result<Arc<[u8]>, Vec<Diagnostic>> {
        let mut cached = self.cached.lock().unwrap_or_else(PoisonError::into_inner);
        if !cached.snapshot.as_ref().is_some_and(|current| Arc::ptr_eq(current, snapshot)) {
            *cached = Cached { snapshot: Some(Arc::clone(snapshot)), pdfs: BTreeMap::new() };
        }
        if let Some(bytes) = cached.pdfs.get(url) {
            return Ok(Arc::clone(bytes));
        }
        let (own, pdf) = snapshot.for_pdf(pdf)?;
        let bytes: Arc<[u8]> = outputs::pdf::typeset(own, pdf)?.bytes.into();
        cached.pdfs.insert(url.clone(), Arc::clone(&bytes));
        let mut sizes = self.sizes.lock().unwrap_or_else(PoisonError::into_inner);
        sizes.insert(url.clone(), bytes.len() as u64);
        Ok(bytes)
    }

    /// Returns the sizes in bytes of all PDFs that were typeset, each from its last time.
    pub fn sizes(&self) -> BTreeMap<UrlPath, u64> {
        self.sizes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
