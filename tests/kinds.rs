//! Kinds of page that a theme declares in its `theme.toml`: what their pages show, what is checked, and that the
//! program itself knows none of them.

use serde_json::Value;

use crate::harness::{Project, tree};

/// The kind in the documentation's example, a bicycle repair.
const REPAIR: &str = r#"
name = "workshop"

[kinds.repair]
label = "Repair"
template = "page.html"
print = "steps"
schema = "HowTo"

[kinds.repair.fields.time]
type = "text"
show = "card"
schema = "totalTime"

[kinds.repair.fields.tools]
type = "list"
label = "Tools"
required = true
schema = "tool"

[kinds.repair.fields.difficulty]
type = "choice"
label = "How hard it is"
choices = ["easy", "hard"]

[kinds.repair.fields.difficulty.choice_labels]
easy = "Anyone can do it"
"#;

const PAGE: &str = "---\ntitle: A flat tyre\nkind: repair\nextra:\n  difficulty: easy\n  tools: [Two levers, A pump]\n  \
                    time: 20 minutes\n---\n\n1. Take the wheel out.\n2. Patch the hole.\n";

/// Returns a guide in a theme that has only a `theme.toml`.
fn workshop() -> Project {
    Project::with([
        ("site.toml", "title = \"Bicycles\"\ntheme = \"workshop\"\n"),
        ("themes/workshop/theme.toml", REPAIR),
        ("content/index.md", "# Bicycles\n"),
        ("content/flat/index.md", "# Flat\n"),
        ("content/flat/tyre.md", PAGE),
    ])
}

#[test]
fn a_kind_with_fields_a_template_and_a_style_of_print_is_a_theme_toml_alone() {
    let project = workshop();
    assert_eq!(tree(&project.path("themes")).into_keys().collect::<Vec<_>>(), ["workshop/theme.toml"]);
    assert_eq!(project.run(&["build", "--strict"]).code, 0);
    let page = project.built("flat/tyre.html");
    assert!(page.contains("<body class=\"kind-repair\">"), "{page}");
    let glance = "<div class=\"glance-time\"><dt>Time</dt><dd>20 minutes</dd></div>\n\
                  <div class=\"glance-tools\"><dt>Tools</dt><dd>Two levers</dd><dd>A pump</dd></div>\n\
                  <div class=\"glance-difficulty\"><dt>How hard it is</dt><dd>Anyone can do it</dd></div>";
    assert!(page.contains(glance), "the fields in the order of the theme:\n{page}");
    assert!(project.built("flat/print.html").contains(glance), "on the print page too");
    let section = project.built("flat/index.html");
    assert!(
        section.contains("<p class=\"card-meta\">20 minutes</p>") && !section.contains("A pump"),
        "{section}"
    );
}

