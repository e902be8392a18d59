//! Directives: `:::name` to `:::`, and `::name`.

use insta::assert_snapshot;

use handout::config::Markdown;

use crate::commonmark::written_in;
use crate::harness::Project;
use crate::harness::memory::Guide;

fn article(text: &str) -> String {
    written_in("en", text, &Markdown::default())
}

fn check(text: &str) -> String {
    Guide::new([("content/index.md", format!("# Home\n\n{text}").as_str())]).messages()
}

#[test]
fn the_forms_of_other_programs_are_the_same_directive() {
    let canonical = article(":::warning[Not *too* warm]{#heat .big}\nTest it.\n:::\n");
    assert!(canonical.contains("class=\"alert alert-warning big\" id=\"heat\""), "{canonical}");
    assert!(canonical.contains("Not <em>too</em> warm</p>\n<p>Test it.</p>"), "{canonical}");
    for same in [
        "::: warning Not *too* warm {#heat .big}\nTest it.\n:::\n",
        ":::{warning} Not *too* warm {#heat .big}\nTest it.\n:::\n",
        "::: {.warning #heat .big} Not *too* warm\nTest it.\n:::\n",
        "::::warning[Not *too* warm]{#heat .big}\n\nTest it.\n\n::::\n",
        ":::warning[Not *too* warm]{#heat .big}\r\nTest it.\r\n:::\r\n",
        ":::warning Not *too* warm {#heat .big}\nTest it.\n:::\n",
        ":::attention[Not *too* warm]{#heat .big}\nTest it.\n:::\n",
    ] {
        assert_eq!(article(same), canonical, "{same}");
    }
    let aside = article(":::tip\nRest.\n:::\n");
    assert_eq!(aside, article("> [!TIP]\n> Rest.\n"), "an alert is an alert");
    for (other, ours) in [
        ("info", "note"),
        ("admonition", "note"),
        ("hint", "tip"),
        ("danger", "caution"),
        ("error", "caution"),
    ] {
        let named = |name: &str| article(&format!(":::{name}\nRest.\n:::\n"));
        assert_eq!(named(other), named(ours), "{other}");
    }
}

#[test]
fn a_directive_is_closed_by_its_own_colons() {
    let nested = article("::::card[A]\n:::tip\nin\n:::\nafter\n::::\nout\n");
    assert!(nested.contains("<p>in</p>\n</div>\n<p>after</p>\n</div>\n<p>out</p>"), "{nested}");
    // With as many colons each, a line closes the innermost.
    let same = article(":::card[A]\n:::tip\nin\n:::\nafter\n:::\nout\n");
    assert_eq!(same, nested);
    let open = article("para\n:::tip\n# Head\n\n- item\n\n      code\n:::\n");
    assert!(open.starts_with("<p>para</p>\n<div role=\"note\""), "{open}");
    assert!(open.contains("<h1") && open.contains("<pre") && open.trim_end().ends_with("</div>"), "{open}");
}

#[test]
fn colons_that_are_no_directive_are_text() {
    for text in [
        "a :::note b",
        "1.:::note",
        "\\:::note",
        "::before is a pseudo-element",
        "::std::vec",
        "a\n      :::tip",
        "::",
    ] {
        let html = article(text);
        assert!(!html.contains("alert") && !html.contains("___") && !html.contains("<hr"), "{text}: {html}");
        assert_eq!(html.matches(':').count(), text.matches(':').count(), "{text}: {html}");
    }
    for code in [
        "```\n:::note\n::lines\n```\n",
        "    :::note\n",
        "- ```\n  :::note[a]{b}\n  ```\n",
        "> ```\n> :::note\n> ```\n",
    ] {
        let html = article(code);
        assert!(html.contains(":::note") && !html.contains("___"), "{html}");
    }
    let html = article("<pre>\n:::note[x]{y}\n</pre>\n\n<!--\n:::tip\n-->\n");
    assert!(html.contains(":::note[x]{y}") && !html.contains("___"), "{html}");
    let off = Markdown { directives: false, ..Markdown::default() };
    assert!(written_in("en", ":::note\nx\n:::\n", &off).contains(":::note"));
}

#[test]
fn a_label_is_text_whatever_an_author_writes() {
    for label in [
        "<script>alert(1)</script>",
        "\"><img src=x>",
        "# head",
        "1. one",
        "> quote",
        "a | b",
        "[x](javascript:a)",
    ] {
        let html = article(&format!(":::details[{label}]\ntext\n:::\n"));
        assert!(!html.contains("<h1") && !html.contains("<ol"), "{html}");
        let html = article(&format!("::lines[Label]{{.{}}}\n", label.replace(' ', "")));
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
    }
    let html = article(":::tip[1. Warm up]\nx\n:::\n");
    assert!(html.contains("\">1. Warm up</p>"), "{html}");
}

#[test]
fn no_placeholder_reaches_an_output() {
    let parts = [
        ":::note",
        ":::",
        "::lines",
        "```",
        "- ",
        "> ",
        "    ",
        "\n",
        "\n\n",
        "text",
        "| a |\n|---|\n",
        "<div>",
        "</div>",
        "[^1]: ",
        "[a]{.b}",
        "[",
        "]{.b index=\"*c*\"}",
        "`d`{.e}",
        "(f)",
        ": ",
        "# ",
    ];
    let mut seed = 7_u64;
    let mut next = |limit: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(seed >> 33).expect("31 bits") % limit
    };
    for _ in 0..3000 {
        let text: String =
            (0..12).flat_map(|_| [parts[next(parts.len())], ["", "\n", " "][next(3)]]).collect();
        let html = article(&text);
        assert!(!html.contains("___") && !html.contains(",,"), "{text:?}\n{html}");
    }
}

