//! The tree → a line of text, to be read aloud: `x = (−b ± √(b² − 4ac))/(2a)`. It consists of the formula's own text and
//! the signs of Unicode, so it is the same in every language. After Unicode Technical Note 28, section 2.

use unicode_normalization::UnicodeNormalization;

use super::accent::joining;
use super::tree::MathElement;
use crate::text::one_line;

/// Signs between two sides, which have spaces around them.
const RELATIONS: &str = "=≠<>≤≥≪≫≈≅≃≡∼∝→←↔⇒⇐⇔⟹⟸⟺⟶⟵↦×⋅·÷∗∈∉∋⊂⊃⊆⊇∪∩∧∨⊕⊗∣⊥⟂∥";

/// Signs between two sides, or before a number.
const SIGNS: &str = "+−±∓";

/// What is written above the line as one character.
const SUPERSCRIPT: [(char, char); 17] = [
    ('0', '⁰'),
    ('1', '¹'),
    ('2', '²'),
    ('3', '³'),
    ('4', '⁴'),
    ('5', '⁵'),
    ('6', '⁶'),
    ('7', '⁷'),
    ('8', '⁸'),
    ('9', '⁹'),
    ('−', '⁻'),
    ('+', '⁺'),
    ('∘', '°'),
    ('′', '′'),
    ('″', '″'),
    ('‴', '‴'),
    ('⁗', '⁗'),
];

/// What is written below the line as one character.
const SUBSCRIPT: [(char, char); 12] = [
    ('0', '₀'),
    ('1', '₁'),
    ('2', '₂'),
    ('3', '₃'),
    ('4', '₄'),
    ('5', '₅'),
    ('6', '₆'),
    ('7', '₇'),
    ('8', '₈'),
    ('9', '₉'),
    ('−', '₋'),
    ('+', '₊'),
];

/// Returns the text of a formula.
pub fn text(root: &MathElement) -> String {
    one_line(&row(&root.children).chars().flat_map(plain).nfc().collect::<String>())
}

/// Returns a letter whose shape is a character of its own, such as a bold one, as it is written otherwise.
fn plain(c: char) -> impl Iterator<Item = char> {
    let is_styled = matches!(c, '\u{1D400}'..='\u{1D7FF}');
    let styled = is_styled.then(|| std::iter::once(c).nfkc());
    styled.into_iter().flatten().chain((!is_styled).then_some(c))
}

/// Returns the text of elements one after the other.
fn row(elements: &[MathElement]) -> String {
    let mut out = String::new();
    let mut before: Option<&MathElement> = None;
    let mut text_before = String::new();
    for element in elements {
        let text = match element.name {
            "mo" => operator(element, before),
            _ => content(element),
        };
        let is_letter = |c: char| c.is_alphanumeric();
        let follows_index = out.ends_with(')') && before.is_some_and(has_index);
        let follows = follows_index || out.ends_with(is_letter) && is_apart(before, &text_before, element);
        if follows && text.starts_with(is_letter) {
            out.push(' ');
        }
        out.push_str(&text);
        before = Some(element);
        text_before = text;
    }
    out
}

/// Reports whether an element would seem to belong to the one before it, which has this text.
fn is_apart(before: Option<&MathElement>, text: &str, element: &MathElement) -> bool {
    let is_name =
        |element: &MathElement| base(element).token().is_some_and(|text| text.chars().nth(1).is_some());
    let has_open_index =
        text.rfind(['^', '_']).is_some_and(|at| text[at..].chars().skip(1).all(char::is_alphanumeric));
    let is_word =
        |element: &MathElement| base(element).name == "mo" || base(element).name != "mn" && is_name(element);
    let is_fraction = |element: &MathElement| element.name == "mfrac";
    let both = [Some(element), before];
    let mut both = both.into_iter().flatten();
    has_open_index || both.any(|element| is_word(element) || is_fraction(element))
}

/// Reports whether it ends with an index of several signs.
fn has_index(element: &MathElement) -> bool {
    let index = element.children.last().filter(|_| matches!(element.name, "msub" | "msup" | "msubsup"));
    index.is_some_and(|index| index.name == "mrow")
}

/// Returns what indices and accents are attached to.
fn base(element: &MathElement) -> &MathElement {
    let has_base = matches!(element.name, "msub" | "msup" | "msubsup" | "munder" | "mover" | "munderover");
    match element.children.first() {
        Some(first) if has_base => base(first),
        _ => element,
    }
}

fn operator(element: &MathElement, before: Option<&MathElement>) -> String {
    let sign = element.token().unwrap_or_default();
    let follows_operator = before.is_none_or(|before| {
        before.operator().is_some_and(|sign| {
            !matches!(&*sign, ")" | "]" | "}" | "|" | "‖" | "!" | "⟩" | "∞" | "⋯" | "…" | ".")
        })
    });
    let is_one = sign.chars().count() == 1;
    let is_between = is_one && (RELATIONS.contains(&*sign) || SIGNS.contains(&*sign) && !follows_operator);
    if is_between {
        format!(" {sign} ")
    } else if matches!(&*sign, "," | ";") && element.attribute("rspace").is_none() {
        format!("{sign} ")
    } else {
        sign
    }
}

