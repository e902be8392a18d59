//! Print pages: many pages on one, as a browser reads it before it prints. Which text is there, where links lead, that
//! ids are unique, and what appears only on paper.

use std::collections::BTreeSet;

use crate::harness::Project;
use crate::harness::dom::{Document, Element};
use crate::sample;

/// Returns the part of a page between its `<main>` tags.
fn main_part(html: &str) -> Document {
    let start = html.find("<main").expect("a main part");
    let end = html.find("</main>").expect("its end");
    Document::parse(&format!("<!DOCTYPE html>{}</main>", &html[start..end]))
}

/// Returns every address that a print page's text links to.
fn addresses(html: &str) -> Vec<String> {
    main_part(html).values("href").map(str::to_owned).collect()
}

/// Returns the levels of a page's headings, in order, with their text.
fn headings(page: &Document) -> Vec<(u8, String)> {
    let level = |it: &Element| Some((it.name.strip_prefix('h')?.parse().ok()?, it.text.clone()));
    page.elements.iter().filter_map(level).collect()
}

fn assert_ids_once(page: &Document) {
    let mut seen = BTreeSet::new();
    let twice: Vec<&str> = page.values("id").filter(|id| !seen.insert(*id)).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

/// Fails if an address on the same page has no id there.
fn assert_no_dangling_fragment(page: &Document) {
    let ids: BTreeSet<&str> = page.values("id").chain(page.values("name")).collect();
    let followed: Vec<&str> = page.values("href").filter_map(|it| it.strip_prefix('#')).collect();
    assert!(!followed.is_empty());
    for fragment in followed {
        let id = handout::paths::decode(fragment).expect("UTF-8");
        assert!(ids.contains(id.as_str()), "#{fragment} leads nowhere");
    }
}

#[test]
fn the_whole_sample_guide_is_on_its_print_page_in_reading_order() {
    let site = sample::built("");
    let html = String::from_utf8(site["print.html"].clone()).expect("UTF-8");
    let page = Document::parse(&html);
    let titles: Vec<String> = headings(&page).into_iter().map(|(_, title)| title).collect();
    let at = |title: &str| titles.iter().position(|it| it == title).unwrap_or_else(|| panic!("no {title}"));
    let order = [
        "Gentle hands",
        "Contents",
        "Stop and get help",
        "Technique",
        "Warm compress",
        "More milk",
        "Relax before you feed",
    ];
    assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{titles:?}");
    // Its front matter says that it is only for the screen.
    assert!(!titles.iter().any(|it| it == "For health professionals"), "{titles:?}");
    assert!(html.contains("What you need"), "what the head of a technique says");
    assert!(html.contains("Limited evidence"), "what the head of a benefit says");
    let contents: Vec<&str> = page.values("href").filter_map(|it| it.strip_prefix('#')).collect();
    assert!(contents.contains(&"technique/warm-compress"), "{contents:?}");
}

#[test]
fn every_link_between_printed_pages_stays_on_the_print_page() {
    let site = sample::built("");
    for (name, bytes) in site.iter().filter(|(name, _)| name.ends_with("print.html")) {
        let html = String::from_utf8(bytes.clone()).expect("UTF-8");
        let page = Document::parse(&html);
        assert_ids_once(&page);
        assert_no_dangling_fragment(&page);
        let shown: BTreeSet<String> =
            page.values("id").filter_map(|id| Some(handout::paths::join("", id)? + ".html")).collect();
        for address in addresses(&html).iter().filter(|it| !it.starts_with('#') && !it.contains(':')) {
            let file = address.split('#').next().unwrap_or_default();
            let target = handout::paths::join(handout::paths::folder(name), file).expect("inside the site");
            assert!(!shown.contains(&target), "{name}: {address} leads away to a page that is here");
        }
    }
}

#[test]
fn ids_meet_neither_each_other_nor_the_themes() {
    let twins =
        "# Twin\n\n## Same\n\nNote.[^1]\n\n<p id=\"mine\">A</p> <a name=\"more\">m</a>\n\n[^1]: Text.\n";
    let project = Project::with([("content/index.md", "# Home\n\n## Same\n")]);
    for path in ["a/b", "a-b", "a--b", "page--main", "site--menu", "a/fn--1", "a b", "a&b\"c'd", "é"] {
        project.write(&format!("content/{path}.md"), twins);
    }
    project.build();
    for print_page in ["print.html", "a/print.html"] {
        let page = Document::parse(&project.built(print_page));
        assert!(page.errors.is_empty(), "{:?}", page.errors);
        assert_ids_once(&page);
        assert_no_dangling_fragment(&page);
    }
    let page = main_part(&project.built("print.html"));
    let ends = |end: &str| page.values("id").filter(|id| id.ends_with(end)).count();
    assert_eq!((ends(":same"), ends(":mine"), ends(":fn--1"), ends(":fnref--1")), (10, 9, 9, 9));
}

#[test]
fn what_an_authors_html_says_of_its_own_ids_stays_true() {
    let project = Project::with([
        ("content/index.md", "# Home\n"),
        (
            "content/a.md",
            "# A\n\n<svg><linearGradient id=\"g\"/><path fill=\"url(#g)\"/><use href=\"#g\"/></svg>\n\n\
             <map name=\"m\"><area shape=\"rect\" coords=\"0,0,1,1\" href=\"#g\" alt=\"x\"></map><img usemap=\"#m\" alt=\"x\">\n\n\
             <label for=\"in\">L</label> <input id=in list='all'> <datalist id=\"all\"></datalist>\n\n\
             <p id=\"p\" aria-labelledby=\"g  in\" title=\"for in\">Text</p>\n",
        ),
    ]);
    project.build();
    let page = main_part(&project.built("print.html"));
    assert!(page.errors.is_empty(), "{:?}", page.errors);
    let one = |attribute: &str| page.values(attribute).next().map(str::to_owned);
    assert_eq!(one("fill").as_deref(), Some("url(#a:g)"));
    assert_eq!(one("usemap").as_deref(), Some("#a:m"));
    assert_eq!(one("name").as_deref(), Some("a:m"));
    assert_eq!(one("for").as_deref(), Some("a:in"));
    assert_eq!(one("list").as_deref(), Some("a:all"));
    assert_eq!(page.values("aria-labelledby").last(), Some("a:g  a:in"));
    assert_eq!(one("title").as_deref(), Some("for in"), "text is left alone");
    assert_eq!(page.values("href").filter(|it| *it == "#a:g").count(), 2);
    // On its own page, everything is as the author wrote it.
    assert!(project.built("a.html").contains("<input id=in list='all'>"));
}

#[test]
fn headings_go_down_with_the_depth_of_their_page_and_never_below_six() {
    let text = |title: &str| format!("# {title}\n\n## Two\n\n### Three\n");
    let project = Project::new();
    for (path, title) in
        [("index", "Home"), ("a/index", "A"), ("a/b/index", "B"), ("a/b/c/index", "C"), ("a/b/c/d", "D")]
    {
        project.write(&format!("content/{path}.md"), text(title));
    }
    project.build();
    let expected = |shift: u8, titles: &[&str]| {
        let mut levels = vec![(1, titles[0].to_owned()), (2, "Contents".to_owned())];
        for (depth, title) in (0..).zip(titles) {
            levels.extend((depth > 0).then(|| (depth + 1, (*title).to_owned())));
            levels.push(((depth + 2).min(6), "Two".to_owned()));
            levels.push(((depth + 3).min(6), "Three".to_owned()));
        }
        (shift, levels)
    };
    let found = |path: &str| headings(&main_part(&project.built(path)));
    assert_eq!(found("print.html"), expected(0, &["Home", "A", "B", "C", "D"]).1);
    assert_eq!(found("a/b/print.html"), expected(0, &["B", "C", "D"]).1);
}

#[test]
fn a_page_that_is_not_for_paper_is_on_no_print_page() {
    let no = |title: &str| format!("---\ntitle: {title}\nprint: false\n---\n\nSecret of {title}.\n");
    let project = Project::with([
        ("content/index.md", no("Home").as_str()),
        ("content/a/index.md", "# A\n\n[one](one.md), [two](two.md)\n"),
        ("content/a/one.md", no("One").as_str()),
        ("content/a/two.md", "# Two\n"),
        ("content/b/index.md", no("B").as_str()),
        ("content/b/three.md", "# Three\n"),
        ("content/c/index.md", no("C").as_str()),
        ("content/c/d/four.md", no("Four").as_str()),
    ]);
    project.build();
    let guide = project.built("print.html");
    assert!(!main_part(&guide).elements.iter().any(|it| it.text.contains("Secret")), "{guide}");
    let titles: Vec<_> = headings(&main_part(&guide)).into_iter().map(|(_, title)| title).collect();
    // Pages below a first page that is left out keep its title.
    assert_eq!(titles, ["Home", "Contents", "A", "Two", "B", "Three"]);
    assert!(addresses(&guide).contains(&"a/one.html".to_owned()), "the way to it is its page on the web");
    assert!(addresses(&guide).contains(&"#a/two".to_owned()));
    let section = main_part(&project.built("b/print.html"));
    assert!(!section.elements.iter().any(|it| it.text.contains("Secret")));
    assert_eq!(
        headings(&section),
        [(1, "B"), (2, "Contents"), (2, "Three")].map(|(n, it)| (n, it.to_owned()))
    );
    assert!(!project.path("public/c/print.html").exists(), "nothing of it is for paper");
}

#[test]
fn a_guide_of_which_nothing_is_for_paper_has_no_print_page() {
    let project = Project::with([("content/index.md", "---\ntitle: Home\nprint: false\n---\n")]);
    project.build();
    assert!(!project.path("public/print.html").exists());
    assert!(!project.built("index.html").contains("print.html"));
}

#[test]
fn addresses_that_paper_cannot_follow_are_numbered_and_told_at_the_end() {
    let project = Project::with([(
        "content/index.md",
        "# Home\n\n[A](https://example.org/a?b=1&c), [again](https://example.org/a?b=1&c), \
         <https://example.org/told>, [example.org](https://example.org/), [mail](mailto:a@example.org?subject=x), \
         [phone](tel:+15551234), [here](#), <a class=x href='https://example.org/raw'>raw</a>\n",
    )]);
    project.build();
    for path in ["index.html", "print.html"] {
        let html = project.built(path);
        let page = main_part(&html);
        assert!(page.errors.is_empty(), "{:?}", page.errors);
        let numbered: Vec<_> =
            page.named("a").filter_map(|it| Some((it.text.as_str(), it.attribute("data-note")?))).collect();
        assert_eq!(
            numbered,
            [("A", "1"), ("again", "1"), ("mail", "2"), ("phone", "3"), ("raw", "4")],
            "{path}"
        );
        let list =
            page.elements.iter().find(|it| it.attribute("class") == Some("link-notes")).expect("a list");
        assert!(list.attribute("hidden").is_some(), "no screen shows it, and nothing reads it aloud");
        let told: Vec<&str> = list.text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let right = [
            "Web addresses",
            "https://example.org/a?b=1&c",
            "a@example.org",
            "+15551234",
            "https://example.org/raw",
        ];
        assert_eq!(told, right, "{path}");
        let before = html.split("link-notes").next().expect("a start");
        assert!(
            !before.contains("[1]"),
            "the number is the style sheet's: no reader copies it with the words"
        );
    }
}

#[test]
fn a_page_without_such_links_has_no_list_of_them() {
    let project = Project::with([("content/index.md", "# Home\n\n[a](a.md)\n"), ("content/a.md", "# A\n")]);
    project.build();
    assert!(!project.built("index.html").contains("link-notes"));
}

#[test]
fn paper_shows_the_numbers_and_the_list_and_opens_what_is_folded() {
    let site = sample::built("");
    let print = site.iter().find(|(name, _)| name.starts_with("assets/style.")).expect("a style sheet").1;
    let css = String::from_utf8(print.clone()).expect("UTF-8");
    for rule in
        ["a[data-note]::after", ".link-notes[hidden] {\ndisplay: block", "details::details-content", "@page"]
    {
        assert!(css.contains(rule), "no {rule}");
    }
    for (name, bytes) in site.iter().filter(|(name, _)| name.ends_with("print.html")) {
        let page = Document::parse(&String::from_utf8_lossy(bytes));
        assert!(
            !page.values("loading").any(|it| it == "lazy"),
            "{name}: what is printed unseen is loaded at once"
        );
    }
}

#[test]
fn pages_can_link_to_a_print_page() {
    let project = Project::with([
        ("content/index.md", "# Home\n\n[all](print.html) [a](a/print.html)\n"),
        ("content/a/b.md", "# B\n\n[all](../print.html)\n"),
    ]);
    project.build();
    assert!(
        project.built("index.html").contains("<a href=\"print.html\">all</a> <a href=\"a/print.html\">a</a>")
    );
    assert!(project.built("a/print.html").contains("<a href=\"../print.html\">all</a>"));
    project.write("content/index.md", "# Home\n\n[b](b/print.html)\n");
    assert!(project.build_fails().contains("there is no page or file `b/print.html`"));
}

#[test]
fn each_page_leads_to_the_print_page_of_its_section_and_of_the_guide() {
    let project = Project::with([("content/index.md", "# Home\n")]);
    project.write("content/a/b/c/d/e.md", "# E\n");
    project.build();
    let ways = |path: &str| -> Vec<(String, String)> {
        let page = Document::parse(&project.built(path));
        let links = page.named("a").filter(|it| it.text.starts_with("Print "));
        links.map(|it| (it.text.clone(), it.attribute("href").unwrap_or_default().to_owned())).collect()
    };
    let way = |words: &str, href: &str| (words.to_owned(), href.to_owned());
    let (section, guide) = ("Print this section", "Print the whole guide");
    assert_eq!(ways("index.html"), [way(guide, "print.html")]);
    assert_eq!(ways("404.html"), [way(guide, "print.html")]);
    assert_eq!(ways("a/index.html"), [way(section, "print.html"), way(guide, "../print.html")]);
    // A deep section is printed with the section around it.
    assert_eq!(ways("a/b/c/d/e.html"), [way(section, "../print.html"), way(guide, "../../../../print.html")]);
    assert!(!project.path("public/a/b/c/d/print.html").exists());
    assert_eq!(ways("a/print.html"), [way(guide, "../print.html")]);
    assert_eq!(ways("print.html"), []);
}

#[test]
fn a_guide_too_large_to_print_has_the_print_pages_of_its_sections() {
    let project = Project::with([("content/index.md", "# Home\n")]);
    for number in 0..handout::site::MAX_PRINTED {
        project.write(&format!("content/s{}/p{number}.md", number % 2), format!("# Page {number}\n"));
    }
    project.build();
    assert!(!project.path("public/print.html").exists());
    assert_eq!(main_part(&project.built("s0/print.html")).named("article").count(), 501);
    let page = project.built("s0/p0.html");
    assert!(page.contains("href=\"print.html\"") && !page.contains("href=\"../print.html\""));
}

#[test]
fn the_groups_of_a_navigation_are_parts_if_they_have_pages_for_paper() {
    let project = Project::with([
        (
            "site.toml",
            "[[nav]]\ntitle = \"First\"\npages = [\"a.md\", \"b.md\"]\n\n[[nav]]\ntitle = \"Second\"\npages = [\"c.md\"]\n\n\
             [[nav]]\npage = \"b.md\"\n",
        ),
        ("content/index.md", "# Home\n"),
        ("content/a.md", "# A\n\n## In A\n"),
        ("content/b.md", "# B\n"),
        ("content/c.md", "---\ntitle: C\nprint: false\n---\n"),
    ]);
    project.build();
    let headings = headings(&main_part(&project.built("print.html")));
    let right = [(1, "Home"), (2, "Contents"), (2, "First"), (3, "A"), (4, "In A"), (3, "B")];
    assert_eq!(headings, right.map(|(level, title)| (level, title.to_owned())));
}

#[test]
fn a_page_that_the_navigation_names_twice_is_printed_once() {
    let project = Project::with([
        (
            "site.toml",
            "[[nav]]\npage = \"a.md\"\npages = [\"a.md\", \"b.md\"]\n\n\
             [[nav]]\ntitle = \"All\"\npages = [\"index.md\", \"b.md\"]\n",
        ),
        ("content/index.md", "# Home\n"),
        ("content/a.md", "# A\n"),
        ("content/b.md", "# B\n"),
    ]);
    project.build();
    let page = main_part(&project.built("print.html"));
    assert_ids_once(&page);
    let articles = page.named("article").filter_map(|it| it.attribute("id"));
    assert_eq!(articles.collect::<Vec<_>>(), ["index", "a", "b"]);
}

#[test]
fn a_theme_without_the_template_makes_no_print_pages() {
    let project = Project::with([
        ("site.toml", "theme = \"own\"\n"),
        ("content/index.md", "# Home\n"),
        ("themes/own/theme.toml", "name = \"own\"\nparent = \"none\"\n[labels]\nall_pages = \"All\"\n"),
    ]);
    for template in ["page", "section", "not-found"] {
        project.write(&format!("themes/own/templates/{template}.html"), "{{ page.title }}");
    }
    let run = project.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!project.path("public/print.html").exists());
}

#[test]
fn a_theme_says_what_stands_under_the_title_of_its_own_kinds() {
    let project = Project::with([
        ("site.toml", "theme = \"own\"\n"),
        ("content/index.md", "# Home\n"),
        ("content/soup.md", "---\ntitle: Soup\nkind: recipe\nextra: { serves: 4 }\n---\n\nStir.\n"),
        ("themes/own/theme.toml", "name = \"own\"\n[kinds.recipe.fields.serves]\ntype = \"number\"\n"),
        (
            "themes/own/templates/components/summary.html",
            "{% if page.kind == \"recipe\" %}<p>Serves {{ page.extra.serves }}</p>{% else %}\
             {% include \"default/components/summary.html\" %}{% endif %}",
        ),
    ]);
    project.build();
    assert!(project.built("print.html").contains("<p>Serves 4</p>"));
}
