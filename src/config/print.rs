//! `[print]` in `site.toml` → `Print`: which PDFs a guide has and how their paper looks. Used without the print engine
//! too, so that a guide means the same to every build of the program.

use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::raw::{Entry, Node, Value};
use crate::schema::{Checked, Field, Kind, Reading};

/// How a guide is printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Print {
    /// The PDFs that are part of the site; `None` if the guide does not say.
    pub pdf: Option<Vec<Wanted>>,
    /// The paper.
    pub paper: Paper,
    /// The margin in millimetres, where the guide sets it.
    pub margin: Option<f64>,
    /// Whether sheets are printed on both sides and bound.
    pub two_sided: bool,
    /// Size of the text in points, where the guide sets it.
    pub font_size: Option<u8>,
    /// How a link to the web is told on paper.
    pub links: Links,
    /// Levels of headings in the table of contents; 0 for no table.
    pub contents_depth: u8,
    /// Whether there is a title page.
    pub cover: bool,
    /// The edition's name, such as `2nd edition`.
    pub version: Option<String>,
    /// Whether the day of the last review is told.
    pub date: bool,
    /// What else is made of the whole guide.
    pub also: Vec<Also>,
    /// What becomes of a guide that cannot be PDF/UA-1.
    pub pdf_ua: PdfUa,
}

impl Default for Print {
    fn default() -> Print {
        Print {
            pdf: None,
            paper: Paper::A4,
            margin: None,
            two_sided: false,
            font_size: None,
            links: Links::Footnote,
            contents_depth: 2,
            cover: true,
            version: None,
            date: true,
            also: Vec::new(),
            pdf_ua: PdfUa::Wanted,
        }
    }
}

/// A kind of PDF that a site may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// One of the whole guide.
    Guide,
    /// One of each section.
    Sections,
    /// One of each page.
    Pages,
}

/// What else a guide is made as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Also {
    /// In letters of 18 point.
    LargePrint,
    /// As a booklet to fold.
    Booklet,
}

/// A size of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the sizes")]
pub enum Paper {
    A4,
    Letter,
    A5,
}

impl Paper {
    /// Every size by name.
    pub const NAMES: &'static [&'static str] = &["a4", "letter", "a5"];

    /// The size with this name.
    pub fn named(name: &str) -> Option<Paper> {
        match name {
            "a4" => Some(Paper::A4),
            "letter" => Some(Paper::Letter),
            "a5" => Some(Paper::A5),
            _ => None,
        }
    }

    /// Width and height in millimetres (ISO 216; ANSI/ASME Y14.1).
    pub fn size(self) -> (f64, f64) {
        match self {
            Paper::A4 => (210.0, 297.0),
            Paper::Letter => (215.9, 279.4),
            Paper::A5 => (148.0, 210.0),
        }
    }

    /// Width and height in millimetres of a page of a booklet whose folded sheet is this paper.
    pub fn folded(self) -> (f64, f64) {
        match self {
            Paper::Letter => (139.7, 215.9),
            Paper::A4 | Paper::A5 => (148.0, 210.0),
        }
    }
}

/// How a link to the web is told on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// Its address is a footnote.
    Footnote,
    /// Its address stands after it.
    Inline,
    /// Its address is a square in the margin, to be read with a telephone.
    Qr,
    /// It is not told; only the file's reader can follow it.
    None,
}

impl Links {
    /// Its name in `site.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Links::Footnote => "footnote",
            Links::Inline => "inline",
            Links::Qr => "qr",
            Links::None => "none",
        }
    }
}

/// What becomes of a guide that cannot be PDF/UA-1 (ISO 14289-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PdfUa {
    /// It is not asked for; the PDF is tagged all the same.
    Off,
    /// It is a tagged PDF without that claim, with a warning.
    Wanted,
    /// It is an error.
    Strict,
}

/// The keys of `[print]`.
pub const PRINT: &[Field] = &[
    Field {
        name: "pdf",
        kind: Kind::Texts,
        doc: "The PDFs in the site: any of `guide`, `sections` and `pages`; `[]` for none.",
    },
    Field { name: "paper", kind: Kind::Choice(Paper::NAMES), doc: "The paper; `a4` by default." },
    Field { name: "margin", kind: Kind::Text, doc: "The margin, such as `20mm`, `2cm` or `0.8in`." },
    Field {
        name: "two_sided",
        kind: Kind::Switch,
        doc: "Printed on both sides and bound: page numbers outside, sections begin on a right-hand page.",
    },
    Field { name: "font_size", kind: Kind::Whole, doc: "Size of the text in points, 7 to 36." },
    Field {
        name: "links",
        kind: Kind::Choice(&["footnote", "inline", "qr", "none"]),
        doc: "How a link to the web is told on paper; `footnote` by default.",
    },
    Field {
        name: "contents_depth",
        kind: Kind::Whole,
        doc: "Levels in the table of contents, 0 to 6; 2 by default, 0 for no table.",
    },
    Field { name: "cover", kind: Kind::Switch, doc: "A title page; on by default." },
    Field {
        name: "version",
        kind: Kind::Text,
        doc: "The edition, such as `2nd edition`, for the title page.",
    },
    Field {
        name: "date",
        kind: Kind::Switch,
        doc: "The day of the newest review on the title page; on by default.",
    },
    Field { name: "large_print", kind: Kind::Switch, doc: "Also make the guide in 18 point." },
    Field {
        name: "booklet",
        kind: Kind::Switch,
        doc: "Also make the guide as a booklet to print, fold and staple.",
    },
    Field {
        name: "pdf_ua",
        kind: Kind::Any,
        doc: "PDF/UA-1: `true` (the default), `false`, or `\"strict\"` to fail where it cannot be.",
    },
];

