//! Directives: what each may be given, what it may hold, and how it is shown. The one table of them, the program's own and
//! those that a theme declares, is read by the parser and by every writer.

use std::sync::Arc;

use crate::schema::{DeclaredKind, DeclaredType, Field, ValueType, choices};

/// A directive. The parameters are the types of its texts and of its attributes, which differ only for the program's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectiveKind<T = Box<str>, A = Box<[DirectiveAttribute]>> {
    /// Its name, after the colons.
    pub name: T,
    /// Its purpose, in one sentence.
    pub doc: T,
    /// Whether it holds blocks.
    pub form: Form,
    /// Whether it has a label, in square brackets.
    pub label: LabelRule,
    /// Its attributes, besides `#id` and `.class`.
    pub fields: A,
    /// What it may hold.
    pub holds: Holds<T>,
    /// The directive that it must be in.
    pub inside: Option<T>,
    /// How it is shown.
    pub role: Role,
}

/// A directive of the program.
pub type BuiltIn = DirectiveKind<&'static str, &'static [Field]>;

/// An attribute of a directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectiveAttribute {
    /// Its name.
    pub name: Box<str>,
    /// The type of its value.
    pub value: AttributeType,
    /// Its purpose, in one sentence.
    pub doc: Box<str>,
    /// Whether the directive must have it.
    pub required: bool,
}

/// The type of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeType {
    /// A whole number from 1 to `MAX_COUNT`.
    Count,
    /// A type that a theme can declare.
    Declared(DeclaredType),
}

impl AttributeType {
    /// Reports whether a text is a value of this type.
    pub fn admits(&self, text: &str) -> bool {
        match self {
            AttributeType::Count => text.parse().is_ok_and(|number: u32| (1..=MAX_COUNT).contains(&number)),
            AttributeType::Declared(declared) => declared.admits_text(text),
        }
    }

    /// Returns what is expected, for a message.
    pub fn expected(&self) -> String {
        match self {
            AttributeType::Count => format!("a whole number from 1 to {MAX_COUNT}"),
            AttributeType::Declared(declared) => declared.expected(),
        }
    }

    /// Reports whether it is `true` or `false`, so that its name alone is a value.
    pub fn is_switch(&self) -> bool {
        matches!(self, AttributeType::Declared(DeclaredType { kind: DeclaredKind::Switch, .. }))
    }
}

choices! {
    /// Whether a directive holds blocks.
    pub enum Form {
        /// It does: `:::name` … `:::`.
        Container = "container",
        /// It does not: `::name`.
        Leaf = "leaf",
    }
}

choices! {
    /// Whether a directive has a label.
    pub enum LabelRule {
        /// It has none.
        Refused = "none",
        /// It may have one.
        Optional = "optional",
        /// It must have one.
        Required = "required",
    }
}

/// What a directive may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds<T = Box<str>> {
    /// Any blocks.
    Blocks,
    /// Directives of this name, and nothing else.
    Only(T),
    /// One list, and nothing else.
    List,
    /// One numbered list, and nothing else.
    NumberedList,
}

impl Holds {
    /// The names of what can be held, other than directives, in a theme.
    pub const NAMES: [&'static str; 3] = ["blocks", "list", "numbered-list"];

    /// Returns what a name in a theme means: one of `NAMES`, or the name of a directive.
    pub fn from_name(name: &str) -> Holds {
        match name {
            "blocks" => Holds::Blocks,
            "list" => Holds::List,
            "numbered-list" => Holds::NumberedList,
            _ => Holds::Only(name.into()),
        }
    }
}

/// The five kinds of alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "GitHub's own five words")]
pub enum Alert {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

impl Alert {
    /// Returns its name in themes and in the fingerprint of a page's words.
    pub fn name(self) -> &'static str {
        match self {
            Alert::Note => "note",
            Alert::Tip => "tip",
            Alert::Important => "important",
            Alert::Warning => "warning",
            Alert::Caution => "caution",
        }
    }
}

/// How a directive is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// As an alert, with its label as the title.
    Alert(Alert),
    /// As a group with a title.
    Group,
    /// As a part that a reader can open; on paper it is open.
    Details,
    /// As a figure with its label as the caption.
    Figure,
    /// As a quotation with its label as the source.
    Quote,
    /// As lines to write on.
    Lines,
    /// As the start of a new sheet.
    PageBreak,
    /// As the list of all sources that the guide cites.
    Sources,
    /// As the theme that declares it shows it, or else as a group with a title.
    Declared,
}

impl Role {
    /// Reports whether the label comes last, as a caption does.
    pub fn ends_with_label(self) -> bool {
        matches!(self, Role::Figure | Role::Quote)
    }
}

/// The number of columns that columns or cards may have.
const COLUMNS: ValueType = ValueType::Choice(&["2", "3", "4"]);

/// The number of lines or rows that there are if the author gives none.
pub const DEFAULT_COUNT: u32 = 5;

/// The most lines or rows. More fill no sheet that anybody writes on.
pub const MAX_COUNT: u32 = 100;

/// The most columns of a log.
pub const MAX_LOG_COLUMNS: usize = 12;

