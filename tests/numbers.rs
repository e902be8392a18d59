//! Numbered figures and tables, the references to them and to sections, and the attributes of images: what each edition
//! says.

use handout::snapshot::{Options, Snapshot};

use crate::harness::Project;
use crate::harness::memory::Guide;

const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"80\" height=\"40\"/>";

/// Returns a guide of a home page and a second page.
fn guide(home: &str, other: &str) -> Project {
    Project::with([
        ("site.toml", "title = \"Guide\"\n"),
        ("content/hand.svg", DRAWING),
        ("content/index.md", home),
        ("content/other.md", other),
    ])
}

const HOME: &str = "# Home\n\nSee @fig-two, @tbl-times (and @sec-safety): not @2x, a@fig-b.org or \\@fig-two.\n\n\
    ![A hand](hand.svg \"One\"){#fig-one}\n\n![No number](hand.svg \"Plain\")\n\n\
    | a |\n|---|\n| b |\n\nTable: Times of **day** {#tbl-times}\n";
const OTHER: &str = "# Other\n\n## Safety first {#sec-safety}\n\nBack to @fig-one, *@tbl-times*.\n\n\
    ![Two hands](hand.svg){#fig-two}\n\nTable: Doses {#tbl-doses}\n\n| a |\n|---|\n| b |\n";

#[test]
fn figures_and_tables_are_numbered_through_the_guide() {
    let project = guide(HOME, OTHER);
    project.build();
    let (home, other) = (project.built("index.html"), project.built("other.html"));
    for (html, shown) in [
        (&home, "<figure id=\"fig-one\"><img src=\"hand.svg\" alt=\"A hand\" width=\"80\" height=\"40\">"),
        (&home, "<figcaption>Figure 1: One</figcaption>"),
        (&home, "<figcaption>Plain</figcaption>"),
        (&home, "<table id=\"tbl-times\">\n<caption>Table 1: Times of <strong>day</strong></caption>"),
        (&other, "<figcaption>Figure 2</figcaption>"),
        (&other, "<caption>Table 2: Doses</caption>"),
        (&home, "<a href=\"other.html#fig-two\">Figure 2</a>, <a href=\"#tbl-times\">Table 1</a>"),
        (&home, "(and <a href=\"other.html#sec-safety\">“Safety first”</a>): not @2x,"),
        (&home, "or @fig-two.</p>"),
        (
            &other,
            "<a href=\"index.html#fig-one\">Figure 1</a>, <em><a href=\"index.html#tbl-times\">Table 1</a></em>.",
        ),
    ] {
        assert!(html.contains(shown), "{shown}\n{html}");
    }
}

#[test]
fn numbers_are_the_same_in_every_edition() {
    let project = guide(HOME, OTHER);
    project.build();
    let search = std::fs::read_to_string(project.path("public/search/en/text-0.js")).expect("a search");
    let print = project.built("print.html");
    let markdown = project.built("index.md") + &project.built("other.md");
    for text in ["Figure 1: One", "Table 1: Times of", "Table 2: Doses", "“Safety first”"] {
        assert!(search.contains(text), "{text} in the search");
        assert!(print.contains(text), "{text} on the print page");
        assert!(markdown.contains(text), "{text} in Markdown");
    }
    assert!(print.contains("<a href=\"#other:fig-two\">Figure 2</a>"), "{print}");
    assert!(print.contains("<figure id=\"other:fig-two\">"), "{print}");
    assert!(markdown.contains("[Figure 2](other.md#fig-two)"), "{markdown}");
    assert!(markdown.contains("![Two hands](hand.svg \"Figure 2\"){#fig-two}"), "{markdown}");
}

