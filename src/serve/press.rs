//! The PDFs of the preview: made when they are asked for, one at a time, for the print engine uses every core; and
//! kept as long as the snapshot is shown that they were made of.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::diagnostic::Diagnostic;
use crate::paths::UrlPath;
use crate::render;
use crate::site::Pdf;
use crate::snapshot::{Sizes, Snapshot};

/// The one who makes PDFs.
#[derive(Default)]
pub struct Press {
    kept: Mutex<Kept>,
    sizes: Mutex<Sizes>,
}

/// The PDFs of one snapshot.
#[derive(Default)]
struct Kept {
    of: Option<Arc<Snapshot>>,
    pdfs: BTreeMap<UrlPath, Arc<[u8]>>,
}

impl Press {
    /// The PDF at an address, made unless it was made already.
    pub fn make(&self, now: &Arc<Snapshot>, url: &UrlPath, pdf: Pdf) -> Result<Arc<[u8]>, Diagnostic> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if !kept.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, now)) {
            *kept = Kept { of: Some(Arc::clone(now)), pdfs: BTreeMap::new() };
        }
        if let Some(bytes) = kept.pdfs.get(url) {
            return Ok(Arc::clone(bytes));
        }
        let made = render::make_pdf(now, pdf).map_err(|mut problems| problems.swap_remove(0))?;
        let bytes: Arc<[u8]> = made.bytes.into();
        kept.pdfs.insert(url.clone(), Arc::clone(&bytes));
        let mut sizes = self.sizes.lock().unwrap_or_else(PoisonError::into_inner);
        sizes.insert(url.clone(), bytes.len() as u64);
        Ok(bytes)
    }

    /// The sizes of the PDFs that were made, each when it was made last.
    pub fn sizes(&self) -> Sizes {
        self.sizes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
