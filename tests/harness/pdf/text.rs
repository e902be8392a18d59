//! The text on a page of a PDF with its places: runs the text operators of its content (ISO 32000-1, 9.4).

use std::collections::BTreeMap;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Encoding, Object, ObjectId, decode_text_string};

use super::{inherited, name, numbers, resolved};

/// The deepest nesting of forms.
const MAX_FORM_DEPTH: usize = 8;
/// The smallest gap between two runs that is read as a space, as a share of the font size.
const SPACE: f32 = 0.15;
/// The largest difference in height between two runs of one line, as a share of the font size: that of a superscript.
const RAISED: f32 = 0.6;

/// Some letters in one font, from one operator.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub text: String,
    /// Left end and baseline, from the lower left corner of the page.
    pub x: f32,
    pub y: f32,
    /// Right end.
    pub end: f32,
    /// The size of the font as it is visible.
    pub size: f32,
    pub kind: Kind,
    /// Whether its letters are drawn from right to left; the text is in reading order.
    pub leftward: bool,
}

/// How a screen reader treats a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, with its number in the structure tree.
    Text(Option<i64>),
    /// A running header or a page number.
    Pagination,
    /// Decoration, such as the leader of a contents line.
    Ornament,
}

impl Run {
    /// Reports whether its middle is in an area: left, bottom, right, top.
    pub fn is_in(&self, [left, bottom, right, top]: [f32; 4]) -> bool {
        let middle = f32::midpoint(self.x, self.end);
        left <= middle && middle <= right && bottom <= self.y && self.y <= top
    }

    fn is_beside(&self, other: &Run) -> bool {
        (self.y - other.y).abs() < RAISED * self.size.max(other.size)
    }
}

/// What is between two runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    Nothing,
    Space,
    Line,
}

impl Gap {
    fn between(a: &Run, b: &Run) -> Gap {
        let distance = if b.x >= a.x { b.x - a.end } else { a.x - b.end };
        match a.is_beside(b) {
            false => Gap::Line,
            true if distance > SPACE * a.size.max(b.size) => Gap::Space,
            true => Gap::Nothing,
        }
    }
}

/// Returns the lines of runs, in their order, without characters that control the direction or keep a line together.
pub fn lines<'a>(runs: impl Iterator<Item = &'a Run>) -> String {
    let mut text = String::new();
    for (gap, run) in in_reading_order(runs.collect()) {
        match gap {
            // A hyphen that is only there because of the line break.
            Gap::Line if text.trim_end().ends_with('\u{ad}') => {
                text.truncate(text.trim_end().len() - '\u{ad}'.len_utf8());
            }
            Gap::Line => text.push('\n'),
            Gap::Space => text.push(' '),
            Gap::Nothing => {}
        }
        text.extend(run.text.chars().filter(
            |c| !matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'),
        ));
    }
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Returns the text of runs, on one line.
pub fn joined<'a>(runs: impl Iterator<Item = &'a Run>) -> String {
    lines(runs).replace('\n', " ")
}

/// Returns runs, each with what is before it. Runs in right-to-left order are drawn from left to right; the order of a
/// line with both directions is not restored.
fn in_reading_order(mut runs: Vec<&Run>) -> Vec<(Gap, &Run)> {
    let first = runs.first().map(|_| Gap::Nothing);
    let mut gaps: Vec<Gap> =
        first.into_iter().chain(runs.windows(2).map(|pair| Gap::between(pair[0], pair[1]))).collect();
    let mut start = 0;
    for group in runs.chunk_by_mut(|a, b| a.leftward && b.leftward && a.is_beside(b) && a.x < b.x) {
        group.reverse();
        gaps[start + 1..start + group.len()].reverse();
        start += group.len();
    }
    gaps.into_iter().zip(runs).collect()
}

/// Returns the runs of a page, in the order of drawing.
pub fn of_page(doc: &Document, page: ObjectId) -> Vec<Run> {
    let corners: [f32; 4] = numbers(doc, inherited(doc, page, b"MediaBox").expect("a media box"));
    let mut drawing = Drawing {
        doc,
        state: State::at(-corners[0], -corners[1]),
        kept: vec![],
        marks: vec![],
        runs: vec![],
    };
    let none = Dictionary::new();
    let resources = inherited(doc, page, b"Resources").map_or(&none, |it| it.as_dict().expect("resources"));
    drawing.draw(&doc.get_page_content(page), resources, 0);
    drawing.runs
}

type Matrix = [f32; 6];

/// Returns the matrix for first `a`, then `b`.
fn times(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// A font, as far as reading needs it.
struct Face<'a> {
    encoding: Encoding<'a>,
    /// The advance of each code, in thousandths of the size.
    widths: BTreeMap<i64, f32>,
    other_width: f32,
    bytes_per_code: usize,
}

/// The part of the graphics state that is about text (9.3).
#[derive(Clone)]
struct State {
    page: Matrix,
    text: Matrix,
    line: Matrix,
    font: Vec<u8>,
    size: f32,
    leading: f32,
    between_letters: f32,
    between_words: f32,
    stretch: f32,
}

