//! The chain of a theme: each over its parent, down to the default one. A file of a theme takes the place of the
//! parent's file of the same name; the rest comes from the parent.

use std::collections::BTreeMap;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use crate::config;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::discover::{ThemeFiles, ThemeSource};
use crate::paths::SourcePath;
use crate::schema::Spanned;
use crate::theme::DEFAULT;
use crate::theme::manifest::{self, Manifest};

/// The parent of a theme that stands alone.
const NO_PARENT: &str = "none";

/// One theme of a chain.
#[derive(Clone)]
pub struct Layer {
    /// Its name: that of its folder.
    pub name: String,
    /// Its files by their path in it.
    pub files: Arc<ThemeFiles>,
    /// What it says of itself.
    pub manifest: Arc<Manifest>,
}

/// The layers of a theme, from itself to the one that has no parent. A mistake in the chain ends it with the default
/// theme, so that the rest can be checked.
pub fn layers(
    sources: &BTreeMap<String, ThemeFiles>,
    choice: &Spanned<String>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Layer> {
    let mut layers: Vec<Layer> = Vec::new();
    let mut next = choice.clone();
    let mut named_in = SourcePath::new(config::FILE);
    loop {
        let place = Place::span(&named_in, next.span.clone());
        let problem = if layers.iter().any(|layer| layer.name == next.value) {
            own_parent(&layers, &next.value, place)
        } else if let Some(files) = sources.get(&next.value) {
            let manifest = manifest::read(files, problems);
            let parent = manifest.parent.clone();
            named_in = SourcePath::new(format!("themes/{}/{}", next.value, manifest::FILE));
            let is_default = next.value == DEFAULT;
            layers.push(Layer {
                name: next.value,
                files: Arc::new(files.clone()),
                manifest: Arc::new(manifest),
            });
            next = match parent {
                Some(parent) if parent.value == NO_PARENT => return layers,
                Some(parent) => parent,
                None if is_default => return layers,
                None => Spanned { value: DEFAULT.into(), span: 0..0 },
            };
            continue;
        } else {
            unknown(&next.value, place, sources)
        };
        problems.push(problem);
        if layers.iter().any(|layer| layer.name == DEFAULT) {
            return layers;
        }
        next = Spanned { value: DEFAULT.into(), span: 0..0 };
    }
}

fn own_parent(layers: &[Layer], name: &str, place: Place) -> Diagnostic {
    let way: Vec<_> = layers.iter().map(|layer| layer.name.as_str()).skip_while(|it| *it != name).collect();
    let message = format!("the theme `{name}` is its own parent: {} → {name}", way.join(" → "));
    Diagnostic::error(place, message).help("name another parent, or take the line away")
}

fn unknown(name: &str, place: Place, sources: &BTreeMap<String, ThemeFiles>) -> Diagnostic {
    let known: Vec<String> = sources.keys().map(|it| format!("`{it}`")).collect();
    let help = match nearest(name, sources.keys().map(String::as_str)) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("the themes here are {}", known.join(", ")),
    };
    Diagnostic::error(place, format!("there is no theme `{name}`: no folder themes/{name}")).help(help)
}

/// The files below a folder of the theme, each from the first layer that has it.
pub fn merged(layers: &[Layer], folder: &str) -> BTreeMap<String, ThemeSource> {
    let mut files = BTreeMap::new();
    for layer in layers {
        for (path, source) in layer.files.iter().filter(|(path, _)| path.starts_with(folder)) {
            files.entry(path[folder.len()..].to_owned()).or_insert_with(|| source.clone());
        }
    }
    files
}

/// The note at the head of a file that was copied from a parent: which file it was, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The theme it was copied from.
    pub theme: String,
    /// That theme's version at the time.
    pub version: String,
    /// Fingerprint of the file at the time.
    pub fingerprint: u64,
}

/// The words that the note is found by.
const NOTE: &str = "Copied from the theme ";

impl Copied {
    /// The note for a file of a theme as it is now.
    pub fn of(layer: &Layer, bytes: &[u8]) -> Copied {
        Copied {
            theme: layer.name.clone(),
            version: layer.manifest.version.clone(),
            fingerprint: xxh3_64(bytes),
        }
    }

    /// The line to put at the head of a copy, as a comment of its language; `None` for one that has no comments.
    pub fn line(&self, path: &str) -> Option<String> {
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

    /// Reads the note of a file, with its place.
    pub fn read(bytes: &[u8]) -> Option<(Copied, std::ops::Range<usize>)> {
        let text = std::str::from_utf8(bytes).ok()?;
        let line = text.lines().next()?;
        let at = line.find(NOTE)?;
        let (name, rest) = line[at + NOTE.len()..].split_once(" (")?;
        let (theme, version) = name.rsplit_once(' ')?;
        let (fingerprint, _) = rest.split_once(')')?;
        let copied = Copied {
            theme: theme.to_owned(),
            version: version.to_owned(),
            fingerprint: u64::from_str_radix(fingerprint, 16).ok()?,
        };
        Some((copied, at..line.len()))
    }
}

/// A warning for each file that was copied from a parent which has changed since.
pub fn outdated(layers: &[Layer]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (at, layer) in layers.iter().enumerate() {
        for (path, source) in layer.files.iter() {
            let Some((copied, span)) = Copied::read(&source.bytes) else { continue };
            let original =
                layers[at + 1..].iter().find(|it| it.name == copied.theme).and_then(|it| it.files.get(path));
            let place = Place::span(&source.path, span);
            match original {
                Some(original) if xxh3_64(&original.bytes) == copied.fingerprint => {}
                Some(_) => problems.push(
                    Diagnostic::warning(
                        place,
                        format!("`{path}` of the theme `{}` has changed since it was copied", copied.theme),
                    )
                    .help(format!(
                        "`handout theme diff {path}` shows how; take over what you need, then \
                             `handout theme eject {path} --keep` notes that you have seen it"
                    )),
                ),
                None => problems.push(
                    Diagnostic::warning(
                        place,
                        format!("the theme `{}` has no `{path}` any more", copied.theme),
                    )
                    .help("take the first line away if this file stands for itself now"),
                ),
            }
        }
    }
    problems
}
