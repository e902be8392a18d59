//! Stage 1: the disk → `Sources`. All reading of the guide happens here: pages as text, theme files as bytes, other
//! files by name only. A page whose stamp is unchanged and reliable is taken from the previous run. What an author can
//! fix (a link out of the project, text that is not UTF-8) becomes a diagnostic, and reading continues.

mod bibliography;
mod built_in;
mod files;
mod folder;
mod glossary;
pub mod cache;
pub mod input;
mod found;
mod included;
mod layout;
mod links;
mod memory;
mod names;
mod releases;
mod stamp;
mod table;
mod text_source;
mod theme_files;
mod themes;
mod values;
mod walk;

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use rayon::prelude::*;

pub use built_in::{default_theme, is_built_in};
pub use files::{FileSource, bytes};
use folder::ContentFolder;
use found::Found;
pub use included::{IncludedFiles, IncludedText};
use layout::{FONTS, STATIC, THEMES, VALUES, below, canonical, not_content};
pub use layout::{is_private, is_private_path};
use links::LinkTargets;
pub use stamp::Stamp;
pub use table::TextTable;
pub use text_source::TextSource;
use text_source::{MAX_TEXT, decode};
pub use theme_files::{ThemeFiles, ThemeSource};
use themes::MANIFEST;
pub use themes::ParentOf;
use walk::Walker;

use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Error;
use crate::paths::{self, SourcePath};

/// Everything on the disk that belongs to a guide.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// `site.toml`, if there is one.
    pub config: Option<TextSource>,
    /// Markdown files by their name: their path in the content folder, in NFC. A `README.md` that is the first page of
    /// its folder is `index.md` here.
    pub pages: BTreeMap<String, TextSource>,
    /// The files that pages include.
    pub included: Arc<IncludedFiles>,
    /// Other files of the content folder, by their path in it, in NFC.
    pub files: BTreeMap<String, FileSource>,
    /// Files of `static/`, by their path in it, in NFC.
    pub statics: BTreeMap<String, FileSource>,
    /// The fonts of `fonts/`, by their path in it.
    pub fonts: BTreeMap<String, FileSource>,
    /// The files of `values/`, by their names without `.toml`.
    pub values: BTreeMap<String, TextSource>,
    /// The file of released editions, if there is one.
    pub releases: Option<TextSource>,
    /// The file of the glossary, if there is one.
    pub glossary: Option<TextSource>,
    /// The file of the sources that pages can cite, if there is one.
    pub bibliography: Option<TextSource>,
    /// The file of the style of citations, if the settings name one.
    pub citation_style: Option<TextSource>,
    /// The files of every theme, by the theme's name.
    pub themes: Arc<BTreeMap<String, ThemeFiles>>,
    /// Mistakes that the author can fix.
    pub problems: Vec<Diagnostic>,
    /// The content folder relative to the root; empty for the root itself.
    content: String,
}

impl Sources {
    /// Returns the same files with the texts of pages that were dropped, read again.
    #[must_use]
    pub fn with_texts(&self, root: &Path) -> Sources {
        let mut sources = self.clone();
        for page in sources.pages.values_mut().filter(|page| page.text.is_empty()) {
            page.text = read_again(root, &page.path).unwrap_or_default();
        }
        sources
    }

    /// Reports whether files changed while they were read: a text that was there before is empty now, as while an editor writes it
    /// again, or an image went away between the look at its folder and its reading.
    pub fn is_torn(&self, previous: &Sources) -> bool {
        let had_text = |old: Option<&TextSource>| old.is_some_and(|old| !old.is_blank());
        let any = |new: &BTreeMap<String, TextSource>, old: &BTreeMap<String, TextSource>| {
            new.iter().any(|(name, file)| file.is_blank() && had_text(old.get(name)))
        };
        let singles: [fn(&Sources) -> &Option<TextSource>; 4] = [
            |sources| &sources.config,
            |sources| &sources.releases,
            |sources| &sources.glossary,
            |sources| &sources.bibliography,
        ];
        let is_lost = |(name, file): (&String, &FileSource)| file.is_lost(previous.files.get(name));
        any(&self.pages, &previous.pages)
            || any(&self.values, &previous.values)
            || self.files.iter().any(is_lost)
            || singles.into_iter().any(|single| {
                single(self).as_ref().is_some_and(TextSource::is_blank) && had_text(single(previous).as_ref())
            })
    }

