//! What a site sets under `[theme]`: settings, tokens and labels, which override the theme's own.

use std::collections::BTreeMap;

use crate::config::{self, ThemeChoice};
use crate::diagnostic::{Diagnostic, Place};
use crate::discover;
use crate::paths::SourcePath;
use crate::raw::{Entry, Spanned, Value};
use crate::schema::suggestion;
use crate::theme::manifest::{self, Manifest, ThemeSetting};
use crate::theme::{Layer, Theme};
use crate::tokens::{self, Contrast, Origin};

/// Collects the declarations of the layers, the site's own theme last, and applies the site's values to them.
pub fn apply(theme: &mut Theme, choice: &ThemeChoice) {
    let mut settings = BTreeMap::<String, ThemeSetting>::new();
    let mut pairs: Vec<(Origin, Contrast)> = Vec::new();
    for (at, layer) in theme.layers.clone().iter().rev().enumerate() {
        theme.labels.extend(layer.manifest.labels.clone());
        settings.extend(layer.manifest.settings.clone());
        let path = layer.manifest_path();
        for entry in &layer.manifest.tokens {
            set_token(theme, entry, &path, at);
        }
        check_names(theme, &layer.manifest, &settings, &path);
        pairs.extend(layer.manifest.contrast.iter().map(|pair| {
            let place = Place::span(&path, pair.span.clone());
            (Origin { layer: at, place }, pair.value.clone())
        }));
    }
    theme.settings = settings.iter().map(|(name, setting)| (name.clone(), setting.default.clone())).collect();
    let path = SourcePath::new(config::FILE);
    for entry in &choice.settings {
        if entry.key == "labels" {
            set_labels(theme, &path, &entry.node);
        } else if let Some(setting) = settings.get(&entry.key) {
            set(theme, &path, entry, setting);
        } else if theme.tokens.contains_key(&entry.key) {
            set_token(theme, entry, &path, theme.layers.len());
        } else {
            let known =
                settings.keys().chain(theme.tokens.keys()).map(String::as_str).chain(manifest::RESERVED);
            let mut problem = unknown(&path, entry, "the theme has no setting or token", known);
            let all = || "`handout theme list theme.toml` lists what can be set".into();
            problem.help = problem.help.or_else(|| Some(all()));
            theme.problems.push(problem);
        }
    }
    tokens::check_contrast(&pairs, &theme.tokens, &mut theme.problems);
}

/// Reports that readers of a guide in another language meet the English labels of the default theme. A theme or a site
/// that sets labels is taken to have translated what it shows.
pub fn untranslated(theme: &Theme, choice: &ThemeChoice, language: &Spanned<String>) -> Option<Diagnostic> {
    let tag = language.value.to_ascii_lowercase();
    let primary = tag.split('-').next().unwrap_or_default();
    let is_english = ["en", "und", "mul", "mis", "zxx"].contains(&primary);
    // A theme of the same name in the guide may be in any language.
    let (built_in, own): (Vec<&Layer>, Vec<&Layer>) = theme
        .layers
        .iter()
        .partition(|layer| discover::is_built_in(&layer.name, &layer.files, manifest::FILE));
    let has_own = own.iter().any(|layer| !layer.manifest.labels.is_empty())
        || choice.settings.iter().any(|entry| entry.key == "labels");
    if is_english || has_own || built_in.is_empty() {
        return None;
    }
    let place = Place::span(&SourcePath::new(config::FILE), language.span.clone());
    let message = format!("the language is `{}`, and the labels of the theme are English", language.value);
    let help = "translate them under [theme.labels] in site.toml; `handout theme list theme.toml` lists them";
    Some(Diagnostic::warning(place, message).help(help))
}

/// Reports names that are both a token and a setting: a site sets both under `[theme]`.
fn check_names(
    theme: &mut Theme,
    own: &Manifest,
    settings: &BTreeMap<String, ThemeSetting>,
    path: &SourcePath,
) {
    let of_settings = own.settings.iter().map(|(name, setting)| (name, &setting.default.span));
    let of_tokens = own.tokens.iter().map(|token| (&token.key, &token.key_span));
    let of_tokens = of_tokens.filter(|(name, _)| !own.settings.contains_key(*name));
    let both = of_settings
        .chain(of_tokens)
        .filter(|(name, _)| settings.contains_key(*name) && theme.tokens.contains_key(*name));
    let problem = |(name, span): (&String, &std::ops::Range<usize>)| {
        Diagnostic::error(Place::span(path, span.clone()), format!("`{name}` is both a setting and a token"))
            .help("they would be the same key under [theme]: rename one of them")
    };
    let problems: Vec<_> = both.map(problem).collect();
    theme.problems.extend(problems);
}

fn set(theme: &mut Theme, path: &SourcePath, entry: &Entry, setting: &ThemeSetting) {
    let value_type = setting.value_type();
    match value_type.refuses(&entry.node.value) {
        None => drop(theme.settings.insert(entry.key.clone(), entry.node.clone())),
        Some(why) => {
            let place = Place::span(path, entry.node.span.clone());
            let problem = Diagnostic::error(place, format!("`{}` {why}", entry.key));
            theme.problems.push(problem.help_if(value_type.help(&entry.node.value)));
        }
    }
}

fn set_token(theme: &mut Theme, entry: &Entry, path: &SourcePath, layer: usize) {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    if !is_name(&entry.key) {
        let place = Place::span(path, entry.key_span.clone());
        let message = format!("`{}` is not a valid token name: use letters, digits and `-`", entry.key);
        theme.problems.push(Diagnostic::error(place, message));
    } else if manifest::RESERVED.contains(&entry.key.as_str()) {
        let place = Place::span(path, entry.key_span.clone());
        let message = format!("a token cannot be called `{}`: site.toml has that key", entry.key);
        theme.problems.push(Diagnostic::error(place, message));
    } else if let Some(token) = manifest::token(entry, &theme.tokens, path, layer, &mut theme.problems) {
        theme.tokens.insert(entry.key.clone(), token);
    }
}

fn set_labels(theme: &mut Theme, path: &SourcePath, node: &Spanned<Value>) {
    let Value::Map(entries) = &node.value else {
        theme.problems.push(
            Diagnostic::error(Place::span(path, node.span.clone()), "`labels` expects a table of keys")
                .help("write it as [theme.labels]"),
        );
        return;
    };
    for entry in entries {
        match (&entry.node.value, theme.labels.get_mut(&entry.key)) {
            (Value::Text(text), Some(label)) => label.clone_from(text),
            (other, Some(_)) => {
                let message = format!("the label `{}` expects text, found {}", entry.key, other.kind());
                theme.problems.push(Diagnostic::error(Place::span(path, entry.node.span.clone()), message));
            }
            (_, None) => {
                let problem =
                    unknown(path, entry, "the theme has no label", theme.labels.keys().map(String::as_str));
                theme.problems.push(problem);
            }
        }
    }
}

fn unknown<'a>(
    path: &SourcePath,
    entry: &Entry,
    what: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let help = suggestion(&entry.key, known).map(|name| format!("did you mean `{name}`?"));
    Diagnostic::error(Place::span(path, entry.key_span.clone()), format!("{what} `{}`", entry.key))
        .help_if(help)
}
