//! `[[leaf]]` in site.toml: the messages about it.

use crate::harness::Project;

/// Returns the messages about a guide with this leaf.
fn messages(leaf: &str) -> String {
    let site = format!("[audiences]\nmidwife = \"Midwives\"\n[values]\nphone = \"1\"\n{leaf}");
    let project = Project::with([
        ("site.toml", &*site),
        ("content/index.md", "# Home\n"),
        ("content/circles.md", "# Circles\n\nText.\n"),
        ("content/screen.md", "---\nonly: web\n---\n\n# Screen\n\nText.\n"),
    ]);
    project.run_as_it_is(&["check"]).stderr
}

#[test]
fn what_is_wrong_with_a_leaf_is_told_at_its_place() {
    for (leaf, wanted) in [
        ("pages = [\"circles.md\"]", "a [[leaf]] entry needs a `name`"),
        (
            "name = \"a b\"\npages = [\"circles.md\"]",
            "`name` expects letters, digits, `-` and `_`, found `a b`",
        ),
        ("name = \"Index\"\npages = [\"circles.md\"]", "a leaf cannot have the name `index`"),
        ("name = \"a\"", "needs `pages`, or `kinds`"),
        ("name = \"a\"\npages = [\"circle.md\"]", "there is no page `circle.md`"),
        ("name = \"a\"\npages = [\"circle.md\"]", "did you mean `circles.md`?"),
        ("name = \"a\"\npages = [\"screen.md\"]", "the page `screen.md` is not printed"),
        ("name = \"a\"\nkinds = [\"pag\"]", "did you mean `page`?"),
        ("name = \"a\"\nkinds = [\"procedure\"]", "no page to print is of the kind `procedure`"),
        ("name = \"a\"\npages = [\"circles.md\"]\nformat = \"trifolds\"", "did you mean `trifold`?"),
        ("name = \"a\"\npages = [\"circles.md\"]\naudience = \"midwif\"", "did you mean `midwife`?"),
        ("name = \"a\"\npages = [\"circles.md\"]\nvalues.phon = \"2\"", "the guide has no value `phon`"),
        (
            "name = \"a\"\npages = [\"circles.md\"]\nfit = { from = \"9pt\", to = \"11pt\" }",
            "`from` is smaller than `to`",
        ),
        (
            "name = \"a\"\npages = [\"circles.md\"]\nfit = { to = \"2pt\" }",
            "`to` expects a size from 6pt to 72pt",
        ),
        (
            "name = \"a\"\npages = [\"circles.md\"]\n[[leaf]]\nname = \"a\"\npages = [\"index.md\"]",
            "two leaves have the name `a`",
        ),
        (
            "name = \"a\"\npages = [\"circles.md\"]\n[[leaf]]\nname = \"A\"\npages = [\"index.md\"]",
            "`a` and `A` are the same file",
        ),
    ] {
        let found = messages(&format!("[[leaf]]\n{leaf}\n"));
        assert!(found.contains(wanted), "{leaf}: {found}");
        assert!(found.contains("--> site.toml:"), "{leaf}: {found}");
    }
    assert_eq!(messages("[[leaf]]\nname = \"a\"\npages = [\"circles.md\"]\n"), "");
}
