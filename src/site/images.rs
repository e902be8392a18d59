//! The pictures of a site: what is known of each, and which smaller ones are made of those that a page shows.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Place};
use crate::paths::{self, UrlPath};
use crate::picture::{Fault, Picture};
use crate::site::model::{Plan, Site};
use crate::site::output::Scaled;
use crate::site::routes::{MAX_NAME, Route};

/// Returns the addresses of the smaller versions of the pictures that pages show. Each may have one of two addresses,
/// for a file of the author's that has the first one keeps it.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let shown: BTreeSet<&String> = plan
        .pages
        .shown()
        .flat_map(|id| &plan.pages.page(id).outline.images)
        .filter(|file| !plan.pages.hides(file))
        .collect();
    let of_file = |file: &String| {
        let widths = plan.names.picture(file).map(Picture::widths).unwrap_or_default();
        let of = UrlPath::new(file.as_str());
        let route = |width| Route::version(urls(file, width), Scaled { of: of.clone(), width });
        widths.into_iter().map(route).collect::<Vec<_>>()
    };
    let has_room = |file: &&String| paths::file_name(file).len() + ".1920.webp".len() <= MAX_NAME;
    shown.into_iter().filter(has_room).flat_map(of_file).collect()
}

/// Returns the addresses that a smaller picture may have: with the file's name before its ending, or with all of it.
fn urls(file: &str, width: u32) -> [UrlPath; 2] {
    let name = paths::file_name(file);
    let folder = &file[..file.len() - name.len()];
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    [stem, name].map(|name| UrlPath::new(format!("{folder}{name}.{width}.webp")))
}

impl Site {
    /// Returns what is known of the picture at an address.
    pub fn picture(&self, url: &UrlPath) -> Option<&Picture> {
        self.names.picture(url.as_str())
    }
}

/// Reports a picture that cannot be shown, at the place where a page shows it.
pub fn faulty(fault: &Fault, place: Place) -> Diagnostic {
    Diagnostic::error(place, fault.message()).help(fault.help())
}
