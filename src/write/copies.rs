//! Compressed copies of text, beside the files, for hosts that send them as they are: `index.html.br`, `index.html.gz`.
//! The bytes of a copy follow from those of its file. It is made when it is missing or is not a copy of its file, because
//! the best compression takes a hundred times as long as reading a copy.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};

use crate::discover::input;
use crate::error::Error;
use crate::outputs::Rendered;
use crate::paths;

/// Whether a site has compressed copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copies {
    /// There are none.
    None,
    /// Each file of text has them, if that saves something.
    Made,
}

impl Copies {
    /// Returns the addresses that copies of outputs may have.
    pub fn possible(self, addresses: &[&str]) -> Vec<String> {
        match self {
            Copies::None => Vec::new(),
            Copies::Made => {
                addresses.iter().flat_map(|address| of(address, addresses)).map(|(_, copy)| copy).collect()
            }
        }
    }
}

/// Extensions of files of text.
const TEXTS: [&str; 8] = ["html", "css", "js", "json", "svg", "xml", "txt", "md"];

/// The smallest file that has copies, in bytes: a smaller one is one packet in any case.
const MIN_SIZE: usize = 1024;

/// The largest file that has copies, in bytes: a larger one takes minutes.
const MAX_SIZE: u64 = 16 << 20;

/// The longest file name, in bytes.
const MAX_NAME: usize = 255;

/// The quality of Brotli: the best.
const QUALITY: i32 = 11;

/// The window of Brotli, as a power of two: the largest that every browser reads (RFC 7932).
const WINDOW: i32 = 22;

/// The size of the buffers of Brotli, in bytes.
const BUFFER: usize = 1 << 16;

/// A way to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Brotli (RFC 7932).
    Brotli,
    /// Gzip (RFC 1952), without a name and a time.
    Gzip,
}

impl Encoding {
    fn extension(self) -> &'static str {
        match self {
            Encoding::Brotli => ".br",
            Encoding::Gzip => ".gz",
        }
    }

    /// Compresses bytes.
    pub fn compress(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Encoding::Brotli => {
                let mut copy = Vec::new();
                let params = BrotliEncoderParams {
                    quality: QUALITY,
                    lgwin: WINDOW,
                    size_hint: bytes.len(),
                    ..BrotliEncoderParams::default()
                };
                brotli::BrotliCompress(&mut &*bytes, &mut copy, &params)?;
                Ok(copy)
            }
            Encoding::Gzip => {
                let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
                encoder.write_all(bytes)?;
                encoder.finish()
            }
        }
    }

    /// Reports whether a file is a copy of these bytes.
    pub fn is_copy(self, copy: File, bytes: &[u8]) -> bool {
        let copy = BufReader::new(copy);
        match self {
            Encoding::Brotli => reads_as(brotli::Decompressor::new(copy, BUFFER), bytes),
            Encoding::Gzip => reads_as(flate2::bufread::MultiGzDecoder::new(copy), bytes),
        }
    }
}

/// Reports whether a reader has these bytes and no others.
fn reads_as(mut reader: impl Read, mut bytes: &[u8]) -> bool {
    let mut buffer = vec![0; BUFFER];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return bytes.is_empty(),
            Ok(length) if bytes.starts_with(&buffer[..length]) => bytes = &bytes[length..],
            _ => return false,
        }
    }
}

/// Returns the addresses of the copies that a file may have beside the other outputs, whose addresses are in order.
pub fn of(address: &str, addresses: &[&str]) -> Vec<(Encoding, String)> {
    let is_text = paths::file_name(address).rsplit_once('.').is_some_and(|(_, end)| TEXTS.contains(&end));
    if !is_text {
        return Vec::new();
    }
    let copies = [Encoding::Brotli, Encoding::Gzip]
        .map(|encoding| (encoding, format!("{address}{}", encoding.extension())));
    copies.into_iter().filter(|(_, copy)| is_free(copy, addresses)).collect()
}

/// Reports whether nothing else is at an address, and it can be that of a file.
fn is_free(copy: &str, addresses: &[&str]) -> bool {
    let folder = format!("{copy}/");
    let below = addresses.get(addresses.partition_point(|address| *address < &*folder));
    addresses.binary_search(&copy).is_err()
        && !below.is_some_and(|address| address.starts_with(&folder))
        && paths::file_name(copy).len() <= MAX_NAME
}

/// Returns an output as bytes in memory, so that it and its copies have the same ones.
pub fn loaded(rendered: Rendered) -> Result<Rendered, Error> {
    let Rendered::File(path) = &rendered else { return Ok(rendered) };
    match input::read(path, MAX_SIZE) {
        Ok(bytes) => Ok(Rendered::Made(bytes)),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Ok(rendered),
        Err(error) => Err(Error::io("read", path)(error)),
    }
}

/// Returns the bytes that copies are made of; `None` if they would save nothing.
pub fn original(rendered: &Rendered) -> Option<&[u8]> {
    let bytes: &[u8] = match rendered {
        Rendered::Made(bytes) => bytes,
        Rendered::Shared(bytes) => bytes,
        Rendered::File(_) => return None,
    };
    (bytes.len() >= MIN_SIZE && bytes.len() as u64 <= MAX_SIZE).then_some(bytes)
}
