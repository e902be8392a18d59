//! The lint: what it reports, what it leaves alone, and how to turn it off.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use super::{body, more};
use crate::harness::Project;

/// Checks a guide with a page of this text, and this `site.toml`.
fn with(settings: &str, text: &str) -> String {
    more(&[("site.toml", settings), ("content/a.md", &format!("---\ntitle: A\n---\n\n{text}"))])
}

/// Returns the messages about a page's links in a guide of this language, one line each.
fn of_links(language: &str, text: &str) -> Vec<String> {
    let said = with(&format!("language = \"{language}\"\n"), text);
    let lines = said.lines().filter_map(|line| line.strip_prefix("warning: "));
    let lines = lines.filter(|line| !line.contains("the labels of the theme are English"));
    lines.map(str::to_owned).collect()
}

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>";
const CLEAN: &str = "Checked 3 pages: no errors, no warnings.\n";

#[test]
fn a_heading_that_skips_a_level() {
    assert_snapshot!(body("## Hold\n\nText.\n\n#### Fingers\n\nText.\n"), @r"
    warning: the heading skips a level: `####` under a `##`
     --> content/a.md:9:1
      |
    9 | #### Fingers
      | ^^^^^^^^^^^^
      |
      = help: make it `###`; the theme decides how large it looks

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn a_first_heading_that_skips_a_level() {
    assert_snapshot!(body("### Hold\n\nText.\n"), @r"
    warning: the heading skips a level: `###` under the title
     --> content/a.md:5:1
      |
    5 | ### Hold
      | ^^^^^^^^
      |
      = help: make it `##`; the theme decides how large it looks

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn a_second_title_further_down() {
    assert_snapshot!(body("## Hold\n\nText.\n\n# More of it\n"), @r"
    warning: another `#` heading after the page's title
     --> content/a.md:9:1
      |
    9 | # More of it
      | ^^^^^^^^^^^^
      |
      = help: make it `##`: a page has one title, and its other headings are below it

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn a_heading_without_words() {
    assert_snapshot!(body("## {#warm}\n\nText.\n"), @r"
    warning: the heading has no text
     --> content/a.md:5:1
      |
    5 | ## {#warm}
      | ^^^^^^^^^^
      |
      = help: add text or remove it: in a list of headings it is an empty entry

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn headings_in_order_are_fine() {
    let text = "## One\n\n### Two\n\n#### Three\n\n## Four\n\n> ### Five\n\n- #### Six\n\n## `seven`\n\n<h3>Eight</h3>\n\n\
                #### Nine\n\n## ![Ten](ten.svg)\n";
    let said = more(&[("content/a.md", &format!("# A\n\n{text}")), ("content/ten.svg", SVG)]);
    assert_eq!(said, CLEAN);
}

#[test]
fn a_link_without_words() {
    assert_snapshot!(body("See [](milk.md).\n"), @r"
    warning: the link has no text
     --> content/a.md:5:5
      |
    5 | See [](milk.md).
      |     ^^
      |
      = help: say where it leads, between the brackets or in the element

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn a_link_round_an_image_without_words() {
    let image = |text: &str| {
        let page = format!("---\ntitle: A\n---\n\n{text}");
        more(&[("content/a.md", &page), ("content/milk.svg", SVG)])
    };
    let said = image("[![](milk.svg)](milk.md)\n");
    assert!(
        said.contains("the image has no alternative text") && said.contains("1 warning"),
        "told once: {said}"
    );
    assert_snapshot!(image("[![](milk.svg){decorative}](milk.md)\n"), @r"
    warning: the link has no text
     --> content/a.md:5:1
      |
    5 | [![](milk.svg){decorative}](milk.md)
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: say in the image's alternative text where the link leads

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn a_link_without_words_in_html() {
    assert_snapshot!(body("See <a href=\"milk.md\"><i class=\"icon\"></i> </a> now.\n"), @r#"
    warning: the link has no text
     --> content/a.md:5:5
      |
    5 | See <a href="milk.md"><i class="icon"></i> </a> now.
      |     ^^^^^^^^^^^^^^^^^^
      |
      = help: say where it leads, between the brackets or in the element

    Checked 3 pages: no errors, 1 warning.
    "#);
}

#[test]
fn a_link_around_what_only_decorates() {
    let html = "> <a href=\"milk.md\"><img src=\"milk.svg\" alt=\"\"></a> [<img src=\"milk.svg\" alt=\"\">](milk.md)\n";
    let text = format!("---\ntitle: A\n---\n\n{html}");
    let said = more(&[("content/a.md", &text), ("content/milk.svg", SVG)]);
    let count = said.lines().filter(|line| *line == "warning: the link has no text").count();
    assert_eq!(count, 2, "{said}");
}

#[test]
fn links_that_say_something_are_fine() {
    let text = "[Milk](milk.md) [**milk**](milk.md) [`milk`](milk.md) <https://example.org> https://example.org\n\n\
                [![Milk](milk.svg)](milk.md) <a id=\"here\"></a> <a href=\"milk.md\" aria-label=\"Milk\"></a>\n\n\
                <a href=\"milk.md\"><img src=\"milk.svg\" alt=\"Milk\"></a> <a href=\"milk.md\">*Milk*</a>\n\n\
                <a href=\"milk.md\">\n\n![Milk](milk.svg)\n\n</a>\n\n> <a href=\"milk.md\"><svg><path/></svg></a>\n";
    let text = format!("---\ntitle: A\n---\n\n{text}");
    assert_eq!(more(&[("content/a.md", &text), ("content/milk.svg", SVG)]), CLEAN);
}

#[test]
fn words_that_do_not_say_where_a_link_leads() {
    assert_snapshot!(body("For the hold, [click here](milk.md).\n\n[*Here*!]: milk.md\n\n[*Here*!]\n"), @r"
    warning: the link text “click here” does not say where it leads
     --> content/a.md:5:15
      |
    5 | For the hold, [click here](milk.md).
      |               ^^^^^^^^^^^^
      |
      = help: describe the target: some readers see only the list of links

    warning: the link text “Here!” does not say where it leads
     --> content/a.md:9:1
      |
    9 | [*Here*!]
      | ^^^^^^^^^
      |
      = help: describe the target: some readers see only the list of links

    Checked 3 pages: no errors, 2 warnings.
    ");
}

#[test]
fn the_place_of_a_link_is_its_words_whatever_is_in_them() {
    assert_snapshot!(body("> For [`click` **here**][milk]\n> now.\n\n[milk]: milk.md\n"), @r"
    warning: the link text “click here” does not say where it leads
     --> content/a.md:5:7
      |
    5 | > For [`click` **here**][milk]
      |       ^^^^^^^^^^^^^^^^^^
      |
      = help: describe the target: some readers see only the list of links

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn words_that_only_look_like_it_are_fine() {
    let text = "[Click here to see the hold](milk.md), [more milk](milk.md), [Here and there](milk.md),\n\
                [Evidence](milk.md#evidence), [this](this.md), [More](#more), [→](milk.md), `[here](x)`\n\n## More\n";
    let text = format!("---\ntitle: A\n---\n\n{text}");
    assert_eq!(more(&[("content/a.md", &text), ("content/this.md", "# This\n")]), CLEAN.replace('3', "4"));
}

#[test]
fn each_language_has_its_own_words() {
    let words = [
        ("en-GB", "Read more…"),
        ("de", "Hier klicken"),
        ("de-CH", "mehr erfahren"),
        ("fr", "en savoir plus"),
        ("fr", "Cliquez ici !"),
        ("es", "Haz clic AQUÍ"),
        ("nl", "klik hier"),
        ("it", "clicca qui"),
        ("pt-BR", "Clique aqui"),
    ];
    for (language, words) in words {
        let said = of_links(language, &format!("[{words}](milk.md)\n"));
        assert_eq!(said, [format!("the link text “{words}” does not say where it leads")], "{language}");
    }
    assert_eq!(of_links("de", "[Gift](milk.md) [here](milk.md)\n"), Vec::<String>::new());
    assert_eq!(of_links("fi", "[klik hier](milk.md)\n"), Vec::<String>::new());
}

#[test]
fn a_page_in_another_language_has_the_words_of_its_own() {
    let page = "---\ntitle: A\nlanguage: de\n---\n\n[hier](milk.md) [here](milk.md)\n";
    let said = more(&[("site.toml", "language = \"en\"\n"), ("content/a.md", page)]);
    assert!(said.contains("“hier”") && !said.contains("“here”"), "{said}");
}

#[test]
fn a_site_has_its_own_words() {
    let own = "[checks]\nvague_words = [\"Lue lisää\", \"tästä!\"]\n";
    let said = with(own, "[lue lisää](milk.md) [Tästä](milk.md) [click here](milk.md)\n");
    assert!(
        said.contains("“lue lisää”") && said.contains("“Tästä”") && !said.contains("click here”"),
        "{said}"
    );
}

#[test]
fn the_same_words_for_different_places() {
    let text = "[The hold](milk.md) and\n[the hold](milk.md#evidence), [the hold](./milk.md).\n";
    assert_eq!(body(text), CLEAN);
    assert_snapshot!(with("[checks]\nsame_words = true\n", text), @r"
    warning: two links have the same text “the hold” but different targets
     --> content/a.md:6:1
      |
    6 | [the hold](milk.md#evidence), [the hold](./milk.md).
      | ^^^^^^^^^^
      |
     ::: content/a.md:5:1
      |
    5 | [The hold](milk.md) and
      | ^^^^^^^^^^ the first one
      |
      = help: say in each how its target differs

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn a_table_without_heads() {
    assert_snapshot!(body("Text.\n\n|   |  |\n| --- | --- |\n| 1 | 2 |\n"), @r"
    warning: the table has no column headers
     --> content/a.md:7:1
      |
    7 | |   |  |
      | ^^^^^^^^
      |
      = help: name each column in the first row or in `<th>`: read aloud without it, a number says nothing

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn a_table_without_heads_in_html() {
    let said = body("<table>\n<tr><td>1</td></tr>\n\n</table>\n");
    assert_snapshot!(said, @r"
    warning: the table has no column headers
     --> content/a.md:5:1
      |
    5 | <table>
      | ^^^^^^^
      |
      = help: name each column in the first row or in `<th>`: read aloud without it, a number says nothing

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn tables_with_heads_are_fine() {
    let text = "|  | Milk |\n| --- | --- |\n| Day | 1 |\n\n<table>\n<tr><TH>Day</TH></tr>\n\n<tr><td>1</td></tr>\n</table>\n\n\
                <table role=\"presentation\"><tr><td>1</td></tr></table>\n\n<table>\n\n<td role='rowheader'>1</td>\n\n</table>\n\n\
                ```html\n<table></table>\n```\n\n<!-- <table></table> -->\n";
    assert_eq!(body(text), CLEAN);
}

#[test]
fn each_rule_can_be_turned_off() {
    let text =
        "#### Deep\n\n## \n\n[](milk.md) [here](milk.md) <a href=\"milk.md\"></a>\n\n|  |\n| --- |\n| 1 |\n";
    let count = |said: &str| said.lines().filter(|line| line.starts_with("warning: ")).count();
    assert_eq!(count(&body(text)), 6);
    for (rule, left) in [
        ("heading_order", 5),
        ("empty_headings", 5),
        ("empty_links", 4),
        ("vague_links", 5),
        ("table_heads", 5),
    ] {
        assert_eq!(count(&with(&format!("[checks]\n{rule} = false\n"), text)), left, "{rule}");
    }
}

#[test]
fn a_rule_that_is_not_there() {
    assert_snapshot!(with("[checks]\ntable_head = false\nreading_grade = 0\n", ""), @r"
    error: unknown key `table_head` in [checks]
     --> site.toml:2:1
      |
    2 | table_head = false
      | ^^^^^^^^^^ not a known key
      |
      = help: did you mean `table_heads`?

    error: `reading_grade` expects a school grade from 1 to 20, found 0
     --> site.toml:3:17
      |
    3 | reading_grade = 0
      |                 ^
      |
      = help: most adults read grade 8 with ease; leave the key out for no limit

    2 errors, no warnings. Not ready to build.
    ");
}

/// Repeats a sentence until there is enough text for a grade.
fn prose(sentence: &str) -> String {
    let words = sentence.split_whitespace().count();
    format!("{sentence}\n\n").repeat(100 / words + 1)
}

#[test]
fn a_page_that_is_hard_to_read() {
    let text = format!(
        "{}The *physiological* regulation of milk ejection, notwithstanding considerable variability between\n\
         individuals, fundamentally necessitates uninterrupted neuroendocrine communication.\n",
        prose("Gentle stimulation encourages circulation.")
    );
    assert_eq!(body(&text), CLEAN, "without a limit, there is none");
    assert_snapshot!(with("[checks]\nreading_grade = 8\n", &text), @r"
    warning: the page reads at school grade 27.9, and the limit is 8
      --> content/a.md:57:1
       |
    57 | The *physiological* regulation of milk ejection, notwithstanding considerable variability between
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the longest sentence has 16 words
       |
       = help: split long sentences, and use shorter words than “circulation”, “encourages”, “stimulation”

    Checked 3 pages: no errors, 1 warning.
    ");
}

#[test]
fn a_page_that_is_easy_to_read_is_fine_and_so_is_what_is_no_prose() {
    let easy = prose("Wash your hands and rub them warm.");
    let hard =
        "Physiological communication necessitates uninterrupted neuroendocrine considerations ".repeat(9);
    let text = format!(
        "{easy}\n## {hard}\n\n```text\n{hard}\n```\n\n| Head |\n| --- |\n| {hard} |\n\n<p>{hard}</p>\n\nText[^1].\n\n[^1]: {hard}\n"
    );
    assert_eq!(with("[checks]\nreading_grade = 8\n", &text), CLEAN);
    let short = "Physiological communication necessitates uninterrupted considerations.\n";
    assert_eq!(with("[checks]\nreading_grade = 1\n", short), CLEAN, "too few words to tell");
}

#[test]
fn the_figures_of_all_pages() {
    let easy = prose("Wash your hands and rub them warm.");
    let hard = prose("Gentle stimulation encourages circulation.");
    let project = Project::with([
        ("content/index.md", "# Home\n\nWelcome.\n"),
        ("content/easy.md", &format!("# Easy\n\n{easy}")),
        ("content/hard.md", &format!("# Hard\n\n{hard}")),
        ("content/draft.md", &format!("---\ntitle: Draft\ndraft: true\n---\n\n{hard}")),
        ("content/japanese.md", &format!("# 手\n\n{}", "手 を 洗う。 ".repeat(60))),
    ]);
    assert_snapshot!(project.run(&["check", "--reading"]).stdout, @r"
    Reading grade of each page, the hardest first (Flesch-Kincaid):

     27.3  content/hard.md  104 words, 4 a sentence
      0.0  content/easy.md  105 words, 7 a sentence

    2 pages without a grade: fewer than 100 words, or in a script without a formula.

    Checked 4 pages: no errors, no warnings.
    ");
    assert!(!project.check().contains("grade"));
}

#[test]
fn each_language_has_its_own_formula() {
    let text = "Waschen Sie die Hände und reiben Sie diese warm. Lava las manos con agua. Lavez vos mains souvent.\n\n";
    let name = |language: &str| {
        let project = Project::with([
            ("site.toml", format!("language = \"{language}\"\n").as_str()),
            ("content/index.md", &format!("# Home\n\n{}", text.repeat(8))),
        ]);
        let said = project.run(&["check", "--reading"]).stdout;
        let name = said.split(['(', ')']).nth(1).expect("a name").to_owned();
        assert!(said.contains("content/index.md"), "{said}");
        name
    };
    assert_eq!(
        ["en-US", "DE", "es-MX", "fr", "tlh"].map(name),
        ["Flesch-Kincaid", "Wiener Sachtextformel", "Crawford", "Rix", "Rix"]
    );
}

#[test]
fn no_text_makes_the_checks_run_away() {
    let mut many = String::new();
    for number in 0..5_000 {
        let _ = write!(many, "[](#x{number})[here](#y)<a href=x><table>");
    }
    let texts = [
        many,
        "io".repeat(100_000),
        "a. ".repeat(60_000),
        "[a](#a) ".repeat(10_000),
        "ee'-".repeat(50_000),
        format!("{}\n\n{}", "b ... ".repeat(20_000), "b c ".repeat(20_000)),
    ];
    for text in texts {
        let start = text.chars().take(20).collect::<String>();
        let project = Project::with([
            ("site.toml", "[checks]\nreading_grade = 1\nsame_words = true\n"),
            ("content/index.md", &format!("# Home\n\n{text}")),
        ]);
        let started = Instant::now();
        project.run(&["check", "--reading"]);
        assert!(started.elapsed() < Duration::from_secs(20), "{start}: {:?}", started.elapsed());
    }
}
