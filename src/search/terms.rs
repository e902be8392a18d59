//! Finds the terms of a glossary in a text: in any form that has the same stem, and abbreviations exactly as they are
//! written.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::search::fold::{is_unspaced, is_word};
use crate::search::stem::Stems;

/// Finds the terms of one language.
pub struct TermFinder {
    stems: Stems,
    /// The forms by the stem of their first word; a form that is written in one way only, by that word.
    stemmed: BTreeMap<String, Vec<Form>>,
    exact: BTreeMap<String, Vec<Form>>,
    /// Forms in scripts without spaces, as they are.
    unspaced: Vec<(String, usize)>,
    /// The first letters of words that can begin a form.
    starts: BTreeSet<(char, char)>,
}

/// A form of a term.
struct Form {
    /// The stems of its words after the first, each with what is before it.
    rest: Vec<(String, String)>,
    /// The number of its term.
    term: usize,
}

/// A term in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermMatch {
    /// Its place in bytes.
    pub range: Range<usize>,
    /// The number of the term.
    pub term: usize,
}

impl TermFinder {
    /// Returns the finder of a language, by the first part of its tag, without any term.
    pub fn new(language: &str) -> TermFinder {
        let (stemmed, exact) = (BTreeMap::new(), BTreeMap::new());
        let (unspaced, starts) = Default::default();
        TermFinder { stems: Stems::of(language), stemmed, exact, unspaced, starts }
    }

    /// Adds a form of the term with a number. An exact one is an abbreviation. If two terms have a form, the first counts.
    pub fn add(&mut self, form: &str, is_exact: bool, term: usize) {
        if form.contains(is_unspaced) {
            self.unspaced.push((form.to_owned(), term));
            return;
        }
        let words = words(form);
        let Some(first) = words.first() else { return };
        let key = |range: &Range<usize>| {
            let word = &form[range.clone()];
            if is_exact { word.to_owned() } else { self.stem(word) }
        };
        let gap = |pair: &[Range<usize>]| (gap(&form[pair[0].end..pair[1].start]), key(&pair[1]));
        let (first_key, rest) = (key(first), words.windows(2).map(gap).collect());
        self.starts.extend(start(&form[first.clone()]));
        let forms = if is_exact { &mut self.exact } else { &mut self.stemmed };
        forms.entry(first_key).or_default().push(Form { rest, term });
    }

    /// Returns the terms in a text, in order and apart from each other. Of two at one place, the longer one counts.
    pub fn find(&self, text: &str) -> Vec<TermMatch> {
        let words = words(text);
        let (mut found, mut next) = (self.find_unspaced(text), 0);
        for at in 0..words.len() {
            if at < next || !self.may_begin(&text[words[at].clone()]) {
                continue;
            }
            if let Some((length, term)) = self.longest(text, &words[at..]) {
                next = at + length;
                found.push(TermMatch { range: words[at].start..words[next - 1].end, term });
            }
        }
        found.sort_by_key(|it| it.range.start);
        found.dedup_by(|later, earlier| later.range.start < earlier.range.end);
        found
    }

    fn find_unspaced(&self, text: &str) -> Vec<TermMatch> {
        let of_form = |(form, term): &(String, usize)| {
            let places = text.match_indices(form.as_str());
            places.map(|(at, _)| TermMatch { range: at..at + form.len(), term: *term }).collect::<Vec<_>>()
        };
        let mut found: Vec<_> = self.unspaced.iter().flat_map(of_form).collect();
        found.sort_by_key(|it| (it.range.start, std::cmp::Reverse(it.range.end)));
        found
    }

    /// Returns the number of words of the longest form that words begin with, and its term.
    fn longest(&self, text: &str, words: &[Range<usize>]) -> Option<(usize, usize)> {
        let word = &text[words[0].clone()];
        // An abbreviation may be in the plural.
        let exact = self.exact.get(word).or_else(|| self.exact.get(word.strip_suffix('s')?));
        let exact = exact.into_iter().flatten().map(|form| (form, true));
        let stemmed = self.stemmed.get(&self.stem(word)).into_iter().flatten().map(|form| (form, false));
        let mut best = None;
        for (form, is_exact) in exact.chain(stemmed) {
            let length = form.rest.len() + 1;
            if self.goes_on(form, is_exact, text, words) && best.is_none_or(|(most, _)| length > most) {
                best = Some((length, form.term));
            }
        }
        best
    }

