//! Mistakes in a page's text.

use insta::assert_snapshot;

use super::body;

#[test]
fn a_reference_that_is_not_defined() {
    assert_snapshot!(body("See [the page][milk].\n"), @r"
    error: no link is defined as `[milk]`
     --> content/a.md:5:5
      |
    5 | See [the page][milk].
      |     ^^^^^^^^^^^^^^^^
      |
      = help: add a line `[milk]: address`, or put a `\` before the bracket

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn brackets_that_are_no_reference_are_text() {
    assert_snapshot!(body("An [aside] and a [ ] box.\n"), @r"
    Checked 3 pages: no errors, no warnings.
    ");
}

#[test]
fn a_footnote_that_is_not_defined() {
    assert_snapshot!(body("Text[^one].\n"), @r"
    warning: the footnote `[^one]` is not defined
     --> content/a.md:5:5
      |
    5 | Text[^one].
      |     ^^^^^^
      |
      = help: add a line `[^one]: its text`, or put a `\` before the bracket

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn an_escaped_footnote_is_text() {
    assert_snapshot!(body("\\[^one] is how to write one.\n"), @r"
    Checked 3 pages: no errors, no warnings.
    ");
}

#[test]
fn a_footnote_that_is_never_called() {
    assert_snapshot!(body("Text.\n\n[^one]: A note.\n"), @r"
    warning: the footnote `[^one]` is never used
     --> content/a.md:7:1
      |
    7 | [^one]: A note.
      | ^^^^^^^^^^^^^^^
      |
      = help: it is left out of the page

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn an_id_twice() {
    assert_snapshot!(body("## Warm up {#warm}\n\n## Again {#warm}\n"), @r"
    error: the id `warm` is used twice on this page
     --> content/a.md:7:1
      |
    7 | ## Again {#warm}
      | ^^^^^^^^^^^^^^^^
      |
      = help: give one of the two another id

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_id_of_the_theme() {
    assert_snapshot!(body("## Warm up {#fn--1}\n"), @r"
    error: the id `fn--1` contains `--`, which is reserved for the theme
     --> content/a.md:5:1
      |
    5 | ## Warm up {#fn--1}
      | ^^^^^^^^^^^^^^^^^^^
      |
      = help: use single hyphens

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_second_title() {
    assert_snapshot!(body("# Another\n\nText.\n"), @r"
    warning: the page has a title and another `#` heading
     --> content/a.md:5:1
      |
    5 | # Another
      | ^^^^^^^^^ the front matter's title is “A”
      |
      = help: make this heading a `##`, or remove one of the two

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn nesting_without_end() {
    assert_snapshot!(body(&format!("{} deep\n", ">".repeat(70))), @r"
    warning: nested more than 64 deep
     --> content/a.md:5:65
      |
    5 | >>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> deep
      |                                                                 ^^^^^^^^^^^ deeper levels are flattened

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn an_id_that_only_html_has() {
    assert_snapshot!(body("<p id=\"warm\">x</p>\n\n## Warm up {#warm}\n"), @r"
    error: the id `warm` is used twice on this page
     --> content/a.md:7:1
      |
    7 | ## Warm up {#warm}
      | ^^^^^^^^^^^^^^^^^^
      |
      = help: give one of the two another id

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_fence_of_code_that_cannot_be_read() {
    let text = "```rust title=\"a.rs {2}\na\n```\n\n> ~~~js {2,4-9} {1-}\n> a\n> b\n> ~~~\n\n```sh titel=\"b\"\n```\n";
    assert_snapshot!(body(text), @r#"
    error: the quote after `title=` is not closed
     --> content/a.md:5:9
      |
    5 | ```rust title="a.rs {2}
      |         ^^^^^^^^^^^^^^^
      |
      = help: close it with the same quote: `title="…"`

    error: cannot highlight line 9: the code has 2 lines
     --> content/a.md:9:9
      |
    9 | > ~~~js {2,4-9} {1-}
      |         ^^^^^^^
      |
      = help: write line numbers and ranges, counted from 1, such as `{2,4-6}`

    error: `1-` is not a line number
     --> content/a.md:9:17
      |
    9 | > ~~~js {2,4-9} {1-}
      |                 ^^^^
      |
      = help: write line numbers and ranges, counted from 1, such as `{2,4-6}`

    warning: `titel` is not an attribute of a code block
      --> content/a.md:14:7
       |
    14 | ```sh titel="b"
       |       ^^^^^
       |
       = help: did you mean `title`?

    3 errors, 1 warning. Not ready to build.
    "#);
}

#[test]
fn words_of_other_programs_in_a_fence_are_let_be() {
    assert_snapshot!(body("```rust,ignore linenums=\"1\" {.wide} file=a.rs\na\n```\n"), @r"
    Checked 3 pages: no errors, no warnings.
    ");
}
