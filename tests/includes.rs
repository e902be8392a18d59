//! Includes: `::include{file="…"}`, where files and what is in them are found, and the messages about them.

use insta::assert_snapshot;

use crate::harness::dom::Document;
use crate::harness::memory::Guide;
use crate::harness::preview::Preview;
use crate::harness::{Project, indented};

const DOT: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>";

fn guide<'a>(files: &[(&'a str, &'a str)]) -> Guide {
    let shared = [("content/a/ward.md", "# Ward\n"), ("content/_parts/dot.svg", DOT)];
    Guide::bare(shared.into_iter().chain(files.iter().copied()))
}

/// Returns the content of the first page as HTML.
fn shown(files: &[(&str, &str)]) -> String {
    let guide = guide(files);
    assert_eq!(guide.messages(), "");
    let html = guide.output("index.html");
    html.split("<main>").nth(1).and_then(|rest| rest.split("</main>").next()).expect("a page").to_owned()
}

fn messages(files: &[(&str, &str)]) -> String {
    guide(files).messages()
}

/// Containers: what is before the text, the beginning of each other line of it, and what is after.
const CONTAINERS: [[&str; 3]; 10] = [
    ["", "", ""],
    ["para\n\n", "", "\n\npara"],
    ["- ", "  ", "\n- next"],
    ["1. one\n2. ", "   ", ""],
    ["> ", "> ", ""],
    ["> - ", ">   ", ""],
    ["- > ", "  > ", ""],
    [":::tip\n", "", "\n:::"],
    ["- :::card[A]\n  ", "  ", "\n  :::"],
    ["a[^n]\n\n[^n]: ", "    ", ""],
];

/// What a file may hold.
const FILES: [&str; 9] = [
    "One line.\n",
    "Two\nlines, *and*\n",
    "para\n\npara\n",
    "- a\n- b\n\n  c\n",
    "> quote\n",
    "```\ncode\n\n  code\n```\n",
    "| a |\n|---|\n| b |\n",
    ":::note\nin\n:::\n",
    "text\n\n    indented code\n\ntext\n",
];

#[test]
fn an_included_text_is_as_if_it_were_written_there() {
    for [before, prefix, after] in CONTAINERS {
        for file in FILES {
            let there = format!("# Home\n\n{}{after}\n", indented(file, before, prefix));
            let included = format!("# Home\n\n{before}::include{{file=\"_parts/x.md\"}}{after}\n");
            let wanted = shown(&[("content/index.md", &there)]);
            let seen = shown(&[("content/index.md", &included), ("content/_parts/x.md", file)]);
            assert_eq!(seen.replace('\n', ""), wanted.replace('\n', ""), "{included}\n---\n{file}");
        }
    }
}

#[test]
fn an_include_stands_between_paragraphs_and_keeps_a_list_tight() {
    let part = ("content/_parts/x.md", "---\ntitle: Not shown\n---\nb\n");
    let html = shown(&[("content/index.md", "# Home\n\na\n::include{file=_parts/x.md}\nc\n"), part]);
    assert!(html.contains("<p>a</p>\n<p>b</p>\n<p>c</p>"), "{html}");
    let html = shown(&[("content/index.md", "# Home\n\n- a\n- ::include{file=_parts/x.md}\n- c\n"), part]);
    assert_eq!(html.matches("<p>").count(), 0, "{html}");
}

#[test]
fn what_a_file_links_to_is_found_from_its_own_folder() {
    let text = "[Ward](../a/ward.md), ![dot](dot.svg), <img src=\"dot.svg\" alt=\"dot\">, [web](https://a.example), \
                [below](#there)\n\n## There\n\n::include{file=\"deep/y.md\"}\n";
    let html = shown(&[
        ("content/index.md", "---\ntitle: Home\n---\n::include{file=\"_parts/x.md\"}\n"),
        ("content/_parts/x.md", text),
        ("content/_parts/deep/y.md", "[Deep](../../a/ward.md#top) and ![deep](../dot.svg)\n\n## Top\n"),
        ("content/a/ward.md", "# Ward\n\n## Top\n"),
    ]);
    for wanted in [
        "href=\"a/ward.html\"",
        "<img src=\"_parts/dot.svg\" alt=\"dot\"",
        "href=\"https://a.example\"",
        "href=\"#there\"",
        "href=\"a/ward.html#top\"",
        "<img src=\"_parts/dot.svg\" alt=\"deep\"",
    ] {
        assert!(html.contains(wanted), "{wanted}: {html}");
    }
    assert!(!html.contains("src=\"dot.svg\""), "{html}");
}

