//! Mistakes in attributes, captions and references.

use insta::assert_snapshot;

use super::{body, more};

#[test]
fn a_reference_to_nothing() {
    assert_snapshot!(body("See @fig-hand.\n\n![A hand](https://example.org/a.svg){#fig-hands}\n"), @r"
    error: no figure has the id `fig-hand`
     --> content/a.md:5:5
      |
    5 | See @fig-hand.
      |     ^^^^^^^^^
      |
      = help: did you mean `@fig-hands`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_reference_to_nothing_like_it() {
    assert_snapshot!(body("See @tbl-times and @sec-away.\n"), @r"
    error: no table has the id `tbl-times`
     --> content/a.md:5:5
      |
    5 | See @tbl-times and @sec-away.
      |     ^^^^^^^^^^
      |
      = help: write `Table: Its caption {#tbl-times}` before or after the table, or write `\@tbl-times` for a text

    error: no section has the id `sec-away`
     --> content/a.md:5:20
      |
    5 | See @tbl-times and @sec-away.
      |                    ^^^^^^^^^
      |
      = help: write `{#sec-away}` after the heading, or write `\@sec-away` for a text

    2 errors, no warnings. Not ready to build.
    ");
}

#[test]
fn an_id_that_two_pages_have() {
    let page = |title: &str| format!("---\ntitle: {title}\n---\n\n## Safety {{#sec-safety}}\n");
    assert_snapshot!(more(&[("content/a.md", &page("A")), ("content/b.md", &page("B"))]), @r"
    error: the id `sec-safety` is used twice in the guide
     --> content/b.md:5:1
      |
    5 | ## Safety {#sec-safety}
      | ^^^^^^^^^^^^^^^^^^^^^^^
      |
     ::: content/a.md:5:1
      |
    5 | ## Safety {#sec-safety}
      | ^^^^^^^^^^^^^^^^^^^^^^^ the first one
      |
      = help: give one of the two another id: references find them in the whole guide

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn attributes_that_an_image_does_not_have() {
    assert_snapshot!(body("![A](https://example.org/a.svg){widht=50% width=52% lang=frr_ .a #b #c}\n"), @r"
    error: an image has no attribute `widht`
     --> content/a.md:5:33
      |
    5 | ![A](https://example.org/a.svg){widht=50% width=52% lang=frr_ .a #b #c}
      |                                 ^^^^^^^^^
      |
      = help: did you mean `width`?

    error: `52%` is not a width of an image
     --> content/a.md:5:49
      |
    5 | ![A](https://example.org/a.svg){widht=50% width=52% lang=frr_ .a #b #c}
      |                                                 ^^^
      |
      = help: write a percentage in steps of five, or `33%` or `67%`; the nearest is `50%`

    error: `frr_` is not a language tag
     --> content/a.md:5:58
      |
    5 | ![A](https://example.org/a.svg){widht=50% width=52% lang=frr_ .a #b #c}
      |                                                          ^^^^
      |
      = help: write a language tag such as `fr` or `pt-BR`

    error: an image has one id, and this is the second
     --> content/a.md:5:69
      |
    5 | ![A](https://example.org/a.svg){widht=50% width=52% lang=frr_ .a #b #c}
      |                                                                     ^^
      |
      = help: remove one of the two

    4 errors, no warnings. Not ready to build.
    ");
}

#[test]
fn attributes_that_a_heading_and_a_caption_do_not_have() {
    assert_snapshot!(body("## Head {width=50%}\n\nTable: Caption {width=50%}\n\n| a |\n|---|\n| b |\n"), @r#"
    error: a heading has no attribute `width`
     --> content/a.md:5:10
      |
    5 | ## Head {width=50%}
      |          ^^^^^^^^^
      |
      = help: write `{#id}`, `{.class}`, `{only=print}` or `{index="words"}`; a `\` before the brace keeps the braces as text

    error: a caption has no attribute `width`
     --> content/a.md:7:17
      |
    7 | Table: Caption {width=50%}
      |                 ^^^^^^^^^
      |
      = help: write `{#id}` or `{.class}`; a `\` before the brace keeps the braces as text

    2 errors, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_id_of_the_wrong_kind_and_in_the_wrong_place() {
    assert_snapshot!(body("Text ![A](https://example.org/a.svg){#fig-a} text.\n\nTable: Caption {#fig-b}\n\n| a |\n|---|\n| b |\n\nTable: Alone {#tbl-c}\n"), @r"
    error: the image with the id `fig-a` is not a figure
     --> content/a.md:5:6
      |
    5 | Text ![A](https://example.org/a.svg){#fig-a} text.
      |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: put it in a paragraph of its own, or give it an id that does not begin with `fig-`

    error: the id `fig-b` of this table begins like that of a figure
     --> content/a.md:7:1
      |
    7 | Table: Caption {#fig-b}
      | ^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: begin it with `tbl-`

    error: there is no table directly before or after this caption
      --> content/a.md:13:14
       |
    13 | Table: Alone {#tbl-c}
       |              ^^^^^^^^
       |
       = help: put the caption and its table beside each other, with an empty line between them

    3 errors, no warnings. Not ready to build.
    ");
}
