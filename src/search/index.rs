//! The words of many pages → the index of a language: every form of a word maps to the list of pages that have any form
//! of it.

use std::collections::BTreeMap;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};
use xxhash_rust::xxh3::Xxh3;

use crate::search::fold::{fold, is_unspaced};
use crate::search::stem::Stems;
use crate::search::words::PageWords;

/// The highest number of words among which those near a mistyped one are searched.
const MAX_NEAR: usize = 12_000;
/// The shortest word that can be mistyped.
const SHORTEST_NEAR: usize = 3;

/// A page that has a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// The page's number in the index.
    pub page: u32,
    /// The relevance of the word to the page.
    pub weight: u8,
}

/// The index from words to pages.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Every form of every word, folded, in order, each with the number of its list.
    pub forms: Vec<(String, usize)>,
    /// The pages that have any form of a word, by number.
    pub lists: Vec<Vec<Posting>>,
    /// The forms split into parts of about the same size when written. Some may be empty.
    pub parts: Vec<Range<usize>>,
    /// The indexes of the forms among which those near a mistyped one are searched, in order: the most frequent ones.
    pub near: Vec<usize>,
    /// Distinguishes this index from others.
    pub stamp: u64,
}

impl Index {
    /// Makes the index of pages in a language, given by the first part of a language tag, in a number of parts.
    pub fn of<'a>(language: &str, pages: impl Iterator<Item = &'a PageWords>, parts: usize) -> Index {
        let (words, found) = collect(pages);
        let mut order: Vec<usize> = (0..words.len()).collect();
        order.sort_unstable_by_key(|at| words[*at]);
        let stems = Stems::of(language);
        // Two words that fold to one form share a list, whatever their stems: the first one decides.
        let mut stem_of: BTreeMap<String, String> = BTreeMap::new();
        for at in &order {
            stem_of.entry(fold(words[*at])).or_insert_with(|| stems.stem(words[*at]));
        }
        let mut list_of: HashMap<&str, usize> = HashMap::new();
        let mut forms = Vec::with_capacity(stem_of.len());
        for (form, stem) in stem_of.iter().filter(|(form, _)| !form.is_empty()) {
            let next = list_of.len();
            forms.push((form.clone(), *list_of.entry(stem).or_insert(next)));
        }
        let mut lists = vec![Vec::new(); list_of.len()];
        for (at, postings) in found.into_iter().enumerate() {
            let form = fold(words[at]);
            if let Ok(place) = forms.binary_search_by(|(it, _)| it.as_str().cmp(&form)) {
                merge(&mut lists[forms[place].1], postings);
            }
        }
        lists.iter_mut().for_each(tidy);
        let stamp = stamp(&forms, &lists);
        let mut index = Index { forms, lists, parts: Vec::new(), near: Vec::new(), stamp };
        index.parts = index.cut(parts);
        index.near = index.most_frequent();
        index
    }

    fn most_frequent(&self) -> Vec<usize> {
        let is_word = |form: &str| {
            form.chars().nth(SHORTEST_NEAR - 1).is_some()
                && !form.contains(|c: char| c.is_numeric() || is_unspaced(c))
        };
        let mut all: Vec<usize> = (0..self.forms.len()).filter(|at| is_word(&self.forms[*at].0)).collect();
        if all.len() > MAX_NEAR {
            all.sort_by_key(|at| std::cmp::Reverse(self.lists[self.forms[*at].1].len()));
            all.truncate(MAX_NEAR);
            all.sort_unstable();
        }
        all
    }

    fn cut(&self, count: usize) -> Vec<Range<usize>> {
        let cost = |at: usize| {
            let (form, list) = &self.forms[at];
            let is_new = at == 0 || self.forms[at - 1].1 != *list;
            form.len() + 3 + if is_new { self.lists[*list].len() } else { 0 }
        };
        let all: usize = (0..self.forms.len()).map(cost).sum();
        let mut parts = Vec::with_capacity(count);
        let (mut start, mut done) = (0, 0);
        for part in 1..=count {
            let mut end = start;
            while end < self.forms.len() && (part == count || (done + cost(end) / 2) * count < all * part) {
                done += cost(end);
                end += 1;
            }
            parts.push(start..end);
            start = end;
        }
        parts
    }
}

