//! Named texts that pages show with `{{ name }}`: where they work, what they are, and the messages about them.

use crate::harness::dom::Document;
use crate::harness::memory::Guide;

const SITE: &str = "[values]\nplace = \"Ward 3\"\nprice = 3.50\nbeds = 12\nopen = true\nsince = 2026-11-01\n\
                    [values.clinic]\nphone = \"0123 456\"\nname = \"St *Mary's*\"\nhost = \"clinic.example\"\n";

/// Returns the content of a page with this text as HTML, in a guide with values.
fn shown(text: &str) -> String {
    let page = format!("---\ntitle: Page\n---\n\n{text}\n");
    let guide = Guide::bare([
        ("site.toml", SITE),
        ("content/index.md", "# Home\n"),
        ("content/page.md", &page),
        ("content/ward.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>"),
    ]);
    assert_eq!(guide.messages(), "", "{text}");
    let html = guide.output("page.html");
    let content = html.split("<main>").nth(1).and_then(|rest| rest.split("</main>").next());
    content.unwrap_or(&html).to_owned()
}

/// Returns the messages about a page with this text, in a guide with values.
fn messages(text: &str) -> String {
    Guide::new([("site.toml", SITE), ("content/index.md", &format!("# Home\n\n{text}\n"))]).messages()
}

#[test]
fn a_value_is_shown_wherever_text_is() {
    for (text, wanted) in [
        ("Call {{ clinic.phone }} now", "<p>Call 0123 456 now</p>"),
        ("{{place}}{{ place }}", "<p>Ward 3Ward 3</p>"),
        ("**{{ place }}** and ~~{{ beds }}~~", "<p><strong>Ward 3</strong> and <del>12</del></p>"),
        ("{{ price }} {{ beds }} {{ open }} {{ since }}", "<p>3.50 12 true 2026-11-01</p>"),
        ("## In {{ place }}", "<h2 id=\"in-ward-3\"><a class=\"anchor\" href=\"#in-ward-3\">In Ward 3"),
        ("## {{ place }} {#here}", "<h2 id=\"here\"><a class=\"anchor\" href=\"#here\">Ward 3"),
        ("- {{ place }}", "<li>Ward 3"),
        ("> {{ place }}", "<p>Ward 3</p>"),
        ("| A |\n| - |\n| {{ place }} |", "<td>Ward 3</td>"),
        ("A\n: {{ place }}", "<dd>Ward 3"),
        ("A[^a]\n\n[^a]: {{ place }}", "Ward 3"),
        ("[{{ place }}](index.md)", ">Ward 3</a>"),
        ("[Call](tel:{{clinic.phone}})", "<a href=\"tel:0123456\""),
        ("[Call](<tel:{{ clinic.phone }}>)", "<a href=\"tel:0123456\""),
        ("[Call][c]\n\n[c]: tel:{{clinic.phone}}", "<a href=\"tel:0123456\""),
        (
            "[Site](https://{{clinic.host}}/a \"At {{ place }}\")",
            "<a href=\"https://clinic.example/a\" data-note=\"1\" title=\"At Ward 3\"",
        ),
        ("https://example.org/{{clinic.host}}", "https://example.org/clinic.example"),
        ("![A plan of {{ place }}](ward.svg)", "alt=\"A plan of Ward 3\""),
        ("![Plan](ward.svg \"It's {{ clinic.name }}\")", "It’s St *Mary's*"),
        ("![Plan](ward.svg){{ place }}", ">Ward 3"),
        ("<div>\n\n{{ place }}\n\n</div>", "<p>Ward 3</p>"),
        ("a <b>{{ place }}</b>", "<b>Ward 3</b>"),
        ("\"{{ place }}\"", "“Ward 3”"),
        ("_{{ clinic.phone }}_", "<em>0123 456</em>"),
        ("[{{ place }}]", "[Ward 3]"),
    ] {
        let html = shown(text);
        assert!(html.contains(wanted), "{text}\n{html}");
    }
}

