//! Repairs of entries of BibLaTeX and YAML, and of the text that is written of every entry.

use hayagriva::Entry;
use hayagriva::types::{EntryType, Person, Publisher};

/// Replaces a hyphen in a number that is a name. The engine would take `NG-194-0599` for a range (hayagriva#505).
pub(super) const HYPHEN: char = '\u{E0DA}';

/// The name of authors who are not named. The engine takes `and others` for an author (hayagriva#118).
const OTHERS: &str = "et al.";

/// Repairs an entry before the engine reads it.
pub fn entry(entry: &mut Entry) {
    if let Some(doi) = entry.doi() {
        let bare = bare_doi(doi).to_owned();
        entry.set_doi(bare);
    }
    // A guideline of `@misc` has a number, not an issue.
    let is_issue =
        |entry: &Entry| matches!(entry.entry_type(), EntryType::Misc | EntryType::Web | EntryType::Book);
    let issue = entry.issue().filter(|_| is_issue(entry)).map(ToString::to_string);
    let number = entry.keyed_serial_number("serial").map(str::to_owned).or(issue);
    if let Some(number) = number {
        set_number(entry, &number);
    }
    // Pandoc and biblatex's own styles print an institution as the publisher.
    let place = entry.publisher().and_then(Publisher::location).cloned();
    let has_publisher = entry.publisher().is_some_and(|publisher| publisher.name().is_some());
    if let Some(organization) = entry.organization().filter(|_| !has_publisher).cloned() {
        entry.set_publisher(Publisher::new(Some(organization), place));
    }
    people(entry);
}

/// Repairs the names of an entry, and of what it is a part of.
fn people(entry: &mut Entry) {
    if let Some(authors) = entry.authors().map(<[Person]>::to_vec) {
        entry.set_authors(authors.into_iter().map(named).collect());
    }
    if let Some(editors) = entry.editors().map(<[Person]>::to_vec) {
        entry.set_editors(editors.into_iter().map(named).collect());
    }
    if !entry.parents().is_empty() {
        let mut parents = entry.parents().to_vec();
        parents.iter_mut().for_each(people);
        entry.set_parents(parents);
    }
}

/// Sets the number of an entry, which is printed as it is.
pub fn set_number(entry: &mut Entry, number: &str) {
    entry.set_keyed_serial_number("serial", number.replace(['-', '–'], &HYPHEN.to_string()));
}

fn named(person: Person) -> Person {
    if person.name == "others" && person.given_name.is_none() {
        return Person { name: OTHERS.to_owned(), ..person };
    }
    // The styles of medicine print a particle with the family name: "van der Berg A", not "Berg A van der".
    match person.prefix {
        Some(particle) => Person { name: format!("{particle} {}", person.name), prefix: None, ..person },
        None => person,
    }
}

/// Returns a DOI without what may be before it: an address, or `doi:`.
pub fn bare_doi(doi: &str) -> &str {
    let doi = doi.trim();
    let prefixes =
        ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:", "DOI:"];
    prefixes.iter().find_map(|prefix| doi.strip_prefix(prefix)).unwrap_or(doi).trim()
}

/// Repairs a text that the engine wrote.
pub fn text(text: &str) -> String {
    let text = text.replace(HYPHEN, "-");
    // A year without a month (hayagriva#466), and names before those who are not named.
    let wrong = [
        (",)", ")"),
        (", & et al.", ", et al."),
        (" & et al.", " et al."),
        (" and et al.", " et al."),
        ("et al..", "et al."),
    ];
    wrong.iter().fold(text, |text, (from, to)| text.replace(from, to))
}
