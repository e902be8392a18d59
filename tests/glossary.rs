//! The glossary: its terms are explained where pages use them first, and the search finds pages by their other forms.

use handout::document::{Body, Kind};
use insta::assert_snapshot;

use crate::harness::Project;
use crate::harness::dom::Document;
use crate::harness::memory::Guide;

const SITE: (&str, &str) = ("site.toml", "title = \"Milk\"\nlanguage = \"en-GB\"\n");
const HOME: (&str, &str) = ("content/index.md", "# Milk\n\nWelcome.\n");
/// The glossary as a page.
const GLOSSARY: &str = "---\ntitle: Words\nglossary: true\n---\n\nLet-down, milk ejection reflex\n: The *release* of milk.\n\n\
                        IBCLC (International Board Certified Lactation Consultant)\n: Someone who helps.\n";
/// The same as a file.
const FILE: &str = "Let-down:\n  definition: The *release* of milk.\n  forms: [milk ejection reflex]\nIBCLC:\n  \
                    expansion: International Board Certified Lactation Consultant\n  definition: Someone who helps.\n";

fn guide(glossary: (&str, &str), page: &str) -> Guide {
    Guide::new([SITE, HOME, glossary, ("content/page.md", page)])
}

/// Returns the words on a page that are explained, each with its explanation.
fn explained(guide: &Guide, url: &str) -> Vec<(String, String)> {
    let page = Document::parse(&guide.output(url));
    assert!(page.errors.is_empty(), "{:?}", page.errors);
    let buttons = page.named("button").filter(|it| it.attribute("class") == Some("term"));
    let note = |id: &str| {
        let found = page.named("span").find(|it| it.attribute("id") == Some(id)).expect("a note");
        assert!(found.attribute("popover").is_some());
        found.text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    buttons.map(|it| (it.text.clone(), note(it.attribute("popovertarget").expect("a target")))).collect()
}

#[test]
fn the_first_use_on_a_page_is_explained_whichever_way_the_glossary_is_written() {
    let text = "# A page\n\nThe let-down, and again the let-down. Two IBCLCs.\n";
    let with_ids =
        GLOSSARY.replace("\nLet-down,", "\n[Let-down]{#ld},").replace("\nIBCLC", "\n<b id=\"ib\">IBCLC</b>");
    for (glossary, address, ids) in [
        (("content/words.md", GLOSSARY), "words.html", ["", ""]),
        (("content/words.md", &*with_ids), "words.html", ["#ld", "#ib"]),
        (("content/glossary.yml", FILE), "glossary.html", ["#let-down", "#ibclc"]),
    ] {
        let guide = guide(glossary, text);
        assert_eq!(guide.messages(), "");
        let title = "Glossary";
        assert_eq!(
            explained(&guide, "page.html"),
            [
                ("let-down".to_owned(), format!("The release of milk. {title}")),
                (
                    "IBCLCs".to_owned(),
                    format!("International Board Certified Lactation Consultant Someone who helps. {title}")
                ),
            ]
        );
        let html = guide.output("page.html");
        assert!(
            html.contains("<abbr title=\"International Board Certified Lactation Consultant\">IBCLCs</abbr>")
        );
        for id in ids {
            assert!(html.contains(&format!("<a href=\"{address}{id}\">Glossary</a></span>")), "{id}: {html}");
            let entry = Document::parse(&guide.output(address));
            assert!(id.is_empty() || entry.values("id").any(|own| own == &id[1..]), "{id}");
        }
        assert!(guide.output(address).contains("The <em>release</em> of milk."), "Markdown in a definition");
        assert!(!guide.addresses().iter().any(|it| it.ends_with(".yml")), "the file itself is not published");
    }
}

#[test]
fn no_term_is_explained_where_it_cannot_be_or_need_not() {
    let text = "---\ntitle: A page\n---\n\n## Let-down\n\n[Let-down](index.md), `let-down`, <b>let-down</b>.\n\n- [ ] let-down\n\n\
                :::details[Let-down]\nMore.\n:::\n\nLet-down\n: A definition of its own.\n\n| a |\n| - |\n| b |\n\nTable: Let-down\n";
    let guide = guide(("content/words.md", GLOSSARY), text);
    assert_eq!(explained(&guide, "page.html"), []);
    assert_eq!(explained(&guide, "words.html"), [], "the glossary explains itself");
    for (title, count) in [("The let-down", 1), ("Let-down", 0), ("Milk ejection reflex", 0)] {
        let page = format!("# {title}\n\nThe let-down.\n");
        assert_eq!(
            explained(&self::guide(("content/words.md", GLOSSARY), &page), "page.html").len(),
            count,
            "{title}"
        );
    }
}

#[test]
fn only_paper_and_programs_that_read_text_see_the_term_alone() {
    let text = "# A page\n\nThe *let-down*, and\nan IBCLC.\n";
    let guide = guide(("content/words.md", GLOSSARY), text);
    assert_eq!(guide.output("page.md"), "# A page\n\nThe *let-down*, and\nan IBCLC.\n");
    let print = guide.output("print.html");
    assert!(print.contains("<p>The <em>let-down</em>, and\nan IBCLC.</p>"), "{print}");
}

#[test]
fn a_guide_can_leave_its_terms_as_they_are() {
    let files = [
        ("site.toml", "title = \"Milk\"\n[glossary]\nauto = false\n"),
        HOME,
        ("content/words.md", GLOSSARY),
        ("content/page.md", "# A page\n\nThe let-down.\n"),
    ];
    assert_eq!(explained(&Guide::new(files), "page.html"), []);
}

#[test]
fn a_mark_by_hand_is_the_use_that_is_explained() {
    for (text, shown) in [
        ("The let-down. The [let-down]{term} again.", "let-down"),
        ("The let-down. [It]{term=\"let-down\"} comes.", "It"),
        ("The let-down. The [*milk* ejection\nreflexes]{term #a}.", "milk ejection\nreflexes"),
        ("- [Milk ejection reflex]{.b term}\n- let-down", "Milk ejection reflex"),
        ("[[let-down]{lang=en}]{term index} let-down", "let-down"),
    ] {
        for settings in ["", "[glossary]\nauto = false\n"] {
            let settings = format!("title = \"Milk\"\nlanguage = \"en-GB\"\n{settings}");
            let page = format!("# A page\n\n{text}\n");
            let files = [
                ("site.toml", &*settings),
                HOME,
                ("content/words.md", GLOSSARY),
                ("content/page.md", &*page),
            ];
            let guide = Guide::new(files);
            assert_eq!(guide.messages(), "", "{text}");
            let words = explained(&guide, "page.html").into_iter().map(|it| it.0).collect::<Vec<_>>();
            assert_eq!(words, [shown], "{text}: {settings}");
            let print = guide.output("print.html");
            assert!(!print.contains("class=\"term\"") && !print.contains("{term"), "{print}");
            assert!(!guide.output("page.md").contains("{term"));
        }
    }
    let own = guide(("content/words.md", GLOSSARY), "# Let-down\n\nThe [let-down]{term}, and a let-down.\n");
    assert_eq!(explained(&own, "page.html").len(), 1, "on the page of the term, only the author explains it");
    let itself = GLOSSARY.replace("*release*", "[release]{term=\"let-down\"}");
    assert_eq!(guide(("content/words.md", &itself), "# A page\n").messages(), "");
}

#[test]
fn a_mark_by_hand_of_no_term_is_an_error() {
    let text = "# A [let-down]{term}\n\nThe [let-dwon]{term} and [x]{term=\"IBCLS\"}, [qqq]{term}.\n\n\
                [`let-down`]{term} [a]{term=\"\"} []{term=\"let-down\"} [the [let-down]{term}](index.md)\n";
    assert_snapshot!(guide(("content/words.md", GLOSSARY), text).messages(), @r#"
    error: a term cannot be explained here
     --> content/page.md:1:5
      |
    1 | # A [let-down]{term}
      |     ^^^^^^^^^^^^^^^^
      |
      = help: mark words in the text, without links or code in them; headings, links, notes, tasks, captions and titles have no explanations

    error: the glossary has no term `let-dwon`
     --> content/page.md:3:5
      |
    3 | The [let-dwon]{term} and [x]{term="IBCLS"}, [qqq]{term}.
      |     ^^^^^^^^^^^^^^^^
      |
      = help: did you mean `{term="Let-down"}`?

    error: the glossary has no term `IBCLS`
     --> content/page.md:3:26
      |
    3 | The [let-dwon]{term} and [x]{term="IBCLS"}, [qqq]{term}.
      |                          ^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `{term="IBCLC"}`?

    error: the glossary has no term `qqq`
     --> content/page.md:3:45
      |
    3 | The [let-dwon]{term} and [x]{term="IBCLS"}, [qqq]{term}.
      |                                             ^^^^^^^^^^^
      |
      = help: add it to the glossary, or name an entry, as in `{term="let-down"}`

    error: a term cannot be explained here
     --> content/page.md:5:1
      |
    5 | [`let-down`]{term} [a]{term=""} []{term="let-down"} [the [let-down]{term}](index.md)
      | ^^^^^^^^^^^^^^^^^^
      |
      = help: mark words in the text, without links or code in them; headings, links, notes, tasks, captions and titles have no explanations

    error: `term` has no words
     --> content/page.md:5:30
      |
    5 | [`let-down`]{term} [a]{term=""} []{term="let-down"} [the [let-down]{term}](index.md)
      |                              ^
      |
      = help: write `{term}`, or the words of the entry, as in `{term="let-down"}`

    error: a term cannot be explained here
     --> content/page.md:5:33
      |
    5 | [`let-down`]{term} [a]{term=""} []{term="let-down"} [the [let-down]{term}](index.md)
      |                                 ^^^^^^^^^^^^^^^^^^^
      |
      = help: mark words in the text, without links or code in them; headings, links, notes, tasks, captions and titles have no explanations

    error: a term cannot be explained here
     --> content/page.md:5:58
      |
    5 | [`let-down`]{term} [a]{term=""} []{term="let-down"} [the [let-down]{term}](index.md)
      |                                                          ^^^^^^^^^^^^^^^^
      |
      = help: mark words in the text, without links or code in them; headings, links, notes, tasks, captions and titles have no explanations
    "#);
    let bare = Guide::new([SITE, HOME, ("content/page.md", "# A page\n\n[let-down]{term}\n")]).messages();
    assert!(bare.contains("the glossary has no term `let-down`") && bare.contains("add it to the glossary"));
}

#[test]
fn the_search_finds_a_page_by_a_term_that_is_marked_by_hand() {
    let guide =
        guide(("content/words.md", GLOSSARY), "# A page\n\nAsk [her]{term=IBCLC} of [it]{term=let-down}.\n");
    let page = guide.page("page.md");
    let words: Vec<&str> = guide.snapshot.pages[page.index()].words().iter().map(|it| it.0).collect();
    assert!(["ejection", "reflex", "ibclc"].iter().all(|word| words.contains(word)), "{words:?}");
}

#[test]
fn the_language_of_a_page_chooses_its_terms() {
    let german = "---\ntitle: Wörter\nlanguage: de\nglossary: true\n---\n\nBrust\n: Sie gibt Milch.\n";
    let page = |language: &str| {
        format!("---\ntitle: P\nlanguage: {language}\n---\n\nDie Brüste. Brust. Let-down.\n")
    };
    let words = |language: &str| {
        let page = page(language);
        let files = [
            SITE,
            HOME,
            ("content/w.md", german),
            ("content/g.md", GLOSSARY),
            ("content/page.md", page.as_str()),
        ];
        explained(&Guide::new(files), "page.html").into_iter().map(|it| it.0).collect::<Vec<_>>()
    };
    assert_eq!(
        [words("de-AT"), words("en"), words("fr")],
        [vec!["Brüste".to_owned()], vec!["Let-down".to_owned()], vec![]]
    );
}

#[test]
fn the_search_finds_a_page_by_the_other_forms_of_its_terms() {
    let guide = guide(("content/words.md", GLOSSARY), "# A page\n\nThe let-down.\n");
    let page = guide.page("page.md");
    let words: Vec<&str> = guide.snapshot.pages[page.index()].words().iter().map(|it| it.0).collect();
    assert!(["ejection", "reflex"].iter().all(|word| words.contains(word)), "{words:?}");
    assert!(!words.contains(&"consultant"), "{words:?}");
}

#[test]
fn mistakes_are_reported_in_the_file_of_the_glossary() {
    let file = "Let-down: The release.\nLatch:\n  meaning: A hold.\n\"A, b\": Two.\nEmpty: \"\"\nlet-down: Again.\n\
                Broken: See [there](nowhere.md).\nList: [a]\n";
    assert_snapshot!(guide(("content/glossary.yml", file), "# A page\n").messages(), @r#"
    error: unknown key `meaning` in the term `Latch`
     --> content/glossary.yml:2:1
      |
    2 | Latch:
      | ^^^^^ not a known key
      |
      = help: did you mean `definition`?

    error: `A, b` has a comma or brackets, which separate the forms of a term
     --> content/glossary.yml:4:2
      |
    4 | "A, b": Two.
      |  ^^^^
      |
      = help: write each form alone below `forms:`

    error: `Empty` has no definition
     --> content/glossary.yml:5:1
      |
    5 | Empty: ""
      | ^^^^^
      |
      = help: write `Bight: A loop in a rope.`

    warning: the term `let-down` is defined twice
     --> content/glossary.yml:6:1
      |
    6 | let-down: Again.
      | ^^^^^^^^
      |
     ::: content/glossary.yml:1:1
      |
    1 | Let-down: The release.
      | ^^^^^^^^ the first time
      |
      = help: keep one of the two: only the first one is explained on other pages

    error: there is no page or file `nowhere.md`
     --> content/glossary.yml:7:23
      |
    7 | Broken: See [there](nowhere.md).
      |                       ^^^^^^^^^^

    error: the term `List` expects a definition, found a list
     --> content/glossary.yml:8:1
      |
    8 | List: [a]
      | ^^^^
      |
      = help: write `Bight: A loop in a rope.`
    "#);
    assert_snapshot!(guide(("content/glossary.yml", "- a\n"), "# A page\n").messages(), @r"
    error: a glossary expects a term on each line, a colon and its definition
    --> content/glossary.yml
     = help: write `Bight: A loop in a rope.`
    ");
    let both = Guide::new([SITE, HOME, ("content/glossary.yml", FILE), ("content/glossary.md", "# Mine\n")]);
    assert_snapshot!(both.messages(), @r"
    error: content/glossary.md is in the place of the page that this file makes
    --> content/glossary.yml
     = help: move the terms into the page, below `glossary: true`, or rename the page
    ");
    let none = guide(("content/words.md", "---\ntitle: Words\nglossary: true\n---\n\nSoon.\n"), "# A page\n");
    assert_snapshot!(none.messages(), @r"
    warning: the page is a glossary and defines no term
    --> content/words.md
     = help: write each term on a line, and `: its definition` on the next
    ");
}

#[test]
fn a_glossary_on_the_disk_is_watched_and_not_copied() {
    let project = Project::with([
        SITE,
        HOME,
        ("content/glossary.yml", FILE),
        ("content/page.md", "# P\n\nLet-down.\n"),
    ]);
    project.build();
    assert!(project.built("page.html").contains("popovertarget"));
    assert!(project.built("a-z.html").contains("IBCLC"));
    let names: Vec<String> = project.site().into_keys().collect();
    assert!(names.contains(&"glossary.html".to_owned()) && !names.contains(&"glossary.yml".to_owned()));
}

/// Returns the texts of a page as the search reads them.
fn texts(body: &Body) -> Vec<String> {
    body.sections().into_iter().map(|section| section.title + "\n" + &section.text).collect()
}

#[test]
fn explaining_terms_changes_no_word_whatever_the_text() {
    let mut seed: u32 = 11;
    let mut next = move |limit: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % limit
    };
    let pieces = [
        "let-down",
        "IBCLC",
        " ",
        "\n",
        "*",
        "**",
        "`",
        "milk ejection",
        " reflex",
        "\n\n",
        "- ",
        "> ",
        "# ",
        "[a](index.md)",
        "é",
        ".",
        "[^1]",
        "\n\n[^1]: note\n\n",
        "<b>",
        "</b>",
        "&amp;",
        "| a |\n|-|\n| let-down |\n",
        "  \n",
        "\\*",
    ];
    let plain = ("content/words.md", "# Words\n");
    let mut marked = 0;
    for _ in 0..100 {
        let text: String = (0..next(40)).map(|_| pieces[next(pieces.len())]).collect();
        let page = format!("---\ntitle: Page\n---\n\n{text}\n");
        let (with, without) = (guide(("content/words.md", GLOSSARY), &page), guide(plain, &page));
        let body = |guide: &Guide| guide.snapshot.pages[guide.page("page.md").index()].body.clone();
        let (with_terms, as_written) = (body(&with), body(&without));
        assert_eq!(texts(&with_terms), texts(&as_written), "{page}");
        marked += with_terms.nodes().filter(|node| matches!(node.kind(), Kind::TermUse(_))).count();
        let html = with.output("page.html");
        assert!(Document::parse(&html).errors.is_empty(), "{page}\n{html}");
        assert_eq!(with.output("page.md"), without.output("page.md"), "{page}");
    }
    assert!(marked > 40, "only {marked} terms were explained");
}

#[test]
fn an_explanation_has_the_words_that_the_guide_gives_its_citations_and_references() {
    let glossary = "Let-down: Milk flows [@bell2002], see @bell2002 and @fig-flow.\n";
    let source = "@article{bell2002, author={Ann Bell}, title={One}, journal={J}, year={2002}}\n";
    let figure = "# Flow\n\n![A drop](drop.svg \"Milk\"){#fig-flow}\n";
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>";
    let guide = Guide::new([
        SITE,
        HOME,
        ("content/glossary.yml", glossary),
        ("content/sources.bib", source),
        ("content/drop.svg", drawing),
        ("content/flow.md", figure),
        ("content/page.md", "# A page\n\nThe let-down.\n"),
    ]);
    assert_eq!(guide.messages(), "");
    let found = explained(&guide, "page.html");
    assert_eq!(
        found,
        [("let-down".to_owned(), "Milk flows, see Bell [1] and Figure 1. Glossary".to_owned())]
    );
}
