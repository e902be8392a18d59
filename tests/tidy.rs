//! The rules that hold the source together, read from `ARCHITECTURE.md` and checked against `src/`; and the commands of
//! `README.md`, run as written.

mod circles;
mod duplicates;
mod kinds;
mod outputs;
mod package;
mod shape;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{Project, tree};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns every Rust file below a folder of the project, by its path.
fn rust_files(folder: &str) -> BTreeMap<String, String> {
    let is_rust = |path: &String| Path::new(path).extension().is_some_and(|it| it == "rs");
    let files = tree(&root().join(folder)).into_iter().filter(|(path, _)| is_rust(path));
    files
        .map(|(path, bytes)| (format!("{folder}/{path}"), String::from_utf8(bytes).expect("UTF-8")))
        .collect()
}

/// Returns the lines of a fenced block of the architecture page, split at their colon.
fn table(name: &str) -> Vec<(String, String)> {
    let page = read("ARCHITECTURE.md");
    let start = page.find(&format!("```text {name}\n")).unwrap_or_else(|| panic!("no block `{name}`"));
    let block = page[start..].split("```").nth(1).expect("a block");
    let lines = block.lines().skip(1).filter_map(|line| line.rsplit_once(':'));
    lines.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned())).collect()
}

/// Returns the module of the crate that a file belongs to: `src/link/nav.rs` → `link`.
fn module_of(path: &str) -> String {
    let inside = path.strip_prefix("src/").expect("below src").trim_end_matches(".rs");
    inside.split('/').next().unwrap_or(inside).to_owned()
}

/// Returns a file without its comments and its tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or(text);
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Returns the modules of the crate that a piece of code names.
fn modules_named(code: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut named = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => {
                named
                    .extend(group.split('}').next().unwrap_or_default().split(',').map(|it| name(it.trim())));
            }
            None => drop(named.insert(name(rest))),
        }
    }
    named
}

#[test]
fn modules_use_only_what_the_architecture_page_allows() {
    let allowed: BTreeMap<String, BTreeSet<String>> = table("directions")
        .into_iter()
        .map(|(module, uses)| (module, uses.split_whitespace().map(str::to_owned).collect()))
        .collect();
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in rust_files("src") {
        let module = module_of(&path);
        if module == "lib" || module == "main" {
            continue;
        }
        let known = allowed.get(&module).unwrap_or_else(|| panic!("{path}: `{module}` is not on the page"));
        for other in modules_named(&code(&text)).into_iter().filter(|other| *other != module) {
            assert!(
                known.contains(&other),
                "{path} uses `{other}`, which the page does not allow for `{module}`"
            );
            used.entry(module.clone()).or_default().insert(other);
        }
    }
    for (module, uses) in &allowed {
        let used = used.get(module).cloned().unwrap_or_default();
        let idle: Vec<_> = uses.difference(&used).collect();
        assert!(idle.is_empty(), "the page allows `{module}` to use {idle:?}, which it does not");
    }
}

#[test]
fn each_engine_is_named_in_one_module() {
    for (engine, modules) in table("engines") {
        // The last colon of `std::fs: …` ends the name; crates are named at the start of a path.
        let modules: BTreeSet<_> = modules.split_whitespace().map(str::to_owned).collect();
        let mut seen = BTreeSet::new();
        for (path, text) in rust_files("src") {
            let code = code(&text);
            let starts =
                |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            let named = code.match_indices(&format!("{engine}::")).any(|(at, _)| starts(at))
                || code.contains(&format!("use {engine};"));
            if named {
                assert!(modules.contains(&module_of(&path)), "{path} names `{engine}`");
                seen.insert(module_of(&path));
            }
        }
        assert_eq!(seen, modules, "`{engine}`");
    }
}

/// Returns the public fields of a struct in a file.
fn public_fields(text: &str, name: &str) -> Vec<String> {
    let start = text.find(&format!("pub struct {name} {{")).unwrap_or_else(|| panic!("no struct `{name}`"));
    let body = text[start..].split("\n}").next().expect("a first part");
    let names = body.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':'));
    names.map(|(field, _)| field.to_owned()).filter(|field| !field.starts_with("struct")).collect()
}

#[test]
fn a_snapshot_is_changed_by_nobody() {
    let own = "src/snapshot.rs";
    let fields = public_fields(&read(own), "Snapshot");
    assert!(fields.contains(&"site".to_owned()), "{fields:?}");
    for (path, text) in rust_files("src").into_iter().filter(|(path, _)| path != own) {
        let code = code(&text);
        assert!(!code.contains("mut Snapshot"), "{path} takes a snapshot to change it");
        for field in &fields {
            let assigned = format!("snapshot.{field} = ");
            assert!(!code.contains(&assigned), "{path} assigns to `{field}` of a snapshot");
        }
    }
}

#[test]
fn only_the_preview_has_locks() {
    let locks = ["Mutex", "RwLock", "Condvar"];
    let mut seen = 0;
    for (path, text) in rust_files("src") {
        let code = code(&text);
        let has_lock = locks
            .iter()
            .any(|lock| code.contains(&format!("{lock}<")) || code.contains(&format!("{lock}::")));
        assert!(!has_lock || module_of(&path) == "serve", "{path} has a lock");
        seen += usize::from(has_lock);
    }
    assert!(seen > 0, "the locks of the preview are not found");
}

#[test]
fn invariants_name_tests_that_exist() {
    let tests: String = rust_files("tests").into_values().chain(rust_files("src").into_values()).collect();
    let lines = table("invariants");
    assert!(lines.len() > 8);
    for (rule, test) in lines {
        assert!(tests.contains(&format!("fn {test}()")), "“{rule}” names no test: {test}");
    }
}

/// Returns the commands in the console blocks of a page, each with the page's line for messages.
fn console_commands(page: &str) -> Vec<String> {
    let blocks = page.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines).filter_map(|line| line.strip_prefix("$ ")).map(str::to_owned).collect()
}

#[test]
fn the_commands_of_the_readme_run() {
    let page = read("README.md");
    for needed in ["cargo run --release -- build", "cargo test --release"] {
        assert!(page.contains(&format!("$ {needed}\n")), "README.md does not give `{needed}`");
    }
    let project = Project::new();
    let mut folder = PathBuf::new();
    let mut ran = 0;
    for command in console_commands(&page) {
        let words: Vec<&str> = command.split_whitespace().collect();
        match words.as_slice() {
            ["cd", next] => folder.push(next),
            ["handout", args @ ..] => {
                let output =
                    project.command_as_it_is(args).current_dir(project.root().join(&folder)).output();
                let output = output.expect("the program runs");
                let said = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "`{command}` in the README fails:\n{said}");
                ran += 1;
            }
            // Cargo itself, and commands of other programs, are not run inside a test.
            ["cargo" | "git" | "rsync" | "aws", ..] => {}
            other => panic!("README.md has a command that no test knows: {other:?}"),
        }
    }
    assert!(ran >= 4, "only {ran} commands of the README were run");
}
