//! An author's mistake with its place, drawn with its line and a caret by `annotate-snippets`.
//! Nothing here prints or ends the program.

use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::paths::SourcePath;

/// How much a mistake matters. The worse sorts first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Severity {
    /// The build fails and writes nothing.
    #[default]
    Error,
    /// The build goes on; with `--strict` it fails.
    Warning,
}

/// The place of a mistake: a file and, if it is in the text, a byte range.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub path: SourcePath,
    /// Start of the range, in bytes of the file's text as Handout holds it (without a byte order mark, lines ended by `\n`).
    pub start: usize,
    /// End of the range; equal to `start` where the whole file is meant.
    pub end: usize,
}

impl Place {
    /// The whole file.
    pub fn file(path: &SourcePath) -> Place {
        Place { path: path.clone(), start: 0, end: 0 }
    }

    /// A byte range of the file's text.
    pub fn span(path: &SourcePath, span: Range<usize>) -> Place {
        Place { path: path.clone(), start: span.start, end: span.end }
    }
}

/// One mistake, with what was expected and, where there is one, the nearest right name.
/// Its order is by place, so that a sorted list reads like the guide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Where.
    pub place: Place,
    /// How bad.
    pub severity: Severity,
    /// What is wrong, in one line without a full stop.
    pub message: String,
    /// The text under the caret; may be empty.
    pub label: String,
    /// What to do about it.
    pub help: Option<String>,
    /// A second place that belongs to the mistake, with its label.
    pub other: Option<Box<(Place, String)>>,
}

/// A single diagnostic as a list, so that `?` passes it on from a function that reports several.
impl From<Diagnostic> for Vec<Diagnostic> {
    fn from(diagnostic: Diagnostic) -> Vec<Diagnostic> {
        vec![diagnostic]
    }
}

impl Diagnostic {
    /// A mistake that fails the build.
    pub fn error(place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            place,
            severity: Severity::Error,
            message: message.into(),
            label: String::new(),
            help: None,
            other: None,
        }
    }

    /// A mistake that does not fail the build.
    pub fn warning(place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(place, message) }
    }

    /// Adds the text under the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = label.into();
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Adds what to do about it, if that is known.
    #[must_use]
    pub fn help_if(mut self, help: Option<String>) -> Diagnostic {
        self.help = help;
        self
    }

    /// Adds the second place that belongs to the mistake.
    #[must_use]
    pub fn other(mut self, place: Place, label: impl Into<String>) -> Diagnostic {
        self.other = Some(Box::new((place, label.into())));
        self
    }

    /// Draws the mistake for the user. `text_of` returns a file's text; a file without one is only named.
    pub fn draw(&self, text_of: &dyn Fn(&SourcePath) -> Option<Arc<str>>, colours: Colours) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let first = level.primary_title(printable(&self.message));
        let text = text_of(&self.place.path);
        let mut group = with_place(Group::with_title(first), &self.place, &self.label, text.as_deref());
        let other = self.other.as_deref().map(|(place, label)| (place, label, text_of(&place.path)));
        if let Some((place, label, text)) = &other {
            group = with_place(group, place, label, text.as_deref());
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(printable(help)));
        }
        let renderer = match colours {
            Colours::On => Renderer::styled(),
            Colours::Off => Renderer::plain(),
        };
        renderer.term_width(120).render(&[group])
    }
}

/// Whether a drawing may hold terminal colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// With ANSI escape codes.
    On,
    /// Plain text.
    Off,
}

/// Adds a place with its line to a drawing; a line that is too long to read is left out.
fn with_place<'a>(group: Group<'a>, place: &'a Place, label: &str, text: Option<&'a str>) -> Group<'a> {
    let path = printable(place.path.as_str()).replace(['\n', '\t'], "\u{FFFD}");
    let Some(text) = text.filter(|_| place.end > place.start || place.start > 0) else {
        return group.element(Origin::path(path));
    };
    let (start, end) = (floor(text, place.start), floor(text, place.end));
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    // Of a place of many lines, the first one is enough to find it.
    let end = end.min(line_end).max(start);
    let line = text[..line_start].matches('\n').count() + 1;
    if line_end - line_start > MAX_SHOWN_LINE || text[line_start..line_end].contains(unprintable) {
        let column = text[line_start..start].chars().count() + 1;
        return group.element(Origin::path(path).line(line).char_column(column));
    }
    let span = start - line_start..end - line_start;
    let annotation = AnnotationKind::Primary.span(span).label((!label.is_empty()).then(|| printable(label)));
    let shown = &text[line_start..line_end];
    group.element(Snippet::source(shown).path(path).line_start(line).annotation(annotation))
}

/// A line longer than this, in bytes, is named and not shown.
const MAX_SHOWN_LINE: usize = 2000;

/// Replaces what could control the reader's terminal by `�`.
fn printable(text: &str) -> String {
    text.chars().map(|c| if unprintable(c) { '\u{FFFD}' } else { c }).collect()
}

fn unprintable(c: char) -> bool {
    // Bidirectional overrides can make a line read as another one (Unicode TR 36, section 2.5).
    c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Returns the nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Returns the known name nearest to a mistyped one, if one is near enough to be meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    known
        .into_iter()
        // Names of very different length are never similar, and this is quick to check.
        .filter(|it| it.len().abs_diff(name.len()) <= it.len().max(name.len()) / 2)
        .map(|it| (strsim::normalized_damerau_levenshtein(&lower, &it.to_lowercase()), it))
        .filter(|(likeness, _)| *likeness >= 0.5)
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .map(|(_, it)| it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        assert_eq!(nearest("titel", ["title", "tags"]), Some("title"));
        assert_eq!(nearest("zzz", ["title", "tags"]), None);
        assert_eq!(nearest("TITLE", ["title"]), Some("title"));
    }

    #[test]
    fn a_drawing_never_holds_a_control_character_of_the_guide() {
        let path = SourcePath::new("content/a.md");
        let text = "a \u{1b}[31mred\u{1b}[0m line\n";
        let drawn = Diagnostic::error(Place::span(&path, 2..6), "bad \u{1b}[2J")
            .draw(&|_| Some(text.into()), Colours::Off);
        assert!(!drawn.contains('\u{1b}'), "{drawn}");
        assert!(drawn.contains("content/a.md:1:3"), "{drawn}");
    }
}
