//! `handout release`: appends the edition codes that are not yet in `editions.toml`, with the day.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use clap::Args;

use super::{FINE, GuideArgs, report, say, today};
use crate::build;
use crate::error::Error;
use crate::releases::{FILE, Release};
use crate::site::{Drafts, Pdfs};
use crate::text;

/// The number of codes that are listed. Any others are only counted.
const MAX_LISTED: usize = 20;

/// The arguments of `handout release`.
#[derive(Args)]
pub struct ReleaseArgs {
    #[command(flatten)]
    guide: GuideArgs,
    /// What is new, for the readers of older sheets, in a sentence
    #[arg(long, value_name = "TEXT")]
    changes: Option<String>,
}

/// Runs `handout release`; returns the exit code.
pub fn run(args: &ReleaseArgs) -> Result<u8, Error> {
    let options = args.guide.options(Pdfs::Left);
    let changes = args.changes.as_deref().map(|text| text::one_line(&text::replace_control(text)));
    if changes.as_ref().is_some_and(String::is_empty) {
        return Err(Error::refused("--changes", "is empty: write what is new, or leave out the flag"));
    }
    if options.drafts == Drafts::Shown {
        return Err(Error::refused("--drafts", "a draft is not released: leave out the flag"));
    }
    let report = build::check(&options)?;
    report::draw(&report.snapshot, &report.diagnostics);
    if report.result.is_none() {
        return Ok(report::failure(&report.diagnostics, "Nothing was released."));
    }
    let releases = report.snapshot.unreleased(today(), changes.as_deref());
    if releases.is_empty() && changes.is_some() {
        let why = format!("every edition is in {FILE} already: write `changes` there by hand");
        return Err(Error::refused("--changes", why));
    }
    if releases.is_empty() {
        say(&format!("Every edition is in {FILE} already."));
        return Ok(FINE);
    }
    append(&options.root.join(FILE), &releases)?;
    for release in releases.iter().take(MAX_LISTED) {
        say(&format!("{}  {}", release.code, release.page.value));
    }
    if releases.len() > MAX_LISTED {
        say(&format!("… and {} more", releases.len() - MAX_LISTED));
    }
    say(&format!("Added {} of {} to {FILE}.", report::count(releases.len(), "edition"), today()));
    Ok(FINE)
}

/// Appends entries to the file. What is in it stays as it is.
fn append(file: &Path, releases: &[Release]) -> Result<(), Error> {
    let (old, mut text) = match fs::read_to_string(file) {
        Ok(old) => (old, String::new()),
        Err(error) if error.kind() == ErrorKind::NotFound => (String::new(), HEAD.to_owned()),
        Err(error) => return Err(Error::io("read", file)(error)),
    };
    if !old.ends_with('\n') && !old.is_empty() {
        text.push('\n');
    }
    for release in releases {
        text.push('\n');
        text.push_str(&release.to_toml());
    }
    if old.contains("\r\n") {
        text = text.replace('\n', "\r\n");
    }
    let mut open =
        OpenOptions::new().append(true).create(true).open(file).map_err(Error::io("open", file))?;
    open.write_all(text.as_bytes()).map_err(Error::io("write", file))
}

/// The first lines of a new file.
const HEAD: &str = "# The editions of this guide that were released, the oldest first. `handout release` adds new ones.\n\
                    # A sheet of paper shows its code; the page with that code says when it changed.\n";
