//! Rendering one output of a site.

use insta::assert_snapshot;

use crate::harness::memory::Guide;

const HOME: (&str, &str) = ("content/index.md", "# Home\n\nThe [loop](knots/bowline.md).\n");
const BOWLINE: (&str, &str) =
    ("content/knots/bowline.md", "---\ntitle: Bowline\nreviewed: 2026-03-01\n---\n\nA loop that *holds*.\n");
const ADDRESS: (&str, &str) = ("site.toml", "title = \"Knots\"\nurl = \"https://knots.example/guide\"\n");

#[test]
fn a_page_is_rendered_in_its_theme() {
    let guide = Guide::bare([HOME, BOWLINE]);
    assert_snapshot!(guide.output("knots/bowline.html"), @r#"
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <title>Bowline</title>
    <link rel="stylesheet" href="../assets/style.ca3509c5.css">
    </head>
    <body>
    <main>
    <h1>Bowline</h1>
    <p>A loop that <em>holds</em>.</p>
    </main>
    </body>
    </html>
    "#);
}

#[test]
fn rendering_the_same_output_twice_gives_the_same_bytes() {
    let guide = Guide::new([HOME, BOWLINE, ADDRESS]);
    let texts = ["index.html", "knots/bowline.html", "404.html", "sitemap.xml", "feed.xml", "llms.txt"];
    for url in texts {
        assert_eq!(guide.output(url), guide.output(url), "{url}");
    }
}

#[test]
fn an_output_depends_on_no_other_one() {
    let files = [HOME, BOWLINE, ADDRESS];
    let (forwards, backwards) = (Guide::new(files), Guide::new(files));
    let mut urls = forwards.addresses();
    urls.retain(|url| url.ends_with("html") || url.ends_with("xml") || url.ends_with("txt"));
    let first: Vec<String> = urls.iter().map(|url| forwards.output(url)).collect();
    let last: Vec<String> = urls.iter().rev().map(|url| backwards.output(url)).collect();
    assert!(first.iter().eq(last.iter().rev()));
}

#[test]
fn the_markdown_of_a_page_leads_to_the_markdown_of_others() {
    let guide = Guide::bare([HOME, ("content/knots/bowline.md", "# Bowline\n\n[Home](../index.md)\n")]);
    assert_snapshot!(guide.output("knots/bowline.md"), @r"
    # Bowline

    [Home](../index.md)
    ");
}

#[test]
fn the_page_for_missing_addresses_works_at_any_depth() {
    let guide = Guide::bare([HOME, ADDRESS]);
    let page = guide.output("404.html");
    assert!(page.contains("href=\"/guide/assets/"), "{page}");
}

#[test]
fn the_sitemap_names_each_page_at_its_full_address() {
    let guide = Guide::bare([HOME, BOWLINE, ADDRESS]);
    assert_snapshot!(guide.output("sitemap.xml"), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc>https://knots.example/guide/</loc></url>
    <url><loc>https://knots.example/guide/knots/bowline.html</loc><lastmod>2026-03-01</lastmod></url>
    <url><loc>https://knots.example/guide/knots/</loc></url>
    </urlset>
    "#);
}

#[test]
fn a_redirect_is_a_page_with_a_link() {
    let guide = Guide::bare([HOME, ("content/new.md", "---\ntitle: New\naliases: [old/place.html]\n---\n")]);
    let page = guide.output("old/place.html");
    assert!(page.contains("<a href=\"../new.html\">"), "{page}");
    assert!(page.contains("http-equiv=\"refresh\""), "{page}");
}

#[test]
fn a_redirect_keeps_what_a_refresh_would_drop() {
    let guide = Guide::new([HOME, ("content/new.md", "---\ntitle: New\naliases: [old/place.html]\n---\n")]);
    let page = guide.output("old/place.html");
    assert!(page.contains("<script src=\"../assets/redirect."), "{page}");
    assert!(page.contains("data-to=\"../new.html\""), "{page}");
    assert!(
        page.contains("<link rel=\"icon\" href=\"../assets/favicon."),
        "no icon is looked for elsewhere: {page}"
    );
}

#[test]
fn what_a_theme_lacks_is_an_error_of_the_theme() {
    let guide =
        Guide::new([HOME, BOWLINE, ("themes/own/theme.toml", ""), ("site.toml", "theme = \"own\"\n")]);
    assert_eq!(guide.messages(), "", "an empty theme is the default theme");
    let broken = Guide::new([
        HOME,
        BOWLINE,
        ("themes/own/theme.toml", ""),
        ("themes/own/templates/page.html", "{{ page.titel }}\n"),
        ("site.toml", "theme = \"own\"\n"),
    ]);
    assert!(broken.messages().contains("themes/own/templates/page.html:1:"), "{}", broken.messages());
}
