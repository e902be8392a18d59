//! The preview shows the images that a build writes, and keeps them up to date.

use super::photos::{fields, jpeg, photo, seen};
use crate::harness::preview::Preview;
use crate::harness::{Project, tree};

fn guide() -> Project {
    let project = Project::with([("content/index.md", "---\ntitle: Home\n---\n\n![A](a.jpg)\n")]);
    project.write("content/a.jpg", photo(&fields(600, 300), 6));
    project
}

#[test]
fn a_picture_is_served_as_it_is_built_and_nothing_is_written() {
    let built = guide();
    built.build();
    let project = guide();
    let before = tree(project.root());
    let preview = Preview::start(&project, &[]);
    for name in ["a.jpg", "a.300.webp"] {
        let answer = preview.get(&format!("/{name}"));
        assert_eq!(answer.status, 200, "{name}");
        assert!(answer.body == built.site()[name], "{name}");
        let tag = answer.field("ETag").expect("a browser may keep it").to_owned();
        assert_eq!(
            preview.get_with(&format!("/{name}"), &format!("If-None-Match: {tag}\r\n")).status,
            304,
            "{name}"
        );
    }
    assert_eq!(preview.get("/a.300.webp").field("Content-Type"), Some("image/webp"));
    assert_eq!(tree(project.root()), before);
}

#[test]
fn a_picture_that_is_saved_again_is_served_anew() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    assert_eq!(seen(&preview.get("/a.300.webp").body).height(), 600);
    project.write("content/a.jpg", jpeg(&fields(300, 100)));
    preview.wait_text("/", "height=\"100\"");
    assert_eq!(seen(&preview.get("/a.300.webp").body).height(), 100);
    project.write("content/a.jpg", "no picture any more");
    preview.wait_said("the image cannot be shown");
    project.write("content/a.jpg", jpeg(&fields(200, 50)));
    preview.wait_text("/", "height=\"50\"");
    assert_eq!(seen(&preview.get("/a.200.webp").body).height(), 50);
}
