//! Names of files: in which form they are compared, which of them cannot be saved everywhere, and what a few of them mean.

use crate::harness::memory::Guide;
use crate::harness::{Project, dom::Document};

const HOME: (&str, &str) = ("content/index.md", "# Home\n");

/// `Übung` and `café` as some systems and archives write them: each letter, then its mark.
const NFD_UBUNG: &str = "U\u{308}bung";
const NFC_UBUNG: &str = "\u{DC}bung";

#[test]
fn a_name_in_one_form_of_unicode_is_found_by_the_other() {
    for (on_disk, written) in [(NFD_UBUNG, NFC_UBUNG), (NFC_UBUNG, NFD_UBUNG)] {
        let config = format!(
            "sources = \"{written}/{written}.md\"\n[web]\nimage = \"{written}/{written}.png\"\n\
             [[nav]]\npage = \"{written}/{written}.md\"\n[[nav]]\npage = \"{written}\"\n"
        );
        let page = format!(
            "---\ntitle: Home\nimage: {written}/{written}.png\naliases: [alt/{written}.html]\n---\n\n\
             [a]({written}/{written}.md#{}) [b](<{written}/>) [c]({}/{}.md)\n\n![d]({written}/{written}.png)\n",
            written.to_lowercase(),
            percent(written),
            percent(written),
        );
        let project = Project::with([("site.toml", config.as_str()), ("content/index.md", page.as_str())]);
        project.write(&format!("content/{on_disk}/{on_disk}.md"), format!("# U\n\n## {on_disk}\n"));
        project.write(&format!("content/{on_disk}/{on_disk}.png"), PNG);
        project.write(&format!("static/{on_disk}.txt"), "x");
        let run = project.build();
        assert!(!run.stderr.contains("error") && !run.stderr.contains("warning"), "{}", run.stderr);
        let site = project.site();
        for path in ["Übung/Übung.html", "Übung/Übung.png", "Übung.txt", "alt/Übung.html"] {
            assert!(site.contains_key(path), "{path} is in the site in NFC");
        }
        let home = Document::parse(&project.built("index.html"));
        let links = home.values("href").filter(|href| href.starts_with("%C3%9Cbung/")).count();
        assert!(links >= 4, "{}", project.built("index.html"));
    }
}

/// Percent-encodes every byte that is not ASCII.
fn percent(text: &str) -> String {
    let byte = |b: u8| if b.is_ascii() { char::from(b).to_string() } else { format!("%{b:02X}") };
    text.bytes().map(byte).collect()
}

/// An image of one pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0,
    1, 8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9C, 0x63, 0x60, 0,
    0, 0, 2, 0, 1, 0x48, 0xAF, 0xA4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xAE, 0x42, 0x60, 0x82,
];

#[test]
fn the_content_folder_is_found_in_either_form() {
    let project = Project::with([(
        "site.toml",
        format!("content = \"{NFC_UBUNG}\"\nignore = [\"{NFC_UBUNG}.md\"]\n").as_str(),
    )]);
    project.write(&format!("{NFD_UBUNG}/index.md"), "# Home\n");
    project.write(&format!("{NFD_UBUNG}/{NFD_UBUNG}.md"), "# Left out\n");
    project.build();
    assert!(project.built("index.html").contains("Home"));
    assert!(!project.site().contains_key("Übung.html"), "a pattern matches in either form");
}

#[test]
fn two_names_that_look_the_same_are_refused() {
    for folder in ["content", "static"] {
        for ending in ["md", "txt"] {
            let project = Project::with([HOME]);
            project.write(&format!("{folder}/cafe\u{301}.{ending}"), "# A\n");
            project.write(&format!("{folder}/caf\u{E9}.{ending}"), "# B\n");
            let said = project.build_fails();
            assert!(said.contains("two files have the name `café"), "{said}");
            assert!(said.contains("in different Unicode forms"), "{said}");
        }
    }
}

