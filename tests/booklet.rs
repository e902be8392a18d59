//! Booklets: the pages of a PDF on sheets to fold, as a printer prints them.

use handout::render::pdf::booklet::{Back, Spine, impose, sides};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use crate::harness::pdf::Pdf;
use crate::harness::pdf::text::Run;

/// A guide of four A5 pages, made by Typst with tags, links, bookmarks and an image.
const GUIDE: &[u8] = include_bytes!("pdf_reader/sample.pdf");

const A5: [f32; 2] = [419.53, 595.28];
const HALF_LETTER: [f32; 2] = [396.0, 612.0];

/// Where the word on a page begins.
const WORD_AT: [f32; 2] = [30.0, 50.0];

/// Returns a PDF with this many pages, each with its number. All pages inherit what `node` has.
fn numbered(pages: usize, size: [f32; 2], node: &[(&str, Object)]) -> Vec<u8> {
    let mut doc = Document::with_version("1.7");
    let tree = doc.new_object_id();
    let kids: Vec<Object> = (1..=pages).map(|number| page(&mut doc, tree, number)).collect();
    let mut root = dictionary! {
        "Type" => "Pages",
        "Count" => i64::try_from(pages).expect("few"),
        "Kids" => kids,
        "MediaBox" => vec![0.into(), 0.into(), size[0].into(), size[1].into()],
        "Resources" => resources(&mut doc),
    };
    for (key, value) in node {
        root.set(*key, value.clone());
    }
    doc.set_object(tree, root);
    let catalog = doc.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    doc.trailer.set("Root", catalog);
    saved(doc)
}

/// Returns a page with its number, whose content is split into two streams.
fn page(doc: &mut Document, tree: ObjectId, number: usize) -> Object {
    let [x, y] = WORD_AT;
    let parts = [format!("BT /F 12 Tf {x} {y} Td"), format!("({number}) Tj ET")];
    let parts = parts.map(|part| Object::from(doc.add_object(Stream::new(dictionary! {}, part.into()))));
    doc.add_object(dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => parts.to_vec() }).into()
}

/// Returns a font and an image for all pages.
fn resources(doc: &mut Document) -> Dictionary {
    let font = doc.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let picture = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1,
        "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
    };
    let picture = doc.add_object(Stream::new(picture, vec![128]));
    dictionary! { "Font" => dictionary! { "F" => font }, "XObject" => dictionary! { "I" => picture } }
}

fn saved(mut doc: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).expect("a vector takes any bytes");
    bytes
}

fn booklet(pdf: &[u8]) -> Pdf {
    Pdf::read(&impose(pdf).expect("a booklet"))
}

/// Returns the text on the two halves of a side, placed as on the single pages.
fn halves(sheets: &Pdf, side: usize, page: [f32; 2]) -> [Vec<Run>; 2] {
    let [width, height] = sheets.size(side);
    let (fold, below) = (width / 2.0, (height - page[1]) / 2.0);
    let half = |left: f32, keep: fn(f32, f32) -> bool| {
        let runs = sheets.runs(side).iter().filter(|run| keep(run.x, fold)).cloned();
        runs.map(|run| Run { x: run.x - left, end: run.end - left, y: run.y - below, ..run }).collect()
    };
    [half(fold - page[0], |x, fold| x < fold), half(fold, |x, fold| x >= fold)]
}

/// Reports whether two places are the same on paper.
fn is_near(a: f32, b: f32) -> bool {
    (a - b).abs() < 0.05
}

/// Reports whether the same text is at the same places.
fn is_same(a: &[Run], b: &[Run]) -> bool {
    let alike = |(a, b): (&Run, &Run)| {
        a.text == b.text && is_near(a.x, b.x) && is_near(a.y, b.y) && is_near(a.size, b.size)
    };
    a.len() == b.len() && a.iter().zip(b).all(alike)
}

#[test]
fn every_page_stands_on_its_half_of_a_side() {
    for pages in 1..=17 {
        let sheets = booklet(&numbered(pages, HALF_LETTER, &[]));
        let order = sides(pages, Back::LastPage, Spine::Left);
        assert_eq!(sheets.len(), order.len(), "{pages} pages");
        for (at, side) in order.into_iter().enumerate() {
            let read = halves(&sheets, at, HALF_LETTER)
                .map(|half| half.into_iter().map(|run| run.text).collect::<String>());
            assert_eq!(
                read,
                side.map(|page| page.map_or(String::new(), |it| (it + 1).to_string())),
                "{pages} pages"
            );
        }
    }
}

