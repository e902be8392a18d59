//! `handout theme`: starts a theme, lists what can be changed in one, copies a file of the parent to change it, and
//! compares the copy with the parent's file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use similar::TextDiff;

use super::{FINE, new, say};
use crate::config;
use crate::diagnostic::nearest;
use crate::error::Error;
use crate::snapshot::{Options, Snapshot};
use crate::theme::{Copied, DEFAULT, Layer, names_after};
use crate::theme::{directives, kinds, manifest};

/// The folder of fonts for PDFs, which a list shows as one entry.
const PRINT_FONTS: &str = "print/fonts/";

/// The commands of `handout theme`.
#[derive(Subcommand)]
pub enum ThemeCommand {
    /// Create a theme that extends the default theme
    New {
        /// Its name: letters, digits and `-`
        name: String,
        /// Folder of the guide
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
    },
    /// List the files of the site's theme and the theme each comes from
    List {
        /// Only this file or folder; for a single template, also its blocks and components
        path: Option<String>,
        /// Folder of the guide
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
    },
    /// Copy a file of the parent theme into the site's theme, to edit it there
    Eject {
        /// The file, such as `templates/page.html`
        path: String,
        /// Keep the existing copy, and only mark it as up to date with the parent's file
        #[arg(long)]
        keep: bool,
        /// Folder of the guide
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
    },
    /// Show how a copied file differs from the parent's file
    Diff {
        /// The file, such as `templates/page.html`
        path: String,
        /// Folder of the guide
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
    },
}

/// Runs a command of `handout theme`; returns the exit code.
pub fn run(command: &ThemeCommand) -> Result<u8, Error> {
    match command {
        ThemeCommand::New { name, root } => start(name, root)?,
        ThemeCommand::List { path, root } => list(path.as_deref(), root)?,
        ThemeCommand::Eject { path, keep: false, root } => eject(path, root)?,
        ThemeCommand::Eject { path, keep: true, root } => keep(path, root)?,
        ThemeCommand::Diff { path, root } => diff(path, root)?,
    }
    Ok(FINE)
}

fn start(name: &str, root: &Path) -> Result<(), Error> {
    let folder = below(root, name);
    let is_name =
        |it: &str| it.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') && !it.is_empty();
    if !is_name(name) || matches!(name, "none" | DEFAULT) {
        let why = "is not a valid theme name: use letters, digits and `-`, and neither `default` nor `none`";
        return Err(Error::refused(name, why));
    }
    let files = new::write_theme(&folder, name)?;
    say(&format!("Created a theme with {files} files in {}.", folder.display()));
    say(&format!("Next: add these lines to site.toml:\n\n[theme]\nname = \"{name}\""));
    Ok(())
}

/// Returns the folder of a theme, as a message names it.
fn below(root: &Path, name: &str) -> PathBuf {
    root.strip_prefix(".").unwrap_or(root).join("themes").join(name)
}

/// Returns the file of the site's settings, as a message names it.
fn settings(root: &Path) -> PathBuf {
    root.strip_prefix(".").unwrap_or(root).join(config::FILE)
}

/// Returns the layers of the site's theme, from its own to the last parent.
fn layers(root: &Path) -> Result<Vec<Layer>, Error> {
    let snapshot = Snapshot::take(&Options::new(root), None)?;
    if !snapshot.theme.whole {
        let why = "the site's theme or one of its parents is missing; `handout check` shows which";
        return Err(Error::refused(settings(root), why));
    }
    Ok(snapshot.theme.layers.clone())
}

/// Returns the top layer, the site's own theme, and its folder. Fails if the site has no theme of its own.
fn own(layers: &[Layer], root: &Path) -> Result<(Layer, PathBuf), Error> {
    let own = layers.first().filter(|it| below(root, &it.name).is_dir());
    match own {
        Some(own) => Ok((own.clone(), below(root, &own.name))),
        None => Err(Error::refused(
            settings(root),
            "the site uses the built-in theme, which cannot be edited: make one of your own with \
             `handout theme new NAME`, and name it in site.toml",
        )),
    }
}

/// Returns the file of the nearest parent that has this path, and that parent.
fn original<'a>(layers: &'a [Layer], path: &str) -> Result<(&'a Layer, &'a [u8]), Error> {
    let parents = layers.get(1..).unwrap_or_default();
    if let Some(found) = parents.iter().find_map(|it| Some((it, &*it.files.get(path)?.bytes))) {
        return Ok(found);
    }
    let known = parents.iter().flat_map(|layer| layer.files.keys().map(String::as_str));
    let hint = nearest(path, known).map(|it| format!("; did you mean `{it}`?")).unwrap_or_default();
    Err(Error::refused(path, format!("no parent of the site's theme has this file{hint}")))
}

