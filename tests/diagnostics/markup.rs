//! Markup that Handout does not read: of other programs, or Markdown with a mistake in it.

use insta::assert_snapshot;

use super::{body, page};

/// Markup, and words of its message.
const MARKUP: &[(&str, &str)] = &[
    ("!!! note \"T\"\n    text\n", "an admonition of MkDocs"),
    ("??? tip\n    text\n", "an admonition of MkDocs"),
    ("=== \"Tab\"\n    text\n", "a tab of MkDocs"),
    ("/// note\ntext\n///\n", "a block of MkDocs"),
    ("text\n     :::tip\n", "a directive"),
    ("{{< figure src=\"a.png\" >}}\n", "a shortcode of Hugo"),
    ("{{% notice %}}\n", "a shortcode of Hugo"),
    ("{{#include a.rs}}\n", "a directive of mdBook"),
    ("{% include a.html %}\n", "a tag of Liquid"),
    ("Version {{ site.version | upper }}.\n", "a value of a template"),
    ("--8<-- \"a.md\"\n", "a snippet of MkDocs"),
    ("*[HTML]: Hyper\n", "an abbreviation"),
    ("[TOC]\n", "the mark of a table of contents"),
    ("See [[Warm hands]].\n", "a wiki link"),
    ("Text\n{: .lead}\n", "attributes of kramdown"),
    ("A [span]{.small =b} here\n", "attributes of Pandoc"),
    ("It helps [@morton2009].\n", "a citation of Pandoc"),
    ("import Tabs from '@theme/Tabs';\n", "JavaScript of MDX"),
    (".. note::\n", "a directive of reStructuredText"),
    ("See :ref:`x`.\n", "a role of Sphinx"),
    ("Well done :tada:\n", "the short code of an emoji"),
    ("This ==matters== most\n", "a highlight"),
    ("A claim^[its source] here\n", "a note in the text"),
    ("> [!INFO]\n> x\n", "a box"),
    ("> [!NOTE] With a title\n> x\n", "a box"),
    ("**真，**她\n", "bold text"),
    ("**Hinweis:**Text\n", "bold text"),
    ("See [the file](my file.pdf)\n", "a link, but its address has a space"),
    ("![a photo](my photo.jpg)\n", "a link, but its address has a space"),
    ("[call us](tel:+44 1234)\n", "a link, but its address has a space"),
    ("See [it] (https://example.org/)\n", "a link"),
    ("##Heading\n", "a heading"),
    ("$$x^2$$\n", "mathematics"),
];

#[test]
fn markup_that_is_not_read_is_reported_once_per_page() {
    for (text, words) in MARKUP {
        let message = body(&format!("{text}\n{text}"));
        assert_eq!(message.matches(&format!("looks like {words}")).count(), 1, "{text}: {message}");
    }
}

#[test]
fn in_code_markup_is_code() {
    for (text, _) in MARKUP {
        let message = body(&format!("````text\n{text}````\n"));
        assert!(message.contains("no errors, no warnings"), "{text}: {message}");
        if !text.contains('`') {
            let line = text.lines().next().unwrap_or_default();
            let message = body(&format!("Write `{line}` there.\n"));
            assert!(message.contains("no errors, no warnings"), "{text}: {message}");
        }
    }
}

#[test]
fn plain_prose_is_no_markup() {
    let text = "Open 10:30:15. 2 * 3 ** 4. a == b. Ask @john [about it]. C# or F#. #1\n\n\
                A [link](milk.md) (and more). Save 50 % {sic} of {it}. **Bold**, **bold** text. \\{% x %}\n\n\
                \\!!! note, \\[[wiki]], x--8<y. 5$$ each? no\\$$.\n";
    let message = body(text);
    assert!(message.contains("no errors"), "{message}");
    assert_eq!(message.matches("looks like").count(), message.matches("mathematics").count(), "{message}");
}

#[test]
fn a_box_of_another_program() {
    assert_snapshot!(body("Text.\n\n!!! note \"Hands\"\n    Warm them.\n\n!!! tip\n    Slowly.\n"), @r#"
    warning: `!!! note` looks like an admonition of MkDocs, and is shown as text
     --> content/a.md:7:1
      |
    7 | !!! note "Hands"
      | ^^^^^^^^ and 1 more on this page
      |
      = help: write `> [!NOTE]`, with `> ` before each of its lines

    Checked 3 pages: no errors, 1 warning.
    "#);
}

#[test]
fn front_matter_that_would_be_shown() {
    assert_snapshot!(page("+++\ntitle = \"TOML\"\ndraft = true\n+++\n\ntext\n"), @r"
    error: the front matter is TOML
     --> content/a.md:1:1
      |
    1 | +++
      | ^^^
      |
      = help: write it as YAML between two lines of `---`: `title: Warm hands`

    1 error, no warnings. Not ready to build.
    ");
    assert_snapshot!(page("\n---\ntitle: Blank line first\ndraft: true\n---\n\ntext\n"), @r"
    error: the front matter does not begin in the first line
     --> content/a.md:2:1
      |
    2 | ---
      | ^^^
      |
      = help: remove everything before the first `---`

    1 error, no warnings. Not ready to build.
    ");
    assert_snapshot!(page("{\n  \"title\": \"JSON\"\n}\n\ntext\n"), @r"
    error: the front matter is JSON
     --> content/a.md:1:1
      |
    1 | {
      | ^
      |
      = help: write it as YAML between two lines of `---`: `title: Warm hands`

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_line_of_hyphens_is_no_front_matter() {
    let message = page("\n---\n\n# A\n\nText\n\n---\n\nText: more\n");
    assert!(message.contains("no errors, no warnings"), "{message}");
}

#[test]
fn a_title_that_yaml_cuts() {
    assert_snapshot!(page("---\ntitle: Issue #5 fixed\n---\n\nx\n"), @r#"
    warning: what follows ` #` is a comment, and not shown
     --> content/a.md:2:14
      |
    2 | title: Issue #5 fixed
      |              ^^^^^^^^
      |
      = help: put the whole value between quotes: `title: "Issue #5"`

    Checked 3 pages: no errors, 1 warning.
    "#);
    assert!(page("---\ntitle: \"Issue #5 fixed\"\ndraft: false # soon\n---\n\nx\n").contains("no warnings"));
}
