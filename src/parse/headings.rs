//! Gives every heading an id that is unique on its page, readable and stable, and collects the page's anchors.
//! An id by hand always wins; a made one is the heading's words in lower case, joined by `-`.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Place};
use crate::discover::TextSource;
use crate::document::{HeadingId, Kind, Span};
use crate::parse::Anchor;
use crate::parse::markdown::Parsed;

/// What no id of an author may hold: Handout's own ids hold it, so that the two never meet.
pub const RESERVED: &str = "--";

/// Assigns the ids and returns every anchor of the page.
pub fn assign(parsed: &mut Parsed, source: &TextSource, problems: &mut Vec<Diagnostic>) -> Vec<Anchor> {
    let body = &mut parsed.body;
    let headings: Vec<(HeadingId, Span, String)> = body
        .nodes()
        .filter_map(|node| match node.kind() {
            Kind::Heading(id) => Some((id, node.span(), node.children().plain_text())),
            _ => None,
        })
        .collect();
    let by_hand = headings.iter().map(|(id, span, _)| (&*body[*id].id, span.range()));
    let by_hand = by_hand.filter(|(id, _)| !id.is_empty());
    let in_html = parsed.html_ids.iter().map(|(id, span)| (id.as_str(), span.clone()));
    let mut taken = BTreeSet::new();
    for (id, span) in in_html.chain(by_hand) {
        let Some((message, help)) = fault(id, &mut taken) else { continue };
        problems.push(Diagnostic::error(Place::span(&source.path, span), message).help(help));
    }
    let html_ids = parsed.html_ids.drain(..).map(|(id, _)| Anchor { id, text: String::new(), title: false });
    let mut anchors: Vec<Anchor> = html_ids.collect();
    let mut last = BTreeMap::new();
    for (id, _, text) in headings {
        let heading = &mut body[id];
        if heading.id.is_empty() {
            heading.id = unique(slug(&text), &mut taken, &mut last).into();
        }
        anchors.push(Anchor { id: heading.id.to_string(), text, title: false });
    }
    // No reader meets those that are left, such as one in a `<template>`, but their ids are written too.
    for heading in body.headings_mut().iter_mut().filter(|heading| heading.id.is_empty()) {
        heading.id = unique(slug(""), &mut taken, &mut last).into();
    }
    anchors
}

/// What is wrong with an id by hand, and what to do about it.
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

/// The slug itself, else with the first free number. `last` holds the last number of each slug, so that many headings
/// of the same words are not counted from the start each time.
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

/// The words of a heading in lower case, joined by single `-`; letters and digits of every script are kept.
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

/// Combining marks carry vowels in Indic and other scripts and must stay with their letter.
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
