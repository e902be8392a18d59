//! A picture → smaller pictures in WebP. It is decoded once, turned upright, and scaled as light is mixed: brightness
//! is made linear before and stored as usual after, and transparent pixels do not colour their neighbours.

use std::collections::HashSet;
use std::io::Cursor;

use fast_image_resize::images::Image;
use fast_image_resize::{PixelType, Resizer, create_srgb_mapper};
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageICC};
use webp::{Encoder, PixelLayout, WebPConfig};

use super::{Fault, MOST_PIXELS, scaled_height};

/// Of 0 to 100: no difference is seen beside the original, at about half of the bytes of a JPEG picture.
const QUALITY: f32 = 80.0;

/// The same for drawings and screens, whose edges show every loss.
const SHARP_QUALITY: f32 = 92.0;

/// 0 is quick, 6 is small; 4 is where more time begins to gain little.
const METHOD: i32 = 4;

/// A picture of no more colours than this is a drawing or a screen, and no photo.
const FEW_COLOURS: usize = 2048;

/// A picture that is decoded.
pub struct Original {
    pixels: Pixels,
    size: (u32, u32),
    profile: Option<Bytes>,
    edges: Edges,
}

/// Pixels of three or four bytes each.
enum Pixels {
    Solid(Vec<u8>),
    Clear(Vec<u8>),
}

/// Whether a picture has edges that show every loss.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edges {
    Soft,
    Sharp,
}

impl Pixels {
    fn bytes(&self) -> &[u8] {
        match self {
            Pixels::Solid(bytes) | Pixels::Clear(bytes) => bytes,
        }
    }

    fn with(&self, bytes: Vec<u8>) -> Pixels {
        match self {
            Pixels::Solid(_) => Pixels::Solid(bytes),
            Pixels::Clear(_) => Pixels::Clear(bytes),
        }
    }

    /// How they are stored: as in a file, and with linear brightness.
    fn types(&self) -> (PixelType, PixelType) {
        match self {
            Pixels::Solid(_) => (PixelType::U8x3, PixelType::U16x3),
            Pixels::Clear(_) => (PixelType::U8x4, PixelType::U16x4),
        }
    }
}

impl Original {
    /// Decodes a picture and turns it upright.
    pub fn open(bytes: &[u8]) -> Result<Original, Fault> {
        if bytes.starts_with(&[0xFF, 0xD8]) && !has_end(bytes) {
            return Err(Fault::broken("the file ends too early"));
        }
        let broken = |error: image::ImageError| Fault::broken(format!("it cannot be decoded ({error})"));
        let mut reader = ImageReader::new(Cursor::new(bytes));
        let mut limits = Limits::default();
        limits.max_alloc = Some(MOST_PIXELS * 8);
        reader.limits(limits);
        let reader = reader.with_guessed_format().map_err(|error| Fault::broken(error.to_string()))?;
        let mut decoder = reader.into_decoder().map_err(broken)?;
        let turned = decoder.orientation().map_err(broken)?;
        let profile = decoder.icc_profile().ok().flatten().filter(|it| is_of_light(it)).map(Bytes::from);
        let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
        image.apply_orientation(turned);
        let size = (image.width(), image.height());
        let pixels = pixels(image);
        let edges = if bytes.starts_with(&[0xFF, 0xD8]) { Edges::Soft } else { edges(&pixels) };
        Ok(Original { pixels, size, profile, edges })
    }

    /// The picture in WebP, so many pixels wide.
    pub fn scaled(&self, width: u32) -> Result<Vec<u8>, Fault> {
        let height = u32::try_from(scaled_height(self.size, width)).unwrap_or(u32::MAX);
        let refused = || Fault::broken("it cannot be scaled down");
        let scaled;
        let pixels = if (width, height) == self.size {
            &self.pixels
        } else {
            scaled = self.resized((width, height)).ok_or_else(refused)?;
            &scaled
        };
        let bytes = encoded(pixels, (width, height), self.edges).ok_or_else(refused)?;
        match &self.profile {
            None => Ok(bytes),
            Some(profile) => with_profile(bytes, profile).ok_or_else(refused),
        }
    }

