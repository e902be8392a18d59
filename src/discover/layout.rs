//! Names that a guide's folders and files have, and which of them are private.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::found::Found;
use crate::config;
use crate::paths::{self, SourcePath};
use crate::releases;

/// Folders of the project's root that are not content when the root itself is the content folder.
pub const NOT_CONTENT: [&str; 6] =
    ["themes", "static", "target", "node_modules", config::FILE, releases::FILE];

/// The name of the theme inside the program.
pub const DEFAULT: &str = "default";

/// The deepest folder that is read. Neither a reader nor a theme's navigation can cope with more.
pub const MAX_FOLDER_DEPTH: usize = 16;

/// Reports whether a path below the root is never content.
pub fn not_content(path: &str) -> bool {
    NOT_CONTENT.contains(&path.split('/').next().unwrap_or(path))
        || path.strip_prefix(VALUES).and_then(|rest| rest.strip_prefix('/')).and_then(value_file).is_some()
}

/// Reports whether a file of the content folder, by its path there, is that of the glossary.
pub fn is_glossary(path: &str) -> bool {
    matches!(path, "glossary.yml" | "glossary.yaml")
}

/// Returns the name of a file of values by its path in their folder; `None` for any other file.
pub fn value_file(path: &str) -> Option<&str> {
    path.strip_suffix(".toml").filter(|name| !name.is_empty() && !name.contains('/'))
}

/// Reports whether a file is a part of pages: it is in a folder whose name begins with `_`.
pub fn is_part(name: &str) -> bool {
    paths::folder(name).split('/').any(|folder| folder.starts_with('_'))
}

/// Removes and returns the files that are parts of pages.
pub fn take_parts(pages: &mut Vec<Found>) -> BTreeMap<String, Found> {
    pages.extract_if(.., |found| is_part(&found.name)).map(|found| (found.name.clone(), found)).collect()
}

/// Returns a path without links, or the path itself if nothing is there.
pub fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Returns the path of a file in a folder.
pub fn below(folder: &str, relative: &str) -> SourcePath {
    SourcePath::new(if folder.is_empty() { relative.to_owned() } else { format!("{folder}/{relative}") })
}

/// The folder of themes.
pub const THEMES: &str = "themes";

/// The folder of files that go to the site's root as they are.
pub const STATIC: &str = "static";

/// The folder of the fonts that a site brings for its PDFs.
pub const FONTS: &str = "fonts";

/// The folder of the files of values.
pub const VALUES: &str = "values";

/// Hidden files that a host reads, so they are allowed in `static/`.
pub const PUBLISHED: [&str; 4] = [".htaccess", ".well-known", ".nojekyll", ".domains"];

/// Reports whether a file name is one that the system or an editor creates beside the author's files.
pub fn is_private(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || name.starts_with('#') && name.ends_with('#')
        || Path::new(name).extension().is_some_and(|it| it == "swp" || it == "tmp" || it == "bak")
        || matches!(name, "Thumbs.db" | "desktop.ini" | "4913")
}

/// Reports whether a path has a private name in it.
pub fn is_private_path(relative: &str) -> bool {
    relative.split('/').any(is_private)
}

/// Returns a path with `/` between its parts.
pub fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
