//! The directives as snippets for VS Code: what it writes when an author begins to type one. Its language is that of
//! <https://code.visualstudio.com/docs/editing/userdefinedsnippets#_grammar>.

use crate::document::directive::{AttributeType, DirectiveKind, Directives, Form, Holds, LabelRule};
use crate::schema::DeclaredKind;
use crate::schema::json::Snippet;

/// The colons of a directive that holds no other one.
const COLONS: usize = 3;

/// Returns a snippet for each directive.
pub fn of(directives: &Directives) -> Vec<Snippet> {
    directives.iter().map(|kind| snippet(kind, directives)).collect()
}

fn snippet(kind: &DirectiveKind, directives: &Directives) -> Snippet {
    let mut writer = SnippetWriter { stops: 0, directives };
    let lines = writer.directive(kind, COLONS + depth(kind, directives));
    let colons = if kind.form == Form::Leaf { "::" } else { ":::" };
    Snippet {
        name: kind.name.to_string(),
        prefix: format!("{colons}{}", kind.name),
        lines,
        description: kind.doc.to_string(),
    }
}

/// Returns how many directives a directive holds inside each other. Two that hold each other end with the second.
fn depth(kind: &DirectiveKind, directives: &Directives) -> usize {
    inner(kind, directives).map_or(0, |inner| 1 + usize::from(self::inner(inner, directives).is_some()))
}

/// Returns the directive that is all that a directive may hold.
fn inner<'a>(kind: &DirectiveKind, directives: &'a Directives) -> Option<&'a DirectiveKind> {
    match &kind.holds {
        Holds::Only(name) => directives.get(name).map(|inner| &**inner),
        Holds::Blocks | Holds::List | Holds::NumberedList => None,
    }
}

struct SnippetWriter<'a> {
    /// The number of places to fill in so far.
    stops: usize,
    directives: &'a Directives,
}

impl SnippetWriter<'_> {
    /// Returns the lines of a directive that begins with this number of colons.
    fn directive(&mut self, kind: &DirectiveKind, colons: usize) -> Vec<String> {
        let (label, attributes) = (self.label(kind), self.attributes(kind));
        let marks = ":".repeat(if kind.form == Form::Leaf { 2 } else { colons });
        let first = format!("{marks}{}{label}{attributes}", kind.name);
        if kind.form == Form::Leaf {
            return vec![first];
        }
        let held = match (&kind.holds, inner(kind, self.directives)) {
            (Holds::Only(_), Some(inner)) if colons > COLONS => self.directive(inner, colons - 1),
            (Holds::List, _) => vec!["- $0".to_owned()],
            (Holds::NumberedList, _) => vec!["1. $0".to_owned()],
            (Holds::Blocks | Holds::Only(_), _) => vec!["$0".to_owned()],
        };
        [vec![first], held, vec![marks]].concat()
    }

    /// Returns a place to fill in, which an author can also delete as a whole.
    fn stop(&mut self, content: impl FnOnce(&mut Self) -> String) -> String {
        self.stops += 1;
        let number = self.stops;
        format!("${{{number}:{}}}", content(self))
    }

    fn label(&mut self, kind: &DirectiveKind) -> String {
        match kind.label {
            LabelRule::Refused => String::new(),
            LabelRule::Optional => self.stop(|writer| format!("[{}]", writer.stop(|_| "Label".to_owned()))),
            LabelRule::Required => format!("[{}]", self.stop(|_| "Label".to_owned())),
        }
    }

    fn attributes(&mut self, kind: &DirectiveKind) -> String {
        if kind.fields.is_empty() {
            return String::new();
        }
        let mut written = Vec::new();
        for field in &kind.fields {
            let name = &field.name;
            let value = |writer: &mut Self| format!("{name}=\"{}\"", writer.value(&field.value));
            written.push(match (field.required, field.value.is_switch()) {
                (_, true) => self.stop(|_| name.to_string()),
                (true, false) => value(self),
                (false, false) => self.stop(value),
            });
        }
        format!("{{{}\\}}", written.join(" "))
    }

    /// Returns a place for a value, filled with a valid value.
    fn value(&mut self, of: &AttributeType) -> String {
        let AttributeType::Declared(declared) = of else { return self.stop(|_| "5".to_owned()) };
        match declared.kind {
            DeclaredKind::Choice | DeclaredKind::Strength => {
                self.stops += 1;
                let words: Vec<String> =
                    declared.choices.iter().map(|word| escaped(word, &['\\', '$', '}', ',', '|'])).collect();
                format!("${{{}|{}|}}", self.stops, words.join(","))
            }
            DeclaredKind::Number => self.stop(|_| "1".to_owned()),
            DeclaredKind::Date => self.stop(|_| "2026-11-01".to_owned()),
            DeclaredKind::Switch | DeclaredKind::Text | DeclaredKind::List => {
                self.stop(|_| "text".to_owned())
            }
        }
    }
}

/// Returns a text with a backslash before each of these characters.
fn escaped(text: &str, special: &[char]) -> String {
    let escape = |c: char| if special.contains(&c) { vec!['\\', c] } else { vec![c] };
    text.chars().flat_map(escape).collect()
}
