//! Front matter: YAML between two lines of `---` at the start of a file → `FrontMatter`, every field valid.

use std::ops::Range;

use crate::date::{Date, Period};
use crate::diagnostic::{Diagnostic, Place};
use crate::discover::TextSource;
use crate::document::Condition;
use crate::kinds;
use crate::parse::options::ParseOptions;
use crate::parse::values::PageValues;
use crate::raw::{self, Entry, Spanned, Value};
use crate::schema::{Settings, TableReader, Unknown, ValueType, filled_text, settings, text};
use crate::values::{ValueFile, Values};

settings! {
    /// What a page says of itself before its text.
    #[derive(Clone, Debug, PartialEq)]
    pub struct FrontMatter in "front matter" {
        /// The page's title; by default its first heading.
        title: Option<String>;
        /// One sentence about the page.
        description: Option<String>, ValueType::Text => trimmed_text;
        /// Position in its section; lower numbers come first.
        order: Option<i64>;
        /// `page`, or a kind of page that the theme declares.
        kind: Spanned<String> = Spanned::unplaced(kinds::PAGE.into());
        /// Whether the page is a draft, which is published only with `--drafts`.
        draft: bool = false;
        /// Old addresses that redirect to the page.
        aliases: Vec<Spanned<String>>;
        /// The date when its claims were last checked against their sources.
        reviewed: Option<Spanned<Date>>;
        /// Those who reviewed it: names, or tables with `name` and `qualifications`.
        reviewers: Vec<Reviewer>, ValueType::TextsOrRows(Reviewer::FIELDS) => reviewers;
        /// How long a review of the page counts, instead of `every` in `[review]`; or `never`, if it needs none.
        review_every: Option<ReviewRule>, ValueType::Text => review_rule;
        /// The last day on which the page may be used.
        valid_until: Option<Spanned<Date>>;
        /// Why the page is withdrawn, or a table of keys. Its addresses then say so, and nothing else shows it.
        withdrawn: Option<Withdrawal>, ValueType::TextOrFields(Withdrawal::FIELDS) => withdrawn;
        /// The date when its text last changed in a way that readers should know about.
        updated: Option<Date>;
        /// An image in the folder of the page, for sharing.
        image: Option<Spanned<String>>;
        /// Whether it is a glossary: its definition lists explain terms that other pages use.
        glossary: bool = false;
        /// The keys of its sources.
        sources: Vec<Spanned<String>>;
        /// Keywords.
        tags: Vec<String>;
        /// A template to use instead of the one for its kind.
        template: Option<Spanned<String>>;
        /// Whether the page shows its table of contents.
        toc: bool = true;
        /// Whether the page is in the PDF and on print pages.
        print: bool = true;
        /// For whom the page is, if not for everybody: `web` or `print`, the name of an audience, or a table of conditions.
        only: Option<Spanned<Condition>>, ValueType::TextOrFields(ConditionKeys::FIELDS) => only;
        /// Language tag of the page, if it differs from the guide's.
        language: Option<String>, ValueType::Language => text;
        /// Whether to include the page in the search.
        search: bool = true;
        /// Texts that the page shows by name, before those of the guide.
        values: Vec<Entry>;
        /// Any other keys that the theme reads.
        extra: Vec<Entry>;
    }
}

settings! {
    /// The conditions of `only` as a table. All of them must be met.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct ConditionKeys in "`only`" {
        /// Only on the web.
        web: bool = false;
        /// Only on paper: on print pages and in PDFs.
        print: bool = false;
        /// Only for an audience of `[audiences]`, which `--audience` chooses.
        audience: Option<String>;
        /// Only if the page is in this language.
        language: Option<String>;
    }
}

fn only(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Spanned<Condition>> {
    let value = match &entry.node.value {
        Value::Map(entries) => {
            let reported = reader.problems.len();
            let keys: ConditionKeys = reader.table(ConditionKeys::NAME, entries.clone());
            if reader.problems.len() > reported {
                return None;
            }
            Condition {
                edition: Condition::edition_of(keys.web, keys.print),
                audience: keys.audience.map(String::into),
                language: keys.language.map(String::into),
            }
        }
        _ => Condition::from_word(entry.text()?.trim()),
    };
    Some(Spanned { value, span: entry.node.span.clone() })
}

settings! {
    /// The keys of `withdrawn` as a table.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Withdrawal in "`withdrawn`" {
        /// Why nobody may use the page, in a sentence.
        reason: Option<String>, ValueType::Text => trimmed_text;
        /// The day since which it is withdrawn.
        date: Option<Date>;
        /// The page to use instead, as a link from this one: `cold-compress.md`.
        instead: Option<Spanned<String>>;
    }
}

