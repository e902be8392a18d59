//! The repository's own guide, as a browser reads it: every page is valid, every address exists, nothing comes from
//! other hosts. Once in the default theme, and once more, below `clinic/`, in a theme that builds on it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use crate::harness::dom::{Document, Element};
use crate::harness::{Project, links, tree};

mod words;

/// The elements with addresses that a browser loads, and the attributes of these addresses.
const LOADED: [(&str, &str); 9] = [
    ("link", "href"),
    ("img", "src"),
    ("script", "src"),
    ("source", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("iframe", "src"),
    ("object", "data"),
    ("use", "href"),
];

/// The folder of the guide in the clinic's theme.
const CLINIC: &str = "clinic/";

/// The built guide, in both themes.
struct Sample {
    files: BTreeSet<String>,
    pages: BTreeMap<String, Document>,
    styles: BTreeMap<String, String>,
}

/// Returns the guide with this at the end of its `site.toml`, built without a warning.
pub fn built(theme: &str) -> BTreeMap<String, Vec<u8>> {
    let (project, root) = (Project::new(), Path::new(env!("CARGO_MANIFEST_DIR")));
    for (from, to) in [("content", "content"), ("themes", "themes"), ("tests/themes", "themes")] {
        for (path, bytes) in tree(&root.join(from)) {
            project.write(&format!("{to}/{path}"), bytes);
        }
    }
    let settings = std::fs::read_to_string(root.join("site.toml")).expect("the guide has settings");
    // The guide names its theme in a line, which a table of the same name replaces.
    let settings = if theme.is_empty() { settings } else { settings.replace("\ntheme = \"care\"", "") };
    project.write("site.toml", settings + theme);
    let run = project.run(&["build", "--strict"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    project.site()
}

/// Builds the guide in both themes, once for all tests.
fn sample() -> &'static Sample {
    static SAMPLE: OnceLock<Sample> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let mut site = built("");
        let clinic = built("\n[theme]\nname = \"clinic\"\nphone = \"01632 960123\"\n");
        site.extend(clinic.into_iter().map(|(name, bytes)| (format!("{CLINIC}{name}"), bytes)));
        let texts = |ending: &str| {
            let named = site.iter().filter(|(name, _)| name.ends_with(ending));
            named
                .map(|(name, bytes)| (name.clone(), String::from_utf8(bytes.clone()).expect("text")))
                .collect()
        };
        let pages: BTreeMap<String, String> = texts(".html");
        let pages = pages.into_iter().map(|(name, html)| (name, Document::parse(&html))).collect();
        Sample { files: site.keys().cloned().collect(), pages, styles: texts(".css") }
    })
}

impl Sample {
    /// Returns the pages with a text of their own: all except redirects.
    fn shown(&self) -> impl Iterator<Item = (&str, &Document)> {
        let shown =
            self.pages.iter().filter(|(_, page)| !page.values("http-equiv").any(|it| it == "refresh"));
        shown.map(|(name, page)| (name.as_str(), page))
    }
}

