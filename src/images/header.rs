//! Reads the header of an image: its format, size and orientation, and whether it is animated.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use image::metadata::Orientation;

use super::{Format, ImageError, ImageHeader, ImageKind, MAX_BYTES, MAX_PIXELS, is_drawing, svg};

/// The number of bytes at the start that is enough for most images.
pub const TYPICAL_HEAD: usize = 4096;

/// The facts about the pixels of an image that are known before decoding.
struct Facts {
    format: Format,
    stored: (u32, u32),
    orientation: u8,
    scalable: bool,
}

/// Reads the header of an image of this size in bytes. A drawing is read completely.
pub fn read(from: impl Read + Seek, bytes: u64, name: &str) -> Result<ImageHeader, ImageError> {
    if bytes > MAX_BYTES {
        return Err(ImageError::TooLarge(bytes));
    }
    let mut from = BufReader::with_capacity(TYPICAL_HEAD, from);
    look(&mut from, name).unwrap_or_else(|error| {
        Err(match error.kind() {
            io::ErrorKind::UnexpectedEof => ImageError::broken("the file ends too early"),
            _ => ImageError::broken(error.to_string()),
        })
    })
}

fn look(from: &mut BufReader<impl Read + Seek>, name: &str) -> io::Result<Result<ImageHeader, ImageError>> {
    let mut head = Vec::new();
    from.by_ref().take(16).read_to_end(&mut head)?;
    from.seek(SeekFrom::Start(0))?;
    let facts = match head.as_slice() {
        [0xFF, 0xD8, 0xFF, ..] => jpeg(from)?,
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => png(from)?,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => gif(from)?,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(from)?,
        other => return Ok(without_pixels(from, other, name)),
    };
    Ok(facts.and_then(|facts| facts.picture(name)))
}

impl Facts {
    fn picture(self, name: &str) -> Result<ImageHeader, ImageError> {
        let (width, height) = self.stored;
        if is_drawing(name) {
            return Err(ImageError::Misnamed(ImageKind::Pixels));
        }
        if width == 0 || height == 0 {
            return Err(ImageError::broken("its header says that it has no pixels"));
        }
        if u64::from(width) * u64::from(height) > MAX_PIXELS {
            return Err(ImageError::TooManyPixels(width, height));
        }
        let size = if self.orientation >= 5 { (height, width) } else { (width, height) };
        let Facts { format, orientation, scalable, .. } = self;
        Ok(ImageHeader { format, size: Some(size), orientation, scalable, has_metadata: false })
    }
}

/// Reads formats whose pixels are not read here, drawings among them.
fn without_pixels(from: &mut impl Read, head: &[u8], name: &str) -> Result<ImageHeader, ImageError> {
    let plain =
        |format| ImageHeader { format, size: None, orientation: 1, scalable: false, has_metadata: false };
    match (head, head.get(4..12)) {
        ([], _) => Err(ImageError::broken("the file is empty")),
        (_, Some(b"ftypavif" | b"ftypavis")) => {
            let mut head = Vec::new();
            from.take(TYPICAL_HEAD as u64)
                .read_to_end(&mut head)
                .map_err(|error| ImageError::broken(error.to_string()))?;
            // The table of items names one with Exif data (ISO/IEC 23008-12, annex A).
            let has_metadata = memchr::memmem::find(&head, b"Exif").is_some();
            Ok(ImageHeader { has_metadata, ..plain(Format::Avif) })
        }
        (_, Some(b"ftypheic" | b"ftypheix" | b"ftypmif1")) => Err(ImageError::Foreign("HEIC")),
        ([b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..], _) => Err(ImageError::Foreign("TIFF")),
        ([0, 0, 1, 0, ..] | [b'B', b'M', ..], _) => Ok(plain(Format::Other)),
        _ => {
            let size = svg::size(from)?;
            if is_drawing(name) {
                Ok(ImageHeader { size, ..plain(Format::Svg) })
            } else {
                Err(ImageError::Misnamed(ImageKind::Drawing))
            }
        }
    }
}

/// Reads `N` bytes.
fn bytes<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn skip(from: &mut BufReader<impl Read + Seek>, count: u32) -> io::Result<()> {
    from.seek_relative(i64::from(count))
}

