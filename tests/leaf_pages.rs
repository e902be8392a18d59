//! The print pages of leaves: a sheet to hand out, as HTML. What is on it, for whom, where its links lead, and on which paper it is.

use std::collections::{BTreeMap, BTreeSet};

use handout::config::leaf::LeafFormat;
use handout::config::print::Paper;

use crate::harness::dom::Document;
use crate::harness::memory::Guide;
use crate::harness::{Project, links};
use crate::sample;

/// Returns the part of a page between its `<main>` tags.
fn main_part(html: &str) -> &str {
    let start = html.find("<main").expect("a main part");
    &html[start..html.find("</main>").expect("its end")]
}

/// Returns the text of the pages on a print page, each by its id: what is in its article, without the title.
fn texts(html: &str) -> BTreeMap<String, String> {
    let page = Document::parse(html);
    let articles = page.named("article").filter_map(|it| Some((it.attribute("id")?.to_owned(), &it.text)));
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    articles.map(|(id, text)| (id, words(text))).collect()
}

/// Returns the addresses and words of the links in a part of a page.
fn ways(html: &str) -> Vec<(String, String)> {
    let page = Document::parse(html);
    let links = page.named("a");
    links.map(|it| (it.attribute("href").unwrap_or_default().to_owned(), it.text.trim().to_owned())).collect()
}

/// Returns a guide in which a leaf has readers of its own.
fn ward() -> Project {
    let settings = "title = \"Hands of {{ clinic }}\"\nurl = \"https://example.org/g\"\n\
        [values]\nphone = \"your midwife\"\nclinic = \"us\"\n[audiences]\nward = \"Ward 3\"\n\
        [[leaf]]\nname = \"all\"\npages = [\"call.md\"]\n\
        [[leaf]]\nname = \"ward\"\npages = [\"call.md\", \"deep/more.md\"]\naudience = \"ward\"\n\
        values.phone = \"0123 456\"\nvalues.clinic = \"Ward 3\"\n\
        [[leaf]]\nname = \"kind\"\nkinds = [\"procedure\"]\naudience = \"ward\"\n";
    let more = "---\nkind: procedure\n---\n# More\n\n[call](../call.md)\n\n## Why {#why}\n\nBecause.\n\n\
        :::only{audience=\"ward\"}\n## Secret {#secret}\n\nFor the ward.\n:::\n";
    let call = "# Call\n\nCall {{ phone }}: [why](deep/more.md#why), [home](index.md).\n\n\
        :::only{audience=\"ward\"}\nRing the red bell: [secret](deep/more.md#secret), [staff](staff.md), \
        [rota](deep/rota.md#night), [day](deep/rota.md#day).\n:::\n\n:::only{web}\nA film.\n:::\n";
    Project::with([
        ("site.toml", settings),
        ("content/index.md", "# Home\n\n[The sheet](leaf/ward.html).\n"),
        ("content/call.md", call),
        ("content/deep/more.md", more),
        ("content/deep/a-first.md", "---\nkind: procedure\nonly: ward\n---\n# First\n\nWard words.\n"),
        ("content/staff.md", "---\nonly: ward\n---\n# Staff\n\nNames.\n"),
        (
            "content/deep/rota.md",
            "# Rota\n\n## Day {#day}\n\nWho.\n\n:::only{audience=\"ward\"}\n## Night {#night}\n\nWho else.\n:::\n",
        ),
    ])
}

#[test]
fn a_leaf_shows_the_text_of_its_pages_and_no_other() {
    let site = sample::built("");
    let html = |name: &str| String::from_utf8(site[name].clone()).expect("text");
    let guide = texts(main_part(&html("print.html")));
    for (leaf, pages) in [
        ("stop-and-get-help", vec!["stop-and-get-help"]),
        ("sore-breast", vec!["sore-breast"]),
        ("technique/technique/warm-compress", vec!["technique/warm-compress"]),
        ("log", vec!["sheets/feeding-log"]),
        (
            "massage",
            vec!["technique/before-you-start", "technique/warm-compress", "technique/circular-motions"],
        ),
    ] {
        let leaf = html(&format!("leaf/{leaf}.html"));
        let mut shown = texts(main_part(&leaf));
        // The title of the leaf is an article without a text.
        let title = shown.remove("leaf--title");
        assert_eq!(title.is_some(), pages.len() > 1, "{title:?}");
        assert_eq!(shown.keys().collect::<Vec<_>>().len(), pages.len(), "{:?}", shown.keys());
        for page in pages {
            // The date of the first page's review is in the foot, and its sources are below the page.
            let text = shown[page].split(" Sources ").next().unwrap_or_default();
            assert!(!text.is_empty() && guide[page].starts_with(text), "{page}: {text}\n\n{}", guide[page]);
            let rest = &guide[page][text.len()..];
            assert!(rest.is_empty() || rest.contains("Last reviewed"), "{page} lacks {rest}");
        }
    }
}