/// Returns each word with the pages that have it, in the order of the pages.
fn collect<'a>(pages: impl Iterator<Item = &'a PageWords>) -> (Vec<&'a str>, Vec<Vec<Posting>>) {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let (mut words, mut found) = (Vec::new(), Vec::<Vec<Posting>>::new());
    for (page, of_page) in (0..).zip(pages) {
        for (word, weight) in of_page.iter() {
            let at = *places.entry(word).or_insert_with(|| {
                words.push(word);
                found.push(Vec::new());
                words.len() - 1
            });
            found[at].push(Posting { page, weight });
        }
    }
    (words, found)
}

fn stamp(forms: &[(String, usize)], lists: &[Vec<Posting>]) -> u64 {
    let mut hasher = Xxh3::new();
    for (form, list) in forms {
        hasher.update(form.as_bytes());
        hasher.update(&(*list as u64).to_le_bytes());
    }
    for posting in lists.iter().flatten() {
        hasher.update(&(u64::from(posting.page) << 8 | u64::from(posting.weight)).to_le_bytes());
    }
    hasher.digest()
}

fn merge(list: &mut Vec<Posting>, more: Vec<Posting>) {
    if list.is_empty() {
        *list = more;
    } else {
        list.extend(more);
    }
}

/// Sorts a list, with each page once and the highest of its weights.
fn tidy(list: &mut Vec<Posting>) {
    if !list.windows(2).all(|pair| pair[0].page < pair[1].page) {
        list.sort_unstable_by_key(|it| (it.page, std::cmp::Reverse(it.weight)));
        list.dedup_by_key(|it| it.page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Body;
    use crate::search::words::Head;

    fn index(language: &str, titles: &[&str]) -> Index {
        let page = |title: &&str| {
            PageWords::of(Head { title, description: "", tags: &[], synonyms: &[] }, &Body::default())
        };
        let pages: Vec<PageWords> = titles.iter().map(page).collect();
        Index::of(language, pages.iter(), 1)
    }

    fn pages(index: &Index, form: &str) -> Vec<u32> {
        let at = index.forms.binary_search_by(|(it, _)| it.as_str().cmp(form));
        at.map_or_else(|_| Vec::new(), |at| index.lists[index.forms[at].1].iter().map(|it| it.page).collect())
    }

    #[test]
    fn every_form_leads_to_the_pages_of_all_forms() {
        let index = index("en", &["Massages", "Milk", "massage", "Massaging; massages"]);
        for form in ["massage", "massages", "massaging"] {
            assert_eq!(pages(&index, form), [0, 2, 3], "{form}");
        }
        assert_eq!(pages(&index, "milk"), [1]);
        assert_eq!(pages(&index, "massag"), Vec::<u32>::new(), "a stem is not a form");
    }

    #[test]
    fn forms_with_and_without_accents_are_one() {
        let index = index("fr", &["Résumé", "resume", "été"]);
        assert_eq!(pages(&index, "resume"), [0, 1]);
        assert_eq!(pages(&index, "ete"), [2]);
        let german = index_of_german();
        assert_eq!(pages(&german, "bruste"), [0, 1]);
    }

    fn index_of_german() -> Index {
        index("de", &["Die Brüste", "Die Brust"])
    }

    #[test]
    fn the_parts_hold_every_form_once_whatever_their_number() {
        let index = index("en", &["one two three four five six", "two three", "three", "seven"]);
        for count in [1, 2, 3, 7, 50] {
            let parts = index.cut(count);
            assert_eq!(parts.len(), count);
            assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].start));
            assert_eq!((parts[0].start, parts[count - 1].end), (0, index.forms.len()));
        }
        assert_eq!(Index::default().cut(3), [0..0, 0..0, 0..0]);
    }
}
