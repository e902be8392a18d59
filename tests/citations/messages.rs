//! The messages about citations and sources.

use insta::assert_snapshot;

use super::{SOURCES, files};
use crate::harness::memory::Guide;

/// Returns the messages about a page with this text.
fn about(text: &str) -> String {
    Guide::new(files(&format!("# Home\n\n{text}\n"))).messages()
}

/// Returns the messages about a file of sources.
fn about_sources(name: &str, text: &str) -> String {
    Guide::new([
        ("site.toml", "[checks]\nunused_sources = false\n"),
        (&*format!("content/{name}"), text),
        ("content/index.md", "# Home\n"),
    ])
    .messages()
}

#[test]
fn an_unknown_key() {
    assert_snapshot!(about("It helps [@morton2010] or [@nobody]. Ask @foda2003 or @nurse_anna."), @r#"
    error: no source has the key `morton2010`
     --> content/index.md:3:11
      |
    3 | It helps [@morton2010] or [@nobody]. Ask @foda2003 or @nurse_anna.
      |           ^^^^^^^^^^^
      |
      = help: did you mean `@morton2009`?

    error: no source has the key `nobody`
     --> content/index.md:3:28
      |
    3 | It helps [@morton2010] or [@nobody]. Ask @foda2003 or @nurse_anna.
      |                            ^^^^^^^
      |
      = help: add it to sources.bib, or write `\@nobody` for a text

    error: no source has the key `foda2003`
     --> content/index.md:3:42
      |
    3 | It helps [@morton2010] or [@nobody]. Ask @foda2003 or @nurse_anna.
      |                                          ^^^^^^^^^
      |
      = help: did you mean `@foda2004`?

    warning: no source has the key `nurse_anna`
     --> content/index.md:3:55
      |
    3 | It helps [@morton2010] or [@nobody]. Ask @foda2003 or @nurse_anna.
      |                                                       ^^^^^^^^^^^ this stays as it is written
      |
      = help: write `\@nurse_anna` if it is the name of a user, or add the source to sources.bib
    "#);
}

#[test]
fn a_citation_in_a_heading() {
    assert_snapshot!(about("## It helps [@morton2009]"), @r#"
    error: a heading cannot have a citation
     --> content/index.md:3:13
      |
    3 | ## It helps [@morton2009]
      |             ^^^^^^^^^^^^^
      |
      = help: cite in the text below it, or put a `\` before the `@`
    "#);
}

#[test]
fn a_broken_file_of_sources() {
    assert_snapshot!(about_sources("sources.bib", "@article{a,\n  title = {A},\n  date = {2009}\n}\n\n@book{b,\n  title = {B\n\n@book{c, title = {C}}\n@book{d title = {D}}\n"), @r#"
    error: this entry does not end
     --> content/sources.bib:6:1
      |
    6 | @book{b,
      | ^^^^^^^^
      |
      = help: count the braces: each `{` needs a `}`, and the last one ends the entry

    error: the entry `@book{d title = {D}}` cannot be read: expected comma
      --> content/sources.bib:10:1
       |
    10 | @book{d title = {D}}
       | ^^^^^^^^^^^^^^^^^^^^
       |
       = help: a field is `name = {value}`, with a comma between two fields
    "#);
}

#[test]
fn wrong_fields_of_sources() {
    assert_snapshot!(about_sources("sources.bib", "@article{a, title = {A}, doi = {see 10.1}}\n@book{a, title = {B}}\n@book{c, title = acm}\n"), @r#"
    warning: `see 10.1` is not a DOI
     --> content/sources.bib:1:33
      |
    1 | @article{a, title = {A}, doi = {see 10.1}}
      |                                 ^^^^^^^^
      |
      = help: a DOI looks like `10.1038/jp.2009.87`: look for it at https://doi.org

    error: the key `a` is used twice
     --> content/sources.bib:2:7
      |
    2 | @book{a, title = {B}}
      |       ^
      |
      = help: give one of the two entries another key

    error: `acm` is no abbreviation that is defined
     --> content/sources.bib:3:1
      |
    3 | @book{c, title = acm}
      | ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: put the value between braces: `{…}`
    "#);
    assert_snapshot!(about_sources("sources.yml", "a:\n  type: Article\n  title: A\nb:\n  title: B\n"), @r#"
    error: not a list of sources: b: no entry type for `b`
     --> content/sources.yml:5:3
      |
    5 |   title: B
      |   ^^^^^^^^
    "#);
    assert_snapshot!(about_sources("sources.json", "[{\"id\": \"a\", \"type\": \"book\"},\n {\"id\": \"a\", \"DOI\": \"x\"},\n]"), @r#"
    error: not a list of sources: trailing comma
     --> content/sources.json:3:1
      |
    3 | ]
      | ^
      |
      = help: export the sources as CSL-JSON: a list of objects, each with `id`, `type` and `title`
    "#);
}

#[test]
fn sources_that_no_page_cites() {
    let guide = Guide::new([("content/sources.bib", SOURCES), ("content/index.md", "# Home\n\nA [@nhs]\n")]);
    assert_snapshot!(guide.messages(), @r#"
    warning: no page cites 2 of the sources: `foda2004`, `morton2009`
     --> content/sources.bib:1:10
      |
    1 | @article{morton2009, author = {Morton, Jane and Hall, James Y.}, title = {Hands-on pumping},
      |          ^^^^^^^^^^
      |
      = help: cite it as `[@key]`, remove it, or set `unused_sources = false` under [checks]
    "#);
}

#[test]
fn a_style_that_is_none() {
    let with = |style: &str| {
        let site = format!("[citations]\nstyle = \"{style}\"\n[checks]\nunused_sources = false\n");
        let files =
            [("site.toml", &*site), ("content/sources.bib", SOURCES), ("content/index.md", "# Home\n")];
        Guide::new(files.into_iter().chain([("content/own.csl", "<style/>")])).messages()
    };
    assert_snapshot!(with("ap"), @r#"
    error: there is no style `ap`
     --> site.toml:2:9
      |
    2 | style = "ap"
      |         ^^^^
      |
      = help: did you mean `apa`?
    "#);
    assert_snapshot!(with("own.csl"), @r#"
    error: not a style of the Citation Style Language: Deserialization error occured at `.`
    --> content/own.csl
    "#);
}