    /// Reports whether a path below the root is a file of the guide, or a folder that contains one.
    pub fn holds(&self, path: &str) -> bool {
        let below = |it: &SourcePath| {
            it.as_str().strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        path == config::FILE
            || self.page_at(path).is_some()
            || self.pages.values().chain(self.values.values()).any(|it| below(&it.path))
            || self
                .bibliography
                .iter()
                .chain(&self.citation_style)
                .chain(&self.releases)
                .any(|it| below(&it.path))
            || self.included.texts().chain(&self.glossary).any(|it| below(&it.path))
            || self
                .files
                .values()
                .chain(self.statics.values())
                .chain(self.fonts.values())
                .any(|it| below(&it.path))
            || self.themes.values().flat_map(BTreeMap::values).any(|it| below(&it.path))
    }

    /// Reports whether the settings, the files of values and the manifests of the themes, on which all pages depend, are
    /// those of `other`.
    fn reads_pages_as(&self, other: &Sources) -> bool {
        let known = |sources: &Sources| -> Vec<_> {
            sources
                .values
                .iter()
                .map(|(name, file)| (name.clone(), file.path.clone(), file.fingerprint))
                .collect()
        };
        let settings = |sources: &Sources| sources.config.as_ref().map(|source| source.fingerprint);
        let manifests = |sources: &Sources| -> Vec<_> {
            sources.themes.iter().map(|(name, files)| (name.clone(), files.get(MANIFEST).cloned())).collect()
        };
        known(self) == known(other)
            && self.bibliography.is_some() == other.bibliography.is_some()
            && settings(self) == settings(other)
            && manifests(self) == manifests(other)
    }

    /// Returns the folders of the guide, relative to the root, whether or not they exist.
    pub fn folders(&self) -> [&str; 5] {
        [&self.content, THEMES, STATIC, FONTS, VALUES]
    }

    /// Returns the name of the page whose file is at a path below the root.
    pub fn page_at(&self, path: &str) -> Option<&str> {
        let inside = match self.content.as_str() {
            "" => path,
            content => path.strip_prefix(content)?.strip_prefix('/')?,
        };
        let inside = paths::nfc(inside);
        let as_first = names::first_pages(std::iter::once(&*inside)).remove(&*inside);
        let names = [Some(&*inside), as_first.as_deref()];
        let mut pages = names.into_iter().flatten().filter_map(|name| self.pages.get_key_value(name));
        pages.find(|(_, page)| page.path.as_str() == path).map(|(name, _)| name.as_str())
    }
}

/// The folders that a caller chooses.
#[derive(Clone, Copy)]
pub struct Folders<'a> {
    /// The root of the guide.
    pub root: &'a Path,
    /// The folder that is written to, which is never content.
    pub output: &'a Path,
    /// Folders outside the guide that symbolic links may lead to.
    pub trusted: &'a [PathBuf],
}

/// Reads `site.toml`, if there is one. `trusted` are folders outside the guide that it may be a link to.
pub fn config(root: &Path, trusted: &[PathBuf]) -> Result<Option<TextSource>, Error> {
    let location = root.join(config::FILE);
    let path = SourcePath::new(config::FILE);
    let metadata = match fs::metadata(&location) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("read", location)(error)),
    };
    let refused = |problem| Ok(Some(TextSource::refused(path.clone(), problem)));
    let place = || Place::file(&path);
    if location.is_symlink() {
        // Which folder is that of the content is not known yet.
        let links = LinkTargets::new(root, "content", &root.join(cache::FOLDER), trusted)?;
        if let Some(problem) = links.problem(&canonical(&location), place()) {
            return refused(problem);
        }
    }
    if !metadata.is_file() {
        let help = "write a file of that name, or delete it: every setting has a default";
        return refused(Diagnostic::error(place(), "not a file with settings").help(help));
    }
    if metadata.len() > MAX_TEXT {
        let message = format!("settings of {} bytes; the limit is {MAX_TEXT}", metadata.len());
        return refused(
            Diagnostic::error(place(), message).help("keep only the settings of the guide in it"),
        );
    }
    let found = Found::new(config::FILE.into(), location, Stamp::of(&metadata));
    text_source::read(&found, path, None, 0).map(Some)
}

