//! How long files and functions may be, how much of the source is documentation, and that public names are unique.

use std::collections::BTreeMap;

use super::{code, rust_files};

/// The longest file, in lines.
const MAX_FILE: usize = 600;
/// The longest function, in lines.
const MAX_FUNCTION: usize = 50;
/// The median length of functions, in lines.
const MAX_MEDIAN_FUNCTION: usize = 8;
/// The lowest share of documentation in `src/`, in thousandths of all lines except tests.
const MIN_DOCUMENTATION: usize = 120;

#[test]
fn every_file_says_what_it_is_and_is_short() {
    for (path, text) in ["src", "tests", "benches"].into_iter().flat_map(rust_files) {
        assert!(text.starts_with("//!"), "{path} does not open with `//!`");
        let lines = text.lines().count();
        assert!(lines <= MAX_FILE, "{path} has {lines} lines");
        assert!(!path.ends_with("/mod.rs") || path.starts_with("tests/"), "{path}: no mod.rs");
    }
}

/// Returns the first line and the length of each function of a file.
fn functions(text: &str) -> Vec<(String, usize)> {
    let code = code(text);
    let lines: Vec<&str> = code.lines().collect();
    let mut functions = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.contains("fn ") && line.contains('('))
    {
        // A signature may have several lines; one that ends in `;` has no body.
        let opened = lines[at..].iter().position(|line| line.ends_with(['{', ';', '}'])).unwrap_or_default();
        if !lines[at + opened].ends_with('{') {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let end = format!("{}}}", " ".repeat(indent));
        let length = lines[at..].iter().position(|line| *line == end).map_or(0, |last| last + 1);
        functions.push((line.trim().to_owned(), length));
    }
    functions
}

#[test]
fn functions_are_short() {
    let mut lengths = Vec::new();
    for (path, text) in rust_files("src") {
        for (line, length) in functions(&text) {
            assert!(length <= MAX_FUNCTION, "{path}: a function of {length} lines: {line}");
            lengths.push(length);
        }
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= MAX_MEDIAN_FUNCTION, "half of the functions have more than {median} lines");
}

#[test]
fn much_of_the_source_is_documentation() {
    let (mut documentation, mut all) = (0, 0);
    for (_, text) in rust_files("src") {
        let lines = text.split("#[cfg(test)]").next().unwrap_or(&text).lines().map(str::trim);
        for line in lines {
            documentation += usize::from(line.starts_with("///") || line.starts_with("//!"));
            all += 1;
        }
    }
    let share = documentation * 1000 / all;
    assert!(share >= MIN_DOCUMENTATION, "{documentation} of {all} lines are documentation: {share} ‰");
}

/// Returns the public types of `src/`, each with the files that declare one of that name.
fn public_types() -> BTreeMap<String, Vec<String>> {
    let mut types: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in rust_files("src") {
        for line in code(&text).lines() {
            let declared = ["pub struct ", "pub enum ", "pub trait ", "pub type "];
            let Some(rest) = declared.into_iter().find_map(|start| line.strip_prefix(start)) else {
                continue;
            };
            let name = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            types.entry(name).or_default().push(path.clone());
        }
    }
    types
}

#[test]
fn no_two_public_types_share_a_name() {
    let types = public_types();
    assert!(types.len() > 150, "the types are not found");
    for (name, files) in types {
        assert!(files.len() == 1, "`{name}` is a type in each of {files:?}");
    }
}
