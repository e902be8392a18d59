//! What the user reads of a guide's problems: sorted by place, each once, with the count at the end.

use std::fmt::Display;
use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::diagnostic::{Colours, Diagnostic, Severity};
use crate::snapshot::Snapshot;

use super::PROBLEMS;

/// No more problems than this are drawn.
const MOST_DRAWN: usize = 100;

/// The problems of a guide, and what makes it fail.
pub struct Report {
    problems: Vec<Diagnostic>,
    fails_at: Severity,
}

impl Report {
    /// A report that fails at a severity.
    pub fn new(problems: Vec<Diagnostic>, fails_at: Severity) -> Report {
        Report { problems, fails_at }
    }

    /// Adds problems that rendering found. A mistake in a template that many pages show is told once.
    pub fn with(mut self, more: Vec<Diagnostic>) -> Report {
        self.problems.extend(more);
        self.problems.sort();
        self.problems.dedup();
        self
    }

    /// Whether the guide fails.
    pub fn failed(&self) -> bool {
        self.problems.iter().any(|it| it.severity <= self.fails_at)
    }

    /// Draws everything and says what follows; gives the exit code.
    pub fn print(&self, now: &Snapshot, outcome: &str) -> u8 {
        self.draw(now);
        let strict =
            if self.problems.iter().any(|it| it.severity == Severity::Error) { "" } else { " (--strict)" };
        anstream::eprintln!("{}{strict}. {outcome}", self.summary());
        PROBLEMS
    }

    /// Draws the warnings of a guide that does not fail; gives their number.
    pub fn print_warnings(&self, now: &Snapshot) -> usize {
        self.draw(now);
        self.problems.len()
    }

    /// The problems, by place.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// Draws everything, with the count where there is something.
    pub fn print_all(&self, now: &Snapshot) {
        self.draw(now);
        if !self.problems.is_empty() {
            anstream::eprintln!("{}.", self.summary());
        }
    }

    fn summary(&self) -> String {
        let errors = self.problems.iter().filter(|it| it.severity == Severity::Error).count();
        format!("{}, {}", count(errors, "error"), count(self.problems.len() - errors, "warning"))
    }

    fn draw(&self, now: &Snapshot) {
        let mut problems: Vec<&Diagnostic> = self.problems.iter().collect();
        if problems.len() > MOST_DRAWN {
            // Warnings must not push an error out of sight.
            problems.sort_by_key(|it| it.severity);
        }
        for problem in problems.into_iter().take(MOST_DRAWN) {
            anstream::eprintln!("{}\n", problem.draw(&|path| now.text(path), Colours::On));
        }
        if let Some(more) = self.problems.len().checked_sub(MOST_DRAWN).filter(|it| *it > 0) {
            anstream::eprintln!("… and {more} more\n");
        }
    }
}

/// A refusal as the user reads it.
pub fn refusal(why: &impl Display) -> String {
    format!("\u{1b}[1m\u{1b}[91merror\u{1b}[0m: {why}")
}

/// `1 page`, `2 pages`, `no pages`.
pub fn count(number: usize, what: &str) -> String {
    match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

/// A progress bar where someone watches, and nothing elsewhere.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar over so many outputs. A short build shows none.
    pub fn over(outputs: usize) -> Progress {
        let watched = std::io::stderr().is_terminal() && outputs > 500;
        let target =
            if watched { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        let length = u64::try_from(outputs).unwrap_or(u64::MAX);
        let bar = ProgressBar::with_draw_target(Some(length), target);
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} outputs")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        Progress(bar.with_style(style))
    }

    /// One output more is done.
    pub fn step(&self) {
        if !self.0.is_hidden() {
            self.0.inc(1);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
