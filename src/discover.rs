//! Stage 1: the disk → `Sources`. All reading of the guide happens here: pages as text, theme files as bytes, other
//! files by name only. A page whose stamp did not change, and could not have missed a change, is the previous one.
//! What an author can mend (a link out of the project, text that is not UTF-8) is a diagnostic, and the rest goes on.

mod built_in;
mod files;
pub mod cache;
mod memory;
mod stamp;

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};
use xxhash_rust::xxh3::xxh3_64;

pub use built_in::default_theme;
pub use files::{FileSource, bytes};
pub use stamp::Stamp;

use crate::config::{self, Config, OUTPUT_MANIFEST};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Error;
use crate::paths::{self, SourcePath};
use crate::text;

/// The default theme, inside the program.
/// A page of more bytes than this is refused.
const LARGEST_TEXT: u64 = 32 * 1024 * 1024;

/// Folders deeper than this are refused: a reader would be as lost in them as a theme's navigation.
const DEEPEST_FOLDER: usize = 16;

/// Folders of the project's root that are no content when the root itself is the content folder.
const NOT_CONTENT: [&str; 5] = ["themes", "static", "target", "node_modules", config::FILE];

/// Everything the disk holds for a guide.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// `site.toml`, if there is one.
    pub config: Option<TextSource>,
    /// Markdown files by their path in the content folder.
    pub pages: BTreeMap<String, TextSource>,
    /// Other files of the content folder, by their path in it.
    pub files: BTreeMap<String, FileSource>,
    /// Files of `static/`, by their path in it.
    pub statics: BTreeMap<String, FileSource>,
    /// The fonts of `fonts/`, by their path in it.
    pub fonts: BTreeMap<String, FileSource>,
    /// The files of every theme, by the theme's name.
    pub themes: Arc<BTreeMap<String, ThemeFiles>>,
    /// What an author can mend.
    pub problems: Vec<Diagnostic>,
    /// The content folder relative to the root; empty for the root itself.
    content: String,
}

impl Sources {
    /// Whether a path below the root is a file of the guide, or a folder that holds one.
    pub fn holds(&self, path: &str) -> bool {
        let below = |it: &SourcePath| {
            it.as_str().strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        path == config::FILE
            || self.page_at(path).is_some()
            || self.pages.values().any(|it| below(&it.path))
            || self
                .files
                .values()
                .chain(self.statics.values())
                .chain(self.fonts.values())
                .any(|it| below(&it.path))
            || self.themes.values().flat_map(BTreeMap::values).any(|it| below(&it.path))
    }

    /// The folders that hold the guide, relative to the root, whether they are there or not.
    pub fn folders(&self) -> [&str; 4] {
        [&self.content, THEMES, STATIC, FONTS]
    }

    /// The page of a path below the root, by its path in the content folder.
    pub fn page_at<'a>(&self, path: &'a str) -> Option<&'a str> {
        let inside = match self.content.as_str() {
            "" => path,
            content => path.strip_prefix(content)?.strip_prefix('/')?,
        };
        self.pages.contains_key(inside).then_some(inside)
    }
}

/// A file that is read as text.
#[derive(Clone, Debug)]
pub struct TextSource {
    /// The file, relative to the root.
    pub path: SourcePath,
    /// How it is known not to have changed.
    pub stamp: Stamp,
    /// Whether the stamp can be trusted.
    settled: bool,
    /// Of its text.
    pub fingerprint: u64,
    /// Its text, without a byte order mark, lines ended by `\n`.
    pub text: Arc<str>,
    /// Where its bytes are not UTF-8.
    problem: Option<Diagnostic>,
}

impl TextSource {
    /// Lets the text go. A source without its text can only be reused together with what was made of it.
    pub fn release(&mut self) {
        self.text = Arc::default();
    }

    /// A text that no disk holds, so that one page can be parsed by itself.
    pub fn unsaved(path: SourcePath, bytes: Vec<u8>) -> TextSource {
        decode(bytes, path, Stamp::default())
    }
}

/// The files of a theme, by their path in it.
pub type ThemeFiles = BTreeMap<String, ThemeSource>;

/// The name of the theme inside the program.
const DEFAULT: &str = "default";

/// A file of a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeSource {
    /// The file, relative to the root; for the theme inside the program, where it would be.
    pub path: SourcePath,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// A file on the way from the walk to its reading.
struct Found {
    relative: String,
    location: PathBuf,
    stamp: Stamp,
}

