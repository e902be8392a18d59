//! Strength of evidence: the scale of a guide, the legend that says whose it is, and a source for every strength.

use insta::assert_snapshot;

use crate::harness::Project;
use crate::harness::dom::Document;
use crate::harness::memory::Guide;

const HOME: (&str, &str) = ("content/index.md", "# Knots\n");
const SOURCES: (&str, &str) = ("content/sources.md", "# Sources\n\n## Ashley, 1944 {#ashley}\n\nA book.\n");

/// A scale of two levels, of a body.
const OWN: &str = "title = \"Knots\"\nsources = \"sources.md\"\n[evidence]\nname = \"Knot scale\"\nby = \"The Guild <of> Knots\"\n\
                   url = \"https://example.org/scale\"\n[[evidence.levels]]\nname = \"a\"\nlabel = \"Holds\"\n\
                   description = \"It was pulled & held.\"\n[[evidence.levels]]\nname = \"b\"\nlabel = \"May hold\"\n";

/// Returns a guide with a claim of some strength.
fn guide(settings: &str, front: &str, text: &str) -> Guide {
    let page = format!("---\ntitle: It holds\nkind: claim\n{front}---\n\n{text}\n");
    Guide::new([HOME, SOURCES, ("site.toml", settings), ("content/claim.md", page.as_str())])
}

