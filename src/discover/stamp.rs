//! How a file is known not to have changed, without reading it.

use std::fs::Metadata;
use std::time::UNIX_EPOCH;

/// How a file is known not to have changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Modification time in nanoseconds since 1970.
    modified: u128,
    /// On Unix, when anything about the file last changed (which no program can set back), and the file's number.
    changed: (u128, u64),
    /// Size in bytes.
    pub size: u64,
}

/// File systems tell times apart by 2 seconds (FAT) or less.
const COARSEST_CLOCK: u128 = 2_000_000_000;

impl Stamp {
    /// The stamp of a file.
    pub fn of(metadata: &Metadata) -> Stamp {
        let modified = metadata.modified().ok().and_then(|it| it.duration_since(UNIX_EPOCH).ok());
        Stamp {
            modified: modified.map_or(0, |it| it.as_nanos()),
            changed: changed(metadata),
            size: metadata.len(),
        }
    }

    /// Whether a file that is edited from now on must get another stamp. A file that was edited a moment before it
    /// was read may be edited once more within the same tick of the file system's clock, with equal size: its stamp
    /// would not tell (git calls such files racily clean). The clock is not asked what a moment is: the newest file of
    /// the guide was written before now, and what is clearly older than that file is older than a moment.
    pub fn is_settled(&self, newest: u128) -> bool {
        self.time() + COARSEST_CLOCK < newest
    }

    /// When the file was last written. A modification time may be set to any day, also to one in the future.
    pub fn time(&self) -> u128 {
        if self.changed.0 > 0 { self.changed.0 } else { self.modified }
    }
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> (u128, u64) {
    use std::os::unix::fs::MetadataExt;
    let part = |it: i64| u128::try_from(it).unwrap_or_default();
    (part(metadata.ctime()) * 1_000_000_000 + part(metadata.ctime_nsec()), metadata.ino())
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> (u128, u64) {
    (0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_trusted_only_where_another_edit_would_change_it() {
        let second = 1_000_000_000;
        let stamp = |changed, modified| Stamp { modified, changed: (changed, 1), size: 9 };
        assert!(!stamp(100 * second, 0).is_settled(100 * second), "edited last of all");
        assert!(!stamp(99 * second, 0).is_settled(100 * second), "edited a moment before the last one");
        assert!(stamp(90 * second, 0).is_settled(100 * second));
        assert!(stamp(90 * second, 500 * second).is_settled(100 * second), "a time set by hand says nothing");
    }
}
