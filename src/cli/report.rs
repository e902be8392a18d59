//! Reports the problems of a guide, in the order of their places, with the count at the end; and shows the progress
//! bar.

use std::fmt::Display;
use std::io::IsTerminal;
use std::sync::OnceLock;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::build::Progress;
use crate::diagnostic::{Colours, Diagnostic, Severity};
use crate::snapshot::Snapshot;

use super::{PROBLEMS, interrupt};

/// The number of problems that are shown in full. Any others are only counted.
const MAX_DRAWN: usize = 100;

/// The number of outputs from which a build shows a progress bar.
const MIN_OUTPUTS: usize = 500;

/// Prints problems to standard error.
pub fn draw(snapshot: &Snapshot, problems: &[Diagnostic]) {
    let mut drawn: Vec<&Diagnostic> = problems.iter().collect();
    if drawn.len() > MAX_DRAWN {
        // Warnings must not push an error out of sight.
        drawn.sort_by_key(|problem| problem.severity);
    }
    for problem in drawn.into_iter().take(MAX_DRAWN) {
        anstream::eprintln!("{}\n", problem.draw(&|path| snapshot.text(path), Colours::On));
    }
    if problems.len() > MAX_DRAWN {
        anstream::eprintln!("… and {} more\n", problems.len() - MAX_DRAWN);
    }
}

/// Reports that a guide failed, and the outcome; returns the exit code.
pub fn failure(problems: &[Diagnostic], outcome: &str) -> u8 {
    let strict = if has_errors(problems) { "" } else { " (--strict)" };
    anstream::eprintln!("{}{strict}. {outcome}", summary(problems));
    PROBLEMS
}

/// Reports whether one of the problems is an error.
pub fn has_errors(problems: &[Diagnostic]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

/// Returns the numbers of errors, warnings and notes in words.
pub fn summary(problems: &[Diagnostic]) -> String {
    format!("{}, {}", count(number_of(problems, Severity::Error), "error"), warnings(problems))
}

/// Returns the number of warnings in words, and of notes if there are any.
pub fn warnings(problems: &[Diagnostic]) -> String {
    let warnings = count(number_of(problems, Severity::Warning), "warning");
    match number_of(problems, Severity::Note) {
        0 => warnings,
        notes => format!("{warnings}, {}", count(notes, "note")),
    }
}

fn number_of(problems: &[Diagnostic], severity: Severity) -> usize {
    problems.iter().filter(|problem| problem.severity == severity).count()
}

/// Formats the reason why a command failed.
pub fn refusal(why: &impl Display) -> String {
    format!("\u{1b}[1m\u{1b}[91merror\u{1b}[0m: {why}")
}

/// Returns `1 page`, `2 pages`, `no pages`.
pub fn count(number: usize, what: &str) -> String {
    match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

/// A progress bar on a terminal, and nothing elsewhere. It disappears when it is dropped.
#[derive(Default)]
pub struct Bar(OnceLock<ProgressBar>);

impl Progress for Bar {
    fn start(&self, outputs: usize) {
        interrupt::writing_begins();
        if std::io::stderr().is_terminal() && outputs > MIN_OUTPUTS {
            let length = u64::try_from(outputs).unwrap_or(u64::MAX);
            let target = ProgressDrawTarget::stderr_with_hz(10);
            let style = ProgressStyle::with_template("{bar:40} {pos}/{len} outputs")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            let _ = self.0.set(ProgressBar::with_draw_target(Some(length), target).with_style(style));
        }
    }

    fn step(&self) {
        if let Some(bar) = self.0.get() {
            bar.inc(1);
        }
    }

    fn is_stopped(&self) -> bool {
        interrupt::is_stopped()
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = self.0.get() {
            bar.finish_and_clear();
        }
    }
}