#[test]
fn a_region_and_lines_are_parts_of_a_file_and_code_is_code() {
    let code =
        "use x;\n\n// ANCHOR: main\n    fn main() {\n        let a = \"```\";\n    }\n// ANCHOR_END: main\n";
    let part = "Not this.\n\n<!-- --8<-- [start:phone] -->\nCall **1**\n<!-- --8<-- [end:phone] -->\n";
    let html = shown(&[
        (
            "content/index.md",
            "# Home\n\n::include{file=_parts/a.rs region=main}\n\n::include{file=\"_parts/p.md\" region=\"phone\"}\n\n\
             ::include{file=_parts/p.md lang=markdown lines=1}\n\n::include{file=_parts/a.rs lines=\"1-2\"}\n",
        ),
        ("content/_parts/a.rs", code),
        ("content/_parts/p.md", part),
    ]);
    let text = Document::parse(&html).elements[0].text.clone();
    assert!(text.contains("fn main() {\n    let a = \"```\";\n}"), "{text}");
    assert!(html.contains("<p>Call <strong>1</strong></p>"), "{html}");
    assert_eq!(text.matches("Not this.").count(), 1, "{text}");
    assert!(!text.contains("ANCHOR") && !text.contains("8<"), "{text}");
    assert_eq!(text.matches("use x;").count(), 1, "{text}");
}

#[test]
fn a_line_in_code_or_html_includes_nothing() {
    let text = "# Home\n\n```\n::include{file=\"_parts/x.md\"}\n```\n\n`::include{file=a}`\n\n\
                <!--\n::include{file=\"no.md\"}\n-->\n\na ::include{file=\"no.md\"}\n";
    let html = shown(&[("content/index.md", text), ("content/_parts/x.md", "Included\n")]);
    assert!(!html.contains("Included"), "{html}");
    assert_eq!(html.matches("::include").count(), 4, "{html}");
}

#[test]
fn a_folder_with_an_underscore_has_no_pages() {
    let guide = guide(&[("content/index.md", "# Home\n"), ("content/_parts/x.md", "# Part\n")]);
    assert!(!guide.addresses().iter().any(|url| url.contains("_parts/x")), "{:?}", guide.addresses());
    assert!(!guide.output("index.html").contains("Part"));
}

#[test]
fn a_page_can_be_included_in_another_one() {
    let html = shown(&[
        ("content/index.md", "# Home\n\n::include{file=\"a/b.md\" region=\"r\"}\n"),
        ("content/a/b.md", "# B\n\n<!-- ANCHOR: r -->\nShared {{ n }}\n<!-- ANCHOR_END: r -->\n"),
        ("site.toml", "[values]\nn = 7\n"),
    ]);
    assert!(html.contains("<p>Shared 7</p>"), "{html}");
}

