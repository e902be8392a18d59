//! The snippets of directives for editors.

use serde_json::Value;

use super::fine;
use crate::harness::Project;

/// Returns the text that a snippet writes if no place in it is changed, and `Text` at its end.
fn filled_in(lines: &Value) -> String {
    let lines: Vec<&str> = lines.as_array().expect("lines").iter().filter_map(Value::as_str).collect();
    let mut text = lines.join("\n").replace("$0", "Text");
    // The innermost places first.
    while let Some(start) = text.rfind("${") {
        let end = start + text[start..].find('}').expect("the end of a place");
        let inside = text[start + 2..end].trim_start_matches(|c: char| c.is_ascii_digit());
        let filled = match inside.strip_prefix('|') {
            Some(words) => words.split(',').next().expect("a word").to_owned(),
            None => inside[1..].to_owned(),
        };
        text.replace_range(start..=end, &filled);
    }
    text.replace("\\}", "}")
}

#[test]
fn each_snippet_is_a_directive_without_a_mistake() {
    let project = Project::with([
        ("site.toml", "theme = \"ward\"\n"),
        (
            "themes/ward/theme.toml",
            "[directives.dose]\ndescription = \"How much.\"\nlabel = \"required\"\n\
             [directives.dose.attributes]\nunit = { type = \"choice\", choices = [\"ml\", \"drops\"], required = true }\n\
             since = { type = \"date\" }\ntimes = { type = \"number\" }\nsoon = { type = \"switch\" }\n\
             [directives.doses]\nholds = \"dose\"\n",
        ),
        ("content/index.md", "# Home\n"),
    ]);
    let snippets: Value =
        serde_json::from_str(&fine(&project, &["schema", "snippets", "--root", "."])).expect("JSON");
    let snippets = snippets.as_object().expect("snippets");
    assert_eq!(snippets["dose"]["description"], "How much.");
    assert_eq!(snippets["dose"]["prefix"], ":::dose");
    let mut page = String::from("# Home\n");
    for (name, snippet) in
        snippets.iter().filter(|(name, _)| !["tab", "include", "only"].contains(&name.as_str()))
    {
        let text = filled_in(&snippet["body"]);
        assert!(text.contains(name.as_str()) && !text.contains('$'), "{name}: {text}");
        page.extend(["\n", text.as_str(), "\n"]);
    }
    project.write("content/index.md", &page);
    fine(&project, &["check", "--strict"]);
    let own: Value = serde_json::from_str(&fine(&project, &["schema", "snippets"])).expect("JSON");
    assert!(own.get("dose").is_none() && own.get("steps").is_some(), "{own}");
}
