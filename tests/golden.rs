//! Whole guides, built by the program and compared with what was judged right, file by file. `HANDOUT_BLESS=1`
//! writes what is built as what is right: read the difference before you commit it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{Project, tree};

/// Where the cases are: `<case>/{site.toml, content/, …}`, and `<case>/expected/`.
const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
/// The theme of every case that does not bring its own, and the parent `golden` for one that does. The default theme's
/// looks may change without these tests.
const THEME: &str = "theme";
/// What is right, in each case's folder.
const EXPECTED: &str = "expected";
/// The list of what was written says nothing that the files do not.
const LIST: &str = ".handout-manifest";
/// The case that shows what is made for programs; in the others, twins of pages would say everything a second time.
const FOUND: &str = "found-and-shared";

#[test]
fn every_golden_guide_is_built_as_it_was_judged_right() {
    let bless = std::env::var_os("HANDOUT_BLESS").is_some_and(|it| it == "1");
    let mut report = String::new();
    let cases = cases();
    assert!(cases.len() >= 13, "the cases are not found in {CASES}");
    for case in &cases {
        let name = case.file_name().expect("a case has a name").to_string_lossy();
        let expected = case.join(EXPECTED);
        match build(case) {
            Ok(built) => {
                if bless {
                    write_expected(&expected, &built);
                }
                compare(&name, &tree(&expected), &built, &mut report);
            }
            Err(said) => report.extend([name.as_ref(), " is not built:\n", said.as_str(), "\n"]),
        }
    }
    assert!(
        report.is_empty(),
        "{report}\nIf this is right, run HANDOUT_BLESS=1 cargo test --test suite golden::"
    );
}

#[test]
fn a_golden_comparison_finds_what_is_missing_extra_and_different() {
    let files = |files: &[(&str, &str)]| {
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    };
    let mut report = String::new();
    let expected = files(&[("a", "1\n2\n"), ("b", ""), ("same", "x")]);
    compare("case", &expected, &files(&[("a", "1\n3\n"), ("c", ""), ("same", "x")]), &mut report);
    let said: Vec<&str> = report.lines().collect();
    assert_eq!(
        said,
        [
            "case/a, line 2:",
            "  expected 2",
            "  built    3",
            "case/b is expected and is not built",
            "case/c is built and is not expected",
        ]
    );
}

fn cases() -> Vec<PathBuf> {
    let folders = fs::read_dir(CASES).expect("the cases").map(|entry| entry.expect("an entry").path());
    let mut cases: Vec<PathBuf> = folders.filter(|it| it.is_dir() && !it.ends_with(THEME)).collect();
    cases.sort();
    cases
}

/// Copies a case and the theme to a temporary folder and builds it, where a warning fails too.
fn build(case: &Path) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let project = Project::new();
    for (path, bytes) in tree(case) {
        if !path.starts_with("expected/") {
            project.write(&path, bytes);
        }
    }
    let name = if project.path("themes").is_dir() { "golden" } else { "default" };
    for (path, bytes) in tree(&Path::new(CASES).join(THEME)) {
        project.write(&format!("themes/{name}/{path}"), bytes);
    }
    let run = project.run(&["build", "--strict"]);
    if run.code != 0 {
        return Err(run.stdout + &run.stderr);
    }
    let mut built = project.site();
    built.remove(LIST).expect("the list of what was written");
    if !case.ends_with(FOUND) {
        built.retain(|name, _| name != "llms.txt" && !name.ends_with(".md"));
    }
    Ok(built)
}

fn write_expected(folder: &Path, built: &BTreeMap<String, Vec<u8>>) {
    if folder.is_dir() {
        fs::remove_dir_all(folder).expect("the old expectation is gone");
    }
    for (path, bytes) in built {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}

fn compare(
    case: &str,
    expected: &BTreeMap<String, Vec<u8>>,
    built: &BTreeMap<String, Vec<u8>>,
    report: &mut String,
) {
    for (path, right) in expected {
        let _ = match built.get(path) {
            Some(bytes) if bytes == right => Ok(()),
            Some(bytes) => write!(report, "{case}/{path}, {}", difference(right, bytes)),
            None => writeln!(report, "{case}/{path} is expected and is not built"),
        };
    }
    for path in built.keys().filter(|path| !expected.contains_key(*path)) {
        let _ = writeln!(report, "{case}/{path} is built and is not expected");
    }
}

/// The first line that differs.
fn difference(expected: &[u8], built: &[u8]) -> String {
    let (expected, built) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(built));
    let (mut right, mut ours) = (expected.split('\n'), built.split('\n'));
    for number in 1.. {
        match (right.next(), ours.next()) {
            (Some(right), Some(ours)) if right == ours => {}
            (None, None) => break,
            (right, ours) => {
                let line = |line: Option<&str>| line.unwrap_or("(the file has ended)").to_owned();
                return format!("line {number}:\n  expected {}\n  built    {}\n", line(right), line(ours));
            }
        }
    }
    "the bytes differ where the text does not\n".into()
}
