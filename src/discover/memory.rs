//! Guides that are in memory, for tests of the later stages.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::{self, FileSource};
use super::included::{Includable, IncludedFiles, IncludedText};
use super::layout::{FONTS, STATIC, THEMES, VALUES, is_glossary, is_part, value_file};
use super::text_source::{TextSource, decode};
use super::{Sources, Stamp, ThemeFiles, ThemeSource, built_in, names};
use crate::bibliography::{FILES, is_style_file};
use crate::config;
use crate::error::Error;
use crate::paths::{SourcePath, nfc};
use crate::releases;

/// The folder of pages in a guide in memory. Its `site.toml` cannot choose another one.
const CONTENT: &str = "content";

impl Sources {
    /// Returns the sources of a guide with these files, by their path below its root: `site.toml`,
    /// `editions.toml`, and what is in
    /// `content/`, `static/`, `fonts/`, `values/` and `themes/`. Other paths are ignored, as are the settings `content` and
    /// `ignore`, which are about reading a disk.
    ///
    /// A copied file has a name and, if it is an image, its dimensions. It has no bytes to read.
    ///
    /// ```
    /// use handout::discover::Sources;
    ///
    /// let sources = Sources::from_texts([("content/index.md", "# Knots\n"), ("static/robots.txt", "")]);
    /// assert_eq!(&*sources.pages["index.md"].text, "# Knots\n");
    /// assert!(sources.statics.contains_key("robots.txt"));
    /// ```
    pub fn from_texts<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Sources {
        let mut sources = Sources { content: CONTENT.into(), ..Sources::default() };
        let mut themes: BTreeMap<String, ThemeFiles> = BTreeMap::new();
        let mut texts = BTreeMap::new();
        for (path, text) in files {
            let is_page = Path::new(path).extension().is_some_and(|extension| extension == "md");
            let (folder, name) = path.split_once('/').unwrap_or(("", path));
            let name = &*nfc(name);
            if folder == CONTENT {
                texts.insert(name.to_owned(), text_source(path, text));
            }
            match folder {
                "" if name == config::FILE => sources.config = Some(text_source(path, text)),
                "" if name == releases::FILE => sources.releases = Some(text_source(path, text)),
                CONTENT if FILES.contains(&name) => sources.bibliography = Some(text_source(path, text)),
                CONTENT if is_style_file(name) => sources.citation_style = Some(text_source(path, text)),
                CONTENT if is_page => drop(sources.pages.insert(name.into(), text_source(path, text))),
                CONTENT if is_glossary(name) => sources.glossary = Some(text_source(path, text)),
                CONTENT => drop(sources.files.insert(name.into(), file_source(path, text))),
                STATIC => drop(sources.statics.insert(name.into(), file_source(path, text))),
                VALUES => {
                    let name = value_file(name).map(str::to_owned);
                    sources.values.extend(name.map(|name| (name, text_source(path, text))));
                }
                FONTS => drop(sources.fonts.insert(name.into(), file_source(path, text))),
                THEMES => add_theme_file(&mut themes, name, text),
                _ => {}
            }
        }
        for (readme, index) in names::first_pages(sources.pages.clone().keys().map(String::as_str)) {
            let page = sources.pages.remove(&readme);
            sources.pages.extend(page.map(|page| (index, page)));
        }
        let parts = Parts(texts);
        sources.pages.retain(|name, _| !is_part(name));
        sources.included = Arc::new(IncludedFiles::of(&sources.pages, &parts).unwrap_or_default());
        built_in::add(&mut themes);
        Sources { themes: Arc::new(themes), ..sources }
    }
}

/// The texts of the content folder, by their names.
struct Parts(BTreeMap<String, TextSource>);

impl Includable for Parts {
    fn names(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    fn read(&self, name: &str) -> Result<Option<IncludedText>, Error> {
        Ok(self.0.get(name).cloned().map(IncludedText::checked))
    }
}

fn text_source(path: &str, text: &str) -> TextSource {
    decode(text.into(), SourcePath::new(path), Stamp::default())
}

fn file_source(path: &str, text: &str) -> FileSource {
    let path = SourcePath::new(path);
    let image = files::inspect(Cursor::new(text), text.len() as u64, path.file_name());
    FileSource { path, location: PathBuf::new(), stamp: Stamp::default(), image, settled: false }
}

/// Adds a file of a theme, by its path below `themes/`.
fn add_theme_file(themes: &mut BTreeMap<String, ThemeFiles>, path: &str, text: &str) {
    let Some((theme, name)) = path.split_once('/') else { return };
    let file =
        ThemeSource { path: SourcePath::new(format!("{THEMES}/{path}")), bytes: text.as_bytes().into() };
    themes.entry(theme.to_owned()).or_default().insert(name.to_owned(), file);
}
