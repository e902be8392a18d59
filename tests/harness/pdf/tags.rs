//! The structure tree of a tagged PDF (ISO 32000-1, 14.7), as a screen reader sees it.

use lopdf::{Dictionary, Object, ObjectId};

use super::text::{self, Kind, Run};
use super::{Pdf, Target, name, resolved, string};

/// The deepest nesting of elements.
const DEEPEST: usize = 64;

/// An element of the structure tree.
#[derive(Debug, Clone)]
pub struct Element {
    /// Its role as written: `H1`, `Figure`, `TOCI`.
    pub role: String,
    /// 0 for the roots of the tree.
    pub depth: usize,
    /// The alternative text of an image.
    pub alt: Option<String>,
    /// Its language, if it has its own.
    pub language: Option<String>,
    /// Its width and height in points, if it states them (14.8.5.4.3).
    pub size: Option<[f32; 2]>,
    /// The page on which it begins, if any of it is on a page.
    pub page: Option<usize>,
    /// All text in it and below, on one line.
    pub text: String,
    /// The targets of the links in it and below.
    pub links: Vec<Target>,
}

/// A line of a table of contents.
#[derive(Debug, Clone, PartialEq)]
pub struct ContentsLine {
    pub text: String,
    /// The page number as printed.
    pub number: String,
    pub to: Target,
}

/// The content of an element: some of it directly, some in elements below.
#[derive(Default)]
struct Holdings<'a> {
    runs: Vec<&'a Run>,
    page: Option<usize>,
    links: Vec<Target>,
}

impl Pdf {
    /// Returns the elements of the structure tree, each before those in it. Empty if the PDF is not tagged.
    pub fn elements(&self) -> Vec<Element> {
        let mut found = Vec::new();
        if let Ok(root) = self.catalog().get_deref(b"StructTreeRoot", &self.doc).and_then(Object::as_dict) {
            for kid in self.kids(root) {
                self.walk(kid, Standing { page: None, depth: 0 }, &mut found);
            }
        }
        found
    }

    /// Returns the elements with a role.
    pub fn with_role(&self, role: &str) -> Vec<Element> {
        self.elements().into_iter().filter(|it| it.role == role).collect()
    }

    /// Returns the headings: their level, from 1, and their text.
    pub fn headings(&self) -> Vec<(usize, String)> {
        let level = |role: &str| role.strip_prefix('H')?.parse().ok();
        self.elements().into_iter().filter_map(|it| Some((level(&it.role)?, it.text))).collect()
    }

    /// Returns the lines of the tables of contents, in reading order.
    pub fn contents(&self) -> Vec<ContentsLine> {
        let line = |item: Element| {
            let (text, number) = item.text.rsplit_once(' ').expect("a number at the line's end");
            let to = item.links.into_iter().next().expect("a contents line that leads somewhere");
            ContentsLine { text: text.to_owned(), number: number.to_owned(), to }
        };
        self.with_role("TOCI").into_iter().map(line).collect()
    }

    /// Fails if a contents line shows a number other than the label of the page that it links to.
    pub fn assert_contents_numbers(&self) {
        let labels = self.labels();
        let lines = self.contents();
        assert!(!lines.is_empty(), "no table of contents");
        for line in lines {
            let Target::Page(page) = line.to else { panic!("{line:?} leads to no page") };
            assert_eq!(labels[page], line.number, "“{}” leads to another page than it says", line.text);
        }
    }

    fn kids<'a>(&'a self, of: &'a Dictionary) -> Vec<&'a Object> {
        match of.get_deref(b"K", &self.doc) {
            Ok(Object::Array(kids)) => kids.iter().map(|kid| resolved(&self.doc, kid)).collect(),
            Ok(kid) => vec![kid],
            Err(_) => Vec::new(),
        }
    }

    /// Reads a kid: an element, a number of marked content on its page, or a reference to either or to a link (14.7.2).
    fn walk<'a>(&'a self, kid: &'a Object, at: Standing, found: &mut Vec<Element>) -> Holdings<'a> {
        assert!(at.depth < DEEPEST, "a structure tree without end");
        let Object::Dictionary(entries) = kid else {
            return self.marked(kid.as_i64().expect("a number"), at.page);
        };
        let at = Standing { page: self.page_of(entries).or(at.page), ..at };
        match name(entries, b"Type").as_str() {
            "MCR" => self.marked(entries.get(b"MCID").and_then(Object::as_i64).expect("a number"), at.page),
            "OBJR" => {
                let object =
                    entries.get_deref(b"Obj", &self.doc).and_then(Object::as_dict).expect("an object");
                let links =
                    if name(object, b"Subtype") == "Link" { vec![self.target(object)] } else { vec![] };
                Holdings { links, page: at.page, runs: vec![] }
            }
            _ => self.element(entries, at, found),
        }
    }

    fn element<'a>(
        &'a self,
        entries: &'a Dictionary,
        at: Standing,
        found: &mut Vec<Element>,
    ) -> Holdings<'a> {
        let place = found.len();
        found.push(Element {
            role: name(entries, b"S"),
            depth: at.depth,
            alt: string(entries, b"Alt", &self.doc),
            language: string(entries, b"Lang", &self.doc),
            size: self.size_of(entries),
            page: None,
            text: String::new(),
            links: Vec::new(),
        });
        let mut all = Holdings::default();
        for kid in self.kids(entries) {
            let below = self.walk(kid, Standing { depth: at.depth + 1, ..at }, found);
            all.runs.extend(below.runs);
            all.links.extend(below.links);
            all.page = all.page.or(below.page);
        }
        found[place].text = text::joined(all.runs.iter().copied());
        found[place].page = all.page;
        found[place].links.clone_from(&all.links);
        all
    }

    /// Returns the text under a number on a page.
    fn marked(&self, number: i64, page: Option<usize>) -> Holdings<'_> {
        let page = page.expect("a page for marked content");
        let runs = self.runs[page].iter().filter(|run| run.kind == Kind::Text(Some(number))).collect();
        Holdings { runs, page: Some(page), links: vec![] }
    }

    fn size_of(&self, entries: &Dictionary) -> Option<[f32; 2]> {
        let attributes = match entries.get_deref(b"A", &self.doc).ok()? {
            Object::Array(all) => all.iter().map(|it| resolved(&self.doc, it)).collect(),
            one => vec![one],
        };
        let bounds =
            attributes.into_iter().find_map(|it| it.as_dict().ok()?.get_deref(b"BBox", &self.doc).ok());
        let at: Vec<f32> = bounds?.as_array().ok()?.iter().filter_map(|it| it.as_float().ok()).collect();
        Some([at[2] - at[0], at[3] - at[1]])
    }

    fn page_of(&self, entries: &Dictionary) -> Option<usize> {
        let id: ObjectId = entries.get(b"Pg").ok()?.as_reference().expect("a page");
        Some(self.pages.iter().position(|page| *page == id).expect("a page of this PDF"))
    }
}

/// The state of the walk: the last page that was named, and the depth.
#[derive(Clone, Copy)]
struct Standing {
    page: Option<usize>,
    depth: usize,
}
