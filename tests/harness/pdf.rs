//! Reads a PDF as a viewer would: pages and their labels, bookmarks, links, fonts, text, tags. Anything broken in it
//! fails the test with a message. Pages are counted from 0; lengths are in points of 1/72 inch.

pub mod tags;
pub mod text;

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, decode_text_string};
use page_validation::{SafetyLimits, ValidationOptions, ValidationProfile, validate_pdf_bytes};

use text::{Kind, Run};

/// A PDF that was read.
pub struct Pdf {
    doc: Document,
    pages: Vec<ObjectId>,
    /// The text on each page, in the order of drawing.
    runs: Vec<Vec<Run>>,
}

/// An entry of the outline that readers show beside the pages.
#[derive(Debug, Clone, PartialEq)]
pub struct Bookmark {
    pub title: String,
    /// 1 for the top.
    pub level: usize,
    pub to: Target,
}

/// A part of a page that links somewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The page it is on.
    pub page: usize,
    /// Left, bottom, right, top.
    pub area: [f32; 4],
    /// The text that it covers.
    pub text: String,
    pub to: Target,
}

/// Where a link or a bookmark leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    Page(usize),
    /// An address on the web, or of a file.
    Address(String),
    /// To nothing, with the destination as written.
    Dangling(String),
}

/// A font, by its name in the PDF.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Font {
    pub name: String,
    pub embedded: bool,
}

/// Fails with everything that prevents a PDF from being PDF/UA-1 (ISO 14289-1).
pub fn assert_pdf_ua(pdf: &[u8]) {
    let options =
        ValidationOptions::default().profile(ValidationProfile::PdfUa1).limits(SafetyLimits::unlimited());
    let report = validate_pdf_bytes(pdf, &options).expect("a PDF that the checker can read");
    let said = report.failures.iter().map(|it| format!("{}: {}\n", it.rule_id, it.message));
    assert!(report.is_compliant, "not PDF/UA-1:\n{}", said.collect::<String>());
}

impl Pdf {
    pub fn read(bytes: &[u8]) -> Pdf {
        let mut doc = Document::load_mem(bytes).expect("a PDF");
        let fonts = doc.objects.values_mut().filter_map(|it| it.as_dict_mut().ok());
        for font in fonts.filter(|it| it.has(b"ToUnicode") && !name(it, b"Encoding").starts_with("Identity"))
        {
            // The Unicode map of the codes has precedence over how they are drawn (9.10.2).
            font.remove(b"Encoding");
        }
        let pages: Vec<_> = doc.page_iter().collect();
        let runs = pages.iter().map(|id| text::of_page(&doc, *id)).collect();
        Pdf { doc, pages, runs }
    }

    /// Returns the number of pages.
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// Returns the width and height of a page.
    pub fn size(&self, page: usize) -> [f32; 2] {
        let [left, bottom, right, top] = self.rectangle(page, "MediaBox").expect("a media box");
        [right - left, top - bottom]
    }

    /// Returns a box of a page: left, bottom, right, top.
    pub fn rectangle(&self, page: usize, name: &str) -> Option<[f32; 4]> {
        Some(numbers(&self.doc, inherited(&self.doc, self.pages[page], name.as_bytes())?))
    }

    /// Fails if a page has a different width or height, by more than a fifth of a millimetre.
    pub fn assert_size(&self, page: usize, wanted: [f32; 2]) {
        let size = self.size(page);
        let is_near = (0..2).all(|axis| (size[axis] - wanted[axis]).abs() < 0.5);
        assert!(is_near, "page {page} is {size:?}, not {wanted:?}");
    }

    pub fn title(&self) -> Option<String> {
        let info = self.doc.trailer.get_deref(b"Info", &self.doc).and_then(Object::as_dict);
        string(info.ok()?, b"Title", &self.doc)
    }

    /// Returns the language of the whole, as a tag.
    pub fn language(&self) -> Option<String> {
        string(self.catalog(), b"Lang", &self.doc)
    }

    /// Returns the page labels: `i`, `ii`, `1`. Pages without labels are counted from 1 (ISO 32000-1, 12.4.2).
    pub fn labels(&self) -> Vec<String> {
        let mut ranges = BTreeMap::from([(0, None)]);
        if let Ok(tree) = self.catalog().get_deref(b"PageLabels", &self.doc).and_then(Object::as_dict) {
            for (key, value) in self.leaves(tree, b"Nums") {
                let first = usize::try_from(key.as_i64().expect("a page")).expect("a page");
                ranges.insert(first, Some(self.dictionary(value)));
            }
        }
        let label = |page: usize| {
            let (first, range) = ranges.range(..=page).next_back().expect("a range from 0");
            range.map_or_else(|| (page + 1).to_string(), |range| self.label(range, page - first))
        };
        (0..self.len()).map(label).collect()
    }

