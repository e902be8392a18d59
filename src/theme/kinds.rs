//! `[kinds.NAME]` in `theme.toml` → `Kinds`: each kind over the one it extends, and over the parent theme's of its name.

use std::collections::BTreeMap;

use crate::config;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::discover::ThemeFiles;
use crate::kinds::{FieldSchema, KindField, Kinds, PageKind, PageSchema, Show};
use crate::paths::SourcePath;
use crate::raw::{Entry, Spanned, Value};
use crate::schema::{DeclaredKind, DeclaredType, Settings, TableReader, ValueType, settings};
use crate::theme::DEFAULT;
use crate::theme::chain::Layer;
use crate::theme::manifest;

settings! {
    /// A kind of page as a theme declares it; what it leaves out is that of the kind it extends or changes.
    pub struct KindDecl in "[kinds.NAME]" {
        /// What it is called, for readers: the label `kind_NAME`.
        label: Option<String>;
        /// What it is for, in one sentence.
        description: Option<String>;
        /// The kind that it takes everything from which it does not say itself.
        extends: Option<Spanned<String>>;
        /// Its template; `NAME.html` where there is one.
        template: Option<Spanned<String>>;
        /// Its style in the PDF: `text`, `steps`, `card`, or one that `print/theme.typ` adds.
        print: Option<String>;
        /// The type of schema.org that its pages are about.
        schema: Option<PageSchema>;
        /// What a page of the kind may hold under `extra`, by name.
        fields: Vec<Named<FieldDecl>>, ValueType::TablesOf(FieldDecl::FIELDS) => fields;
    }
}

settings! {
    /// A field of a kind as a theme declares it.
    pub struct FieldDecl in "[kinds.NAME.fields.FIELD]" {
        /// What its value must be.
        value as "type": Option<DeclaredKind>;
        /// The words before its value: the label `NAME_FIELD`.
        label: Option<String>;
        /// What it is for, in one sentence.
        description: Option<String>;
        /// The words that a `choice` is one of.
        choices: Vec<String>;
        /// What those words are called, for readers: the labels `NAME_FIELD_WORD`.
        choice_labels: Vec<(String, String)>, ValueType::TextsOf => choice_labels;
        /// Whether every page of the kind needs it.
        required: Option<bool>;
        /// Where it is shown: on its `page`, also on its `card` in a section, or only where a `template` prints it.
        show: Option<Show>;
        /// The property of the type of schema.org that it is.
        schema: Option<FieldSchema>;
    }
}

/// Something that a theme declares under a name of its choice.
pub struct Named<T> {
    /// The name.
    pub name: Spanned<String>,
    /// What is declared.
    pub value: T,
}

