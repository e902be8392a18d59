//! Templates, components and assets that override a parent's: missing names, and values of the wrong kind.

use insta::assert_snapshot;

use super::told;

/// Returns the messages about a theme with this in the template of every page.
fn page(text: &str) -> String {
    told(&[("themes/own/templates/page.html", text)])
}

/// Returns the messages about a theme with this in a block of every page.
fn block(text: &str) -> String {
    page(&format!(
        "{{% extends \"default/page.html\" %}}\n{{% block after -%}}\n{text}\n{{%- endblock after %}}\n"
    ))
}

#[test]
fn a_template_that_extends_itself_and_means_its_parents() {
    assert_snapshot!(page("{% extends \"page.html\" %}\n"), @r#"
    error: the template extends itself
     --> themes/own/templates/page.html:1:13
      |
    1 | {% extends "page.html" %}
      |             ^^^^^^^^^
      |
      = help: to extend the parent's template, write `default/page.html`

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_template_that_extends_what_its_parent_has_not() {
    assert_snapshot!(page("{% extends \"default/pages.html\" %}\n"), @r#"
    error: there is no template `default/pages.html` to extend
     --> themes/own/templates/page.html:1:13
      |
    1 | {% extends "default/pages.html" %}
      |             ^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `default/page.html`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_template_that_extends_a_theme_that_is_no_parent() {
    assert_snapshot!(told(&[
        ("themes/own/templates/page.html", "{% extends \"other/page.html\" %}\n"),
        ("themes/other/templates/page.html", "Other\n"),
    ]), @r#"
    error: there is no template `other/page.html` to extend
     --> themes/own/templates/page.html:1:13
      |
    1 | {% extends "other/page.html" %}
      |             ^^^^^^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_block_that_the_parent_has_not() {
    assert_snapshot!(page("{% extends \"default/page.html\" %}\n{% block haed %}{% endblock haed %}\n"), @r"
    error: block `haed` is not defined in any parent template
     --> themes/own/templates/page.html:2:10
      |
    2 | {% block haed %}{% endblock haed %}
      |          ^^^^
      |
      = help: did you mean `head`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_include_that_is_nearly_there() {
    assert_snapshot!(block("{% include \"components/pagr.html\" %}"), @r#"
    error: unknown template `components/pagr.html`
     --> themes/own/templates/page.html:3:12
      |
    3 | {% include "components/pagr.html" %}
      |            ^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `components/pager.html`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_component_that_is_nearly_there_and_one_that_is_not() {
    assert_snapshot!(block("{{ <crad child={page} /> }}{{ <zzzzzz /> }}"), @r"
    error: unknown component `crad`
     --> themes/own/templates/page.html:3:4
      |
    3 | {{ <crad child={page} /> }}{{ <zzzzzz /> }}
      |    ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `card`?

    error: unknown component `zzzzzz`
     --> themes/own/templates/page.html:3:31
      |
    3 | {{ <crad child={page} /> }}{{ <zzzzzz /> }}
      |                               ^^^^^^^^^^

    2 errors, no warnings. Not ready to build.
    ");
}

#[test]
fn a_component_without_what_it_needs() {
    assert_snapshot!(block("{{ <card /> }}"), @r"
    error: argument `child` missing
     --> themes/own/templates/page.html:3:4
      |
    3 | {{ <card /> }}
      |    ^^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_component_that_asks_for_what_it_is_not_given() {
    assert_snapshot!(told(&[
        ("themes/own/templates/hello.html", "{% component hello(name) %}{{ site.title }}{% endcomponent hello %}\n"),
        ("themes/own/templates/page.html", "{{ <hello name=\"A\" /> }}\n"),
    ]), @r"
    error: variable `site` is not defined
     --> themes/own/templates/hello.html:1:31
      |
    1 | {% component hello(name) %}{{ site.title }}{% endcomponent hello %}
      |                               ^^^^
      |
      = help: a component sees only its arguments, here name

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_component_that_is_there_twice() {
    let hello = "{% component hello() %}Hello{% endcomponent hello %}\n";
    assert_snapshot!(told(&[("themes/own/templates/a.html", hello), ("themes/own/templates/b.html", hello)]), @r"
    error: component `hello` is defined in both `own/a.html` and `own/b.html`
     --> themes/own/templates/b.html:1:14
      |
    1 | {% component hello() %}Hello{% endcomponent hello %}
      |              ^^^^^
      |
      = help: rename one of them

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_filter_and_a_function_that_are_nearly_there() {
    assert_snapshot!(block("{{ page.path | numbr }} {{ aset(name=\"style.css\") }}"), @r#"
    error: unknown filter `numbr`
     --> themes/own/templates/page.html:3:16
      |
    3 | {{ page.path | numbr }} {{ aset(name="style.css") }}
      |                ^^^^^
      |
      = help: did you mean `number`?

    error: unknown function `aset`
     --> themes/own/templates/page.html:3:28
      |
    3 | {{ page.path | numbr }} {{ aset(name="style.css") }}
      |                            ^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `asset`?

    2 errors, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_variable_that_is_nearly_there_is_told_though_no_page_uses_the_template() {
    assert_snapshot!(told(&[("themes/own/templates/tip.html", "{{ sites.title }}\n")]), @r"
    error: no template has a variable `sites`
     --> themes/own/templates/tip.html:1:4
      |
    1 | {{ sites.title }}
      |    ^^^^^
      |
      = help: did you mean `site`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_variable_that_is_like_none() {
    assert_snapshot!(block("{{ zzz }}"), @r"
    error: no template has a variable `zzz`
     --> themes/own/templates/page.html:3:4
      |
    3 | {{ zzz }}
      |    ^^^
      |
      = help: the variables are site, page, head, navigation, breadcrumbs, previous, next, children, print, parts, leaf, pdfs, archive, leaf_list, leaves, search, a_to_z, withdrawn, root, labels, theme, tokens, evidence, handout

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_field_of_the_page_that_is_nearly_there() {
    assert_snapshot!(block("{{ page.titel }}"), @r"
    error: `page` has no field `titel`
     --> themes/own/templates/page.html:3:9
      |
    3 | {{ page.titel }}
      |         ^^^^^
      |
      = help: did you mean `title`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_label_that_is_nearly_there() {
    assert_snapshot!(block("{{ labels.nxt }}"), @r"
    error: `labels` has no field `nxt`
     --> themes/own/templates/page.html:3:11
      |
    3 | {{ labels.nxt }}
      |           ^^^
      |
      = help: did you mean `next`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_token_that_is_nearly_there() {
    assert_snapshot!(block("{{ tokens.acent.light }}"), @r"
    error: `tokens` has no field `acent`
     --> themes/own/templates/page.html:3:11
      |
    3 | {{ tokens.acent.light }}
      |           ^^^^^
      |
      = help: did you mean `accent`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_scheme_of_a_token_that_is_nearly_there() {
    assert_snapshot!(block("{{ tokens[\"size-body\"].lihgt }}"), @r#"
    error: there is no `lihgt` to print
     --> themes/own/templates/page.html:3:24
      |
    3 | {{ tokens["size-body"].lihgt }}
      |                        ^^^^^
      |
      = help: did you mean `light`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_setting_of_a_theme_that_has_none() {
    assert_snapshot!(block("{{ theme.wide }}"), @r"
    error: `theme` has no field `wide`
     --> themes/own/templates/page.html:3:10
      |
    3 | {{ theme.wide }}
      |          ^^^^
      |
      = help: `theme` has `density`

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_free_key_that_a_page_has_not() {
    assert_snapshot!(told(&[
        ("themes/own/templates/page.html", "{{ page.extra.servings }}\n"),
        ("content/tea.md", "---\ntitle: Tea\nextra:\n  servings: 3\n---\n"),
    ]), @r"
    error: field `servings` is not defined
     --> themes/own/templates/page.html:1:15
      |
    1 | {{ page.extra.servings }}
      |               ^^^^^^^^
      |
      = help: the fields are minutes

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_field_of_what_may_be_nothing() {
    assert_snapshot!(block("{{ page.reviewed.text }}"), @r"
    error: field `text` is not defined
     --> themes/own/templates/page.html:3:18
      |
    3 | {{ page.reviewed.text }}
      |                  ^^^^
      |
      = help: the value before the dot is missing here; test it with `{% if … %}` first

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_address_of_a_page_that_is_nearly_there() {
    assert_snapshot!(block("{{ href(path=\"mlik.md\") }}"), @r#"
    error: there is no page `mlik.md`
     --> themes/own/templates/page.html:3:4
      |
    3 | {{ href(path="mlik.md") }}
      |    ^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `milk.md`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_address_of_a_draft() {
    assert_snapshot!(told(&[
        ("themes/own/templates/page.html", "{{ href(path=\"tea.md\") }}\n"),
        ("content/tea.md", "---\ntitle: Tea\ndraft: true\n---\n"),
    ]), @r#"
    error: the page `tea.md` is a draft
     --> themes/own/templates/page.html:1:4
      |
    1 | {{ href(path="tea.md") }}
      |    ^^^^^^^^^^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_address_of_nothing() {
    assert_snapshot!(block("{{ href(page=\"milk.md\") }}"), @r#"
    error: missing keyword argument `path`
     --> themes/own/templates/page.html:3:4
      |
    3 | {{ href(page="milk.md") }}
      |    ^^^^^^^^^^^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_asset_whose_name_is_only_known_when_the_page_is_rendered() {
    assert_snapshot!(block("{% set name = \"stile.css\" -%}{{ asset(name=name) }}"), @r#"
    error: the theme has no asset `stile.css`
     --> themes/own/templates/page.html:3:33
      |
    3 | {% set name = "stile.css" -%}{{ asset(name=name) }}
      |                                 ^^^^^^^^^^^^^^^^
      |
      = help: did you mean `style.css`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_asset_that_is_nearly_there() {
    assert_snapshot!(block("{{ asset(name=\"stile.css\") }}"), @r#"
    error: the theme has no asset `stile.css`
     --> themes/own/templates/page.html:3:16
      |
    3 | {{ asset(name="stile.css") }}
      |                ^^^^^^^^^
      |
      = help: did you mean `style.css`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_day_that_no_calendar_has() {
    assert_snapshot!(block("{{ \"2026-02-30\" | date }}"), @r#"
    error: `date` expects a date as YYYY-MM-DD, found `2026-02-30`
     --> themes/own/templates/page.html:3:19
      |
    3 | {{ "2026-02-30" | date }}
      |                   ^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_day_that_is_no_text() {
    assert_snapshot!(block("{{ page.extra.minutes | date }}"), @r"
    error: expected text, found a whole number
     --> themes/own/templates/page.html:3:4
      |
    3 | {{ page.extra.minutes | date }}
      |    ^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_number_that_is_text() {
    assert_snapshot!(block("{{ page.title | number }}"), @r"
    error: expected a whole number, found text
     --> themes/own/templates/page.html:3:4
      |
    3 | {{ page.title | number }}
      |    ^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn plain_text_of_a_number() {
    assert_snapshot!(block("{{ 3 | plain }}"), @r"
    error: expected text, found a whole number
     --> themes/own/templates/page.html:3:4
      |
    3 | {{ 3 | plain }}
      |    ^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_style_sheet_that_names_an_asset_of_no_theme() {
    assert_snapshot!(told(&[
        ("themes/own/assets/brand.css", ".a { background: url(\"pictures/loggo.svg\") }\n@import 'stile.css';\n"),
        ("themes/own/assets/pictures/logo.svg", "<svg/>"),
    ]), @r#"
    error: the theme has no asset `pictures/loggo.svg` that this style sheet can name
     --> themes/own/assets/brand.css:1:23
      |
    1 | .a { background: url("pictures/loggo.svg") }
      |                       ^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `pictures/logo.svg`?

    error: the theme has no asset `stile.css` that this style sheet can name
     --> themes/own/assets/brand.css:2:10
      |
    2 | @import 'stile.css';
      |          ^^^^^^^^^
      |
      = help: did you mean `style.css`?

    2 errors, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_warning_about_the_theme_hides_no_error_in_it() {
    assert_snapshot!(told(&[
        ("themes/own/theme.toml", "[tokens.amber]\nlight = \"#ccc\"\n[[contrast]]\ntext = \"amber\"\nbackground = \"surface\"\n"),
        ("themes/own/templates/page.html", "{{ page.titel }}\n"),
    ]), @r##"
    error: `page` has no field `titel`
     --> themes/own/templates/page.html:1:9
      |
    1 | {{ page.titel }}
      |         ^^^^^
      |
      = help: did you mean `title`?

    warning: `amber` on `amber-wash` has a contrast of 1.42:1 on a light screen; readers need 4.5:1
     --> themes/own/theme.toml:2:9
      |
    2 | light = "#ccc"
      |         ^^^^^^
      |
      = help: make one of the two colours darker or lighter (WCAG 2.2, 1.4.3)

    warning: `amber` on `surface` has a contrast of 1.61:1 on a light screen; readers need 4.5:1
     --> themes/own/theme.toml:2:9
      |
    2 | light = "#ccc"
      |         ^^^^^^
      |
      = help: make one of the two colours darker or lighter (WCAG 2.2, 1.4.3)

    warning: `amber` on `tint` has a contrast of 1.39:1 on a light screen; readers need 3:1
     --> themes/own/theme.toml:2:9
      |
    2 | light = "#ccc"
      |         ^^^^^^
      |
      = help: make one of the two colours darker or lighter (WCAG 2.2, 1.4.3)

    1 error, 3 warnings. Not ready to build.
    "##);
}

#[test]
fn a_template_without_measure_is_refused_by_name() {
    let branches = format!("{{% if false %}}{}{{% endif %}}", "{% elif false %}".repeat(50_000));
    let said = told(&[("themes/own/templates/page.html", &branches)]);
    assert!(said.contains("themes/own/templates/page.html:1:"), "{said}");
    assert!(said.contains("the template has more than 500 branches"), "{said}");
    let twice = "{% set x = x ~ x %}".repeat(20);
    let text =
        format!("{{% set x = 'word' %}}{twice}{{% for i in range(end=1000) %}}{{{{ x }}}}{{% endfor %}}");
    let said = told(&[("themes/own/templates/page.html", &text)]);
    assert!(said.contains("the template writes more than 256 MB for a page"), "{said}");
    assert!(said.contains("themes/own/templates/page.html"), "{said}");
}
