//! The names of files as the rest of the program compares them: in NFC, and `index.md` for a `README.md` that is the first
//! page of its folder. The path on the disk stays beside the name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::found::Found;
use super::layout::below;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Error;
use crate::paths::{self, INDEX, is_readme};

/// Returns the files without those whose name differs from another one's only by its Unicode form, which are reported.
pub fn without_duplicates(files: Vec<Found>, folder: &str, problems: &mut Vec<Diagnostic>) -> Vec<Found> {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    let mut is_first = |file: &Found| {
        let Some(other) = first.insert(file.name.clone(), file.relative.clone()) else { return true };
        let message = format!("two files have the name `{}`, in different Unicode forms", file.name);
        let help =
            "they look the same, and some systems keep only one of them: rename or delete one of the two";
        let place = |relative: &str| Place::file(&below(folder, relative));
        problems.push(Diagnostic::error(place(&file.relative), message).other(place(&other), "").help(help));
        first.insert(file.name.clone(), other);
        false
    };
    files.into_iter().filter(|file| is_first(file)).collect()
}

/// Names a `README.md` as the first page of its folder, if the folder has no `index.md`. With several of them that
/// differ by case, the first in order is it.
pub fn name_first_pages(pages: &mut [Found]) {
    let names = pages.iter().map(|page| page.name.as_str());
    let first_pages = first_pages(names);
    for page in pages {
        if let Some(index) = first_pages.get(&page.name) {
            page.name.clone_from(index);
        }
    }
}

/// Returns the READMEs that are the first page of their folder, each with the name that it has as such.
pub fn first_pages<'a>(names: impl Iterator<Item = &'a str> + Clone) -> BTreeMap<String, String> {
    let index = |name: &str| paths::index_of(paths::folder(name));
    let mut taken: BTreeSet<String> =
        names.clone().filter(|name| paths::file_name(name) == INDEX).map(str::to_owned).collect();
    let readmes = names.filter(|name| is_readme(name));
    readmes.filter(|name| taken.insert(index(name))).map(|name| (name.to_owned(), index(name))).collect()
}

/// Returns the spelling that the disk has of a folder below the root, whose name may be in another Unicode form there.
pub fn folder_on_disk(root: &Path, folder: &str) -> Result<Option<String>, Error> {
    let mut spelled = String::new();
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        let parent = root.join(&spelled);
        let mut name = part.to_owned();
        if !parent.join(part).is_dir() && !part.is_ascii() {
            let entries = fs::read_dir(&parent).map_err(Error::io("read", &parent))?;
            let mut names = entries.filter_map(Result::ok).filter_map(|it| it.file_name().into_string().ok());
            let same = names.find(|name| paths::nfc(name) == paths::nfc(part));
            name = same.unwrap_or(name);
        }
        if !spelled.is_empty() {
            spelled.push('/');
        }
        spelled.push_str(&name);
    }
    Ok(Some(spelled).filter(|folder| root.join(folder).is_dir()))
}
