//! A PDF of single pages → a PDF of sheets, to be printed on both sides, folded in the middle and stapled there.
//!
//! Two pages stand on each side of a landscape sheet, in the order that reads right once all sheets are folded
//! together. The pages are used as they are: what a page draws is drawn again on its half of a sheet, with the same
//! fonts and images. Title, author, language and metadata stay. Tags, links and bookmarks speak of pages in reading
//! order, which a sheet does not have: they are left out, and with them the claim to PDF/UA. A booklet is for paper;
//! the PDF that it is made of is for screens. The same bytes give the same bytes.

mod copy;
mod marks;
mod metadata;

use std::fmt;

use lopdf::{Dictionary, Document, Object, SaveOptions, Stream, StringFormat, dictionary};
use xxhash_rust::xxh3::xxh3_128;

use copy::{Copier, Drawn, Size, numbers};

/// A side of a sheet as it lies before the reader: the pages on its left and its right half, counted from 0. `None`
/// stays blank.
pub type Side = [Option<usize>; 2];

/// The edge at which a booklet is held together, seen from its cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spine {
    /// For writing from left to right.
    Left,
    /// For writing from right to left.
    Right,
}

/// What is on the back of a booklet that needs blank pages to fill its sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// The last page, as its back cover; the blank pages come before it.
    LastPage,
    /// Nothing; the blank pages come after the last page.
    Blank,
}

/// A PDF that no booklet can be made of.
#[derive(Debug)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this PDF cannot be made into a booklet: {}", self.0)
    }
}

impl std::error::Error for Unreadable {}

const A5: Size = [419.53, 595.28];
const A4_LANDSCAPE: Size = [841.89, 595.28];
/// How far a page may be from A5 and still go on A4, in points: about a millimetre.
const NEAR: f32 = 3.0;

/// The booklet of a PDF. A5 pages go on sheets of A4, pages of any other size on sheets of twice their width; so two
/// half-letter pages share a letter. The last page becomes the back cover, and the spine is where the PDF's reading
/// direction puts it (`Direction` of ISO 32000-1, 12.2).
pub fn impose(pdf: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let from = Document::load_mem(pdf).map_err(|error| Unreadable(error.to_string()))?;
    let catalog = from.catalog().map_err(|error| Unreadable(error.to_string()))?;
    let mut copier = Copier::new(&from);
    let pages: Vec<Drawn> = from.page_iter().map(|id| copier.page(id)).collect();
    if pages.is_empty() || from.is_encrypted() {
        return Err(Unreadable("it has no page that can be read".into()));
    }
    let fingerprint = xxh3_128(pdf);
    let sides = sides(pages.len(), Back::LastPage, spine(&from, catalog));
    let metadata = metadata::of_sheets(&from, catalog, sides.len(), fingerprint);
    let mut catalog = kept(&mut copier, catalog);
    let info = from.trailer.get(b"Info").map(|it| copier.value(it));
    let mut to = copier.finish();
    if let Some(metadata) = metadata {
        catalog.set("Metadata", to.add_object(metadata));
    }
    catalog.set("Pages", add_sheets(&mut to, &pages, &sides));
    let root = to.add_object(catalog);
    to.trailer.set("Root", root);
    if let Ok(info) = info {
        to.trailer.set("Info", info);
    }
    to.trailer.set("ID", identifiers(&from, fingerprint));
    Ok(save(to))
}

/// The sides of all sheets in the order of printing, the front of a sheet before its back, the outermost sheet first.
///
/// When a back is turned up over the short edge, its left half lies behind the right half of the front. So the first
/// page is on the right of the first front, the second behind it, and from both ends the pages close in on the fold.
pub fn sides(pages: usize, back: Back, spine: Spine) -> Vec<Side> {
    let places = pages.next_multiple_of(4);
    let page = |place: usize| match back {
        Back::LastPage if pages > 1 && place + 1 == places => Some(pages - 1),
        Back::LastPage if pages > 1 && place + 1 == pages => None,
        _ => (place < pages).then_some(place),
    };
    let side = |(left, right)| match spine {
        Spine::Left => [page(left), page(right)],
        Spine::Right => [page(right), page(left)],
    };
    let sheets = (0..places / 2).step_by(2).map(|near| (near, places - 1 - near));
    sheets.flat_map(|(near, far)| [(far, near), (near + 1, far - 1)].map(side)).collect()
}

fn spine(from: &Document, catalog: &Dictionary) -> Spine {
    let preferences = catalog.get_deref(b"ViewerPreferences", from).and_then(Object::as_dict);
    match preferences.and_then(|it| it.get(b"Direction")).and_then(Object::as_name) {
        Ok(b"R2L") => Spine::Right,
        _ => Spine::Left,
    }
}

/// What the catalog of the sheets keeps of the pages' catalog; and for the printer, both sides, turned over the short
/// edge, in their true size.
fn kept(copier: &mut Copier<'_>, catalog: &Dictionary) -> Dictionary {
    let mut kept = dictionary! {
        "Type" => "Catalog",
        "ViewerPreferences" => dictionary! {
            "DisplayDocTitle" => true,
            "PrintScaling" => "None",
            "Duplex" => "DuplexFlipShortEdge",
        },
    };
    for key in ["Lang", "OCProperties", "OutputIntents"] {
        if let Ok(value) = catalog.get(key.as_bytes()) {
            kept.set(key, copier.value(value));
        }
    }
    kept
}

