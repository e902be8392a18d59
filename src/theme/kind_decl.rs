//! `[kinds.NAME]` in `theme.toml`, as it is written: what a theme declares of a kind of page and of its fields.

use crate::kinds::{FieldSchema, PageSchema, Show};
use crate::raw::{Entry, Spanned, Value};
use crate::schema::{DeclaredKind, Named, TableReader, ValueType, named, settings};

settings! {
    /// A kind of page as a theme declares it. What it leaves out comes from the kind that it extends or changes.
    pub struct KindDecl in "[kinds.NAME]" {
        /// Its name for readers: the label `kind_NAME`.
        label: Option<String>;
        /// Its purpose, in one sentence.
        description: Option<String>;
        /// The kind from which it inherits everything that it does not set.
        extends: Option<Spanned<String>>;
        /// Its template; by default `NAME.html`, if it exists.
        template: Option<Spanned<String>>;
        /// Its style in the PDF: `text`, `steps`, `card`, or one that `print/theme.typ` adds.
        print: Option<String>;
        /// The schema.org type of its pages.
        schema: Option<PageSchema>;
        /// Its fields under `extra`, by name.
        fields: Vec<Named<FieldDecl>>, ValueType::TablesOf(FieldDecl::FIELDS) => fields;
    }
}

settings! {
    /// A field of a kind as a theme declares it.
    pub struct FieldDecl in "[kinds.NAME.fields.FIELD]" {
        /// The type of its value.
        value as "type": Option<DeclaredKind>;
        /// Its name for readers: the label `NAME_FIELD`.
        label: Option<String>;
        /// Its purpose, in one sentence.
        description: Option<String>;
        /// The words of a `choice`.
        choices: Vec<String>;
        /// The names of those words for readers: the labels `NAME_FIELD_WORD`.
        choice_labels: Vec<(String, String)>, ValueType::TextsOf => choice_labels;
        /// Whether every page of the kind needs it.
        required: Option<bool>;
        /// The places where it is shown: its `page`, also its `card` in a section, or only where a `template` prints it.
        show: Option<Show>;
        /// The schema.org property that it represents.
        schema: Option<FieldSchema>;
    }
}

/// Reads the kinds of a manifest.
pub fn kinds(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<Named<KindDecl>>> {
    named(entry, reader, "a kind of page", |name| format!("[kinds.{name}]"))
}

fn fields(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<Named<FieldDecl>>> {
    named(entry, reader, "a field", |name| format!("the field `{name}`"))
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
