//! How tightly a PDF is set.

use std::collections::BTreeSet;

/// How a PDF is set.
#[derive(Clone, Debug, Default)]
pub struct Fitting {
    /// The size of the text of a leaf in points.
    pub size: Option<f64>,
    /// How much closer the lines and smaller the images of a leaf are: 0 for not at all, 1 for as much as a leaf may.
    pub tightness: f64,
    /// The pages of a guide that are set a little tighter, by their numbers.
    pub tight: BTreeSet<usize>,
    /// The pages of a guide that follow the page before on its last sheet.
    pub joined: BTreeSet<usize>,
}
