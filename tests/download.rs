//! `download = true` under `[web]`: a ZIP file with the whole site, and a link to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::harness::archive::unpacked;
use crate::harness::dom::Document;
use crate::harness::memory::Guide;
use crate::harness::preview::Preview;
use crate::harness::{Project, links};

/// The settings of a guide with a ZIP file of itself.
const ON: &str = "title = \"Knots\"\nurl = \"https://example.org\"\n[web]\ndownload = true\n\
                  hosts = [\"netlify\", \"nginx\"]\n";

/// The link to the ZIP file on the home page.
const LINK: &str = "<a href=\"guide.zip\" type=\"application/zip\">Take this guide with you (ZIP file)</a>";

/// Returns an image that is large enough for smaller versions.
fn photo() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::RgbImage::from_fn(500, 60, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, 90]));
    image.write_to(&mut bytes, image::ImageFormat::Png).expect("an image");
    bytes.into_inner()
}

/// Returns a guide with an image, a section in a section, an old address, and files of its own.
fn guide(settings: &str) -> Project {
    let project = Project::with([
        ("site.toml", settings),
        ("content/index.md", "---\ntitle: Knots\n---\n\nStart with [a loop](loops/index.md).\n"),
        ("content/loops/index.md", "# Loops\n\nLoops hold.\n"),
        ("content/loops/fixed/index.md", "# Fixed loops\n\nThey do not slip.\n"),
        (
            "content/loops/fixed/bowline.md",
            "---\ntitle: The bowline\naliases: [old/bowline.html]\nreviewed: 2026-01-02\n---\n\n\
             ![A rope](../../rope.png)\n\n## Tie it\n\nSee [loops](../index.md) and [the steps](#tie-it).\n",
        ),
        ("content/größe.md", "# Größe\n\nLong enough.\n"),
        ("static/Caddyfile", "A file of the guide’s own.\n"),
        ("static/notes.txt", "Notes.\n"),
    ]);
    project.write("content/rope.png", photo());
    project
}

/// Builds a guide, and returns its site and what its ZIP file has.
fn built(project: &Project) -> (BTreeMap<String, Vec<u8>>, BTreeMap<String, Vec<u8>>) {
    project.build();
    let site = project.site();
    let files = unpacked(&site["guide.zip"]);
    (site, files)
}

fn text(files: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    String::from_utf8_lossy(&files[path]).into_owned()
}

#[test]
fn the_archive_has_what_readers_see_and_nothing_that_only_a_host_needs() {
    let (site, files) = built(&guide(ON));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<BTreeSet<String>>();
    let is_copy = |path: &&String| path.ends_with(".br") || path.ends_with(".gz");
    let (copies, absent): (Vec<_>, Vec<_>) =
        names(&site).difference(&names(&files)).cloned().partition(|path| is_copy(&path));
    assert!(!copies.is_empty(), "the hosts ask for compressed copies");
    assert_eq!(
        absent,
        [
            ".handout-manifest",
            ".nojekyll",
            "404.html",
            "_headers",
            "_redirects",
            "guide.zip",
            "nginx.conf",
            "robots.txt",
            "sitemap.xml"
        ]
    );
    assert_eq!(names(&files).difference(&names(&site)).count(), 0);
    for path in ["loops/fixed/bowline.html", "old/bowline.html", "rope.png", "notes.txt", "größe.html"] {
        assert!(files.contains_key(path), "{path}: {:?}", files.keys());
    }
    assert!(files.keys().any(|path| path.ends_with(".webp")), "{:?}", files.keys());
    assert!(files.keys().any(|path| path.starts_with("search/")), "{:?}", files.keys());
    // A file of the guide's own is one, whatever its name.
    assert!(files.contains_key("Caddyfile"));
    for (path, bytes) in &files {
        let has_link = text(&site, path).contains("guide.zip");
        assert!(has_link || site[path] == *bytes, "{path} differs");
    }
}

#[test]
fn every_link_of_the_unpacked_archive_leads_to_a_file_in_it() {
    let (_, files) = built(&guide(ON));
    let pages: BTreeMap<String, Document> = files
        .keys()
        .filter(|path| path.ends_with(".html"))
        .map(|path| (path.clone(), Document::parse(&text(&files, path))))
        .collect();
    let names: BTreeSet<String> = files.keys().cloned().collect();
    let mut followed = 0;
    for (name, page) in &pages {
        let sets = page
            .values("srcset")
            .flat_map(|set| set.split(','))
            .filter_map(|it| it.split_whitespace().next());
        for address in page.values("href").chain(page.values("src")).chain(sets) {
            if address.starts_with("https://") {
                continue;
            }
            followed += 1;
            assert_eq!(links::fault(&names, &pages, name, address), None, "{name}: {address}");
        }
    }
    assert!(followed > 100, "only {followed} addresses were found");
}

