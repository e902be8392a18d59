//! Mistakes in `site.toml`.

use insta::assert_snapshot;

use super::{MILK, config};
use crate::harness::Project;

#[test]
fn bad_toml_is_told_at_its_place() {
    assert_snapshot!(config("title = \"A\nlanguage = \"en\"\n"), @r#"
    error: not valid TOML: invalid basic string, expected `"`
     --> site.toml:1:11
      |
    1 | title = "A
      |           ^
      |
      = help: write each line as a key, `=` and a value, with text in quotes: title = "My guide"

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_value_that_is_missing() {
    assert_snapshot!(config("title =\n"), @r#"
    error: not valid TOML: string values must be quoted, expected literal string
     --> site.toml:1:8
      |
    1 | title =
      |        ^
      |
      = help: write each line as a key, `=` and a value, with text in quotes: title = "My guide"

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_key_twice() {
    assert_snapshot!(config("title = \"A\"\ntitle = \"B\"\n"), @r#"
    error: not valid TOML: `title` is used twice
     --> site.toml:2:1
      |
    2 | title = "B"
      | ^^^^^
      |
      = help: merge the two, or rename one

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_unknown_key_comes_with_the_nearest_one() {
    assert_snapshot!(config("titel = \"A\"\n"), @r#"
    error: unknown key `titel` in site.toml
     --> site.toml:1:1
      |
    1 | titel = "A"
      | ^^^^^ not a known key
      |
      = help: did you mean `title`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_key_like_no_other_comes_with_all_of_them() {
    assert_snapshot!(config("zzz = 1\n"), @r"
    error: unknown key `zzz` in site.toml
     --> site.toml:1:1
      |
    1 | zzz = 1
      | ^^^ not a known key
      |
      = help: known keys are `title`, `description`, `language`, `url`, `author`, `content`, `output`, `ignore`, `sources`, `citations`, `markdown`, `front_matter`, `theme`, `nav`, `search`, `print`, `leaf`, `web`, `checks`, `review`, `glossary`, `evidence`, `values`, `audiences`, `publish`

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_number_is_no_text() {
    assert_snapshot!(config("title = 3\n"), @r"
    error: `title` expects text, found a number
     --> site.toml:1:9
      |
    1 | title = 3
      |         ^ expected text
      |
      = help: put it in quotes to make it text

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_switch_is_true_or_false() {
    assert_snapshot!(config("[markdown]\ntables = \"yes\"\n"), @r#"
    error: `tables` expects true or false, found text
     --> site.toml:2:10
      |
    2 | tables = "yes"
      |          ^^^^^ expected true or false
      |
      = help: write true or false, without quotes

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_choice_is_one_of_its_words() {
    assert_snapshot!(config("[markdown]\nraw_html = \"alow\"\n"), @r#"
    error: `raw_html` expects one of `allow`, `escape`, found `alow`
     --> site.toml:2:12
      |
    2 | raw_html = "alow"
      |            ^^^^^^ expected one of `allow`, `escape`
      |
      = help: did you mean `allow`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_language_is_a_language_tag() {
    assert_snapshot!(config("language = \"english please\"\n"), @r#"
    error: `language` expects a language tag such as `en`, found `english please`
     --> site.toml:1:12
      |
    1 | language = "english please"
      |            ^^^^^^^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_address_starts_with_https() {
    assert_snapshot!(config("url = \"example.org\"\n"), @r#"
    error: `url`: expected an address that starts with https:// or http://
     --> site.toml:1:7
      |
    1 | url = "example.org"
      |       ^^^^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_address_ends_before_a_question_mark() {
    assert_snapshot!(config("url = \"https://example.org/?a\"\n"), @r#"
    error: `url`: only the start of an address: no `?`, no `#`, no space
     --> site.toml:1:7
      |
    1 | url = "https://example.org/?a"
      |       ^^^^^^^^^^^^^^^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_address_has_a_host() {
    assert_snapshot!(config("url = \"https://\"\n"), @r#"
    error: `url`: the address has no host, such as example.org
     --> site.toml:1:7
      |
    1 | url = "https://"
      |       ^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn the_output_is_inside_the_project() {
    assert_snapshot!(config("output = \"../site\"\n"), @r#"
    error: `output` expects a folder inside the project, found `../site`
     --> site.toml:1:10
      |
    1 | output = "../site"
      |          ^^^^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn the_content_is_inside_the_project() {
    assert_snapshot!(config("content = \"/etc\"\n"), @r#"
    error: `content` expects a folder inside the project, found `/etc`
     --> site.toml:1:11
      |
    1 | content = "/etc"
      |           ^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_pattern_must_be_one() {
    assert_snapshot!(config("ignore = [\"[a\"]\n"), @r#"
    error: not a valid pattern: unclosed character class; missing ']'
     --> site.toml:1:11
      |
    1 | ignore = ["[a"]
      |           ^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_pattern_stands_in_a_list() {
    assert_snapshot!(config("ignore = \"a\"\n"), @r#"
    error: `ignore` expects a list of text, found text
     --> site.toml:1:10
      |
    1 | ignore = "a"
      |          ^^^ expected a list of text
      |
      = help: write it as a list: ["a"]

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn every_pattern_is_text() {
    assert_snapshot!(config("ignore = [\"a\", 2]\n"), @r#"
    error: `ignore` expects a list of text, found a number as item 2
     --> site.toml:1:10
      |
    1 | ignore = ["a", 2]
      |          ^^^^^^^^ expected a list of text

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_scheme_that_runs_code_cannot_be_allowed() {
    assert_snapshot!(config("[markdown]\nlink_schemes = [\"javascript\"]\n"), @r#"
    error: `javascript:` addresses can run code, so they are never linked
     --> site.toml:2:17
      |
    2 | link_schemes = ["javascript"]
      |                 ^^^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_unknown_key_of_a_table_names_the_table() {
    assert_snapshot!(config("[markdown]\ntable = true\n"), @r"
    error: unknown key `table` in [markdown]
     --> site.toml:2:1
      |
    2 | table = true
      | ^^^^^ not a known key
      |
      = help: did you mean `tables`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_key_that_was_added_below_a_table_is_told_its_place() {
    assert_snapshot!(config("[web]\nfeed = false\ntheme = \"mine\"\n"), @r#"
    error: unknown key `theme` in [web]
     --> site.toml:3:1
      |
    3 | theme = "mine"
      | ^^^^^ not a key of this table
      |
      = help: move `theme` above the first line in brackets, such as [web]

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn the_sources_page_must_be_there() {
    assert_snapshot!(config("sources = \"milc.md\"\n"), @r#"
    error: there is no page `milc.md`
     --> site.toml:1:11
      |
    1 | sources = "milc.md"
      |           ^^^^^^^^^
      |
      = help: did you mean `milk.md`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_navigation_entry_needs_a_page() {
    assert_snapshot!(config("[[nav]]\ntitle = \"Milk\"\n"), @r"
    error: a [[nav]] entry needs a `page`, or a `title` and `pages`
     --> site.toml:1:1
      |
    1 | [[nav]]
      | ^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_navigation_entry_names_a_page_that_is_there() {
    assert_snapshot!(config("[[nav]]\npage = \"milc.md\"\n"), @r#"
    error: the page `milc.md` in the navigation does not exist
     --> site.toml:2:8
      |
    2 | page = "milc.md"
      |        ^^^^^^^^^
      |
      = help: did you mean `milk.md`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_navigation_is_a_list_of_tables() {
    assert_snapshot!(config("nav = \"milk.md\"\n"), @r#"
    error: `nav` expects a list of tables, found text
     --> site.toml:1:7
      |
    1 | nav = "milk.md"
      |       ^^^^^^^^^ expected a list of tables

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_unknown_key_in_a_navigation_entry() {
    assert_snapshot!(config("[[nav]]\npages = [\"milk.md\"]\ntitel = \"x\"\n"), @r#"
    error: a [[nav]] entry needs a `page`, or a `title` and `pages`
     --> site.toml:1:1
      |
    1 | [[nav]]
      | ^^^^^^^

    error: unknown key `titel` in [[nav]]
     --> site.toml:3:1
      |
    3 | titel = "x"
      | ^^^^^ not a known key
      |
      = help: did you mean `title`?

    2 errors, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_page_in_no_navigation_is_a_warning() {
    assert_snapshot!(config("[[nav]]\npage = \"index.md\"\n"), @r"
    warning: the page is not in the navigation
    --> content/milk.md
     = help: add it to a [[nav]] entry of site.toml

    Checked 2 pages: no errors, 1 warning.
    ");
}

#[test]
fn a_page_in_no_navigation_is_a_warning_beside_any_other() {
    let home = "---\ntitle: Home\ndraft: true\n---\n";
    let nav = "[[nav]]\npage = \"milk.md\"\n";
    let files = [
        ("site.toml", nav),
        ("content/index.md", home),
        ("content/milk.md", MILK),
        ("content/lost.md", MILK),
    ];
    assert_snapshot!(Project::with(files).check(), @r"
    warning: the home page is a draft, but it is published anyway
    --> content/index.md
     = help: every site needs a home page: remove `draft: true`

    warning: the page is not in the navigation
    --> content/lost.md
     = help: add it to a [[nav]] entry of site.toml

    Checked 3 pages: no errors, 2 warnings.
    ");
}

#[test]
fn the_theme_is_text_or_a_table() {
    assert_snapshot!(config("theme = 3\n"), @r"
    error: `theme` expects text or a table of keys, found a number
     --> site.toml:1:9
      |
    1 | theme = 3
      |         ^ expected text or a table of keys

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn the_name_of_a_theme_is_text() {
    assert_snapshot!(config("[theme]\nname = 3\n"), @r"
    error: `name` expects text, found a number
     --> site.toml:2:8
      |
    2 | name = 3
      |        ^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_unknown_theme_comes_with_the_ones_there_are() {
    assert_snapshot!(config("theme = \"fancy\"\n"), @r#"
    error: there is no theme `fancy`: no folder themes/fancy
     --> site.toml:1:9
      |
    1 | theme = "fancy"
      |         ^^^^^^^
      |
      = help: the themes here are `care`, `default`

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_theme_out_of_the_project_is_no_theme() {
    assert_snapshot!(config("theme = \"../calm\"\n"), @r#"
    error: there is no theme `../calm`: no folder themes/../calm
     --> site.toml:1:9
      |
    1 | theme = "../calm"
      |         ^^^^^^^^^
      |
      = help: the themes here are `care`, `default`

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_front_matter_policy_is_one_of_three_words() {
    assert_snapshot!(config("[front_matter]\nunknown = \"alow\"\n"), @r#"
    error: `unknown` expects one of `error`, `warn`, `allow`, found `alow`
     --> site.toml:2:11
      |
    2 | unknown = "alow"
      |           ^^^^^^ expected one of `error`, `warn`, `allow`
      |
      = help: did you mean `allow`?

    1 error, no warnings. Not ready to build.
    "#);
}
