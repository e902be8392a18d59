//! Copies what pages draw from one PDF into another: each page becomes a form (ISO 32000-1, 8.10), and what several
//! pages share is copied once.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::content::without_numbers;

/// Width and height, in points of 1/72 inch.
pub type Size = [f32; 2];

/// Keys that refer to the structure tree, which is not copied (ISO 32000-1, 14.7.4).
const INTO_THE_TREE: [&[u8]; 3] = [b"MCID", b"StructParent", b"StructParents"];
/// The size of a page that does not state one: US letter.
const LETTER: [f32; 4] = [0.0, 0.0, 612.0, 792.0];
/// The maximum number of steps from a page to the root of the page tree.
const MAX_TREE_DEPTH: usize = 64;

/// A page as a form: drawn at the origin, it fills `size`.
pub struct Drawn {
    /// The form in the new PDF.
    pub form: ObjectId,
    /// The size of its visible part, upright.
    pub size: Size,
}

/// Copies objects into a new PDF.
pub struct Copier<'a> {
    from: &'a Document,
    to: Document,
    copied: BTreeMap<ObjectId, ObjectId>,
    /// Objects that are referred to and not copied yet: in the old PDF, in the new.
    open: Vec<(ObjectId, ObjectId)>,
}

impl<'a> Copier<'a> {
    /// Returns a copier into an empty PDF of the same version.
    pub fn new(from: &'a Document) -> Copier<'a> {
        Copier {
            from,
            to: Document::with_version(from.version.as_str()),
            copied: BTreeMap::new(),
            open: vec![],
        }
    }

    /// Copies a page of the old PDF as a form of the new one.
    pub fn page(&mut self, id: ObjectId) -> Drawn {
        let corners = self.corners(id);
        let turns = self.inherited(id, b"Rotate").and_then(|it| it.as_i64().ok()).unwrap_or(0) / 90;
        let (matrix, size) = upright(corners, turns.rem_euclid(4));
        let resources = self.inherited(id, b"Resources").map(|it| self.value(it));
        let mut form = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => numbers(corners),
            "Matrix" => numbers(matrix),
            "Resources" => resources.unwrap_or_else(|| Dictionary::new().into()),
        };
        if let Some(group) = self.inherited(id, b"Group").and_then(|it| it.as_dict().ok()) {
            // The group of a page is isolated, even if it does not say so (11.4.7).
            let mut group = self.dictionary(group);
            group.set("I", true);
            form.set("Group", group);
        }
        let content = without_numbers(&self.from.get_page_content(id));
        let form = self.to.add_object(stream(form, content));
        Drawn { form, size }
    }

    /// Copies a value, with everything that it refers to.
    pub fn value(&mut self, value: &Object) -> Object {
        match value {
            Object::Reference(id) => self.promised(*id).into(),
            Object::Array(values) => values.iter().map(|it| self.value(it)).collect::<Vec<_>>().into(),
            Object::Dictionary(entries) => self.dictionary(entries).into(),
            Object::Stream(stream) => self.stream(stream).into(),
            plain => plain.clone(),
        }
    }

    /// Returns the new PDF, after copying everything that is referred to.
    pub fn finish(mut self) -> Document {
        while let Some((old, new)) = self.open.pop() {
            // A reference to a missing object means null (7.3.10).
            let value = self.from.get_object(old).map_or(Object::Null, |it| self.value(it));
            self.to.set_object(new, value);
        }
        self.to
    }

    fn promised(&mut self, old: ObjectId) -> ObjectId {
        *self.copied.entry(old).or_insert_with(|| {
            let new = self.to.new_object_id();
            self.open.push((old, new));
            new
        })
    }

    fn dictionary(&mut self, entries: &Dictionary) -> Dictionary {
        let kept = entries.iter().filter(|(key, _)| !INTO_THE_TREE.contains(&key.as_slice()));
        kept.map(|(key, value)| (key.clone(), self.value(value))).collect()
    }

    fn stream(&mut self, old: &Stream) -> Stream {
        let entries = self.dictionary(&old.dict);
        let is_form = old.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|it| it == b"Form");
        match old.get_plain_content() {
            Ok(content) if is_form => stream(entries, without_numbers(&content)),
            _ => Stream { dict: entries, ..old.clone() },
        }
    }

    /// Returns the visible part of a page: its crop box, or its media box if it has none (14.11.2), as left, bottom,
    /// right, top.
    fn corners(&self, id: ObjectId) -> [f32; 4] {
        let corners = |key| -> Option<[f32; 4]> {
            let corners = self.inherited(id, key)?.as_array().ok()?.iter();
            let numbers: Vec<f32> = corners.filter_map(|it| self.resolved(it)?.as_float().ok()).collect();
            numbers.try_into().ok()
        };
        // Any two opposite corners make a rectangle (7.9.5).
        let [a, b, c, d] = corners(b"CropBox").or_else(|| corners(b"MediaBox")).unwrap_or(LETTER);
        [a.min(c), b.min(d), a.max(c), b.max(d)]
    }

    /// Returns an attribute of a page, or of the nearest ancestor that has it (7.7.3.4).
    fn inherited(&self, id: ObjectId, key: &[u8]) -> Option<&'a Object> {
        let mut node = self.from.get_dictionary(id).ok()?;
        for _ in 0..MAX_TREE_DEPTH {
            if let Ok(value) = node.get(key) {
                return self.resolved(value);
            }
            node = self.from.get_dictionary(node.get(b"Parent").ok()?.as_reference().ok()?).ok()?;
        }
        None
    }

    fn resolved(&self, value: &'a Object) -> Option<&'a Object> {
        self.from.dereference(value).ok().map(|(_, value)| value)
    }
}

/// Returns numbers as an array.
pub fn numbers<const N: usize>(numbers: [f32; N]) -> Vec<Object> {
    numbers.into_iter().map(Object::Real).collect()
}

/// Returns the matrix that rotates a box clockwise by quarter turns and moves it to the origin, and its size then.
fn upright([left, bottom, right, top]: [f32; 4], quarters: i64) -> ([f32; 6], Size) {
    let (width, height) = (right - left, top - bottom);
    match quarters {
        1 => ([0.0, -1.0, 1.0, 0.0, -bottom, right], [height, width]),
        2 => ([-1.0, 0.0, 0.0, -1.0, right, top], [width, height]),
        3 => ([0.0, 1.0, -1.0, 0.0, top, -left], [height, width]),
        _ => ([1.0, 0.0, 0.0, 1.0, -left, -bottom], [width, height]),
    }
}

fn stream(mut entries: Dictionary, content: Vec<u8>) -> Stream {
    entries.remove(b"Filter");
    entries.remove(b"DecodeParms");
    let mut stream = Stream::new(entries, content);
    stream.compress().expect("a vector takes any bytes");
    stream
}
