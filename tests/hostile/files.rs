//! Files with strange bytes, strange names and strange places.

use std::fs;

use super::{TITLE, build, built, one, refused};
use crate::harness::Project;
use crate::harness::dom::Document;

fn page(bytes: &[u8]) -> Project {
    let project = Project::new();
    project.write("content/index.md", bytes);
    project
}

#[test]
fn bytes_that_are_no_text_are_named_once() {
    let mut bytes = b"---\ntitle: a\n---\n".to_vec();
    bytes.extend(vec![0xff; 1_000_000]);
    let said = refused(&page(&bytes));
    assert!(said.contains("content/index.md:4:1") && said.contains("1 error,"), "{said}");
}

#[test]
fn control_characters_do_not_reach_the_page() {
    let text =
        b"---\ntitle: \"a\\0b\"\n---\na\0b &#7; \x1b[31m [x](https://a.example/\0) `\x07`\n\n## &#7; \x7f\n";
    let project = page(text);
    project.write("site.toml", "title = \"\\u0007\"\n");
    assert_eq!(build(&project).code, Some(0));
    let page = project.built("index.html");
    assert!(!page.contains(|c: char| c.is_control() && c != '\n'), "{page:?}");
}

#[test]
fn every_line_end_and_a_byte_order_mark_read_the_same() {
    let text = "---\ntitle: A\n---\n\nWords\nmore words.\n\n## Part\n\n```\ncode\n```\n";
    let wanted = {
        let project = page(text.as_bytes());
        project.build();
        project.built("index.html")
    };
    for other in [text.replace('\n', "\r\n"), text.replace('\n', "\r"), format!("\u{feff}{text}")] {
        let project = page(other.as_bytes());
        project.write("site.toml", "\u{feff}title = \"Guide\"\r\n");
        project.build();
        assert_eq!(project.built("index.html"), wanted, "{other:?}");
    }
}

#[test]
fn an_empty_file_and_one_of_front_matter_alone_are_pages() {
    for (bytes, warnings) in [(&b""[..], 1), (b"---\n---", 1), (b"---\ntitle: A\n---", 0), (b"\n\n\n", 1)] {
        let end = build(&page(bytes));
        assert_eq!(end.code, Some(0), "{bytes:?}: {}", end.said);
        assert_eq!(end.said.matches("warning: ").count(), warnings, "{bytes:?}: {}", end.said);
    }
}

#[test]
fn every_name_that_a_disk_takes_leads_to_its_page() {
    let names = [
        "a b",
        "it's",
        "50%",
        "a%20b",
        "brüste",
        "हाथ",
        "-",
        "a&b",
        "#h",
        "a;b",
        "(c)",
        "{d}",
        "e=f",
        "a+b",
        "~x!",
        "a,b",
        "@x",
        "[z]",
        "it’s “q”",
        "日本",
        "e\u{301}",
        "index.html",
    ];
    #[cfg(unix)]
    let names = [&names[..], &["\"q\"", "a?b", "q\\w", "c:d", "<x>", "a*b", "a|b", "javascript:x"]].concat();
    let project = one("Text.");
    for name in &names {
        project.write(&format!("content/{name}.md"), TITLE);
    }
    let end = build(&project);
    assert_eq!(end.code, Some(0), "{}", end.said);
    let warnings = end.said.lines().filter(|line| line.starts_with("warning: "));
    assert!(warnings.clone().all(|line| line.starts_with("warning: the name `")), "{}", end.said);
    assert_eq!(warnings.count(), if cfg!(unix) { 8 } else { 0 }, "{}", end.said);
    let home = Document::parse(&project.built("index.html"));
    let links: Vec<&str> = home.named("a").filter_map(|link| link.attribute("href")).collect();
    for name in names.into_iter().map(handout::paths::nfc) {
        assert!(project.path(&format!("public/{name}.html")).is_file(), "{name}");
        let leads = |href: &&str| {
            let path = href.split(['#', '?']).next().unwrap_or_default().trim_start_matches("./");

            percent_encoding::percent_decode_str(path).decode_utf8_lossy() == format!("{name}.html")
        };
        assert!(links.iter().any(leads), "{name}: {links:?}");
    }
}

#[test]
fn a_folder_named_like_a_page_is_a_folder() {
    let project = one("[in it](x.md/y.md)\n");
    project.write("content/x.md/y.md", TITLE);
    assert_eq!(build(&project).code, Some(0));
    assert!(project.path("public/x.md/y.html").is_file());
}

#[test]
fn a_page_without_end_is_refused_before_it_is_read() {
    let project = one("Text.");
    let file = fs::File::create(project.path("content/huge.md")).expect("a file");
    file.set_len(1 << 40).expect("a file of holes");
    assert!(refused(&project).contains("the limit is"), "a message");
}

#[cfg(unix)]
#[test]
fn links_that_lead_round_or_out_are_refused() {
    use std::os::unix::fs::symlink;
    let project = one("Text.");
    symlink(".", project.path("content/up")).expect("a link");
    symlink("/", project.path("content/root")).expect("a link");
    symlink("self.md", project.path("content/self.md")).expect("a link");
    let said = refused(&project);
    for (path, message) in [
        ("content/root", "a symbolic link that points outside the project"),
        ("content/self.md", "a symbolic link to a missing file"),
        ("content/up", "a symbolic link to a folder that contains it"),
    ] {
        assert!(said.contains(&format!("error: {message}\n--> {path}\n")), "{message}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let project = one("Text.");
    project.write("content/secret.md", TITLE);
    let path = project.path("content/secret.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("own file");
    // An administrator can read everything, so there is nothing to test.
    if fs::read(&path).is_err() {
        let end = build(&project);
        assert_eq!(end.code, Some(2));
        assert!(end.said.contains("cannot read ") && end.said.contains("secret.md"), "{}", end.said);
    }
}

#[cfg(unix)]
#[test]
fn ten_thousand_folders_in_each_other_are_refused() {
    // Deeper than a path can be: made and removed by a shell that changes into and out of each folder.
    let project = one("Text.");
    let shell = |script: &str| {
        let mut command = std::process::Command::new("sh");
        command.args(["-c", script]).current_dir(project.path("content")).status().expect("a shell")
    };
    let made = shell(
        "p=d/d/d/d/d/d/d/d/d/d; i=0; while [ $i -lt 1000 ]; do mkdir -p $p && cd -P $p || exit 1; i=$((i+1)); done",
    );
    if made.success() {
        assert!(refused(&project).contains("folders nested more than 16 deep"));
    }
    assert!(shell("rm -rf d").success());
}

#[test]
fn a_page_of_a_hundred_thousand_short_paragraphs_is_built() {
    assert!(built(&"Words.\n\n".repeat(100_000)).contains("<p>Words.</p>"));
}
