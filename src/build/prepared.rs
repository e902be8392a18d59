//! A guide that is ready to render, and the outcome of a run.

use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::snapshot::{Options, Snapshot};

/// The outcome of a run: every problem of the guide, and what was made of it.
pub struct Report<T> {
    /// The guide as it was read. It has the texts that diagnostics refer to.
    pub snapshot: Snapshot,
    /// Every error and warning, sorted by place, without duplicates.
    pub diagnostics: Vec<Diagnostic>,
    /// What was made; `None` if a diagnostic is as severe as `Options::fail_on`. Then nothing was written.
    pub result: Option<T>,
}

/// A guide whose outputs are known, and its problems so far.
pub struct Prepared {
    /// The guide.
    pub snapshot: Snapshot,
    /// The problems so far, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    fail_on: Severity,
}

impl Prepared {
    /// Reads a guide and checks what can be checked before anything is rendered.
    pub fn new(options: &Options) -> Result<Prepared, Error> {
        let snapshot = Snapshot::take(options, None)?;
        let diagnostics = snapshot.problems();
        Ok(Prepared { snapshot, diagnostics, fail_on: options.fail_on })
    }

    /// Reports whether a problem is as severe as those at which the caller fails.
    pub fn fails(&self) -> bool {
        self.diagnostics.iter().any(|problem| problem.severity <= self.fail_on)
    }

    /// Adds the problems of a later step. A mistake in a template or a part that many pages use is reported once.
    pub fn add(&mut self, problems: Vec<Diagnostic>) {
        self.diagnostics.extend(problems);
        self.diagnostics.sort();
        self.diagnostics.dedup_by(|next, first| next.is_same_as(first));
    }

    /// Ends a run. The result is dropped if the guide fails.
    pub fn report<T>(mut self, problems: Vec<Diagnostic>, result: Option<T>) -> Report<T> {
        self.add(problems);
        let result = result.filter(|_| !self.fails());
        Report { snapshot: self.snapshot, diagnostics: self.diagnostics, result }
    }
}
