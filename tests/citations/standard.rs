//! What the Citation Style Language says of names, dates and pages. `oracle.mjs` compares whole styles with citeproc-js.

use crate::harness::dom::Document;
use crate::harness::memory::Guide;

const JSON: &str = r#"[
  {"id": "berg", "type": "article-journal", "title": "Warmth", "container-title": "J Perinatol", "page": "5-9",
    "author": [{"family": "van der Berg", "given": "Anna-Maria"}], "issued": {"date-parts": [[2026, 9]]}, "volume": "4"},
  {"id": "walker", "type": "book", "title": "Lactation care", "publisher": "Elsevier", "issued": {"date-parts": [[2023]]},
    "editor": [{"family": "Walker", "given": "Marsha"}, {"family": "Spencer", "given": "Becky"}]},
  {"id": "nice", "type": "report", "title": "Postnatal care", "number": "NG-194-0599", "publisher": "NICE",
    "author": [{"literal": "NICE"}], "issued": {"date-parts": [[2021]]}, "DOI": "https://doi.org/10.1000/ng194"},
  {"id": "congress", "type": "paper-conference", "title": "Volumes", "author": [{"family": "Kent", "given": "Jo"}],
    "event-date": {"date-parts": [[2015, 5, 2], [2015, 5, 4]]}, "issued": {"date-parts": [[2015, 5, 2], [2015, 5, 4]]}},
  {"id": "act", "type": "legislation", "title": "Equality Act", "issued": {"date-parts": [[2010]]}}
]"#;

/// Returns the paragraphs of a page with this text, its footnotes and its sources, in a style.
pub fn shown(style: &str, sources: (&str, &str), text: &str) -> Vec<String> {
    shown_in("en-GB", style, &[sources], text)
}

/// Returns the same in a language, with these files in the content folder.
pub fn shown_in(language: &str, style: &str, files: &[(&str, &str)], text: &str) -> Vec<String> {
    let site = format!(
        "language = \"{language}\"\n[citations]\nstyle = \"{style}\"\n[checks]\nunused_sources = false\n"
    );
    let page = format!("# Home\n\n{text}\n");
    let content: Vec<_> = files.iter().map(|(name, text)| (format!("content/{name}"), *text)).collect();
    let own = [("site.toml", &*site), ("content/index.md", &*page)];
    let guide = Guide::bare(own.into_iter().chain(content.iter().map(|(name, text)| (&**name, *text))));
    assert_eq!(guide.messages(), "");
    let page = Document::parse(&guide.output("index.html"));
    let clean = |text: &str| text.replace('\u{A0}', " ").replace('↩', "").trim().to_owned();
    let is_shown = |name: &str| matches!(name, "p" | "li");
    page.elements.iter().filter(|it| is_shown(&it.name)).map(|it| clean(&it.text)).collect()
}

fn says(style: &str, text: &str, wanted: &str) {
    let shown = shown(style, ("sources.json", JSON), text);
    assert!(shown.iter().any(|it| it.contains(wanted)), "{style}, {text}: {shown:#?}");
}

#[test]
fn a_particle_belongs_to_the_family_name() {
    says("handout", "A [@berg]", "1. van der Berg AM. Warmth.");
    says("apa", "A [@berg]", "(van der Berg, 2026)");
    says("apa", "A [@berg]", "van der Berg, A.-M. (2026");
    says("chicago-notes", "A [@berg]", "Berg, Anna-Maria van der.");
    let source = "@book{berg, author = {van der Berg, Anna}, title = {Warmth}, date = {2026}}";
    let shown = shown("handout", ("sources.bib", source), "A [@berg]");
    assert!(shown.iter().any(|it| it.starts_with("1. van der Berg A. Warmth.")), "{shown:#?}");
}

#[test]
fn a_newspaper_and_a_video_have_their_own_types() {
    let source = "@article{n, author = {Roberts, Michelle}, title = {Support}, journaltitle = {BBC News}, \
                  entrysubtype = {newspaper}, date = {2023-05-06}, url = {https://example.org/n}}\n\
                  @video{v, author = {{Stanford}}, title = {Milk}, date = {2010}, url = {https://example.org/v}}";
    let shown = shown("apa", ("sources.bib", source), "A [@n; @v]");
    assert!(shown.iter().any(|it| it.starts_with("Roberts, M. (2023, May 6). Support.")), "{shown:#?}");
    assert!(shown.iter().any(|it| it.starts_with("Stanford. (2010). Milk [Video")), "{shown:#?}");
}

#[test]
fn a_number_that_is_a_name_is_printed_as_it_is() {
    says("handout", "A [@nice]", "Postnatal care. NG-194-0599. NICE; 2021. https://doi.org/10.1000/ng194");
}

#[test]
fn years_of_an_author_are_separated_by_a_comma() {
    let json = r#"[
      {"id": "a", "type": "book", "title": "A", "author": [{"literal": "NHS"}], "issued": {"date-parts": [[2024]]}},
      {"id": "b", "type": "book", "title": "B", "author": [{"literal": "NHS"}], "issued": {"date-parts": [[2024]]}}]"#;
    let shown = shown("apa", ("sources.json", json), "A [@a; @b]");
    assert_eq!(shown[0], "A (NHS, 2024a, 2024b)");
}

#[test]
fn a_range_of_dates_is_its_beginning() {
    says("handout", "A [@congress]", "Kent J. Volumes. 2015.");
}

#[test]
fn editors_take_the_place_of_authors_with_their_form_and_their_label() {
    says("handout", "A [@walker]", "1. Walker M, Spencer B, editors. Lactation care. Elsevier; 2023.");
    says(
        "chicago-notes",
        "A [@walker]",
        "Marsha Walker and Becky Spencer, eds, Lactation Care (Elsevier, 2023).",
    );
}

#[test]
fn a_date_without_a_day_has_no_space_after_it() {
    says("nlm-citation-sequence", "A [@berg]", "J Perinatol. 2026 Sep;4:5–9.");
}

#[test]
fn pages_in_a_citation_are_shortened_as_the_style_says() {
    says("chicago-notes", "A [@berg, pp. 757-764]", "757–64");
    says("american-medical-association", "A [@berg, pp. 757-764]", "(pp757-764)");
    says("handout", "A [@berg, pp. 757-64]", "[1, pp. 757–764]");
}

#[test]
fn a_note_can_leave_out_the_author() {
    says("chicago-notes", "A [@berg] [-@berg, p. 3]", "‘Warmth’, 3.");
    says("chicago-notes", "A [@act] [-@act]", "Equality Act");
}

#[test]
fn a_sentence_has_names_and_what_a_note_would_say() {
    says("chicago-notes", "A [@berg]. As @berg [p. 3] says", "As van der Berg (‘Warmth’, 3) says");
    says("chicago-notes", "A [@walker]. As @walker says", "As Walker and Spencer (Lactation Care) says");
    says("chicago-notes", "As @act says", "As Equality Act says");
}
