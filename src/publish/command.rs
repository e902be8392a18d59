//! A program of the user's own, for a place that Handout does not know. It gets the plan, the site and the manifest, and does the
//! rest.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{self, Stdio};

use tempfile::NamedTempFile;

use super::follow::Publishing;
use super::http::Client;
use super::local::LocalSite;
use super::plan::PublishPlan;
use super::whole::{Whole, published_manifest};
use crate::error::Error;

/// The variable of the environment with the folder of the site.
const SITE: &str = "HANDOUT_SITE";
/// The variable of the environment with the file that is to be published as the manifest.
const MANIFEST_FILE: &str = "HANDOUT_MANIFEST";

/// A program and its arguments.
pub struct Command<'a> {
    words: &'a [String],
    /// The folder of the guide, in which the program runs.
    root: PathBuf,
    /// The address of the site, where its manifest is.
    url: Option<&'a str>,
    /// The destination, for messages.
    destination: String,
}

impl<'a> Command<'a> {
    /// Returns the program of a guide. Nothing is run yet.
    pub fn new(
        words: &'a [String],
        url: Option<&'a str>,
        root: &Path,
        destination: &str,
    ) -> Result<Command<'a>, Error> {
        let root = root.canonicalize().map_err(Error::io("open", root))?;
        Ok(Command { words, root, url, destination: destination.to_owned() })
    }

    fn refused(&self, why: impl Into<String>) -> Error {
        Error::refused(&self.destination, why)
    }

    /// Returns the program: by its name if it is installed, or as a file of the guide's folder if it is a path.
    fn program(&self) -> PathBuf {
        let program = Path::new(&self.words[0]);
        if program.components().count() > 1 { self.root.join(program) } else { program.to_owned() }
    }

    /// Runs the program to its end.
    fn run(&self, site: &Path, manifest: &Path, plan: &[u8]) -> Result<(), Error> {
        let mut command = process::Command::new(self.program());
        command.args(&self.words[1..]).current_dir(&self.root).stdin(Stdio::piped());
        command.env(SITE, site).env(MANIFEST_FILE, manifest);
        let mut child = command.spawn().map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                self.refused("is not installed, and not a file in the guide's folder: check `command`")
            }
            _ => self.refused(format!("cannot be run: {error}")),
        })?;
        if let Some(mut input) = child.stdin.take() {
            // A program need not read the plan.
            let _ = input.write_all(plan);
        }
        let status = child.wait().map_err(|error| self.refused(format!("cannot be waited for: {error}")))?;
        if status.success() {
            return Ok(());
        }
        Err(self.refused(format!("failed ({status}); what it said is above")))
    }
}

impl Whole for Command<'_> {
    fn manifest(&self) -> Result<Option<Vec<u8>>, Error> {
        published_manifest(&Client::new(&self.destination), self.url)
    }

    fn replace(
        &self,
        site: &LocalSite,
        plan: &PublishPlan,
        publishing: &dyn Publishing,
    ) -> Result<Option<String>, Error> {
        let folder = site.folder.canonicalize().map_err(Error::io("open", &site.folder))?;
        let mut file = NamedTempFile::new().map_err(Error::io("create", std::env::temp_dir()))?;
        file.write_all(plan.manifest.to_json().as_bytes()).map_err(Error::io("write", file.path()))?;
        let mut json = plan.to_json(site, &self.destination);
        json["folder"] = folder.to_string_lossy().into();
        self.run(&folder, file.path(), json.to_string().as_bytes())?;
        plan.sent().chain(plan.removed()).for_each(|step| publishing.step(&step.path));
        Ok(None)
    }

    fn is_atomic(&self) -> bool {
        false
    }
}
