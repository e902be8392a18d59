//! One declaration a key: the macros `settings!` and `choices!`, and how a value of each type is read.

use crate::date::Date;
use crate::raw::{Entry, Spanned, Value};
use crate::schema::{CheckedTable, Field, TableReader, ValueType};

/// A type whose values a file of settings may hold.
pub trait FromEntry: Sized {
    /// What the value must be.
    const KIND: ValueType;

    /// Reads a value that is known to be of that kind. Reports a value that is not valid all the same, and returns `None`.
    fn from_entry(entry: Entry, reader: &mut TableReader<'_>) -> Option<Self>;
}

/// A table whose keys are declared with `settings!`.
pub trait Settings: Default {
    /// What a message calls it: `site.toml`, `front matter`, `[markdown]`.
    const NAME: &'static str;
    /// Its keys, in the order of the reference.
    const FIELDS: &'static [Field];

    /// Takes the value of every key; the default of a key that is missing or not valid.
    fn take(checked: &mut CheckedTable, reader: &mut TableReader<'_>) -> Self;
}

/// Declares a table of keys: its type, its defaults, how it is read, and its schema.
///
/// ```text
/// settings! {
///     /// How a door opens.
///     pub struct Door in "[door]" {
///         /// What its sign says.
///         sign: Option<String>;
///         /// How wide it is, 1 to 9.
///         width: u8 = 2, ValueType::Whole => whole_within::<1, 9>;
///         /// What it is made of.
///         material as "type": Material = Material::Wood;
///     }
/// }
/// ```
///
/// A key has the name of its field unless `as` says otherwise, and the default of its type unless `=` does. Its kind and
/// its reading are those of its type, or a kind and a function `fn(&Entry, &mut TableReader) -> Option<_>` that reports what is
/// not valid. Its documentation is the one of the schema and of the reference.
macro_rules! settings {
    (
        $(#[$meta:meta])*
        pub struct $name:ident in $title:tt {
            $(
                $(#[doc = $doc:literal])+
                $field:ident $(as $key:literal)?: $type:ty $(= $default:expr)? $(, $kind:expr => $read:path)?;
            )+
        }
    ) => {
        $(#[$meta])*
        pub struct $name { $( $(#[doc = $doc])+ pub $field: $type, )+ }

        impl Default for $name {
            fn default() -> $name {
                $name { $( $field: $crate::schema::settings!(@default $($default)?), )+ }
            }
        }

        impl $crate::schema::Settings for $name {
            const NAME: &'static str = $title;
            const FIELDS: &'static [$crate::schema::Field] = &[ $( $crate::schema::Field {
                name: $crate::schema::settings!(@name $field $($key)?),
                kind: $crate::schema::settings!(@kind $type $(, $kind)?),
                doc: concat!($($doc),+).trim_ascii_start(),
            } ),+ ];

            fn take(
                checked: &mut $crate::schema::CheckedTable,
                reader: &mut $crate::schema::TableReader<'_>,
            ) -> $name {
                $name { $( $field: {
                    let entry = checked.take($crate::schema::settings!(@name $field $($key)?));
                    let read = $crate::schema::settings!(@read $type $(, $read)?);
                    let default = || $crate::schema::settings!(@default $($default)?);
                    $crate::schema::read_or(entry, reader, read, default)
                }, )+ }
            }
        }
    };
    (@default) => { Default::default() };
    (@default $default:expr) => { $default };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $key:literal) => { $key };
    (@kind $type:ty) => { <$type as $crate::schema::FromEntry>::KIND };
    (@kind $type:ty, $kind:expr) => { $kind };
    (@read $type:ty) => { <$type as $crate::schema::FromEntry>::from_entry };
    (@read $type:ty, $read:path) => {
        |entry: $crate::raw::Entry, reader: &mut $crate::schema::TableReader<'_>| $read(&entry, reader)
    };
}
pub(crate) use settings;

/// Declares a key's words as an enum, each variant with its word in the file.
macro_rules! choices {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$about:meta])* $variant:ident = $word:literal, )+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $( $(#[$about])* $variant, )+ }

        impl $name {
            /// Every name in a file, in order.
            pub const NAMES: &'static [&'static str] = &[$($word),+];

            /// Returns the variant with this name in a file.
            pub fn from_name(name: &str) -> Option<$name> {
                match name {
                    $( $word => Some($name::$variant), )+
                    _ => None,
                }
            }

            /// Returns its name in a file.
            pub fn name(self) -> &'static str {
                match self { $( $name::$variant => $word, )+ }
            }
        }

        impl $crate::schema::FromEntry for $name {
            const KIND: $crate::schema::ValueType = $crate::schema::ValueType::Choice($name::NAMES);

