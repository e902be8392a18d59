//! The time that citations add to a build: guides of 1,000 pages with ten citations each, of few and of many sources, compared
//! with the same guide without.
//!
//! `cargo bench --bench citations`. Times are medians of whole processes.

mod guide;
mod process;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use process::{median_of, milliseconds, run};

/// The number of runs of each measurement.
const RUNS: usize = 3;

/// The number of pages.
const PAGES: usize = 1_000;

/// The number of citations on each page.
const CITATIONS: usize = 10;

fn main() {
    println!("| style | sources | build | without citations | build / without |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("citations");
    for (style, sources) in [("handout", 300), ("handout", 3_000), ("apa", 300), ("chicago-notes", 300)] {
        let without = measure(&root, style, None);
        let with = measure(&root, style, Some(sources));
        let ratio = with.as_secs_f64() / without.as_secs_f64();
        println!("| {style} | {sources} | {} | {} | {ratio:.2} |", milliseconds(with), milliseconds(without));
    }
    let _ = fs::remove_dir_all(&root);
}

fn measure(root: &Path, style: &str, sources: Option<usize>) -> Duration {
    let _ = fs::remove_dir_all(root);
    guide::generate(root, PAGES).expect("a guide");
    let settings = format!("title = \"Cited\"\n[citations]\nstyle = \"{style}\"\n");
    fs::write(root.join("site.toml"), settings).expect("settings");
    let mut bib = String::new();
    for key in 0..sources.unwrap_or_default() {
        let _ = writeln!(
            bib,
            "@article{{k{key}, author = {{Name{key}, A. and Other, B.}}, title = {{Title {key}}}, \
             journaltitle = {{Journal}}, date = {{{}}}, volume = {{{key}}}, pages = {{1--9}}}}",
            1950 + key % 70
        );
    }
    if sources.is_some() {
        fs::write(root.join("content/sources.bib"), bib).expect("sources");
    }
    for number in 0..PAGES {
        let path = root.join(format!("content/section-{:04}/page-{number:06}.md", number / 100));
        let mut text = fs::read_to_string(&path).expect("a page");
        for at in 0..CITATIONS {
            let key = (number * CITATIONS + at * 7) % sources.unwrap_or(300);
            // Without sources, the same words are text.
            let mark = if sources.is_some() { "[@k" } else { "[\\@k" };
            let _ = write!(text, "\nIt helps {mark}{key}, p. {at}].\n");
        }
        fs::write(path, text).expect("a page");
    }
    median_of(RUNS, |number| run(root, &["build", "--no-pdf", "--output", &format!("site-{number}")]).0)
}
