//! The events of an open page: only those that concern it, and in time.

use std::time::Duration;

use super::{guide, page, picture, themed_guide};
use crate::harness::preview::Preview;

#[test]
fn an_edit_of_another_page_does_not_reload_this_one() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    let (mut events, first) = preview.open("/tips/rest.html").first();
    assert_eq!(first["text"], *preview.get("/tips/rest.html").tag("text"));
    assert_eq!(first["versions"], *preview.get("/tips/rest.html").tag("versions"));
    for number in 0..5 {
        let text = format!("Drink {number} glasses.");
        project.write("content/tips/water.md", page("Water", &text));
        preview.wait_text("/tips/water.html", &text);
    }
    // The next event of this page is its own edit.
    project.write("content/tips/rest.md", page("Rest", "Rest more.\n\n![A point](../point.png)"));
    let next = events.next();
    assert_ne!(next["text"], first["text"]);
    assert_eq!(next["text"], *preview.get("/tips/rest.html").tag("text"));
    assert_eq!(events.next_within(Duration::from_millis(500)), None);
}

#[test]
fn a_guide_at_rest_is_quiet() {
    // A folder without a landing page gets a synthetic one, which must not look new each time.
    let project = guide();
    std::fs::remove_file(project.path("content/tips/index.md")).expect("there");
    let preview = Preview::start(&project, &["--poll"]);
    let mut events = preview.open("/tips/index.html");
    events.next();
    assert_eq!(events.next_within(Duration::from_millis(1500)), None);
    assert!(!preview.said().contains("changed"), "{}", preview.said());
}

#[test]
fn each_open_page_hears_of_its_own_picture_and_of_no_other() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    let (mut rest, before) = preview.open("/tips/rest.html").first();
    let (mut water, _) = preview.open("/tips/water.html").first();
    project.write("content/point.png", picture("new"));
    let event = rest.next();
    assert_eq!(event["text"], before["text"]);
    let image = event["resources"].as_array().and_then(|it| it.last()).expect("a picture");
    assert_eq!(image["href"], "../point.png");
    assert_ne!(
        image["version"],
        before["resources"].as_array().and_then(|it| it.last()).expect("it")["version"]
    );
    // A browser requests the image with its version, and gets the new one.
    let target = format!("/point.png?v={}", image["version"].as_str().expect("text"));
    assert_eq!(preview.get(&target).body, picture("new"));
    assert_eq!(water.next_within(Duration::from_millis(300)), None);
}

#[test]
fn a_name_that_other_pages_show_reloads_them() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    let (mut events, first) = preview.open("/tips/rest.html").first();
    project.write("content/tips/water.md", page("Pure water", "Drink water."));
    let event = events.next();
    assert_ne!(event["text"], first["text"]);
    assert!(preview.get("/tips/rest.html").text().contains("Pure water"));
}

#[test]
fn what_is_undone_is_told_too() {
    let project = themed_guide();
    let preview = Preview::start(&project, &[]);
    let (mut events, first) = preview.open("/").first();
    let old = std::fs::read_to_string(project.path("content/index.md")).expect("a page");
    project.write("content/index.md", page("Home", "Elsewhere."));
    assert_ne!(events.next()["text"], first["text"]);
    project.write("content/index.md", old);
    assert_eq!(events.next(), first);
}

#[test]
fn a_page_that_comes_to_be_is_told_to_whoever_waits_for_it() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    let missing = preview.get("/tips/walk.html");
    let (mut events, first) = preview.listen(&missing.tag("token"), &missing.tag("page")).first();
    assert_eq!((missing.status, &first["text"]), (404, &missing.tag("text").into()));
    project.write("content/tips/walk.md", page("Walk", "Walk a bit."));
    assert_ne!(events.next()["text"], first["text"]);
    assert_eq!(preview.get("/tips/walk.html").status, 200);
}

#[test]
fn following_leads_to_the_page_that_was_edited() {
    let project = guide();
    let preview = Preview::start(&project, &["--follow"]);
    let (mut events, first) = preview.open("/").first();
    assert_eq!(first.get("follow"), None);
    project.write("content/tips/water.md", page("Water", "Drink more."));
    assert_eq!(events.next()["follow"], "tips/water.html");
    // A page that is opened later stays where its reader went.
    assert_eq!(preview.open("/tips/rest.html").next().get("follow"), None);
    project.write("content/tips/rest.md", page("Rest", "More rest."));
    assert_eq!(
        events.wait_for("the next page", |it| it["follow"] != "tips/water.html")["follow"],
        "tips/rest.html"
    );
    // A change of many pages leads nowhere.
    project.write("site.toml", "title = \"Other guide\"\n");
    events.wait_for("no page", |it| it.get("follow").is_none());
    preview.wait_text("/", "Other guide");
}

#[test]
fn without_following_no_page_is_led_elsewhere() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    let (mut events, _) = preview.open("/tips/rest.html").first();
    project.write("content/tips/rest.md", page("Rest", "More rest."));
    assert_eq!(events.next().get("follow"), None);
}
