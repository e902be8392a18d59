//! The chain of a theme: each theme overrides its parent, down to the default one. A theme's file replaces the parent's
//! file of the same name; all other files come from the parent.

use std::collections::BTreeMap;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use crate::config;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::discover::{ThemeFiles, ThemeSource};
use crate::paths::SourcePath;
use crate::raw::Spanned;
use crate::theme::manifest::{self, Manifest};

/// The theme inside the program with which every chain ends.
pub const DEFAULT: &str = "default";

/// The parent of a theme without parents.
const NO_PARENT: &str = "none";

/// One theme of a chain.
#[derive(Clone)]
pub struct Layer {
    /// Its name, which is that of its folder.
    pub name: String,
    /// Its files by their path in it.
    pub files: Arc<ThemeFiles>,
    /// Its manifest.
    pub manifest: Arc<Manifest>,
}

impl Layer {
    /// Returns the path of its manifest.
    pub fn manifest_path(&self) -> SourcePath {
        manifest_path(&self.name)
    }
}

/// Returns the path of the manifest of a theme.
pub fn manifest_path(theme: &str) -> SourcePath {
    SourcePath::new(format!("themes/{theme}/{}", manifest::FILE))
}

/// Returns the layers of a theme, from itself to the one without a parent, and whether all of them exist. A mistake in
/// the chain ends it with the default theme.
pub fn layers(
    sources: &BTreeMap<String, ThemeFiles>,
    choice: &Spanned<String>,
    problems: &mut Vec<Diagnostic>,
) -> (Vec<Layer>, bool) {
    let mut layers: Vec<Layer> = Vec::new();
    let mut whole = true;
    let mut next = choice.clone();
    let mut named_in = SourcePath::new(config::FILE);
    loop {
        let place = Place::span(&named_in, next.span.clone());
        let problem = if layers.iter().any(|layer| layer.name == next.value) {
            own_parent(&layers, &next.value, place)
        } else if let Some(files) = sources.get(&next.value) {
            let manifest = manifest::read(files, problems);
            let parent = manifest.parent.clone();
            named_in = manifest_path(&next.value);
            let is_default = next.value == DEFAULT;
            layers.push(Layer {
                name: next.value,
                files: Arc::new(files.clone()),
                manifest: Arc::new(manifest),
            });
            next = match parent {
                Some(parent) if parent.value == NO_PARENT => return (layers, whole),
                Some(parent) => parent,
                None if is_default => return (layers, whole),
                None => Spanned { value: DEFAULT.into(), span: 0..0 },
            };
            continue;
        } else {
            unknown(&next.value, place, sources, &layers)
        };
        problems.push(problem);
        whole = false;
        if layers.iter().any(|layer| layer.name == DEFAULT) {
            return (layers, whole);
        }
        next = Spanned { value: DEFAULT.into(), span: 0..0 };
    }
}

/// Returns the theme that a theme extends, if any.
pub fn parent_of(name: &str, files: &ThemeFiles) -> Option<String> {
    match manifest::read(files, &mut Vec::new()).parent {
        Some(parent) if parent.value == NO_PARENT => None,
        Some(parent) => Some(parent.value),
        None => (name != DEFAULT).then(|| DEFAULT.to_owned()),
    }
}

fn own_parent(layers: &[Layer], name: &str, place: Place) -> Diagnostic {
    let way: Vec<_> = layers.iter().map(|layer| layer.name.as_str()).skip_while(|it| *it != name).collect();
    let message = format!("the theme `{name}` is its own parent: {} → {name}", way.join(" → "));
    Diagnostic::error(place, message).help("name another parent, or remove the line")
}

fn unknown(name: &str, place: Place, sources: &BTreeMap<String, ThemeFiles>, layers: &[Layer]) -> Diagnostic {
    // A theme of the chain cannot be its own parent.
    let known = || sources.keys().filter(|it| layers.iter().all(|layer| layer.name != **it));
    let help = match nearest(name, known().map(String::as_str)) {
        Some(name) => format!("did you mean `{name}`?"),
        None => {
            let known: Vec<String> = known().map(|it| format!("`{it}`")).collect();
            format!("the themes here are {}", known.join(", "))
        }
    };
    Diagnostic::error(place, format!("there is no theme `{name}`: no folder themes/{name}")).help(help)
}

/// Returns the files below a folder of the theme, each from the first layer that has it.
pub fn merged(layers: &[Layer], folder: &str) -> BTreeMap<String, ThemeSource> {
    let mut files = BTreeMap::new();
    for layer in layers {
        for (path, source) in layer.files.iter().filter(|(path, _)| path.starts_with(folder)) {
            files.entry(path[folder.len()..].to_owned()).or_insert_with(|| source.clone());
        }
    }
    files
}

