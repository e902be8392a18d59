//! `handout print`: typesets a guide, a section, a page or a leaf as a PDF.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{FINE, GuideArgs, report, say};
use crate::build::{self, PrintOptions};
use crate::config::leaf::LeafFormat;
use crate::config::print::Paper;
use crate::error::Error;
use crate::language;
use crate::site::pdf::MAX_UNASKED;
use crate::site::{Pdfs, Variant};
use crate::snapshot::Snapshot;

/// The flags of `handout print`.
#[derive(Args)]
pub struct PrintArgs {
    #[command(flatten)]
    pub guide: GuideArgs,
    /// Only this page, fitted to one side of a sheet, given by its path
    #[arg(value_name = "PAGE", conflicts_with_all = ["section", "leaf"])]
    page: Option<String>,
    /// Only this section, given by its folder or title
    #[arg(long, value_name = "SECTION", conflicts_with = "leaf")]
    section: Option<String>,
    /// Only this leaf, given by its name in site.toml
    #[arg(long, value_name = "NAME")]
    leaf: Option<String>,
    /// How the page or leaf is printed, folded or cut [default: that of the leaf, else page]
    #[arg(long, ignore_case = true)]
    format: Option<FormatName>,
    /// The pages of a leaf one after the other, to read on a screen
    #[arg(long, conflicts_with_all = ["large_print", "booklet"])]
    screen: bool,
    /// A value for this printing; repeat for several
    #[arg(long, value_name = "NAME=TEXT", value_parser = name_and_text)]
    set: Vec<(String, String)>,
    /// One PDF for each row of this CSV file, whose first row has the names of values; --output is their folder
    #[arg(long, value_name = "FILE", requires = "output")]
    data: Option<PathBuf>,
    /// Paper size [default: `paper` in site.toml, else a4]
    #[arg(long, ignore_case = true)]
    paper: Option<PaperName>,
    /// The file to write [default: guide.pdf]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Set in 18 point, for readers who need large letters
    #[arg(long, conflicts_with = "booklet")]
    large_print: bool,
    /// Make a booklet: two pages per side, ready to fold and staple
    #[arg(long)]
    booklet: bool,
}

/// A size of paper.
#[derive(Clone, Copy, ValueEnum)]
enum PaperName {
    /// 210 × 297 mm
    A4,
    /// 8½ × 11 inches
    Letter,
    /// 148 × 210 mm
    A5,
}

/// How a leaf is printed, folded or cut.
#[derive(Clone, Copy, ValueEnum)]
enum FormatName {
    /// One side of a sheet
    Page,
    /// Half a sheet: two copies to cut apart
    Half,
    /// Six panels, to fold in three
    Trifold,
    /// Sheets to fold and staple
    Booklet,
    /// Cards to cut apart
    Card,
    /// One side of a sheet of twice the size
    Poster,
}

/// Splits `NAME=TEXT`.
fn name_and_text(argument: &str) -> Result<(String, String), String> {
    let (name, text) = argument.split_once('=').ok_or("write it as NAME=TEXT")?;
    Ok((name.trim().to_owned(), text.to_owned()))
}

impl PrintArgs {
    fn options(&self) -> PrintOptions {
        let variant = match (self.large_print, self.booklet, self.screen) {
            (true, ..) => Variant::LargePrint,
            (_, true, _) => Variant::Booklet,
            (.., true) => Variant::Screen,
            _ => Variant::Normal,
        };
        let format = self.format.map(|name| match name {
            FormatName::Page => LeafFormat::Page,
            FormatName::Half => LeafFormat::Half,
            FormatName::Trifold => LeafFormat::Trifold,
            FormatName::Booklet => LeafFormat::Booklet,
            FormatName::Card => LeafFormat::Card,
            FormatName::Poster => LeafFormat::Poster,
        });
        let paper = self.paper.map(|name| match name {
            PaperName::A4 => Paper::A4,
            PaperName::Letter => Paper::Letter,
            PaperName::A5 => Paper::A5,
        });
        PrintOptions {
            section: self.section.clone(),
            page: self.page.clone(),
            leaf: self.leaf.clone(),
            format,
            set: self.set.clone(),
            variant,
            paper,
            output: self.output.clone(),
        }
    }
}

/// Prints a note if a large guide has no PDF because its `site.toml` does not ask for one.
pub fn note_unasked(snapshot: &Snapshot) {
    if snapshot.site.is_too_large_unasked() {
        say(&format!(
            "No PDF was made, because the guide has more than {MAX_UNASKED} pages: \
             `pdf = [\"guide\"]` under [print] in site.toml makes one."
        ));
    }
}

/// Runs `handout print`; returns the exit code.
pub fn run(args: &PrintArgs) -> Result<u8, Error> {
    if let Some(data) = &args.data {
        return run_each(args, data);
    }
    let report = build::print(&args.guide.options(Pdfs::Made), &args.options())?;
    report::draw(&report.snapshot, &report.diagnostics);
    let Some(printed) = &report.result else {
        return Ok(report::failure(&report.diagnostics, "Nothing was written."));
    };
    let size = language::file_size(&report.snapshot.config.language.value, printed.bytes);
    say(&format!("Wrote {} ({size}).", printed.file.display()));
    Ok(FINE)
}

/// Prints a leaf once for each row of a table; returns the exit code.
fn run_each(args: &PrintArgs, data: &Path) -> Result<u8, Error> {
    let report = build::print_each(&args.guide.options(Pdfs::Made), &args.options(), data)?;
    report::draw(&report.snapshot, &report.diagnostics);
    let Some(printed) = &report.result else {
        return Ok(report::failure(&report.diagnostics, "Not every row was printed."));
    };
    let bytes = printed.iter().map(|printed| printed.bytes).sum();
    let size = language::file_size(&report.snapshot.config.language.value, bytes);
    let folder = args.output.as_deref().unwrap_or(Path::new("."));
    say(&format!("Wrote {} PDFs into {} ({size}).", printed.len(), folder.display()));
    Ok(FINE)
}
