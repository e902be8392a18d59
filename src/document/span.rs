//! A place in a file.

use std::ops::Range;

/// A byte range of a file's text. Files are smaller than 4 GiB, so two `u32` hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Returns a span for a range of any text; what is beyond 4 GiB is cut off.
    pub fn new(range: Range<usize>) -> Span {
        let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { start: at(range.start), end: at(range.end) }
    }

    /// Returns a range to index a text with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}
