//! A theme: templates, assets, and what a site may change in them. A theme is a chain of folders, each over its
//! parent, down to the default theme. The only place that knows Tera. Loading checks the whole set; rendering is a
//! function of a template's name and a view.

mod assets;
mod chain;
mod fields;
pub mod functions;
pub mod kinds;
pub mod manifest;
mod report;
mod settings;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::{Context, Tera};

pub use assets::Asset;
pub use chain::{Copied, Layer};
pub use report::names_after;

use crate::config::ThemeChoice;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::discover::{self, ThemeFiles, ThemeSource};
use crate::kinds::Kinds;
use crate::paths::SourcePath;
use crate::raw::{Spanned, Value};
use crate::tokens::Token;
use crate::view;
use functions::Addresses;

/// The theme inside the program, which every chain ends with.
pub const DEFAULT: &str = "default";

/// The template of a page whose kind has none.
const FALLBACK: &str = "page.html";

/// Templates that the program asks for by name.
const NEEDED: [&str; 3] = [FALLBACK, "section.html", "not-found.html"];

/// The folder of what a theme brings for print.
const PRINT: &str = "print/";

/// A theme, ready to render.
pub struct Theme {
    tera: Tera,
    /// The folders it is made of, from the site's own to the default one.
    pub layers: Vec<Layer>,
    /// Its assets by name, with the names they get in the site.
    pub assets: BTreeMap<String, Asset>,
    /// The kinds a page may be of.
    pub kinds: Arc<Kinds>,
    /// The names of its templates.
    pub templates: BTreeSet<String>,
    /// The words that templates and the writer of HTML print.
    pub labels: BTreeMap<String, String>,
    /// The site's settings over the theme's defaults.
    pub settings: BTreeMap<String, Spanned<Value>>,
    /// Colours, fonts and sizes.
    pub tokens: BTreeMap<String, Token>,
    /// What it brings for print, by its path in `print/`; what a theme without parents lacks is the default theme's.
    pub print: BTreeMap<String, ThemeSource>,
    /// Mistakes in the theme, and in what the site sets in it.
    pub problems: Vec<Diagnostic>,
    /// Whether every theme that it builds on is there.
    pub whole: bool,
    sources: Arc<BTreeMap<String, ThemeFiles>>,
}

impl Theme {
    /// Loads a theme from the files of all themes and applies the site's settings.
    pub fn load(sources: &Arc<BTreeMap<String, ThemeFiles>>, choice: &ThemeChoice) -> Theme {
        let mut problems = Vec::new();
        let (layers, whole) = chain::layers(sources, &choice.name, &mut problems);
        let of_chain = problems.len();
        let mut labels = BTreeMap::new();
        let mut kinds = kinds::resolve(&layers, &mut labels, &mut problems);
        kinds.elsewhere = kinds::elsewhere(sources, &layers);
        let mut theme = Theme {
            tera: Tera::default(),
            assets: BTreeMap::new(),
            kinds: Arc::new(kinds),
            templates: BTreeSet::new(),
            labels,
            settings: BTreeMap::new(),
            tokens: BTreeMap::new(),
            print: chain::merged(&layers, PRINT),
            problems,
            whole,
            sources: Arc::clone(sources),
            layers,
        };
        for (path, source) in discover::default_theme() {
            if let Some(name) = path.strip_prefix(PRINT) {
                theme.print.entry(name.to_owned()).or_insert(source);
            }
        }
        settings::apply(&mut theme, choice);
        theme.problems.extend(chain::outdated(&theme.layers));
        let files = chain::merged(&theme.layers, "assets/");
        theme.assets = assets::load(&files, &theme.tokens, &mut theme.problems);
        theme.load_templates(of_chain == 0);
        if !theme.whole {
            // The rest would only tell what is missing because a parent is.
            theme.problems.truncate(of_chain);
        }
        theme
    }

    /// Whether a theme loaded from `sources` would be this one, with equal settings.
    pub fn is_from(&self, sources: &BTreeMap<String, ThemeFiles>) -> bool {
        *self.sources == *sources
    }

    /// The text of one of its files, for a diagnostic.
    pub fn text(&self, path: &SourcePath) -> Option<&str> {
        let source = self.sources.values().flat_map(BTreeMap::values).find(|source| source.path == *path)?;
        std::str::from_utf8(&source.bytes).ok()
    }

    /// Returns the template for a kind of page: its own, else that of a kind it extends, else the one for any page.
    pub fn template_for(&self, kind: &str) -> &str {
        let wanted = &self.kinds.of(kind).templates;
        wanted.iter().find(|name| self.templates.contains(*name)).map_or(FALLBACK, String::as_str)
    }

    /// One of the words the writer of HTML prints; its key where a theme does not have it.
    pub fn label<'a>(&'a self, key: &'a str) -> &'a str {
        self.labels.get(key).map_or(key, String::as_str)
    }

    /// The theme with the addresses of a site's pages, which templates may ask for.
    pub fn bind(&self, pages: Addresses) -> Renderer {
        let mut tera = self.tera.clone();
        functions::register_pages(&mut tera, pages);
        Renderer { tera, layers: self.layers.clone() }
    }

