//! How hard a page is to read: its prose → a school grade, with what makes it hard. Paragraphs, list items, quotes and
//! boxes are prose; headings, tables, code, captions, notes and the author's HTML are not. A figure is made when it is
//! asked for, from the tree alone.

mod formulas;
mod sentences;
mod syllables;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::document::{Body, Event, Kind, Node, Nodes, Span};
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
    /// Where the first words of that sentence are in the file.
    pub longest_span: Span,
    /// Words of that sentence.
    pub longest_words: usize,
    /// The words that add most to the figure, the worst first; at most three.
    pub hardest: Vec<String>,
}

/// The figure of a page; `None` for one of few words, or in a script that no formula here is for.
pub fn figure(body: &Body, language: &str) -> Option<Figure> {
    let mut prose = Prose { formula: Formula::of(language), ..Prose::default() };
    prose.read(body.blocks());
    let Prose { formula, counts, foreign, letters, longest, weights, .. } = prose;
    let Longest { text: longest, span: longest_span, words: longest_words } = longest;
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
    Some(Figure { grade, formula, words, sentences, longest, longest_span, longest_words, hardest })
}

/// Warns of a page that is harder to read than the site's limit.
pub fn check(body: &Body, about: &About<'_>, problems: &mut Vec<Diagnostic>) {
    let Some(limit) = about.options.checks.reading_grade else { return };
    let Some(figure) = figure(body, about.language).filter(|it| it.grade > u32::from(limit) * 10) else {
        return;
    };
    let message =
        format!("the page reads at school grade {}, and the limit is {limit}", tenths(figure.grade));
    let words: Vec<String> = figure.hardest.iter().map(|it| format!("“{it}”")).collect();
    let help = match words.as_slice() {
        [] => "split long sentences".to_owned(),
        words => format!("split long sentences, and use shorter words than {}", words.join(", ")),
    };
    problems.push(
        Diagnostic::warning(about.place(figure.longest_span.range()), message)
            .label(format!("the longest sentence has {} words", figure.longest_words))
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
    longest: Longest,
    /// How much each long word adds.
    weights: BTreeMap<String, usize>,
    /// The paragraph that is being read.
    paragraph: Paragraph,
}

/// The longest sentence so far.
#[derive(Default)]
struct Longest {
    text: String,
    /// Where its first words are in the file.
    span: Span,
    /// How many words it has.
    words: usize,
}

impl Default for Prose {
    fn default() -> Prose {
        Prose {
            formula: Formula::Rix,
            counts: Counts::default(),
            letters: 0,
            foreign: 0,
            longest: Longest::default(),
            weights: BTreeMap::new(),
            paragraph: Paragraph::default(),
        }
    }
}

impl Prose {
    fn read(&mut self, blocks: Nodes<'_>) {
        let mut walk = blocks.walk();
        while let Some(event) = walk.next() {
            if let Event::Enter(node) = event
                && matches!(node.kind(), Kind::Paragraph | Kind::Plain)
            {
                self.paragraph(node);
                walk.skip_children();
            }
        }
    }

    fn paragraph(&mut self, node: Node<'_>) {
        let mut paragraph = std::mem::take(&mut self.paragraph);
        paragraph.read(node);
        for sentence in sentences::sentences(&paragraph.text, self.formula.ordinals()) {
            let words = sentence.words.len();
            self.counts.sentences += 1;
            self.counts.words += words;
            if words > self.longest.words {
                let (text, span) =
                    (paragraph.text[sentence.at.clone()].to_owned(), paragraph.first_words(sentence.at));
                self.longest = Longest { text, span, words };
            }
            sentence.words.iter().for_each(|word| self.word(word));
        }
        self.paragraph = paragraph;
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

/// How many of a sentence's first words are shown as its place.
const FIRST_WORDS: usize = 6;

/// The prose of a paragraph, and where it is in the file.
#[derive(Default)]
struct Paragraph {
    text: String,
    pieces: Vec<Piece>,
}

/// A piece of a paragraph's text: where it is in the text, and where it is in the file.
struct Piece {
    text: Range<usize>,
    span: Span,
}

impl Paragraph {
    /// Reads the text of a paragraph, without what is not prose.
    fn read(&mut self, paragraph: Node<'_>) {
        self.text.clear();
        self.pieces.clear();
        let mut walk = paragraph.children().walk();
        while let Some(event) = walk.next() {
            let Event::Enter(node) = event else { continue };
            if matches!(node.kind(), Kind::Text(_)) {
                for (text, span) in node.pieces() {
                    let start = self.text.len();
                    self.text.push_str(text);
                    self.pieces.push(Piece { text: start..self.text.len(), span });
                }
            } else if node.kind().is_break() {
                self.text.push(' ');
            } else if matches!(node.kind(), Kind::Strikethrough | Kind::Superscript | Kind::Subscript) {
                walk.skip_children();
            }
        }
    }

    /// Where the first words of a sentence are in the file.
    fn first_words(&self, sentence: Range<usize>) -> Span {
        let is_word = |c: char| c.is_alphanumeric();
        let mut rest = self.text[sentence.clone()].trim_start_matches(|c| !is_word(c));
        let start = sentence.end - rest.len();
        for _ in 0..FIRST_WORDS {
            let word = rest.trim_start_matches(|c| !is_word(c));
            if word.is_empty() {
                break;
            }
            rest = word.trim_start_matches(is_word);
        }
        self.place(start..sentence.end - rest.len())
    }

    /// Where a range of the text, which begins and ends with a letter of it, is in the file.
    fn place(&self, range: Range<usize>) -> Span {
        let piece = |at: usize| {
            let next = self.pieces.partition_point(|piece| piece.text.start <= at);
            &self.pieces[next - 1]
        };
        let (first, last) = (piece(range.start), piece(range.end - 1));
        let start = first.exact(range.start).unwrap_or(first.span.range().start);
        Span::new(start..last.exact(range.end).unwrap_or(last.span.range().end))
    }
}

impl Piece {
    /// Where in the file a place in the text is; `None` if the file says it in other letters, such as an entity.
    fn exact(&self, at: usize) -> Option<usize> {
        let span = self.span.range();
        (span.len() == self.text.len()).then(|| span.start + at - self.text.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::TextSource;
    use crate::parse::{ParseOptions, parse};
    use crate::paths::SourcePath;

    /// What is shown of the longest sentence of a text.
    fn shown(text: &str) -> &str {
        let source = TextSource::unsaved(SourcePath::new("a.md"), text.as_bytes().to_vec());
        let mut prose = Prose::default();
        prose.read(parse("a.md", &source, &ParseOptions::default()).body.blocks());
        &text[prose.longest.span.range()]
    }

    #[test]
    fn a_sentence_is_found_whatever_is_between_its_words() {
        assert_eq!(shown("Warm.\n\n> Not “the\n> *warm* hands”, yes.\n"), "Not “the\n> *warm* hands”, yes");
        assert_eq!(
            shown("“Warm hands [are](b.md) best here, `x` or there.” Yes."),
            "Warm hands [are](b.md) best here, `x` or"
        );
        assert_eq!(shown("Warm. AT&amp;T and you. Yes."), "AT&amp;T and you");
    }

    #[test]
    fn a_page_without_a_word_has_no_sentence() {
        assert_eq!(shown("… — https://example.org\n"), "");
    }
}
