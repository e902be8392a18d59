//! The smaller versions of images. One comes from the cache of an earlier build if it is there; the bytes are the same
//! as if it were made now.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Place};
use crate::images::{self, ImageError, ImageHeader, Original};
use crate::outputs::context::{Context, Rendered};
use crate::paths::{self, UrlPath};
use crate::site::{MAX_NAME, Plan, Route, Scaled, image_problem};
use crate::snapshot::Snapshot;

/// Returns the addresses of the smaller versions of the images that pages show. Each has two possible addresses,
/// because a file of the author's may have the first one.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let shown: BTreeSet<&String> = plan
        .pages
        .shown()
        .flat_map(|id| &plan.pages.page(id).outline.images)
        .filter(|file| !plan.pages.hides(file))
        .collect();
    let of_file = |file: &String| {
        let widths = plan.names.image(file).map(ImageHeader::widths).unwrap_or_default();
        let of = UrlPath::new(file.as_str());
        let route = |width| Route::version(urls(file, width), Scaled { of: of.clone(), width });
        widths.into_iter().map(route).collect::<Vec<_>>()
    };
    let has_room = |file: &&String| paths::file_name(file).len() + ".1920.webp".len() <= MAX_NAME;
    shown.into_iter().filter(has_room).flat_map(of_file).collect()
}

/// Returns the possible addresses of a smaller image: with the file's name before its extension, or with the whole
/// name.
fn urls(file: &str, width: u32) -> [UrlPath; 2] {
    let name = paths::file_name(file);
    let folder = &file[..file.len() - name.len()];
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    [stem, name].map(|name| UrlPath::new(format!("{folder}{name}.{width}.webp")))
}

/// Renders a smaller version of an image.
pub fn render(context: Context<'_>, version: &Scaled) -> Result<Rendered, Diagnostic> {
    scaled(context, version).map(Rendered::Made)
}

/// Returns the bytes of a smaller version of an image, from the cache if it is there.
pub fn scaled(context: Context<'_>, scaled: &Scaled) -> Result<Vec<u8>, Diagnostic> {
    let Context { snapshot, made, .. } = context;
    let cached = |hash: u128| snapshot.cached_image(hash, scaled.width);
    if let Some(bytes) = made.image_hashes.get(&scaled.of).and_then(|hash| cached(*hash)) {
        return Ok(bytes);
    }
    let refused = |error: ImageError| image_problem(&error, place(snapshot, scaled));
    let bytes = original(snapshot, &scaled.of).map_err(refused)?;
    match cached(images::hash(&bytes)) {
        Some(bytes) => Ok(bytes),
        None => Original::open(&bytes).and_then(|original| original.scaled(scaled.width)).map_err(refused),
    }
}

/// Returns the cache key of a smaller image, which does not depend on the smaller image itself.
pub fn key(snapshot: &Snapshot, scaled: &Scaled) -> Result<u128, Diagnostic> {
    let bytes =
        original(snapshot, &scaled.of).map_err(|error| image_problem(&error, place(snapshot, scaled)))?;
    Ok(images::key(images::hash(&bytes), scaled.width))
}

/// Reads the image at an address, unchanged.
pub fn original(snapshot: &Snapshot, url: &UrlPath) -> Result<Vec<u8>, ImageError> {
    snapshot.bytes(&snapshot.site.routes[url]).map_err(ImageError::Broken)
}

/// Returns the place where a page first shows the original.
fn place(snapshot: &Snapshot, scaled: &Scaled) -> Place {
    let first = snapshot.places_of(&scaled.of).into_iter().next();
    first.expect("only an image that a page shows has smaller versions")
}
