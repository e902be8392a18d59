//! The smaller pictures of a site, made before its outputs: each original is decoded once for all of its widths, and
//! only if one of them is not kept from an earlier build.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::paths::UrlPath;
use crate::picture::{self, Fault, Original};
use crate::render::pictures::original;
use crate::site::{Scaled, faulty};
use crate::snapshot::{ImageHashes, Snapshot};
use crate::write::kept;

/// Whether what is made is kept for later builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// In the folder beside the guide.
    Made,
    /// No; it is only looked whether it could be made.
    Nothing,
}

/// Makes the smaller pictures that are not kept. Notes what tells the originals from others, so that rendering finds
/// what is kept without reading them again.
pub fn make_all(now: &mut Snapshot, keep: Keep) -> Vec<Diagnostic> {
    let of: Vec<(&UrlPath, &Vec<(UrlPath, u32)>)> = now.site.scaled.iter().collect();
    let widths = |all: &[(UrlPath, u32)]| all.iter().map(|(_, width)| *width).collect::<Vec<_>>();
    let made: Vec<_> = of.into_par_iter().map(|(of, all)| (of, make(now, of, &widths(all), keep))).collect();
    let (mut image_hashes, mut problems) = (ImageHashes::new(), Vec::new());
    for (of, made) in made {
        match made {
            Ok(hash) => drop(image_hashes.insert(of.clone(), hash)),
            Err(fault) => problems.extend(now.places_of(of).into_iter().map(|it| faulty(&fault, it))),
        }
    }
    now.image_hashes = image_hashes;
    problems
}

/// Makes what is missing of one original.
fn make(now: &Snapshot, of: &UrlPath, widths: &[u32], keep: Keep) -> Result<u128, Fault> {
    let bytes = original(now, &Scaled { of: of.clone(), width: 0 })?;
    let hash = picture::hash(&bytes);
    let missing: Vec<u32> = widths.iter().copied().filter(|width| now.kept(hash, *width).is_none()).collect();
    if !missing.is_empty() {
        let original = Original::open(&bytes)?;
        for width in missing.into_iter().filter(|_| keep == Keep::Made) {
            kept::keep(now.root(), picture::key(hash, width), &original.scaled(width)?);
        }
    }
    Ok(hash)
}

/// Lets go of what no build has used for long.
pub fn sweep(now: &Snapshot) {
    let scaled = now.site.scaled.iter();
    let keys =
        scaled.flat_map(|(of, all)| all.iter().map(move |(_, width)| (now.image_hashes.get(of), *width)));
    let used: BTreeSet<u128> = keys.filter_map(|(hash, width)| Some(picture::key(*hash?, width))).collect();
    kept::sweep(now.root(), &used, kept::MOST_IDLE);
}