#[test]
fn the_order_of_a_leaf_is_its_own_and_a_page_is_on_it_once() {
    let guide = Guide::new([
        ("site.toml", "[[leaf]]\nname = \"two\"\npages = [\"b.md\", \"a.md\", \"b.md\"]\n"),
        ("content/index.md", "# Home\n"),
        ("content/a.md", "# A\n\n## Part\n\nText[^n].\n\n[^n]: Note.\n"),
        ("content/b.md", "# B\n\n[a](a.md#part) [b](#top)\n\n## Top {#top}\n"),
    ]);
    assert_eq!(guide.messages(), "");
    let html = guide.output("leaf/two.html");
    let page = Document::parse(main_part(&html));
    let articles: Vec<&str> = page.named("article").filter_map(|it| it.attribute("id")).collect();
    assert_eq!(articles, ["b", "a"]);
    let mut seen = BTreeSet::new();
    assert!(page.values("id").all(|id| seen.insert(id)), "an id is there twice: {html}");
    assert!(html.contains("<a href=\"#a:part\">a</a> <a href=\"#b:top\">b</a>"), "{html}");
    assert!(html.contains("<h1>B</h1>") && html.contains("<h2>A</h2>"), "{html}");
    assert!(!html.contains("print--contents"), "a sheet needs no contents");
}

#[test]
fn a_leaf_has_the_words_of_its_readers_and_the_other_pages_have_not() {
    let project = ward();
    assert_eq!(project.build().stderr, "");
    let (ward, all) = (project.built("leaf/ward.html"), project.built("leaf/all.html"));
    for words in
        ["0123 456", "Ring the red bell", "For the ward.", "Hands of Ward 3", "<p class=\"audience\">Ward 3"]
    {
        assert!(ward.contains(words), "{words}: {ward}");
    }
    assert!(all.contains("your midwife") && !ward.contains("your midwife"));
    assert!(!ward.contains("A film") && !all.contains("A film"), "what only the web shows is not for paper");
    let not_for_all = ["0123 456", "red bell", "For the ward", "Ward words", "Who else"];
    for (name, bytes) in project.site() {
        let text = String::from_utf8_lossy(&bytes);
        let is_for_ward = name == "leaf/ward.html" || name.starts_with("leaf/kind/");
        assert!(is_for_ward || !not_for_all.iter().any(|words| text.contains(words)), "{name}: {text}");
    }
}

#[test]
fn a_leaf_is_the_same_one_in_the_guide_of_its_readers() {
    let project = ward();
    project.build();
    // The guide of the ward has another procedure, before this one.
    let leaves: Vec<String> =
        project.site().into_keys().filter(|name| name.starts_with("leaf/kind/")).collect();
    assert_eq!(leaves, ["leaf/kind/deep/more.html"]);
    let html = project.built("leaf/kind/deep/more.html");
    assert!(html.contains("<h1>More</h1>") && html.contains("For the ward."), "{html}");
}

#[test]
fn links_stay_on_a_leaf_or_lead_to_what_the_site_has() {
    let project = ward();
    project.build();
    let html = project.built("leaf/ward.html");
    let found = ways(main_part(&html));
    let way = |href: &str, words: &str| (href.to_owned(), words.to_owned());
    let right = [
        way("#deep/more:why", "why"),
        way("../index.html", "home"),
        way("#deep/more:secret", "secret"),
        // Nobody else has this page, and nobody else this place.
        way("#", "staff"),
        way("../deep/rota.html", "rota"),
        way("../deep/rota.html#day", "day"),
        way("#call", "call"),
    ];
    assert_eq!(found, right);
    assert!(!html.contains("staff.html"), "the navigation is that of the site: {html}");
    assert_links_resolve(&project.site());
}

#[test]
fn every_address_on_the_leaves_of_the_sample_guide_leads_to_something() {
    assert_links_resolve(&sample::built(""));
}

/// Fails if an address on a page below `leaf/` leads nowhere, from a disk.
fn assert_links_resolve(site: &BTreeMap<String, Vec<u8>>) {
    let files: BTreeSet<String> = site.keys().cloned().collect();
    let html = site.iter().filter(|(name, _)| name.ends_with(".html"));
    let pages: BTreeMap<String, Document> =
        html.map(|(name, bytes)| (name.clone(), Document::parse(&String::from_utf8_lossy(bytes)))).collect();
    let mut followed = 0;
    for (name, page) in pages.iter().filter(|(name, _)| name.starts_with("leaf/")) {
        assert!(page.errors.is_empty(), "{name}: {:?}", page.errors);
        for address in page
            .values("href")
            .chain(page.values("src"))
            .filter(|it| !it.contains(':') || it.starts_with('#'))
        {
            assert_eq!(links::fault(&files, &pages, name, address), None, "{name}: {address}");
            followed += 1;
        }
    }
    assert!(followed > 50, "{followed} addresses");
}