#[test]
fn a_strength_without_a_source_is_an_error() {
    let settings = "title = \"Knots\"\nsources = \"sources.md\"\n";
    assert_snapshot!(guide(settings, "extra:\n  evidence: strong\n", "It holds.").messages(), @r"
    error: `evidence` is `strong`, and the page names no source
     --> content/claim.md:4:1
      |
    4 | extra:
      | ^^^^^
      |
      = help: cite one as `[@key]`, name it with `sources`, or give its web address in a footnote; a strength that nobody can check is a guess
    ");
    // A list that no page explains names nothing.
    let said = guide("title = \"Knots\"\n", "sources: [ashley]\nextra: {evidence: strong}\n", "It holds.");
    assert!(said.messages().contains("names no source"));
    let elsewhere = guide(settings, "extra: {evidence: strong}\n", "[Buy](https://example.org) a rope.");
    assert!(elsewhere.messages().contains("names no source"), "an address in the text is no source");
}

#[test]
fn a_source_is_a_key_or_a_link_to_the_list_or_a_footnote_with_an_address() {
    let settings = "title = \"Knots\"\nsources = \"sources.md\"\n";
    for (front, text) in [
        ("sources: [ashley]\nextra: {evidence: strong}\n", "It holds."),
        ("extra: {evidence: strong}\n", "It [holds](sources.md#ashley)."),
        ("extra: {evidence: strong}\n", "It holds.[^a]\n\n[^a]: [Ashley](https://example.org/ashley)."),
        ("extra: {evidence: none}\n", "Nobody has tested it."),
        ("", "It holds."),
    ] {
        assert_eq!(guide(settings, front, text).messages(), "", "{front}{text}");
    }
}

#[test]
fn a_citation_of_a_known_key_is_a_source() {
    let with = |settings: &str, text: &str| {
        let page = format!("---\ntitle: It holds\nkind: claim\nextra: {{evidence: strong}}\n---\n\n{text}\n");
        let bib = ("content/sources.bib", "@book{ashley, author = {Ashley, Clifford}, title = {Knots}}\n");
        let settings = format!("title = \"Knots\"\n{settings}[checks]\nunused_sources = false\n");
        Guide::new([HOME, bib, ("site.toml", &*settings), ("content/claim.md", &*page)]).messages()
    };
    let notes = "[citations]\nstyle = \"chicago-notes\"\n";
    for text in ["It holds [@ashley, p. 3].", "@ashley says so.", "It holds.[^a]\n\n[^a]: See [@ashley]."] {
        for settings in ["", notes] {
            assert_eq!(with(settings, text), "", "{text}");
        }
    }
    for text in ["As @nurse_anna says.", "It holds \\@ashley."] {
        assert!(with("", text).contains("names no source"), "{text}: {}", with("", text));
    }
    assert!(with("", "It holds.").contains("cite one as `[@key]`"));
}

#[test]
fn the_scale_of_a_guide_takes_the_place_of_that_of_the_theme() {
    let guide = guide(OWN, "sources: [ashley]\nextra: {evidence: b}\n", "It holds.");
    assert_eq!(guide.messages(), "");
    for url in ["claim.html", "print.html"] {
        let html = guide.output(url);
        let page = Document::parse(&html);
        assert!(page.errors.is_empty(), "{:?}", page.errors);
        for words in [
            "May hold",
            "It was pulled &amp; held.",
            "Scale: <a href=\"https://example.org/scale\">Knot scale</a>, The Guild &lt;of&gt; Knots",
        ] {
            assert!(html.contains(words), "{url}: {words}\n{html}");
        }
        assert!(!html.contains("Strong evidence") && !html.contains("guide’s own"), "{html}");
        let legend = if url == "print.html" {
            "<details class=\"evidence-legend\" open>"
        } else {
            "<details class=\"evidence-legend\">"
        };
        assert!(html.contains(legend), "{url}");
    }
    let wrong = self::guide(OWN, "extra: {evidence: strong}\n", "It holds.").messages();
    assert!(wrong.contains("`evidence` expects one of `a`, `b`, found `strong`"), "{wrong}");
}

#[test]
fn a_scale_that_names_nobody_is_the_guides_own() {
    let guide = guide("title = \"Knots\"\n", "extra: {evidence: none}\n", "::evidence-scale");
    let html = guide.output("claim.html");
    assert_eq!(html.matches("A scale of this guide’s own, and of no other body.").count(), 2, "{html}");
    let page = Document::parse(&html);
    let full = page.named("i").filter(|it| it.attribute("class") == Some("full")).count();
    assert_eq!(full, 1 + 2 * (4 + 3 + 2 + 1), "the meter of the page, and two legends");
    assert!(!html.contains("GRADE"));
}

#[test]
fn the_words_of_grade_need_its_name() {
    let levels: String = ["High", "Moderate", "Low", "Very low"]
        .map(|word| {
            format!("[[evidence.levels]]\nname = \"{}\"\nlabel = \"{word} certainty\"\n", word.to_lowercase())
        })
        .concat();
    let of =
        |by: &str| guide(&format!("title = \"Knots\"\n[evidence]\n{by}{levels}"), "", "It holds.").messages();
    assert_snapshot!(of(""), @r#"
    warning: these are the levels of GRADE, and the scale does not say so
     --> site.toml:2:2
      |
    2 | [evidence]
      |  ^^^^^^^^
      |
      = help: add `by = "the GRADE Working Group"` if the evidence was rated with GRADE; else choose other words
    "#);
    assert_eq!(of("by = \"the GRADE Working Group\"\n"), "");
}

#[test]
fn mistakes_in_a_scale_are_reported_at_their_places() {
    let settings = "title = \"Knots\"\n[evidence]\nurl = \"example.org\"\n[[evidence.levels]]\nname = \"a\"\nlabel = \"A\"\n\
                    [[evidence.levels]]\nname = \"a\"\nlabel = \"B\"\n[[evidence.levels]]\nname = \"c\"\n";
    assert_snapshot!(guide(settings, "", "It holds.").messages(), @r#"
    error: `url` expects an address that starts with https:// or http://
     --> site.toml:3:7
      |
    3 | url = "example.org"
      |       ^^^^^^^^^^^^^

    error: the level `a` is declared twice
     --> site.toml:7:1
      |
    7 | [[evidence.levels]]
      | ^^^^^^^^^^^^^^^^^^^

    error: a level needs a `name`, which pages write, and a `label` for readers
      --> site.toml:10:1
       |
    10 | [[evidence.levels]]
       | ^^^^^^^^^^^^^^^^^^^
    "#);
    let one = "title = \"Knots\"\n[evidence]\n[[evidence.levels]]\nname = \"a\"\nlabel = \"A\"\n";
    assert_snapshot!(guide(one, "", "It holds.").messages(), @r"
    error: a scale needs two levels or more
     --> site.toml:2:2
      |
    2 | [evidence]
      |  ^^^^^^^^
      |
      = help: write each below a line `[[evidence.levels]]`, the strongest first
    ");
}

#[test]
fn a_theme_may_declare_a_strength_and_no_levels_of_it() {
    let project = Project::with([
        HOME,
        ("site.toml", "theme = \"own\"\n"),
        (
            "themes/own/theme.toml",
            "[kinds.trial.fields.trust]\ntype = \"strength\"\nlabel = \"Trust\"\nchoices = [\"a\"]\n",
        ),
        ("content/a.md", "---\ntitle: A\nkind: trial\nextra: {trust: limited}\n---\n"),
    ]);
    assert_snapshot!(project.check(), @r"
    error: `trust` is `limited`, and the page names no source
     --> content/a.md:4:8
      |
    4 | extra: {trust: limited}
      |        ^^^^^^^^^^^^^^^^
      |
      = help: cite one as `[@key]`, name it with `sources`, or give its web address in a footnote; a strength that nobody can check is a guess

    error: the field `trust` of the kind `trial` is a strength of evidence: its levels are those of [evidence]
     --> themes/own/theme.toml:1:21
      |
    1 | [kinds.trial.fields.trust]
      |                     ^^^^^

    2 errors, no warnings. Not ready to build.
    ");
}
