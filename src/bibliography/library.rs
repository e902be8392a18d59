//! The file of sources: BibLaTeX, Hayagriva's YAML or CSL-JSON → entries, each with its place.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use hayagriva::Entry;
use hayagriva::citationberg::json::{Item, Value};
use xxhash_rust::xxh3::xxh3_64;

use super::mistakes::{Read, SourceMistake, doi_mistake, line_at, repeated};
use super::{bib, repairs};
use crate::deadline::{self, RunError};
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::paths::SourcePath;

/// The names that the file of sources can have in the content folder.
pub const FILES: [&str; 4] = ["sources.bib", "sources.yml", "sources.yaml", "sources.json"];

/// The time that reading a file of sources may take, in seconds.
const READING: u64 = 30;

/// The most keys that are compared with an unknown one.
const MAX_COMPARED: usize = 5000;

/// The sources of a guide.
#[derive(Debug)]
pub struct Library {
    /// The file.
    pub path: SourcePath,
    pub(super) entries: Entries,
    /// The place of each key in `entries` and in the file.
    keys: Keys,
    fingerprint: u64,
    /// The mistakes in the file.
    pub problems: Vec<Diagnostic>,
}

/// The entries, as the engine reads them.
#[derive(Clone, Debug)]
pub(super) enum Entries {
    /// From BibLaTeX or YAML.
    Own(Arc<[Entry]>),
    /// From CSL-JSON.
    Csl(Arc<[Item]>),
}

impl Entries {
    /// Reports whether two entries have the same authors or, without authors, the same editors.
    pub(super) fn have_same_people(&self, a: usize, b: usize) -> bool {
        match self {
            Entries::Own(entries) => {
                let people = |at: usize| entries[at].authors().or(entries[at].editors());
                people(a).is_some_and(|it| !it.is_empty()) && people(a) == people(b)
            }
            Entries::Csl(items) => {
                let people = |at: usize| ["author", "editor"].iter().find_map(|name| items[at].0.get(*name));
                people(a).is_some() && people(a) == people(b)
            }
        }
    }
}

impl PartialEq for Library {
    fn eq(&self, other: &Library) -> bool {
        (&self.path, self.fingerprint) == (&other.path, other.fingerprint)
    }
}

impl Library {
    /// Reads a file of sources. Its name tells its format.
    pub fn read(path: &SourcePath, text: &Arc<str>) -> Library {
        let fingerprint = xxh3_64(text.as_bytes());
        let (name, input) = (path.file_name().to_owned(), Arc::clone(text));
        let read = move || match name.rsplit_once('.').map(|(_, ending)| ending) {
            Some("bib") => own(bib::read(&input)),
            Some("json") => csl(json(&input)),
            _ => own(yaml(&input)),
        };
        let failed = |message: &str| {
            let mistake =
                SourceMistake::error(message).help("remove entries until it can be read, to find the cause");
            (Entries::Own(Arc::default()), BTreeMap::new(), vec![(0..0, mistake)])
        };
        let (entries, keys, mistakes) = match deadline::run(deadline::limit(READING), read) {
            Ok(read) => read,
            Err(RunError::Panicked(_)) => failed("the file of sources cannot be read"),
            Err(RunError::TimedOut(_)) => failed("the file of sources takes too long to read"),
        };
        let problem = |(span, mistake): (Range<usize>, SourceMistake)| {
            let place = if span.is_empty() { Place::file(path) } else { Place::span(path, span) };
            let report = if mistake.is_error { Diagnostic::error } else { Diagnostic::warning };
            let problem = report(place, mistake.message);
            problem.help_if(mistake.help)
        };
        let problems = mistakes.into_iter().map(problem).collect();
        Library { path: path.clone(), entries, keys, fingerprint, problems }
    }

    /// Reports whether it was read from a text.
    pub fn is_of(&self, path: &SourcePath, text: &str) -> bool {
        (&self.path, self.fingerprint) == (path, xxh3_64(text.as_bytes()))
    }

    /// Reports whether there is a source with a key.
    pub fn has(&self, key: &str) -> bool {
        self.keys.contains_key(key)
    }

    pub(super) fn index(&self, key: &str) -> Option<usize> {
        self.keys.get(key).map(|(at, _)| *at)
    }

