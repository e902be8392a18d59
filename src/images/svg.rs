//! The size of a drawing, as browsers find it (CSS Images 3, section 4.1): its width and height, else its view box.

mod filters;
mod limits;

use std::io::Read;

use roxmltree::{Document, Node, ParsingOptions};

use super::{ImageError, MAX_BYTES};

/// The largest drawing, in elements. One with more is not meant for a page.
const MAX_NODES: u32 = 2_000_000;

const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// Returns the width and height of a drawing in pixels, if it has a size of its own.
pub fn size(from: &mut impl Read) -> Result<Option<(u32, u32)>, ImageError> {
    let mut bytes = Vec::new();
    let read = from.take(MAX_BYTES).read_to_end(&mut bytes);
    read.map_err(|error| ImageError::broken(error.to_string()))?;
    let text = text(&bytes).ok_or_else(|| ImageError::broken("it is not an image that browsers can show"))?;
    let document = parse(&text).map_err(ImageError::broken)?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err(ImageError::broken("it is XML, but not an SVG"));
    }
    if root.tag_name().namespace() != Some(NAMESPACE) {
        let why = "the root element of the SVG has no `xmlns=\"http://www.w3.org/2000/svg\"`";
        return Err(ImageError::broken(why));
    }
    Ok(of(root))
}

/// Reports why a drawing must not be drawn by a library, in a few words: it could cost any time or memory. Browsers have
/// limits of their own.
pub fn check_limits(bytes: &[u8]) -> Result<(), String> {
    let text = text(bytes).ok_or("it is not an SVG")?;
    limits::check(&parse(&text)?)
}

fn parse(text: &str) -> Result<Document<'_>, String> {
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options);
    document.map_err(|error| format!("the SVG is not well-formed XML: {error}"))
}

/// Returns the text of a drawing; `None` if it is not a text that begins with a tag.
fn text(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // Other encodings write the letters of tags as UTF-8 does.
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    let text = text.trim_start_matches('\u{FEFF}');
    text.trim_start().starts_with('<').then(|| text.to_owned())
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

fn of(root: Node<'_, '_>) -> Option<(u32, u32)> {
    let side = |name| root.attribute(name).and_then(pixels);
    let view = root.attribute("viewBox").and_then(view_box);
    let (width, height) = match (side("width"), side("height"), view) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((w, h))) => (width, width * h / w),
        (None, Some(height), Some((w, h))) => (height * w / h, height),
        (None, None, Some(view)) => view,
        _ => return None,
    };
    Some((whole(width)?, whole(height)?))
}

/// Converts a length to CSS pixels (CSS Values 4, section 6.2); `None` if it depends on the surroundings of the
/// drawing.
fn pixels(length: &str) -> Option<f64> {
    let length = length.trim();
    let end = length.find(|c: char| c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E') || c == '%');
    let (number, unit) = length.split_at(end.unwrap_or(length.len()));
    // `1em` ends in the letter that is also in `1e3`.
    let (number, unit) = match number.strip_suffix('e') {
        Some(number) => (number, "em"),
        None => (number, unit),
    };
    let scale = match unit {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "mm" => 96.0 / 25.4,
        "cm" => 96.0 / 2.54,
        "in" => 96.0,
        _ => return None,
    };
    number.trim().parse().ok().map(|number: f64| number * scale).filter(|it| *it > 0.0)
}

fn view_box(text: &str) -> Option<(f64, f64)> {
    let numbers: Vec<f64> = text
        .split(|c: char| c == ',' || c.is_ascii_whitespace())
        .filter(|it| !it.is_empty())
        .map(|it| it.parse().ok())
        .collect::<Option<_>>()?;
    match numbers.as_slice() {
        [_, _, width, height] if *width > 0.0 && *height > 0.0 => Some((*width, *height)),
        _ => None,
    }
}

/// Rounds to a number of pixels that fits into an attribute.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked before")]
fn whole(pixels: f64) -> Option<u32> {
    let rounded = pixels.round().max(1.0);
    (rounded <= 100_000.0).then_some(rounded as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size_of(attributes: &str) -> Option<(u32, u32)> {
        size(&mut format!("<svg xmlns='{NAMESPACE}' {attributes}/>").as_bytes()).expect("sound")
    }

    #[test]
    fn a_drawing_has_the_size_that_browsers_give_it() {
        assert_eq!(size_of("width='640' height='400px'"), Some((640, 400)));
        assert_eq!(size_of("width='1in' height='25.4mm'"), Some((96, 96)));
        assert_eq!(size_of("viewBox='0 0 640.4 400'"), Some((640, 400)));
        assert_eq!(size_of("viewBox='-5,-5 20 , 10' width='100'"), Some((100, 50)));
        assert_eq!(size_of("viewBox='0 0 20 10' width='100%' height='2em'"), Some((20, 10)));
        assert_eq!(size_of("width='1e2' height='5'"), Some((100, 5)));
        for none in ["", "width='100%'", "viewBox='0 0 0 5'", "viewBox='a'", "width='-5' height='4'"] {
            assert_eq!(size_of(none), None, "{none}");
        }
    }

    #[test]
    fn what_browsers_do_not_show_is_a_fault() {
        for bytes in [
            &b"<svg/>"[..],
            b"<svg xmlns='http://www.w3.org/2000/svg'>",
            b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
            b"hello",
            b"",
            b"<!DOCTYPE svg [<!ENTITY a 'b'><!ENTITY c '&c;'>]><svg xmlns='http://www.w3.org/2000/svg'>&c;</svg>",
        ] {
            assert!(size(&mut &bytes[..]).is_err(), "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_drawing_of_an_old_program_is_read() {
        let old = "<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' \
            'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd' [<!ENTITY ns 'http://www.w3.org/2000/svg'>]>\n\
            <svg xmlns='&ns;' width='5' height='6'/>";
        assert_eq!(size(&mut old.as_bytes()), Ok(Some((5, 6))));
        let wide: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(old.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(size(&mut wide.as_slice()), Ok(Some((5, 6))));
    }
}
