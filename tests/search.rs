//! The search as readers get it: which files there are, and what they may and may not contain. How the browser searches
//! them is tested in `tests/browser/search.mjs`.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;
use handout::outputs::{self, Context, Made, Rendered};
use handout::snapshot::{Options, Snapshot};
use serde_json::Value;

use crate::harness::dom::Document;
use crate::harness::{Project, Run};

/// Returns the value that a file of the search passes to its function.
fn called(project: &Project, path: &str) -> Value {
    value(&project.built(path))
}

fn value(script: &str) -> Value {
    let (call, rest) = script.split_once(',').expect("a call");
    assert!(call.starts_with("handoutSearch(\""), "{call}");
    serde_json::from_str(rest.trim_end().strip_suffix(')').expect("the end of a call")).expect("JSON")
}

/// Returns the numbers in a list, as `search-engine.js` reads them.
fn numbers(text: &str, digits: &str) -> Vec<usize> {
    let half = digits.len() / 2;
    let (mut numbers, mut value, mut unit) = (Vec::new(), 0, 1);
    for c in text.chars() {
        let digit = digits.find(c).expect("a digit");
        value += digit % half * unit;
        unit *= half;
        if digit >= half {
            numbers.push(value);
            (value, unit) = (0, 1);
        }
    }
    numbers
}

/// Returns the addresses of the pages that have a word, the most relevant first. The guide is small: its words are in
/// one file.
fn found(project: &Project, language: &str, word: &str) -> Vec<String> {
    let words = called(project, &format!("search/{language}/words-0.js"));
    let [forms, lists] = [0, 1].map(|at| words[at].as_str().expect("text"));
    let forms: Vec<&str> = forms.split(' ').collect();
    let Some(form) = forms.chunks(2).find(|it| it[0] == word) else { return Vec::new() };
    let list = lists.split(' ').nth(form[1].parse().expect("a number")).expect("a list");
    let (mut page, mut pages) = (0, Vec::new());
    let index = called(project, &format!("search/{language}/index.js"));
    for number in numbers(list, index["digits"].as_str().expect("digits")) {
        page += number / 6;
        pages.push((std::cmp::Reverse(number % 6), page));
    }
    pages.sort_unstable();
    let addresses: Vec<String> = (0..10_000)
        .map(|group| format!("search/{language}/text-{group}.js"))
        .take_while(|path| project.path("public").join(path).is_file())
        .flat_map(|path| called(project, &path).as_array().expect("pages").clone())
        .map(|page| page[0].as_str().expect("an address").to_owned())
        .collect();
    pages.into_iter().map(|(_, page)| addresses[page].clone()).collect()
}

fn guide() -> Project {
    Project::with([
        ("site.toml", "title = \"Guide\"\n"),
        ("content/index.md", "# Home\n\nWelcome.\n"),
        (
            "content/warm.md",
            "---\ntags: [Comfort]\n---\n# Warm compress\n\nHold it.\n\n## When to stop\n\nStop if it burns.\n",
        ),
        ("content/oil.md", "# Oil\n\nWarm the oil. Massages need little.\n\nTerm\n: Its meaning.\n"),
        ("content/draft.md", "---\ndraft: true\n---\n# Secret\n"),
        ("content/left.md", "---\nsearch: false\n---\n# Unlisted\n"),
    ])
}

/// Returns the text of the A–Z page without its surroundings.
fn main_of(project: &Project, path: &str) -> String {
    let page = Document::parse(&project.built(path));
    page.named("main").next().expect("a main part").text.clone()
}

#[test]
fn a_word_leads_to_the_pages_that_have_it_titles_first() {
    let project = guide();
    project.build();
    assert_eq!(found(&project, "en", "warm"), ["warm.html", "oil.html"]);
    assert_eq!(found(&project, "en", "comfort"), ["warm.html"]);
    assert_eq!(found(&project, "en", "massages"), ["oil.html"]);
    assert_eq!(found(&project, "en", "cold"), Vec::<String>::new());
}

#[test]
fn a_result_can_lead_to_its_section() {
    let project = guide();
    project.build();
    let texts = called(&project, "search/en/text-0.js");
    let warm = texts.as_array().expect("pages").iter().find(|it| it[0] == "warm.html").expect("the page");
    assert_eq!(warm[1], "Warm compress");
    assert_eq!(
        warm[2],
        serde_json::json!([["", "", "Hold it."], ["#when-to-stop", "When to stop", "Stop if it burns."]])
    );
    assert!(project.built("warm.html").contains("id=\"when-to-stop\""));
}

#[test]
fn drafts_and_pages_that_are_left_out_are_nowhere() {
    let project = guide();
    project.build();
    for (path, bytes) in project.site() {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("secret"), "{path}");
        assert!(!path.starts_with("search/") || !text.contains("unlisted"), "{path}");
    }
    let main = main_of(&project, "a-z.html");
    assert!(!main.contains("Unlisted") && main.contains("Warm compress"), "{main}");
    assert_eq!(project.run(&["build", "--drafts"]).code, 0);
    assert_eq!(found(&project, "en", "secret"), ["draft.html"]);
}

