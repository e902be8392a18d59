//! Mistakes in an address.

use insta::assert_snapshot;

use super::more;

#[test]
fn two_files_at_one_address() {
    assert_snapshot!(more(&[("content/a.html", "<p>A</p>")]), @r"
    error: two files claim the address `a.html`
    --> content/a.html
    ::: content/a.md
     = help: rename one of the two; the other one is content/a.md

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_file_of_both_folders() {
    assert_snapshot!(more(&[("content/logo.svg", "<svg/>"), ("static/logo.svg", "<svg/>")]), @r"
    error: two files claim the address `logo.svg`
    --> static/logo.svg
    ::: content/logo.svg
     = help: rename one of the two; the other one is content/logo.svg

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_old_address_that_a_page_has() {
    assert_snapshot!(more(&[("content/b.md", "---\ntitle: B\naliases: [old.html, a.html]\n---\n")]), @r"
    error: two files claim the address `a.html`
     --> content/b.md:3:10
      |
    3 | aliases: [old.html, a.html]
      |          ^^^^^^^^^^^^^^^^^^
     ::: content/a.md
      = help: rename one of the two; the other one is content/a.md

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_old_address_of_two_pages() {
    assert_snapshot!(more(&[("content/b.md", "---\ntitle: B\naliases: [old.html]\n---\n"), ("content/c.md", "---\ntitle: C\naliases: [old.html]\n---\n")]), @r"
    error: two files claim the address `old.html`
     --> content/c.md:3:10
      |
    3 | aliases: [old.html]
      |          ^^^^^^^^^^
      |
     ::: content/b.md:3:10
      |
    3 | aliases: [old.html]
      |          ^^^^^^^^^^
      |
      = help: rename one of the two; the other one is content/b.md

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_old_address_out_of_the_site() {
    assert_snapshot!(more(&[("content/b.md", "---\ntitle: B\naliases: [../old.html]\n---\n")]), @r"
    error: `../old.html` is not an address inside the site
     --> content/b.md:3:10
      |
    3 | aliases: [../old.html]
      |          ^^^^^^^^^^^^^
      |
      = help: write it like `old/page.html`

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_old_address_on_another_site() {
    assert_snapshot!(more(&[("content/b.md", "---\ntitle: B\naliases: [\"https://example.org/b\"]\n---\n")]), @r#"
    error: `https://example.org/b` is not an address inside the site
     --> content/b.md:3:10
      |
    3 | aliases: ["https://example.org/b"]
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write it like `old/page.html`

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn names_that_differ_by_case_alone() {
    assert_snapshot!(more(&[("content/A.md", "---\ntitle: B\n---\n")]), @r"
    error: two files claim the address `a.html` where case is ignored
    --> content/a.md
    ::: content/A.md
     = help: rename one of the two; the other one is content/A.md

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_file_below_a_file() {
    assert_snapshot!(more(&[("content/b.md", "---\ntitle: B\naliases: [a.html/old.html]\n---\n")]), @r"
    error: the address `a.html/old.html` is below `a.html`, which is a file
     --> content/b.md:3:10
      |
    3 | aliases: [a.html/old.html]
      |          ^^^^^^^^^^^^^^^^^
      |
      = help: rename one of the two

    1 error, no warnings. Not ready to build.
    ");
}
