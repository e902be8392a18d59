//! The words of one page, each with its relevance to the page. They depend on the page alone, so they stay with the
//! page from one snapshot to the next.

use foldhash::{HashMap, HashMapExt};

use crate::document::Body;
use crate::search::fold::each_word;

/// The number of weights of a word: from once in the text to in the title.
pub const WEIGHTS: u8 = 6;

/// What each weight is worth when pages are put in order, the heaviest last.
pub const WORTH: [f64; WEIGHTS as usize] = [1.0, 1.6, 2.2, 4.0, 6.0, 12.0];

/// The number of words for which memory is set aside: most pages have fewer different ones.
const USUAL_WORDS: usize = 256;

const TITLE: u8 = 5;
const HEADING: u8 = 4;
const ABOUT: u8 = 3;

/// The words of a page, in order, each once, in lower case.
#[derive(Debug, Default)]
pub struct PageWords {
    /// The words, with a line end after each.
    words: Box<str>,
    /// The weight of each, below `WEIGHTS`.
    weights: Box<[u8]>,
}

/// The title, description and tags of a page.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its description.
    pub description: &'a str,
    /// Its tags.
    pub tags: &'a [String],
    /// Other forms of the terms that it uses.
    pub synonyms: &'a [Box<str>],
}

impl PageWords {
    /// Collects the words of a page.
    pub fn of(head: Head<'_>, body: &Body) -> PageWords {
        let mut count = Count(HashMap::with_capacity(USUAL_WORDS));
        for section in body.sections() {
            count.add(&section.text, 0);
            count.add(&section.title, HEADING);
        }
        count.add(head.description, ABOUT);
        head.tags.iter().for_each(|tag| count.add(tag, ABOUT));
        head.synonyms.iter().for_each(|form| count.add(form, 0));
        count.add(head.title, TITLE);
        count.words()
    }

    /// Returns the words with their weights, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u8)> {
        self.words.split_terminator('\n').zip(self.weights.iter().copied())
    }
}

/// The words that were found: how often each occurs, and its minimum weight.
struct Count(HashMap<Box<str>, (u32, u8)>);

impl Count {
    fn add(&mut self, text: &str, weight: u8) {
        each_word(text, |word| match self.0.get_mut(word) {
            Some((times, at_least)) => {
                *times += 1;
                *at_least = weight.max(*at_least);
            }
            None => drop(self.0.insert(word.into(), (1, weight))),
        });
    }

    fn words(self) -> PageWords {
        let mut all: Vec<(Box<str>, (u32, u8))> = self.0.into_iter().collect();
        all.sort_unstable();
        let mut words = String::new();
        for (word, _) in &all {
            words.push_str(word);
            words.push('\n');
        }
        PageWords { words: words.into(), weights: all.iter().map(|(_, it)| weight(*it)).collect() }
    }
}

/// Returns the weight of a word. In the text alone, it depends on how often the word occurs.
fn weight((times, at_least): (u32, u8)) -> u8 {
    at_least.max(match times {
        0 | 1 => 0,
        2 | 3 => 1,
        _ => 2,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Builder, Kind, Span};

    #[test]
    fn a_title_weighs_more_than_a_tag_and_a_tag_more_than_text() {
        let mut builder = Builder::default();
        builder.open(Kind::Paragraph, Span::default());
        builder.text("Rest, rest, rest and rest. Oil. Warm hands.", Kind::Text, Span::default());
        builder.close();
        let body = builder.finish(Vec::new());
        let head = Head { title: "Warm", description: "", tags: &["oil".into()], synonyms: &[] };
        let words = PageWords::of(head, &body);
        let found: Vec<_> = words.iter().collect();
        assert_eq!(found, [("and", 0), ("hands", 0), ("oil", 3), ("rest", 2), ("warm", 5)]);
    }
}
