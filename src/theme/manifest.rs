//! `theme.toml` → `Manifest`: what a theme is called, what it builds on, and what a site may change in it.
//! A mistake is a diagnostic, and what it is about is left out.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::discover::ThemeSource;
use crate::paths::SourcePath;
use crate::raw::{self, Entry, Node, Spanned, Value};
use crate::schema::{Field, Kind, Reading};
use crate::tokens::{Contrast, Origin, Token, TokenKind};

/// The file's name in a theme.
pub const FILE: &str = "theme.toml";

/// The keys of `theme.toml`.
pub const FIELDS: &[Field] = &[
    Field { name: "name", kind: Kind::Text, doc: "The theme's name, for people." },
    Field { name: "version", kind: Kind::Text, doc: "The theme's version." },
    Field { name: "description", kind: Kind::Text, doc: "One sentence about the theme." },
    Field {
        name: "parent",
        kind: Kind::Text,
        doc: "The theme that everything else comes from; `default` if it is not said.",
    },
    Field {
        name: "kinds",
        kind: Kind::Texts,
        doc: "Kinds of page beside `page`, `technique`, `benefit` and `tip`.",
    },
    Field { name: "labels", kind: Kind::TextsOf, doc: "The words that templates print, by name." },
    Field { name: "settings", kind: Kind::TablesOf(SETTING), doc: "What a site may set, by name." },
    Field { name: "tokens", kind: Kind::TextOrTablesOf(TOKEN), doc: "Colours, fonts and sizes, by name." },
    Field {
        name: "contrast",
        kind: Kind::Rows(CONTRAST),
        doc: "Pairs of colours that must be readable on one another.",
    },
];

/// The keys of a setting, `[settings.NAME]`.
pub const SETTING: &[Field] = &[
    Field { name: "type", kind: Kind::Choice(SETTING_TYPES), doc: "What the setting's value must be." },
    Field { name: "default", kind: Kind::Any, doc: "Its value where a site does not set it." },
    Field { name: "choices", kind: Kind::Texts, doc: "The words that a `choice` is one of." },
    Field { name: "description", kind: Kind::Text, doc: "What it is for, in one sentence." },
];

/// What `[theme]` in site.toml has beside settings and tokens.
pub const RESERVED: [&str; 2] = ["name", "labels"];

/// What a setting may be.
const SETTING_TYPES: &[&str] = &["switch", "text", "number", "choice", "list"];

/// The keys of a token, `[tokens.NAME]`.
pub const TOKEN: &[Field] = &[
    Field { name: "type", kind: Kind::Choice(TokenKind::NAMES), doc: "What the token's value must be." },
    Field { name: "value", kind: Kind::Text, doc: "Its value, in light and dark alike." },
    Field { name: "light", kind: Kind::Text, doc: "Its value on a light screen, and on paper." },
    Field { name: "dark", kind: Kind::Text, doc: "Its value on a dark screen." },
    Field { name: "description", kind: Kind::Text, doc: "What it is for, in one sentence." },
];

/// The keys of a pair, `[[contrast]]`.
pub const CONTRAST: &[Field] = &[
    Field { name: "text", kind: Kind::Text, doc: "The colour token of the text." },
    Field { name: "background", kind: Kind::Text, doc: "The colour token behind it." },
    Field {
        name: "large",
        kind: Kind::Switch,
        doc: "Whether it is only large text or a control, which need 3:1 instead of 4.5:1.",
    },
];

/// What a theme says of itself.
#[derive(Default)]
pub struct Manifest {
    /// Its version.
    pub version: String,
    /// The theme it builds on.
    pub parent: Option<Spanned<String>>,
    /// Kinds of page that it adds.
    pub kinds: Vec<String>,
    /// The words that templates print.
    pub labels: BTreeMap<String, String>,
    /// What a site may set.
    pub settings: BTreeMap<String, Setting>,
    /// Tokens that it brings or changes.
    pub tokens: Vec<Entry>,
    /// Pairs of colours that must be readable.
    pub contrast: Vec<Contrast>,
}

/// What a site may set in a theme.
#[derive(Clone)]
pub struct Setting {
    /// What its value must be.
    pub kind: String,
    /// Its value where a site does not set it.
    pub default: Node,
    /// The words that a choice is one of.
    pub choices: Vec<String>,
    /// What it is for.
    pub description: String,
}

impl Setting {
    /// Why a value is not one of this setting's; `None` if it is.
    pub fn refuses(&self, value: &Value) -> Option<String> {
        let fits = match (self.kind.as_str(), value) {
            ("switch", Value::Bool(_))
            | ("text", Value::Text(_))
            | ("number", Value::Integer(_) | Value::Float(_))
            | ("list", Value::List(_)) => true,
            ("choice", Value::Text(word)) => self.choices.contains(word),
            _ => false,
        };
        if fits {
            return None;
        }
        let found = match value {
            Value::Text(text) => format!("`{text}`"),
            other => other.kind().to_owned(),
        };
        Some(format!("expects {}, found {found}", self.expected()))
    }