    /// Returns the outline, in reading order.
    pub fn bookmarks(&self) -> Vec<Bookmark> {
        let mut found = Vec::new();
        if let Ok(root) = self.catalog().get_deref(b"Outlines", &self.doc).and_then(Object::as_dict) {
            self.bookmarks_below(root, 1, &mut found);
        }
        found
    }

    /// Returns every link on every page.
    pub fn links(&self) -> Vec<Link> {
        let mut found = Vec::new();
        for (page, id) in self.pages.iter().enumerate() {
            let annotations = self.doc.get_page_annotations(*id).expect("annotations");
            for link in annotations.into_iter().filter(|it| name(it, b"Subtype") == "Link") {
                let area = numbers(&self.doc, link.get(b"Rect").expect("an area"));
                let covered = self.runs[page].iter().filter(|run| run.is_in(area));
                found.push(Link { page, area, text: text::joined(covered), to: self.target(link) });
            }
        }
        found
    }

    /// Returns every link and bookmark without a target.
    pub fn dangling(&self) -> Vec<String> {
        let links = self.links().into_iter().map(|it| it.to);
        let all = links.chain(self.bookmarks().into_iter().map(|it| it.to));
        all.filter_map(|to| if let Target::Dangling(what) = to { Some(what) } else { None }).collect()
    }

    /// Returns every font, each once.
    pub fn fonts(&self) -> Vec<Font> {
        let dictionaries = self.doc.objects.values().filter_map(|it| it.as_dict().ok());
        let fonts = dictionaries
            .filter(|it| name(it, b"Type") == "Font" && !name(it, b"Subtype").starts_with("CIDFont"));
        let mut fonts: Vec<_> = fonts.map(|font| self.font(font)).collect();
        fonts.sort();
        fonts.dedup();
        fonts
    }

    /// Returns the text of a page line by line, without running headers and page numbers. A word that is split by a
    /// hyphen is joined.
    pub fn text(&self, page: usize) -> String {
        text::lines(self.runs[page].iter().filter(|run| matches!(run.kind, Kind::Text(_))))
    }

    /// Returns the text at the top and the bottom of a page: running headers and page numbers.
    pub fn furniture(&self, page: usize) -> String {
        text::lines(self.runs[page].iter().filter(|run| run.kind == Kind::Pagination))
    }

    /// Returns the text of a page with its places, in the order of drawing.
    pub fn runs(&self, page: usize) -> &[Run] {
        &self.runs[page]
    }

    /// Returns the words that are over the edge of their page or over other words.
    pub fn unreadable(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (page, runs) in self.runs.iter().enumerate() {
            let [width, height] = self.size(page);
            let runs: Vec<&Run> =
                runs.iter().filter(|run| !run.text.trim().is_empty() && run.kind != Kind::Ornament).collect();
            for (at, run) in runs.iter().enumerate() {
                let (left, right) = (run.x.min(run.end), run.x.max(run.end));
                if left < -1.0 || right > width + 1.0 || run.y < 0.0 || run.y > height {
                    found.push(format!("page {page}: `{}` is over the edge", run.text));
                }
                let is_over = |other: &&&Run| {
                    let width = right.min(other.x.max(other.end)) - left.max(other.x.min(other.end));
                    (run.y - other.y).abs() < run.size.min(other.size) * 0.5 && width > 2.0
                };
                if let Some(other) = runs[at + 1..].iter().find(is_over) {
                    found.push(format!("page {page}: `{}` is over `{}`", other.text, run.text));
                }
            }
        }
        found
    }

    fn catalog(&self) -> &Dictionary {
        self.doc.catalog().expect("a catalog")
    }

    fn dictionary<'a>(&'a self, value: &'a Object) -> &'a Dictionary {
        resolved(&self.doc, value).as_dict().expect("a dictionary")
    }