#[test]
fn a_site_can_be_without_search_and_so_can_a_theme() {
    let project = guide();
    project.write("site.toml", "title = \"Guide\"\nsearch = false\n");
    project.build();
    let without = |project: &Project| {
        let none = project.site().keys().all(|path| !path.starts_with("search/") && path != "a-z.html");
        assert!(none && !project.built("index.html").contains("search.js"));
        assert!(!project.built("index.html").contains("<form"));
    };
    without(&project);
    project.write("site.toml", "title = \"Guide\"\ntheme = \"bare\"\n");
    project.write("themes/bare/theme.toml", "name = \"bare\"\nparent = \"none\"\n");
    for name in ["page.html", "section.html", "not-found.html"] {
        project.write(&format!("themes/bare/templates/{name}"), "<title>{{ page.title }}</title>");
    }
    let run: Run = project.run(&["build"]);
    if run.code == 0 {
        without(&project);
    }
}

#[test]
fn what_authors_write_never_ends_a_script_or_becomes_markup() {
    let project = Project::with([(
        "content/index.md",
        "---\ntitle: \"</script><script>alert(1)</script>\"\n---\n\nA\u{2028}B \\</script> `<!--` __proto__ constructor\n\n## <b onclick=alert(1)> \"quoted\\\" {#a}\n",
    )]);
    project.build();
    for (path, bytes) in project.site().iter().filter(|(path, _)| path.starts_with("search/")) {
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        assert!(!text.contains(['<', '\u{2028}']), "{path}: {text}");
        value(&text);
    }
    let page = Document::parse(&project.built("a-z.html"));
    assert!(page.named("script").all(|it| it.attribute("src").is_some()) && page.named("img").count() == 0);
    assert!(main_of(&project, "a-z.html").contains("</script><script>alert(1)</script>"));
    assert_eq!(found(&project, "en", "constructor"), ["index.html"]);
}

#[test]
fn each_language_has_an_index_and_a_page_searches_its_own() {
    let project = Project::with([
        ("site.toml", "title = \"Guide\"\nlanguage = \"en-GB\"\n"),
        ("content/index.md", "# Breasts\n"),
        ("content/de.md", "---\nlanguage: de\nreviewed: 2026-11-01\n---\n# Die Brüste\n\nDie Brust.\n"),
        ("content/ja.md", "---\nlanguage: ja\n---\n# 母乳育児\n"),
    ]);
    project.build();
    assert_eq!(found(&project, "en", "breasts"), ["index.html"]);
    assert_eq!(found(&project, "en", "bruste"), Vec::<String>::new());
    for form in ["bruste", "brust"] {
        assert_eq!(found(&project, "de", form), ["de.html"]);
    }
    assert_eq!(found(&project, "ja", "育児"), ["ja.html"]);
    let german = project.built("de.html");
    assert!(german.contains("<html lang=\"de\">") && german.contains("data-index=\"de\""));
    assert!(german.contains("1. November 2026"), "the day is in the page's language");
    let english = project.built("index.html");
    assert!(english.contains("<html lang=\"en-GB\">") && english.contains("data-index=\"en\""));
    let list = project.built("a-z.html");
    assert!(list.contains("<li lang=\"de\"><a href=\"de.html\">Die Brüste</a>"), "{list}");
}

#[test]
fn a_language_that_is_no_tag_is_told() {
    let project = Project::with([("content/index.md", "---\nlanguage: in German\n---\n# Home\n")]);
    let said = project.build_fails();
    assert!(said.contains("`language` expects a language tag such as `en`, found `in German`"), "{said}");
}

#[test]
fn the_a_to_z_page_lists_titles_headings_terms_and_tags() {
    let project = guide();
    project.build();
    let page = Document::parse(&project.built("a-z.html"));
    let links: BTreeMap<&str, &str> = page
        .named("a")
        .map(|link| (link.text.as_str(), link.attribute("href").unwrap_or_default()))
        .collect();
    for (words, href) in [
        ("Warm compress", "warm.html"),
        ("When to stop", "warm.html#when-to-stop"),
        ("Term", "oil.html"),
        ("Comfort", "warm.html"),
        ("W", "#letter--w"),
    ] {
        assert_eq!(links.get(words), Some(&href), "{words}");
    }
    let home = Document::parse(&project.built("index.html"));
    let form = home.named("form").next().expect("the form");
    assert_eq!(form.attribute("action"), Some("a-z.html"));
}

#[test]
fn a_term_inside_of_another_block_leads_to_its_section() {
    let project = guide();
    let text = "# Care\n\n## Words\n\n> Letdown\n> : The milk flows.\n\n<details>\n\nLatch\n: The mouth holds.\n\n</details>\n";
    project.write("content/care.md", text);
    project.build();
    let page = Document::parse(&project.built("a-z.html"));
    for words in ["Letdown", "Latch"] {
        let link = page.named("a").find(|link| link.text == words).expect("an entry");
        assert_eq!(link.attribute("href"), Some("care.html#words"), "{words}");
    }
}

