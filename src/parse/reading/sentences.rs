//! Splits prose into sentences and words. A few rules are enough, because a reading grade only needs averages of their
//! lengths.

use std::ops::Range;

/// A sentence of a paragraph.
#[derive(Debug, PartialEq, Eq)]
pub struct Sentence<'a> {
    /// Its words, without the punctuation around them.
    pub words: Vec<&'a str>,
    /// Its place in the paragraph.
    pub at: Range<usize>,
}

/// Abbreviations with a full stop inside a sentence, in lower case and without the last full stop.
const SHORT: &[&str] = &[
    "abb", "approx", "bijv", "bzw", "ca", "cf", "dhr", "dr", "dra", "evtl", "fig", "ggf", "inkl", "max",
    "mevr", "min", "mme", "mr", "mrs", "ms", "nr", "pág", "prof", "sog", "sr", "sra", "st", "vgl", "vs",
];

/// Returns the sentences of a paragraph. The end of the paragraph also ends a sentence.
pub fn sentences(paragraph: &str, ordinals: Ordinals) -> Vec<Sentence<'_>> {
    let mut found = Vec::new();
    let mut words = Vec::new();
    let mut tokens = tokens(paragraph).peekable();
    let mut start = None;
    while let Some(at) = tokens.next() {
        let token = &paragraph[at.clone()];
        let start_at = *start.get_or_insert(at.start);
        words.extend(word(token));
        let next = tokens.peek().map(|it| &paragraph[it.clone()]);
        if next.is_none_or(|next| ends_sentence(token, next, ordinals)) && !words.is_empty() {
            found.push(Sentence { words: std::mem::take(&mut words), at: start_at..at.end });
            start = None;
        }
    }
    found
}

/// Whether a number with a full stop is an ordinal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ordinals {
    /// It is: `am 3. Mai`.
    WithFullStop,
    /// It is not: it ends the sentence.
    Otherwise,
}

/// Splits at white space and long dashes.
fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    let separates = |c: char| c.is_whitespace() || c == '—';
    let mut at = 0;
    std::iter::from_fn(move || {
        at += text[at..].len() - text[at..].trim_start_matches(separates).len();
        let start = at;
        at = text[at..].find(separates).map_or(text.len(), |it| at + it);
        (at > start).then_some(start..at)
    })
}

/// Returns the word in a token; `None` if it is an address.
fn word(token: &str) -> Option<&str> {
    let word = token.trim_matches(|c: char| !c.is_alphanumeric());
    let is_address = word.contains("://") || word.contains('@') || word.starts_with("www.");
    (!word.is_empty() && !is_address).then_some(word)
}

fn ends_sentence(token: &str, next: &str, ordinals: Ordinals) -> bool {
    let bare = token.trim_end_matches(['"', '\'', '”', '’', '»', '«', '“', '‘', ')', ']']);
    if bare.ends_with(['!', '?', '…']) {
        // “Really?” she asked.
        return bare.len() == token.len() || !begins_small(next);
    }
    let Some(before) = bare.strip_suffix('.') else { return false };
    let before = before.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_initial = before.chars().count() == 1 && before.chars().all(char::is_uppercase);
    let is_ordinal = ordinals == Ordinals::WithFullStop
        && before.len() <= 2
        && !before.is_empty()
        && before.bytes().all(|b| b.is_ascii_digit());
    let is_short =
        before.contains('.') && before.len() <= 5 || SHORT.contains(&before.to_lowercase().as_str());
    !(is_initial || is_ordinal || is_short || begins_small(next))
}

fn begins_small(token: &str) -> bool {
    token.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, ordinals: Ordinals) -> Vec<String> {
        sentences(text, ordinals).into_iter().map(|it| it.words.join(" ")).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        let english = |text| of(text, Ordinals::Otherwise);
        assert_eq!(
            english("Wait 2.5 minutes, e.g. by a clock. Then go on."),
            ["Wait 2.5 minutes by a clock".replace("minutes", "minutes e.g"), "Then go on".into()]
        );
        assert_eq!(
            english("See Dr. J. Smith. “Why?” she asked. “Go!” (Now.) End"),
            ["See Dr J Smith", "Why she asked", "Go", "Now", "End"]
        );
        assert_eq!(english("See https://example.org. … —"), ["See"]);
    }

    #[test]
    fn a_german_ordinal_ends_no_sentence() {
        assert_eq!(of("Am 3. Mai war es so. Es war 1990. Heute", Ordinals::WithFullStop).len(), 3);
        assert_eq!(of("It was on page 3. May it be so.", Ordinals::Otherwise).len(), 2);
    }
}
