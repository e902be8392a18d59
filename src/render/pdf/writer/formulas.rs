//! Formulas as Typst's mathematics. A sign is written as the number of its character and words as a string, so nothing
//! an author writes is markup. Nothing is separated by spaces, because Typst would show those beside words. Functions are
//! called as `math.frac`, because a theme may have names of its own such as `accent`.

use std::fmt::Write as _;

use super::Writer;
use crate::document::Span;
use crate::math::{MathElement, MathFormula, joining};

/// Signs above or below letters, each with the function that draws it.
const LINES: [(&str, &str, &str); 9] = [
    ("mover", "\u{332}", "overline"),
    ("mover", "‾", "overline"),
    ("munder", "\u{332}", "underline"),
    ("munder", "_", "underline"),
    ("mover", "⏞", "overbrace"),
    ("munder", "⏟", "underbrace"),
    ("mover", "⎴", "overbracket"),
    ("munder", "⎵", "underbracket"),
    ("mover", "⏜", "overparen"),
];

impl Writer<'_, '_, '_> {
    /// Writes a formula, and its text to be read aloud. A formula for lines of its own stays in the line in a
    /// heading, a term, a link or another inline, whose tags cannot hold a block, and is as large.
    pub(super) fn formula(&mut self, formula: &MathFormula, span: Span) {
        self.waiting_notes();
        self.place(span);
        let row = &formula.root.children;
        let is_block = formula.is_display && self.nested == 0 && !self.in_heading;
        self.put("#formula({let math=std.math;$");
        if formula.is_display && !is_block {
            self.math_call("display", |writer| writer.math_row(row));
        } else {
            self.math_row(row);
        }
        let alt = self.literal(&formula.text);
        self.put(&format!("$}}.body, alt: {alt}, display: {is_block});"));
        self.written += formula.text.len();
    }

    fn math_row(&mut self, elements: &[MathElement]) {
        for element in elements {
            self.math(element);
        }
    }

    fn math(&mut self, element: &MathElement) {
        match element.name {
            "mi" => self.math_letters(element),
            "mn" => self.math_words(&element.token().unwrap_or_default()),
            "mo" => self.math_operator(element),
            "mtext" => self.math_row(&element.children),
            "" => self.math_words(&element.text),
            "b" => self.math_styled("#strong(", element),
            "i" => self.math_styled("#emph(", element),
            "mspace" => {
                let width = element.attribute("width").map(|width| format!("#h({width});"));
                self.put(&width.unwrap_or_default());
            }
            "mphantom" => self.math_hidden(element),
            "mfrac" => self.math_fraction(element),
            "msqrt" => self.math_call("sqrt", |writer| writer.math_row(&element.children)),
            "mroot" => self.math_root(element),
            "msub" | "msup" | "msubsup" | "munder" | "mover" | "munderover" => self.math_scripts(element),
            "mmultiscripts" => self.math_multiscripts(element),
            "mtable" => self.math_table(element),
            "mrow" if element.children.len() > 1 && has_fences(element) => self.math_fenced(element),
            _ => self.math_in_style(element),
        }
    }

    /// Writes `name(…)` with one argument, which may be empty.
    fn math_call(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        self.put("math.");
        self.put(name);
        self.put("(");
        self.math_argument(write);
        self.put(")");
    }

    /// Writes an argument, as a string if it is empty.
    fn math_argument(&mut self, write: impl FnOnce(&mut Self)) {
        let start = self.out.text.len();
        write(self);
        if self.out.text.len() == start {
            self.put("\"\"");
        }
    }

    fn math_part(&mut self, element: Option<&MathElement>) {
        self.math_argument(|writer| element.into_iter().for_each(|element| writer.math(element)));
    }

    fn math_words(&mut self, text: &str) {
        if !text.is_empty() {
            let words = self.literal(&text.replace(' ', "\u{A0}"));
            self.put(&words);
        }
    }

    fn math_styled(&mut self, call: &str, element: &MathElement) {
        let mut text = String::new();
        push_words(element, &mut text);
        let words = self.literal(&text);
        self.put(&format!("{call}{words});"));
    }

    fn math_signs(&mut self, text: &str) {
        let text = self.shown(text);
        for c in text.chars() {
            self.put(&format!("\\u{{{:x}}}", u32::from(c)));
        }
    }

    fn math_letters(&mut self, element: &MathElement) {
        let text = element.token().unwrap_or_default();
        let is_styled = |c: char| u32::from(c) >= 0x1D400;
        if text.chars().nth(1).is_some() && !text.chars().all(is_styled) {
            self.math_words(&text);
        } else if element.attribute("mathvariant") == Some("normal") {
            self.math_call("upright", |writer| writer.math_signs(&text));
        } else {
            self.math_signs(&text);
        }
    }

    fn math_operator(&mut self, element: &MathElement) {
        let text = element.token().unwrap_or_default();
        let is_inside_number = element.attribute("rspace") == Some("0") && matches!(&*text, "," | ";");
        if text.chars().nth(1).is_some() {
            let name = self.literal(&text);
            let limits = element.attribute("movablelimits") == Some("true");
            self.put(&format!("math.op({name},limits:#{limits})"));
        } else if let Some(size) = element.attribute("minsize").filter(|size| is_length(size)) {
            self.put(&format!("math.lr(size:#{size},"));
            self.math_argument(|writer| writer.math_signs(&text));
            self.put(")");
        } else if is_inside_number {
            self.put("math.class(\"normal\",");
            self.math_signs(&text);
            self.put(")");
        } else {
            self.math_signs(&text);
        }
    }

    fn math_hidden(&mut self, element: &MathElement) {
        self.put("#hide($");
        self.math_argument(|writer| writer.math_row(&element.children));
        self.put("$.body);");
    }

    /// Writes a row in a style of its own: of a block, of a line, or of an index.
    fn math_in_style(&mut self, element: &MathElement) {
        let style = match (element.attribute("displaystyle"), element.attribute("scriptlevel")) {
            (Some("true"), _) => "display",
            (_, Some("1")) => "script",
            (_, Some("2")) => "sscript",
            (Some("false"), _) => "inline",
            _ => return self.math_row(&element.children),
        };
        self.math_call(style, |writer| writer.math_row(&element.children));
    }

    fn math_fraction(&mut self, element: &MathElement) {
        let is_lineless = element.attribute("linethickness").is_some();
        let style = match element.attribute("displaystyle") {
            Some("true") => "math.display(",
            Some(_) => "math.inline(",
            None => "",
        };
        self.put(style);
        self.put(if is_lineless { "math.mat(delim:#none,row-gap:#0.3em," } else { "math.frac(" });
        self.math_part(element.children.first());
        self.put(if is_lineless { ";" } else { "," });
        self.math_part(element.children.get(1));
        self.put(")");
        self.put(if style.is_empty() { "" } else { ")" });
    }

    fn math_root(&mut self, element: &MathElement) {
        self.put("math.root(");
        self.math_part(element.children.get(1));
        self.put(",");
        self.math_part(element.children.first());
        self.put(")");
    }

    /// Writes a row between brackets that grow with it. Where one of them is missing, the row is a single thing, because
    /// Typst would let its last sign grow.
    fn math_fenced(&mut self, element: &MathElement) {
        let [first, row @ .., last] = &*element.children else { return };
        let (open, close) = (first.token().unwrap_or_default(), last.token().unwrap_or_default());
        let is_one_sided = open.is_empty() || close.is_empty();
        self.put("math.lr(");
        self.math_signs(&open);
        self.put(if is_one_sided { "math.class(\"normal\"," } else { "" });
        self.math_argument(|writer| {
            for element in row {
                if element.is_fence() && element.attribute("stretchy") == Some("true") {
                    writer.math_call("mid", |writer| writer.math_operator(element));
                } else {
                    writer.math(element);
                }
            }
        });
        self.put(if is_one_sided { ")" } else { "" });
        self.math_signs(&close);
        self.put(")");
    }

    fn math_scripts(&mut self, element: &MathElement) {
        let [base, rest @ ..] = &*element.children else { return };
        let script = rest.first();
        if script.is_some_and(|script| script.name == "mspace") {
            return self.math(base);
        }
        let is_accent = element.attribute("accent").is_some() || element.attribute("accentunder").is_some();
        if is_accent
            && let Some(sign) = script.and_then(MathElement::operator)
            && self.math_accent(element.name, base, &sign)
        {
            return;
        }
        let (below, above) = match (element.name, rest) {
            ("msub" | "munder", [below]) => (Some(below), None),
            ("msup" | "mover", [above]) => (None, Some(above)),
            (_, [below, above]) => (Some(below), Some(above)),
            _ => (None, None),
        };
        self.put("math.attach(");
        self.math_base(element, base);
        for (name, part) in [("b", below), ("t", above)] {
            if let Some(part) = part {
                self.put(&format!(",{name}:"));
                self.math_part(Some(part));
            }
        }
        self.put(")");
    }

    /// Writes letters with a sign above or below them; returns whether the sign is known.
    fn math_accent(&mut self, name: &str, base: &MathElement, sign: &str) -> bool {
        if let Some((_, _, call)) = LINES.iter().find(|(place, of, _)| *place == name && *of == sign) {
            self.math_call(call, |writer| writer.math(base));
            return true;
        }
        let mut chars = sign.chars();
        let (Some(c), None, "mover") = (chars.next(), chars.next(), name) else { return false };
        let joined = match c {
            '^' => Some('\u{302}'),
            '~' => Some('\u{303}'),
            c => joining(c),
        };
        let Some(accent) = joined else { return false };
        self.put("math.accent(");
        self.math_part(Some(base));
        let _ = write!(self.out.text, ",\\u{{{:x}}})", u32::from(accent));
        true
    }

    /// Writes what indices are attached to, so that Typst puts them above and below it or beside it as in LaTeX.
    fn math_base(&mut self, element: &MathElement, base: &MathElement) {
        let sign = base.operator();
        let is_beside = matches!(element.name, "msub" | "msup" | "msubsup");
        let is_arrow = |sign: &str| sign.chars().all(|c| matches!(c, '←'..='⇿' | '⟵'..='⟿' | '='));
        let call = match (&sign, is_beside) {
            (Some(_), true) => "scripts",
            (None, true) => return self.math_part(Some(base)),
            (Some(sign), false) if base.attribute("stretchy") != Some("false") && is_arrow(sign) => "stretch",
            (Some(sign), false) if base.attribute("movablelimits") == Some("true") || is_large(sign) => {
                return self.math_part(Some(base));
            }
            (_, false) => "limits",
        };
        self.math_call(call, |writer| writer.math(base));
    }

    /// Writes a letter with indices on both sides.
    fn math_multiscripts(&mut self, element: &MathElement) {
        let (after, before) = match element.children.iter().position(|child| child.name == "mprescripts") {
            Some(at) => (&element.children[..at], &element.children[at + 1..]),
            None => (&element.children[..], &[][..]),
        };
        self.put("math.attach(");
        self.math_part(after.first());
        let scripts = after.get(1..).unwrap_or_default();
        for (names, pair) in [(["br", "tr"], scripts), (["bl", "tl"], before)] {
            for (name, part) in names.iter().zip(pair) {
                self.put(&format!(",{name}:"));
                self.math_part(Some(part));
            }
        }
        self.put(")");
    }

    /// Writes a table. The columns of aligned lines are one column in Typst, in which a `&` aligns the rows.
    fn math_table(&mut self, element: &MathElement) {
        let is_display = element.attribute("displaystyle") == Some("true");
        let columns = element.children.iter().map(|row| row.children.len()).max().unwrap_or_default();
        let lines: Vec<String> = (0..columns)
            .filter(|at| {
                let mut cells = element.children.iter().filter_map(|row| row.children.get(*at));
                cells.any(|cell| cell.has_class("math-line"))
            })
            .map(|at| (at + 1).to_string())
            .filter(|at| *at != columns.to_string())
            .collect();
        self.put(if is_display {
            "math.mat(delim:#none,row-gap:#0.6em"
        } else {
            "math.mat(delim:#none,row-gap:#0.4em"
        });
        if !lines.is_empty() {
            self.put(&format!(",augment:#(vline:({},))", lines.join(",")));
        }
        for (at, row) in element.children.iter().enumerate() {
            self.put(if at == 0 { "," } else { ";" });
            for (at, cell) in row.children.iter().enumerate() {
                let is_joined = cell.has_class("math-joined");
                self.put(if at > 0 && !is_joined { "," } else { "" });
                self.math_cell(cell, is_display, at > 0 && is_joined);
            }
        }
        self.put(")");
    }

    fn math_cell(&mut self, cell: &MathElement, is_display: bool, is_joined: bool) {
        let is_left = is_joined || cell.has_class("math-start");
        // Cells that are joined to the one after them end where that one begins, with its mark.
        let is_right = cell.has_class("math-end") && !cell.has_class("math-joins");
        self.put(if is_left { "&" } else { "" });
        let style = if is_display { "display" } else { "inline" };
        self.math_call(style, |writer| writer.math_row(&cell.children));
        self.put(if is_right { "&" } else { "" });
    }
}

/// Reports whether a row begins and ends with brackets that grow.
fn has_fences(row: &MathElement) -> bool {
    row.children.first().is_some_and(MathElement::is_fence)
        && row.children.last().is_some_and(MathElement::is_fence)
}

/// Reports whether a sign has its indices above and below it where there is room.
fn is_large(sign: &str) -> bool {
    sign.chars().all(|c| matches!(c, '∏' | '∐' | '∑' | '⋀'..='⋃' | '⨀'..='⨆'))
}

/// Reports whether a value is a length in the size of the type.
fn is_length(value: &str) -> bool {
    let number = value.strip_suffix("em").unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Adds the words in an element.
fn push_words(element: &MathElement, out: &mut String) {
    out.push_str(&element.text);
    element.children.iter().for_each(|child| push_words(child, out));
}
