//! Text → the words to search for. Folding makes words equal that a reader considers equal: in upper and lower case,
//! with and without accents, with a ligature or its letters. `search-engine.js` folds queries in the same way,
//! with the tables of this file, which are in the index.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The maximum length of a word, in characters; a longer one is cut.
pub const MAX_WORD_LENGTH: usize = 40;

/// A range of characters, both ends included.
pub type Range = (char, char);

/// Accents of Latin, Greek and Cyrillic letters, points of Hebrew, vowel signs of Arabic, and the stroke that only
/// lengthens an Arabic word. The vowel signs of other scripts are letters to their readers.
pub const ACCENTS: &[Range] = &[
    ('\u{300}', '\u{36F}'),
    ('\u{591}', '\u{5C7}'),
    ('\u{640}', '\u{640}'),
    ('\u{64B}', '\u{65F}'),
    ('\u{670}', '\u{670}'),
];

/// Letters that Unicode does not decompose, each with the letters that readers type instead.
pub const LETTERS: &[(char, &str)] = &[
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "o"),
    ('đ', "d"),
    ('ð', "d"),
    ('þ', "th"),
    ('ł', "l"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ς', "σ"),
];

/// Scripts written without spaces, or in which readers rarely search for all that is between two spaces.
pub const UNSPACED: &[Range] = &[
    ('\u{E00}', '\u{EFF}'),   // Thai, Lao
    ('\u{1000}', '\u{109F}'), // Myanmar
    ('\u{1100}', '\u{11FF}'), // Hangul
    ('\u{1780}', '\u{17FF}'), // Khmer
    ('\u{2E80}', '\u{2FDF}'), // Chinese, Japanese and Korean from here on
    ('\u{3005}', '\u{3007}'),
    ('\u{3040}', '\u{30FF}'),
    ('\u{3130}', '\u{318F}'),
    ('\u{31F0}', '\u{31FF}'),
    ('\u{3400}', '\u{4DBF}'),
    ('\u{4E00}', '\u{9FFF}'),
    ('\u{A960}', '\u{A97F}'),
    ('\u{AC00}', '\u{D7FF}'),
    ('\u{F900}', '\u{FAFF}'),
    ('\u{FF66}', '\u{FF9F}'),
    ('\u{20000}', '\u{3FFFF}'),
];

/// Returns whether a character is in one of the ranges, which are in order.
fn is_in(ranges: &[Range], c: char) -> bool {
    ranges.iter().take_while(|(first, _)| *first <= c).any(|(_, last)| c <= *last)
}

/// Folds a word: compatibility forms resolved (Unicode Standard Annex 15), lower case, without accents and points.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        let mut folded = word.to_ascii_lowercase();
        folded.truncate(MAX_WORD_LENGTH);
        return folded;
    }
    let lower: String = word.nfkd().collect::<String>().to_lowercase();
    let mut plain = String::with_capacity(lower.len());
    for c in lower.chars().filter(|c| !is_accent(*c)) {
        match letters(c) {
            Some(letters) => plain.push_str(letters),
            None => plain.push(c),
        }
    }
    plain.nfc().filter(|c| is_word(*c)).take(MAX_WORD_LENGTH).collect()
}

fn is_accent(c: char) -> bool {
    is_in(ACCENTS, c)
}

/// Returns the plain form of a letter that has no decomposition, as people type it.
fn letters(c: char) -> Option<&'static str> {
    LETTERS.iter().find(|(letter, _)| *letter == c).map(|(_, letters)| *letters)
}

/// Reports whether a character is part of a word.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

/// Reports whether a character belongs to a script without spaces, or to one in which people rarely search for the text
/// between two spaces. Such text is split into pairs of characters.
pub fn is_unspaced(c: char) -> bool {
    is_in(UNSPACED, c)
}

/// Passes each word of a text to `see`, in order and in lower case; words of scripts without spaces as folded pairs.
pub fn each_word(text: &str, mut see: impl FnMut(&str)) {
    let mut lower = String::new();
    let mut at = 0;
    while at < text.len() {
        let (end, letters) = end_of_word(text, at);
        // Only a letter that is alone can be left of a word.
        let is_elided = || (end - at == 1 || letters == OTHER) && is_elided(text, at, end);
        if at < end && !is_elided() {
            let found = &text[at..end];
            // Most words are as they are sought.
            if letters == LOWER { see(found) } else { word(found, &mut lower, &mut see) }
        }
        at = end + text[end..].chars().next().map_or(0, char::len_utf8);
    }
}

/// The letters of a word: small ones and digits of ASCII, capital ones of ASCII, others. A word can have all three.
const LOWER: u8 = 1;
const UPPER: u8 = 2;
const OTHER: u8 = 4;

/// What each byte is: one of the three, or nothing.
const BYTE_KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte: u8 = 0;
    loop {
        kinds[byte as usize] = match byte {
            b'a'..=b'z' | b'0'..=b'9' => LOWER,
            b'A'..=b'Z' => UPPER,
            0..=0x7F => 0,
            0x80.. => OTHER,
        };
        if byte == u8::MAX {
            break;
        }
        byte += 1;
    }
    kinds
};

