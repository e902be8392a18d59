//! Pages for one edition, audience or language: where they are absent, they are absent altogether.

use handout::Options;
use insta::assert_snapshot;

use crate::harness::memory::Guide;

const SITE: &str = "title = \"Guide\"\nurl = \"https://a.example\"\n[audiences]\nmidwife = \"For midwives\"\nparent = \"Parents\"\n";

/// Returns a guide of these pages, for an audience.
fn guide(pages: &[(&str, &str)], audience: Option<&str>) -> Guide {
    let options = Options { audience: audience.map(str::to_owned), ..Options::default() };
    let files = pages.iter().map(|(path, text)| (format!("content/{path}"), *text)).collect::<Vec<_>>();
    let files = files.iter().map(|(path, text)| (path.as_str(), *text));
    Guide::with_options([("site.toml", SITE)].into_iter().chain(files), &options)
}

/// Returns a page with this front matter, whose title and text have a word that no other page has.
fn page(only: &str) -> String {
    format!(
        "---\ntitle: Qqtitle\nonly: {only}\nreviewed: 2026-11-01\naliases: [qqold]\n---\n\nQqword, see [home](index.md).\n\n## Qqhead\n"
    )
}

/// Returns what a page shows beside the navigation.
fn main(html: &str) -> &str {
    html.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).expect("a main part")
}

/// Returns every output of the web in one text, with their addresses.
fn web(guide: &Guide) -> String {
    let mut addresses: Vec<&str> = guide.site().routes.keys().map(handout::paths::UrlPath::as_str).collect();
    addresses.retain(|url| {
        let is_text = [".html", ".xml", ".txt", ".md", ".js"].iter().any(|ending| url.ends_with(ending));
        is_text && !url.ends_with("print.html") && !url.starts_with("assets/")
    });
    let text = |url: &str| url.to_owned() + "\n" + &guide.output(url);
    addresses.into_iter().map(text).collect()
}

#[test]
fn a_page_is_in_its_edition_and_leaves_no_trace_in_the_other() {
    for (only, on_web, on_paper) in [
        ("web", true, false),
        ("print", false, true),
        ("{ web: true }", true, false),
        ("{ print: true, audience: midwife }", false, true),
        ("midwife", true, true),
        ("{ audience: midwife }", true, true),
        ("parent", false, false),
        ("{ language: EN }", true, true),
        ("{ language: de }", false, false),
    ] {
        let text = page(only);
        let guide =
            guide(&[("index.md", "# Home\n"), ("a.md", &text), ("b.md", "# Other\n")], Some("midwife"));
        assert_eq!(guide.messages(), "", "{only}");
        let (web, paper) = (web(&guide).to_lowercase(), main(&guide.output("print.html")).to_lowercase());
        for word in ["qqtitle", "qqword", "qqhead", "qqold"] {
            assert_eq!(web.contains(word), on_web, "{word} {only}");
            assert_eq!(paper.contains(word), on_paper && word != "qqold", "{word} {only}");
        }
        assert_eq!(guide.addresses().contains(&"a.html"), on_web, "{only}");
        let printed = guide.site().printed(handout::site::Scope::Guide);
        assert_eq!(printed.contains(&guide.page("a.md")), on_paper, "{only}");
    }
}

#[test]
fn what_a_landing_page_says_is_true_for_its_section() {
    let pages = [
        ("index.md", "# Home\n"),
        ("a/index.md", "---\nonly: print\n---\n# Section\n"),
        ("a/one.md", "# One\n"),
        ("b/two.md", "---\nonly: print\n---\n# Two\n"),
        ("c/index.md", "---\nonly: parent\n---\n# Three\n"),
        ("c/three.md", "# Three\n"),
    ];
    let guide = guide(&pages, None);
    assert_eq!(guide.messages(), "");
    let addresses = guide.addresses();
    assert!(!addresses.iter().any(|url| url.contains('/')), "{addresses:?}");
    let print = guide.output("print.html");
    let print = main(&print);
    assert!(print.contains("One</h3>") && print.contains("Two</h3>") && !print.contains("Three"), "{print}");
}

