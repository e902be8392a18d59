//! Attributes of words, links and code in a line, of headings and of blocks of code: what each edition shows of them, and what
//! is text in braces.

use handout::config::Markdown;

use crate::commonmark::written_in;
use crate::harness::Project;
use crate::harness::memory::Guide;

fn article(text: &str) -> String {
    written_in("en", text, &Markdown::default())
}

#[test]
fn words_links_and_code_have_attributes() {
    for (markdown, html) in [
        ("[a]{#b .c .d lang=fr}", "<p><span id=\"b\" class=\"c d\" lang=\"fr\">a</span></p>"),
        ("[a *b* `c`]{.d} e", "<p><span class=\"d\">a <em>b</em> <code>c</code></span> e</p>"),
        (
            "*[a]{.b}*, **x[a]{.b}**",
            "<p><em><span class=\"b\">a</span></em>, <strong>x<span class=\"b\">a</span></strong></p>",
        ),
        (
            "[a [b]{.c} [d](#e){.f}]{.g}",
            "<p><span class=\"g\">a <span class=\"c\">b</span> <a href=\"#e\" class=\"f\">d</a></span></p>",
        ),
        ("[a](#b){#c .d lang=de}", "<p><a href=\"#b\" id=\"c\" class=\"d\" lang=\"de\">a</a></p>"),
        ("[a [b]{lang=fr} c](#d)", "<p><a href=\"#d\">a <span lang=\"fr\">b</span> c</a></p>"),
        ("[a]{.b}\n\n[a]: #c", "<p><a href=\"#c\" class=\"b\">a</a></p>"),
        ("<https://a.org>{.b}", "<p><a href=\"https://a.org\" class=\"b\">https://a.org</a></p>"),
        ("`a`{.b #c}, `a]{.b}`", "<p><code id=\"c\" class=\"b\">a</code>, <code>a]{.b}</code></p>"),
        ("[a]{index} and [b]{index=\"c!d\"}", "<p>a and b</p>"),
        ("x[]{#a}y", "<p>x<span id=\"a\"></span>y</p>"),
        ("[one\ntwo]{.a}", "<p><span class=\"a\">one\ntwo</span></p>"),
        ("[<b>a]{.b}c", "<p><span class=\"b\"><b>a</b></span>c</p>"),
        ("\"[a]{.b}\" 'c'", "<p>“<span class=\"b\">a</span>” ‘c’</p>"),
        ("[a]{.b index=\"*c* `d` <e> [f](g) }\"}", "<p><span class=\"b\">a</span></p>"),
        ("[a]{.b}{.c}", "<p><span class=\"b\">a</span>{.c}</p>"),
        ("| [a]{.b} |\n|---|\n| `c`{.d} |", "<td><code class=\"d\">c</code></td>"),
        ("## [a]{.b}", "<span class=\"b\">a</span>"),
        ("## a `b`{.c} {.d}", "class=\"d\""),
        ("[^1]\n\n[^1]: [a]{.b}", "<span class=\"b\">a</span>"),
        (":::tip[A [b]{.c} `d`{#e}]\nf\n:::", "A <span class=\"c\">b</span> <code id=\"e\">d</code></p>"),
    ] {
        let written = article(markdown);
        assert!(written.contains(html), "{markdown}\n{written}");
    }
}

#[test]
fn what_is_not_attributes_is_text() {
    for text in [
        "[sic]{of it}",
        "[a]{b, c}",
        "[a] {.b}",
        "a{.b}",
        "a]{.b}",
        "*a*{.b}",
        "[a]{}",
        "[a]{.b",
        "[a]{#}",
        "f(x){y}",
        "[a]{% b %}",
        "[a]{=html}",
    ] {
        let html = article(text);
        assert!(!html.contains("<span") && !html.contains("class="), "{text}: {html}");
        assert_eq!(
            html.matches(['{', '}', '[', ']']).count(),
            text.matches(['{', '}', '[', ']']).count(),
            "{text}: {html}"
        );
    }
    for (markdown, html) in [
        ("\\[a]{.b}", "<p>[a]{.b}</p>"),
        ("[a]\\{.b}", "<p>[a]{.b}</p>"),
        ("[a\\]{.b}", "<p>[a]{.b}</p>"),
        ("`[a]{.b}`", "<p><code>[a]{.b}</code></p>"),
        ("    [a]{.b}\n", "<code>[a]{.b}\n</code>"),
        ("```\n[a]{.b}\n```\n", "<code>[a]{.b}\n</code>"),
        ("<i title=\"[a]{.b}\">c</i>", "<p><i title=\"[a]{.b}\">c</i></p>"),
        ("*[a*]{.b}", "<p><em>[a</em>]{.b}</p>"),
        ("[*a* _b]{.c} d_", "<p>[<em>a</em> <em>b]{.c} d</em></p>"),
    ] {
        let written = article(markdown);
        assert!(written.contains(html), "{markdown}\n{written}");
    }
}

#[test]
fn attributes_in_a_link_or_a_formula_are_part_of_it() {
    let html = article("[a](https://b.org/[c]{.d}) <https://b.org/]{.d}>\n");
    assert_eq!(html.matches("<a ").count(), 2, "{html}");
    let math = Markdown { math: true, ..Markdown::default() };
    let html = written_in("en", "$\\sqrt[3]{x=1} + [a]{x=1}$\n", &math);
    assert!(html.contains("<math") && !html.contains(",,"), "{html}");
}