#[test]
fn the_list_the_pages_and_the_print_pages_offer_a_leaf() {
    let project = ward();
    project.build();
    let printed = |path: &str| -> Vec<String> {
        let all = ways(&project.built(path)).into_iter();
        all.filter(|(_, words)| words.ends_with("To print from the browser")).map(|(href, _)| href).collect()
    };
    assert_eq!(printed("leaf/index.html"), ["all.html", "ward.html", "kind/deep/more.html"]);
    assert_eq!(printed("call.html"), ["leaf/all.html", "leaf/ward.html"]);
    assert_eq!(printed("deep/more.html"), ["../leaf/ward.html", "../leaf/kind/deep/more.html"]);
    assert_eq!(printed("print.html"), ["leaf/all.html", "leaf/ward.html", "leaf/kind/deep/more.html"]);
    assert_eq!(printed("deep/print.html"), ["../leaf/ward.html", "../leaf/kind/deep/more.html"]);
    assert_eq!(printed("index.html"), Vec::<String>::new(), "it is on no leaf");
    let leaf = ways(&project.built("leaf/all.html"));
    assert!(
        leaf.iter().any(|(href, _)| href == "index.html")
            && leaf.iter().any(|(href, _)| href == "../print.html")
    );
    assert!(!project.site().keys().any(|name| name.ends_with(".pdf")), "there is no PDF");
    assert!(project.built("index.html").contains("<a href=\"leaf/ward.html\">The sheet</a>"));
}

#[test]
fn no_list_for_programs_has_the_page_of_a_leaf() {
    let project = ward();
    project.build();
    for (name, bytes) in project.site() {
        let text = String::from_utf8_lossy(&bytes);
        let is_list =
            name.starts_with("search/") || name.ends_with(".xml") || name == "llms.txt" || name == "a-z.html";
        assert!(!is_list || !text.replace("leaf/index.html", "").contains("leaf/"), "{name}: {text}");
    }
    let html = project.built("leaf/ward.html");
    assert!(html.contains("<meta name=\"robots\" content=\"noindex\">"), "{html}");
    assert!(
        !html.contains("rel=\"canonical\"") && !html.contains("ld+json") && !html.contains("text/markdown")
    );
    assert!(html.contains("<title>Call (sheet to print) · Hands of Ward 3</title>"), "{html}");
}

#[test]
fn the_foot_says_whether_the_sheet_is_current_by_the_code_of_all_its_pages() {
    let project = ward();
    project.build();
    let code = |path: &str| {
        let html = project.built(path);
        let start = html.find("edition-code\">").expect("a code") + "edition-code\">".len();
        html[start..start + 7].to_owned()
    };
    let (one, two) = (code("leaf/all.html"), code("leaf/ward.html"));
    assert_ne!(one, two);
    for (path, code) in [("leaf/all.html", one), ("leaf/ward.html", two)] {
        let address = format!("https://example.org/g/call.html#e={}", code.replace('-', ""));
        let found = ways(&project.built(path));
        assert!(
            found.contains(&(address.clone(), "https://example.org/g/call.html".to_owned())),
            "{found:?}"
        );
    }
    // The page that the sheets lead to knows their codes, also that of readers who have other words.
    for path in ["leaf/all.html", "leaf/ward.html"] {
        assert!(project.built("call.html").contains(&code(path).replace('-', "")), "{path}");
    }
}

#[test]
fn drafts_are_on_no_leaf_until_they_are_asked_for() {
    let project = Project::with([
        ("site.toml", "[[leaf]]\nname = \"all\"\nkinds = [\"procedure\"]\n"),
        ("content/index.md", "# Home\n"),
        ("content/a.md", "---\nkind: procedure\n---\n# A\n"),
        ("content/b.md", "---\nkind: procedure\ndraft: true\n---\n# B\n"),
        ("content/c.md", "---\nkind: procedure\nwithdrawn: It was wrong.\n---\n# C\n"),
    ]);
    let leaves = || {
        let names = project.site().into_keys().filter(|name| name.starts_with("leaf/all/"));
        names.collect::<Vec<_>>()
    };
    project.build();
    assert_eq!(leaves(), ["leaf/all/a.html"]);
    assert_eq!(project.run(&["build", "--drafts"]).code, 0);
    assert_eq!(leaves(), ["leaf/all/a.html", "leaf/all/b.html"]);
}

