//! A theme: templates, assets, and the words and settings a site may change. The only place that knows Tera.
//! Loading checks the whole set; rendering is a function of a template's name and a view.

mod assets;
mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::{Context, Kwargs, State, Tera, TeraResult};

pub use assets::Asset;

use crate::config::{self, ThemeChoice};
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::discover::ThemeSource;
use crate::paths::{SourcePath, UrlPath};
use crate::raw::{self, Entry, Node, Value};
use crate::schema::{Field, Kind, Reader, Unknown};

/// The kinds of page that every theme has.
const KINDS: [&str; 4] = ["page", "technique", "benefit", "tip"];

/// The template of a page whose kind has none.
const FALLBACK: &str = "page.html";

/// The keys of `theme.toml`.
pub const FIELDS: &[Field] = &[
    Field { name: "name", kind: Kind::Text, doc: "The theme's name." },
    Field { name: "version", kind: Kind::Text, doc: "The theme's version." },
    Field { name: "description", kind: Kind::Text, doc: "One sentence about the theme." },
    Field {
        name: "kinds",
        kind: Kind::Texts,
        doc: "Kinds of page beside `page`, `technique`, `benefit` and `tip`.",
    },
    Field { name: "labels", kind: Kind::Free, doc: "The words that templates print." },
    Field { name: "settings", kind: Kind::Free, doc: "What a site may set under `[theme]`, with defaults." },
];

/// A theme, ready to render.
pub struct Theme {
    tera: Tera,
    /// Its assets by name, with the names they get in the site.
    pub assets: BTreeMap<String, Asset>,
    /// The kinds a page may be of.
    pub kinds: BTreeSet<String>,
    /// The names of its templates.
    pub templates: BTreeSet<String>,
    /// The words that templates and the writer of HTML print.
    pub labels: BTreeMap<String, String>,
    /// The site's settings over the theme's defaults.
    pub settings: BTreeMap<String, Node>,
    /// Mistakes in the theme, and in what the site sets in it.
    pub problems: Vec<Diagnostic>,
    sources: BTreeMap<String, ThemeSource>,
}

impl Theme {
    /// Loads a theme from its files and applies the site's settings.
    pub fn load(sources: &BTreeMap<String, ThemeSource>, choice: &ThemeChoice) -> Theme {
        let mut theme = Theme {
            tera: Tera::default(),
            assets: BTreeMap::new(),
            kinds: KINDS.map(str::to_owned).into(),
            templates: BTreeSet::new(),
            labels: BTreeMap::new(),
            settings: BTreeMap::new(),
            problems: Vec::new(),
            sources: sources.clone(),
        };
        theme.read_manifest();
        theme.apply(choice);
        theme.assets = assets::load(sources, &mut theme.problems);
        theme.load_templates(&choice.name.value);
        theme
    }

    /// Whether a theme loaded from `sources` and `choice` would be this one.
    pub fn is_from(&self, sources: &BTreeMap<String, ThemeSource>) -> bool {
        let same =
            |(a, b): ((&String, &ThemeSource), (&String, &ThemeSource))| a.0 == b.0 && a.1.bytes == b.1.bytes;
        self.sources.len() == sources.len() && self.sources.iter().zip(sources).all(same)
    }

    /// The text of one of its files, for a diagnostic.
    pub fn text(&self, path: &SourcePath) -> Option<&str> {
        let source = self.sources.values().find(|source| source.path == *path)?;
        std::str::from_utf8(&source.bytes).ok()
    }

    /// The template for a kind of page: its own, or the one for any page.
    pub fn template_for(&self, kind: &str) -> String {
        let own = format!("{kind}.html");
        if self.templates.contains(&own) { own } else { FALLBACK.to_owned() }
    }

    /// One of the words the writer of HTML prints; its key where a theme does not have it.
    pub fn label<'a>(&'a self, key: &'a str) -> &'a str {
        self.labels.get(key).map_or(key, String::as_str)
    }

    /// Renders a template. A mistake in it is a diagnostic at its place.
    pub fn render(&self, template: &str, view: &impl serde::Serialize) -> Result<Vec<u8>, Diagnostic> {
        let context = Context::from_serialize(view).map_err(|error| self.problem(&error, template))?;
        let mut out = Vec::with_capacity(32 * 1024);
        self.tera.render_to(template, &context, &mut out).map_err(|error| self.problem(&error, template))?;
        Ok(out)
    }

    fn problem(&self, error: &tera::Error, template: &str) -> Diagnostic {
        let mut all = report::diagnostics(error, template, &self.sources);
        all.swap_remove(0)
    }

    fn read_manifest(&mut self) {
        let Some(source) = self.sources.get("theme.toml") else { return };
        let path = source.path.clone();
        let text = String::from_utf8_lossy(&source.bytes).into_owned();
        let (node, errors) = raw::toml(&text);
        self.problems.extend(errors.into_iter().map(|error| {
            Diagnostic::error(Place::span(&path, error.span), format!("not valid TOML: {}", error.message))
                .help(raw::TOML_HELP)
        }));
        let Value::Map(entries) = node.value else { return };
        let reader = Reader { path: &path, what: "theme.toml", unknown: Unknown::Error };
        let mut manifest = reader.check(entries, FIELDS, &mut self.problems);
        self.kinds.extend(manifest.texts("kinds").into_iter().map(|kind| kind.value));
        for entry in manifest.table("labels") {
            let span = entry.node.span.clone();
            match entry.node.value {
                Value::Text(text) => drop(self.labels.insert(entry.key, text)),
                other => self.problems.push(expected_text(&path, &entry.key, &other, span)),
            }
        }
        self.settings = manifest.table("settings").into_iter().map(|entry| (entry.key, entry.node)).collect();
    }

