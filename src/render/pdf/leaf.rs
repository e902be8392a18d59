//! Leaves on their paper: panels to fold, halves and cards to cut.

use crate::config::leaf::{CARD, LeafFormat};
use crate::config::print::Paper;
use crate::render::pdf::booklet;
use crate::render::pdf::imposition::{self, Mark, PlacedPage, SheetSide, Size, Spine, Turned, Unreadable};

/// Where a mark that has no room beside the pages begins and ends, in millimetres from the edge of the paper: beyond what most
/// printers leave white, and at least 3 mm outside the text.
const TICK: (f64, f64) = (2.0, 7.0);

/// The distance of a mark from what it cuts, and its length, in millimetres.
const CUT: (f64, f64) = (1.0, 4.0);

/// The part of the paper at each edge that holds no card, in millimetres.
const BORDER: f64 = 4.0;

/// The panels of a leaflet that is folded in three, as they lie on a side from left to right: the pages, counted from 0.
pub type Panels = [Option<usize>; 3];

/// Places the pages of a leaf on sheets of its paper. Returns `None` if each page is a sheet.
pub fn impose(pdf: &[u8], format: LeafFormat, paper: Paper) -> Option<Result<Vec<u8>, Unreadable>> {
    let (width, height) = paper.size();
    let on_grid = |turned, sheet, grid| {
        imposition::impose(pdf, turned, move |pages, _| sides_of_grid(pages, sheet, grid))
    };
    match format {
        LeafFormat::Page | LeafFormat::Poster => None,
        LeafFormat::Booklet => Some(booklet::impose(pdf)),
        LeafFormat::Trifold => {
            let arrange = |pages: &[Size], spine| sides_of_panels(pages, spine, paper);
            Some(imposition::impose(pdf, Turned::ShortEdge, arrange))
        }
        LeafFormat::Half => Some(on_grid(Turned::ShortEdge, (height, width), (2, 1))),
        LeafFormat::Card => {
            let fitting = |length: f64, of: f64| ((length - 2.0 * BORDER) / of).floor().max(1.0);
            let grid = (whole(fitting(width, CARD.0)), whole(fitting(height, CARD.1)));
            Some(on_grid(Turned::LongEdge, (width, height), grid))
        }
    }
}

/// Returns the panels of the outside and of the inside. Folded, the first page is in front and the last one on the back; the fifth
/// is on the flap that is folded in, with the fourth behind it.
///
/// ```
/// # #[cfg(feature = "pdf")] {
/// use handout::render::pdf::imposition::Spine;
/// use handout::render::pdf::leaf::panels;
///
/// assert_eq!(panels(6, Spine::Left), [[Some(4), Some(5), Some(0)], [Some(1), Some(2), Some(3)]]);
/// # }
/// ```
pub fn panels(pages: usize, spine: Spine) -> [Panels; 2] {
    let page = |number: usize| (number < pages).then_some(number);
    let sides = [[page(4), page(5), page(0)], [page(1), page(2), page(3)]];
    match spine {
        Spine::Left => sides,
        Spine::Right => sides.map(|[left, middle, right]| [right, middle, left]),
    }
}

/// Returns both sides of each sheet of a leaflet that is folded in three.
fn sides_of_panels(pages: &[Size], spine: Spine, paper: Paper) -> Vec<SheetSide> {
    let (height, width) = paper.size();
    let flap = paper.flap();
    let other = (width - flap) / 2.0;
    let flap_is_left = [spine == Spine::Left, spine == Spine::Right];
    let sheets = pages.len().div_ceil(6);
    let sides = (0..sheets).flat_map(|sheet| {
        let first = sheet * 6;
        panels(pages.len() - first, spine).map(|side| side.map(|page| page.map(|page| first + page)))
    });
    let side = |(at, panels): (usize, Panels)| {
        let widths = if flap_is_left[at % 2] { [flap, other, other] } else { [other, other, flap] };
        let lefts = [0.0, widths[0], widths[0] + widths[1]];
        let place = |((page, left), width): ((Option<usize>, f64), f64)| {
            let page = page?;
            let [own, _] = pages[page];
            Some(PlacedPage { page, at: [points(left) + (points(width) - own) / 2.0, 0.0] })
        };
        let marks = lefts[1..].iter().flat_map(|fold| ticks(*fold, height)).collect();
        SheetSide {
            size: [points(width), points(height)],
            pages: panels.into_iter().zip(lefts).zip(widths).filter_map(place).collect(),
            marks,
        }
    };
    sides.enumerate().map(side).collect()
}

