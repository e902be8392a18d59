//! `[review]` in `site.toml` → `Review`: how often pages are reviewed, and which.

use crate::date::Period;
use crate::raw::Spanned;
use crate::schema::settings;

settings! {
    /// How often the claims of a guide are checked against their sources.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Review in "[review]" {
        /// How long a review counts, such as `12 months`. `handout check` then lists the pages whose review is due.
        every: Option<Period>;
        /// The kinds of page that are reviewed, including those that extend them; all by default.
        kinds: Option<Vec<Spanned<String>>>;
    }
}
