//! The sources of a guide, and what its citations say: a file of sources, a style and the citations of all pages → words
//! and numbers. The engine runs once for the whole guide, and every edition prints its result. Knows no page and no output.

mod bib;
mod engine;
mod library;
mod limits;
mod mistakes;
mod phrases;
mod repairs;
mod result;
mod style;

pub use library::{FILES, Library};
pub use result::{Bibliography, Reference};
pub use style::{CitationStyle, is_style_file, style_names};