#[test]
fn a_heading_keeps_a_value_with_spaces() {
    let html = article("## Let-down {#down .a index=\"milk!let down\"}\n\nB {.c index=\"x; y\"}\n---\n");
    assert!(html.contains("id=\"down\" class=\"a\"") && html.contains("class=\"c\""), "{html}");
    assert!(!html.contains("index"), "{html}");
}

#[test]
fn a_block_of_code_has_an_id_and_classes() {
    for (info, html) in [
        ("rust {#a .b}", "<pre id=\"a\" class=\"b\" tabindex=\"0\"><code class=\"language-rust\">"),
        ("{.rust #a .b}", "<pre id=\"a\" class=\"b\" tabindex=\"0\"><code class=\"language-rust\">"),
        (
            "rust title=\"x\" {.b} {1}",
            "<figure class=\"code b\"><figcaption class=\"code-title\">x</figcaption><pre tabindex=\"0\">",
        ),
        ("{r, echo=FALSE}", "<pre tabindex=\"0\"><code class=\"language-{r\">"),
    ] {
        let written = article(&format!("```{info}\nlet x;\n```\n"));
        assert!(written.contains(html), "{info}\n{written}");
    }
}

const HOME: &str = "# Home {index=\"start\"}\n\nThe [let-down *reflex*]{#reflex .key lang=fr index=\"milk!let-down\"} and \
    [the ward](other.md#call){.button} and `Ctrl`{#key}.\n\n[To the reflex](#reflex), [a block](#block).\n\n\
    ```sh {#block}\nls\n```\n";
const OTHER: &str = "# Other\n\n[Call us]{#call} at once: [back](index.md#key).\n";

fn guide() -> Project {
    Project::with([
        ("site.toml", "title = \"Guide\"\n"),
        ("content/index.md", HOME),
        ("content/other.md", OTHER),
    ])
}

#[test]
fn links_lead_to_the_ids_in_every_edition() {
    let project = guide();
    project.build();
    let (home, print, markdown) =
        (project.built("index.html"), project.built("print.html"), project.built("index.md"));
    for shown in [
        "<span id=\"reflex\" class=\"key\" lang=\"fr\">let-down <em>reflex</em></span>",
        "<a href=\"other.html#call\" class=\"button\">the ward</a>",
        "<code id=\"key\">Ctrl</code>",
        "<pre id=\"block\"",
    ] {
        assert!(home.contains(shown), "{shown}\n{home}");
    }
    assert!(
        print.contains("<span id=\"home:reflex\"") || print.contains(":reflex\" class=\"key\""),
        "{print}"
    );
    assert!(print.contains("<a href=\"#other:call\" class=\"button\">"), "{print}");
    assert!(
        markdown
            .contains("The <span id=\"reflex\">let-down *reflex*</span> and [the ward](other.md#call) and"),
        "{markdown}"
    );
    assert!(markdown.contains("```sh {#block}"), "{markdown}");
    let search = project.built("search/en/text-0.js");
    assert!(search.contains("The let-down reflex and the ward and Ctrl."), "{search}");
    for text in [&home, &print, &markdown, &search] {
        assert!(!text.contains("milk!") && !text.contains(",,"), "{text}");
    }
}

#[test]
fn hostile_attributes_are_text() {
    let page = "[a]{#x\"onclick=alert(1) .\"><script> lang=fr index='\\\"); #panic('}\n\n`b`{.\"'<}\n";
    let html = article(page);
    assert!(html.contains("id=\"x&quot;onclick=alert(1)\" class=\"&quot;&gt;&lt;script&gt;\""), "{html}");
    assert!(html.contains("<code class=\"&quot;'&lt;\">b</code>"), "{html}");
}

#[test]
fn a_directive_ends_the_html_before_it() {
    for (markdown, html) in [
        ("<div>a</div>\n:::tip\n*b*\n:::\n", "<p><em>b</em></p>"),
        (":::tip\n<div>a</div>\n:::\n*b*\n", "</div>\n<p><em>b</em></p>"),
        ("> <div>a</div>\n> :::tip\n> *b*\n> :::\n", "<p><em>b</em></p>"),
        ("- <div>a</div>\n  :::tip\n  *b*\n  :::\n", "<p><em>b</em></p>"),
        ("<div>\n:::tip\n*b*\n:::\n</div>\n", "<p><em>b</em></p>"),
        (":::card[A]\r\n<b>\r\n</b>\r\n:::\r\n*b*\r\n", "<p><em>b</em></p>"),
        (":::figure[A]\n<svg>\n<path/>\n</svg>\n:::\n", "<figcaption>A</figcaption>"),
    ] {
        let written = article(markdown);
        assert!(written.contains(html), "{markdown}\n{written}");
        assert!(
            !written.contains(":::") && !written.contains("___") && !written.contains("<h1"),
            "{written}"
        );
    }
    for text in ["<pre>\n:::tip\n</pre>\n", "<!--\n:::tip\n-->\n", "<script>\n:::tip\n</script>\n"] {
        let guide = Guide::bare([("content/index.md", format!("# Home\n\n{text}").as_str())]);
        assert_eq!(guide.messages(), "", "{text}");
        assert!(!article(text).contains("alert"), "{text}");
    }
}