/// A container with an optional label that holds any blocks.
const CONTAINER: BuiltIn = DirectiveKind {
    name: "",
    doc: "",
    form: Form::Container,
    label: LabelRule::Optional,
    fields: &[],
    holds: Holds::Blocks,
    inside: None,
    role: Role::Group,
};

const fn alert(name: &'static str, doc: &'static str, alert: Alert) -> BuiltIn {
    DirectiveKind { name, doc, role: Role::Alert(alert), ..CONTAINER }
}

/// Every directive of the program, in the order of the reference.
pub static DIRECTIVES: &[BuiltIn] = &[
    alert("note", "A box with something worth knowing.", Alert::Note),
    alert("tip", "A box with something that helps.", Alert::Tip),
    alert("important", "A box with something that a reader must know.", Alert::Important),
    alert("warning", "A box with something that needs attention.", Alert::Warning),
    alert("caution", "A box with something that can do harm.", Alert::Caution),
    DirectiveKind {
        name: "steps",
        doc: "A procedure: one numbered list, each item a step.",
        holds: Holds::NumberedList,
        ..CONTAINER
    },
    DirectiveKind {
        name: "columns",
        doc: "Text in columns, where there is room for them.",
        fields: &[Field { name: "count", kind: COLUMNS, doc: "The number of columns: 2 if it is missing." }],
        ..CONTAINER
    },
    DirectiveKind {
        name: "cards",
        doc: "Cards beside each other, where there is room for them.",
        fields: &[Field { name: "count", kind: COLUMNS, doc: "How many are in a row: 2 if it is missing." }],
        holds: Holds::Only("card"),
        ..CONTAINER
    },
    DirectiveKind { name: "card", doc: "A card with its label as the title.", ..CONTAINER },
    DirectiveKind {
        name: "details",
        doc: "A part that a reader opens by its label; on paper it is open.",
        label: LabelRule::Required,
        fields: &[Field { name: "open", kind: ValueType::Switch, doc: "Whether it is open at first." }],
        role: Role::Details,
        ..CONTAINER
    },
    DirectiveKind {
        name: "tabs",
        doc: "Tabs, of which one is shown at a time; on paper and without JavaScript all are.",
        label: LabelRule::Refused,
        fields: &[Field {
            name: "sync",
            kind: ValueType::Text,
            doc: "A name: tabs with the same name show the tab with the same label.",
        }],
        holds: Holds::Only("tab"),
        ..CONTAINER
    },
    DirectiveKind {
        name: "tab",
        doc: "One of several tabs.",
        label: LabelRule::Required,
        inside: Some("tabs"),
        ..CONTAINER
    },
    DirectiveKind {
        name: "checklist",
        doc: "A list with a box to tick for each item.",
        holds: Holds::List,
        ..CONTAINER
    },
    DirectiveKind {
        name: "lines",
        doc: "Lines to write on, below the label.",
        form: Form::Leaf,
        fields: &[Field {
            name: "count",
            kind: ValueType::Whole,
            doc: "The number of lines, 1 to 100: 5 if it is missing.",
        }],
        role: Role::Lines,
        ..CONTAINER
    },
    DirectiveKind {
        name: "log",
        doc: "A table to fill in, with a row for each day, feed or dose.",
        form: Form::Leaf,
        fields: &[
            Field {
                name: "columns",
                kind: ValueType::Text,
                doc: "The heads of the columns, separated by commas.",
            },
            Field {
                name: "days",
                kind: ValueType::Whole,
                doc: "The number of rows, 1 to 100, each with its number in the first column.",
            },
            Field {
                name: "rows",
                kind: ValueType::Whole,
                doc: "The number of empty rows, 1 to 100: 5 if it is missing.",
            },
        ],
        ..CONTAINER
    },
    DirectiveKind {
        name: "figure",
        doc: "Anything with its label as the caption.",
        label: LabelRule::Required,
        role: Role::Figure,
        ..CONTAINER
    },
    DirectiveKind {
        name: "quote",
        doc: "A quotation with its label as the source.",
        role: Role::Quote,
        ..CONTAINER
    },
    DirectiveKind { name: "contact", doc: "Whom to call, with the name as the label.", ..CONTAINER },
    DirectiveKind {
        name: "question",
        doc: "A question as the label, and its answer.",
        label: LabelRule::Required,
        ..CONTAINER
    },
    DirectiveKind {
        name: "decision",
        doc: "A decision sheet: a list whose items lead to the lists in them.",
        holds: Holds::List,
        ..CONTAINER
    },
    DirectiveKind {
        name: "include",
        doc: "The text of another file, or of a part of it, in its place.",
        form: Form::Leaf,
        label: LabelRule::Refused,
        fields: &[
            Field {
                name: "file",
                kind: ValueType::Text,
                doc: "The file, relative to the one that includes it. It must be in the content folder.",
            },
            Field {
                name: "region",
                kind: ValueType::Text,
                doc: "The part between `ANCHOR: name` and `ANCHOR_END: name` in the file.",
            },
            Field { name: "lines", kind: ValueType::Text, doc: "The lines, such as `3-9`, `3-` or `3`." },
            Field {
                name: "lang",
                kind: ValueType::Text,
                doc: "The language to show it as code in: that of its ending if it does not end in `.md`.",
            },
        ],
        ..CONTAINER
    },
    DirectiveKind {
        name: "only",
        doc: "A part for one edition, audience or language; elsewhere it is absent.",
        label: LabelRule::Refused,
        fields: &[
            Field { name: "web", kind: ValueType::Switch, doc: "Only on the web." },
            Field {
                name: "print",
                kind: ValueType::Switch,
                doc: "Only on paper: on print pages and in PDFs.",
            },
            Field {
                name: "audience",
                kind: ValueType::Text,
                doc: "Only for an audience of `[audiences]`, which `--audience` chooses.",
            },
            Field { name: "language", kind: ValueType::Text, doc: "Only on pages in this language." },
        ],
        ..CONTAINER
    },
    DirectiveKind {
        name: "page-break",
        doc: "What follows begins on a new sheet.",
        form: Form::Leaf,
        label: LabelRule::Refused,
        role: Role::PageBreak,
        ..CONTAINER
    },
    DirectiveKind {
        name: "sources",
        doc: "The list of all sources that the guide cites.",
        form: Form::Leaf,
        label: LabelRule::Refused,
        role: Role::Sources,
        ..CONTAINER
    },
];

