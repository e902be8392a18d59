//! `handout new`: a small working guide to start from.

use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::error::Error;

/// The guide that a new one starts as.
static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/starter");

/// Writes the starter guide into a folder and says how many files it has. If any of them is there already, nothing
/// is written.
pub fn start(dir: &Path) -> Result<usize, Error> {
    let mut files = Vec::new();
    collect(&STARTER, &mut files);
    if let Some((path, _)) = files.iter().find(|(path, _)| dir.join(path).exists()) {
        return Err(Error::refused(dir.join(path), "is there already; nothing was written"));
    }
    for (path, bytes) in &files {
        let path = dir.join(path);
        let folder = path.parent().unwrap_or(dir);
        fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        fs::write(&path, bytes).map_err(Error::io("write", &path))?;
    }
    Ok(files.len())
}

fn collect(dir: &'static Dir<'static>, into: &mut Vec<(PathBuf, &'static [u8])>) {
    into.extend(dir.files().map(|file| (file.path().to_owned(), file.contents())));
    dir.dirs().for_each(|dir| collect(dir, into));
}
