//! The commands of a formula, and those that are refused although an engine reads them.

use std::ops::Range;

use super::error::FormulaError;
use crate::diagnostic::nearest;

/// Commands that are refused, each with what to do instead.
const REFUSED: [(&[&str], &str); 12] = [
    (
        &["newcommand", "renewcommand", "providecommand", "def", "gdef", "let", "newenvironment"],
        "write the commands out: a formula has no macros",
    ),
    (
        &["color", "textcolor", "colorbox", "fcolorbox"],
        "leave it out: colour is not read aloud; `\\mathbf{…}` makes a part bold",
    ),
    (&["ce", "pu"], "write it as a formula: `\\mathrm{H_2O}`"),
    (&["SI", "si", "qty", "unit", "num"], "write the number and its unit: `5\\,\\mathrm{mg}`"),
    (&["tag", "label", "ref", "eqref", "notag", "nonumber"], "write the number in the text"),
    (&["href", "url", "includegraphics", "cite", "footnote"], "put it outside the formula"),
    (&["hline", "hdashline"], "leave the line out"),
    (&["cancel", "bcancel", "xcancel", "sout", "boxed"], "say it in the text"),
    (&["iffalse", "iftrue", "fi", "verb"], "leave it out"),
    (&["emph"], "write `\\textit{…}`"),
    (&["newline"], "write `\\begin{gathered} … \\\\ … \\end{gathered}`"),
    (
        &[
            "tiny",
            "scriptsize",
            "footnotesize",
            "small",
            "normalsize",
            "large",
            "Large",
            "LARGE",
            "huge",
            "Huge",
        ],
        "leave it out: the theme decides how large text is",
    ),
];

/// The usual commands, of which a mistyped one is the nearest. The engine knows many more.
pub const USUAL: [&str; 199] = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "varepsilon",
    "zeta",
    "eta",
    "theta",
    "vartheta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "varphi",
    "chi",
    "psi",
    "omega",
    "Gamma",
    "Delta",
    "Theta",
    "Lambda",
    "Xi",
    "Pi",
    "Sigma",
    "Upsilon",
    "Phi",
    "Psi",
    "Omega",
    "frac",
    "dfrac",
    "tfrac",
    "cfrac",
    "binom",
    "sqrt",
    "sum",
    "prod",
    "int",
    "iint",
    "oint",
    "lim",
    "max",
    "min",
    "sup",
    "inf",
    "log",
    "ln",
    "exp",
    "sin",
    "cos",
    "tan",
    "cot",
    "arcsin",
    "arccos",
    "arctan",
    "det",
    "dim",
    "gcd",
    "ker",
    "arg",
    "operatorname",
    "times",
    "cdot",
    "div",
    "pm",
    "mp",
    "ast",
    "star",
    "circ",
    "bullet",
    "oplus",
    "otimes",
    "cup",
    "cap",
    "setminus",
    "wedge",
    "vee",
    "leq",
    "geq",
    "neq",
    "approx",
    "equiv",
    "sim",
    "simeq",
    "cong",
    "propto",
    "ll",
    "gg",
    "subset",
    "supset",
    "subseteq",
    "supseteq",
    "in",
    "notin",
    "ni",
    "mid",
    "parallel",
    "perp",
    "to",
    "leftarrow",
    "rightarrow",
    "leftrightarrow",
    "Leftarrow",
    "Rightarrow",
    "Leftrightarrow",
    "iff",
    "implies",
    "mapsto",
    "uparrow",
    "downarrow",
    "xrightarrow",
    "xleftarrow",
    "infty",
    "partial",
    "nabla",
    "forall",
    "exists",
    "neg",
    "emptyset",
    "varnothing",
    "prime",
    "degree",
    "ell",
    "hbar",
    "Re",
    "Im",
    "angle",
    "triangle",
    "ldots",
    "cdots",
    "vdots",
    "ddots",
    "left",
    "right",
    "middle",
    "big",
    "Big",
    "bigg",
    "Bigg",
    "langle",
    "rangle",
    "lceil",
    "rceil",
    "lfloor",
    "rfloor",
    "vert",
    "Vert",
    "hat",
    "widehat",
    "bar",
    "tilde",
    "vec",
    "dot",
    "ddot",
    "acute",
    "grave",
    "breve",
    "check",
    "mathring",
    "overline",
    "underline",
    "overbrace",
    "underbrace",
    "overrightarrow",
    "overset",
    "underset",
    "stackrel",
    "mathrm",
    "mathbf",
    "mathit",
    "mathsf",
    "mathtt",
    "mathbb",
    "mathcal",
    "mathfrak",
    "boldsymbol",
    "text",
    "textbf",
    "textit",
    "quad",
    "qquad",
    "phantom",
    "displaystyle",
    "textstyle",
    "limits",
    "nolimits",
    "not",
    "bmod",
    "pmod",
    "begin",
    "end",
];

/// Commands about everything after them or on both sides, for which the engine does not see the end of a cell.
const SWITCHES: [&str; 10] = [
    "displaystyle",
    "textstyle",
    "scriptstyle",
    "scriptscriptstyle",
    "over",
    "atop",
    "above",
    "choose",
    "brace",
    "brack",
];

