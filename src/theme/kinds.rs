//! `[kinds.NAME]` in `theme.toml` → `Kinds`: each kind overrides the one it extends, and the parent theme's kind of the
//! same name.

use std::collections::BTreeMap;

use crate::config;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::discover::ThemeFiles;
use crate::evidence::Scale;
use crate::kinds::{KindField, Kinds, PageKind, Show};
use crate::paths::SourcePath;
use crate::raw::Spanned;
use crate::schema::{DeclaredKind, DeclaredType, Named};
use crate::theme::chain::{DEFAULT, Layer};
use crate::theme::kind_decl::{FieldDecl, KindDecl};
use crate::theme::manifest;

/// Returns the kinds of a chain of themes, with the scale of the guide or else of the nearest theme. The labels of kinds and
/// fields are added to `labels`.
pub fn resolve(
    layers: &[Layer],
    scale: Option<&Scale>,
    labels: &mut BTreeMap<String, String>,
    problems: &mut Vec<Diagnostic>,
) -> Kinds {
    let of_theme = || layers.iter().find_map(|layer| layer.manifest.evidence.as_ref());
    let scale = scale.or_else(of_theme).cloned().unwrap_or_default();
    let mut kinds = Kinds::with_scale(scale);
    for layer in layers.iter().rev() {
        let path = layer.manifest_path();
        let mut resolver = Resolver { path, kinds: &mut kinds, labels, problems };
        let mut open: Vec<&Named<KindDecl>> = layer.manifest.kinds.iter().collect();
        // A kind may extend one declared after it.
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
    /// Adds a kind; returns `false` if the kind that it extends is not known yet.
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

    /// Adds the labels of a choice's words. Words without a label keep that of the field.
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

    /// Returns a field with its type: from the declaration, else from the field that it changes.
    fn typed(
        &mut self,
        kind: &str,
        declared: &Named<FieldDecl>,
        old: Option<KindField>,
    ) -> Option<KindField> {
        let Named { name, value: declared } = declared;
        let what = format!("[kinds.{kind}.fields.{}]", name.value);
        let value = match (declared.value, &old) {
            (Some(DeclaredKind::Strength), _) => return self.strength(kind, name, &declared.choices, old),
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
        Some(KindField { value: value.clone(), ..old.unwrap_or_else(|| new_field(kind, &name.value, value)) })
    }

    /// Returns a field that is a strength of evidence. Its levels are those of the scale.
    fn strength(
        &mut self,
        kind: &str,
        name: &Spanned<String>,
        choices: &[String],
        old: Option<KindField>,
    ) -> Option<KindField> {
        let what = format!("the field `{}` of the kind `{kind}`", name.value);
        if !choices.is_empty() {
            self.error(name, format!("{what} is a strength of evidence: its levels are those of [evidence]"));
        }
        let choices: Vec<String> = self.kinds.scale.levels.iter().map(|level| level.name.clone()).collect();
        if choices.is_empty() {
            self.error(name, format!("{what} is a strength of evidence, and no [evidence] has levels"));
            return None;
        }
        let value = DeclaredType { kind: DeclaredKind::Strength, choices };
        Some(KindField { value: value.clone(), ..old.unwrap_or_else(|| new_field(kind, &name.value, value)) })
    }

    /// Reports a kind whose base does not exist: no theme of the chain has it, or the two extend one another.
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

fn new_field(kind: &str, name: &str, value: DeclaredType) -> KindField {
    KindField {
        name: name.to_owned(),
        value,
        description: String::new(),
        label: String::new(),
        word_label: format!("{kind}_{name}"),
        schema: None,
        show: Show::Page,
        required: false,
    }
}

/// Returns a label for a field that has none: `spare_parts` is "Spare parts".
fn humanized(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + letters.as_str()
}

/// Returns a new kind that inherits everything from another one.
fn extended(name: &str, base: &PageKind) -> PageKind {
    let mut kind = PageKind { lineage: Vec::new(), ..base.clone() };
    kind.lineage = std::iter::once(name.to_owned()).chain(base.lineage.iter().cloned()).collect();
    kind.templates.insert(0, format!("{name}.html"));
    kind
}

/// Returns what to do to use a kind, for each kind of a theme that exists but is not in use.
pub fn elsewhere(sources: &BTreeMap<String, ThemeFiles>, layers: &[Layer]) -> BTreeMap<String, String> {
    let is_used = |name: &String| layers.iter().any(|layer| layer.name == *name);
    let mut found = BTreeMap::new();
    for (theme, files) in sources.iter().filter(|(name, _)| !is_used(name)) {
        // Mistakes in a theme that is not in use do not matter.
        let manifest = manifest::read(files, &mut Vec::new());
        for declared in manifest.kinds {
            found.entry(declared.name.value).or_insert_with(|| advice(theme, layers));
        }
    }
    found
}

/// Returns how a guide gets the kinds of a theme: it uses the theme, or its own theme builds on it.
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