#[test]
fn a_leaf_in_another_language_says_so() {
    let guide = Guide::new([
        (
            "site.toml",
            "[[leaf]]\nname = \"fr\"\ntitle = \"La feuille\"\npages = [\"fr.md\"]\n\
                       [[leaf]]\nname = \"he\"\npages = [\"he.md\", \"index.md\"]\n",
        ),
        ("content/index.md", "# Home\n"),
        ("content/fr.md", "---\nlanguage: fr\n---\n# Un\n"),
        ("content/he.md", "---\nlanguage: he\n---\n# Shalom\n"),
    ]);
    let french = guide.output("leaf/fr.html");
    assert!(french.contains("<html lang=\"fr\">") && french.contains("<h1>La feuille</h1>"), "{french}");
    let hebrew = guide.output("leaf/he.html");
    assert!(hebrew.contains("<html lang=\"he\" dir=\"rtl\">"), "{hebrew}");
    assert!(hebrew.contains("id=\"index\" lang=\"en\" dir=\"ltr\">"), "{hebrew}");
}

#[test]
fn what_a_leaf_cannot_show_is_reported_at_its_place() {
    let settings = "[audiences]\nward = \"Ward\"\nhome = \"Home\"\n[[leaf]]\nname = \"s\"\npages = [\"a.md\"]\naudience = \"ward\"\n";
    let project = Project::with([
        ("site.toml", settings),
        ("content/index.md", "# Home\n"),
        ("content/a.md", "---\nonly: home\n---\n# A\n"),
    ]);
    let run = project.run(&["check", "--audience", "home"]);
    assert!(run.stderr.contains("a page of the leaf `s` is not for its audience"), "{}", run.stderr);
    assert!(run.stderr.contains("--> site.toml:5:8"), "{}", run.stderr);
    // An image of a section that nobody else has.
    project.write("content/a.md", "# A\n\n:::only{audience=\"ward\"}\n![Bell](w/bell.svg)\n:::\n");
    project.write("content/w/index.md", "---\nonly: ward\n---\n# W\n");
    project.write("content/w/bell.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let message = project.build_fails();
    assert!(
        message.contains("the leaf `s` shows the image `w/bell.svg`, which the site does not have"),
        "{message}"
    );
    assert!(message.contains("content/a.md:4"), "{message}");
    // A link in a text that nobody else has.
    project.write("content/a.md", "# A\n\n:::only{audience=\"ward\"}\n[Gone](gone.md)\n:::\n");
    let message = project.build_fails();
    assert!(
        message.contains("no page or file `gone.md`") && message.contains("content/a.md:4:8"),
        "{message}"
    );
}

#[test]
fn the_address_of_a_leaf_is_its_own() {
    let project = Project::with([
        ("site.toml", "[[leaf]]\nname = \"a\"\npages = [\"index.md\"]\n"),
        ("content/index.md", "# Home\n"),
        ("content/leaf/a.md", "# Another\n"),
    ]);
    let message = project.build_fails();
    assert!(message.contains("`leaf/a.html` is the address of the print page of a leaf"), "{message}");
    assert!(message.contains("another `name` for the `[[leaf]]`"), "{message}");
}

#[test]
fn a_theme_without_the_template_has_no_pages_of_leaves() {
    let guide = Guide::bare([
        ("site.toml", "[[leaf]]\nname = \"a\"\npages = [\"index.md\"]\n"),
        ("content/index.md", "# Home\n"),
    ]);
    assert!(!guide.addresses().iter().any(|url| url.starts_with("leaf/")), "{:?}", guide.addresses());
}

#[test]
fn the_paper_of_a_leaf_is_that_of_its_pdf() {
    let site = sample::built("");
    let (_, css) = site.iter().find(|(name, _)| name.starts_with("assets/style.")).expect("a style sheet");
    let css = String::from_utf8(css.clone()).expect("text");
    let after = |text: &str| {
        let start = css.find(text).unwrap_or_else(|| panic!("no {text}")) + text.len();
        &css[start..start + css[start..].find('}').expect("an end")]
    };
    for format in [LeafFormat::Page, LeafFormat::Half, LeafFormat::Poster, LeafFormat::Card] {
        for paper in [Paper::A4, Paper::Letter, Paper::A5] {
            let (width, height) = format.page_size(paper);
            let name = match format {
                LeafFormat::Page => format!("leaf-{}", paper.name()),
                LeafFormat::Card => "leaf-card".to_owned(),
                _ => format!("leaf-{}-{}", format.name(), paper.name()),
            };
            let rule = after(&format!("@page {name} {{"));
            assert!(rule.contains(&format!("size: {width}mm {height}mm;")), "{name}: {rule}");
            assert!(rule.contains(&format!("margin: {}mm", format.margin())), "{name}: {rule}");
        }
    }
    let html = String::from_utf8(site["leaf/numbers.html"].clone()).expect("text");
    assert!(html.contains("<body class=\"print-page leaf leaf-half paper-a4\">"), "{html}");
}
