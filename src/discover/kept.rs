//! What earlier builds made and kept beside the guide: read here, written by `write`. Nothing read from it is trusted
//! without its check sum.

use std::fs;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_128;

/// The folder of what is kept, in the root. Its first letter is a dot, so it is never content and never watched.
pub const KEPT: &str = ".handout/cache";

/// Nothing that is kept has more bytes than this.
const LARGEST_KEPT: u64 = 64 * 1024 * 1024;

/// The file that keeps what has this key.
pub fn entry(root: &Path, key: u128) -> PathBuf {
    root.join(KEPT).join(format!("{key:032x}"))
}

/// Bytes as they are kept: with their check sum behind them.
pub fn sealed(bytes: &[u8]) -> Vec<u8> {
    [bytes, &xxh3_128(bytes).to_le_bytes()].concat()
}

/// What is kept under a key; nothing, if the file is not as it was written.
pub fn kept(root: &Path, key: u128) -> Option<Vec<u8>> {
    let path = entry(root, key);
    let metadata = fs::symlink_metadata(&path).ok()?;
    if !metadata.is_file() || metadata.len() > LARGEST_KEPT {
        return None;
    }
    let mut bytes = fs::read(path).ok()?;
    let (content, sum) = bytes.split_last_chunk()?;
    let sound = xxh3_128(content) == u128::from_le_bytes(*sum);
    let length = content.len();
    bytes.truncate(length);
    sound.then_some(bytes)
}
