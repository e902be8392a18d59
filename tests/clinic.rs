//! A theme as a designer writes one, in `themes/clinic/`: the default theme in a clinic's colours, letters and words.
//! `sample.rs` checks every page of it too.

use std::collections::BTreeMap;
use std::path::Path;

use handout::paths::{UrlPath, join};

use crate::harness::dom::Document;
use crate::harness::{Project, tree};
use crate::sample;

/// The guide in the clinic's theme, with these settings.
fn built(settings: &str) -> BTreeMap<String, String> {
    let site = sample::built(&format!("\n[theme]\nname = \"clinic\"\n{settings}"));
    let texts = site.into_iter().filter_map(|(name, bytes)| Some((name, String::from_utf8(bytes).ok()?)));
    texts.collect()
}

/// The address and the text of the one file that begins and ends like this.
fn file<'a>(site: &'a BTreeMap<String, String>, start: &str, end: &str) -> (&'a str, &'a str) {
    let mut found = site.iter().filter(|(name, _)| name.starts_with(start) && name.ends_with(end));
    let (name, text) = found.next().unwrap_or_else(|| panic!("no {start}…{end}"));
    assert!(found.next().is_none(), "more than one {start}…{end}");
    (name, text)
}

#[test]
fn every_page_wears_the_brand() {
    let site = built("");
    let (brand, rules) = file(&site, "assets/brand.", ".css");
    let (logo, _) = file(&site, "assets/logo.", ".svg");
    let named = rules.split("url(\"").nth(1).and_then(|rest| rest.split('"').next());
    assert_eq!(named.and_then(|name| join("assets", name)).as_deref(), Some(logo));
    let mut pages = 0;
    for (name, html) in site.iter().filter(|(_, text)| text.starts_with("<!DOCTYPE html>")) {
        let page = Document::parse(html);
        if page.values("http-equiv").any(|it| it == "refresh") {
            continue;
        }
        pages += 1;
        let here = UrlPath::new(name.as_str());
        let styles: Vec<&str> = page.named("link").filter_map(|it| it.attribute("href")).collect();
        let at = |file: &str| styles.iter().position(|it| *it == here.href_to(&UrlPath::new(file)));
        let parents = at(file(&site, "assets/style.", ".css").0).expect("the parent's style sheet");
        let own = at(brand).unwrap_or_else(|| panic!("{name} lacks the brand: {styles:?}"));
        assert!(own > parents, "{name}: the brand comes before what it changes");
        let image = here.href_to(&UrlPath::new(logo));
        assert!(page.values("src").any(|it| it == image), "{name} lacks the logo");
        let footer = page.named("footer").next().expect("a footer");
        assert!(footer.text.contains("Given out by the Riverside clinic"), "{name}: {}", footer.text);
        assert!(footer.text.contains("Gentle hands"), "{name} lost what the parent has there");
    }
    assert!(pages > 20, "{pages} pages");
}

#[test]
fn its_colours_and_letters_are_over_the_parents_and_the_rest_is_the_parents() {
    let (site, plain) = (built(""), sample::built(""));
    let tokens = file(&site, "assets/tokens.", ".css").1;
    let (light, dark) = tokens.split_once("@media").expect("light and dark");
    for (name, light_value, dark_value) in [
        ("accent", "#0b5c6b", Some("#8fd6e3")),
        ("paper", "#f7fafb", Some("#121a1c")),
        ("on-accent", "#ffffff", Some("#06282f")),
        ("band", "#0b5c6b", Some("#0d3a44")),
        ("on-band", "#ffffff", None),
        ("display", "\"Source Sans 3\", \"Noto Sans\", Verdana, sans-serif", None),
        ("ink", "#2b2327", Some("#e9dfdb")),
        ("measure", "38rem", None),
    ] {
        assert!(light.contains(&format!("\n  --{name}: {light_value};\n")), "{name} in {light}");
        match dark_value {
            Some(value) => assert!(dark.contains(&format!("\n  --{name}: {value};\n")), "{name} in {dark}"),
            None => assert!(!dark.contains(&format!("--{name}:")), "{name} in {dark}"),
        }
    }
    let style = file(&site, "assets/style.", ".css");
    assert_eq!(plain.get(style.0).map(Vec::as_slice), Some(style.1.as_bytes()), "the parent's style sheet");
    assert!(site["index.html"].contains("content=\"#f7fafb\""), "the browser's frame has the colour too");
}

#[test]
fn its_card_is_in_the_place_of_the_parents_on_every_section() {
    let site = built("");
    let page = Document::parse(&site["tips/index.html"]);
    let cards: Vec<_> =
        page.named("li").filter(|it| it.attribute("class").is_some_and(|it| it.contains("card"))).collect();
    assert_eq!(cards.len(), 6, "the section has six pages that are no drafts");
    for card in cards {
        assert_eq!(card.attribute("class"), Some("card clinic-card"), "{}", card.text);
        assert!(card.text.contains("Last reviewed"), "{}", card.text);
    }
    assert!(!site["benefits/index.html"].contains("class=\"card\""));
    // What its template did not change is the parent's.
    assert!(site["benefits/more-milk.html"].contains("class=\"evidence"));
}

#[test]
fn its_settings_change_its_pages() {
    let with = &built("phone = \"01632 960123\"\nfooter = \"plain\"\n")["index.html"];
    assert!(with.contains("Ring us: <a href=\"tel:01632960123\">01632 960123</a>"), "{with}");
    assert!(!with.contains("clinic-logo"), "{with}");
    let without = &built("")["index.html"];
    assert!(without.contains("clinic-logo") && !without.contains("Ring us"), "{without}");
}

#[test]
fn the_list_says_which_of_its_files_is_over_the_parents() {
    let project = Project::with([("content/index.md", "# Home\n"), ("site.toml", "theme = \"clinic\"\n")]);
    for (path, bytes) in tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/themes")) {
        project.write(&format!("themes/{path}"), bytes);
    }
    let run = project.run(&["theme", "list"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let comes_from = |path: &str| {
        let line = run.stdout.lines().find(|line| line.starts_with(&format!("{path} ")));
        line.unwrap_or_else(|| panic!("no {path}")).split_once(' ').map(|it| it.1.trim().to_owned())
    };
    assert_eq!(comes_from("templates/base.html").as_deref(), Some("clinic (over default)"));
    assert_eq!(comes_from("assets/brand.css").as_deref(), Some("clinic"));
    assert_eq!(comes_from("assets/style.css").as_deref(), Some("default"));
}
