//! Text → the words that it is searched by. Folding makes words equal that a reader takes for equal: upper and lower
//! case, with and without accents, a ligature and its letters. `search.js` folds what is typed in the same way, so a
//! change here is a change there.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word has no more characters than this; what is longer is cut.
pub const LONGEST_WORD: usize = 40;

/// A word folded: compatibility forms undone (Unicode Standard Annex 15), lower case, without accents and points.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        let mut folded = word.to_ascii_lowercase();
        folded.truncate(LONGEST_WORD);
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
    plain.nfc().filter(|c| is_word(*c)).take(LONGEST_WORD).collect()
}

/// Accents of Latin, Greek and Cyrillic letters, points of Hebrew, vowel signs of Arabic, and the stroke that only
/// makes an Arabic word longer. The vowel signs of other scripts are letters to their readers.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}')
}

/// Letters that no decomposition takes apart, as they are typed without them.
fn letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ł' => "l",
        'ħ' => "h",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

/// Whether a character is part of a word.
fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

/// Whether a character belongs to a script that is written without spaces, or in which a word is rarely searched by
/// what stands between two spaces: such text is cut into pairs of characters.
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{E00}'..='\u{EFF}' // Thai, Lao
        | '\u{1000}'..='\u{109F}' // Myanmar
        | '\u{1100}'..='\u{11FF}' // Hangul
        | '\u{1780}'..='\u{17FF}' // Khmer
        | '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{3130}'..='\u{318F}'
        | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9F}' | '\u{20000}'..='\u{3FFFF}')
}

/// Shows `see` each word of a text in order, in lower case; those of scripts without spaces as folded pairs.
pub fn each_word(text: &str, mut see: impl FnMut(&str)) {
    let mut lower = String::new();
    let mut at = 0;
    while let Some(from) = place(text, at, is_word) {
        at = place(text, from, |c| !is_word(c)).unwrap_or(text.len());
        if !is_elided(text, from, at) {
            word(&text[from..at], &mut lower, &mut see);
        }
    }
}

/// Where the first character of a kind is, from a place on. Most are ASCII and are looked at as bytes.
fn place(text: &str, from: usize, is_sought: impl Fn(char) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        let c = if byte.is_ascii() { char::from(*byte) } else { text[at..].chars().next()? };
        if is_sought(c) {
            return Some(at);
        }
        at += c.len_utf8();
    }
    None
}

/// Whether a single letter is what an apostrophe leaves of a word: `l’eau`, `it’s`.
fn is_elided(text: &str, from: usize, to: usize) -> bool {
    let mark = ['\'', '’'];
    text[from..to].chars().nth(1).is_none() && (text[..from].ends_with(mark) || text[to..].starts_with(mark))
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

/// A run that is longer than a word may be, folded.
fn fold_whole(run: &str) -> String {
    let characters: Vec<char> = run.chars().collect();
    characters.chunks(LONGEST_WORD / 2).map(|part| fold(&part.iter().collect::<String>())).collect()
}

/// The words of a folded run: what is written without spaces as pairs and its last character, the rest whole.
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
    fn text_without_spaces_is_cut_into_pairs() {
        assert_eq!(words("母乳育児"), ["母乳", "乳育", "育児", "児"]);
        assert_eq!(words("水"), ["水"]);
        assert_eq!(words("ﾐﾙｸ2本"), ["ミル", "ルク", "ク", "2", "本"]);
        assert_eq!(words("모유"), ["모유", "유"]);
    }

    #[test]
    fn a_very_long_word_is_cut() {
        assert_eq!(words(&"ab".repeat(500)), ["ab".repeat(LONGEST_WORD / 2)]);
        assert_eq!(words(&"é".repeat(500)), ["e".repeat(LONGEST_WORD)]);
        assert_eq!(words(&"母".repeat(500)).len(), 500);
    }
}
