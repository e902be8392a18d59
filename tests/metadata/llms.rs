//! `llms.txt`, read as the form of llmstxt.org has it, and the Markdown pages that it leads to.

use std::collections::BTreeMap;

use handout::paths;

use crate::harness::Project;
use crate::harness::dom::Document;
use crate::sample;

/// Text with its white space made single.
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
    assert_eq!(sections, ["Contents", "Technique", "What massage may do", "Tips for your milk supply"]);
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

/// The sample guide, and a guide whose pages are its Markdown pages: there, Handout checks every link, anchor and picture.
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
            let is_prose = |it: &&crate::harness::dom::Element| it.attribute("class") == Some("prose");
            page.named("div").find(is_prose).map(|it| words(&it.text)).unwrap_or_default()
        };
        let (first, second) = (prose(&first), prose(&second));
        if !name.ends_with("index.html") {
            assert!(second.ends_with(&first) && !first.is_empty(), "{name}\n{first}\n{second}");
            compared += 1;
        }
    }
    assert!(compared > 15, "{compared}");
}
