//! Citations: what they are, what they and the lists of sources say, and that every edition says the same.

mod formats;
mod messages;
mod regressions;
mod standard;
mod styles;
mod words;

use crate::harness::dom::Document;
use crate::harness::memory::Guide;

/// The kinds of source that a health guide cites, twelve and one without a date.
pub const KINDS: &str = include_str!("citations/kinds.bib");

/// A few sources.
const SOURCES: &str = "@article{morton2009, author = {Morton, Jane and Hall, James Y.}, title = {Hands-on pumping},
  journaltitle = {J Perinatol}, date = {2009}, volume = {29}, number = {11}, pages = {757--764}, doi = {10.1038/jp.2009.87}}
@book{foda2004, author = {Foda, Mervat}, title = {Milk}, publisher = {Press}, date = {2004}}
@online{nhs, author = {{NHS}}, title = {Breast pain}, url = {https://www.nhs.uk/pain}, urldate = {2026-11-02}, date = {2024}}
";

/// Returns the files of a guide with a page of this text.
fn files(text: &str) -> [(&str, &str); 3] {
    [
        ("site.toml", "title = \"Guide\"\nlanguage = \"en-GB\"\n[checks]\nunused_sources = false\n"),
        ("content/sources.bib", SOURCES),
        ("content/index.md", text),
    ]
}

/// Returns the text of the paragraphs of a page.
fn paragraphs(text: &str) -> Vec<String> {
    let text = format!("# Home\n\n{text}\n");
    let guide = Guide::bare(files(&text));
    assert_eq!(guide.messages(), "", "{text}");
    let page = Document::parse(&guide.output("index.html"));
    page.named("p").map(|paragraph| paragraph.text.trim().replace('\u{A0}', " ")).collect()
}
