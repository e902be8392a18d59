//! The entries of a page that is a glossary: its definition lists.

use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Body, Kind, Node, Span};
use crate::parse::front_matter::FrontMatter;
use crate::paths::SourcePath;

/// The longest explanation that is shown beside a term, in characters.
const MAX_DEFINITION: usize = 600;

/// A term with its definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlossaryEntry {
    /// The forms of the term, the preferred one first.
    pub forms: Vec<String>,
    /// The words of an abbreviation in full.
    pub expansion: Option<String>,
    /// Its definition, as text; what the whole guide gives it, such as the words of a citation, is missing.
    pub definition: String,
    /// The id in its term, if it has one.
    pub id: Option<String>,
    /// Its place in the file.
    pub span: Span,
}

impl GlossaryEntry {
    /// Returns the term.
    pub fn term(&self) -> &str {
        &self.forms[0]
    }
}

/// Reports whether a term is written in exactly one way: it has a capital letter after its first one, as an abbreviation has.
pub fn is_exact(term: &str) -> bool {
    term.chars().skip(1).any(char::is_uppercase)
}

/// Returns the entries of a page that is a glossary; none of any other page.
pub fn entries(
    front: &FrontMatter,
    body: &Body,
    path: &SourcePath,
    problems: &mut Vec<Diagnostic>,
) -> Vec<GlossaryEntry> {
    if !front.glossary {
        return Vec::new();
    }
    let entries = defined(body);
    // What is wrong in a file of terms was reported when it became a page.
    if entries.is_empty() && path.splices().is_none() {
        let problem = Diagnostic::warning(Place::file(path), "the page is a glossary and defines no term");
        problems.push(problem.help("write each term on a line, and `: its definition` on the next"));
    }
    entries
}

/// Returns the entries that the definition lists of a text make.
pub fn defined(body: &Body) -> Vec<GlossaryEntry> {
    let lists = body.nodes().filter(|node| node.kind() == Kind::DefinitionList);
    let mut entries = Vec::new();
    for list in lists {
        let parts: Vec<Node<'_>> = list.children().collect();
        let goes_on =
            |before: &Node<'_>, part: &Node<'_>| part.kind() != Kind::Term || before.kind() == Kind::Term;
        entries.extend(parts.chunk_by(goes_on).filter_map(entry));
    }
    entries
}

/// Returns the entry that terms and their definitions make.
fn entry(group: &[Node<'_>]) -> Option<GlossaryEntry> {
    let (terms, definitions): (Vec<Node<'_>>, Vec<Node<'_>>) =
        group.iter().partition(|part| part.kind() == Kind::Term);
    let span = terms.first()?.span();
    let (mut forms, mut expansion) = (Vec::new(), None);
    for line in terms.iter().flat_map(|term| lines(*term)) {
        for form in split_outside_brackets(&line) {
            let (term, inner) = in_brackets(form);
            forms.push(term.to_owned());
            if let Some(inner) = inner {
                if is_exact(term) && expansion.is_none() {
                    expansion = Some(inner.to_owned());
                }
                forms.push(inner.to_owned());
            }
        }
    }
    forms.retain(|form| form.chars().any(char::is_alphanumeric));
    let mut definition = String::new();
    for part in definitions {
        definition.push_str(if definition.is_empty() { "" } else { " " });
        definition.push_str(&part.plain_text());
    }
    let id = terms.iter().find_map(|term| id_in(*term));
    let definition = shortened(&definition);
    (!forms.is_empty()).then_some(GlossaryEntry { forms, expansion, definition, id, span })
}

/// Returns the first id in a term.
fn id_in(term: Node<'_>) -> Option<String> {
    let id = |node: Node<'_>| {
        let of_html = node.element().and_then(|element| element.attribute("id").map(str::to_owned));
        node.attributes().map(|attributes| attributes.id.to_string()).or(of_html)
    };
    term.walk().entered().filter_map(id).find(|id| !id.is_empty())
}

/// Returns the lines of a term.
fn lines(term: Node<'_>) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in term.children() {
        match lines.last_mut() {
            Some(line) if !part.kind().is_break() => line.push_str(&part.plain_text_untrimmed()),
            _ => lines.push(String::new()),
        }
    }
    lines
}

/// Splits a line at the commas that are in no brackets.
fn split_outside_brackets(line: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0usize);
    for (at, c) in line.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | ';' if depth == 0 => {
                parts.push(line[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(line[start..].trim());
    parts
}

/// Splits `IBCLC (consultant)` into what is before the brackets and what is in them.
fn in_brackets(form: &str) -> (&str, Option<&str>) {
    let split = form.strip_suffix(')').and_then(|form| form.split_once(" ("));
    match split {
        Some((term, inner)) if !inner.trim().is_empty() => (term.trim(), Some(inner.trim())),
        _ => (form, None),
    }
}

fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(MAX_DEFINITION) {
        Some((end, _)) => text[..end].trim_end().to_owned() + "…",
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_the_forms_of_a_term() {
        assert_eq!(
            split_outside_brackets("Let-down, milk ejection; reflex"),
            ["Let-down", "milk ejection", "reflex"]
        );
        assert_eq!(split_outside_brackets("A (b, c), d"), ["A (b, c)", "d"]);
        assert_eq!(
            in_brackets("IBCLC (International Consultant)"),
            ("IBCLC", Some("International Consultant"))
        );
        assert_eq!(in_brackets("f(x)"), ("f(x)", None));
        assert!(is_exact("IBCLC") && is_exact("pH") && !is_exact("Latch") && !is_exact("latch"));
    }
}
