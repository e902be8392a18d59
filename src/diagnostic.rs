//! An author's mistake with its place, drawn with its line and a caret by `annotate-snippets`.
//! Nothing here prints or ends the program.

mod masked;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::paths::{self, SourcePath};

/// The severity of a mistake. The worse sorts first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Severity {
    /// The build fails and writes nothing.
    #[default]
    Error,
    /// The build continues; with `--strict` it fails.
    Warning,
    /// The author may want to know; nothing fails.
    Note,
}

/// The place of a mistake: a file and, if it is in the text, a byte range.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub path: SourcePath,
    /// Start of the range, in bytes of the text as Handout reads it (without a byte order mark, lines ended by `\n`).
    pub start: usize,
    /// End of the range; equal to `start` where the whole file is meant.
    pub end: usize,
    /// The line of a page that includes the file, if it is there for that.
    pub included_at: Option<Box<Place>>,
}

impl Place {
    /// Returns the place that is a whole file.
    pub fn file(path: &SourcePath) -> Place {
        Place::plain(path.as_str(), 0, 0)
    }

    /// Returns the place that is a byte range of a file's text. If the file includes others, it is the place in the file
    /// that the range comes from.
    pub fn span(path: &SourcePath, span: Range<usize>) -> Place {
        let Some(splices) = path.splices() else { return Place::plain(path.as_str(), span.start, span.end) };
        let origin = splices.origin(span.start, span.end);
        let included_at =
            origin.included_at.map(|(start, end)| Box::new(Place::plain(path.as_str(), start, end)));
        let place = Place::plain(origin.path.unwrap_or(path.as_str()), origin.start, origin.end);
        Place { included_at, ..place }
    }

    fn plain(path: &str, start: usize, end: usize) -> Place {
        Place { path: SourcePath::new(path), start, end, included_at: None }
    }
}

/// One mistake, with what was expected and, if there is one, the nearest valid name. Diagnostics are ordered by place,
/// so that a sorted list follows the guide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// The place of the mistake.
    pub place: Place,
    /// Its severity.
    pub severity: Severity,
    /// What is wrong, in one line without a full stop.
    pub message: String,
    /// The text under the caret; may be empty.
    pub label: String,
    /// The help: what to do about it.
    pub help: Option<String>,
    /// A second place that is part of the mistake, with its label.
    pub other: Option<Box<(Place, String)>>,
    /// The line of a page that includes the file with the mistake.
    pub included_at: Option<Box<Place>>,
}

/// A single diagnostic as a list, so that `?` passes it on from a function that reports several.
impl From<Diagnostic> for Vec<Diagnostic> {
    fn from(diagnostic: Diagnostic) -> Vec<Diagnostic> {
        vec![diagnostic]
    }
}

impl Diagnostic {
    /// Returns a mistake that fails the build.
    pub fn error(mut place: Place, message: impl Into<String>) -> Diagnostic {
        let included_at = place.included_at.take();
        Diagnostic {
            place,
            severity: Severity::Error,
            message: message.into(),
            label: String::new(),
            help: None,
            other: None,
            included_at,
        }
    }

    /// Returns a mistake that does not fail the build.
    pub fn warning(place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(place, message) }
    }

    /// Returns something that an author may want to know.
    pub fn note(place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Note, ..Diagnostic::error(place, message) }
    }

    /// Adds the text under the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = label.into();
        self
    }

    /// Adds the help: what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Adds the help, if there is any.
    #[must_use]
    pub fn help_if(mut self, help: Option<String>) -> Diagnostic {
        self.help = help;
        self
    }

    /// Adds the second place that is part of the mistake.
    #[must_use]
    pub fn other(mut self, place: Place, label: impl Into<String>) -> Diagnostic {
        self.other = Some(Box::new((place, label.into())));
        self
    }

    /// Reports whether this is the same mistake as `other`, whichever page includes the file that it is in.
    pub fn is_same_as(&self, other: &Diagnostic) -> bool {
        let of = |it: &Diagnostic| (it.severity, it.help.clone(), it.other.clone());
        let words = (&self.place, &self.message, &self.label);
        words == (&other.place, &other.message, &other.label) && of(self) == of(other)
    }

    /// Draws the mistake for the user. `text_of` returns a file's text; a file without one is only named.
    pub fn draw(&self, text_of: &dyn Fn(&SourcePath) -> Option<Arc<str>>, colours: Colours) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let first = level.primary_title(printable(&self.message));
        let text = text_of(&self.place.path);
        let mut group = with_place(Group::with_title(first), &self.place, &self.label, text.as_deref());
        let other = self.other.as_deref().map(|(place, label)| (place, label, text_of(&place.path)));
        if let Some((place, label, text)) = &other {
            group = with_place(group, place, label, text.as_deref());
        }
        let page = self.included_at.as_deref().map(|place| (place, text_of(&place.path)));
        if let Some((place, text)) = &page {
            group = with_place(group, place, "included here", text.as_deref());
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

/// Whether a drawing may contain terminal colours.
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
    // The first line of a place is enough to find it.
    let end = end.min(line_end).max(start);
    let line = text[..line_start].matches('\n').count() + 1;
    if line_end - line_start > MAX_SHOWN_LINE || text[line_start..line_end].contains(unprintable) {
        let column = text[line_start..start].chars().count() + 1;
        return group.element(Origin::path(path).line(line).char_column(column));
    }
    let span = start - line_start..end - line_start;
    let annotation = AnnotationKind::Primary.span(span).label((!label.is_empty()).then(|| printable(label)));
    let shown = masked::masked(place.path.as_str(), text, line_start..line_end);
    group.element(Snippet::source(shown).path(path).line_start(line).annotation(annotation))
}

