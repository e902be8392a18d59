//! Fills the cache beside the guide for later builds. A build never depends on it: if it cannot be written, the next
//! build makes everything again, so errors of the disk are ignored.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use crate::discover::cache::{FOLDER, path, with_checksum};

/// The maximum size of entries that the last build did not use, in bytes. They are for builds of other versions of the
/// guide.
pub const MAX_UNUSED: u64 = 64 * 1024 * 1024;

/// Writes an entry. A reader sees all of it or nothing.
pub fn write(root: &Path, key: u128, bytes: &[u8]) {
    let write = || -> io::Result<()> {
        let path = path(root, key);
        let beside = path.with_extension("new");
        make_folder(root)?;
        fs::write(&beside, with_checksum(bytes))?;
        fs::rename(&beside, path)
    };
    // Errors are ignored, as the module says.
    let _ = write();
}

/// Creates the folder, with a `.gitignore` that covers everything in it.
fn make_folder(root: &Path) -> io::Result<()> {
    let folder = root.join(FOLDER);
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(&folder)?;
    match folder.parent() {
        Some(own) => fs::write(own.join(".gitignore"), "*\n"),
        None => Ok(()),
    }
}

/// Removes entries that were not used, the oldest first, until they have no more than `max` bytes.
pub fn sweep(root: &Path, used: &BTreeSet<u128>, max: u64) {
    let used: BTreeSet<String> = used.iter().map(|key| format!("{key:032x}")).collect();
    let Ok(entries) = fs::read_dir(root.join(FOLDER)) else { return };
    let unused = entries.filter_map(Result::ok).filter_map(|entry| {
        let name = entry.file_name().to_str()?.to_owned();
        let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        (!used.contains(&name)).then_some((modified, name, metadata.len()))
    });
    let mut unused: Vec<(SystemTime, String, u64)> = unused.collect();
    unused.sort();
    let mut left: u64 = unused.iter().map(|(_, _, size)| size).sum();
    for (_, name, size) in unused {
        if left <= max {
            return;
        }
        // The next build tries again.
        let _ = fs::remove_file(root.join(FOLDER).join(name));
        left -= size;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::discover::cache::read;

    #[test]
    fn an_entry_is_read_again_unless_it_is_damaged() {
        let root = tempfile::tempdir().expect("a folder");
        write(root.path(), 7, b"bytes");
        assert_eq!(read(root.path(), 7).as_deref(), Some(&b"bytes"[..]));
        assert_eq!(read(root.path(), 8), None);
        let file = path(root.path(), 7);
        let whole = fs::read(&file).expect("an entry");
        for damaged in [&whole[1..], &whole[..whole.len() - 1], b"", b"short", &whole.repeat(2)] {
            fs::write(&file, damaged).expect("own file");
            assert_eq!(read(root.path(), 7), None, "{} bytes", damaged.len());
        }
    }

    #[test]
    fn unused_entries_are_removed_when_they_are_large_the_oldest_first() {
        let root = tempfile::tempdir().expect("a folder");
        for key in 0..5 {
            write(root.path(), key, &[0; 84]);
            let file = fs::File::options().write(true).open(path(root.path(), key)).expect("an entry");
            let time =
                SystemTime::UNIX_EPOCH + Duration::from_secs(1000 - u64::try_from(key).expect("small"));
            file.set_modified(time).expect("own file");
        }
        sweep(root.path(), &BTreeSet::from([4]), 250);
        let there: Vec<u128> = (0..5).filter(|key| read(root.path(), *key).is_some()).collect();
        assert_eq!(there, [0, 1, 4]);
    }
}
