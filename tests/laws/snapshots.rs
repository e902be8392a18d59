//! A snapshot depends on the disk alone: not on the snapshot before it, on threads, or on the folder of the guide.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use handout::diagnostic::Colours;
use handout::outputs::{self, Context, Made, Rendered};
use handout::site::{Drafts, Pdfs};
use handout::snapshot::{Options, Snapshot};

use super::author::Author;
use super::{Numbers, guide};
use crate::harness::Project;

/// Everything that can be observed of a snapshot: the bytes or the mistake of each output, and each message.
#[derive(Debug, PartialEq)]
struct Seen {
    outputs: BTreeMap<String, Result<Vec<u8>, String>>,
    messages: Vec<String>,
}

fn see(now: &Snapshot) -> Seen {
    let draw = |it: &handout::diagnostic::Diagnostic| it.draw(&|path| now.text(path), Colours::Off);
    let bytes = |rendered| match rendered {
        Rendered::Made(bytes) => bytes,
        Rendered::Shared(bytes) => bytes.to_vec(),
        Rendered::File(path) => fs::read(path).expect("a file of the guide"),
    };
    let output = |(url, output)| {
        let rendered = outputs::render(Context::new(now, &Made::default()), url, output)
            .map(bytes)
            .map_err(|problems| problems.iter().map(draw).collect::<String>());
        (url.to_string(), rendered)
    };
    Seen {
        outputs: now.site.routes.iter().map(output).collect(),
        messages: now.problems().iter().map(draw).collect(),
    }
}

fn options(root: &Path) -> Options {
    Options { root: root.to_owned(), pdfs: Pdfs::Left, ..Options::default() }
}

fn look(project: &Project, previous: Option<&Snapshot>) -> Snapshot {
    Snapshot::take(&options(project.root()), previous).expect("a guide")
}

#[test]
fn a_snapshot_from_a_previous_one_equals_one_from_scratch() {
    let mut numbers = Numbers(0x2545_F491_4F6C_DD1D);
    let (mut good, mut bad) = (0, 0);
    for round in 0..12 {
        let project = guide(24);
        project.write("themes/mine/templates/base.html", "{{ page.title }}");
        project.write("themes/mine/templates/not-found.html", "404");
        project.write("themes/mine/theme.toml", "parent = \"none\"\n");
        let mut author = Author { project: &project, numbers, made: 0 };
        author.change_the_theme();
        let (mut options, mut previous) = (options(project.root()), None);
        for step in 0..25 {
            let done = author.work();
            // The command line may change too.
            if author.numbers.below(10) == 0 {
                options.drafts = if options.drafts == Drafts::Shown { Drafts::Left } else { Drafts::Shown };
                options.base_url = (author.numbers.below(2) == 0).then(|| "https://example.net".to_owned());
            }
            let now = Snapshot::take(&options, previous.as_ref()).expect("a guide");
            let scratch = Snapshot::take(&options, None).expect("a guide");
            let (seen, wanted) = (see(&now), see(&scratch));
            assert_eq!(seen.messages, wanted.messages, "round {round}, step {step}: {done}");
            assert_eq!(seen.outputs, wanted.outputs, "round {round}, step {step}: {done}");
            *(if wanted.messages.is_empty() { &mut good } else { &mut bad }) += 1;
            previous = Some(now);
        }
        numbers = author.numbers;
    }
    assert!(good > 30 && bad > 30, "the guides should be good and bad by turns: {good} and {bad}");
}

#[test]
fn a_page_edited_twice_in_a_moment_is_never_an_old_one() {
    let project = guide(3);
    let path = project.path("content/section-0/page-1.md");
    let set_time = |path: &Path, seconds| {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        fs::File::options().write(true).open(path).and_then(|it| it.set_modified(time)).expect("own file");
    };
    // A file that is clearly newer, so that the stamps of the others are trusted; and one from the future, which must
    // not make any stamp trusted.
    std::thread::sleep(Duration::from_millis(2100));
    project.write("content/section-0/newer.md", "---\ntitle: Newer\n---\n");
    if cfg!(unix) {
        set_time(&project.path("content/hand.svg"), 4_000_000_000);
    }
    let mut previous = look(&project, None);
    for step in 0..200 {
        let word = format!("word{step:03}");
        fs::write(&path, format!("---\ntitle: A\n---\n\n{word}\n")).expect("a page");
        // Copying programs set the time of a file back to that of the original.
        if step < 100 {
            set_time(&path, 1_000_000_000);
        }
        let now = look(&project, Some(&previous));
        let seen = see(&now).outputs.remove("section-0/page-1.html").expect("there").expect("rendered");
        assert!(String::from_utf8(seen).expect("text").contains(&word), "step {step}");
        previous = now;
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let project = guide(40);
    let audience = "[audiences]\nnurse = \"For nurses\"\n";
    let leaf = "[[leaf]]\nname = \"sheet\"\nkinds = [\"page\"]\naudience = \"nurse\"\n";
    project.write("site.toml", format!("title = \"A guide\"\n{audience}{leaf}"));
    project.write("content/section-1/bad.md", "Text [a](b.md) [c][d] and [e][f] {{ \n\n# One\n\n# Two\n");
    project.write("content/section-2/bad.md", "---\nx: 1\ny: 2\n---\n\n## A {#a}\n\n## A {#a}\n");
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| see(&look(&project, None)))
    };
    let one = with(1);
    assert!(one.messages.len() > 5, "{:?}", one.messages);
    for threads in [2, 4, 9] {
        assert_eq!(with(threads), one, "{threads} threads");
    }
}

#[test]
fn a_look_that_finds_nothing_new_is_told_from_one_that_does() {
    let project = guide(3);
    project.write("site.toml", "title = \"A guide\"\ntheme = \"own\"\n");
    let files = [
        "content/index.md",
        "content/note.txt",
        "static/a.txt",
        "fonts/own.ttf",
        "themes/own/assets/a.css",
        "values/a.toml",
    ];
    for file in files {
        project.write(file, if file.ends_with(".toml") { "a = 1" } else { "one" });
    }
    let mut before = look(&project, None);
    for file in files {
        let same = look(&project, Some(&before));
        assert!(same.is_same_as(&before), "before {file} changes");
        project.write(file, if file.ends_with(".toml") { "a = 22" } else { "another one" });
        let now = look(&project, Some(&before));
        assert!(!now.is_same_as(&before), "{file} changed");
        assert!(now.sources.holds(file), "{file}");
        before = now;
    }
}
