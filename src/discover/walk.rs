//! Walks the folders of a guide. What is private, left out or the output folder is passed by before anything else is
//! read, so the lock file of an editor, a link to nothing, stops nobody.

use std::collections::BTreeSet;
use std::fs::{self, FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::found::Found;
use super::layout::{MAX_FOLDER_DEPTH, PUBLISHED, STATIC, below, canonical, is_private};
use super::links::LinkTargets;
use super::names;
use super::stamp::Stamp;
use crate::config::OUTPUT_MANIFEST;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Error;
use crate::paths::{self, SourcePath};

/// The most files and folders that links may show once more. Folders with links to each other multiply.
const MAX_REPEATED: usize = 10_000;

/// Walks folders of one project.
pub struct Walker<'a> {
    /// The root, without links.
    pub root: &'a Path,
    /// The output folder, without links.
    pub output: PathBuf,
    /// Where links may lead.
    pub links: LinkTargets,
    /// What an author can correct.
    pub problems: Vec<Diagnostic>,
}

/// A folder that is open.
struct Open {
    relative: String,
    location: PathBuf,
    /// Its place without links.
    real: PathBuf,
    /// The real places of the folders that hold it, to notice a link to one of them.
    parents: Vec<PathBuf>,
}

/// One walk.
struct Walk<'a> {
    folder: &'a str,
    skip: &'a dyn Fn(&str) -> bool,
    open: Vec<Open>,
    visited: BTreeSet<PathBuf>,
    repeated: usize,
    found: Vec<Found>,
}

impl Walker<'_> {
    /// Returns every file below a folder of the root; none if there is no such folder.
    pub fn walk(&mut self, folder: &str, skip: &dyn Fn(&str) -> bool) -> Result<Vec<Found>, Error> {
        let Some(real) = self.own_folder(folder) else { return Ok(Vec::new()) };
        let location = self.root.join(folder);
        let top = Open { relative: String::new(), location, real, parents: Vec::new() };
        let mut walk =
            Walk { folder, skip, open: vec![top], visited: BTreeSet::new(), repeated: 0, found: Vec::new() };
        while let Some(folder) = walk.open.pop() {
            self.read_folder(&mut walk, &folder)?;
            if walk.repeated > MAX_REPEATED {
                self.problems.push(too_many_links(walk.folder));
                break;
            }
        }
        Ok(names::without_duplicates(walk.found, folder, &mut self.problems))
    }

    /// Returns the real place of a folder of the root. `None` if there is no such folder, or if a link leads to it that
    /// leads elsewhere.
    pub fn own_folder(&mut self, folder: &str) -> Option<PathBuf> {
        let location = self.root.join(folder);
        let real = canonical(&location);
        // Without a link on the way, the folder is the guide's own.
        if location.is_dir() && real != canonical(self.root).join(folder) {
            let problem = self.links.problem(&real, Place::file(&SourcePath::new(folder)));
            let is_refused = problem.is_some();
            self.problems.extend(problem);
            return (!is_refused).then_some(real);
        }
        location.is_dir().then_some(real)
    }

    fn read_folder(&mut self, walk: &mut Walk<'_>, folder: &Open) -> Result<(), Error> {
        let is_repeated = !walk.visited.insert(folder.real.clone());
        let entries = WalkDir::new(&folder.location).min_depth(1).max_depth(1).sort_by_file_name();
        for entry in entries {
            let entry = entry.map_err(|error| Error::io("read", &folder.location)(error.into()))?;
            walk.repeated += usize::from(is_repeated);
            let (location, kind) = (entry.path().to_path_buf(), entry.file_type());
            let name = entry.file_name().to_string_lossy();
            let relative = match folder.relative.as_str() {
                "" => name.clone().into_owned(),
                parent => format!("{parent}/{name}"),
            };
            if self.is_left_out(walk, &name, &relative, &location) {
                continue;
            }
            let place = Place::file(&below(walk.folder, &relative));
            match self.entry(walk, folder, relative, location, kind) {
                Ok(()) => {}
                Err(Refusal::Author(message, help)) => {
                    self.problems.push(Diagnostic::error(place, message).help(help));
                }
                Err(Refusal::Diagnostic(problem)) => self.problems.push(problem),
                Err(Refusal::Machine(error)) => return Err(error),
            }
        }
        Ok(())
    }

    fn is_left_out(&self, walk: &Walk<'_>, name: &str, relative: &str, location: &Path) -> bool {
        let is_published = walk.folder == STATIC && PUBLISHED.contains(&name);
        is_private(name) && !is_published || (walk.skip)(&paths::nfc(relative)) || location == self.output
    }

    /// Adds a file, or opens a folder.
    fn entry(
        &self,
        walk: &mut Walk<'_>,
        parent: &Open,
        relative: String,
        location: PathBuf,
        kind: FileType,
    ) -> Result<(), Refusal> {
        let place = Place::file(&below(walk.folder, &relative));
        let mut real = parent.real.join(location.file_name().unwrap_or_default());
        if kind.is_symlink() {
            let missing = Refusal::Author("a symbolic link to a missing file".into(), "remove the link");
            real = location.canonicalize().map_err(|_| missing)?;
            if let Some(problem) = self.links.problem(&real, place) {
                return Err(Refusal::Diagnostic(problem));
            }
        }
        let metadata = fs::metadata(&real).map_err(|error| Refusal::of(error, &location))?;
        if location.to_str().is_none() || relative.contains(char::is_control) {
            return Err(Refusal::Author("the file name is not valid text".into(), "rename the file"));
        }
        if metadata.is_dir() {
            return open_folder(walk, parent, Open { relative, location, real, parents: Vec::new() });
        }
        if !metadata.is_file() {
            let help = "move it elsewhere, or leave it out with `ignore` in site.toml";
            return Err(Refusal::Author(format!("{}, not a file", special(&metadata)), help));
        }
        walk.found.push(Found::new(relative, location, Stamp::of(&metadata)));
        Ok(())
    }
}

