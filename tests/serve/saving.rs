//! Every way of saving a file, and everything that can be saved: open pages are notified, and what is served is new.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::{guide, page, picture, themed_guide};
use crate::harness::Project;
use crate::harness::preview::Preview;

/// A way to replace the text of a file.
type Way = (&'static str, fn(&Path, &str));

/// The ways of editors and other programs.
const WAYS: &[Way] = &[
    ("written in place", |path, text| fs::write(path, text).expect("a file")),
    ("truncated, and written after a moment", |path, text| {
        fs::write(path, "").expect("a file");
        thread::sleep(Duration::from_millis(30));
        fs::write(path, text).expect("a file");
    }),
    ("written beside and renamed", |path, text| {
        let beside = path.with_extension("md.tmp");
        fs::write(&beside, text).expect("a file");
        fs::rename(beside, path).expect("a file");
    }),
    ("written beside under a hidden name and renamed", |path, text| {
        let beside = path.with_file_name(".goutputstream-X1Y2Z3");
        fs::write(&beside, text).expect("a file");
        fs::rename(beside, path).expect("a file");
    }),
    ("as vim saves, with a trial file and a backup", |path, text| {
        let (trial, backup) = (path.with_file_name("4913"), path.with_extension("md~"));
        fs::write(&trial, "").expect("a file");
        fs::remove_file(trial).expect("there");
        fs::rename(path, &backup).expect("there");
        fs::write(path, text).expect("a file");
        fs::remove_file(backup).expect("there");
    }),
    ("deleted and made anew", |path, text| {
        fs::remove_file(path).expect("there");
        fs::write(path, text).expect("a file");
    }),
    ("deleted and made anew after a moment", |path, text| {
        fs::remove_file(path).expect("there");
        thread::sleep(Duration::from_millis(40));
        fs::write(path, text).expect("a file");
    }),
    ("made by copying over it", |path, text| {
        let beside = path.with_extension("bak");
        fs::write(&beside, text).expect("a file");
        fs::copy(&beside, path).expect("a file");
        fs::remove_file(beside).expect("there");
    }),
    ("appended to", |path, text| {
        use std::io::Write as _;
        let mut file = fs::File::options().append(true).open(path).expect("there");
        writeln!(file, "{text}").expect("written");
    }),
];

fn save_in_every_way(flags: &[&str]) {
    let project = guide();
    let mut preview = Preview::start(&project, flags);
    let path = project.path("content/tips/rest.md");
    let mut events = preview.open("/tips/rest.html");
    for (number, (what, save)) in WAYS.iter().enumerate() {
        let marker = format!("Saved text {number}.");
        save(&path, &page("Rest", &marker));
        let saved = preview.wait_text("/tips/rest.html", &marker).tag("text");
        let event = events.wait_for(what, |it| it["text"] == *saved);
        assert_eq!(event["errors"], 0, "{what}: {event:#}");
        assert!(!preview.said().contains("error:"), "{what}\n{}", preview.said());
    }
    preview.assert_well();
}

#[test]
fn a_page_saved_in_any_way_is_shown_at_once() {
    save_in_every_way(&[]);
}

#[test]
fn a_page_saved_in_any_way_is_shown_when_polling() {
    save_in_every_way(&["--poll"]);
}

#[test]
fn a_burst_of_writes_is_few_looks_and_ends_with_the_last_text() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    for number in 0..50 {
        project.write("content/tips/rest.md", page("Rest", &format!("Burst {number}.")));
        project.write("content/tips/water.md", page("Water", &format!("Burst {number}.")));
    }
    preview.wait_text("/tips/rest.html", "Burst 49.");
    preview.wait_text("/tips/water.html", "Burst 49.");
    // A hundred writes; how many of them are in one update depends on the machine.
    let looks = preview.said().matches("changed: ").count();
    assert!((1..20).contains(&looks), "{looks} looks\n{}", preview.said());
}