/// Fails with all faults at once, each with its page.
fn none(faults: impl IntoIterator<Item = String>) {
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Returns the tag as written, for a message.
fn tag(element: &Element) -> String {
    let attributes = element.attributes.iter().map(|(name, value)| format!(" {name}=\"{value}\""));
    format!("<{}{}>", element.name, attributes.collect::<String>())
}

#[test]
fn the_sample_guide_has_its_pages_and_its_style() {
    let sample = sample();
    assert!(sample.shown().count() > 20, "{:?}", sample.files);
    assert!(sample.pages.len() > sample.shown().count(), "no page leads on from an old address");
    assert!(sample.pages.contains_key("404.html") && sample.pages.contains_key("clinic/404.html"));
    assert!(!sample.styles.is_empty());
}

#[test]
fn no_page_has_a_mistake_that_a_browser_must_mend() {
    let pages = sample().pages.iter();
    none(pages.flat_map(|(name, page)| page.errors.iter().map(move |error| format!("{name}: {error}"))));
}

#[test]
fn every_id_is_on_its_page_once() {
    none(sample().pages.iter().flat_map(|(name, page)| {
        let mut seen = BTreeSet::new();
        page.values("id")
            .filter(|id| id.is_empty() || !seen.insert(*id))
            .map(|id| format!("{name}: {id}"))
            .collect::<Vec<_>>()
    }));
}

#[test]
fn every_id_that_an_attribute_names_is_on_the_page() {
    let naming = ["aria-labelledby", "aria-describedby", "aria-controls", "for", "popovertarget"];
    none(sample().pages.iter().flat_map(|(name, page)| {
        let ids: BTreeSet<&str> = page.values("id").collect();
        let named =
            naming.iter().flat_map(|attribute| page.values(attribute)).flat_map(str::split_whitespace);
        named.filter(|id| !ids.contains(id)).map(|id| format!("{name}: {id}")).collect::<Vec<_>>()
    }));
}

#[test]
fn every_address_leads_to_a_file_and_every_fragment_to_an_id() {
    let sample = sample();
    let mut followed = 0;
    let mut faults = Vec::new();
    for (name, page) in &sample.pages {
        for element in &page.elements {
            for address in ["href", "src"].iter().filter_map(|it| element.attribute(it)) {
                let elsewhere =
                    ["https://", "http://", "mailto:", "tel:"].iter().any(|it| address.starts_with(it));
                if !(elsewhere && element.name == "a") {
                    followed += 1;
                    faults.extend(
                        fault(sample, name, address).map(|it| format!("{name}: {} {it}", tag(element))),
                    );
                }
            }
        }
    }
    assert!(followed > 500, "only {followed} addresses were found");
    none(faults);
}

/// Returns what is wrong with an address on a page.
fn fault(sample: &Sample, page: &str, address: &str) -> Option<String> {
    links::fault(&sample.files, &sample.pages, page, address)
}

#[test]
fn the_check_of_addresses_sees_what_a_reader_would() {
    let page = Document::parse("<!DOCTYPE html><p id='é'>");
    let sample = Sample {
        files: ["a/b.html", "a/c d.svg"].map(str::to_owned).into(),
        pages: [("a/b.html".to_owned(), page)].into(),
        styles: BTreeMap::new(),
    };
    for fine in ["", "#", "#%C3%A9", "b.html?x#é", "c%20d.svg", "../a/b.html"] {
        assert_eq!(fault(&sample, "a/b.html", fine), None, "{fine}");
    }
    for bad in
        ["#e", "c.html", "/a/b.html", "../../a/b.html", "c%20d.svg#x", "%FF", "https://example.org", "../a/"]
    {
        assert!(fault(&sample, "a/b.html", bad).is_some(), "{bad}");
    }
}

#[test]
fn every_page_says_its_language_title_and_encoding() {
    let faults = sample().pages.iter().filter(|(_, page)| {
        let language = page.named("html").any(|it| it.attribute("lang") == Some("en-GB"));
        let title = page.named("title").any(|it| !it.text.trim().is_empty());
        let encoding = page.named("meta").any(|it| it.attribute("charset") == Some("utf-8"));
        !(language && title && encoding)
    });
    none(faults.map(|(name, _)| name.clone()));
}

#[test]
fn no_two_pages_have_the_same_title() {
    let mut seen = BTreeMap::new();
    none(sample().shown().filter_map(|(name, page)| {
        let title = page.named("title").next()?.text.clone();
        let other = seen.insert((name.starts_with(CLINIC), title.clone()), name)?;
        Some(format!("{other} and {name}: {title}"))
    }));
}

#[test]
fn every_page_has_one_first_heading_and_leaves_no_level_out() {
    let mut faults = Vec::new();
    for (name, page) in sample().shown() {
        let level = |it: &Element| it.name.strip_prefix('h').and_then(|it| it.parse::<u8>().ok());
        let levels: Vec<u8> = page.elements.iter().filter_map(level).collect();
        let jumps = levels.windows(2).any(|pair| pair[1] > pair[0] + 1);
        if jumps || levels.first() != Some(&1) || levels[1..].contains(&1) {
            faults.push(format!("{name}: {levels:?}"));
        }
        let empty = page.elements.iter().filter(|it| level(it).is_some() && it.text.trim().is_empty());
        faults.extend(empty.map(|it| format!("{name}: {} without words", tag(it))));
    }
    none(faults);
}

#[test]
fn every_image_says_what_it_shows_and_every_link_where_it_leads() {
    let images = sample().pages.iter().flat_map(|(name, page)| {
        let silent =
            page.named("img").filter(|it| it.attribute("alt").is_none_or(|alt| alt.trim().is_empty()));
        silent.map(move |it| format!("{name}: {}", tag(it)))
    });
    let links = sample().pages.iter().flat_map(|(name, page)| {
        let silent =
            page.named("a").filter(|it| it.text.trim().is_empty() && it.attribute("aria-label").is_none());
        silent.map(move |it| format!("{name}: {}", tag(it)))
    });
    assert!(
        sample().pages.values().flat_map(|page| page.named("img")).count() > 5,
        "the images are not found"
    );
    none(images.chain(links));
}

#[test]
fn no_page_has_a_script_or_a_style_in_it() {
    none(sample().pages.iter().flat_map(|(name, page)| {
        let inline = |it: &&Element| {
            let attributes = it.attributes.iter();
            // A data block is not a script: nothing runs it, and the policy allows it.
            let is_data = it.attribute("type") == Some("application/ld+json");
            let is_script = it.name == "script" && it.attribute("src").is_none() && !is_data;
            it.name == "style"
                || is_script
                || attributes.into_iter().any(|(name, _)| name == "style" || name.starts_with("on"))
        };
        page.elements.iter().filter(inline).map(move |it| format!("{name}: {}", tag(it)))
    }));
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let mut faults = Vec::new();
    for (name, page) in &sample().pages {
        for (element, attribute) in LOADED {
            let addresses = page.named(element).filter_map(|it| it.attribute(attribute));
            let absolute =
                addresses.filter(|it| it.contains("//") || it.starts_with('/') || it.contains(':'));
            faults.extend(absolute.map(|it| format!("{name}: {it}")));
        }
    }
    for (name, css) in &sample().styles {
        let addresses = css.split("url(").skip(1).chain(css.split("@import").skip(1));
        let elsewhere = addresses.filter(|it| {
            let address = it.trim_start_matches(['"', '\'', ' ']);
            address.starts_with("http") || address.starts_with("//")
        });
        faults.extend(elsewhere.map(|it| format!("{name}: {}", it.chars().take(60).collect::<String>())));
    }
    none(faults);
}

#[test]
fn its_spaces_colours_and_fonts_are_what_the_site_says() {
    let site = built(
        "\n[theme]\nname = \"care\"\ndensity = \"compact\"\nspace = \"2rem\"\naccent = { light = \"#224466\", dark = \"#8fd4bd\" }\ntext = \"Lora, serif\"\n",
    );
    let text = |name: &str| String::from_utf8(site[name].clone()).expect("a text");
    for name in ["index.html", "technique/index.html", "404.html", "a-z.html", "print.html"] {
        let page = Document::parse(&text(name));
        let density = page.named("html").next().and_then(|it| it.attribute("data-density"));
        assert_eq!(density, Some("compact"), "{name}");
    }
    let style = text(site.keys().find(|it| it.starts_with("assets/style.")).expect("the style"));
    for line in ["--space: 2rem;", "--accent: light-dark(#224466, #8fd4bd);", "--text: Lora, serif;"] {
        assert!(style.contains(line), "{line} in {style}");
    }
    // The density multiplies the space, whichever theme set it.
    assert_eq!(style.matches("--space:").count(), 1, "no part of the style sheet sets it");
}
