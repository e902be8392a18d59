//! Every message about a guide, as the user reads it: the words, the place, the caret, and what to do. Each stands
//! beside its test: read it as someone who writes a guide and knows no programming.
//! `Project::check` gives what `handout check` prints.

mod config;
mod disk;
mod front_matter;
mod habits;
mod html;
mod links;
mod markdown;
mod routes;
mod theme;

use crate::harness::Project;

const HOME: &str = "---\ntitle: Home\n---\n\nWelcome.\n";
const MILK: &str = "---\ntitle: Milk\n---\n\nText.\n\n## Evidence\n\nText.\n";

/// A guide of two pages with this `site.toml`.
fn config(text: &str) -> String {
    Project::with([("site.toml", text), ("content/index.md", HOME), ("content/milk.md", MILK)]).check()
}

/// A guide with this page, `content/a.md`.
fn page(text: &str) -> String {
    more(&[("content/a.md", text)])
}

/// A guide with a page of this text below a title.
fn body(text: &str) -> String {
    page(&format!("---\ntitle: A\n---\n\n{text}"))
}

/// A guide of three pages, with these files over them.
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

/// The least that a theme can be.
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

/// A guide with a theme of its own, in which this file is different.
fn theme(path: &str, text: &str) -> String {
    let project = calm();
    project.write(&format!("themes/calm/{path}"), text);
    project.check()
}

/// A guide with a theme of its own, which lacks this template.
fn themeless(template: &str) -> String {
    let project = calm();
    std::fs::remove_file(project.path(&format!("themes/calm/templates/{template}"))).expect("there");
    project.check()
}

/// A guide with a theme of its own, to whose `theme.toml` this is added.
fn manifest(text: &str) -> String {
    theme("theme.toml", &format!("{ALONE}{text}"))
}

/// A guide with a theme of its own that has a label, two settings and a token, and this `site.toml`.
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