/// Returns the end of the word that begins at a place, and which letters it has. Without a word there, both are the place
/// itself and nothing.
fn end_of_word(text: &str, start: usize) -> (usize, u8) {
    let bytes = text.as_bytes();
    let (mut at, mut letters) = (start, 0);
    while let Some(byte) = bytes.get(at) {
        let kind = BYTE_KINDS[usize::from(*byte)];
        let length = match kind {
            0 => break,
            OTHER => match text[at..].chars().next().filter(|c| is_word(*c)) {
                Some(c) => c.len_utf8(),
                None => break,
            },
            _ => 1,
        };
        letters |= kind;
        at += length;
    }
    (at, letters)
}

/// Reports whether a single letter is left of a word by an apostrophe: `l’eau`, `it’s`.
fn is_elided(text: &str, from: usize, to: usize) -> bool {
    let mark = ['\'', '’'];
    // A letter has four bytes at most.
    to - from <= 4
        && text[from..to].chars().nth(1).is_none()
        && (text[..from].ends_with(mark) || text[to..].starts_with(mark))
}

fn word(word: &str, lower: &mut String, see: &mut impl FnMut(&str)) {
    lower.clear();
    if word.is_ascii() {
        lower.push_str(word);
        lower.make_ascii_lowercase();
        see(lower);
    } else if word.contains(is_unspaced) {
        each_part(&fold_whole(word), see);
    } else {
        lower.push_str(&word.nfc().collect::<String>().to_lowercase());
        see(lower);
    }
}

/// Folds a run that is longer than a word.
fn fold_whole(run: &str) -> String {
    let characters: Vec<char> = run.chars().collect();
    characters.chunks(MAX_WORD_LENGTH / 2).map(|part| fold(&part.iter().collect::<String>())).collect()
}

/// Passes on the words of a folded run: scripts without spaces as pairs and the last character, the rest as a whole.
fn each_part(run: &str, see: &mut impl FnMut(&str)) {
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let kind = is_unspaced(first);
        let end = rest.find(|c| is_unspaced(c) != kind && !is_combining_mark(c)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        if kind {
            let starts: Vec<usize> = part.char_indices().map(|(at, _)| at).chain([part.len()]).collect();
            starts.windows(3).for_each(|pair| see(&part[pair[0]..pair[2]]));
            see(&part[starts[starts.len() - 2]..]);
        } else {
            see(part);
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        each_word(text, |word| words.push(fold(word)));
        words
    }

    #[test]
    fn words_that_a_reader_takes_for_equal_are_equal() {
        for (one, other) in [
            ("Brüste", "bruste"),
            ("STRASSE", "Straße"),
            ("résumé", "RESUME"),
            ("cœur", "coeur"),
            ("ΟΔΟΣ", "οδός"),
            ("İstanbul", "istanbul"),
            ("ﬁne", "fine"),
            ("Ｗａｒｍ", "warm"),
            ("ёж", "еж"),
            ("e\u{301}te\u{301}", "été"),
            ("㎏", "kg"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        assert_ne!(fold("が"), fold("か"), "a voiced sound is another letter");
        assert_ne!(fold("हिन्दी"), fold("हन्द"), "a vowel sign is a letter");
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for c in (0..0x3_0000).filter_map(char::from_u32) {
            let once = fold(&c.to_string());
            assert_eq!(fold(&once), once, "{c:?}");
        }
    }

    #[test]
    fn text_is_cut_into_words() {
        assert_eq!(words("Warm hands, 2 oils!"), ["warm", "hands", "2", "oils"]);
        assert_eq!(words("l’eau, it's mother’s; vitamin D"), ["eau", "it", "mother", "vitamin", "d"]);
        assert_eq!(words("__proto__ <script>"), ["proto", "script"]);
        assert_eq!(words(""), Vec::<String>::new());
    }

    #[test]
    fn a_word_is_letters_and_digits_side_by_side() {
        let pieces = ["a", "B", "9", "é", "É", "’", "'", " ", "-", "\u{301}", "b c"];
        let texts = pieces.iter().flat_map(|a| pieces.iter().map(move |b| format!("{a}{b}")));
        let texts: Vec<String> = texts.collect();
        for text in texts.iter().flat_map(|start| texts.iter().map(move |end| format!("{start}{end}"))) {
            let (mut expected, mut start) = (Vec::new(), None);
            for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
                if is_word(c) {
                    start.get_or_insert(at);
                } else if let Some(from) = start.take().filter(|from| !is_elided(&text, *from, at)) {
                    expected.push(text[from..at].nfc().collect::<String>().to_lowercase());
                }
            }
            let mut found = Vec::new();
            each_word(&text, |word| found.push(word.to_owned()));
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn text_without_spaces_is_cut_into_pairs() {
        assert_eq!(words("母乳育児"), ["母乳", "乳育", "育児", "児"]);
        assert_eq!(words("水"), ["水"]);
        assert_eq!(words("ﾐﾙｸ2本"), ["ミル", "ルク", "ク", "2", "本"]);
        assert_eq!(words("모유"), ["모유", "유"]);
    }

    #[test]
    fn a_very_long_word_is_cut() {
        assert_eq!(words(&"ab".repeat(500)), ["ab".repeat(MAX_WORD_LENGTH / 2)]);
        assert_eq!(words(&"é".repeat(500)), ["e".repeat(MAX_WORD_LENGTH)]);
        assert_eq!(words(&"母".repeat(500)).len(), 500);
    }
}
