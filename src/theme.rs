//! A theme: templates, assets, and what a site can change in them. A theme is a chain of folders, each overriding its
//! parent, down to the default theme. The only module that knows Tera. Loading checks all templates; rendering is a
//! function of a template's name and a view.

mod assets;
mod budget;
mod chain;
pub mod directive_decl;
pub mod directives;
mod fields;
pub mod functions;
pub mod kind_decl;
pub mod kinds;
pub mod manifest;
mod report;
mod settings;
mod stylesheet;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tera::{Context, Tera};

pub use assets::Asset;
pub use chain::{Copied, DEFAULT, Layer, parent_of};
pub use report::names_after;

use crate::config::ThemeChoice;
use crate::deadline::{self, RunError};
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::discover::{self, ThemeFiles, ThemeSource};
use crate::document::directive::{DirectiveKind, Directives};
use crate::evidence::Scale;
use crate::kinds::Kinds;
use crate::paths::SourcePath;
use crate::raw::{Spanned, Value};
use crate::tokens::Token;
use crate::view::{self, TemplateUse};
use functions::Addresses;

/// The template of a page whose kind has none.
const FALLBACK: &str = "page.html";

/// The time that a template may take for a page.
const TIME: Duration = Duration::from_secs(30);

/// Templates that the program itself uses.
const NEEDED: [&str; 3] = [FALLBACK, "section.html", "not-found.html"];

/// The folder of a theme's files for print.
const PRINT: &str = "print/";

/// A theme, ready to render.
pub struct Theme {
    tera: Tera,
    /// The folders that it consists of, from the site's own theme to the default one.
    pub layers: Vec<Layer>,
    /// Its assets by name, with the names they get in the site.
    pub assets: BTreeMap<String, Asset>,
    /// The kinds of page.
    pub kinds: Arc<Kinds>,
    /// The directives that pages can use.
    pub directives: Arc<Directives>,
    /// The names of its templates.
    pub templates: BTreeSet<String>,
    /// The labels that templates and the HTML writer print.
    pub labels: BTreeMap<String, String>,
    /// The theme's settings with those of the site.
    pub settings: BTreeMap<String, Spanned<Value>>,
    /// Colours, fonts and sizes.
    pub tokens: BTreeMap<String, Token>,
    /// Its files for print, by their path in `print/`; what a theme without parents lacks comes from the default theme.
    pub print: BTreeMap<String, ThemeSource>,
    /// Mistakes in the theme, and in what the site sets in it.
    pub problems: Vec<Diagnostic>,
    /// Whether every theme that it builds on exists.
    pub whole: bool,
    sources: Arc<BTreeMap<String, ThemeFiles>>,
}

