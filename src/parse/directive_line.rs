//! The line of a directive: `:::name[Label]{#id .class key="value"}`, the generic form, and the forms of other programs
//! that mean the same: `::: name Label` (`VitePress`), `:::{name} Label` with lines `:key: value` below (`MyST`), and
//! `::: {.name key=value}` (Pandoc).

use std::ops::Range;

use crate::parse::attributes;

/// A line of a directive, in parts. Places are byte ranges of the line.
#[derive(Debug, PartialEq, Eq)]
pub enum DirectiveText<'a> {
    /// It opens a directive that ends with colons of its own, or is a whole one.
    Open {
        /// The name, with its place.
        name: (&'a str, Range<usize>),
        /// The place of the label.
        label: Option<Range<usize>>,
        /// The place of the attributes, between their braces.
        attributes: Option<Range<usize>>,
    },
    /// It closes a directive.
    Close,
    /// It cannot be read, for this reason.
    Broken {
        /// What is wrong.
        message: &'static str,
        /// What to do about it.
        help: &'static str,
    },
}

/// Returns the number of colons that a line begins with.
pub fn colons(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b':').count()
}

fn name_length(text: &str) -> usize {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        text.bytes().take_while(|byte| is_name(*byte)).count()
    } else {
        0
    }
}

/// Reports whether a line is a directive. Two colons need a name and nothing but its label and attributes after it,
/// because they begin lines of prose too.
pub fn is_directive(line: &str) -> bool {
    let colons = colons(line);
    let rest = &line[colons..];
    if colons == 2 {
        let rest = &rest[name_length(rest)..];
        return name_length(&line[2..]) > 0 && (rest.is_empty() || rest.starts_with(['[', '{']));
    }
    let rest = rest.trim_start_matches([' ', '\t']);
    colons > 2 && (rest.is_empty() || rest.starts_with('{') || name_length(rest) > 0)
}

/// Reports whether lines of options may follow: only `MyST` has them.
pub fn may_have_options(line: &str) -> bool {
    let rest = &line[colons(line)..];
    rest.strip_prefix('{').is_some_and(|rest| name_length(rest) > 0)
}

/// Reads a line `:key: value`.
pub fn option(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.strip_prefix(':')?.split_once(':')?;
    let is_key = name_length(key) == key.len() && !key.is_empty();
    (is_key && (value.is_empty() || value.starts_with(' '))).then(|| (key, value.trim()))
}

/// Reads a line that is a directive.
pub fn read(line: &str) -> DirectiveText<'_> {
    let mut at = colons(line);
    at += blanks(&line[at..]);
    if at == line.len() {
        return DirectiveText::Close;
    }
    let mut braces = None;
    let name = if line[at..].starts_with('{') {
        let Some(inside) = braced(line, at) else { return UNCLOSED_BRACE };
        at = inside.end + 1;
        let trimmed = line[inside.clone()].trim_start();
        let start = inside.end - trimmed.len();
        let start = start + usize::from(trimmed.starts_with('.'));
        let name = start..start + name_length(&line[start..]);
        // Of Pandoc's attributes, the first class is the name and the others stay attributes.
        let rest = name.end..inside.end;
        braces = (!line[rest.clone()].trim().is_empty()).then_some(rest);
        name
    } else {
        let name = at..at + name_length(&line[at..]);
        at = name.end;
        name
    };
    if name.is_empty() {
        return DirectiveText::Broken { message: "the directive has no name", help: "write `:::name`" };
    }
    match rest(line, at) {
        Ok((label, attributes)) => DirectiveText::Open {
            name: (&line[name.clone()], name),
            label,
            attributes: attributes.or(braces),
        },
        Err(broken) => broken,
    }
}

const UNCLOSED_BRACE: DirectiveText<'static> =
    DirectiveText::Broken { message: "the `{` of the attributes is not closed", help: "close it with `}`" };

const UNCLOSED_LABEL: DirectiveText<'static> =
    DirectiveText::Broken { message: "the `[` of the label is not closed", help: "close it with `]`" };

