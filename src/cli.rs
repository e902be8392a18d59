//! The command line: turns arguments into a call of the library, and its result into words and an exit code. Flags,
//! help and completions come from one table.

mod manual;
mod new;
mod print;
mod reading;
mod report;
mod schema;
mod serve;
mod theme;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::build::{self};
use crate::config;
use crate::diagnostic::Severity;
use crate::error::Error;
use crate::site::{Drafts, Pdfs};
use crate::snapshot::{Options, Snapshot};
use crate::write::Written;
use print::PrintArgs;
use reading::Figures;
use report::Bar;
use schema::SchemaArgs;
use serve::ServeArgs;
use theme::ThemeCommand;

/// Exit code: the guide has no problems.
const FINE: u8 = 0;
/// Exit code: the guide has problems.
const PROBLEMS: u8 = 1;
/// Exit code: wrong use, or the system refused something.
const REFUSED: u8 = 2;

/// Makes a site from a folder of Markdown.
#[derive(Parser)]
#[command(
    name = "handout",
    version,
    about = "Turns a folder of Markdown into a website and a PDF, for guides to read on screen and on paper.",
    after_help = "Exit codes: 0 success, 1 problems in the guide, 2 incorrect usage or a system error.",
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a new guide in a folder; never overwrites files
    New {
        /// Folder to create the guide in
        dir: PathBuf,
    },
    /// Build the site
    Build {
        #[command(flatten)]
        guide: GuideArgs,
        /// Folder to write to [default: `output` in site.toml, else public]
        #[arg(long, value_name = "DIR")]
        output: Option<PathBuf>,
        #[command(flatten)]
        pdfs: PdfArgs,
    },
    /// Report everything that build would report, and write nothing
    Check {
        #[command(flatten)]
        guide: GuideArgs,
        #[command(flatten)]
        pdfs: PdfArgs,
        /// Also list the reading grade of each page
        #[arg(long)]
        reading: bool,
    },
    /// Preview the guide in the browser while you write
    Serve(ServeArgs),
    /// Make a PDF of the guide or of one section
    Print(PrintArgs),
    /// Create a theme, or override single files of the default theme
    #[command(subcommand)]
    Theme(ThemeCommand),
    /// Print a JSON Schema for completion and checks in editors
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// The flags of every command that reads a guide.
#[derive(Args)]
struct GuideArgs {
    /// Folder of the guide
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Address the site will have, for canonical links and the sitemap [default: `url` in site.toml]
    #[arg(long, value_name = "URL", value_parser = config::base_url)]
    base_url: Option<String>,
    /// Include pages marked as drafts
    #[arg(long)]
    drafts: bool,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
}

/// The flags of every command that renders all outputs.
#[derive(Args, Clone, Copy)]
pub struct PdfArgs {
    /// Leave out the PDFs and the links to them
    #[arg(long)]
    no_pdf: bool,
}

impl PdfArgs {
    fn pdfs(self) -> Pdfs {
        if self.no_pdf { Pdfs::Left } else { Pdfs::Made }
    }
}

impl GuideArgs {
    fn options(&self, pdfs: Pdfs) -> Options {
        Options {
            root: self.root.clone(),
            output: None,
            base_url: self.base_url.clone(),
            drafts: if self.drafts { Drafts::Shown } else { Drafts::Left },
            pdfs,
            source_date: source_date(),
            fail_on: if self.strict { Severity::Warning } else { Severity::Error },
        }
    }
}

/// Returns the time that generated files state in a reproducible build (reproducible-builds.org,
/// `SOURCE_DATE_EPOCH`).
fn source_date() -> Option<i64> {
    std::env::var("SOURCE_DATE_EPOCH").ok()?.trim().parse().ok()
}

/// Returns the table of commands and flags, for the documentation.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the command that the arguments ask for.
pub fn run() -> ExitCode {
    let done = match Cli::parse().command {
        Command::New { dir } => new::write_guide(&dir).map(|files| {
            say(&format!("Created a guide with {files} files in {}.", dir.display()));
            say(&format!("Next: handout build --root {}", dir.display()));
            FINE
        }),
        Command::Build { guide, output, pdfs } => build(&guide, pdfs, output),
        Command::Check { guide, pdfs, reading } => {
            check(&guide, pdfs, if reading { Figures::Shown } else { Figures::Hidden })
        }
        Command::Serve(args) => serve::run(&args),
        Command::Print(args) => print::run(&args),
        Command::Theme(command) => theme::run(&command),
        Command::Schema(args) => schema::run(args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "handout", &mut script);
            say(String::from_utf8_lossy(&script).trim_end());
            Ok(FINE)
        }
        Command::Man => {
            say(manual::page(Cli::command()).trim_end());
            Ok(FINE)
        }
    };
    let code = done.unwrap_or_else(|error| {
        anstream::eprintln!("{}", report::refusal(&error));
        REFUSED
    });
    ExitCode::from(code)
}

/// Prints a line. A closed pipe is no failure.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn build(guide: &GuideArgs, pdfs: PdfArgs, output: Option<PathBuf>) -> Result<u8, Error> {
    let started = Instant::now();
    let report = build::build(&Options { output, ..guide.options(pdfs.pdfs()) }, &Bar::default())?;
    let milliseconds = started.elapsed().as_millis();
    report::draw(&report.snapshot, &report.diagnostics);
    let Some(written) = &report.result else {
        return Ok(report::failure(&report.diagnostics, "Nothing was written."));
    };
    print::note_unasked(&report.snapshot);
    let warnings = report::count(report.diagnostics.len(), "warning");
    say(&closing_line(&report.snapshot, *written, &format!("{milliseconds} ms, {warnings}")));
    Ok(FINE)
}

fn closing_line(snapshot: &Snapshot, written: Written, rest: &str) -> String {
    let Written { changed, unchanged, removed } = written;
    let gone = if removed == 0 { String::new() } else { format!(", {removed} removed") };
    format!(
        "Built {}: {} written, {unchanged} unchanged{gone}, in {rest}. The site is in {}",
        report::count(snapshot.site.shown().count(), "page"),
        report::count(changed, "file"),
        snapshot.output.strip_prefix("./").unwrap_or(&snapshot.output).display()
    )
}

fn check(guide: &GuideArgs, pdfs: PdfArgs, figures: Figures) -> Result<u8, Error> {
    let report = build::check(&guide.options(pdfs.pdfs()))?;
    if figures == Figures::Shown {
        reading::print(&report.snapshot);
    }
    report::draw(&report.snapshot, &report.diagnostics);
    if report.result.is_none() {
        return Ok(report::failure(&report.diagnostics, "Not ready to build."));
    }
    let pages = report::count(report.snapshot.site.shown().count(), "page");
    say(&format!("Checked {pages}: no errors, {}.", report::count(report.diagnostics.len(), "warning")));
    Ok(FINE)
}
