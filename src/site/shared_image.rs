//! The image of a page for sharing.

use std::path::Path;

use crate::document::{LinkRole, RawLink, Span};
use crate::paths::UrlPath;
use crate::raw::Spanned;
use crate::site::id::PageId;
use crate::site::links::Target;
use crate::site::model::Site;
use crate::site::output::Output;

/// Formats that programs show when a page is shared.
const SHARED_FORMATS: [&str; 5] = ["png", "jpg", "jpeg", "webp", "gif"];

impl Site {
    /// Returns the image for sharing a page: its own, else the guide's.
    pub fn shared_image(&self, id: PageId) -> Option<UrlPath> {
        self.own_image(id).or_else(|| self.guide_image())
    }

    /// Returns the image that a page names.
    pub fn own_image(&self, id: PageId) -> Option<UrlPath> {
        let link = image_link(self.page(id).outline.front.image.as_ref()?);
        match self.resolve(id, &link) {
            Target::File(url, _) if is_shared_format(&url) => Some(url),
            _ => None,
        }
    }

    pub(super) fn guide_image(&self) -> Option<UrlPath> {
        let image = self.names.config.web.image.as_ref()?;
        let is_file =
            |url: &UrlPath| matches!(self.routes.get(url), Some(Output::File(_))) && is_shared_format(url);
        self.address(&image.value).ok().filter(is_file)
    }
}

/// Returns an image of front matter as a link, so that it is resolved and checked like those in the text.
pub(super) fn image_link(image: &Spanned<String>) -> RawLink {
    RawLink {
        destination: image.value.as_str().into(),
        role: LinkRole::Image,
        title: Box::default(),
        span: Span::new(image.span.clone()),
    }
}

fn is_shared_format(url: &UrlPath) -> bool {
    let ending = Path::new(url.as_str()).extension().and_then(|it| it.to_str()).unwrap_or_default();
    SHARED_FORMATS.iter().any(|format| ending.eq_ignore_ascii_case(format))
}
