//! The words of one page, each with how much the page is about it. A function of the page alone, so it is kept with the
//! page from one snapshot to the next.

use foldhash::{HashMap, HashMapExt};

use crate::document::Body;
use crate::search::fold::each_word;

/// How much a page is about a word: from once in its text to in its title.
pub const WEIGHTS: u8 = 6;
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

/// What a page says of itself before its text.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its description.
    pub description: &'a str,
    /// Its tags.
    pub tags: &'a [String],
}

impl PageWords {
    /// Reads a page.
    pub fn of(head: Head<'_>, body: &Body) -> PageWords {
        let mut count = Count(HashMap::new());
        for section in body.sections() {
            count.add(&section.text, 0);
            count.add(&section.title, HEADING);
        }
        count.add(head.description, ABOUT);
        head.tags.iter().for_each(|tag| count.add(tag, ABOUT));
        count.add(head.title, TITLE);
        count.words()
    }

    /// The words with their weights, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u8)> {
        self.words.split_terminator('\n').zip(self.weights.iter().copied())
    }
}

/// Words, as they are met: how often each is there, and what it weighs at least.
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

/// A word of the text alone weighs by how often it is there.
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
        let head = Head { title: "Warm", description: "", tags: &["oil".into()] };
        let words = PageWords::of(head, &body);
        let found: Vec<_> = words.iter().collect();
        assert_eq!(found, [("and", 0), ("hands", 0), ("oil", 3), ("rest", 2), ("warm", 5)]);
    }
}
