//! What can be found on a page, and the index made from it. Input: words. Output: lists of pages. Knows pages by number
//! alone; where an index is stored and how it is written is for later stages. Reads nothing but its input.

pub mod fold;
pub mod index;
pub mod sections;
mod stem;
pub mod terms;
pub mod words;

pub use index::Index;
pub use words::PageWords;
