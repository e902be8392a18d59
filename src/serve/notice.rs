//! What a preview reports while it runs.

use std::sync::Arc;
use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::paths::UrlPath;
use crate::snapshot::Snapshot;

/// An event of a running preview.
pub enum Notice {
    /// The guide was read, for the first time or after a change.
    Updated {
        /// The guide.
        snapshot: Arc<Snapshot>,
        /// Every error and warning, sorted by place.
        problems: Vec<Diagnostic>,
        /// The page that was edited, if only one was.
        edited: Option<UrlPath>,
        /// How long it took to publish a change; `None` if only the problems are new.
        took: Option<Duration>,
    },
    /// The guide cannot be read any more, for this reason. What was published stays.
    Unreadable(String),
    /// The system cannot watch the guide, for this reason. It is read at intervals instead.
    CannotWatch(String),
    /// Files change, but the system does not report it.
    NoEvents,
}