/// The longest line that is shown, in bytes. A longer one is only named.
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

/// The smallest likeness, from 0 to 1, of two names of which one may be the other mistyped: three of five letters.
const MIN_LIKENESS: f64 = 0.6;

/// Returns how alike two names are, from 0 to 1; 0 if they are too different to be compared.
fn likeness(name: &str, other: &str) -> f64 {
    // Names of very different length are never similar, and this is quick to check.
    if name.len().abs_diff(other.len()) > name.len().max(other.len()) / 2 {
        return 0.0;
    }
    strsim::normalized_damerau_levenshtein(&name.to_lowercase(), &other.to_lowercase())
}

/// Returns the first of the names that are most alike, if they are alike enough to be meant.
fn most_alike<T>(known: impl Iterator<Item = (f64, T)>) -> Option<T> {
    let near = known.filter(|(likeness, _)| *likeness >= MIN_LIKENESS);
    let best = near.fold(None, |best: Option<(f64, T)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    });
    best.map(|(_, name)| name)
}

/// Returns the known name nearest to a mistyped one, if one is near enough to be meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    most_alike(known.into_iter().map(|other| (likeness(name, other), other)))
}

/// Returns the known path nearest to a mistyped one. Neither an extension that both have nor a folder that both are in
/// makes two paths alike.
pub fn nearest_path<'a>(path: &str, known: impl IntoIterator<Item = Cow<'a, str>>) -> Option<Cow<'a, str>> {
    most_alike(known.into_iter().map(|other| (path_likeness(path, &other), other)))
}

fn path_likeness(path: &str, other: &str) -> f64 {
    let (stem, other_stem) = match (path.rsplit_once('.'), other.rsplit_once('.')) {
        (Some((stem, end)), Some((other_stem, other_end))) if end == other_end => (stem, other_stem),
        _ => (path, other),
    };
    // A first page is named by its folder.
    let trimmed = |stem| match str::strip_suffix(stem, "/index") {
        Some(folder) => folder,
        None => stem,
    };
    let (stem, other_stem) = (trimmed(stem), trimmed(other_stem));
    let name = likeness(paths::file_name(stem), paths::file_name(other_stem));
    if name < MIN_LIKENESS { 0.0 } else { name.min(likeness(stem, other_stem)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        assert_eq!(nearest("titel", ["title", "tags"]), Some("title"));
        assert_eq!(nearest("zzz", ["title", "tags"]), None);
        assert_eq!(nearest("TITLE", ["title"]), Some("title"));
        assert_eq!(nearest("medical", ["general", "health", "technical"]), None);
    }

    #[test]
    fn a_near_path_has_a_near_name() {
        let near = |path: &str, known: &'static str| nearest_path(path, [Cow::Borrowed(known)]).is_some();
        assert!(near("mlik.md", "milk.md") && near("tip/milk.md", "tips/milk.md"));
        assert!(near("tisp/index.md", "tips/index.md") && near("milk.png", "milk.jpg"));
        assert!(!near("nope.md", "index.md") && !near("abs.md", "a.md"));
        assert!(!near("technique/warm.md", "technique/cold.md") && !near("a.png", "b.png"));
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
