//! `llms.txt`, read in the format of llmstxt.org, and the Markdown pages that it links to.

use std::collections::BTreeMap;

use handout::paths;

use crate::harness::Project;
use crate::harness::dom::{Document, Element};
use crate::sample;

/// Returns text with single spaces.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_list_has_a_title_a_summary_and_links_to_every_page() {
    let site = sample::built("");
    let list = String::from_utf8(site["llms.txt"].clone()).expect("text");
    let mut lines = list.lines();
    assert_eq!(lines.next(), Some("# Gentle hands"));
    assert!(lines.nth(1).is_some_and(|line| line.starts_with("> How gentle breast massage")), "{list}");
    let sections: Vec<&str> = list.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(
        sections,
        ["Contents", "Technique", "What massage may do", "Tips for your milk supply", "Sheets to fill in"]
    );
    let leads: Vec<&str> = list
        .lines()
        .filter_map(|line| {
            line.strip_prefix("- [")?.split_once("](")?.1.split_once(')').map(|(href, _)| href)
        })
        .collect();
    let pages: Vec<&String> = site.keys().filter(|name| name.ends_with(".md")).collect();
    assert!(pages.len() > 20, "{pages:?}");
    assert_eq!(leads.len(), pages.len(), "{list}");
    for page in pages {
        assert!(leads.contains(&page.as_str()), "{page} is not listed");
    }
}

#[test]
fn with_an_address_the_list_is_absolute() {
    for base in ["https://example.org", "https://example.org/a/b"] {
        let project = Project::with([
            ("content/index.md", "# Home\n"),
            ("content/part/a b.md", "# A [b](c) > d\n\nWhat *it* says.\n"),
            ("site.toml", &format!("title = \"A * guide\"\nurl = \"{base}\"\n")),
        ]);
        project.write("content/part/a b.md", "# A \\[b\\](c) \\> d\n\nWhat *it* says.\n");
        project.build();
        let list = project.built("llms.txt");
        assert!(list.starts_with("# A \\* guide\n"), "{list}");
        let wanted = format!("- [A \\[b\\](c) > d]({base}/part/a%20b.md): What it says.\n");
        assert!(list.contains(&wanted.replace("\\](c)", "\\]\\(c)")), "{list}");
    }
}

#[test]
fn a_guide_can_do_without() {
    let project =
        Project::with([("content/index.md", "# Home\n"), ("site.toml", "[web]\nmarkdown = false\n")]);
    project.build();
    let site = project.site();
    assert!(!site.contains_key("llms.txt") && !site.contains_key("index.md"), "{:?}", site.keys());
    assert!(!project.built("index.html").contains("text/markdown"));
}

/// Returns the text of a page with its list of sources, as a copy has it, in place of the popovers of the sources.
fn with_its_sources(page: &Document, text: &str) -> String {
    let is_of = |it: &&Element, class: &str| it.attribute("class") == Some(class);
    let previews = page.named("div").filter(|it| is_of(it, "source-preview"));
    let sources = previews.map(|it| words(&it.text)).collect::<Vec<_>>().join(" ");
    let without = text.strip_suffix(&sources).expect("the popovers are at the end").trim_end();
    let has_list = page.named("section").any(|it| is_of(&it, "cited-sources"));
    if has_list { format!("{without} Sources {sources}") } else { without.to_owned() }
}

/// Compares the sample guide with a guide whose pages are its Markdown pages. In the latter, Handout checks every link,
/// anchor and image.
#[test]
fn a_guide_of_the_markdown_pages_of_the_sample_guide_says_the_same() {
    let site = sample::built("");
    let project = Project::new();
    project.write("site.toml", "title = \"Gentle hands\"\nlanguage = \"en-GB\"\n");
    for (name, bytes) in &site {
        if (name.ends_with(".md") || name.ends_with(".svg")) && !name.starts_with("assets/") {
            project.write(&format!("content/{name}"), bytes);
        }
    }
    let run = project.run(&["build", "--strict"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let again = project.site();
    let page = |site: &BTreeMap<String, Vec<u8>>, name: &str| {
        Document::parse(&String::from_utf8(site[name].clone()).expect("text"))
    };
    let mut compared = 0;
    for file in site.keys().filter(|name| name.ends_with(".md")) {
        let name = paths::file_name(file).replace(".md", ".html");
        let name = format!("{}/{name}", paths::folder(file)).trim_start_matches('/').to_owned();
        let (first, second) = (page(&site, &name), page(&again, &name));
        let of = |page: &Document, element: &str| {
            page.named(element).map(|it| words(&it.text)).collect::<Vec<_>>()
        };
        assert_eq!(of(&first, "h1"), of(&second, "h1"), "{name}");
        assert_eq!(of(&first, "td"), of(&second, "td"), "{name}");
        assert_eq!(of(&first, "figcaption"), of(&second, "figcaption"), "{name}");
        let prose = |page: &Document| {
            let is_prose = |it: &&Element| it.attribute("class") == Some("prose");
            let text = page.named("div").find(is_prose).map(|it| words(&it.text)).unwrap_or_default();
            let text = with_its_sources(page, &text);
            // In a copy, a box with a title of its own has the name of its kind too, and a source does not lead back.
            let is_left_out =
                |word: &&str| ["Note", "Tip", "Important", "Warning", "Caution", "↩"].contains(word);
            text.split(' ').filter(|word| !is_left_out(word)).collect::<Vec<_>>().join(" ")
        };
        let (first, second) = (prose(&first), prose(&second));
        if !name.ends_with("index.html") {
            assert!(second.ends_with(&first) && !first.is_empty(), "{name}\n{first}\n{second}");
            compared += 1;
        }
    }
    assert!(compared > 15, "{compared}");
}
