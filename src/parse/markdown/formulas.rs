//! Formulas on their way into the tree.

use std::ops::Range;

use pulldown_cmark::Event;

use super::Reader;
use crate::diagnostic::Diagnostic;
use crate::document::Kind;
use crate::math::{FormulaError, MathFormula};

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, '_, E> {
    /// Adds a formula. One with a mistake is reported and shown as it is written.
    pub(super) fn formula(&mut self, latex: &str, is_display: bool, range: &Range<usize>) {
        let text = &self.source.text[self.body_at..];
        // As in Pandoc, a dollar sign before a digit ends no formula: `$5-$6` is two prices.
        if !is_display && text[range.end..].starts_with(|c: char| c.is_ascii_digit()) {
            return self.text(&text[range.clone()], range);
        }
        match MathFormula::parse(latex, is_display) {
            Ok(formula) => {
                self.begin_inline(range);
                let span = self.span(range);
                self.tree.formula(formula, span);
            }
            Err(error) => {
                self.formula_problem(latex, error, range);
                self.leaf_text(latex, Kind::Code, range);
            }
        }
    }

    fn formula_problem(&mut self, latex: &str, error: FormulaError, range: &Range<usize>) {
        let source = &self.source.text[self.body_at..][range.clone()];
        // In a quote or a table, a formula may be written with characters that are not its own.
        let place = match source.find(latex).map(|at| range.start + at) {
            Some(start) if !error.range.is_empty() => start + error.range.start..start + error.range.end,
            _ => range.clone(),
        };
        self.problems.push(Diagnostic::error(self.place(&place), error.message).help(error.help));
    }
}