    /// What is expected, as a message says it.
    pub fn expected(&self) -> String {
        match self.kind.as_str() {
            "switch" => "true or false".into(),
            "number" => "a number".into(),
            "list" => "a list".into(),
            "choice" => {
                let words: Vec<_> = self.choices.iter().map(|it| format!("`{it}`")).collect();
                format!("one of {}", words.join(", "))
            }
            _ => "text".into(),
        }
    }
}

/// Reads the manifest among a theme's files; a theme without one is its parent with other files.
pub fn read(files: &BTreeMap<String, ThemeSource>, problems: &mut Vec<Diagnostic>) -> Manifest {
    let Some(source) = files.get(FILE) else { return Manifest::default() };
    let text = String::from_utf8_lossy(&source.bytes);
    let (node, errors) = raw::toml(&text);
    let mut reading = Reading { path: &source.path, top: FIELDS, problems };
    if std::str::from_utf8(&source.bytes).is_err() {
        reading
            .problems
            .push(Diagnostic::error(Place::file(&source.path), "not UTF-8").help("save the file as UTF-8"));
    }
    for error in errors {
        let message = format!("not valid TOML: {}", error.message);
        let problem = Diagnostic::error(Place::span(reading.path, error.span), message);
        reading.problems.push(problem.help(raw::TOML_HELP));
    }
    let Value::Map(entries) = node.value else { return Manifest::default() };
    let mut table = reading.table(FILE, entries, FIELDS);
    Manifest {
        version: table.text("version").unwrap_or_default(),
        parent: table.spanned_text("parent"),
        kinds: table.texts("kinds").into_iter().map(|kind| kind.value).collect(),
        labels: reading.labels(table.table("labels")),
        settings: reading.settings(table.table("settings")),
        tokens: table.table("tokens"),
        contrast: table.rows("contrast").into_iter().filter_map(|row| reading.contrast(row)).collect(),
    }
}

impl Reading<'_> {
    fn labels(&mut self, entries: Vec<Entry>) -> BTreeMap<String, String> {
        let mut labels = BTreeMap::new();
        for entry in entries {
            match entry.node.value {
                Value::Text(text) => drop(labels.insert(entry.key, text)),
                other => {
                    let message = format!("the label `{}` expects text, found {}", entry.key, other.kind());
                    self.error(&entry.node.span, message);
                }
            }
        }
        labels
    }

    fn settings(&mut self, entries: Vec<Entry>) -> BTreeMap<String, Setting> {
        let mut settings = BTreeMap::new();
        for entry in entries {
            let Value::Map(keys) = entry.node.value else { continue };
            let what = format!("[settings.{}]", entry.key);
            let told = self.problems.len();
            let mut table = self.table(&what, keys, SETTING);
            let (Some(kind), Some(default)) = (table.text("type"), table.node("default")) else {
                // One that is there and wrong was told by the table.
                if self.problems.len() == told {
                    self.error(&entry.key_span, format!("{what} needs a `type` and a `default`"));
                }
                continue;
            };
            let setting = Setting {
                kind,
                default,
                choices: table.texts("choices").into_iter().map(|word| word.value).collect(),
                description: table.text("description").unwrap_or_default(),
            };
            if setting.kind == "choice" && setting.choices.is_empty() {
                self.error(&entry.key_span, format!("{what} is a choice, so it needs `choices`"));
                continue;
            }
            if RESERVED.contains(&entry.key.as_str()) {
                let message = format!("a setting cannot be called `{}`: site.toml has that key", entry.key);
                self.error(&entry.key_span, message);
                continue;
            }
            match setting.refuses(&setting.default.value) {
                Some(why) => {
                    self.error(
                        &setting.default.span.clone(),
                        format!("the default of `{}` {why}", entry.key),
                    );
                }
                None => drop(settings.insert(entry.key, setting)),
            }
        }
        settings
    }

    fn contrast(&mut self, (span, entries): (Range<usize>, Vec<Entry>)) -> Option<Contrast> {
        let told = self.problems.len();
        let mut row = self.table("[[contrast]]", entries, CONTRAST);
        let (Some(text), Some(background)) = (row.spanned_text("text"), row.spanned_text("background"))
        else {
            if self.problems.len() > told {
                return None;
            }
            self.error(&span, "a [[contrast]] pair needs a `text` and a `background`".into());
            return None;
        };
        let least = if row.switch("large") == Some(true) { 3.0 } else { 4.5 };
        Some(Contrast { text, background, least, place: Place::span(self.path, span) })
    }
}

