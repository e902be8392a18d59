//! Images as HTML: with their size, so that nothing moves when they load; in the version that suits the screen; and
//! loaded only when they are near the visible part of the page.

use std::fmt::Write;

use super::{Href, ImageInfo, ImageLoading, Writer};
use crate::document::{Image, Unit, Width};

impl Writer<'_> {
    pub(super) fn image(&mut self, image: &Image) {
        self.shown_image(image, &image.id);
    }

    /// Writes the image of a figure, which has the image's id.
    pub(super) fn figure_image(&mut self, image: &Image) {
        self.shown_image(image, "");
    }

    fn shown_image(&mut self, image: &Image, id: &str) {
        let (href, shown) = self.edition.shown(image.link);
        if shown.versions.is_empty() {
            return self.plain_image(image, id, &href, &shown);
        }
        self.put("<picture><source type=\"image/webp\"");
        self.attribute("srcset", &candidates(&shown.versions));
        let sizes = match self.setting.measure {
            Some(measure) => format!("(min-width: {measure}) {measure}, 100vw"),
            None => "100vw".to_owned(),
        };
        self.attribute("sizes", &sizes);
        self.put(">");
        self.plain_image(image, id, &href, &shown);
        self.put("</picture>");
    }

    fn plain_image(&mut self, image: &Image, id: &str, href: &Href, shown: &ImageInfo) {
        self.put("<img");
        self.attribute("src", href.as_str());
        self.attribute("alt", &image.alt);
        if !image.title.is_empty() {
            self.attribute("title", &image.title);
        }
        if !id.is_empty() {
            self.id(id);
        }
        if let Some(classes) = classes(image) {
            self.attribute("class", &classes);
        }
        if !image.language.is_empty() {
            self.attribute("lang", &image.language);
        }
        match (image.width.and_then(pixels), shown.size) {
            (Some(wanted), Some((width, height))) => {
                let height = (u64::from(wanted) * u64::from(height)).div_ceil(u64::from(width.max(1)));
                let _ = write!(self.out, " width=\"{wanted}\" height=\"{height}\"");
            }
            (Some(wanted), None) => {
                let _ = write!(self.out, " width=\"{wanted}\"");
            }
            (None, Some((width, height))) => {
                let _ = write!(self.out, " width=\"{width}\" height=\"{height}\"");
            }
            (None, None) => {}
        }
        let lazy = self.setting.images == ImageLoading::Lazy && self.first_image != Some(image.link);
        self.put(if lazy { " loading=\"lazy\">" } else { ">" });
    }
}

/// Returns the classes of an image: those of the author, and the one by which the style sheet knows its width, because a
/// strict policy allows no style in a page.
fn classes(image: &Image) -> Option<String> {
    let width = image.width.map(|width| match width {
        Width::Percent(percent) => format!("width-{percent}"),
        Width::Length(..) => "sized".to_owned(),
    });
    let classes: Vec<&str> = image.classes.iter().map(|class| &**class).chain(width.as_deref()).collect();
    (!classes.is_empty()).then(|| classes.join(" "))
}

/// Returns a length in pixels of CSS; `None` for a part of the text's width.
fn pixels(width: Width) -> Option<u32> {
    let Width::Length(length, unit) = width else { return None };
    let of_unit = match unit {
        Unit::Pixel => 1.0,
        Unit::Millimetre => 96.0 / 25.4,
        Unit::Centimetre => 960.0 / 25.4,
        // The size of a browser's own text: an attribute has no length that depends on the text around it.
        Unit::Em => 16.0,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a length is small and positive"
    )]
    let pixels = (f64::from(length) / 1000.0 * of_unit).round().max(1.0) as u32;
    Some(pixels)
}

/// Returns the value of a `srcset` (HTML Standard, section 4.8.4.2.1). A comma at the end of an address would end it.
fn candidates(versions: &[(String, u32)]) -> String {
    let candidate = |(href, width): &(String, u32)| format!("{} {width}w", href.replace(',', "%2C"));
    versions.iter().map(candidate).collect::<Vec<_>>().join(", ")
}
