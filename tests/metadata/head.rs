//! The head of each page, as a browser parses it.

use crate::harness::Project;
use crate::harness::dom::{Document, Element};

/// Returns the value of a `<meta>` by its name or property; it must occur at most once.
fn meta(page: &Document, name: &str) -> Option<String> {
    let is_it = |it: &&Element| it.attribute("name").or(it.attribute("property")) == Some(name);
    let found: Vec<&Element> = page.named("meta").filter(is_it).collect();
    assert!(found.len() < 2, "{name} is there {} times", found.len());
    found.first().map(|it| it.attribute("content").expect("a meta has content").to_owned())
}

fn link(page: &Document, rel: &str, kind: Option<&str>) -> Option<String> {
    let is_it = |it: &&Element| it.attribute("rel") == Some(rel) && it.attribute("type") == kind;
    page.named("link").find(is_it).map(|it| it.attribute("href").expect("a link leads").to_owned())
}

/// Returns a guide with a page in a section, and this before the other lines of its settings.
fn guide(settings: &str) -> Project {
    let project = Project::with([
        ("content/index.md", "# Home\n\nThe home page says this.\n"),
        ("content/part/index.md", "# A part\n"),
        (
            "content/part/page.md",
            "---\ntitle: A \"page\" & more\nreviewed: 2026-01-02\nimage: photo.png\n---\nFirst *words* of the page.\n\n\
             ![What the photo shows](photo.png)\n",
        ),
        (
            "content/part/plain.md",
            "---\ntitle: Plain\nupdated: 2026-03-04\nreviewed: 2026-01-02\n---\nText.\n",
        ),
    ]);
    project.write("content/part/photo.png", PIXEL);
    project.write("content/cover.jpg", PIXEL);
    project.write("site.toml", format!("title = \"The <guide>\"\nlanguage = \"en-GB\"\n{settings}"));
    project
}

/// A PNG of one pixel.
const PIXEL: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 58,
    126, 155, 85, 0, 0, 0, 10, 73, 68, 65, 84, 120, 156, 99, 96, 0, 0, 0, 2, 0, 1, 72, 175, 164, 113, 0, 0,
    0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
];

fn page(project: &Project, path: &str) -> Document {
    Document::parse(&project.built(path))
}

#[test]
fn a_page_says_what_it_is_to_those_who_share_it() {
    for base in ["https://example.org", "https://example.org/a/b"] {
        let project = guide(&format!("url = \"{base}/\"\n"));
        project.build();
        let it = page(&project, "part/page.html");
        let address = format!("{base}/part/page.html");
        for (name, value) in [
            ("og:site_name", "The <guide>"),
            ("og:type", "article"),
            ("og:title", "A \"page\" & more"),
            ("og:description", "First words of the page."),
            ("description", "First words of the page."),
            ("og:url", &address),
            ("og:locale", "en_GB"),
            ("og:image", &format!("{base}/part/photo.png")),
            ("og:image:alt", "What the photo shows"),
            ("twitter:card", "summary_large_image"),
            ("twitter:image:alt", "What the photo shows"),
            ("article:modified_time", "2026-01-02"),
        ] {
            assert_eq!(meta(&it, name).as_deref(), Some(value), "{name} at {base}");
        }
        assert_eq!(link(&it, "canonical", None).as_deref(), Some(address.as_str()));
        let atom = link(&it, "alternate", Some("application/atom+xml"));
        assert_eq!(atom.as_deref(), Some("../feed.xml"));
        assert_eq!(link(&it, "alternate", Some("text/markdown")).as_deref(), Some("page.md"));
        let plain = page(&project, "part/plain.html");
        assert_eq!(meta(&plain, "og:image"), None);
        assert_eq!(meta(&plain, "twitter:card").as_deref(), Some("summary"));
        assert_eq!(meta(&plain, "article:modified_time").as_deref(), Some("2026-03-04"));
        let home = page(&project, "index.html");
        assert_eq!(meta(&home, "og:type").as_deref(), Some("website"));
        assert_eq!(meta(&home, "og:title").as_deref(), Some("The <guide>"));
        assert_eq!(meta(&home, "og:url"), Some(format!("{base}/")));
    }
}

#[test]
fn a_shared_image_has_its_words_from_wherever_the_page_shows_it() {
    for text in [
        "## ![The photo](photo.png) of it",
        "H~![The photo](photo.png)~",
        "<div>\n\n![The photo](photo.png)\n\n</div>",
    ] {
        let project = guide("url = \"https://example.org\"\n");
        project
            .write("content/part/page.md", format!("---\ntitle: A page\nimage: photo.png\n---\n\n{text}\n"));
        project.build();
        let page = page(&project, "part/page.html");
        assert_eq!(meta(&page, "og:image:alt").as_deref(), Some("The photo"), "{text}");
    }
}

