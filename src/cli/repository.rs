//! The Git repository around a guide, as far as a workflow depends on it: its root, where a host looks for workflows, and its branch.

use std::fs;
use std::path::{Path, PathBuf};

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
    /// The branch that is checked out.
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
        let full = std::path::absolute(dir).map_err(Error::io("find", dir))?;
        // A path such as `guides/..` is in no folder `guides`.
        let full = full.canonicalize().unwrap_or(full);
        let Some(root) = full.ancestors().find(|folder| folder.join(".git").exists()) else {
            return Ok(alone);
        };
        let branch = branch_of(&root.join(".git/HEAD")).unwrap_or(alone.branch);
        let below = full.strip_prefix(root).unwrap_or(Path::new("")).to_string_lossy().replace('\\', "/");
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

/// Returns the branch in a file `HEAD` of Git, if it can be in a workflow as it is.
fn branch_of(head: &Path) -> Option<String> {
    let text = fs::read_to_string(head).ok()?;
    let name = text.trim().strip_prefix("ref: refs/heads/")?;
    is_plain(name).then(|| name.to_owned())
}

/// Reports whether a text means itself in YAML and in a shell.
fn is_plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
}
