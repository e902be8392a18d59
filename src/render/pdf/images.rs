//! The images of a PDF. Each is checked before Typst sees it, so that a broken one is reported at its place in the
//! Markdown, a placeholder with its alternative text replaces it, and the rest of the guide is typeset.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, ImageFormat, RasterFormat, RasterImage, SvgImage};

use crate::images;
use crate::paths::UrlPath;
use crate::snapshot::Snapshot;

/// The largest image in a PDF, in pixels. More would exhaust the memory of a small machine.
const MAX_PIXELS: u64 = 100_000_000;

/// The characters of a path that Typst reads unencoded.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_');

/// An image that Typst can show: its path among Typst's files, and its format's name there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PdfImage {
    /// The path.
    pub path: String,
    /// The format, as Typst calls it.
    pub format: &'static str,
}

/// The images that were used so far.
pub struct PdfImages<'a> {
    snapshot: &'a Snapshot,
    looked_at: BTreeMap<UrlPath, Result<PdfImage, String>>,
    /// Their bytes by path.
    pub files: BTreeMap<String, Bytes>,
}

impl<'a> PdfImages<'a> {
    /// Returns an empty list of images.
    pub fn new(snapshot: &'a Snapshot) -> PdfImages<'a> {
        PdfImages { snapshot, looked_at: BTreeMap::new(), files: BTreeMap::new() }
    }

    /// Returns the image at an address of the site. `Err` holds the reason why it cannot be shown, in a few words.
    pub fn show(&mut self, url: &UrlPath) -> Result<PdfImage, String> {
        if let Some(seen) = self.looked_at.get(url) {
            return seen.clone();
        }
        let shown = self.look(url);
        self.looked_at.insert(url.clone(), shown.clone());
        shown
    }

    fn look(&mut self, url: &UrlPath) -> Result<PdfImage, String> {
        let output = self.snapshot.site.routes.get(url).ok_or("there is no such file")?;
        let bytes = images::stripped(self.snapshot.bytes(output)?).map_err(|_| "it is damaged")?;
        let bytes = Bytes::new(bytes);
        let format = check(&bytes)?;
        let path = format!("/images/{}", utf8_percent_encode(url.as_str(), IN_PATH));
        self.files.insert(path.clone(), bytes);
        Ok(PdfImage { path, format })
    }
}

/// Returns the format of an image, if it can be read.
fn check(bytes: &Bytes) -> Result<&'static str, String> {
    if pixels(bytes).is_some_and(|(width, height)| u64::from(width) * u64::from(height) > MAX_PIXELS) {
        return Err(format!("it has more than {} million pixels", MAX_PIXELS / 1_000_000));
    }
    let unknown = || match bytes.get(4..12) {
        Some(b"ftypavif" | b"ftypavis") => "a PDF cannot show its format, AVIF".to_owned(),
        Some(b"ftypheic" | b"ftypheix" | b"ftypmif1") => "a PDF cannot show its format, HEIC".to_owned(),
        _ => "a PDF cannot show its format".to_owned(),
    };
    match ImageFormat::detect(bytes).ok_or_else(unknown)? {
        ImageFormat::Vector(typst::visualize::VectorFormat::Svg) => {
            images::check_svg_limits(bytes)?;
            SvgImage::new(bytes.clone()).map_err(|_| "it is damaged, or not an SVG".to_owned())?;
            if shows_files(bytes) {
                return Err("the SVG refers to another file, which a PDF does not load".into());
            }
            Ok("svg")
        }
        ImageFormat::Raster(RasterFormat::Exchange(format)) => {
            RasterImage::plain(bytes.clone(), format).map_err(|_| "it is damaged".to_owned())?;
            Ok(match format {
                ExchangeFormat::Png => "png",
                ExchangeFormat::Jpg => "jpg",
                ExchangeFormat::Gif => "gif",
                ExchangeFormat::Webp => "webp",
            })
        }
        _ => Err(unknown()),
    }
}

/// Reports whether an SVG drawing loads another file, on the disk or from the web.
fn shows_files(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let images = text.split("<image").skip(1).filter_map(|rest| rest.split('>').next());
    let is_inside = |tag: &str| {
        let address = tag.split("href=").nth(1).map(|it| it.trim_start_matches(['"', '\'']));
        address.is_none_or(|it| it.starts_with("data:") || it.starts_with('#'))
    };
    images.into_iter().any(|tag| !is_inside(tag))
}

/// Returns the width and height in the header of an image (PNG, third edition, section 11.2.1; `GIF89a`, section 18;
/// RFC 9649, section 2.7; ITU-T T.81, section B.2.2).
fn pixels(bytes: &[u8]) -> Option<(u32, u32)> {
    let big = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let little = |at: usize, n: usize| {
        Some(bytes.get(at..at + n)?.iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
    };
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some((big(16)?, big(20)?)),
        [b'G', b'I', b'F', ..] => Some((little(6, 2)?, little(8, 2)?)),
        [b'R', b'I', b'F', b'F', ..] if bytes.get(12..16) == Some(b"VP8X") => {
            Some((little(24, 3)? + 1, little(27, 3)? + 1))
        }
        [0xFF, 0xD8, ..] => jpeg_pixels(bytes),
        _ => None,
    }
}

/// Returns the size in the first frame header of a JPEG image.
fn jpeg_pixels(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let [0xFF, marker, high, low] = *bytes.get(at..at + 4)? else { return None };
        let is_frame = matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC);
        if is_frame {
            let number =
                |at: usize| Some(u32::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
            return Some((number(at + 7)?, number(at + 5)?));
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_an_image_is_known_before_it_is_decoded() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 1, 0, 0, 0, 0, 0, 9]);
        assert_eq!(pixels(&png), Some((65536, 9)));
        assert_eq!(pixels(b"GIF89a\x02\x00\x03\x00"), Some((2, 3)));
        let jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 11, 8, 0, 5, 0, 7];
        assert_eq!(pixels(&jpeg), Some((7, 5)));
    }

    #[test]
    fn a_drawing_may_show_only_what_is_inside_of_it() {
        assert!(shows_files(b"<svg><image width='1' href=\"a.png\"/></svg>"));
        assert!(!shows_files(b"<svg><image href=\"data:image/png;base64,AA\"/></svg>"));
        assert!(!shows_files(b"<svg><use href=\"#a\"/></svg>"));
    }
}