impl State {
    fn at(x: f32, y: f32) -> State {
        let still = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
        State {
            page: [1.0, 0.0, 0.0, 1.0, x, y],
            text: still,
            line: still,
            font: Vec::new(),
            size: 0.0,
            leading: 0.0,
            between_letters: 0.0,
            between_words: 0.0,
            stretch: 1.0,
        }
    }
}

/// A part of the content between `BDC` or `BMC` and `EMC` (14.6).
struct Mark {
    kind: Option<Kind>,
    reversed: bool,
    /// The replacement text, and where the runs that it replaces begin.
    instead: Option<(String, usize)>,
}

struct Drawing<'a> {
    doc: &'a Document,
    state: State,
    kept: Vec<State>,
    marks: Vec<Mark>,
    runs: Vec<Run>,
}

impl<'a> Drawing<'a> {
    fn draw(&mut self, content: &[u8], resources: &'a Dictionary, depth: usize) {
        assert!(depth < MAX_FORM_DEPTH, "forms in forms in forms");
        let faces = faces(self.doc, resources);
        for Operation { operator, operands } in Content::decode(content).expect("a content stream").operations
        {
            match operator.as_str() {
                "q" => self.kept.push(self.state.clone()),
                "Q" => self.state = self.kept.pop().expect("a state that was kept"),
                "cm" => self.state.page = times(matrix(&operands), self.state.page),
                "Do" => self.form(operands[0].as_name().expect("a name"), resources, depth),
                "BMC" | "BDC" => self.open(&operands, resources),
                "EMC" => self.close(),
                _ => self.text(&operator, &operands, &faces),
            }
        }
    }

