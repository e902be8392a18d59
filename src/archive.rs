//! ZIP files (PKWARE APPNOTE 6.3): the same files make the same bytes, on any system and at any time.

use std::io::{self, Read, Seek, Write};
use std::path::Path;

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Writes a ZIP file.
pub struct ArchiveWriter<W: Write + Seek> {
    zip: ZipWriter<W>,
}

impl<W: Write + Seek> ArchiveWriter<W> {
    /// Begins a ZIP file.
    pub fn new(to: W) -> ArchiveWriter<W> {
        ArchiveWriter { zip: ZipWriter::new(to) }
    }

    /// Adds a file with a path below the root of the archive.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.zip.start_file(path, options(path))?;
        self.zip.write_all(bytes)
    }

    /// Writes the directory of the archive, and returns what it was written to.
    pub fn finish(self) -> io::Result<W> {
        Ok(self.zip.finish()?)
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
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
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
