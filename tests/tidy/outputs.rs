//! A site is assembled once, and a family of outputs is one file.

use std::collections::BTreeSet;

use super::{code, read, rust_files};

#[test]
fn a_site_is_changed_by_nobody() {
    for (path, text) in rust_files("src") {
        let code = code(&text);
        for changed in ["mut Site", "mut Guide", "mut Pages"] {
            assert!(!code.contains(changed), "{path} takes a part of the site to change it");
        }
    }
}

/// Returns the modules before `::` and a function's name in a piece of code.
fn callers(code: &str, function: &str) -> BTreeSet<String> {
    let call = format!("::{function}");
    let before = code.match_indices(&call).map(|(at, _)| &code[..at]);
    let name =
        |before: &str| before.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned);
    before.filter_map(name).collect()
}

#[test]
fn a_family_of_outputs_is_one_file() {
    let table = code(&read("src/outputs.rs"));
    let is_family = |text: &String| code(text).contains("\npub fn routes(");
    let files = rust_files("src/outputs").into_iter().filter(|(_, text)| is_family(text));
    let families: BTreeSet<String> = files
        .map(|(path, text)| {
            assert!(code(&text).contains("\npub fn render("), "{path} has routes and renders nothing");
            path.trim_start_matches("src/outputs/").trim_end_matches(".rs").to_owned()
        })
        .collect();
    assert!(families.len() > 10, "the families are not found");
    assert_eq!(callers(&table, "routes,"), families, "the table of families is not complete");
    assert_eq!(callers(&table, "render("), families, "not every family is rendered");
}