/// Reads `site.toml`, if there is one.
pub fn config(root: &Path) -> Result<Option<TextSource>, Error> {
    let location = root.join(config::FILE);
    let metadata = match fs::metadata(&location) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("read", location)(error)),
    };
    if location.is_symlink() && !canonical(&location).starts_with(canonical(root)) {
        return Err(Error::refused(
            location,
            "is a symbolic link that points outside the project: copy the file instead",
        ));
    }
    if metadata.len() > LARGEST_TEXT {
        return Err(Error::refused(
            location,
            format!("has {} bytes; the limit is {LARGEST_TEXT}", metadata.len()),
        ));
    }
    let found = Found { relative: config::FILE.into(), location, stamp: Stamp::of(&metadata) };
    text(&found, SourcePath::new(config::FILE), None, 0).map(Some)
}

/// Reads a page again, for the lines of a diagnostic.
pub fn read_again(root: &Path, path: &SourcePath) -> Option<Arc<str>> {
    let location = root.join(path.as_str());
    fs::metadata(&location).ok().filter(|it| it.is_file() && it.len() <= LARGEST_TEXT)?;
    let bytes = fs::read(location).ok()?;
    Some(decode(bytes, path.clone(), Stamp::default()).text)
}

/// Reads everything else. `output` is the folder that is written to, which is never content.
pub fn discover(
    root: &Path,
    config: &Config,
    output: &Path,
    config_source: Option<TextSource>,
    previous: &Sources,
) -> Result<Sources, Error> {
    let mut sources = Sources { config: config_source, ..Sources::default() };
    sources.problems.extend(sources.config.iter().filter_map(|source| source.problem.clone()));
    if !root.exists() {
        return Err(Error::refused(root, "there is no such folder"));
    }
    let root = root.canonicalize().map_err(Error::io("open", root))?;
    let content = content_folder(&root, config)?;
    sources.content.clone_from(&content);
    let mut walker = Walker { root: &root, output: canonical(output), problems: Vec::new() };
    let ignore = ignore_patterns(config, &mut walker.problems);
    let found =
        walker.walk(&content, &|path| ignore.is_match(path) || content.is_empty() && not_content(path))?;
    let newest = found.iter().map(|it| it.stamp.time()).max().unwrap_or_default();
    let (pages, files): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|it| it.location.extension().is_some_and(|it| it == "md"));
    sources.pages = read_pages(pages, &content, (previous, newest), &mut walker.problems)?;
    sources.files = files::read(files, &content, (&previous.files, newest));
    let statics = walker.walk(STATIC, &|_| false)?;
    sources.statics = files::read(statics, STATIC, (&previous.statics, newest));
    walker.problems.extend(sources.files.values().chain(sources.statics.values()).filter_map(files::telling));
    sources.fonts = walker.fonts()?;
    sources.themes = Arc::new(walker.themes()?);
    sources.problems.extend(walker.problems);
    Ok(sources)
}

/// Reads again pages that were seen to be written, and takes everything else as it was: to look at every file of a
/// large guide takes longer than to read one. `written` are paths below the root. `None` where more has changed than
/// the text of known pages that are plain files; a whole look tells what.
pub fn again(root: &Path, written: &[String], previous: &Sources) -> Option<Sources> {
    let mut sources = previous.clone();
    for path in written {
        let name = previous.page_at(path)?;
        let location = root.join(path);
        let metadata = fs::symlink_metadata(&location).ok().filter(Metadata::is_file)?;
        let found = Found { relative: name.to_owned(), location, stamp: Stamp::of(&metadata) };
        if metadata.len() > LARGEST_TEXT {
            return None;
        }
        let old = previous.pages.get(name)?;
        let new = text(&found, old.path.clone(), None, 0).ok()?;
        if old.problem.is_some() || new.problem.is_some() {
            return None;
        }
        sources.pages.insert(name.to_owned(), new);
    }
    Some(sources)
}

