//! A new kind of node is found by the compiler: a `match` on `document::Kind` names every kind.

use super::{code, read, rust_files};

/// The file that declares the tree.
const TREE: &str = "src/document/tree.rs";
/// The only file that may treat many kinds alike without naming them.
const WALK: &str = "src/document/walk.rs";

/// The highest number of kinds in a match that only selects some nodes, as `if let` and `matches!` do, and may ignore
/// the others.
const MAX_CHOSEN: usize = 2;

/// Returns the kinds of node.
fn kinds() -> Vec<String> {
    let tree = read(TREE);
    let start = tree.find("pub enum Kind {").expect("the kinds of node");
    let body = tree[start..].split("\n}").next().expect("a first part");
    let names = body.lines().filter(|line| line.starts_with("    ") && !line.starts_with("     "));
    let name = |line: &str| line.trim().chars().take_while(|c| c.is_alphanumeric()).collect::<String>();
    names.map(name).filter(|name| name.starts_with(|c: char| c.is_uppercase())).collect()
}

/// Reports whether a line begins with a pattern that names a kind of node.
fn names_kind(line: &str, kinds: &[String]) -> bool {
    let pattern = line.trim_start().trim_start_matches("| ").trim_start_matches(['(', '&']);
    let Some(rest) = pattern.strip_prefix("Kind::") else { return false };
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
    kinds.contains(&name)
}

/// Reports whether a line begins an arm that matches everything else: `_`, or a binding.
fn is_wildcard(line: &str) -> bool {
    let Some((pattern, _)) = line.trim_start().split_once(" =>") else { return false };
    let pattern = pattern.split(" if ").next().unwrap_or(pattern);
    !pattern.is_empty() && pattern.chars().all(|c| c.is_lowercase() || c == '_')
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Returns the lines that match every other kind of node, in matches that name more than `MAX_CHOSEN`.
fn wildcards(text: &str, kinds: &[String]) -> Vec<String> {
    let code = code(text);
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| names_kind(line, kinds)) {
        let block = lines[at..].iter().take_while(|next| next.is_empty() || indent(next) >= indent(line));
        let arms: Vec<&str> = block.filter(|next| indent(next) == indent(line)).copied().collect();
        let named: usize = arms.iter().filter(|arm| names_kind(arm, kinds)).map(|arm| count(arm)).sum();
        if named > MAX_CHOSEN {
            found.extend(arms.iter().filter(|arm| is_wildcard(arm)).map(|arm| arm.trim().to_owned()));
        }
    }
    found.dedup();
    found
}

/// Returns the number of kinds in the pattern at the start of a line.
fn count(arm: &str) -> usize {
    arm.split(" =>").next().unwrap_or(arm).matches("Kind::").count()
}

#[test]
fn every_match_on_a_node_names_every_kind() {
    let kinds = kinds();
    assert!(kinds.len() > 20 && kinds.contains(&"Heading".to_owned()), "{kinds:?}");
    for (path, text) in rust_files("src").into_iter().filter(|(path, _)| path != WALK) {
        let found = if text.contains("document") { wildcards(&text, &kinds) } else { Vec::new() };
        assert!(found.is_empty(), "{path}: a new kind of node would fall into {found:?}");
    }
}

#[test]
fn an_arm_for_all_other_kinds_is_found() {
    let kinds = ["Text".to_owned(), "Rule".to_owned(), "Code".to_owned()];
    let named = "match kind {\n    Kind::Text(_)\n    | Kind::Rule | Kind::Code => match c {\n        _ => 1,\n    },\n}\n";
    assert!(wildcards(named, &kinds).is_empty());
    let wild = "match kind {\n    Kind::Text(_) => {\n        f();\n    }\n    Kind::Rule | Kind::Code => 1,\n    other => 2,\n}\n";
    assert_eq!(wildcards(wild, &kinds), ["other => 2,"]);
    let chosen = "match kind {\n    Kind::Text(_) => 1,\n    _ => 2,\n}\n";
    assert!(wildcards(chosen, &kinds).is_empty());
}
