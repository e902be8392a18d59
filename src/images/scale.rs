//! Makes smaller WebP images of an image. It is decoded once, turned upright, and scaled in linear light: brightness is
//! made linear before scaling and stored as usual after it, and transparent pixels do not affect the colour of their
//! neighbours.

use std::collections::HashSet;
use std::io::Cursor;

use fast_image_resize::images::Image;
use fast_image_resize::pixels::{InnerPixel, U16x3, U16x4};
use fast_image_resize::{PixelTrait, PixelType, Resizer, create_srgb_mapper};
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageICC};
use webp::{Encoder, PixelLayout, WebPConfig};

use super::{ImageError, MAX_PIXELS, scaled_height};

/// From 0 to 100. At 80, no difference from the original is visible, at about half the size of a JPEG image.
const QUALITY: f32 = 80.0;

/// The same for drawings and screenshots, whose edges show every loss.
const SHARP_QUALITY: f32 = 92.0;

/// From 0 (fast) to 6 (small). From 4 on, more time gains little.
const METHOD: i32 = 4;

/// The highest number of colours of a drawing or a screenshot; a photo has more.
const FEW_COLOURS: usize = 2048;

/// A decoded image.
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

/// Whether an image has edges that show every loss.
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

    /// Returns their types: as in a file, and with linear brightness.
    fn types(&self) -> (PixelType, PixelType) {
        match self {
            Pixels::Solid(_) => (PixelType::U8x3, PixelType::U16x3),
            Pixels::Clear(_) => (PixelType::U8x4, PixelType::U16x4),
        }
    }
}

impl Original {
    /// Decodes an image and turns it upright.
    pub fn open(bytes: &[u8]) -> Result<Original, ImageError> {
        if bytes.starts_with(&[0xFF, 0xD8]) && !has_end(bytes) {
            return Err(ImageError::broken("the file ends too early"));
        }
        let broken = |error: image::ImageError| ImageError::broken(format!("it cannot be decoded ({error})"));
        let mut reader = ImageReader::new(Cursor::new(bytes));
        let mut limits = Limits::default();
        limits.max_alloc = Some(MAX_PIXELS * 8);
        reader.limits(limits);
        let reader = reader.with_guessed_format().map_err(|error| ImageError::broken(error.to_string()))?;
        let mut decoder = reader.into_decoder().map_err(broken)?;
        let orientation = decoder.orientation().map_err(broken)?;
        let profile = decoder.icc_profile().ok().flatten().filter(|it| is_of_light(it)).map(Bytes::from);
        let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
        image.apply_orientation(orientation);
        let size = (image.width(), image.height());
        let pixels = pixels(image);
        let edges = if bytes.starts_with(&[0xFF, 0xD8]) { Edges::Soft } else { edges(&pixels) };
        Ok(Original { pixels, size, profile, edges })
    }

    /// Returns the image in WebP, with a width in pixels.
    pub fn scaled(&self, width: u32) -> Result<Vec<u8>, ImageError> {
        let height = u32::try_from(scaled_height(self.size, width)).unwrap_or(u32::MAX);
        let refused = || ImageError::broken("it cannot be scaled down");
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
        match self.pixels {
            Pixels::Solid(_) => resize::<U16x3>(&light, &mut small)?,
            Pixels::Clear(_) => resize::<U16x4>(&light, &mut small)?,
        }
        let mut out = Image::new(width, height, stored);
        mapper.backward_map(&small, &mut out).ok()?;
        Some(self.pixels.with(out.into_vec()))
    }
}

/// Resizes an image of one pixel type. `Resizer::resize` does the same, but compiles its code for all types that exist.
fn resize<P: PixelTrait + InnerPixel>(from: &Image, to: &mut Image) -> Option<()> {
    Resizer::new().resize_typed(&from.typed_image::<P>()?, &mut to.typed_image_mut::<P>()?, None).ok()
}

/// Pixels that are only read.
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

/// Reports whether a JPEG image is complete.
fn has_end(bytes: &[u8]) -> bool {
    memchr::memmem::rfind(bytes, &[0xFF, 0xD9]).is_some()
}

/// Reports whether a colour profile is for red, green and blue, as the pixels are (ICC.1:2022, section 7.2.8).
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

/// Encodes the pixels in WebP: of a photo with loss; of a drawing with little loss or without, whichever is smaller.
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
