//! Repairs that once damaged what the engine writes: names, pages, addresses, marks between sources, and quotation marks.

use super::standard::{shown, shown_in};

/// Asserts that citations of sources in a file of this name have each text among the paragraphs, notes and sources.
fn says(style: &str, sources: (&str, &str), text: &str, wanted: &[&str]) {
    let shown = shown(style, sources, text);
    for wanted in wanted {
        assert!(shown.iter().any(|it| it.contains(wanted)), "{style}, {text}: no {wanted:?} in {shown:#?}");
    }
}

fn never_says(style: &str, sources: (&str, &str), text: &str, unwanted: &str) {
    let shown = shown(style, sources, text);
    assert!(!shown.iter().any(|it| it.contains(unwanted)), "{style}, {text}: {unwanted:?} in {shown:#?}");
}

#[test]
fn a_newspaper_and_a_video_keep_names_with_commas() {
    let bib = "@article{k, author = {King, Jr., Martin Luther and \
               {Department of Health, Social Services and Public Safety}}, title = {Dream}, journaltitle = {Herald}, \
               entrysubtype = {newspaper}, date = {1963-08-28}}\n\
               @video{v, author = {{Health, Social Services, Care and Public Safety}}, title = {Milk}, date = {2010}, \
               url = {https://example.org/v}}";
    let wanted = [
        "King, M. L., Jr.",
        "Department of Health, Social Services and Public Safety. (1963, August 28). Dream. Herald.",
        "Health, Social Services, Care and Public Safety. (2010). Milk [Video",
    ];
    says("apa", ("sources.bib", bib), "A [@k; @v]", &wanted);
}

#[test]
fn pages_are_shortened_only_where_they_are_the_place_in_a_source() {
    let json = r#"[{"id": "a", "type": "webpage", "title": "Wards 101-108", "author": [{"family": "Berg", "given": "Anna"}],
      "issued": {"date-parts": [[2020]]}, "URL": "https://example.org/101-108/x"}]"#;
    let sources = ("sources.json", json);
    let text = "A [@a, pp. 101-108]";
    says("chicago-notes", sources, text, &["Wards 101-108", "101–8", "https://example.org/101-108/x"]);
    never_says("chicago-notes", sources, text, "https://example.org/101–8");
    never_says("chicago-notes", sources, text, "Wards 101–8");
    says("chicago-notes", sources, "A [@a, pp. 757--764]", &["757–64"]);
    says("chicago-notes", sources, "A [@a, pp. 12, 757-764]", &["12, 757–64"]);
    says("chicago-notes", sources, "A [@a, pp. 1.2-1.3]", &["1.2"]);
    says("apa", sources, "A [@a, pp. 757-764]", &["(Berg, 2020, pp. 757–764)"]);
    says("apa", sources, "A [see @a, pp. 757-764, too]", &["(see Berg, 2020, pp. 757–764, too)"]);
}

#[test]
fn the_default_style_prints_an_institution_once() {
    let bib = "@report{r, title = {A report}, institution = {WHO}, date = {2001}}\n\
               @online{o, title = {A page}, organization = {UNICEF}, date = {2002}, url = {https://example.org/o}}\n\
               @manual{m, title = {A manual}, organization = {NICE}, date = {2003}}\n\
               @book{b, editor = {Walker, Marsha}, title = {A book}, publisher = {Elsevier}, date = {2004}}\n\
               @report{n, author = {Berg, Anna}, title = {Named}, institution = {NHS}, date = {2005}}";
    let wanted = [
        "1. WHO. A report. 2001.",
        "2. UNICEF. A page. 2002.",
        "3. NICE. A manual. 2003.",
        "4. Walker M, editor. A book. Elsevier; 2004.",
        "5. Berg A. Named. NHS; 2005.",
    ];
    says("handout", ("sources.bib", bib), "A [@r] [@o] [@m] [@b] [@n]", &wanted);
    let json = r#"[{"id": "u", "type": "pamphlet", "title": "Off to the best start", "publisher": "UNICEF",
      "publisher-place": "London", "issued": {"date-parts": [[2019]]}}]"#;
    says("handout", ("sources.json", json), "A [@u]", &["1. UNICEF. Off to the best start. London; 2019."]);
}

