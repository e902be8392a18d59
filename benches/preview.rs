//! The speed of the preview: from start to the first page, from a save to the event that reloads a page, a page
//! rendered on demand, and its memory. `cargo bench --bench preview` measures 20 and 10,000 pages; medians, on
//! loopback.

// Shared with the other benchmark.
#[allow(dead_code, reason = "each benchmark uses a part of it")]
mod guide;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The number of edits of each kind.
const EDITS: usize = 15;

/// The page that is edited and requested.
const PAGE: &str = "section-0000/page-000001";

fn main() {
    println!(
        "| pages | first page | page on demand | prose | heading | title | template | style sheet | memory |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for pages in [20, 10_000] {
        measure(pages);
    }
}

fn measure(pages: usize) {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("preview-{pages}"));
    let _ = fs::remove_dir_all(&root);
    guide::generate(&root, pages).expect("a guide");
    let theme = root.join("themes/mine");
    fs::create_dir_all(theme.join("templates")).expect("a folder");
    fs::create_dir_all(theme.join("assets")).expect("a folder");
    let (template, sheet) = (theme.join("templates/base.html"), theme.join("assets/mine.css"));
    let own = "{% extends \"default/base.html\" %}{% block head %}\
               <link rel=\"stylesheet\" href=\"{{ asset(name=\"mine.css\") }}\">{% endblock %}\n";
    fs::write(&template, own).expect("a template");
    fs::write(&sheet, "h1 { margin: 1px }\n").expect("a sheet");
    let site = fs::read_to_string(root.join("site.toml")).expect("settings");
    fs::write(root.join("site.toml"), site + "theme = \"mine\"\n").expect("settings");

    let starts = (0..3).map(|_| Preview::start(&root).first_page).collect();
    let preview = Preview::start(&root);
    let demand = (0..EDITS).map(|number| {
        let page = number * 7 % pages;
        let started = Instant::now();
        preview.get(&format!("/section-{:04}/page-{page:06}.html", page / 100));
        started.elapsed()
    });
    let demand = median(demand.collect());
    // Wait until the updates after the start are over.
    thread::sleep(Duration::from_secs(3));
    let page = root.join("content").join(format!("{PAGE}.md"));
    let prose = preview.edits(&page, |text, number| format!("{text}\nEdit {number}.\n"));
    let heading = preview.edits(&page, |text, number| format!("{text}\n## Heading {number}\n"));
    let title =
        preview.edits(&page, |text, number| text.replacen("title: ", &format!("title: {number} "), 1));
    let template =
        preview.edits(&template, |text, number| text.replace("<link", &format!("<!-- {number} --><link")));
    let sheet = preview.edits(&sheet, |_, number| format!("h1 {{ margin: {}px }}\n", number + 2));
    println!(
        "| {pages} | {} ms | {:.1} ms | {} ms | {} ms | {} ms | {} ms | {} ms | {} MB |",
        median(starts).as_millis(),
        demand.as_secs_f64() * 1000.0,
        prose.as_millis(),
        heading.as_millis(),
        title.as_millis(),
        template.as_millis(),
        sheet.as_millis(),
        preview.memory() / 1024
    );
    drop(preview);
    let _ = fs::remove_dir_all(&root);
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// A running preview.
struct Preview {
    child: Child,
    address: String,
    first_page: Duration,
}

impl Preview {
    fn start(root: &Path) -> Preview {
        let started = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_handout"))
            .args(["serve", "--port", "0", "--root"])
            .arg(root)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let address =
            line.split("http://").nth(1).expect("an address").trim().trim_end_matches('/').to_owned();
        let mut preview = Preview { child, address, first_page: Duration::ZERO };
        preview.get(&format!("/{PAGE}.html"));
        preview.first_page = started.elapsed();
        preview
    }

    fn request(&self, target: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("it reads");
        stream
    }

    fn get(&self, target: &str) -> String {
        let mut answer = String::new();
        self.request(target).read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{target}: {answer}");
        answer
    }

    /// Saves a file repeatedly; returns the median time from a save to its event.
    fn edits(&self, file: &PathBuf, change: impl Fn(&str, usize) -> String) -> Duration {
        let page = self.get(&format!("/{PAGE}.html"));
        let token = page.split("data-token=\"").nth(1).expect("a token").split('"').next().expect("a token");
        let stream = self.request(&format!("/.handout/events?token={token}&page={PAGE}.html"));
        let mut events = BufReader::new(stream).lines().map(|line| line.expect("a line"));
        let mut event = || events.find(|line| line.starts_with("data:")).expect("an event");
        event();
        let text = fs::read_to_string(file).expect("a file");
        let times = (0..EDITS).map(|number| {
            let new = change(&text, number);
            let started = Instant::now();
            fs::write(file, new).expect("an edit");
            event();
            let took = started.elapsed();
            // An author does not save faster than this.
            thread::sleep(Duration::from_millis(700));
            took
        });
        let median = median(times.collect());
        fs::write(file, text).expect("an edit");
        event();
        thread::sleep(Duration::from_millis(700));
        median
    }

    /// Returns the highest resident memory, in KiB (Linux).
    fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        line.trim().trim_end_matches("kB").trim().parse().unwrap_or_default()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
