//! A folder of this computer: a drive, a stick, a share of a network.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::local::sha256;
use super::store::{Outgoing, Sent, Store};
use crate::error::Error;

/// The ending of a file that is not written whole yet.
pub const PARTIAL: &str = ".handout-partial";

/// A folder.
pub struct FolderStore {
    folder: PathBuf,
}

impl FolderStore {
    /// Opens a folder, which is created with its first file. Fails if the folder that it is in is missing.
    pub fn open(folder: &Path) -> Result<FolderStore, Error> {
        if folder.is_dir() {
            let folder = folder.canonicalize().map_err(Error::io("open", folder))?;
            return Ok(FolderStore { folder });
        }
        if fs::symlink_metadata(folder).is_ok() {
            return Err(Error::refused(folder, "is not a folder: choose another `path`"));
        }
        let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
            return Err(Error::refused(folder, "is not the path of a folder"));
        };
        let parent = parent.canonicalize().map_err(|_| {
            let why =
                "cannot be created, because the folder that it is in is missing: is the drive connected?";
            Error::refused(folder, why)
        })?;
        Ok(FolderStore { folder: parent.join(name) })
    }

    /// Returns the file at a path. Fails if a link on the way leads out of the folder.
    fn file(&self, path: &str) -> Result<PathBuf, Error> {
        let file = self.folder.join(path);
        let mut at = file.parent();
        while let Some(parent) = at.filter(|parent| *parent != self.folder) {
            if fs::symlink_metadata(parent).is_ok_and(|it| it.is_symlink()) {
                return Err(Error::refused(parent, "is a symbolic link, so nothing was written to it"));
            }
            at = parent.parent();
        }
        Ok(file)
    }

    fn write(&self, outgoing: &Outgoing<'_>) -> Result<(), Error> {
        let file = self.file(outgoing.path)?;
        let parent = file.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
        if fs::symlink_metadata(&file).is_ok_and(|it| it.is_dir()) {
            return Err(Error::refused(
                file,
                "is a folder that Handout did not create: rename it, or rename the page",
            ));
        }
        let partial = partial(&file);
        let written = fs::write(&partial, outgoing.bytes()?).and_then(|()| fs::rename(&partial, &file));
        written.map_err(|error| {
            let _ = fs::remove_file(&partial);
            Error::io("write", file)(error)
        })
    }
}

impl Store for FolderStore {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let file = self.file(path)?;
        match fs::read(&file) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(Error::io("read", file)(error)),
        }
    }

    fn send(&self, files: &[Outgoing<'_>], sent: Sent<'_>) -> Result<(), Error> {
        files.iter().try_for_each(|outgoing| {
            self.write(outgoing)?;
            sent(outgoing.path)
        })
    }

    fn remove(&self, paths: &[&str]) -> Result<(), Error> {
        for path in paths {
            let file = self.file(path)?;
            // A run that was killed may have left it.
            let _ = fs::remove_file(partial(&file));
            match fs::remove_file(&file) {
                Err(error) if !is_missing(&error) => return Err(Error::io("remove", file)(error)),
                _ => self.remove_empty(file.parent()),
            }
        }
        Ok(())
    }

    fn find(&self, paths: &[&str]) -> Result<BTreeMap<String, Option<String>>, Error> {
        let mut found = BTreeMap::new();
        for path in paths {
            if let Some(bytes) = self.read(path)? {
                found.insert((*path).to_owned(), Some(sha256(&bytes)));
            }
        }
        Ok(found)
    }
}

impl FolderStore {
    /// Removes folders that are empty now, up to that of the site.
    fn remove_empty(&self, mut folder: Option<&Path>) {
        while let Some(empty) = folder.filter(|it| *it != self.folder && fs::remove_dir(it).is_ok()) {
            folder = empty.parent();
        }
    }
}

/// Returns the file that is written beside another one before it takes its place.
pub fn partial(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(PARTIAL);
    file.with_file_name(name)
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory)
}