#[test]
fn every_page_of_the_site_links_to_the_archive_and_no_page_in_it_does() {
    let (site, files) = built(&guide(ON));
    assert!(text(&site, "index.html").contains(LINK), "{}", text(&site, "index.html"));
    assert!(text(&site, "loops/fixed/bowline.html").contains("href=\"../../guide.zip\""));
    for (path, bytes) in &files {
        assert!(!String::from_utf8_lossy(bytes).contains("guide.zip"), "{path} names the archive");
    }
    assert!(!text(&files, "index.html").contains("Take this guide with you"));
}

#[test]
fn the_same_guide_makes_the_same_archive_on_any_number_of_threads() {
    let (one, other) = (guide(ON), guide(ON));
    let (site, _) = built(&one);
    let run = other.command(&["build"]).env("RAYON_NUM_THREADS", "7").output().expect("runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(site["guide.zip"], other.site()["guide.zip"]);
    let again = one.build();
    assert!(again.stdout.contains(": no files written, "), "{}", again.stdout);
    one.write("content/loops/index.md", "# Loops\n\nLoops hold well.\n");
    assert_ne!(built(&one).0["guide.zip"], site["guide.zip"]);
}

#[test]
fn without_the_setting_there_is_no_archive_and_no_link() {
    let project = guide("title = \"Knots\"\n");
    project.build();
    let site = project.site();
    assert!(!site.contains_key("guide.zip"));
    assert!(!text(&site, "index.html").contains("guide.zip"));
    let own = Guide::new([("content/index.md", "# Home\n"), ("static/guide.zip", "mine")]);
    assert!(!own.messages().contains("error"), "{}", own.messages());
}

#[test]
fn a_file_with_the_name_of_the_archive_is_refused_with_the_setting_that_frees_the_name() {
    let files = [("content/index.md", "# Home\n"), ("site.toml", ON), ("static/guide.zip", "mine")];
    let said = Guide::new(files).messages();
    assert!(said.contains("error: `guide.zip` is the address of the ZIP file of the site"), "{said}");
    assert!(said.contains("--> static/guide.zip"), "{said}");
    assert!(said.contains("rename the file, or set `download = false` under [web] in site.toml"), "{said}");
}

#[test]
fn a_guides_own_page_for_missing_addresses_is_for_a_host() {
    let project = guide(ON);
    project.write("content/404.md", "# Lost\n\nNothing is here.\n");
    let (site, files) = built(&project);
    assert!(text(&site, "404.html").contains("Nothing is here"));
    assert!(!files.contains_key("404.html"));
}

#[test]
fn a_mistake_on_a_page_is_reported_once() {
    let project = guide(ON);
    project.write("themes/own/theme.toml", "extends = \"default\"\n");
    project.write("themes/own/templates/page.html", "{{ page.title | truncate(length=page.title) }}\n");
    project.write("site.toml", format!("theme = \"own\"\n{ON}"));
    let said = project.check_and_build();
    assert!(said.contains("1 error"), "{said}");
}

#[test]
fn the_preview_serves_the_archive_that_a_build_writes() {
    let project = guide(ON);
    let (site, _) = built(&project);
    let preview = Preview::start(&project, &[]);
    let answer = preview.get("/guide.zip");
    assert_eq!((answer.status, answer.field("Content-Type")), (200, Some("application/zip")));
    assert_eq!(answer.body, site["guide.zip"]);
    project.write("content/loops/index.md", "# Loops\n\nLoops hold well.\n");
    preview.wait_text("/loops/index.html", "Loops hold well.");
    let edited = unpacked(&preview.get("/guide.zip").body);
    assert!(text(&edited, "loops/index.html").contains("Loops hold well."));
}

#[cfg(feature = "pdf")]
#[test]
fn the_archive_has_the_pdfs_of_the_site_also_in_the_preview() {
    let project = guide(ON);
    let run = project.run_as_it_is(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let site = project.site();
    assert_eq!(unpacked(&site["guide.zip"])["guide.pdf"], site["guide.pdf"]);
    assert_eq!(Preview::with_pdfs(&project).get("/guide.zip").body, site["guide.zip"]);
}
