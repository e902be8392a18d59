//! Reads the cache beside the guide, which `write` fills. An entry is only trusted if its checksum matches.

use std::fs;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_128;

use super::input;

/// The folder of the cache, in the root. It starts with a dot, so it is never content and never watched.
pub const FOLDER: &str = ".handout/cache";

/// The largest entry, in bytes.
const MAX_ENTRY: u64 = 64 * 1024 * 1024;

/// Returns the file of an entry.
pub fn path(root: &Path, key: u128) -> PathBuf {
    root.join(FOLDER).join(format!("{key:032x}"))
}

/// Returns the content of a cache file: the bytes, then their checksum.
pub fn with_checksum(bytes: &[u8]) -> Vec<u8> {
    [bytes, &xxh3_128(bytes).to_le_bytes()].concat()
}

/// Reads an entry. Returns `None` if there is none or its file is damaged.
pub fn read(root: &Path, key: u128) -> Option<Vec<u8>> {
    let path = path(root, key);
    let metadata = fs::symlink_metadata(&path).ok()?;
    if !metadata.is_file() || metadata.len() > MAX_ENTRY {
        return None;
    }
    let mut bytes = input::read(&path, MAX_ENTRY).ok()?;
    let (content, checksum) = bytes.split_last_chunk()?;
    let is_intact = xxh3_128(content) == u128::from_le_bytes(*checksum);
    let length = content.len();
    bytes.truncate(length);
    is_intact.then_some(bytes)
}
