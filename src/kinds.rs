//! The kinds of page that a theme declares: what the front matter of each may contain, and how it is shown. The program
//! itself knows one kind, a plain page.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::evidence::Scale;
use crate::paths::SourcePath;
use crate::raw::{Entry, Spanned, Value};
use crate::schema::{DeclaredType, choices, suggestion};

/// The kind of a page whose front matter names none. Every theme has it.
pub const PAGE: &str = "page";

/// The print style of a kind that names none.
pub const PRINT: &str = "text";

/// A kind of page, including everything that it inherits from the kind it extends.
#[derive(Clone, Debug, PartialEq)]
pub struct PageKind {
    /// Its name, then the names of the kinds that it extends, the nearest first.
    pub lineage: Vec<String>,
    /// Its purpose, in one sentence.
    pub description: String,
    /// The key of the label for its name; empty if the theme does not name it.
    pub label: String,
    /// Its templates, the preferred one first.
    pub templates: Vec<String>,
    /// The print style of its pages in the PDF.
    pub print: String,
    /// The schema.org type of its pages.
    pub schema: PageSchema,
    /// The fields that its front matter may have under `extra`, in the order in which they are shown.
    pub fields: Vec<KindField>,
}

/// A field of a kind of page: a key under `extra`.
#[derive(Clone, Debug, PartialEq)]
pub struct KindField {
    /// The key.
    pub name: String,
    /// The type of its value.
    pub value: DeclaredType,
    /// Its purpose, in one sentence.
    pub description: String,
    /// The key of the label that names it on the page.
    pub label: String,
    /// The prefix of the keys of the labels for the words of a choice: `PREFIX_WORD`.
    pub word_label: String,
    /// Its meaning for the type of its page.
    pub schema: Option<FieldSchema>,
    /// The places where it is shown.
    pub show: Show,
    /// Whether a page of the kind must have it.
    pub required: bool,
}

choices! {
    /// The places where a field is shown.
    pub enum Show {
        /// On its page.
        Page = "page",
        /// On its page, and on the card of its page in a section.
        Card = "card",
        /// Only where a template prints it.
        Template = "template",
    }
}

choices! {
    /// The type of the pages of a kind, in the vocabulary of schema.org.
    pub enum PageSchema {
        /// A procedure: the numbered list of a page is its steps.
        HowTo = "HowTo",
        /// Nothing in particular.
        Nothing = "none",
    }
}

choices! {
    /// The meaning of a field for the type of its page, in the vocabulary of schema.org.
    pub enum FieldSchema {
        /// The time that it takes.
        TotalTime = "totalTime",
        /// Things that are used up.
        Supply = "supply",
        /// Things that are used.
        Tool = "tool",
    }
}

impl PageKind {
    /// Returns a kind that inherits nothing: a page with text.
    pub fn new(name: &str) -> PageKind {
        PageKind {
            lineage: vec![name.to_owned()],
            description: String::new(),
            label: String::new(),
            templates: vec![format!("{name}.html")],
            print: PRINT.to_owned(),
            schema: PageSchema::Nothing,
            fields: Vec::new(),
        }
    }

    /// Returns its name.
    pub fn name(&self) -> &str {
        &self.lineage[0]
    }

    /// Returns the field of this name.
    pub fn field(&self, name: &str) -> Option<&KindField> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// The kinds of page of a theme.
#[derive(Clone, Debug, PartialEq)]
pub struct Kinds {
    /// The kinds by name. A plain page is always among them.
    by_name: BTreeMap<String, PageKind>,
    /// What to do to use a kind of a theme that is not in use, by the name of the kind.
    pub elsewhere: BTreeMap<String, String>,
    /// The scale of the fields that are a strength of evidence.
    pub scale: Scale,
}

impl Default for Kinds {
    fn default() -> Kinds {
        let page = (PAGE.to_owned(), PageKind::new(PAGE));
        Kinds { by_name: BTreeMap::from([page]), elsewhere: BTreeMap::new(), scale: Scale::default() }
    }
}

impl Kinds {
    /// Returns a plain page alone, with a scale of evidence for the kinds to come.
    pub fn with_scale(scale: Scale) -> Kinds {
        Kinds { scale, ..Kinds::default() }
    }

    /// Adds a kind, or replaces the one of its name.
    pub fn insert(&mut self, kind: PageKind) {
        self.by_name.insert(kind.name().to_owned(), kind);
    }

    /// Returns the kind of this name.
    pub fn get(&self, name: &str) -> Option<&PageKind> {
        self.by_name.get(name)
    }

    /// Returns the kinds in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &PageKind> {
        self.by_name.values()
    }

    /// Returns the kind of this name; a plain page if the theme has no such kind.
    pub fn of(&self, name: &str) -> &PageKind {
        self.by_name.get(name).unwrap_or_else(|| &self.by_name[PAGE])
    }

    /// Reports that the theme has no such kind, with the theme that has it or the nearest name.
    pub fn missing(&self, name: &Spanned<String>, path: &SourcePath) -> Diagnostic {
        let near = || nearest(&name.value, self.by_name.keys().map(String::as_str));
        let help = self.elsewhere.get(&name.value).cloned();
        let help = help.or_else(|| near().map(|near| format!("did you mean `{near}`?")));
        let message = format!("the theme has no kind of page `{}`", name.value);
        Diagnostic::error(Place::span(path, name.span.clone()), message).help_if(help)
    }