/// The note at the start of a file that was copied from a parent. It identifies the original, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The theme it was copied from.
    pub theme: String,
    /// That theme's version at the time.
    pub version: String,
    /// The fingerprint of the file at the time.
    pub fingerprint: u64,
}

/// The text by which the note is found.
const NOTE: &str = "Copied from the theme ";

impl Copied {
    /// Returns the note for a file of a theme as it is now.
    pub fn of(layer: &Layer, bytes: &[u8]) -> Copied {
        Copied {
            theme: layer.name.clone(),
            version: layer.manifest.version.clone(),
            fingerprint: xxh3_64(bytes),
        }
    }

    /// Returns the note as a comment of one line in the file's language; `None` if it has no comments.
    fn line(&self, path: &str) -> Option<String> {
        let note = format!(
            "{NOTE}{} {} ({:016x}); `handout theme diff` compares.",
            self.theme, self.version, self.fingerprint
        );
        let line = match path.rsplit('.').next()? {
            "html" => format!("{{#- {note} -#}}\n"),
            "css" | "js" | "typ" => format!("/* {note} */\n"),
            "svg" | "xml" => format!("<!-- {note} -->\n"),
            "toml" => format!("# {note}\n"),
            _ => return None,
        };
        Some(line)
    }

    /// Returns a file with the note at its start; `None` if its language has no comments.
    pub fn over(&self, path: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        let (first, rest) = bytes.split_at(head(bytes));
        Some([first, self.line(path)?.as_bytes(), rest].concat())
    }

    /// Returns a file without the note.
    pub fn under(bytes: &[u8]) -> Vec<u8> {
        if Copied::read(bytes).is_none() {
            return bytes.to_vec();
        }
        let (first, rest) = bytes.split_at(head(bytes));
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        [first, &rest[end..]].concat()
    }

    /// Reads the note of a file, with its place.
    pub fn read(bytes: &[u8]) -> Option<(Copied, std::ops::Range<usize>)> {
        let text = std::str::from_utf8(bytes).ok()?;
        let start = head(bytes);
        let line = text[start..].lines().next()?;
        let at = start + line.find(NOTE)?;
        let end = start + line.len();
        let (name, rest) = text[at + NOTE.len()..end].split_once(" (")?;
        let (theme, version) = name.rsplit_once(' ')?;
        let (fingerprint, _) = rest.split_once(')')?;
        let copied = Copied {
            theme: theme.to_owned(),
            version: version.to_owned(),
            fingerprint: u64::from_str_radix(fingerprint, 16).ok()?,
        };
        Some((copied, at..end))
    }
}

/// Returns the length of a first line that must stay first: an XML declaration or the encoding of a style sheet.
fn head(bytes: &[u8]) -> usize {
    let stays = [&b"<?xml"[..], b"@charset"].iter().any(|it| bytes.starts_with(it));
    bytes.iter().position(|byte| *byte == b'\n').filter(|_| stays).map_or(0, |at| at + 1)
}

/// Returns a warning for each file that was copied from a parent and has changed there since.
pub fn outdated(layers: &[Layer]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (at, layer) in layers.iter().enumerate() {
        for (path, source) in layer.files.iter() {
            let Some((copied, span)) = Copied::read(&source.bytes) else { continue };
            let parent = layers[at + 1..].iter().find(|it| it.name == copied.theme);
            let original = parent.and_then(|it| it.files.get(path));
            if original.is_some_and(|it| xxh3_64(&it.bytes) == copied.fingerprint) {
                continue;
            }
            let name = &copied.theme;
            let (message, help) = match (parent, original) {
                (None, _) => (
                    format!("this file was copied from the theme `{name}`, which is no longer a parent"),
                    "if the copy no longer needs to be compared, remove the note".to_owned(),
                ),
                (_, None) => (
                    format!("the theme `{name}` no longer has `{path}`, which this file was copied from"),
                    "if the copy no longer needs to be compared, remove the note".to_owned(),
                ),
                // The commands only change the site's own theme.
                _ if at > 0 => (
                    format!("`{path}` of the theme `{name}` has changed since it was copied"),
                    format!("a newer version of the theme `{}` may include the change", layer.name),
                ),
                _ => (
                    format!("`{path}` of the theme `{name}` has changed since it was copied"),
                    format!(
                        "`handout theme diff {path}` shows the change; copy what you need, then \
                         `handout theme eject {path} --keep` marks it as reviewed"
                    ),
                ),
            };
            problems.push(Diagnostic::warning(Place::span(&source.path, span), message).help(help));
        }
    }
    problems
}
