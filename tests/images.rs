//! Images: what Handout makes of a photo or a drawing that an author puts beside a page.

mod author;
mod kept;
pub mod photos;
mod privacy;
mod served;
mod versions;
