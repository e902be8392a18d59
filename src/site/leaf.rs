//! A sheet to hand out, as the site knows it.

use crate::config::leaf::{Fit, LeafFormat};
use crate::config::print::Paper;
use crate::diagnostic::Place;
use crate::site::id::PageId;

/// The folder of the leaves.
pub const LEAF_FOLDER: &str = "leaf";

/// The address of the page that lists the leaves.
pub const LEAF_LIST: &str = "leaf/index.html";

/// A sheet to hand out.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Its address below `leaf/`, without an ending.
    pub name: String,
    /// Its own title.
    pub title: Option<String>,
    /// Its pages, in order.
    pub pages: Vec<PageId>,
    /// How it is printed, folded or cut.
    pub format: LeafFormat,
    /// Its paper.
    pub paper: Paper,
    /// The sizes of its text.
    pub fit: Fit,
    /// The place of its entry in `[[leaf]]`.
    pub entry: usize,
    /// Where `site.toml` asks for it.
    pub place: Place,
}
