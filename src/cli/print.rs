//! `handout print`: typesets a guide, or one section, as a PDF.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{FINE, GuideArgs, report, say};
use crate::build::{self, PrintOptions};
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
    /// Only this section, given by its folder or title
    #[arg(long, value_name = "SECTION")]
    section: Option<String>,
    /// Paper size [default: `paper` in site.toml, else a4]
    #[arg(long)]
    paper: Option<PaperName>,
    /// The file to write [default: guide.pdf]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Set in 18 point, for readers who need large letters
    #[arg(long, conflicts_with = "booklet")]
    large_print: bool,
    /// Make a booklet: two pages to a side, ready to fold and staple
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

impl PrintArgs {
    fn options(&self) -> PrintOptions {
        let variant = match (self.large_print, self.booklet) {
            (true, _) => Variant::LargePrint,
            (_, true) => Variant::Booklet,
            _ => Variant::Normal,
        };
        let paper = self.paper.map(|name| match name {
            PaperName::A4 => Paper::A4,
            PaperName::Letter => Paper::Letter,
            PaperName::A5 => Paper::A5,
        });
        PrintOptions { section: self.section.clone(), variant, paper, output: self.output.clone() }
    }
}

/// Says that a large guide has no PDF, if it did not ask for one.
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
    let report = build::print(&args.guide.options(Pdfs::Made), &args.options())?;
    report::draw(&report.snapshot, &report.diagnostics);
    let Some(printed) = &report.result else {
        return Ok(report::failure(&report.diagnostics, "Nothing was written."));
    };
    let size = language::file_size(&report.snapshot.config.language, printed.bytes);
    say(&format!("Wrote {} ({size}).", printed.file.display()));
    Ok(FINE)
}
