//! Crop marks: lines around each page of a PDF that show a print shop where to cut.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use crate::render::pdf::imposition::{Unreadable, numbers, save};

/// The white space that is added on each side for the marks, in points: 10 mm.
const SLUG: f32 = 28.35;

/// The length of a mark in points: 5 mm.
const LENGTH: f32 = 14.17;

/// The minimum distance of a mark from the edge of the paper, in points: 3 mm, so that no mark is left on it if the cut is not exact.
const MIN_OFFSET: f32 = 8.5;

/// The width of a mark in points, as thin as it can be for every printer.
const WIDTH: f32 = 0.25;

/// The corners of a rectangle: left, bottom, right, top.
type Rectangle = [f32; 4];

/// Adds crop marks to each page. The page is what its `TrimBox` says (ISO 32000-1, 14.11.2), or all of it, and becomes larger on
/// each side. Tags, links and metadata stay as they are; the marks are artifacts.
pub fn add(pdf: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let unreadable = |error: lopdf::Error| Unreadable(error.to_string());
    let mut document = Document::load_mem(pdf).map_err(unreadable)?;
    let pages: Vec<ObjectId> = document.page_iter().collect();
    for page in pages {
        let media =
            rectangle(&document, page, b"MediaBox").ok_or_else(|| Unreadable("a page has no size".into()))?;
        let bleed = rectangle(&document, page, b"BleedBox").unwrap_or(media);
        let trim = rectangle(&document, page, b"TrimBox").unwrap_or(media);
        let marks = document.add_object(Stream::new(Dictionary::new(), marks(trim, bleed)));
        let page = document.get_object_mut(page).and_then(Object::as_dict_mut).map_err(unreadable)?;
        let mut contents = vec![Object::from(marks)];
        match page.get(b"Contents") {
            Ok(Object::Array(parts)) => contents.extend(parts.iter().cloned()),
            Ok(part) => contents.push(part.clone()),
            Err(_) => {}
        }
        page.set("Contents", contents);
        let [left, bottom, right, top] = media;
        page.set("MediaBox", numbers([left - SLUG, bottom - SLUG, right + SLUG, top + SLUG]));
        page.remove(b"CropBox");
        page.set("BleedBox", numbers(bleed));
        page.set("TrimBox", numbers(trim));
    }
    Ok(save(document))
}

/// Returns a box of a page.
fn rectangle(document: &Document, page: ObjectId, key: &[u8]) -> Option<Rectangle> {
    let corners = document.get_dictionary(page).ok()?.get(key).ok()?.as_array().ok()?.iter();
    let corners: Option<Vec<f32>> = corners.map(|number| number.as_float().ok()).collect();
    let [a, b, c, d] = corners?.try_into().ok()?;
    Some([a.min(c), b.min(d), a.max(c), b.max(d)])
}

/// Returns the operators that draw two marks at each corner, outside of what runs over the edge.
fn marks(trim: Rectangle, bleed: Rectangle) -> Vec<u8> {
    let mut out = format!("/Artifact BMC q 0 G {WIDTH} w\n");
    for (x, outside_x) in [(0, -1.0), (2, 1.0)] {
        for (y, outside_y) in [(1, -1.0), (3, 1.0)] {
            let near = |at: usize| MIN_OFFSET.max((bleed[at] - trim[at]).abs());
            let (level, upright) = (trim[x] + outside_x * near(x), trim[y] + outside_y * near(y));
            out += &line([level, trim[y]], [level + outside_x * LENGTH, trim[y]]);
            out += &line([trim[x], upright], [trim[x], upright + outside_y * LENGTH]);
        }
    }
    out += "Q EMC\n";
    out.into_bytes()
}

fn line(from: [f32; 2], to: [f32; 2]) -> String {
    format!("{} {} m {} {} l S\n", from[0], from[1], to[0], to[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_outside_of_the_bleed_and_inside_of_the_paper() {
        let (trim, bleed) = ([10.0, 10.0, 110.0, 210.0], [0.0, 0.0, 120.0, 220.0]);
        let text = String::from_utf8(marks(trim, bleed)).expect("operators");
        let ends: Vec<f32> = text.split_whitespace().filter_map(|word| word.parse().ok()).skip(2).collect();
        assert_eq!(ends.len(), 8 * 4);
        for end in ends.chunks(2) {
            let is_in_bleed =
                end[0] > bleed[0] && end[0] < bleed[2] && end[1] > bleed[1] && end[1] < bleed[3];
            assert!(!is_in_bleed, "{end:?}");
            assert!(end[0] >= -SLUG && end[0] <= 120.0 + SLUG && end[1] >= -SLUG && end[1] <= 220.0 + SLUG);
        }
    }

    #[test]
    fn what_is_no_pdf_is_refused() {
        assert!(add(b"<!doctype html>").is_err());
    }
}
