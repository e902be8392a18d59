//! A snapshot is a function of the disk: not of the snapshot before it, of threads, or of where the guide lies.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use handout::diagnostic::Colours;
use handout::link::Drafts;
use handout::render::{self, Rendered};
use handout::snapshot::{Options, Pdfs, Snapshot};

use super::{Numbers, guide};
use crate::harness::{Project, tree};

/// Everything that can be seen of a snapshot: each output's bytes or its mistake, and each message.
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
        let rendered = render::render(now, url, output).map(bytes).map_err(|problem| draw(&problem));
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

/// An author, or a program of the author's, at work on a guide.
struct Author<'a> {
    project: &'a Project,
    numbers: Numbers,
    /// How many things were made, so that each gets a name of its own.
    made: usize,
}

impl Author<'_> {
    fn pages(&self) -> Vec<PathBuf> {
        let content = self.project.path("content");
        let files = tree(&content).into_keys().map(|name| content.join(name));
        files.filter(|path| path.extension().is_some_and(|it| it == "md")).collect()
    }

    fn page(&mut self) -> PathBuf {
        let pages = self.pages();
        self.numbers.pick(&pages).clone()
    }

    fn new_name(&mut self) -> String {
        self.made += 1;
        format!("new-{}.md", self.made)
    }

    fn replace(&mut self, from: &str, to: &str) {
        let page = self.page();
        let Ok(text) = fs::read_to_string(&page) else { return };
        fs::write(page, text.replacen(from, to, 1)).expect("a page");
    }

    fn append(&mut self, text: &str) {
        let page = self.page();
        let mut bytes = fs::read(&page).expect("a page");
        bytes.extend_from_slice(text.as_bytes());
        fs::write(page, bytes).expect("a page");
    }

    /// Changes a letter: the size stays, and on many disks the time too.
    fn change_a_letter(&mut self) {
        let page = self.page();
        let mut bytes = fs::read(&page).expect("a page");
        if let Some(last) = bytes.iter().rposition(u8::is_ascii_lowercase) {
            bytes[last] = b'a' + (bytes[last] - b'a' + 1) % 26;
        }
        fs::write(page, bytes).expect("a page");
    }

    fn add(&mut self, front: &str) {
        let beside = self.page();
        let text = format!("---\ntitle: New {}\n{front}---\n\nNew.\n\n## Part\n", self.made);
        let name = self.new_name();
        fs::write(beside.with_file_name(name), text).expect("a page");
    }

    fn rename(&mut self) {
        let (page, name) = (self.page(), self.new_name());
        fs::rename(&page, page.with_file_name(name)).expect("a page");
    }

    fn remove(&mut self) {
        let page = self.page();
        if self.pages().len() > 8 {
            fs::remove_file(page).expect("a page");
        }
    }

    fn move_a_folder(&mut self) {
        let page = self.page();
        let folder = page.parent().expect("in a folder");
        if folder != self.project.path("content") {
            self.made += 1;
            let name = format!("moved-{}", self.made);
            fs::rename(folder, self.project.path("content").join(name)).expect("a folder");
        }
    }

    fn configure(&mut self) {
        let texts = [
            "title = \"A guide\"\n",
            "title = \"Another\"\nurl = \"https://example.org\"\n",
            "title = \"Another\"\nlanguage = \"de\"\n[markdown]\nsmart_punctuation = false\n",
            "sources = \"index.md\"\n[front_matter]\nunknown = \"warn\"\n",
            "[[nav]]\npage = \"section-0\"\n",
            "ignore = [\"new-1*\"]\n",
            "titel = \"x\"\n[markdown]\nraw_html = \"escape\"\n",
            "theme = \"mine\"\n",
            "[theme]\nname = \"mine\"\nlabels = 3\n",
        ];
        let text = *self.numbers.pick(&texts);
        self.project.write("site.toml", text);
    }

    fn change_the_theme(&mut self) {
        let templates = [
            "{{ page.title }} {{ page.content | safe }}",
            "{{ site.title }}: {{ page.content | safe }} {{ asset(name=\"style.css\") }}",
            "{{ page.titel }}",
            "{{ page.title ",
        ];
        let text = *self.numbers.pick(&templates);
        let template = *self.numbers.pick(&["page.html", "section.html"]);
        self.project.write(&format!("themes/mine/templates/{template}"), text);
        let style = format!("p {{ margin: {}px }}", self.numbers.below(3));
        self.project.write("themes/mine/assets/style.css", style);
    }

    fn change_a_file(&mut self) {
        let name =
            *self.numbers.pick(&["content/hand.svg", "static/CNAME", "static/more.txt", "content/a.html"]);
        if self.numbers.below(3) == 0 && name != "content/hand.svg" {
            let _ = fs::remove_file(self.project.path(name));
        } else {
            self.project.write(name, format!("{}", self.numbers.below(5)));
        }
    }

    fn touch(&mut self) {
        let page = self.page();
        fs::write(&page, fs::read(&page).expect("a page")).expect("a page");
    }

    /// Does one thing, and says what it was.
    fn work(&mut self) -> &'static str {
        match self.numbers.below(20) {
            0..=3 => (self.change_a_letter(), "a letter").1,
            4 => (self.append("\nMore words.\n"), "more words").1,
            5 => (self.append("\n## Part of it\n\n<p id=\"here\">x</p>\n"), "a heading").1,
            6 => (self.append("\n[a](page-3.md) [b](#here) [c][d] e[^f]\n"), "links").1,
            7 => (self.append("\u{FFFD}\u{0}"), "odd characters").1,
            8 => (self.replace("title: ", "title: The "), "a title").1,
            9 => (self.replace("---\n\n", "draft: true\n---\n\n"), "a draft").1,
            10 => (self.replace("draft: true\n", ""), "no draft").1,
            11 => (self.add("kind: tip\nextra: {effort: small}\n"), "a new page").1,
            12 => (self.add("draft: true\nsources: [part]\n"), "a new draft").1,
            13 => (self.rename(), "another name").1,
            14 => (self.remove(), "a page less").1,
            15 => (self.move_a_folder(), "a moved folder").1,
            16 => (self.configure(), "other settings").1,
            17 => (self.change_the_theme(), "another theme").1,
            18 => (self.change_a_file(), "another file").1,
            _ => (self.touch(), "the same again").1,
        }
    }
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
    // A file that is clearly newer, so that the stamps of the others are trusted; one from the future, that nothing
    // may be trusted for.
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
