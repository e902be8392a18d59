//! `print`: a PDF of a guide, of a part of it, or many of a leaf, each with other values.

use std::path::{Path, PathBuf};

use crate::build::prepared::{Prepared, Report};
use crate::build::request::{PrintOptions, Request};
use crate::diagnostic::{Diagnostic, Place};
use crate::discover::TextTable;
use crate::error::Error;
use crate::outputs;
use crate::paths::SourcePath;
use crate::render::TypesetPdf;
use crate::site::Pdf;
use crate::snapshot::{Options, Snapshot};
use crate::values::Values;
use crate::write;

/// The file that `print` wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Its path.
    pub file: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Typesets a guide, or a part of it, as a PDF and writes it to a file.
///
/// Fails if there is no such section, page or leaf, if no page is to be printed, or if the program was built without the feature
/// `pdf`. As in `build`, nothing is written if the guide has problems.
///
/// ```
/// use handout::{Options, PrintOptions};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # if !cfg!(feature = "pdf") { return Ok(()); }
/// let guide = tempfile::tempdir()?;
/// std::fs::create_dir(guide.path().join("content"))?;
/// std::fs::write(guide.path().join("content/index.md"), "# Knots\n\nA loop that holds.\n")?;
///
/// let print = PrintOptions { output: Some(guide.path().join("knots.pdf")), ..PrintOptions::default() };
/// let report = handout::print(&Options::new(guide.path()), &print)?;
/// let printed = report.result.expect("the guide has no errors");
/// assert_eq!(std::fs::read(&printed.file)?.len() as u64, printed.bytes);
/// # Ok(())
/// # }
/// ```
pub fn print(options: &Options, print: &PrintOptions) -> Result<Report<Printed>, Error> {
    let mut prepared = begin(options, print)?;
    let request = Request::new(&prepared.snapshot, print)?;
    if prepared.fails() {
        return Ok(prepared.report(Vec::new(), None));
    }
    request.check_not_empty(&prepared.snapshot)?;
    write::check_replaceable(&request.file)?;
    match typeset(&prepared.snapshot, &request, &print.set) {
        Ok(TypesetPdf { bytes, warnings }) => {
            prepared.add(warnings);
            if prepared.fails() {
                return Ok(prepared.report(Vec::new(), None));
            }
            write::replace(&request.file, &bytes)?;
            let printed = Printed { file: request.file, bytes: bytes.len() as u64 };
            Ok(prepared.report(Vec::new(), Some(printed)))
        }
        Err(problems) => Ok(prepared.report(problems, None)),
    }
}

/// Typesets a page or a leaf once for each row of a table and writes the PDFs into a folder, each named after the number of its row.
///
/// `data` is a CSV file (RFC 4180) whose first row has names of values of the guide; the other rows have their texts. Names and
/// texts are only on the paper: not in the file names, nor in the metadata, nor in the output folder of the guide.
///
/// Fails as `print` does, and if the folder is in the site or in the guide's own folders.
pub fn print_each(
    options: &Options,
    print: &PrintOptions,
    data: &Path,
) -> Result<Report<Vec<Printed>>, Error> {
    let mut prepared = begin(options, print)?;
    // The output is the folder; the names of the files are those of the page or leaf.
    let request = Request::new(&prepared.snapshot, &PrintOptions { output: None, ..print.clone() })?;
    let Some(folder) = &print.output else {
        return Err(Error::refused("--data", "choose the folder for the PDFs with --output"));
    };
    check_apart(&prepared.snapshot, folder)?;
    let rows = Rows::read(data, &prepared.snapshot.values)?;
    if prepared.fails() || !rows.problems.is_empty() {
        return Ok(prepared.report(rows.problems, None));
    }
    request.check_not_empty(&prepared.snapshot)?;
    write::create_folder(folder)?;
    let name = request.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let digits = rows.rows.last().map_or(1, |row| row.number.to_string().len());
    let mut written = Vec::new();
    for row in &rows.rows {
        let set: Vec<(String, String)> = print.set.iter().chain(&row.values).cloned().collect();
        let TypesetPdf { bytes, warnings } = match typeset(&prepared.snapshot, &request, &set) {
            Ok(made) => made,
            Err(problems) => {
                let of_row = problems.into_iter().map(|problem| in_row(problem, row.number)).collect();
                return Ok(prepared.report(of_row, None));
            }
        };
        prepared.add(warnings);
        let file = folder.join(format!("{name}-{:0digits$}.pdf", row.number));
        write::replace(&file, &bytes)?;
        written.push(Printed { file, bytes: bytes.len() as u64 });
    }
    Ok(prepared.report(Vec::new(), Some(written)))
}

/// Reads a guide to print. Fails without the print engine, and if a value cannot be set.
fn begin(options: &Options, print: &PrintOptions) -> Result<Prepared, Error> {
    if !cfg!(feature = "pdf") {
        return Err(Error::refused("handout print", "this build of Handout has no print engine"));
    }
    let prepared = Prepared::new(options)?;
    let mut values = Values::clone(&prepared.snapshot.values);
    for (name, text) in &print.set {
        values.set(name, text).map_err(|wrong| {
            let help = wrong.help.map(|help| format!(" ({help})")).unwrap_or_default();
            Error::refused("--set", wrong.message + &help)
        })?;
    }
    Ok(prepared)
}