#[test]
fn a_reference_in_a_title_or_heading_is_text_wherever_the_title_is() {
    let project = guide(
        "# What @fig-two shows\n\n## More on @fig-two {#sec-more}\n\n@sec-more.\n",
        OTHER.trim_start_matches("# Other"),
    );
    project.write("content/other.md", OTHER.replace("@fig-one", "x").replace("@tbl-times", "@sec-more"));
    project.write("content/third.md", "# About @tbl-doses\n");
    project.build();
    let (home, other) = (project.built("index.html"), project.built("other.html"));
    assert!(
        project.built("third.html").contains("<title>About Table 1 · Guide"),
        "{}",
        project.built("third.html")
    );
    assert!(home.contains("<h1>What <a href=\"other.html#fig-two\">Figure 1</a> shows</h1>"), "{home}");
    assert!(home.contains("<a href=\"#sec-more\">“More on Figure 1”</a>"), "{home}");
    assert!(project.built("a-z.html").contains("More on Figure 1</a>"), "in the list of all pages");
    assert!(other.contains("What Figure 1 shows</a>"), "in the navigation: {other}");
    for name in ["llms.txt", "print.html", "search/en/text-0.js"] {
        assert!(project.built(name).contains("What Figure 1 shows"), "{name}");
        assert!(!project.built(name).contains("@fig-two"), "{name}");
    }
}

#[test]
fn a_page_in_another_language_has_its_own_digits_and_marks() {
    let project = guide(HOME, &format!("---\nlanguage: fr\n---\n{OTHER}\n@sec-safety\n"));
    project.build();
    assert!(project.built("other.html").contains("«\u{a0}Safety first\u{a0}»"));
    project.write("site.toml", "title = \"G\"\n[theme.labels]\nfigure_number = \"Abb.\"\ntable_number = \"{number}. Tafel\"\ncaption = \"{label} –\"\n");
    project.build();
    let home = project.built("index.html");
    assert!(
        home.contains("<figcaption>Abb. 1 – One</figcaption>") && home.contains(">1. Tafel – Times of"),
        "{home}"
    );
}

#[test]
fn hostile_captions_ids_and_classes_are_text() {
    let home = "# Home\n\n![\"> &](hand.svg \"\\\"><script>alert(1)</script>\"){#fig-\">& .'\"<x width=20px}\n\n\
        Table: <b>bold</b> &lt;i&gt; \\{#x} {#tbl-\"'>&}\n\n| a |\n|---|\n| b |\n";
    let project = guide(home, "# Other\n");
    project.build();
    let html = project.built("index.html");
    assert!(html.contains("Figure 1: “&gt;&lt;script&gt;alert(1)&lt;/script&gt;</figcaption>"), "{html}");
    assert!(html.contains("<figure id=\"fig-&quot;&gt;&amp;\">"), "{html}");
    assert!(html.contains("class=\"'&quot;&lt;x sized\""), "{html}");
    assert!(html.contains("<caption>Table 1: <b>bold</b> &lt;i&gt; {#x}</caption>"), "{html}");
}

#[test]
fn images_have_a_width_a_language_and_classes() {
    let home = "# Home\n\n![A](hand.svg \"B\"){.wide width=50%}\n\n\
        Text ![A](hand.svg){#here width=2cm lang=fr} and ![A](hand.svg){ width=\"20px\" } {.text} ![A](hand.svg){no, text}\n";
    let project = guide(home, "# Other\n\n[x](index.md#here)\n");
    project.build();
    let html = project.built("index.html");
    for shown in [
        "alt=\"A\" class=\"wide width-50\" width=\"80\" height=\"40\"",
        "alt=\"A\" id=\"here\" class=\"sized\" lang=\"fr\" width=\"76\" height=\"38\"",
        "class=\"sized\" width=\"20\" height=\"10\"",
        "{.text}",
        "{no, text}",
    ] {
        assert!(html.contains(shown), "{shown}\n{html}");
    }
    let style = project
        .site()
        .into_iter()
        .find(|(path, _)| path.starts_with("assets/style."))
        .expect("a style sheet")
        .1;
    let style = String::from_utf8(style).expect("text");
    for percent in handout::document::Width::PERCENTAGES {
        assert!(
            style.contains(&format!(".width-{percent} ")) || style.contains(&format!(".width-{percent}{{")),
            "{percent}"
        );
    }
}

#[test]
fn a_caption_belongs_to_the_table_that_it_is_beside() {
    let table = "| a |\n|---|\n| b |\n";
    let page = format!(
        "# A\n\nTable: First\n\n{table}\n{table}\nTable: Second\n\nText.\n\nTable: no caption\n\n> {table}\n\n\
         - Item\n\n  Table: Third\n\n  | a |\n  |---|\n  | b |\n\nTable:none\n\n{table}"
    );
    let guide = Guide::bare([("content/index.md", "# Home\n"), ("content/a.md", &*page)]);
    let html = guide.output("a.html");
    assert_eq!(guide.messages(), "");
    assert_eq!(html.matches("<caption>").count(), 3, "{html}");
    for shown in [
        "<caption>First<",
        "<caption>Second<",
        "<caption>Third<",
        "<p>Table: no caption</p>",
        "<p>Table:none</p>",
    ] {
        assert!(html.contains(shown), "{shown}\n{html}");
    }
}

