//! The staging folder beside the output folder, and the step that replaces one by the other.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// An output folder and the staging folder beside it, which is removed when this is dropped.
pub struct Staging {
    /// The output folder, which may not exist yet.
    pub target: PathBuf,
    /// An empty folder on the same disk.
    pub new: PathBuf,
    old: PathBuf,
    lock: PathBuf,
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
        fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
        let beside = |suffix: &str| parent.join(format!(".{}.handout-{suffix}", name.to_string_lossy()));
        let lock = beside("lock");
        let Some(lock_file) = take(&lock)? else {
            return Err(Error::refused(target, "another build of this site is running"));
        };
        let place = Staging { new: beside("new"), old: beside("old"), target, lock, _lock_file: lock_file };
        place.clean_up()?;
        fs::create_dir(&place.new).map_err(Error::io("create", &place.new))?;
        Ok(place)
    }

    /// Restores the old site if a build was killed between two renames, and removes old staging folders.
    fn clean_up(&self) -> Result<(), Error> {
        if self.old.is_dir() && !self.target.exists() {
            fs::rename(&self.old, &self.target).map_err(Error::io("restore", &self.target))?;
        }
        remove(&self.new)?;
        remove(&self.old)
    }

    /// Replaces the old site by the new one: in one step if the system can, else in two.
    pub fn swap(&self) -> Result<(), Error> {
        if !self.target.exists() {
            return fs::rename(&self.new, &self.target).map_err(Error::io("put in place", &self.target));
        }
        if let Ok(metadata) = fs::metadata(&self.target) {
            // The site is complete without the permissions that its folder had.
            let _ = fs::set_permissions(&self.new, metadata.permissions());
        }
        match exchange(&self.new, &self.target) {
            Ok(()) => Ok(()),
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

/// Takes the lock. Returns `None` if another build has it.
fn take(lock: &Path) -> Result<Option<File>, Error> {
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
            Ok(()) if !is_at(&file, lock) => {}
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
        // After the swap this is the old site. The next build removes what cannot be removed now.
        let _ = remove(&self.new);
        // If the site could not be restored, this is its only copy.
        if self.target.exists() {
            let _ = remove(&self.old);
        }
        let _ = fs::remove_file(&self.lock);
    }
}

fn remove(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io("remove", folder)(error)),
        _ => Ok(()),
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