#[test]
fn a_page_that_another_edition_has_is_skipped_by_neighbours_and_navigation() {
    let site = format!("{SITE}[[nav]]\ntitle = \"All\"\npages = [\"p.md\", \"a.md\", \"m.md\", \"b.md\"]\n");
    let files = [
        ("site.toml", &*site),
        ("content/index.md", "# Home\n"),
        ("content/p.md", "---\nonly: print\n---\n# Paper\n\n![x](dot.svg \"P\"){#fig-p}\n"),
        ("content/a.md", "# A\n\n![x](dot.svg \"A\"){#fig-a}\n"),
        ("content/m.md", "---\nonly: midwife\n---\n# Midwives\n"),
        ("content/b.md", "# B\n\n:::only{print}\n[Paper](p.md), @fig-p\n:::\n"),
        ("content/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>"),
    ];
    let guide = Guide::new(files);
    assert_eq!(guide.messages(), "");
    let (a, b) = (guide.output("a.html"), guide.output("b.html"));
    assert!(a.contains("rel=\"next\" href=\"b.html\"") && b.contains("rel=\"prev\" href=\"a.html\""), "{a}");
    assert!(a.contains("Figure 2: A") && !a.contains("Paper") && !b.contains("Midwives"), "{a}");
    let print = guide.output("print.html");
    assert!(print.contains("<a href=\"#p\">Paper</a>, <a href=\"#p:fig-p\">Figure 1</a>"), "{print}");
}

