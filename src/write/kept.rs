//! What is kept for later builds, in a folder beside the guide. It is a help and never a need: where it cannot be
//! written, the next build makes everything again, so no refusal of the disk is told.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use crate::discover::{KEPT, entry, sealed};

/// What the last build did not use may take so many bytes, for a build of another version of the guide.
pub const MOST_IDLE: u64 = 64 * 1024 * 1024;

/// Keeps bytes under a key. A reader sees the whole of them or none.
pub fn keep(root: &Path, key: u128, bytes: &[u8]) {
    let write = || -> io::Result<()> {
        let path = entry(root, key);
        let beside = path.with_extension("new");
        make_folder(root)?;
        fs::write(&beside, sealed(bytes))?;
        fs::rename(&beside, path)
    };
    // See above: what cannot be kept is made again.
    let _ = write();
}

/// The folder, with a note for git that nothing in it is of the guide.
fn make_folder(root: &Path) -> io::Result<()> {
    let folder = root.join(KEPT);
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(&folder)?;
    match folder.parent() {
        Some(own) => fs::write(own.join(".gitignore"), "*\n"),
        None => Ok(()),
    }
}

/// Removes what was not used, the oldest first, until no more than `most` bytes of it are left.
pub fn sweep(root: &Path, used: &BTreeSet<u128>, most: u64) {
    let used: BTreeSet<String> = used.iter().map(|key| format!("{key:032x}")).collect();
    let Ok(entries) = fs::read_dir(root.join(KEPT)) else { return };
    let idle = entries.filter_map(Result::ok).filter_map(|entry| {
        let name = entry.file_name().to_str()?.to_owned();
        let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        (!used.contains(&name)).then_some((modified, name, metadata.len()))
    });
    let mut idle: Vec<(SystemTime, String, u64)> = idle.collect();
    idle.sort();
    let mut left: u64 = idle.iter().map(|(_, _, size)| size).sum();
    for (_, name, size) in idle {
        if left <= most {
            return;
        }
        // One that cannot be removed is tried again by the next build.
        let _ = fs::remove_file(root.join(KEPT).join(name));
        left -= size;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::discover::kept;

    #[test]
    fn what_is_kept_comes_back_and_what_was_damaged_does_not() {
        let root = tempfile::tempdir().expect("a folder");
        keep(root.path(), 7, b"bytes");
        assert_eq!(kept(root.path(), 7).as_deref(), Some(&b"bytes"[..]));
        assert_eq!(kept(root.path(), 8), None);
        let path = entry(root.path(), 7);
        let whole = fs::read(&path).expect("kept");
        for damaged in [&whole[1..], &whole[..whole.len() - 1], b"", b"short", &whole.repeat(2)] {
            fs::write(&path, damaged).expect("own file");
            assert_eq!(kept(root.path(), 7), None, "{} bytes", damaged.len());
        }
    }

    #[test]
    fn what_no_build_uses_goes_when_it_is_much_and_the_oldest_first() {
        let root = tempfile::tempdir().expect("a folder");
        for key in 0..5 {
            keep(root.path(), key, &[0; 84]);
            let file = fs::File::options().write(true).open(entry(root.path(), key)).expect("kept");
            let time =
                SystemTime::UNIX_EPOCH + Duration::from_secs(1000 - u64::try_from(key).expect("small"));
            file.set_modified(time).expect("own file");
        }
        sweep(root.path(), &BTreeSet::from([4]), 250);
        let there: Vec<u128> = (0..5).filter(|key| kept(root.path(), *key).is_some()).collect();
        assert_eq!(there, [0, 1, 4]);
    }
}
