//! What `handout check` and `handout build` print about a guide, without starting the program.

use handout::build::Report;
use handout::diagnostic::{Colours, Diagnostic, Severity};
use handout::{Options, Pdfs};

use super::Project;

/// Returns `1 error`, `2 errors`, `no errors`.
fn count(number: usize, what: &str) -> String {
    match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

/// Returns the problems as they are drawn, and the line at the end.
fn printed<T>(report: &Report<T>) -> String {
    let text = |path: &_| report.snapshot.text(path);
    let drawn = |problem: &Diagnostic| problem.draw(&text, Colours::Off) + "\n\n";
    let problems: String = report.diagnostics.iter().map(drawn).collect();
    let errors = report.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = report.diagnostics.iter().filter(|problem| problem.severity == Severity::Warning).count();
    let (errors, warnings) = (count(errors, "error"), count(warnings, "warning"));
    if report.result.is_none() {
        return format!("{problems}{errors}, {warnings}. Not ready to build.\n");
    }
    let pages = count(report.snapshot.site.shown().count(), "page");
    format!("{problems}Checked {pages}: {errors}, {warnings}.\n")
}

impl Project {
    fn options(&self) -> Options {
        Options { pdfs: Pdfs::Left, ..Options::new(self.root()) }
    }

    /// Checks the guide in this process; returns what `handout check --no-pdf` prints. `cli.rs` tests that it does.
    pub fn check(&self) -> String {
        match handout::check(&self.options()) {
            Ok(report) => printed(&report),
            Err(error) => format!("error: {error}\n"),
        }
    }

    /// Checks and builds the guide in this process, and expects the same messages of both.
    pub fn check_and_build(&self) -> String {
        let checked = self.check();
        let built = match handout::build(&self.options(), &()) {
            Ok(report) => printed(&report),
            Err(error) => format!("error: {error}\n"),
        };
        assert_eq!(checked, built, "check and build say the same");
        checked
    }
}
