//! What a caller sees of a publication while it runs.

use super::local::LocalSite;
use super::plan::PublishPlan;

/// Follows a publication, and decides whether a plan is carried out.
pub trait Publishing: Sync {
    /// Returns whether to carry out a plan. Nothing was changed so far.
    fn agrees(&self, planned: &Planned<'_>) -> bool;

    /// Returns whether to stop. Then no more files are sent, and the publication fails.
    fn is_stopped(&self) -> bool {
        false
    }

    /// Counts a file that was sent or removed. Called on any thread.
    fn step(&self, path: &str) {
        let _ = path;
    }
}

/// What a publication will do.
pub struct Planned<'a> {
    /// The destination, for messages.
    pub destination: &'a str,
    /// The site.
    pub site: &'a LocalSite,
    /// The steps.
    pub plan: &'a PublishPlan,
    /// Whether there was no site of Handout before.
    pub is_first: bool,
    /// Whether it may be carried out: it does not remove more than a person can have meant.
    pub is_allowed: bool,
}