    /// Returns the problems of the kind of a page, and of what the page has under `extra`.
    pub fn check(&self, kind: &Spanned<String>, extra: &[Entry], path: &SourcePath) -> Vec<Diagnostic> {
        let Some(known) = self.by_name.get(&kind.value) else { return vec![self.missing(kind, path)] };
        let wrong = extra.iter().filter_map(|entry| known.wrong_entry(entry, extra, path));
        let is_set = |field: &&KindField| extra.iter().any(|entry| entry.key == field.name);
        let missing = known.fields.iter().filter(|field| field.required && !is_set(field));
        let missing = missing.map(|field| {
            let message = format!("a page of the kind `{}` needs `{}`", kind.value, field.name);
            let help = format!("write it below `extra:`; it expects {}", field.value.expected());
            Diagnostic::error(Place::span(path, kind.span.clone()), message).help(help)
        });
        wrong.chain(missing).collect()
    }
}

impl PageKind {
    /// Reports an entry whose value its field refuses, or whose key is a mistyped field.
    fn wrong_entry(&self, entry: &Entry, extra: &[Entry], path: &SourcePath) -> Option<Diagnostic> {
        let place = || Place::span(path, entry.key_span.clone());
        let Some(field) = self.field(&entry.key) else {
            // Any key is allowed under `extra`, for a template to read. So a key is only a mistake if it is near a
            // field that the page does not set.
            let is_set = |name: &str| extra.iter().any(|entry| entry.key == name);
            let names = self.fields.iter().map(|field| field.name.as_str());
            let near = suggestion(&entry.key, names.filter(|name| !is_set(name)))?;
            let message = format!("a page of the kind `{}` has no field `{}`", self.name(), entry.key);
            return Some(Diagnostic::warning(place(), message).help(format!("did you mean `{near}`?")));
        };
        let value = &entry.node.value;
        if *value == Value::Null {
            return None;
        }
        let refused = field.value.refuses(value).or_else(|| not_shown(value));
        let problem = |why: String| Diagnostic::error(place(), format!("`{}` {why}", entry.key));
        refused.map(|why| problem(why).help_if(field.value.help(value)))
    }
}

/// Returns why an item of a list cannot be shown: it is neither text nor a number.
fn not_shown(value: &Value) -> Option<String> {
    let Value::List(items) = value else { return None };
    let is_shown = |value: &Value| matches!(value, Value::Text(_) | Value::Integer(_) | Value::Float(_));
    let at = items.iter().position(|item| !is_shown(&item.value))?;
    Some(format!("expects a list of text, found {} as item {}", items[at].value.kind(), at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raw;
    use crate::schema::DeclaredKind;

    /// Returns the problems of the extra keys of a page, of a kind with a field of each type.
    fn problems(kind: &str, extra: &str) -> Vec<String> {
        let mut kinds = Kinds::default();
        let typed = |kind, choices: &[&str]| DeclaredType {
            kind,
            choices: choices.iter().map(|word| (*word).to_owned()).collect(),
        };
        let field = |name: &str, value| KindField {
            name: name.into(),
            value,
            description: String::new(),
            label: String::new(),
            word_label: String::new(),
            schema: None,
            show: Show::Page,
            required: name == "tools",
        };
        let level = typed(DeclaredKind::Choice, &["easy", "hard"]);
        let fields = vec![
            field("tools", typed(DeclaredKind::List, &[])),
            field("level", level),
            field("time", typed(DeclaredKind::Text, &[])),
        ];
        kinds.insert(PageKind { fields, ..PageKind::new("repair") });
        kinds.elsewhere.insert("tip".into(), "use the theme `care`".into());
        let Value::Map(entries) = raw::yaml(extra, 0).expect("YAML").value else { return Vec::new() };
        let kind = Spanned { value: kind.to_owned(), span: 0..0 };
        let found = kinds.check(&kind, &entries, &SourcePath::new("a.md"));
        found.into_iter().map(|it| format!("{}; {}", it.message, it.help.unwrap_or_default())).collect()
    }

    #[test]
    fn a_field_holds_what_its_type_says() {
        assert!(problems("repair", "tools: [Lever, 2]\nlevel: hard\ntime: An hour\nown: 1\n").is_empty());
        assert_eq!(
            problems("repair", "tools: Lever\nlevel: hart\ntime: 5\n"),
            [
                "`tools` expects a list, found `Lever`; write it as a list: [\"Lever\"]",
                "`level` expects one of `easy`, `hard`, found `hart`; did you mean `hard`?",
                "`time` expects text, found a number; put it in quotes to make it text",
            ]
        );
        assert_eq!(
            problems("repair", "tools: [{a: b}]\n"),
            ["`tools` expects a list of text, found a table of keys as item 1; "]
        );
    }

    #[test]
    fn a_missing_field_and_a_mistyped_one_are_reported() {
        assert_eq!(
            problems("repair", "tool: [Lever]\n"),
            [
                "a page of the kind `repair` has no field `tool`; did you mean `tools`?",
                "a page of the kind `repair` needs `tools`; write it below `extra:`; it expects a list",
            ]
        );
        assert!(problems("page", "tool: [Lever]\n").is_empty());
    }

    #[test]
    fn a_kind_of_another_theme_comes_with_that_theme() {
        assert_eq!(problems("tip", "a: 1\n"), ["the theme has no kind of page `tip`; use the theme `care`"]);
        assert_eq!(
            problems("repar", "a: 1\n"),
            ["the theme has no kind of page `repar`; did you mean `repair`?"]
        );
    }
}