#[test]
fn a_checklist_makes_tasks_and_a_log_makes_rows() {
    let html = article(":::checklist\n- a\n- [x] b\n:::\n");
    assert_eq!(html.matches("type=\"checkbox\"").count(), 2, "{html}");
    let html = article("::log[Feeds]{columns=\"Day, <b>, \\\"\" days=3}\n");
    assert_eq!(html.matches("<tr>").count(), 0, "a quote ends the value");
    let html = article("::log[Feeds]{columns='Day, <b>, \"' days=3}\n");
    assert_eq!((html.matches("<tr>").count(), html.matches("<td>").count()), (4, 9), "{html}");
    assert!(html.contains("&lt;b&gt;") && html.contains("<td>3</td>"), "{html}");
    let html = article("::lines{count=4}\n");
    assert_eq!(html.matches("<span></span>").count(), 4, "{html}");
}

#[test]
fn the_id_of_a_directive_is_an_anchor() {
    let guide = |link: &str| {
        let text = format!("# Home\n\n[there]({link})\n\n:::card[A]{{#first}}\nx\n:::\n");
        Guide::new([("content/index.md", text.as_str())]).messages()
    };
    assert_eq!(guide("#first"), "");
    assert!(guide("#second").contains("error"));
    let twice = check(":::card[A]{#a}\nx\n:::\n\n## B {#a}\n");
    assert!(twice.contains("the id `a` is used twice"), "{twice}");
}

#[test]
fn each_mistake_is_an_error_with_its_place() {
    for (text, words) in [
        (":::warnig\nx\n:::\n", "did you mean `warning`?"),
        ("::linse\n", "did you mean `lines`?"),
        ("::note[x]\n", "`note` holds text, so it needs three colons"),
        (":::lines\n:::\n", "`lines` holds nothing, so it has two colons"),
        (":::note\nx\n", "the page ends first"),
        ("- :::note\n  x\n\nafter\n", "what it is in ends first"),
        ("::::card\n:::note\nx\n::::\n", "the directive around it ends first"),
        ("> > > <div>\n> > > :::\n", "put an empty line before it"),
        (":::\n", "there is no directive to close here"),
        (":::details\nx\n:::\n", "`details` needs a label"),
        (":::tab[A]\nx\n:::\n", "a `tab` must be in `tabs`"),
        ("::::tabs\ntext\n::::\n", "`tabs` holds only `tab`"),
        ("::::tabs[A]\n:::tab[A]\nx\n:::\n::::\n", "`tabs` has no label"),
        (":::steps\ntext\n:::\n", "`steps` holds one numbered list and nothing else"),
        (":::steps\n1. a\n2.\n:::\n", "this step is empty"),
        (":::checklist\ntext\n:::\n", "`checklist` holds one list and nothing else"),
        (":::note\n:::\n", "`note` is empty"),
        (":::columns{cuont=2}\nx\n:::\n", "did you mean `count`?"),
        (":::columns{count=9}\nx\n:::\n", "`count` expects one of `2`, `3`, `4`, found `9`"),
        ("::lines{count=900}\n", "`count` expects a whole number from 1 to 100, found `900`"),
        ("::lines{count=2 count=3}\n", "`count` is given twice"),
        ("::log\n", "`log` needs the heads of its columns"),
        (":::note{a=\"b}\nx\n:::\n", "is not closed"),
        (":::note[a\nx\n:::\n", "the `[` of the label is not closed"),
        (":::note[a] b\nx\n:::\n", "there is more text after the label"),
        (":::{figure} rings.svg\nA caption.\n:::\n", "the label of a figure is its caption, found a file"),
        (":::{figure} my rings.SVG?v=1\nA\n:::\n", "the label of a figure is its caption, found a file"),
        ("> ::page-break\n", "`page-break` must be among the outermost blocks"),
    ] {
        let message = check(text);
        assert!(message.contains(words) && message.contains("error"), "{text}\n{message}");
    }
}

#[test]
fn a_message_shows_the_line_that_opens() {
    assert_snapshot!(check(":::details[More]\n\nText.\n"), @r"
    error: `:::details` is not closed
     --> content/index.md:3:1
      |
    3 | :::details[More]
      | ^^^^^^^^^^^^^^^^ the page ends first
      |
      = help: put a line `:::` after its text, with the same indentation
    ");
    assert_snapshot!(check(":::tipp[Warm]\nText.\n:::\n"), @r"
    error: there is no directive `tipp`
     --> content/index.md:3:4
      |
    3 | :::tipp[Warm]
      |    ^^^^
      |
      = help: did you mean `tip`?
    ");
}

#[test]
fn what_is_closed_on_a_page_is_open_on_a_print_page() {
    let project = Project::with([("content/index.md", "# Home\n\n:::details[More]\nHidden.\n:::\n")]);
    project.build();
    assert!(project.built("index.html").contains("<details class=\"group group-details\">"));
    assert!(project.built("print.html").contains("<details class=\"group group-details\" open>"));
}

#[test]
fn a_caption_is_no_file() {
    for caption in
        ["[Source](https://example.org/a.png)", "Vol.2/3", ".5", "www.example.org/chart", "Drawn in a.svg"]
    {
        assert_eq!(check(&format!(":::figure[{caption}]\nA\n:::\n")), "", "{caption}");
    }
}