#[test]
fn a_file_that_an_editor_empties_before_it_writes_is_never_shown_empty() {
    let project = guide();
    project.write("site.toml", "title = \"Warm hands\"\n");
    project.write("values/ward.toml", "phone = \"0123\"\n");
    project.write("content/tips/rest.md", page("Rest", "Call {{ ward.phone }}."));
    let preview = Preview::start(&project, &[]);
    for (number, (path, text)) in [
        ("site.toml", "title = \"Warm hands\"\n# again\n".to_owned()),
        ("values/ward.toml", "phone = \"0123\"\nhours = \"9\"\n".to_owned()),
        ("content/tips/rest.md", page("Rest", "Call again {{ ward.phone }}.")),
    ]
    .into_iter()
    .enumerate()
    {
        // The editor's pause is its own, however long the answers take.
        thread::scope(|scope| {
            let editor = scope.spawn(|| {
                project.write(path, "");
                thread::sleep(Duration::from_millis(60));
                project.write(path, &text);
            });
            while !editor.is_finished() {
                let shown = preview.get("/tips/rest.html");
                assert!(shown.text().contains("Warm hands") && shown.text().contains("0123"), "{path}");
            }
        });
        let after = format!("After {number}.");
        project.write("content/tips/water.md", page("Water", &after));
        preview.wait_text("/tips/water.html", &after);
    }
    preview.wait_text("/tips/rest.html", "Call again 0123.");
    assert!(!preview.said().contains("error"), "{}", preview.said());
}