#[test]
fn an_escaped_reference_and_one_in_code_stay_as_written() {
    for (text, wanted) in [
        ("\\{{ place }}", "<p>{{ place }}</p>"),
        ("{\\{ place }}", "<p>{{ place }}</p>"),
        ("a \\{{ place }} b", "<p>a {{ place }} b</p>"),
        ("&#123;{ place }}", "<p>{{ place }}</p>"),
        ("`{{ place }}`", "<code>{{ place }}</code>"),
        ("```text\n{{ place }}\n```", "{{ place }}"),
        ("    {{ place }}", "{{ place }}"),
        ("[a](tel:\\{{place}})", "href=\"tel:%7B%7Bplace%7D%7D\""),
        ("<!-- {{ place }} -->", "{{ place }}"),
        ("\\\\{{ place }}", "<p>\\Ward 3</p>"),
    ] {
        let html = shown(text);
        assert!(html.contains(wanted), "{text}\n{html}");
    }
}

#[test]
fn a_page_comes_before_files_and_files_before_the_settings() {
    let front = "---\ntitle: \"{{ clinic.name }}: {{ a }}\"\ndescription: In {{ b }}\nvalues:\n  a: page\n  price: 3.50\n  \
                 clinic:\n    phone: +49 30\n    ext: 007\n---\n\n";
    let text = "{{ a }} {{ b }} {{ c }} {{ price }} {{ clinic.phone }} {{ clinic.ext }} {{ clinic.name }} {{ clinic.x }}";
    let guide = Guide::bare([
        ("site.toml", "[values]\na = \"site\"\nb = \"site\"\nc = \"site\"\n[values.clinic]\nx = \"X\"\n"),
        ("values/clinic.toml", "name = \"Ward\"\nphone = \"file\"\n"),
        ("values/more.toml", "d = 1\n"),
        ("content/index.md", &format!("{front}{text}\n")),
    ]);
    assert_eq!(guide.messages(), "");
    let html = guide.output("index.html");
    assert!(html.contains("<p>page site site 3.50 +49 30 007 Ward X</p>"), "{html}");
    assert!(html.contains("<h1>Ward: page</h1>"), "{html}");
    assert_eq!(
        guide.site().page(guide.page("index.md")).outline.front.description.as_deref(),
        Some("In site")
    );
}

