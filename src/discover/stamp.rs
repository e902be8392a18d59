//! Detects that a file did not change, without reading it.

use std::fs::Metadata;
use std::time::UNIX_EPOCH;

/// The state of a file. A file with the same stamp as before has not changed, if the stamp is settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Modification time in nanoseconds since 1970.
    modified: u128,
    /// On Unix, when anything about the file last changed (which no program can set back), and the file's number.
    changed: (u128, u64),
    /// Size in bytes.
    pub size: u64,
}

/// The coarsest clock of a file system: FAT counts in steps of 2 seconds.
const COARSEST_CLOCK: u128 = 2_000_000_000;

impl Stamp {
    /// Returns the stamp of a file.
    pub fn of(metadata: &Metadata) -> Stamp {
        let modified = metadata.modified().ok().and_then(|it| it.duration_since(UNIX_EPOCH).ok());
        Stamp {
            modified: modified.map_or(0, |it| it.as_nanos()),
            changed: changed(metadata),
            size: metadata.len(),
        }
    }

    /// Reports whether any later edit must change the stamp. A file that was edited just before it was read may be
    /// edited again within the same tick of the file system's clock and keep its size, so its stamp would not change
    /// (git calls such files racily clean). No clock is read to decide: the newest file of the guide was written before
    /// now, so a file that is clearly older than the newest one is old enough.
    pub fn is_settled(&self, newest: u128) -> bool {
        self.time() + COARSEST_CLOCK < newest
    }

    /// Returns when the file was last written. A modification time may be any day, even one in the future.
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