    /// Runs the text operators: they set the state, move, and show letters.
    fn text(&mut self, operator: &str, operands: &[Object], faces: &BTreeMap<Vec<u8>, Face<'_>>) {
        let number = |at: usize| operands[at].as_float().expect("a number");
        match operator {
            "BT" => self.set_line([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
            "Tf" => {
                self.state.font = operands[0].as_name().expect("a name").to_vec();
                self.state.size = number(1);
            }
            "TL" => self.state.leading = number(0),
            "Tc" => self.state.between_letters = number(0),
            "Tw" => self.state.between_words = number(0),
            "Tz" => self.state.stretch = number(0) / 100.0,
            "Tm" => self.set_line(matrix(operands)),
            "Td" => self.move_line(number(0), number(1)),
            "TD" => {
                self.state.leading = -number(1);
                self.move_line(number(0), number(1));
            }
            "T*" => self.move_line(0.0, -self.state.leading),
            "Tj" => self.show(operands, faces),
            "TJ" => self.show(operands[0].as_array().expect("an array"), faces),
            "'" => {
                self.move_line(0.0, -self.state.leading);
                self.show(operands, faces);
            }
            _ => {}
        }
    }

    fn set_line(&mut self, to: Matrix) {
        self.state.line = to;
        self.state.text = to;
    }

    fn move_line(&mut self, x: f32, y: f32) {
        self.set_line(times([1.0, 0.0, 0.0, 1.0, x, y], self.state.line));
    }

    /// Shows letters, with moves between them.
    fn show(&mut self, parts: &[Object], faces: &BTreeMap<Vec<u8>, Face<'_>>) {
        let face = faces.get(&self.state.font).expect("a font that the page has");
        let start = times(self.state.text, self.state.page);
        let mut text = String::new();
        for part in parts {
            let x = match part {
                Object::String(codes, _) => {
                    text += &face.encoding.bytes_to_string(codes).expect("codes that mean letters");
                    self.advance(codes, face)
                }
                number => {
                    -number.as_float().expect("a number") / 1000.0 * self.state.size * self.state.stretch
                }
            };
            self.state.text = times([1.0, 0.0, 0.0, 1.0, x, 0.0], self.state.text);
        }
        let end = times(self.state.text, self.state.page);
        let leftward = self.marks.iter().any(|mark| mark.reversed);
        if leftward {
            text = text.chars().rev().collect();
        }
        let kind = self.marks.iter().rev().find_map(|mark| mark.kind).unwrap_or(Kind::Text(None));
        let size = self.state.size * start[3].abs().max(start[1].abs());
        self.runs.push(Run { text, x: start[4], y: start[5], end: end[4], size, kind, leftward });
    }

    fn advance(&self, codes: &[u8], face: &Face<'_>) -> f32 {
        let state = &self.state;
        let one = |code: &[u8]| {
            let code = code.iter().fold(0, |all, byte| all << 8 | i64::from(*byte));
            let word = if face.bytes_per_code == 1 && code == 32 { state.between_words } else { 0.0 };
            let width = face.widths.get(&code).copied().unwrap_or(face.other_width);
            width / 1000.0 * state.size + state.between_letters + word
        };
        codes.chunks(face.bytes_per_code).map(one).sum::<f32>() * state.stretch
    }

    fn form(&mut self, name: &[u8], resources: &'a Dictionary, depth: usize) {
        let objects = resources.get_deref(b"XObject", self.doc).and_then(Object::as_dict).expect("objects");
        let object = objects.get_deref(name, self.doc).and_then(Object::as_stream).expect("an object");
        if super::name(&object.dict, b"Subtype") != "Form" {
            return;
        }
        let before = (self.state.clone(), self.kept.len());
        if let Ok(placed) = object.dict.get_deref(b"Matrix", self.doc) {
            self.state.page = times(numbers(self.doc, placed), self.state.page);
        }
        let own =
            object.dict.get_deref(b"Resources", self.doc).and_then(Object::as_dict).unwrap_or(resources);
        self.draw(&object.get_plain_content().expect("a content stream"), own, depth + 1);
        self.state = before.0;
        self.kept.truncate(before.1);
    }

    fn open(&mut self, operands: &[Object], resources: &Dictionary) {
        let tag = operands[0].as_name().expect("a tag");
        let properties = match operands.get(1) {
            Some(Object::Dictionary(properties)) => Some(properties),
            Some(Object::Name(key)) => {
                let all = resources
                    .get_deref(b"Properties", self.doc)
                    .and_then(Object::as_dict)
                    .expect("properties");
                all.get_deref(key, self.doc).and_then(Object::as_dict).ok()
            }
            _ => None,
        };
        let number = properties.and_then(|it| it.get(b"MCID").ok()?.as_i64().ok());
        let kind = match (tag, properties) {
            (b"Artifact", Some(it)) if name(it, b"Type") == "Pagination" => Some(Kind::Pagination),
            (b"Artifact", _) => Some(Kind::Ornament),
            _ => number.map(|number| Kind::Text(Some(number))),
        };
        let instead = properties.and_then(|it| it.get(b"ActualText").ok());
        let instead = instead.map(|it| (decode_text_string(it).expect("a text"), self.runs.len()));
        self.marks.push(Mark { kind, reversed: tag == b"ReversedChars", instead });
    }

    fn close(&mut self) {
        let mark = self.marks.pop().expect("an open mark");
        let Some((text, start)) = mark.instead else { return };
        let replaced = self.runs.split_off(start);
        if let (Some(first), Some(last)) = (replaced.first(), replaced.last()) {
            self.runs.push(Run { text, end: last.end, ..first.clone() });
        }
    }
}

fn matrix(operands: &[Object]) -> Matrix {
    let numbers: Vec<f32> = operands.iter().map(|it| it.as_float().expect("a number")).collect();
    numbers.try_into().expect("six numbers")
}

fn faces<'a>(doc: &'a Document, resources: &'a Dictionary) -> BTreeMap<Vec<u8>, Face<'a>> {
    let fonts =
        resources.get_deref(b"Font", doc).and_then(Object::as_dict).into_iter().flat_map(Dictionary::iter);
    fonts
        .map(|(key, font)| (key.clone(), face(doc, resolved(doc, font).as_dict().expect("a font"))))
        .collect()
}

fn face<'a>(doc: &'a Document, font: &'a Dictionary) -> Face<'a> {
    let encoding = font.get_font_encoding(doc).expect("an encoding");
    if let Ok(descendants) = font.get_deref(b"DescendantFonts", doc).and_then(Object::as_array) {
        let holder = resolved(doc, &descendants[0]).as_dict().expect("a font");
        let other_width = holder.get(b"DW").map_or(1000.0, |it| it.as_float().expect("a width"));
        return Face { encoding, widths: wide_widths(doc, holder), other_width, bytes_per_code: 2 };
    }
    let first = font.get(b"FirstChar").map_or(0, |it| it.as_i64().expect("a code"));
    let widths = font.get_deref(b"Widths", doc).and_then(Object::as_array).into_iter().flatten();
    // The widths of a Type 3 font are in its own units (9.6.5).
    let unit = font.get_deref(b"FontMatrix", doc).map_or(1.0, |it| numbers::<6>(doc, it)[0] * 1000.0);
    let width = |it| resolved(doc, it).as_float().expect("a width") * unit;
    Face {
        encoding,
        widths: (first..).zip(widths.map(width)).collect(),
        other_width: 500.0,
        bytes_per_code: 1,
    }
}

/// Returns the widths of a font with codes of two bytes: `first [w w …]` or `first last w` (9.7.4.3).
fn wide_widths(doc: &Document, font: &Dictionary) -> BTreeMap<i64, f32> {
    let mut widths = BTreeMap::new();
    let parts = font.get_deref(b"W", doc).and_then(Object::as_array).into_iter().flatten();
    let mut parts = parts.map(|it| resolved(doc, it));
    let number = |it: &Object| it.as_float().expect("a width");
    while let Some(first) = parts.next() {
        let first = first.as_i64().expect("a code");
        match parts.next().expect("widths") {
            Object::Array(several) => widths.extend((first..).zip(several.iter().map(number))),
            last => {
                let width = number(parts.next().expect("a width"));
                widths.extend((first..=last.as_i64().expect("a code")).map(|code| (code, width)));
            }
        }
    }
    widths
}