    fn resized(&self, (width, height): (u32, u32)) -> Option<Pixels> {
        let (stored, linear) = self.pixels.types();
        let mapper = create_srgb_mapper();
        let source = Source { size: self.size, bytes: self.pixels.bytes(), kind: stored };
        let mut light = Image::new(self.size.0, self.size.1, linear);
        mapper.forward_map(&source.view()?, &mut light).ok()?;
        let mut small = Image::new(width, height, linear);
        Resizer::new().resize(&light, &mut small, None).ok()?;
        let mut out = Image::new(width, height, stored);
        mapper.backward_map(&small, &mut out).ok()?;
        Some(self.pixels.with(out.into_vec()))
    }
}

/// Pixels that are only looked at.
struct Source<'a> {
    size: (u32, u32),
    bytes: &'a [u8],
    kind: PixelType,
}

impl<'a> Source<'a> {
    fn view(&self) -> Option<fast_image_resize::images::ImageRef<'a>> {
        fast_image_resize::images::ImageRef::new(self.size.0, self.size.1, self.bytes, self.kind).ok()
    }
}

/// Whether a JPEG picture is there to its end.
fn has_end(bytes: &[u8]) -> bool {
    memchr::memmem::rfind(bytes, &[0xFF, 0xD9]).is_some()
}

/// Whether a colour profile is for red, green and blue, as the pixels are (ICC.1:2022, section 7.2.8).
fn is_of_light(profile: &[u8]) -> bool {
    profile.get(16..20) == Some(b"RGB ")
}

fn pixels(image: DynamicImage) -> Pixels {
    if !image.color().has_alpha() {
        return Pixels::Solid(image.into_rgb8().into_raw());
    }
    let clear = image.into_rgba8();
    if clear.as_raw().chunks_exact(4).all(|pixel| pixel[3] == u8::MAX) {
        return Pixels::Solid(DynamicImage::from(clear).into_rgb8().into_raw());
    }
    Pixels::Clear(clear.into_raw())
}

fn edges(pixels: &Pixels) -> Edges {
    let step = if matches!(pixels, Pixels::Clear(_)) { 4 } else { 3 };
    let mut seen = HashSet::with_capacity(FEW_COLOURS);
    let few = pixels.bytes().chunks_exact(step).all(|pixel| {
        seen.insert(pixel);
        seen.len() <= FEW_COLOURS
    });
    if few { Edges::Sharp } else { Edges::Soft }
}

/// The pixels in WebP: of a photo with loss, of a drawing with little loss or with none, whichever is smaller.
fn encoded(pixels: &Pixels, size: (u32, u32), edges: Edges) -> Option<Vec<u8>> {
    let lossy = |quality, sharp| {
        encode(pixels, size, &|config| {
            config.quality = quality;
            config.use_sharp_yuv = sharp;
        })
    };
    match edges {
        Edges::Soft => lossy(QUALITY, 0),
        Edges::Sharp => {
            let lossless = encode(pixels, size, &|config| {
                config.lossless = 1;
                config.quality = 75.0;
            })?;
            let lossy = lossy(SHARP_QUALITY, 1)?;
            Some(if lossless.len() <= lossy.len() { lossless } else { lossy })
        }
    }
}

fn encode(pixels: &Pixels, (width, height): (u32, u32), set: &dyn Fn(&mut WebPConfig)) -> Option<Vec<u8>> {
    let layout = match pixels {
        Pixels::Solid(_) => PixelLayout::Rgb,
        Pixels::Clear(_) => PixelLayout::Rgba,
    };
    let mut config = WebPConfig::new().ok()?;
    config.method = METHOD;
    set(&mut config);
    let encoder = Encoder::new(pixels.bytes(), layout, width, height);
    encoder.encode_advanced(&config).ok().map(|bytes| bytes.to_vec())
}

fn with_profile(bytes: Vec<u8>, profile: &Bytes) -> Option<Vec<u8>> {
    let mut webp = WebP::from_bytes(bytes.into()).ok()?;
    webp.set_icc_profile(Some(profile.clone()));
    Some(webp.encoder().bytes().to_vec())
}
