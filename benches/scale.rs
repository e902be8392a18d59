//! The time of a build by the size of the guide, compared with copying the finished site.
//!
//! `cargo bench --bench scale` measures 1,000 and 10,000 pages; `cargo bench --bench scale -- 100000` another size.
//! Times are medians of whole processes; memory is the highest resident size (Linux).

mod guide;
mod process;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use process::{median_of, milliseconds, run};

/// The number of runs of each measurement.
const RUNS: usize = 5;

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|it| it.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1_000, 10_000] } else { sizes };
    println!(
        "| pages | first build | memory | nothing changed | one edit | check | cp -r | first build / cp -r |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for pages in sizes {
        measure(pages);
    }
}

fn measure(pages: usize) {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("scale-{pages}"));
    let _ = fs::remove_dir_all(&root);
    guide::generate(&root, pages).expect("a guide");
    // Use a new folder each time, and delete nothing until the end: ext4 is slow to create files just after a deletion.
    let mut memory = 0;
    let first = median(|number| {
        let (time, peak) = run(&root, &["build", "--output", &format!("site-{number}")]);
        memory = memory.max(peak);
        time
    });
    let copied = median(|number| {
        time(Command::new("cp").arg("-r").args(["site-0", &format!("copy-{number}")]).current_dir(&root))
    });
    let nothing = median(|_| run(&root, &["build", "--output", "site-0"]).0);
    let edited = root.join("content/section-0000/page-000001.md");
    let text = fs::read_to_string(&edited).expect("a page");
    let one = median(|number| {
        fs::write(&edited, format!("{text}\nEdit {number}.\n")).expect("an edit");
        run(&root, &["build", "--output", "site-0"]).0
    });
    let check = median(|_| run(&root, &["check"]).0);
    println!(
        "| {pages} | {} | {} MB | {} | {} | {} | {} | {:.2} |",
        milliseconds(first),
        memory / 1024,
        milliseconds(nothing),
        milliseconds(one),
        milliseconds(check),
        milliseconds(copied),
        first.as_secs_f64() / copied.as_secs_f64()
    );
    let _ = fs::remove_dir_all(&root);
}

fn median(run: impl FnMut(usize) -> Duration) -> Duration {
    median_of(RUNS, run)
}

fn time(command: &mut Command) -> Duration {
    let started = Instant::now();
    assert!(command.status().expect("it runs").success());
    started.elapsed()
}
