//! The files of a theme in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::paths::SourcePath;

/// The files of a theme, by their path in it.
pub type ThemeFiles = BTreeMap<String, ThemeSource>;

/// A file of a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeSource {
    /// The file, relative to the root; for the theme inside the program, where it would be.
    pub path: SourcePath,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}
