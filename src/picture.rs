//! Pictures as bytes: what one is by its first bytes, the same picture without what a camera wrote beside it, and
//! smaller pictures made of it. Comes in: bytes. Goes out: facts, bytes, or why it cannot be shown. Knows no site and
//! no disk.

mod header;
mod scale;
mod strip;
mod svg;

use std::path::Path;

use xxhash_rust::xxh3::xxh3_128;

pub use header::{TYPICAL_HEAD, read};
pub use scale::Original;
pub use strip::stripped;

/// A picture of more bytes than this is refused: it is meant for a printing press, or to exhaust a memory.
pub const MOST_BYTES: u64 = 50 * 1024 * 1024;

/// A picture of more pixels than this is not decoded: each takes up to nine bytes of memory.
pub const MOST_PIXELS: u64 = 100_000_000;

/// The widths of smaller pictures, in pixels. The first is a phone, the last a desk's screen with fine pixels.
pub const WIDTHS: [u32; 4] = [480, 960, 1440, 1920];

/// WebP has no picture that is higher or wider (RFC 9649, section 2.6).
const LARGEST_SIDE: u64 = 16383;

/// A picture is known by its name's ending or, if it has none, by its first bytes.
const ENDINGS: [&str; 16] = [
    "png", "apng", "jpg", "jpeg", "jpe", "jfif", "webp", "gif", "svg", "avif", "heic", "heif", "tif", "tiff",
    "bmp", "ico",
];

/// What is known of a picture without decoding it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its format.
    pub format: Format,
    /// Width and height in pixels as it is shown, turned upright; none for a drawing that has no size of its own, and
    /// where the format is not read.
    pub size: Option<(u32, u32)>,
    /// How the stored pixels are turned when they are shown: 1 to 8 (Exif 2.32, tag 0x0112); 1 is not at all.
    pub turned: u8,
    /// Whether smaller pictures can be made of it: it does not move, and its colours are those of a screen.
    pub scalable: bool,
    /// Whether it holds what a camera wrote about the place and the time, and that cannot be taken out of its format.
    pub tells: bool,
}

/// The formats of pictures that browsers show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Format {
    Avif,
    Gif,
    Jpeg,
    /// One of the others, of which only browsers know the size.
    Other,
    Png,
    Svg,
    WebP,
}

/// Why a picture cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The file is damaged, or no picture at all; in a few words.
    Broken(String),
    /// So many bytes.
    TooLarge(u64),
    /// So many pixels wide and high.
    TooManyPixels(u32, u32),
    /// A format that browsers do not show.
    Foreign(&'static str),
    /// A drawing under the name of a picture of pixels, or the other way round: browsers believe the name.
    Misnamed(ImageKind),
}

/// What the content of a picture is, whatever its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageKind {
    /// A drawing in SVG.
    Drawing,
    /// Made of pixels.
    Pixels,
}

impl Format {
    /// Reports whether `stripped` removes metadata from pictures of this format.
    pub fn is_stripped(self) -> bool {
        !matches!(self, Format::Svg | Format::Avif | Format::Other)
    }
}

impl Fault {
    /// Reports whether the file may be a picture from which `stripped` removes metadata.
    pub fn is_stripped(&self) -> bool {
        !matches!(self, Fault::Foreign(_) | Fault::Misnamed(ImageKind::Drawing))
    }

    fn broken(what: impl Into<String>) -> Fault {
        Fault::Broken(what.into())
    }

    /// What is wrong, in one line.
    pub fn message(&self) -> String {
        match self {
            Fault::Broken(what) => format!("the image cannot be shown: {what}"),
            Fault::TooLarge(bytes) => {
                format!("the image has {bytes} bytes; the limit is {MOST_BYTES}")
            }
            Fault::TooManyPixels(width, height) => {
                let most = MOST_PIXELS / 1_000_000;
                format!("the image has {width} × {height} pixels; the limit is {most} million")
            }
            Fault::Foreign(format) => format!("the image is a {format} file, which browsers do not show"),
            Fault::Misnamed(ImageKind::Drawing) => {
                "the image is an SVG drawing, but its name says otherwise".into()
            }
            Fault::Misnamed(ImageKind::Pixels) => {
                "the image is made of pixels, but its name says otherwise".into()
            }
        }
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Fault::Broken(_) => "open the file in an image editor and save it again, or use another copy",
            Fault::TooLarge(_) | Fault::TooManyPixels(..) => {
                "make the picture smaller: 4000 pixels are enough for a whole sheet of paper"
            }
            Fault::Foreign(_) => "save it as JPEG, PNG or WebP",
            Fault::Misnamed(_) => "give the file the extension of its format",
        }
    }
}

/// Whether a file is a picture by its name.
pub fn is_picture(name: &str) -> bool {
    let ending = Path::new(name).extension().map(|it| it.to_string_lossy().to_ascii_lowercase());
    ending.is_none_or(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Whether a name says that a file is a drawing.
fn is_drawing(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|it| it.eq_ignore_ascii_case("svg"))
}

impl Picture {
    /// The widths of the smaller pictures to be made of it: the usual ones that are narrower, and its own width up to
    /// the widest of them, unless it is a WebP picture already.
    pub fn widths(&self) -> Vec<u32> {
        let Some((width, height)) = self.size.filter(|_| self.scalable) else { return Vec::new() };
        let own = width <= WIDTHS[WIDTHS.len() - 1] && self.format != Format::WebP;
        let narrower = WIDTHS.into_iter().filter(|it| *it < width);
        let fits = |it: &u32| scaled_height((width, height), *it) <= LARGEST_SIDE;
        narrower.chain(own.then_some(width)).filter(fits).collect()
    }

    /// Whether it serves as its own largest version beside the smaller ones.
    pub fn is_own_version(&self) -> bool {
        self.format == Format::WebP && self.size.is_some_and(|(width, _)| width <= WIDTHS[WIDTHS.len() - 1])
    }
}

/// The height of a picture that is scaled to a width; at least one pixel.
fn scaled_height((width, height): (u32, u32), to: u32) -> u64 {
    let (width, height, to) = (u64::from(width), u64::from(height), u64::from(to));
    ((height * to + width / 2) / width.max(1)).max(1)
}

/// How smaller pictures are made. It changes with anything that changes their bytes.
const RECIPE: &str = concat!(env!("CARGO_PKG_VERSION"), " linear lanczos3 webp q80 m4");

/// What tells the bytes of a picture from others, without looking at what it shows.
pub fn hash(bytes: &[u8]) -> u128 {
    xxh3_128(bytes)
}

/// The name under which a smaller picture is kept: of the original's bytes, the width in pixels and the recipe.
pub fn key(hash: u128, width: u32) -> u128 {
    xxh3_128(format!("{RECIPE} {width} {hash:032x}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(format: Format, width: u32, height: u32) -> Picture {
        Picture { format, size: Some((width, height)), turned: 1, scalable: true, tells: false }
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
        let moving = Picture { scalable: false, ..picture(Format::Png, 1000, 10) };
        assert!(moving.widths().is_empty());
    }

    #[test]
    fn a_file_is_a_picture_by_its_name() {
        for name in ["a.PNG", "b/photo.jpeg", "drawing.svg", "photo"] {
            assert!(is_picture(name), "{name}");
        }
        for name in ["a.pdf", "a.png.zip", "a.css"] {
            assert!(!is_picture(name), "{name}");
        }
    }
}
