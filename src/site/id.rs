//! The ids of pages.

/// A page of the site: an index into `Pages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(u32);

impl PageId {
    /// Returns the id of the page at an index.
    pub(crate) fn new(index: usize) -> PageId {
        PageId(u32::try_from(index).expect("a guide has fewer than 2^32 pages"))
    }

    /// Returns the index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}