#[test]
fn a_link_from_an_edition_that_lacks_the_page_names_the_edition() {
    let pages = [
        (
            "index.md",
            "# Home\n\n[Paper](paper.md), [web](web.md), [midwives](m.md), @fig-w and @fig-m.\n\n:::only{print}\n[Paper](paper.md#there)\n:::\n",
        ),
        ("paper.md", "---\nonly: print\n---\n# Paper\n\n## There\n\n[Back](web.md)\n"),
        ("web.md", "---\nonly: web\n---\n# Web\n\n[Back](paper.md#there)\n\n![a](d.svg){#fig-w}\n"),
        ("m.md", "---\nonly: { audience: midwife, language: en }\n---\n# M\n\n![a](d.svg){#fig-m}\n"),
        ("not-printed.md", "---\nprint: false\n---\n# N\n\n[Web](web.md)\n"),
        ("d.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>"),
    ];
    assert_snapshot!(guide(&pages, None).messages(), @r"
    error: `paper.md` is absent on the web
     --> content/index.md:3:9
      |
    3 | [Paper](paper.md), [web](web.md), [midwives](m.md), @fig-w and @fig-m.
      |         ^^^^^^^^
      |
      = help: it is only on paper: put the link into the same kind of part, or link to another place

    error: `web.md` is absent on paper
     --> content/index.md:3:26
      |
    3 | [Paper](paper.md), [web](web.md), [midwives](m.md), @fig-w and @fig-m.
      |                          ^^^^^^
      |
      = help: it is only on the web: put the link into the same kind of part, or link to another place

    error: the link points to a page that is only for the audience `midwife` and for pages in the language `en`
     --> content/index.md:3:46
      |
    3 | [Paper](paper.md), [web](web.md), [midwives](m.md), @fig-w and @fig-m.
      |                                              ^^^^
      |
      = help: put the link into an `:::only` with the same condition, or remove it

    error: `web.md` is absent on paper
     --> content/index.md:3:53
      |
    3 | [Paper](paper.md), [web](web.md), [midwives](m.md), @fig-w and @fig-m.
      |                                                     ^^^^^^
      |
      = help: it is only on the web: put the link into the same kind of part, or link to another place

    error: no figure has the id `fig-m`
     --> content/index.md:3:64
      |
    3 | [Paper](paper.md), [web](web.md), [midwives](m.md), @fig-w and @fig-m.
      |                                                                ^^^^^^
      |
      = help: it is on a page that is only for the audience `midwife` and for pages in the language `en`: remove the reference

    error: `web.md` is absent on paper
     --> content/paper.md:8:8
      |
    8 | [Back](web.md)
      |        ^^^^^^
      |
      = help: it is only on the web: put the link into the same kind of part, or link to another place

    error: `paper.md` is absent on the web
     --> content/web.md:6:8
      |
    6 | [Back](paper.md#there)
      |        ^^^^^^^^^^^^^^
      |
      = help: it is only on paper: put the link into the same kind of part, or link to another place
    ");
}

#[test]
fn mistakes_in_the_condition_of_a_page_have_messages() {
    let pages = [
        ("index.md", "---\nonly: print\n---\n# Home\n"),
        ("a.md", "---\nonly: midwifes\n---\n# A\n"),
        ("b.md", "---\nonly: { web: true, print: true }\n---\n# B\n"),
        ("c.md", "---\nonly: { audence: midwife }\n---\n# C\n"),
        ("d.md", "---\nonly: [web]\n---\n# D\n"),
        ("e/index.md", "---\nonly: web\n---\n# E\n"),
        ("e/f.md", "---\nonly: print\n---\n# F\n"),
        ("g.md", "---\nonly: print\nprint: false\n---\n# G\n"),
    ];
    assert_snapshot!(guide(&pages, None).messages(), @r"
    error: there is no audience `midwifes`
     --> content/a.md:2:7
      |
    2 | only: midwifes
      |       ^^^^^^^^
      |
      = help: did you mean `midwife`?

    error: this page does not say for whom it is
     --> content/b.md:2:7
      |
    2 | only: { web: true, print: true }
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write `only: web`, `only: print`, `only: { audience: … }` or `only: { language: … }`

    error: unknown key `audence` in `only`
     --> content/c.md:2:7
      |
    2 | only: { audence: midwife }
      |       ^^^^^^^^^^^^^^^^^^^^ not a known key
      |
      = help: did you mean `audience`?

    error: `only` expects text or a table of keys, found a list
     --> content/d.md:2:7
      |
    2 | only: [web]
      |       ^^^^^ expected text or a table of keys

    error: no edition shows the page
     --> content/e/f.md:2:7
      |
    2 | only: print
      |       ^^^^^
      |
      = help: its section is in another edition: move the page, or change one of the conditions

    error: no edition shows the page
     --> content/g.md:2:7
      |
    2 | only: print
      |       ^^^^^
      |
      = help: it is only on paper, and `print: false` leaves it out there: remove one of the two

    warning: the home page is not for everybody, but it is published anyway
     --> content/index.md:2:7
      |
    2 | only: print
      |       ^^^^^
      |
      = help: every site needs a home page: write `only: web` to leave it out on paper, or remove `only`
    ");
}

#[test]
fn the_title_of_the_audience_is_on_every_page() {
    let pages = [("index.md", "# Home\n"), ("a.md", "# A\n")];
    for (audience, count) in [(Some("midwife"), 1), (None, 0)] {
        let guide = guide(&pages, audience);
        for (url, more) in [("a.html", 0), ("index.html", 1), ("print.html", 1)] {
            let html = guide.output(url);
            assert_eq!(
                html.matches("For midwives").count(),
                count * (1 + more),
                "{url} {audience:?}: {html}"
            );
        }
    }
}

#[test]
fn mistakes_in_audiences_have_messages() {
    let site = "[audiences]\nweb = \"Web\"\nnurse = 3\n";
    let guide = Guide::new([("site.toml", site), ("content/index.md", "# Home\n")]);
    assert_snapshot!(guide.messages(), @r#"
    error: `web` is the name of an edition, not of an audience
     --> site.toml:2:1
      |
    2 | web = "Web"
      | ^^^
      |
      = help: give the audience another name

    error: the title of an audience is text, found a number
     --> site.toml:3:9
      |
    3 | nurse = 3
      |         ^
      |
      = help: write `nurse = "its title"`
    "#);
}

#[test]
fn a_print_page_is_described_by_its_text_on_paper() {
    let home = "# Home\n\n:::only{web}\nOn the web.\n:::\n\n:::only{print}\nOn paper.\n:::\n";
    let guide = guide(&[("index.md", home), ("a.md", "# A\n")], None);
    let description = |url: &str| {
        let html = guide.output(url);
        let rest =
            html.split("<meta name=\"description\" content=\"").nth(1).expect("a description").to_owned();
        rest.split('"').next().expect("its end").to_owned()
    };
    assert_eq!(
        (description("index.html").as_str(), description("print.html").as_str()),
        ("On the web.", "On paper.")
    );
}
