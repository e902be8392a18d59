//! Reads the themes of a guide and its fonts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::files::FileSource;
use super::found::Found;
use super::layout::{FONTS, THEMES, below, is_private};
use super::theme_files::{ThemeFiles, ThemeSource};
use super::walk::Walker;
use super::{built_in, files, input};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Error;

/// The most bytes of a file of a theme.
const MAX_THEME_FILE: u64 = 32 * 1024 * 1024;

/// The most bytes of all files of a theme.
const MAX_THEME: u64 = 128 * 1024 * 1024;

/// What a theme says of itself.
pub const MANIFEST: &str = "theme.toml";

/// Returns the name of the theme that a theme extends, if any.
pub type ParentOf<'a> = &'a dyn Fn(&str, &ThemeFiles) -> Option<String>;

impl Walker<'_> {
    /// Returns the fonts that a site brings for its PDFs. Their licences and notes may be beside them.
    pub fn fonts(&mut self) -> Result<BTreeMap<String, FileSource>, Error> {
        let mut fonts = BTreeMap::new();
        for (name, source) in self.walk(FONTS, &|_| false)?.into_iter().map(|it| files::named(it, FONTS)) {
            match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
                Some("ttf" | "otf" | "ttc") => drop(fonts.insert(name, source)),
                Some("txt" | "md") | None => {}
                Some(_) => {
                    let message = "a font that no PDF can use: it must be a .ttf, .otf or .ttc file";
                    let help = "use the desktop version of the font instead of the web version";
                    self.problems.push(Diagnostic::warning(Place::file(&source.path), message).help(help));
                }
            }
        }
        Ok(fonts)
    }

    /// Returns the themes of `themes/` and those inside the program. Only those in use have all their files: the chosen one,
    /// and the ones that it extends. Of the others, the manifest names their kinds of page.
    pub fn themes(
        &mut self,
        chosen: &str,
        parent: ParentOf<'_>,
    ) -> Result<BTreeMap<String, ThemeFiles>, Error> {
        let own = self.theme_names();
        let mut themes = BTreeMap::new();
        let mut next = Some(chosen.to_owned());
        while let Some(name) = next.filter(|name| !themes.contains_key(name)) {
            let theme_files = if own.contains(&name) {
                self.theme(&name, &|_| false)?
            } else if let Some(theme_files) = built_in::theme(&name) {
                theme_files
            } else {
                break;
            };
            next = parent(&name, &theme_files);
            themes.insert(name, theme_files);
        }
        for name in own.into_iter().filter(|name| !themes.contains_key(name)).collect::<Vec<_>>() {
            let manifest = self.theme(&name, &|path| path != MANIFEST)?;
            themes.insert(name, manifest);
        }
        built_in::add(&mut themes);
        Ok(themes)
    }

    /// Returns the names of the folders of `themes/`.
    fn theme_names(&mut self) -> Vec<String> {
        if self.own_folder(THEMES).is_none() {
            return Vec::new();
        }
        let entries = fs::read_dir(self.root.join(THEMES)).into_iter().flatten().filter_map(Result::ok);
        let folders = entries.filter(|entry| entry.path().is_dir());
        let names = folders.filter_map(|entry| entry.file_name().into_string().ok());
        names.filter(|name| !is_private(name)).collect()
    }

    /// Reads a theme of `themes/`, without the paths to skip.
    fn theme(&mut self, name: &str, skip: &dyn Fn(&str) -> bool) -> Result<ThemeFiles, Error> {
        let folder = format!("{THEMES}/{name}");
        let (mut theme_files, mut total) = (ThemeFiles::new(), 0);
        for found in self.walk(&folder, skip)? {
            let size = found.stamp.size;
            if size > MAX_THEME_FILE {
                self.problems.push(too_large(&folder, &found));
                continue;
            }
            total += size;
            if total > MAX_THEME {
                let message = format!("a theme of more than {MAX_THEME} bytes");
                let help = "move what the theme does not need out of its folder";
                let place = Place::file(&below(&folder, &found.relative));
                self.problems.push(Diagnostic::error(place, message).help(help));
                break;
            }
            let bytes = input::read(&found.location, MAX_THEME_FILE);
            let bytes = bytes.map_err(Error::io("read", &found.location))?;
            let bytes = if is_theme_text(&found.relative) { unified(bytes) } else { bytes };
            let path = below(&folder, &found.relative);
            theme_files.insert(found.name, ThemeSource { path, bytes: bytes.into() });
        }
        Ok(theme_files)
    }
}

fn too_large(folder: &str, found: &Found) -> Diagnostic {
    let message = format!("a theme file of {} bytes; the limit is {MAX_THEME_FILE}", found.stamp.size);
    Diagnostic::error(Place::file(&below(folder, &found.relative)), message)
        .help("make it smaller, or move it to the folder `static`")
}

/// Reports whether a file of a theme is text, which another editor or system may save with other line ends.
fn is_theme_text(relative: &str) -> bool {
    Path::new(relative)
        .extension()
        .is_some_and(|it| it == "html" || it == "css" || it == "toml" || it == "typ")
}

/// Returns text without a byte order mark, with lines ended by `\n`. Bytes that are not text are unchanged.
fn unified(bytes: Vec<u8>) -> Vec<u8> {
    let has_control = bytes.contains(&b'\r') || bytes.starts_with("\u{FEFF}".as_bytes());
    match std::str::from_utf8(&bytes) {
        Ok(text) if has_control => {
            text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n").replace('\r', "\n").into_bytes()
        }
        _ => bytes,
    }
}