#[test]
fn names_that_cannot_be_saved_everywhere_are_a_warning() {
    let bad = [
        ("content/con.md", "is reserved on Windows"),
        ("content/AUX.md", "is reserved on Windows"),
        ("content/lpt1.tar.txt", "is reserved on Windows"),
        ("static/nul", "is reserved on Windows"),
        ("content/a:b.md", "contains `:`"),
        ("content/*.md", "contains `*`"),
        ("content/what?.md", "contains `?`"),
        ("content/a<b>.md", "contains `<`"),
        ("content/a|b.txt", "contains `|`"),
        ("content/a\"b.txt", "contains `\"`"),
        ("content/a\\b.txt", "contains `\\`"),
        ("content/end./a.md", "ends with a dot"),
        ("static/end ", "ends with a space"),
    ];
    for (path, why) in bad {
        let guide = Guide::bare([HOME, (path, "# A\n")]);
        let said = guide.messages();
        let about = said.lines().filter(|line| line.starts_with("warning: the name") && line.contains(why));
        assert_eq!(about.count(), 1, "{path}: {said}");
        assert!(said.contains("help: "), "{path}: {said}");
    }
    for path in
        ["content/console.md", "content/com.md", "content/lpt10.md", "content/a.b.md", "content/ü – 1.md"]
    {
        let guide = Guide::bare([HOME, (path, "# A\n")]);
        assert_eq!(guide.messages(), "", "{path}");
    }
    let many = Guide::bare([HOME, ("content/aux/a.md", "# A\n"), ("content/aux/b.md", "# B\n")]);
    assert_eq!(
        many.messages().matches("warning").count(),
        1,
        "a folder is reported once: {}",
        many.messages()
    );
    let alias = Guide::bare([("content/index.md", "---\ntitle: H\naliases: [\"a*b.html\"]\n---\n")]);
    assert!(alias.messages().contains("contains `*`"), "{}", alias.messages());
}

#[test]
fn pages_come_by_the_rules_of_the_language() {
    let pages = |language: &'static str| {
        let config: &'static str = format!("language = \"{language}\"\n").leak();
        let mut files = vec![HOME, ("site.toml", config)];
        files.extend([
            ("content/zebra.md", "# zebra\n"),
            ("content/Äpfel.md", "# Äpfel\n"),
            ("content/Apfel.md", "# Apfel\n"),
            ("content/apfelmus.md", "# apfelmus\n"),
            ("content/page-10.md", "# page-10\n"),
            ("content/page-2.md", "# page-2\n"),
            ("content/öl.md", "# öl\n"),
        ]);
        Guide::bare(files)
    };
    assert_eq!(pages("de").order()[1..], ["Apfel", "Äpfel", "apfelmus", "öl", "page-2", "page-10", "zebra"]);
    assert_eq!(pages("sv").order()[1..], ["Apfel", "apfelmus", "page-2", "page-10", "zebra", "Äpfel", "öl"]);
}

#[test]
fn the_index_has_the_letters_of_the_language_in_its_order() {
    let letters = |language: &'static str| {
        let config: &'static str = format!("language = \"{language}\"\n").leak();
        let guide = Guide::new([
            ("content/index.md", "# Index\n"),
            ("site.toml", config),
            ("content/a.md", "# Ångström\n"),
            ("content/b.md", "# Zebra\n"),
            ("content/c.md", "# Angst\n"),
            ("content/d.md", "# Step 10\n"),
            ("content/e.md", "# Step 9\n"),
        ]);
        let html = guide.output("a-z.html");
        let page = Document::parse(&html);
        let ids: Vec<String> =
            page.values("id").filter_map(|id| id.strip_prefix("letter--")).map(str::to_owned).collect();
        let list = html.split("a-to-z-entries").skip(1).collect::<String>();
        assert!(list.find("Step 9").expect("there") < list.find("Step 10").expect("there"), "{list}");
        ids
    };
    assert_eq!(letters("en"), ["a", "i", "s", "z"]);
    assert_eq!(letters("sv"), ["a", "i", "s", "z", "å"]);
}