#[test]
fn a_kind_says_what_its_fields_are_to_programs() {
    let project = workshop();
    project.build();
    let page = project.built("flat/tyre.html");
    let data = page.split("application/ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next());
    let data: Value = serde_json::from_str(data.expect("structured data")).expect("JSON");
    let how_to = &data["@graph"][0]["mainEntity"];
    assert_eq!((&how_to["@type"], &how_to["totalTime"]), (&"HowTo".into(), &"PT20M".into()));
    assert_eq!(how_to["tool"][1]["name"], "A pump");
    assert_eq!(how_to["tool"][1]["@type"], "HowToTool");
    assert_eq!(how_to["step"].as_array().map(Vec::len), Some(2));
}

#[test]
fn the_words_of_a_kind_are_labels_that_a_site_can_change() {
    let project = workshop();
    project.write(
        "site.toml",
        "[theme]\nname = \"workshop\"\n[theme.labels]\nrepair_tools = \"Werkzeug\"\nrepair_difficulty_easy = \"Leicht\"\n",
    );
    project.build();
    let page = project.built("flat/tyre.html");
    assert!(page.contains("<dt>Werkzeug</dt>") && page.contains("<dd>Leicht</dd>"), "{page}");
}

#[test]
fn a_kind_can_extend_another_and_change_one_thing() {
    let project = workshop();
    let service = "\n[kinds.service]\nextends = \"repair\"\n[kinds.service.fields.tools]\nlabel = \"Parts\"\nrequired = false\n";
    project.write("themes/workshop/theme.toml", format!("{REPAIR}{service}"));
    project.write(
        "content/oil.md",
        "---\ntitle: Oil\nkind: service\nextra: {difficulty: easy, tools: [Oil]}\n---\n",
    );
    project.build();
    let page = project.built("oil.html");
    assert!(page.contains("<body class=\"kind-service kind-repair\">"), "{page}");
    assert!(
        page.contains("<dt>Parts</dt><dd>Oil</dd>") && page.contains("<dd>Anyone can do it</dd>"),
        "{page}"
    );
    assert!(project.built("flat/tyre.html").contains("<dt>Tools</dt>"), "the other kind keeps its words");
}

#[test]
fn a_theme_on_top_changes_a_kind_of_its_parent_field_by_field() {
    let project = workshop();
    project.write(
        "themes/ward/theme.toml",
        "parent = \"workshop\"\n[kinds.repair.fields.difficulty]\nchoices = [\"easy\", \"hard\", \"never\"]\n\
         [kinds.repair.fields.difficulty.choice_labels]\nhard = \"Ask us\"\n",
    );
    project.write("site.toml", "theme = \"ward\"\n");
    project.write(
        "content/hub.md",
        "---\ntitle: Hub\nkind: repair\nextra: {tools: [Grease], difficulty: hard}\n---\n",
    );
    project.build();
    assert!(project.built("hub.html").contains("<dt>How hard it is</dt><dd>Ask us</dd>"));
    assert!(project.built("flat/tyre.html").contains("<dd>Anyone can do it</dd>"));
}

#[test]
fn a_value_is_shown_as_its_type_and_the_language_have_it() {
    let project = Project::with([
        ("site.toml", "language = \"de\"\ntheme = \"own\"\n"),
        (
            "themes/own/theme.toml",
            "[kinds.part.fields.size]\ntype = \"number\"\n[kinds.part.fields.recalled]\ntype = \"date\"\n\
             [kinds.part.fields.spare]\ntype = \"switch\"\n[kinds.part.fields.used]\ntype = \"switch\"\n",
        ),
        (
            "content/hub.md",
            "---\ntitle: Hub\nkind: part\nextra: {size: 1622, recalled: 2026-11-01, spare: true, used: false}\n---\n",
        ),
    ]);
    project.build();
    let page = project.built("hub.html");
    assert!(page.contains("<dt>Size</dt><dd>1.622</dd>"), "{page}");
    assert!(page.contains("<dt>Recalled</dt><dd>1. November 2026</dd>"), "{page}");
    assert!(page.contains("<dt>Spare</dt></div>") && !page.contains("Used"), "{page}");
}

#[test]
fn every_page_of_the_sample_is_of_a_kind_of_the_care_theme_or_its_parent() {
    let project = Project::with([("content/index.md", "# Home\n"), ("site.toml", "theme = \"care\"\n")]);
    for (kind, extra) in
        [("technique", "needs: [Oil]"), ("benefit", "evidence: none"), ("tip", "effort: None")]
    {
        project.write(
            &format!("content/{kind}.md"),
            format!("---\ntitle: A\nkind: {kind}\nextra:\n  {extra}\n---\n"),
        );
    }
    assert_eq!(project.run(&["build", "--strict"]).code, 0);
    assert!(project.built("technique.html").contains("<dt>What you need</dt><dd>Oil</dd>"));
    assert!(project.built("benefit.html").contains("No good evidence"));
    assert!(project.built("tip.html").contains("<p class=\"effort\"><span>Effort</span> None</p>"));
}

#[test]
fn no_kind_but_a_plain_page_is_named_in_the_program() {
    let source = tree(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    for (path, bytes) in source.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let text = String::from_utf8_lossy(bytes);
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in lines.filter(|line| !path.ends_with("view.rs") || !line.contains(" = ")) {
            for kind in ["technique\"", "\"benefit", "\"tip.", "\"procedure", "\"claim", "massage", "breast"]
            {
                assert!(!line.contains(kind), "{path}: {line}");
            }
        }
    }
}

#[test]
fn the_schema_of_front_matter_knows_the_kinds_of_a_guide() {
    let project = workshop();
    let run = project.run(&["schema", "front-matter", "--root", "."]);
    let schema: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let kinds = schema["properties"]["kind"]["enum"].as_array().expect("kinds");
    assert!(kinds.contains(&"repair".into()) && kinds.contains(&"page".into()), "{kinds:?}");
    let rules = schema["allOf"].as_array().expect("rules");
    let rule =
        rules.iter().find(|rule| rule["if"]["properties"]["kind"]["const"] == "repair").expect("a rule");
    let extra = &rule["then"]["properties"]["extra"];
    assert_eq!(extra["properties"]["difficulty"]["enum"], serde_json::json!(["easy", "hard"]));
    assert_eq!(extra["required"], serde_json::json!(["tools"]));
}