/// Why an entry of a folder is not part of the guide.
enum Refusal {
    Author(String, &'static str),
    Diagnostic(Diagnostic),
    Machine(Error),
}

impl Refusal {
    fn of(error: io::Error, location: &Path) -> Refusal {
        Refusal::Machine(Error::io("read", location)(error))
    }
}

fn open_folder(walk: &mut Walk<'_>, parent: &Open, mut folder: Open) -> Result<(), Refusal> {
    // The site of another build, or of another output folder, is no source.
    if folder.location.join(OUTPUT_MANIFEST).is_file() {
        return Ok(());
    }
    if folder.relative.split('/').count() > MAX_FOLDER_DEPTH {
        let message = format!("folders nested more than {MAX_FOLDER_DEPTH} deep");
        let help = "move this folder up, or leave it out with `ignore` in site.toml";
        return Err(Refusal::Author(message, help));
    }
    folder.parents.clone_from(&parent.parents);
    folder.parents.push(parent.real.clone());
    if folder.parents.contains(&folder.real) {
        let message = "a symbolic link to a folder that contains it".into();
        return Err(Refusal::Author(message, "remove the link"));
    }
    walk.open.push(folder);
    Ok(())
}

fn too_many_links(folder: &str) -> Diagnostic {
    let message = format!("symbolic links that show more than {MAX_REPEATED} files and folders once more");
    Diagnostic::error(Place::file(&SourcePath::new(folder)), message)
        .help("remove links to folders that hold links to folders themselves")
}

/// Says what something is that is neither a file nor a folder.
#[cfg(unix)]
fn special(metadata: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    let kind = metadata.file_type();
    match () {
        () if kind.is_fifo() => "a pipe",
        () if kind.is_socket() => "a socket",
        () if kind.is_block_device() || kind.is_char_device() => "a device",
        () => "something special",
    }
}

#[cfg(not(unix))]
fn special(_: &Metadata) -> &'static str {
    "something special"
}
