//! Why a formula cannot be shown.

use std::ops::Range;

/// The deepest nesting of braces, and of the elements of the `MathML`.
pub const MAX_DEPTH: usize = 32;

/// What to do about a formula that is too large.
pub const SHORTEN: &str = "divide it into several formulas";

/// The reason why a formula cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaError {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Its place in the formula; empty if it is at the formula's end.
    pub range: Range<usize>,
}

impl FormulaError {
    /// Returns an error about a part of a formula.
    pub fn new(range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> FormulaError {
        FormulaError { message: message.into(), help: help.into(), range }
    }

    /// Returns an error about a whole formula.
    pub fn of_whole(latex: &str, message: impl Into<String>, help: impl Into<String>) -> FormulaError {
        FormulaError::new(0..latex.len(), message, help)
    }

    /// Returns the error about a part that is nested too deep.
    pub fn too_deep(range: Range<usize>) -> FormulaError {
        FormulaError::new(range, format!("the formula is nested deeper than {MAX_DEPTH} levels"), SHORTEN)
    }
}
