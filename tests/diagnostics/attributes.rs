//! Mistakes in attributes of words, links, code and headings, and directives that HTML contains.

use insta::assert_snapshot;

use super::{body, more};

#[test]
fn an_attribute_that_words_do_not_have() {
    assert_snapshot!(body("The [reflex]{#a langs=fr wide tall}\n"), @r#"
    error: a text in brackets has no attribute `langs`
     --> content/a.md:5:17
      |
    5 | The [reflex]{#a langs=fr wide tall}
      |                 ^^^^^^^^
      |
      = help: did you mean `lang`?

    error: a text in brackets has no attribute `wide`
     --> content/a.md:5:26
      |
    5 | The [reflex]{#a langs=fr wide tall}
      |                          ^^^^
      |
      = help: write `{#id}`, `{.class}`, `{lang=fr}`, `{index}`, `{index="words"}` or `{term}`; a `\` before the brace keeps the braces as text

    error: a text in brackets has no attribute `tall`
     --> content/a.md:5:31
      |
    5 | The [reflex]{#a langs=fr wide tall}
      |                               ^^^^
      |
      = help: write `{#id}`, `{.class}`, `{lang=fr}`, `{index}`, `{index="words"}` or `{term}`; a `\` before the brace keeps the braces as text

    3 errors, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_attribute_that_a_link_and_code_do_not_have() {
    assert_snapshot!(body("[Milk](milk.md){target=_blank #a #b} and `Ctrl`{.key .key lang=fr lang=de}\n"), @r#"
    error: a link has no attribute `target`
     --> content/a.md:5:17
      |
    5 | [Milk](milk.md){target=_blank #a #b} and `Ctrl`{.key .key lang=fr lang=de}
      |                 ^^^^^^^^^^^^^
      |
      = help: write `{#id}`, `{.class}`, `{lang=fr}`, `{index}` or `{index="words"}`; a `\` before the brace keeps the braces as text

    error: a link has one id, and this is the second
     --> content/a.md:5:34
      |
    5 | [Milk](milk.md){target=_blank #a #b} and `Ctrl`{.key .key lang=fr lang=de}
      |                                  ^^
      |
      = help: remove one of the two

    error: `lang` is given twice
     --> content/a.md:5:67
      |
    5 | [Milk](milk.md){target=_blank #a #b} and `Ctrl`{.key .key lang=fr lang=de}
      |                                                                   ^^^^^^^
      |
      = help: remove one of the two

    3 errors, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_attribute_that_is_not_read_in_a_heading() {
    assert_snapshot!(body("## Let-down {#a index=\"p<q\"}\n\n## Milk {#b} ##\n\n## Warm {#c wide}\n"), @r#"
    error: these attributes are not read
     --> content/a.md:5:13
      |
    5 | ## Let-down {#a index="p<q"}
      |             ^^^^^^^^^^^^^^^^
      |
      = help: put them at the very end of the line, and leave out `<`, `>`, `{`, `}` and `\`

    error: these attributes are not read
     --> content/a.md:7:9
      |
    7 | ## Milk {#b} ##
      |         ^^^^
      |
      = help: put them at the very end of the line, and leave out `<`, `>`, `{`, `}` and `\`

    warning: `{#c wide}` looks like attributes, and is shown as text
     --> content/a.md:9:9
      |
    9 | ## Warm {#c wide}
      |         ^^^^^^^^^
      |
      = help: write only `#id`, `.class` and `key="value"` between the braces, with spaces between them

    2 errors, 1 warning. Not ready to build.
    "#);
}

#[test]
fn an_entry_of_the_index_without_words() {
    assert_snapshot!(body("[a]{index=\"milk!\"} [b]{index=\"a!b!c!d\"} ![c](https://example.org/a.svg){index}\n"), @r#"
    error: an entry of the index is empty
     --> content/a.md:5:12
      |
    5 | [a]{index="milk!"} [b]{index="a!b!c!d"} ![c](https://example.org/a.svg){index}
      |            ^^^^^
      |
      = help: write `index="milk"`, or `index="milk!supply"` for an entry below `milk`

    error: an entry of the index has more than 3 levels
     --> content/a.md:5:31
      |
    5 | [a]{index="milk!"} [b]{index="a!b!c!d"} ![c](https://example.org/a.svg){index}
      |                               ^^^^^^^
      |
      = help: leave out a level; a `!!` is the sign `!` itself

    error: `index` needs the words of the entry here
     --> content/a.md:5:73
      |
    5 | [a]{index="milk!"} [b]{index="a!b!c!d"} ![c](https://example.org/a.svg){index}
      |                                                                         ^^^^^
      |
      = help: write `index="milk"`, or `index="milk!supply"` for an entry below `milk`

    3 errors, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_id_that_is_used_twice_or_begins_like_that_of_a_figure() {
    assert_snapshot!(body("[a]{#here} `b`{#here} [c]{#fig-c} @fig-c\n"), @r"
    error: the id `here` is used twice on this page
     --> content/a.md:5:16
      |
    5 | [a]{#here} `b`{#here} [c]{#fig-c} @fig-c
      |                ^^^^^
      |
      = help: give one of the two another id

    error: the id `fig-c` begins like that of a figure
     --> content/a.md:5:23
      |
    5 | [a]{#here} `b`{#here} [c]{#fig-c} @fig-c
      |                       ^^^^^^^^^^^
      |
      = help: begin it otherwise: `fig-` is for what references lead to

    error: no figure has the id `fig-c`
     --> content/a.md:5:35
      |
    5 | [a]{#here} `b`{#here} [c]{#fig-c} @fig-c
      |                                   ^^^^^^
      |
      = help: write `{#fig-c}` after the image, in a paragraph of its own, or write `\@fig-c` for a text

    3 errors, no warnings. Not ready to build.
    ");
}

#[test]
fn a_link_to_an_id_of_words() {
    let page = "---\ntitle: A\n---\n\n[a]{#here} [b](#here) [c](b.md#ther)\n";
    let other = "---\ntitle: B\n---\n\n`there`{#there}\n";
    assert_snapshot!(more(&[("content/a.md", page), ("content/b.md", other)]), @r"
    error: no heading on content/b.md has the id `ther`
     --> content/a.md:5:27
      |
    5 | [a]{#here} [b](#here) [c](b.md#ther)
      |                           ^^^^^^^^^
      |
      = help: did you mean `#there`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn what_looks_like_attributes() {
    assert_snapshot!(body("A [word]{.a =b}.\n"), @r#"
    warning: `{.a =b}` looks like attributes of Pandoc, and is shown as text
     --> content/a.md:5:9
      |
    5 | A [word]{.a =b}.
      |         ^^^^^^^
      |
      = help: write `{#id .class key="value"}`, directly after an image, a link, code or `[words]`, or at the end of a heading

    Checked 3 pages: no errors, 1 warning.
    "#);
}

#[test]
fn a_directive_that_cannot_end_its_html() {
    assert_snapshot!(body("> > > <div>\n> > > :::\n"), @r"
    warning: `<div>` is not closed
     --> content/a.md:5:7
      |
    5 | > > > <div>
      |       ^^^^^ it is closed where the paragraph, list item, cell or page around it ends
      |
      = help: close it with `</div>`

    error: this directive is part of the HTML before it
     --> content/a.md:6:7
      |
    6 | > > > :::
      |       ^^^
      |
      = help: put an empty line before it

    1 error, 1 warning. Not ready to build.
    ");
}
