//! The readability of a page: its prose → a school grade, and what makes it hard. Paragraphs, list items, quotes and
//! alerts are prose; headings, tables, code, captions, notes and the author's HTML are not. A figure is calculated when
//! it is needed, from the tree alone.

mod formulas;
mod sentences;
mod syllables;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::document::{Body, Event, Kind, Node, Nodes, Span};
use crate::parse::options::About;
use formulas::Counts;
pub use formulas::Formula;

/// The shortest page with a figure, in words: the formulas were made for passages of a hundred words and more.
pub const MIN_WORDS: usize = 100;

/// The longest word that is shown, in bytes.
const MAX_SHOWN_LENGTH: usize = 60;

/// The readability of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The school grade, in tenths of a year.
    pub grade: u32,
    /// The formula that it comes from.
    pub formula: Formula,
    /// The number of words in the page's prose.
    pub words: usize,
    /// The number of sentences.
    pub sentences: usize,
    /// The first of its longest sentences.
    pub longest: String,
    /// The place of the first words of that sentence in the file.
    pub longest_span: Span,
    /// The number of words in that sentence.
    pub longest_words: usize,
    /// The words that raise the figure most, the worst first; three at most.
    pub hardest: Vec<String>,
}

/// Returns the figure of a page; `None` if it has too few words, or no formula is for its script.
pub fn figure(body: &Body, language: &str) -> Option<Figure> {
    let mut prose = Prose { formula: Formula::of(language), ..Prose::default() };
    prose.read(body.blocks());
    let Prose { formula, counts, foreign, letters, longest, weights, .. } = prose;
    let Longest { text: longest, span: longest_span, words: longest_words } = longest;
    // The formulas were made for alphabets, and do not work for other scripts.
    if counts.words < MIN_WORDS || foreign * 2 > letters {
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

/// Formats a number of tenths: 83 is `8.3`.
pub fn tenths(number: u32) -> String {
    format!("{}.{}", number / 10, number % 10)
}

/// The counts while a page is read.
struct Prose {
    formula: Formula,
    counts: Counts,
    letters: usize,
    /// The number of letters that are not in a European alphabet.
    foreign: usize,
    longest: Longest,
    /// How much each long word raises the figure.
    weights: BTreeMap<String, usize>,
    /// The paragraph that is being read.
    paragraph: Paragraph,
}

/// The longest sentence so far.
#[derive(Default)]
struct Longest {
    text: String,
    /// The place of its first words in the file.
    span: Span,
    /// The number of its words.
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
        if weight > 0 && word.len() <= MAX_SHOWN_LENGTH {
            *self.weights.entry(word).or_default() += weight;
        }
    }
}

/// Reports whether a letter is not Latin, Greek or Cyrillic (Unicode blocks up to U+052F, and their extensions).
fn is_foreign(c: char) -> bool {
    !matches!(c, '\0'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' | '\u{1D00}'..='\u{1FFF}' | '\u{2C60}'..='\u{2DFF}')
}

/// The number of words at the start of a sentence that show its place.
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
    /// Reads the text of a paragraph, without anything that is not prose.
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

    /// Returns the place of the first words of a sentence in the file.
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

    /// Returns the place in the file of a range of the text, which begins and ends with one of its letters.
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
    /// Returns the offset in the file for an offset in the text; `None` if the file writes it differently, such as with
    /// an entity.
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

    /// Returns the part of a text's longest sentence that is shown.
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
