//! A branch of a Git repository, such as GitHub, GitLab and Codeberg serve. Uses the command `git` with an index of its own, so
//! that the author's checkout, index and branches stay as they are.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::follow::Publishing;
use super::local::LocalSite;
use super::manifest::{MANIFEST, Manifest};
use super::plan::{ENTRY, PublishPlan};
use super::process;
use super::whole::Whole;
use crate::config::publish::Branch;
use crate::error::Error;

/// The author of a commit, if Git knows none.
const AUTHOR: [(&str, &str); 4] = [
    ("GIT_AUTHOR_NAME", "Handout"),
    ("GIT_AUTHOR_EMAIL", "handout@localhost"),
    ("GIT_COMMITTER_NAME", "Handout"),
    ("GIT_COMMITTER_EMAIL", "handout@localhost"),
];

/// A branch.
pub struct GitBranch<'a> {
    branch: &'a Branch,
    destination: String,
    /// The folder of the repository or, without one, of the guide: paths of repositories lead from it.
    top: PathBuf,
    /// The repository whose objects are used: the guide's own, or an empty one.
    git_dir: PathBuf,
    /// Holds the index of the commit, and the empty repository.
    scratch: tempfile::TempDir,
    /// The commit that the branch has at the remote.
    tip: Option<String>,
    /// The time of the commit, in seconds since 1970, if it is prescribed.
    time: Option<i64>,
    /// Whether Git knows who commits.
    knows_author: bool,
}

/// How a run of Git ended.
struct Ended {
    is_fine: bool,
    out: Vec<u8>,
    errors: String,
}