fn withdrawn(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Withdrawal> {
    if let Value::Map(entries) = &entry.node.value {
        return Some(reader.table(Withdrawal::NAME, entries.clone()));
    }
    let reason = trimmed_text(entry, reader);
    if reason.is_none() {
        reader.error(&entry.node.span, "`withdrawn` expects the reason, found an empty text");
    }
    Some(Withdrawal { reason: Some(reason?), ..Withdrawal::default() })
}

settings! {
    /// A person or an organization that reviewed a page.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Reviewer in "an entry of `reviewers`" {
        /// The name.
        name: String, ValueType::Text => filled_text;
        /// Qualifications, as they follow the name.
        qualifications: Option<String>, ValueType::Text => filled_text;
        /// Whether it is an organization or a team, not a person.
        organization: bool = false;
    }
}

/// How long a review of a page counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewRule {
    /// For this time.
    Every(Period),
    /// For ever: the page needs no review.
    Never,
}

impl FrontMatter {
    /// Returns the day of the page's last change or last review, whichever is later.
    pub fn changed(&self) -> Option<Date> {
        self.updated.max(self.last_review())
    }

    /// Returns the day of the page's last review.
    pub fn last_review(&self) -> Option<Date> {
        self.reviewed.as_ref().map(|day| day.value)
    }
}

fn review_rule(entry: &Entry, reader: &mut TableReader<'_>) -> Option<ReviewRule> {
    let text = entry.text()?;
    if text.eq_ignore_ascii_case("never") {
        return Some(ReviewRule::Never);
    }
    let rule = Period::parse(text).map(ReviewRule::Every);
    if rule.is_none() {
        let message =
            format!("`review_every` expects a length of time such as `6 months`, or `never`, found `{text}`");
        reader.error(&entry.node.span, message);
    }
    rule
}