fn content(element: &MathElement) -> String {
    let part = |at: usize| element.children.get(at);
    let above = |at: usize| part(at).map(|index| script(index, &SUPERSCRIPT, "^")).unwrap_or_default();
    let below = |at: usize| part(at).map(|index| script(index, &SUBSCRIPT, "_")).unwrap_or_default();
    let first = || part(0).map(content).unwrap_or_default();
    match element.name {
        "" | "mi" | "mn" | "mo" | "mtext" => element.token().unwrap_or_else(|| element.text.clone()),
        "mphantom" => String::new(),
        "mspace" => String::from(if element.attribute("width").is_some() { " " } else { "" }),
        "mfrac" => fraction(element),
        "msqrt" => format!("√{}", group_of(&row(&element.children), element.children.len() == 1)),
        "mroot" => format!("{}√{}", above(1).trim_start_matches('^'), part(0).map(group).unwrap_or_default()),
        "mover" | "munder" if is_accent(element) => accented(element),
        "msup" | "mover" => spaced(element, first() + &above(1)),
        "msub" | "munder" => spaced(element, first() + &below(1)),
        "msubsup" | "munderover" => spaced(element, first() + &below(1) + &above(2)),
        "mmultiscripts" => multiscripts(element),
        "mtable" => table(element),
        _ => row(&element.children),
    }
}

/// Returns a sign with its indices, with spaces where those would seem to belong to what is beside them.
fn spaced(element: &MathElement, text: String) -> String {
    let is_name = |sign: &str| sign.chars().nth(1).is_some();
    let is_large =
        |sign: &str| sign.chars().all(|c| matches!(c, '∏' | '∐' | '∑' | '∫'..='∳' | '⋀'..='⋃' | '⨀'..='⨆'));
    match base(element).operator() {
        Some(sign) if RELATIONS.contains(&*sign) => format!(" {text} "),
        Some(sign) if is_name(&sign) || is_large(&sign) => format!("{text} "),
        _ => text,
    }
}

fn fraction(element: &MathElement) -> String {
    let [above, below] = &*element.children else { return row(&element.children) };
    let line = if element.attribute("linethickness").is_some() { "¦" } else { "/" };
    format!("{}{line}{}", group(above), group(below))
}

/// Reports whether what is above or below is a sign of the letters, not an index.
fn is_accent(element: &MathElement) -> bool {
    element.attribute("accent").is_some() || element.attribute("accentunder").is_some()
}

/// Returns letters with their accent: a line is over each of them, and every other sign joins the last.
fn accented(element: &MathElement) -> String {
    let [letters, accent] = &*element.children else { return row(&element.children) };
    let sign = accent.operator().unwrap_or_else(|| content(accent));
    let joined = match sign.chars().next() {
        Some('\u{332}') if element.name == "mover" => Some('\u{305}'),
        Some('‾') => Some('\u{305}'),
        Some('_') => Some('\u{332}'),
        Some('↔') => Some('\u{20E1}'),
        first => first.and_then(joining),
    };
    match joined {
        Some(line @ ('\u{305}' | '\u{332}')) => content(letters).chars().flat_map(|c| [c, line]).collect(),
        Some(joined) => format!("{}{joined}", group(letters)),
        None => format!("{sign}{}", group(letters)),
    }
}

/// Returns a letter with indices on both sides, which begin with the left ones.
fn multiscripts(element: &MathElement) -> String {
    let (after, before) = match element.children.iter().position(|child| child.name == "mprescripts") {
        Some(at) => (&element.children[..at], &element.children[at + 1..]),
        None => (&element.children[..], &[][..]),
    };
    let scripts = |scripts: &[MathElement]| -> String {
        let pairs = scripts.chunks(2);
        let pair = |pair: &[MathElement]| -> String {
            let below = pair.first().map(|index| script(index, &SUBSCRIPT, "_")).unwrap_or_default();
            below + &pair.get(1).map(|index| script(index, &SUPERSCRIPT, "^")).unwrap_or_default()
        };
        pairs.map(pair).collect()
    };
    let base = after.first().map(content).unwrap_or_default();
    scripts(before) + &base + &scripts(after.get(1..).unwrap_or_default())
}

/// Returns the rows of a table one after the other. The columns of aligned lines belong together.
fn table(element: &MathElement) -> String {
    let line = |row: &MathElement| {
        let mut line = String::new();
        for (at, cell) in row.children.iter().enumerate() {
            let separator = if cell.has_class("math-joined") { " " } else { ", " };
            line.push_str(if at > 0 { separator } else { "" });
            line.push_str(content(cell).trim());
        }
        line.trim().to_owned()
    };
    element.children.iter().map(line).collect::<Vec<_>>().join("; ")
}

/// Returns an element in brackets, unless it is one letter, number, word or index.
fn group(element: &MathElement) -> String {
    group_of(&content(element), is_one(element))
}

/// Reports whether an element is read as one thing.
fn is_one(element: &MathElement) -> bool {
    !matches!(element.name, "mrow" | "mtable" | "mfrac")
}

fn group_of(text: &str, is_one: bool) -> String {
    let text = text.trim();
    if text.is_empty() || is_one && !text.contains(|c: char| c.is_whitespace() || c == '/') {
        text.to_owned()
    } else {
        format!("({text})")
    }
}

/// Returns an index in characters of its own, else after a sign.
fn script(index: &MathElement, table: &[(char, char)], sign: &str) -> String {
    let text = content(index);
    let text = text.trim();
    let small = |c: char| table.iter().find(|(from, _)| *from == c).map(|(_, to)| *to);
    match text.chars().map(small).collect::<Option<String>>() {
        _ if text.is_empty() => String::new(),
        Some(small) => small,
        None => format!("{sign}{}", group_of(text, is_one(index))),
    }
}