impl<'a> GitBranch<'a> {
    /// Opens a branch and fetches its newest commit. The branch need not exist.
    pub fn open(
        branch: &'a Branch,
        root: &Path,
        time: Option<i64>,
        destination: &str,
    ) -> Result<GitBranch<'a>, Error> {
        let scratch = tempfile::tempdir().map_err(Error::io("create", std::env::temp_dir()))?;
        let git_dir = scratch.path().join("repository");
        let destination = destination.to_owned();
        let mut git = GitBranch {
            branch,
            destination,
            top: root.to_owned(),
            git_dir,
            scratch,
            tip: None,
            time,
            knows_author: true,
        };
        let mut own = Command::new("git");
        own.env_remove("GIT_DIR").arg("-C").arg(root).args([
            "rev-parse",
            "--absolute-git-dir",
            "--show-toplevel",
        ]);
        let own = own.output().map_err(|_| git.refused("needs the command `git`: install it"))?;
        let paths = String::from_utf8_lossy(&own.stdout).into_owned();
        if let Some((git_dir, top)) = paths.trim_end().split_once('\n').filter(|_| own.status.success()) {
            git.git_dir = PathBuf::from(git_dir);
            // The address of a remote may be relative to this folder.
            git.top = PathBuf::from(top);
        } else {
            let empty: [OsString; 4] =
                ["init".into(), "--quiet".into(), "--bare".into(), git.git_dir.clone().into()];
            git.done("create a repository", &empty, &[])?;
        }
        git.knows_author = git.run(&["var", "GIT_COMMITTER_IDENT"], &[])?.is_fine;
        git.tip = git.fetch()?;
        git.check_sources()?;
        Ok(git)
    }

    /// Fails if the branch is one that an author works on.
    fn check_sources(&self) -> Result<(), Error> {
        let has_sources = match &self.tip {
            Some(tip) => self.has(tip, crate::config::FILE)?,
            None => false,
        };
        let head = self.run(&["symbolic-ref", "--quiet", "--short", "HEAD"], &[])?;
        let is_checked_out =
            head.is_fine && String::from_utf8_lossy(&head.out).trim_end() == self.branch.name;
        let is_own = is_checked_out && !self.git_dir.starts_with(self.scratch.path());
        if has_sources || is_own {
            let why =
                "is the branch of your sources: choose another `branch` for the site, such as `gh-pages`";
            return Err(self.refused(why));
        }
        Ok(())
    }

    /// Reports whether a commit has a file.
    fn has(&self, commit: &str, path: &str) -> Result<bool, Error> {
        Ok(self.run(&["cat-file", "-e", &format!("{commit}:{path}")], &[])?.is_fine)
    }

    /// Fetches the newest commit of the branch, and returns its name; `None` if the branch does not exist.
    fn fetch(&self) -> Result<Option<String>, Error> {
        let name = format!("refs/heads/{}", self.branch.name);
        let listed = self.done("reach", &["ls-remote", &self.branch.repository, &name], &[])?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let Some(tip) = listed.split_whitespace().next() else { return Ok(None) };
        let fetch =
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", &self.branch.repository, &name];
        self.done("fetch", &fetch, &[])?;
        Ok(Some(tip.to_owned()))
    }

    fn refused(&self, why: impl Into<String>) -> Error {
        Error::refused(&self.destination, why)
    }

    fn run<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S], input: &[u8]) -> Result<Ended, Error> {
        let failed = |error| Error::io("run", "git")(error);
        let mut command = Command::new("git");
        command
            .args(arguments)
            .current_dir(&self.top)
            .env("GIT_DIR", &self.git_dir)
            .env_remove("GIT_WORK_TREE")
            .env("GIT_INDEX_FILE", self.scratch.path().join("index"))
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(time) = self.time {
            command
                .env("GIT_AUTHOR_DATE", format!("@{time} +0000"))
                .env("GIT_COMMITTER_DATE", format!("@{time} +0000"));
        }
        if !self.knows_author {
            command.envs(AUTHOR);
        }
        let child = command.spawn().map_err(failed)?;
        let output = process::end_of(child, input).map_err(failed)?;
        let errors = without_secrets(&String::from_utf8_lossy(&output.stderr));
        Ok(Ended { is_fine: output.status.success(), out: output.stdout, errors })
    }

    /// Runs Git and returns what it prints. Fails with what Git says.
    fn done<S: AsRef<std::ffi::OsStr>>(
        &self,
        doing: &str,
        arguments: &[S],
        input: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let Ended { is_fine, out, errors } = self.run(arguments, input)?;
        if is_fine {
            return Ok(out);
        }
        Err(self.refused(format!(
            "git could not {doing} `{}`: {}{}",
            self.branch.repository,
            errors.trim_end(),
            advice(&errors)
        )))
    }

    /// Adds the files of a site to the objects of the repository, and returns the name of each with its path.
    fn objects(&self, site: &LocalSite, manifest: &Manifest) -> Result<String, Error> {
        let mut names = String::new();
        let folder = std::path::absolute(&site.folder).map_err(Error::io("open", &site.folder))?;
        for path in manifest.files.keys() {
            if path.contains('\n') {
                return Err(self.refused(format!("{path:?} has a name that Git cannot read from a list")));
            }
            // Checks that the file is the planned one.
            site.bytes(path)?;
            let _ = writeln!(names, "{}", folder.join(path).display());
        }
        let hashes = self.done(
            "store the site in",
            &["hash-object", "-w", "--no-filters", "--stdin-paths"],
            names.as_bytes(),
        )?;
        let json = manifest.to_json();
        let own = self.done("store the site in", &["hash-object", "-w", "--stdin"], json.as_bytes())?;
        let hashes = String::from_utf8_lossy(&hashes).into_owned() + &String::from_utf8_lossy(&own);
        let paths = manifest.files.keys().map(String::as_str).chain([MANIFEST]);
        let rows = hashes.lines().zip(paths).map(|(hash, path)| format!("100644 {hash}\t{path}\0"));
        Ok(rows.collect::<Vec<_>>().concat())
    }

    /// Returns the tree of a commit with the site: files of the branch that Handout did not write are kept.
    fn tree(&self, site: &LocalSite, plan: &PublishPlan) -> Result<String, Error> {
        if let Some(tip) = &self.tip {
            self.done("read", &["read-tree", tip], &[])?;
        }
        // A name without digits other than 0 removes a path. It is as long as the names of this repository.
        let nothing = "0".repeat(self.tip.as_ref().map_or(40, String::len));
        let removed = plan.removed().map(|step| format!("0 {nothing}\t{}\0", step.path));
        let mut rows = removed.collect::<Vec<_>>().concat();
        rows.push_str(&self.objects(site, &plan.manifest)?);
        self.done(
            "store the site in",
            &["update-index", "-z", "--add", "--replace", "--index-info"],
            rows.as_bytes(),
        )?;
        self.line("store the site in", &["write-tree"])
    }

    fn line(&self, doing: &str, arguments: &[&str]) -> Result<String, Error> {
        Ok(String::from_utf8_lossy(&self.done(doing, arguments, &[])?).trim_end().to_owned())
    }
}

