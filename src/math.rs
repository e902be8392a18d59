//! Formulas in LaTeX, read into a tree of `MathML` Core. One engine reads a formula, and every edition is written from
//! its tree, so each of them shows every formula, and what one of them cannot show is a mistake in all of them.

mod accent;
mod commands;
mod error;
mod linear;
mod mathml;
mod tree;

use std::time::Duration;

use crate::deadline::{self, RunError};

use error::{MAX_DEPTH, SHORTEN};

pub use accent::joining;
pub use error::FormulaError;
pub use tree::MathElement;

/// The longest formula, in bytes.
pub const MAX_LENGTH: usize = 8 * 1024;

/// The time that the engine may take for a formula. It takes less than a millisecond.
const LIMIT: Duration = deadline::limit(5);

/// A formula that every edition can show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MathFormula {
    /// The author's notation.
    pub latex: String,
    /// Whether it is a block rather than a part of a line.
    pub is_display: bool,
    /// The formula in one line, to be read aloud and searched. Its signs are those of Unicode, so it belongs to no
    /// language.
    pub text: String,
    /// The tree: the element `math`.
    pub root: MathElement,
}

impl MathFormula {
    /// Parses a formula in LaTeX.
    ///
    /// # Errors
    ///
    /// Returns the first mistake, and commands that an edition cannot show.
    pub fn parse(latex: &str, is_display: bool) -> Result<MathFormula, FormulaError> {
        check_limits(latex)?;
        commands::check(latex)?;
        let owned = latex.to_owned();
        match deadline::run(LIMIT, move || MathFormula::parse_checked(owned, is_display)) {
            Ok(result) => result,
            Err(RunError::TimedOut(_)) => {
                Err(FormulaError::of_whole(latex, "the formula takes too long to read", SHORTEN))
            }
            Err(RunError::Panicked(_)) => {
                Err(FormulaError::of_whole(latex, "the formula cannot be read", "write it in another way"))
            }
        }
    }

    fn parse_checked(latex: String, is_display: bool) -> Result<MathFormula, FormulaError> {
        let root = mathml::parse(&latex, is_display)?;
        let text = linear::text(&root);
        if text.is_empty() {
            let message = "the formula is empty";
            return Err(FormulaError::of_whole(
                &latex,
                message,
                "write it, or write `\\$` for a dollar sign",
            ));
        }
        Ok(MathFormula { latex, is_display, text, root })
    }
}

fn check_limits(latex: &str) -> Result<(), FormulaError> {
    if latex.len() > MAX_LENGTH {
        let message = format!("the formula is longer than {MAX_LENGTH} bytes");
        return Err(FormulaError::of_whole(latex, message, SHORTEN));
    }
    let mut depth = 0_usize;
    for (at, c) in latex.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c if c.is_control() && !matches!(c, '\n' | '\r' | '\t') => {
                let message = format!("the formula contains the control character U+{:04X}", u32::from(c));
                return Err(FormulaError::new(at..at + c.len_utf8(), message, "delete it"));
            }
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(FormulaError::too_deep(at..at + 1));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_commands_exist() {
        let is_unknown = |name: &&str| {
            let error = MathFormula::parse(&format!("\\{name}"), false).err();
            error.is_some_and(|error| error.message.starts_with("formulas have no"))
        };
        assert_eq!(commands::USUAL.into_iter().find(is_unknown), None);
    }
}
