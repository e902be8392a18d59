//! Volumes that are mounted inside the output folder. Their files are not on the disk of the site, so they cannot come
//! along to the new one, and to remove the old folder would empty them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Fails if something is mounted inside a folder.
pub fn refuse(folder: &Path) -> Result<(), Error> {
    match find(folder) {
        None => Ok(()),
        Some(mounted) => {
            let why = "is mounted inside a folder that a build replaces: unmount it, or choose another output \
                       folder with --output";
            Err(Error::refused(mounted, why))
        }
    }
}

/// Removes a folder with everything in it, if there is one. Fails if something is mounted inside.
pub fn remove(folder: &Path) -> Result<(), Error> {
    refuse(folder)?;
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io("remove", folder)(error)),
        _ => Ok(()),
    }
}

/// Returns something that is mounted inside a folder.
fn find(folder: &Path) -> Option<PathBuf> {
    listed(folder).or_else(|| other_device(folder))
}

/// Returns a mount that the system lists: also a part of the same disk, or a single file.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn listed(folder: &Path) -> Option<PathBuf> {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    let folder = folder.canonicalize().ok()?;
    let list = fs::read("/proc/self/mountinfo").ok()?;
    // proc_pid_mountinfo(5): the fifth field is the mount point, with spaces and the like as octal numbers.
    let points = list.split(|byte| *byte == b'\n').filter_map(|line| line.split(|byte| *byte == b' ').nth(4));
    let mut points = points.map(|point| PathBuf::from(OsString::from_vec(unescaped(point))));
    points.find(|point| *point != folder && point.starts_with(&folder))
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn unescaped(field: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(field.len()), field);
    while let Some((first, after)) = rest.split_first() {
        let octal = after.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
        match octal.and_then(|digits| u8::from_str_radix(digits, 8).ok()).filter(|_| *first == b'\\') {
            Some(byte) => {
                out.push(byte);
                rest = &after[3..];
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn listed(_: &Path) -> Option<PathBuf> {
    None
}

/// Returns a folder inside that is on another device.
#[cfg(unix)]
fn other_device(folder: &Path) -> Option<PathBuf> {
    use std::os::unix::fs::MetadataExt;
    let device = fs::symlink_metadata(folder).ok()?.dev();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        for entry in entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
            if entry.metadata().is_ok_and(|metadata| metadata.dev() != device) {
                return Some(entry.path());
            }
            open.push(entry.path());
        }
    }
    None
}

#[cfg(not(unix))]
fn other_device(_: &Path) -> Option<PathBuf> {
    None
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    #[test]
    fn octal_numbers_in_the_list_of_mounts_are_bytes() {
        assert_eq!(unescaped(br"/a\040b\134c"), br"/a b\c");
        assert_eq!(unescaped(br"/a\9\04"), br"/a\9\04");
    }

    #[test]
    fn proc_is_mounted_inside_the_root_and_nothing_inside_proc_self_fd() {
        assert!(find(Path::new("/")).is_some());
        assert!(find(&std::env::temp_dir().join("no-such-folder")).is_none());
    }
}