/// The content folder relative to the root; empty for the root itself.
fn content_folder(root: &Path, config: &Config) -> Result<String, Error> {
    if let Some(folder) = &config.content {
        if root.join(folder).is_dir() {
            return Ok(folder.clone());
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

fn not_content(path: &str) -> bool {
    NOT_CONTENT.contains(&path.split('/').next().unwrap_or(path))
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// A pattern without a `/` before its end matches in every folder, as in a `.gitignore`.
fn ignore_patterns(config: &Config, problems: &mut Vec<Diagnostic>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in &config.ignore {
        let trimmed = pattern.value.trim_end_matches('/');
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
    let too_large = |it: &Found| it.stamp.size > LARGEST_TEXT;
    for it in found.iter().filter(|it| too_large(it)) {
        let place = Place::file(&below(content, &it.relative));
        let message = format!("a page of {} bytes; the limit is {LARGEST_TEXT}", it.stamp.size);
        problems.push(Diagnostic::error(place, message).help("split it into several pages"));
    }
    let pages: Vec<(String, TextSource)> = found
        .into_par_iter()
        .filter(|it| !too_large(it))
        .map(|it| {
            let (relative, path) = (it.relative.clone(), below(content, &it.relative));
            let old = previous.pages.get(&relative);
            text(&it, path, old, newest).map(|source| (relative, source))
        })
        .collect::<Result<_, Error>>()?;
    problems.extend(pages.iter().filter_map(|(_, source)| source.problem.clone()));
    Ok(pages.into_iter().collect())
}

/// Reads a text, unless it is the previous one. Of a text that turns out to be the previous one, the new copy is not
/// kept.
fn text(
    found: &Found,
    path: SourcePath,
    previous: Option<&TextSource>,
    newest: u128,
) -> Result<TextSource, Error> {
    let previous = previous.filter(|old| old.path == path);
    if let Some(old) = previous.filter(|old| old.settled && old.stamp == found.stamp) {
        return Ok(old.clone());
    }
    let bytes = fs::read(&found.location).map_err(Error::io("read", &found.location))?;
    let new = decode(bytes, path, found.stamp);
    let same = |old: &&TextSource| old.fingerprint == new.fingerprint && old.problem == new.problem;
    let kept = previous.filter(same).cloned();
    Ok(TextSource { settled: found.stamp.is_settled(newest), stamp: found.stamp, ..kept.unwrap_or(new) })
}

fn decode(bytes: Vec<u8>, path: SourcePath, stamp: Stamp) -> TextSource {
    let (mut text, invalid) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at))
        }
    };
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    let problem = invalid.map(|at| {
        let bad = text.find('\u{FFFD}').unwrap_or_default();
        Diagnostic::error(
            Place::span(&path, bad..bad + 3),
            format!("not UTF-8: the byte at offset {at} is not part of a character"),
        )
        .help("save the file as UTF-8")
    });
    if problem.is_none() && text::has_control(&text) {
        text = text::replace_control(&text);
    }
    let fingerprint = xxh3_64(text.as_bytes());
    TextSource { fingerprint, path, stamp, settled: false, text: text.into(), problem }
}

fn below(folder: &str, relative: &str) -> SourcePath {
    SourcePath::new(if folder.is_empty() { relative.to_owned() } else { format!("{folder}/{relative}") })
}

/// The folder of themes.
const THEMES: &str = "themes";

/// The folder of files that go to the site's root as they are.
const STATIC: &str = "static";

/// The folder of the fonts that a site brings for its PDFs.
const FONTS: &str = "fonts";

/// Hidden files that a host reads, so that they may lie in `static/`.
const PUBLISHED: [&str; 4] = [".htaccess", ".well-known", ".nojekyll", ".domains"];

/// Whether a name is of a file that the system or an editor keeps beside the author's.
pub fn is_private(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || name.starts_with('#') && name.ends_with('#')
        || Path::new(name).extension().is_some_and(|it| it == "swp" || it == "tmp" || it == "bak")
        || matches!(name, "Thumbs.db" | "desktop.ini" | "4913")
}

fn leads_out(place: Place) -> Diagnostic {
    Diagnostic::error(place, "a symbolic link that points outside the project")
        .help("copy the file into the project instead")
}

/// Walks folders of one project.
struct Walker<'a> {
    root: &'a Path,
    output: PathBuf,
    problems: Vec<Diagnostic>,
}