#[test]
fn an_edit_of_prose_leaves_the_site_as_it_was() {
    let project = guide(HOME, OTHER);
    let options = Options::new(project.root());
    let first = Snapshot::take(&options, None).expect("a guide");
    project.write("content/index.md", HOME.replace("not @2x", "never @2x").replace("One", "Another"));
    let second = Snapshot::take(&options, Some(&first)).expect("a guide");
    assert!(std::sync::Arc::ptr_eq(&first.site, &second.site));
    project.write("content/index.md", HOME.replace("#fig-one", "#one"));
    let third = Snapshot::take(&options, Some(&second)).expect("a guide");
    assert!(!std::sync::Arc::ptr_eq(&second.site, &third.site));
}

const STEPS: &str = "# Home\n\n:::steps\n1. Wash.\n2. **Warm** it. {#step-warm}\n3. Press: {#step-press}\n   1. once,\n   2. twice. \
    {#step-twice}\n:::\n\nFrom @step-press, go back to @step-warm, @step-twice or @step-nine.\n";

#[test]
fn a_reference_to_a_step_says_the_number_of_its_item_in_every_edition() {
    let other = "# Other\n\n> - 8. Eight\n>   9. Nine\n>      {#step-nine}\n\n[Warm it](index.md#step-warm) as in @step-warm.\n";
    let guide = Guide::new([("content/index.md", STEPS), ("content/other.md", other)]);
    assert_eq!(guide.messages(), "");
    let (home, other, print) =
        (guide.output("index.html"), guide.output("other.html"), guide.output("print.html"));
    for (html, shown) in [
        (&home, "<li id=\"step-warm\"><strong>Warm</strong> it.\n</li>"),
        (&home, "<li id=\"step-press\">Press:\n<ol>\n<li>once,\n</li>\n<li id=\"step-twice\">twice.\n</li>"),
        (&home, "From <a href=\"#step-press\">step 3</a>, go back to <a href=\"#step-warm\">step 2</a>,"),
        (&home, "<a href=\"#step-twice\">step 3.2</a> or <a href=\"other.html#step-nine\">step 9</a>"),
        (&other, "<a href=\"index.html#step-warm\">Warm it</a>"),
        (&other, "<li id=\"step-nine\">Nine"),
        (&print, "<a href=\"#other:step-nine\">step 9</a>"),
        (&print, "<li id=\"other:step-nine\">"),
    ] {
        assert!(html.contains(shown), "{shown}\n{html}");
    }
    let markdown = guide.output("index.md");
    assert!(markdown.contains("2. **Warm** it. {#step-warm}\n3. Press: {#step-press}\n"), "{markdown}");
    assert!(markdown.contains("[step 3.2](#step-twice)"), "{markdown}");
}

#[test]
fn the_id_of_an_item_is_at_the_end_of_its_first_text() {
    for (text, shown) in [
        ("1. a {#step-x}", "<li id=\"step-x\">a\n</li>"),
        ("1. a{#step-x}", "<li id=\"step-x\">a\n</li>"),
        ("1. a\n   b\n   {#step-x}", "<li id=\"step-x\">a\nb\n</li>"),
        ("1. *a* { #step-x }\n\n   b {#step-y}", "<li id=\"step-x\">\n<p><em>a</em></p>\n<p>b {#step-y}</p>"),
        ("1. a {#step-x}\n2. b", "<li id=\"step-x\">a\n</li>\n<li>b\n</li>"),
        ("1. \"a\" <b>b</b> {#step-x}", "<li id=\"step-x\">“a” <b>b</b>\n</li>"),
        ("1. ![A hand](hand.svg \"One\") {#step-x}", "<li id=\"step-x\"><img src=\"hand.svg\""),
        ("- a {#x}\n\n  > b {#y}", "<li id=\"x\">\n<p>a</p>\n<blockquote>\n<p>b {#y}</p>"),
        ("- [ ] a {#x}", "<li class=\"task\" id=\"x\">"),
        ("- a\n  1. b {#step-x}", "<li id=\"step-x\">b\n</li>"),
        ("1. a \\{#step-x}", "<li>a {#step-x}\n</li>"),
        ("1. a &#123;#step-x}", "<li>a {#step-x}\n</li>"),
        ("1. `{#step-x}`", "<li><code>{#step-x}</code>\n</li>"),
        ("1. a {x}", "<li>a {x}\n</li>"),
        ("1. a {.x}", "<li>a {.x}\n</li>"),
        ("a {#x}", "<p>a {#x}</p>"),
    ] {
        let page = format!("# A\n\n{text}\n");
        let guide = Guide::bare([("content/index.md", &*page), ("content/hand.svg", DRAWING)]);
        let (html, markdown) = (guide.output("index.html"), guide.output("index.md"));
        assert!(html.contains(shown), "{text}: {html}");
        let again = Guide::bare([("content/index.md", &*markdown), ("content/hand.svg", DRAWING)]);
        let again = again.output("index.html");
        assert!(again.contains(shown) || text.contains("hand"), "{text}: {markdown}\n{again}");
    }
}

