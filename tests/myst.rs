//! The boxes of `MyST`'s specification, written with colons, say what they say there. Runs where `MYST_SPEC` names the
//! folder of its examples, as in `.ci/run`.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use handout::config::Markdown;
use handout::document::directive::{DIRECTIVES, Role, SYNONYMS};
use markup5ever_rcdom::{Handle, NodeData};
use serde_yaml::Value;

use crate::commonmark::written_in;
use crate::harness::dom::parsed;

/// Returns the name of the box that an example begins with, if Handout reads it.
fn name(example: &str) -> Option<&str> {
    let name = example.strip_prefix("```{")?.split_once('}')?.0;
    let ours = SYNONYMS.iter().find(|(synonym, _)| *synonym == name).map_or(name, |(_, ours)| ours);
    let is_box = DIRECTIVES.iter().any(|it| it.name == ours && matches!(it.role, Role::Alert(_)));
    is_box.then_some(name)
}

/// Returns what is shown of a page: its letters, and the elements that mark some of them.
fn shown(node: &Handle, out: &mut String) {
    match &node.data {
        NodeData::Text { contents } => out.extend(contents.borrow().chars().filter(|c| !c.is_whitespace())),
        NodeData::Element { name, .. } => {
            let marks = ["em", "strong", "code", "a", "img", "li"].contains(&&*name.local);
            if marks {
                let _ = write!(out, "<{}>", &name.local);
            }
            node.children.borrow().iter().for_each(|child| shown(child, out));
            if marks {
                out.push('>');
            }
        }
        _ => node.children.borrow().iter().for_each(|child| shown(child, out)),
    }
}

/// Returns what a box shows, without a title that its author did not write: each program has words of its own for those,
/// and an edition without a theme shows the names of its labels.
fn without_own_title(html: &str, example: &str) -> String {
    let mut text = String::new();
    shown(&parsed(html), &mut text);
    let theirs = [
        "Admonition",
        "Note",
        "Tip",
        "Hint",
        "Important",
        "Warning",
        "Attention",
        "Caution",
        "Danger",
        "Error",
    ];
    let ours = ["alert_note", "alert_tip", "alert_important", "alert_warning", "alert_caution"];
    let title =
        theirs.into_iter().chain(ours).find(|title| text.starts_with(title) && !example.contains(title));
    title.map_or(text.clone(), |title| text[title.len()..].to_owned())
}

#[test]
fn the_boxes_of_the_specification_say_the_same_with_colons() {
    let Some(folder) = env::var_os("MYST_SPEC") else { return };
    let mut tried = 0;
    for file in ["directives.admonitions.yml", "directives.admonitions.simple.yml"] {
        let text = fs::read_to_string(Path::new(&folder).join(file)).expect("the specification");
        let value: Value = serde_yaml::from_str(&text).expect("YAML");
        for case in value["cases"].as_sequence().expect("cases") {
            let (Some(example), Some(html)) = (case["myst"].as_str(), case["html"].as_str()) else {
                continue;
            };
            if name(example).is_none() {
                continue;
            }
            let ours = written_in("en", &example.replace("```", ":::"), &Markdown::default());
            assert_eq!(without_own_title(&ours, example), without_own_title(html, example), "{example}");
            tried += 1;
        }
    }
    assert!(tried >= 10, "{tried} cases");
}