/// A change of a guide, and how an open page at `/tips/rest.html` and the site show it.
type Change = (&'static str, fn(&Project), Told, fn(&Preview));

/// The event of an open page.
#[derive(Clone, Copy, PartialEq)]
enum Told {
    /// Its text changed.
    Text,
    /// Its style sheets or images changed, and its text did not.
    Versions,
}

/// In an order in which each change finds what it needs.
const CHANGES: &[Change] = &[
    (
        "a new page",
        |project| project.write("content/tips/walk.md", page("Walk", "Walk a bit.")),
        Told::Text,
        |preview| drop(preview.wait_text("/tips/walk.html", "Walk a bit.")),
    ),
    (
        "a new title",
        |project| project.write("content/tips/walk.md", page("Go for a walk", "Walk a bit.")),
        Told::Text,
        |preview| drop(preview.wait_text("/", "Go for a walk")),
    ),
    (
        "a deleted page",
        |project| fs::remove_file(project.path("content/tips/walk.md")).expect("there"),
        Told::Text,
        |preview| drop(preview.wait_for("/tips/walk.html", |it| it.status == 404)),
    ),
    (
        "a new folder with pages in it",
        |project| {
            project.write("content/more/index.md", page("More", "More pages."));
            project.write("content/more/deep/down.md", page("Down", "Far down."));
        },
        Told::Text,
        |preview| drop(preview.wait_text("/more/deep/down.html", "Far down.")),
    ),
    (
        "an edit in the new folder",
        |project| project.write("content/more/deep/down.md", page("Deep down", "Further down.")),
        Told::Text,
        |preview| drop(preview.wait_text("/more/deep/down.html", "Further down.")),
    ),
    (
        "a renamed folder",
        |project| fs::rename(project.path("content/more"), project.path("content/other")).expect("renamed"),
        Told::Text,
        |preview| {
            preview.wait_text("/other/deep/down.html", "Further down.");
            assert_eq!(preview.get("/more/deep/down.html").status, 404);
        },
    ),
    (
        "an edit in the renamed folder",
        |project| project.write("content/other/deep/down.md", page("Down again", "Renamed.")),
        Told::Text,
        |preview| drop(preview.wait_text("/other/deep/down.html", "Renamed.")),
    ),
    (
        "a deleted folder",
        |project| fs::remove_dir_all(project.path("content/other")).expect("there"),
        Told::Text,
        |preview| drop(preview.wait_for("/other/deep/down.html", |it| it.status == 404)),
    ),
    (
        "another picture",
        |project| project.write("content/point.png", picture("another")),
        Told::Versions,
        |preview| drop(preview.wait_for("/point.png", |it| it.body == picture("another"))),
    ),
    (
        "other settings",
        |project| project.write("site.toml", "title = \"Larger guide\"\n"),
        Told::Text,
        |preview| drop(preview.wait_text("/", "Larger guide")),
    ),
    (
        "a theme that was not there, in a folder that was not there",
        |project| {
            project.write("themes/later/theme.toml", "");
            project.write("themes/later/assets/style.css", "p { color: teal }");
            project.write("site.toml", "title = \"Larger guide\"\ntheme = \"later\"\n");
        },
        Told::Versions,
        |preview| {
            let page = preview.get("/").text().to_owned();
            let sheet = page.split("href=\"assets/style.").nth(1).and_then(|it| it.split('"').next());
            let sheet = format!("/assets/style.{}", sheet.expect("a style sheet"));
            assert_eq!(preview.get(&sheet).text(), "p { color: teal }");
        },
    ),
    (
        "a template more in that theme",
        |project| {
            let text =
                "{% extends \"default/page.html\" %}{% block head %}<meta name=\"later\">{% endblock head %}";
            project.write("themes/later/templates/page.html", text);
        },
        Told::Text,
        |preview| drop(preview.wait_text("/tips/rest.html", "<meta name=\"later\">")),
    ),
    (
        "the default theme again",
        |project| project.write("site.toml", "title = \"Larger guide\"\n"),
        Told::Text,
        |preview| {
            drop(preview.wait_for("/tips/rest.html", |it| !it.text().contains("<meta name=\"later\">")));
        },
    ),
];

fn make_every_change(flags: &[&str]) {
    let project = guide();
    let mut preview = Preview::start(&project, flags);
    let (mut events, mut last) = preview.open("/tips/rest.html").first();
    for (what, change, told, check) in CHANGES {
        change(&project);
        // Several files are several changes, as seen from outside.
        let event = match told {
            Told::Text => events.wait_for(what, |it| it["text"] != last["text"]),
            Told::Versions => events.wait_for(what, |it| it["versions"] != last["versions"]),
        };
        if *told == Told::Versions {
            assert_eq!(event["text"], last["text"], "{what}");
        }
        check(&preview);
        last = preview.open("/tips/rest.html").next();
        if event != last {
            events.wait_for(what, |it| *it == last);
        }
        assert_eq!(last["problems"], "", "{what}");
    }
    preview.assert_well();
}

#[test]
fn whatever_is_changed_is_shown_and_told() {
    make_every_change(&[]);
}

#[test]
fn whatever_is_changed_is_shown_and_told_when_polling() {
    make_every_change(&["--poll"]);
}

#[test]
fn a_static_folder_that_is_made_later_is_seen() {
    let project = Project::with([("content/index.md", "# Home\n")]);
    let preview = Preview::start(&project, &[]);
    assert_eq!(preview.get("/robots.md").status, 404);
    project.write("static/later.txt", "one");
    preview.wait_for("/later.txt", |it| it.body == b"one");
    project.write("static/later.txt", "two");
    preview.wait_for("/later.txt", |it| it.body == b"two");
    fs::remove_dir_all(project.path("static")).expect("there");
    preview.wait_for("/later.txt", |it| it.status == 404);
    project.write("static/later.txt", "three");
    preview.wait_for("/later.txt", |it| it.body == b"three");
}

#[test]
fn a_content_folder_that_is_put_back_is_followed_again() {
    let project = guide();
    project.write("site.toml", "content = \"content\"\n");
    let preview = Preview::start(&project, &[]);
    for round in 0..3 {
        fs::rename(project.path("content"), project.path("away")).expect("there");
        preview.open("/").wait_for("an error", |it| it["errors"] == 1);
        fs::rename(project.path("away"), project.path("content")).expect("there");
        preview.open("/").wait_for("no error", |it| it["errors"] == 0);
        let text = format!("Round {round}.");
        project.write("content/tips/rest.md", page("Rest", &text));
        preview.wait_text("/tips/rest.html", &text);
    }
}

#[test]
fn a_template_and_a_style_sheet_of_the_guides_own_theme_are_followed() {
    let project = themed_guide();
    let preview = Preview::start(&project, &[]);
    let (mut events, first) = preview.open("/tips/rest.html").first();
    project.write("themes/mine/assets/style.css", "p { color: blue }\n");
    let event = events.wait_for("another style", |it| it["versions"] != first["versions"]);
    assert_eq!(event["text"], first["text"]);
    let sheet = event["resources"][0]["href"].as_str().expect("an address");
    let sheet = sheet.strip_prefix("../").expect("a way up");
    assert_eq!(preview.get(&format!("/{sheet}")).text(), "p { color: blue }\n");
    project.write("themes/mine/templates/page.html", super::PLAIN.replace("<h1>", "<h1>Our "));
    events.wait_for("another template", |it| it["text"] != first["text"]);
    assert!(preview.get("/tips/rest.html").text().contains("<h1>Our Rest</h1>"));
}

#[test]
fn a_guide_that_is_a_bare_folder_of_pages_is_followed() {
    let project = Project::with([("index.md", "# Home\n\nOne.\n"), ("part/a.md", "# A\n\nOne.\n")]);
    let preview = Preview::start(&project, &[]);
    for number in 0..3 {
        project.write("index.md", format!("# Home\n\nHome {number}.\n"));
        project.write("part/a.md", format!("# A\n\nA {number}.\n"));
        preview.wait_text("/", &format!("Home {number}."));
        preview.wait_text("/part/a.html", &format!("A {number}."));
    }
    project.write("later/b.md", "# B\n\nNew.\n");
    preview.wait_text("/later/b.html", "New.");
    project.write("later/b.md", "# B\n\nNewer.\n");
    preview.wait_text("/later/b.html", "Newer.");
}

#[test]
fn a_build_beside_the_preview_changes_nothing_in_it() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    let (mut events, _) = preview.open("/").first();
    project.build();
    project.build();
    assert_eq!(events.next_within(Duration::from_millis(700)), None);
    assert!(!preview.said().contains("changed"), "{}", preview.said());
}

