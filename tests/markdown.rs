//! Markdown as people write it: what an extension must not read into a page whose author did not ask for it. Texts are
//! read by Handout's own parser with its defaults, and compared as HTML.

use handout::config::Markdown;

use crate::commonmark::written_in;
use crate::harness::memory::Guide;

fn article(text: &str) -> String {
    written_in("en", text, &Markdown::default())
}

#[test]
fn a_footnote_is_found_by_its_label_in_any_case() {
    let html = article(
        "Milk.[^Morton] Pain.[^ahn] Shape.[^Rin  Ker]\n\n[^morton]: M.\n[^AHN]: A.\n[^rin ker]: R.\n",
    );
    for (number, note) in [(1, "M."), (2, "A."), (3, "R.")] {
        assert!(html.contains(&format!("<a href=\"#fn--{number}\"")), "{html}");
        assert!(html.contains(&format!("<li id=\"fn--{number}\"><p>{note}")), "{html}");
    }
}

#[test]
fn a_definition_needs_white_space_after_its_colon() {
    for text in [
        "Well done\n:tada: you did it\n",
        "Use the role\n:ref:`x` to link\n",
        "Example `foo\n: bar` end\n",
        "Open from 9\n:30 to 10\n",
        "> quoted\n> :x:\n",
        "- item\n  :x:\n",
    ] {
        let html = article(text);
        assert!(!html.contains("<dl>"), "{html}");
        assert_eq!(html.matches(':').count(), text.matches(':').count(), "{html}");
    }
    assert!(article("Term\n: Definition\n").contains("<dl>"));
    assert!(article("Term `a` b\n\n: Definition `c`\n").contains("<dl>"));
}

#[test]
fn a_delimiter_row_that_begins_with_a_colon_is_of_a_table() {
    let html = article("a\n:-:\nb\n");
    assert!(html.contains("<table>") && html.contains("center") && !html.contains("<dl>"), "{html}");
    let html = article("Term\n: Meaning\n\na | b\n:-- | --:\nc | d\n");
    assert!(html.contains("left") && html.contains("right") && html.contains("<dl>"), "{html}");
}

#[test]
fn braces_that_are_no_attributes_are_words_of_a_heading() {
    for words in
        ["GET /users/{id}", "Object {&quot;a&quot;: 1}", "The set {a, b}", "Escaped {#lit}", "Both {#a b}"]
    {
        let source = words.replace("&quot;", "\"").replace("Escaped {", "Escaped \\{");
        let html = article(&format!("## {source}\n"));
        assert!(
            html.contains(words) || html.contains(&words.replacen("&quot;", "“", 1).replace("&quot;", "”")),
            "{words}: {html}"
        );
    }
    let html = article("## Fine {#ok .cls}\n\nSetext {.x}\n---\n");
    assert!(html.contains("id=\"ok\"") && !html.contains('{'), "{html}");
}

#[test]
fn a_bare_address_is_found_whole() {
    for address in [
        "https://example.org/_next_/a",
        "https://example.org/a*b*c",
        "https://example.org/__init__.py",
        "http://localhost:8000/~user/a~b",
        "https://example.org/a--b...c/it's",
        "www.example.org/x_y_z",
    ] {
        for text in [
            format!("See {address} here.\n"),
            format!("*See {address}* \"{address}\"\n"),
            format!("- {address}\n"),
        ] {
            let html = article(&text);
            assert!(html.contains(&format!(">{address}</a>")), "{text}: {html}");
        }
    }
    let html =
        article("`https://a.example/_b_` and [x_y_](https://a.example/_c_) and <https://a.example/_d_>\n");
    assert!(html.contains("<code>https://a.example/_b_</code>"), "{html}");
    assert!(
        html.contains("href=\"https://a.example/_c_\"") && html.contains("href=\"https://a.example/_d_\""),
        "{html}"
    );
}

#[test]
fn a_version_is_no_mail_address() {
    assert!(!article("Use actions/checkout@v4.1.1 and pkg@1.2.3.\n").contains("<a "));
    assert!(article("Write to a.b@c.example.\n").contains("href=\"mailto:a.b@c.example\""));
}

#[test]
fn code_keeps_what_is_replaced_while_reading() {
    let html = article("```text\n:::note\n# a {b}\n```\n\n    :x\n\n`a\n:b`\n\n<div>\n:c {d}\n</div>\n");
    for words in [":::note\n# a {b}", ":x", "a :b", ":c {d}"] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[test]
fn quotation_marks_are_those_of_the_page() {
    let german = written_in("de", "\"Hallo\" sagt *'er'* und **\"sie\"**.\n", &Markdown::default());
    assert_eq!(german.trim(), "<p>„Hallo“ sagt <em>‚er‘</em> und <strong>„sie“</strong>.</p>");
    let english =
        article("A 6\" nail, \"12\" pizza\", \\\"straight\\\" and &quot;as typed&quot;, `\"code\"`\n");
    assert_eq!(
        english.trim(),
        "<p>A 6” nail, “12” pizza”, &quot;straight&quot; and &quot;as typed&quot;, <code>&quot;code&quot;</code></p>"
    );
}

#[test]
fn a_title_keeps_the_code_links_and_notes_of_its_heading() {
    let text = "# Use `cargo` with [links](b.md) & a note[^1]\n\ntext\n\n[^1]: The note.\n";
    let guide =
        Guide::new([("content/index.md", "# Home\n"), ("content/a.md", text), ("content/b.md", "# B\n")]);
    let heading = "Use <code>cargo</code> with <a href=\"b.html\">links</a> &amp; a note<sup class=\"footnote-ref\" \
                   id=\"fnref--1\"><a href=\"#fn--1\" role=\"doc-noteref\">1</a></sup>";
    let html = guide.output("a.html");
    assert!(html.contains(&format!("<h1>{heading}</h1>")), "{html}");
    assert!(html.contains("<title>Use cargo with links &amp; a note ·"), "{html}");
    let copy = guide.output("a.md");
    assert!(copy.starts_with("# Use `cargo` with [links](b.md) & a note[^1]\n"), "{copy}");
    let print = guide.output("print.html");
    assert!(print.contains("Use <code>cargo</code> with <a href=\"#b\""), "{print}");
}

#[test]
fn a_title_without_a_heading_is_text() {
    let guide = Guide::new([("content/index.md", "---\ntitle: A <b> & `c`\n---\n")]);
    assert!(guide.output("index.html").contains("<h1>A &lt;b&gt; &amp; `c`</h1>"));
}

#[test]
fn a_page_in_hebrew_runs_from_right_to_left() {
    let files = [
        ("content/index.md", "# Home\n"),
        ("content/he.md", "---\ntitle: עברית\nlanguage: he\n---\n\nשלום\n"),
    ];
    let guide = Guide::new(files);
    assert!(guide.output("he.html").contains("<html lang=\"he\" dir=\"rtl\""));
    assert!(!guide.output("index.html").contains("dir="));
    assert!(guide.output("print.html").contains("lang=\"he\" dir=\"rtl\""));
}
