//! How hard a page is to read: its prose → a school grade, with what makes it hard. Paragraphs, list items, quotes and
//! boxes are prose; headings, tables, code, captions, notes and the author's HTML are not. A figure is made when it is
//! asked for, from the tree alone.

mod formulas;
mod sentences;
mod syllables;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::document::{Block, Body, Definition, Inline};
use crate::parse::About;
use formulas::Counts;
pub use formulas::Formula;

/// A page of fewer words has no figure: the formulas were made for passages of a hundred words and more.
pub const FEWEST_WORDS: usize = 100;

/// A longer word, in bytes, is not shown.
const LONGEST_SHOWN: usize = 60;

/// How hard a page is to read.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The school grade, in tenths of a year.
    pub grade: u32,
    /// What it was made with.
    pub formula: Formula,
    /// Words of the page's prose.
    pub words: usize,
    /// Its sentences.
    pub sentences: usize,
    /// The first of its longest sentences, as the page says it.
    pub longest: String,
    /// Words of that sentence.
    pub longest_words: usize,
    /// The words that add most to the figure, the worst first; at most three.
    pub hardest: Vec<String>,
}

/// The figure of a page; `None` for one of few words, or in a script that no formula here is for.
pub fn figure(body: &Body, language: &str) -> Option<Figure> {
    let mut prose = Prose { formula: Formula::of(language), ..Prose::default() };
    prose.blocks(&body.blocks);
    let Prose { formula, counts, foreign, letters, longest: (longest, longest_words), weights, .. } = prose;
    // The formulas were made for alphabets: of a page in another script they know nothing.
    if counts.words < FEWEST_WORDS || foreign * 2 > letters {
        return None;
    }
    let mut weights: Vec<(usize, String)> =
        weights.into_iter().map(|(word, weight)| (weight, word)).collect();
    weights.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let hardest = weights.into_iter().take(3).map(|(_, word)| word).collect();
    let grade = formula.grade(&counts);
    let Counts { words, sentences, .. } = counts;
    Some(Figure { grade, formula, words, sentences, longest, longest_words, hardest })
}

/// Warns of a page that is harder to read than the site's limit.
pub fn check(body: &Body, about: &About<'_>, problems: &mut Vec<Diagnostic>) {
    let Some(limit) = about.options.checks.reading_grade else { return };
    let Some(figure) = figure(body, about.language).filter(|it| it.grade > u32::from(limit) * 10) else {
        return;
    };
    let place = place_of(&figure.longest, &about.source.text, about.body_at);
    let message =
        format!("the page reads at school grade {}, and the limit is {limit}", tenths(figure.grade));
    let words: Vec<String> = figure.hardest.iter().map(|it| format!("“{it}”")).collect();
    let help = match words.as_slice() {
        [] => "cut long sentences in two".to_owned(),
        words => format!("cut long sentences in two, and look for shorter words than {}", words.join(", ")),
    };
    problems.push(
        Diagnostic::warning(about.place(place), message)
            .label(format!("its longest sentence has {} words", figure.longest_words))
            .help(help),
    );
}

/// A number of tenths: 83 is `8.3`.
pub fn tenths(number: u32) -> String {
    format!("{}.{}", number / 10, number % 10)
}

/// Counts on the way through a page.
struct Prose {
    formula: Formula,
    counts: Counts,
    letters: usize,
    /// Letters of scripts that are no European alphabet.
    foreign: usize,
    longest: (String, usize),
    /// How much each long word adds.
    weights: BTreeMap<String, usize>,
    /// The text of the block that is being read.
    text: String,
}

impl Default for Prose {
    fn default() -> Prose {
        Prose {
            formula: Formula::Rix,
            counts: Counts::default(),
            letters: 0,
            foreign: 0,
            longest: (String::new(), 0),
            weights: BTreeMap::new(),
            text: String::new(),
        }
    }
}

