//! Tests the helpers that read PDFs, on one that Typst itself made from `pdf_reader/sample.typ`: the tests of printed
//! guides rely on them.

use lopdf::{Document, Object, dictionary};

use crate::harness::pdf::tags::ContentsLine;
use crate::harness::pdf::{Bookmark, Pdf, Target, assert_pdf_ua};

const SAMPLE: &[u8] = include_bytes!("pdf_reader/sample.pdf");

/// Returns the sample with a change in its catalog.
fn changed(change: impl FnOnce(&mut lopdf::Dictionary)) -> Vec<u8> {
    let mut doc = Document::load_mem(SAMPLE).expect("a PDF");
    change(doc.catalog_mut().expect("a catalog"));
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).expect("bytes");
    bytes
}

#[test]
fn pages_have_sizes_and_labels() {
    let pdf = Pdf::read(SAMPLE);
    assert_eq!(pdf.labels(), ["i", "1", "2", "3"]);
    pdf.assert_size(3, [419.53, 595.28]);
    assert_eq!((pdf.title().as_deref(), pdf.language().as_deref()), (Some("Warm hands"), Some("en")));
}

#[test]
fn text_is_read_line_by_line_with_whole_words_and_right_to_left() {
    let pdf = Pdf::read(SAMPLE);
    let text = pdf.text(1);
    assert!(text.starts_with(
        "First steps\nTake a warm cloth. See Warm compress, page 2, and a site about hands.1\n"
    ));
    assert!(text.contains("\nExtraordinarily uncharacteristic internationalization\nof "), "{text}");
    assert!(text.contains("\nBowl of water one\n• a cloth\n"), "{text}");
    assert!(text.ends_with("\n1A note below the text."), "{text}");
    assert!(pdf.text(2).ends_with("\nOffice fluffy — “quotes”, שלום עולם."), "{}", pdf.text(2));
    assert_eq!((pdf.furniture(0), pdf.furniture(1)), ("i".into(), "1".into()));
}

#[test]
fn bookmarks_and_contents_lead_to_pages() {
    let pdf = Pdf::read(SAMPLE);
    let places =
        [("First steps", 1, 1), ("What you need", 2, 1), ("Warm compress", 1, 2), ("Afterwards", 1, 3)];
    let bookmark =
        |(title, level, page): (&str, _, _)| Bookmark { title: title.into(), level, to: Target::Page(page) };
    assert_eq!(pdf.bookmarks(), places.map(bookmark));
    let line = |(text, _, page): (&str, usize, usize)| ContentsLine {
        text: text.into(),
        number: page.to_string(),
        to: Target::Page(page),
    };
    assert_eq!(pdf.contents(), places.map(line));
    pdf.assert_contents_numbers();
}

#[test]
fn links_say_what_they_cover_and_where_they_lead() {
    let links = Pdf::read(SAMPLE).links();
    let to =
        |text: &str| links.iter().find(|link| link.text == text).map(|link| (link.page, link.to.clone()));
    assert_eq!(to("page 2"), Some((1, Target::Page(2))));
    assert_eq!(to("the beginning"), Some((3, Target::Page(1))));
    let address = "https://example.org/hands?a=1&b=2";
    assert_eq!(to("a site about hands"), Some((1, Target::Address(address.into()))));
}

#[test]
fn links_to_nothing_are_found() {
    assert_eq!(Pdf::read(SAMPLE).dangling(), [""; 0]);
    let without_names = changed(|catalog| drop(catalog.remove(b"Names")));
    let dangling = Pdf::read(&without_names).dangling();
    assert!(dangling.contains(&"compress".to_owned()), "{dangling:?}");
}

#[test]
fn every_font_is_seen_with_or_without_its_letters() {
    let mut doc = Document::load_mem(SAMPLE).expect("a PDF");
    assert!(Pdf::read(SAMPLE).fonts().iter().all(|font| font.embedded));
    doc.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).expect("bytes");
    let bare: Vec<_> = Pdf::read(&bytes).fonts().into_iter().filter(|font| !font.embedded).collect();
    assert_eq!(bare.iter().map(|font| font.name.as_str()).collect::<Vec<_>>(), ["Helvetica"]);
}

#[test]
fn tags_tell_roles_alternatives_and_pages() {
    let pdf = Pdf::read(SAMPLE);
    let headings = pdf.headings();
    assert_eq!(headings[1..3], [(1, "First steps".into()), (2, "What you need".into())]);
    let figure = &pdf.with_role("Figure")[0];
    assert_eq!((figure.alt.as_deref(), figure.page), (Some("A round compress"), Some(2)));
    let note = &pdf.with_role("Note")[0];
    assert_eq!((note.text.as_str(), note.page), ("1A note below the text.", Some(1)));
    let cells: Vec<_> = pdf.with_role("TD").into_iter().map(|cell| cell.text).collect();
    assert_eq!(cells, ["Cloth", "two", "Bowl of water", "one"]);
}

#[test]
fn the_checker_passes_the_sample() {
    assert_pdf_ua(SAMPLE);
}

#[test]
#[should_panic(expected = "not PDF/UA-1")]
fn the_checker_refuses_a_sample_that_tells_no_language() {
    assert_pdf_ua(&changed(|catalog| drop(catalog.remove(b"Lang"))));
}

#[test]
#[should_panic(expected = "leads to another page than it says")]
fn a_wrong_number_in_the_contents_is_found() {
    let labels = dictionary! { "Nums" => vec![Object::from(0), dictionary! { "S" => "D" }.into()] };
    Pdf::read(&changed(|catalog| catalog.set("PageLabels", labels))).assert_contents_numbers();
}
