//! LaTeX → the tree. The engine's `MathML` is read with the elements and attributes on a list, so nothing else can come
//! from a formula. Its inline styles, which a strict policy forbids, become classes.

use std::borrow::Cow;
use std::ops::Range;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use roxmltree::{Document, Node, NodeType};

use super::commands;
use super::error::{FormulaError, MAX_DEPTH};
use super::tree::MathElement;

/// The elements of `MathML` Core that a formula may consist of, and those of HTML in its words.
const ELEMENTS: [&str; 25] = [
    "math",
    "b",
    "i",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
];

/// The attributes that an element may have.
const ATTRIBUTES: [&str; 17] = [
    "accent",
    "accentunder",
    "depth",
    "displaystyle",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rspace",
    "scriptlevel",
    "stretchy",
];

/// The engine's declarations that matter, with their classes. Others are about spaces that no reader misses.
const CLASSES: [(&str, &str, &str); 6] = [
    ("text-align", "right", "math-end"),
    ("text-align", "left", "math-start"),
    ("padding-left", "0", "math-joined"),
    ("padding-right", "0", "math-joins"),
    ("border-right", "0.05em solid currentcolor", "math-line"),
    ("border-left", "0.05em solid currentcolor", "math-line-before"),
];

/// The reason why a part of the engine's `MathML` is not in the tree.
enum Refusal {
    /// An edition cannot show it.
    Unknown,
    /// It is nested too deep.
    TooDeep,
}

/// Returns the element `math` of a formula.
pub fn parse(latex: &str, is_display: bool) -> Result<MathElement, FormulaError> {
    let display = if is_display { MathDisplay::Block } else { MathDisplay::Inline };
    let engine = LatexToMathML::new(MathCoreConfig::default()).map_err(|_| unreadable(latex))?;
    let result = engine.convert_with_local_state(&with_spaces_in_words(latex), display).map_err(|error| {
        let start = latex.floor_char_boundary(error.0.start.min(latex.len()));
        let end = latex.ceil_char_boundary(error.0.end.clamp(start, latex.len()));
        explain(latex, start..end, error.label(), &error.error_message())
    })?;
    let document = Document::parse(&result.mathml).map_err(|_| unreadable(latex))?;
    element(document.root_element(), 0).map_err(|refusal| match refusal {
        Refusal::Unknown => unreadable(latex),
        Refusal::TooDeep => FormulaError::too_deep(0..latex.len()),
    })
}

/// Commands whose argument is words.
const WORDS: [&str; 6] = ["text", "textrm", "textnormal", "textbf", "textit", "mbox"];

/// Returns a formula in which the engine keeps the space after an escaped sign in words, such as in `\text{5 \% of it}`.
/// It is as long as before.
fn with_spaces_in_words(latex: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(latex);
    let mut words: Option<usize> = None;
    let mut depth = 0_usize;
    let mut at = 0;
    for range in commands::commands(latex) {
        for c in latex[at..range.start].bytes() {
            depth = if c == b'{' { depth + 1 } else { depth.saturating_sub(usize::from(c == b'}')) };
            words = words.filter(|outside| depth > *outside || c != b'}');
        }
        let name = &latex[range.start + 1..range.end];
        let is_sign = name.len() == 1 && name.bytes().all(|byte| byte.is_ascii_punctuation());
        if WORDS.contains(&name) {
            words = words.or(Some(depth));
        } else if words.is_some() && is_sign && latex[range.end..].starts_with(' ') {
            out.to_mut().replace_range(range.end..=range.end, "~");
        }
        at = range.end;
    }
    out
}

fn unreadable(latex: &str) -> FormulaError {
    FormulaError::of_whole(latex, "the formula cannot be shown", commands::OTHERWISE)
}

