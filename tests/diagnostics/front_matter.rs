//! Mistakes in front matter.

use insta::assert_snapshot;

use super::{more, page};
use crate::harness::Project;

#[test]
fn an_unknown_key_comes_with_the_nearest_one() {
    assert_snapshot!(page("---\ntitel: A\ntitle: A\n---\n"), @r"
    error: unknown key `titel` in front matter
     --> content/a.md:2:1
      |
    2 | titel: A
      | ^^^^^ not a known key
      |
      = help: did you mean `title`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_key_twice_shows_both_places() {
    assert_snapshot!(page("---\ntitle: A\norder: 1\ntitle: B\n---\n"), @r"
    error: `title` is used twice in front matter
     --> content/a.md:4:1
      |
    4 | title: B
      | ^^^^^ second time
      |
     ::: content/a.md:2:1
      |
    2 | title: A
      | ^^^^^ first time

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_number_as_title_wants_quotes() {
    assert_snapshot!(page("---\ntitle: 2024\n---\n"), @r"
    error: `title` expects text, found a number
     --> content/a.md:2:8
      |
    2 | title: 2024
      |        ^^^^ expected text
      |
      = help: put it in quotes to make it text

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_order_is_a_whole_number() {
    assert_snapshot!(page("---\ntitle: A\norder: first\n---\n"), @r"
    error: `order` expects a whole number, found text
     --> content/a.md:3:8
      |
    3 | order: first
      |        ^^^^^ expected a whole number

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_order_is_not_a_fraction() {
    assert_snapshot!(page("---\ntitle: A\norder: 1.5\n---\n"), @r"
    error: `order` expects a whole number, found a number with decimals
     --> content/a.md:3:8
      |
    3 | order: 1.5
      |        ^^^ expected a whole number

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_draft_is_true_or_false() {
    assert_snapshot!(page("---\ntitle: A\ndraft: not yet\n---\n"), @r"
    error: `draft` expects true or false, found text
     --> content/a.md:3:8
      |
    3 | draft: not yet
      |        ^^^^^^^ expected true or false
      |
      = help: write true or false, without quotes

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn tags_are_a_list() {
    assert_snapshot!(page("---\ntitle: A\ntags: milk\n---\n"), @r#"
    error: `tags` expects a list of text, found text
     --> content/a.md:3:7
      |
    3 | tags: milk
      |       ^^^^ expected a list of text
      |
      = help: write it as a list: ["milk"]

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn every_tag_is_text() {
    assert_snapshot!(page("---\ntitle: A\ntags: [milk, 3]\n---\n"), @r"
    error: `tags` expects a list of text, found a number as item 2
     --> content/a.md:3:7
      |
    3 | tags: [milk, 3]
      |       ^^^^^^^^^ expected a list of text

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn extra_is_a_table() {
    assert_snapshot!(page("---\ntitle: A\nextra: 3\n---\n"), @r"
    error: `extra` expects a table of keys, found a number
     --> content/a.md:3:8
      |
    3 | extra: 3
      |        ^ expected a table of keys

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_day_is_one_of_the_calendar() {
    assert_snapshot!(page("---\ntitle: A\nreviewed: 2026-02-30\n---\n"), @r"
    error: `reviewed` expects a date as YYYY-MM-DD, found `2026-02-30`
     --> content/a.md:3:11
      |
    3 | reviewed: 2026-02-30
      |           ^^^^^^^^^^ expected a date as YYYY-MM-DD
      |
      = help: write a real date, such as 2026-11-01

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_day_is_written_year_first() {
    assert_snapshot!(page("---\ntitle: A\nreviewed: 1 November 2026\n---\n"), @r"
    error: `reviewed` expects a date as YYYY-MM-DD, found `1 November 2026`
     --> content/a.md:3:11
      |
    3 | reviewed: 1 November 2026
      |           ^^^^^^^^^^^^^^^ expected a date as YYYY-MM-DD
      |
      = help: write a real date, such as 2026-11-01

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_fence_that_is_never_closed() {
    assert_snapshot!(page("---\ntitle: A\n\nText.\n"), @r"
    error: the front matter is not closed
     --> content/a.md:1:1
      |
    1 | ---
      | ^^^ opened here
      |
      = help: close it with a line `---`; for a horizontal line at the start of a page, write `***`

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn bad_yaml_is_told_at_its_place() {
    assert_snapshot!(page("---\ntitle: A\ntags: [milk, latch\n---\n"), @r"
    error: the front matter cannot be read: did not find expected ',' or ']'
     --> content/a.md:3:18
      |
    3 | tags: [milk, latch
      |                  ^
      |
      = help: a list ends with `]`

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_colon_in_a_title_wants_quotes() {
    assert_snapshot!(page("---\ntitle: Milk: more of it\n---\n"), @r#"
    error: the front matter cannot be read: mapping values are not allowed in this context
     --> content/a.md:2:12
      |
    2 | title: Milk: more of it
      |            ^^^^^^^^^^^^
      |
      = help: quote text that contains a colon and a space: title: "Milk: more of it"

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_tab_does_not_indent() {
    assert_snapshot!(page("---\ntitle: A\nextra:\n\tduration: 5\n---\n"), @r"
    error: the front matter cannot be read: found character that cannot start any token
     --> content/a.md:4:1
      |
    4 |     duration: 5
      | ^^^^^^^^^^^^^^^
      |
      = help: indent with spaces, not tabs; quote text that begins with a special character

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_list_is_no_front_matter() {
    assert_snapshot!(page("---\n- title\n- order\n---\n"), @r"
    error: front matter expects `key: value` lines, found a list
     --> content/a.md:2:1
      |
    2 | - title
      | ^^^^^^^
      |
      = help: write each as `key: value`: `title: Warm hands`

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn text_is_no_front_matter() {
    assert_snapshot!(page("---\nWarm hands\n---\n"), @r"
    error: front matter expects `key: value` lines, found text
     --> content/a.md:2:1
      |
    2 | Warm hands
      | ^^^^^^^^^^
      |
      = help: write each as `key: value`: `title: Warm hands`

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn yaml_tags_are_not_read() {
    assert_snapshot!(page("---\ntitle: !shout A\n---\n"), @r"
    error: the front matter cannot be read: YAML tags (`!name`) are not supported
     --> content/a.md:2:8
      |
    2 | title: !shout A
      |        ^^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_yaml_bomb_is_refused() {
    assert_snapshot!(page("---\ntitle: A\nextra:\n  a: &a [x,x,x,x,x,x,x,x,x,x]\n  b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n  c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n  d: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n---\n"), @r"
    error: the front matter cannot be read: more than 10000 values
     --> content/a.md:4:6
      |
    4 |   a: &a [x,x,x,x,x,x,x,x,x,x]
      |      ^^^^^^^^^^^^^^^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_alias_of_no_anchor() {
    assert_snapshot!(page("---\ntitle: *a\n---\n"), @r"
    error: the front matter cannot be read: unknown anchor
     --> content/a.md:2:8
      |
    2 | title: *a
      |        ^^
      |
      = help: quote text that begins with `*`

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_unknown_kind_comes_with_the_nearest_one() {
    assert_snapshot!(page("---\ntitle: A\nkind: procedur\n---\n"), @r"
    error: the theme has no kind of page `procedur`
     --> content/a.md:3:7
      |
    3 | kind: procedur
      |       ^^^^^^^^
      |
      = help: did you mean `procedure`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_kind_of_a_theme_that_is_not_in_use_comes_with_that_theme() {
    assert_snapshot!(page("---\ntitle: A\nkind: technique\n---\n"), @r#"
    error: the theme has no kind of page `technique`
     --> content/a.md:3:7
      |
    3 | kind: technique
      |       ^^^^^^^^^
      |
      = help: the theme `care` has it: write `theme = "care"` into site.toml, or `name = "care"` below [theme]

    1 error, no warnings. Not ready to build.
    "#);
    let project = Project::with([
        ("site.toml", "theme = \"own\"\n"),
        ("themes/own/theme.toml", "name = \"own\"\n"),
        ("content/a.md", "---\ntitle: A\nkind: technique\n---\n"),
    ]);
    let said = project.build_fails();
    assert!(
        said.contains("the theme `care` has it: write `parent = \"care\"` into themes/own/theme.toml"),
        "{said}"
    );
}

#[test]
fn a_field_of_a_kind_is_checked_where_the_page_sets_it() {
    assert_snapshot!(page("---\ntitle: A\nkind: claim\nextra:\n  evidence: storng\n  evidence_not: Few.\n---\n"), @r"
    error: `evidence` expects one of `strong`, `moderate`, `limited`, `none`, found `storng`
     --> content/a.md:4:1
      |
    4 | extra:
      | ^^^^^
      |
      = help: did you mean `strong`?

    warning: a page of the kind `claim` has no field `evidence_not`
     --> content/a.md:4:1
      |
    4 | extra:
      | ^^^^^
      |
      = help: did you mean `evidence_note`?

    1 error, 1 warning. Not ready to build.
    ");
}

#[test]
fn an_unknown_template_comes_with_the_nearest_one() {
    assert_snapshot!(page("---\ntitle: A\ntemplate: pages.html\n---\n"), @r"
    error: the theme has no template `pages.html`
     --> content/a.md:3:11
      |
    3 | template: pages.html
      |           ^^^^^^^^^^
      |
      = help: did you mean `page.html`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_page_without_a_title_is_named_by_its_file() {
    assert_snapshot!(page("Text.\n"), @r"
    warning: the page has no title, so its file name is used
    --> content/a.md
     = help: add `title:` to the front matter, or start the text with a `# Heading`

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn an_empty_title_is_no_title() {
    assert_snapshot!(page("---\ntitle: \"\"\n---\n"), @r"
    warning: the page has no title, so its file name is used
    --> content/a.md
     = help: add `title:` to the front matter, or start the text with a `# Heading`

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn a_source_that_is_not_listed() {
    assert_snapshot!(more(&[("site.toml", "sources = \"milk.md\"\n"), ("content/a.md", "---\ntitle: A\nsources: [evidense]\n---\n")]), @r"
    error: no source has the key `evidense`
     --> content/a.md:3:10
      |
    3 | sources: [evidense]
      |          ^^^^^^^^^^
      |
      = help: did you mean `evidence`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_warning_where_the_guide_says_so() {
    assert_snapshot!(more(&[("site.toml", "[front_matter]\nunknown = \"warn\"\n"), ("content/a.md", "---\ntitel: A\ntitle: A\n---\n")]), @r"
    warning: unknown key `titel` in front matter
     --> content/a.md:2:1
      |
    2 | titel: A
      | ^^^^^ not a known key
      |
      = help: did you mean `title`?

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn silence_where_the_guide_says_so() {
    assert_snapshot!(more(&[("site.toml", "[front_matter]\nunknown = \"allow\"\n"), ("content/a.md", "---\ntitel: A\ntitle: A\n---\n")]), @r"
    Checked 3 pages: no errors, no warnings.
    ");
}
