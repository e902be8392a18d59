//! How the pages of a guide fill their sheets.

use typst::foundations::Label;
use typst::introspection::Introspector;
use typst::layout::{Abs, Frame, FrameItem, Transform};
use typst::utils::PicoStr;

use crate::render::pdf::book::Book;
use crate::render::pdf::compiled::Compiled;

/// The sheets of a page of the guide, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PageSheets {
    /// Its first sheet.
    pub first: usize,
    /// Its last sheet.
    pub last: usize,
    /// The part of the last sheet's text area that it fills, 0 to 1.
    pub fill: f64,
}

/// Returns the sheets of each page, by its number; `None` for a page that shares a sheet with the one before or after it.
pub fn of_pages(compiled: &Compiled<'_>) -> Vec<Option<PageSheets>> {
    let introspector = compiled.document.introspector();
    let start = |number: usize| {
        let label = Label::new(PicoStr::intern(&Book::label(number)))?;
        let location = introspector.query_label(label).ok()?.location()?;
        Some(introspector.page(location)?.get() - 1)
    };
    let pages = compiled.pages.len();
    let starts: Vec<Option<usize>> = (0..pages).map(start).collect();
    let of_page = |number: usize| {
        let first = starts[number]?;
        // The list of sources and the index come after the pages, each on a sheet of its own.
        let next = if number + 1 < pages { starts[number + 1]? } else { return None };
        let shares = next == first || number > 0 && starts[number - 1] == Some(first);
        (!shares).then(|| PageSheets { first, last: next - 1, fill: fill(compiled, next - 1) })
    };
    (0..pages).map(of_page).collect()
}

/// Returns the part of a sheet that is covered by what is on it, without its head and foot.
fn fill(compiled: &Compiled<'_>, sheet: usize) -> f64 {
    let frame = &compiled.document.pages()[sheet].frame;
    let height = frame.height();
    let (top, bottom) = (height * MARGINS, height * (1.0 - MARGINS));
    let mut covered = Vec::new();
    collect(frame, Transform::identity(), &mut covered);
    covered.retain(|(from, to)| *from >= top && *to <= bottom);
    covered.sort_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(std::cmp::Ordering::Equal));
    let (mut sum, mut end) = (Abs::zero(), Abs::zero());
    for (from, to) in covered {
        let from = from.max(end);
        if to > from {
            sum += to - from;
            end = to;
        }
    }
    // Between lines is white space that belongs to the text.
    (sum * LEADING / (bottom - top)).min(1.0)
}

/// The part of a sheet at its top and at its bottom that has no text.
const MARGINS: f64 = 0.07;

/// How much more room lines need than their letters cover.
const LEADING: f64 = 1.5;

/// Adds the vertical extents of everything in a frame.
fn collect(frame: &Frame, transform: Transform, covered: &mut Vec<(Abs, Abs)>) {
    for (position, item) in frame.items() {
        let at = position.transform(transform);
        match item {
            FrameItem::Group(group) => {
                let inner = transform
                    .pre_concat(Transform::translate(position.x, position.y))
                    .pre_concat(group.transform);
                collect(&group.frame, inner, covered);
            }
            FrameItem::Text(text) => covered.push((at.y - text.size * 0.8, at.y + text.size * 0.2)),
            FrameItem::Image(_, size, _) => covered.push((at.y, at.y + size.y)),
            FrameItem::Shape(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
}
