//! The commands. Flags, help and completions come from one table; what a command prints is said here.
//! Exit codes: 0 fine, 1 problems in the guide, 2 wrong use or a refusal of the machine.

mod manual;
mod new;
mod pictures;
mod print;
mod reading;
mod report;
mod serve;
mod theme;

use std::io::Write;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::parse::FrontMatter;
use crate::paths::UrlPath;
use crate::render::{self, Rendered};
use crate::schema::{Table, json};
use crate::site::{Drafts, Output};
use crate::snapshot::{Options, Pdfs, Snapshot};
use crate::theme::manifest::{self, Manifest};
use crate::write::{self, Failure, Written};
use pictures::Keep;
use print::PrintArgs;
use reading::Figures;
use report::{Progress, Report};
use serve::ServeArgs;
use theme::ThemeCommand;

/// The guide is fine.
const FINE: u8 = 0;
/// The guide has problems.
const PROBLEMS: u8 = 1;
/// Wrong use, or a refusal of the machine.
const REFUSED: u8 = 2;

/// Makes a site from a folder of Markdown.
#[derive(Parser)]
#[command(
    name = "handout",
    version,
    about = "Makes a website from a folder of Markdown, for guides that people read on a screen and on paper.",
    after_help = "Exit codes: 0 fine, 1 problems in the guide, 2 wrong use or a refusal of the machine.",
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a new guide in a folder; never over existing files
    New {
        /// The folder; it is made if it is not there
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
        /// Also say how hard each page is to read
        #[arg(long)]
        reading: bool,
    },
    /// Preview the guide in the browser while it is written
    Serve(ServeArgs),
    /// Make the guide, or one section, as a PDF to print
    Print(PrintArgs),
    /// Start a theme, or change one file of the default theme
    #[command(subcommand)]
    Theme(ThemeCommand),
    /// Print the JSON Schema of a file, for editors that complete and check
    Schema {
        /// The file
        file: SchemaFile,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// A file that has a schema.
#[derive(Clone, Copy, ValueEnum)]
enum SchemaFile {
    /// site.toml
    Site,
    /// The front matter of a page
    FrontMatter,
    /// theme.toml
    Theme,
}

/// What every command that reads a guide takes.
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
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
}

/// What every command that makes all outputs takes.
#[derive(Args)]
pub struct PdfArgs {
    /// Leave out the PDFs, and the links to them
    #[arg(long)]
    no_pdf: bool,
}

impl PdfArgs {
    fn over(&self, options: Options) -> Options {
        Options { pdfs: if self.no_pdf { Pdfs::Left } else { Pdfs::Made }, ..options }
    }
}

impl GuideArgs {
    fn options(&self, output: Option<PathBuf>) -> Options {
        Options {
            root: self.root.clone(),
            output,
            base_url: self.base_url.clone(),
            drafts: if self.drafts { Drafts::Shown } else { Drafts::Left },
            pdfs: Pdfs::Made,
            source_date: source_date(),
        }
    }

    /// The worst severity that a guide may have and be built.
    fn fails_at(&self) -> Severity {
        if self.strict { Severity::Warning } else { Severity::Error }
    }
}

/// The time that a distribution wants its files to say (reproducible-builds.org, `SOURCE_DATE_EPOCH`).
fn source_date() -> Option<i64> {
    std::env::var("SOURCE_DATE_EPOCH").ok()?.trim().parse().ok()
}

