//! Repairs of the types of BibLaTeX entries. The engine takes a newspaper for a journal, and has no type for a video.

use biblatex::{ChunksExt, EntryType as TexType};
use hayagriva::Entry;
use hayagriva::types::EntryType;

/// Returns an entry with the type that its BibLaTeX has.
pub fn typed(mut entry: Entry, tex: &biblatex::Entry) -> Entry {
    let subtype = tex.get("entrysubtype").map(ChunksExt::format_verbatim).unwrap_or_default();
    match &tex.entry_type {
        TexType::Article if subtype == "newspaper" => {
            let mut parents = entry.parents().to_vec();
            if let Some(parent) = parents.first_mut() {
                *parent = with_type(parent, EntryType::Newspaper);
            }
            entry.set_parents(parents);
            entry
        }
        TexType::Unknown(name) if matches!(&**name, "video" | "movie") => with_type(&entry, EntryType::Video),
        _ => entry,
    }
}

/// Copies those fields of an entry that it has.
macro_rules! copy {
    ($from:ident, $to:ident, $($field:ident $set:ident),+ $(,)?) => {
        $(if let Some(value) = $from.$field() {
            $to.$set(value.to_owned());
        })+
    };
}

/// Returns an entry with another type, which the engine has no function for.
fn with_type(entry: &Entry, name: EntryType) -> Entry {
    let mut typed = Entry::new(entry.key(), name);
    copy!(
        entry, typed,
        title set_title, authors set_authors, date set_date, editors set_editors, affiliated set_affiliated,
        publisher set_publisher, location set_location, organization set_organization, issue set_issue,
        chapter set_chapter, volume set_volume, volume_total set_volume_total, edition set_edition,
        page_range set_page_range, page_total set_page_total, time_range set_time_range, runtime set_runtime,
        url set_url, serial_number set_serial_number, language set_language, archive set_archive,
        archive_location set_archive_location, call_number set_call_number, note set_note,
        abstract_ set_abstract_, genre set_genre,
    );
    typed.set_parents(entry.parents().to_vec());
    typed
}
