//! One declaration per key: the macros `settings!` and `choices!`, and the reading of each type of value.

use crate::date::{Date, Period};
use crate::diagnostic::Diagnostic;
use crate::raw::{Entry, Spanned, Value};
use crate::schema::{CheckedTable, Field, TableReader, ValueType, suggestion};

/// A type whose values can be in a file of settings.
pub trait FromEntry: Sized {
    /// The type of the value.
    const KIND: ValueType;

    /// Reads a value that is known to be of that kind. If it is still not valid, reports it and returns `None`.
    fn from_entry(entry: Entry, reader: &mut TableReader<'_>) -> Option<Self>;
}

/// A table whose keys are declared with `settings!`.
pub trait Settings: Default {
    /// Its name in messages: `site.toml`, `front matter`, `[markdown]`.
    const NAME: &'static str;
    /// Its keys, in the order of the reference.
    const FIELDS: &'static [Field];

    /// Takes the value of every key, or its default if the key is missing or not valid.
    fn take(checked: &mut CheckedTable, reader: &mut TableReader<'_>) -> Self;
}

/// A table under a name of its author's choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T> {
    /// The name.
    pub name: Spanned<String>,
    /// The table.
    pub value: T,
}

/// Reads tables by their names; `what` is what such a name is of, and `title` the name of a table in messages. The names are
/// fit for a class of HTML, a file and an argument.
pub fn named<T: Settings>(
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

            /// Returns the variant with this name in a file, in capital or small letters.
            pub fn from_name(name: &str) -> Option<$name> {
                $( if name.eq_ignore_ascii_case($word) { return Some($name::$variant); } )+
                None
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

/// Reads the value of a key; returns the default if there is no valid value.
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

/// Reads text; `None` if it is blank.
pub fn filled_text(entry: &Entry, _: &mut TableReader<'_>) -> Option<String> {
    entry.text().filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// Reads a whole number from `MIN` to `MAX`.
pub fn whole_within<const MIN: u8, const MAX: u8>(entry: &Entry, reader: &mut TableReader<'_>) -> Option<u8> {
    let Value::Integer(number) = entry.node.value else { return None };
    let valid = u8::try_from(number).ok().filter(|number| (MIN..=MAX).contains(number));
    if valid.is_none() {
        let message = format!("`{}` expects a whole number from {MIN} to {MAX}, found {number}", entry.key);
        reader.error(&entry.node.span, message);
    }
    valid
}

/// Reads a list of the words of `choices!`, given their names and the function that reads one. Reports each other word.
pub fn words<T>(
    entry: &Entry,
    reader: &mut TableReader<'_>,
    names: &[&str],
    from_name: fn(&str) -> Option<T>,
) -> Option<Vec<Spanned<T>>> {
    let Value::List(items) = &entry.node.value else { return None };
    let mut read = Vec::new();
    for Spanned { value, span } in items {
        let Value::Text(word) = value else { continue };
        match from_name(word) {
            Some(value) => read.push(Spanned { value, span: span.clone() }),
            None => {
                let message = format!("`{}` expects {}, found `{word}`", entry.key, any_of(names));
                let help = suggestion(word, names.iter().copied());
                let problem = Diagnostic::error(reader.place(span), message);
                reader.problems.push(problem.help_if(help.map(|name| format!("did you mean `{name}`?"))));
            }
        }
    }
    Some(read)
}

/// Returns names as the text of a message: `` `a`, `b` or `c` ``.
fn any_of(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => quoted.concat(),
    }
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

impl FromEntry for Period {
    const KIND: ValueType = ValueType::Period;

    fn from_entry(entry: Entry, _: &mut TableReader<'_>) -> Option<Self> {
        Period::parse(entry.text()?)
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