#[test]
fn a_mistake_in_a_file_shows_both_places() {
    let files = [
        ("content/index.md", "# Home\n\n- ::include{file=\"_parts/x.md\"}\n"),
        ("content/other.md", "# Other\n\n::include{file=\"_parts/x.md\"}\n"),
        ("content/_parts/x.md", "Text\n[nowhere](nowhere.md) and {{ no }}\n\n:::tip\nopen\n"),
    ];
    let project = Project::with(files);
    assert_snapshot!(project.build_fails(), @r#"
    error: there is no page or file `_parts/nowhere.md`
     --> content/_parts/x.md:2:11
      |
    2 | [nowhere](nowhere.md) and {{ no }}
      |           ^^^^^^^^^^
      |
     ::: content/index.md:3:3
      |
    3 | - ::include{file="_parts/x.md"}
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ included here

    error: no value has the name `no`
     --> content/_parts/x.md:2:27
      |
    2 | [nowhere](nowhere.md) and {{ no }}
      |                           ^^^^^^^^
      |
     ::: content/index.md:3:3
      |
    3 | - ::include{file="_parts/x.md"}
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ included here
      |
      = help: define it under `[values]` in site.toml; to show the braces themselves, put a `\` before them

    error: `:::tip` is not closed
     --> content/_parts/x.md:4:1
      |
    4 | :::tip
      | ^^^^^^ the file ends first
      |
     ::: content/index.md:3:3
      |
    3 | - ::include{file="_parts/x.md"}
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ included here
      |
      = help: put a line `:::` after its text, with the same indentation

    3 errors, no warnings. Nothing was written.
    "#);
}

/// Lines that include files in wrong ways.
const WRONG: &str = "# Home\n\n::include\n\n::include{}\n\n::include{file=\"_parts/cal.md\"}\n\n::include{file=\"../../secret.md\"}\n\n\
                ::include{file=\"_parts/call.md\" region=\"phon\"}\n\n::include{file=\"_parts/call.md\" lines=\"9-3\"}\n\n\
                ::include{file=\"_parts/call.md\" lines=\"90-\"}\n\n::include{file=\"_parts/call.md\" from=\"3\"}\n\n\
                ::include[Label]{file=\"_parts/call.md\"}\n\n:::include{file=\"_parts/call.md\"}\n:::\n\n\
                ::include{file=\"_parts/round.md\"}\n\n::include{file=\"_parts/fence.md\"}\n";

#[test]
fn mistakes_in_includes_have_messages() {
    assert_snapshot!(messages(&[
        ("content/index.md", WRONG),
        ("content/_parts/call.md", "<!-- ANCHOR: phone -->\nCall\n<!-- ANCHOR_END: phone -->\n"),
        ("content/_parts/round.md", "::include{file=\"circle.md\"}\n"),
        ("content/_parts/circle.md", "text\n\n::include{file=\"round.md\"}\n"),
        ("content/_parts/fence.md", "```\nnot closed\n"),
    ]), @r#"
    error: `_parts/round.md` includes itself: `index.md` → `_parts/round.md` → `_parts/circle.md` → `_parts/round.md`
      --> content/_parts/circle.md:3:1
       |
     3 | ::include{file="round.md"}
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
      ::: content/index.md:24:1
       |
    24 | ::include{file="_parts/round.md"}
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ included here
       |
       = help: remove one of these includes, or include a region of the file

    error: `include` needs a file
     --> content/index.md:3:1
      |
    3 | ::include
      | ^^^^^^^^^
      |
      = help: write `::include{file="_parts/call.md"}`

    error: `include` needs a file
     --> content/index.md:5:1
      |
    5 | ::include{}
      | ^^^^^^^^^^^
      |
      = help: write `::include{file="_parts/call.md"}`

    error: there is no file `_parts/cal.md`
     --> content/index.md:7:1
      |
    7 | ::include{file="_parts/cal.md"}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `/_parts/call.md`?

    error: `../../secret.md` is outside of the content folder
     --> content/index.md:9:1
      |
    9 | ::include{file="../../secret.md"}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: move the file into the content folder, for example into a folder `_parts`, which holds no pages

    error: the file has no region `phon`
      --> content/index.md:11:1
       |
    11 | ::include{file="_parts/call.md" region="phon"}
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: did you mean `phone`?

    error: `lines` expects numbers of lines, found `9-3`
      --> content/index.md:13:1
       |
    13 | ::include{file="_parts/call.md" lines="9-3"}
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write `3-9`, `3-`, `-9` or `3`

    error: there is nothing to include
      --> content/index.md:15:1
       |
    15 | ::include{file="_parts/call.md" lines="90-"}
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: the file has 3 lines

    error: `include` has no attribute `from`
      --> content/index.md:17:33
       |
    17 | ::include{file="_parts/call.md" from="3"}
       |                                 ^^^^
       |
       = help: it has `#id`, `.class`, `file`, `region`, `lines`, `lang`

    error: `include` has no label
      --> content/index.md:19:11
       |
    19 | ::include[Label]{file="_parts/call.md"}
       |           ^^^^^
       |
       = help: remove it, or write it as text

    error: `include` holds nothing, so it has two colons
      --> content/index.md:21:4
       |
    21 | :::include{file="_parts/call.md"}
       |    ^^^^^^^
       |
       = help: write `::include`, and no `:::` after it

    error: `_parts/fence.md` ends inside of a block of code or HTML that it begins
      --> content/index.md:26:1
       |
    26 | ::include{file="_parts/fence.md"}
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: close the block in the file
    "#);
}

#[test]
fn files_that_multiply_are_stopped() {
    let mut files =
        vec![("content/index.md".to_owned(), "# Home\n\n::include{file=\"_parts/0.md\"}\n".to_owned())];
    for level in 0..12 {
        let next = format!("::include{{file=\"{}.md\"}}\n\n", level + 1).repeat(10);
        files.push((format!("content/_parts/{level}.md"), next));
    }
    files.push(("content/_parts/12.md".into(), "text\n".into()));
    let said = messages(&files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
    assert!(said.contains("more than 8 deep"), "{}", &said[..said.len().min(2000)]);
}

#[test]
fn the_preview_follows_an_included_file() {
    let project = Project::with([
        ("content/index.md", "# Home\n\n::include{file=\"_parts/x.md\"}\n"),
        ("content/_parts/x.md", "First\n"),
    ]);
    let mut preview = Preview::start(&project, &[]);
    preview.wait_text("/", "First");
    project.write("content/_parts/x.md", "Second\n\n::include{file=\"new.md\"}\n");
    preview.wait_said("there is no file `_parts/new.md`");
    project.write("content/_parts/new.md", "Third\n");
    preview.wait_text("/", "Third");
    preview.wait_text("/", "Second");
    preview.assert_well();
}
