//! How long syntax highlighting takes for real code, in its own and in a wrong language.
//!
//! `cargo bench --no-default-features --bench highlight -- FOLDER…` reads every fenced block of the Markdown files below
//! the folders. A block over 50 ms and 1 µs a byte is named, and the program fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use handout::render::highlight::words;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// Languages that most blocks are not in; those with the slowest grammars first.
const WRONG: [&str; 12] =
    ["less", "ts", "systemverilog", "cfml", "scala", "r", "php", "md", "perl", "swift", "rust", "yaml"];

/// Runs of each block. The shortest counts: a busy machine and the first use of a grammar only make it longer.
const RUNS: usize = 3;

fn main() {
    let folders: Vec<PathBuf> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).map(PathBuf::from).collect();
    let (mut blocks, mut bytes, mut total, mut slow) = (0, 0, Duration::ZERO, 0);
    for file in folders.iter().flat_map(|folder| markdown_files(folder)) {
        for (language, code) in fenced(&fs::read_to_string(&file).unwrap_or_default()) {
            let bound = Duration::from_millis(50) + Duration::from_micros(code.len() as u64);
            for language in [language.as_str(), WRONG[blocks % WRONG.len()]] {
                let took = shortest(language, &code);
                total += took;
                bytes += code.len();
                if took > bound {
                    slow += 1;
                    println!("{}: {} bytes of `{language}` take {took:?}", file.display(), code.len());
                }
            }
            blocks += 1;
        }
    }
    println!("{blocks} blocks, {bytes} bytes in two languages, {total:?}, {slow} over the bound");
    std::process::exit(i32::from(slow > 0));
}

fn shortest(language: &str, code: &str) -> Duration {
    let run = |_| {
        let started = Instant::now();
        std::hint::black_box(words(language, code));
        started.elapsed()
    };
    (0..RUNS).map(run).min().unwrap_or_default()
}

/// Returns the fenced blocks of a text with their languages.
fn fenced(text: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut is_open = false;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let language = info.split([',', ' ', '{']).next().unwrap_or_default();
                blocks.push((language.to_owned(), String::new()));
                is_open = true;
            }
            Event::Text(text) if is_open => blocks.last_mut().expect("it is open").1.push_str(&text),
            Event::End(TagEnd::CodeBlock) => is_open = false,
            _ => {}
        }
    }
    blocks
}

fn markdown_files(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())) {
            match () {
                () if path.is_symlink() => {}
                () if path.is_dir() => open.push(path),
                () if path.extension().is_some_and(|extension| extension == "md") => files.push(path),
                () => {}
            }
        }
    }
    files.sort();
    files
}