            fn from_entry(
                entry: $crate::raw::Entry,
                _: &mut $crate::schema::TableReader<'_>,
            ) -> Option<$name> {
                $name::from_name(entry.text()?)
            }
        }
    };
}
pub(crate) use choices;

/// Reads the value of a key; the default if there is none, or none that is valid.
pub fn read_or<T: From<U>, U>(
    entry: Option<Entry>,
    reader: &mut TableReader<'_>,
    read: impl FnOnce(Entry, &mut TableReader<'_>) -> Option<U>,
    default: impl FnOnce() -> T,
) -> T {
    entry.and_then(|entry| read(entry, reader)).map_or_else(default, T::from)
}

/// Reads text.
pub fn text(entry: &Entry, _: &mut TableReader<'_>) -> Option<String> {
    entry.text().map(str::to_owned)
}

/// Reads text; none if it is blank.
pub fn filled_text(entry: &Entry, _: &mut TableReader<'_>) -> Option<String> {
    entry.text().filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// Reads a whole number from `MIN` to `MAX`.
pub fn whole_within<const MIN: u8, const MAX: u8>(entry: &Entry, reader: &mut TableReader<'_>) -> Option<u8> {
    let Value::Integer(number) = entry.node.value else { return None };
    let valid = u8::try_from(number).ok().filter(|number| (MIN..=MAX).contains(number));
    if valid.is_none() {
        let message = format!("`{}` expects {MIN} to {MAX}, found {number}", entry.key);
        reader.error(&entry.node.span, message);
    }
    valid
}

impl FromEntry for String {
    const KIND: ValueType = ValueType::Text;

    fn from_entry(entry: Entry, _: &mut TableReader<'_>) -> Option<Self> {
        text_of(entry.node)
    }
}

impl FromEntry for bool {
    const KIND: ValueType = ValueType::Switch;

    fn from_entry(entry: Entry, _: &mut TableReader<'_>) -> Option<Self> {
        if let Value::Bool(value) = entry.node.value { Some(value) } else { None }
    }
}

impl FromEntry for i64 {
    const KIND: ValueType = ValueType::Whole;

    fn from_entry(entry: Entry, _: &mut TableReader<'_>) -> Option<Self> {
        if let Value::Integer(value) = entry.node.value { Some(value) } else { None }
    }
}

impl FromEntry for Date {
    const KIND: ValueType = ValueType::Date;

    fn from_entry(entry: Entry, _: &mut TableReader<'_>) -> Option<Self> {
        Date::parse(entry.text()?)
    }
}

impl FromEntry for Value {
    const KIND: ValueType = ValueType::Any;

    fn from_entry(entry: Entry, _: &mut TableReader<'_>) -> Option<Self> {
        Some(entry.node.value)
    }
}

impl FromEntry for Vec<Entry> {
    const KIND: ValueType = ValueType::Free;

    fn from_entry(entry: Entry, _: &mut TableReader<'_>) -> Option<Self> {
        if let Value::Map(entries) = entry.node.value { Some(entries) } else { None }
    }
}

impl FromEntry for Vec<Spanned<String>> {
    const KIND: ValueType = ValueType::Texts;

    fn from_entry(entry: Entry, _: &mut TableReader<'_>) -> Option<Self> {
        let Value::List(items) = entry.node.value else { return None };
        let spanned = |item: Spanned<Value>| Some(Spanned { span: item.span.clone(), value: text_of(item)? });
        Some(items.into_iter().filter_map(spanned).collect())
    }
}

impl FromEntry for Vec<String> {
    const KIND: ValueType = ValueType::Texts;

    fn from_entry(entry: Entry, _: &mut TableReader<'_>) -> Option<Self> {
        let Value::List(items) = entry.node.value else { return None };
        Some(items.into_iter().filter_map(text_of).collect())
    }
}

impl<T: FromEntry> FromEntry for Option<T> {
    const KIND: ValueType = T::KIND;

    fn from_entry(entry: Entry, reader: &mut TableReader<'_>) -> Option<Self> {
        T::from_entry(entry, reader).map(Some)
    }
}

impl<T: FromEntry> FromEntry for Spanned<T> {
    const KIND: ValueType = T::KIND;

    fn from_entry(entry: Entry, reader: &mut TableReader<'_>) -> Option<Self> {
        let span = entry.node.span.clone();
        Some(Spanned { value: T::from_entry(entry, reader)?, span })
    }
}

impl<T: Settings> FromEntry for T {
    const KIND: ValueType = ValueType::Fields(T::FIELDS);

    fn from_entry(entry: Entry, reader: &mut TableReader<'_>) -> Option<Self> {
        let Value::Map(entries) = entry.node.value else { return None };
        Some(reader.table(T::NAME, entries))
    }
}

fn text_of(node: Spanned<Value>) -> Option<String> {
    if let Value::Text(text) = node.value { Some(text) } else { None }
}
