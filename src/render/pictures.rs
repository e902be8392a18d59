//! Files that are copied, and the smaller pictures that are made of them. Of a picture only what it looks like is
//! published. What an earlier build made and kept is taken from there; it is what would be made now.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place};
use crate::discover::FileSource;
use crate::picture::{self, Fault, Format, Original};
use crate::render::Rendered;
use crate::site::{Output, Scaled, faulty};
use crate::snapshot::Snapshot;

/// A file of the guide: as it is, or, if it is a picture, without what a camera wrote in it.
pub fn file(now: &Snapshot, source: &FileSource, output: &Output) -> Result<Rendered, Diagnostic> {
    let is_plain = match &source.picture {
        None => true,
        Some(Ok(picture)) => matches!(picture.format, Format::Svg | Format::Avif | Format::Other),
        Some(Err(fault)) => matches!(fault, Fault::Foreign(_) | Fault::Misnamed("an SVG drawing")),
    };
    if is_plain {
        return Ok(Rendered::File(source.location.clone()));
    }
    let refused = |fault: Fault| faulty(&fault, Place::file(&source.path));
    // A file that went away is for those to tell who read files as they are.
    let Ok(bytes) = now.bytes(output) else { return Ok(Rendered::File(source.location.clone())) };
    let clean = picture::stripped(bytes).map_err(refused)?;
    Ok(Rendered::Shared(Arc::from(clean)))
}

/// A smaller picture: the one that is kept, else made now.
pub fn scaled(now: &Snapshot, scaled: &Scaled) -> Result<Vec<u8>, Diagnostic> {
    if let Some(bytes) = now.image_hashes.get(&scaled.of).and_then(|hash| now.kept(*hash, scaled.width)) {
        return Ok(bytes);
    }
    let refused = |fault: Fault| faulty(&fault, place(now, scaled));
    let bytes = original(now, scaled).map_err(refused)?;
    match now.kept(picture::hash(&bytes), scaled.width) {
        Some(kept) => Ok(kept),
        None => Original::open(&bytes).and_then(|it| it.scaled(scaled.width)).map_err(refused),
    }
}

/// What tells the bytes of a smaller picture from others, before they are made.
pub fn key(now: &Snapshot, scaled: &Scaled) -> Result<u128, Diagnostic> {
    let bytes = original(now, scaled).map_err(|fault| faulty(&fault, place(now, scaled)))?;
    Ok(picture::key(picture::hash(&bytes), scaled.width))
}

/// The bytes of the picture that a smaller one is made of.
pub fn original(now: &Snapshot, scaled: &Scaled) -> Result<Vec<u8>, Fault> {
    now.bytes(&now.site.routes[&scaled.of]).map_err(Fault::Broken)
}

/// Where a page shows it first; a route is only there because one does.
fn place(now: &Snapshot, scaled: &Scaled) -> Place {
    let first = now.places_of(&scaled.of).into_iter().next();
    first.expect("a smaller picture is only made of one that a page shows")
}
