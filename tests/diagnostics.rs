//! Every message about a guide, as the user reads it: the words, the place, the caret, and what to do. Each stands
//! beside its test: read it as someone who writes a guide and knows no programming.

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

/// What `handout check` says of a guide. The line at the end, which comes on the other stream if all is well, is
/// held against the exit code.
fn told(project: &Project) -> String {
    let run = project.run(&["check"]);
    let fails = run.stderr.contains("Not ready to build.");
    assert_eq!(run.code, i32::from(fails), "{}{}", run.stderr, run.stdout);
    run.stderr + &run.stdout
}

/// A guide of two pages with this `site.toml`.
fn config(text: &str) -> String {
    told(&Project::with([("site.toml", text), ("content/index.md", HOME), ("content/milk.md", MILK)]))
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
    told(&guide(files))
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
    told(&project)
}

/// A guide with a theme of its own, which lacks this template.
fn themeless(template: &str) -> String {
    let project = calm();
    std::fs::remove_file(project.path(&format!("themes/calm/templates/{template}"))).expect("there");
    told(&project)
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
    told(&project)
}