fn reviewers(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<Reviewer>> {
    let Value::List(items) = &entry.node.value else { return None };
    let mut reviewers = Vec::new();
    for item in items {
        let reviewer = match &item.value {
            Value::Text(name) => Reviewer { name: name.trim().to_owned(), ..Reviewer::default() },
            Value::Map(keys) => reader.table(Reviewer::NAME, keys.clone()),
            _ => continue,
        };
        if reviewer.name.is_empty() {
            reader.error(&item.span, "a reviewer needs a name: write `name: Ana Costa`");
        } else {
            reviewers.push(reviewer);
        }
    }
    Some(reviewers)
}

fn trimmed_text(entry: &Entry, _: &mut TableReader<'_>) -> Option<String> {
    entry.text().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Reads a file's front matter; returns it with the byte offset at which the page's text begins, and with the values that
/// the page can show.
pub fn read<'a>(
    source: &'a TextSource,
    options: &'a ParseOptions,
    problems: &mut Vec<Diagnostic>,
) -> (FrontMatter, usize, PageValues<'a>) {
    let mut values = PageValues::new(source, &options.values).by_name(options.values_by_name);
    let (yaml, body_at) = lines(source, problems);
    let Some(yaml) = yaml else { return (FrontMatter::default(), body_at, values) };
    let mut entries = entries(source, yaml.clone(), problems);
    let is_values = |entry: &Entry| entry.key == VALUES;
    if let Some((entry, own)) =
        entries.iter().find(|entry| is_values(entry)).and_then(|entry| Some((entry, entry.node.entries()?)))
    {
        let file = ValueFile { path: &source.path, text: &source.text };
        values = values.with_page(Values::of_page(&file, own, entry.key_span.end..yaml.end, problems));
    }
    for entry in entries.iter_mut().filter(|entry| !is_values(entry)) {
        values.fill_node(&mut entry.node, &(entry.key_span.start..yaml.end));
    }
    problems.append(&mut values.problems);
    let unknown = options.unknown_keys;
    let mut reader = TableReader { path: &source.path, unknown, top: &[], problems };
    let mut checked = reader.check(FrontMatter::NAME, entries, FrontMatter::FIELDS);
    let mut front = FrontMatter::take(&mut checked, &mut reader);
    front.values = Vec::new();
    if unknown == Unknown::Allow {
        let free = checked.unknown.into_iter().filter(|entry| entry.node.value != Value::Null);
        front.extra.extend(free);
    }
    (front, body_at, values)
}

/// The key of the values of a page.
const VALUES: &str = "values";

/// Returns where the YAML of a file is, if it is closed, and where the text begins.
fn lines(source: &TextSource, problems: &mut Vec<Diagnostic>) -> (Option<Range<usize>>, usize) {
    let text: &str = &source.text;
    let Some(yaml_at) = opening(text) else {
        problems.extend(misplaced(source));
        return (None, 0);
    };
    let Some((yaml_end, body_at)) = closing(text, yaml_at) else {
        problems.push(
            Diagnostic::error(Place::span(&source.path, 0..3), "the front matter is not closed")
                .label("opened here")
                .help(
                    "close it with a line `---`; for a horizontal line at the start of a page, write `***`",
                ),
        );
        return (None, yaml_at);
    };
    (Some(yaml_at..yaml_end), body_at)
}

/// Reads the entries of front matter.
fn entries(source: &TextSource, yaml: Range<usize>, problems: &mut Vec<Diagnostic>) -> Vec<Entry> {
    problems.extend(cut_title(source, yaml.clone()));
    let node = match raw::yaml(&source.text[yaml.clone()], yaml.start) {
        Ok(node) => node,
        Err(error) => {
            let place = Place::span(&source.path, error.span);
            let message = format!("the front matter cannot be read: {}", error.message);
            problems.push(Diagnostic::error(place, message).help_if(error.help));
            return Vec::new();
        }
    };
    match node.value {
        Value::Map(entries) => entries,
        Value::Null => Vec::new(),
        other => {
            let message = format!("front matter expects `key: value` lines, found {}", other.kind());
            let place = Place::span(&source.path, yaml.start..yaml.end.max(yaml.start + 1));
            problems.push(
                Diagnostic::error(place, message).help("write each as `key: value`: `title: Warm hands`"),
            );
            Vec::new()
        }
    }
}

/// Reports front matter that would be shown as text: in TOML or JSON, or below the first line.
fn misplaced(source: &TextSource) -> Option<Diagnostic> {
    let text: &str = &source.text;
    let start = text.len() - text.trim_start().len();
    let mut lines = text[start..].lines();
    let (first, second) = (lines.next()?.trim_end(), lines.next().unwrap_or_default().trim());
    let is_closed = |mark: &str| text[start..].lines().skip(1).any(|line| line.trim_end() == mark);
    let (message, help) = match first {
        "+++" if is_closed("+++") => ("the front matter is TOML", WRITE_YAML),
        "{" if second.starts_with('"') && is_closed("}") => ("the front matter is JSON", WRITE_YAML),
        "---" if is_closed("---") && is_key_line(second) => {
            ("the front matter does not begin in the first line", "remove everything before the first `---`")
        }
        _ => return None,
    };
    let place = Place::span(&source.path, start..start + first.len());
    Some(Diagnostic::error(place, message).help(help))
}

const WRITE_YAML: &str = "write it as YAML between two lines of `---`: `title: Warm hands`";

/// Reports whether a line is a key of YAML with or without its value.
fn is_key_line(line: &str) -> bool {
    let Some((key, value)) = line.split_once(':') else { return false };
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    !key.is_empty() && key.chars().all(is_name) && (value.is_empty() || value.starts_with(' '))
}

/// Reports a title or description that YAML cuts at a `#`.
fn cut_title(source: &TextSource, yaml: Range<usize>) -> Option<Diagnostic> {
    let mut at = yaml.start;
    for line in source.text[yaml].split_inclusive('\n') {
        let value = ["title:", "description:"].iter().find_map(|key| line.strip_prefix(key));
        let is_plain = |value: &&str| {
            !value.trim_start().is_empty() && !value.trim_start().starts_with(['"', '\'', '#', '|', '>', '&'])
        };
        if let Some(hash) = value.filter(is_plain).and_then(|value| value.find(" #")) {
            let start = at + line.len() - value?.len() + hash + 1;
            let place = Place::span(&source.path, start..at + line.trim_end().len());
            let problem = Diagnostic::warning(place, "what follows ` #` is a comment, and not shown");
            return Some(problem.help("put the whole value between quotes: `title: \"Issue #5\"`"));
        }
        at += line.len();
    }
    None
}

/// Returns where the text of a file begins, after its front matter.
pub fn end(text: &str) -> usize {
    opening(text).and_then(|yaml_at| closing(text, yaml_at)).map_or(0, |(_, end)| end)
}

/// Returns where the YAML begins, if the file opens with a line of `---`.
fn opening(text: &str) -> Option<usize> {
    let line = text.split_inclusive('\n').next()?;
    (line.trim_end() == "---").then_some(line.len())
}

/// Returns where the YAML ends and where the text begins.
fn closing(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        let next = at + line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return Some((at, next));
        }
        at = next;
    }
    None
}
