//! Images as HTML: with their size, so that nothing moves when they come; in the version that suits the screen; and only
//! when the reader comes near them.

use std::fmt::Write;

use super::{ImageInfo, ImageLoading, Writer};
use crate::document::Image;

impl Writer<'_> {
    pub(super) fn image(&mut self, image: &Image) {
        let shown = self.edition.shown(image.link);
        if shown.versions.is_empty() {
            return self.plain_image(image, &shown);
        }
        self.put("<picture><source type=\"image/webp\"");
        self.attribute("srcset", &candidates(&shown.versions));
        let sizes = match self.setting.measure {
            Some(measure) => format!("(min-width: {measure}) {measure}, 100vw"),
            None => "100vw".to_owned(),
        };
        self.attribute("sizes", &sizes);
        self.put(">");
        self.plain_image(image, &shown);
        self.put("</picture>");
    }

    fn plain_image(&mut self, image: &Image, shown: &ImageInfo) {
        self.put("<img");
        let href = self.edition.href(image.link);
        self.attribute("src", href.as_str());
        self.attribute("alt", &image.alt);
        if !image.title.is_empty() {
            self.attribute("title", &image.title);
        }
        if let Some((width, height)) = shown.size {
            let _ = write!(self.out, " width=\"{width}\" height=\"{height}\"");
        }
        let lazy = self.setting.images == ImageLoading::Lazy && self.first_image != Some(image.link);
        self.put(if lazy { " loading=\"lazy\">" } else { ">" });
    }
}

/// What `srcset` holds (HTML Standard, section 4.8.4.2.1). A comma at the end of an address would end it.
fn candidates(versions: &[(String, u32)]) -> String {
    let candidate = |(href, width): &(String, u32)| format!("{} {width}w", href.replace(',', "%2C"));
    versions.iter().map(candidate).collect::<Vec<_>>().join(", ")
}
