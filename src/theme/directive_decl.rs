//! `[directives.NAME]` in `theme.toml`, as it is written: what a theme declares of a directive of its own.

use crate::document::directive::{Form, LabelRule};
use crate::raw::{Entry, Spanned};
use crate::schema::{DeclaredKind, Named, TableReader, ValueType, named, settings};

settings! {
    /// A directive as a theme declares it.
    pub struct DirectiveDecl in "[directives.NAME]" {
        /// Its purpose, in one sentence.
        description: String;
        /// Whether it holds text: a `container` begins with `:::NAME` and ends with `:::`, a `leaf` is one line `::NAME`.
        form: Form = Form::Container;
        /// Whether it has a label.
        label: LabelRule = LabelRule::Optional;
        /// What a container may hold: `blocks`, one `list`, one `numbered-list`, or only directives of a name.
        holds: Option<Spanned<String>>;
        /// The directive that it must be in.
        inside: Option<Spanned<String>>;
        /// Its attributes besides `#id` and `.class`, by name.
        attributes: Vec<Named<AttributeDecl>>, ValueType::TablesOf(AttributeDecl::FIELDS) => attributes;
    }
}

settings! {
    /// An attribute of a directive as a theme declares it.
    pub struct AttributeDecl in "[directives.NAME.attributes.ATTRIBUTE]" {
        /// The type of its value; a `list` or a `strength` cannot be written as an attribute.
        value as "type": Spanned<DeclaredKind> = Spanned::unplaced(DeclaredKind::Text);
        /// Its purpose, in one sentence.
        description: String;
        /// The words of a `choice`.
        choices: Vec<String>;
        /// Whether the directive needs it.
        required: bool;
    }
}

/// Reads the directives of a manifest.
pub fn directives(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<Named<DirectiveDecl>>> {
    named(entry, reader, "a directive", |name| format!("[directives.{name}]"))
}

fn attributes(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<Named<AttributeDecl>>> {
    named(entry, reader, "an attribute", |name| format!("the attribute `{name}`"))
}
