//! The files that pages include. Only those that are named are read, and those that they name in turn.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::xxh3_64;

use super::text_source::TextSource;
use crate::diagnostic::nearest_path;
use crate::error::Error;
use crate::paths;

/// The files that the pages of a guide include, by their path in the content folder, in NFC.
#[derive(Clone, Debug, Default)]
pub struct IncludedFiles {
    files: BTreeMap<String, IncludedText>,
}

/// A file that is included.
#[derive(Clone, Debug)]
pub enum IncludedText {
    /// It is text.
    Text(Box<TextSource>),
    /// It cannot be included.
    Refused {
        /// The reason, in one line without a full stop.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
}

impl IncludedText {
    /// Returns a file, or the reason why it cannot be included.
    pub fn checked(source: TextSource) -> IncludedText {
        match &source.problem {
            Some(problem) => IncludedText::Refused {
                message: format!("`{}` is not text: {}", source.path.file_name(), problem.message),
                help: problem.help.clone(),
            },
            None => IncludedText::Text(Box::new(source)),
        }
    }

    fn fingerprint(&self) -> u64 {
        match self {
            IncludedText::Text(source) => source.fingerprint,
            IncludedText::Refused { message, help } => xxh3_64(format!("{message}\n{help:?}").as_bytes()),
        }
    }
}

/// What can be included, and how it is read.
pub trait Includable {
    /// Returns the names of all files of the content folder, for a suggestion.
    fn names(&self) -> Vec<&str>;

    /// Reads a file by its name; `None` if there is none.
    fn read(&self, name: &str) -> Result<Option<IncludedText>, Error>;
}

impl IncludedFiles {
    /// Reads the files that pages include. `pages` are their names and their texts.
    pub fn of<'a>(
        pages: impl IntoIterator<Item = (&'a String, &'a TextSource)>,
        folder: &dyn Includable,
    ) -> Result<IncludedFiles, Error> {
        let mut files: BTreeMap<String, IncludedText> = BTreeMap::new();
        let mut open: Vec<String> = pages.into_iter().flat_map(|(name, page)| names(name, page)).collect();
        while let Some(name) = open.pop() {
            if files.contains_key(&name) {
                continue;
            }
            let file = folder.read(&name)?.unwrap_or_else(|| missing(&name, folder));
            if let IncludedText::Text(source) = &file {
                open.extend(names(&name, source));
            }
            files.insert(name, file);
        }
        Ok(IncludedFiles { files })
    }

    /// Returns a file by its name.
    pub fn get(&self, name: &str) -> Option<&IncludedText> {
        self.files.get(name)
    }

    /// Returns every file.
    pub fn texts(&self) -> impl Iterator<Item = &TextSource> {
        self.files.values().filter_map(|file| match file {
            IncludedText::Text(source) => Some(&**source),
            IncludedText::Refused { .. } => None,
        })
    }

    /// Returns the hash of a page's text and of every file that it includes.
    pub fn fingerprint(&self, name: &str, page: &TextSource) -> u64 {
        if page.includes.is_empty() {
            return page.fingerprint;
        }
        let mut seen = BTreeSet::new();
        let mut open: Vec<String> = names(name, page).collect();
        while let Some(name) = open.pop() {
            if let (Some(IncludedText::Text(source)), false) = (self.get(&name), seen.contains(&name)) {
                open.extend(names(&name, source));
            }
            seen.insert(name);
        }
        let known = |name| self.get(name).map_or(0, IncludedText::fingerprint).to_le_bytes();
        let mut bytes = page.fingerprint.to_le_bytes().to_vec();
        for name in &seen {
            bytes.extend(name.bytes().chain(known(name)));
        }
        xxh3_64(&bytes)
    }
}

/// Returns the names of the files that a file includes.
fn names<'a>(name: &'a str, source: &'a TextSource) -> impl Iterator<Item = String> + 'a {
    source.includes.iter().filter_map(|file| paths::join(paths::folder(name), file))
}

fn missing(name: &str, folder: &dyn Includable) -> IncludedText {
    let near = nearest_path(name, folder.names().into_iter().map(Cow::Borrowed));
    let help = near.map_or_else(
        || "the path begins at the folder of the file that it is written in".to_owned(),
        |near| format!("did you mean `/{near}`?"),
    );
    IncludedText::Refused { message: format!("there is no file `{name}`"), help: Some(help) }
}