    /// `sound` tells whether the chain is: in another one, that a template does not fit its parent says nothing new.
    fn load_templates(&mut self, sound: bool) {
        let mut texts = Vec::new();
        for layer in &self.layers {
            for (relative, source) in layer.files.iter().filter(|(path, _)| path.starts_with("templates/")) {
                let name = &relative["templates/".len()..];
                match std::str::from_utf8(&source.bytes) {
                    Ok(text) => texts.push((format!("{}/{name}", layer.name), text.to_owned())),
                    Err(_) => self
                        .problems
                        .push(Diagnostic::error(Place::file(&source.path), "a template that is not UTF-8")),
                }
                self.templates.insert(name.to_owned());
            }
        }
        // A name without a theme before it is looked for from the site's own theme to the default one.
        let prefixes: Vec<String> = self.layers.iter().map(|layer| format!("{}/", layer.name)).collect();
        self.tera.set_fallback_prefixes(prefixes).expect("no template is there yet");
        let everywhere = view::Everywhere {
            labels: &self.labels,
            theme: &self.settings,
            tokens: &self.tokens,
            handout: view::Program { version: env!("CARGO_PKG_VERSION") },
        };
        let everywhere = Context::from_serialize(&everywhere).expect("a struct is a map");
        // What is the same on every page is made into Tera's values once.
        self.tera.global_context().extend(everywhere);
        let urls = self.assets.iter().map(|(name, asset)| (name.clone(), asset.url.clone())).collect();
        functions::register(&mut self.tera, urls);
        functions::register_pages(&mut self.tera, Addresses::default());
        if let Err(error) = self.tera.add_raw_templates(texts) {
            let problems = report::diagnostics(&error, "", &self.layers);
            self.problems.extend(problems.into_iter().filter(|_| sound));
        } else {
            self.check_names();
        }
        self.check_kinds();
        self.check_needed();
    }

    /// Reports the templates that kinds of page name and no theme has.
    fn check_kinds(&mut self) {
        let named = self.layers.iter().flat_map(|layer| {
            layer.manifest.kinds.iter().filter_map(|kind| Some((&layer.name, kind.value.template.as_ref()?)))
        });
        let missing = named.filter(|(_, template)| !self.templates.contains(&template.value));
        let problem = |(layer, template): (&String, &Spanned<String>)| {
            let path = SourcePath::new(format!("themes/{layer}/{}", manifest::FILE));
            let near = nearest(&template.value, self.templates.iter().map(String::as_str));
            let message = format!("the theme has no template `{}`", template.value);
            Diagnostic::error(Place::span(&path, template.span.clone()), message)
                .help_if(near.map(|near| format!("did you mean `{near}`?")))
        };
        let problems: Vec<_> = missing.map(problem).collect();
        self.problems.extend(problems);
    }

    fn check_needed(&mut self) {
        let missing = NEEDED.iter().filter(|name| !self.templates.contains(**name));
        self.problems.extend(missing.map(|name| {
            let own = self.layers.first().map_or(DEFAULT, |layer| &layer.name);
            let place = Place::file(&SourcePath::new(format!("themes/{own}/templates/{name}")));
            Diagnostic::error(place, format!("the theme has no template `{name}`, which every theme needs"))
        }));
    }

    /// A variable or field that no view has would only fail on the page that uses it: finds it now.
    fn check_names(&mut self) {
        let keys = fields::Keys::from([
            ("labels", self.labels.keys().map(String::as_str).collect()),
            ("theme", self.settings.keys().map(String::as_str).collect()),
            ("tokens", self.tokens.keys().map(String::as_str).collect()),
        ]);
        let assets: Vec<&str> = self.assets.keys().map(String::as_str).collect();
        let mut problems = Vec::new();
        for layer in &self.layers {
            for (relative, source) in layer.files.iter() {
                let Some(name) = relative.strip_prefix("templates/") else { continue };
                let text = String::from_utf8_lossy(&source.bytes);
                problems.extend(self.unknown_variables(
                    &format!("{}/{name}", layer.name),
                    &source.path,
                    &text,
                ));
                problems.extend(fields::check(&source.path, &text, &keys));
                problems.extend(fields::check_assets(&source.path, &text, &assets));
            }
        }
        self.problems.extend(problems);
    }

    fn unknown_variables(&self, template: &str, path: &SourcePath, text: &str) -> Vec<Diagnostic> {
        let used = self.tera.get_template_variables(template).unwrap_or_default();
        let mut used: Vec<&str> =
            used.into_iter().filter(|it| !view::variables().any(|known| known == *it)).collect();
        used.sort_unstable();
        // A variable that is not in the text comes from a parent or an included template, which is told there.
        let places = used.into_iter().filter_map(|it| Some((it, report::variable_in(text, it)?)));
        let problem = |(variable, span): (&str, _)| {
            let help = match nearest(variable, view::variables()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("the variables are {}", view::variables().collect::<Vec<_>>().join(", ")),
            };
            let message = format!("no template has a variable `{variable}`");
            Diagnostic::error(Place::span(path, span), message).help(help)
        };
        places.map(problem).collect()
    }
}

/// A theme with a site's addresses.
pub struct Renderer {
    tera: Tera,
    layers: Vec<Layer>,
}

impl Renderer {
    /// Renders a template. A mistake in it is a diagnostic at its place.
    pub fn render(&self, template: &str, view: &view::View<'_>) -> Result<Vec<u8>, Diagnostic> {
        let context = Context::from_serialize(view).map_err(|error| self.problem(&error, template))?;
        let mut out = Vec::with_capacity(32 * 1024);
        self.tera.render_to(template, &context, &mut out).map_err(|error| self.problem(&error, template))?;
        Ok(out)
    }

    fn problem(&self, error: &tera::Error, template: &str) -> Diagnostic {
        report::diagnostics(error, template, &self.layers).swap_remove(0)
    }
}
