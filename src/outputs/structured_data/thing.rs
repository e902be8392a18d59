//! Things with fields, as JSON. The fields are in the order of their names.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};

/// A thing: its fields with their values, in order. A field without a value is left out.
#[derive(Default)]
pub struct Thing<'a>(Vec<(&'static str, ThingValue<'a>)>);

/// The value of a field.
pub enum ThingValue<'a> {
    /// Text.
    Text(Cow<'a, str>),
    /// A number.
    Number(usize),
    /// Several values.
    List(Vec<ThingValue<'a>>),
    /// Another thing.
    Thing(Thing<'a>),
}

impl<'a> Thing<'a> {
    /// Returns a thing of a type.
    pub fn new(kind: &'a str) -> Thing<'a> {
        Thing::default().with("@type", Some(kind))
    }

    /// Returns the thing with another field, if that has a value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Option<impl Into<ThingValue<'a>>>) -> Thing<'a> {
        if let Some(value) = value {
            let at = self.0.partition_point(|(other, _)| *other < name);
            self.0.insert(at, (name, value.into()));
        }
        self
    }

    /// Returns the thing as a value.
    pub fn done(self) -> ThingValue<'a> {
        ThingValue::Thing(self)
    }
}

impl From<String> for ThingValue<'_> {
    fn from(text: String) -> Self {
        ThingValue::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a str> for ThingValue<'a> {
    fn from(text: &'a str) -> Self {
        ThingValue::Text(Cow::Borrowed(text))
    }
}

impl From<usize> for ThingValue<'_> {
    fn from(number: usize) -> Self {
        ThingValue::Number(number)
    }
}

impl Serialize for Thing<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Serialize for ThingValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            ThingValue::Text(text) => text.serialize(serializer),
            ThingValue::Number(number) => number.serialize(serializer),
            ThingValue::List(values) => values.serialize(serializer),
            ThingValue::Thing(thing) => thing.serialize(serializer),
        }
    }
}
