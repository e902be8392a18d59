//! `theme.toml` → `Manifest`: the name of a theme, what it builds on, and what a site can change in it. A mistake
//! becomes a diagnostic, and the invalid entry is left out.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Place};
use crate::discover::ThemeSource;
use crate::evidence::{self, Scale};
use crate::paths::SourcePath;
use crate::raw::{self, Entry, Spanned, Value};
use crate::schema::{
    DeclaredKind, DeclaredType, Named, Settings, TableReader, Unknown, ValueType, settings, suggestion,
    toml_problems,
};
use crate::theme::directive_decl::{self, DirectiveDecl};
use crate::theme::kind_decl::{self, KindDecl};
use crate::tokens::{Contrast, Origin, Token, TokenKind};

/// The file's name in a theme.
pub const FILE: &str = "theme.toml";

/// The keys of `[theme]` in `site.toml` other than settings and tokens.
pub const RESERVED: [&str; 2] = ["name", "labels"];

settings! {
    /// The manifest of a theme.
    pub struct Manifest in FILE {
        /// The theme's display name.
        name: Option<String>;
        /// The theme's version.
        version: String;
        /// One sentence about the theme.
        description: Option<String>;
        /// The theme to extend; `default` if not set.
        parent: Option<Spanned<String>>;
        /// Kinds of page beside `page`, by name.
        kinds: Vec<Named<KindDecl>>, ValueType::TablesOf(KindDecl::FIELDS) => kind_decl::kinds;
        /// Directives beside those of the program, by name.
        directives: Vec<Named<DirectiveDecl>>, ValueType::TablesOf(DirectiveDecl::FIELDS) => directive_decl::directives;
        /// The scale of the strength of evidence, unless a guide has its own; that of the parent if not set.
        evidence: Option<Scale>, ValueType::Fields(Scale::FIELDS) => evidence::scale;
        /// The cascade layers of `style.css`, the weakest first; those of the parent if not set.
        layers: Vec<String>;
        /// Texts that templates print, by name.
        labels: BTreeMap<String, String>, ValueType::TextsOf => labels;
        /// Settings for guides, by name.
        settings: BTreeMap<String, ThemeSetting>, ValueType::TablesOf(ThemeSetting::FIELDS) => theme_settings;
        /// Colours, fonts and sizes, by name.
        tokens: Vec<Entry>, ValueType::TextOrTablesOf(TokenDecl::FIELDS) => tokens;
        /// Pairs of text and background colours that must be readable.
        contrast: Vec<Spanned<Contrast>>, ValueType::Rows(Contrast::FIELDS) => contrast;
    }
}

settings! {
    /// A setting that a theme declares.
    #[derive(Clone)]
    pub struct ThemeSetting in "[settings.NAME]" {
        /// The type of the setting.
        kind as "type": DeclaredKind = DeclaredKind::Text;
        /// Its value if the guide does not set it.
        default: Spanned<Value> = Spanned::unplaced(Value::Null);
        /// The values of a `choice`.
        choices: Vec<String>;
        /// Its purpose, in one sentence.
        description: String;
    }
}

settings! {
    /// A token as a theme or a site declares it. What it leaves out comes from its parent.
    pub struct TokenDecl in "[tokens.NAME]" {
        /// The type of the token.
        kind as "type": Option<Spanned<TokenKind>>;
        /// Its value in both light and dark mode.
        value: Option<Spanned<String>>;
        /// Its value in light mode and on paper.
        light: Option<Spanned<String>>;
        /// Its value in dark mode.
        dark: Option<Spanned<String>>;
        /// Its purpose, in one sentence.
        description: Option<String>;
    }
}

impl ThemeSetting {
    /// Returns the type of its value.
    pub fn value_type(&self) -> DeclaredType {
        DeclaredType { kind: self.kind, choices: self.choices.clone() }
    }
}

