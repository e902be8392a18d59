//! The typeset edition: pages of a snapshot → a PDF. Pure, like every other output: what it reads of the disk, it is
//! given by the snapshot. The only place that knows Typst, which sets the pages; what they look like is the theme's.

mod book;
pub mod booklet;
mod fonts;
mod images;
mod literal;
mod qr_codes;
mod report;
mod world;
mod writer;

use std::collections::BTreeSet;

use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::config::{self, print::PdfUa};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::paths::SourcePath;
use crate::render::typeset_pdf::TypesetPdf;
use crate::site::{Pdf, Variant};
use crate::snapshot::Snapshot;
use book::Book;
use fonts::Fonts;
use images::PdfImages;
use report::Reporter;
use world::{Desk, MAIN};
use writer::TypstPage;

/// After this many PDFs, what Typst remembers of one that was not made again is let go.
const REMEMBERED: usize = 10;

/// Makes a PDF. Typst works on all cores by itself, so this is not to be called for many PDFs at once.
pub fn make(now: &Snapshot, pdf: Pdf) -> Result<TypesetPdf, Vec<Diagnostic>> {
    let made = typeset(now, pdf);
    comemo::evict(REMEMBERED);
    let mut made = made?;
    if pdf.variant == Variant::Booklet {
        made.bytes = booklet::impose(&made.bytes).map_err(|error| {
            vec![Diagnostic::error(Place::file(&SourcePath::new(config::FILE)), error.to_string())]
        })?;
    }
    Ok(made)
}

fn typeset(now: &Snapshot, pdf: Pdf) -> Result<TypesetPdf, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let book = Book::new(now, pdf);
    let fonts = Fonts::load(now, &mut problems);
    let mut images = PdfImages::new(now);
    let mut tools = writer::Tools { book: &book, fonts: &fonts, images: &mut images };
    let pages: Vec<TypstPage> =
        (0..book.pages.len()).map(|number| writer::page(&mut tools, number)).collect();
    for (number, page) in pages.iter().enumerate() {
        problems.extend(page.problems.iter().cloned());
        let source = &now.site.page(book.pages[number]).outline.source;
        problems.extend(report::missing(now, source, &page.missing));
    }
    if problems.iter().any(|it| it.severity == Severity::Error) {
        return Err(problems);
    }
    let mut missing = BTreeSet::new();
    let data = fonts.shown(&book.data(&fonts), &mut missing);
    problems.extend(report::missing(now, &SourcePath::new(config::FILE), &missing));
    let mut desk = Desk::new(fonts);
    desk.put_source(MAIN, book.main());
    desk.put_file("/site.json", Bytes::from_string(data));
    for (number, page) in pages.iter().enumerate() {
        desk.put_source(&book::file(number), page.text.clone());
        page.qr_codes
            .iter()
            .for_each(|address| desk.put_file(&qr_codes::path(address), qr_codes::drawing(address)));
    }
    images.files.iter().for_each(|(path, bytes)| desk.put_file(path, bytes.clone()));
    put_theme(now, &mut desk, &mut problems);
    let compiled = typst::compile::<PagedDocument>(&desk);
    let reporter = Reporter { book: &book, pages: &pages, desk: &desk };
    problems.extend(reporter.diagnostics(&compiled.warnings, Severity::Warning));
    let document = match compiled.output {
        Ok(document) => document,
        Err(errors) => return Err(reporter.diagnostics(&errors, Severity::Error)),
    };
    let bytes = export(&book, &document, &reporter, &mut problems)?;
    problems.sort();
    problems.dedup();
    Ok(TypesetPdf { bytes, warnings: problems })
}

/// Puts what the theme brings for print where its files look for it.
fn put_theme(now: &Snapshot, desk: &mut Desk, problems: &mut Vec<Diagnostic>) {
    // Typst's paths have no `\\`, which a name may hold on some systems.
    for (name, source) in now.theme.print.iter().filter(|(name, _)| !name.contains('\\')) {
        let path = format!("/print/{name}");
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        match (ending, std::str::from_utf8(&source.bytes)) {
            (Some("typ"), Ok(text)) => desk.put_source(&path, text.to_owned()),
            (Some("typ"), Err(_)) => {
                problems.push(Diagnostic::error(Place::file(&source.path), "not UTF-8"));
            }
            _ if name.starts_with(fonts::FOLDER) => {}
            _ => desk.put_file(&path, Bytes::new(source.bytes.clone())),
        }
    }
}