/// The places of a label and of attributes, each if there is one.
type Rest = (Option<Range<usize>>, Option<Range<usize>>);

/// Reads what follows the name: a label in brackets or to the end of the line, and attributes.
fn rest(line: &str, mut at: usize) -> Result<Rest, DirectiveText<'static>> {
    let mut label = None;
    if line[at..].starts_with('[') {
        let end = bracketed(line, at).ok_or(UNCLOSED_LABEL)?;
        label = Some(at + 1..end);
        at = end + 1;
    }
    at += blanks(&line[at..]);
    let mut attributes = None;
    if line[at..].starts_with('{') {
        let inside = braced(line, at).ok_or(UNCLOSED_BRACE)?;
        at = inside.end + 1;
        attributes = Some(inside);
    }
    at += blanks(&line[at..]);
    // Pandoc may end the line with colons.
    let words = line[at..].trim_end_matches(':').trim_end();
    if words.is_empty() {
        return Ok((label, attributes));
    }
    if label.is_some() {
        return Err(DirectiveText::Broken {
            message: "there is more text after the label",
            help: "put the whole label between the brackets",
        });
    }
    // The attributes may follow the words of a label.
    if attributes.is_none()
        && let Some((_, open)) = attributes::at_end(words)
    {
        attributes = Some(at + open + 1..at + words.len() - 1);
        let words = words[..open].trim_end();
        return Ok(((!words.is_empty()).then_some(at..at + words.len()), attributes));
    }
    Ok((Some(at..at + words.len()), attributes))
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// Returns where the bracket at `at` is closed, with brackets in it in pairs.
fn bracketed(line: &str, at: usize) -> Option<usize> {
    let (mut depth, mut escaped) = (0_usize, false);
    for (offset, byte) in line[at..].bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => depth += 1,
            b']' if depth == 1 => return Some(at + offset),
            b']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Returns the place between a brace and the one that closes it.
fn braced(line: &str, at: usize) -> Option<Range<usize>> {
    let length = attributes::length(&line[at + 1..])?;
    Some(at + 1..at + 1 + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(line: &str) -> (&str, Option<&str>, Option<&str>) {
        assert!(is_directive(line), "{line}");
        match read(line) {
            DirectiveText::Open { name, label, attributes } => {
                (name.0, label.map(|it| &line[it]), attributes.map(|it| line[it].trim()))
            }
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn each_form_of_other_programs_means_the_same() {
        for line in [
            ":::tip[A *b*]{#c .d}",
            "::: tip A *b* {#c .d}",
            ":::{tip} A *b* {#c .d}",
            "::::tip[A *b*] {#c .d}",
            "::: {.tip #c .d} A *b*",
            ":::tip A *b* {#c .d} :::",
        ] {
            assert_eq!(parts(line), ("tip", Some("A *b*"), Some("#c .d")), "{line}");
        }
        assert_eq!(parts("::: {.tip #c .d}"), ("tip", None, Some("#c .d")));
        assert_eq!(parts("::lines"), ("lines", None, None));
        assert_eq!(parts(":::tip[a [b](c) \\] d]"), ("tip", Some("a [b](c) \\] d"), None));
        assert_eq!(parts(":::a{b=\"}\"}"), ("a", None, Some("b=\"}\"")));
        assert_eq!(parts("::: details Read {{ more"), ("details", Some("Read {{ more"), None));
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        for line in [":::tip[a", ":::tip{a", ":::{}", ":::tip[a] b"] {
            assert!(matches!(read(line), DirectiveText::Broken { .. }), "{line}");
        }
        assert_eq!(read("::::  "), DirectiveText::Close);
    }

    #[test]
    fn an_option_is_a_key_between_colons() {
        assert_eq!(option(":name: a b"), Some(("name", "a b")));
        assert_eq!(option(":open:"), Some(("open", "")));
        for line in [":tada:x", ": a: b", "::a: b", ":::"] {
            assert_eq!(option(line), None, "{line}");
        }
    }
}