/// Reads the manifest among a theme's files. Without one, a theme only replaces files of its parent.
pub fn read(files: &BTreeMap<String, ThemeSource>, problems: &mut Vec<Diagnostic>) -> Manifest {
    let Some(source) = files.get(FILE) else { return Manifest::default() };
    let text = String::from_utf8_lossy(&source.bytes);
    let (node, errors) = raw::toml(&text);
    let top = Manifest::FIELDS;
    let mut reader = TableReader { path: &source.path, unknown: Unknown::Error, top, problems };
    if std::str::from_utf8(&source.bytes).is_err() {
        let problem = Diagnostic::error(Place::file(&source.path), "not UTF-8");
        reader.problems.push(problem.help("save the file as UTF-8"));
    }
    reader.problems.extend(toml_problems(&source.path, errors));
    let Value::Map(entries) = node.value else { return Manifest::default() };
    reader.table(FILE, entries)
}

fn labels(entry: &Entry, reader: &mut TableReader<'_>) -> Option<BTreeMap<String, String>> {
    let mut labels = BTreeMap::new();
    for Entry { key, node, .. } in entry.node.entries()? {
        match &node.value {
            Value::Text(text) => drop(labels.insert(key.clone(), text.clone())),
            other => {
                reader.error(&node.span, format!("the label `{key}` expects text, found {}", other.kind()));
            }
        }
    }
    Some(labels)
}

fn tokens(entry: &Entry, _: &mut TableReader<'_>) -> Option<Vec<Entry>> {
    entry.node.entries().map(<[Entry]>::to_vec)
}

fn theme_settings(entry: &Entry, reader: &mut TableReader<'_>) -> Option<BTreeMap<String, ThemeSetting>> {
    let entries = entry.node.entries()?.iter();
    let settings = entries.filter_map(|entry| Some((entry.key.clone(), theme_setting(entry, reader)?)));
    Some(settings.collect())
}

fn theme_setting(entry: &Entry, reader: &mut TableReader<'_>) -> Option<ThemeSetting> {
    let (name, what) = (&entry.key, format!("[settings.{}]", entry.key));
    let reported = reader.problems.len();
    let mut table = reader.check(&what, entry.node.entries()?.to_vec(), ThemeSetting::FIELDS);
    if !(table.has("type") && table.has("default")) {
        // An invalid value is already reported.
        if reader.problems.len() == reported {
            reader.error(&entry.key_span, format!("{what} needs a `type` and a `default`"));
        }
        return None;
    }
    let setting = ThemeSetting::take(&mut table, reader);
    let value_type = setting.value_type();
    if value_type.is_empty_choice() {
        reader.error(&entry.key_span, format!("{what} is a choice, so it needs `choices`"));
        return None;
    }
    if RESERVED.contains(&name.as_str()) {
        let message = format!("a setting cannot be called `{name}`: site.toml has that key");
        reader.error(&entry.key_span, message);
        return None;
    }
    if let Some(why) = value_type.refuses(&setting.default.value) {
        reader.error(&setting.default.span, format!("the default of `{name}` {why}"));
        return None;
    }
    Some(setting)
}

