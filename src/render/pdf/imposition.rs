//! A PDF of single pages → a PDF of sheets, on which pages lie beside each other, to be folded or cut.
//!
//! The pages are used unchanged: what a page draws is drawn again at its place on a sheet, with the same fonts
//! and images. Title, author, language and metadata stay. Tags, links and bookmarks describe pages in reading order,
//! which a sheet does not have, so they are left out, and with them the claim to PDF/UA. A sheet is for paper; the
//! PDF that it is made of is for screens. The same input makes the same bytes.

mod content;
mod copy;
mod metadata;

use std::fmt;

use lopdf::{Dictionary, Document, Object, SaveOptions, Stream, StringFormat, dictionary};
use xxhash_rust::xxh3::xxh3_128;

pub use copy::Size;
pub(super) use copy::numbers;
use copy::{Copier, Drawn};

/// The edge at which pages are bound, seen from their cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spine {
    /// For writing from left to right.
    Left,
    /// For writing from right to left.
    Right,
}

/// A side of a sheet. Lengths are in points, from its lower left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetSide {
    /// Its size.
    pub size: Size,
    /// The pages on it.
    pub pages: Vec<PlacedPage>,
    /// Lines that show where to fold or cut.
    pub marks: Vec<Mark>,
}

/// A page on a side of a sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacedPage {
    /// Its number, counted from 0.
    pub page: usize,
    /// The place of its lower left corner.
    pub at: [f32; 2],
}

/// A line that shows where to fold or cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// One end.
    pub from: [f32; 2],
    /// The other end.
    pub to: [f32; 2],
}

/// The edge over which a printer turns a sheet to print its back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turned {
    /// Sheets are printed on one side.
    Never,
    /// The short edge.
    ShortEdge,
    /// The long edge.
    LongEdge,
}

/// A PDF whose pages cannot be placed on sheets.
#[derive(Debug)]
pub struct Unreadable(pub(super) String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this PDF cannot be placed on sheets: {}", self.0)
    }
}

impl std::error::Error for Unreadable {}

/// The grey of marks, from 0 for black to 1 for white, and their width in points.
const MARK: (f32, f32) = (0.55, 0.4);

/// Places the pages of a PDF on sheets. `arrange` gets the size of each page and the spine that the PDF's reading direction
/// requires (`Direction` of ISO 32000-1, 12.2), and returns the sides of all sheets in the order of printing.
pub fn impose(
    pdf: &[u8],
    turned: Turned,
    arrange: impl Fn(&[Size], Spine) -> Vec<SheetSide>,
) -> Result<Vec<u8>, Unreadable> {
    let from = Document::load_mem(pdf).map_err(|error| Unreadable(error.to_string()))?;
    let catalog = from.catalog().map_err(|error| Unreadable(error.to_string()))?;
    let mut copier = Copier::new(&from);
    let pages: Vec<Drawn> = from.page_iter().map(|id| copier.page(id)).collect();
    if pages.is_empty() || from.is_encrypted() {
        return Err(Unreadable("it has no page that can be read".into()));
    }
    let fingerprint = xxh3_128(pdf);
    let of_pages: Vec<Size> = pages.iter().map(|page| page.size).collect();
    let sides = arrange(&of_pages, spine(&from, catalog));
    let metadata = metadata::of_sheets(&from, catalog, sides.len(), fingerprint);
    let mut catalog = kept(&mut copier, catalog, turned);
    let info = from.trailer.get(b"Info").map(|it| copier.value(it));
    let mut to = copier.finish();
    if let Some(metadata) = metadata {
        catalog.set("Metadata", to.add_object(metadata));
    }
    catalog.set("Pages", add_sheets(&mut to, &pages, &sides));
    let root = to.add_object(catalog);
    to.trailer.set("Root", root);
    if let Ok(info) = info {
        to.trailer.set("Info", info);
    }
    to.trailer.set("ID", identifiers(&from, fingerprint));
    Ok(save(to))
}

fn spine(from: &Document, catalog: &Dictionary) -> Spine {
    let preferences = catalog.get_deref(b"ViewerPreferences", from).and_then(Object::as_dict);
    match preferences.and_then(|it| it.get(b"Direction")).and_then(Object::as_name) {
        Ok(b"R2L") => Spine::Right,
        _ => Spine::Left,
    }
}

/// Copies the parts of the catalog that apply to sheets, and adds settings for the printer: actual size, and the edge over
/// which it turns a sheet.
fn kept(copier: &mut Copier<'_>, catalog: &Dictionary, turned: Turned) -> Dictionary {
    let duplex = match turned {
        Turned::Never => "Simplex",
        Turned::ShortEdge => "DuplexFlipShortEdge",
        Turned::LongEdge => "DuplexFlipLongEdge",
    };
    let mut kept = dictionary! {
        "Type" => "Catalog",
        "ViewerPreferences" => dictionary! {
            "DisplayDocTitle" => true,
            "PrintScaling" => "None",
            "Duplex" => duplex,
        },
    };
    for key in ["Lang", "OCProperties", "OutputIntents"] {
        if let Ok(value) = catalog.get(key.as_bytes()) {
            kept.set(key, copier.value(value));
        }
    }
    kept
}

/// Adds a page for each side of a sheet, and the tree of these pages.
fn add_sheets(to: &mut Document, pages: &[Drawn], sides: &[SheetSide]) -> Object {
    let tree = to.new_object_id();
    let mut kids = Vec::new();
    for side in sides {
        let content = to.add_object(Stream::new(Dictionary::new(), draw(side)));
        let shown = side.pages.iter().map(|it| (name(it.page).into_bytes(), pages[it.page].form.into()));
        kids.push(Object::from(to.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => tree,
            "MediaBox" => numbers([0.0, 0.0, side.size[0], side.size[1]]),
            "Resources" => dictionary! { "XObject" => shown.collect::<Dictionary>() },
            "Contents" => content,
        })));
    }
    let count = i64::try_from(kids.len()).expect("far fewer sheets");
    to.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    tree.into()
}

/// Returns the operators that draw one side: each page in its own size, then the marks.
fn draw(side: &SheetSide) -> Vec<u8> {
    let page = |PlacedPage { page, at: [x, y] }: &PlacedPage| {
        format!("q 1 0 0 1 {x} {y} cm /{} Do Q\n", name(*page))
    };
    let (grey, width) = MARK;
    let mark = |Mark { from, to }: &Mark| {
        format!("q {grey} G {width} w {} {} m {} {} l S Q\n", from[0], from[1], to[0], to[1])
    };
    let pages = side.pages.iter().map(page);
    pages.chain(side.marks.iter().map(mark)).collect::<String>().into_bytes()
}

/// Returns the name of a page in a sheet.
fn name(page: usize) -> String {
    format!("P{}", page + 1)
}

/// Returns the identifiers of the file (ISO 32000-1, 14.4): the first is that of the pages, the second distinguishes
/// the sheets from them.
fn identifiers(from: &Document, fingerprint: u128) -> Vec<Object> {
    let own = Object::String(fingerprint.to_be_bytes().to_vec(), StringFormat::Hexadecimal);
    let first = from.trailer.get(b"ID").and_then(Object::as_array).ok().and_then(|ids| ids.first());
    vec![first.unwrap_or(&own).clone(), own]
}

/// Writes a PDF: the same bytes for the same objects.
pub(super) fn save(mut to: Document) -> Vec<u8> {
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    let mut bytes = Vec::new();
    to.save_with_options(&mut bytes, options).expect("a vector takes any bytes");
    bytes
}
