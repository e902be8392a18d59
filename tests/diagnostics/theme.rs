//! Mistakes in a theme, and in what a guide sets in it.

use insta::assert_snapshot;

use super::{manifest, theme, themed, themeless};

#[test]
fn a_template_with_a_mistake() {
    assert_snapshot!(theme("templates/page.html", "<h1>\n{{ page.title </h1>\n"), @r"
    error: found `</` but expected }}
     --> themes/calm/templates/page.html:2:15
      |
    2 | {{ page.title </h1>
      |               ^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_block_that_is_never_closed() {
    assert_snapshot!(theme("templates/page.html", "{% if page.draft %}draft\n"), @r"
    error: unexpected end of input
     --> themes/calm/templates/page.html:1:20
      |
    1 | {% if page.draft %}draft
      |                    ^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_unknown_filter() {
    assert_snapshot!(theme("templates/page.html", "{{ page.title | shout }}\n"), @r"
    error: unknown filter `shout`
     --> themes/calm/templates/page.html:1:17
      |
    1 | {{ page.title | shout }}
      |                 ^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_unknown_function() {
    assert_snapshot!(theme("templates/page.html", "{{ shout(a=1) }}\n"), @r"
    error: unknown function `shout`
     --> themes/calm/templates/page.html:1:4
      |
    1 | {{ shout(a=1) }}
      |    ^^^^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_unknown_component() {
    assert_snapshot!(theme("templates/page.html", "<p>{{ <Card /> }}</p>\n"), @r"
    error: unknown component `Card`
     --> themes/calm/templates/page.html:1:7
      |
    1 | <p>{{ <Card /> }}</p>
      |       ^^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_unknown_test() {
    assert_snapshot!(theme("templates/page.html", "{% if page.title is loud %}{% endif %}\n"), @r"
    error: unknown test `loud`
     --> themes/calm/templates/page.html:1:21
      |
    1 | {% if page.title is loud %}{% endif %}
      |                     ^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_parent_that_is_not_there() {
    assert_snapshot!(theme("templates/page.html", "{% extends \"bass.html\" %}\n"), @r#"
    error: there is no template `bass.html` to extend
     --> themes/calm/templates/page.html:1:13
      |
    1 | {% extends "bass.html" %}
      |             ^^^^^^^^^
      |
      = help: did you mean `calm/base.html`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn an_include_that_is_not_there() {
    assert_snapshot!(theme("templates/page.html", "{% include \"basis.html\" %}\n"), @r#"
    error: unknown template `basis.html`
     --> themes/calm/templates/page.html:1:12
      |
    1 | {% include "basis.html" %}
      |            ^^^^^^^^^^^^
      |
      = help: did you mean `base.html`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_template_that_includes_itself() {
    assert_snapshot!(theme("templates/page.html", "{% include \"page.html\" %}\n"), @r#"
    error: the template includes itself: calm/page.html → calm/page.html
     --> themes/calm/templates/page.html:1:13
      |
    1 | {% include "page.html" %}
      |             ^^^^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_template_that_extends_itself() {
    assert_snapshot!(theme("templates/page.html", "{% extends \"page.html\" %}\n"), @r#"
    error: the template extends itself
     --> themes/calm/templates/page.html:1:13
      |
    1 | {% extends "page.html" %}
      |             ^^^^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_field_that_is_not_there() {
    assert_snapshot!(theme("templates/page.html", "<h1>{{ page.titel }}</h1>\n"), @r"
    error: `page` has no field `titel`
     --> themes/calm/templates/page.html:1:13
      |
    1 | <h1>{{ page.titel }}</h1>
      |             ^^^^^
      |
      = help: did you mean `title`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_field_of_nothing() {
    assert_snapshot!(theme("templates/page.html", "<h1>{{ page.reviewed.text }}</h1>\n"), @r"
    error: field `text` is not defined
     --> themes/calm/templates/page.html:1:22
      |
    1 | <h1>{{ page.reviewed.text }}</h1>
      |                      ^^^^
      |
      = help: the value before the dot is missing here; test it with `{% if … %}` first

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn an_asset_that_is_not_there() {
    assert_snapshot!(theme("templates/page.html", "<link href=\"{{ asset(name=\"style.css\") }}\">\n"), @r#"
    error: the theme has no asset `style.css`
     --> themes/calm/templates/page.html:1:28
      |
    1 | <link href="{{ asset(name="style.css") }}">
      |                            ^^^^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_style_sheet_that_names_nothing() {
    assert_snapshot!(theme("assets/style.css", "p { background: url(icon.svg) }\n"), @r"
    error: the theme has no asset `icon.svg` that this style sheet can name
     --> themes/calm/assets/style.css:1:21
      |
    1 | p { background: url(icon.svg) }
      |                     ^^^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_manifest_with_a_mistake() {
    assert_snapshot!(manifest("name =\n"), @r#"
    error: not valid TOML: string values must be quoted, expected literal string
     --> themes/calm/theme.toml:2:7
      |
    2 | name =
      |       ^
      |
      = help: write each line as a key, `=` and a value, with text in quotes: title = "My guide"

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_manifest_with_an_unknown_key() {
    assert_snapshot!(manifest("labels = {}\nlabel = {}\n"), @r"
    error: unknown key `label` in theme.toml
     --> themes/calm/theme.toml:3:1
      |
    3 | label = {}
      | ^^^^^ not a known key
      |
      = help: did you mean `labels`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_label_that_is_no_text() {
    assert_snapshot!(manifest("[labels]\nmenu = 3\n"), @r"
    error: the label `menu` expects text, found a number
     --> themes/calm/theme.toml:3:8
      |
    3 | menu = 3
      |        ^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_component_that_calls_itself() {
    assert_snapshot!(theme("templates/page.html", "{% component Card() %}{{ <Card /> }}{% endcomponent Card %}{{ <Card /> }}\n"), @r"
    error: Maximum render recursion depth for components exceeded.
    --> themes/calm/templates/page.html

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_theme_without_a_template_that_every_theme_has() {
    assert_snapshot!(themeless("not-found.html"), @r"
    error: the theme has no template `not-found.html`, which every theme needs
    --> themes/calm/templates/not-found.html

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_setting_that_the_theme_does_not_have() {
    assert_snapshot!(themed("[theme]\nname = \"calm\"\nacent = \"red\"\n"), @r#"
    error: the theme has no setting or token `acent`
     --> site.toml:3:1
      |
    3 | acent = "red"
      | ^^^^^
      |
      = help: did you mean `accent`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_setting_of_another_type() {
    assert_snapshot!(themed("[theme]\nname = \"calm\"\naccent = 3\n"), @r"
    error: `accent` expects text, found a number
     --> site.toml:3:10
      |
    3 | accent = 3
      |          ^
      |
      = help: put it in quotes to make it text

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_label_that_the_theme_does_not_have() {
    assert_snapshot!(themed("[theme]\nname = \"calm\"\n[theme.labels]\nmenue = \"Liste\"\n"), @r#"
    error: the theme has no label `menue`
     --> site.toml:4:1
      |
    4 | menue = "Liste"
      | ^^^^^
      |
      = help: did you mean `menu`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_label_of_the_site_that_is_no_text() {
    assert_snapshot!(themed("[theme]\nname = \"calm\"\n[theme.labels]\nmenu = 3\n"), @r"
    error: the label `menu` expects text, found a number
     --> site.toml:4:8
      |
    4 | menu = 3
      |        ^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn labels_are_a_table() {
    assert_snapshot!(themed("[theme]\nname = \"calm\"\nlabels = \"menu\"\n"), @r#"
    error: `labels` expects a table of keys
     --> site.toml:3:10
      |
    3 | labels = "menu"
      |          ^^^^^^
      |
      = help: write it as [theme.labels]

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_theme_that_is_nearly_there() {
    assert_snapshot!(themed("theme = \"clam\"\n"), @r#"
    error: there is no theme `clam`: no folder themes/clam
     --> site.toml:1:9
      |
    1 | theme = "clam"
      |         ^^^^^^
      |
      = help: did you mean `calm`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_parent_that_there_is_not() {
    assert_snapshot!(theme("theme.toml", "parent = \"kalm\"\n"), @r#"
    error: there is no theme `kalm`: no folder themes/kalm
     --> themes/calm/theme.toml:1:10
      |
    1 | parent = "kalm"
      |          ^^^^^^
      |
      = help: the themes here are `care`, `default`

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_theme_that_is_its_own_parent() {
    assert_snapshot!(theme("theme.toml", "parent = \"calm\"\n"), @r#"
    error: the theme `calm` is its own parent: calm → calm
     --> themes/calm/theme.toml:1:10
      |
    1 | parent = "calm"
      |          ^^^^^^
      |
      = help: name another parent, or remove the line

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_variable_that_no_template_has() {
    assert_snapshot!(theme("templates/page.html", "{{ pages.title }}\n"), @r"
    error: no template has a variable `pages`
     --> themes/calm/templates/page.html:1:4
      |
    1 | {{ pages.title }}
      |    ^^^^^
      |
      = help: did you mean `page`?

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_setting_needs_a_type_and_a_default() {
    assert_snapshot!(manifest("[settings.accent]\ntype = \"text\"\n"), @r"
    error: [settings.accent] needs a `type` and a `default`
     --> themes/calm/theme.toml:2:11
      |
    2 | [settings.accent]
      |           ^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_default_is_of_its_settings_type() {
    assert_snapshot!(manifest("[settings.accent]\ntype = \"switch\"\ndefault = \"yes\"\n"), @r#"
    error: the default of `accent` expects true or false, found `yes`
     --> themes/calm/theme.toml:4:11
      |
    4 | default = "yes"
      |           ^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_type_of_setting_that_there_is_not() {
    assert_snapshot!(manifest("[settings.accent]\ntype = \"swich\"\ndefault = true\n"), @r#"
    error: `type` expects one of `switch`, `text`, `number`, `choice`, `strength`, `list`, `date`, found `swich`
     --> themes/calm/theme.toml:3:8
      |
    3 | type = "swich"
      |        ^^^^^^^ expected one of `switch`, `text`, `number`, `choice`, `strength`, `list`, `date`
      |
      = help: did you mean `switch`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_choice_that_the_theme_does_not_offer() {
    assert_snapshot!(themed("[theme]\nname = \"calm\"\nwidth = \"wied\"\n"), @r#"
    error: `width` expects one of `narrow`, `wide`, found `wied`
     --> site.toml:3:9
      |
    3 | width = "wied"
      |         ^^^^^^
      |
      = help: did you mean `wide`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_colour_that_is_none() {
    assert_snapshot!(themed("[theme]\nname = \"calm\"\nink = \"blueish\"\n"), @r#"
    error: the token `ink` expects a colour such as `#1a6b54`, found `blueish`
     --> site.toml:3:7
      |
    3 | ink = "blueish"
      |       ^^^^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_token_without_a_type() {
    assert_snapshot!(manifest("[tokens]\nink = \"#222222\"\n"), @r##"
    error: the token `ink` is new, so it needs a `type`
     --> themes/calm/theme.toml:3:1
      |
    3 | ink = "#222222"
      | ^^^
      |
      = help: add type = "color", "font" or "size"

    1 error, no warnings. Not ready to build.
    "##);
}