/// Reads the kinds of a manifest.
pub fn kinds(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<Named<KindDecl>>> {
    named(entry, reader, "a kind of page", |name| format!("[kinds.{name}]"))
}

fn fields(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<Named<FieldDecl>>> {
    named(entry, reader, "a field", |name| format!("the field `{name}`"))
}

/// Reads tables by their names. A name becomes a class of the page and the name of a file.
fn named<T: Settings>(
    entry: &Entry,
    reader: &mut TableReader<'_>,
    what: &str,
    title: fn(&str) -> String,
) -> Option<Vec<Named<T>>> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let mut read = |entry: &Entry| {
        if entry.key.is_empty() || !entry.key.bytes().all(is_part) {
            let message =
                format!("`{}` cannot be the name of {what}: use letters, digits and `-`", entry.key);
            reader.error(&entry.key_span, message);
            return None;
        }
        let name = Spanned { value: entry.key.clone(), span: entry.key_span.clone() };
        let value = reader.table(&title(&entry.key), entry.node.entries()?.to_vec());
        Some(Named { name, value })
    };
    Some(entry.node.entries()?.iter().filter_map(&mut read).collect())
}

fn choice_labels(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<(String, String)>> {
    let mut label = |entry: &Entry| match &entry.node.value {
        Value::Text(text) => Some((entry.key.clone(), text.clone())),
        other => {
            let message = format!("the label of `{}` expects text, found {}", entry.key, other.kind());
            reader.error(&entry.node.span, message);
            None
        }
    };
    Some(entry.node.entries()?.iter().filter_map(&mut label).collect())
}

/// Returns the kinds of a chain of themes. The words of kinds and fields are added to `labels`.
pub fn resolve(
    layers: &[Layer],
    labels: &mut BTreeMap<String, String>,
    problems: &mut Vec<Diagnostic>,
) -> Kinds {
    let mut kinds = Kinds::default();
    for layer in layers.iter().rev() {
        let path = SourcePath::new(format!("themes/{}/{}", layer.name, manifest::FILE));
        let mut resolver = Resolver { path, kinds: &mut kinds, labels, problems };
        let mut open: Vec<&Named<KindDecl>> = layer.manifest.kinds.iter().collect();
        // A kind may extend one that is declared after it.
        loop {
            let waiting = open.len();
            open.retain(|declared| !resolver.add(declared));
            if open.is_empty() || open.len() == waiting {
                break;
            }
        }
        for declared in open {
            resolver.report_base(declared);
        }
    }
    kinds
}

struct Resolver<'a> {
    path: SourcePath,
    kinds: &'a mut Kinds,
    labels: &'a mut BTreeMap<String, String>,
    problems: &'a mut Vec<Diagnostic>,
}

impl Resolver<'_> {
    /// Adds a kind; `false` if the one that it extends is not there yet.
    fn add(&mut self, declared: &Named<KindDecl>) -> bool {
        let Named { name: Spanned { value: name, .. }, value: declared } = declared;
        let mut kind = match (&declared.extends, self.kinds.get(name)) {
            (None, Some(same)) => same.clone(),
            (None, None) => PageKind::new(name),
            (Some(base), _) if base.value == *name => return false,
            (Some(base), _) => match self.kinds.get(&base.value) {
                Some(base) => extended(name, base),
                None => return false,
            },
        };
        if let Some(words) = &declared.label {
            kind.label = format!("kind_{name}");
            self.labels.insert(kind.label.clone(), words.clone());
        }
        kind.description = declared.description.clone().unwrap_or(kind.description);
        kind.templates.splice(0..0, declared.template.iter().map(|template| template.value.clone()));
        kind.print = declared.print.clone().unwrap_or(kind.print);
        kind.schema = declared.schema.unwrap_or(kind.schema);
        for field in &declared.fields {
            self.add_field(&mut kind, field);
        }
        self.kinds.insert(kind);
        true
    }

    fn add_field(&mut self, kind: &mut PageKind, declared: &Named<FieldDecl>) {
        let name = &declared.name.value;
        let at = kind.fields.iter().position(|field| field.name == *name);
        let old = at.map(|at| kind.fields[at].clone());
        let Some(mut field) = self.typed(kind.name(), declared, old) else { return };
        let declared = &declared.value;
        let key = format!("{}_{name}", kind.name());
        if declared.label.is_some() || at.is_none() {
            let words = declared.label.clone().unwrap_or_else(|| humanized(name));
            self.labels.insert(key.clone(), words);
            field.label.clone_from(&key);
        }
        if !declared.choice_labels.is_empty() {
            self.label_words(&key, declared, &mut field);
        }
        field.description = declared.description.clone().unwrap_or(field.description);
        field.required = declared.required.unwrap_or(field.required);
        field.show = declared.show.unwrap_or(field.show);
        field.schema = declared.schema.or(field.schema);
        match at {
            Some(at) => kind.fields[at] = field,
            None => kind.fields.push(field),
        }
    }

    /// Adds the labels of a choice's words. Those that are not declared stay as the field had them.
    fn label_words(&mut self, key: &str, declared: &FieldDecl, field: &mut KindField) {
        for word in &field.value.choices {
            let own = declared.choice_labels.iter().find(|(known, _)| known == word);
            let old = || self.labels.get(&format!("{}_{word}", field.word_label)).cloned();
            if let Some(words) = own.map(|(_, words)| words.clone()).or_else(old) {
                self.labels.insert(format!("{key}_{word}"), words);
            }
        }
        key.clone_into(&mut field.word_label);
    }

    /// Returns a field with its type: of the declaration, else of the field that it changes.
    fn typed(
        &mut self,
        kind: &str,
        declared: &Named<FieldDecl>,
        old: Option<KindField>,
    ) -> Option<KindField> {
        let Named { name, value: declared } = declared;
        let what = format!("[kinds.{kind}.fields.{}]", name.value);
        let value = match (declared.value, &old) {
            (Some(kind), _) => DeclaredType { kind, choices: declared.choices.clone() },
            (None, Some(old)) if declared.choices.is_empty() => old.value.clone(),
            (None, Some(_)) => DeclaredType { kind: DeclaredKind::Choice, choices: declared.choices.clone() },
            (None, None) => {
                self.error(name, format!("{what} needs a `type`"));
                return None;
            }
        };
        if value.is_empty_choice() {
            self.error(name, format!("{what} is a choice, so it needs `choices`"));
            return None;
        }
        let is_stray = |(word, _): &&(String, String)| !value.choices.contains(word);
        if let Some((word, _)) = declared.choice_labels.iter().find(is_stray) {
            self.error(name, format!("{what} has a label for `{word}`, which is none of its choices"));
        }
        let new = KindField {
            name: name.value.clone(),
            value: value.clone(),
            description: String::new(),
            label: String::new(),
            word_label: format!("{kind}_{}", name.value),
            schema: None,
            show: Show::Page,
            required: false,
        };
        Some(KindField { value, ..old.unwrap_or(new) })
    }

    /// Reports a kind whose base is not there: no theme of the chain has it, or the two extend one another.
    fn report_base(&mut self, declared: &Named<KindDecl>) {
        let Some(base) = &declared.value.extends else { return };
        let name = &declared.name.value;
        let place = Place::span(&self.path, base.span.clone());
        let near = nearest(&base.value, self.kinds.iter().map(PageKind::name)).filter(|near| near != name);
        let message = format!("the kind `{name}` extends `{}`, which the theme does not have", base.value);
        self.problems.push(
            Diagnostic::error(place, message).help_if(near.map(|near| format!("did you mean `{near}`?"))),
        );
    }

    fn error(&mut self, at: &Spanned<String>, message: String) {
        self.problems.push(Diagnostic::error(Place::span(&self.path, at.span.clone()), message));
    }
}

