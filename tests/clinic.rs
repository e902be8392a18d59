//! A theme as a designer would write it, in `themes/clinic/`: the default theme with a clinic's colours, fonts and
//! words. `sample.rs` checks every page of it too.

use std::collections::BTreeMap;
use std::path::Path;

use handout::paths::{UrlPath, join};

use crate::harness::dom::Document;
use crate::harness::{Project, tree};
use crate::sample;

/// Builds the guide in the clinic's theme, with these settings.
fn built(settings: &str) -> BTreeMap<String, String> {
    let site = sample::built(&format!("\n[theme]\nname = \"clinic\"\n{settings}"));
    let texts = site.into_iter().filter_map(|(name, bytes)| Some((name, String::from_utf8(bytes).ok()?)));
    texts.collect()
}

/// Returns the address and the text of the only file whose address begins and ends like this.
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
    let style = file(&site, "assets/style.", ".css").1;
    let (tokens, parts) = style.split_once("@layer reset {").expect("the parts");
    for (name, value) in [
        ("accent", "light-dark(#0b5c6b, #8fd6e3)"),
        ("paper", "light-dark(#f7fafb, #121a1c)"),
        ("on-accent", "light-dark(#ffffff, #06282f)"),
        ("band", "light-dark(#0b5c6b, #0d3a44)"),
        ("on-band", "#ffffff"),
        ("display", "\"Source Sans 3\", \"Noto Sans\", Verdana, sans-serif"),
        ("ink", "light-dark(#2b2327, #e9dfdb)"),
        ("measure", "38rem"),
    ] {
        assert!(tokens.contains(&format!("\n--{name}: {value};\n")), "{name} in {tokens}");
    }
    let plain = plain.iter().find(|(name, _)| name.starts_with("assets/style.")).expect("a style sheet").1;
    assert!(String::from_utf8_lossy(plain).ends_with(parts), "the parent's rules");
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
    // What its template did not change comes from the parent.
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
    assert_eq!(comes_from("assets/style/base.css").as_deref(), Some("default"));
}
