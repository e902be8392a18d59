//! Symbolic links that lead to what is not the guide's, or to more than there is.

use std::fs;
use std::os::unix::fs::symlink;

use super::{TITLE, build, one, refused};
use crate::harness::Project;

#[test]
fn a_link_to_what_is_hidden_or_not_the_guides_publishes_nothing() {
    for (link, target) in [
        ("content/cfg.txt", "../.git/config"),
        ("content/env.md", "../.env"),
        ("content/repo", "../.git"),
        ("content/notes.md", "../private/notes.md"),
        ("content/all", ".."),
        ("content/hidden.txt", ".hidden/secret.txt"),
        ("static/cfg.txt", "../.git/config"),
        ("themes/mine", "../.git"),
        ("fonts/a.ttf", "../.env"),
        ("site.toml", ".env"),
        ("content/built.txt", "../public/old.txt"),
    ] {
        let project = one("Text.");
        project.write(".git/config", "SECRET");
        project.write(".env", "# SECRET\n");
        project.write("private/notes.md", "SECRET");
        project.write("content/.hidden/secret.txt", "SECRET");
        project.write("static/a.txt", "");
        project.write("fonts/readme.txt", "");
        if link.starts_with("themes") {
            project.write("site.toml", "[theme]\nname = \"mine\"\n");
            fs::create_dir(project.path("themes")).expect("a folder");
        }
        symlink(target, project.path(link)).expect("a link");
        if link == "content/built.txt" {
            project.write("public/old.txt", "SECRET");
        }
        let end = build(&project);
        assert_eq!(end.code, Some(1), "{link}: {}", end.said);
        assert!(
            end.said.contains("a symbolic link that leads out of the guide's own folders"),
            "{}",
            end.said
        );
        assert!(end.said.contains(&format!("--> {link}")), "{}", end.said);
        assert!(!end.said.contains("SECRET"), "{}", end.said);
    }
}

#[test]
fn a_link_inside_the_guides_own_folders_is_followed() {
    let project = one("[a](a.txt) [b](same/b.txt)");
    project.write("content/real/b.txt", "b");
    project.write("static/a.txt", "a");
    symlink("../static/a.txt", project.path("content/c.txt")).expect("a link");
    symlink("real", project.path("content/same")).expect("a link");
    let end = build(&project);
    assert_eq!(end.code, Some(0), "{}", end.said);
    assert_eq!(project.built("same/b.txt"), "b");
    assert_eq!(project.built("c.txt"), "a");
}

#[test]
fn a_fan_of_links_ends() {
    let project = one("Text.");
    for number in 0..24 {
        project.write(&format!("content/d{number}/page.md"), TITLE);
        for name in ["a", "b"] {
            let link = project.path(&format!("content/d{number}/{name}"));
            symlink(format!("../d{}", number + 1), link).expect("a link");
        }
    }
    project.write("content/d24/page.md", TITLE);
    assert!(refused(&project).contains("symbolic links that show more than 10000 files and folders"));
}

#[test]
fn many_links_to_one_folder_are_followed() {
    let project = one("Text.");
    project.write("content/shared/a.txt", "a");
    for number in 0..200 {
        let link = project.path(&format!("content/link-{number}"));
        symlink("shared", link).expect("a link");
    }
    assert_eq!(build(&project).code, Some(0));
    assert_eq!(project.built("link-199/a.txt"), "a");
}

#[test]
fn the_lock_file_of_an_editor_stops_nothing() {
    let project = one("Text.");
    for path in ["content/.#index.md", "content/.hidden.md", "static/.#a.txt", "content/~"] {
        fs::create_dir_all(project.path("static")).expect("a folder");
        symlink("user@host.123:456", project.path(path)).expect("a link");
    }
    project.write("site.toml", "ignore = [\"left-out\"]\n");
    symlink("nowhere", project.path("content/left-out")).expect("a link");
    for command in [["build"], ["check"]] {
        let run = project.run(&command);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
}

#[test]
fn a_build_system_may_link_a_guide_from_a_folder_that_is_trusted() {
    let (store, project) = (Project::new(), Project::new());
    store.write("guide/content/index.md", TITLE);
    store.write("guide/content/a.txt", "a");
    store.write("guide/site.toml", "title = \"Linked\"\n");
    store.write("guide/content/.secret", "secret");
    for path in ["content", "site.toml"] {
        symlink(store.path("guide").join(path), project.path(path)).expect("a link");
    }
    let said = project.build_fails();
    assert!(said.contains("allow links to its folder with `--trust-links-to`"), "{said}");
    let trusted = store.root().to_str().expect("text");
    for command in ["check", "build"] {
        let run = project.run(&[command, "--trust-links-to", trusted]);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    assert!(project.built("index.html").contains("Linked"));
    assert_eq!(project.built("a.txt"), "a");
    assert!(!project.path("public/.secret").exists());
    let run = project.run(&["build", "--trust-links-to", "/nowhere"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("there is no such folder to trust links to"), "{}", run.stderr);
}

#[test]
fn trust_in_a_folder_is_no_trust_in_what_is_hidden_in_it() {
    let (store, project) = (Project::with([(".git/config", "SECRET")]), one("Text."));
    symlink(store.path(".git/config"), project.path("content/a.txt")).expect("a link");
    let run = project.run(&["build", "--trust-links-to", store.root().to_str().expect("text")]);
    assert_eq!(run.code, 1, "{}", run.stderr);
}
