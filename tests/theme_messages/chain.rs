//! Parents that do not exist, that form a circle, and whose files changed after they were copied.

use insta::assert_snapshot;

use super::{guide, told};

#[test]
fn a_parent_that_is_nearly_there() {
    assert_snapshot!(told(&[
        ("themes/middle/theme.toml", "parent = \"none\"\n"),
        ("themes/own/theme.toml", "name = \"own\"\nparent = \"midle\"\n"),
        ("themes/own/templates/base.html", "{% extends \"midle/base.html\" %}\n"),
        ("site.toml", "[theme]\nname = \"own\"\nwide = true\n"),
    ]), @r#"
    error: there is no theme `midle`: no folder themes/midle
     --> themes/own/theme.toml:2:10
      |
    2 | parent = "midle"
      |          ^^^^^^^
      |
      = help: did you mean `middle`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_parent_that_is_like_no_theme() {
    assert_snapshot!(told(&[("themes/own/theme.toml", "parent = \"quiet\"\n")]), @r#"
    error: there is no theme `quiet`: no folder themes/quiet
     --> themes/own/theme.toml:1:10
      |
    1 | parent = "quiet"
      |          ^^^^^^^
      |
      = help: the themes here are `care`, `default`

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_theme_of_the_site_that_is_not_there() {
    assert_snapshot!(told(&[("site.toml", "[theme]\nname = \"won\"\n")]), @r#"
    error: there is no theme `won`: no folder themes/won
     --> site.toml:2:8
      |
    2 | name = "won"
      |        ^^^^^
      |
      = help: did you mean `own`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn two_themes_that_are_each_others_parent() {
    assert_snapshot!(told(&[
        ("themes/own/theme.toml", "name = \"own\"\nparent = \"middle\"\n"),
        ("themes/middle/theme.toml", "name = \"middle\"\nparent = \"own\"\n"),
    ]), @r#"
    error: the theme `own` is its own parent: own → middle → own
     --> themes/middle/theme.toml:2:10
      |
    2 | parent = "own"
      |          ^^^^^
      |
      = help: name another parent, or remove the line

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn three_themes_in_a_circle() {
    assert_snapshot!(told(&[
        ("themes/own/theme.toml", "parent = \"first\"\n"),
        ("themes/first/theme.toml", "parent = \"second\"\n"),
        ("themes/second/theme.toml", "parent = \"third\"\n"),
        ("themes/third/theme.toml", "parent = \"first\"\n"),
    ]), @r#"
    error: the theme `first` is its own parent: first → second → third → first
     --> themes/third/theme.toml:1:10
      |
    1 | parent = "first"
      |          ^^^^^^^
      |
      = help: name another parent, or remove the line

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_mistake_in_a_parents_theme_file() {
    assert_snapshot!(told(&[
        ("themes/own/theme.toml", "parent = \"middle\"\n"),
        ("themes/middle/theme.toml", "name = \"middle\"\nkind = [\"recipe\"]\n[labels]\nnext = 1\n"),
    ]), @r#"
    error: unknown key `kind` in theme.toml
     --> themes/middle/theme.toml:2:1
      |
    2 | kind = ["recipe"]
      | ^^^^ not a known key
      |
      = help: did you mean `kinds`?

    error: the label `next` expects text, found a number
     --> themes/middle/theme.toml:4:8
      |
    4 | next = 1
      |        ^

    2 errors, no warnings. Not ready to build.
    "#);
}

/// Returns a guide whose theme has a copy of this file of the theme `middle`, made when it had this text.
fn copied(path: &str, text: &str) -> crate::harness::Project {
    let project = guide();
    project.write("themes/own/theme.toml", "parent = \"middle\"\n");
    project.write("themes/middle/theme.toml", "version = \"1.2\"\n");
    project.write(&format!("themes/middle/{path}"), text);
    let run = project.run(&["theme", "eject", path]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(project.check_and_build(), "Checked 2 pages: no errors, no warnings.\n");
    project
}

#[test]
fn a_copied_file_whose_original_has_changed() {
    let project = copied("templates/components/pager.html", "<p>Next</p>\n");
    project.write("themes/middle/templates/components/pager.html", "<p>Next page</p>\n");
    assert_snapshot!(hidden(&project.check_and_build()), @r"
    warning: `templates/components/pager.html` of the theme `middle` has changed since it was copied
     --> themes/own/templates/components/pager.html:1:5
      |
    1 | {#- Copied from the theme middle 1.2 (0123456789abcdef); `handout theme diff` compares. -#}
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: `handout theme diff templates/components/pager.html` shows the change; copy what you need, then `handout theme eject templates/components/pager.html --keep` marks it as reviewed

    Checked 2 pages: no errors, 1 warning.
    ");
}

#[test]
fn a_copied_file_whose_original_is_gone() {
    let project = copied("assets/brand.css", "p { color: red }\n");
    std::fs::remove_file(project.path("themes/middle/assets/brand.css")).expect("there");
    assert_snapshot!(hidden(&project.check_and_build()), @r"
    warning: the theme `middle` no longer has `assets/brand.css`, which this file was copied from
     --> themes/own/assets/brand.css:1:4
      |
    1 | /* Copied from the theme middle 1.2 (0123456789abcdef); `handout theme diff` compares. */
      |    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: if the copy no longer needs to be compared, remove the note

    Checked 2 pages: no errors, 1 warning.
    ");
}

#[test]
fn a_copied_file_of_a_theme_that_is_no_parent_any_more() {
    let project = copied("assets/brand.css", "p { color: red }\n");
    project.write("themes/own/theme.toml", "name = \"own\"\n");
    assert_snapshot!(hidden(&project.check_and_build()), @r"
    warning: this file was copied from the theme `middle`, which is no longer a parent
     --> themes/own/assets/brand.css:1:4
      |
    1 | /* Copied from the theme middle 1.2 (0123456789abcdef); `handout theme diff` compares. */
      |    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: if the copy no longer needs to be compared, remove the note

    Checked 2 pages: no errors, 1 warning.
    ");
}

#[test]
fn a_copied_file_in_a_parent_is_the_parents_to_mend() {
    let project = copied("assets/brand.css", "p { color: red }\n");
    project.write("themes/middle/assets/brand.css", "p { color: blue }\n");
    project.write("themes/clinic/theme.toml", "parent = \"own\"\n");
    project.write("site.toml", "theme = \"clinic\"\n");
    assert_snapshot!(hidden(&project.check_and_build()), @r"
    warning: `assets/brand.css` of the theme `middle` has changed since it was copied
     --> themes/own/assets/brand.css:1:4
      |
    1 | /* Copied from the theme middle 1.2 (0123456789abcdef); `handout theme diff` compares. */
      |    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: a newer version of the theme `own` may include the change

    Checked 2 pages: no errors, 1 warning.
    ");
}

/// Hides the fingerprint, which does not matter to a reader.
fn hidden(said: &str) -> String {
    let start = said.find(" (").expect("a fingerprint") + 2;
    assert!(said[start..start + 16].bytes().all(|b| b.is_ascii_hexdigit()), "{said}");
    said.replacen(&said[start..start + 16], "0123456789abcdef", 1)
}
