//! Files that are no files: pipes that would be waited for, devices without end, and files of holes.

use std::fs::File;
use std::process::Command;

use super::{build, one, refused};
use crate::harness::Project;

/// Makes a pipe, and the folder that it is in.
fn pipe(project: &Project, path: &str) {
    project.write(path, "");
    std::fs::remove_file(project.path(path)).expect("own file");
    let made = Command::new("mkfifo").arg(project.path(path)).status().is_ok_and(|status| status.success());
    assert!(made, "mkfifo is part of every Unix");
}

const OWN_THEME: &str = "[theme]\nname = \"mine\"\n";

#[test]
fn a_pipe_is_refused_with_its_place_wherever_it_is() {
    for path in [
        "site.toml",
        "content/pipe.md",
        "content/a.png",
        "static/favicon.svg",
        "fonts/a.ttf",
        "values/a.toml",
        "themes/mine/a.css",
    ] {
        let project = one("Text.");
        if path.starts_with("themes") {
            project.write("site.toml", OWN_THEME);
        }
        pipe(&project, path);
        let said = refused(&project);
        assert!(said.contains(&format!("--> {path}")) && said.contains("help: "), "{path}: {said}");
    }
}

#[test]
fn a_pipe_that_is_left_out_is_not_looked_at() {
    let project = one("Text.");
    project.write("site.toml", "ignore = [\"*.fifo\"]\n");
    pipe(&project, "content/a.fifo");
    pipe(&project, "content/.hidden");
    assert_eq!(build(&project).code, Some(0));
}

#[test]
fn a_socket_is_refused() {
    let project = one("Text.");
    let _socket = std::os::unix::net::UnixListener::bind(project.path("content/a.sock")).expect("a socket");
    assert!(refused(&project).contains("a socket, not a file"));
}

#[test]
fn settings_that_are_a_device_are_refused() {
    let project = one("Text.");
    let device = project.path("site.toml");
    // Only an administrator may make one.
    let made = Command::new("mknod").arg(&device).args(["c", "1", "5"]).output();
    if made.is_ok_and(|made| made.status.success()) {
        assert!(refused(&project).contains("not a file with settings"));
    }
}

#[test]
fn a_file_of_holes_is_refused_before_it_is_read() {
    for path in ["site.toml", "content/a.md", "values/a.toml", "themes/mine/a.css"] {
        let project = one("Text.");
        if path.starts_with("themes") {
            project.write("site.toml", OWN_THEME);
        }
        project.write(path, "");
        let file = File::options().write(true).open(project.path(path)).expect("own file");
        file.set_len(3 << 30).expect("a file of holes");
        let said = refused(&project);
        assert!(said.contains("the limit is") && said.contains(&format!("--> {path}")), "{path}: {said}");
    }
}

#[test]
fn a_theme_that_is_not_used_is_not_read() {
    let project = one("Text.");
    project.write("themes/other/theme.toml", "this is no TOML");
    for number in 0..40 {
        let path = format!("themes/other/node_modules/{number}.bin");
        project.write(&path, "");
        let file = File::options().write(true).open(project.path(&path)).expect("own file");
        file.set_len(30 << 20).expect("a file of holes");
    }
    let end = build(&project);
    assert_eq!(end.code, Some(0), "{}", end.said);
    project.write("site.toml", "[theme]\nname = \"other\"\n");
    std::fs::remove_dir_all(project.path("public")).expect("own folder");
    assert!(refused(&project).contains("a theme of more than"));
}
