//! Photos as cameras write them, made for the tests: with a place, a time and a comment, and rotated.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// Texts that no published file may contain, wherever a camera or a program wrote them.
pub const SECRETS: [&str; 4] = ["51.5074N", "SecretCamera", "secret comment", "secret thumbnail"];

/// Returns an image of four areas: red top left, green top right, blue bottom left, white bottom right.
pub fn fields(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x * 2 < width, y * 2 < height) {
        (true, true) => Rgb([220, 30, 30]),
        (false, true) => Rgb([30, 200, 30]),
        (true, false) => Rgb([30, 30, 220]),
        (false, false) => Rgb([250, 250, 250]),
    })
}

/// Returns an image with many colours, as a photo has.
pub fn noisy(width: u32, height: u32) -> RgbImage {
    let mut state = 7_u32;
    RgbImage::from_fn(width, height, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = state >> 28;
        let part = |value: u32| u8::try_from((value + noise) % 256).expect("below 256");
        Rgb([part(x * 255 / width), part(y * 255 / height), part((x + y) * 127 / (width + height))])
    })
}

/// Returns an image whose left half is transparent.
pub fn half_clear(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, _| {
        if x * 2 < width { Rgba([0, 255, 0, 0]) } else { Rgba([200, 0, 0, 255]) }
    })
}

pub fn png(image: impl Into<DynamicImage>) -> Vec<u8> {
    saved(&image.into(), ImageFormat::Png)
}

pub fn webp(image: impl Into<DynamicImage>) -> Vec<u8> {
    saved(&image.into(), ImageFormat::WebP)
}

pub fn gif(image: impl Into<DynamicImage>) -> Vec<u8> {
    saved(&image.into(), ImageFormat::Gif)
}

fn saved(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("an image");
    bytes.into_inner()
}

pub fn jpeg(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(image).expect("an image");
    bytes
}

/// Returns the Exif data of a camera: an orientation, its name, and a directory with a place.
pub fn exif(turned: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x03\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let mut entry = [tag.to_le_bytes(), kind.to_le_bytes()].concat();
        entry.extend(count.to_le_bytes());
        entry.extend(value.to_le_bytes());
        entry
    };
    exif.extend(entry(0x010F, 2, 13, 50));
    exif.extend(entry(0x0112, 3, 1, u32::from(turned)));
    exif.extend(entry(0x8825, 4, 1, 63));
    exif.extend([0; 4]);
    exif.extend(b"SecretCamera\0\x01\0\x02\0");
    exif.extend(b"51.5074N 0.1278W");
    exif
}

/// Returns a photo as a phone writes it: with Exif, XMP and IPTC data, a comment, and another image after its end.
pub fn photo(image: &RgbImage, turned: u8) -> Vec<u8> {
    let plain = jpeg(image);
    let mut out = plain[..2].to_vec();
    let mut segment = |marker: u8, content: &[u8]| {
        out.extend([0xFF, marker]);
        out.extend(u16::try_from(content.len() + 2).expect("short").to_be_bytes());
        out.extend(content);
    };
    segment(0xE1, &[&b"Exif\0\0"[..], &exif(turned)].concat());
    segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>51.5074N</x:xmpmeta>");
    segment(0xED, b"Photoshop 3.0\08BIM SecretCamera");
    segment(0xE2, b"MPF\0 secret thumbnail");
    segment(0xFE, b"secret comment");
    out.extend(&plain[2..]);
    out.extend(b"\xFF\xD8\xFF\xE1 secret thumbnail 51.5074N \xFF\xD9");
    out
}

/// Returns a PNG image with chunks before its pixels.
pub fn png_with(bytes: &[u8], chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut out = bytes[..33].to_vec();
    for (kind, content) in chunks {
        out.extend(u32::try_from(content.len()).expect("short").to_be_bytes());
        out.extend(*kind);
        out.extend(*content);
        let mut sum = flate2::Crc::new();
        sum.update(*kind);
        sum.update(content);
        out.extend(sum.sum().to_be_bytes());
    }
    out.extend(&bytes[33..]);
    out
}

/// Returns the decoded image, turned upright.
pub fn seen(bytes: &[u8]) -> DynamicImage {
    use image::ImageDecoder;
    let reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().expect("bytes");
    let mut decoder = reader.into_decoder().expect("a picture");
    let turned = decoder.orientation().expect("read");
    let mut image = DynamicImage::from_decoder(decoder).expect("whole");
    image.apply_orientation(turned);
    image
}

/// Returns which channels of the colour at a place are bright.
pub fn colour(image: &DynamicImage, x: u32, y: u32) -> [bool; 3] {
    let pixel = image.to_rgb8().get_pixel(x, y).0;
    pixel.map(|part| part > 128)
}
