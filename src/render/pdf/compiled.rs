//! A book typeset by Typst, and the PDF that is written of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::config::{self, print::PdfUa};
use crate::date::Date;
use crate::deadline;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::paths::SourcePath;
use crate::render::pdf::book::{self, Book};
use crate::render::pdf::fitting::Fitting;
use crate::render::pdf::fonts::{self, Fonts};
use crate::render::pdf::images::PdfImages;
use crate::render::pdf::report::{self, Reporter};
use crate::render::pdf::world::{MAIN, TypstWorld};
use crate::render::pdf::writer::{self, TypstPage};
use crate::render::pdf::{index, qr_codes};
use crate::render::typeset_pdf::TypesetPdf;
use crate::site::Pdf;
use crate::snapshot::Snapshot;

/// The least depth that is tried where a theme's show rules use more of Typst's limit.
const MIN_DEPTH: usize = 4;

/// A book that is typeset and not written yet.
pub struct Compiled<'a> {
    /// The book.
    pub book: Book<'a>,
    /// Its pages in Typst's language.
    pub pages: Vec<TypstPage>,
    world: Arc<TypstWorld>,
    /// What Typst made of them.
    pub document: Arc<PagedDocument>,
    problems: Vec<Diagnostic>,
}

impl Compiled<'_> {
    /// Returns what finds the author's place for a place among Typst's files.
    pub fn reporter(&self) -> Reporter<'_, '_> {
        Reporter { book: &self.book, pages: &self.pages, world: &self.world }
    }

    /// Returns the number of its pages.
    pub fn len(&self) -> usize {
        self.document.pages().len()
    }

    /// Writes the PDF.
    pub fn export(mut self) -> Result<TypesetPdf, Vec<Diagnostic>> {
        let mut problems = std::mem::take(&mut self.problems);
        problems.extend(self.reporter().unreadable(&self.document));
        let bytes = export(&self.book, &self.document, &self.reporter(), &mut problems)?;
        problems.sort();
        problems.dedup();
        Ok(TypesetPdf { bytes, warnings: problems })
    }
}

/// Typesets a PDF, with nesting flattened as far as the theme needs.
pub fn compile<'a>(
    snapshot: &'a Snapshot,
    pdf: Pdf,
    fitting: &Fitting,
) -> Result<Compiled<'a>, Vec<Diagnostic>> {
    let mut max_depth = writer::MAX_DEPTH;
    loop {
        let made = compile_flattened(snapshot, Book::new(snapshot, pdf, fitting.clone()), max_depth);
        // Typst has several limits of depth, and a theme's show rules count too.
        let is_too_deep = |problem: &Diagnostic| problem.message.ends_with("depth exceeded");
        match made {
            Err(problems) if max_depth > MIN_DEPTH && problems.iter().any(is_too_deep) => max_depth /= 2,
            made => return made,
        }
    }
}

/// Typesets a book in which nothing is nested deeper than a limit.
fn compile_flattened<'a>(
    snapshot: &'a Snapshot,
    book: Book<'a>,
    max_depth: usize,
) -> Result<Compiled<'a>, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let fonts = Fonts::load(snapshot, &mut problems);
    let mut images = PdfImages::new(snapshot);
    let mut tools = writer::Tools { book: &book, fonts: &fonts, images: &mut images, max_depth };
    let pages: Vec<TypstPage> =
        (0..book.pages.len()).map(|number| writer::page(&mut tools, number)).collect();
    let sources = writer::source_list(&mut tools);
    for (number, page) in pages.iter().enumerate() {
        problems.extend(page.problems.iter().cloned());
        let source = &snapshot.site.page(book.pages[number]).outline.source;
        problems.extend(report::missing(snapshot, source, &page.missing));
        problems.extend(page.has_long_clusters.then(|| report::long_cluster(source)));
    }
    let files = images.files;
    let texts = Texts { pages: &pages, sources: sources.as_ref() };
    let world = Arc::new(world(&book, texts, fonts, &files, &mut problems));
    if problems.iter().any(|it| it.severity == Severity::Error) {
        return Err(problems);
    }
    let reporter = Reporter { book: &book, pages: &pages, world: &world };
    let limit = time_for(pages.iter().map(|page| page.text.len()).sum());
    let input = Arc::clone(&world);
    let compiled =
        deadline::run(limit, move || typst::compile::<PagedDocument>(&*input)).map_err(report::stopped)?;
    problems.extend(reporter.diagnostics(&compiled.warnings, Severity::Warning));
    match compiled.output {
        Ok(document) => Ok(Compiled { document: Arc::new(document), book, pages, world, problems }),
        Err(errors) => Err(reporter.diagnostics(&errors, Severity::Error)),
    }
}

/// The texts of a book.
struct Texts<'a> {
    pages: &'a [TypstPage],
    /// The list of the sources that they cite.
    sources: Option<&'a TypstPage>,
}

