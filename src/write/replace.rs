//! Writes a single PDF.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::discover::input;
use crate::error::Error;

/// The first bytes of a PDF.
const SIGNATURE: &[u8] = b"%PDF-";

/// Fails unless a file is a PDF or there is none: anything else may be the only copy of somebody's work.
pub fn check_replaceable(file: &Path) -> Result<(), Error> {
    let metadata = match fs::symlink_metadata(file) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::io("write", file)(error)),
    };
    let refused = |what: &str| {
        let why = format!("is {what}, which is not replaced by a PDF: choose another name with --output");
        Err(Error::refused(file, why))
    };
    match metadata.file_type() {
        kind if kind.is_symlink() => refused("a symbolic link"),
        kind if kind.is_dir() => refused("a folder"),
        kind if !kind.is_file() => refused("a device or a pipe"),
        _ if !is_pdf(file).map_err(Error::io("read", file))? => refused("no PDF"),
        _ => Ok(()),
    }
}

fn is_pdf(file: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    input::open(file)?.take(SIGNATURE.len() as u64).read_to_end(&mut start)?;
    Ok(start == SIGNATURE)
}

/// Creates a folder, and those above it, unless they exist.
pub fn create_folder(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(Error::io("create", folder))
}

/// Writes a PDF beside its place and renames it, so that no reader sees half of it.
pub fn replace(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    check_replaceable(file)?;
    let (beside, mut created) = create_beside(file).map_err(Error::io("write", file))?;
    let written = created.write_all(bytes).and_then(|()| fs::rename(&beside, file));
    written.map_err(|error| {
        // It is useless under this name.
        let _ = fs::remove_file(&beside);
        Error::io("write", file)(error)
    })
}

/// Creates a file beside another one, under a name that is not in use.
fn create_beside(file: &Path) -> io::Result<(PathBuf, File)> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for number in 0..100 {
        let beside = file.with_file_name(format!(".{name}.handout-{number}"));
        match File::options().write(true).create_new(true).open(&beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            created => return created.map(|created| (beside, created)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