/// What an entry says of a token.
struct Said {
    kind: Option<Spanned<String>>,
    light: Option<Spanned<String>>,
    dark: Option<Spanned<String>>,
    description: Option<String>,
}

/// Reads one token of a theme or a site over the one it changes, if there is one among the known ones.
pub fn token(
    entry: &Entry,
    known: &BTreeMap<String, Token>,
    path: &SourcePath,
    layer: usize,
    problems: &mut Vec<Diagnostic>,
) -> Option<Token> {
    let mut reading = Reading { path, top: &[], problems };
    let (told, old) = (reading.problems.len(), known.get(&entry.key));
    let said = reading.said(entry, old.is_none())?;
    let kind = match (said.kind.as_ref(), old) {
        (Some(named), old) => {
            let kind = TokenKind::named(&named.value)?;
            if let Some(old) = old.filter(|old| old.kind != kind) {
                let (name, was) = (&entry.key, old.kind.name());
                reading.error(&named.span, format!("`{name}` is a {was} in the parent, and stays one"));
                return None;
            }
            kind
        }
        (None, Some(old)) => old.kind,
        // A type that is there and wrong was told already.
        (None, None) if reading.problems.len() > told => return None,
        (None, None) => {
            reading.problems.push(without_type(entry, known, path));
            return None;
        }
    };
    if said.light.is_none() && old.is_none() {
        if reading.problems.len() == told {
            let message =
                format!("the token `{}` is new, so it needs a `value`, or `light` and `dark`", entry.key);
            reading.error(&entry.key_span, message);
        }
        return None;
    }
    // One value for both is told once if it is wrong.
    let once = said.light.is_some() && said.light == said.dark;
    let light = reading.scheme(entry, kind, layer, said.light, old.map(|old| (&old.light, &old.set[0])));
    let dark = match &light {
        found if once => found.clone(),
        _ => reading.scheme(entry, kind, layer, said.dark, old.map(|old| (&old.dark, &old.set[1]))),
    };
    let ((light, light_set), (dark, dark_set)) = (light?, dark?);
    let description = said.description.or_else(|| old.map(|old| old.description.clone())).unwrap_or_default();
    Some(Token { kind, light, dark, description, set: [light_set, dark_set] })
}

/// A new token that does not say what it is, or one of another name.
fn without_type(entry: &Entry, known: &BTreeMap<String, Token>, path: &SourcePath) -> Diagnostic {
    let message = format!("the token `{}` is new, so it needs a `type`", entry.key);
    let types = "say type = \"color\", \"font\" or \"size\"";
    let help = match nearest(&entry.key, known.keys().map(String::as_str)) {
        Some(name) => format!("{types}; or did you mean `{name}`, which the parent has?"),
        None => types.to_owned(),
    };
    Diagnostic::error(Place::span(path, entry.key_span.clone()), message).help(help)
}

impl Reading<'_> {
    /// Takes an entry apart; a new token without a dark value is the same in the dark.
    fn said(&mut self, entry: &Entry, is_new: bool) -> Option<Said> {
        let what = format!("the token `{}`", entry.key);
        match &entry.node.value {
            Value::Text(text) => {
                let value = Some(Spanned { value: text.clone(), span: entry.node.span.clone() });
                Some(Said { kind: None, light: value.clone(), dark: value, description: None })
            }
            Value::Map(keys) => {
                let mut table = self.table(&what, keys.clone(), TOKEN);
                let both = table.spanned_text("value");
                let (light, dark) = (table.spanned_text("light"), table.spanned_text("dark"));
                let dark = dark.or_else(|| both.clone()).or_else(|| light.clone().filter(|_| is_new));
                Some(Said {
                    kind: table.spanned_text("type"),
                    light: light.or(both),
                    dark,
                    description: table.text("description"),
                })
            }
            other => {
                let message =
                    format!("{what} expects text, or a table of `light` and `dark`, found {}", other.kind());
                self.error(&entry.node.span, message);
                None
            }
        }
    }

    /// The value in one scheme, with where it was set: the given one if it is of its kind, else the old one.
    fn scheme(
        &mut self,
        entry: &Entry,
        kind: TokenKind,
        layer: usize,
        given: Option<Spanned<String>>,
        old: Option<(&String, &Origin)>,
    ) -> Option<(String, Origin)> {
        let Some(given) = given else { return old.map(|(value, set)| (value.clone(), set.clone())) };
        if let Some(why) = kind.refuses(&given.value) {
            self.error(&given.span, format!("the token `{}` {why}", entry.key));
            return None;
        }
        Some((given.value, Origin { layer, place: Place::span(self.path, given.span) }))
    }
}