/// Reads a page again, for the lines of a diagnostic.
pub fn read_again(root: &Path, path: &SourcePath) -> Option<Arc<str>> {
    let bytes = input::read(&root.join(path.as_str()), MAX_TEXT).ok()?;
    Some(decode(bytes, path.clone(), Stamp::default()).text)
}

/// Reads everything else. `parent` tells the parent of a theme, so that only the themes in use are read.
pub fn discover(
    folders: Folders<'_>,
    config: &Config,
    config_source: Option<TextSource>,
    previous: &Sources,
    parent: ParentOf<'_>,
) -> Result<Sources, Error> {
    let Folders { root, output, trusted } = folders;
    let mut sources = Sources { config: config_source, ..Sources::default() };
    sources.problems.extend(sources.config.iter().filter_map(|source| source.problem.clone()));
    if !root.exists() {
        return Err(Error::refused(root, "there is no such folder"));
    }
    let root = root.canonicalize().map_err(Error::io("open", root))?;
    let content = content_folder(&root, config)?;
    sources.content.clone_from(&content);
    let links = LinkTargets::new(&root, &content, output, trusted)?;
    let mut walker = Walker { root: &root, output: canonical(output), links, problems: Vec::new() };
    let ignore = ignore_patterns(config, &mut walker.problems);
    let found =
        walker.walk(&content, &|path| ignore.is_match(path) || content.is_empty() && not_content(path))?;
    let newest = found.iter().map(|it| it.stamp.time()).max().unwrap_or_default();
    let (glossary, found) = found.into_iter().partition(|it| layout::is_glossary(&it.name));
    sources.glossary = walker.glossary(glossary, &content, (previous, newest))?;
    let (mut pages, mut files): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|it| it.location.extension().is_some_and(|it| it == "md"));
    let cited = bibliography::take(&mut files, config);
    let parts = layout::take_parts(&mut pages);
    names::name_first_pages(&mut pages);
    sources.values = walker.values(&content, (previous, newest))?;
    sources.releases = walker.releases((previous, newest))?;
    sources.themes = Arc::new(walker.themes(&config.theme.name.value, parent)?);
    let old = (previous.bibliography.as_ref(), previous.citation_style.as_ref());
    let cited = cited.read(&content, old, newest, &mut walker.problems)?;
    (sources.bibliography, sources.citation_style) = cited;
    // Every page is parsed again if a value or a directive has changed, and the texts of the previous pages were dropped.
    let none = Sources::default();
    let old_pages = if sources.reads_pages_as(previous) { previous } else { &none };
    sources.pages = read_pages(pages, &content, (old_pages, newest), &mut walker.problems)?;
    sources.files = files::read(files, &content, (&previous.files, newest));
    sources.included = included(&root, &sources, &parts, (previous, newest))?;
    let statics = walker.walk(STATIC, &|_| false)?;
    sources.statics = files::read(statics, STATIC, (&previous.statics, newest));
    let copied = sources.files.values().chain(sources.statics.values());
    walker.problems.extend(copied.filter_map(files::metadata_warning));
    sources.fonts = walker.fonts()?;
    sources.problems.extend(walker.problems);
    Ok(sources)
}

/// Reads the files that the pages include.
fn included(
    root: &Path,
    sources: &Sources,
    parts: &BTreeMap<String, Found>,
    (previous, newest): (&Sources, u128),
) -> Result<Arc<IncludedFiles>, Error> {
    let Sources { content, pages, files, .. } = sources;
    let folder = ContentFolder { root, content, pages, files, parts, previous: (&previous.included, newest) };
    IncludedFiles::of(pages, &folder).map(Arc::new)
}

