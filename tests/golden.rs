//! Whole guides, built by the program and compared file by file with output that was reviewed. Each guide is a test of
//! its own: `cargo test golden::links` builds one, and with `HANDOUT_BLESS=1` the test writes what is built as what is
//! expected. Read the difference before you commit it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::harness::diff::unified;
use crate::harness::{Project, tree};

/// The folder of the cases: `<case>/{site.toml, content/, …}`, and `<case>/expected/`.
const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
/// The theme of every case without a theme of its own, and the parent `golden` for a case with one. The look of the
/// default theme can change without these tests.
const THEME: &str = "theme";
/// What the theme makes for each guide, so that no case repeats it.
const EVERY_SITE: &str = "every-site";
/// The expected output, in each case's folder.
const EXPECTED: &str = "expected";
/// The list of what was written, which repeats the names of the files.
const LIST: &str = ".handout-manifest";
/// The case with the outputs for programs. In the others, Markdown pages would repeat every text.
const FOR_PROGRAMS: &str = "found-and-shared";

/// The maximum number of lines of differences that a failing case prints.
const MAX_REPORT: usize = 200;

/// The files of a folder by their path.
type Files = BTreeMap<String, Vec<u8>>;

/// Declares a test for each case. The folder has the test's name with `-` for `_`.
macro_rules! cases {
    ($($test:ident)*) => {
        $(
            #[test]
            fn $test() {
                check(&folder(stringify!($test)));
            }
        )*

        #[test]
        fn every_folder_is_a_case() {
            let mut declared = vec![EVERY_SITE.to_owned(), THEME.to_owned()];
            declared.extend([$(stringify!($test)),*].map(folder));
            declared.sort();
            let there: Vec<String> = folders();
            assert_eq!(there, declared, "a folder of tests/golden needs a line in `cases!`, and a line a folder");
        }
    };
}

cases! {
    aliases
    drafts
    found_and_shared
    front_matter
    headings_and_anchors
    links
    markdown
    nav
    one_file
    print_pages
    raw_html_allow
    raw_html_escape
    sections_and_order
    static_files
    theme_chain
    theme_kinds
    url_set
}

/// Returns the folder of a test.
fn folder(test: &str) -> String {
    test.replace('_', "-")
}

fn folders() -> Vec<String> {
    let entries = fs::read_dir(CASES).expect("the cases").map(|entry| entry.expect("an entry"));
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> =
        folders.map(|entry| entry.file_name().into_string().expect("a name in UTF-8")).collect();
    names.sort();
    names
}

/// Builds a case and compares it with what is expected, after writing that if `HANDOUT_BLESS` is set.
fn check(case: &str) {
    let folder = Path::new(CASES).join(case);
    let built = build(&folder).unwrap_or_else(|problems| panic!("{case} is not built:\n{problems}"));
    let every_site = tree(&Path::new(CASES).join(EVERY_SITE));
    if std::env::var_os("HANDOUT_BLESS").is_some_and(|value| value == "1") {
        bless(&folder.join(EXPECTED), &built, &every_site);
    }
    let own = tree(&folder.join(EXPECTED));
    let repeated: Vec<&String> = own.keys().filter(|path| own.get(*path) == every_site.get(*path)).collect();
    assert!(repeated.is_empty(), "{case}/expected repeats what is in {EVERY_SITE}: {repeated:?}");
    let mut expected = own;
    // A guide with its own theme makes its own frame.
    if !folder.join("themes").is_dir() {
        for (path, bytes) in &every_site {
            expected.entry(path.clone()).or_insert_with(|| bytes.clone());
        }
    }
    let known =
        |path: &String, bytes: &Vec<u8>| !expected.contains_key(path) && every_site.get(path) == Some(bytes);
    let built = built.into_iter().filter(|(path, bytes)| !known(path, bytes)).collect();
    let report = compare(&expected, &built);
    let test = case.replace('-', "_");
    assert!(
        report.is_empty(),
        "{case} is built differently:\n{report}\n\
         If this is right: HANDOUT_BLESS=1 cargo test --test suite golden::{test}"
    );
}

/// Copies a case and the theme to a temporary folder and builds it. Warnings are errors.
fn build(case: &Path) -> Result<Files, String> {
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
    if !case.ends_with(FOR_PROGRAMS) {
        built.retain(|name, _| name != "llms.txt" && !name.ends_with(".md"));
    }
    Ok(built)
}

/// Writes what is built as what is expected, except for what every site has.
fn bless(folder: &Path, built: &Files, every_site: &Files) {
    if folder.is_dir() {
        fs::remove_dir_all(folder).expect("the old expectation is gone");
    }
    for (path, bytes) in built.iter().filter(|(path, bytes)| every_site.get(*path) != Some(*bytes)) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}

/// Returns the differences between two sites: missing and additional files first, then those that differ, line by line.
fn compare(expected: &Files, built: &Files) -> String {
    let mut report = String::new();
    for path in expected.keys().filter(|path| !built.contains_key(*path)) {
        let _ = writeln!(report, "{path} is expected and is not built");
    }
    for path in built.keys().filter(|path| !expected.contains_key(*path)) {
        let _ = writeln!(report, "{path} is built and is not expected");
    }
    for (path, right) in expected {
        if let Some(bytes) = built.get(path).filter(|bytes| *bytes != right) {
            report += &unified(path, right, bytes);
        }
    }
    shortened(report)
}

/// Cuts a report that is too long to read.
fn shortened(report: String) -> String {
    let lines = report.lines().count();
    if lines <= MAX_REPORT {
        return report;
    }
    let start: Vec<&str> = report.lines().take(MAX_REPORT).collect();
    format!("{}\n… and {} more lines\n", start.join("\n"), lines - MAX_REPORT)
}

fn files(files: &[(&str, &str)]) -> Files {
    files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

#[test]
fn a_comparison_shows_what_is_missing_extra_and_different() {
    let expected = files(&[("a", "1\n2\n3\n"), ("b", ""), ("same", "x")]);
    let built = files(&[("a", "1\ntwo\n3\n"), ("c", ""), ("same", "x")]);
    let report = compare(&expected, &built);
    insta::assert_snapshot!(report, @r"
    b is expected and is not built
    c is built and is not expected
    --- expected/a
    +++ built/a
    @@ -1,3 +1,3 @@
     1
    -2
    +two
     3
    ");
}

#[test]
fn a_long_report_is_cut() {
    let text = "line\n".repeat(3 * MAX_REPORT);
    let report = compare(&files(&[("a", &text)]), &files(&[("a", "")]));
    assert_eq!(report.lines().count(), MAX_REPORT + 1);
    assert!(report.ends_with("more lines\n"), "{report}");
}