/// The table of commands and flags, for the documentation.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the command that the arguments ask for.
pub fn run() -> ExitCode {
    let done = match Cli::parse().command {
        Command::New { dir } => new::write_guide(&dir).map(|files| {
            say(&format!("Made a guide of {files} files in {}.", dir.display()));
            say(&format!("Next: handout build --root {}", dir.display()));
            FINE
        }),
        Command::Build { guide, output, pdfs } => build(&guide, &pdfs, output),
        Command::Check { guide, pdfs, reading } => {
            check(&guide, &pdfs, if reading { Figures::Told } else { Figures::Left })
        }
        Command::Serve(args) => serve::run(&args),
        Command::Print(args) => print::run(&args),
        Command::Theme(command) => theme::run(&command),
        Command::Schema { file } => {
            let (title, fields) = match file {
                SchemaFile::Site => (config::FILE, Config::FIELDS),
                SchemaFile::FrontMatter => (FrontMatter::NAME, FrontMatter::FIELDS),
                SchemaFile::Theme => (manifest::FILE, Manifest::FIELDS),
            };
            say(&format!("{:#}", json::schema(title, fields)));
            Ok(FINE)
        }
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

/// Prints a line; a reader that went away is no reason to fail.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Looks at the disk. The program ends with what it saw: to take ten thousand pages apart one by one before that
/// would cost a tenth of a build.
fn look(options: &Options) -> Result<ManuallyDrop<Snapshot>, Error> {
    Snapshot::take(options, None).map(ManuallyDrop::new)
}

fn build(guide: &GuideArgs, pdfs: &PdfArgs, output: Option<PathBuf>) -> Result<u8, Error> {
    let started = Instant::now();
    let mut now = look(&pdfs.over(guide.options(output)))?;
    let mut report = Report::new(now.problems(), guide.fails_at());
    let mut made = print::Pdfs::new();
    let keep = if report.failed() { Keep::Nothing } else { Keep::Made };
    report = report.with(pictures::make_all(&mut now, keep));
    if !report.failed() {
        let problems;
        (made, problems) = print::make_all(&mut now);
        report = report.with(problems);
    }
    let written = if report.failed() {
        render_all(&now).map_err(Failure::Guide)
    } else {
        write_site(&now, &made, &now.output)
    };
    let written = match written {
        Ok(written) => written,
        Err(Failure::Machine(error)) => return Err(error),
        Err(Failure::Guide(problems)) => {
            return Ok(report.with(problems).print(&now, "Nothing was written."));
        }
    };
    if report.failed() {
        return Ok(report.print(&now, "Nothing was written."));
    }
    pictures::sweep(&now);
    let milliseconds = started.elapsed().as_millis();
    let warnings = report.print_warnings(&now);
    print::note_unasked(&now);
    say(&closing_line(&now, written, milliseconds, warnings));
    Ok(FINE)
}

fn closing_line(now: &Snapshot, written: Written, milliseconds: u128, warnings: usize) -> String {
    let Written { changed, unchanged, removed } = written;
    let gone = if removed == 0 { String::new() } else { format!(", {removed} removed") };
    format!(
        "Built {}: {} written, {unchanged} unchanged{gone}, in {milliseconds} ms, {}. The site is in {}",
        report::count(now.site.shown().count(), "page"),
        report::count(changed, "output"),
        report::count(warnings, "warning"),
        now.output.strip_prefix("./").unwrap_or(&now.output).display()
    )
}

fn check(guide: &GuideArgs, pdfs: &PdfArgs, figures: Figures) -> Result<u8, Error> {
    let mut now = look(&pdfs.over(guide.options(None)))?;
    if figures == Figures::Told {
        reading::print(&now);
    }
    let mut report = Report::new(now.problems(), guide.fails_at());
    report = report.with(pictures::make_all(&mut now, Keep::Nothing));
    if !report.failed() {
        report = report.with(print::make_all(&mut now).1);
    }
    let report = match render_all(&now) {
        Ok(_) => report,
        Err(problems) => report.with(problems),
    };
    if report.failed() {
        return Ok(report.print(&now, "Not ready to build."));
    }
    let warnings = report.print_warnings(&now);
    let pages = report::count(now.site.shown().count(), "page");
    say(&format!("Checked {pages}: no errors, {}.", report::count(warnings, "warning")));
    Ok(FINE)
}

fn write_site(now: &Snapshot, pdfs: &print::Pdfs, target: &Path) -> Result<Written, Failure> {
    now.make_indexes();
    let addresses: Vec<&str> = now.site.routes.keys().map(UrlPath::as_str).collect();
    let progress = Progress::over(addresses.len());
    write::write(target, &addresses, |address| {
        let url = UrlPath::new(address);
        let rendered = match pdfs.get(&url) {
            Some(bytes) => Ok(Rendered::Shared(Arc::clone(bytes))),
            None => render::render(now, &url, &now.site.routes[&url]),
        };
        progress.step();
        rendered
    })
}

/// Makes every output and keeps none of them: what build would report, without writing.
fn render_all(now: &Snapshot) -> Result<Written, Vec<Diagnostic>> {
    use rayon::prelude::*;
    // What a broken theme renders to says nothing new.
    if now.theme.problems.iter().any(|it| it.severity == Severity::Error) {
        return Ok(Written::default());
    }
    // The PDFs and the smaller pictures were made before; and nothing is wrong with a search.
    let is_made = |output: &Output| matches!(output, Output::Pdf(_) | Output::Scaled(_) | Output::Search(..));
    let is_other = |(_, output): &(&UrlPath, &Output)| !is_made(output);
    let failed = |(url, output)| render::render(now, url, output).err();
    let problems: Vec<Diagnostic> = now.site.routes.par_iter().filter(is_other).filter_map(failed).collect();
    if problems.is_empty() { Ok(Written::default()) } else { Err(problems) }
}