impl From<&BuiltIn> for DirectiveKind {
    fn from(own: &BuiltIn) -> DirectiveKind {
        DirectiveKind {
            name: own.name.into(),
            doc: own.doc.into(),
            form: own.form,
            label: own.label,
            fields: own.fields.iter().map(DirectiveAttribute::from).collect(),
            holds: match own.holds {
                Holds::Blocks => Holds::Blocks,
                Holds::Only(inner) => Holds::Only(inner.into()),
                Holds::List => Holds::List,
                Holds::NumberedList => Holds::NumberedList,
            },
            inside: own.inside.map(Box::from),
            role: own.role,
        }
    }
}

impl From<&Field> for DirectiveAttribute {
    fn from(field: &Field) -> DirectiveAttribute {
        let declared = |kind, choices| AttributeType::Declared(DeclaredType { kind, choices });
        let value = match field.kind {
            ValueType::Whole => AttributeType::Count,
            ValueType::Switch => declared(DeclaredKind::Switch, Vec::new()),
            ValueType::Choice(words) => {
                declared(DeclaredKind::Choice, words.iter().map(|word| (*word).to_owned()).collect())
            }
            _ => declared(DeclaredKind::Text, Vec::new()),
        };
        DirectiveAttribute { name: field.name.into(), value, doc: field.doc.into(), required: false }
    }
}

/// Names that other programs have for a directive of ours: `Docusaurus`, Starlight, `VitePress` and `MyST`, in the
/// documentation of each.
pub static SYNONYMS: &[(&str, &str)] = &[
    ("admonition", "note"),
    ("info", "note"),
    ("hint", "tip"),
    ("attention", "warning"),
    ("danger", "caution"),
    ("error", "caution"),
];

/// Every directive that the pages of a guide can use: those of the program, then those that its theme declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directives(Vec<Arc<DirectiveKind>>);

impl Default for Directives {
    /// Returns those of the program.
    fn default() -> Directives {
        Directives(DIRECTIVES.iter().map(|own| Arc::new(own.into())).collect())
    }
}

impl Directives {
    /// Returns the directive of a name, or else the one that other programs call so.
    pub fn get(&self, name: &str) -> Option<&Arc<DirectiveKind>> {
        let named = |name: &str| self.0.iter().find(|kind| *kind.name == *name);
        let synonym = || SYNONYMS.iter().find(|(synonym, _)| *synonym == name);
        named(name).or_else(|| named(synonym()?.1))
    }

    /// Returns the names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.iter().map(|kind| &*kind.name)
    }

    /// Returns all of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &DirectiveKind> {
        self.0.iter().map(|kind| &**kind)
    }

    /// Returns those that the theme declares.
    pub fn declared(&self) -> impl Iterator<Item = &DirectiveKind> {
        self.0.iter().map(|kind| &**kind).filter(|kind| kind.role == Role::Declared)
    }

    /// Adds a directive, whose name no other one has.
    pub fn add(&mut self, kind: DirectiveKind) {
        self.0.push(Arc::new(kind));
    }
}

/// A directive with its attributes. Its label, if it has one, is the first child of its node, or the last
/// of a figure or quotation.
#[derive(Clone, Debug)]
pub struct Directive {
    /// What it is.
    pub kind: Arc<DirectiveKind>,
    /// The author's id, unique on the page; may be empty.
    pub id: Box<str>,
    /// The author's classes.
    pub classes: Box<[Box<str>]>,
    /// Its other attributes, which are among the fields of its kind and have valid values.
    pub values: Box<[(Box<str>, Box<str>)]>,
}

impl Directive {
    /// Returns the value of an attribute, if the author gave one.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(own, _)| **own == *name).map(|(_, value)| &**value)
    }

    /// Returns a value that is a number.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.value(name)?.parse().ok()
    }
}
