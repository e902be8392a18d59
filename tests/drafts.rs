//! Drafts are not published, and are complete when they are asked for.

use crate::harness::Project;

const DRAFT: &str = "---\ntitle: Not yet\ndraft: true\n---\n";
const PICTURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

fn guide(home: &str) -> Project {
    Project::with([
        ("content/index.md", home),
        ("content/later/index.md", DRAFT),
        ("content/later/page.md", "# A page in it\n\n![A picture](picture.svg)\n"),
        ("content/later/picture.svg", PICTURE),
    ])
}

#[test]
fn a_section_that_is_a_draft_is_left_out_with_its_files() {
    let project = guide("# Home\n");
    project.build();
    let site = project.site();
    assert!(!site.keys().any(|name| name.starts_with("later/")), "{:?}", site.keys());
    assert!(!site.values().any(|bytes| String::from_utf8_lossy(bytes).contains("Not yet")));
}

#[test]
fn with_drafts_the_section_and_its_files_are_there() {
    let project = guide("# Home\n\nSee [later](later/), ![a picture](later/picture.svg).\n");
    let run = project.run(&["build", "--drafts"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let names: Vec<String> = project.site().into_keys().filter(|name| name.starts_with("later/")).collect();
    let pages = ["later/index.html", "later/index.md", "later/page.html", "later/page.md"];
    assert_eq!(names, [&pages[..], &["later/picture.svg", "later/print.html"]].concat());
}

#[test]
fn a_link_to_what_is_left_out_is_an_error_that_says_so() {
    let said = guide("# Home\n\nSee [later](later/), [a page](later/page.md).\n").build_fails();
    assert_eq!(said.matches("the link points to a draft").count(), 2, "{said}");
    let said = guide("# Home\n\n![a picture](later/picture.svg)\n").build_fails();
    assert!(said.contains("the file is in a section that is a draft"), "{said}");
}