#[test]
fn a_readme_is_the_first_page_of_a_folder_without_one() {
    for name in ["README.md", "readme.md", "Readme.md"] {
        let (top, below) = (format!("content/{name}"), format!("content/sub/{name}"));
        let guide = Guide::bare([
            (top.as_str(), "# Read me\n\n[sub](sub/) [file](sub/README.md) [index](sub/index.md)\n"),
            (below.as_str(), "# Sub\n\n[up](../README.md)\n"),
            ("content/sub/x.md", "# X\n"),
        ]);
        assert_eq!(guide.messages(), "", "{name}");
        assert_eq!(guide.order(), ["Read me", "Sub", "X"], "{name}");
        let addresses = guide.addresses();
        assert!(addresses.contains(&"index.html") && addresses.contains(&"sub/index.html"), "{addresses:?}");
        assert!(!addresses.iter().any(|it| it.to_lowercase().contains("readme")), "{addresses:?}");
        assert!(guide.output("index.html").matches("href=\"sub/index.html\"").count() >= 3);
    }
}

#[test]
fn a_readme_beside_an_index_is_a_page_like_any_other() {
    let guide = Guide::bare([HOME, ("content/README.md", "# About the files\n")]);
    assert_eq!(guide.messages(), "");
    assert_eq!(guide.order(), ["Home", "About the files"]);
    assert!(guide.addresses().contains(&"README.html"));
}

#[test]
fn a_readme_on_disk_is_reported_by_its_own_name_and_followed_by_the_preview() {
    let project = Project::with([("content/sub/README.md", "# Sub\n\n[gone](gone.md)\n")]);
    let said = project.build_fails();
    assert!(said.contains("content/sub/README.md:3:8"), "{said}");
    project.write("content/sub/README.md", "# Sub\n");
    project.build();
    assert!(project.built("sub/index.html").contains("Sub"));
}

/// Returns a guide with a page for missing addresses of its own.
fn with_not_found() -> Guide {
    let page = "---\ntitle: Not here\nreviewed: 2026-01-02\n---\n\n[Home](index.md) [Step](part/step.md#deep)\n\n\
                ![A](part/a.svg)\n\n## Deep words\n";
    Guide::new([
        ("content/index.md", "---\ntitle: Home\nreviewed: 2026-01-02\n---\n"),
        ("content/404.md", page),
        ("content/part/404.md", page.replace("part/", "").replace("index.md", "../index.md").leak()),
        ("content/part/step.md", "# Step\n\n## Deep\n"),
        ("content/part/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>"),
        (
            "site.toml",
            "url = \"https://example.org/g\"\n[print]\npdf = [\"guide\", \"sections\", \"pages\"]\n",
        ),
    ])
}

#[test]
fn a_page_for_missing_addresses_works_at_any_depth() {
    let guide = with_not_found();
    assert_eq!(guide.messages(), "");
    for url in ["404.html", "part/404.html"] {
        let html = guide.output(url);
        let page = Document::parse(&html);
        let addresses = page.values("href").chain(page.values("src"));
        for address in addresses.filter(|it| !it.starts_with('#')) {
            assert!(address.starts_with("/g/") || address.starts_with("https://"), "{url}: {address}");
        }
        assert!(html.contains("href=\"/g/part/step.html#deep\""), "{url}: {html}");
        assert!(html.contains("src=\"/g/part/a.svg\""), "{url}: {html}");
        assert!(html.contains("noindex"), "{url}: {html}");
        assert!(!html.contains("rel=\"canonical\""), "{url}");
    }
}

#[test]
fn a_page_for_missing_addresses_is_in_no_list() {
    let guide = with_not_found();
    assert_eq!(guide.order(), ["Home", "Part", "Step"]);
    for url in ["sitemap.xml", "feed.xml", "llms.txt", "print.html", "part/print.html", "a-z.html"] {
        let text = guide.output(url);
        assert!(!text.contains("Not here") && !text.contains("404"), "{url}: {text}");
    }
    let addresses = guide.addresses();
    assert!(!addresses.iter().any(|it| *it == "404.md" || *it == "404.pdf"), "{addresses:?}");
    let everything = guide.site().routes.keys().filter(|it| it.as_str().starts_with("search/"));
    let found: String = everything.map(|it| guide.output(it.as_str())).collect();
    assert!(!found.contains("Not here"), "the search does not find it");
}

