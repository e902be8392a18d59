//! `handout publish`: builds a guide, shows what would change at a destination, and changes it.

use std::io::{BufRead, IsTerminal, Write};
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{FINE, GuideArgs, PROBLEMS, PdfArgs, interrupt, report, say};
use crate::config::publish::PublishTo;
use crate::error::Error;
use crate::language;
use crate::publish::{self, Change, Planned, Publication, PublishOptions, PublishStep, Publishing};
use crate::snapshot::Options;

/// The number of pages of a plan that are shown before it is carried out. Any others are only counted.
const MAX_SHOWN: usize = 20;

/// The flags of `handout publish`.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of the command line")]
pub struct PublishArgs {
    #[command(flatten)]
    guide: GuideArgs,
    #[command(flatten)]
    pdfs: PdfArgs,
    /// Destination, one of `[publish.NAME]` in site.toml [default: the only one]
    #[arg(value_name = "NAME")]
    destination: Option<String>,
    /// Only show what would change
    #[arg(long)]
    plan: bool,
    /// Show the plan as JSON, for programs
    #[arg(long, requires = "plan")]
    json: bool,
    /// Do not ask before anything is changed
    #[arg(long, short)]
    yes: bool,
    /// Allow this many files of the published site to be removed
    #[arg(long, value_name = "N")]
    delete: Option<usize>,
    /// Replace a site that is not this guide
    #[arg(long)]
    replace_site: bool,
    /// Publish to an address of its own, to look at the site before its readers do; Netlify only
    #[arg(long)]
    preview: bool,
}

/// Shows plans, asks, and counts.
struct Dialogue<'a> {
    args: &'a PublishArgs,
    /// The progress bar, on a terminal.
    bar: OnceLock<ProgressBar>,
}

/// Runs `handout publish`; returns the exit code.
pub fn run(args: &PublishArgs) -> Result<u8, Error> {
    if !args.plan && !args.yes && !std::io::stdin().is_terminal() {
        let why = "nobody can be asked here: add --yes to publish, or --plan to see what would change";
        return Err(Error::refused("handout publish", why));
    }
    interrupt::listen();
    let publish_to = args.destination.clone().map_or(PublishTo::Only, PublishTo::Named);
    let options = Options { publish_to, ..args.guide.options(args.pdfs.pdfs()) };
    let how = PublishOptions {
        removals: args.delete,
        replaces_other: args.replace_site,
        is_preview: args.preview,
        now: now(),
    };
    let dialogue = Dialogue { args, bar: OnceLock::new() };
    let report = publish::publish(&options, &how, &report::Bar::default(), &dialogue);
    dialogue.bar.get().inspect(|bar| bar.finish_and_clear());
    let report = match report {
        Err(error) if interrupt::is_stopped() => {
            anstream::eprintln!("{}", report::refusal(&error));
            return Ok(interrupt::INTERRUPTED);
        }
        report => report?,
    };
    report::draw(&report.snapshot, &report.diagnostics);
    match &report.result {
        None => Ok(report::failure(&report.diagnostics, "Nothing was published.")),
        Some(published) => Ok(close(args, published)),
    }
}

/// Prints how a publication ended; returns the exit code.
fn close(args: &PublishArgs, published: &Publication) -> u8 {
    let Publication { destination, is_done, sent, removed, url } = published;
    if *is_done && sent + removed == 0 {
        return FINE;
    }
    if !is_done {
        if args.plan {
            return FINE;
        }
        say("Nothing was published.");
        return PROBLEMS;
    }
    let at = url.as_ref().map(|url| format!(": {url}")).unwrap_or_default();
    let gone = if *removed == 0 { String::new() } else { format!(", {removed} removed") };
    say(&format!("Published to {destination}: {} sent{gone}{at}", report::count(*sent, "file")));
    FINE
}

/// Returns the time by the clock, in seconds since 1970.
fn now() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "the clock is read here, and passed on as an option")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs())
}

impl Publishing for Dialogue<'_> {
    fn agrees(&self, planned: &Planned<'_>) -> bool {
        if self.args.json {
            say(&format!("{:#}", planned.plan.to_json(planned.site, planned.destination)));
            return false;
        }
        self.show(planned);
        if self.args.plan || !planned.is_allowed {
            return false;
        }
        interrupt::writing_ends();
        let agrees = planned.plan.is_empty() || self.args.yes || asked();
        interrupt::writing_begins();
        if agrees && std::io::stderr().is_terminal() {
            let steps = planned.plan.sent().count() + planned.plan.removed().count();
            let style = ProgressStyle::with_template("{bar:40} {pos}/{len} files {msg}");
            let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
            let target = ProgressDrawTarget::stderr_with_hz(10);
            let bar = ProgressBar::with_draw_target(u64::try_from(steps).ok(), target).with_style(style);
            let _ = self.bar.set(bar);
        }
        agrees
    }

    fn is_stopped(&self) -> bool {
        interrupt::is_stopped()
    }

    fn step(&self, path: &str) {
        if let Some(bar) = self.bar.get() {
            bar.set_message(path.to_owned());
            bar.inc(1);
        }
    }
}

impl Dialogue<'_> {
    /// Prints a plan: pages by their title, the total of the rest.
    fn show(&self, planned: &Planned<'_>) {
        let Planned { destination, plan, is_first, .. } = planned;
        if plan.is_empty() {
            say(&format!(
                "{destination} is up to date: {} unchanged.",
                report::count(plan.unchanged, "file")
            ));
            return;
        }
        let first = if *is_first { " for the first time" } else { "" };
        say(&format!("Publish to {destination}{first}:"));
        // A person reads pages; programs and the curious read everything.
        let is_shown = |step: &&PublishStep| self.args.plan || planned.site.titles.contains_key(&step.path);
        let most = if self.args.plan { usize::MAX } else { MAX_SHOWN };
        let shown: Vec<&PublishStep> = plan.steps.iter().filter(is_shown).take(most).collect();
        for step in &shown {
            say(&line(planned, step));
        }
        if shown.len() < plan.steps.len() {
            let other = report::count(plan.steps.len() - shown.len(), "other file");
            say(&format!("… and {other}; `--plan` lists all"));
        }
        say(&total(planned));
    }
}

fn line(planned: &Planned<'_>, step: &PublishStep) -> String {
    let size = match step.change {
        Change::Add | Change::Replace => format!(", {}", file_size(step.file.size)),
        Change::Remove => String::new(),
        Change::Keep => ", stays for open pages".into(),
    };
    let title = planned.site.titles.get(&step.path).map(|title| format!("  “{title}”")).unwrap_or_default();
    format!("{} {}{title}{size}", step.change.sign(), step.path)
}

/// Returns the numbers of files that are added, replaced, removed and unchanged, and how much is sent.
fn total(planned: &Planned<'_>) -> String {
    let number = |change| planned.plan.steps.iter().filter(|step| step.change == change).count();
    let bytes = planned.plan.sent().map(|step| step.file.size).sum();
    format!(
        "{} added, {} replaced, {} removed, {} unchanged; {} to send",
        number(Change::Add),
        number(Change::Replace),
        number(Change::Remove),
        planned.plan.unchanged,
        file_size(bytes)
    )
}

fn file_size(bytes: u64) -> String {
    language::file_size("en", bytes)
}

/// Asks whether to go on.
fn asked() -> bool {
    let mut out = std::io::stdout();
    let _ = write!(out, "Publish? [y/N] ").and_then(|()| out.flush());
    let mut answer = String::new();
    let _ = std::io::stdin().lock().read_line(&mut answer);
    matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}
