//! The feed as a feed reader parses it, the sitemap as a crawler does, and the place of `robots.txt`.

use std::fmt::Write as _;
use std::str::FromStr;

use atom_syndication::Feed;
use handout::outputs::{self, Context, Made, Rendered};
use handout::site::Output;
use handout::snapshot::{Options, Snapshot};

use crate::harness::Project;

/// Returns a guide whose pages changed on the given days.
fn guide(settings: &str, days: &[(&str, &str)]) -> Project {
    let project =
        Project::with([("content/index.md", "---\ntitle: Home\n---\nWelcome.\n"), ("site.toml", settings)]);
    for (name, front) in days {
        project.write(
            &format!("content/{name}.md"),
            format!("---\ntitle: Page {name}\n{front}\n---\nAbout {name}.\n"),
        );
    }
    project
}

fn feed(project: &Project) -> Feed {
    Feed::from_str(&project.built("feed.xml")).expect("a feed")
}

#[test]
fn the_feed_has_the_changed_pages_newest_first() {
    let settings = "title = \"A guide\"\nauthor = \"We\"\nurl = \"https://example.org/g\"\n";
    let project = guide(
        settings,
        &[
            ("old", "reviewed: 2025-01-01"),
            ("updated", "reviewed: 2025-01-01\nupdated: 2026-02-03\ntags: [one, two]"),
            ("reviewed", "reviewed: 2026-01-01\nupdated: 2024-01-01"),
            ("undated", "order: 1"),
            ("draft", "reviewed: 2026-05-05\ndraft: true"),
        ],
    );
    project.build();
    let feed = feed(&project);
    assert_eq!(feed.title().as_str(), "A guide");
    assert_eq!(feed.id(), "https://example.org/g/feed.xml");
    assert_eq!(feed.updated().to_rfc3339(), "2026-02-03T00:00:00+00:00");
    assert_eq!(feed.authors()[0].name(), "We");
    let own = feed.links().iter().find(|link| link.rel() == "self").expect("a feed says where it is");
    assert_eq!(own.href(), "https://example.org/g/feed.xml");
    let entries: Vec<(&str, String)> =
        feed.entries().iter().map(|it| (it.title().as_str(), it.updated().to_rfc3339())).collect();
    let day = |day: &str| format!("{day}T00:00:00+00:00");
    assert_eq!(
        entries,
        [
            ("Page updated", day("2026-02-03")),
            ("Page reviewed", day("2026-01-01")),
            ("Page old", day("2025-01-01"))
        ]
    );
    let newest = &feed.entries()[0];
    assert_eq!(newest.id(), "https://example.org/g/updated.html");
    assert_eq!(newest.links()[0].href(), newest.id());
    assert_eq!(newest.summary().expect("a summary").as_str(), "About updated.");
    assert_eq!(
        newest.categories().iter().map(atom_syndication::Category::term).collect::<Vec<_>>(),
        ["one", "two"]
    );
}

#[test]
fn hostile_text_stays_text_in_the_feed() {
    let hostile = "</title><script>&amp;]]>\"'\u{fffe}\u{7}";
    let settings = "title = \"</feed> & co\"\nurl = \"https://example.org\"\n";
    let project = guide(settings, &[]);
    project.write(
        "content/a&b.md",
        format!("---\nreviewed: 2026-01-01\n---\n# x {}\n", hostile.replace('<', "\\<")),
    );
    project.build();
    let feed = feed(&project);
    assert_eq!((feed.title().as_str(), feed.authors()[0].name()), ("</feed> & co", "</feed> & co"));
    let entry = &feed.entries()[0];
    assert!(entry.title().as_str().starts_with("x </title><script>&]]>"), "{:?}", entry.title());
    assert_eq!(entry.id(), "https://example.org/a&b.html");
    roxmltree::Document::parse(&project.built("feed.xml")).expect("XML");
}

