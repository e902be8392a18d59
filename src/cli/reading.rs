//! `handout check --reading`: prints how hard each page is to read.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::{report, say};
use crate::parse::reading::{self, Figure, MIN_WORDS};
use crate::site::PageId;
use crate::snapshot::Snapshot;

/// Whether `check` prints how hard each page is to read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Figures {
    /// Print the grade of each page.
    Shown,
    /// Print no grades.
    Hidden,
}

/// Prints the reading grade of each page, the hardest page first.
pub fn print(snapshot: &Snapshot) {
    let shown: Vec<PageId> = snapshot.site.shown().collect();
    let figure = |id: &PageId| {
        let page = &snapshot.pages[id.index()];
        Some((reading::figure(&page.body, snapshot.site.language_of(*id))?, page.outline.source.as_str()))
    };
    let mut figures: Vec<(Figure, &str)> = shown.par_iter().filter_map(figure).collect();
    figures.sort_by(|(a, of_a), (b, of_b)| b.grade.cmp(&a.grade).then_with(|| of_a.cmp(of_b)));
    if let Some(longest) = figures.iter().map(|(_, path)| path.len()).max() {
        let formulas: BTreeSet<_> = figures.iter().map(|(figure, _)| figure.formula).collect();
        let names: Vec<_> = formulas.into_iter().map(reading::Formula::name).collect();
        say(&format!("Reading grade of each page, the hardest first ({}):\n", names.join(", ")));
        for (figure, path) in &figures {
            let per_sentence = (figure.words + figure.sentences / 2) / figure.sentences;
            let grade = reading::tenths(figure.grade);
            let words = report::count(figure.words, "word");
            say(&format!("{grade:>5}  {path:longest$}  {words}, {per_sentence} a sentence"));
        }
        say("");
    }
    match shown.len() - figures.len() {
        0 => {}
        left => say(&format!(
            "{} without a grade: fewer than {MIN_WORDS} words, or in a script without a formula.\n",
            report::count(left, "page")
        )),
    }
}
