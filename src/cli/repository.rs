//! The Git repository around a guide, as far as a workflow depends on it: its root, where a host looks for workflows, and the
//! branch to publish.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::error::Error;

/// The branch that new repositories have at most hosts.
const MAIN: &str = "main";

/// A repository, or what is to become one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// Its root.
    pub root: PathBuf,
    /// The folder of the guide in it, with `/`, unless that is the root.
    pub guide: Option<String>,
    /// The branch to publish.
    pub branch: String,
}

impl Repository {
    /// Returns the repository that a guide is to become.
    pub fn of(dir: &Path) -> Repository {
        Repository { root: dir.to_owned(), guide: None, branch: MAIN.to_owned() }
    }

    /// Returns the repository that a folder is in or, if there is none, is to become. The folder need not exist yet. Fails if a
    /// workflow could not contain the path of the folder.
    pub fn around(dir: &Path) -> Result<Repository, Error> {
        let alone = Repository::of(dir);
        let full = real(dir)?;
        let Some((root, git)) = full.ancestors().find_map(|folder| Some((folder, git_folder(folder)?)))
        else {
            return Ok(alone);
        };
        let branch = branch(&git).unwrap_or(alone.branch);
        let below = full.strip_prefix(root).unwrap_or(Path::new(""));
        let below: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let below = below.join("/");
        if below.is_empty() {
            return Ok(Repository { branch, ..alone });
        }
        if !is_plain(&below) {
            let why = "cannot be named in a workflow: use letters without accents, digits, `-`, `_` and `.` for folders";
            return Err(Error::refused(dir, why));
        }
        Ok(Repository { root: root.to_owned(), guide: Some(below), branch })
    }
}

/// Returns the absolute path of a folder that need not exist, without links and `..`.
fn real(dir: &Path) -> Result<PathBuf, Error> {
    let full = std::path::absolute(dir).map_err(Error::io("find", dir))?;
    let (mut real, mut rest) = (full.as_path(), Vec::new());
    let mut path = loop {
        match (real.canonicalize(), real.parent(), real.components().next_back()) {
            (Ok(path), ..) => break path,
            (Err(_), Some(parent), Some(last)) => {
                rest.push(last);
                real = parent;
            }
            (Err(error), ..) => return Err(Error::io("find", dir)(error)),
        }
    };
    for part in rest.into_iter().rev() {
        match part {
            Component::ParentDir => drop(path.pop()),
            part => path.push(part),
        }
    }
    Ok(path)
}

/// Returns the folder in which Git keeps a repository, if a folder is the root of one. In a worktree and in a submodule, `.git` is
/// a file that names it (gitrepository-layout).
fn git_folder(root: &Path) -> Option<PathBuf> {
    let git = root.join(".git");
    let named = fs::read_to_string(&git).ok();
    let folder = named.and_then(|text| Some(root.join(text.strip_prefix("gitdir:")?.trim()))).unwrap_or(git);
    folder.join("HEAD").is_file().then_some(folder)
}

/// Returns the branch that `origin` has as its first one, else the branch that is checked out, if it can be in a workflow.
fn branch(git: &Path) -> Option<String> {
    let common =
        fs::read_to_string(git.join("commondir")).map_or_else(|_| git.to_owned(), |to| git.join(to.trim()));
    let name = |file: PathBuf, start: &str| {
        let text = fs::read_to_string(file).ok()?;
        Some(text.trim().strip_prefix(start)?.to_owned())
    };
    let of_origin = name(common.join("refs/remotes/origin/HEAD"), "ref: refs/remotes/origin/");
    of_origin.or_else(|| name(git.join("HEAD"), "ref: refs/heads/")).filter(|name| is_plain(name))
}

/// Reports whether a text means itself in YAML with quotation marks, in a pattern of branches and in a shell.
fn is_plain(text: &str) -> bool {
    !text.starts_with('-') && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
}
