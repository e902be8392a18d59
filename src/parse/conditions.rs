//! Pages, and parts of them, that are for some editions, audiences or languages only.

use std::ops::Range;

use super::attributes::no_language_tag;
use super::markdown::Parsed;
use super::options::Audiences;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::document::{Body, Condition, Editions, Kept, ReaderEdition, Verdict};
use crate::language::is_language_tag;
use crate::paths::SourcePath;
use crate::raw::Spanned;

/// The parts of a page that an edition does not show, as byte ranges of its text, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absent {
    on_web: Vec<Range<usize>>,
    in_print: Vec<Range<usize>>,
}

impl Absent {
    /// Returns the edition that alone shows a byte of the text; `None` if both do.
    pub fn only(&self, at: usize) -> Option<ReaderEdition> {
        match (self.shows(ReaderEdition::Web, at), self.shows(ReaderEdition::Print, at)) {
            (true, false) => Some(ReaderEdition::Web),
            (false, true) => Some(ReaderEdition::Print),
            _ => None,
        }
    }

    /// Adds what no edition shows.
    fn with(mut self, ranges: &[Range<usize>]) -> Absent {
        for list in [&mut self.on_web, &mut self.in_print] {
            list.extend(ranges.iter().cloned());
            list.sort_by_key(|range| range.start);
            // One may be in another: what is left of the outer one after it is absent too.
            list.dedup_by(|next, before| {
                let is_beside = next.start > before.end;
                before.end = if is_beside { before.end } else { before.end.max(next.end) };
                !is_beside
            });
        }
        self
    }

    /// Reports whether an edition shows a byte of the text.
    pub fn shows(&self, edition: ReaderEdition, at: usize) -> bool {
        let ranges = match edition {
            ReaderEdition::Web => &self.on_web,
            ReaderEdition::Print => &self.in_print,
        };
        !is_in(ranges, at)
    }
}

fn is_in(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.start <= at);
    next.checked_sub(1).is_some_and(|before| at < ranges[before].end)
}

/// Returns what is absent in each of the two editions.
pub fn absent(parsed: &Parsed) -> Absent {
    let Parsed { body, absent, .. } = parsed;
    let ranges = |edition| if body.has_conditions() { kept(body, edition).absent } else { Vec::new() };
    Absent { on_web: ranges(ReaderEdition::Web), in_print: ranges(ReaderEdition::Print) }.with(absent)
}

/// Returns the body that the web shows, and the one that paper shows if that is another.
pub fn editions(body: Body) -> (Body, Option<Box<Body>>) {
    if !body.has_conditions() {
        return (body, None);
    }
    let (web, print) = (kept(&body, ReaderEdition::Web), kept(&body, ReaderEdition::Print));
    (web.body, Some(Box::new(print.body)))
}

fn kept(body: &Body, edition: ReaderEdition) -> Kept {
    body.kept(&|condition| match condition.edition {
        Some(own) if own != edition => Verdict::Absent,
        _ => Verdict::Shown,
    })
}

/// Leaves out what is for other audiences and languages, and reports conditions that cannot be met. What an edition alone
/// shows stays.
pub fn apply(
    parsed: &mut Parsed,
    path: &SourcePath,
    language: &str,
    audiences: &Audiences,
    problems: &mut Vec<Diagnostic>,
) {
    for (condition, range) in parsed.body.conditions() {
        // One with another mistake in its line may be meant otherwise.
        let is_reported =
            |it: &Diagnostic| range.contains(&it.place.start) && it.place.path.as_str() == path.as_str();
        if condition == Condition::default() && problems.iter().any(is_reported) {
            continue;
        }
        if let Some((message, help)) = fault(&condition, audiences, &PART) {
            problems.push(Diagnostic::error(Place::span(path, range), message).help(help));
        }
    }
    let verdict = |condition: &Condition| match (is_met(condition, language, audiences), condition.edition) {
        (false, _) => Verdict::Absent,
        (true, Some(_)) => Verdict::Open,
        (true, None) => Verdict::Shown,
    };
    let kept = parsed.body.kept(&verdict);
    parsed.body = kept.body;
    parsed.ids.retain(|(_, range)| !is_in(&kept.absent, range.start));
    let links = &parsed.body.links;
    parsed.images.retain(|id| !is_in(&kept.absent, links[id.0 as usize].span.range().start));
    parsed.absent = kept.absent;
}

/// Returns the editions that show a page with a condition in its front matter, and reports one that cannot be met.
pub fn of_page(
    only: Option<&Spanned<Condition>>,
    path: &SourcePath,
    language: &str,
    audiences: &Audiences,
    problems: &mut Vec<Diagnostic>,
) -> Editions {
    let Some(only) = only else { return Editions::ALL };
    if let Some((message, help)) = fault(&only.value, audiences, &PAGE) {
        problems.push(Diagnostic::error(Place::span(path, only.span.clone()), message).help(help));
        return Editions::ALL;
    }
    let is_met = is_met(&only.value, language, audiences);
    if is_met { Editions::of(only.value.edition) } else { Editions::NONE }
}

/// Reports whether a part with a condition is for the audience and in the language of its page.
fn is_met(condition: &Condition, language: &str, audiences: &Audiences) -> bool {
    let is_for = condition.audience.is_none() || condition.audience.as_deref() == audiences.chosen.as_deref();
    is_for && condition.language.as_deref().is_none_or(|own| own.eq_ignore_ascii_case(language))
}

/// What has a condition, for messages.
struct Owner {
    /// What it is.
    name: &'static str,
    /// How to write its condition.
    help: &'static str,
}

const PART: Owner = Owner {
    name: "this part",
    help: "write `{web}`, `{print}`, `{audience=\"…\"}` or `{language=\"…\"}` after the name",
};

const PAGE: Owner = Owner {
    name: "this page",
    help: "write `only: web`, `only: print`, `only: { audience: … }` or `only: { language: … }`",
};

/// Returns what is wrong with a condition, and what to do about it.
fn fault(condition: &Condition, audiences: &Audiences, owner: &Owner) -> Option<(String, String)> {
    if *condition == Condition::default() {
        return Some((format!("{} does not say for whom it is", owner.name), owner.help.to_owned()));
    }
    if let Some(audience) = condition.audience.as_deref()
        && !audiences.names.iter().any(|name| **name == *audience)
    {
        let names = audiences.names.iter().map(String::as_str);
        let near = nearest(audience, names.chain(["web", "print"]));
        let help = near.map_or_else(
            || format!("declare it in site.toml: `{audience} = \"…\"` below `[audiences]`"),
            |near| format!("did you mean `{near}`?"),
        );
        return Some((format!("there is no audience `{audience}`"), help));
    }
    condition.language.as_deref().filter(|tag| !is_language_tag(tag)).map(no_language_tag)
}