impl Prose {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(inlines) | Block::Plain(inlines) => self.paragraph(inlines),
                Block::Quote(inner) | Block::Alert(_, inner) => self.blocks(inner),
                Block::List(list) => list.items.iter().for_each(|item| self.blocks(&item.blocks)),
                Block::Definitions(items) => {
                    for item in items {
                        if let Definition::Meaning(inner) = item {
                            self.blocks(inner);
                        }
                    }
                }
                Block::Heading(_)
                | Block::Code { .. }
                | Block::Table(_)
                | Block::Figure { .. }
                | Block::Html(_)
                | Block::Rule => {}
            }
        }
    }

    fn paragraph(&mut self, inlines: &[Inline]) {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        push_prose(inlines, &mut text);
        for sentence in sentences::sentences(&text, self.formula.ordinals()) {
            let length = sentence.words.len();
            self.counts.sentences += 1;
            self.counts.words += length;
            if length > self.longest.1 {
                self.longest = (text[sentence.at].to_owned(), length);
            }
            sentence.words.iter().for_each(|word| self.word(word));
        }
        self.text = text;
    }

    fn word(&mut self, word: &str) {
        let word = word.to_lowercase();
        let letters = |part: &str| part.chars().filter(|c| c.is_alphabetic()).count();
        let longest_part = word.split('-').map(letters).max().unwrap_or_default();
        let count = self.formula.tongue().map_or(1, |tongue| syllables::syllables(tongue, &word));
        self.letters += letters(&word);
        self.foreign += word.chars().filter(|c| c.is_alphabetic() && is_foreign(*c)).count();
        self.counts.syllables += count;
        self.counts.short += usize::from(count == 1);
        self.counts.many_syllables += usize::from(count >= 3);
        self.counts.long += usize::from(longest_part > 6);
        let weight = match self.formula {
            Formula::Rix => longest_part.saturating_sub(6),
            _ => count.saturating_sub(2),
        };
        if weight > 0 && word.len() <= LONGEST_SHOWN {
            *self.weights.entry(word).or_default() += weight;
        }
    }
}

/// Whether a letter is of no Latin, Greek or Cyrillic alphabet (Unicode blocks up to U+052F, and their extensions).
fn is_foreign(c: char) -> bool {
    !matches!(c, '\0'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' | '\u{1D00}'..='\u{1FFF}' | '\u{2C60}'..='\u{2DFF}')
}

/// What inlines say, without what is no prose.
fn push_prose(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(text),
            Inline::Emphasis(inner) | Inline::Strong(inner) => push_prose(inner, out),
            Inline::Link(link) => push_prose(&link.content, out),
            Inline::SoftBreak | Inline::HardBreak => out.push(' '),
            Inline::Code(_)
            | Inline::Math(..)
            | Inline::Strikethrough(_)
            | Inline::Superscript(_)
            | Inline::Subscript(_)
            | Inline::Image(_)
            | Inline::FootnoteCall { .. }
            | Inline::Html(_) => {}
        }
    }
}

/// How many of a sentence's first words are looked for.
const FIRST_WORDS: usize = 6;

/// Where a sentence of the tree stands in the file: where its first words follow each other, whatever signs stand
/// between them. Fewer of them are looked for if the first ones have markup with words in it between them.
fn place_of(sentence: &str, text: &str, body_at: usize) -> Range<usize> {
    let words: Vec<&str> =
        sentence.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    let first = &words[..words.len().min(FIRST_WORDS)];
    let body = &text[body_at..];
    let found = (1..=first.len()).rev().find_map(|count| find_words(body, &first[..count]));
    found.map_or(0..0, |found| body_at + found.start..body_at + found.end)
}

/// Where these words stand one after the other with no other word between them.
fn find_words(text: &str, words: &[&str]) -> Option<Range<usize>> {
    let starts = text.match_indices(words[0]).map(|(at, _)| at);
    let mut whole = starts.filter(|at| !text[..*at].ends_with(char::is_alphanumeric));
    whole.find_map(|start| {
        let mut at = start;
        for word in words {
            let rest = text[at..].trim_start_matches(|c: char| !c.is_alphanumeric());
            let rest = rest.strip_prefix(word).filter(|it| !it.starts_with(char::is_alphanumeric))?;
            at = text.len() - rest.len();
        }
        Some(start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_found_whatever_stands_between_its_words() {
        let text = "Warm. Not the\n> *warm* hands, “yes”\n";
        assert_eq!(&text[place_of("the warm hands, ‘yes’", text, 0)], "the\n> *warm* hands, “yes");
        assert_eq!(&text[place_of("Warm hands", text, 0)], "Warm");
        assert_eq!(place_of("Cold", text, 0), 0..0);
        assert_eq!(place_of("…", text, 0), 0..0);
    }
}
