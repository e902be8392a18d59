//! Publishing to a ZIP file.

use std::fs;

use super::{assert_published, guide, publish_at};
use crate::harness::archive::unpacked;

#[test]
fn an_archive_has_the_site_and_the_same_bytes_each_time() {
    let project = guide("[publish.zip]\nto = \"zip\"\npath = \"guide.zip\"\n");
    publish_at(&project, 1).expect("published");
    let bytes = fs::read(project.path("guide.zip")).expect("a file");
    assert_published(&project, &unpacked(&bytes));
    fs::remove_file(project.path("guide.zip")).expect("there");
    publish_at(&project, 1_000_000_000).expect("published");
    assert_eq!(fs::read(project.path("guide.zip")).expect("a file"), bytes);
    project.write("content/tips/rest.md", "# Rest\n\nA word.\n");
    publish_at(&project, 1).expect("published");
    assert_published(&project, &unpacked(&fs::read(project.path("guide.zip")).expect("a file")));
}

#[test]
fn only_an_archive_of_handout_is_replaced() {
    let project = guide("[publish.zip]\nto = \"zip\"\npath = \"photos.zip\"\n");
    project.write("photos.zip", "precious");
    let refused = publish_at(&project, 1).expect_err("not ours");
    assert!(refused.contains("is not a ZIP file that Handout wrote"), "{refused}");
    assert_eq!(fs::read(project.path("photos.zip")).expect("a file"), b"precious");
}