/// Typesets a PDF with other values, which nothing keeps.
fn typeset(
    snapshot: &Snapshot,
    request: &Request,
    set: &[(String, String)],
) -> Result<TypesetPdf, Vec<Diagnostic>> {
    let (snapshot, pdf) = snapshot.for_pdf(request.pdf)?;
    if set.is_empty() {
        return outputs::pdf::typeset(snapshot, pdf);
    }
    let filled = snapshot.for_readers(None, set);
    check_metadata(snapshot, &filled, pdf)?;
    outputs::pdf::typeset(&filled, pdf)
}

/// Reports a value that is only for the paper and would be in the metadata of the PDF.
fn check_metadata(before: &Snapshot, filled: &Snapshot, pdf: Pdf) -> Result<(), Vec<Diagnostic>> {
    let words = |snapshot: &Snapshot| {
        let config = &snapshot.config;
        let pages = snapshot.site.printed(pdf.scope);
        let titles = pages.iter().map(|id| snapshot.site.page(*id).outline.title.clone());
        let of_site = [Some(config.title.clone()), config.description.clone(), config.author.clone()];
        of_site.into_iter().flatten().chain(titles).collect::<Vec<_>>()
    };
    if words(before) == words(filled) {
        return Ok(());
    }
    let pages = before.site.printed(pdf.scope);
    let source = pages.first().map(|id| &before.site.page(*id).outline.source);
    let place = source.map_or_else(|| Place::file(&SourcePath::new(crate::config::FILE)), Place::file);
    let message = "a title shows a value that is only for the paper: it would be in the metadata of the PDF";
    Err(vec![Diagnostic::error(place, message).help("show the value in the text instead")])
}

/// Adds the number of a row to a message.
fn in_row(problem: Diagnostic, row: usize) -> Diagnostic {
    Diagnostic { message: format!("row {row}: {}", problem.message), ..problem }
}

/// Fails if a folder is part of the site or of the guide: what is printed for one reader is not published.
fn check_apart(snapshot: &Snapshot, folder: &Path) -> Result<(), Error> {
    let absolute = |path: &Path| real(path).unwrap_or_else(|| path.to_owned());
    let folder_at = absolute(folder);
    let root = absolute(snapshot.root());
    let own = snapshot.sources.folders().into_iter().map(|name| root.join(name)).filter(|path| *path != root);
    let mut taken = own.chain([absolute(&snapshot.output)]);
    if taken.any(|path| folder_at.starts_with(path)) {
        let why = "is a folder of the guide or of its site: what is printed for one reader is not published; \
                   choose another folder with --output";
        return Err(Error::refused(folder, why));
    }
    Ok(())
}

/// Returns the real path of a file that may not exist yet.
fn real(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let existing = path.ancestors().find(|above| above.exists())?;
    let rest = path.strip_prefix(existing).ok()?;
    Some(existing.canonicalize().ok()?.join(rest))
}

/// The rows of a table of values.
struct Rows {
    rows: Vec<Row>,
    problems: Vec<Diagnostic>,
}

/// The values of one PDF.
struct Row {
    /// Its number in the table, in which the names are row 1.
    number: usize,
    values: Vec<(String, String)>,
}

impl Rows {
    /// Reads a table. Fails if it cannot be read, and reports names and texts that the guide cannot have.
    fn read(file: &Path, values: &Values) -> Result<Rows, Error> {
        let table = TextTable::read(file)?;
        let place = Place::file(&SourcePath::new(file.to_string_lossy()));
        let mut problems = Vec::new();
        let mut scratch = Values::clone(values);
        for name in &table.names {
            if let Err(wrong) = scratch.set(name, "") {
                problems.push(in_row(Diagnostic::error(place.clone(), wrong.message).help_if(wrong.help), 1));
            }
        }
        if !problems.is_empty() {
            return Ok(Rows { rows: Vec::new(), problems });
        }
        let mut rows = Vec::new();
        for (at, texts) in table.rows.iter().enumerate() {
            let number = at + 2;
            let wrong = |message: String| in_row(Diagnostic::error(place.clone(), message), number);
            if texts.len() > table.names.len() {
                problems.push(wrong(format!("{} texts, for {} names", texts.len(), table.names.len())));
            }
            let mut of_row = Vec::new();
            for (at, name) in table.names.iter().enumerate() {
                let text = texts.get(at).map_or("", String::as_str);
                if text.is_empty() {
                    problems.push(wrong(format!("no text for `{name}`")));
                } else if let Err(why) = scratch.set(name, text) {
                    problems.push(wrong(why.message));
                } else {
                    of_row.push((name.clone(), text.to_owned()));
                }
            }
            rows.push(Row { number, values: of_row });
        }
        if rows.is_empty() {
            problems.push(Diagnostic::error(place, "the table has no row below its names"));
        }
        Ok(Rows { rows, problems })
    }
}