/// Returns the orientation in Exif data, with or without its prefix.
pub fn orientation(exif: &[u8]) -> Option<u8> {
    let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    Orientation::from_exif_chunk(tiff).map(Orientation::to_exif)
}

/// Reads the segments up to the frame header (ITU-T T.81, section B.2).
fn jpeg(from: &mut BufReader<impl Read + Seek>) -> io::Result<Result<Facts, ImageError>> {
    skip(from, 2)?;
    let mut turn = None;
    loop {
        let [mark, mut marker] = bytes(from)?;
        if mark != 0xFF {
            return Ok(Err(ImageError::broken("its header is damaged")));
        }
        while marker == 0xFF {
            [marker] = bytes(from)?;
        }
        let length = u32::from(u16::from_be_bytes(bytes(from)?));
        let Some(length) = length.checked_sub(2) else {
            return Ok(Err(ImageError::broken("its header is damaged")));
        };
        match marker {
            0xC0..=0xC2 => {
                let [depth, h1, h2, w1, w2, parts] = bytes(from)?;
                let side = |high, low| u32::from(u16::from_be_bytes([high, low]));
                let stored = (side(w1, w2), side(h1, h2));
                if depth != 8 {
                    return Ok(Err(ImageError::broken("it is a kind of JPEG that browsers do not show")));
                }
                // Four components are printing inks, which only a colour profile can convert to screen colours.
                let scalable = parts != 4;
                let orientation = turn.unwrap_or(1);
                return Ok(Ok(Facts { format: Format::Jpeg, stored, orientation, scalable }));
            }
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Ok(Err(ImageError::broken("it is a kind of JPEG that browsers do not show")));
            }
            0xD9 | 0xDA => return Ok(Err(ImageError::broken("its header is damaged"))),
            0xE1 if turn.is_none() => {
                let mut exif = vec![0; length as usize];
                from.read_exact(&mut exif)?;
                turn = exif.starts_with(b"Exif\0\0").then(|| orientation(&exif)).flatten();
            }
            _ => skip(from, length)?,
        }
    }
}

/// The largest Exif data that is read, in bytes; a camera writes less.
const MAX_EXIF: u32 = 1 << 20;

/// Reads the chunks up to the pixels (PNG, third edition, section 5).
fn png(from: &mut BufReader<impl Read + Seek>) -> io::Result<Result<Facts, ImageError>> {
    skip(from, 8)?;
    let (mut stored, mut turn, mut moves) = ((0, 0), None, false);
    loop {
        let length = u32::from_be_bytes(bytes(from)?);
        let kind: [u8; 4] = bytes(from)?;
        match &kind {
            b"IHDR" => {
                stored = (u32::from_be_bytes(bytes(from)?), u32::from_be_bytes(bytes(from)?));
                skip(from, length.saturating_sub(8))?;
            }
            b"eXIf" if length <= MAX_EXIF => {
                let mut exif = vec![0; length as usize];
                from.read_exact(&mut exif)?;
                turn = orientation(&exif);
            }
            b"IDAT" => {
                let (format, orientation) = (Format::Png, turn.unwrap_or(1));
                return Ok(Ok(Facts { format, stored, orientation, scalable: !moves }));
            }
            b"IEND" => return Ok(Err(ImageError::broken("it contains no pixels"))),
            kind => {
                moves |= kind == b"acTL";
                skip(from, length)?;
            }
        }
        skip(from, 4)?;
    }
}

/// Reads the screen descriptor (`GIF89a`, section 18).
fn gif(from: &mut BufReader<impl Read + Seek>) -> io::Result<Result<Facts, ImageError>> {
    skip(from, 6)?;
    let [w1, w2, h1, h2] = bytes(from)?;
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]));
    let stored = (side(w1, w2), side(h1, h2));
    Ok(Ok(Facts { format: Format::Gif, stored, orientation: 1, scalable: false }))
}

