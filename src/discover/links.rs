//! Where a symbolic link may lead: to a place inside the guide's own folders, with nothing hidden on the way, or into a
//! folder that the caller trusts. Otherwise a link could publish any file of the computer, such as `.git/config`.

use std::path::{Path, PathBuf};

use super::layout::{FONTS, PUBLISHED, STATIC, THEMES, VALUES, canonical, is_private, not_content, slashed};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Error;

/// The places where links may lead.
pub struct LinkTargets {
    /// The root, without links.
    root: PathBuf,
    /// The content folder relative to the root; empty for the root itself.
    content: String,
    output: PathBuf,
    trusted: Vec<PathBuf>,
}

impl LinkTargets {
    /// Returns the places for a guide. Fails if a trusted folder is not there.
    pub fn new(root: &Path, content: &str, output: &Path, trusted: &[PathBuf]) -> Result<LinkTargets, Error> {
        let real = |folder: &PathBuf| match folder.canonicalize() {
            Ok(real) if real.is_dir() => Ok(real),
            _ => Err(Error::refused(folder, "there is no such folder to trust links to")),
        };
        Ok(LinkTargets {
            root: canonical(root),
            content: content.to_owned(),
            output: canonical(output),
            trusted: trusted.iter().map(real).collect::<Result<_, Error>>()?,
        })
    }

    /// Reports why a link may not lead to a place, which is without links.
    pub fn problem(&self, target: &Path, place: Place) -> Option<Diagnostic> {
        let is_trusted = self.trusted.iter().any(|folder| {
            target.strip_prefix(folder).is_ok_and(|below| !slashed(below).split('/').any(is_private))
        });
        if is_trusted {
            return None;
        }
        let help = "copy the file into the project instead";
        match target.strip_prefix(&self.root) {
            Ok(below) if self.is_own(&slashed(below)) && !target.starts_with(&self.output) => None,
            Ok(below) => {
                let below = slashed(below);
                let target = if below.is_empty() { "the folder of the guide" } else { &below };
                let message =
                    format!("a symbolic link that leads out of the guide's own folders, to {target}");
                Some(Diagnostic::error(place, message).help(help))
            }
            Err(_) => {
                let message = "a symbolic link that points outside the project";
                let help = format!("{help}, or allow links to its folder with `--trust-links-to`");
                Some(Diagnostic::error(place, message).help(help))
            }
        }
    }

    /// Reports whether a path relative to the root is in a folder of the guide, with nothing hidden on the way.
    fn is_own(&self, path: &str) -> bool {
        let is_below = |folder: &str| {
            path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let is_content = match self.content.as_str() {
            "" => !path.is_empty() && !not_content(path),
            content => is_below(content),
        };
        let is_shown = |part: &str| !is_private(part) || is_below(STATIC) && PUBLISHED.contains(&part);
        (is_content || [STATIC, THEMES, FONTS, VALUES].into_iter().any(is_below))
            && path.split('/').all(is_shown)
    }
}
