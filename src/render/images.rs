//! Files that are copied, and the smaller versions of images. Of an image only what it looks like is published:
//! metadata is removed. A smaller version comes from the cache of an earlier build if it is there; the bytes are the
//! same as if it were made now.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place};
use crate::discover::FileSource;
use crate::paths::UrlPath;
use crate::picture::{self, Fault, Format, Original};
use crate::render::{Context, Rendered};
use crate::site::{Output, Scaled, faulty};
use crate::snapshot::Snapshot;

/// Renders a file of the guide: unchanged, or without its metadata if it is an image.
pub fn file(snapshot: &Snapshot, source: &FileSource, output: &Output) -> Result<Rendered, Diagnostic> {
    let is_plain = match &source.picture {
        None => true,
        Some(Ok(picture)) => matches!(picture.format, Format::Svg | Format::Avif | Format::Other),
        Some(Err(fault)) => matches!(fault, Fault::Foreign(_) | Fault::Misnamed("an SVG drawing")),
    };
    if is_plain {
        return Ok(Rendered::File(source.location.clone()));
    }
    let refused = |fault: Fault| faulty(&fault, Place::file(&source.path));
    // A file that is gone is reported where it is copied.
    let Ok(bytes) = snapshot.bytes(output) else { return Ok(Rendered::File(source.location.clone())) };
    let clean = picture::stripped(bytes).map_err(refused)?;
    Ok(Rendered::Shared(Arc::from(clean)))
}

/// Renders a smaller version of an image, from the cache if it is there.
pub fn scaled(context: Context<'_>, scaled: &Scaled) -> Result<Vec<u8>, Diagnostic> {
    let Context { snapshot, made } = context;
    let cached = |hash: u128| snapshot.cached_image(hash, scaled.width);
    if let Some(bytes) = made.image_hashes.get(&scaled.of).and_then(|hash| cached(*hash)) {
        return Ok(bytes);
    }
    let refused = |fault: Fault| faulty(&fault, place(snapshot, scaled));
    let bytes = original(snapshot, &scaled.of).map_err(refused)?;
    match cached(picture::hash(&bytes)) {
        Some(bytes) => Ok(bytes),
        None => Original::open(&bytes).and_then(|original| original.scaled(scaled.width)).map_err(refused),
    }
}

/// Returns the cache key of a smaller image, which is known before the image is made.
pub fn key(snapshot: &Snapshot, scaled: &Scaled) -> Result<u128, Diagnostic> {
    let bytes = original(snapshot, &scaled.of).map_err(|fault| faulty(&fault, place(snapshot, scaled)))?;
    Ok(picture::key(picture::hash(&bytes), scaled.width))
}

/// Reads the image at an address, as the author wrote it.
pub fn original(snapshot: &Snapshot, url: &UrlPath) -> Result<Vec<u8>, Fault> {
    snapshot.bytes(&snapshot.site.routes[url]).map_err(Fault::Broken)
}

/// Returns where a page first shows the original.
fn place(snapshot: &Snapshot, scaled: &Scaled) -> Place {
    let first = snapshot.places_of(&scaled.of).into_iter().next();
    first.expect("only an image that a page shows has smaller versions")
}
