//! Repairs of the types of BibLaTeX entries. The engine takes a newspaper for a journal, and has no type for a video.

use biblatex::{ChunksExt, EntryType};
use hayagriva::{Entry, Library};

/// Returns an entry with the type that its BibLaTeX has.
pub fn typed(entry: Entry, tex: &biblatex::Entry) -> Entry {
    let subtype = tex.get("entrysubtype").map(ChunksExt::format_verbatim).unwrap_or_default();
    let retyped = match &tex.entry_type {
        EntryType::Article if subtype == "newspaper" => with_type(&entry, "/parent/type", "newspaper"),
        EntryType::Unknown(name) if matches!(&**name, "video" | "movie") => {
            with_type(&entry, "/type", "video")
        }
        _ => None,
    };
    retyped.unwrap_or(entry)
}

/// Returns an entry with another type, which the engine has no function for. `place` is where the type is written.
fn with_type(entry: &Entry, place: &str, name: &str) -> Option<Entry> {
    let mut library = Library::new();
    library.push(entry);
    let mut json = serde_json::to_value(&library).ok()?;
    *json.get_mut(entry.key())?.pointer_mut(place)? = name.into();
    serde_json::from_value::<Library>(json).ok()?.into_iter().next()
}