impl Walker<'_> {
    /// Every file below a folder of the root, in order; none if there is no such folder.
    fn walk(&mut self, folder: &str, skip: &dyn Fn(&str) -> bool) -> Result<Vec<Found>, Error> {
        let top = self.root.join(folder);
        if !top.is_dir() {
            return Ok(Vec::new());
        }
        if !canonical(&top).starts_with(self.root) {
            self.problems.push(leads_out(Place::file(&SourcePath::new(folder))));
            return Ok(Vec::new());
        }
        let (mut found, mut problems) = (Vec::new(), Vec::new());
        let enter = |entry: &DirEntry, problems: &mut Vec<Diagnostic>| {
            entry.depth() == 0 || self.admits(entry, &top, folder, skip, problems)
        };
        let mut entries = WalkDir::new(&top).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    problems.push(walk_problem(error, self.root)?);
                    continue;
                }
            };
            if !enter(&entry, &mut problems) {
                if entry.file_type().is_dir() {
                    entries.skip_current_dir();
                }
            } else if entry.file_type().is_file() {
                let metadata = entry.metadata().map_err(|error| walk_error(error, entry.path()))?;
                let relative = slashed(entry.path().strip_prefix(&top).unwrap_or(entry.path()));
                found.push(Found {
                    relative,
                    location: entry.path().to_owned(),
                    stamp: Stamp::of(&metadata),
                });
            }
        }
        self.problems.extend(problems);
        Ok(found)
    }

    fn admits(
        &self,
        entry: &DirEntry,
        top: &Path,
        folder: &str,
        skip: &dyn Fn(&str) -> bool,
        problems: &mut Vec<Diagnostic>,
    ) -> bool {
        let relative = slashed(entry.path().strip_prefix(top).unwrap_or(entry.path()));
        let name = paths::file_name(&relative);
        let published = folder == STATIC && PUBLISHED.contains(&name);
        if is_private(name) && !published || skip(&relative) || entry.path() == self.output {
            return false;
        }
        // The site of another build, or of another output folder, is no source.
        if entry.file_type().is_dir() && entry.path().join(OUTPUT_MANIFEST).is_file() {
            return false;
        }
        let place = Place::file(&below(folder, &relative));
        if entry.file_type().is_dir() && entry.depth() > DEEPEST_FOLDER {
            problems.push(
                Diagnostic::error(place, format!("folders nested more than {DEEPEST_FOLDER} deep"))
                    .help("move this folder up, or leave it out with `ignore` in site.toml"),
            );
            return false;
        }
        if entry.path_is_symlink() {
            match entry.path().canonicalize() {
                Ok(target) if target.starts_with(self.root) => {}
                Ok(_) => {
                    problems.push(leads_out(place));
                    return false;
                }
                Err(_) => return false,
            }
        }
        if entry.file_name().to_str().is_none() || relative.contains(char::is_control) {
            problems
                .push(Diagnostic::error(place, "the file name is not valid text").help("rename the file"));
            return false;
        }
        true
    }

    /// The fonts that a site brings for its PDFs. Their licences and notes may lie beside them.
    fn fonts(&mut self) -> Result<BTreeMap<String, FileSource>, Error> {
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

    /// The files of every theme: those of `themes/`, and the one inside the program.
    fn themes(&mut self) -> Result<BTreeMap<String, ThemeFiles>, Error> {
        let mut themes: BTreeMap<String, ThemeFiles> = BTreeMap::new();
        for found in self.walk(THEMES, &|_| false)? {
            let Some((theme, relative)) = found.relative.split_once('/') else { continue };
            let bytes = fs::read(&found.location).map_err(Error::io("read", &found.location))?;
            let bytes = if is_theme_text(relative) { unified(bytes) } else { bytes };
            let path = below(THEMES, &found.relative);
            let files = themes.entry(theme.to_owned()).or_default();
            files.insert(relative.to_owned(), ThemeSource { path, bytes: bytes.into() });
        }
        built_in::add(&mut themes);
        Ok(themes)
    }
}

/// Whether a file of a theme is text whose bytes may be written otherwise by another editor or system.
fn is_theme_text(relative: &str) -> bool {
    Path::new(relative)
        .extension()
        .is_some_and(|it| it == "html" || it == "css" || it == "toml" || it == "typ")
}

/// Text without a byte order mark, lines ended by `\n`; bytes that are no text stay as they are.
fn unified(bytes: Vec<u8>) -> Vec<u8> {
    let odd = bytes.contains(&b'\r') || bytes.starts_with("\u{FEFF}".as_bytes());
    match std::str::from_utf8(&bytes) {
        Ok(text) if odd => {
            text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n").replace('\r', "\n").into_bytes()
        }
        _ => bytes,
    }
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// A loop of links, or a link to nothing, is the author's to mend; anything else is the machine's refusal.
fn walk_problem(error: walkdir::Error, root: &Path) -> Result<Diagnostic, Error> {
    let path = error.path().unwrap_or(root).to_owned();
    let place = Place::file(&SourcePath::new(slashed(path.strip_prefix(root).unwrap_or(&path))));
    if error.loop_ancestor().is_some() {
        return Ok(
            Diagnostic::error(place, "a symbolic link to a folder that contains it").help("remove the link")
        );
    }
    if path.is_symlink() {
        return Ok(Diagnostic::error(place, "a symbolic link to a missing file").help("remove the link"));
    }
    Err(walk_error(error, &path))
}

fn walk_error(error: walkdir::Error, path: &Path) -> Error {
    let source = error.into_io_error().unwrap_or_else(|| io::Error::other("cannot walk the folder"));
    Error::io("read", path)(source)
}