/// Smallest and largest margin, in millimetres.
const MARGINS: (f64, f64) = (5.0, 60.0);

/// Reads the entries of `[print]`.
pub fn read(reading: &mut Reading<'_>, entries: Vec<Entry>) -> Print {
    let mut table = reading.table("[print]", entries, PRINT);
    let default = Print::default();
    Print {
        pdf: wanted(reading, &mut table),
        paper: table.text("paper").and_then(|it| Paper::named(&it)).unwrap_or(default.paper),
        margin: margin(reading, &mut table),
        two_sided: table.switch("two_sided").unwrap_or(default.two_sided),
        font_size: within(reading, &mut table, "font_size", 7..=36),
        links: match table.text("links").as_deref() {
            Some("inline") => Links::Inline,
            Some("qr") => Links::Qr,
            Some("none") => Links::None,
            _ => Links::Footnote,
        },
        contents_depth: within(reading, &mut table, "contents_depth", 0..=6)
            .unwrap_or(default.contents_depth),
        cover: table.switch("cover").unwrap_or(default.cover),
        version: table.text("version").filter(|it| !it.trim().is_empty()),
        date: table.switch("date").unwrap_or(default.date),
        also: [("large_print", Also::LargePrint), ("booklet", Also::Booklet)]
            .into_iter()
            .filter_map(|(name, also)| table.switch(name)?.then_some(also))
            .collect(),
        pdf_ua: pdf_ua(reading, &mut table),
    }
}

fn wanted(reading: &mut Reading<'_>, table: &mut Checked) -> Option<Vec<Wanted>> {
    const WORDS: [&str; 3] = ["guide", "sections", "pages"];
    let list = table.node("pdf")?;
    let Value::List(items) = &list.value else { return None };
    let mut wanted = Vec::new();
    for item in items {
        let Value::Text(word) = &item.value else { continue };
        wanted.push(match word.as_str() {
            "guide" => Wanted::Guide,
            "sections" => Wanted::Sections,
            "pages" => Wanted::Pages,
            _ => {
                let message = format!("`pdf` expects `guide`, `sections` or `pages`, found `{word}`");
                let help = nearest(word, WORDS).map(|it| format!("did you mean `{it}`?"));
                let place = Place::span(reading.path, item.span.clone());
                reading.problems.push(Diagnostic::error(place, message).help_if(help));
                continue;
            }
        });
    }
    Some(wanted)
}

fn margin(reading: &mut Reading<'_>, table: &mut Checked) -> Option<f64> {
    let given = table.spanned_text("margin")?;
    let found = millimetres(&given.value).filter(|it| (MARGINS.0..=MARGINS.1).contains(it));
    if found.is_none() {
        let (least, most) = MARGINS;
        let message = format!(
            "`margin` expects a length from {least}mm to {most}mm, such as `20mm`, found `{}`",
            given.value
        );
        reading.error(&given.span, message);
    }
    found
}

/// A length in `mm`, `cm`, `in` or `pt`, as millimetres.
fn millimetres(text: &str) -> Option<f64> {
    let units = [("mm", 1.0), ("cm", 10.0), ("in", 25.4), ("pt", 25.4 / 72.0)];
    let (number, unit) =
        units.iter().find_map(|(name, factor)| Some((text.trim().strip_suffix(name)?, factor)))?;
    number.trim().parse::<f64>().ok().filter(|it| it.is_finite()).map(|it| it * unit)
}

fn within(
    reading: &mut Reading<'_>,
    table: &mut Checked,
    name: &str,
    range: std::ops::RangeInclusive<u8>,
) -> Option<u8> {
    let Node { value: Value::Integer(number), span } = table.node(name)? else { return None };
    let found = u8::try_from(number).ok().filter(|it| range.contains(it));
    if found.is_none() {
        let message = format!("`{name}` expects {} to {}, found {number}", range.start(), range.end());
        reading.error(&span, message);
    }
    found
}

fn pdf_ua(reading: &mut Reading<'_>, table: &mut Checked) -> PdfUa {
    match table.node("pdf_ua") {
        None | Some(Node { value: Value::Bool(true), .. }) => PdfUa::Wanted,
        Some(Node { value: Value::Bool(false), .. }) => PdfUa::Off,
        Some(Node { value: Value::Text(word), .. }) if word == "strict" => PdfUa::Strict,
        Some(node) => {
            reading.error(&node.span, "`pdf_ua` expects true, false or \"strict\"".into());
            PdfUa::Wanted
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_margin_has_a_unit() {
        assert_eq!(millimetres("20mm"), Some(20.0));
        assert_eq!(millimetres(" 2 cm"), Some(20.0));
        assert_eq!(millimetres("1in"), Some(25.4));
        assert_eq!(millimetres("20"), None);
        assert_eq!(millimetres("mm"), None);
    }
}
