//! Withdrawn pages: what is at their addresses, and what no longer shows them.

use crate::harness::memory::Guide;

const OLD: &str = "---\ntitle: Cold compress\naliases: [ice.html, old/ice.html]\nwithdrawn:\n  \
    reason: It can harm the skin.\n  date: 2026-11-02\n  instead: warm.md\n---\n\nSecretword here.\n";

fn guide(home: &str, old: &str) -> Guide {
    Guide::new([
        ("site.toml", "language = \"en-GB\"\nurl = \"https://example.org/\"\n"),
        ("content/index.md", home),
        ("content/warm.md", "---\ntitle: Warm compress\nreviewed: 2026-11-01\n---\n\nWarm.\n"),
        ("content/cold.md", old),
    ])
}

#[test]
fn every_address_of_a_withdrawn_page_says_so() {
    let guide = guide("# Home\n", OLD);
    assert_eq!(guide.messages(), "");
    for (url, warm) in
        [("cold.html", "warm.html"), ("ice.html", "warm.html"), ("old/ice.html", "../warm.html")]
    {
        let html = guide.output(url);
        for wanted in [
            "<h1>Cold compress</h1>",
            "This page is withdrawn.",
            "It can harm the skin.",
            "2 November 2026",
            &format!("Use instead: <a href=\"{warm}\">Warm compress</a>"),
            "data-withdrawn=\"Withdrawn: do not use your sheet.\"",
            "<meta name=\"robots\" content=\"noindex\">",
        ] {
            assert!(html.contains(wanted), "{url}: {wanted}");
        }
        assert!(!html.contains("Secretword"), "{url}");
        assert!(!html.contains("rel=\"canonical\""), "{url}");
    }
}

#[test]
fn nothing_else_shows_a_withdrawn_page() {
    let guide = Guide::new([
        (
            "site.toml",
            "url = \"https://example.org/\"\n[[nav]]\ntitle = \"All\"\npages = [\"warm.md\", \"cold.md\"]\n",
        ),
        ("content/index.md", "# Home\n"),
        ("content/warm.md", "# Warm\n"),
        ("content/cold.md", OLD),
    ]);
    assert_eq!(guide.messages(), "");
    let own = ["cold.html", "ice.html", "old/ice.html"];
    for url in
        guide.site().routes.keys().map(handout::paths::UrlPath::as_str).filter(|url| !own.contains(url))
    {
        if ["html", "xml", "txt", "md", "js"].iter().any(|end| url.ends_with(end)) {
            let text = guide.output(url);
            assert!(!text.contains("Cold compress") && !text.contains("Secretword"), "{url}");
        }
    }
    assert!(!guide.addresses().contains(&"cold.md"));
}

#[test]
fn a_link_to_a_withdrawn_page_works_and_is_warned_of() {
    let guide = guide("# Home\n\nSee [cold](cold.md#how).\n", OLD);
    let messages = guide.messages();
    assert!(
        messages.contains("warning: the link leads to a page that is withdrawn: content/cold.md"),
        "{messages}"
    );
    assert!(messages.contains("--> content/index.md:3:"), "{messages}");
    assert!(messages.contains("= help: link to `warm.md` instead"), "{messages}");
    assert!(!messages.contains("error"), "{messages}");
    assert!(guide.output("index.html").contains("<a href=\"cold.html\""));
}

#[test]
fn a_reason_alone_is_enough_and_the_page_to_use_instead_must_be_there() {
    let short = "---\ntitle: Cold compress\nwithdrawn: It can harm.\n---\n";
    assert!(guide("# Home\n", short).output("cold.html").contains("<p>It can harm.</p>"));
    for (instead, wanted) in [
        ("wam.md", "there is no page or file `wam.md`"),
        ("https://example.org/", "is not a page of the website that readers can use"),
        ("cold.md", "is not a page of the website that readers can use"),
    ] {
        let messages =
            guide("# Home\n", &OLD.replace("instead: warm.md", &format!("instead: {instead}"))).messages();
        assert!(messages.contains("error: ") && messages.contains(wanted), "{messages}");
        assert!(messages.contains("--> content/cold.md:4:"), "{messages}");
    }
    let messages = guide("---\ntitle: Home\nwithdrawn: Gone.\n---\n", OLD).messages();
    assert!(messages.contains("the home page is withdrawn, but it is published anyway"), "{messages}");
    for key in ["withdrawn", "draft", "valid_until"] {
        let messages = guide("# Home\n", &format!("---\ntitle: Cold\n{key}:\n---\n")).messages();
        assert!(
            messages.contains(&format!("warning: `{key}` has no value, so it counts as missing")),
            "{messages}"
        );
    }
    let messages = guide("# Home\n", "---\ntitle: Cold\nwithdrawn: \"\"\n---\n").messages();
    assert!(messages.contains("error: `withdrawn` expects the reason, found an empty text"), "{messages}");
    let messages = guide("# Home\n", &OLD.replace("reason:", "reasn:")).messages();
    assert!(messages.contains("unknown key `reasn` in `withdrawn`"), "{messages}");
}

#[test]
fn a_section_is_withdrawn_with_its_pages() {
    let guide = Guide::new([
        ("content/index.md", "# Home\n"),
        ("content/new.md", "# New\n"),
        ("content/part/index.md", "---\ntitle: Part\nwithdrawn:\n  instead: ../new.md\n---\n"),
        ("content/part/a.md", "# A\n"),
        ("content/part/b.md", "---\ntitle: B\ndraft: true\n---\n"),
    ]);
    assert_eq!(guide.messages(), "");
    for url in ["part/index.html", "part/a.html"] {
        assert!(guide.output(url).contains("Use instead: <a href=\"../new.html\">New</a>"), "{url}");
    }
    assert!(!guide.addresses().contains(&"part/b.html"), "a draft was never there");
}

#[test]
fn a_released_page_that_is_withdrawn_is_not_lost() {
    let editions = "[[edition]]\npage = \"cold.md\"\ncode = \"5555-55\"\ndate = 2025-07-08\n\
        [[edition]]\npage = \"ice.md\"\ncode = \"6666-66\"\ndate = 2025-07-08\n";
    let guide = Guide::new([
        ("editions.toml", editions),
        ("content/index.md", "# Home\n"),
        ("content/warm.md", "# W\n"),
        ("content/cold.md", OLD),
    ]);
    assert_eq!(guide.messages(), "");
    let day = handout::date::Date::parse("2026-11-26").expect("a day");
    assert!(guide.snapshot.unreleased(day, None).iter().all(|release| release.page.value != "cold.md"));
}
