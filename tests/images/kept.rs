//! The cache of a build for the next one, beside the guide.

use std::collections::BTreeMap;
use std::fs;
use std::time::SystemTime;

use super::photos::{jpeg, noisy};
use crate::harness::{Project, tree};

fn guide() -> Project {
    let project = Project::with([("content/index.md", "---\ntitle: Home\n---\n\n![A](a.jpg) ![B](b.jpg)\n")]);
    project.write("content/a.jpg", jpeg(&noisy(700, 30)));
    project.write("content/b.jpg", jpeg(&noisy(500, 30)));
    project
}

/// Returns when each cached file was written.
fn times(project: &Project) -> BTreeMap<String, SystemTime> {
    let folder = project.path(".handout/cache");
    let time = |name: String| {
        let written = fs::metadata(folder.join(&name)).and_then(|it| it.modified()).expect("there");
        (name, written)
    };
    tree(&folder).into_keys().map(time).collect()
}

#[test]
fn a_second_build_makes_no_picture_again() {
    let project = guide();
    project.build();
    let (site, kept) = (project.site(), times(&project));
    assert_eq!(kept.len(), 4);
    assert_eq!(fs::read_to_string(project.path(".handout/.gitignore")).expect("there"), "*\n");
    fs::remove_dir_all(project.path("public")).expect("own folder");
    // The cached file is what is written: a build that decoded again would not notice this one.
    project.build();
    assert_eq!(project.site(), site);
    assert_eq!(times(&project), kept);
    project.write("content/b.jpg", jpeg(&noisy(501, 30)));
    project.build();
    let now = times(&project);
    assert_eq!(
        now.iter().filter(|it| kept.get(it.0) == Some(it.1)).count(),
        4,
        "those of before stay for a while"
    );
    assert_eq!(now.len(), 6);
}

#[test]
fn what_is_damaged_is_made_again() {
    let project = guide();
    project.build();
    let (site, kept) = (project.site(), tree(&project.path(".handout/cache")));
    for (at, (name, bytes)) in kept.iter().enumerate() {
        let mut damaged = bytes.clone();
        match at {
            0 => damaged.truncate(bytes.len() / 2),
            1 => damaged[bytes.len() / 2] ^= 1,
            2 => damaged.clear(),
            _ => damaged.extend(b"more"),
        }
        project.write(&format!(".handout/cache/{name}"), damaged);
    }
    fs::remove_dir_all(project.path("public")).expect("own folder");
    project.build();
    assert_eq!(project.site(), site);
    assert_eq!(tree(&project.path(".handout/cache")), kept);
}

#[test]
fn what_is_kept_is_no_content_and_a_guide_in_the_root_does_not_publish_it() {
    let project = Project::with([("index.md", "---\ntitle: Home\n---\n\n![A](a.jpg)\n")]);
    project.write("a.jpg", jpeg(&noisy(500, 30)));
    project.build();
    let site = project.site();
    project.build();
    assert_eq!(project.site(), site);
    assert!(!site.keys().any(|it| it.contains("handout/")), "{:?}", site.keys());
}

#[test]
fn without_a_place_to_keep_anything_the_site_is_the_same() {
    let project = guide();
    project.build();
    let site = project.site();
    fs::remove_dir_all(project.path(".handout")).expect("own folder");
    fs::remove_dir_all(project.path("public")).expect("own folder");
    project.write(".handout", "in the way");
    project.build();
    assert_eq!(project.site(), site);
}

#[test]
fn a_check_looks_at_every_picture_and_writes_nothing() {
    let project = guide();
    let before = tree(project.root());
    let run = project.run(&["check", "--strict"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(tree(project.root()), before);
}

#[test]
fn one_thread_and_eight_make_the_same_pictures() {
    let build = |threads: &str| {
        let project = guide();
        let run = project.command(&["build"]).env("RAYON_NUM_THREADS", threads).output().expect("runs");
        assert!(run.status.success());
        (project.site(), tree(&project.path(".handout/cache")))
    };
    assert_eq!(build("1"), build("8"));
}
