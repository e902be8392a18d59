//! Booklets: sheets to be printed on both sides, folded in the middle and stapled there.

use crate::render::pdf::imposition::{self, PlacedPage, SheetSide, Size, Turned};
pub use crate::render::pdf::imposition::{Spine, Unreadable};

/// A side of a sheet as the reader sees it: the pages on its left and its right half, counted from 0. `None` is blank.
pub type Side = [Option<usize>; 2];

/// The back cover of a booklet that needs blank pages to fill its sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// The last page; the blank pages come before it.
    LastPage,
    /// Blank; the blank pages come after the last page.
    Blank,
}

const A5: Size = [419.53, 595.28];
const A4_LANDSCAPE: Size = [841.89, 595.28];
/// The largest difference from A5 at which a page still goes on A4, in points: about a millimetre.
const NEAR: f32 = 3.0;

/// Makes the booklet of a PDF. A5 pages are placed on sheets of A4, pages of any other size on sheets of twice their
/// width, so two half-letter pages share a letter sheet. The last page becomes the back cover.
pub fn impose(pdf: &[u8]) -> Result<Vec<u8>, Unreadable> {
    imposition::impose(pdf, Turned::ShortEdge, |pages, spine| {
        let sheet = sheet_size(pages);
        sides(pages.len(), Back::LastPage, spine).into_iter().map(|side| place(side, pages, sheet)).collect()
    })
}

/// Returns the sides of all sheets in the order of printing: the front of a sheet before its back, the outermost sheet
/// first.
///
/// When a sheet is turned over its short edge, the left half of its back is behind the right half of its front. So the
/// first page is on the right of the first front with the second behind it, and from both ends the pages approach the
/// fold.
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

/// Returns twice the largest page, or A4 for A5, which is half a millimetre narrower than half of A4.
fn sheet_size(pages: &[Size]) -> Size {
    let largest = |axis: usize| pages.iter().map(|page| page[axis]).fold(0.0, f32::max);
    let page = [largest(0), largest(1)];
    let is_a5 = (0..2).all(|axis| (page[axis] - A5[axis]).abs() < NEAR);
    if is_a5 { A4_LANDSCAPE } else { [2.0 * page[0], page[1]] }
}

/// Places the pages of a side: each in its own size, against the fold, vertically centred.
fn place(side: Side, pages: &[Size], sheet: Size) -> SheetSide {
    let fold = sheet[0] / 2.0;
    let half = |(half, page): (usize, Option<usize>)| {
        let page = page?;
        let [width, height] = pages[page];
        let x = if half == 0 { fold - width } else { fold };
        Some(PlacedPage { page, at: [x, (sheet[1] - height) / 2.0] })
    };
    let placed = side.into_iter().enumerate().filter_map(half).collect();
    SheetSide { size: sheet, pages: placed, marks: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the pages in the order in which a reader turns them after printing and folding: the first page of each
    /// leaf is on the front's half away from the spine, with the back's other half behind it.
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
        assert!(message.starts_with("this PDF cannot be placed on sheets: "), "{message}");
    }
}
