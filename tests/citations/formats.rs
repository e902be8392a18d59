//! The three formats of a file of sources.

use crate::harness::dom::Document;
use crate::harness::memory::Guide;

const YAML: &str = "morton2009:
  type: Article
  title: Hands-on pumping
  author: [\"Morton, Jane\", \"Hall, James Y.\"]
  date: 2009
  page-range: 757-764
  serial-number:
    doi: 10.1038/jp.2009.87
  parent:
    type: Periodical
    title: J Perinatol
    volume: 29
    issue: 11
";

const JSON: &str = r#"[{"id": "morton2009", "type": "article-journal", "title": "Hands-on pumping",
  "author": [{"family": "Morton", "given": "Jane"}, {"family": "Hall", "given": "James Y."}],
  "issued": {"date-parts": [[2009]]}, "page": "757-764", "DOI": "10.1038/jp.2009.87",
  "container-title": "J Perinatol", "volume": "29", "issue": "11"}]"#;

const WANTED: &str = "1. Morton J, Hall JY. Hands-on pumping. J Perinatol 2009;29(11):757–764. \
                      https://doi.org/10.1038/jp.2009.87";

/// Returns the list of sources of a guide with this file.
fn list(name: &str, text: &str) -> Vec<String> {
    let path = format!("content/{name}");
    let site = "language = \"en-GB\"\n[checks]\nunused_sources = false\n";
    let files = [("site.toml", site), (&*path, text), ("content/index.md", "# Home\n\nA [@morton2009]\n")];
    let guide = Guide::new(files);
    assert_eq!(guide.messages(), "");
    assert!(!guide.addresses().contains(&name), "a file of sources is not published");
    let page = Document::parse(&guide.output("index.html"));
    let is_source = |id: Option<&str>| id.is_some_and(|id| id.starts_with("source--"));
    let text = |text: &str| text.replace('↩', "").trim().to_owned();
    page.elements.iter().filter(|it| is_source(it.attribute("id"))).map(|it| text(&it.text)).collect()
}

#[test]
fn every_format_says_the_same() {
    assert_eq!(list("sources.bib", super::SOURCES), [WANTED]);
    assert_eq!(list("sources.yml", YAML), [WANTED]);
    assert_eq!(list("sources.json", JSON), [WANTED]);
}