/// Environments that number their lines, each with the one that does not.
const NUMBERED: [(&str, &str); 6] = [
    ("align", "aligned"),
    ("align*", "aligned"),
    ("gather", "gathered"),
    ("gather*", "gathered"),
    ("equation", "aligned"),
    ("multline", "gathered"),
];

/// What to do about any other environment.
const ENVIRONMENTS: &str =
    "write `matrix`, `pmatrix`, `bmatrix`, `vmatrix`, `cases`, `aligned`, `gathered` or `array`";

/// What to do about a command that nobody knows.
pub const OTHERWISE: &str = "check its spelling, or write it with other commands";

/// Returns the commands of a formula in order, with their `\`.
pub fn commands(latex: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + latex[at..].find('\\')?;
        let name = &latex[start + 1..];
        let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
        let length = if letters > 0 { letters } else { name.chars().next().map_or(0, char::len_utf8) };
        at = start + 1 + length;
        Some(start..at)
    })
}

/// Returns what to do about a command without its `\`.
fn help(name: &str) -> String {
    if let Some((_, help)) = REFUSED.iter().find(|(names, _)| names.contains(&name)) {
        return (*help).to_owned();
    }
    match nearest(name, USUAL) {
        Some(meant) => format!("did you mean `\\{meant}`?"),
        None => OTHERWISE.to_owned(),
    }
}

/// Returns the error about a command that is not supported, at its place.
pub fn unsupported(latex: &str, range: Range<usize>) -> FormulaError {
    let name = &latex[range.clone()];
    let message = format!("formulas have no command `{name}`");
    FormulaError::new(range, message, help(name.trim_start_matches('\\')))
}

/// Returns the error about an environment that is not supported.
pub fn unsupported_environment(range: Range<usize>, name: &str) -> FormulaError {
    let help = match NUMBERED.iter().find(|(numbered, _)| *numbered == name) {
        Some((_, other)) => format!("write `\\begin{{{other}}}`, which does not number its lines"),
        None => ENVIRONMENTS.to_owned(),
    };
    FormulaError::new(range, format!("formulas have no environment `{name}`"), help)
}

/// Reports the first command that is refused, a comment, and a backtick.
pub fn check(latex: &str) -> Result<(), FormulaError> {
    for range in commands(latex) {
        let name = &latex[range.start + 1..range.end];
        if REFUSED.iter().any(|(names, _)| names.contains(&name)) {
            return Err(unsupported(latex, range));
        }
        if name == "begin" {
            check_environment(latex, range.end)?;
        }
    }
    check_cells(latex)?;
    let is_escaped = |at: usize| latex[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
    if let Some((at, _)) = latex.match_indices('%').find(|(at, _)| !is_escaped(*at)) {
        let message = "a `%` begins a comment in LaTeX";
        return Err(FormulaError::new(at..at + 1, message, "write `\\%` for a percent sign"));
    }
    // A dollar sign before code, and one in it.
    if let Some(at) = latex.find('`') {
        let message = "a formula contains a backtick";
        return Err(FormulaError::new(
            at..at + 1,
            message,
            "write `\\$` for a dollar sign outside a formula",
        ));
    }
    Ok(())
}

/// Reports a command in a cell that would reach into the next one, and the end of a line outside a table.
fn check_cells(latex: &str) -> Result<(), FormulaError> {
    let (mut depth, mut at) = (0_usize, 0);
    let mut environments = Vec::new();
    for range in commands(latex) {
        for byte in latex[at..range.start].bytes() {
            depth = if byte == b'{' { depth + 1 } else { depth.saturating_sub(usize::from(byte == b'}')) };
        }
        at = range.end;
        let name = &latex[range.start + 1..range.end];
        if name == "\\" && environments.is_empty() {
            let message = "`\\\\` ends a line only in an environment";
            let help = "write `\\begin{gathered} … \\\\ … \\end{gathered}`";
            return Err(FormulaError::new(range, message, help));
        }
        if name == "begin" {
            environments.push(depth);
        } else if name == "end" {
            environments.pop();
        } else if SWITCHES.contains(&name) && environments.last() == Some(&depth) {
            let message = format!("`\\{name}` would reach into the next cell");
            return Err(FormulaError::new(range, message, "put braces around it and what it is for"));
        }
    }
    Ok(())
}

fn check_environment(latex: &str, at: usize) -> Result<(), FormulaError> {
    let Some(rest) = latex[at..].trim_start().strip_prefix('{') else { return Ok(()) };
    let name = rest.split('}').next().unwrap_or_default();
    let start = latex.len() - rest.len();
    match NUMBERED.iter().find(|(numbered, _)| *numbered == name) {
        Some(_) => Err(unsupported_environment(start..start + name.len(), name)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_ends_before_what_is_no_letter() {
        let latex = r"\frac12\,\alpha_\é\";
        let found: Vec<&str> = commands(latex).map(|range| &latex[range]).collect();
        assert_eq!(found, [r"\frac", r"\,", r"\alpha", r"\é", r"\"]);
    }
}
