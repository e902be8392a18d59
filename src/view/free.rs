//! What templates see of keys and attributes that authors and themes choose.

use serde::{Serialize, Serializer};

use crate::raw::Entry;

/// Free front matter as a map.
pub struct Extra<'a>(pub &'a [Entry]);

impl Serialize for Extra<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|entry| (&entry.key, &entry.node)))
    }
}

/// The value of an attribute of a directive.
#[derive(Serialize)]
#[serde(untagged)]
pub enum AttributeValue<'a> {
    /// Text.
    Text(&'a str),
    /// `true` or `false`.
    Switch(bool),
    /// None was given.
    Nothing,
}