#[test]
fn without_an_address_nothing_is_said_that_needs_one() {
    let project = guide("");
    project.build();
    let it = page(&project, "part/page.html");
    for name in ["og:url", "og:image", "og:image:alt"] {
        assert_eq!(meta(&it, name), None, "{name}");
    }
    assert_eq!(
        (link(&it, "canonical", None), link(&it, "alternate", Some("application/atom+xml"))),
        (None, None)
    );
    assert_eq!(meta(&it, "og:title").as_deref(), Some("A \"page\" & more"));
    assert!(!project.path("public/feed.xml").exists());
}

#[test]
fn a_page_without_a_picture_shows_that_of_the_guide() {
    let project =
        guide("url = \"https://example.org\"\n[web]\nimage = \"cover.jpg\"\nimage_alt = \"The cover\"\n");
    project.build();
    let plain = page(&project, "part/plain.html");
    assert_eq!(meta(&plain, "og:image").as_deref(), Some("https://example.org/cover.jpg"));
    assert_eq!(meta(&plain, "og:image:alt").as_deref(), Some("The cover"));
    let own = page(&project, "part/page.html");
    assert_eq!(meta(&own, "og:image").as_deref(), Some("https://example.org/part/photo.png"));
}

#[test]
fn a_picture_that_nobody_could_show_is_told_with_its_place() {
    let project = guide("[web]\nimage = \"cover.jpeg\"\nhow_to = [\"procedur\"]\n");
    project.write("content/drawing.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    project.write("content/one.md", "---\ntitle: One\nimage: drawing.svg\n---\nText.\n");
    project.write("content/two.md", "---\ntitle: Two\nimage: part/foto.png\n---\nText.\n");
    let said = project.build_fails();
    for wanted in [
        "there is no image `cover.jpeg`",
        "did you mean `cover.jpg`?",
        "the theme has no kind of page `procedur`",
        "did you mean `procedure`?",
        "`drawing.svg` is not an image that other programs can show",
        "name a PNG, JPEG, WebP or GIF file of the guide",
        "there is no image `part/foto.png`",
        "did you mean `part/photo.png`?",
        "content/two.md:3:8",
        "site.toml:4:9",
    ] {
        assert!(said.contains(wanted), "{wanted}\n{said}");
    }
}

#[test]
fn a_print_page_is_found_as_what_it_prints_and_a_missing_page_is_not_found() {
    let project = guide("url = \"https://example.org/g\"\n");
    project.build();
    let print = page(&project, "part/print.html");
    assert_eq!(link(&print, "canonical", None).as_deref(), Some("https://example.org/g/part/"));
    assert_eq!(meta(&print, "robots"), None);
    assert!(!project.built("sitemap.xml").contains("print.html"));
    let missing = page(&project, "404.html");
    assert_eq!(meta(&missing, "robots").as_deref(), Some("noindex"));
    assert_eq!((link(&missing, "canonical", None), meta(&missing, "og:url")), (None, None));
    assert!(!missing.values("type").any(|it| it == "application/ld+json"));
}

#[test]
fn a_page_in_another_language_says_so_wherever_it_is_told() {
    let project = guide("url = \"https://example.org\"\n");
    project.write(
        "content/part/warm.md",
        "---\ntitle: Wärme\nlanguage: de-AT\nreviewed: 2026-05-06\n---\nWärme hilft.\n",
    );
    project.build();
    let warm = page(&project, "part/warm.html");
    assert_eq!(warm.named("html").next().and_then(|it| it.attribute("lang")), Some("de-AT"));
    assert_eq!(meta(&warm, "og:locale").as_deref(), Some("de_AT"));
    assert_eq!(meta(&page(&project, "part/plain.html"), "og:locale").as_deref(), Some("en_GB"));
    assert!(project.built("part/warm.html").contains(r#""inLanguage":"de-AT""#));
    assert!(project.built("part/plain.html").contains(r#""inLanguage":"en-GB""#));
    let feed = project.built("feed.xml");
    let of = |title: &str| feed.split("<entry").find(|it| it.contains(title)).expect("an entry");
    assert!(of("Wärme").starts_with(" xml:lang=\"de-AT\">"), "{feed}");
    assert!(of("Plain").starts_with('>'), "{feed}");
}