#[test]
fn a_name_in_two_files_is_reported_with_both_places() {
    let said = Guide::new([
        ("site.toml", "[values.clinic]\nphone = \"1\"\n"),
        ("values/clinic.toml", "phone = \"2\"\n"),
        ("content/index.md", "# Home\n"),
    ])
    .messages();
    insta::assert_snapshot!(said, @r#"
    error: the value `clinic.phone` is defined twice
     --> site.toml:2:1
      |
    2 | phone = "1"
      | ^^^^^ second time
      |
     ::: values/clinic.toml:1:1
      |
    1 | phone = "2"
      | ^^^^^ first time
      |
      = help: remove one of the two
    "#);
}

#[test]
fn the_messages_say_where_and_what_to_do() {
    let said: String = [
        "Call {{ clinic.fone }}",
        "Call {{ zzz }}",
        "Call {{ clinic }}",
        "Call [us](tel:{{ clinic.phone }})",
        "[us](tel:{{clinic.fone}})",
        "<div>{{ place }}</div>",
    ]
    .map(messages)
    .concat();
    insta::assert_snapshot!(said, @r#"
    error: no value has the name `clinic.fone`
     --> content/index.md:3:6
      |
    3 | Call {{ clinic.fone }}
      |      ^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `clinic.phone`?

    error: no value has the name `zzz`
     --> content/index.md:3:6
      |
    3 | Call {{ zzz }}
      |      ^^^^^^^^^
      |
      = help: define it under `[values]` in site.toml; to show the braces themselves, put a `\` before them

    error: `clinic` is a table of values, not one text
     --> content/index.md:3:6
      |
    3 | Call {{ clinic }}
      |      ^^^^^^^^^^^^
      |
      = help: write the name of one of its values, such as `{{ clinic.host }}`

    error: a link whose address has a space is shown as text
     --> content/index.md:3:15
      |
    3 | Call [us](tel:{{ clinic.phone }})
      |               ^^^^^^^^^^^^^^^^^^
      |
      = help: write `{{clinic.phone}}`, without spaces between the braces

    error: no value has the name `clinic.fone`
     --> content/index.md:3:10
      |
    3 | [us](tel:{{clinic.fone}})
      |          ^^^^^^^^^^^^^^^
      |
      = help: did you mean `clinic.phone`?

    warning: `{{ place }}` looks like a value of a template, and is shown as text
     --> content/index.md:3:6
      |
    3 | <div>{{ place }}</div>
      |      ^^^^^^^^^^^
      |
      = help: values are replaced in Markdown only: put an empty line before and after the text in the HTML
    "#);
}

#[test]
fn what_other_programs_write_keeps_its_warning() {
    for text in [
        "{{< a >}}",
        "{{% a %}}",
        "{{#include a}}",
        "{{ a | b }}",
        "{{ f() }}",
        "{{- a }}",
        "{{ $a }}",
        "{{{ a }}}",
    ] {
        let said = messages(text);
        assert!(
            said.contains("warning: ") && said.contains("is shown as text") && !said.contains("error"),
            "{text}: {said}"
        );
    }
}

/// Texts that would be markup if a value were anything but text.
const HOSTILE: [&str; 16] = [
    "<script>alert(1)</script>",
    "*a* _b_ **c** ~~d~~ `e`",
    "[x](y) ![x](y) [^1]",
    "say \"yes\" -- it's... fine",
    "&amp; &lt;",
    "{{ place }} {{ other }}",
    "{% raw %} {# gone #}",
    "\\* \\{{ place }} \\",
    "# no heading",
    "- no item | no cell",
    "https://example.org/ www.example.org a@example.org",
    "^up^ ~down~ $x$ $$y$$",
    "--> <!-- -->",
    "1. one",
    "\u{202e}right to left\u{202c} é 漢字",
    "#let x = [*a*]; @ref <label> // no comment",
];

/// Returns a page that shows a text in every place; `text` is the text or a reference to it.
fn everywhere(text: &str) -> String {
    format!(
        "## {text}\n\nA {text} b {text}\n\n{text}\n\n**{text}** *{text}* ~~{text}~~\n\n- {text}\n\n1. {text}\n\n> {text}\n\n\
         | A | B |\n| - | - |\n| {text} | {text} |\n\nTerm\n: {text}\n\nNote[^n]\n\n[^n]: {text}\n\n[{text}](index.md)\n\n\
         ![Alt {text}](a.svg)\n\n![Figure](a.svg \"Title {text}\")\n\n[l](index.md \"At {text}\")\n\n<b>{text}</b>\n"
    )
}

fn hostile_guide(value: &str, text: &str) -> Guide {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"");
    let site = format!("[values]\nx = \"{value}\"\nplace = \"wrong\"\nother = \"wrong\"\n");
    let page = format!("---\ntitle: \"T {{{{ x }}}}\"\n---\n\n{}", everywhere(text));
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>";
    Guide::bare([
        ("site.toml", &*site),
        ("content/index.md", "# Home\n"),
        ("content/page.md", &page),
        ("content/a.svg", svg),
    ])
}

#[test]
fn a_value_is_text_in_every_edition() {
    let harmless = shape(&hostile_guide("harmless", "{{ x }}").output("page.html"));
    for hostile in HOSTILE {
        let guide = hostile_guide(hostile, "{{ x }}");
        assert_eq!(guide.messages(), "", "{hostile}");
        let html = guide.output("page.html");
        assert_eq!(shape(&html), harmless, "{hostile}\n{html}");
        let document = Document::parse(&html);
        for element in ["h2", "strong", "em", "del", "li", "blockquote", "td", "dd", "b", "a"] {
            let texts = document.named(element).map(|it| it.text.trim().to_owned()).collect::<Vec<_>>();
            assert!(texts.iter().any(|text| text == hostile), "{element}: {hostile}\n{texts:?}");
        }
        assert!(document.named("h1").any(|it| it.text == format!("T {hostile}")), "{hostile}");
        assert!(
            document.named("figcaption").any(|it| it.text.trim() == format!("Title {hostile}")),
            "{hostile}"
        );
        for (name, wanted) in [("alt", format!("Alt {hostile}")), ("title", format!("At {hostile}"))] {
            assert!(document.values(name).any(|it| it == wanted), "{name}: {hostile}\n{html}");
        }
        // The Markdown page says the same when it is read again.
        let copy = guide.output("page.md");
        let again = Guide::bare([
            ("content/index.md", "# Home\n"),
            ("content/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>"),
            ("content/page.md", &copy),
        ]);
        let read = Document::parse(&again.output("page.html"));
        let texts = read.named("strong").map(|it| it.text.trim().to_owned()).collect::<Vec<_>>();
        assert!(texts.iter().any(|text| text == hostile), "{hostile}\n{copy}\n{texts:?}");
    }
}

/// Returns the elements of a page and the names of their attributes.
fn shape(html: &str) -> Vec<String> {
    let document = Document::parse(html);
    let attributes = |it: &crate::harness::dom::Element| {
        it.attributes.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>().join(" ")
    };
    document.elements.iter().map(|it| format!("{} {}", it.name, attributes(it))).collect()
}

#[test]
fn values_work_in_the_settings_that_readers_see() {
    let site = "title = \"Hands of {{ clinic.name }}\"\ndescription = 'By {{place}} at {{ clinic.name }}, not \\{{ place }}'\n\
                author = \"{{ place }}\"\noutput = \"out\"\n\
                [theme.labels]\nhome = \"Home of {{ place }}\"\n[audiences]\na = \"For {{ place }}\"\n\
                [[nav]]\ntitle = \"About {{ place }}\"\npages = [\"page.md\"]\n\
                [print]\nversion = \"{{ beds }}th\"\n[web]\nimage_alt = \"{{ place }}\"\n";
    let site = format!("{site}{SITE}");
    let guide = Guide::new([
        ("site.toml", &*site),
        ("content/page.md", "# Page\n"),
        ("values/more.toml", "a = \"A\"\n"),
    ]);
    assert_eq!(guide.messages(), "");
    let config = &guide.snapshot.config;
    assert_eq!(config.title, "Hands of St *Mary's*");
    assert_eq!(config.description.as_deref(), Some("By Ward 3 at St *Mary's*, not {{ place }}"));
    assert_eq!((config.author.as_deref(), config.print.version.as_deref()), (Some("Ward 3"), Some("12th")));
    assert_eq!(
        (&*config.audiences[0].title, config.web.image_alt.as_deref()),
        ("For Ward 3", Some("Ward 3"))
    );
    let html = guide.output("page.html");
    for shown in ["<title>Page · Hands of St *Mary&#39;s*</title>", "Home of Ward 3", "About Ward 3"] {
        assert!(html.contains(shown), "{shown}: {html}");
    }
}

#[test]
fn an_undefined_value_in_the_settings_is_shown_at_its_place() {
    let site = "title = \"Hands of {{ clinic.nam }}\"\n[theme.labels]\nhome = \"{{ clinic }} {{ nothing.like.it }}\"\n";
    let site = format!("{site}{SITE}");
    let guide = Guide::new([("site.toml", &*site), ("content/index.md", "# Home\n")]);
    insta::assert_snapshot!(guide.messages(), @r#"
    error: no value has the name `clinic.nam`
     --> site.toml:1:19
      |
    1 | title = "Hands of {{ clinic.nam }}"
      |                   ^^^^^^^^^^^^^^^^
      |
      = help: did you mean `clinic.name`?

    error: `clinic` is a table of values, not one text
     --> site.toml:3:9
      |
    3 | home = "{{ clinic }} {{ nothing.like.it }}"
      |         ^^^^^^^^^^^^
      |
      = help: write the name of one of its values, such as `{{ clinic.host }}`

    error: no value has the name `nothing.like.it`
     --> site.toml:3:22
      |
    3 | home = "{{ clinic }} {{ nothing.like.it }}"
      |                      ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: define it under `[values]` in site.toml; to show the braces themselves, put `\\` before them
    "#);
}