#[test]
fn pages_are_drawn_as_they_were() {
    let (guide, sheets) = (Pdf::read(GUIDE), booklet(GUIDE));
    for (side, [left, right]) in [[3, 0], [1, 2]].into_iter().enumerate() {
        let halves = halves(&sheets, side, guide.size(0));
        assert!(is_same(&halves[0], guide.runs(left)), "{:#?}", halves[0]);
        assert!(is_same(&halves[1], guide.runs(right)), "{:#?}", halves[1]);
    }
}

#[test]
fn a5_goes_on_a4_half_letter_on_letter_and_others_on_twice_their_width() {
    for (page, sheet) in
        [(A5, [841.89, 595.28]), (HALF_LETTER, [792.0, 612.0]), ([300.0, 200.0], [600.0, 200.0])]
    {
        booklet(&numbered(5, page, &[])).assert_size(0, sheet);
    }
}

#[test]
fn a_page_that_is_turned_or_cut_stands_upright_and_whole() {
    let corners = [10, 20, 210, 320].map(Object::from).to_vec();
    // The place of the word, seen from the lower left corner of the visible part: 20 right and 30 up, then rotated.
    for (turn, size, [x, y]) in [
        (0, [200.0, 300.0], [20.0, 30.0]),
        (90, [300.0, 200.0], [30.0, 180.0]),
        (180, [200.0, 300.0], [180.0, 270.0]),
        (-90, [300.0, 200.0], [270.0, 20.0]),
    ] {
        let cut = [("CropBox", corners.clone().into()), ("Rotate", turn.into())];
        let sheets = booklet(&numbered(1, [500.0, 500.0], &cut));
        sheets.assert_size(0, [2.0 * size[0], size[1]]);
        let word = &sheets.runs(0)[0];
        let place = [word.x - size[0], word.y];
        assert!(is_near(place[0], x) && is_near(place[1], y), "turned by {turn}: {place:?}");
    }
}

#[test]
fn a_guide_that_is_read_from_right_to_left_is_bound_on_the_right() {
    let mut doc = Document::load_mem(&numbered(4, A5, &[])).expect("a PDF");
    let direction = dictionary! { "Direction" => "R2L" };
    doc.catalog_mut().expect("a catalog").set("ViewerPreferences", direction);
    let cover = halves(&booklet(&saved(doc)), 0, A5).map(|half| half[0].text.clone());
    assert_eq!(cover, ["1", "4"]);
}

#[test]
fn title_and_language_stay_and_nothing_leads_anywhere() {
    let sheets = booklet(GUIDE);
    assert_eq!(sheets.title().as_deref(), Some("Warm hands"));
    assert_eq!(sheets.language().as_deref(), Some("en"));
    assert_eq!(sheets.labels(), ["1", "2"]);
    assert!(sheets.bookmarks().is_empty() && sheets.links().is_empty() && sheets.elements().is_empty());
}

#[test]
fn nothing_is_left_of_the_tags_nor_of_the_claim_to_have_them() {
    let before = inside(GUIDE);
    let after = inside(&impose(GUIDE).expect("a booklet"));
    for word in ["MCID", "StructParent", "StructTreeRoot", "MarkInfo", "/Annots", "<pdfuaid:part>"] {
        assert!(before.contains(word), "{word}");
        assert!(!after.contains(word), "{word}");
    }
    assert!(after.contains("<dc:title>"), "the metadata is gone");
    assert!(after.contains("/ActualText"), "letters that are to be read otherwise than drawn");
}

/// Returns all of a PDF as text, uncompressed.
fn inside(pdf: &[u8]) -> String {
    let doc = Document::load_mem(pdf).expect("a PDF");
    let object = |object: &Object| match object {
        Object::Stream(stream) => {
            let content = stream.get_plain_content().unwrap_or_default();
            format!("{:?} {}\n", stream.dict, String::from_utf8_lossy(&content))
        }
        other => format!("{other:?}\n"),
    };
    doc.objects.values().map(object).collect()
}

#[test]
fn fonts_and_pictures_are_shared_not_doubled() {
    let files = |pdf: &[u8]| {
        let doc = Document::load_mem(pdf).expect("a PDF");
        let streams = doc.objects.into_values().filter_map(|it| it.as_stream().cloned().ok());
        let wanted = [b"CIDFontType0C".as_slice(), b"OpenType", b"Image"];
        let is_file = |stream: &Stream| {
            stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|it| wanted.contains(&it))
        };
        let mut files: Vec<_> = streams.filter(is_file).map(|stream| stream.content).collect();
        files.sort();
        files
    };
    for (pdf, count) in [(GUIDE, 2), (&numbered(6, A5, &[]), 1)] {
        let before = files(pdf);
        assert_eq!(before.len(), count);
        assert!(files(&impose(pdf).expect("a booklet")) == before, "not the same files");
    }
}

#[test]
fn the_same_pages_make_the_same_bytes() {
    assert_eq!(impose(GUIDE).expect("a booklet"), impose(GUIDE).expect("a booklet"));
}
