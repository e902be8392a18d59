//! The files of the guide: copied unchanged or, if they are images, without their metadata.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place};
use crate::images::{self, ImageError};
use crate::outputs::context::Rendered;
use crate::paths::UrlPath;
use crate::site::{Folder, GuideFile, Output, Plan, Route, image_problem};
use crate::snapshot::Snapshot;

/// Returns the routes of the files, those of the content folder first. Files of a draft section have none.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let names = plan.names;
    let shown = names.files.iter().filter(|(path, _)| !plan.pages.hides(path));
    let content = shown.map(|(path, source)| (Folder::Content, path, source));
    let statics = names.statics.iter().map(|(path, source)| (Folder::Static, path, source));
    let route = |(folder, path, source): (Folder, &String, _)| {
        let file = GuideFile { folder, path: path.clone() };
        Route::claimed(UrlPath::new(path.as_str()), Output::File(file), Place::file(source))
    };
    content.chain(statics).map(route).collect()
}

/// Renders a file: unchanged, or without its metadata if it is an image.
pub fn render(snapshot: &Snapshot, file: &GuideFile) -> Result<Rendered, Diagnostic> {
    let source = snapshot.file(file);
    let is_unchanged = match &source.image {
        None => true,
        Some(Ok(image)) => !image.format.is_stripped(),
        Some(Err(error)) => !error.is_stripped(),
    };
    if is_unchanged {
        return Ok(Rendered::File(source.location.clone()));
    }
    let refused = |error: ImageError| image_problem(&error, Place::file(&source.path));
    // A missing file is reported where it is copied.
    let Ok(bytes) = snapshot.file_bytes(file) else { return Ok(Rendered::File(source.location.clone())) };
    let clean = images::stripped(bytes).map_err(refused)?;
    Ok(Rendered::Shared(Arc::from(clean)))
}
