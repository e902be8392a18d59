//! Copyfitting: the text of a leaf shrinks, by as little as it takes, until it fits its paper; a guide has no sheet that is nearly
//! empty where that can be avoided.

use std::collections::BTreeSet;

use crate::config::leaf::{Fit, LeafFormat};
use crate::diagnostic::{Diagnostic, Place};
use crate::render::pdf::compiled::{Compiled, compile};
use crate::render::pdf::fitting::Fitting;
use crate::render::pdf::sheets::{self, PageSheets};
use crate::render::typeset_pdf::TypesetPdf;
use crate::site::{Pdf, Scope, Variant};
use crate::snapshot::Snapshot;

/// The difference between two sizes that are tried, in points.
const STEP: f64 = 0.25;

/// Typesets a PDF. A leaf has the largest size in which it fits its paper, and is reported if it fits in none; a guide has as few
/// sheets that are nearly empty as can be.
pub fn typeset(snapshot: &Snapshot, pdf: Pdf) -> Result<TypesetPdf, Vec<Diagnostic>> {
    match Sizes::of(snapshot, pdf) {
        Some(sizes) => leaf(snapshot, pdf, &sizes)?.export(),
        None => guide(snapshot, pdf)?.export(),
    }
}

/// Typesets a leaf.
fn leaf<'a>(snapshot: &'a Snapshot, pdf: Pdf, sizes: &Sizes) -> Result<Compiled<'a>, Vec<Diagnostic>> {
    let attempt = |step: u32| compile(snapshot, pdf, &sizes.at(step));
    let Some(most) = sizes.most_pages else { return attempt(0) };
    let largest = attempt(0)?;
    if largest.len() <= most {
        return Ok(largest);
    }
    let mut best = attempt(sizes.steps)?;
    if best.len() > most {
        return Err(vec![too_long(&best, sizes, most)]);
    }
    // The text is too long at `over` and fits at `fits`.
    let (mut over, mut fits) = (0, sizes.steps);
    while fits - over > 1 {
        let middle = over.midpoint(fits);
        let made = attempt(middle)?;
        if made.len() <= most {
            (best, fits) = (made, middle);
        } else {
            over = middle;
        }
    }
    Ok(best)
}

/// The part of a sheet below which it is nearly empty.
const SPARSE: f64 = 0.2;

/// The part of a sheet that stays free where a page follows another one.
const GAP: f64 = 0.1;

/// Typesets a guide. Where the last sheet of a page is nearly empty, the page is set a little tighter; if that is not enough, the
/// next page follows on that sheet if it has room there.
fn guide(snapshot: &Snapshot, pdf: Pdf) -> Result<Compiled<'_>, Vec<Diagnostic>> {
    let mut made = compile(snapshot, pdf, &Fitting::default())?;
    if pdf.variant == Variant::LargePrint || matches!(pdf.scope, Scope::Page(_)) {
        return Ok(made);
    }
    let before = sheets::of_pages(&made);
    let is_sparse = |page: &Option<PageSheets>| page.is_some_and(|page| page.fill < SPARSE);
    let sparse = || before.iter().enumerate().filter(|(_, page)| is_sparse(page)).map(|(number, _)| number);
    let tight: BTreeSet<usize> =
        sparse().filter(|number| before[*number].is_some_and(|page| page.last > page.first)).collect();
    let mut fitting = Fitting { tight, ..Fitting::default() };
    let mut after = before.clone();
    if !fitting.tight.is_empty() {
        made = compile(snapshot, pdf, &fitting)?;
        after = sheets::of_pages(&made);
    }
    let length = |page: Option<PageSheets>| page.map(|page| page.last - page.first);
    let shrank = |number: &usize| length(after[*number]) < length(before[*number]);
    let is_kept = fitting.tight.iter().all(shrank);
    fitting.tight.retain(shrank);
    fitting.joined = joined(&made, &after);
    if is_kept && fitting.joined.is_empty() { Ok(made) } else { compile(snapshot, pdf, &fitting) }
}

/// Returns the pages that can follow on the sheet of the page before, where one of the two leaves a sheet nearly empty.
fn joined(made: &Compiled<'_>, pages: &[Option<PageSheets>]) -> BTreeSet<usize> {
    let mut joined = BTreeSet::new();
    for number in 1..pages.len() {
        let (Some(before), Some(page)) = (pages[number - 1], pages[number]) else { continue };
        let is_short = page.first == page.last;
        let is_sparse = before.fill < SPARSE || page.fill < SPARSE;
        let has_room = before.fill + page.fill + GAP <= 1.0;
        let follows = made.book.level(number) > 1 && !joined.contains(&(number - 1));
        if is_short && is_sparse && has_room && follows {
            joined.insert(number);
        }
    }
    joined
}

/// The sizes to try, from the largest on.
struct Sizes {
    fit: Fit,
    steps: u32,
    most_pages: Option<usize>,
}

impl Sizes {
    /// Returns the sizes of a PDF that has a format; large letters are never smaller.
    fn of(snapshot: &Snapshot, pdf: Pdf) -> Option<Sizes> {
        let format: LeafFormat = pdf.format.filter(|_| pdf.variant != Variant::LargePrint)?;
        let own = snapshot.site.leaf_of(pdf).filter(|leaf| leaf.format == format);
        let fit = own.map_or_else(|| format.fit(), |leaf| leaf.fit);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are below 100")]
        let steps = ((fit.from - fit.to) / STEP).ceil() as u32;
        Some(Sizes { fit, steps, most_pages: format.most_pages() })
    }

    fn at(&self, step: u32) -> Fitting {
        let Fit { from, to } = self.fit;
        let size = (from - STEP * f64::from(step)).max(to);
        let tightness = f64::from(step) / f64::from(self.steps.max(1));
        Fitting { size: Some(size), tightness, ..Fitting::default() }
    }
}

/// Reports a leaf that does not fit, at the first block that runs over.
fn too_long(made: &Compiled<'_>, sizes: &Sizes, most: usize) -> Diagnostic {
    let (snapshot, pdf) = (made.book.snapshot, made.book.pdf);
    let leaf = snapshot.site.leaf_of(pdf);
    let what = leaf.map_or_else(|| "the page".to_owned(), |leaf| format!("the leaf `{}`", leaf.name));
    let room = match (pdf.format, most) {
        (Some(LeafFormat::Trifold), _) => format!("{most} panels"),
        (Some(LeafFormat::Card), _) => "both sides of a card".to_owned(),
        (_, 1) => "one side".to_owned(),
        (_, most) => format!("{most} sides"),
    };
    let (pages, smallest) = (made.len(), sizes.fit.to);
    let message = format!("{what} does not fit {room}: it fills {pages} in {smallest} pt, from here");
    let source = &snapshot.site.page(made.book.pages[0]).outline.source;
    let place = made.reporter().first_on_page(&made.document, most).unwrap_or_else(|| Place::file(source));
    let problem = Diagnostic::error(place, message)
        .help("shorten the text, allow a smaller size with `fit`, or choose a format with more room");
    match leaf {
        Some(leaf) => problem.other(leaf.place.clone(), "the leaf"),
        None => problem,
    }
}