/// Returns a side for each page, full of copies of it in columns and rows, with marks where to cut.
fn sides_of_grid(
    pages: &[Size],
    (width, height): (f64, f64),
    (columns, rows): (usize, usize),
) -> Vec<SheetSide> {
    let side = |(page, size): (usize, &Size)| {
        let own = size.map(|length| f64::from(length) / POINTS_PER_MM);
        let left = (width - own[0] * count(columns)) / 2.0;
        let bottom = (height - own[1] * count(rows)) / 2.0;
        let at = |column: usize, row: usize| [left + own[0] * count(column), bottom + own[1] * count(row)];
        let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
        let pages =
            places.map(|(column, row)| PlacedPage { page, at: at(column, row).map(points) }).collect();
        let upright = cuts(columns, bottom, height);
        let upright = upright.into_iter().map(|(column, (from, to))| {
            let [x, _] = at(column, 0);
            mark([x, from], [x, to])
        });
        let level = cuts(rows, left, width).into_iter().map(|(row, (from, to))| {
            let [_, y] = at(0, row);
            mark([from, y], [to, y])
        });
        let marks = upright.chain(level).collect();
        SheetSide { size: [points(width), points(height)], pages, marks }
    };
    pages.iter().enumerate().map(side).collect()
}

/// Returns the cuts between and beside a number of pages, each with where its two marks begin and end on the paper across, of which
/// `border` is free at each end. Without room beside the pages, only the cuts between them have marks.
fn cuts(pages: usize, border: f64, across: f64) -> Vec<(usize, (f64, f64))> {
    let is_beside = border >= 2.0 * CUT.0;
    let (near, far) =
        if is_beside { (border - CUT.0, (border - CUT.0 - CUT.1).max(0.0)) } else { (TICK.1, TICK.0) };
    let cuts = if is_beside { 0..=pages } else { 1..=pages - 1 };
    cuts.flat_map(|cut| [(cut, (far, near)), (cut, (across - near, across - far))]).collect()
}

/// Returns the marks of a fold or cut that crosses the whole height of the paper.
fn ticks(x: f64, height: f64) -> [Mark; 2] {
    let (near, far) = TICK;
    [mark([x, near], [x, far]), mark([x, height - far], [x, height - near])]
}

fn mark(from: [f64; 2], to: [f64; 2]) -> Mark {
    Mark { from: from.map(points), to: to.map(points) }
}

const POINTS_PER_MM: f64 = 72.0 / 25.4;

#[expect(clippy::cast_possible_truncation, reason = "a PDF has numbers of single precision")]
fn points(millimetres: f64) -> f32 {
    (millimetres * POINTS_PER_MM) as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few cards on a sheet")]
fn whole(count: f64) -> usize {
    count as usize
}

#[expect(clippy::cast_precision_loss, reason = "a few cards on a sheet")]
fn count(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the pages in the order in which a reader comes to them: the front, then the inside with the flap still folded
    /// in, then what is behind the flap, and the back.
    fn read([outside, inside]: [Panels; 2], spine: Spine) -> Vec<usize> {
        let [flap, back, front] = if spine == Spine::Left { outside } else { mirrored(outside) };
        let [left, middle, right] = if spine == Spine::Left { inside } else { mirrored(inside) };
        [front, left, middle, right, flap, back].into_iter().flatten().collect()
    }

    fn mirrored([left, middle, right]: Panels) -> Panels {
        [right, middle, left]
    }

    #[test]
    fn panels_read_in_order_for_1_to_6_pages() {
        for pages in 1..=6 {
            for spine in [Spine::Left, Spine::Right] {
                let found = read(panels(pages, spine), spine);
                assert_eq!(found, (0..pages).collect::<Vec<_>>(), "{pages} pages, {spine:?}");
            }
        }
    }

    #[test]
    fn the_flap_is_narrower_and_behind_itself() {
        for paper in [Paper::A4, Paper::Letter, Paper::A5] {
            let own = LeafFormat::Trifold.page_size(paper);
            let pages = [[points(own.0), points(own.1)]; 6];
            for spine in [Spine::Left, Spine::Right] {
                let sides = sides_of_panels(&pages, spine, paper);
                let left = |side: usize, page: usize| {
                    sides[side].pages.iter().find(|it| it.page == page).expect("a page").at[0]
                };
                let width = sides[0].size[0];
                // The flap and the panel behind it are mirror images.
                let behind = width - left(1, 3) - pages[3][0];
                assert!((left(0, 4) - behind).abs() < 0.01, "{paper:?} {spine:?}");
                for side in &sides {
                    let right = side.pages.iter().map(|it| it.at[0] + pages[0][0]).fold(0.0, f32::max);
                    assert!(right <= width + 0.01 && side.pages.iter().all(|it| it.at[0] >= -0.01));
                }
            }
        }
    }

    #[test]
    fn ten_cards_fit_a_sheet_of_a4_and_of_letter() {
        for paper in [Paper::A4, Paper::Letter] {
            let (width, height) = paper.size();
            let sides = sides_of_grid(&[[points(CARD.0), points(CARD.1)]], (width, height), (2, 5));
            assert_eq!(sides[0].pages.len(), 10);
            let inside = |at: [f32; 2]| {
                at[0] >= 0.0 && at[1] >= 0.0 && at[0] <= points(width) && at[1] <= points(height)
            };
            assert!(sides[0].pages.iter().all(|it| inside(it.at)));
            assert!(
                sides[0].marks.len() >= 4 && sides[0].marks.iter().all(|it| inside(it.from) && inside(it.to))
            );
        }
    }
}
