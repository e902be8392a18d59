//! The header fields of an answer: the media type, caching, and the policy of a strict host.

use std::fs;
use std::time::{Duration, SystemTime};

use handout::outputs::delivery::POLICY;
use handout::serve::preview_policy;

use super::{guide, themed_guide};
use crate::harness::preview::Preview;

#[test]
fn every_kind_of_output_has_its_media_type() {
    let project = guide();
    project.write("static/feed.xml", "<feed/>");
    project.write("static/tool.js", "void 0;");
    project.write("static/page.css", "p {}");
    project.write("static/paper.pdf", "%PDF-1.7");
    project.write("static/sound.mp3", "ID3");
    project.write("static/font.woff2", "wOF2");
    project.write("static/words", "words");
    let preview = Preview::start(&project, &[]);
    let stylesheet =
        preview.get("/").text().split("rel=\"stylesheet\" href=\"").nth(1).expect("a sheet").to_owned();
    let stylesheet = format!("/{}", stylesheet.split('"').next().expect("a quote"));
    for (target, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/tips/rest.html", "text/html; charset=utf-8"),
        ("/nothing", "text/html; charset=utf-8"),
        ("/nothing.png", "text/html; charset=utf-8"),
        ("/drink.html", "text/html; charset=utf-8"),
        ("/old.html", "text/html; charset=utf-8"),
        ("/notes.txt", "text/plain; charset=utf-8"),
        ("/table.csv", "text/csv; charset=utf-8"),
        ("/data.json", "application/json; charset=utf-8"),
        ("/feed.xml", "text/xml; charset=utf-8"),
        ("/sitemap.xml", "text/xml; charset=utf-8"),
        ("/tool.js", "text/javascript; charset=utf-8"),
        ("/page.css", "text/css; charset=utf-8"),
        (&stylesheet, "text/css; charset=utf-8"),
        ("/drawing.svg", "image/svg+xml; charset=utf-8"),
        ("/point.png", "image/png"),
        ("/paper.pdf", "application/pdf"),
        ("/sound.mp3", "audio/mpeg"),
        ("/font.woff2", "font/woff2"),
        ("/words", "application/octet-stream"),
        ("/.handout/preview.js", "text/javascript; charset=utf-8"),
        ("/.handout/preview.css", "text/css; charset=utf-8"),
        ("/.handout/events", "text/plain; charset=utf-8"),
    ] {
        let answer = preview.get(target);
        assert_eq!(answer.field("Content-Type"), Some(kind), "{target}");
        assert_eq!(answer.field("X-Content-Type-Options"), Some("nosniff"), "{target}");
        assert_eq!(answer.field("Content-Security-Policy"), Some(&*preview_policy(POLICY)), "{target}");
        let kept = if answer.field("ETag").is_some() { "no-cache" } else { "no-store" };
        assert_eq!(answer.field("Cache-Control"), Some(kept), "{target}");
    }
}

#[test]
fn the_policy_allows_nothing_of_elsewhere_and_nothing_inline() {
    let policy = preview_policy(POLICY);
    let rules: Vec<_> = policy.split(';').map(|rule| rule.split_whitespace().collect::<Vec<_>>()).collect();
    assert_eq!(rules[0], ["default-src", "'none'"]);
    for rule in &rules {
        assert!(matches!(rule[1..], ["'self'" | "'none'"]), "{rule:?}");
    }
    for name in ["base-uri", "form-action", "frame-ancestors", "script-src", "style-src"] {
        assert!(rules.iter().any(|rule| rule[0] == name), "{name} does not fall back to default-src");
    }
}

#[test]
fn pages_are_never_kept_and_files_are_asked_about() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    for target in ["/", "/tips/rest.html", "/nothing.html", "/drink.html"] {
        let answer = preview.get(target);
        assert_eq!(
            (answer.field("Cache-Control"), answer.field("ETag")),
            (Some("no-store"), None),
            "{target}"
        );
    }
    for target in ["/point.png", "/notes.txt", "/old.html"] {
        let first = preview.get(target);
        let tag = first.field("ETag").expect("a tag").to_owned();
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let again = preview.get_with(target, &format!("If-None-Match: {known}\r\n"));
            assert_eq!((again.status, again.body.len()), (304, 0), "{target} {known}");
            assert_eq!(again.field("ETag"), Some(&*tag), "{target}");
            // If there is a length, it must be that of the file (RFC 9110, section 8.6).
            let told = again.field("Content-Length").unwrap_or("none");
            assert!(told == "none" || told == first.body.len().to_string(), "{target}: {told}");
        }
        let other = preview.get_with(target, "If-None-Match: \"other\"\r\n");
        assert_eq!((other.status, &other.body), (200, &first.body), "{target}");
    }
}

#[test]
fn an_asset_of_the_theme_is_asked_about_too() {
    let project = themed_guide();
    let preview = Preview::start(&project, &[]);
    let page = preview.get("/index.html");
    let href = page.text().split("href=\"").nth(1).and_then(|it| it.split('"').next()).expect("a sheet");
    let target = format!("/{href}");
    let first = preview.get(&target);
    assert_eq!((first.status, first.text()), (200, "p { color: red }\n"));
    let known = format!("If-None-Match: {}\r\n", first.field("ETag").expect("a tag"));
    assert_eq!(preview.get_with(&target, &known).status, 304);
}

#[cfg(unix)]
#[test]
fn a_file_with_the_size_and_the_date_of_another_is_another_one() {
    let project = guide();
    let path = project.path("content/words.txt");
    let day = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let write = |name: &str| {
        fs::write(&path, name).expect("a file");
        fs::File::options().write(true).open(&path).and_then(|it| it.set_modified(day)).expect("own file");
    };
    write("one");
    let preview = Preview::start(&project, &[]);
    let tag = preview.get("/words.txt").field("ETag").expect("a tag").to_owned();
    std::thread::sleep(Duration::from_millis(20));
    write("two");
    let answer = preview.get_with("/words.txt", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!((answer.status, answer.body), (200, b"two".to_vec()));
}
