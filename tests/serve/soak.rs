//! Hundreds of edits with somebody reading all the time: what is read is never older than what was read before, each
//! edit shows, and memory does not grow.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::{PLAIN, page, themed_guide};
use crate::harness::Project;
use crate::harness::preview::{PATIENCE, Preview};
use crate::laws::Numbers;

/// How many edits.
const EDITS: usize = 500;

/// How much more memory a preview may hold after 500 edits than after 100, in KiB. Measured: below 1 MiB.
#[cfg(target_os = "linux")]
const MORE_MEMORY: u64 = 8 * 1024;

/// The page that every edit changes.
const PAGE: &str = "content/tips/rest.md";

/// Saves the page with a number that says which edit it is, in one of many ways, and perhaps something else with it.
fn edit(project: &Project, numbers: &mut Numbers, number: usize) {
    let text = page("Rest", &format!("Edit [{number:05}]. ![A point](../point.png)"));
    let path = project.path(PAGE);
    match numbers.below(6) {
        0 => {
            let beside = project.path("content/tips/rest.md.tmp");
            fs::write(&beside, text).expect("a file");
            fs::rename(beside, path).expect("a file");
        }
        1 => {
            fs::remove_file(&path).expect("there");
            fs::write(path, text).expect("a file");
        }
        _ => fs::write(path, text).expect("a file"),
    }
    match numbers.below(12) {
        0 => project.write("themes/mine/assets/style.css", format!("p {{ margin: {}px }}\n", number % 9)),
        1 => project.write("themes/mine/templates/page.html", PLAIN.replace("<h1>", "<h1> ")),
        2 => project.write("site.toml", format!("title = \"Guide {}\"\ntheme = \"mine\"\n", number % 9)),
        3 => project.write(&format!("content/tips/new-{}.md", number % 9), page("New", "New.")),
        4 => drop(fs::remove_file(project.path(&format!("content/tips/new-{}.md", number % 9)))),
        5 => project.write("content/tips/water.md", page(&format!("Water {number}"), "Drink.")),
        6 => project.write("content/point.png", super::picture(&number.to_string())),
        _ => {}
    }
}

/// The edit that the page shows.
fn shown(preview: &Preview) -> Option<usize> {
    let answer = preview.get("/tips/rest.html");
    // A page that is deleted and made anew may be gone for a moment, if the machine is slow.
    if answer.status == 404 {
        return None;
    }
    let number = answer.text().split_once('[')?.1.split_once(']')?.0;
    Some(number.parse().expect("a number"))
}

/// Reads all the time until told to stop, and gives how often. What was read once is never read older again.
fn read(preview: &Preview, stop: &AtomicBool, newest: &AtomicUsize) -> usize {
    let mut reads = 0;
    while !stop.load(Ordering::Relaxed) {
        if let Some(number) = shown(preview) {
            let before = newest.swap(number, Ordering::Relaxed);
            assert!(number >= before, "edit {number} after edit {before}");
        }
        reads += 1;
        thread::sleep(Duration::from_millis(1));
    }
    reads
}

/// Waits until the reader has seen an edit.
fn wait_read(newest: &AtomicUsize, number: usize, preview: &Preview) {
    let deadline = Instant::now() + PATIENCE;
    while newest.load(Ordering::Relaxed) < number {
        assert!(Instant::now() < deadline, "edit {number} is not shown\n{}", preview.said());
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn five_hundred_edits_show_in_order_and_leave_no_trace_in_memory() {
    let project = themed_guide();
    let mut preview = Preview::start(&project, &[]);
    let (stop, newest) = (AtomicBool::new(false), Arc::new(AtomicUsize::new(0)));
    let mut numbers = Numbers(0xBB67_AE85_84CA_A73B);
    let mut early = 0;
    thread::scope(|scope| {
        let reader = scope.spawn(|| read(&preview, &stop, &newest));
        for number in 1..=EDITS {
            edit(&project, &mut numbers, number);
            wait_read(&newest, number, &preview);
            if number == 100 {
                early = resident(&preview);
            }
        }
        stop.store(true, Ordering::Relaxed);
        assert!(reader.join().expect("no older text after a newer one") > EDITS / 2);
    });
    assert_eq!(shown(&preview), Some(EDITS));
    assert!(!preview.said().contains("error:"), "{}", preview.said());
    let late = resident(&preview);
    #[cfg(target_os = "linux")]
    assert!(late < early + MORE_MEMORY, "from {early} KiB to {late} KiB");
    let _ = late;
    preview.assert_well();
}

/// The memory that a preview holds, in KiB, where the system tells.
fn resident(preview: &Preview) -> u64 {
    #[cfg(target_os = "linux")]
    return super::crowd::memory(preview, "VmRSS");
    #[cfg(not(target_os = "linux"))]
    {
        let _ = preview;
        0
    }
}
