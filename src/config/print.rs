//! `[print]` in `site.toml` → `Print`: which PDFs a guide has and how their paper looks. Read without the print engine
//! too, so that a guide means the same to every build of the program.

use crate::diagnostic::{Diagnostic, nearest};
use crate::raw::{Entry, Value};
use crate::schema::{FromEntry, TableReader, ValueType, choices, filled_text, settings, whole_within};

settings! {
    /// How a guide is printed.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Print in "[print]" {
        /// The PDFs in the site: any of `guide`, `sections` and `pages`; `[]` for none.
        pdf: Option<Vec<PdfScope>>, ValueType::Texts => pdf_scopes;
        /// Paper size; `a4` by default.
        paper: Paper = Paper::A4;
        /// Page margin, such as `20mm`, `2cm` or `0.8in`.
        margin: Option<f64>, ValueType::Text => margin;
        /// Layout for double-sided printing and binding: page numbers on the outside, sections start on a right-hand page.
        two_sided: bool = false;
        /// Size of the text in points, 7 to 36.
        font_size: Option<u8>, ValueType::Whole => whole_within::<7, 36>;
        /// How web addresses are printed; `footnote` by default.
        links: LinkStyle = LinkStyle::Footnote;
        /// Heading levels in the table of contents, 0 to 6; 2 by default, 0 for no table of contents.
        contents_depth: u8 = 2, ValueType::Whole => whole_within::<0, 6>;
        /// Whether there is a title page; on by default.
        cover: bool = true;
        /// The edition shown on the title page, such as `2nd edition`.
        version: Option<String>, ValueType::Text => filled_text;
        /// Whether the title page shows the date of the newest review; on by default.
        date: bool = true;
        /// Also make a large-print PDF (18 point).
        large_print: bool = false;
        /// Also make a booklet to print, fold and staple.
        booklet: bool = false;
        /// PDF/UA-1: `true` (the default), `false`, or `"strict"` to make it an error if the PDF does not conform.
        pdf_ua: PdfUa = PdfUa::Preferred;
    }
}

choices! {
    /// What a PDF of the site holds.
    pub enum PdfScope {
        /// The whole guide.
        Guide = "guide",
        /// A section; there is a PDF of each.
        Sections = "sections",
        /// A page; there is a PDF of each.
        Pages = "pages",
    }
}

choices! {
    /// A size of paper.
    #[expect(missing_docs, reason = "the names of the sizes")]
    pub enum Paper {
        A4 = "a4",
        Letter = "letter",
        A5 = "a5",
    }
}

impl Paper {
    /// Returns width and height in millimetres (ISO 216; ANSI/ASME Y14.1).
    pub fn size(self) -> (f64, f64) {
        match self {
            Paper::A4 => (210.0, 297.0),
            Paper::Letter => (215.9, 279.4),
            Paper::A5 => (148.0, 210.0),
        }
    }

    /// Returns width and height in millimetres of a page of a booklet whose folded sheet is this paper.
    pub fn folded(self) -> (f64, f64) {
        match self {
            Paper::Letter => (139.7, 215.9),
            Paper::A4 | Paper::A5 => (148.0, 210.0),
        }
    }
}

choices! {
    /// How a link to the web is printed.
    pub enum LinkStyle {
        /// Its address is a footnote.
        Footnote = "footnote",
        /// Its address follows it.
        Inline = "inline",
        /// Its address is a QR code in the margin.
        Qr = "qr",
        /// Its address is not printed; only a PDF reader can follow it.
        None = "none",
    }
}

/// What happens if a guide cannot be PDF/UA-1 (ISO 14289-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PdfUa {
    /// PDF/UA is not attempted; the PDF is tagged all the same.
    Off,
    /// It is a tagged PDF that does not claim to be PDF/UA, with a warning.
    Preferred,
    /// It is an error.
    Strict,
}

impl FromEntry for PdfUa {
    const KIND: ValueType = ValueType::Any;

    fn from_entry(entry: Entry, reader: &mut TableReader<'_>) -> Option<PdfUa> {
        match entry.node.value {
            Value::Bool(true) => Some(PdfUa::Preferred),
            Value::Bool(false) => Some(PdfUa::Off),
            Value::Text(word) if word == "strict" => Some(PdfUa::Strict),
            _ => {
                reader.error(&entry.node.span, "`pdf_ua` expects true, false or \"strict\"");
                None
            }
        }
    }
}

/// Smallest and largest margin, in millimetres.
const MARGINS: (f64, f64) = (5.0, 60.0);

fn pdf_scopes(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<PdfScope>> {
    let Value::List(items) = &entry.node.value else { return None };
    let mut scopes = Vec::new();
    for item in items {
        let Value::Text(word) = &item.value else { continue };
        let scope = PdfScope::from_name(word);
        if scope.is_none() {
            let message = format!("`pdf` expects `guide`, `sections` or `pages`, found `{word}`");
            let help = nearest(word, PdfScope::NAMES.iter().copied());
            let problem = Diagnostic::error(reader.place(&item.span), message);
            reader.problems.push(problem.help_if(help.map(|name| format!("did you mean `{name}`?"))));
        }
        scopes.extend(scope);
    }
    Some(scopes)
}

fn margin(entry: &Entry, reader: &mut TableReader<'_>) -> Option<f64> {
    let (text, (min, max)) = (entry.text()?, MARGINS);
    let valid = millimetres(text).filter(|margin| (min..=max).contains(margin));
    if valid.is_none() {
        let message =
            format!("`margin` expects a length from {min}mm to {max}mm, such as `20mm`, found `{text}`");
        reader.error(&entry.node.span, message);
    }
    valid
}

/// Converts a length in `mm`, `cm`, `in` or `pt` to millimetres.
fn millimetres(text: &str) -> Option<f64> {
    let units = [("mm", 1.0), ("cm", 10.0), ("in", 25.4), ("pt", 25.4 / 72.0)];
    let (number, unit) =
        units.iter().find_map(|(name, factor)| Some((text.trim().strip_suffix(name)?, factor)))?;
    number.trim().parse::<f64>().ok().filter(|it| it.is_finite()).map(|it| it * unit)
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