/// Reads again the pages that were written, and takes everything else from before: checking every file of a large guide
/// takes longer than reading one. `written` are paths below the root. Returns `None` if more has changed than the text
/// of known pages that are regular files; then everything must be read.
pub fn again(root: &Path, written: &[String], previous: &Sources) -> Option<Sources> {
    let mut sources = previous.clone();
    for path in written {
        let name = previous.page_at(path)?;
        let location = root.join(path);
        let metadata = fs::symlink_metadata(&location).ok().filter(Metadata::is_file)?;
        let found = Found::new(name.to_owned(), location, Stamp::of(&metadata));
        if metadata.len() > MAX_TEXT {
            return None;
        }
        let old = previous.pages.get(name)?;
        let new = text_source::read(&found, old.path.clone(), None, 0).ok()?;
        let is_included = || previous.included.get(name).is_some();
        if old.problem.is_some() || new.problem.is_some() || old.includes != new.includes || is_included() {
            return None;
        }
        sources.pages.insert(name.to_owned(), new);
    }
    Some(sources)
}

/// Returns the content folder relative to the root; empty for the root itself.
fn content_folder(root: &Path, config: &Config) -> Result<String, Error> {
    if let Some(folder) = &config.content {
        if let Some(folder) = names::folder_on_disk(root, folder)? {
            return Ok(folder);
        }
        return Err(Error::refused(
            root.join(folder),
            "the content folder named in site.toml does not exist",
        ));
    }
    if root.join("content").is_dir() {
        return Ok("content".into());
    }
    let has_page = fs::read_dir(root)
        .map_err(Error::io("read", root))?
        .filter_map(Result::ok)
        .any(|entry| entry.path().extension().is_some_and(|it| it == "md"));
    if has_page || root.join(config::FILE).is_file() {
        return Ok(String::new());
    }
    let why = "there is no guide here: expected a content folder, a site.toml or a Markdown file; \
               `handout new DIR` creates a guide";
    Err(Error::refused(root, why))
}

/// Compiles the patterns of `ignore`. One without a `/` before its end matches in every folder, as in `.gitignore`.
fn ignore_patterns(config: &Config, problems: &mut Vec<Diagnostic>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in &config.ignore {
        let composed = paths::nfc(&pattern.value);
        let trimmed = composed.trim_end_matches('/');
        let anywhere = if trimmed.contains('/') { "" } else { "**/" };
        let trimmed = trimmed.trim_start_matches('/');
        for glob in [format!("{anywhere}{trimmed}"), format!("{anywhere}{trimmed}/**")] {
            match GlobBuilder::new(&glob).literal_separator(true).build() {
                Ok(glob) => drop(set.add(glob)),
                Err(error) => {
                    let place = Place::span(&SourcePath::new(config::FILE), pattern.span.clone());
                    problems.push(Diagnostic::error(place, format!("not a valid pattern: {}", error.kind())));
                    break;
                }
            }
        }
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}

fn read_pages(
    found: Vec<Found>,
    content: &str,
    (previous, newest): (&Sources, u128),
    problems: &mut Vec<Diagnostic>,
) -> Result<BTreeMap<String, TextSource>, Error> {
    let too_large = |it: &Found| it.stamp.size > MAX_TEXT;
    for it in found.iter().filter(|it| too_large(it)) {
        let place = Place::file(&below(content, &it.relative));
        let message = format!("a page of {} bytes; the limit is {MAX_TEXT}", it.stamp.size);
        problems.push(Diagnostic::error(place, message).help("split it into several pages"));
    }
    let pages: Vec<(String, TextSource)> = found
        .into_par_iter()
        .filter(|it| !too_large(it))
        .map(|it| {
            let old = previous.pages.get(&it.name);
            text_source::read(&it, below(content, &it.relative), old, newest).map(|source| (it.name, source))
        })
        .collect::<Result<_, Error>>()?;
    problems.extend(pages.iter().filter_map(|(_, source)| source.problem.clone()));
    Ok(pages.into_iter().collect())
}