/// Adds a page for each side of a sheet, and the tree of these pages.
fn add_sheets(to: &mut Document, pages: &[Drawn], sides: &[Side]) -> Object {
    let sheet = sheet_size(pages);
    let tree = to.new_object_id();
    let mut kids = Vec::new();
    for side in sides {
        let content = to.add_object(Stream::new(Dictionary::new(), draw(*side, pages, sheet)));
        let shown = side.iter().flatten().map(|page| (name(*page).into_bytes(), pages[*page].form.into()));
        kids.push(Object::from(to.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => tree,
            "MediaBox" => numbers([0.0, 0.0, sheet[0], sheet[1]]),
            "Resources" => dictionary! { "XObject" => shown.collect::<Dictionary>() },
            "Contents" => content,
        })));
    }
    let count = i64::try_from(kids.len()).expect("far fewer sheets");
    to.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    tree.into()
}

/// Twice the largest page, or A4 for A5, which is half a millimetre narrower than the half of it.
fn sheet_size(pages: &[Drawn]) -> Size {
    let largest = |axis: usize| pages.iter().map(|page| page.size[axis]).fold(0.0, f32::max);
    let page = [largest(0), largest(1)];
    let is_a5 = (0..2).all(|axis| (page[axis] - A5[axis]).abs() < NEAR);
    if is_a5 { A4_LANDSCAPE } else { [2.0 * page[0], page[1]] }
}

/// The operators that draw one side: each page in its own size, against the fold, in the middle of the height.
fn draw(side: Side, pages: &[Drawn], sheet: Size) -> Vec<u8> {
    let fold = sheet[0] / 2.0;
    let half = |(half, page): (usize, Option<usize>)| {
        let page = page?;
        let [width, height] = pages[page].size;
        let x = if half == 0 { fold - width } else { fold };
        let y = (sheet[1] - height) / 2.0;
        Some(format!("q 1 0 0 1 {x} {y} cm /{} Do Q\n", name(page)))
    };
    side.into_iter().enumerate().filter_map(half).collect::<String>().into_bytes()
}

/// What a sheet calls a page.
fn name(page: usize) -> String {
    format!("P{}", page + 1)
}

/// The identifiers of the file (ISO 32000-1, 14.4): the first is that of the pages, the second tells the booklet from
/// them.
fn identifiers(from: &Document, fingerprint: u128) -> Vec<Object> {
    let own = Object::String(fingerprint.to_be_bytes().to_vec(), StringFormat::Hexadecimal);
    let first = from.trailer.get(b"ID").and_then(Object::as_array).ok().and_then(|ids| ids.first());
    vec![first.unwrap_or(&own).clone(), own]
}

fn save(mut to: Document) -> Vec<u8> {
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    let mut bytes = Vec::new();
    to.save_with_options(&mut bytes, options).expect("a vector takes any bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader sees who prints the sides, folds them and turns the leaves: the first page of each leaf is the
    /// front's half away from the spine, with the back's other half behind it.
    fn read(sides: &[Side], spine: Spine) -> Vec<Option<usize>> {
        let (left, right) = if spine == Spine::Left { (0, 1) } else { (1, 0) };
        let sheets: Vec<&[Side]> = sides.chunks(2).collect();
        let near = sheets.iter().flat_map(|sheet| [sheet[0][right], sheet[1][left]]);
        let far = sheets.iter().rev().flat_map(|sheet| [sheet[1][right], sheet[0][left]]);
        near.chain(far).collect()
    }

    #[test]
    fn folded_sheets_read_in_order_for_1_to_17_pages() {
        for pages in 1..=17 {
            for spine in [Spine::Left, Spine::Right] {
                let last = read(&sides(pages, Back::LastPage, spine), spine);
                let blank = read(&sides(pages, Back::Blank, spine), spine);
                for places in [&last, &blank] {
                    assert!(
                        places.len().is_multiple_of(4) && places.len() < pages + 4,
                        "{pages}: {places:?}"
                    );
                    let shown: Vec<_> = places.iter().flatten().copied().collect();
                    assert_eq!(shown, (0..pages).collect::<Vec<_>>(), "{pages} pages, {spine:?}");
                }
                assert!(blank[..pages].iter().all(Option::is_some), "{pages}: {blank:?}");
                let text = pages.max(2) - 1;
                assert!(last[..text].iter().all(Option::is_some), "{pages}: {last:?}");
                assert!(pages == 1 || last.last() == Some(&Some(pages - 1)), "{pages}: {last:?}");
            }
        }
    }

    #[test]
    fn eight_pages_lie_on_two_sheets_as_a_printer_lays_them() {
        let sides = sides(8, Back::LastPage, Spine::Left);
        let numbers: Vec<_> = sides.iter().map(|side| side.map(|page| page.map_or(0, |it| it + 1))).collect();
        assert_eq!(numbers, [[8, 1], [2, 7], [6, 3], [4, 5]]);
    }

    #[test]
    fn what_is_no_pdf_is_refused() {
        let message = impose(b"<!doctype html>").expect_err("no PDF").to_string();
        assert!(message.starts_with("this PDF cannot be made into a booklet: "), "{message}");
    }
}