#[test]
fn a_source_without_names_is_not_the_same_author_again() {
    let json = r#"[
      {"id": "m1", "type": "legislation", "title": "Equality Act", "issued": {"date-parts": [[2010]]}},
      {"id": "m2", "type": "legislation", "title": "Care Act", "issued": {"date-parts": [[2014]]}},
      {"id": "b", "type": "book", "title": "B", "author": [{"literal": "NHS"}], "issued": {"date-parts": [[2024]]}},
      {"id": "c", "type": "book", "title": "C", "author": [{"literal": "NHS"}], "issued": {"date-parts": [[2025]]}}]"#;
    let sources = ("sources.json", json);
    says("apa", sources, "A [@m1; @m2]", &["(Care Act, 2014; Equality Act, 2010)"]);
    says("apa", sources, "A [@b; @m1]", &["(Equality Act, 2010; NHS, 2024)"]);
    says("apa", sources, "A [@b; @c]", &["(NHS, 2024, 2025)"]);
    let bib = "@book{b, author = {{NHS}}, title = {B}, date = {2024}}\n@book{c, author = {{NHS}}, title = {C}, date = {2025}}";
    says("apa", ("sources.bib", bib), "A [@b; @c]", &["(NHS, 2024, 2025)"]);
}

/// A style with notes, which says "ibid." of a source that is cited again.
const IBID: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0">
  <info><title>Ibid</title><id>ibid</id><updated>2026-11-26T00:00:00+00:00</updated></info>
  <citation><layout suffix="." delimiter="; "><choose>
    <if position="ibid"><text term="ibid"/></if>
    <else><group delimiter=", ">
      <names variable="author"><substitute><text variable="title"/></substitute></names><text variable="title"/>
    </group></else>
  </choose><text variable="locator" prefix=", "/></layout></citation>
</style>"#;

#[test]
fn a_sentence_after_the_same_source_has_names() {
    let bib = "@book{q, author = {Quill, Ada}, title = {Milk}, publisher = {Press}, date = {2020}}\n@misc{act, title = {Act}, date = {2010}}";
    let files = [("sources.bib", bib), ("ibid.csl", IBID)];
    let text = "As @q says. A [@q]. As @q says. As @q [p. 3] says. As @act says. As @act says";
    let shown = shown_in("en-GB", "ibid.csl", &files, text);
    let wanted =
        "As Quill (Milk) says. A 1. As Quill (Milk) says. As Quill (Milk, 3) says. As Act says. As Act says";
    assert_eq!(shown[0], wanted);
}

#[test]
fn a_quotation_mark_has_one_mark_before_it() {
    let source = |title: &str| {
        format!(
            r#"[{{"id": "a", "type": "article-journal", "title": "{title}", "container-title": "J",
              "author": [{{"family": "Berg", "given": "Anna"}}], "issued": {{"date-parts": [[2020]]}}}}]"#
        )
    };
    for (title, wanted) in
        [("Why Breastfeed?", "“Why Breastfeed?”"), ("Stop!", "“Stop!”"), ("Milk", "“Milk.”")]
    {
        let json = source(title);
        let shown = shown_in("en-US", "chicago-notes", &[("sources.json", &json)], "A [@a] [-@a]");
        let note = shown.iter().find(|it| it.starts_with('“')).unwrap_or_else(|| panic!("{shown:#?}"));
        assert_eq!(note, wanted);
    }
}

#[test]
fn the_last_word_of_a_family_name_is_no_particle() {
    let json = r#"[
      {"id": "h", "type": "book", "title": "H", "author": [{"family": "de l'Hôpital", "given": "Guillaume"}]},
      {"id": "v", "type": "book", "title": "V", "author": [{"family": "van", "given": "Anna"}]}]"#;
    let sources = ("sources.json", json);
    says("handout", sources, "A [@h] [@v]", &["1. de l'Hôpital G. H.", "2. van A. V."]);
}

#[test]
fn an_empty_date_is_no_date() {
    let json = r#"[
      {"id": "e", "type": "book", "title": "E", "author": [{"literal": "NHS"}], "issued": {"date-parts": [[]]}},
      {"id": "f", "type": "book", "title": "F", "author": [{"literal": "NHS"}], "issued": {"date-parts": []}},
      {"id": "g", "type": "book", "title": "G", "author": [{"literal": "NICE"}], "issued": {"date-parts": [[2024, 0]]}},
      {"id": "h", "type": "book", "title": "H", "author": [{"literal": "WHO"}], "issued": {"date-parts": [[2023, 21, 40]]}}]"#;
    says("chicago-notes", ("sources.json", json), "A [@g] [@h]", &["2024", "2023"]);
    says("apa", ("sources.json", json), "A [@e] [@f] [@g] [@h]", &["n.d."]);
}
