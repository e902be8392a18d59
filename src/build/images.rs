//! The smaller images of a site, made before its outputs: each original is decoded once for all of its widths, and only
//! if the cache lacks one of them.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::images::{self, ImageError, Original};
use crate::outputs::Context;
use crate::outputs::scaled_image::original;
use crate::paths::UrlPath;
use crate::site::image_problem;
use crate::snapshot::Snapshot;
use crate::write::cache;

/// What to do with the cache of smaller images beside the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// Add what is missing.
    Fill,
    /// Leave it unchanged; originals are only decoded to find damaged ones.
    Leave,
}

/// Makes the smaller images that are not in the cache. Returns the hash of each original, by its address, and the
/// originals that cannot be scaled.
pub fn make_all(snapshot: &Snapshot, policy: Cache) -> (BTreeMap<UrlPath, u128>, Vec<Diagnostic>) {
    let originals: Vec<_> = snapshot.site.scaled().iter().collect();
    let make = |(url, versions): (_, &Vec<(UrlPath, u32)>)| {
        let widths: Vec<u32> = versions.iter().map(|(_, width)| *width).collect();
        (url, make(snapshot, url, &widths, policy))
    };
    let results: Vec<_> = originals.into_par_iter().map(make).collect();
    let (mut hashes, mut problems) = (BTreeMap::new(), Vec::new());
    for (url, result) in results {
        match result {
            Ok(hash) => drop(hashes.insert(url.clone(), hash)),
            Err(error) => {
                problems
                    .extend(snapshot.places_of(url).into_iter().map(|place| image_problem(&error, place)));
            }
        }
    }
    (hashes, problems)
}

/// Makes the widths of one original that are not in the cache; returns the original's hash.
fn make(snapshot: &Snapshot, url: &UrlPath, widths: &[u32], policy: Cache) -> Result<u128, ImageError> {
    let bytes = original(snapshot, url)?;
    let hash = images::hash(&bytes);
    let is_missing = |width: &u32| snapshot.cached_image(hash, *width).is_none();
    let missing: Vec<u32> = widths.iter().copied().filter(is_missing).collect();
    if !missing.is_empty() {
        let original = Original::open(&bytes)?;
        for width in missing.into_iter().filter(|_| policy == Cache::Fill) {
            cache::write(snapshot.root(), images::key(hash, width), &original.scaled(width)?);
        }
    }
    Ok(hash)
}

/// Removes cache entries that no build has used for a long time.
pub fn sweep(context: Context<'_>) {
    let Context { snapshot, made, .. } = context;
    let keys = snapshot.site.scaled().iter().flat_map(|(url, versions)| {
        let hash = made.image_hashes.get(url);
        versions.iter().filter_map(move |(_, width)| Some(images::key(*hash?, *width)))
    });
    let used: BTreeSet<u128> = keys.collect();
    cache::sweep(snapshot.root(), &used, cache::MAX_UNUSED);
}
