//! Images as HTML.

use super::{Images, Writer};
use crate::document::Image;

impl Writer<'_> {
    pub(super) fn image(&mut self, image: &Image) {
        self.put("<img");
        let lead = self.edition.lead(image.link);
        self.attribute("src", lead.href());
        self.attribute("alt", &image.alt);
        if !image.title.is_empty() {
            self.attribute("title", &image.title);
        }
        self.put(if self.setting.images == Images::Lazy { " loading=\"lazy\">" } else { ">" });
    }
}
