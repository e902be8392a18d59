//! No long piece of the program, of the harness or of a theme occurs twice.

use std::collections::HashMap;

use super::{root, tree};

/// The longest run of equal lines that may occur twice.
const MAX_EQUAL_LINES: usize = 12;

/// The folders that are compared with each other.
const FOLDERS: [&str; 3] = ["src", "tests/harness", "themes"];

/// The extensions of files that people write.
const EXTENSIONS: [&str; 7] = ["rs", "html", "css", "js", "toml", "typ", "md"];

/// A line with something on it: its number, and its text without indentation.
type Line = (usize, String);

fn lines(text: &str) -> Vec<Line> {
    let trimmed = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim().to_owned()));
    trimmed.filter(|(_, line)| !line.is_empty()).collect()
}

fn files() -> Vec<(String, Vec<Line>)> {
    let mut files = Vec::new();
    for folder in FOLDERS {
        for (path, bytes) in tree(&root().join(folder)) {
            let is_written = path.rsplit_once('.').is_some_and(|(_, end)| EXTENSIONS.contains(&end));
            if let Some(text) = is_written.then(|| String::from_utf8(bytes).ok()).flatten() {
                files.push((format!("{folder}/{path}"), lines(&text)));
            }
        }
    }
    files
}

/// Returns the places where a run of lines begins a second time, each with the first place.
fn repeated(files: &[(String, Vec<Line>)]) -> Vec<String> {
    let mut first: HashMap<Vec<&str>, String> = HashMap::new();
    let mut found = Vec::new();
    for (path, lines) in files {
        // A long repetition is reported once.
        let mut next = 0;
        for (at, run) in lines.windows(MAX_EQUAL_LINES).enumerate() {
            let place = format!("{path}:{}", run[0].0);
            let key: Vec<&str> = run.iter().map(|(_, line)| line.as_str()).collect();
            match first.get(&key) {
                Some(earlier) if at >= next => {
                    found.push(format!("{place} repeats {earlier}"));
                    next = at + MAX_EQUAL_LINES;
                }
                Some(_) => {}
                None => drop(first.insert(key, place)),
            }
        }
    }
    found
}

#[test]
fn no_run_of_lines_is_there_twice() {
    let files = files();
    assert!(files.len() > 150, "the files are not found");
    let found = repeated(&files);
    assert!(found.is_empty(), "{MAX_EQUAL_LINES} equal lines:\n{}", found.join("\n"));
}

#[test]
fn a_repeated_run_is_found_whatever_its_indentation() {
    let text = (0..MAX_EQUAL_LINES).map(|number| format!("line {number}")).collect::<Vec<_>>().join("\n");
    let indented = text.replace("line", "\n    line");
    let files = [("a".to_owned(), lines(&text)), ("b".to_owned(), lines(&indented))];
    assert_eq!(repeated(&files), ["b:2 repeats a:1"]);
    assert!(repeated(&files[..1]).is_empty());
}