#[test]
fn a_page_for_missing_addresses_cannot_be_put_into_the_navigation() {
    let nav = "[[nav]]\npage = \"404.md\"\n";
    let guide = Guide::bare([HOME, ("content/404.md", "# Not here\n"), ("site.toml", nav)]);
    let said = guide.messages();
    assert!(
        said.contains("error: the page `404.md` in the navigation is shown for missing addresses"),
        "{said}"
    );
}

#[test]
fn the_preview_shows_the_guides_own_page_for_a_missing_address() {
    let project = Project::with([HOME, ("content/404.md", "# Not here at all\n")]);
    let preview = crate::harness::preview::Preview::start(&project, &[]);
    let answer = preview.get("/deep/down/missing.html");
    assert_eq!(answer.status, 404);
    let html = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(html.contains("Not here at all"), "{html}");
    assert!(html.contains("href=\"/assets/"), "its addresses begin at the root: {html}");
}

#[test]
fn a_file_in_the_place_of_an_output_is_refused_and_both_are_named() {
    let url = "url = \"https://example.org\"\n";
    let reviewed = ("content/dated.md", "---\ntitle: D\nreviewed: 2026-01-02\n---\n");
    let cases = [
        ("content/print.md", "print.html", "the print page"),
        ("static/Print.html", "Print.html", "the print page"),
        ("content/part/print.md", "part/print.html", "the print page"),
        ("content/a-z.md", "a-z.html", "the A–Z page"),
        ("static/sitemap.xml", "sitemap.xml", "the sitemap"),
        ("static/feed.xml", "feed.xml", "the feed"),
        ("static/dated.md", "dated.md", "the Markdown copy"),
        ("static/search/en/index.js", "search/en/index.js", "the search"),
    ];
    for (path, address, what) in cases {
        let files = [HOME, ("content/part/a.md", "# A\n"), reviewed, ("site.toml", url), (path, "# Mine\n")];
        let said = Guide::new(files).messages();
        assert!(said.contains(&format!("error: `{address}` is the address of {what}")), "{path}: {said}");
        assert!(said.contains(&format!("--> {path}")) && said.contains("help: "), "{path}: {said}");
    }
    let alias = ("content/old.md", "---\ntitle: O\naliases: [print.html]\n---\n");
    let said = Guide::new([HOME, alias]).messages();
    assert!(said.contains("error: `print.html` is the address of the print page"), "{said}");
    for (path, below) in [("static/assets", "assets/"), ("static/search", "search/")] {
        let said = Guide::new([HOME, (path, "x")]).messages();
        assert!(
            said.contains(&format!("is a file, and the site has files below `{below}`")),
            "{path}: {said}"
        );
    }
    let asset = Guide::new([HOME]);
    let asset = asset
        .site()
        .routes
        .keys()
        .find(|it| it.as_str().starts_with("assets/"))
        .expect("an asset")
        .to_string();
    let said = Guide::new([HOME, (format!("static/{asset}").as_str(), "x")]).messages();
    assert!(said.contains("is reserved for the theme"), "{said}");
}

#[test]
fn a_file_replaces_what_a_guide_may_bring_itself() {
    let own = ["robots.txt", "favicon.ico", "apple-touch-icon.png", "404.html", "llms.txt", ".nojekyll"];
    for name in own {
        let path = format!("static/{name}");
        let guide = Guide::new([HOME, ("site.toml", "url = \"https://example.org\"\n"), (&path, "mine")]);
        assert!(!guide.messages().contains("error"), "{name}: {}", guide.messages());
    }
}

#[test]
fn an_output_that_is_turned_off_leaves_its_address_free() {
    let off = "search = false\nurl = \"https://example.org\"\n[web]\nfeed = false\nmarkdown = false\n";
    let guide = Guide::new([
        HOME,
        ("site.toml", off),
        ("content/a-z.md", "---\ntitle: A\nreviewed: 2026-01-02\n---\n"),
        ("static/feed.xml", "<feed/>"),
        ("static/index.md", "x"),
        ("static/search", "x"),
    ]);
    assert_eq!(guide.messages(), "");
}
