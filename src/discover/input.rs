//! Opens the files of a guide. Only a regular file is opened: a pipe would be waited for, and a device has no end.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Opens a file for reading. Fails at once if it is not a regular file.
pub fn open(path: &Path) -> io::Result<File> {
    let refusal = || io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file");
    if !fs::metadata(path)?.is_file() {
        return Err(refusal());
    }
    // Another program may put a pipe in its place in between.
    let file = options().open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(refusal()) }
}

/// Reads a file of at most `max` bytes.
pub fn read(path: &Path, max: u64) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    let size = file.metadata()?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(max)).unwrap_or_default());
    // A file may grow while it is read.
    file.take(max + 1).read_to_end(&mut bytes)?;
    let size = size.max(bytes.len() as u64);
    if size > max {
        let why = format!("it has {size} bytes; the limit is {max}");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
    }
    Ok(bytes)
}

#[cfg(unix)]
fn options() -> fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = File::options();
    options.read(true).custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    options
}

#[cfg(not(unix))]
fn options() -> fs::OpenOptions {
    let mut options = File::options();
    options.read(true);
    options
}
