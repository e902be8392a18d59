//! Removes the metadata of a camera or a program from an image: place, time, device, author, comments, a thumbnail of
//! the uncropped image, other images after the end. What affects its look stays: pixels, colour profile, orientation,
//! animation. Unknown parts are removed.

use super::header::orientation;
use super::{ImageError, ImageError::Broken};

/// Returns the image without its metadata. What is not a JPEG, PNG, GIF or WebP image is returned unchanged.
pub fn stripped(bytes: Vec<u8>) -> Result<Vec<u8>, ImageError> {
    let clean = match bytes.as_slice() {
        [0xFF, 0xD8, 0xFF, ..] => jpeg(&bytes),
        [0x89, b'P', b'N', b'G', ..] => png(&bytes),
        [b'G', b'I', b'F', b'8', ..] => gif(&bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(&bytes),
        _ => return Ok(bytes),
    };
    clean.ok_or_else(|| Broken("the file is damaged or ends too early".into()))
}

/// Returns Exif data with the orientation and nothing else: a TIFF header and one directory with one entry (Exif 2.32,
/// section 4.6.2).
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif
}

fn rotated(orientation: Option<u8>) -> Option<u8> {
    orientation.filter(|it| (2..=8).contains(it))
}

/// Copies the segments of a JPEG image up to its end (ITU-T T.81, annex B). After it, phones store a second image or a
/// film, each with a place of its own.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![0xFF, 0xD8];
    let mut exif_data = jpeg_exif(bytes);
    let mut at = 2;
    loop {
        let marker = next_marker(bytes, &mut at)?;
        if marker == END {
            break;
        }
        let end = at + usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
        let content = bytes.get(at + 2..end)?;
        // After the header of the file, and before everything else.
        if marker != 0xE0
            && let Some(exif) = exif_data.take()
        {
            segment(&mut out, 0xE1, &[b"Exif\0\0", exif.as_slice()].concat());
        }
        match (marker, content) {
            // The JFIF header has 14 bytes of its own, whether or not a thumbnail follows.
            (0xE0, [b'J', b'F', b'I', b'F', 0, ..]) if content.len() >= 14 => {
                segment(&mut out, marker, &[&content[..12], &[0, 0]].concat());
            }
            (0xE2, content) if content.starts_with(b"ICC_PROFILE\0") => segment(&mut out, marker, content),
            // The Adobe segment says how the colours are stored.
            (0xEE, content) if content.starts_with(b"Adobe") => segment(&mut out, marker, content),
            (0xE0..=0xEF | 0xFE, _) => {}
            _ => segment(&mut out, marker, content),
        }
        at = end;
        if marker == 0xDA {
            let pixels = entropy(&bytes[at..]);
            out.extend(&bytes[at..at + pixels]);
            at += pixels;
            // A truncated file shows what it has.
            if at == bytes.len() {
                return Some(out);
            }
        }
    }
    out.extend([0xFF, 0xD9]);
    Some(out)
}

/// The marker of the end of a JPEG image.
const END: u8 = 0xD9;

/// Returns the next marker that has a segment, or the end marker.
fn next_marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        if *bytes.get(*at)? != 0xFF {
            return None;
        }
        let marker = *bytes.get(*at + 1)?;
        match marker {
            0xFF => *at += 1,
            0x01 | 0xD0..=0xD8 => *at += 2,
            _ => {
                *at += 2;
                return Some(marker);
            }
        }
    }
}

/// Returns the minimal Exif data that a JPEG image needs.
fn jpeg_exif(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut at = 2;
    while let Some(marker) = next_marker(bytes, &mut at).filter(|it| *it != END) {
        let end = at + usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
        let content = bytes.get(at + 2..end)?;
        if marker == 0xE1 && content.starts_with(b"Exif\0\0") {
            return rotated(orientation(content)).map(exif);
        }
        if marker == 0xDA {
            return None;
        }
        at = end;
    }
    None
}

fn segment(out: &mut Vec<u8>, marker: u8, content: &[u8]) {
    let length = u16::try_from(content.len() + 2).expect("a segment was read with a length of two bytes");
    out.extend([0xFF, marker]);
    out.extend(length.to_be_bytes());
    out.extend(content);
}

/// Returns the number of bytes of pixels before the next marker outside of them.
fn entropy(bytes: &[u8]) -> usize {
    let is_end = |at: &usize| !matches!(bytes.get(at + 1), Some(0 | 0xFF | 0xD0..=0xD7) | None);
    memchr::memchr_iter(0xFF, bytes).find(is_end).unwrap_or(bytes.len())
}

