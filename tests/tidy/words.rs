//! Words that may not come back. Comments, messages and documentation are in plain idiomatic English, and things have
//! the names that the field gives them.

use std::collections::HashMap;
use std::fmt::Write;

use super::{read, root, rust_files, tree};

/// A phrase, what to write instead, and how often it still occurs. The number may only fall: lower it, down to 0, when
/// you replace some. `*` is any word, except as the first word of a phrase.
type Avoided = (&'static str, &'static str, usize);

/// Phrases in comments of Rust files, in texts in `src/`, and in the documentation.
const PROSE: &[Avoided] = &[
    ("is told", "is reported, is shown", 0),
    ("are told", "are reported", 0),
    ("be told", "be reported", 0),
    ("tells of", "says, reports", 0),
    ("mend", "fix, repair", 0),
    ("mended", "fixed, repaired", 0),
    ("mends", "fixes, repairs", 0),
    ("anew", "again", 0),
    ("stands", "is", 0),
    ("lies", "is", 0),
    ("wants", "needs", 0),
    ("dots", "pixels", 0),
    ("ground", "background", 0),
    ("of today", "today, current", 0),
    ("take * away", "remove", 0),
    ("takes * away", "removes", 0),
    ("one that is", "the noun itself", 0),
    ("at last", "finally", 0),
    ("the one who", "the noun itself", 0),
    ("so many", "that many, `count`", 0),
    ("so long", "that long", 0),
    ("lands in nothing", "reaches a missing page", 0),
    ("lead to nothing", "be broken", 0),
    ("leads to nothing", "is broken", 0),
    ("is there already", "already exists", 0),
    ("in no navigation", "not in the navigation", 0),
    ("in the way of", "blocks", 0),
    ("never calls", "does not use", 0),
    ("can be said of", "is valid for", 0),
    ("right behind it", "after it", 0),
    ("two to a side", "two per side", 0),
    ("to your own taste", "your own", 0),
    ("at your desk", "on your computer", 0),
    ("comes by itself", "is automatic", 0),
    ("lets nobody in", "keeps others out", 0),
    ("told", "reported, notified", 0),
    ("made anew", "created again", 0),
    ("head of a table", "table header", 0),
    ("heads of a table", "table headers", 0),
    ("it is no", "it is not a", 0),
    ("that is no", "that is not a", 0),
    ("what is no", "what is not a", 0),
    ("in one another", "nested", 0),
    ("is there twice", "occurs twice", 0),
    ("is gone", "was removed", 0),
    ("are gone", "were removed", 0),
    ("let go", "drop", 0),
    ("lets go", "drops", 0),
    ("kept of", "cached", 0),
    ("looked at", "checked, examined, read", 0),
    ("looks at", "checks, reads", 0),
    ("looked for", "searched for", 0),
    ("made up", "synthetic, generated", 0),
    ("for they", "because they", 0),
    ("goes out", "output", 0),
    ("out come", "output", 0),
    ("twin", "Markdown page", 0),
    ("twins", "Markdown pages", 0),
    ("a picture", "an image", 0),
    ("the picture", "the image", 0),
    ("pictures", "images", 0),
    ("of no use", "useless", 0),
    ("all the same", "anyway, still", 0),
    ("takes over", "inherits, copies", 0),
    ("slip of the finger", "typo", 0),
    ("whoever", "who, everyone who", 0),
    ("nobody's", "not", 0),
];

/// Parts of names in `src/`: `door` is in `door_of` and in `FrontDoor`. One that ends in `_` begins a constant.
const NAMES: &[Avoided] = &[
    ("door", "listener, connection", 0),
    ("crowd", "connection pool", 0),
    ("guest", "connection", 0),
    ("shelf", "cache", 0),
    ("press", "PDF cache", 0),
    ("desk", "server state, Typst world", 0),
    ("looking", "updater", 0),
    ("slot", "current", 0),
    ("eye", "watcher", 0),
    ("twin", "Markdown page", 0),
    ("twins", "Markdown pages", 0),
    ("habits", "lint", 0),
    ("standpoint", "base URL", 0),
    ("aim", "print target", 0),
    ("prints", "hashes", 0),
    ("odd", "control", 0),
    ("bulk", "size class", 0),
    ("made up", "synthetic", 0),
    ("squares", "QR codes", 0),
    ("telling", "has metadata", 0),
    ("tells", "has metadata", 0),
    ("told", "reported", 0),
    ("said", "message", 0),
    ("sealed", "with checksum", 0),
    ("MOST_", "MAX_", 0),
    ("LONGEST_", "MAX_", 0),
    ("DEEPEST_", "MAX_", 0),
    ("LARGEST_", "MAX_", 0),
    ("WIDEST_", "MAX_", 0),
    ("FEWEST_", "MIN_", 0),
    ("LEAST_", "MIN_", 0),
];

