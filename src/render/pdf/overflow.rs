//! Words that a reader of the paper cannot read: those that are cut at its edge or printed over one another.

use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst::syntax::Span;
use typst::text::{FontFlags, TextItem};
use typst_layout::{Page, PagedDocument};

/// The width over an edge or over another word that no reader sees, in points.
const TOLERANCE: f64 = 2.0;

/// How a word is unreadable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is over the edge of the paper.
    Cut,
    /// It is over another word.
    Covered,
}

/// A word that cannot be read whole.
pub struct UnreadableWord {
    /// The flaw.
    pub flaw: Flaw,
    /// The text that was set at once.
    pub text: String,
    /// Where it comes from.
    pub span: Span,
}

/// A text on a page, with the ends of its baseline.
struct Placed<'a> {
    item: &'a TextItem,
    start: Point,
    end: Point,
    size: Abs,
}

/// Returns the words of a document that cannot be read whole, among those whose place is asked for.
pub fn unreadable(document: &PagedDocument, is_checked: impl Fn(Span) -> bool) -> Vec<UnreadableWord> {
    let mut found = Vec::new();
    for page in document.pages() {
        let mut texts = Vec::new();
        collect(&page.frame, Transform::identity(), &mut texts);
        texts.retain(|text| span(text.item).is_some_and(&is_checked));
        let (right, bottom) = (page.frame.width().to_pt(), page.frame.height().to_pt());
        let is_within = |at: Abs, end: f64| (-TOLERANCE..=end + TOLERANCE).contains(&at.to_pt());
        let is_inside = |point: Point| is_within(point.x, right) && is_within(point.y, bottom);
        let is_cut = |text: &&Placed<'_>| !is_inside(text.start) || !is_inside(text.end);
        found.extend(texts.iter().filter(is_cut).filter_map(|text| flaw(Flaw::Cut, text.item)));
        found.extend(covered(texts).into_iter().filter_map(|item| flaw(Flaw::Covered, item)));
    }
    found
}

/// Returns where the texts of a page come from, in its order.
pub fn spans_of(page: &Page) -> Vec<Span> {
    let mut texts = Vec::new();
    collect(&page.frame, Transform::identity(), &mut texts);
    texts.into_iter().filter_map(|text| span(text.item)).collect()
}

/// Adds the texts of a frame, but not white space.
fn collect<'a>(frame: &'a Frame, transform: Transform, texts: &mut Vec<Placed<'a>>) {
    for (position, item) in frame.items() {
        match item {
            FrameItem::Group(group) => {
                let inner = transform
                    .pre_concat(Transform::translate(position.x, position.y))
                    .pre_concat(group.transform);
                collect(&group.frame, inner, texts);
            }
            FrameItem::Text(item) if !item.text.trim().is_empty() => {
                let end = Point::new(position.x + item.width(), position.y);
                let (start, end) = (position.transform(transform), end.transform(transform));
                texts.push(Placed { item, start, end, size: item.size });
            }
            _ => {}
        }
    }
}

/// Returns the texts on whose line another text begins before they end. Texts that do not run from left to right on
/// the page are not checked, nor are formulas, in which an accent is above a letter.
fn covered(mut texts: Vec<Placed<'_>>) -> Vec<&TextItem> {
    texts.retain(|text| (text.start.y - text.end.y).abs() < Abs::pt(0.1) && text.start.x < text.end.x);
    texts.retain(|text| !text.item.font.info().flags.contains(FontFlags::MATH));
    texts.sort_by(|a, b| {
        (a.start.y, a.start.x).partial_cmp(&(b.start.y, b.start.x)).unwrap_or(std::cmp::Ordering::Equal)
    });
    let mut found = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let is_near = |other: &&Placed<'_>| other.start.y - text.start.y < text.size.min(other.size) * 0.5;
        let is_over = |other: &Placed<'_>| {
            text.end.x.min(other.end.x) - text.start.x.max(other.start.x) > Abs::pt(TOLERANCE)
        };
        if texts[at + 1..].iter().take_while(is_near).any(is_over) {
            found.push(text.item);
        }
    }
    found
}

fn flaw(flaw: Flaw, item: &TextItem) -> Option<UnreadableWord> {
    Some(UnreadableWord { flaw, text: item.text.to_string(), span: span(item)? })
}

fn span(item: &TextItem) -> Option<Span> {
    item.glyphs.first().map(|glyph| glyph.span.0)
}
