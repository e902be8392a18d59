//! Every message about a guide, as the user reads it: the text, the place, the caret, and the help. Each message is
//! beside its test: read it as someone who writes a guide and is not a programmer. `Project::check` returns what
//! `handout check` prints.

mod attributes;
mod config;
mod disk;
mod front_matter;
mod habits;
mod html;
mod links;
mod markdown;
mod markup;
mod numbers;
mod routes;
mod theme;

use crate::harness::Project;

const HOME: &str = "---\ntitle: Home\n---\n\nWelcome.\n";
const MILK: &str = "---\ntitle: Milk\n---\n\nText.\n\n## Evidence\n\nText.\n";

/// Checks a guide of two pages with this `site.toml`.
fn config(text: &str) -> String {
    Project::with([("site.toml", text), ("content/index.md", HOME), ("content/milk.md", MILK)]).check()
}

/// Checks a guide with this page, `content/a.md`.
fn page(text: &str) -> String {
    more(&[("content/a.md", text)])
}

/// Checks a guide with a page that has this text below a title.
fn body(text: &str) -> String {
    page(&format!("---\ntitle: A\n---\n\n{text}"))
}

/// Checks a guide of three pages with these files added.
fn more(files: &[(&str, &str)]) -> String {
    guide(files).check()
}

fn guide(files: &[(&str, &str)]) -> Project {
    let page =
        [("content/index.md", HOME), ("content/milk.md", MILK), ("content/a.md", "---\ntitle: A\n---\n")];
    Project::with(page.into_iter().chain(files.iter().copied()))
}

/// The `theme.toml` of a theme that takes nothing from the default one.
const ALONE: &str = "parent = \"none\"\n";

/// Returns a guide with the smallest possible theme.
fn calm() -> Project {
    let child = r#"{% extends "base.html" %}"#;
    let project = Project::with([("content/index.md", HOME), ("content/milk.md", MILK)]);
    for (name, text) in [
        ("base.html", "<p>{{ page.title }}</p>"),
        ("page.html", child),
        ("section.html", child),
        ("not-found.html", "404"),
    ] {
        project.write(&format!("themes/calm/templates/{name}"), text);
    }
    project.write("themes/calm/theme.toml", ALONE);
    project.write("site.toml", "theme = \"calm\"\n");
    project
}

/// Checks a guide with a theme of its own, in which this file is different.
fn theme(path: &str, text: &str) -> String {
    let project = calm();
    project.write(&format!("themes/calm/{path}"), text);
    project.check()
}

/// Checks a guide with a theme of its own, which lacks this template.
fn themeless(template: &str) -> String {
    let project = calm();
    std::fs::remove_file(project.path(&format!("themes/calm/templates/{template}"))).expect("there");
    project.check()
}

/// Checks a guide with a theme of its own, with this added to its `theme.toml`.
fn manifest(text: &str) -> String {
    theme("theme.toml", &format!("{ALONE}{text}"))
}

/// Checks a guide whose own theme has a label, two settings and a token, with this `site.toml`.
fn themed(site: &str) -> String {
    let project = calm();
    let manifest = "[labels]\nmenu = \"Menu\"\n\
                    [settings.accent]\ntype = \"text\"\ndefault = \"blue\"\n\
                    [settings.width]\ntype = \"choice\"\nchoices = [\"narrow\", \"wide\"]\ndefault = \"wide\"\n\
                    [tokens]\nink = {type = \"color\", light = \"#222222\", dark = \"#dddddd\"}\n";
    project.write("themes/calm/theme.toml", format!("{ALONE}{manifest}"));
    project.write("site.toml", site);
    project.check()
}