fn list(path: Option<&str>, root: &Path) -> Result<(), Error> {
    let layers = layers(root)?;
    let wanted = path.unwrap_or_default().trim_end_matches('/');
    let inside = |it: &str| wanted.is_empty() || it == wanted || it.starts_with(&format!("{wanted}/"));
    let mut paths: Vec<&str> = layers.iter().flat_map(|it| it.files.keys().map(String::as_str)).collect();
    if !wanted.starts_with(PRINT_FONTS.trim_end_matches('/')) {
        // There are many fonts, and nobody edits them.
        paths.iter_mut().filter(|it| it.starts_with(PRINT_FONTS)).for_each(|it| *it = PRINT_FONTS);
    }
    paths.sort_unstable();
    paths.dedup();
    let near = nearest(wanted, paths.iter().copied());
    paths.retain(|it| inside(it));
    if paths.is_empty() {
        let hint = near.map(|it| format!("; did you mean `{it}`?")).unwrap_or_default();
        return Err(Error::refused(wanted, format!("the theme has no such file or folder{hint}")));
    }
    let width = paths.iter().map(|it| it.len()).max().unwrap_or_default();
    for path in &paths {
        let has = |layer: &&Layer| match *path {
            PRINT_FONTS => layer.files.keys().any(|it| it.starts_with(PRINT_FONTS)),
            file => layer.files.contains_key(file),
        };
        let themes: Vec<&str> = layers.iter().filter(has).map(|it| it.name.as_str()).collect();
        let over =
            if themes.len() > 1 { format!(" (over {})", themes[1..].join(", ")) } else { String::new() };
        say(&format!("{path:width$}  {}{over}", themes[0]));
    }
    match paths[..] {
        [manifest::FILE] => describe_manifest(&layers),
        [single] => describe(&layers, single),
        _ => {}
    }
    Ok(())
}

/// Prints the names of what a theme or a site can set.
fn describe_manifest(layers: &[Layer]) {
    let manifests = || layers.iter().map(|layer| &layer.manifest);
    let settings = manifests().flat_map(|it| it.settings.keys().cloned()).collect();
    let tokens = manifests().flat_map(|it| it.tokens.iter().map(|token| token.key.clone())).collect();
    let mut labels: BTreeMap<String, String> = BTreeMap::new();
    labels.extend(manifests().flat_map(|it| it.labels.clone()));
    let kinds = kinds::resolve(layers, None, &mut labels, &mut Vec::new());
    let kinds = kinds.iter().map(|kind| kind.name().to_owned()).collect();
    let directives = directives::resolve(layers, &mut Vec::new());
    let directives = directives.declared().map(|kind| kind.name.to_string()).collect();
    let labels = labels.into_keys().collect();
    let lists = [
        ("kinds", kinds),
        ("directives", directives),
        ("settings", settings),
        ("tokens", tokens),
        ("labels", labels),
    ];
    for (what, names) in lists {
        let names: BTreeSet<String> = names;
        if !names.is_empty() {
            say(&format!("{what}: {}", Vec::from_iter(names).join(", ")));
        }
    }
}

/// Prints the blocks and components of a template, which a theme can override.
fn describe(layers: &[Layer], path: &str) {
    let sources = layers.iter().filter_map(|layer| layer.files.get(path));
    let text: String = sources.map(|source| String::from_utf8_lossy(&source.bytes)).collect();
    for (what, tag) in [("blocks", "block"), ("components", "component")] {
        let names = names_after(&text, tag);
        if !names.is_empty() {
            say(&format!("{what}: {}", names.join(", ")));
        }
    }
}

fn eject(path: &str, root: &Path) -> Result<(), Error> {
    let layers = layers(root)?;
    let (own, folder) = own(&layers, root)?;
    let (parent, bytes) = original(&layers, path)?;
    let target = folder.join(path);
    if own.files.contains_key(path) || target.exists() {
        let why = format!("already exists; `handout theme diff {path}` compares it with the parent's file");
        return Err(Error::refused(target, why));
    }
    let noted = Copied::of(parent, bytes).over(path, bytes);
    write(&target, noted.as_deref().unwrap_or(bytes))?;
    say(&format!("Copied {path} of the theme {} to {}.", parent.name, target.display()));
    if noted.is_none() {
        say(
            "This type of file cannot contain a note, so later changes to the parent's file are not reported.",
        );
    }
    Ok(())
}

/// Updates the note at the start of a copy.
fn keep(path: &str, root: &Path) -> Result<(), Error> {
    let layers = layers(root)?;
    let (own, folder) = own(&layers, root)?;
    let (parent, bytes) = original(&layers, path)?;
    let target = folder.join(path);
    let Some(copy) = own.files.get(path) else {
        return Err(Error::refused(target, "does not exist yet; run eject without --keep to copy it"));
    };
    let Some(noted) = Copied::of(parent, bytes).over(path, &Copied::under(&copy.bytes)) else {
        return Err(Error::refused(
            target,
            "is a type of file that cannot contain a note; nothing was written",
        ));
    };
    write(&target, &noted)?;
    say(&format!("{} is marked as up to date with the theme {}.", target.display(), parent.name));
    Ok(())
}

fn diff(path: &str, root: &Path) -> Result<(), Error> {
    let layers = layers(root)?;
    let (own, folder) = own(&layers, root)?;
    let (parent, bytes) = original(&layers, path)?;
    let Some(copy) = own.files.get(path) else {
        return Err(Error::refused(folder.join(path), "does not exist; `handout theme eject` copies it"));
    };
    let (old, new) = (String::from_utf8_lossy(bytes), Copied::under(&copy.bytes));
    let new = String::from_utf8_lossy(&new);
    let diff = TextDiff::from_lines(old.as_ref(), new.as_ref());
    let mut shown = String::new();
    let _ = write!(
        shown,
        "{}",
        diff.unified_diff().header(&format!("{}/{path}", parent.name), &format!("{}/{path}", own.name))
    );
    say(if shown.is_empty() { "The two files are identical." } else { shown.trim_end() });
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    fs::write(path, bytes).map_err(Error::io("write", path))
}
