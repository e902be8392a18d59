//! `handout new` and `handout theme new`: write a small working guide or theme to start from, and workflows for a guide.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::repository::Repository;
use super::workflow::RepositoryHost;
use crate::config;
use crate::error::Error;

/// The files of a new guide and of a new theme.
static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/starter");

/// The placeholder for the name of a new theme.
const NAME: &str = "NAME";

/// A file to write, by its path.
type NewFile = (PathBuf, Vec<u8>);

/// Writes the starter guide into a folder, with workflows for hosts into the repository; into a folder that is a guide, only the
/// workflows. If any of the files exists, nothing is written. Returns the number of files of a new guide.
pub fn write_guide(
    dir: &Path,
    hosts: &BTreeSet<RepositoryHost>,
    repository: &Repository,
) -> Result<Option<usize>, Error> {
    let is_new = hosts.is_empty() || !is_guide(dir);
    let mut files = if is_new { starter("guide", dir) } else { Vec::new() };
    for host in hosts {
        if let Some((_, bytes)) = files.iter_mut().find(|(path, _)| *path == dir.join(config::FILE)) {
            bytes.extend(host.settings().bytes());
        }
    }
    let of_guide = files.len();
    files.extend(hosts.iter().map(|host| (host.file(repository), host.workflow(repository).into_bytes())));
    write_all(&files)?;
    Ok(is_new.then_some(of_guide))
}

/// Reports whether a folder is a guide, to which only workflows are added.
fn is_guide(dir: &Path) -> bool {
    dir.join(config::FILE).is_file() || dir.join("content").is_dir()
}

/// Writes the starter theme into a folder, in the same way.
pub fn write_theme(dir: &Path, name: &str) -> Result<usize, Error> {
    let mut files = starter("theme", dir);
    for (_, bytes) in &mut files {
        *bytes = String::from_utf8_lossy(bytes).replace(NAME, name).into_bytes();
    }
    write_all(&files)
}

/// Returns the files of a new guide or theme in a folder.
fn starter(name: &str, to: &Path) -> Vec<NewFile> {
    let mut files = Vec::new();
    if let Some(dir) = STARTER.get_dir(name) {
        collect(dir, name, &mut files);
    }
    files.into_iter().map(|(path, bytes)| (to.join(path), bytes)).collect()
}

fn write_all(files: &[NewFile]) -> Result<usize, Error> {
    if let Some(path) = files.iter().find_map(|(path, _)| in_the_way(path)) {
        return Err(Error::refused(path, "already exists; nothing was written"));
    }
    for (path, bytes) in files {
        let folder = path.parent().unwrap_or(path);
        fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        fs::write(path, bytes).map_err(Error::io("write", path))?;
    }
    Ok(files.len())
}

/// Returns what blocks a file: a file or a link of this name, or a file in place of one of its folders.
fn in_the_way(file: &Path) -> Option<&Path> {
    if file.symlink_metadata().is_ok() {
        return Some(file);
    }
    file.ancestors().skip(1).find(|folder| folder.exists() && !folder.is_dir())
}

fn collect(dir: &'static Dir<'static>, below: &str, into: &mut Vec<NewFile>) {
    let inside = |path: &Path| path.strip_prefix(below).unwrap_or(path).to_owned();
    into.extend(dir.files().map(|file| (inside(file.path()), file.contents().to_vec())));
    for dir in dir.dirs() {
        collect(dir, below, into);
    }
}
