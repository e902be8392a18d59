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

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_one_error_and_leaves_the_old_archive() {
    use std::process::Command;

    let project = guide("[publish.zip]\nto = \"zip\"\npath = \"small/guide.zip\"\n");
    project.write(
        "content/noise.bin",
        (0..60_000u32).flat_map(|it| it.wrapping_mul(2_654_435_761).to_be_bytes()).collect::<Vec<u8>>(),
    );
    project.write("small/none", "");
    let handout = env!("CARGO_BIN_EXE_handout");
    // The mount ends with its namespace. Where there are no namespaces, there is nothing to see.
    let script = format!(
        "mount -t tmpfs -o size=64k none small || exit 77; {handout} publish --yes --no-pdf 2>said.txt; echo $? >code.txt; ls small >left.txt"
    );
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", &script]).current_dir(project.root());
    if !command.output().is_ok_and(|output| output.status.success()) {
        return;
    }
    let text = |path: &str| fs::read_to_string(project.path(path)).expect("text");
    let said = text("said.txt");
    assert_eq!((text("code.txt").trim(), text("left.txt").trim()), ("2", ""), "{said}");
    assert!(said.starts_with("error: small/guide.zip: cannot write "), "{said}");
    assert!(
        said.contains(": No space left on device")
            && !said.contains("ZipWriter")
            && !said.contains("i/o error"),
        "{said}"
    );
}
