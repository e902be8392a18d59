//! Settings, tokens, labels and pairs of colours: wrong declarations in a theme, and wrong values in a site.

use insta::assert_snapshot;

use super::told;

const SETTINGS: &str = "[settings.banner]\ntype = \"switch\"\ndefault = true\n\
    [settings.greeting]\ntype = \"text\"\ndefault = \"Hello\"\n\
    [settings.columns]\ntype = \"number\"\ndefault = 2\n\
    [settings.width]\ntype = \"choice\"\nchoices = [\"narrow\", \"wide\"]\ndefault = \"wide\"\n\
    [settings.links]\ntype = \"list\"\ndefault = []\n";

/// Returns the messages about a site that sets this in a theme with a setting of each type.
fn site(settings: &str) -> String {
    let site = format!("[theme]\nname = \"own\"\n{settings}");
    told(&[("themes/own/theme.toml", SETTINGS), ("site.toml", &site)])
}

/// Returns the messages about a theme with this in its `theme.toml`.
fn theme(text: &str) -> String {
    told(&[("themes/own/theme.toml", text)])
}

#[test]
fn a_setting_of_each_type_that_is_of_another() {
    assert_snapshot!(site("banner = \"yes\"\ngreeting = true\ncolumns = \"2\"\nwidth = 3\nlinks = \"a\"\n"), @r#"
    error: `banner` expects true or false, found `yes`
     --> site.toml:3:10
      |
    3 | banner = "yes"
      |          ^^^^^
      |
      = help: write true or false, without quotes

    error: `greeting` expects text, found true or false
     --> site.toml:4:12
      |
    4 | greeting = true
      |            ^^^^
      |
      = help: put it in quotes to make it text

    error: `columns` expects a number, found `2`
     --> site.toml:5:11
      |
    5 | columns = "2"
      |           ^^^

    error: `width` expects one of `narrow`, `wide`, found a number
     --> site.toml:6:9
      |
    6 | width = 3
      |         ^

    error: `links` expects a list, found `a`
     --> site.toml:7:9
      |
    7 | links = "a"
      |         ^^^
      |
      = help: write it as a list: ["a"]

    5 errors, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_choice_that_is_nearly_one() {
    assert_snapshot!(site("width = \"wid\"\n"), @r#"
    error: `width` expects one of `narrow`, `wide`, found `wid`
     --> site.toml:3:9
      |
    3 | width = "wid"
      |         ^^^^^
      |
      = help: did you mean `wide`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_setting_a_token_and_a_label_that_are_nearly_there() {
    assert_snapshot!(site("colums = 3\nacent = \"#123456\"\nlables = {}\n\n[theme.labels]\nnxt = \"On\"\n"), @r##"
    error: the theme has no setting or token `colums`
     --> site.toml:3:1
      |
    3 | colums = 3
      | ^^^^^^
      |
      = help: did you mean `columns`?

    error: the theme has no setting or token `acent`
     --> site.toml:4:1
      |
    4 | acent = "#123456"
      | ^^^^^
      |
      = help: did you mean `accent`?

    error: the theme has no setting or token `lables`
     --> site.toml:5:1
      |
    5 | lables = {}
      | ^^^^^^
      |
      = help: did you mean `labels`?

    error: the theme has no label `nxt`
     --> site.toml:8:1
      |
    8 | nxt = "On"
      | ^^^
      |
      = help: did you mean `next`?

    4 errors, no warnings. Not ready to build.
    "##);
}

#[test]
fn a_setting_that_is_like_none() {
    assert_snapshot!(site("zzz = 3\n"), @r"
    error: the theme has no setting or token `zzz`
     --> site.toml:3:1
      |
    3 | zzz = 3
      | ^^^
      |
      = help: `handout theme list theme.toml` lists what can be set

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_choice_without_choices() {
    assert_snapshot!(theme("[settings.width]\ntype = \"choice\"\ndefault = \"wide\"\n"), @r"
    error: [settings.width] is a choice, so it needs `choices`
     --> themes/own/theme.toml:1:11
      |
    1 | [settings.width]
      |           ^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_setting_whose_name_is_taken() {
    assert_snapshot!(theme("[settings.labels]\ntype = \"switch\"\ndefault = true\n"), @r"
    error: a setting cannot be called `labels`: site.toml has that key
     --> themes/own/theme.toml:1:11
      |
    1 | [settings.labels]
      |           ^^^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_token_whose_name_is_taken() {
    assert_snapshot!(theme("[tokens.name]\ntype = \"size\"\nvalue = \"1rem\"\n"), @r"
    error: a token cannot be called `name`: site.toml has that key
     --> themes/own/theme.toml:1:9
      |
    1 | [tokens.name]
      |         ^^^^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_setting_that_is_called_like_a_token_of_the_parent() {
    assert_snapshot!(theme("[settings.accent]\ntype = \"switch\"\ndefault = true\n"), @r"
    error: `accent` is both a setting and a token
     --> themes/own/theme.toml:3:11
      |
    3 | default = true
      |           ^^^^
      |
      = help: they would be the same key under [theme]: rename one of them

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_setting_that_is_no_table() {
    assert_snapshot!(theme("[settings]\nwide = true\n"), @r"
    error: `settings` expects a table of tables, found a table of keys
     --> themes/own/theme.toml:1:1
      |
    1 | [settings]
      | ^^^^^^^^^^ expected a table of tables
      |
      = help: give each its own table: [settings.NAME], and its keys below that

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_colour_of_the_site_that_is_none() {
    assert_snapshot!(site("accent = \"teal\"\nink = { light = \"#12345\", dark = \"rgb(1 2)\" }\n"), @r##"
    error: the token `accent` expects a colour such as `#1a6b54`, found `teal`
     --> site.toml:3:10
      |
    3 | accent = "teal"
      |          ^^^^^^

    error: the token `ink` expects a colour such as `#1a6b54`, found `#12345`
     --> site.toml:4:17
      |
    4 | ink = { light = "#12345", dark = "rgb(1 2)" }
      |                 ^^^^^^^^

    error: the token `ink` expects a colour such as `#1a6b54`, found `rgb(1 2)`
     --> site.toml:4:34
      |
    4 | ink = { light = "#12345", dark = "rgb(1 2)" }
      |                                  ^^^^^^^^^^

    3 errors, no warnings. Not ready to build.
    "##);
}

#[test]
fn a_font_and_a_size_that_would_leave_their_declaration() {
    let site = site(
        "text = \"Georgia; } body { display: none\"\ndisplay = '\"Georgia, serif'\nmeasure = \"38rem}\"\ngutter = \"calc(1rem\"\n",
    );
    assert_snapshot!(site, @r#"
    error: the token `text` expects font families such as `Georgia, serif`, found `Georgia; } body { display: none`
     --> site.toml:3:8
      |
    3 | text = "Georgia; } body { display: none"
      |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    error: the token `display` expects font families such as `Georgia, serif`, found `"Georgia, serif`
     --> site.toml:4:11
      |
    4 | display = '"Georgia, serif'
      |           ^^^^^^^^^^^^^^^^^

    error: the token `measure` expects a CSS length such as `38rem`, found `38rem}`
     --> site.toml:5:11
      |
    5 | measure = "38rem}"
      |           ^^^^^^^^

    error: the token `gutter` expects a CSS length such as `38rem`, found `calc(1rem`
     --> site.toml:6:10
      |
    6 | gutter = "calc(1rem"
      |          ^^^^^^^^^^^

    4 errors, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_token_that_is_no_text() {
    assert_snapshot!(site("radius = 3\naccent = { light = 1, drak = \"#fff\" }\n"), @r##"
    error: the token `radius` expects text, or a table of `light` and `dark`, found a number
     --> site.toml:3:10
      |
    3 | radius = 3
      |          ^

    error: `light` expects text, found a number
     --> site.toml:4:20
      |
    4 | accent = { light = 1, drak = "#fff" }
      |                    ^ expected text
      |
      = help: put it in quotes to make it text

    error: unknown key `drak` in the token `accent`
     --> site.toml:4:23
      |
    4 | accent = { light = 1, drak = "#fff" }
      |                       ^^^^ not a known key
      |
      = help: did you mean `dark`?

    3 errors, no warnings. Not ready to build.
    "##);
}

#[test]
fn a_new_token_without_a_type() {
    assert_snapshot!(theme("[tokens.band]\nlight = \"#123456\"\n\n[tokens.acent]\nlight = \"#123456\"\n"), @r#"
    error: the token `band` is new, so it needs a `type`
     --> themes/own/theme.toml:1:9
      |
    1 | [tokens.band]
      |         ^^^^
      |
      = help: add type = "color", "font" or "size"

    error: the token `acent` is new, so it needs a `type`
     --> themes/own/theme.toml:4:9
      |
    4 | [tokens.acent]
      |         ^^^^^
      |
      = help: add type = "color", "font" or "size"; or did you mean `accent`, which the parent has?

    2 errors, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_new_token_without_a_value() {
    assert_snapshot!(theme("[tokens.band]\ntype = \"color\"\ndark = \"#123456\"\n\n[tokens.ring]\ntype = \"size\"\n"), @r"
    error: the token `band` is new, so it needs a `value`, or `light` and `dark`
     --> themes/own/theme.toml:1:9
      |
    1 | [tokens.band]
      |         ^^^^

    error: the token `ring` is new, so it needs a `value`, or `light` and `dark`
     --> themes/own/theme.toml:5:9
      |
    5 | [tokens.ring]
      |         ^^^^

    2 errors, no warnings. Not ready to build.
    ");
}

#[test]
fn a_token_that_changes_its_type() {
    assert_snapshot!(theme("[tokens.radius]\ntype = \"color\"\nlight = \"#123456\"\n"), @r#"
    error: `radius` is a size in the parent, so it must stay one
     --> themes/own/theme.toml:2:8
      |
    2 | type = "color"
      |        ^^^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_token_with_a_type_that_there_is_not() {
    assert_snapshot!(theme("[tokens.band]\ntype = \"colour\"\nlight = \"#123456\"\n"), @r#"
    error: `type` expects one of `color`, `font`, `size`, found `colour`
     --> themes/own/theme.toml:2:8
      |
    2 | type = "colour"
      |        ^^^^^^^^ expected one of `color`, `font`, `size`
      |
      = help: did you mean `color`?

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_token_whose_name_is_none() {
    assert_snapshot!(theme("[tokens.\"a;b\"]\ntype = \"size\"\nvalue = \"1rem\"\n"), @r#"
    error: `a;b` is not a valid token name: use letters, digits and `-`
     --> themes/own/theme.toml:1:9
      |
    1 | [tokens."a;b"]
      |         ^^^^^

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_pair_of_a_colour_that_is_not_there() {
    assert_snapshot!(theme("[[contrast]]\ntext = \"inc\"\nbackground = \"zzz\"\n"), @r#"
    error: the theme has no token `inc`
     --> themes/own/theme.toml:2:8
      |
    2 | text = "inc"
      |        ^^^^^
      |
      = help: did you mean `ink`?

    error: the theme has no token `zzz`
     --> themes/own/theme.toml:3:14
      |
    3 | background = "zzz"
      |              ^^^^^

    2 errors, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_pair_without_a_background() {
    assert_snapshot!(theme("[[contrast]]\ntext = \"ink\"\n\n[[contrast]]\ntext = 3\nbackground = \"ink\"\n"), @r"
    error: a [[contrast]] pair needs a `text` and a `background`
     --> themes/own/theme.toml:1:1
      |
    1 | [[contrast]]
      | ^^^^^^^^^^^^

    error: `text` expects text, found a number
     --> themes/own/theme.toml:5:8
      |
    5 | text = 3
      |        ^ expected text
      |
      = help: put it in quotes to make it text

    2 errors, no warnings. Not ready to build.
    ");
}

#[test]
fn an_accent_of_the_site_that_is_too_pale_in_the_light() {
    assert_snapshot!(site("accent = { light = \"#d0a0b8\" }\n"), @r##"
    warning: `accent` on `paper` has a contrast of 2.11:1 on a light screen; readers need 4.5:1
     --> site.toml:3:20
      |
    3 | accent = { light = "#d0a0b8" }
      |                    ^^^^^^^^^
      |
      = help: make one of the two colours darker or lighter (WCAG 2.2, 1.4.3)

    warning: `accent` on `surface` has a contrast of 2.23:1 on a light screen; readers need 4.5:1
     --> site.toml:3:20
      |
    3 | accent = { light = "#d0a0b8" }
      |                    ^^^^^^^^^
      |
      = help: make one of the two colours darker or lighter (WCAG 2.2, 1.4.3)

    warning: `accent` on `tint` has a contrast of 1.93:1 on a light screen; readers need 4.5:1
     --> site.toml:3:20
      |
    3 | accent = { light = "#d0a0b8" }
      |                    ^^^^^^^^^
      |
      = help: make one of the two colours darker or lighter (WCAG 2.2, 1.4.3)

    warning: `on-accent` on `accent` has a contrast of 2.23:1 on a light screen; readers need 4.5:1
     --> site.toml:3:20
      |
    3 | accent = { light = "#d0a0b8" }
      |                    ^^^^^^^^^
      |
      = help: make one of the two colours darker or lighter (WCAG 2.2, 1.4.3)

    Checked 2 pages: no errors, 4 warnings.
    "##);
}

#[test]
fn an_accent_of_the_site_that_is_too_dark_in_the_dark() {
    assert_snapshot!(site("accent = { dark = \"#85305a\" }\n"), @r##"
    warning: `accent` on `paper` has a contrast of 2.17:1 on a dark screen; readers need 4.5:1
     --> site.toml:3:19
      |
    3 | accent = { dark = "#85305a" }
      |                   ^^^^^^^^^
      |
      = help: make one of the two colours darker or lighter (WCAG 2.2, 1.4.3)

    warning: `accent` on `surface` has a contrast of 1.96:1 on a dark screen; readers need 4.5:1
     --> site.toml:3:19
      |
    3 | accent = { dark = "#85305a" }
      |                   ^^^^^^^^^
      |
      = help: make one of the two colours darker or lighter (WCAG 2.2, 1.4.3)

    warning: `accent` on `tint` has a contrast of 1.77:1 on a dark screen; readers need 4.5:1
     --> site.toml:3:19
      |
    3 | accent = { dark = "#85305a" }
      |                   ^^^^^^^^^
      |
      = help: make one of the two colours darker or lighter (WCAG 2.2, 1.4.3)

    warning: `on-accent` on `accent` has a contrast of 2.05:1 on a dark screen; readers need 4.5:1
     --> site.toml:3:19
      |
    3 | accent = { dark = "#85305a" }
      |                   ^^^^^^^^^
      |
      = help: make one of the two colours darker or lighter (WCAG 2.2, 1.4.3)

    Checked 2 pages: no errors, 4 warnings.
    "##);
}

#[test]
fn a_pale_colour_of_the_theme_and_a_pair_that_it_adds() {
    let text = "[tokens.ink]\nlight = \"#999\"\n\n[[contrast]]\ntext = \"line\"\nbackground = \"paper\"\nlarge = true\n";
    let said = theme(text);
    let (first, rest) = said.split_once("\n\n").expect("more than one");
    assert_snapshot!(first, @r##"
    warning: `ink` on `amber-wash` has a contrast of 2.52:1 on a light screen; readers need 4.5:1
     --> themes/own/theme.toml:2:9
      |
    2 | light = "#999"
      |         ^^^^^^
      |
      = help: make one of the two colours darker or lighter (WCAG 2.2, 1.4.3)
    "##);
    let last = rest.split("\n\n").find(|it| it.contains("`line`")).expect("the new pair");
    assert_snapshot!(last, @r"
    warning: `line` on `paper` has a contrast of 1.28:1 on a light screen; readers need 3:1
     --> themes/own/theme.toml:4:1
      |
    4 | [[contrast]]
      | ^^^^^^^^^^^^
      |
      = help: make one of the two colours darker or lighter (WCAG 2.2, 1.4.3)
    ");
}

#[test]
fn a_theme_file_with_a_mistake_in_its_toml() {
    assert_snapshot!(theme("name = \"own\"\nparent = default\n"), @r#"
    error: not valid TOML: string values must be quoted, expected literal string
     --> themes/own/theme.toml:2:10
      |
    2 | parent = default
      |          ^^^^^^^
      |
      = help: write each line as a key, `=` and a value, with text in quotes: title = "My guide"

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_theme_file_with_keys_that_are_nearly_there() {
    assert_snapshot!(theme("descripton = \"x\"\nversion = 1\n[settings.a]\ntype = \"text\"\ndefalt = \"\"\ndefault = \"\"\n"), @r#"
    error: unknown key `descripton` in theme.toml
     --> themes/own/theme.toml:1:1
      |
    1 | descripton = "x"
      | ^^^^^^^^^^ not a known key
      |
      = help: did you mean `description`?

    error: `version` expects text, found a number
     --> themes/own/theme.toml:2:11
      |
    2 | version = 1
      |           ^ expected text
      |
      = help: put it in quotes to make it text

    error: unknown key `defalt` in [settings.a]
     --> themes/own/theme.toml:5:1
      |
    5 | defalt = ""
      | ^^^^^^ not a known key
      |
      = help: did you mean `default`?

    3 errors, no warnings. Not ready to build.
    "#);
}
