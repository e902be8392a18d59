//! What can be found on a page, and the index made of it: words in, lists of pages out. Knows pages by number alone;
//! where an index lies and how it is written is for later stages. Reads nothing but what it is given.

pub mod fold;
pub mod index;
pub mod sections;
mod stem;
pub mod words;

pub use index::Index;
pub use words::PageWords;
