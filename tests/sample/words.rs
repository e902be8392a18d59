//! What the repository's guide says: every claim has a source, every technique has its stop box, the numbers to call are
//! in one place, the text is easy to read, and the drawings need no words.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use handout::paths;

use super::{none, sample};
use crate::harness::dom::Document;
use crate::harness::{Project, tree};

/// The highest reading grade of a page, by each formula.
const MAX_GRADE: f64 = 6.0;

/// The page of all sources.
const LIST: &str = "sources.html";

/// Returns the files of the guide whose paths end like this.
fn files(ending: &str) -> BTreeMap<String, String> {
    let all = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"));
    let chosen = all.into_iter().filter(|(path, _)| path.ends_with(ending));
    chosen.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("text"))).collect()
}

/// Returns the text of each page, with the parts that it includes.
fn pages() -> BTreeMap<String, String> {
    let (parts, pages): (BTreeMap<_, _>, BTreeMap<_, _>) =
        files(".md").into_iter().partition(|(path, _)| path.starts_with("_parts/"));
    let with_parts = |(path, mut text): (String, String)| {
        for name in between(&text.clone(), "::include{file=\"", "\"}") {
            let part = paths::join(paths::folder(&path), name).expect("a path in the guide");
            text = text.replace(&format!("::include{{file=\"{name}\"}}"), &parts[&part]);
        }
        (path, text)
    };
    pages.into_iter().map(with_parts).collect()
}

/// Returns what is between two marks, each time that they occur.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start).skip(1).filter_map(|rest| rest.split_once(end)).map(|(inside, _)| inside).collect()
}

/// Returns the keys of the file of sources.
fn entries() -> BTreeSet<String> {
    let file = &files("sources.bib")["sources.bib"];
    let first = file.lines().filter(|line| line.starts_with('@'));
    first.flat_map(|line| between(line, "{", ",")).map(str::to_owned).collect()
}

/// Returns the keys of the sources that a page of the site cites.
fn cited(page: &Document) -> BTreeSet<&str> {
    let citations = page.named("a").filter(|it| it.attribute("role") == Some("doc-biblioref"));
    citations.filter_map(|it| it.attribute("href")?.strip_prefix("#source--")).collect()
}

/// Returns the keys of the list of sources on a page of the site.
fn listed(page: &Document) -> BTreeSet<&str> {
    page.values("id").filter_map(|id| id.strip_prefix("source--")).collect()
}

/// Returns the sentences of a page's prose: no headings, tables, images, notes or marks.
fn sentences(text: &str) -> Vec<String> {
    let body = text.split("\n---\n").skip(1).collect::<Vec<_>>().join("\n");
    let is_prose = |line: &&str| !line.starts_with(['|', '#', '!', ':', '[']) || line.starts_with(": ");
    let mut prose = String::new();
    for line in body.lines().map(str::trim).filter(is_prose) {
        let mut line = line.trim_start_matches(['>', '-', ':', ' ']).to_owned();
        for (start, end) in [("](", ")"), ("[@", "]"), ("{{", "}}"), ("<https", ">")] {
            for inside in between(&line.clone(), start, end) {
                line = line.replace(&format!("{start}{inside}{end}"), " ");
            }
        }
        prose.push_str(line.trim_start_matches(|c: char| c.is_ascii_digit()));
        prose.push_str(".\n");
    }
    let is_sentence = |text: &&str| text.chars().filter(|c| c.is_alphabetic()).count() > 2;
    prose.split(['.', '?', '!', ':', '\n']).filter(is_sentence).map(str::to_owned).collect()
}

#[test]
fn every_citation_is_of_a_source_and_every_source_is_cited() {
    let entries = entries();
    assert!(entries.len() >= 15, "{entries:?}");
    let pages = sample().shown().filter(|(name, _)| *name != LIST);
    let used: BTreeSet<&str> = pages.flat_map(|(_, page)| cited(page)).collect();
    assert!(entries.iter().eq(&used), "{entries:?}\n{used:?}");
    let list = &sample().pages[LIST];
    assert_eq!(cited(list), used, "each source has its words on the page of sources");
    assert!(entries.iter().all(|key| list.values("id").any(|id| id == key)), "{entries:?}");
}

#[test]
fn the_sources_of_a_page_are_those_that_its_text_cites() {
    let pages = sample().shown().filter(|(name, _)| !name.ends_with("print.html"));
    none(pages.filter_map(|(name, page)| {
        let (cited, listed) = (cited(page), listed(page));
        (cited != listed).then(|| format!("{name}: lists {listed:?} and cites {cited:?}"))
    }));
}

