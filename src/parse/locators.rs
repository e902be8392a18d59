//! Places in a source, in citations: `p. 33`, `chap. 2`, `33-35`.

use crate::document::Locator;

/// The words before a number, each with the locator of the Citation Style Language (1.0.2, appendix IV) that it means.
const TERMS: &[(&str, &[&str])] = &[
    ("page", &["pp.", "p.", "pages", "page"]),
    ("chapter", &["chaps.", "chap.", "chapters", "chapter", "ch."]),
    ("section", &["secs.", "sec.", "sections", "section", "§§", "§"]),
    ("paragraph", &["paras.", "para.", "paragraphs", "paragraph", "¶¶", "¶"]),
    ("figure", &["figs.", "fig.", "figures", "figure"]),
    ("volume", &["vols.", "vol.", "volumes", "volume"]),
    ("column", &["cols.", "col.", "columns", "column"]),
    ("line", &["ll.", "l.", "lines", "line"]),
    ("note", &["nn.", "n.", "notes", "note"]),
    ("part", &["pts.", "pt.", "parts", "part"]),
    ("book", &["bks.", "bk.", "books", "book"]),
    ("issue", &["nos.", "no.", "number"]),
    ("folio", &["fols.", "fol.", "folio"]),
    ("verse", &["vv.", "v.", "verses", "verse"]),
];

/// Marks between numbers.
const BETWEEN: &[char] = &['-', '–', '—', ':', '.', '/', '&', ',', ' '];

/// Reads the place at the start of a text, which may begin with a comma. Returns it with the rest of the text.
pub fn read(text: &str) -> Option<(Locator, &str)> {
    let rest = text.trim_start();
    let is_after_comma = rest.starts_with(',');
    let rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    let term = TERMS.iter().find_map(|(kind, words)| {
        let after = words.iter().find_map(|word| {
            let after = rest.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word))?;
            let after = &rest[after.len()..];
            (word.ends_with(['.', '§', '¶']) || after.starts_with(' ')).then_some(after)
        })?;
        Some((*kind, after.trim_start()))
    });
    let (kind, numbers) = match term {
        Some(term) => term,
        // A number alone is that of a page.
        None if is_after_comma && rest.starts_with(|c: char| c.is_ascii_digit()) => ("page", rest),
        None => return None,
    };
    let length = length(numbers);
    let (number, rest) = numbers.split_at(length);
    (!number.is_empty()).then(|| (Locator { kind, number: number.into() }, rest))
}

/// Returns the length of the numbers that a text begins with.
fn length(text: &str) -> usize {
    let (mut length, mut at) = (0, 0);
    while at < text.len() {
        let word = text[at..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |end| at + end);
        if !is_number(&text[at..word]) {
            break;
        }
        length = word;
        at = word + text[word..].find(|c| !BETWEEN.contains(&c)).unwrap_or(text.len() - word);
        // A mark that ends a phrase is no part of the number.
        if text[word..at].len() > 3 {
            break;
        }
    }
    length
}

/// Reports whether a word is a number: it has a digit, or only Roman ones.
fn is_number(word: &str) -> bool {
    let is_roman = |word: &str| word.chars().all(|c| "ivxlcdmIVXLCDM".contains(c));
    !word.is_empty() && (word.contains(|c: char| c.is_numeric()) || is_roman(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<(&str, String, &str)> {
        read(text).map(|(locator, rest)| (locator.kind, locator.number.into(), rest))
    }

    #[test]
    fn a_place_has_a_word_and_a_number() {
        assert_eq!(of(", p. 760"), Some(("page", "760".into(), "")));
        assert_eq!(of(", pp. 33-35, 38 and passim"), Some(("page", "33-35, 38".into(), " and passim")));
        assert_eq!(of(", 12"), Some(("page", "12".into(), "")));
        assert_eq!(of(" chap. iv, above"), Some(("chapter", "iv".into(), ", above")));
        assert_eq!(of(" § 2.3.1"), Some(("section", "2.3.1".into(), "")));
        assert_eq!(of(", figure 2a"), Some(("figure", "2a".into(), "")));
    }

    #[test]
    fn other_words_are_no_place() {
        for text in ["", ", and others", " 12", ", p.", ", page", ", partly 3", ", note that", ", pp. and"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