    fn goes_on(&self, form: &Form, is_exact: bool, text: &str, words: &[Range<usize>]) -> bool {
        let is_same = |(before, key): &(String, String), pair: &[Range<usize>]| {
            let word = &text[pair[1].clone()];
            gap(&text[pair[0].end..pair[1].start]) == *before
                && if is_exact { word == key } else { self.stem(word) == *key }
        };
        words.len() > form.rest.len() && form.rest.iter().zip(words.windows(2)).all(|(a, b)| is_same(a, b))
    }

    fn may_begin(&self, word: &str) -> bool {
        start(word).is_none_or(|start| self.starts.contains(&start))
    }

    fn stem(&self, word: &str) -> String {
        self.stems.stem(&word.to_lowercase())
    }
}

/// Returns the places of the words of a text.
fn words(text: &str) -> Vec<Range<usize>> {
    let (mut words, mut open) = (Vec::new(), None);
    for (at, c) in text.char_indices() {
        match (is_word(c), open) {
            (true, None) => open = Some(at),
            (false, Some(start)) => {
                words.push(start..at);
                open = None;
            }
            _ => {}
        }
    }
    words.extend(open.map(|start| start..text.len()));
    words
}

/// Returns what is between two words, such that hyphens are one and white space is one.
fn gap(text: &str) -> String {
    let plain = |c| match c {
        '\u{2010}' | '\u{2011}' => '-',
        '’' => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    let gap: String = text.chars().map(plain).collect();
    if gap.trim().is_empty() { " ".to_owned() } else { gap }
}

/// Returns the first two letters of a word in ASCII; `None` for any other word. Other forms of a word begin with the same ones.
fn start(word: &str) -> Option<(char, char)> {
    let mut letters = word.chars().filter(char::is_ascii).map(|c| c.to_ascii_lowercase());
    let start = (letters.next()?, letters.next()?);
    word.is_ascii().then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(language: &str, terms: &[(&str, bool)], text: &'a str) -> Vec<(&'a str, usize)> {
        let mut finder = TermFinder::new(language);
        for (number, (form, is_exact)) in terms.iter().enumerate() {
            finder.add(form, *is_exact, number);
        }
        finder.find(text).into_iter().map(|it| (&text[it.range], it.term)).collect()
    }

    #[test]
    fn a_term_is_found_in_its_forms_and_no_other_word_is() {
        let terms = [("Engorgement", false), ("let-down", false), ("IBCLC", true), ("milk duct", false)];
        let of = |text| found("en", &terms, text);
        assert_eq!(of("Engorged breasts; engorgement."), [("Engorged", 0), ("engorgement", 0)]);
        assert_eq!(of("Your let‑down. They let down a rope."), [("let‑down", 1)]);
        assert_eq!(of("An IBCLC, two IBCLCs, an ibclc."), [("IBCLC", 2), ("IBCLCs", 2)]);
        assert_eq!(of("The milk\nducts carry milk."), [("milk\nducts", 3)]);
        assert_eq!(of(""), []);
    }

    #[test]
    fn the_longest_term_counts() {
        let terms = [("milk", false), ("milk ejection reflex", false), ("ejection", false)];
        assert_eq!(
            found("en", &terms, "The milk ejection reflex, and milk."),
            [("milk ejection reflex", 1), ("milk", 0)]
        );
    }

    #[test]
    fn languages_and_scripts_have_their_own_words() {
        assert_eq!(found("de", &[("Brust", false)], "Die Brüste."), [("Brüste", 0)]);
        assert_eq!(found("tlh", &[("qapla", false)], "Qapla qaplas"), [("Qapla", 0)]);
        assert_eq!(found("zh", &[("母乳", false), ("母乳喂养", false)], "关于母乳喂养。"), [("母乳喂养", 1)]);
    }
}
