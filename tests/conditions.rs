//! Parts for one edition, audience or language: what is absent is absent everywhere.

use handout::Options;
use insta::assert_snapshot;

use crate::harness::memory::Guide;
use crate::harness::{Project, indented};

const SITE: &str = "title = \"Guide\"\n[audiences]\nmidwife = \"Midwives\"\nparent = \"Parents\"\n";

fn guide(text: &str, audience: Option<&str>) -> Guide {
    let options =
        Options { audience: audience.map(str::to_owned), pdfs: handout::Pdfs::Left, ..Options::default() };
    let page = format!("# Home\n\n{text}\n");
    Guide::with_options(
        [("site.toml", SITE), ("content/index.md", &page), ("content/dot.svg", DOT)],
        &options,
    )
}

const DOT: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>";

/// Every output that shows what the web shows.
const ON_THE_WEB: [&str; 3] = ["index.html", "index.md", "a-z.html"];

/// Containers: what is before the text, the beginning of each other line of it, and what is after.
const CONTAINERS: [[&str; 3]; 6] = [
    ["", "", ""],
    ["- ", "  ", ""],
    ["> ", "> ", ""],
    [":::::card[A]\n", "", "\n:::::"],
    ["<div>\n\n", "", "\n\n</div>"],
    ["text[^n]\n\n[^n]: ", "    ", ""],
];

fn contained([before, prefix, after]: [&str; 3], part: &str) -> String {
    format!("Before.\n\n{}{after}\n\nLast.\n", indented(part, before, prefix))
}

#[test]
fn a_part_is_in_its_edition_and_leaves_no_trace_in_the_other() {
    for container in CONTAINERS {
        for (edition, on_web) in [("web", true), ("print", false)] {
            let part = format!(":::only{{{edition}}}\nQqword.\n\n## Qqhead\n\n- Qqitem\n:::");
            let guide = guide(&contained(container, &part), None);
            assert_eq!(guide.messages(), "", "{part}");
            let web = ON_THE_WEB.map(|url| guide.output(url)).join("") + &index(&guide);
            let paper = guide.output("print.html");
            for word in ["Qqword", "Qqhead", "Qqitem", "qqhead"] {
                assert_eq!(web.to_lowercase().contains(&word.to_lowercase()), on_web, "{word} {part}");
                assert_eq!(paper.contains(word), !on_web, "{word} {part}");
            }
            for text in [&web, &paper] {
                assert!(text.contains("Last.") && !text.contains(":::") && !text.contains("only{"), "{text}");
            }
        }
    }
}

/// Returns the words of the search.
fn index(guide: &Guide) -> String {
    let words = &guide.snapshot.pages[guide.page("index.md").index()];
    format!("{:?}", words.words())
}

#[test]
fn a_heading_takes_its_section_with_it() {
    let text = "First.\n\n## One {only=print}\n\nIn one.\n\n### Below\n\nDeep.\n\n## Two {#two only=web}\n\nIn two.\n\n## Three\n\nIn three.\n";
    let guide = guide(text, None);
    assert_eq!(guide.messages(), "");
    let (web, paper) = (guide.output("index.html"), guide.output("print.html"));
    for (word, on_web, on_paper) in
        [("In one", false, true), ("Deep", false, true), ("In two", true, false), ("In three", true, true)]
    {
        assert_eq!((web.contains(word), paper.contains(word)), (on_web, on_paper), "{word}");
    }
    assert!(!web.contains("only"), "{web}");
}

#[test]
fn footnotes_are_counted_in_each_edition() {
    let text = "A[^a]\n\n:::only{print}\nB[^b]\n:::\n\nC[^c] and A again[^a]\n\n[^a]: note a\n[^b]: note b\n[^c]: note c, see[^d]\n[^d]: note d\n";
    let guide = guide(text, None);
    let (web, paper) = (guide.output("index.html"), guide.output("print.html"));
    assert!(!web.contains("note b") && paper.contains("note b"));
    let items = |html: &str| html.matches("<li id=\"").filter(|_| true).count();
    assert_eq!((items(&web), items(&paper)), (3, 4));
    assert!(web.contains("href=\"#fn--2\" role=\"doc-noteref\">2</a></sup> and A again"), "{web}");
    assert!(web.contains("id=\"fnref--1-2\""), "{web}");
}

#[test]
fn a_figure_has_one_number_in_both_editions() {
    let text = ":::only{print}\n![a](dot.svg \"First\"){#fig-a}\n:::\n\n![b](dot.svg \"Second\"){#fig-b}\n\nSee @fig-b.\n";
    let guide = guide(text, None);
    assert_eq!(guide.messages(), "");
    for url in ["index.html", "print.html"] {
        let html = guide.output(url);
        assert!(html.contains("Figure 2: Second") && html.contains(">Figure 2</a>"), "{html}");
    }
}