impl Theme {
    /// Loads a theme from the files of all themes and applies the site's settings and its scale of evidence, if it has one.
    /// Reports it where the guide is in another language than the theme's labels.
    pub fn load(
        sources: &Arc<BTreeMap<String, ThemeFiles>>,
        choice: &ThemeChoice,
        language: &Spanned<String>,
        scale: Option<&Scale>,
    ) -> Theme {
        let mut problems = Vec::new();
        let (layers, whole) = chain::layers(sources, &choice.name, &mut problems);
        let of_chain = problems.len();
        let mut labels = BTreeMap::new();
        let mut kinds = kinds::resolve(&layers, scale, &mut labels, &mut problems);
        kinds.elsewhere = kinds::elsewhere(sources, &layers);
        let directives = directives::resolve(&layers, &mut problems);
        let mut theme = Theme {
            tera: Tera::default(),
            assets: BTreeMap::new(),
            kinds: Arc::new(kinds),
            directives: Arc::new(directives),
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
        theme.problems.extend(settings::untranslated(&theme, choice, language));
        theme.problems.extend(chain::outdated(&theme.layers));
        let files = chain::merged(&theme.layers, "assets/");
        theme.assets = assets::load(&files, &theme.tokens, layers_of(&theme.layers), &mut theme.problems);
        theme.load_templates(of_chain == 0);
        if !theme.whole {
            // Later problems would only be consequences of the missing parent.
            theme.problems.truncate(of_chain);
        }
        theme
    }

    /// Reports whether loading a theme from `sources` with equal settings would return this one.
    pub fn is_from(&self, sources: &BTreeMap<String, ThemeFiles>) -> bool {
        *self.sources == *sources
    }

    /// Returns the text of one of its files, for a diagnostic.
    pub fn text(&self, path: &SourcePath) -> Option<&str> {
        let source = self.sources.values().flat_map(BTreeMap::values).find(|source| source.path == *path)?;
        std::str::from_utf8(&source.bytes).ok()
    }

    /// Returns the template for a kind of page: its own, else that of a kind it extends, else the one for any page.
    pub fn template_for(&self, kind: &str) -> &str {
        let wanted = &self.kinds.of(kind).templates;
        wanted.iter().find(|name| self.templates.contains(*name)).map_or(FALLBACK, String::as_str)
    }

    /// Returns a label that the HTML writer prints; its key if the theme does not have it.
    pub fn label<'a>(&'a self, key: &'a str) -> &'a str {
        self.labels.get(key).map_or(key, String::as_str)
    }

    /// Returns the theme with the addresses of a site's pages, for templates to look up.
    pub fn bind(&self, pages: Addresses) -> Renderer {
        let mut tera = self.tera.clone();
        functions::register_pages(&mut tera, pages);
        Renderer { tera: Arc::new(tera), layers: self.layers.clone() }
    }

    /// Loads the templates. If the chain is not `sound`, a template that does not fit its parent is only a consequence.
    fn load_templates(&mut self, sound: bool) {
        let mut texts = Vec::new();
        for layer in &self.layers {
            for (relative, source) in layer.files.iter().filter(|(path, _)| path.starts_with("templates/")) {
                let name = &relative["templates/".len()..];
                match std::str::from_utf8(&source.bytes) {
                    Ok(text) => match budget::check_source(source, text) {
                        None => texts.push((format!("{}/{name}", layer.name), text.to_owned())),
                        Some(problem) => self.problems.push(problem),
                    },
                    Err(_) => self
                        .problems
                        .push(Diagnostic::error(Place::file(&source.path), "a template that is not UTF-8")),
                }
                self.templates.insert(name.to_owned());
            }
        }
        // A name without a theme before it is searched for from the site's own theme to the default one.
        let prefixes: Vec<String> = self.layers.iter().map(|layer| format!("{}/", layer.name)).collect();
        self.tera.set_fallback_prefixes(prefixes).expect("no template is there yet");
        let everywhere = view::Everywhere {
            labels: &self.labels,
            theme: &self.settings,
            tokens: &self.tokens,
            evidence: (!self.kinds.scale.levels.is_empty()).then(|| scale_view(&self.kinds.scale)),
            handout: view::Program { version: env!("CARGO_PKG_VERSION") },
        };
        let everywhere = Context::from_serialize(&everywhere).expect("a struct is a map");
        // What is the same on every page is converted into Tera's values once.
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
        self.check_directives();
        self.check_needed();
    }

    /// Returns the directive that the theme declares and that a file in the folder of directives is for.
    fn directive_of(&self, file: &str) -> Option<&DirectiveKind> {
        let name = file.rsplit_once('.').map_or(file, |(name, _)| name);
        self.directives.declared().find(|kind| *kind.name == *name)
    }

    /// Reports files for directives that no directive uses, and print files without the function of theirs.
    fn check_directives(&mut self) {
        let files = self.layers.iter().flat_map(|layer| layer.files.iter());
        let wrong = files.filter_map(|(path, source)| {
            let is_print = path.starts_with(PRINT);
            let inside = path.strip_prefix("templates/").or_else(|| path.strip_prefix(PRINT))?;
            let file = inside.strip_prefix(directives::FOLDER)?;
            let Some(kind) = self.directive_of(file) else { return Some(self.unused_file(file, source)) };
            let name = &kind.name;
            let message = format!("this file has no function `{name}`");
            let help = format!("write `#let {name}(label, attributes, body) = …`");
            (is_print && !directives::has_function(&source.bytes, name))
                .then(|| Diagnostic::error(Place::file(&source.path), message).help(help))
        });
        let problems: Vec<_> = wrong.collect();
        self.problems.extend(problems);
    }

    /// Warns of a file in the folder of directives that is for none of them.
    fn unused_file(&self, file: &str, source: &ThemeSource) -> Diagnostic {
        let name = file.rsplit_once('.').map_or(file, |(name, _)| name);
        let help = match nearest(name, self.directives.declared().map(|kind| &*kind.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if self.directives.get(name).is_some() => {
                "the program shows this directive; a style sheet and `print/theme.typ` can change how"
                    .to_owned()
            }
            None => format!("declare it as [directives.{name}] in {}, or remove the file", manifest::FILE),
        };
        let message = format!("the theme declares no directive `{name}`, so this file is not used");
        Diagnostic::warning(Place::file(&source.path), message).help(help)
    }

    /// Reports templates that kinds of page name and no theme has.
    fn check_kinds(&mut self) {
        let named = self.layers.iter().flat_map(|layer| {
            layer.manifest.kinds.iter().filter_map(|kind| Some((&layer.name, kind.value.template.as_ref()?)))
        });
        let missing = named.filter(|(_, template)| !self.templates.contains(&template.value));
        let problem = |(layer, template): (&String, &Spanned<String>)| {
            let path = chain::manifest_path(layer);
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

    /// Reports variables and fields that no view has, which would otherwise only fail on the page that uses them.
    fn check_names(&mut self) {
        let mut keys = fields::Keys::from([
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
                let directive = name.strip_prefix(directives::FOLDER).map(|name| self.directive_of(name));
                let of = if directive.is_some() { TemplateUse::Directive } else { TemplateUse::Page };
                let template = format!("{}/{name}", layer.name);
                problems.extend(self.unknown_variables(&template, &source.path, &text, of));
                // Those of a template that no directive has are not known.
                keys.remove("attributes");
                if let Some(kind) = directive.flatten() {
                    keys.insert("attributes", kind.fields.iter().map(|field| &*field.name).collect());
                }
                problems.extend(fields::check(&source.path, &text, &keys, of));
                problems.extend(fields::check_assets(&source.path, &text, &assets));
            }
        }
        self.problems.extend(problems);
    }

    fn unknown_variables(
        &self,
        template: &str,
        path: &SourcePath,
        text: &str,
        of: TemplateUse,
    ) -> Vec<Diagnostic> {
        let used = self.tera.get_template_variables(template).unwrap_or_default();
        let mut used: Vec<&str> =
            used.into_iter().filter(|it| !of.variables().any(|known| known == *it)).collect();
        used.sort_unstable();
        // A variable that is not in the text comes from a parent or an included template, and is reported there.
        let places = used.into_iter().filter_map(|it| Some((it, report::variable_in(text, it)?)));
        let problem = |(variable, span): (&str, _)| {
            let help = match nearest(variable, of.variables()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("the variables are {}", of.variables().collect::<Vec<_>>().join(", ")),
            };
            let message = match of {
                TemplateUse::Page => format!("no template has a variable `{variable}`"),
                TemplateUse::Directive => {
                    format!("the template of a directive has no variable `{variable}`")
                }
            };
            Diagnostic::error(Place::span(path, span), message).help(help)
        };
        places.map(problem).collect()
    }
}

fn scale_view(scale: &Scale) -> view::Scale<'_> {
    view::Scale {
        name: scale.name.as_deref(),
        by: scale.by.as_deref(),
        url: scale.url.as_deref(),
        levels: scale.strengths().map(view::Strength::of).collect(),
    }
}

/// Returns the cascade layers of a chain: those that the first theme names which names any.
fn layers_of(layers: &[Layer]) -> &[String] {
    let named = layers.iter().map(|layer| layer.manifest.layers.as_slice());
    named.into_iter().find(|names| !names.is_empty()).unwrap_or_default()
}

/// A theme with a site's addresses.
pub struct Renderer {
    tera: Arc<Tera>,
    layers: Vec<Layer>,
}

impl Renderer {
    /// Renders the template of a page. A mistake in it becomes a diagnostic at its place.
    pub fn render(&self, template: &str, view: &view::View<'_>) -> Result<Vec<u8>, Diagnostic> {
        self.render_view(template, view)
    }

    /// Renders the template of a directive that the theme declares.
    pub fn render_directive(&self, name: &str, view: &view::Directive<'_>) -> Result<String, Diagnostic> {
        let bytes = self.render_view(&directives::template(name), view)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn render_view(&self, template: &str, view: &impl Serialize) -> Result<Vec<u8>, Diagnostic> {
        let context = Context::from_serialize(view).map_err(|error| self.problem(&error, template))?;
        let (tera, name) = (Arc::clone(&self.tera), template.to_owned());
        let rendered = deadline::run(TIME, move || {
            let mut out = budget::LimitedOutput::default();
            let result = tera.render_to(&name, &context, &mut out);
            (out, result)
        });
        let (out, result) = rendered.map_err(|error| self.stopped(&error, template))?;
        if out.is_full {
            let message = format!("the template writes more than {} MB for a page", budget::MAX_OUTPUT >> 20);
            return Err(self.refused(message, template));
        }
        result.map_err(|error| self.problem(&error, template))?;
        Ok(out.bytes)
    }

    fn stopped(&self, error: &RunError, template: &str) -> Diagnostic {
        let message = match error {
            RunError::Panicked(why) => format!("the template engine failed: {why}"),
            RunError::TimedOut(limit) => {
                format!("the template was stopped after {} seconds", limit.as_secs())
            }
        };
        self.refused(message, template)
    }

    fn refused(&self, message: String, template: &str) -> Diagnostic {
        report::whole(message, template, &self.layers).help("look for a loop in the template")
    }

    fn problem(&self, error: &tera::Error, template: &str) -> Diagnostic {
        report::diagnostics(error, template, &self.layers).swap_remove(0)
    }
}