/// Chunks of a PNG image that affect its look (PNG, third edition, section 11).
const PNG_KEPT: [&[u8; 4]; 19] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
    b"mDCV", b"cLLI", b"bKGD", b"pHYs", b"hIST", b"acTL", b"fcTL", b"fdAT",
];

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..8)?.to_vec();
    let (mut at, mut turn, mut pixels) = (8, None, false);
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let kind = bytes.get(at + 4..at + 8)?;
        let end = at.checked_add(length)?.checked_add(12)?;
        let whole = bytes.get(at..end)?;
        match kind {
            b"eXIf" if !pixels => turn = rotated(orientation(&whole[8..8 + length])),
            b"IDAT" => {
                if let Some(orientation) = turn.take() {
                    chunk(&mut out, *b"eXIf", &exif(orientation));
                }
                pixels = true;
                out.extend(whole);
            }
            kind if PNG_KEPT.iter().any(|it| it.as_slice() == kind) => out.extend(whole),
            _ => {}
        }
        if kind == b"IEND" {
            return Some(out);
        }
        at = end;
    }
}

fn chunk(out: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    let length = u32::try_from(content.len()).expect("a chunk of ours is short");
    out.extend(length.to_be_bytes());
    let begin = out.len();
    out.extend(kind);
    out.extend(content);
    out.extend(crc(&out[begin..]).to_be_bytes());
}

/// Returns the checksum of a chunk (PNG, third edition, annex D).
fn crc(bytes: &[u8]) -> u32 {
    let turn = |sum: u32| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 };
    let add = |sum: u32, byte: &u8| (0..8).fold(sum ^ u32::from(*byte), |sum, _| turn(sum));
    !bytes.iter().fold(u32::MAX, add)
}

/// Copies the blocks up to the trailer (`GIF89a`, sections 17 to 27), without comments and without application data
/// other than the number of repetitions and the colour profile.
fn gif(bytes: &[u8]) -> Option<Vec<u8>> {
    let table = |flags: u8| if flags & 0x80 > 0 { 3 << ((flags & 7) + 1) } else { 0 };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut out = bytes.get(..at)?.to_vec();
    loop {
        let begin = at;
        let kept = match bytes.get(at)? {
            0x3B => {
                out.push(0x3B);
                return Some(out);
            }
            0x2C => {
                at += 10 + table(*bytes.get(at + 9)?) + 1;
                true
            }
            0x21 => {
                let label = *bytes.get(at + 1)?;
                let owner = bytes.get(at + 3..at + 14).unwrap_or_default();
                at += 2;
                label == 0xF9
                    || label == 0x01
                    || label == 0xFF && [&b"NETSCAPE2.0"[..], b"ANIMEXTS1.0", b"ICCRGBG1012"].contains(&owner)
            }
            _ => return None,
        };
        // Sub-blocks of up to 255 bytes, each after its length; an empty one is the last.
        loop {
            let length = usize::from(*bytes.get(at)?);
            at += 1 + length;
            if length == 0 {
                break;
            }
        }
        if kept {
            out.extend(bytes.get(begin..at)?);
        }
    }
}

/// Chunks of a WebP image that affect its look (RFC 9649, section 2.7).
const WEBP_KEPT: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let length = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
    // What follows the end that the header declares is not part of the file.
    let bytes = bytes.get(..length.checked_add(8)?)?;
    let mut out = bytes.get(..12)?.to_vec();
    let (mut at, mut turn, mut flags_at) = (12, None, None);
    while at < bytes.len() {
        let kind = bytes.get(at..at + 4)?;
        let length = u32::from_le_bytes(bytes.get(at + 4..at + 8)?.try_into().ok()?) as usize;
        let content_end = at.checked_add(8)?.checked_add(length)?;
        let content = bytes.get(at + 8..content_end)?;
        if kind == b"EXIF" {
            turn = rotated(orientation(content));
        } else if WEBP_KEPT.iter().any(|it| it.as_slice() == kind) {
            flags_at = flags_at.or((kind == b"VP8X").then_some(out.len() + 8));
            out.extend(&bytes[at..content_end]);
            out.extend((length % 2 == 1).then_some(0));
        }
        at = content_end + length % 2;
    }
    if let Some(flags) = flags_at.and_then(|at| out.get_mut(at)) {
        *flags = *flags & !0x0C | if turn.is_some() { 0x08 } else { 0 };
        if let Some(orientation) = turn {
            let exif = exif(orientation);
            out.extend(b"EXIF");
            out.extend(u32::try_from(exif.len()).expect("it is short").to_le_bytes());
            out.extend(exif);
        }
    }
    let whole = u32::try_from(out.len() - 8).ok()?.to_le_bytes();
    out[4..8].copy_from_slice(&whole);
    Some(out)
}
