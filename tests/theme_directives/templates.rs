//! The templates of directives: what they see, that nothing of an author's is markup in them, and where their mistakes are.

use insta::assert_snapshot;

use super::{MANIFEST, guide};
use crate::harness::Project;
use crate::harness::dom::Document;

/// A template that shows everything it sees.
const TEMPLATE: &str = "\
<section class=\"{{ class }}\"{% if id %} id=\"{{ id }}\"{% endif %} lang=\"{{ language }}\" data-edition=\"{{ edition }}\">
<h2>{{ label | safe }}</h2>
<p>{{ attributes.unit }}{% if attributes[\"with-food\"] %} with food{% endif -%}
{% if attributes.since %} since {{ attributes.since | date }}{% endif -%}
{% if attributes.form %} as {{ attributes.form }}{% endif %}</p>
{{ body | safe -}}
<img src=\"{{ asset(name=\"favicon.svg\") }}\" alt=\"{{ labels.next }}\">
</section>
";

/// Returns a guide whose theme has a template for `dose`.
fn shown(template: &str, text: &str) -> crate::harness::memory::Guide {
    guide(&[("themes/ward/templates/directives/dose.html", template)], text)
}

#[test]
fn a_template_shows_the_label_the_attributes_and_the_body() {
    let text =
        ":::dose[Iron *drops*]{#iron .strong unit=ml with-food since=2026-11-01}\nBefore **noon**.\n:::\n";
    let guide = shown(TEMPLATE, text);
    assert_eq!(guide.messages(), "");
    let page = guide.output("index.html");
    let start = page.find("<section").expect("a section");
    let end = page.find("</section>").expect("an end");
    assert_snapshot!(&page[start..end], @r#"
    <section class="group group-dose strong" id="iron" lang="en" data-edition="web">
    <h2>Iron <em>drops</em></h2>
    <p>ml with food since November 1, 2026</p>
    <p>Before <strong>noon</strong>.</p>
    <img src="assets/favicon.bacb8679.svg" alt="Next">
    "#);
    let print = guide.output("print.html");
    assert!(print.contains(" id=\"index:iron\" lang=\"en\" data-edition=\"print\">"), "{print}");
}

#[test]
fn no_text_of_an_author_is_markup_in_a_template() {
    for (quote, text) in [
        ('"', "<script>alert(1)</script>"),
        ('\'', "\"><img src=x onload=alert(1)>"),
        ('"', "' onload='x"),
        ('"', "a & b <b>"),
        ('"', "{% raw %}"),
    ] {
        let written = format!(":::dose[`{text}`]{{unit={quote}{text}{quote}}}\ny\n:::\n");
        let page = shown(TEMPLATE, &written).output("index.html");
        let document = Document::parse(&page);
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{page}");
        assert_eq!(document.values("onload").count(), 0, "{page}");
    }
}

#[test]
fn a_template_in_a_template_is_filled_from_the_inside() {
    let theme = [
        ("themes/ward/templates/directives/dose.html", "<p class=\"inner\">{{ label | safe }}</p>"),
        ("themes/ward/templates/directives/doses.html", "<aside>{{ body | safe }}</aside>"),
    ];
    let text = "::::doses\n:::dose[A]{unit=ml}\nx\n:::\n:::dose[B]{unit=ml}\nx\n:::\n::::\n";
    let page = guide(&theme, text).output("index.html");
    assert!(page.contains("<aside><p class=\"inner\">A</p>\n<p class=\"inner\">B</p>\n</aside>\n"), "{page}");
}

#[test]
fn a_template_of_a_parent_is_replaced_by_one_of_its_name() {
    let project = Project::with([
        ("site.toml", "theme = \"ours\"\n"),
        ("themes/ward/theme.toml", MANIFEST),
        ("themes/ward/templates/directives/dose.html", "<p>ward {{ label | safe }}</p>\n"),
        ("themes/ours/theme.toml", "parent = \"ward\"\n"),
        (
            "themes/ours/templates/directives/dose.html",
            "<b>ours</b>{% include \"ward/directives/dose.html\" %}",
        ),
        ("content/index.md", "# Home\n\n:::dose[Iron]{unit=ml}\nx\n:::\n"),
    ]);
    project.build();
    assert!(project.built("index.html").contains("<b>ours</b><p>ward Iron</p>"));
}

/// Returns what a build prints of a guide with this template of `dose`, which a page uses.
fn mistake(template: &str) -> String {
    let project = Project::with([
        ("site.toml", "theme = \"ward\"\n"),
        ("themes/ward/theme.toml", MANIFEST),
        ("themes/ward/templates/directives/dose.html", template),
        ("content/index.md", "# Home\n\n:::dose[Iron]{unit=ml}\nx\n:::\n"),
    ]);
    project.run(&["check"]).stderr
}

#[test]
fn a_mistake_in_a_template_is_shown_where_it_is() {
    assert_snapshot!(mistake("<p>{{ attributes.unti }}</p>\n"), @r"
    error: `attributes` has no field `unti`
     --> themes/ward/templates/directives/dose.html:1:18
      |
    1 | <p>{{ attributes.unti }}</p>
      |                  ^^^^
      |
      = help: did you mean `unit`?

    1 error, no warnings. Not ready to build.
    ");
    assert_snapshot!(mistake("<p>{{ lable | safe }}</p>\n"), @r"
    error: the template of a directive has no variable `lable`
     --> themes/ward/templates/directives/dose.html:1:7
      |
    1 | <p>{{ lable | safe }}</p>
      |       ^^^^^
      |
      = help: did you mean `label`?

    1 error, no warnings. Not ready to build.
    ");
    assert_snapshot!(mistake("<p>{{ page.title }}</p>\n"), @r"
    error: the template of a directive has no variable `page`
     --> themes/ward/templates/directives/dose.html:1:7
      |
    1 | <p>{{ page.title }}</p>
      |       ^^^^
      |
      = help: the variables are label, body, attributes, id, class, edition, language, root, labels, theme, tokens, evidence, handout

    1 error, no warnings. Not ready to build.
    ");
    assert_snapshot!(mistake("<p>{{ attributes.unit | number }}</p>\n"), @r"
    error: expected a whole number, found text
     --> themes/ward/templates/directives/dose.html:1:7
      |
    1 | <p>{{ attributes.unit | number }}</p>
      |       ^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
    assert_snapshot!(mistake("<p>{% if label %}</p>\n"), @r"
    error: unexpected end of input
     --> themes/ward/templates/directives/dose.html:1:18
      |
    1 | <p>{% if label %}</p>
      |                  ^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_template_for_no_directive_is_named() {
    let project = Project::with([
        ("site.toml", "theme = \"ward\"\n"),
        ("themes/ward/theme.toml", MANIFEST),
        ("themes/ward/templates/directives/doze.html", "{{ label }}"),
        ("themes/ward/templates/directives/tip.html", "{{ label }}"),
        ("themes/ward/print/directives/visit.typ", "#let visit(label, attributes, body) = body"),
        ("content/index.md", "# Home\n"),
    ]);
    assert_snapshot!(project.run(&["check"]).stderr, @r"
    warning: the theme declares no directive `visit`, so this file is not used
    --> themes/ward/print/directives/visit.typ
     = help: declare it as [directives.visit] in theme.toml, or remove the file

    warning: the theme declares no directive `doze`, so this file is not used
    --> themes/ward/templates/directives/doze.html
     = help: did you mean `dose`?

    warning: the theme declares no directive `tip`, so this file is not used
    --> themes/ward/templates/directives/tip.html
     = help: the program shows this directive; a style sheet and `print/theme.typ` can change how
    ");
}

#[test]
fn a_print_file_without_the_function_is_named() {
    let project = Project::with([
        ("site.toml", "theme = \"ward\"\n"),
        ("themes/ward/theme.toml", MANIFEST),
        ("themes/ward/print/directives/dose.typ", "#let dose-box(label, attributes, body) = body\n"),
        ("content/index.md", "# Home\n"),
    ]);
    assert_snapshot!(project.check(), @r"
    error: this file has no function `dose`
    --> themes/ward/print/directives/dose.typ
     = help: write `#let dose(label, attributes, body) = …`

    1 error, no warnings. Not ready to build.
    ");
}