/// Returns the engine's error in our words.
fn explain(latex: &str, range: Range<usize>, label: &str, message: &str) -> FormulaError {
    let here = &latex[range.clone()];
    match label {
        "unknown command" if here.starts_with('\\') => commands::unsupported(latex, range),
        "unknown environment" => {
            let name = message.split('"').nth(1).unwrap_or_default();
            commands::unsupported_environment(range, name)
        }
        _ if here == "&" => {
            let help = "write `\\&` for the sign, or `\\begin{aligned} … \\end{aligned}` to align lines";
            FormulaError::new(range, "an `&` is outside the table of a formula", help)
        }
        _ if here == "#" => {
            FormulaError::new(range, "a `#` is for macros in LaTeX", "write `\\#` for the sign")
        }
        _ => {
            let mut words = message.trim_end_matches(['.', ',', ' ']).replace('"', "`");
            words.get_mut(..1).map(str::make_ascii_lowercase).unwrap_or_default();
            FormulaError::new(
                range,
                format!("the formula cannot be read: {words}"),
                "complete or correct it here",
            )
        }
    }
}

fn element(node: Node<'_, '_>, depth: usize) -> Result<MathElement, Refusal> {
    if depth > MAX_DEPTH {
        return Err(Refusal::TooDeep);
    }
    let name = known(&ELEMENTS, node.tag_name().name()).ok_or(Refusal::Unknown)?;
    let mut element = MathElement { name, attributes: attributes(node)?, ..MathElement::default() };
    push_children(node, depth, &mut element.children)?;
    // What the engine writes to choose the shape of a letter.
    if matches!(name, "mrow" | "math") {
        element.children.retain(|child| child.name != "mspace" || !child.attributes.is_empty());
    }
    match &mut *element.children {
        [only] if name == "mrow" && element.attributes.is_empty() => Ok(std::mem::take(only)),
        _ => Ok(element),
    }
}

fn push_children(node: Node<'_, '_>, depth: usize, children: &mut Vec<MathElement>) -> Result<(), Refusal> {
    for child in node.children() {
        match child.node_type() {
            // The engine chooses the font of words with it. They have that of the page.
            NodeType::Element if child.tag_name().name() == "span" && depth < MAX_DEPTH => {
                push_children(child, depth + 1, children)?;
            }
            NodeType::Element => children.push(self::element(child, depth + 1)?),
            NodeType::Text => {
                let text = child.text().unwrap_or_default().replace(['\n', '\r', '\t'], " ");
                children.push(MathElement { text, ..MathElement::default() });
            }
            NodeType::Root | NodeType::Comment | NodeType::PI => return Err(Refusal::Unknown),
        }
    }
    Ok(())
}

/// Returns the name on a list that equals another one.
fn known(list: &[&'static str], name: &str) -> Option<&'static str> {
    list.iter().copied().find(|known| *known == name)
}

fn attributes(node: Node<'_, '_>) -> Result<Vec<(&'static str, String)>, Refusal> {
    let mut attributes = Vec::new();
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        if name == "style" {
            let classes = classes(value)?;
            if !classes.is_empty() {
                attributes.push(("class", classes));
            }
        } else if name == "width" {
            attributes.extend(width(node, value));
        } else {
            attributes.extend(known(&ATTRIBUTES, name).map(|name| (name, value.to_owned())));
        }
    }
    Ok(attributes)
}

/// Returns the width of a space, in the size of the type.
fn width(node: Node<'_, '_>, value: &str) -> Option<(&'static str, String)> {
    let number = value.strip_suffix("em").or_else(|| value.strip_suffix("rem"))?;
    let is_number =
        number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && number.parse::<f64>().is_ok();
    (node.tag_name().name() == "mspace" && is_number).then(|| ("width", format!("{number}em")))
}

/// Returns the classes for declarations. A colour and the width of a page, which a numbered line has, are refused.
fn classes(style: &str) -> Result<String, Refusal> {
    let mut classes = Vec::new();
    for (name, value) in style.split(';').filter_map(|declaration| declaration.split_once(':')) {
        let (name, value) = (name.trim(), value.trim());
        if matches!(name, "color" | "width" | "font-size" | "border-top" | "border-bottom") {
            return Err(Refusal::Unknown);
        }
        let class = CLASSES.iter().find(|(property, of, _)| *property == name && *of == value);
        classes.extend(class.map(|(_, _, class)| *class));
    }
    Ok(classes.join(" "))
}
