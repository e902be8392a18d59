//! No file uses a file that uses it, directly or indirectly.
//!
//! A file uses each file that a path in its code leads to: in a `use`, or in an expression or a type.
//! `crate::site::model::Site` leads to `src/site/model.rs`, because that is the longest part of the path that is a
//! file, and `crate::site::Site` to `src/site.rs`. A file also uses a module that it declares, if it names anything in
//! it. Tests do not count, nor do uses of other modules of the crate, whose directions are in the architecture page.

use std::collections::{BTreeMap, BTreeSet};

use super::{code, rust_files};

/// Files that are still in a circle. Take a file from here once it is in none.
const CIRCULAR: &[&str] = &[
    "cli",
    "cli/print",
    "cli/publish",
    "cli/reading",
    "cli/release",
    "cli/report",
    "cli/serve",
    "cli/theme",
    "document",
    "document/build",
    "document/condition",
    "document/html",
    "document/resolve",
    "document/tree",
    "document/walk",
    "parse/markdown",
    "parse/markdown/caption",
    "parse/markdown/directives",
    "parse/markdown/html",
    "parse/markdown/image",
    "parse/markdown/include",
    "parse/markdown/text",
    "images",
    "images/header",
    "images/scale",
    "images/strip",
    "images/svg",
    "schema",
    "schema/settings",
    "schema/value",
    "theme",
    "theme/report",
    "theme/settings",
];

/// A module, as the parts of its path below the crate.
type Module = Vec<String>;

/// Returns the code of each module.
fn modules() -> BTreeMap<Module, String> {
    let module = |path: &str| {
        let inside = path.trim_start_matches("src/").trim_end_matches(".rs");
        inside.split('/').map(str::to_owned).collect::<Module>()
    };
    let files =
        rust_files("src").into_iter().filter(|(path, _)| path != "src/lib.rs" && path != "src/main.rs");
    files.map(|(path, text)| (module(&path), code(&text))).collect()
}

/// Returns the paths of a `use` without its braces: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn expanded(tree: &str) -> Vec<String> {
    let Some((before, rest)) = tree.split_once('{') else { return vec![tree.trim().to_owned()] };
    let inside = rest.rsplit_once('}').map_or(rest, |(inside, _)| inside);
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inside[start..]);
    let parts = parts.into_iter().map(str::trim).filter(|part| !part.is_empty());
    parts.flat_map(|part| expanded(&format!("{}{part}", before.trim()))).collect()
}

/// Reports whether a path may begin at a place, because no name ends there.
fn begins_path(code: &str, at: usize) -> bool {
    !code[..at].ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c))
}

/// Returns every path in a piece of code that begins at the crate or at the module itself.
fn paths(code: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for start in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(start) {
            if !begins_path(code, at) {
                continue;
            }
            let is_use = code[..at].trim_end_matches(' ').ends_with("use");
            let end = |c: char| if is_use { c == ';' } else { !c.is_alphanumeric() && !"_:".contains(c) };
            paths.extend(expanded(code[at..].split(end).next().unwrap_or_default()));
        }
    }
    let declared = code
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'));
    for module in declared {
        let name = format!("{module}::");
        if code.match_indices(&name).any(|(at, _)| begins_path(code, at)) {
            paths.push(format!("self::{module}"));
        }
    }
    paths
}

/// Returns the module that a path leads to, as seen from another module.
fn target(path: &str, from: &Module, modules: &BTreeMap<Module, String>) -> Option<Module> {
    let mut whole: Module = Vec::new();
    for (at, part) in path.split("::").map(str::trim).enumerate() {
        match part {
            "crate" => {}
            "self" if at == 0 => whole.clone_from(from),
            "super" if at == 0 => whole = from[..from.len() - 1].to_vec(),
            "super" => drop(whole.pop()),
            name => whole.push(name.to_owned()),
        }
    }
    while !whole.is_empty() && !modules.contains_key(&whole) {
        whole.pop();
    }
    let is_other = &whole != from && whole.first() == from.first();
    is_other.then_some(whole)
}

/// Returns what can be reached from a module.
fn reached(from: &Module, uses: &BTreeMap<Module, BTreeSet<Module>>) -> BTreeSet<Module> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&Module> = uses[from].iter().collect();
    while let Some(module) = open.pop() {
        if seen.insert(module.clone()) {
            open.extend(&uses[module]);
        }
    }
    seen
}

#[test]
fn no_file_uses_a_file_that_uses_it() {
    let modules = modules();
    let of_module = |(module, code): (&Module, &String)| {
        let targets = paths(code).into_iter().filter_map(|path| target(&path, module, &modules));
        (module.clone(), targets.collect::<BTreeSet<_>>())
    };
    let uses: BTreeMap<Module, BTreeSet<Module>> = modules.iter().map(of_module).collect();
    assert!(uses.values().map(BTreeSet::len).sum::<usize>() > 200, "the uses are not found");
    let circular: BTreeMap<String, Vec<String>> = uses
        .keys()
        .filter(|module| reached(module, &uses).contains(*module))
        .map(|module| {
            let back =
                reached(module, &uses).into_iter().filter(|other| reached(other, &uses).contains(module));
            (module.join("/"), back.map(|other| other.join("/")).collect())
        })
        .collect();
    for (module, others) in &circular {
        assert!(CIRCULAR.contains(&module.as_str()), "{module} is in a circle of uses: {others:?}");
    }
    for module in CIRCULAR {
        assert!(circular.contains_key(*module), "{module} is in no circle: take it from the list");
    }
}

#[test]
fn paths_are_read_as_the_compiler_reads_them() {
    let code =
        "mod a;\nmod b;\nuse super::{c::{D, E}, f};\npub use a::G;\nlet x = crate::h::i(self::j::K::b::L);";
    let paths: BTreeSet<String> = paths(code).into_iter().collect();
    let expected = ["crate::h::i", "self::a", "self::j::K::b::L", "super::c::D", "super::c::E", "super::f"];
    assert_eq!(paths, expected.map(str::to_owned).into());
}