/// Reads the chunks up to the pixels (RFC 9649, section 2).
fn webp(from: &mut BufReader<impl Read + Seek>) -> io::Result<Result<Facts, ImageError>> {
    skip(from, 12)?;
    let kind: [u8; 4] = bytes(from)?;
    let length = u32::from_le_bytes(bytes(from)?);
    let simple = |stored| Facts { format: Format::WebP, stored, orientation: 1, scalable: true };
    Ok(match &kind {
        b"VP8 " => {
            let [_, _, _, a, b, c, w1, w2, h1, h2] = bytes(from)?;
            let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
            let sound = [a, b, c] == [0x9D, 0x01, 0x2A];
            let facts = simple((side(w1, w2), side(h1, h2)));
            sound.then_some(facts).ok_or_else(|| ImageError::broken("its header is damaged"))
        }
        b"VP8L" => {
            let [signature, b0, b1, b2, b3] = bytes(from)?;
            let bits = u32::from_le_bytes([b0, b1, b2, b3]);
            let facts = simple(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1));
            (signature == 0x2F).then_some(facts).ok_or_else(|| ImageError::broken("its header is damaged"))
        }
        b"VP8X" => {
            let [flags, _, _, _, w1, w2, w3, h1, h2, h3] = bytes(from)?;
            let side = |a, b, c| u32::from_le_bytes([a, b, c, 0]) + 1;
            skip(from, (length + (length & 1)).saturating_sub(10))?;
            let orientation = if flags & 0x08 > 0 { webp_orientation(from)? } else { 1 };
            Ok(Facts {
                scalable: flags & 0x02 == 0,
                orientation,
                ..simple((side(w1, w2, w3), side(h1, h2, h3)))
            })
        }
        _ => Err(ImageError::broken("its header is damaged")),
    })
}

/// Returns the orientation of a WebP image whose header says that there is Exif data after its pixels.
fn webp_orientation(from: &mut BufReader<impl Read + Seek>) -> io::Result<u8> {
    loop {
        let kind: [u8; 4] = match bytes(from) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(1),
            kind => kind?,
        };
        let length = u32::from_le_bytes(bytes(from)?);
        if &kind == b"EXIF" && length <= MAX_EXIF {
            let mut exif = vec![0; length as usize];
            from.read_exact(&mut exif)?;
            return Ok(orientation(&exif).unwrap_or(1));
        }
        skip(from, length.saturating_add(length & 1))?;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn look(bytes: &[u8], name: &str) -> Result<ImageHeader, ImageError> {
        read(Cursor::new(bytes), bytes.len() as u64, name)
    }

    #[test]
    fn a_bomb_is_known_by_its_head() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\0\0\0\x01\0\0\x08\x02\0\0\0----".to_vec();
        png.extend(b"\0\0\0\0IDAT----");
        assert_eq!(look(&png, "a.png"), Err(ImageError::TooManyPixels(65536, 65536)));
    }

    #[test]
    fn every_cut_and_every_flipped_byte_of_a_head_is_read_or_refused_in_time() {
        let heads: [&[u8]; 5] = [
            b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xC0\0\x0b\x08\0\x05\0\x07\x03\0\0\0",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x02\0\0\0----\0\0\0\0IDAT----",
            b"GIF89a\x02\0\x03\0",
            b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\x08\0\0\0\x01\0\0\x02\0\0EXIF\x02\0\0\0MM",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 5\"/>",
        ];
        for head in heads {
            let name = if head[0] == b'<' { "a.svg" } else { "a.png" };
            assert!(look(head, name).is_ok(), "{:?}", look(head, name));
            for cut in 0..head.len() {
                let _ = look(&head[..cut], name);
                for byte in [0, 1, 0x7F, 0xFF] {
                    let mut other = head.to_vec();
                    other[cut] = byte;
                    let _ = look(&other, name);
                }
            }
        }
    }

    #[test]
    fn the_size_is_that_of_the_upright_picture() {
        let mut jpeg = b"\xFF\xD8\xFF\xE1\0\x22Exif\0\0".to_vec();
        jpeg.extend(b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
        jpeg.extend(b"\xFF\xC0\0\x0b\x08\0\x05\0\x07\x03\0\0\0");
        let picture = look(&jpeg, "a.jpg").expect("sound");
        assert_eq!((picture.size, picture.orientation), (Some((5, 7)), 6));
    }

    #[test]
    fn browsers_believe_the_name_of_a_drawing() {
        let svg = b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        assert_eq!(look(svg, "a.png"), Err(ImageError::Misnamed(ImageKind::Drawing)));
        assert_eq!(look(b"GIF89a\x02\0\x03\0", "a.svg"), Err(ImageError::Misnamed(ImageKind::Pixels)));
        assert!(look(b"GIF89a\x02\0\x03\0", "a.png").is_ok(), "but tell formats of pixels apart themselves");
    }
}
