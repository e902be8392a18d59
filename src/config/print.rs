//! `[print]` in `site.toml` → `Print`: which PDFs a guide has and how their paper looks. Read without the print engine
//! too, so that a guide means the same to every build of the program.

use crate::raw::{Entry, Spanned, Value};
use crate::schema::{FromEntry, TableReader, ValueType, choices, filled_text, settings, whole_within, words};

settings! {
    /// How a guide is printed.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Print in "[print]" {
        /// The PDFs in the site: any of `guide`, `sections` and `pages`; `[]` for none.
        pdf: Option<Vec<PdfScope>>, ValueType::Texts => pdf_scopes;
        /// Paper size; `a4` by default.
        paper: Paper = Paper::A4;
        /// Page margin, such as `20mm`, `2cm` or `0.8in`.
        margin: Option<f64>, ValueType::Text => length::<5, 60>;
        /// Layout for double-sided printing and binding: page numbers on the outside, sections start on a right-hand page.
        two_sided: bool = false;
        /// Additional room at the edge where sheets are bound, such as `8mm`.
        binding: Option<f64>, ValueType::Text => length::<1, 40>;
        /// How far colours run over the edge of the paper, for a print shop that cuts it, such as `3mm`. Not in large print, nor in what is folded or cut from a sheet.
        bleed: Option<f64>, ValueType::Text => length::<1, 10>;
        /// Lines around each page that show a print shop where to cut it; off by default.
        crop_marks: bool = false;
        /// How much ink is used; `full` by default.
        ink: Ink = Ink::Full;
        /// Size of the text in points, 7 to 36.
        font_size: Option<u8>, ValueType::Whole => whole_within::<7, 36>;
        /// How web addresses are printed; `footnote` by default.
        links: LinkStyle = LinkStyle::Footnote;
        /// Heading levels in the table of contents, 0 to 6; 2 by default, 0 for no table of contents.
        contents_depth: u8 = 2, ValueType::Whole => whole_within::<0, 6>;
        /// Whether the PDF ends with an index, if pages have marks for it; on by default. The PDF of a single page has none.
        index: bool = true;
        /// Whether the table of contents is followed by a list of the figures that have a number.
        list_of_figures: Spanned<bool> = Spanned::unplaced(false);
        /// Whether the table of contents is followed by a list of the tables that have a number.
        list_of_tables: Spanned<bool> = Spanned::unplaced(false);
        /// Whether there is a title page; on by default.
        cover: bool = true;
        /// Whether there is a back cover; off by default. A booklet always has one.
        back_cover: bool = false;
        /// Whether sections and pages are numbered: 1, 1.1; off by default.
        chapter_numbers: bool = false;
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
    /// The content of a PDF of the site.
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

    /// Returns the width in millimetres of the panel that is folded in, if the paper is folded in three. It is narrower than the two
    /// others, so that it is flat between them.
    pub fn flap(self) -> f64 {
        match self {
            Paper::A4 => 97.0,
            Paper::Letter => 92.075,
            Paper::A5 => 68.0,
        }
    }
}

choices! {
    /// How much ink is used.
    pub enum Ink {
        /// As the theme sets it.
        Full = "full",
        /// Nothing is filled with a colour.
        Saving = "saving",
        /// Everything but images is black, and nothing is filled.
        Black = "black",
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

/// What to do if a guide cannot be PDF/UA-1 (ISO 14289-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PdfUa {
    /// Do not attempt PDF/UA; the PDF is still tagged.
    Off,
    /// Make a tagged PDF that does not claim to be PDF/UA, with a warning.
    Preferred,
    /// Report an error.
    Strict,
}

impl FromEntry for PdfUa {
    const KIND: ValueType = ValueType::Any;

    fn from_entry(entry: Entry, reader: &mut TableReader<'_>) -> Option<PdfUa> {
        match entry.node.value {
            Value::Bool(true) => Some(PdfUa::Preferred),
            Value::Bool(false) => Some(PdfUa::Off),
            Value::Text(word) if word.eq_ignore_ascii_case("strict") => Some(PdfUa::Strict),
            _ => {
                reader.error(&entry.node.span, "`pdf_ua` expects true, false or \"strict\"");
                None
            }
        }
    }
}

fn pdf_scopes(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<PdfScope>> {
    let scopes = words(entry, reader, PdfScope::NAMES, PdfScope::from_name)?;
    Some(scopes.into_iter().map(|scope| scope.value).collect())
}

/// Reads a length of at least `MIN` and at most `MAX` millimetres.
fn length<const MIN: u8, const MAX: u8>(entry: &Entry, reader: &mut TableReader<'_>) -> Option<f64> {
    let text = entry.text()?;
    let valid = millimetres(text).filter(|length| (f64::from(MIN)..=f64::from(MAX)).contains(length));
    if valid.is_none() {
        let (key, example) = (&entry.key, MAX.min(20));
        let message = format!(
            "`{key}` expects a length from {MIN}mm to {MAX}mm, such as `{example}mm`, found `{text}`"
        );
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
