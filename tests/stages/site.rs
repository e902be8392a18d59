//! Resolving names to routes, navigation and the targets of links.

use handout::site::{Drafts, Output, Pdfs};
use handout::snapshot::Options;
use insta::assert_snapshot;

use crate::harness::memory::Guide;
use crate::laws::Numbers;

const HOME: (&str, &str) = ("content/index.md", "# Home\n");

#[test]
fn a_small_site_has_these_addresses() {
    let guide = Guide::bare([
        HOME,
        ("content/knots/bowline.md", "---\ntitle: Bowline\naliases: [old.html]\n---\n"),
        ("content/knots/rope.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("static/CNAME", "knots.example"),
    ]);
    assert_eq!(
        guide.addresses(),
        [
            ".nojekyll",
            "404.html",
            "CNAME",
            "index.html",
            "index.md",
            "knots/bowline.html",
            "knots/bowline.md",
            "knots/index.html",
            "knots/index.md",
            "knots/rope.svg",
            "llms.txt",
            "old.html",
        ]
    );
    assert_eq!(guide.messages(), "");
}

#[test]
fn an_address_brings_a_sitemap_and_what_is_found_with_it() {
    let files = [HOME, ("site.toml", "url = \"https://knots.example\"\n")];
    let guide = Guide::bare(files);
    for url in ["sitemap.xml", "robots.txt"] {
        assert!(guide.addresses().contains(&url), "{url}");
    }
}

#[test]
fn pages_are_read_by_order_then_by_name_as_a_person_counts() {
    let guide = Guide::bare([
        HOME,
        ("content/step-10.md", "# Ten\n"),
        ("content/step-9.md", "# Nine\n"),
        ("content/last.md", "---\ntitle: First\norder: 1\n---\n"),
        ("content/section/a.md", "# Inside\n"),
        ("content/section/index.md", "---\ntitle: Section\norder: 2\n---\n"),
    ]);
    assert_eq!(guide.order(), ["Home", "First", "Section", "Inside", "Nine", "Ten"]);
}

#[test]
fn the_page_before_the_page_after_is_the_page() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for _ in 0..40 {
        let files: Vec<(String, String)> = (0..numbers.below(30))
            .map(|number| {
                let folder = ["", "a/", "a/b/", "c/"][numbers.below(4)];
                let name = if numbers.below(6) == 0 { "index".to_owned() } else { format!("page-{number}") };
                let order = numbers.below(5);
                (
                    format!("content/{folder}{name}.md"),
                    format!("---\ntitle: Page {number}\norder: {order}\ndraft: {}\n---\n", order == 4),
                )
            })
            .collect();
        let guide = Guide::bare(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let site = guide.site();
        assert_eq!(
            site.guide().all.order.len(),
            site.shown().count(),
            "each page is in the reading order once"
        );
        for page in site.shown() {
            let (before, after) = site.guide().web.neighbours(page);
            assert!(
                before.is_none_or(|before| site.guide().web.neighbours(before).1 == Some(page)),
                "{files:?}"
            );
            assert!(
                after.is_none_or(|after| site.guide().web.neighbours(after).0 == Some(page)),
                "{files:?}"
            );
        }
    }
}

#[test]
fn a_navigation_that_is_written_out_warns_of_pages_it_leaves_out() {
    let guide = Guide::bare([
        HOME,
        ("content/a.md", "# A\n"),
        ("content/b.md", "# B\n"),
        ("site.toml", "[[nav]]\npage = \"b.md\"\n"),
    ]);
    assert_eq!(guide.order(), ["Home", "B"]);
    assert_snapshot!(guide.messages(), @r"
    warning: the page is not in the navigation
    --> content/a.md
     = help: add it to a [[nav]] entry of site.toml
    ");
    assert!(guide.addresses().contains(&"a.html"), "it is built all the same");
}

#[test]
fn a_draft_has_no_address_unless_drafts_are_shown() {
    let files = [HOME, ("content/new.md", "---\ntitle: New\ndraft: true\n---\n")];
    let shown = Options { drafts: Drafts::Shown, pdfs: Pdfs::Left, ..Options::default() };
    assert!(!Guide::bare(files).addresses().contains(&"new.html"));
    assert!(Guide::with_options(files, &shown).addresses().contains(&"new.html"));
}

#[test]
fn an_old_address_leads_to_its_page() {
    let guide =
        Guide::bare([HOME, ("content/new.md", "---\ntitle: New\naliases: [old.html, older/]\n---\n")]);
    let new = guide.page("new.md");
    for old in ["old.html", "older/index.html"] {
        assert_eq!(guide.site().routes[&handout::paths::UrlPath::new(old)], Output::Redirect(new), "{old}");
    }
}

#[test]
fn two_things_at_one_address_are_an_error_that_names_both() {
    let guide = Guide::bare([HOME, ("content/a.md", "# A\n"), ("static/A.html", "<p>A</p>")]);
    let messages = guide.messages();
    assert!(messages.contains("content/a.md") && messages.contains("static/A.html"), "{messages}");
}

#[test]
fn links_to_pages_files_and_headings_are_found_from_any_folder() {
    let links = "[a](../a.md) [b](b.md#part) [file](../data.csv) [top](/a.md) [out](https://knots.example/)";
    let guide = Guide::bare([
        HOME,
        ("content/a.md", "# A\n"),
        ("content/deep/b.md", "# B\n\n## Part\n"),
        ("content/deep/from.md", &format!("# From\n\n{links}\n")),
        ("content/data.csv", "1\n"),
    ]);
    assert_eq!(guide.messages(), "");
    let page = guide.output("deep/from.html");
    for href in ["../a.html", "b.html#part", "../data.csv", "https://knots.example/"] {
        assert!(page.contains(&format!("href=\"{href}\"")), "{href} is not in {page}");
    }
    assert_eq!(page.matches("href=\"../a.html\"").count(), 2);
}

#[test]
fn a_broken_link_comes_with_a_name_that_is_near() {
    let guide = Guide::bare([
        ("content/index.md", "# Home\n\nTie [a loop](knots/bowlin.md).\n"),
        ("content/knots/bowline.md", "# Bowline\n"),
    ]);
    assert_snapshot!(guide.messages(), @r"
    error: there is no page or file `knots/bowlin.md`
     --> content/index.md:3:14
      |
    3 | Tie [a loop](knots/bowlin.md).
      |              ^^^^^^^^^^^^^^^
      |
      = help: did you mean `knots/bowline.md`?
    ");
}