#[test]
fn what_the_studies_say_has_a_source_or_says_that_none_was_read() {
    let mut sections = 0;
    none(pages().into_iter().flat_map(|(path, text)| {
        let evidence = between(&text, "{#evidence}\n", "\n## ").into_iter().map(str::to_owned);
        let last = text.rsplit_once("{#evidence}\n").map(|(_, rest)| rest.to_owned());
        let last = last.filter(|rest| !rest.contains("\n## "));
        // A tip says it in a paragraph.
        let paragraphs = between(&text, "**What we know:**", "\n").into_iter().map(str::to_owned);
        let all: Vec<String> = evidence.chain(last).chain(paragraphs).collect();
        sections += all.len();
        let is_bare =
            |text: &String| !["[@", "not reviewed the studies"].iter().any(|part| text.contains(part));
        all.into_iter().filter(is_bare).map(move |text| format!("{path}: {text}")).collect::<Vec<_>>()
    }));
    assert!(sections >= 17, "{sections}");
}

#[test]
fn every_technique_has_the_stop_box_with_a_number_to_call() {
    let mut techniques = 0;
    none(pages().into_iter().filter(|(_, text)| text.contains("\nkind: technique\n")).filter_map(
        |(path, text)| {
            techniques += 1;
            let stop_box = between(&text, ":::caution[Stop and call]", ":::").concat();
            let says =
                ["Stop if it hurts.", "(tel:{{call.urgent}})", "{{ call.midwife }}", "stop-and-get-help.md"];
            says.iter().any(|part| !stop_box.contains(part)).then_some(path)
        },
    ));
    assert_eq!(techniques, 7);
}

#[test]
fn the_page_to_get_help_comes_first_and_its_old_addresses_lead_to_it() {
    let home = sample().pages.get("index.html").expect("a home page");
    let start = home.named("a").find(|link| link.text.contains("Start here")).expect("where to start");
    assert_eq!(start.attribute("href"), Some("stop-and-get-help.html"));
    for old in ["when-to-get-help.html", "warning-signs.html"] {
        let page = &sample().pages[old];
        assert!(page.values("href").any(|it| it == "stop-and-get-help.html"), "{old}");
    }
}

#[test]
fn the_numbers_to_call_are_in_the_settings_alone() {
    none(files(".md").into_iter().filter_map(|(path, text)| {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        let number = words.into_iter().find(|word| ["999", "111", "112", "911"].contains(word))?;
        Some(format!("{path}: {number}"))
    }));
}

#[test]
fn every_page_is_easy_to_read_by_two_formulas() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let settings = std::fs::read_to_string(root.join("site.toml")).expect("the guide has settings");
    assert!(
        settings.contains("\nreading_grade = 6\n"),
        "a build of the guide is strict about the first formula"
    );
    none(pages().into_iter().filter_map(|(path, text)| {
        let sentences = sentences(&text);
        let words: Vec<&str> = sentences.iter().flat_map(|it| it.split_whitespace()).collect();
        let letters = words.iter().map(|word| word.chars().filter(|c| c.is_alphanumeric()).count()).sum();
        if words.len() < 100 {
            return None;
        }
        // The Automated Readability Index (Smith and Senter, 1967).
        let [letters, words, sentences] = [letters, words.len(), sentences.len()]
            .map(|count: usize| f64::from(u32::try_from(count).expect("a short page")));
        let grade = 4.71 * letters / words + 0.5 * words / sentences - 21.43;
        (grade > MAX_GRADE).then(|| format!("{path}: grade {grade:.1}"))
    }));
}

#[test]
fn every_drawing_has_a_name_and_no_words_in_it() {
    let drawings = files(".svg");
    assert!(drawings.len() >= 11, "{:?}", drawings.keys());
    none(
        drawings
            .into_iter()
            .filter(|(_, svg)| svg.contains("<text") || !svg.contains("<title id="))
            .map(|(path, _)| path),
    );
}

#[test]
fn a_clinic_changes_the_numbers_in_one_place() {
    let project = Project::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (path, bytes) in tree(&root.join("content")) {
        project.write(&format!("content/{path}"), bytes);
    }
    let settings = std::fs::read_to_string(root.join("site.toml")).expect("the guide has settings");
    let settings = settings.replace("the number in your notes", "01632 960 123");
    project.write("site.toml", settings);
    project.build();
    for page in ["stop-and-get-help", "technique/areola", "sheets/numbers-card"] {
        assert!(project.built(&format!("{page}.html")).contains("01632 960 123"), "{page}");
    }
}
