//! What must not be published, and what must not be lost: links to other hosts, code in addresses, the user's own
//! files.

use crate::harness::{Project, dom::Document};

#[cfg(unix)]
#[test]
fn a_content_folder_that_is_a_link_to_elsewhere_is_not_published() {
    let elsewhere = Project::with([("secret.md", "# Secret\n")]);
    for folder in ["content", "static", "themes"] {
        let project = Project::with([("content/index.md", "# Home\n"), ("site.toml", "")]);
        let link = project.path(folder);
        let _ = std::fs::remove_dir_all(&link);
        std::os::unix::fs::symlink(elsewhere.root(), &link).expect("a link");
        let said = project.build_fails();
        assert!(said.contains("points outside the project"), "{said}");
        assert!(!project.path("public").exists());
    }
}

#[cfg(unix)]
#[test]
fn a_lock_that_is_a_link_does_not_empty_what_it_leads_to() {
    let project = Project::with([("content/index.md", "# Home\n"), ("victim", "mine")]);
    std::os::unix::fs::symlink("victim", project.path(".public.handout-lock")).expect("a link");
    let run = project.run(&["build"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert_eq!(std::fs::read(project.path("victim")).expect("the file"), b"mine");
}

#[test]
fn code_in_an_address_of_raw_html_fails_the_build_however_it_is_hidden() {
    let hidden = [
        "<a href=\"javascript:alert(1)\">x</a>",
        "<!--><a href=\"javascript:alert(1)\">x</a>",
        "<!-- x --!><a href=javascript:alert(1)>x</a> -->",
        "<div>\n<? <a title=\"> <a href=\"javascript:alert(1)\">x</a>\n</div>",
        "<div>\n<svg><style><a href='java&#10;script:alert(1)'></style></svg>\n</div>",
        "<svg><a><animate attributeName=href values=\"javascript:alert(1)\"></a></svg>",
        "<div title=\"\n\nwords\n\n<div title='\"><a href=\"javascript:alert(1)\">'>",
    ];
    for html in hidden {
        let project = Project::with([("content/index.md", format!("# Home\n\n{html}\n").as_str())]);
        let said = project.build_fails();
        assert!(said.contains("can run code") || said.contains("is not closed"), "{html}\n{said}");
    }
}

#[test]
fn an_alias_cannot_take_the_place_of_the_manifest_or_leave_the_site() {
    for alias in [".handout-manifest", "..%5C..%5Cevil.html", "C%3A%5Cx.html", "%2e%2e/x.html"] {
        let page = format!("---\ntitle: Home\naliases: ['{alias}']\n---\n\nText.\n");
        let said = Project::with([("content/index.md", page.as_str())]).build_fails();
        assert!(said.contains("is not an address inside the site"), "{alias}\n{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_of_ones_own_in_the_site_keeps_its_rights() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::with([("content/index.md", "# Home\n")]);
    project.build();
    project.write("public/private/notes.txt", "mine");
    let folder = project.path("public/private");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).expect("own folder");
    project.write("content/index.md", "# Another home\n");
    project.build();
    let mode = std::fs::metadata(&folder).expect("a folder").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn a_folder_that_holds_only_drafts_does_not_tell_its_name() {
    let project = Project::with([
        ("content/index.md", "# Home\n"),
        ("content/secret-plans/a.md", "---\ntitle: A\ndraft: true\n---\n\nText.\n"),
    ]);
    project.build();
    assert!(project.site().iter().all(|(path, bytes)| {
        !path.contains("secret") && !String::from_utf8_lossy(bytes).contains("ecret")
    }));
}

#[test]
fn a_title_is_the_first_heading_wherever_it_stands() {
    let project = Project::with([("content/index.md", "<!-- a note -->\n\n# Don't worry\n\nText.\n")]);
    let run = project.run(&["build", "--strict"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = Document::parse(&project.built("index.html"));
    let headings: Vec<_> = page.named("h1").map(|it| it.text.clone()).collect();
    assert_eq!(headings, ["Don’t worry"]);
}

#[test]
fn a_typed_dash_stays_in_an_address() {
    let text = "# Home\n\nSee https://example.org/a–b and https://example.org/a---b now.\n";
    let project = Project::with([("content/index.md", text)]);
    project.build();
    let page = Document::parse(&project.built("index.html"));
    let links: Vec<_> =
        page.named("a").filter_map(|it| it.attribute("href")).filter(|it| it.contains("example")).collect();
    assert_eq!(links, ["https://example.org/a%E2%80%93b", "https://example.org/a---b"]);
}

#[test]
fn a_query_alone_leads_to_the_same_page() {
    let project = Project::with([
        ("content/index.md", "# Home\n"),
        ("content/s/p.md", "# P\n\n[q](?a=b) [h](?a=b#x)\n\n## X\n"),
    ]);
    project.build();
    let page = Document::parse(&project.built("s/p.html"));
    let links: Vec<_> = page.values("href").filter(|it| it.contains('?')).collect();
    assert_eq!(links, ["p.html?a=b", "p.html?a=b#x"]);
}

#[test]
fn a_heading_in_a_footnote_has_an_id_of_its_own() {
    let text = "# Home\n\nOne[^a], two[^b].\n\n[^a]: ## Same\n\n    Text.\n\n[^b]: ## Same\n\n    Text.\n";
    let project = Project::with([("content/index.md", text)]);
    project.build();
    let page = Document::parse(&project.built("index.html"));
    let ids: Vec<_> =
        page.named("h2").filter(|it| it.text == "Same").filter_map(|it| it.attribute("id")).collect();
    assert_eq!(ids, ["same", "same-2"]);
}

#[test]
fn an_error_is_shown_though_a_hundred_warnings_come_before_it() {
    let project =
        Project::with([("content/index.md", "# Home\n"), ("content/z.md", "# Z\n\n[x](nowhere.md)\n")]);
    for number in 0..120 {
        project.write(&format!("content/p{number}.md"), "Text without a title.\n");
    }
    assert!(project.build_fails().contains("there is no page or file `nowhere.md`"));
}
