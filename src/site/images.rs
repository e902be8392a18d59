//! The pictures of a site: what is known of each.

use crate::diagnostic::{Diagnostic, Place};
use crate::paths::UrlPath;
use crate::picture::{Fault, Picture};
use crate::site::model::Site;

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