fn contrast(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<Spanned<Contrast>>> {
    let Value::List(items) = &entry.node.value else { return None };
    Some(items.iter().filter_map(|item| pair(item, reader)).collect())
}

fn pair(row: &Spanned<Value>, reader: &mut TableReader<'_>) -> Option<Spanned<Contrast>> {
    let reported = reader.problems.len();
    let mut table = reader.check(Contrast::NAME, row.entries()?.to_vec(), Contrast::FIELDS);
    if table.has("text") && table.has("background") {
        return Some(Spanned { value: Contrast::take(&mut table, reader), span: row.span.clone() });
    }
    if reader.problems.len() == reported {
        reader.error(&row.span, "a [[contrast]] pair needs a `text` and a `background`");
    }
    None
}

/// Reads a token of a theme or a site, and applies it to the known token that it changes, if there is one.
pub fn token(
    entry: &Entry,
    known: &BTreeMap<String, Token>,
    path: &SourcePath,
    layer: usize,
    problems: &mut Vec<Diagnostic>,
) -> Option<Token> {
    let mut reader = TableReader { path, unknown: Unknown::Error, top: &[], problems };
    let (reported, old) = (reader.problems.len(), known.get(&entry.key));
    let decl = declaration(&mut reader, entry, old.is_none())?;
    let kind = match (&decl.kind, old) {
        (Some(named), Some(old)) if old.kind != named.value => {
            let (name, was) = (&entry.key, old.kind.name());
            reader.error(&named.span, format!("`{name}` is a {was} in the parent, so it must stay one"));
            return None;
        }
        (Some(named), _) => named.value,
        (None, Some(old)) => old.kind,
        // An invalid type is already reported.
        (None, None) if reader.problems.len() > reported => return None,
        (None, None) => {
            reader.problems.push(without_type(entry, known, path));
            return None;
        }
    };
    if decl.light.is_none() && old.is_none() {
        if reader.problems.len() == reported {
            let message =
                format!("the token `{}` is new, so it needs a `value`, or `light` and `dark`", entry.key);
            reader.error(&entry.key_span, message);
        }
        return None;
    }
    // If one value is for both, a mistake in it is reported once.
    let is_same = decl.light.is_some() && decl.light == decl.dark;
    let mut scheme = |given, old| match given {
        Some(given) => set_value(&mut reader, entry, (kind, layer), given),
        None => old,
    };
    let light = scheme(decl.light, old.map(|old| (old.light.clone(), old.set[0].clone())));
    let dark = match &light {
        light if is_same => light.clone(),
        _ => scheme(decl.dark, old.map(|old| (old.dark.clone(), old.set[1].clone()))),
    };
    let ((light, light_set), (dark, dark_set)) = (light?, dark?);
    let description = decl.description.or_else(|| old.map(|old| old.description.clone())).unwrap_or_default();
    Some(Token { kind, light, dark, description, set: [light_set, dark_set] })
}

/// Reports a new token without a type, which may be a mistyped known one.
fn without_type(entry: &Entry, known: &BTreeMap<String, Token>, path: &SourcePath) -> Diagnostic {
    let message = format!("the token `{}` is new, so it needs a `type`", entry.key);
    let types = "add type = \"color\", \"font\" or \"size\"";
    let help = match suggestion(&entry.key, known.keys().map(String::as_str)) {
        Some(name) => format!("{types}; or did you mean `{name}`, which the parent has?"),
        None => types.to_owned(),
    };
    Diagnostic::error(Place::span(path, entry.key_span.clone()), message).help(help)
}

/// Reads the declaration of an entry. A new token without a dark value uses the light one.
fn declaration(reader: &mut TableReader<'_>, entry: &Entry, is_new: bool) -> Option<TokenDecl> {
    let what = format!("the token `{}`", entry.key);
    match &entry.node.value {
        Value::Text(text) => {
            let value = Some(Spanned { value: text.clone(), span: entry.node.span.clone() });
            Some(TokenDecl { light: value.clone(), dark: value, ..TokenDecl::default() })
        }
        Value::Map(keys) => {
            let mut decl: TokenDecl = reader.table(&what, keys.clone());
            decl.dark =
                decl.dark.or_else(|| decl.value.clone()).or_else(|| decl.light.clone().filter(|_| is_new));
            decl.light = decl.light.or_else(|| decl.value.clone());
            Some(decl)
        }
        other => {
            let message =
                format!("{what} expects text, or a table of `light` and `dark`, found {}", other.kind());
            reader.error(&entry.node.span, message);
            None
        }
    }
}

/// Sets a token's value in one scheme, with its place; reports a value that is not of the token's kind.
fn set_value(
    reader: &mut TableReader<'_>,
    entry: &Entry,
    (kind, layer): (TokenKind, usize),
    given: Spanned<String>,
) -> Option<(String, Origin)> {
    if let Some(why) = kind.refuses(&given.value) {
        reader.error(&given.span, format!("the token `{}` {why}", entry.key));
        return None;
    }
    Some((given.value, Origin { layer, place: reader.place(&given.span) }))
}