/// The code of a Rust file without comments and texts; its texts; its comments.
struct Parts {
    code: String,
    texts: String,
    comments: String,
}

/// Separates the code of a file from what is written in it for people. `|` separates texts, and comments that do not
/// follow each other.
fn parts(text: &str) -> Parts {
    let mut parts = Parts { code: String::new(), texts: String::new(), comments: String::new() };
    for line in text.lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("//") {
            parts.comments += trimmed.trim_start_matches(['/', '!']);
        } else {
            parts.comments.push('|');
            add_code(line, &mut parts);
        }
        parts.code.push('\n');
        parts.comments.push('\n');
    }
    parts
}

/// Adds a line of code. A text of several lines is read as texts and code in turn, which changes no word.
fn add_code(line: &str, parts: &mut Parts) {
    let (mut in_text, mut before) = (false, ' ');
    for c in line.chars() {
        match c {
            // A quote in a text, or as a character.
            '"' if before == '\\' || before == '\'' => {}
            '"' => {
                in_text = !in_text;
                parts.texts.push('|');
            }
            _ if in_text => parts.texts.push(c),
            _ => parts.code.push(c),
        }
        before = if before == '\\' { ' ' } else { c };
    }
}

/// Returns the words of a text in lower case, with `|` for what ends a phrase.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.chars() {
        if c.is_alphanumeric() || c == '\'' {
            words.last_mut().expect("a word").extend(c.to_lowercase());
        } else {
            if ".;:|()!?`".contains(c) {
                words.push("|".into());
            }
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_match(pattern: &str, word: &str) -> bool {
    word == pattern || pattern == "*" && word != "|"
}

/// Reports whether a text continues with a phrase.
fn begins(words: &[String], phrase: &[&str]) -> bool {
    words.len() >= phrase.len() && phrase.iter().zip(words).all(|(pattern, word)| is_match(pattern, word))
}

/// Returns how often each phrase is in a text, in the order of the phrases.
fn counts(avoided: &[Avoided], words: &[String]) -> Vec<usize> {
    let phrases: Vec<Vec<&str>> = avoided.iter().map(|(phrase, ..)| phrase.split(' ').collect()).collect();
    let mut by_first: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, phrase) in phrases.iter().enumerate() {
        by_first.entry(phrase[0]).or_default().push(index);
    }
    let mut counts = vec![0; phrases.len()];
    for at in 0..words.len() {
        for index in by_first.get(words[at].as_str()).into_iter().flatten() {
            counts[*index] += usize::from(begins(&words[at..], &phrases[*index]));
        }
    }
    counts
}

/// Returns the parts of each name in a piece of code: `FrontDoor` and `front_door` have `front` and `door`.
fn name_parts(name: &str) -> String {
    let mut parts = String::new();
    let mut before = '_';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() || c == '_' {
            parts.push(' ');
        }
        if c != '_' {
            parts.extend(c.to_lowercase());
        }
        before = c;
    }
    parts
}

fn names(code: &str) -> Vec<&str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty()).collect()
}

/// Returns every page of the documentation, by its path.
fn documentation() -> Vec<(String, String)> {
    let pages = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "tests/README.md"];
    let mut texts: Vec<(String, String)> = pages.map(|path| (path.to_owned(), read(path))).into();
    for (path, bytes) in tree(&root().join("docs/content")) {
        if let Some(text) = String::from_utf8(bytes).ok().filter(|_| path.ends_with(".md")) {
            texts.push((format!("docs/content/{path}"), text));
        }
    }
    texts
}

