//! The staging folder beside the output folder, and the step that replaces one by the other.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::foreign;
use super::mounts;
use crate::error::Error;

/// An output folder and the staging folder beside it. What was not put in place is removed when this is dropped.
pub struct Staging {
    /// The output folder, which may not exist yet.
    pub target: PathBuf,
    /// An empty folder on the same disk.
    pub new: PathBuf,
    old: PathBuf,
    lock: PathBuf,
    /// Whether `new` is the old site now.
    is_swapped: bool,
    /// Locked until the build ends; the system releases it if the program is killed.
    _lock_file: File,
}

impl Staging {
    /// Creates the staging folder, after cleaning up what a killed build may have left.
    pub fn open(target: &Path) -> Result<Staging, Error> {
        let target = target
            .canonicalize()
            .or_else(|_| std::path::absolute(target))
            .map_err(Error::io("find", target))?;
        let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else {
            return Err(Error::refused(target, "cannot be the output folder"));
        };
        check_target(&target)?;
        fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
        let beside = |suffix: &str| parent.join(format!(".{}.handout-{suffix}", name.to_string_lossy()));
        let lock = beside("lock");
        let Some(lock_file) = take(&lock)? else {
            return Err(Error::refused(target, "another build of this site is running"));
        };
        let (new, old, is_swapped) = (beside("new"), beside("old"), false);
        let place = Staging { new, old, target, lock, is_swapped, _lock_file: lock_file };
        place.clean_up()?;
        fs::create_dir(&place.new).map_err(Error::io("create", &place.new))?;
        Ok(place)
    }

    /// Restores the old site if a build was killed between two renames, and removes old staging folders.
    fn clean_up(&self) -> Result<(), Error> {
        if self.old.is_dir() && !self.target.exists() {
            fs::rename(&self.old, &self.target).map_err(Error::io("restore", &self.target))?;
        }
        self.retire()
    }

    /// Removes the old site after the swap. A file that somebody put there during the build goes to the new site.
    pub fn retire(&self) -> Result<(), Error> {
        foreign::retire(&self.new, &self.target)?;
        foreign::retire(&self.old, &self.target)
    }

    /// Replaces the old site by the new one: in one step if the system can, else in two.
    pub fn swap(&mut self) -> Result<(), Error> {
        mounts::refuse(&self.target)?;
        if !self.target.exists() {
            return fs::rename(&self.new, &self.target).map_err(Error::io("put in place", &self.target));
        }
        if let Ok(metadata) = fs::metadata(&self.target) {
            // The site is complete without the permissions that its folder had.
            let _ = fs::set_permissions(&self.new, metadata.permissions());
            foreign::keep_owner(&metadata, &self.new);
        }
        match exchange(&self.new, &self.target) {
            Ok(()) => {
                self.is_swapped = true;
                Ok(())
            }
            Err(error) if is_busy(&error) => {
                let why =
                    "cannot be replaced because it is a mount point: use a folder inside it, with --output";
                Err(Error::refused(&self.target, why))
            }
            Err(_) => {
                fs::rename(&self.target, &self.old).map_err(Error::io("replace", &self.target))?;
                let placed = fs::rename(&self.new, &self.target);
                if placed.is_err() {
                    fs::rename(&self.old, &self.target).map_err(Error::io("restore", &self.target))?;
                }
                placed.map_err(Error::io("replace", &self.target))
            }
        }
    }
}

/// How often the lock is tried again. Where a file has another number each time, as on some network disks, it never
/// seems to be the one that was opened.
const MAX_TRIES: usize = 100;

/// Takes the lock. Returns `None` if another build has it.
fn take(lock: &Path) -> Result<Option<File>, Error> {
    let mut tries = 1;
    loop {
        if lock.symlink_metadata().is_ok_and(|metadata| !metadata.is_file()) {
            return Err(Error::refused(
                lock,
                "blocks Handout's lock file: it is a link or a folder, so move it elsewhere",
            ));
        }
        let file = File::options().write(true).create(true).truncate(false).open(lock);
        let file = file.map_err(Error::io("create", lock))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Ok(None),
            // Another build may have removed the file in the meantime.
            Ok(()) if tries < MAX_TRIES && !is_at(&file, lock) => tries += 1,
            // On a disk without locks, go on without one.
            Ok(()) | Err(TryLockError::Error(_)) => return Ok(Some(file)),
        }
    }
}

/// Reports whether an open file is the one at a path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let (open, named) = (file.metadata().map(number), fs::metadata(path).map(number));
    matches!((open, named), (Ok(open), Ok(named)) if open == named)
}

/// Reports whether an open file is the one at a path: other systems do not remove an open file.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

impl Drop for Staging {
    fn drop(&mut self) {
        // An old site that is still there holds files of somebody else: the next build reads it again.
        if !self.is_swapped {
            let _ = mounts::remove(&self.new);
        }
        let _ = fs::remove_file(&self.lock);
    }
}

/// Fails if something other than a folder without mounts is where the site goes.
fn check_target(target: &Path) -> Result<(), Error> {
    match (target.symlink_metadata(), fs::metadata(target)) {
        (Ok(link), Err(_)) if link.is_symlink() => {
            let why = "is a symbolic link to a missing folder: create that folder, or remove the link";
            Err(Error::refused(target, why))
        }
        (_, Ok(metadata)) if !metadata.is_dir() => {
            let why = "is not a folder, so the site cannot go there: choose another place with --output";
            Err(Error::refused(target, why))
        }
        _ => mounts::refuse(target),
    }
}

fn is_busy(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices)
}

/// Swaps two folders in one step (`renameat2` with `RENAME_EXCHANGE`, or its like).
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
