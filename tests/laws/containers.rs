//! Each kind of block in each kind of container: it keeps its id and its anchor, and is found by the search and in the
//! contents.

use std::fmt::Write as _;

use crate::harness::Project;
use crate::harness::dom::Document;

/// Containers by name: the prefix of their first line, and of every other one.
const CONTAINERS: [(&str, &str, &str); 11] = [
    ("quote", "> ", "> "),
    ("alert", "> [!NOTE]\n> ", "> "),
    ("item", "- ", "  "),
    ("second item", "- one\n- ", "  "),
    ("numbered item", "1. ", "   "),
    ("task", "- [ ] do\n\n  ", "  "),
    ("definition", "Term\n: ", "  "),
    ("element", "<div>\n\n", ""),
    ("details", "<details><summary>More</summary>\n\n", ""),
    ("card", ":::::card[Label]\n", ""),
    ("directive in an item", "- :::::tip\n  ", "  "),
];

/// Blocks, each with a unique word, below a heading.
const BLOCKS: [(&str, &str); 14] = [
    ("paragraph", "WORD"),
    ("list", "- WORD"),
    ("code", "```\nWORD\n```"),
    ("table", "| a |\n|---|\n| WORD |"),
    ("quote", "> WORD"),
    ("alert", "> [!TIP]\n> WORD"),
    ("definition", "Term\n: WORD"),
    ("figure", "![WORD](hand.svg \"Caption\")"),
    ("caption", "Table: WORD {#tbl-WORD}\n\n| a |\n|---|\n| b |"),
    ("numbered figure", "![hand](hand.svg \"WORD\"){#fig-WORD}"),
    ("html", "<section>WORD</section>"),
    ("directive", ":::note\nWORD\n:::"),
    ("label", ":::question[WORD]\nText.\n:::"),
    ("log", "::log{columns=\"WORD, b\"}"),
];

fn contained(block: &str, first: &str, rest: &str) -> String {
    let mut out = String::new();
    for (at, line) in block.lines().enumerate() {
        let prefix = if at == 0 { first } else { rest };
        let _ = writeln!(out, "{}", format!("{prefix}{line}").trim_end());
    }
    let closed = [
        ("<div>", "\n</div>\n"),
        ("<details>", "\n</details>\n"),
        (":::::", "\n:::::\n"),
        ("- :::::", "\n  :::::\n"),
    ];
    out + closed.iter().find(|(open, _)| first.starts_with(open)).map_or("", |(_, close)| close)
}

#[test]
fn each_block_keeps_its_id_and_is_found_in_each_container() {
    let project = Project::with([
        ("site.toml", "title = \"Guide\"\n"),
        ("content/hand.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>"),
    ]);
    let mut links = String::from("# Home\n\n");
    let mut pages = Vec::new();
    for (container, first, rest) in CONTAINERS {
        for (block, text) in BLOCKS {
            let number = pages.len();
            let text = format!("## Head {number}\n\n{}", text.replace("WORD", &format!("word{number}")));
            let contained = contained(&text, first, rest);
            let page = format!("# Page {number}\n\n{contained}\n## Next\n\nText.\n\n## Last\n\nText.\n");
            project.write(&format!("content/page-{number}.md"), &page);
            let _ = writeln!(links, "- [to {number}](page-{number}.md#head-{number})");
            pages.push((format!("{block} in {container}"), page));
        }
    }
    project.write("content/index.md", links);
    // A link to a missing anchor is an error.
    project.build();
    let search = std::fs::read_dir(project.path("public/search/en")).expect("a search");
    let texts: String =
        search.map(|entry| std::fs::read_to_string(entry.expect("a file").path()).expect("text")).collect();
    for (number, (what, page)) in pages.iter().enumerate() {
        let html = project.built(&format!("page-{number}.html"));
        let document = Document::parse(&html);
        let id = format!("head-{number}");
        assert_eq!(document.values("id").filter(|it| **it == *id).count(), 1, "{what}:\n{page}\n{html}");
        let contents = document
            .elements
            .iter()
            .filter(|it| it.name == "nav" && it.text.contains(&format!("Head {number}")));
        assert!(contents.count() > 0, "no entry in the contents of {what}:\n{page}\n{html}");
        assert!(texts.contains(&format!("word{number}")), "not in the search: {what}:\n{page}");
    }
}
