//! Directives that a theme declares in its `theme.toml`: how they are shown, what is checked, and that the program itself
//! knows none of them.

mod mistakes;
#[cfg(feature = "pdf")]
mod print;
mod templates;

use handout::snapshot::{Options, Snapshot};

use crate::harness::Project;
use crate::harness::memory::Guide;

/// Three directives: one with nothing beside its declaration, one that other ones of its kind hold, and a leaf.
const MANIFEST: &str = r#"
name = "ward"

[directives.dose]
description = "How much of a medicine to take."
label = "required"

[directives.dose.attributes.unit]
type = "text"
required = true
description = "The unit of the dose, such as `ml`."

[directives.dose.attributes.times]
type = "number"

[directives.dose.attributes.with-food]
type = "switch"

[directives.dose.attributes.form]
type = "choice"
choices = ["drops", "tablet"]

[directives.dose.attributes.since]
type = "date"

[directives.doses]
description = "Doses below each other."
holds = "dose"
label = "none"

[directives.rating]
form = "leaf"
description = "A scale from 0 to 10."
"#;

/// Returns a guide in memory with one page, in a theme with these files.
fn guide(theme: &[(&str, &str)], text: &str) -> Guide {
    let page = format!("# Home\n\n{text}");
    let own = [
        ("site.toml", "title = \"Guide\"\ntheme = \"ward\"\n"),
        ("themes/ward/theme.toml", MANIFEST),
        ("content/index.md", page.as_str()),
    ];
    Guide::new(own.into_iter().chain(theme.iter().copied()))
}

#[test]
fn a_directive_that_a_theme_only_declares_is_a_titled_group_in_every_edition() {
    let text = "::::doses\n:::dose[Iron *drops*]{#iron .strong unit=ml with-food}\nBefore **noon**.\n:::\n::::\n\n\
                ::rating[How it feels]\n";
    let guide = guide(&[], text);
    assert_eq!(guide.messages(), "");
    let dose =
        "<p class=\"group-title\">Iron <em>drops</em></p>\n<p>Before <strong>noon</strong>.</p>\n</div>";
    let page = guide.output("index.html");
    assert!(
        page.contains(
            "<div class=\"group group-doses\">\n<div class=\"group group-dose strong\" id=\"iron\">"
        ),
        "{page}"
    );
    assert!(page.contains(dose), "{page}");
    assert!(
        page.contains(
            "<div class=\"group group-rating\">\n<p class=\"group-title\">How it feels</p>\n</div>"
        ),
        "{page}"
    );
    assert!(guide.output("print.html").contains(dose));
    let copy = guide.output("index.md");
    assert!(copy.contains("**Iron *drops***\n\nBefore **noon**.\n\n**How it feels**"), "{copy}");
    let words = format!(
        "{:?}",
        guide.snapshot.pages[0].body.sections().iter().map(|section| &section.text).collect::<Vec<_>>()
    );
    assert!(words.contains("Iron drops") && words.contains("Before noon"), "{words}");
}

#[test]
fn a_theme_on_top_uses_the_directives_of_its_parent_and_adds_its_own() {
    let project = Project::with([
        ("site.toml", "theme = \"ours\"\n"),
        ("themes/ward/theme.toml", MANIFEST),
        (
            "themes/ours/theme.toml",
            "parent = \"ward\"\n[directives.visit]\nholds = \"list\"\ninside = \"doses\"\n[directives.dose]\n\
                                    label = \"required\"\nattributes.unit = { required = true }\n",
        ),
        ("content/index.md", "# Home\n\n:::dose[Iron]{unit=ml}\nx\n:::\n"),
    ]);
    let said = project.check();
    assert!(said.contains("a parent of the theme declares `dose` in another way"), "{said}");
    project.write("themes/ours/theme.toml", "parent = \"ward\"\n[directives.visit]\nholds = \"list\"\n");
    project.write(
        "content/index.md",
        "# Home\n\n:::dose[Iron]{unit=ml}\nx\n:::\n\n:::visit[When]\n- Monday\n:::\n",
    );
    project.build();
    let page = project.built("index.html");
    assert!(page.contains("group-dose") && page.contains("group-visit"), "{page}");
}

#[test]
fn a_preview_that_reads_a_changed_manifest_is_as_one_from_scratch() {
    let project = Project::with([
        ("site.toml", "theme = \"ward\"\n"),
        ("themes/ward/theme.toml", MANIFEST),
        ("content/index.md", "# Home\n\n:::dose[Iron]{unit=ml}\nx\n:::\n"),
        ("content/other.md", "# Other\n\nText.\n"),
    ]);
    let options = Options::new(project.root());
    let take = |previous: Option<&Snapshot>| Snapshot::take(&options, previous).expect("a snapshot");
    let mut last = take(None);
    assert!(last.problems().is_empty());
    for manifest in [
        MANIFEST.replace("directives.dose", "directives.amount"),
        MANIFEST.replace("required = true", "required = false"),
        MANIFEST.replace("label = \"required\"", "label = \"none\""),
        MANIFEST.to_owned(),
    ] {
        project.write("themes/ward/theme.toml", &manifest);
        let (next, scratch) = (take(Some(&last)), take(None));
        assert_eq!(next.problems(), scratch.problems(), "{manifest}");
        last = next;
    }
    assert!(last.problems().is_empty());
}
