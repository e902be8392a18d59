//! The smaller pictures of the preview: made when they are asked for, and kept in memory, for a preview writes nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::diagnostic::Diagnostic;
use crate::paths::UrlPath;
use crate::render::{self, Rendered, pictures};
use crate::site::{Output, Scaled};
use crate::snapshot::Snapshot;

/// No more bytes than this are kept.
const LARGEST: usize = 128 * 1024 * 1024;

/// Smaller pictures by the key of their bytes, so that none is ever an old one.
#[derive(Default)]
pub struct Shelf {
    kept: Mutex<BTreeMap<u128, Arc<[u8]>>>,
}

impl Shelf {
    /// The picture at an address, made unless it was made already.
    pub fn make(&self, now: &Snapshot, url: &UrlPath, scaled: &Scaled) -> Result<Arc<[u8]>, Diagnostic> {
        let key = pictures::key(now, scaled)?;
        if let Some(bytes) = self.kept().get(&key) {
            return Ok(Arc::clone(bytes));
        }
        let bytes: Arc<[u8]> = match render::render(now, url, &Output::Scaled(scaled.clone()))? {
            Rendered::Made(bytes) => bytes.into(),
            Rendered::Shared(bytes) => bytes,
            Rendered::File(_) => unreachable!("a smaller picture is no file"),
        };
        let mut kept = self.kept();
        // A guide of very many pictures begins anew; what a reader looks at is soon there again.
        if kept.values().map(|it| it.len()).sum::<usize>() + bytes.len() > LARGEST {
            kept.clear();
        }
        kept.insert(key, Arc::clone(&bytes));
        Ok(bytes)
    }

    fn kept(&self) -> MutexGuard<'_, BTreeMap<u128, Arc<[u8]>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