#[test]
fn a_long_feed_is_cut_and_every_id_in_it_is_there_once() {
    let project = guide("title = \"A guide\"\nurl = \"https://example.org\"\n", &[]);
    project.write("content/index.md", "---\ntitle: Home\nreviewed: 2026-06-01\n---\nWelcome.\n");
    for at in 0..60 {
        let day = at % 28 + 1;
        project.write(
            &format!("content/p{at}.md"),
            format!("---\ntitle: P{at}\nreviewed: 2026-01-{day:02}\n---\n"),
        );
    }
    project.build();
    let feed = feed(&project);
    assert_eq!(feed.entries().len(), 50);
    let mut ids: Vec<&str> =
        feed.entries().iter().map(atom_syndication::Entry::id).chain([feed.id()]).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 51);
}

#[test]
fn a_guide_without_days_or_without_a_wish_for_it_has_no_feed() {
    let dated = [("a", "reviewed: 2026-01-01")];
    for (settings, pages) in [
        ("url = \"https://example.org\"\n", &[][..]),
        ("url = \"https://example.org\"\n[web]\nfeed = false\n", &dated[..]),
        ("title = \"x\"\n", &dated[..]),
    ] {
        let project = guide(settings, pages);
        project.build();
        assert!(!project.path("public/feed.xml").exists(), "{settings}");
        assert!(!project.built("index.html").contains("atom+xml"), "{settings}");
    }
}

#[test]
fn a_list_of_what_crawlers_may_do_is_only_where_they_look_for_it() {
    for (url, there) in [
        ("https://example.org", true),
        ("https://example.org/", true),
        ("https://example.org:8080", true),
        ("https://example.org/guide", false),
    ] {
        let project = guide(&format!("url = \"{url}\"\n"), &[]);
        project.build();
        assert_eq!(project.path("public/robots.txt").exists(), there, "{url}");
        assert!(project.path("public/sitemap.xml").exists(), "{url}");
    }
}

/// Returns the text of a generated output.
fn made(now: &Snapshot, url: &str) -> String {
    let (url, output) =
        now.site.routes.iter().find(|(it, _)| it.as_str() == url).unwrap_or_else(|| panic!("no {url}"));
    match outputs::render(Context::new(now, &Made::default()), url, output).expect("it is made") {
        Rendered::Made(bytes) => String::from_utf8(bytes).expect("text"),
        other => panic!("{other:?}"),
    }
}

/// Returns the addresses in a sitemap or in an index of sitemaps.
fn addresses(xml: &str, root: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(xml).expect("XML");
    assert_eq!(document.root_element().tag_name().name(), root);
    assert_eq!(
        document.root_element().tag_name().namespace(),
        Some("http://www.sitemaps.org/schemas/sitemap/0.9")
    );
    let places = document
        .descendants()
        .filter(|it| it.has_tag_name(("http://www.sitemaps.org/schemas/sitemap/0.9", "loc")));
    places.filter_map(|it| it.text().map(str::to_owned)).collect()
}

#[test]
fn a_sitemap_of_too_many_addresses_is_cut_in_parts() {
    const PAGES: usize = 50_001;
    let project = guide("url = \"https://example.org/g\"\n", &[]);
    for at in 1..PAGES {
        project.write(&format!("content/{}/page-{at}.md", at % 100), "# A\n");
    }
    let options = Options { root: project.root().to_owned(), ..Options::default() };
    let now = Snapshot::take(&options, None).expect("a guide");
    let parts = addresses(&made(&now, "sitemap.xml"), "sitemapindex");
    assert_eq!(parts, ["https://example.org/g/sitemap-1.xml", "https://example.org/g/sitemap-2.xml"]);
    let pages = now.site.routes.values().filter(|it| matches!(it, Output::Page(_))).count();
    assert!(pages >= PAGES, "{pages}");
    let first = addresses(&made(&now, "sitemap-1.xml"), "urlset");
    let second = addresses(&made(&now, "sitemap-2.xml"), "urlset");
    assert_eq!(first.len(), 50_000);
    let mut all: Vec<String> = first.into_iter().chain(second).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), pages, "every page is in one of the parts");
    // The list for language models is always read as a whole.
    let mut listed = String::new();
    let _ = write!(listed, "{}", made(&now, "llms.txt"));
    assert!(listed.lines().count() < 1200, "{} lines", listed.lines().count());
}
