//! Mistakes in the files themselves, and errors of the system.

use insta::assert_snapshot;

use super::guide;
use crate::harness::Project;

#[test]
fn bytes_that_are_not_text() {
    let project = guide(&[]);
    project.write("content/b.md", b"---\ntitle: B\n---\n\nBr\xfcste\n");
    assert_snapshot!(project.check(), @r"
    error: not UTF-8: the byte at offset 20 is not part of a character
     --> content/b.md:5:3
      |
    5 | Br�ste
      |   ^
      |
      = help: save the file as UTF-8

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_site_toml_that_is_not_text() {
    let project = guide(&[]);
    project.write("site.toml", b"title = \"Br\xfcste\"\n");
    assert_snapshot!(project.check(), @r#"
    error: not UTF-8: the byte at offset 11 is not part of a character
     --> site.toml:1:12
      |
    1 | title = "Br�ste"
      |            ^
      |
      = help: save the file as UTF-8

    1 error, no warnings. Not ready to build.
    "#);
}

#[test]
fn a_template_that_is_not_text() {
    let project = super::calm();
    project.write("themes/calm/templates/page.html", b"\xff");
    assert_snapshot!(project.check(), @r"
    error: a template that is not UTF-8
    --> themes/calm/templates/page.html

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_page_too_large_to_be_one() {
    let project = guide(&[]);
    project.write("content/b.md", vec![b'a'; 33 * 1024 * 1024]);
    assert_snapshot!(project.check(), @r"
    error: a page of 34603008 bytes; the limit is 33554432
    --> content/b.md
     = help: split it into several pages

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn front_matter_too_large_to_be_one() {
    let text = format!("---\ntitle: B\ndescription: {}\n---\n", "x".repeat(70_000));
    assert_snapshot!(guide(&[("content/b.md", &text)]).check(), @r"
    error: the front matter cannot be read: 70023 bytes are too many; the limit is 65536
     --> content/b.md:2:1
      |
    2 | title: B
      | ^

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn a_name_too_long_for_a_disk() {
    let name = "a".repeat(252);
    let project = guide(&[]);
    // Not every disk allows such a name, and the name of its page would be longer still.
    if std::fs::write(project.path(&format!("content/{name}.md")), "---\ntitle: B\n---\n").is_ok() {
        assert_snapshot!(project.check().replace(&name, "aaaa"), @r"
    error: a file name of 257 bytes in the site; the limit is 255
    --> content/aaaa.md
     = help: shorten its name

    1 error, no warnings. Not ready to build.
    ");
    }
}

#[test]
fn folders_in_folders_without_end() {
    let path = format!("content/{}b.md", "deep/".repeat(17));
    assert_snapshot!(guide(&[(&path, "---\ntitle: B\n---\n")]).check(), @r"
    error: folders nested more than 16 deep
    --> content/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep
     = help: move this folder up, or leave it out with `ignore` in site.toml

    1 error, no warnings. Not ready to build.
    ");
}

#[test]
fn sixteen_folders_are_still_a_guide() {
    let path = format!("content/{}b.md", "deep/".repeat(16));
    guide(&[(&path, "---\ntitle: B\n---\n")]).build();
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_of_the_project() {
    let (project, elsewhere) = (guide(&[]), Project::with([("secret.md", "secret")]));
    std::os::unix::fs::symlink(elsewhere.path("secret.md"), project.path("content/b.md")).expect("a link");
    assert_snapshot!(project.check(), @r"
    error: a symbolic link that points outside the project
    --> content/b.md
     = help: copy the file into the project instead, or allow links to its folder with `--trust-links-to`

    1 error, no warnings. Not ready to build.
    ");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_that_holds_it() {
    let project = guide(&[]);
    std::os::unix::fs::symlink(".", project.path("content/loop")).expect("a link");
    assert_snapshot!(project.check(), @r"
    error: a symbolic link to a folder that contains it
    --> content/loop
     = help: remove the link

    1 error, no warnings. Not ready to build.
    ");
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing() {
    let project = guide(&[]);
    std::os::unix::fs::symlink("nowhere.md", project.path("content/b.md")).expect("a link");
    assert_snapshot!(project.check(), @r"
    error: a symbolic link to a missing file
    --> content/b.md
     = help: remove the link

    1 error, no warnings. Not ready to build.
    ");
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_text() {
    use std::os::unix::ffi::OsStrExt;
    let project = guide(&[("content/two\nlines.md", "x"), ("content/red\u{1b}[31m.md", "x")]);
    let name = std::ffi::OsStr::from_bytes(b"br\xfcste.md");
    std::fs::write(project.path("content").join(name), "x").expect("a file");
    assert_snapshot!(project.check(), @r"
    error: the file name is not valid text
    --> content/br�ste.md
     = help: rename the file

    error: the file name is not valid text
    --> content/red�[31m.md
     = help: rename the file

    error: the file name is not valid text
    --> content/two�lines.md
     = help: rename the file

    3 errors, no warnings. Not ready to build.
    ");
}

/// Returns the message of the program when it gives up, with the guide's own folder as `[guide]`.
fn refused(project: &Project, args: &[&str]) -> String {
    let run = project.run(args);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
    let root = project.root().canonicalize().expect("there");
    run.stderr.replace(&root.display().to_string(), "[guide]")
}

#[test]
fn no_guide_here() {
    assert_snapshot!(refused(&Project::new(), &["build"]), @r"
    error: [guide]: there is no guide here: expected a content folder, a site.toml or a Markdown file; `handout new DIR` creates a guide
    ");
}

#[cfg(unix)]
#[test]
fn no_folder_here() {
    assert_snapshot!(refused(&Project::new(), &["build", "--root", "nowhere"]), @r"
    error: nowhere: there is no such folder
    ");
}

#[test]
fn a_content_folder_that_is_not_there() {
    let project = guide(&[("site.toml", "content = \"pages\"\n")]);
    assert_snapshot!(refused(&project, &["build"]), @r"
    error: [guide]/pages: the content folder named in site.toml does not exist
    ");
}

#[test]
fn an_output_folder_of_someone_else() {
    let project = guide(&[("public/thesis.txt", "years of work")]);
    assert_snapshot!(refused(&project, &["build"]), @r"
    error: [guide]/public: contains files that Handout did not create, so it was left unchanged: empty it, or choose another folder with --output
    ");
}

#[test]
fn a_file_of_someone_else_where_a_page_must_go() {
    let project = guide(&[]);
    project.build();
    project.write("public/new.html", "mine");
    project.write("content/new.md", "---\ntitle: New\n---\n");
    assert_snapshot!(refused(&project, &["build"]), @r"
    error: [guide]/public/new.html: blocks an output, and is not from the last build: move it out of the output folder
    ");
}

#[test]
fn a_manifest_of_another_version() {
    let project = guide(&[("public/.handout-manifest", "handout 99\n")]);
    assert_snapshot!(refused(&project, &["build"]), @r"
    error: [guide]/public/.handout-manifest: was written by another version of Handout: delete the folder and build again
    ");
}

#[test]
fn the_root_of_the_disk_is_no_output_folder() {
    let said = refused(&guide(&[]), &["build", "--output", "/"]);
    assert!(said.contains("cannot be the output folder"), "{said}");
}