#[test]
fn an_audience_is_chosen_and_a_language_is_that_of_the_page() {
    let text = ":::only{audience=\"midwife\"}\nFor midwives. [Read about there](#there)\n\n## There\n:::\n\n:::only{audience=parent print}\nFor parents.\n:::\n\n:::only{language=\"EN\"}\nIn English.\n:::\n\n:::only{language=\"de\"}\nAuf Deutsch.\n:::\n\n## Tools {only=midwife}\n\nForceps.\n";
    for (audience, shown, absent) in [
        (None, vec!["In English"], vec!["For midwives", "For parents", "Forceps"]),
        (Some("midwife"), vec!["For midwives", "In English", "Forceps"], vec!["For parents"]),
        (Some("parent"), vec!["For parents", "In English"], vec!["For midwives", "Forceps"]),
    ] {
        let guide = guide(text, audience);
        assert_eq!(guide.messages(), "");
        let paper = guide.output("print.html");
        assert!(shown.iter().all(|words| paper.contains(words)), "{audience:?}: {paper}");
        assert!(absent.iter().all(|words| !paper.contains(words)), "{audience:?}: {paper}");
        assert!(!paper.contains("Auf Deutsch") && !guide.output("index.html").contains("For parents"));
    }
}

#[test]
fn a_part_in_a_part_hides_only_itself() {
    let text = "::::only{print}\n:::only{audience=midwife}\nM\n:::\n\n## Paper\n\nSee [the top of this](#paper).\n::::\n";
    assert_eq!(guide(text, None).messages(), "");
    let said = guide(&format!("{text}\n[On paper](#paper)\n"), None).messages();
    assert!(said.contains("`#paper` is absent on the web"), "{said}");
}

#[test]
fn mistakes_in_conditions_have_messages() {
    let text = ":::only\na\n:::\n\n:::only{web print}\na\n:::\n\n:::only{audience=midwifes}\na\n:::\n\n:::only{audience=nurse}\na\n:::\n\n\
                :::only{language=dee}\na\n:::\n\n:::only{prnt}\na\n:::\n\n:::only{print}\n## Paper\n:::\n\n[on paper](#paper) and \
                [nowhere](#papr)\n\n## A {only=prin}\n";
    assert_snapshot!(guide(text, None).messages(), @r#"
    error: this part does not say for whom it is
     --> content/index.md:3:1
      |
    3 | :::only
      | ^^^^^^^
      |
      = help: write `{web}`, `{print}`, `{audience="…"}` or `{language="…"}` after the name

    error: this part does not say for whom it is
     --> content/index.md:7:1
      |
    7 | :::only{web print}
      | ^^^^^^^^^^^^^^^^^^
      |
      = help: write `{web}`, `{print}`, `{audience="…"}` or `{language="…"}` after the name

    error: there is no audience `midwifes`
      --> content/index.md:11:1
       |
    11 | :::only{audience=midwifes}
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: did you mean `midwife`?

    error: there is no audience `nurse`
      --> content/index.md:15:1
       |
    15 | :::only{audience=nurse}
       | ^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: declare it in site.toml: `nurse = "…"` below `[audiences]`

    error: `only` has no attribute `prnt`
      --> content/index.md:23:9
       |
    23 | :::only{prnt}
       |         ^^^^
       |
       = help: did you mean `print`?

    error: `#paper` is absent on the web
      --> content/index.md:31:12
       |
    31 | [on paper](#paper) and [nowhere](#papr)
       |            ^^^^^^
       |
       = help: it is only on paper: put the link into the same kind of part, or link to another place

    error: no heading on content/index.md has the id `papr`
      --> content/index.md:31:34
       |
    31 | [on paper](#paper) and [nowhere](#papr)
       |                                  ^^^^^
       |
       = help: did you mean `#paper`?

    error: there is no audience `prin`
      --> content/index.md:33:1
       |
    33 | ## A {only=prin}
       | ^^^^^^^^^^^^^^^^
       |
       = help: did you mean `print`?
    "#);
}

#[test]
fn an_audience_that_the_guide_does_not_have_is_an_error() {
    let project = Project::with([("site.toml", SITE), ("content/index.md", "# Home\n")]);
    let run = project.run(&["build", "--no-pdf", "--audience", "midwif"]);
    assert_snapshot!(run.stderr, @r"
    error: the argument '--no-pdf' cannot be used multiple times

    Usage: handout build [OPTIONS]

    For more information, try '--help'.
    ");
}
