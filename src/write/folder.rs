//! The place beside the output folder in which the new site is built, and the step that puts it in place.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// The output folder with its staging folder beside it. Dropping it removes what is left of the staging folder.
pub struct Staging {
    /// The output folder, which may not be there yet.
    pub target: PathBuf,
    /// An empty folder on the same disk.
    pub new: PathBuf,
    old: PathBuf,
    lock: PathBuf,
    /// Held until the build ends; the system lets it go if the program is killed.
    _lock_file: File,
}

impl Staging {
    /// Makes the staging folder, after mending what a killed build may have left.
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
            return Err(Error::refused(target, "another handout is building this site right now"));
        };
        let place = Staging { new: beside("new"), old: beside("old"), target, lock, _lock_file: lock_file };
        place.mend()?;
        fs::create_dir(&place.new).map_err(Error::io("create", &place.new))?;
        Ok(place)
    }

    /// A build killed between two renames leaves the old site under its other name.
    fn mend(&self) -> Result<(), Error> {
        if self.old.is_dir() && !self.target.exists() {
            fs::rename(&self.old, &self.target).map_err(Error::io("restore", &self.target))?;
        }
        remove(&self.new)?;
        remove(&self.old)
    }

    /// Puts the new site in the place of the old one: in one step where the system can, else in two.
    pub fn swap(&self) -> Result<(), Error> {
        if !self.target.exists() {
            return fs::rename(&self.new, &self.target).map_err(Error::io("put in place", &self.target));
        }
        if let Ok(metadata) = fs::metadata(&self.target) {
            // The folder's own rights are the user's choice; where they cannot be kept, the site still can.
            let _ = fs::set_permissions(&self.new, metadata.permissions());
        }
        match exchange(&self.new, &self.target) {
            Ok(()) => Ok(()),
            Err(error) if is_busy(&error) => {
                let why = "cannot be replaced because something is mounted on it: use a folder inside it, with --output";
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

/// Takes the lock, or `None` if another build has it.
fn take(lock: &Path) -> Result<Option<File>, Error> {
    loop {
        if lock.symlink_metadata().is_ok_and(|it| !it.is_file()) {
            return Err(Error::refused(
                lock,
                "is in the way of Handout's lock: it is a link or a folder, so move it away",
            ));
        }
        let file = File::options().write(true).create(true).truncate(false).open(lock);
        let file = file.map_err(Error::io("create", lock))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Ok(None),
            // The build that ended just now may have removed the file before this one had its lock.
            Ok(()) if !is_at(&file, lock) => {}
            // A disk without locks: the lock is a help, not a promise.
            Ok(()) | Err(TryLockError::Error(_)) => return Ok(Some(file)),
        }
    }
}

/// Whether an open file is the one that has this name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |it: fs::Metadata| (it.dev(), it.ino());
    let (open, named) = (file.metadata().map(number), fs::metadata(path).map(number));
    matches!((open, named), (Ok(open), Ok(named)) if open == named)
}

/// Elsewhere a file that is open keeps its name.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

impl Drop for Staging {
    fn drop(&mut self) {
        // After the swap this is the old site. What cannot be removed now is removed by the next build.
        let _ = remove(&self.new);
        // Where the site could not be put back, this is the only copy of it.
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