    /// Puts the site's labels and settings over the theme's.
    fn apply(&mut self, choice: &ThemeChoice) {
        let path = SourcePath::new(config::FILE);
        for entry in &choice.settings {
            if entry.key == "labels" {
                self.apply_labels(&path, &entry.node);
                continue;
            }
            let Some(default) = self.settings.get(&entry.key) else {
                let known = self.settings.keys().map(String::as_str).chain(["name", "labels"]);
                self.problems.push(unknown(&path, entry, "the theme has no setting", known));
                continue;
            };
            if default.value.kind() == entry.node.value.kind() {
                self.settings.insert(entry.key.clone(), entry.node.clone());
            } else {
                let (expected, found) = (default.value.kind(), entry.node.value.kind());
                let message = format!("`{}` expects {expected}, found {found}", entry.key);
                self.problems.push(Diagnostic::error(Place::span(&path, entry.node.span.clone()), message));
            }
        }
    }

    fn apply_labels(&mut self, path: &SourcePath, node: &Node) {
        let Value::Map(entries) = &node.value else {
            self.problems.push(
                Diagnostic::error(Place::span(path, node.span.clone()), "`labels` expects a table of keys")
                    .help("write it as [theme.labels]"),
            );
            return;
        };
        for entry in entries {
            match (&entry.node.value, self.labels.get_mut(&entry.key)) {
                (Value::Text(text), Some(label)) => label.clone_from(text),
                (other, Some(_)) => {
                    self.problems.push(expected_text(path, &entry.key, other, entry.node.span.clone()));
                }
                (_, None) => {
                    let known = self.labels.keys().map(String::as_str);
                    self.problems.push(unknown(path, entry, "the theme has no label", known));
                }
            }
        }
    }

    fn load_templates(&mut self, theme: &str) {
        let mut texts = Vec::new();
        for (relative, source) in &self.sources {
            let Some(name) = relative.strip_prefix("templates/") else { continue };
            match std::str::from_utf8(&source.bytes) {
                Ok(text) => texts.push((name, text)),
                Err(_) => self
                    .problems
                    .push(Diagnostic::error(Place::file(&source.path), "a template that is not UTF-8")),
            }
        }
        self.templates = texts.iter().map(|(name, _)| (*name).to_owned()).collect();
        let urls: Arc<BTreeMap<String, UrlPath>> =
            Arc::new(self.assets.iter().map(|(name, asset)| (name.clone(), asset.url.clone())).collect());
        // What is the same on every page is made into Tera's values once.
        let global = self.tera.global_context();
        global.insert("labels", &self.labels);
        global.insert("theme", &self.settings);
        global.insert("handout", &BTreeMap::from([("version", env!("CARGO_PKG_VERSION"))]));
        self.tera.register_function("asset", move |kwargs: Kwargs, state: &State<'_>| {
            asset(&urls, &kwargs, state)
        });
        if let Err(error) = self.tera.add_raw_templates(texts) {
            self.problems.extend(report::diagnostics(&error, "", &self.sources));
        }
        for needed in ["base.html", FALLBACK, "section.html", "not-found.html"] {
            if !self.templates.contains(needed) {
                let place = Place::file(&SourcePath::new(format!("themes/{theme}/templates/{needed}")));
                self.problems.push(Diagnostic::error(place, format!("the theme has no template `{needed}`, which every theme needs")));
            }
        }
    }
}

/// `asset(name=…)` in a template: the relative address of an asset.
fn asset(urls: &BTreeMap<String, UrlPath>, kwargs: &Kwargs, state: &State<'_>) -> TeraResult<String> {
    let name = kwargs.must_get::<&str>("name")?;
    let root = state.get::<String>("root")?.unwrap_or_default();
    match urls.get(name) {
        Some(url) => Ok(format!("{root}{}", UrlPath::new("").href_to(url))),
        None => {
            let hint = nearest(name, urls.keys().map(String::as_str));
            let hint = hint.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
            Err(tera::Error::message(format!("the theme has no asset `{name}`{hint}")))
        }
    }
}

fn expected_text(path: &SourcePath, key: &str, found: &Value, span: std::ops::Range<usize>) -> Diagnostic {
    Diagnostic::error(
        Place::span(path, span),
        format!("the label `{key}` expects text, found {}", found.kind()),
    )
}

fn unknown<'a>(
    path: &SourcePath,
    entry: &Entry,
    what: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let help = nearest(&entry.key, known).map(|name| format!("did you mean `{name}`?"));
    Diagnostic::error(Place::span(path, entry.key_span.clone()), format!("{what} `{}`", entry.key))
        .help_if(help)
}
