//! `editions.toml`: the edition codes that were released, each with its page and its day, so that a page can say of an
//! older sheet of paper that it has changed since. `handout release` appends to it.

use std::fmt::Write as _;

use crate::date::Date;
use crate::diagnostic::Diagnostic;
use crate::edition_code::EditionCode;
use crate::paths::SourcePath;
use crate::raw::{self, Entry, Spanned, Value};
use crate::schema::{TableReader, Unknown, ValueType, filled_text, settings, toml_problems};

/// The name of the file.
pub const FILE: &str = "editions.toml";

settings! {
    /// The file of released editions.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ReleaseFile in "editions.toml" {
        /// The released editions, the oldest first.
        editions as "edition": Vec<Release>, ValueType::Rows(ReleaseKeys::FIELDS) => releases;
    }
}

settings! {
    /// An entry of the file.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ReleaseKeys in "[[edition]]" {
        /// The page that its sheets lead to, by its path in the content folder.
        page: Option<Spanned<String>>;
        /// The edition code, such as `7F3A-2K`.
        code: Option<Spanned<String>>;
        /// The day of its release.
        date: Option<Date>;
        /// What is new in it, for the readers of an older sheet, in a sentence.
        changes: Option<String>, ValueType::Text => filled_text;
    }
}

/// A released edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    /// The path in the content folder of the page that its sheets lead to.
    pub page: Spanned<String>,
    /// The code.
    pub code: EditionCode,
    /// The day of the release.
    pub date: Date,
    /// What is new in it, for the readers of an older sheet.
    pub changes: Option<String>,
}

impl Release {
    /// Returns the entry as `handout release` writes it.
    pub fn to_toml(&self) -> String {
        let (page, code, date) = (quoted(&self.page.value), self.code, self.date);
        let mut entry = format!("[[edition]]\npage = {page}\ncode = \"{code}\"\ndate = {date}\n");
        if let Some(changes) = &self.changes {
            let _ = writeln!(entry, "changes = {}", quoted(changes));
        }
        entry
    }

    /// Returns the newest day after this release on which an edition of the page was released, if there is one. `all` are
    /// the releases of the page.
    pub fn replaced(&self, all: &[Release]) -> Option<Date> {
        all.iter().map(|other| other.date).filter(|date| *date > self.date).max()
    }
}

/// Returns a text without line breaks as a basic string (TOML 1.0.0, section "String").
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Reads the text of the file.
pub fn read(path: &SourcePath, text: &str, problems: &mut Vec<Diagnostic>) -> Vec<Release> {
    let (node, errors) = raw::toml(text);
    problems.extend(toml_problems(path, errors));
    let Value::Map(entries) = node.value else { return Vec::new() };
    let mut reader = TableReader { path, unknown: Unknown::Error, top: &[], problems };
    reader.table::<ReleaseFile>(FILE, entries).editions
}

fn releases(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<Release>> {
    let Value::List(items) = &entry.node.value else { return None };
    let mut releases = Vec::new();
    for item in items {
        let Value::Map(keys) = &item.value else { continue };
        let reported = reader.problems.len();
        let keys: ReleaseKeys = reader.table("[[edition]]", keys.clone());
        let release = release(keys, reader);
        if release.is_none() && reader.problems.len() == reported {
            let message = "an [[edition]] needs a `page`, a `code` and a `date`";
            let problem = Diagnostic::error(reader.place(&item.span), message);
            reader.problems.push(problem.help("`handout release` writes all three"));
        }
        releases.extend(release);
    }
    Some(releases)
}

fn release(keys: ReleaseKeys, reader: &mut TableReader<'_>) -> Option<Release> {
    let code = keys.code?;
    let Some(known) = EditionCode::parse(&code.value) else {
        let message = format!("`code` expects an edition code, found `{}`", code.value);
        let problem = Diagnostic::error(reader.place(&code.span), message);
        reader.problems.push(problem.help("write six letters and digits, such as `7F3A-2K`"));
        return None;
    };
    Some(Release { page: keys.page?, code: known, date: keys.date?, changes: keys.changes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let release = Release {
            page: Spanned::unplaced("a \"b\"\\c.md".to_owned()),
            code: EditionCode::parse("7F3A-2K").expect("a code"),
            date: Date::parse("2026-11-26").expect("a day"),
            changes: Some("Doses in \"ml\", C:\\.".to_owned()),
        };
        let mut problems = Vec::new();
        let read = read(&SourcePath::new(FILE), &release.to_toml(), &mut problems);
        assert_eq!(problems, []);
        assert_eq!(read.len(), 1);
        assert_eq!(
            (&read[0].page.value, read[0].code, read[0].date, &read[0].changes),
            (&release.page.value, release.code, release.date, &release.changes)
        );
    }
}
