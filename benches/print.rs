//! The time and memory that a PDF takes: the sample guide, and guides of about 125 to 1,000 printed pages.
//!
//! `cargo bench --bench print`. Times are medians of whole processes; memory is the highest resident size (Linux). The
//! time per page must not grow with the number of pages.

mod guide;
mod process;

use std::fs;
use std::path::Path;

use process::{median_of, milliseconds, run};

/// The number of runs of each measurement.
const RUNS: usize = 3;

fn main() {
    println!("| guide | pages of paper | time | time for a page | memory | size |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    measure("sample", Path::new(env!("CARGO_MANIFEST_DIR")));
    for pages in [30, 60, 120, 240] {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("print-{pages}"));
        let _ = fs::remove_dir_all(&root);
        guide::generate(&root, pages).expect("a guide");
        measure(&format!("{pages} files"), &root);
        let _ = fs::remove_dir_all(&root);
    }
}

fn measure(name: &str, root: &Path) {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("measured.pdf");
    let output = file.to_str().expect("a path that is text");
    let mut memory = 0;
    let time = median_of(RUNS, |_| {
        let (time, peak) = run(root, &["print", "-o", output]);
        memory = memory.max(peak);
        time
    });
    let bytes = fs::read(&file).expect("a PDF");
    let pages = lopdf::Document::load_mem(&bytes).expect("a PDF").get_pages().len();
    let each = time / u32::try_from(pages).expect("fewer than 2^32 pages");
    println!(
        "| {name} | {pages} | {} | {:.1} ms | {} MB | {} KB |",
        milliseconds(time),
        each.as_secs_f64() * 1000.0,
        memory / 1024,
        bytes.len() / 1000
    );
}
