//! The values that a page, or `site.toml`, shows. A name without a text is reported where it is used.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::config;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::discover::TextSource;
use crate::raw::{Entry, Spanned, Value};
use crate::values::{Meaning, Values, references};

/// The most values that a page shows, and the most names for which the nearest is searched for.
const MAX_SHOWN: usize = 10_000;
const MAX_SUGGESTED: usize = 100;

/// The bytes of a page in which the definition of a link is searched for.
const MAX_SEARCHED: usize = 1 << 20;

/// The values of a file and of its guide.
pub struct PageValues<'a> {
    source: &'a TextSource,
    guide: &'a Values,
    page: Values,
    /// Whether the values of the guide are shown by their names.
    by_name: bool,
    /// The number of values that the page shows so far.
    shown: usize,
    /// What to do about each name that has no value.
    helps: BTreeMap<String, String>,
    /// What was reported so far.
    pub problems: Vec<Diagnostic>,
}

impl<'a> PageValues<'a> {
    /// Returns the values of a guide for a page that has none of its own.
    pub fn new(source: &'a TextSource, guide: &'a Values) -> PageValues<'a> {
        PageValues {
            source,
            guide,
            page: Values::default(),
            by_name: false,
            shown: 0,
            helps: BTreeMap::new(),
            problems: Vec::new(),
        }
    }

    /// Adds the values of the page, which take precedence.
    #[must_use]
    pub fn with_page(self, page: Values) -> PageValues<'a> {
        PageValues { page, ..self }
    }

    /// Shows each value of the guide by its name, if asked.
    #[must_use]
    pub fn by_name(self, by_name: bool) -> PageValues<'a> {
        PageValues { by_name, ..self }
    }

    /// Returns the text of a name. If it has none, reports this at a range of the file and returns `None`.
    pub fn text(&mut self, name: &str, range: &Range<usize>) -> Option<String> {
        self.shown += 1;
        if self.shown > MAX_SHOWN {
            if self.shown == MAX_SHOWN + 1 {
                let message = format!("more than {MAX_SHOWN} values on a page");
                self.report(range, message, "split it into several pages".to_owned());
            }
            return None;
        }
        // A table of the page may have other values than one of the guide with the same name.
        let guide = self.guide.get(name);
        let named = match self.page.get(name) {
            Some(Meaning::Table) | None => guide.or(self.page.get(name)),
            own => own,
        };
        let is_of_guide = named.is_some_and(|named| guide.is_some_and(|guide| std::ptr::eq(named, guide)));
        let (message, help) = match named {
            Some(Meaning::Text(_)) if self.by_name && is_of_guide => return Some(in_braces(name)),
            Some(Meaning::Text(text)) => return Some(text.to_string()),
            Some(Meaning::List) => (format!("`{name}` is a list, not one text"), ONE_TEXT.to_owned()),
            Some(Meaning::Table) => {
                (format!("`{name}` is a table of values, not one text"), self.one_of(name))
            }
            None => (format!("no value has the name `{name}`"), self.help(name)),
        };
        self.report(range, message, help);
        None
    }

    fn report(&mut self, range: &Range<usize>, message: String, help: String) {
        let place = Place::span(&self.source.path, range.clone());
        self.problems.push(Diagnostic::error(place, message).help(help));
    }

    /// Returns the help for a name of a table.
    fn one_of(&self, table: &str) -> String {
        let is_below = |name: &&str| name.strip_prefix(table).is_some_and(|rest| rest.starts_with('.'));
        match self.page.texts().chain(self.guide.texts()).find(is_below) {
            Some(name) => format!("write the name of one of its values, such as `{{{{ {name} }}}}`"),
            None => "the table has no values".to_owned(),
        }
    }

    /// Returns the help for a name without a value.
    fn help(&mut self, name: &str) -> String {
        if let Some(help) = self.helps.get(name) {
            return help.clone();
        }
        let is_new = self.helps.len() < MAX_SUGGESTED;
        let near = is_new.then(|| nearest(name, self.page.texts().chain(self.guide.texts()))).flatten();
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if self.source.path.as_str() == config::FILE => DEFINE_IN_TOML.to_owned(),
            None => DEFINE.to_owned(),
        };
        if is_new {
            self.helps.insert(name.to_owned(), help.clone());
        }
        help
    }

    /// Replaces the references in an address or a title that the parser has read from a range of the file. Returns `None`
    /// if there is nothing to replace.
    pub fn fill(&mut self, text: &str, range: &Range<usize>) -> Option<Filled> {
        let mut values = Vec::new();
        // RFC 3966, section 3: a number has no spaces.
        let is_number = ["tel:", "sms:"].iter().any(|scheme| text.starts_with(scheme));
        for (part, name) in references(text) {
            let Some(place) = self.written(&text[part.clone()], range) else { continue };
            let Some(value) = self.text(name, &place) else { continue };
            values.push((part, value.chars().filter(|c| !is_number || !c.is_whitespace()).collect()));
        }
        (!values.is_empty()).then(|| Filled { text: replaced(text, &values), values })
    }

    /// Returns where a reference is written: in a range of the file, else in the definition of a link elsewhere. `None` if
    /// it is escaped.
    fn written(&self, reference: &str, range: &Range<usize>) -> Option<Range<usize>> {
        let source = &self.source.text;
        let elsewhere = 0..source.len().min(MAX_SEARCHED);
        let ranges =
            [range.clone(), elsewhere].into_iter().filter(|range| source.get(range.clone()).is_some());
        let mut places = ranges.map(|range| {
            let found = source[range.clone()].match_indices(reference);
            found.map(|(at, _)| range.start + at..range.start + at + reference.len()).collect::<Vec<_>>()
        });
        let Some(places) = places.find(|places| !places.is_empty()) else { return Some(range.clone()) };
        places.into_iter().rfind(|place| !is_escaped(source, place.start))
    }

    /// Replaces the references in the texts of front matter. `range` is the rest of it in the file.
    pub fn fill_node(&mut self, node: &mut Spanned<Value>, range: &Range<usize>) {
        match &mut node.value {
            Value::Text(text) => {
                if let Some(filled) = self.filled_text(text, range) {
                    *text = filled;
                }
            }
            Value::List(items) => items.iter_mut().for_each(|item| self.fill_node(item, range)),
            Value::Map(entries) => entries.iter_mut().for_each(|entry| self.fill_entry(entry, range)),
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) => {}
        }
    }

    fn fill_entry(&mut self, entry: &mut Entry, range: &Range<usize>) {
        self.fill_node(&mut entry.node, range);
    }

    /// Replaces the references in a text that has its backslashes.
    fn filled_text(&mut self, text: &str, range: &Range<usize>) -> Option<String> {
        let mut filled = String::new();
        let mut at = 0;
        for (part, name) in references(text) {
            let reference = &text[part.clone()];
            filled.push_str(&text[at..part.start]);
            at = part.end;
            if is_escaped(text, part.start) {
                filled.pop();
                filled.push_str(reference);
                continue;
            }
            let found = self.source.text[range.clone()].find(reference).map(|at| range.start + at);
            let place = found.map_or(range.start..range.start + 1, |start| start..start + reference.len());
            let value = self.text(name, &place);
            filled.push_str(value.as_deref().unwrap_or(reference));
        }
        (at > 0).then(|| filled + &text[at..])
    }
}

/// Returns a reference to a value.
fn in_braces(name: &str) -> String {
    format!("{{{{{name}}}}}")
}

/// A text in which references are replaced.
pub struct Filled {
    /// The text with the values.
    pub text: String,
    /// The place of each reference in the text before, and its value.
    pub values: Vec<(Range<usize>, String)>,
}

/// Returns a text with other text in some places, which are in order.
pub fn replaced(text: &str, by: &[(Range<usize>, String)]) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for (part, value) in by {
        out.push_str(&text[at..part.start]);
        out.push_str(value);
        at = part.end;
    }
    out + &text[at..]
}

/// The help for a name that has no value, if none is near.
const DEFINE: &str =
    "define it under `[values]` in site.toml; to show the braces themselves, put a `\\` before them";

/// The same in TOML, where a backslash in double quotes is written twice.
const DEFINE_IN_TOML: &str =
    "define it under `[values]` in site.toml; to show the braces themselves, put `\\\\` before them";

/// The help for the name of a list.
const ONE_TEXT: &str = "give each text a name of its own, in a table";

/// Reports whether the character at a place has an odd number of backslashes before it.
fn is_escaped(source: &str, at: usize) -> bool {
    source[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}