/// Returns the words for a field that has no label: `spare_parts` is "Spare parts".
fn humanized(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + letters.as_str()
}

/// Returns a new kind that takes everything from another one.
fn extended(name: &str, base: &PageKind) -> PageKind {
    let mut kind = PageKind { lineage: Vec::new(), ..base.clone() };
    kind.lineage = std::iter::once(name.to_owned()).chain(base.lineage.iter().cloned()).collect();
    kind.templates.insert(0, format!("{name}.html"));
    kind
}

/// Returns, for each kind of a theme that is there but not in use, what to do to have it.
pub fn elsewhere(sources: &BTreeMap<String, ThemeFiles>, layers: &[Layer]) -> BTreeMap<String, String> {
    let is_used = |name: &String| layers.iter().any(|layer| layer.name == *name);
    let mut found = BTreeMap::new();
    for (theme, files) in sources.iter().filter(|(name, _)| !is_used(name)) {
        // What is wrong with a theme that is not in use is nobody's concern.
        let manifest = manifest::read(files, &mut Vec::new());
        for declared in manifest.kinds {
            found.entry(declared.name.value).or_insert_with(|| advice(theme, layers));
        }
    }
    found
}

/// Returns how a guide gets the kinds of a theme: it takes the theme, or its own theme builds on it.
fn advice(theme: &str, layers: &[Layer]) -> String {
    let own = layers.iter().map(|layer| layer.name.as_str()).rfind(|name| *name != DEFAULT);
    match own {
        Some(own) => format!(
            "the theme `{theme}` has it: write `parent = \"{theme}\"` into themes/{own}/{}",
            manifest::FILE
        ),
        None => format!(
            "the theme `{theme}` has it: write `theme = \"{theme}\"` into {}, or `name = \"{theme}\"` below [theme]",
            config::FILE
        ),
    }
}
