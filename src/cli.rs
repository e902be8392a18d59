//! The command line: turns arguments into a call of the library, and its result into words and an exit code. Flags,
//! help and completions come from one table.

mod interrupt;
mod manual;
mod new;
mod print;
mod publish;
mod reading;
mod release;
mod report;
mod repository;
mod schema;
mod serve;
mod snippets;
mod suggest;
mod theme;
mod workflow;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::build::{self};
use crate::config;
use crate::config::publish::PublishTo;
use crate::date::Date;
use crate::diagnostic::Severity;
use crate::error::Error;
use crate::site::{Drafts, DueDates, Pdfs};
use crate::snapshot::{Options, Snapshot};
use crate::write::Written;
use print::PrintArgs;
use publish::PublishArgs;
use reading::Figures;
use release::ReleaseArgs;
use report::Bar;
use repository::Repository;
use schema::SchemaArgs;
use serve::ServeArgs;
use theme::ThemeCommand;
use workflow::RepositoryHost;

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
        /// Also write a workflow that checks, builds and publishes the guide; in a folder that is a guide, write only
        /// that
        #[arg(long, value_name = "HOST", value_enum)]
        ci: Vec<RepositoryHost>,
    },
    /// Build the site
    Build {
        #[command(flatten)]
        guide: GuideArgs,
        /// Folder to write to [default: `output` in site.toml, else public]
        #[arg(short, long, value_name = "DIR")]
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
    /// Make a PDF of the guide, of a section, a page or a leaf
    #[command(visible_alias = "pdf")]
    Print(PrintArgs),
    /// Build the site and bring it to where its readers are
    Publish(PublishArgs),
    /// Add the edition codes of the guide and its pages to editions.toml, with the day
    Release(ReleaseArgs),
    /// Create a theme, or override single files of the default theme
    #[command(subcommand)]
    Theme(ThemeCommand),
    /// Print a JSON Schema or snippets for completion and checks in editors
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
    #[arg(long, value_name = "URL", value_parser = config::address::base_url)]
    base_url: Option<String>,
    /// Include pages marked as drafts
    #[arg(long)]
    drafts: bool,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// Fail if a page has to be reviewed, or is valid no longer
    #[arg(long)]
    strict_dates: bool,
    #[command(flatten)]
    audience: AudienceArgs,
    #[command(flatten)]
    links: LinkArgs,
}

/// The flag of every command that reads a guide, about its readers.
#[derive(Args, Clone)]
pub struct AudienceArgs {
    /// Include the parts for this audience, one of `[audiences]` in site.toml
    #[arg(long = "audience", value_name = "NAME")]
    name: Option<String>,
}

/// The flag of every command that reads a guide, about symbolic links.
#[derive(Args, Clone)]
pub struct LinkArgs {
    /// Follow symbolic links that lead into this folder; for build systems that link a guide into a sandbox
    #[arg(long, value_name = "DIR")]
    trust_links_to: Vec<PathBuf>,
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
            trust_links_to: self.links.trust_links_to.clone(),
            base_url: self.base_url.clone(),
            publish_to: PublishTo::Nowhere,
            audience: self.audience.name.clone(),
            drafts: if self.drafts { Drafts::Shown } else { Drafts::Left },
            pdfs,
            source_date: source_date(),
            due_dates: if self.strict_dates { DueDates::Required(today()) } else { DueDates::Ignored },
            fail_on: if self.strict { Severity::Warning } else { Severity::Error },
        }
    }
}

/// Returns the time that generated files state in a reproducible build (reproducible-builds.org,
/// `SOURCE_DATE_EPOCH`).
fn source_date() -> Option<i64> {
    std::env::var("SOURCE_DATE_EPOCH").ok()?.trim().parse().ok()
}

/// Returns the day on which dates are checked: that of `SOURCE_DATE_EPOCH`, else today, in UTC.
fn today() -> Date {
    #[expect(clippy::disallowed_methods, reason = "the clock is read here, and passed on as an option")]
    let now =
        || SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|it| i64::try_from(it.as_secs()).ok());
    Date::from_unix(source_date().or_else(now).unwrap_or_default())
}

/// Returns the table of commands and flags, for the documentation.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the command that the arguments ask for.
pub fn run() -> ExitCode {
    let cli =
        Cli::try_parse().unwrap_or_else(|error| suggest::with_suggestion(error, &Cli::command()).exit());
    let done = match cli.command {
        Command::New { dir, ci } => start(&dir, &ci),
        Command::Build { guide, output, pdfs } => build(&guide, pdfs, output),
        Command::Check { guide, pdfs, reading } => {
            check(&guide, pdfs, if reading { Figures::Shown } else { Figures::Hidden })
        }
        Command::Serve(args) => serve::run(&args),
        Command::Print(args) => print::run(&args),
        Command::Publish(args) => publish::run(&args),
        Command::Release(args) => release::run(&args),
        Command::Theme(command) => theme::run(&command),
        Command::Schema(args) => schema::text(args).map(|text| {
            say(&text);
            FINE
        }),
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

/// Prints a line. A closed pipe is not an error.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn start(dir: &Path, hosts: &[RepositoryHost]) -> Result<u8, Error> {
    let hosts: BTreeSet<RepositoryHost> = hosts.iter().copied().collect();
    let repository = if hosts.is_empty() { Repository::of(dir) } else { Repository::around(dir)? };
    let created = new::write_guide(dir, &hosts, &repository)?;
    if let Some(files) = created {
        say(&format!("Created a guide with {files} files in {}.", dir.display()));
    }
    for host in &hosts {
        let branch = if host.names_branch() {
            format!(", which publishes the branch `{}`", repository.branch)
        } else {
            String::new()
        };
        let file = host.file(&repository);
        say(&format!("Created the workflow {}{branch}. {}", file.display(), host.help()));
        if created.is_none() && !host.settings().is_empty() {
            say(&format!("It needs these lines in site.toml:\n{}", host.settings()));
        }
    }
    if created.is_some() {
        say(&format!("Next: handout build --root {}", dir.display()));
    }
    Ok(FINE)
}

fn build(guide: &GuideArgs, pdfs: PdfArgs, output: Option<PathBuf>) -> Result<u8, Error> {
    let started = Instant::now();
    interrupt::listen();
    let report = match build::build(&Options { output, ..guide.options(pdfs.pdfs()) }, &Bar::default()) {
        Err(_) if interrupt::is_stopped() => {
            anstream::eprintln!("Stopped. The site is as it was.");
            return Ok(interrupt::INTERRUPTED);
        }
        report => report?,
    };
    let milliseconds = started.elapsed().as_millis();
    report::draw(&report.snapshot, &report.diagnostics);
    let Some(written) = &report.result else {
        return Ok(report::failure(&report.diagnostics, "Nothing was written."));
    };
    print::note_unasked(&report.snapshot);
    let warnings = report::warnings(&report.diagnostics);
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
    let options = guide.options(pdfs.pdfs());
    let due_dates = if guide.strict_dates { options.due_dates } else { DueDates::Noted(today()) };
    let report = build::check(&Options { due_dates, ..options })?;
    if figures == Figures::Shown {
        reading::print(&report.snapshot);
    }
    report::draw(&report.snapshot, &report.diagnostics);
    if report.result.is_none() {
        return Ok(report::failure(&report.diagnostics, "Not ready to build."));
    }
    let pages = report::count(report.snapshot.site.shown().count(), "page");
    say(&format!("Checked {pages}: no errors, {}.", report::warnings(&report.diagnostics)));
    Ok(FINE)
}