    /// Returns the pairs of a name tree or a number tree (7.9.6, 7.9.7), in order.
    fn leaves<'a>(&'a self, node: &'a Dictionary, key: &[u8]) -> Vec<(&'a Object, &'a Object)> {
        let list = |key| node.get_deref(key, &self.doc).and_then(Object::as_array).into_iter().flatten();
        let pairs: Vec<&Object> = list(key).collect();
        let own = pairs.chunks_exact(2).map(|pair| (pair[0], pair[1]));
        own.chain(list(b"Kids").flat_map(|kid| self.leaves(self.dictionary(kid), key))).collect()
    }

    fn label(&self, range: &Dictionary, after: usize) -> String {
        let start = range.get(b"St").map_or(1, |it| it.as_i64().expect("a number"));
        let number = usize::try_from(start).expect("a positive number") + after;
        let number = match name(range, b"S").as_str() {
            "D" => number.to_string(),
            "R" => roman(number).to_uppercase(),
            "r" => roman(number),
            "" => String::new(),
            other => panic!("page labels in the style {other}"),
        };
        string(range, b"P", &self.doc).unwrap_or_default() + &number
    }

    fn bookmarks_below(&self, node: &Dictionary, level: usize, found: &mut Vec<Bookmark>) {
        let mut next = node.get_deref(b"First", &self.doc).ok();
        while let Some(entry) = next {
            let entry = entry.as_dict().expect("a bookmark");
            let title = string(entry, b"Title", &self.doc).expect("a title");
            found.push(Bookmark { title, level, to: self.target(entry) });
            self.bookmarks_below(entry, level + 1, found);
            next = entry.get_deref(b"Next", &self.doc).ok();
        }
    }

    /// Returns where a link or a bookmark leads: by its own destination, or by an action (12.3.2, 12.6.4).
    fn target(&self, from: &Dictionary) -> Target {
        if let Ok(place) = from.get_deref(b"Dest", &self.doc) {
            return self.destination(place);
        }
        let Ok(action) = from.get_deref(b"A", &self.doc).and_then(Object::as_dict) else {
            return Target::Dangling("neither destination nor action".into());
        };
        match name(action, b"S").as_str() {
            "GoTo" => self.destination(action.get_deref(b"D", &self.doc).expect("a destination")),
            "URI" => Target::Address(string(action, b"URI", &self.doc).expect("an address")),
            other => Target::Dangling(format!("the action {other}")),
        }
    }

    fn destination(&self, place: &Object) -> Target {
        match place {
            Object::Array(parts) => {
                let page = parts.first().and_then(|it| it.as_reference().ok());
                let page = page.and_then(|id| self.pages.iter().position(|page| *page == id));
                page.map_or_else(|| Target::Dangling("a page that is not there".into()), Target::Page)
            }
            Object::Dictionary(place) => self.destination(place.get_deref(b"D", &self.doc).expect("a place")),
            Object::Name(key) | Object::String(key, _) => match self.named(key) {
                Some(place) => self.destination(place),
                None => Target::Dangling(String::from_utf8_lossy(key).into_owned()),
            },
            other => Target::Dangling(format!("{other:?}")),
        }
    }

    /// Returns the destination of a name, in either of the two lists of names (12.3.2.3).
    fn named(&self, key: &[u8]) -> Option<&Object> {
        let old = self.catalog().get_deref(b"Dests", &self.doc).and_then(Object::as_dict);
        if let Ok(place) = old.and_then(|names| names.get_deref(key, &self.doc)) {
            return Some(place);
        }
        let names = self.catalog().get_deref(b"Names", &self.doc).and_then(Object::as_dict).ok()?;
        let tree = names.get_deref(b"Dests", &self.doc).and_then(Object::as_dict).ok()?;
        let found =
            self.leaves(tree, b"Names").into_iter().find(|(name, _)| name.as_str().is_ok_and(|it| it == key));
        found.map(|(_, place)| resolved(&self.doc, place))
    }

    fn font(&self, font: &Dictionary) -> Font {
        let descendants = font.get_deref(b"DescendantFonts", &self.doc).and_then(Object::as_array);
        let holder = descendants.map_or(font, |fonts| self.dictionary(fonts.first().expect("a font")));
        let descriptor = holder.get_deref(b"FontDescriptor", &self.doc).and_then(Object::as_dict);
        let has_file =
            |it: &Dictionary| ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| it.has(key.as_bytes()));
        // The letters of a Type 3 font are drawings in the PDF itself.
        let embedded = name(font, b"Subtype") == "Type3" || descriptor.is_ok_and(has_file);
        Font { name: name(font, b"BaseFont"), embedded }
    }
}

/// Returns a value, or what it refers to.
fn resolved<'a>(doc: &'a Document, value: &'a Object) -> &'a Object {
    doc.dereference(value).expect("no dangling reference").1
}

/// Returns an attribute of a page or of an ancestor.
fn inherited<'a>(doc: &'a Document, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let node = doc.get_dictionary(page).expect("a page");
    match (node.get(key), node.get(b"Parent")) {
        (Ok(value), _) => Some(resolved(doc, value)),
        (_, Ok(parent)) => inherited(doc, parent.as_reference().expect("a reference"), key),
        _ => None,
    }
}

/// Returns a name; empty if there is none.
fn name(of: &Dictionary, key: &[u8]) -> String {
    let name = of.get(key).and_then(Object::as_name).unwrap_or_default();
    String::from_utf8_lossy(name).into_owned()
}

/// Returns a text.
fn string(of: &Dictionary, key: &[u8], doc: &Document) -> Option<String> {
    of.get_deref(key, doc).ok().map(|it| decode_text_string(it).expect("a text"))
}

/// Returns an array of `N` numbers.
fn numbers<const N: usize>(doc: &Document, array: &Object) -> [f32; N] {
    let array = array.as_array().expect("an array").iter();
    let numbers: Vec<f32> = array.map(|it| resolved(doc, it).as_float().expect("a number")).collect();
    numbers.try_into().expect("so many numbers")
}

fn roman(mut number: usize) -> String {
    let signs = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut out = String::new();
    for (value, sign) in signs {
        while number >= value {
            out += sign;
            number -= value;
        }
    }
    out
}
