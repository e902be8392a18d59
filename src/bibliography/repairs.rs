//! Repairs known defects of the engine (hayagriva 0.10.1) in what it reads and in what it writes. Each goes when a newer
//! engine has its own remedy.

mod conventions;
mod entry;
mod item;
mod style;
mod types;

pub use conventions::{Conventions, marked_pages};
pub use entry::{bare_doi, entry, set_number, text};
pub use item::item;
pub use style::{locale, style, without_ibid};
pub use types::typed;