/// Returns the files and fonts that Typst sees.
fn world(
    book: &Book<'_>,
    Texts { pages, sources }: Texts<'_>,
    fonts: Fonts,
    images: &BTreeMap<String, Bytes>,
    problems: &mut Vec<Diagnostic>,
) -> TypstWorld {
    let mut missing = BTreeSet::new();
    let data = fonts.shown(&book.data(&fonts), &mut missing);
    problems.extend(report::missing(book.snapshot, &SourcePath::new(config::FILE), &missing));
    let mut world = TypstWorld::new(fonts);
    let marks = pages.iter().flat_map(|page| &page.marks);
    let index =
        if book.has_index() { index::call(marks, &book.snapshot.config.language.value) } else { None };
    world.put_source(MAIN, book.main(sources.is_some(), index.as_deref()));
    if let Some(list) = sources {
        world.put_source(book::SOURCES, list.text.clone());
        let file = book.snapshot.site.citing().sources.as_ref().map(|(library, _)| &library.path);
        problems.extend(file.and_then(|file| report::missing(book.snapshot, file, &list.missing)));
    }
    world.put_file("/site.json", Bytes::from_string(data));
    for (number, page) in pages.iter().enumerate() {
        world.put_source(&book::file(number), page.text.clone());
    }
    for address in pages.iter().flat_map(|page| &page.qr_codes).chain(&book.leaf_address()) {
        world.put_file(&qr_codes::path(address), qr_codes::drawing(address));
    }
    for (path, bytes) in images {
        world.put_file(path, bytes.clone());
    }
    put_theme(book.snapshot, &mut world, problems);
    world
}

/// Returns the time that typesetting a text may take: ten times what the slowest one that was measured took.
fn time_for(bytes: usize) -> Duration {
    deadline::limit(120 + u64::try_from(bytes / 1024).unwrap_or(u64::MAX / 1024) / 10)
}

/// Adds the print files of the theme at the paths where they look for each other.
fn put_theme(snapshot: &Snapshot, world: &mut TypstWorld, problems: &mut Vec<Diagnostic>) {
    // Typst's paths cannot contain `\\`, which a name may on some systems.
    for (name, source) in snapshot.theme.print.iter().filter(|(name, _)| !name.contains('\\')) {
        let path = format!("/print/{name}");
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        match (ending, std::str::from_utf8(&source.bytes)) {
            (Some("typ"), Ok(text)) => world.put_source(&path, text.to_owned()),
            (Some("typ"), Err(_)) => {
                problems.push(Diagnostic::error(Place::file(&source.path), "not UTF-8"));
            }
            _ if name.starts_with(fonts::FOLDER) => {}
            _ => {
                let drawn = ending
                    .filter(|ending| *ending == "svg")
                    .map(|_| crate::images::check_svg_limits(&source.bytes));
                if let Some(Err(why)) = drawn {
                    problems.push(Diagnostic::error(
                        Place::file(&source.path),
                        format!("the SVG cannot be drawn: {why}"),
                    ));
                }
                world.put_file(&path, Bytes::new(source.bytes.clone()));
            }
        }
    }
}

/// Writes the PDF: as PDF/UA-1 if possible, else as a tagged PDF, with what prevents PDF/UA-1.
fn export(
    book: &Book<'_>,
    document: &Arc<PagedDocument>,
    reporter: &Reporter<'_, '_>,
    problems: &mut Vec<Diagnostic>,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let wanted = book.snapshot.config.print.pdf_ua;
    let limit = time_for(reporter.pages.iter().map(|page| page.text.len()).sum());
    let write = |standards: &[PdfStandard]| {
        let (document, options) = (Arc::clone(document), options(book, standards));
        deadline::run(limit, move || typst_pdf::pdf(&document, &options)).map_err(report::stopped)
    };
    let plain = |problems: &mut Vec<Diagnostic>| {
        write(&[])?.map_err(|errors| {
            let mut all = std::mem::take(problems);
            all.extend(reporter.diagnostics(&errors, Severity::Error));
            all
        })
    };
    if wanted == PdfUa::Off {
        return plain(problems);
    }
    let errors = match write(&[PdfStandard::Ua_1])? {
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
    let config = &book.snapshot.config;
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

/// Returns the date of the PDF: that of the caller, else the day of the newest review. Never the current time, so that
/// the same guide makes the same bytes on any day.
fn timestamp(book: &Book<'_>) -> Option<Timestamp> {
    let time = match book.snapshot.options.source_date {
        Some(seconds) => civil(seconds)?,
        None => {
            let day = book.reviewed()?;
            Datetime::from_ymd_hms(i32::from(day.year), day.month, day.day, 0, 0, 0)?
        }
    };
    Some(Timestamp::new_utc(time))
}

/// Converts seconds since 1970 to a date and time in UTC.
fn civil(seconds: i64) -> Option<Datetime> {
    let (day, rest) = (Date::from_unix(seconds), seconds.rem_euclid(86_400));
    let small = |it: i64| u8::try_from(it).ok();
    Datetime::from_ymd_hms(
        i32::from(day.year),
        day.month,
        day.day,
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
