//! The types of what a template sees, for the reference and for checking templates.

use std::fmt;

/// A type that templates see, for the reference and for checking templates.
#[derive(Debug)]
pub struct ViewType {
    /// Its name in the reference.
    pub name: &'static str,
    /// Its description.
    pub about: &'static str,
    /// Its fields in order.
    pub fields: &'static [ViewField],
}

/// A field that templates see.
#[derive(Debug)]
pub struct ViewField {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: TypeRef,
    /// Its meaning.
    pub doc: &'static str,
    /// A value it may have.
    pub example: &'static str,
}

/// The type of a field.
#[derive(Clone, Copy, Debug)]
pub enum TypeRef {
    /// Text.
    Text,
    /// `true` or `false`.
    Switch,
    /// A number.
    Number,
    /// Keys that an author chooses.
    FreeKeys,
    /// Keys and values of a theme or a site.
    Map,
    /// A list.
    List(&'static TypeRef),
    /// A value that may be missing.
    Optional(&'static TypeRef),
    /// A type with its own fields. It is a function, because types can contain each other.
    View(fn() -> &'static ViewType),
}

impl TypeRef {
    /// Returns the type that has the fields of a value, also of one that may be missing.
    pub fn view(self) -> Option<&'static ViewType> {
        match self {
            TypeRef::View(of) => Some(of()),
            TypeRef::Optional(inner) => inner.view(),
            _ => None,
        }
    }

    /// Returns the type of a list's items.
    pub fn item(self) -> Option<TypeRef> {
        if let TypeRef::List(item) = self { Some(*item) } else { None }
    }
}

/// Writes the type in the words of the reference: `text`, `list of Link`, `Day or nothing`.
impl fmt::Display for TypeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TypeRef::Text => f.write_str("text"),
            TypeRef::Switch => f.write_str("true or false"),
            TypeRef::Number => f.write_str("number"),
            TypeRef::FreeKeys => f.write_str("free keys"),
            TypeRef::Map => f.write_str("keys and values"),
            TypeRef::List(item) => write!(f, "list of {item}"),
            TypeRef::Optional(inner) => write!(f, "{inner} or nothing"),
            TypeRef::View(of) => f.write_str(of().name),
        }
    }
}