/// Fails if a phrase occurs more often than its limit, and says where.
fn assert_avoided(avoided: &[Avoided], texts: &[(String, Vec<String>)]) {
    let counts: Vec<(&String, Vec<usize>)> =
        texts.iter().map(|(path, words)| (path, counts(avoided, words))).collect();
    let mut report = String::new();
    for (index, (phrase, instead, left)) in avoided.iter().enumerate() {
        let of_phrase = counts.iter().map(|(path, counts)| (path, counts[index]));
        let places: Vec<_> = of_phrase.filter(|(_, count)| *count > 0).collect();
        let all: usize = places.iter().map(|(_, count)| count).sum();
        if all > *left {
            let _ = writeln!(report, "`{phrase}` ({instead}): {all} times, {left} allowed: {places:?}");
        }
    }
    assert!(report.is_empty(), "words that may not come back:\n{report}");
}

/// This table names the words that it forbids.
const THIS_FILE: &str = "tests/tidy/words.rs";

#[test]
fn prose_is_plain_english() {
    let rust = ["src", "tests", "benches"].into_iter().flat_map(rust_files);
    let mut texts: Vec<(String, Vec<String>)> = Vec::new();
    for (path, text) in rust.filter(|(path, _)| path != THIS_FILE) {
        let parts = parts(&text);
        let prose =
            if path.starts_with("src") { parts.comments + "|" + &parts.texts } else { parts.comments };
        texts.push((path, words(&prose)));
    }
    texts.extend(documentation().into_iter().map(|(path, text)| (path, words(&text))));
    assert_avoided(PROSE, &texts);
}

/// Returns the comments of functions in a file that do not start with a verb in the third person.
fn undescribed(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut documentation: Option<(usize, &str)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_start();
        if let Some(first) = line.strip_prefix("///") {
            documentation.get_or_insert((number, first.trim()));
        } else if !line.starts_with('#') {
            let is_function = line.starts_with("fn ") || line.starts_with("pub") && line.contains(" fn ");
            let wrong = documentation.filter(|(_, first)| is_function && !starts_with_verb(first));
            found.extend(wrong.map(|(number, first)| format!("{path}:{number}: {first}")));
            documentation = None;
        }
    }
    found
}

/// Reports whether a sentence starts with a verb in the third person, as far as its form shows.
fn starts_with_verb(sentence: &str) -> bool {
    let word = sentence.split([' ', ',', ':']).next().unwrap_or_default();
    word.starts_with(char::is_uppercase) && word.ends_with('s')
}

#[test]
fn the_documentation_of_a_function_starts_with_a_verb() {
    let files = ["src", "tests", "benches"].into_iter().flat_map(rust_files);
    let found: Vec<String> = files.flat_map(|(path, text)| undescribed(&path, &text)).collect();
    assert!(found.is_empty(), "write Returns, Reports whether, Writes …:\n{}", found.join("\n"));
}

#[test]
fn names_are_those_of_the_field() {
    let (starts, inside): (Vec<Avoided>, Vec<Avoided>) =
        NAMES.iter().partition(|(phrase, ..)| phrase.ends_with('_'));
    let (mut constants, mut parts_of_names) = (Vec::new(), Vec::new());
    for (path, text) in rust_files("src") {
        let code = parts(&text).code;
        let names = names(&code);
        let split: String = names.iter().map(|name| name_parts(name) + " | ").collect();
        parts_of_names.push((path.clone(), split.split_whitespace().map(str::to_owned).collect()));
        let begins = |name: &&str| starts.iter().any(|(start, ..)| name.starts_with(start));
        let start = |name: &str| format!("{}_", name.split('_').next().unwrap_or_default());
        constants.push((path, names.into_iter().filter(begins).map(start).collect()));
    }
    assert_avoided(&starts, &constants);
    assert_avoided(&inside, &parts_of_names);
}

#[test]
fn a_phrase_is_found_over_the_end_of_a_line_and_not_over_the_end_of_a_sentence() {
    let text = "    // Each is\n    // told once. It is. Told twice.\n    let a = \"is told\";\n";
    let parts = parts(text);
    let phrases = [("is told", "", 0), ("is * once", "", 0), ("it is told", "", 0)];
    assert_eq!(counts(&phrases, &words(&parts.comments)), [1, 1, 0]);
    assert_eq!(counts(&phrases, &words(&parts.texts)), [1, 0, 0]);
    assert_eq!(names(&parts.code), ["let", "a"]);
    assert_eq!(name_parts("FrontDoor_of"), "front door of");
}
