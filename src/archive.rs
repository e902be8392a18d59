//! ZIP files (PKWARE APPNOTE 6.3): the same files make the same bytes, on any system and at any time.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Writes a ZIP file.
pub struct ArchiveWriter<W: Write + Seek> {
    zip: ZipWriter<UntilError<W>>,
}

impl<W: Write + Seek> ArchiveWriter<W> {
    /// Begins a ZIP file.
    pub fn new(to: W) -> ArchiveWriter<W> {
        ArchiveWriter { zip: ZipWriter::new(UntilError { to, at: 0, has_failed: false }) }
    }

    /// Adds a file with a path below the root of the archive.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.zip.start_file(path, options(path)).map_err(without_prefix)?;
        self.zip.write_all(bytes)
    }

    /// Writes the directory of the archive, and returns what it was written to.
    pub fn finish(self) -> io::Result<W> {
        Ok(self.zip.finish().map_err(without_prefix)?.to)
    }
}

/// Returns an error of the system as it is.
fn without_prefix(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => other.into(),
    }
}

/// Writes up to the first error and only pretends to after it: a `ZipWriter` that is dropped goes on, and prints why it cannot.
struct UntilError<W> {
    to: W,
    /// The position, in bytes.
    at: u64,
    has_failed: bool,
}

impl<W: Write> Write for UntilError<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = if self.has_failed { Ok(bytes.len()) } else { self.to.write(bytes) };
        self.at += *written.as_ref().unwrap_or(&0) as u64;
        written.inspect_err(|error| self.has_failed = error.kind() != ErrorKind::Interrupted)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.has_failed { Ok(()) } else { self.to.flush().inspect_err(|_| self.has_failed = true) }
    }
}

impl<W: Seek> Seek for UntilError<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            _ if !self.has_failed => self.to.seek(to).inspect_err(|_| self.has_failed = true)?,
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) | SeekFrom::End(by) => self.at.saturating_add_signed(by),
        };
        Ok(self.at)
    }
}

/// Returns how a file is stored: always with the same time, so that the same files make the same bytes, and without another
/// round of compression if it is compressed already.
fn options(path: &str) -> SimpleFileOptions {
    let ending = Path::new(path).extension().unwrap_or_default().to_ascii_lowercase();
    let is_compressed = ["br", "gz", "jpeg", "jpg", "mp4", "pdf", "png", "webp", "woff2", "zip"];
    let method = if is_compressed.iter().any(|it| ending == *it) {
        CompressionMethod::Stored
    } else {
        CompressionMethod::Deflated
    };
    SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644)
}

/// Reads a file in a ZIP file; `None` if it is not there, or if the whole is not a ZIP file.
pub fn read_file(zip: impl Read + Seek, path: &str) -> io::Result<Option<Vec<u8>>> {
    let found = |error: ZipError| match error {
        ZipError::Io(error) if error.kind() != ErrorKind::UnexpectedEof => Err(error),
        _ => Ok(None),
    };
    let mut zip = match ZipArchive::new(zip) {
        Ok(zip) => zip,
        Err(error) => return found(error),
    };
    let mut entry = match zip.by_name(path) {
        Ok(entry) => entry,
        Err(error) => return found(error),
    };
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}