#[test]
fn mistakes_in_the_ids_of_steps_have_messages() {
    let page = "# A\n\n- bullet {#step-bullet}\n\n1. one {#step-warm}\n2. two {#step-warm}\n3. three {#step-three .big}\n4. four {#fig-four}\n\n\
        See @step-wram, @step-ten and @step-bullet. {#step-here}\n";
    let guide = Guide::bare([("content/index.md", page)]);
    insta::assert_snapshot!(guide.messages(), @r"
    error: the item with the id `step-bullet` has no number
     --> content/index.md:3:1
      |
    3 | - bullet {#step-bullet}
      | ^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: begin the items of its list with `1.`, or give it an id that does not begin with `step-`

    error: the id `step-warm` is used twice on this page
     --> content/index.md:6:9
      |
    6 | 2. two {#step-warm}
      |         ^^^^^^^^^^
      |
      = help: give one of the two another id

    error: an item has no attribute `.big`
     --> content/index.md:7:23
      |
    7 | 3. three {#step-three .big}
      |                       ^^^^
      |
      = help: write `{#step-id}`; a `\` before the brace keeps the braces as text

    error: the id `fig-four` of this step begins like that of a figure
     --> content/index.md:8:1
      |
    8 | 4. four {#fig-four}
      | ^^^^^^^^^^^^^^^^^^^
      |
      = help: begin it with `step-`

    error: no step has the id `step-wram`
      --> content/index.md:10:5
       |
    10 | See @step-wram, @step-ten and @step-bullet. {#step-here}
       |     ^^^^^^^^^^
       |
       = help: did you mean `@step-warm`?

    error: no step has the id `step-ten`
      --> content/index.md:10:17
       |
    10 | See @step-wram, @step-ten and @step-bullet. {#step-here}
       |                 ^^^^^^^^^
       |
       = help: did you mean `@step-three`?

    error: no step has the id `step-bullet`
      --> content/index.md:10:31
       |
    10 | See @step-wram, @step-ten and @step-bullet. {#step-here}
       |                               ^^^^^^^^^^^^
       |
       = help: write `{#step-bullet}` at the end of an item of a numbered list, or write `\@step-bullet` for a text

    warning: `{#step-here}` looks like the id of a step, and is shown as text
      --> content/index.md:10:45
       |
    10 | See @step-wram, @step-ten and @step-bullet. {#step-here}
       |                                             ^^^^^^^^^^^^
       |
       = help: write it at the end of the first line or paragraph of an item
    ");
}

#[test]
fn a_caption_in_an_item_keeps_its_id() {
    let page = "# A\n\n- Table: a {#times}\n\n  | b |\n  |---|\n  | c |\n\n- Table: *a* {#tbl-b}\n\n  | b |\n  |---|\n  | c |\n";
    let guide = Guide::bare([("content/index.md", page)]);
    let html = guide.output("index.html");
    assert_eq!(guide.messages(), "");
    for shown in [
        "<table id=\"times\">\n<caption>a</caption>",
        "<table id=\"tbl-b\">\n<caption>Table 1: <em>a</em></caption>",
    ] {
        assert!(html.contains(shown), "{shown}\n{html}");
    }
    assert!(!html.contains("<li id"), "{html}");
}
