//! Mistakes in the author's HTML.

use insta::assert_snapshot;

use super::body;

#[test]
fn a_comment_that_never_ends() {
    assert_snapshot!(body("alpha\n\n<!-- todo: check this\n\nmore alpha\n"), @r"
    error: the comment is not closed
     --> content/a.md:7:1
      |
    7 | <!-- todo: check this
      | ^^
      |
      = help: add `-->` where it ends; everything after it is left out

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_style_that_never_ends_in_a_line() {
    assert_snapshot!(body("word <style> word\n"), @r"
    error: `<style>` is not closed, so everything after it would become part of it
     --> content/a.md:5:6
      |
    5 | word <style> word
      |      ^^^^^^^
      |
      = help: close it with `</style>`

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_element_that_is_never_closed() {
    assert_snapshot!(body("alpha <b>bold\n\nnext\n"), @r"
    warning: `<b>` is not closed
     --> content/a.md:5:7
      |
    5 | alpha <b>bold
      |       ^^^ it is closed where the paragraph, list item, cell or page around it ends
      |
      = help: close it with `</b>`

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn an_element_among_blocks_that_is_never_closed() {
    assert_snapshot!(body("<details>\n<summary>S</summary>\n\ntext\n"), @r"
    warning: `<details>` is not closed
     --> content/a.md:5:1
      |
    5 | <details>
      | ^^^^^^^^^ it is closed where the paragraph, list item, cell or page around it ends
      |
      = help: close it with `</details>`

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn a_tag_that_closes_nothing() {
    assert_snapshot!(body("bravo\n\n</div>\n\nmore\n"), @r"
    warning: `</div>` has no start tag
     --> content/a.md:7:1
      |
    7 | </div>
      | ^^^^^^
      |
      = help: it is left out; close an element in the paragraph, list item or cell in which it is opened

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn an_element_that_is_closed_in_another_item() {
    assert_snapshot!(body("- <b>a\n- c</b>\n"), @r"
    warning: `<b>` is not closed
     --> content/a.md:5:3
      |
    5 | - <b>a
      |   ^^^ it is closed where the paragraph, list item, cell or page around it ends
      |
      = help: close it with `</b>`

    warning: `</b>` has no start tag
     --> content/a.md:6:4
      |
    6 | - c</b>
      |    ^^^^
      |
      = help: it is left out; close an element in the paragraph, list item or cell in which it is opened

    Checked 3 pages: no errors, 2 warnings.
    ");
}

#[test]
fn the_end_tag_of_an_element_that_has_none() {
    assert_snapshot!(body("Text </br> goes on.\n"), @r"
    warning: `</br>` has no start tag
     --> content/a.md:5:6
      |
    5 | Text </br> goes on.
      |      ^^^^^
      |
      = help: `<br>` has no end tag; it is left out

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn an_element_that_does_not_close_itself() {
    assert_snapshot!(body("<a name=\"x\"/> text\n"), @r#"
    warning: `<a/>` does not close itself in HTML
     --> content/a.md:5:1
      |
    5 | <a name="x"/> text
      | ^^^^^^^^^^^^^ it is closed here
      |
      = help: write `<a></a>`

    Checked 3 pages: no errors, 1 warning.
    "#);
}

#[test]
fn a_placeholder_in_angle_brackets() {
    assert_snapshot!(body("Run handout --output <folder> with List<String> or Map<String, T>.\n"), @r"
    warning: `<folder>` is read as an HTML element, but HTML has no such element
     --> content/a.md:5:22
      |
    5 | Run handout --output <folder> with List<String> or Map<String, T>.
      |                      ^^^^^^^^
      |
      = help: readers do not see it: write `\<folder>`, or put it between backticks as code

    warning: `<String>` is read as an HTML element, but HTML has no such element
     --> content/a.md:5:40
      |
    5 | Run handout --output <folder> with List<String> or Map<String, T>.
      |                                        ^^^^^^^^
      |
      = help: readers do not see it: write `\<String>`, or put it between backticks as code

    Checked 3 pages: no errors, 2 warnings.
    ");
}

#[test]
fn elements_of_a_whole_document() {
    assert_snapshot!(body("<body class=\"x\">text\n\n<plaintext>\n"), @r#"
    warning: `<body>` belongs to a whole HTML page, not to its text
     --> content/a.md:5:1
      |
    5 | <body class="x">text
      | ^^^^^^^^^^^^^^^^
      |
      = help: the tag is left out; its content is kept

    warning: `<plaintext>` belongs to a whole HTML page, not to its text
     --> content/a.md:7:1
      |
    7 | <plaintext>
      | ^^^^^^^^^^^
      |
      = help: the tag is left out; its content is kept

    Checked 3 pages: no errors, 2 warnings.
    "#);
}

#[test]
fn a_base_and_a_refresh() {
    assert_snapshot!(body("<base href=\"x\">\n\n<meta http-equiv=refresh content=\"0;url=x\">\n"), @r#"
    error: `<base>` would change the target of every link on the page
     --> content/a.md:5:1
      |
    5 | <base href="x">
      | ^^^^^^^^^^^^^^^
      |
      = help: remove it, and write each link relative to the page's file

    error: `<meta http-equiv="refresh">` would redirect every reader
     --> content/a.md:7:1
      |
    7 | <meta http-equiv=refresh content="0;url=x">
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: remove it; to redirect old addresses, list them under `aliases:` in the front matter

    2 errors, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_address_in_a_srcset_that_leads_nowhere() {
    assert_snapshot!(body("<img srcset=\"milk.md 1x, no.png 2x\" src=\"no.png\" alt=\"x\">\n"), @r#"
    error: there is no image `no.png`
     --> content/a.md:5:26
      |
    5 | <img srcset="milk.md 1x, no.png 2x" src="no.png" alt="x">
      |                          ^^^^^^

    error: there is no image `no.png`
     --> content/a.md:5:42
      |
    5 | <img srcset="milk.md 1x, no.png 2x" src="no.png" alt="x">
      |                                          ^^^^^^

    2 errors, no warnings. Not ready to build.
    "#);
}
