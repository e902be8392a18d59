//! Mistakes in the declaration of a directive, and in the pages that use one.

use insta::assert_snapshot;

use super::guide;
use crate::harness::Project;

/// Returns what `handout check` prints of a guide whose theme declares this.
fn declared(manifest: &str) -> String {
    Project::with([
        ("site.toml", "theme = \"ward\"\n"),
        ("themes/ward/theme.toml", manifest),
        ("content/index.md", "# Home\n"),
    ])
    .check()
}

#[test]
fn each_mistake_of_a_page_is_the_error_that_a_directive_of_the_program_gives() {
    for (text, words) in [
        (":::dsoe[A]{unit=ml}\nx\n:::\n", "did you mean `dose`?"),
        (":::dose{unit=ml}\nx\n:::\n", "`dose` needs a label"),
        (":::dose[A]\nx\n:::\n", "`dose` needs `unit`"),
        (":::dose[A]{unit=\"\"}\nx\n:::\n", "`dose` needs `unit`"),
        (":::dose[A]{unti=ml}\nx\n:::\n", "`dose` has no attribute `unti`"),
        (":::dose[A]{unti=ml}\nx\n:::\n", "did you mean `unit`?"),
        (":::dose[A]{unit}\nx\n:::\n", "`unit` expects text"),
        (":::dose[A]{unit=ml unit=g}\nx\n:::\n", "`unit` is given twice"),
        (":::dose[A]{unit=ml times=often}\nx\n:::\n", "`times` expects a number, found `often`"),
        (
            ":::dose[A]{unit=ml with-food=perhaps}\nx\n:::\n",
            "`with-food` expects true or false, found `perhaps`",
        ),
        (":::dose[A]{unit=ml form=pill}\nx\n:::\n", "`form` expects one of `drops`, `tablet`, found `pill`"),
        (":::dose[A]{unit=ml since=2026-13-01}\nx\n:::\n", "`since` expects a date as YYYY-MM-DD"),
        (":::dose[A]{unit=ml}\n:::\n", "`dose` is empty"),
        ("::dose[A]{unit=ml}\n", "`dose` holds text, so it needs three colons"),
        (":::rating\nx\n:::\n", "`rating` holds nothing, so it has two colons"),
        (":::doses\nx\n:::\n", "`doses` holds only `dose`"),
        ("::::doses[A]\n:::dose[A]{unit=ml}\nx\n:::\n::::\n", "`doses` has no label"),
    ] {
        let message = guide(&[], text).messages();
        assert!(message.contains(words) && message.contains("error"), "{text}\n{message}");
    }
}

#[test]
fn a_missing_attribute_is_shown_where_the_directive_begins() {
    assert_snapshot!(guide(&[], ":::dose[A]\nx\n:::\n").messages(), @r#"
    error: `dose` needs `unit`
     --> content/index.md:3:4
      |
    3 | :::dose[A]
      |    ^^^^
      |
      = help: write `{unit="…"}` with text
    "#);
}

#[test]
fn a_name_that_the_program_has_is_refused() {
    assert_snapshot!(declared("[directives.note]\ndescription = \"Ours.\"\n"), @r"
    error: the program has a directive `note`
     --> themes/ward/theme.toml:1:13
      |
    1 | [directives.note]
      |             ^^^^
      |
      = help: choose another name; a style sheet and `print/theme.typ` can change what the program has

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_mistyped_key_of_a_declaration_gets_the_nearest() {
    assert_snapshot!(declared("[directives.dose]\nlable = \"none\"\n[directives.dose.attributes]\nunit = { typ = \"text\" }\n"), @r#"
    error: unknown key `lable` in [directives.dose]
     --> themes/ward/theme.toml:2:1
      |
    2 | lable = "none"
      | ^^^^^ not a known key
      |
      = help: did you mean `label`?

    error: unknown key `typ` in the attribute `unit`
     --> themes/ward/theme.toml:4:10
      |
    4 | unit = { typ = "text" }
      |          ^^^ not a known key
      |
      = help: did you mean `type`?

    2 errors, no warnings. Not ready to build.
    "#);
}

#[test]
fn each_mistake_of_a_declaration_is_an_error_with_its_place() {
    for (manifest, words) in [
        ("[directives.Dose]\n", "`Dose` cannot be the name of a directive"),
        ("[directives.9]\n", "`9` cannot be the name of a directive"),
        ("[directives.list]\n", "as a value of `holds`, this one means something else"),
        ("[directives.show]\n", "Typst, which typesets the PDF, has this word"),
        ("[directives.dose]\nform = \"leave\"\n", "did you mean `leaf`?"),
        (
            "[directives.dose]\nlabel = \"maybe\"\n",
            "`label` expects one of `none`, `optional`, `required`, found `maybe`",
        ),
        ("[directives.dose]\nholds = \"block\"\n", "did you mean `blocks`?"),
        ("[directives.dose]\nholds = \"pills\"\n", "there is no directive `pills`"),
        ("[directives.dose]\ninside = \"tags\"\n", "did you mean `tabs`?"),
        ("[directives.dose]\nform = \"leaf\"\nholds = \"list\"\n", "a leaf holds nothing"),
        ("[directives.dose.attributes.form]\ntype = \"choice\"\n", "is a choice, so it needs `choices`"),
        ("[directives.dose.attributes.all]\ntype = \"list\"\n", "the attribute `all` cannot be a list"),
        ("[directives.dose.attributes.id]\n", "an attribute cannot be called `id`"),
        ("[directives.dose.attributes.\"a b\"]\n", "`a b` cannot be the name of an attribute"),
        ("[directives.dose.attributes.a]\ntype = \"txt\"\n", "did you mean `text`?"),
        ("[directives]\ndose = \"a\"\n", "`directives` expects a table of tables"),
    ] {
        let message = declared(manifest);
        assert!(
            message.contains(words) && message.contains("themes/ward/theme.toml:"),
            "{manifest}\n{message}"
        );
    }
}
