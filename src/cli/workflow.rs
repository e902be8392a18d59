//! The workflows of `handout new --ci`: files with which a host of repositories checks, builds and publishes a guide.

use clap::ValueEnum;

/// The placeholder for the version of the program.
const VERSION: &str = "\"VERSION\"";

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
    pub fn path(self) -> &'static str {
        match self {
            RepositoryHost::Github => ".github/workflows/guide.yml",
            RepositoryHost::Gitlab => ".gitlab-ci.yml",
            RepositoryHost::Forgejo => ".forgejo/workflows/guide.yml",
        }
    }

    /// Returns the workflow. It installs this version of the program, so that a guide is built as on the author's computer.
    pub fn workflow(self) -> String {
        let text = match self {
            RepositoryHost::Github => include_str!("../starter/ci/github.yml"),
            RepositoryHost::Gitlab => include_str!("../starter/ci/gitlab.yml"),
            RepositoryHost::Forgejo => include_str!("../starter/ci/forgejo.yml"),
        };
        text.replace(VERSION, concat!("\"", env!("CARGO_PKG_VERSION"), "\""))
    }

    /// Returns the lines that the workflow needs in `site.toml`.
    pub fn settings(self) -> &'static str {
        match self {
            RepositoryHost::Github | RepositoryHost::Gitlab => "",
            RepositoryHost::Forgejo => "\n[publish.pages]\nto = \"git\"\nbranch = \"pages\"\n",
        }
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
