//! Hundreds of edits while somebody reads all the time: what is read is never older than what was read before, each
//! edit shows, and memory does not grow.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::{PLAIN, page, themed_guide};
use crate::harness::Project;
use crate::harness::beside::beside;
use crate::harness::preview::{PATIENCE, Preview};
use crate::laws::Numbers;

/// The number of edits.
const EDITS: usize = 500;

/// The maximum growth of a preview's memory from the edits 101 to 250 to the edits 351 to 500, in KiB: 24 KiB for each edit between
/// them. Measured over 1,500 edits: none. A single measurement differs by up to 10 MiB from the next one, because several snapshots
/// are alive for a moment and the allocator gives pages back later. That only adds to what is really kept, so the least is compared.
#[cfg(target_os = "linux")]
const MORE_MEMORY: u64 = 6 * 1024;

/// The page that every edit changes.
const PAGE: &str = "content/tips/rest.md";

/// Saves the page with the number of the edit, in one of many ways, and perhaps something else with it.
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

/// Returns the edit that the page shows.
fn shown(preview: &Preview) -> Option<usize> {
    let answer = preview.get("/tips/rest.html");
    // A page that is deleted and created again may be missing for a moment on a slow machine.
    if answer.status == 404 {
        return None;
    }
    let number = answer.text().split_once('[')?.1.split_once(']')?.0;
    Some(number.parse().expect("a number"))
}

/// Reads all the time until it is stopped, and returns how often. What was read is never older than before.
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
    let newest = AtomicUsize::new(0);
    let mut numbers = Numbers(0xBB67_AE85_84CA_A73B);
    let (mut early, mut late) = (u64::MAX, u64::MAX);
    let (reads, ()) = beside(
        |stop| read(&preview, stop, &newest),
        || {
            for number in 1..=EDITS {
                edit(&project, &mut numbers, number);
                wait_read(&newest, number, &preview);
                match number {
                    101..=250 => early = early.min(resident(&preview)),
                    351..=EDITS => late = late.min(resident(&preview)),
                    _ => {}
                }
            }
        },
    );
    assert!(reads > EDITS / 2);
    assert_eq!(shown(&preview), Some(EDITS));
    assert!(!preview.said().contains("error:"), "{}", preview.said());
    #[cfg(target_os = "linux")]
    eprintln!("memory: from {early} KiB to {late} KiB");
    #[cfg(target_os = "linux")]
    assert!(late < early + MORE_MEMORY, "from {early} KiB to {late} KiB");
    preview.assert_well();
}

/// Returns the memory of a preview in KiB, if the system reports it.
fn resident(preview: &Preview) -> u64 {
    #[cfg(target_os = "linux")]
    return super::crowd::memory(preview, "VmRSS");
    #[cfg(not(target_os = "linux"))]
    {
        let _ = preview;
        0
    }
}
