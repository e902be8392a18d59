//! Mistakes during writing: the last good page stays, the mistakes are shown over it once, the rest goes on, and
//! everything is back to normal as soon as they are fixed.

use std::fs;

use serde_json::Value;

use super::{PLAIN, guide, page, themed_guide};
use crate::harness::Project;
use crate::harness::dom::Document;
use crate::harness::preview::{Events, Preview};

/// A mistake in one file of a guide.
struct Mistake {
    /// A description.
    what: &'static str,
    /// The file.
    path: &'static str,
    /// Its text with the mistake.
    broken: &'static str,
    /// Its message and its place.
    said: [&'static str; 2],
}

/// Mistakes in one page.
const OF_A_PAGE: &[Mistake] = &[
    Mistake {
        what: "a key that does not exist",
        path: "content/tips/rest.md",
        broken: "---\ntitel: Rest\n---\n\nNever shown.\n",
        said: ["unknown key `titel`", "content/tips/rest.md:2:1"],
    },
    Mistake {
        what: "front matter that is not YAML",
        path: "content/tips/rest.md",
        broken: "---\ntitle: [Rest\n---\n\nNever shown.\n",
        said: ["error", "content/tips/rest.md:"],
    },
    Mistake {
        what: "a link that leads nowhere",
        path: "content/tips/rest.md",
        broken: "---\ntitle: Rest\n---\n\nNever shown. [Walk](wak.md)\n",
        said: ["there is no page or file `tips/wak.md`", "content/tips/rest.md:5:21"],
    },
    Mistake { what: "bytes that are no text", path: "content/tips/rest.md", broken: "\u{0}", said: ["", ""] },
];

/// Mistakes in files that all pages depend on.
const OF_THE_GUIDE: &[Mistake] = &[
    Mistake {
        what: "a template that cannot be read",
        path: "themes/mine/templates/page.html",
        broken: "<p>Never shown.</p>{{ page.title ",
        said: ["error", "themes/mine/templates/page.html:1"],
    },
    Mistake {
        what: "a field that a page does not have",
        path: "themes/mine/templates/page.html",
        broken: "<p>Never shown.</p>{{ page.titel }}",
        said: ["titel", "themes/mine/templates/page.html:1"],
    },
    Mistake {
        what: "a template that fails when a page is made",
        path: "themes/mine/templates/page.html",
        broken: "<p>Never shown.</p>\n{{ page.title / 2 }}",
        said: ["error", "themes/mine/templates/page.html:2"],
    },
    Mistake {
        what: "an asset that does not exist",
        path: "themes/mine/templates/page.html",
        broken: "<p>Never shown.</p>{{ asset(name=\"stile.css\") }}",
        said: ["stile.css", "themes/mine/templates/page.html:1"],
    },
    Mistake {
        what: "settings that are no TOML",
        path: "site.toml",
        broken: "title = \"Never shown.\ntheme = \"mine\"\n",
        said: ["error", "site.toml:1"],
    },
    Mistake {
        what: "a key that site.toml does not have",
        path: "site.toml",
        broken: "titel = \"Never shown.\"\ntheme = \"mine\"\n",
        said: ["unknown key `titel`", "site.toml:1:1"],
    },
    Mistake {
        what: "a theme that does not exist",
        path: "site.toml",
        broken: "title = \"Never shown.\"\ntheme = \"mien\"\n",
        said: ["mien", "site.toml:2"],
    },
    Mistake {
        what: "a theme's own file with a mistake",
        path: "themes/mine/theme.toml",
        broken: "parent = 3\n",
        said: ["expects", "themes/mine/theme.toml:1"],
    },
];

/// Breaks a file, checks what a reader sees, and returns the events and the previous content of the file.
fn break_it(project: &Project, preview: &Preview, mistake: &Mistake) -> (Events, String) {
    let Mistake { what, path, broken, said } = mistake;
    let good = preview.get("/tips/rest.html");
    let mut events = preview.open("/tips/rest.html");
    let old = fs::read_to_string(project.path(path)).expect("a file");
    project.write(path, broken);
    let event = events.wait_for(what, |it| it["errors"].as_u64() > Some(0));
    let problems = event["problems"].as_str().expect("text");
    for words in said {
        assert!(problems.contains(words), "{what}\n{problems}");
        preview.wait_said(words);
    }
    // The open page is still the good one, so nothing tells the browser to reload it.
    assert_eq!(event["text"], *good.tag("text"), "{what}");
    let now = preview.get("/tips/rest.html");
    assert_eq!((now.status, &now.body), (200, &good.body), "{what}");
    (events, old)
}

/// Waits until there is no problem, and the page is as before.
fn wait_mended(preview: &Preview, events: &mut Events, what: &str) -> Value {
    let event = events.wait_for(&format!("nothing after {what}"), |it| it["errors"] == 0);
    assert_eq!(event["problems"], "", "{what}");
    assert_eq!(preview.get("/tips/rest.html").tag("text"), event["text"], "{what}");
    event
}

#[test]
fn a_broken_page_stays_as_it_was_and_others_go_on() {
    let project = themed_guide();
    let mut preview = Preview::start(&project, &[]);
    for (number, mistake) in OF_A_PAGE.iter().filter(|it| it.broken != "\u{0}").enumerate() {
        let before = preview.get("/tips/rest.html");
        let (mut events, old) = break_it(&project, &preview, mistake);
        let text = format!("Drink {number} glasses.");
        project.write("content/tips/water.md", page("Water", &text));
        preview.wait_text("/tips/water.html", &text);
        assert_eq!(preview.get("/tips/rest.html").body, before.body, "{}", mistake.what);
        project.write(mistake.path, old);
        let event = wait_mended(&preview, &mut events, mistake.what);
        assert_eq!(event["text"], *before.tag("text"), "{}", mistake.what);
    }
    preview.assert_well();
}

#[test]
fn a_page_of_bytes_that_are_no_text_is_a_mistake_like_others() {
    let project = themed_guide();
    let mut preview = Preview::start(&project, &[]);
    let good = preview.get("/tips/rest.html");
    let mut events = preview.open("/tips/rest.html");
    project.write("content/tips/rest.md", b"---\ntitle: Rest\n---\n\nNever \xff\xfe shown.\n");
    let event = events.wait_for("bad bytes", |it| it["errors"] == 1);
    assert!(event["problems"].as_str().expect("text").contains("content/tips/rest.md:5"), "{event:#}");
    assert_eq!(preview.get("/tips/rest.html").body, good.body);
    project.write("content/tips/rest.md", page("Rest", "Rest again."));
    wait_mended(&preview, &mut events, "bad bytes");
    assert!(preview.get("/tips/rest.html").text().contains("Rest again."));
    preview.assert_well();
}

#[test]
fn a_broken_theme_or_setting_leaves_every_page_as_it_was() {
    let project = themed_guide();
    let mut preview = Preview::start(&project, &[]);
    for mistake in OF_THE_GUIDE {
        let targets = ["/", "/tips/", "/tips/water.html", "/assets/x", "/notes.txt", "/drink.html"];
        let before = targets.map(|it| preview.get(it).body);
        let (mut events, old) = break_it(&project, &preview, mistake);
        assert_eq!(targets.map(|it| preview.get(it).body), before, "{}", mistake.what);
        // In one step: settings that are empty for a moment are right too, and those of another guide.
        project.write("mended~", old);
        fs::rename(project.path("mended~"), project.path(mistake.path)).expect("a file");
        wait_mended(&preview, &mut events, mistake.what);
        assert_eq!(targets.map(|it| preview.get(it).body), before, "{}", mistake.what);
    }
    preview.assert_well();
}

#[test]
fn what_is_edited_while_the_theme_is_broken_shows_when_it_is_mended() {
    let project = themed_guide();
    let preview = Preview::start(&project, &[]);
    let mut events = preview.open("/tips/rest.html");
    project.write("themes/mine/templates/page.html", "{{ page.title ");
    events.wait_for("an error", |it| it["errors"].as_u64() > Some(0));
    project.write("content/tips/rest.md", page("Rest", "Rest meanwhile."));
    preview.wait_said("tips/rest.html changed");
    project.write("content/tips/new.md", page("New", "New meanwhile."));
    preview.wait_said("tips/new.html changed");
    project.write("themes/mine/templates/page.html", PLAIN.replace("<h1>", "<h1>Our "));
    wait_mended(&preview, &mut events, "a broken template");
    assert!(preview.get("/tips/rest.html").text().contains("Rest meanwhile."));
    assert!(preview.get("/tips/new.html").text().contains("Our New"));
}

#[test]
fn a_content_folder_that_is_gone_leaves_the_last_guide() {
    let project = guide();
    project.write("site.toml", "content = \"content\"\n");
    let mut preview = Preview::start(&project, &[]);
    let (good, mut events) = (preview.get("/tips/rest.html"), preview.open("/tips/rest.html"));
    fs::rename(project.path("content"), project.path("away")).expect("there");
    // A look at the disk in that very moment may find the folder, and a file of it no more.
    let words = "content folder named in site.toml does not exist";
    events.wait_for(words, |it| it["problems"].as_str().is_some_and(|problems| problems.contains(words)));
    assert_eq!(preview.get("/tips/rest.html").body, good.body);
    // An image is read when it is requested, and there is none now.
    assert_eq!(preview.get("/point.png").status, 404);
    let said = preview.wait_said("The preview still shows the last good version.");
    assert_eq!(said.matches("does not exist").count(), 1, "{said}");
    fs::rename(project.path("away"), project.path("content")).expect("there");
    wait_mended(&preview, &mut events, "a folder that is gone");
    preview.wait_said("All errors fixed.");
    assert_eq!(preview.get("/point.png").status, 200);
    preview.assert_well();
}

#[test]
fn the_terminal_tells_each_mistake_once_and_that_it_is_mended() {
    let project = themed_guide();
    let preview = Preview::start(&project, &[]);
    project.write("content/tips/rest.md", page("Rest", "[Walk](wak.md) and [run](rnu.md)"));
    preview.wait_said("rnu.md");
    for number in 0..5 {
        for target in ["/", "/tips/rest.html", "/tips/water.html", "/nothing.html"] {
            preview.get(target);
        }
        let text = format!("Drink {number} glasses.");
        project.write("content/tips/water.md", page("Water", &text));
        preview.wait_text("/tips/water.html", &text);
    }
    let said = preview.said();
    for words in ["there is no page or file `tips/wak.md`", "there is no page or file `tips/rnu.md`"] {
        assert_eq!(said.matches(words).count(), 1, "{said}");
    }
    project.write("content/tips/rest.md", page("Rest", "Rest."));
    preview.wait_said("All errors fixed.");
}

#[test]
fn a_warning_is_told_and_covers_nothing() {
    let project = guide();
    project.write("site.toml", "[front_matter]\nunknown = \"warn\"\n");
    let preview = Preview::start(&project, &[]);
    let mut events = preview.open("/tips/rest.html");
    project.write("content/tips/rest.md", "---\ntitel: Rest\n---\n\n# Rest\n\nShown all the same.\n");
    let event = events.wait_for("a warning", |it| it["warnings"] == 1);
    assert_eq!(event["errors"], 0);
    assert!(preview.get("/tips/rest.html").text().contains("Shown all the same."));
}

#[test]
fn a_mistake_stays_text_in_every_place() {
    let markup = "<img src=x onerror=alert(1)>";
    let project = themed_guide();
    let preview = Preview::start(&project, &[]);
    let mut events = preview.open("/tips/rest.html");
    project.write("content/tips/rest.md", format!("---\n\"{markup}\": 1\n---\n\n</script>{markup}\n"));
    let event = events.wait_for("an error", |it| it["errors"].as_u64() > Some(0));
    // The preview's script sets this as text; none of it is in a page.
    assert!(event["problems"].as_str().expect("text").contains(markup), "{event:#}");
    assert!(!preview.get("/tips/rest.html").text().contains("onerror"));
    drop(preview);
    // A template that has never worked: the page in its place says why.
    project.write("content/tips/rest.md", page("Rest", "Rest."));
    project
        .write("themes/mine/templates/page.html", format!("{{{{ page.title / 2 }}}} {markup}</pre>{markup}"));
    let preview = Preview::start(&project, &[]);
    let answer = preview.get("/tips/rest.html");
    assert_eq!(answer.status, 500);
    let page = Document::parse(answer.text());
    assert_eq!(page.named("img").count(), 0, "{}", answer.text());
    assert!(page.named("pre").next().expect("the mistake").text.contains(markup), "{}", answer.text());
}

#[test]
fn a_guide_that_is_broken_from_the_start_is_shown_as_far_as_it_goes() {
    for mistake in OF_THE_GUIDE.iter().chain(OF_A_PAGE).filter(|it| it.broken != "\u{0}") {
        let what = mistake.what;
        let project = themed_guide();
        let old = fs::read_to_string(project.path(mistake.path)).expect("a file");
        project.write(mistake.path, mistake.broken);
        let mut preview = Preview::start(&project, &[]);
        let mut events = preview.open("/tips/rest.html");
        let event = events.wait_for(what, |it| it["errors"].as_u64() > Some(0));
        assert!(event["problems"].as_str().expect("text").contains(mistake.said[1]), "{what}: {event:#}");
        preview.wait_said(mistake.said[1]);
        assert!([200, 500].contains(&preview.get("/tips/rest.html").status), "{what}");
        project.write(mistake.path, old);
        wait_mended(&preview, &mut events, what);
        assert!(preview.get("/tips/rest.html").text().contains("Rest well."), "{what}");
        assert!(preview.get("/").text().contains("Welcome home."), "{what}");
        preview.assert_well();
    }
}

#[test]
fn a_broken_page_that_is_deleted_is_gone() {
    let project = themed_guide();
    let preview = Preview::start(&project, &[]);
    let mut events = preview.open("/");
    project.write("content/tips/rest.md", "---\ntitel: Rest\n---\n");
    events.wait_for("an error", |it| it["errors"] == 1);
    fs::remove_file(project.path("content/tips/rest.md")).expect("there");
    events.wait_for("no error", |it| it["errors"] == 0);
    assert_eq!(preview.get("/tips/rest.html").status, 404);
}

#[test]
fn a_picture_that_a_page_shows_and_that_is_deleted_is_a_mistake_of_that_page() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    let mut events = preview.open("/tips/rest.html");
    fs::remove_file(project.path("content/point.png")).expect("there");
    let event = events.wait_for("an error", |it| it["errors"] == 1);
    assert!(event["problems"].as_str().expect("text").contains("point.png"), "{event:#}");
    project.write("content/point.png", super::picture(""));
    wait_mended(&preview, &mut events, "a picture that is gone");
}
