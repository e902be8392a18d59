//! `BibLaTeX` → entries. What is wrong in one entry leaves the others as they are.

use std::collections::BTreeSet;
use std::ops::Range;

use biblatex::{Bibliography, ChunksExt, ParseError, ParseErrorKind, RawBibliography, RawEntry, Spanned};
use hayagriva::Entry;
use hayagriva::types::MaybeTyped;

use super::limits;
use super::mistakes::{Read, SourceMistake, doi_mistake, line_at, repeated};
use super::repairs;

/// The most mistakes that are reported. A file with more has another format.
const MAX_MISTAKES: usize = 20;

/// Reads a file.
pub fn read(text: &str) -> Read<Entry> {
    let mut problems = Vec::new();
    if let Some(mistake) = limits::deep_braces(text, &starts(text)) {
        return Read { entries: Vec::new(), problems: vec![mistake] };
    }
    let mut raw = raw(text, &mut problems);
    limits::check(&mut raw, text, &mut problems);
    let spans: Vec<(String, Range<usize>)> =
        raw.entries.iter().map(|entry| (entry.v.key.v.to_owned(), entry.v.key.span.clone())).collect();
    let Some(bibliography) = resolved(raw, text, &mut problems) else {
        return Read { entries: Vec::new(), problems };
    };
    let mut entries = Vec::new();
    for (key, span) in spans {
        let Some(tex) = bibliography.get(&key) else { continue };
        if let Some(doi) = tex.get("doi") {
            let place = doi.first().zip(doi.last()).map(|(first, last)| first.span.start..last.span.end);
            let mistake = doi_mistake(&doi.format_verbatim());
            problems.extend(mistake.map(|it| (place.unwrap_or_else(|| span.clone()), it)));
        }
        match Entry::try_from(tex) {
            Ok(mut entry) => {
                let number = tex.get("number").map(ChunksExt::format_verbatim);
                if let (Some(number), Some(_)) = (number, entry.keyed_serial_number("serial")) {
                    repairs::set_number(&mut entry, &number);
                }
                // The number of an article without pages (hayagriva has no field for it).
                if let Some(eid) = tex.get("eid").filter(|_| entry.page_range().is_none()) {
                    entry.set_page_range(MaybeTyped::String(eid.format_verbatim()));
                }
                entries.push((key, span, repairs::typed(entry, tex)));
            }
            Err(error) => {
                let place = if error.span.is_empty() { span } else { error.span.clone() };
                problems.push((
                    place,
                    SourceMistake::error(format!("a field of `{key}` is wrong: {}", error.kind)),
                ));
            }
        }
    }
    Read { entries, problems }
}

/// Reads the entries of a text. If it cannot be read as a whole, reads each entry alone, and reports those that are wrong.
fn raw<'t>(text: &'t str, problems: &mut Vec<(Range<usize>, SourceMistake)>) -> RawBibliography<'t> {
    let error = match RawBibliography::parse(text) {
        Ok(raw) => return without_repeated(raw, problems),
        Err(error) => error,
    };
    let starts = starts(text);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut whole =
        RawBibliography { preamble: String::new(), entries: Vec::new(), abbreviations: Vec::new() };
    for (start, end) in starts.iter().copied().zip(ends) {
        match RawBibliography::parse(&text[start..end]) {
            Ok(part) => {
                whole.entries.extend(part.entries.into_iter().map(|entry| moved(entry, start)));
                whole.abbreviations.extend(part.abbreviations);
            }
            Err(error) if problems.len() < MAX_MISTAKES => problems.push(in_entry(text, start, end, &error)),
            Err(_) => {}
        }
    }
    if problems.is_empty() {
        problems.push((line_at(text, error.span.start), SourceMistake::error(error.kind.to_string())));
    }
    without_repeated(whole, problems)
}

/// Returns where entries begin: at an `@` that begins a line, with a word and a brace.
fn starts(text: &str) -> Vec<usize> {
    let is_start = |at: &usize| {
        let before = text[..*at].trim_end_matches([' ', '\t']);
        let rest = text[at + 1..].trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        (before.is_empty() || before.ends_with('\n'))
            && rest.len() < text.len() - at - 1
            && rest.trim_start().starts_with(['{', '('])
    };
    text.match_indices('@').map(|(at, _)| at).filter(is_start).collect()
}

/// Returns an entry with its places moved to where the part of the text is that it was read from.
fn moved(mut entry: Spanned<RawEntry<'_>>, by: usize) -> Spanned<RawEntry<'_>> {
    let shift = |span: &mut Range<usize>| *span = span.start + by..span.end + by;
    shift(&mut entry.span);
    shift(&mut entry.v.key.span);
    for field in &mut entry.v.fields {
        shift(&mut field.key.span);
        shift(&mut field.value.span);
        field.value.v.iter_mut().for_each(|chunk| shift(&mut chunk.span));
    }
    entry
}

/// Reports what is wrong in an entry, at the line where it is wrong.
fn in_entry(text: &str, start: usize, end: usize, error: &ParseError) -> (Range<usize>, SourceMistake) {
    let entry = text[start..end].trim_end();
    let name = entry.lines().next().unwrap_or_default();
    let mistake = match &error.kind {
        ParseErrorKind::UnexpectedEof => {
            let help = "count the braces: each `{` needs a `}`, and the last one ends the entry";
            return (line_at(text, start), SourceMistake::error("this entry does not end").help(help));
        }
        kind => {
            SourceMistake::error(format!("the entry `{}` cannot be read: {kind}", name.trim_end_matches(',')))
        }
    };
    let at = (start + error.span.start).min(start + entry.len());
    // What is missing belongs at the end of the line before.
    let before = text[..at].trim_end();
    let line = line_at(text, if before.len() > start { before.len() } else { at });
    (line, mistake.help("a field is `name = {value}`, with a comma between two fields"))
}

fn without_repeated<'t>(
    mut raw: RawBibliography<'t>,
    problems: &mut Vec<(Range<usize>, SourceMistake)>,
) -> RawBibliography<'t> {
    let mut known = BTreeSet::new();
    raw.entries.retain(|entry| {
        let is_new = known.insert(entry.v.key.v);
        if !is_new {
            problems.push((entry.v.key.span.clone(), repeated(entry.v.key.v)));
        }
        is_new
    });
    raw
}

/// Resolves abbreviations and cross-references, without the entries in which that fails.
fn resolved(
    mut raw: RawBibliography<'_>,
    text: &str,
    problems: &mut Vec<(Range<usize>, SourceMistake)>,
) -> Option<Bibliography> {
    for _ in 0..MAX_MISTAKES {
        let error = match Bibliography::from_raw(raw.clone()) {
            Ok(bibliography) => return Some(bibliography),
            Err(error) => error,
        };
        let line = line_at(text, error.span.start);
        let message = match &error.kind {
            ParseErrorKind::UnknownAbbreviation(name) => {
                format!("`{name}` is no abbreviation that is defined")
            }
            kind => format!("this cannot be read: {kind}"),
        };
        problems.push((line, SourceMistake::error(message).help("put the value between braces: `{…}`")));
        let before = raw.entries.len();
        raw.entries.retain(|entry| !entry.span.contains(&error.span.start));
        if raw.entries.len() == before {
            return None;
        }
    }
    None
}