#[cfg(unix)]
#[test]
fn a_guide_behind_a_link_is_followed() {
    let project = guide();
    let elsewhere = Project::new();
    std::os::unix::fs::symlink(project.root(), elsewhere.path("link")).expect("a link");
    let preview = Preview::start(&elsewhere, &["--root", "link"]);
    let mut events = preview.open("/tips/rest.html");
    let first = events.next();
    project.write("content/tips/rest.md", page("Rest", "Behind a link."));
    events.wait_for("another text", |it| it["text"] != first["text"]);
    assert!(preview.get("/tips/rest.html").text().contains("Behind a link."));
}

#[test]
fn a_value_saved_in_any_way_is_shown_at_once() {
    let project = guide();
    project.write("values/clinic.toml", "phone = \"0\"\n");
    project.write("content/tips/rest.md", page("Rest", "Call {{ clinic.phone }} now."));
    let mut preview = Preview::start(&project, &[]);
    let path = project.path("values/clinic.toml");
    for (number, (_, save)) in WAYS.iter().filter(|(what, _)| *what != "appended to").enumerate() {
        save(&path, &format!("phone = \"00{number}\"\n"));
        preview.wait_text("/tips/rest.html", &format!("Call 00{number} now."));
    }
    preview.assert_well();
}

#[test]
fn a_file_of_sources_saved_in_any_way_is_shown_at_once() {
    let project = guide();
    project.write("content/sources.bib", "@book{a, title = {Title}}\n");
    project.write("content/tips/rest.md", page("Rest", "Rest [@a]."));
    let mut preview = Preview::start(&project, &[]);
    let path = project.path("content/sources.bib");
    for (number, (_, save)) in WAYS.iter().filter(|(what, _)| *what != "appended to").enumerate() {
        save(&path, &format!("@book{{a, title = {{Title {number}}}}}\n"));
        preview.wait_text("/tips/rest.html", &format!("Title {number}"));
    }
    preview.assert_well();
}
