//! The images of a site.

use crate::diagnostic::{Diagnostic, Place};
use crate::images::{ImageError, ImageHeader};
use crate::paths::UrlPath;
use crate::site::model::Site;

impl Site {
    /// Returns what is known of the image at an address.
    pub fn image(&self, url: &UrlPath) -> Option<&ImageHeader> {
        self.names.image(url.as_str())
    }
}

/// Reports an image that cannot be shown, at the place where a page shows it.
pub fn image_problem(error: &ImageError, place: Place) -> Diagnostic {
    Diagnostic::error(place, error.message()).help(error.help())
}
