//! Images as bytes: what one is by its first bytes, the same image without the metadata of a camera, and smaller
//! versions of it. Input: bytes. Output: facts, bytes, or why an image cannot be shown. Knows neither a site nor the
//! disk.

mod header;
mod scale;
mod strip;
mod svg;

use std::path::Path;

use xxhash_rust::xxh3::xxh3_128;

pub use header::{TYPICAL_HEAD, read};
pub use scale::Original;
pub use strip::stripped;
pub use svg::check_limits as check_svg_limits;

/// The largest image that is accepted, in bytes. A larger one is meant for a printing press, or to exhaust memory.
pub const MAX_BYTES: u64 = 50 * 1024 * 1024;

/// The largest image that is decoded, in pixels. Each pixel takes up to nine bytes of memory.
pub const MAX_PIXELS: u64 = 100_000_000;

/// The widths of smaller images, in pixels: from a phone to a large high-resolution screen.
pub const WIDTHS: [u32; 4] = [480, 960, 1440, 1920];

/// The largest width or height of a WebP image (RFC 9649, section 2.6).
const MAX_SIDE: u64 = 16383;

/// Extensions of image files. A file without an extension is identified by its first bytes.
const ENDINGS: [&str; 16] = [
    "png", "apng", "jpg", "jpeg", "jpe", "jfif", "webp", "gif", "svg", "avif", "heic", "heif", "tif", "tiff",
    "bmp", "ico",
];

/// The facts about an image that are known without decoding it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageHeader {
    /// Its format.
    pub format: Format,
    /// Width and height in pixels as it is shown, turned upright; `None` for a drawing without a size of its own, and
    /// for formats that are not read.
    pub size: Option<(u32, u32)>,
    /// How the stored pixels are turned when they are shown: 1 to 8 (Exif 2.32, tag 0x0112); 1 means not at all.
    pub orientation: u8,
    /// Whether smaller images can be made of it: it is not animated, and its colours are those of a screen.
    pub scalable: bool,
    /// Whether it contains metadata about place and time that cannot be removed from its format.
    pub has_metadata: bool,
}

/// The image formats that browsers show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Format {
    Avif,
    Gif,
    Jpeg,
    /// Another format, whose size only browsers read.
    Other,
    Png,
    Svg,
    WebP,
}

/// The reason why an image cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageError {
    /// The file is damaged or not an image; with the reason, in a few words.
    Broken(String),
    /// It is too large; with its size in bytes.
    TooLarge(u64),
    /// It has too many pixels; with its width and height.
    TooManyPixels(u32, u32),
    /// Its format is not shown by browsers; with the name of the format.
    Foreign(&'static str),
    /// It is a drawing with the extension of a pixel image, or the other way round. Browsers trust the extension.
    Misnamed(ImageKind),
}

/// The kind of an image by its content, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageKind {
    /// An SVG drawing.
    Drawing,
    /// An image made of pixels.
    Pixels,
}

impl Format {
    /// Reports whether `stripped` removes metadata from images of this format.
    pub fn is_stripped(self) -> bool {
        !matches!(self, Format::Svg | Format::Avif | Format::Other)
    }
}

impl ImageError {
    /// Reports whether the file may be an image from which `stripped` removes metadata.
    pub fn is_stripped(&self) -> bool {
        !matches!(self, ImageError::Foreign(_) | ImageError::Misnamed(ImageKind::Drawing))
    }

    fn broken(what: impl Into<String>) -> ImageError {
        ImageError::Broken(what.into())
    }

    /// Returns what is wrong, in one line.
    pub fn message(&self) -> String {
        match self {
            ImageError::Broken(what) => format!("the image cannot be shown: {what}"),
            ImageError::TooLarge(bytes) => {
                format!("the image has {bytes} bytes; the limit is {MAX_BYTES}")
            }
            ImageError::TooManyPixels(width, height) => {
                let most = MAX_PIXELS / 1_000_000;
                format!("the image has {width} × {height} pixels; the limit is {most} million")
            }
            ImageError::Foreign(format) => {
                format!("the image is a {format} file, which browsers do not show")
            }
            ImageError::Misnamed(ImageKind::Drawing) => {
                "the image is an SVG drawing, but its name says otherwise".into()
            }
            ImageError::Misnamed(ImageKind::Pixels) => {
                "the image is made of pixels, but its name says otherwise".into()
            }
        }
    }