#[test]
fn a_page_of_the_authors_does_not_take_the_address_of_the_list() {
    let project = guide();
    project.write("content/a-z.md", "# My own list\n");
    let said = project.build_fails();
    assert!(said.contains("`a-z.html`") && said.contains("content/a-z.md"), "{said}");
    project.write("site.toml", "search = false\n");
    project.build();
    assert!(project.built("a-z.html").contains("My own list</h1>"));
}

#[test]
fn a_large_guide_has_its_titles_in_parts() {
    let project = Project::with([("content/index.md", "# Home\n")]);
    for number in 0..1100 {
        project
            .write(&format!("content/p{number}.md"), format!("# Title {number:04}\n\n## Heading {number}\n"));
    }
    project.build();
    let whole = project.built("a-z.html");
    assert!(!whole.contains("Heading 7") && whole.contains("href=\"a-z/3.html\""));
    let parts = [1, 2, 3].map(|part| main_of(&project, &format!("a-z/{part}.html")));
    for number in 0..1100 {
        let title = format!("Title {number:04}");
        // The titles at the ends of a part are in the list of the parts too.
        let on = parts.iter().filter(|it| it.contains(&title)).count();
        assert!(on == 1 || on == 3, "{title} is on {on} parts");
    }
    let entries = |text: &String| text.matches("Title ").count();
    assert_eq!(parts.iter().map(entries).sum::<usize>(), 1100 + 3 * 5, "and the list of parts on each");
}

/// Returns every output of the search of a snapshot.
fn outputs(now: &Snapshot) -> BTreeMap<String, Vec<u8>> {
    let made = now.site.routes.iter().filter(|(url, _)| url.as_str().starts_with("search/"));
    made.map(|(url, output)| {
        match outputs::render(Context::new(now, &Made::default()), url, output).expect("a search") {
            Rendered::Made(bytes) => (url.to_string(), bytes),
            other => panic!("{other:?}"),
        }
    })
    .collect()
}

#[test]
fn an_edit_shows_in_the_search_as_if_all_was_read_again() {
    let project = guide();
    let options = Options { root: project.root().to_owned(), ..Options::default() };
    let before = Snapshot::take(&options, None).expect("a snapshot");
    let old = outputs(&before);
    project.write("content/oil.md", "# Oil\n\nLukewarm now.\n");
    let after = Snapshot::take(&options, Some(&before)).expect("a snapshot");
    assert!(std::sync::Arc::ptr_eq(&before.site, &after.site), "prose changes no name");
    let new = outputs(&after);
    assert_ne!(old, new);
    assert_eq!(new, outputs(&Snapshot::take(&options, None).expect("a snapshot")));
    project.build();
    for (path, bytes) in new {
        assert_eq!(project.site()[&path], bytes, "{path}");
    }
}

#[test]
fn the_number_of_threads_changes_no_byte_of_the_search() {
    let project = large(400);
    let sites = ["1", "8"].map(|threads| {
        let mut command: Command = project.command(&["build"]);
        assert_eq!(
            Run::of({
                command.env("RAYON_NUM_THREADS", threads);
                command
            })
            .code,
            0
        );
        project.site()
    });
    assert!(sites[0] == sites[1]);
}

/// Returns a guide with the word frequencies of a natural language: the word of rank n occurs about 1/n as often as the
/// first.
fn large(pages: usize) -> Project {
    let project = Project::with([("content/index.md", "# Home\n")]);
    let mut seed: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut next = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        #[expect(clippy::cast_precision_loss, reason = "a random number needs no more")]
        let part = (seed >> 11) as f64 / (1u64 << 53) as f64;
        part
    };
    let mut word = move || {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 20,000")]
        let mut rank = 20_000f64.powf(next()) as usize;
        let mut word = String::new();
        while rank > 0 || word.len() < 4 {
            word.push_str(["ba", "do", "ki", "lu", "me", "no", "ra", "si", "tu", "ve"][rank % 10]);
            rank /= 10;
        }
        word
    };
    for number in 0..pages {
        let mut text = format!("# {} {} {number}\n\n", word(), word());
        for _ in 0..5 {
            let (first, second) = (word(), word());
            text.extend(["\n## ", first.as_ref(), " ", second.as_ref(), "\n\n"]);
            (0..60).for_each(|_| text.extend([word().as_str(), " "]));
        }
        project.write(&format!("content/s{}/p{number}.md", number / 100), text);
    }
    project
}

fn squeezed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory").len()
}

#[test]
fn a_first_query_needs_little_of_a_large_guide() {
    let project = large(1500);
    project.build();
    let site = project.site();
    let largest = |kind: &str| {
        let sizes = site.iter().filter(|(path, _)| path.contains(kind)).map(|(_, bytes)| squeezed(bytes));
        sizes.max().expect("some")
    };
    // The directory, the files of what is being typed, and the texts of the first five pages: at most the largest of
    // each.
    let [index, words, text] = ["/index.js", "/words-", "/text-"].map(largest);
    let first = index + 3 * words + 5 * text;
    assert!(first < 60_000, "{index} + 3 × {words} + 5 × {text} = {first} bytes");
    let words = called(&project, "search/en/index.js")["words"].as_array().expect("a list").len();
    assert!(words > 5, "{words} files of words");
}
