//! The workflows of `handout new --ci`: files with which a host of repositories checks, builds and publishes a guide.

use std::path::PathBuf;

use clap::ValueEnum;

use super::repository::Repository;

/// The placeholder for the version of the program.
const VERSION: &str = "\"VERSION\"";

/// The placeholder for the branch that is published.
const BRANCH: &str = "@BRANCH@";

/// The placeholder for the flag with the folder of the guide.
const ROOT: &str = " @ROOT@";

/// A host of repositories that runs workflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum RepositoryHost {
    /// GitHub Actions and GitHub Pages
    Github,
    /// GitLab CI/CD and GitLab Pages
    Gitlab,
    /// Forgejo Actions, for Codeberg Pages and others
    Forgejo,
}

impl RepositoryHost {
    /// Returns the path of the workflow in a repository.
    fn path(self) -> &'static str {
        match self {
            RepositoryHost::Github => ".github/workflows/guide.yml",
            RepositoryHost::Gitlab => ".gitlab-ci.yml",
            RepositoryHost::Forgejo => ".forgejo/workflows/guide.yml",
        }
    }

    /// Returns the file of the workflow.
    pub fn file(self, repository: &Repository) -> PathBuf {
        repository.root.join(self.path())
    }

    /// Returns the workflow for a repository. It installs this version of the program, so that a guide is built as on the author's
    /// computer.
    pub fn workflow(self, repository: &Repository) -> String {
        let text = match self {
            RepositoryHost::Github => include_str!("../starter/ci/github.yml"),
            RepositoryHost::Gitlab => include_str!("../starter/ci/gitlab.yml"),
            RepositoryHost::Forgejo => include_str!("../starter/ci/forgejo.yml"),
        };
        let text = text.replace(VERSION, concat!("\"", env!("CARGO_PKG_VERSION"), "\""));
        let root = repository.guide.as_ref().map(|guide| format!(" --root {guide}")).unwrap_or_default();
        text.replace(BRANCH, &repository.branch).replace(ROOT, &root)
    }

    /// Returns the lines that the workflow needs in `site.toml`.
    pub fn settings(self) -> &'static str {
        match self {
            RepositoryHost::Github | RepositoryHost::Gitlab => "",
            RepositoryHost::Forgejo => "\n[publish.pages]\nto = \"git\"\nbranch = \"pages\"\n",
        }
    }

    /// Reports whether the workflow names the branch that it publishes. GitLab knows which it is.
    pub fn names_branch(self) -> bool {
        self != RepositoryHost::Gitlab
    }

    /// Returns what an author does on the host.
    pub fn help(self) -> &'static str {
        match self {
            RepositoryHost::Github => {
                "On GitHub, under Settings, Pages, choose GitHub Actions as the source."
            }
            RepositoryHost::Gitlab => "On GitLab, the address of the guide is under Deploy, Pages.",
            RepositoryHost::Forgejo => "On your host, turn on Actions in the settings of the repository.",
        }
    }
}
