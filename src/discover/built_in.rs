//! The themes inside the program.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use super::layout::{DEFAULT, THEMES, below, is_private, slashed};
use super::theme_files::{ThemeFiles, ThemeSource};
use crate::paths;

/// The themes inside the program, by name.
static BUILT_IN: [(&str, Dir<'_>); 2] = [
    (DEFAULT, include_dir!("$CARGO_MANIFEST_DIR/themes/default")),
    ("care", include_dir!("$CARGO_MANIFEST_DIR/themes/care")),
];

/// Returns the files of the default theme inside the program.
pub fn default_theme() -> ThemeFiles {
    let (name, folder) = &BUILT_IN[0];
    built_in(name, folder)
}

/// Returns the files of a theme inside the program.
pub(super) fn theme(name: &str) -> Option<ThemeFiles> {
    BUILT_IN.iter().find(|(known, _)| *known == name).map(|(name, folder)| built_in(name, folder))
}

/// Reports whether a file of a theme is the one of the theme of that name inside the program.
pub fn is_built_in(theme: &str, files: &ThemeFiles, path: &str) -> bool {
    let own = files.get(path).map(|file| &*file.bytes);
    let built_in =
        BUILT_IN.iter().find(|(name, _)| *name == theme).and_then(|(_, folder)| folder.get_file(path));
    own.is_some() && own == built_in.map(include_dir::File::contents)
}

/// Adds the themes inside the program, except those that the guide replaces with a folder of the same name.
pub(super) fn add(themes: &mut BTreeMap<String, ThemeFiles>) {
    for (name, folder) in &BUILT_IN {
        themes.entry((*name).to_owned()).or_insert_with(|| built_in(name, folder));
    }
}

/// Collects the files of a theme inside the program.
fn built_in(name: &str, folder: &'static Dir<'static>) -> ThemeFiles {
    fn collect(name: &str, dir: &'static Dir<'static>, into: &mut ThemeFiles) {
        for file in dir.files().filter(|file| !is_private(paths::file_name(&slashed(file.path())))) {
            let relative = slashed(file.path());
            let path = below(&format!("{THEMES}/{name}"), &relative);
            into.insert(relative, ThemeSource { path, bytes: file.contents().into() });
        }
        dir.dirs().for_each(|dir| collect(name, dir, into));
    }
    let mut files = BTreeMap::new();
    collect(name, folder, &mut files);
    files
}