impl Whole for GitBranch<'_> {
    fn manifest(&self) -> Result<Option<Vec<u8>>, Error> {
        let Some(tip) = &self.tip else { return Ok(None) };
        let Ended { is_fine, out, .. } =
            self.run(&["cat-file", "blob", &format!("{tip}:{MANIFEST}")], &[])?;
        Ok(is_fine.then_some(out))
    }

    fn has_foreign_site(&self) -> Result<bool, Error> {
        let Some(tip) = &self.tip else { return Ok(false) };
        Ok(self.has(tip, ENTRY)? && !self.has(tip, MANIFEST)?)
    }

    fn replace(
        &self,
        site: &LocalSite,
        plan: &PublishPlan,
        publishing: &dyn Publishing,
    ) -> Result<Option<String>, Error> {
        let tree = self.tree(site, plan)?;
        let message = format!("Publish {}", site.manifest.title);
        let mut commit = vec!["commit-tree", &tree, "-m", &message];
        if let Some(tip) = self.tip.as_deref().filter(|_| self.branch.keeps_history) {
            commit.extend(["-p", tip]);
        }
        let commit = self.line("commit to", &commit)?;
        if publishing.is_stopped() {
            return Err(self.refused("was stopped"));
        }
        let target = format!("{commit}:refs/heads/{}", self.branch.name);
        // Only if the branch is as it was found: the work of others is not replaced.
        let lease =
            format!("--force-with-lease={}:{}", self.branch.name, self.tip.as_deref().unwrap_or_default());
        self.done("push to", &["push", "--quiet", &lease, &self.branch.repository, &target], &[])?;
        let steps: BTreeSet<&str> = plan.steps.iter().map(|step| step.path.as_str()).collect();
        for path in steps {
            publishing.step(path);
        }
        Ok(None)
    }
}

/// Removes the user and the password of addresses from a message.
fn without_secrets(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, after)) = rest.split_once("://") {
        out.push_str(before);
        out.push_str("://");
        let end = after.find(|c: char| c == '/' || c == '\'' || c.is_whitespace()).unwrap_or(after.len());
        let (authority, tail) = after.split_at(end);
        out.push_str(authority.rsplit_once('@').map_or(authority, |(_, host)| host));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Returns what to do about an error of Git.
fn advice(errors: &str) -> &'static str {
    let is = |words: &[&str]| words.iter().any(|word| errors.contains(word));
    if is(&["stale info", "non-fast-forward", "fetch first", "cannot lock ref"]) {
        "\nSomebody else published at the same time: run the command again"
    } else if is(&["could not read Username", "Authentication failed", "Permission denied", "denied to"]) {
        "\nSign in first, so that `git push` works without a question: with an SSH key, or a credential helper"
    } else if is(&["does not appear to be a git repository", "not found", "No such remote"]) {
        "\nCheck `repository`: `git remote -v` lists the names of remotes"
    } else if is(&["protected branch", "pre-receive hook declined"]) {
        "\nThe host does not allow a push to this branch: allow it there, or choose another `branch`"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn a_message_has_no_password() {
        let shown = |text| without_secrets(text);
        assert_eq!(
            shown("fatal: unable to access 'https://me:secret@example.org/x.git/': no"),
            "fatal: unable to access 'https://example.org/x.git/': no"
        );
        assert_eq!(
            shown("https://token@host\nssh://git@host/x and a@b.org"),
            "https://host\nssh://host/x and a@b.org"
        );
        assert_eq!(shown("no address"), "no address");
    }
}