/// Writes the PDF: as PDF/UA-1 if it can be, else as a tagged PDF, with what is in the way.
fn export(
    book: &Book<'_>,
    document: &PagedDocument,
    reporter: &Reporter<'_, '_>,
    problems: &mut Vec<Diagnostic>,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let wanted = book.now.config.print.pdf_ua;
    let plain = |problems: &mut Vec<Diagnostic>| {
        typst_pdf::pdf(document, &options(book, &[])).map_err(|errors| {
            let mut all = std::mem::take(problems);
            all.extend(reporter.diagnostics(&errors, Severity::Error));
            all
        })
    };
    if wanted == PdfUa::Off {
        return plain(problems);
    }
    let errors = match typst_pdf::pdf(document, &options(book, &[PdfStandard::Ua_1])) {
        Ok(bytes) => return Ok(bytes),
        Err(errors) => errors,
    };
    let severity = if wanted == PdfUa::Strict { Severity::Error } else { Severity::Warning };
    problems.extend(in_the_way(&errors, reporter, severity));
    if wanted == PdfUa::Strict { Err(std::mem::take(problems)) } else { plain(problems) }
}

fn in_the_way(
    errors: &[SourceDiagnostic],
    reporter: &Reporter<'_, '_>,
    severity: Severity,
) -> Vec<Diagnostic> {
    let help = "until this is fixed, the PDF is tagged but does not claim to be PDF/UA-1";
    let problems = reporter.diagnostics(errors, severity).into_iter();
    problems.map(|it| if it.help.is_none() { it.help(help) } else { it }).collect()
}

fn options(book: &Book<'_>, standards: &[PdfStandard]) -> PdfOptions {
    let config = &book.now.config;
    let site = config.url.as_deref().unwrap_or(&config.title);
    PdfOptions {
        ident: Smart::Custom(format!("{site} {:?} {:?}", book.pdf, book.name())),
        creator: Smart::Custom(Some(format!("Handout {}", env!("CARGO_PKG_VERSION")))),
        timestamp: timestamp(book),
        standards: match standards {
            [] => PdfStandards::default(),
            some => PdfStandards::new(some).expect("a standard agrees with itself"),
        },
        ..PdfOptions::default()
    }
}

/// When the PDF says it was made: what the caller says, else the day of the newest review. Never the clock's time, so
/// that the same guide makes the same bytes on any day.
fn timestamp(book: &Book<'_>) -> Option<Timestamp> {
    let time = match book.now.source_date {
        Some(seconds) => civil(seconds)?,
        None => {
            let day = book.reviewed()?;
            Datetime::from_ymd_hms(i32::from(day.year), day.month, day.day, 0, 0, 0)?
        }
    };
    Some(Timestamp::new_utc(time))
}

/// Seconds since 1970 as a day and a time of it, in the proleptic Gregorian calendar (POSIX.1-2024, section 4.19,
/// turned around by counting years from March, so that a leap day ends one).
fn civil(seconds: i64) -> Option<Datetime> {
    let (days, rest) = (seconds.div_euclid(86_400) + 719_468, seconds.rem_euclid(86_400));
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let small = |it: i64| u8::try_from(it).ok();
    Datetime::from_ymd_hms(
        i32::try_from(year).ok()?,
        small(month)?,
        small(day)?,
        small(rest / 3_600)?,
        small(rest / 60 % 60)?,
        small(rest % 60)?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_since_1970_is_the_day_of_the_calendar() {
        let of = |y, m, d, h, min, s| Datetime::from_ymd_hms(y, m, d, h, min, s);
        assert_eq!(civil(0), of(1970, 1, 1, 0, 0, 0));
        assert_eq!(civil(951_782_400), of(2000, 2, 29, 0, 0, 0));
        assert_eq!(civil(1_793_577_599), of(2026, 11, 1, 23, 59, 59));
        assert_eq!(civil(-1), of(1969, 12, 31, 23, 59, 59));
    }
}
