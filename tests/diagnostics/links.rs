//! Mistakes in a link or an image.

use insta::assert_snapshot;

use super::{body, more};

#[test]
fn a_missing_page_comes_with_the_nearest_name() {
    assert_snapshot!(body("See [milk](milc.md).\n"), @r"
    error: there is no page or file `milc.md`
     --> content/a.md:5:12
      |
    5 | See [milk](milc.md).
      |            ^^^^^^^
      |
      = help: did you mean `milk.md`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_page_in_another_folder_is_found_by_its_name() {
    assert_snapshot!(body("See [milk](tips/milk.md).\n"), @r"
    error: there is no page or file `tips/milk.md`
     --> content/a.md:5:12
      |
    5 | See [milk](tips/milk.md).
      |            ^^^^^^^^^^^^
      |
      = help: did you mean `milk.md`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_page_like_no_other() {
    assert_snapshot!(body("See [it](zzzzzzzzzzzz.md).\n"), @r"
    error: there is no page or file `zzzzzzzzzzzz.md`
     --> content/a.md:5:10
      |
    5 | See [it](zzzzzzzzzzzz.md).
      |          ^^^^^^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_missing_anchor_comes_with_the_nearest_one() {
    assert_snapshot!(body("See [it](milk.md#evidense).\n"), @r"
    error: no heading on content/milk.md has the id `evidense`
     --> content/a.md:5:10
      |
    5 | See [it](milk.md#evidense).
      |          ^^^^^^^^^^^^^^^^
      |
      = help: did you mean `#evidence`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_missing_anchor_on_the_same_page() {
    assert_snapshot!(body("## Warm up\n\nSee [it](#warm-upp).\n"), @r"
    error: no heading on content/a.md has the id `warm-upp`
     --> content/a.md:7:10
      |
    7 | See [it](#warm-upp).
      |          ^^^^^^^^^
      |
      = help: did you mean `#warm-up`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_anchor_on_a_page_without_headings() {
    assert_snapshot!(body("See [it](index.md#start).\n"), @r"
    error: no heading on content/index.md has the id `start`
     --> content/a.md:5:10
      |
    5 | See [it](index.md#start).
      |          ^^^^^^^^^^^^^^
      |
      = help: that page has no headings

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn the_built_file_is_not_the_page() {
    assert_snapshot!(body("See [milk](milk.html).\n"), @r"
    error: there is no page or file `milk.html`
     --> content/a.md:5:12
      |
    5 | See [milk](milk.html).
      |            ^^^^^^^^^
      |
      = help: link to the Markdown file: `milk.md`

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_page_is_named_with_its_ending() {
    assert_snapshot!(body("See [milk](milk).\n"), @r"
    error: there is no page or file `milk`
     --> content/a.md:5:12
      |
    5 | See [milk](milk).
      |            ^^^^
      |
      = help: link to the Markdown file: `milk.md`

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_link_out_of_the_guide() {
    assert_snapshot!(body("See [it](../../secret.md).\n"), @r"
    error: the link points outside the guide
     --> content/a.md:5:10
      |
    5 | See [it](../../secret.md).
      |          ^^^^^^^^^^^^^^^
      |
      = help: copy the file into the guide, or link to its web address

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_address_without_a_scheme() {
    assert_snapshot!(body("See [it](//example.org).\n"), @r"
    error: the address has no scheme
     --> content/a.md:5:10
      |
    5 | See [it](//example.org).
      |          ^^^^^^^^^^^^^
      |
      = help: write `https://example.org`: from a disk, `//` is not a web address

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn javascript_is_never_linked() {
    assert_snapshot!(body("[a](javascript:alert(1))\n"), @r"
    error: `javascript:` addresses can run code, so they are never linked
     --> content/a.md:5:5
      |
    5 | [a](javascript:alert(1))
      |     ^^^^^^^^^^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn nor_in_capitals_or_percent_encoded() {
    assert_snapshot!(body("[a](JavaScript%3Aalert(1))\n"), @r"
    error: `javascript:` addresses can run code, so they are never linked
     --> content/a.md:5:5
      |
    5 | [a](JavaScript%3Aalert(1))
      |     ^^^^^^^^^^^^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn nor_with_entities() {
    assert_snapshot!(body("[a](java&#115;cript:alert(1))\n"), @r"
    error: `javascript:` addresses can run code, so they are never linked
     --> content/a.md:5:1
      |
    5 | [a](java&#115;cript:alert(1))
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn nor_with_a_tab_in_it() {
    assert_snapshot!(body("[a](<java\tscript:alert(1)>)\n"), @r"
    error: `javascript:` addresses can run code, so they are never linked
     --> content/a.md:5:6
      |
    5 | [a](<java    script:alert(1)>)
      |      ^^^^^^^^^^^^^^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn nor_in_html() {
    assert_snapshot!(body("<a href=\" javascript:alert(1)\">a</a>\n"), @r#"
    error: `javascript:` addresses can run code, so they are never linked
     --> content/a.md:5:10
      |
    5 | <a href=" javascript:alert(1)">a</a>
      |          ^^^^^^^^^^^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn data_is_never_linked() {
    assert_snapshot!(body("![a](data:image/png;base64,AAAA)\n"), @r"
    error: `data:` addresses can run code, so they are never linked
     --> content/a.md:5:6
      |
    5 | ![a](data:image/png;base64,AAAA)
      |      ^^^^^^^^^^^^^^^^^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_unusual_scheme_can_be_allowed() {
    assert_snapshot!(body("[a](whatsapp:12345)\n"), @r#"
    error: `whatsapp:` is not an allowed scheme
     --> content/a.md:5:5
      |
    5 | [a](whatsapp:12345)
      |     ^^^^^^^^^^^^^^
      |
      = help: if it is intended, add `link_schemes = ["whatsapp"]` to [markdown] in site.toml

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_image_from_an_unusual_place() {
    assert_snapshot!(body("![a](ftp://example.org/a.png)\n"), @r"
    error: `ftp:` is not an allowed scheme
     --> content/a.md:5:6
      |
    5 | ![a](ftp://example.org/a.png)
      |      ^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: put the file in the folder of the page and link to it

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_image_that_is_missing() {
    assert_snapshot!(body("![A hand](hand.svg)\n"), @r"
    error: there is no image `hand.svg`
     --> content/a.md:5:11
      |
    5 | ![A hand](hand.svg)
      |           ^^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_link_in_html_is_checked_too() {
    assert_snapshot!(body("<p>Text <a href=\"milc.md\">milk</a> and\n<a class=\"b\" href='index.mdd'>home</a></p>\n"), @r#"
    error: there is no page or file `milc.md`
     --> content/a.md:5:18
      |
    5 | <p>Text <a href="milc.md">milk</a> and
      |                  ^^^^^^^
      |
      = help: did you mean `milk.md`?

    error: there is no page or file `index.mdd`
     --> content/a.md:6:20
      |
    6 | <a class="b" href='index.mdd'>home</a></p>
      |                    ^^^^^^^^^
      |
      = help: did you mean `index.md`?

    2 errors, no warnings. Not ready to build.
    "#);
}

#[test]
fn the_caret_stands_under_the_right_link_of_a_line() {
    assert_snapshot!(body("[a](milk.md) and [b](milc.md) and [c](milk.md)\n"), @r"
    error: there is no page or file `milc.md`
     --> content/a.md:5:22
      |
    5 | [a](milk.md) and [b](milc.md) and [c](milk.md)
      |                      ^^^^^^^
      |
      = help: did you mean `milk.md`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_address_that_is_not_utf8() {
    assert_snapshot!(body("[a](%FF.md)\n"), @r"
    error: the address is not UTF-8 after percent-decoding
     --> content/a.md:5:5
      |
    5 | [a](%FF.md)
      |     ^^^^^^
      |
      = help: write the file's name as it is, without `%`

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_address_in_angle_brackets() {
    assert_snapshot!(body("[a](<warm up.md>)\n"), @r"
    error: there is no page or file `warm up.md`
     --> content/a.md:5:6
      |
    5 | [a](<warm up.md>)
      |      ^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_reference_to_a_missing_page() {
    assert_snapshot!(body("See [milk][m].\n\n[m]: milc.md\n"), @r"
    error: there is no page or file `milc.md`
     --> content/a.md:5:5
      |
    5 | See [milk][m].
      |     ^^^^^^^^^
      |
      = help: did you mean `milk.md`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_link_to_a_draft() {
    assert_snapshot!(more(&[("content/b.md", "---\ntitle: B\ndraft: true\n---\n"), ("content/c.md", "---\ntitle: C\n---\n\n[b](b.md)\n")]), @r"
    error: the link points to a draft
     --> content/c.md:5:5
      |
    5 | [b](b.md)
      |     ^^^^
      |
      = help: build with --drafts, or remove the link

    1 error, no warnings. Not ready to build.
    ");
}