    /// Returns the keys, each with its place in the file.
    pub fn keys(&self) -> impl Iterator<Item = (&str, Place)> {
        self.keys.iter().map(|(key, (_, span))| (key.as_str(), Place::span(&self.path, span.clone())))
    }

    /// Returns the key that is nearest to an unknown one.
    pub fn nearest(&self, key: &str) -> Option<&str> {
        nearest(key, self.keys.keys().take(MAX_COMPARED).map(String::as_str))
    }
}

/// The place of each key among the entries and in the file.
type Keys = BTreeMap<String, (usize, Range<usize>)>;

type Parts = (Entries, Keys, Vec<(Range<usize>, SourceMistake)>);

fn own(read: Read<Entry>) -> Parts {
    let Read { mut entries, problems } = read;
    for (_, _, entry) in &mut entries {
        repairs::entry(entry);
    }
    let (entries, keys) = parts(entries);
    (Entries::Own(entries.into()), keys, problems)
}

fn csl(mut read: Read<Item>) -> Parts {
    for (_, _, item) in &mut read.entries {
        repairs::item(item);
    }
    let (entries, keys) = parts(read.entries);
    (Entries::Csl(entries.into()), keys, read.problems)
}

fn parts<T>(read: Vec<(String, Range<usize>, T)>) -> (Vec<T>, Keys) {
    let (mut entries, mut keys) = (Vec::new(), BTreeMap::new());
    for (key, span, entry) in read {
        keys.insert(key, (entries.len(), span));
        entries.push(entry);
    }
    (entries, keys)
}

fn yaml(text: &str) -> Read<Entry> {
    let mut problems = Vec::new();
    let places = top_keys(text, &mut problems);
    let library = match hayagriva::io::from_yaml_str(text) {
        Ok(library) => library,
        Err(error) => {
            let at = error.location().map(|at| at.index()).unwrap_or_default();
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            problems
                .push((line_at(text, at), SourceMistake::error(format!("not a list of sources: {message}"))));
            return Read { entries: Vec::new(), problems };
        }
    };
    let entry = |entry: Entry| {
        let span = places.get(entry.key()).cloned().unwrap_or_default();
        (entry.key().to_owned(), span, entry)
    };
    let entries: Vec<_> = library.into_iter().map(entry).collect();
    problems.extend(entries.iter().filter_map(|(_, span, it)| Some((span.clone(), doi_mistake(it.doi()?)?))));
    Read { entries, problems }
}

/// Returns the places of the keys of a YAML map, which begin their lines. Those that are there twice are reported.
fn top_keys(text: &str, problems: &mut Vec<(Range<usize>, SourceMistake)>) -> BTreeMap<String, Range<usize>> {
    let mut places = BTreeMap::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if line.starts_with([' ', '\t', '#', '-', '\n', '%']) {
            continue;
        }
        let Some((written, _)) = line.split_once(':') else { continue };
        let key = written.trim().trim_matches(['"', '\'']);
        let span = start..start + written.trim_end().len();
        if places.insert(key.to_owned(), span.clone()).is_some() {
            problems.push((span, repeated(key)));
        }
    }
    places
}

fn json(text: &str) -> Read<Item> {
    let items: Vec<Item> = match serde_json::from_str(text) {
        Ok(items) => items,
        Err(error) => {
            let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
            let at = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            let mistake = SourceMistake::error(format!("not a list of sources: {message}")).help(
                "export the sources as CSL-JSON: a list of objects, each with `id`, `type` and `title`",
            );
            return Read { entries: Vec::new(), problems: vec![(line_at(text, at), mistake)] };
        }
    };
    let (mut entries, mut problems, mut known, mut from) = (Vec::new(), Vec::new(), BTreeSet::new(), 0);
    for item in items {
        let Some(key) = item.id().map(Cow::into_owned) else {
            problems.push((0..0, SourceMistake::error("an entry has no `id`")));
            continue;
        };
        let quoted = format!("\"{key}\"");
        let place = text[from..].find(&quoted).map(|at| from + at..from + at + quoted.len());
        from = place.as_ref().map_or(from, |place| place.end);
        let span = place.unwrap_or_default();
        if !known.insert(key.clone()) {
            problems.push((span, repeated(&key)));
            continue;
        }
        let doi = item.0.get("DOI").and_then(Value::to_str);
        problems.extend(doi.and_then(|doi| Some((span.clone(), doi_mistake(&doi)?))));
        entries.push((key, span, item));
    }
    Read { entries, problems }
}
