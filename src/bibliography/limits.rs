//! Limits on what a file in `BibLaTeX` may ask of its reader, which follows braces, abbreviations and references however
//! deep they are, and in circles.

use std::collections::BTreeMap;
use std::ops::Range;

use biblatex::{Pair, RawBibliography, RawChunk, RawEntry, Spanned};

use super::mistakes::{SourceMistake, line_at};

/// The deepest nesting of braces.
const MAX_BRACES: usize = 64;

/// The longest abbreviation in bytes; each abbreviation in it counts as `REFERENCE` more.
const MAX_ABBREVIATION: usize = 10_000;

/// What an abbreviation in another one costs, in bytes.
const REFERENCE: usize = 100;

/// The most entries that an entry may take fields from, directly and through others.
const MAX_ENTRIES: usize = 100;

/// The most mistakes of a kind that are reported.
const MAX_REPORTED: usize = 20;

/// Mistakes with their places.
type Problems = Vec<(Range<usize>, SourceMistake)>;

/// Reports braces that are nested too deep. `starts` are the places where entries begin, in which no brace is open.
pub fn deep_braces(text: &str, starts: &[usize]) -> Option<(Range<usize>, SourceMistake)> {
    let (mut depth, mut is_escaped, mut starts) = (0usize, false, starts.iter().copied().peekable());
    for (at, byte) in text.bytes().enumerate() {
        if starts.next_if_eq(&at).is_some() {
            depth = 0;
        }
        match byte {
            _ if is_escaped => {}
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_escaped = byte == b'\\' && !is_escaped;
        if depth > MAX_BRACES {
            let message = format!("braces are nested more than {MAX_BRACES} deep");
            let help = "remove the braces that are not needed: one pair is enough around a value";
            return Some((line_at(text, at), SourceMistake::error(message).help(help)));
        }
    }
    None
}

/// Removes abbreviations that are too long or in a circle, and entries that take fields from too many others or from
/// themselves, and reports them.
pub fn check(raw: &mut RawBibliography<'_>, text: &str, problems: &mut Problems) {
    let costs = abbreviation_costs(&raw.abbreviations);
    let mut costs = costs.into_iter();
    let mut long = Vec::new();
    raw.abbreviations.retain(|pair| {
        let is_short = costs.next().is_none_or(|cost| cost <= MAX_ABBREVIATION);
        if !is_short {
            let message = format!("the abbreviation `{}` is too long, or contains itself", pair.key.v);
            long.push((line_at(text, pair.key.span.start), SourceMistake::error(message).help(SHORTER)));
        }
        is_short
    });
    let mut costs = entry_costs(&raw.entries).into_iter();
    let mut deep = Vec::new();
    raw.entries.retain(|entry| {
        let is_small = costs.next().is_none_or(|cost| cost <= MAX_ENTRIES);
        if !is_small {
            let key = entry.v.key.v;
            let message =
                format!("`{key}` takes fields from itself, or from more than {MAX_ENTRIES} entries");
            deep.push((entry.v.key.span.clone(), SourceMistake::error(message).help(NO_CIRCLE)));
        }
        is_small
    });
    problems.extend(long.into_iter().take(MAX_REPORTED));
    problems.extend(deep.into_iter().take(MAX_REPORTED));
}

const SHORTER: &str = "write the value between braces: `{…}`";
const NO_CIRCLE: &str = "let `crossref` and `xdata` name an entry that does not lead back to this one";

/// Returns what each abbreviation costs.
fn abbreviation_costs(abbreviations: &[Pair<'_>]) -> Vec<usize> {
    let names = abbreviations.iter().enumerate().map(|(at, pair)| (pair.key.v.to_owned(), at)).collect();
    let graph = abbreviations.iter().map(|pair| {
        let chunks = pair.value.v.iter();
        let length = |chunk: &Spanned<RawChunk<'_>>| match chunk.v {
            RawChunk::Normal(text) => text.len(),
            RawChunk::Abbreviation(_) => REFERENCE,
        };
        let name = |chunk: &Spanned<RawChunk<'_>>| match chunk.v {
            RawChunk::Abbreviation(name) => Some(name.to_owned()),
            RawChunk::Normal(_) => None,
        };
        (chunks.clone().map(length).sum(), chunks.filter_map(name).collect())
    });
    Costs::of_all(names, graph.collect(), MAX_ABBREVIATION)
}

/// Returns the number of entries that each entry takes fields from, with itself.
fn entry_costs(entries: &[Spanned<RawEntry<'_>>]) -> Vec<usize> {
    let mut names = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        names.insert(entry.v.key.v.to_owned(), at);
        names.extend(listed(&entry.v, &["ids"]).into_iter().map(|name| (name, at)));
    }
    let graph = entries.iter().map(|entry| (1, listed(&entry.v, &["crossref", "xdata"])));
    Costs::of_all(names, graph.collect(), MAX_ENTRIES)
}

/// Returns the keys that fields of an entry list.
fn listed(entry: &RawEntry<'_>, fields: &[&str]) -> Vec<String> {
    let has_name = |pair: &&Pair<'_>| fields.iter().any(|name| pair.key.v.eq_ignore_ascii_case(name));
    let text = |pair: &Pair<'_>| -> String {
        let chunks = pair.value.v.iter().map(|chunk| match chunk.v {
            RawChunk::Normal(text) | RawChunk::Abbreviation(text) => text,
        });
        chunks.collect()
    };
    let values = entry.fields.iter().filter(has_name).map(text);
    values.flat_map(|value| value.split(',').map(|key| key.trim().to_owned()).collect::<Vec<_>>()).collect()
}

/// What the nodes of a graph cost, with everything that they lead to as often as they lead to it.
struct Costs {
    names: BTreeMap<String, usize>,
    /// Its own cost, and the names that it leads to.
    graph: Vec<(usize, Vec<String>)>,
    /// The costs that are known; of a node that is being counted, more than the most, because it leads to itself.
    known: Vec<Option<usize>>,
    max: usize,
}

impl Costs {
    fn of_all(names: BTreeMap<String, usize>, graph: Vec<(usize, Vec<String>)>, max: usize) -> Vec<usize> {
        let known = vec![None; graph.len()];
        let mut costs = Costs { names, graph, known, max };
        (0..costs.graph.len()).map(|at| costs.of(at, 0)).collect()
    }

    fn of(&mut self, at: usize, depth: usize) -> usize {
        if let Some(cost) = self.known[at] {
            return cost;
        }
        self.known[at] = Some(self.max + 1);
        if depth > MAX_ENTRIES {
            return self.max + 1;
        }
        let (mut cost, names) = (self.graph[at].0, std::mem::take(&mut self.graph[at].1));
        for name in names {
            if cost > self.max {
                break;
            }
            if let Some(next) = self.names.get(&name).copied() {
                cost += self.of(next, depth + 1);
            }
        }
        let cost = cost.min(self.max + 1);
        self.known[at] = Some(cost);
        cost
    }
}
