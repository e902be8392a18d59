//! Gives every heading an id that is unique on its page, readable and stable, and collects the page's anchors. An
//! author's id always wins; otherwise the id is the heading's text in lower case, joined by `-`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place};
use crate::discover::TextSource;
use crate::document::{HeadingId, Kind, Span};
use crate::parse::conditions::Absent;
use crate::parse::labels::NameText;
use crate::parse::markdown::Parsed;
use crate::parse::outline::Anchor;

/// A string that no author's id may contain: all of Handout's own ids do, so the two never collide.
pub const RESERVED: &str = "--";

/// Assigns the ids and returns every anchor of the page.
pub fn assign(
    parsed: &mut Parsed,
    absent: &Absent,
    source: &TextSource,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Anchor> {
    let body = &mut parsed.body;
    let headings: Vec<(HeadingId, Span, NameText)> = body
        .nodes()
        .filter_map(|node| match node.kind() {
            Kind::Heading(id) => Some((id, node.span(), NameText::of(node.children()))),
            _ => None,
        })
        .collect();
    let by_hand = headings.iter().map(|(id, span, _)| (&*body[*id].id, span.range()));
    let by_hand = by_hand.filter(|(id, _)| !id.is_empty());
    let in_html = parsed.ids.iter().map(|(id, span)| (id.as_str(), span.clone()));
    let mut taken = BTreeSet::new();
    for (id, span) in in_html.chain(by_hand) {
        let Some((message, help)) = fault(id, &mut taken) else { continue };
        problems.push(Diagnostic::error(Place::span(&source.path, span), message).help(help));
    }
    let only = |range: Range<usize>| absent.only(range.start);
    let ids = parsed.ids.drain(..).map(|(id, range)| Anchor { id, only: only(range), ..Anchor::default() });
    let mut anchors: Vec<Anchor> = ids.collect();
    let mut last = BTreeMap::new();
    for (id, span, NameText { text, references }) in headings {
        let heading = &mut body[id];
        if heading.id.is_empty() {
            heading.id = unique(slug(&text), &mut taken, &mut last).into();
        }
        anchors.push(Anchor {
            id: heading.id.to_string(),
            text,
            title: false,
            references,
            only: only(span.range()),
        });
    }
    // The walk skips the remaining headings, such as one in a `<template>`, but their ids are written too.
    for heading in body.headings_mut().iter_mut().filter(|heading| heading.id.is_empty()) {
        heading.id = unique(slug(""), &mut taken, &mut last).into();
    }
    anchors
}

/// Returns what is wrong with an author's id, and what to do about it.
fn fault(id: &str, taken: &mut BTreeSet<String>) -> Option<(String, &'static str)> {
    if id.contains(RESERVED) {
        let message = format!("the id `{id}` contains `{RESERVED}`, which is reserved for the theme");
        Some((message, "use single hyphens"))
    } else if id.contains(char::is_whitespace) {
        Some(("an id cannot contain white space".to_owned(), "join its words with hyphens"))
    } else if taken.insert(id.to_owned()) {
        None
    } else {
        Some((format!("the id `{id}` is used twice on this page"), "give one of the two another id"))
    }
}

/// Returns the slug itself, else with the first free number. `last` has the last number of each slug, so that the
/// numbers of many headings with the same text are not counted from the start each time.
fn unique(slug: String, taken: &mut BTreeSet<String>, last: &mut BTreeMap<String, usize>) -> String {
    if taken.insert(slug.clone()) {
        return slug;
    }
    let number = last.entry(slug.clone()).or_insert(1);
    loop {
        *number += 1;
        let id = format!("{slug}-{number}");
        if taken.insert(id.clone()) {
            return id;
        }
    }
}

/// Returns the text of a heading in lower case, joined by single `-`; letters and digits of every script are kept.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' || is_mark(c) {
            slug.extend(c.to_lowercase());
        } else if (c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/'))
            && !slug.ends_with('-')
            && !slug.is_empty()
        {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "section".into() } else { slug.into() }
}

/// Reports whether it is a combining mark, which carries a vowel in Indic and other scripts and belongs to its letter.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{64B}'..='\u{65F}' | '\u{900}'..='\u{903}' | '\u{93A}'..='\u{94F}' | '\u{981}'..='\u{983}' | '\u{9BC}'..='\u{9CD}' | '\u{E31}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_readable_in_every_script() {
        assert_eq!(slug("Let-down & oxytocin"), "let-down-oxytocin");
        assert_eq!(slug("Où, quand — comment ?"), "où-quand-comment");
        assert_eq!(slug("हिन्दी"), "हिन्दी");
        assert_eq!(slug("!!!"), "section");
        assert!(!slug("a -- b --- c").contains(RESERVED));
    }

    #[test]
    fn a_second_heading_of_the_same_words_gets_a_number() {
        let (mut taken, mut last) = (BTreeSet::new(), BTreeMap::new());
        let words = ["a", "a", "a-2", "a"];
        let ids: Vec<_> = words.map(|it| unique(it.to_owned(), &mut taken, &mut last)).into();
        assert_eq!(ids, ["a", "a-2", "a-2-2", "a-3"]);
    }
}
