//! Makes the smaller images of the preview when they are requested, and caches them in memory, because a preview writes
//! nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::diagnostic::Diagnostic;
use crate::outputs::{Context, scaled_image};
use crate::site::Scaled;

/// The most that is cached, in bytes.
const MAX_BYTES: usize = 128 * 1024 * 1024;

/// Smaller images by a key of their content, so that none is ever out of date.
#[derive(Default)]
pub struct ImageCache {
    cached: Mutex<BTreeMap<u128, Arc<[u8]>>>,
}

impl ImageCache {
    /// Returns a smaller image; makes it unless it is cached.
    pub fn get(&self, context: Context<'_>, scaled: &Scaled) -> Result<Arc<[u8]>, Diagnostic> {
        let key = scaled_image::key(context.snapshot, scaled)?;
        if let Some(bytes) = self.cached().get(&key) {
            return Ok(Arc::clone(bytes));
        }
        let bytes: Arc<[u8]> = scaled_image::scaled(context, scaled)?.into();
        let mut cached = self.cached();
        // Start over when it is full; the images of an open page are soon cached again.
        if cached.values().map(|bytes| bytes.len()).sum::<usize>() + bytes.len() > MAX_BYTES {
            cached.clear();
        }
        cached.insert(key, Arc::clone(&bytes));
        Ok(bytes)
    }

    fn cached(&self) -> MutexGuard<'_, BTreeMap<u128, Arc<[u8]>>> {
        self.cached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