    /// Returns what to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            ImageError::Broken(_) => {
                "open the file in an image editor and save it again, or use another copy"
            }
            ImageError::TooLarge(_) | ImageError::TooManyPixels(..) => {
                "make the image smaller: 4000 pixels are enough for a whole sheet of paper"
            }
            ImageError::Foreign(_) => "save it as JPEG, PNG or WebP",
            ImageError::Misnamed(_) => "give the file the extension of its format",
        }
    }
}

/// Reports whether the name is that of an image.
pub fn is_image(name: &str) -> bool {
    let ending = Path::new(name).extension().map(|it| it.to_string_lossy().to_ascii_lowercase());
    ending.is_none_or(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Reports whether the name ends as that of an image does.
pub fn ends_as_image(name: &str) -> bool {
    Path::new(name).extension().is_some() && is_image(name)
}

/// Reports whether the name is that of a drawing.
fn is_drawing(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|it| it.eq_ignore_ascii_case("svg"))
}

impl ImageHeader {
    /// Returns the widths of the smaller images to make of it: the standard widths that are narrower, and its own width
    /// up to the largest of them, unless it is a WebP image already.
    pub fn widths(&self) -> Vec<u32> {
        let Some((width, height)) = self.size.filter(|_| self.scalable) else { return Vec::new() };
        let own = width <= WIDTHS[WIDTHS.len() - 1] && self.format != Format::WebP;
        let narrower = WIDTHS.into_iter().filter(|it| *it < width);
        let fits = |it: &u32| scaled_height((width, height), *it) <= MAX_SIDE;
        narrower.chain(own.then_some(width)).filter(fits).collect()
    }

    /// Reports whether the original serves as the largest version.
    pub fn is_own_version(&self) -> bool {
        self.format == Format::WebP && self.size.is_some_and(|(width, _)| width <= WIDTHS[WIDTHS.len() - 1])
    }
}

/// Returns the height of an image that is scaled to a width; at least one pixel.
fn scaled_height((width, height): (u32, u32), to: u32) -> u64 {
    let (width, height, to) = (u64::from(width), u64::from(height), u64::from(to));
    ((height * to + width / 2) / width.max(1)).max(1)
}

/// The recipe for smaller images. It changes whenever something changes their bytes.
const RECIPE: &str = concat!(env!("CARGO_PKG_VERSION"), " linear lanczos3 webp q80 m4");

/// Hashes the contents of an image file.
pub fn hash(bytes: &[u8]) -> u128 {
    xxh3_128(bytes)
}

/// Returns the cache key of a smaller image, from the hash of the original, the width in pixels and the recipe.
pub fn key(hash: u128, width: u32) -> u128 {
    xxh3_128(format!("{RECIPE} {width} {hash:032x}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(format: Format, width: u32, height: u32) -> ImageHeader {
        ImageHeader {
            format,
            size: Some((width, height)),
            orientation: 1,
            scalable: true,
            has_metadata: false,
        }
    }

    #[test]
    fn a_picture_is_never_made_larger() {
        assert_eq!(picture(Format::Jpeg, 4000, 3000).widths(), [480, 960, 1440, 1920]);
        assert_eq!(picture(Format::Jpeg, 1000, 3000).widths(), [480, 960, 1000]);
        assert_eq!(picture(Format::Png, 480, 10).widths(), [480]);
        assert_eq!(picture(Format::Png, 7, 10).widths(), [7]);
        assert_eq!(picture(Format::WebP, 1000, 10).widths(), [480, 960]);
        assert_eq!(picture(Format::WebP, 4000, 10).widths(), [480, 960, 1440, 1920]);
        assert!(picture(Format::WebP, 1000, 10).is_own_version());
    }

    #[test]
    fn what_webp_cannot_hold_is_not_made() {
        assert_eq!(picture(Format::Png, 1000, 30_000).widths(), [480]);
        let moving = ImageHeader { scalable: false, ..picture(Format::Png, 1000, 10) };
        assert!(moving.widths().is_empty());
    }

    #[test]
    fn a_file_is_a_picture_by_its_name() {
        for name in ["a.PNG", "b/photo.jpeg", "drawing.svg", "photo"] {
            assert!(is_image(name), "{name}");
        }
        for name in ["a.pdf", "a.png.zip", "a.css"] {
            assert!(!is_image(name), "{name}");
        }
    }
}
