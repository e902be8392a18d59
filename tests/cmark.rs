//! Real pages, read with the extensions of GFM alone: they say what they say to the reference implementation. Runs where
//! `CMARK_GFM` names that program and `MARKDOWN_PAGES` a folder of Markdown files, as in `.ci/run`.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use handout::config::Markdown;
use markup5ever_rcdom::{Handle, NodeData};
use walkdir::WalkDir;

use crate::commonmark::written_in;
use crate::harness::dom::parsed;

/// Elements of Markdown. Those of the author's HTML beside them are closed by rules of Handout's own.
const ELEMENTS: [&str; 17] = [
    "a",
    "blockquote",
    "code",
    "del",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "img",
    "li",
    "pre",
    "strong",
    "table",
    "td",
];

/// What a page says: its letters, and how many elements of each kind it has.
#[derive(Debug, Default, PartialEq)]
struct Content {
    letters: String,
    elements: BTreeMap<&'static str, usize>,
}

fn content(html: &str) -> Content {
    let mut content = Content::default();
    add(&parsed(html), &mut content);
    content
}

fn add(node: &Handle, content: &mut Content) {
    match &node.data {
        NodeData::Text { contents } => {
            content.letters.extend(contents.borrow().chars().filter(|c| !c.is_whitespace()));
        }
        NodeData::Element { name, .. } => {
            // Their texts reach no reader. Of GFM, only ours shows the title of a code block.
            if ["script", "style", "title", "figcaption"].contains(&&*name.local) {
                return;
            }
            if let Some(known) = ELEMENTS.iter().find(|known| **known == &*name.local) {
                *content.elements.entry(known).or_default() += 1;
            }
        }
        _ => {}
    }
    for child in node.children.borrow().iter() {
        add(child, content);
    }
}

fn reference(program: &OsStr, markdown: &str) -> String {
    let extensions = ["table", "strikethrough", "autolink", "tasklist"];
    let mut process = Command::new(program)
        .args(["--unsafe", "-t", "html"])
        .args(extensions.iter().flat_map(|name| ["-e", name]))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("CMARK_GFM names a program");
    let mut input = process.stdin.take().expect("it is piped");
    let markdown = markdown.to_owned();
    let writer = std::thread::spawn(move || input.write_all(markdown.as_bytes()));
    let output = process.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it reads its input");
    String::from_utf8(output.stdout).expect("it writes UTF-8")
}

/// Returns a page without front matter and without carriage returns; none if it is not text.
fn page(path: &Path) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?.replace("\r\n", "\n");
    let text = text.trim_start_matches('\u{feff}');
    let body = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    Some(body.map_or(text, |(_, body)| body).to_owned())
}

#[test]
fn real_pages_say_what_they_say_to_the_reference_implementation() {
    let (Some(program), Some(folder)) = (env::var_os("CMARK_GFM"), env::var_os("MARKDOWN_PAGES")) else {
        return;
    };
    let options = Markdown {
        tables: true,
        task_lists: true,
        strikethrough: true,
        autolinks: true,
        ..Markdown::commonmark()
    };
    let (mut pages, mut different) = (0, 0);
    let mut report = String::new();
    let files = WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    for file in files.filter(|file| file.path().extension().is_some_and(|extension| extension == "md")) {
        let Some(markdown) = page(file.path()) else { continue };
        let (ours, theirs) =
            (content(&written_in("en", &markdown, &options)), content(&reference(&program, &markdown)));
        pages += 1;
        if ours != theirs {
            different += 1;
            let _ = writeln!(report, "{}: {}", file.path().display(), difference(&ours, &theirs));
        }
    }
    println!("{report}{different} of {pages} pages differ");
    assert!(pages > 0, "there are pages");
    assert!(different * 200 <= pages, "{different} of {pages} pages differ:\n{report}");
}

/// Returns the first place where two pages differ.
fn difference(ours: &Content, theirs: &Content) -> String {
    if ours.letters == theirs.letters {
        let counts = |name: &&&str| (ours.elements.get(**name), theirs.elements.get(**name));
        let name = ELEMENTS.iter().find(|name| counts(name).0 != counts(name).1).expect("something differs");
        return format!("{name}: {:?}", counts(&name));
    }
    let same = ours.letters.chars().zip(theirs.letters.chars()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(20)).take(60).collect::<String>();
    format!("{:?} and {:?}", around(&ours.letters), around(&theirs.letters))
}
