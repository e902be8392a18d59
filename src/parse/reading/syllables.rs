//! Counts the syllables of a word in English, German and Spanish, by rules for their spelling: a dictionary would be
//! larger than the program. The count is right for most words and close for the others; a grade only needs the average.

/// A language whose syllables can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    English,
    German,
    Spanish,
}

/// The longest part of a word that is read, in letters. No real word is longer.
const LONGEST: usize = 64;

/// Returns the number of syllables of a word in lower case, at least one. Parts joined by hyphens are counted
/// separately.
pub fn syllables(tongue: Tongue, word: &str) -> usize {
    let parts =
        word.split(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’')).filter(|it| !it.is_empty());
    let count = |part: &str| {
        let letters: Vec<char> = part.chars().filter(|c| c.is_alphabetic()).take(LONGEST).collect();
        match tongue {
            Tongue::English => english(&letters),
            Tongue::German => german(&letters),
            Tongue::Spanish => spanish(&letters),
        }
    };
    parts.map(|part| count(part).max(1)).sum::<usize>().max(1)
}

/// Returns the number of syllables of a word whose spelling follows no rule.
fn irregular(word: &str) -> Option<usize> {
    Some(match word {
        "does" | "eye" | "eyes" | "goes" | "hour" | "hours" | "our" | "ours" | "real" | "shoes" | "toes"
        | "we're" | "were" => 1,
        "ancient" | "being" | "business" | "client" | "clients" | "colonel" | "create" | "creates"
        | "diet" | "diets" | "doing" | "evening" | "every" | "fluid" | "fluids" | "going" | "patient"
        | "patients" | "people" | "poem" | "quiet" | "react" | "reacts" | "really" | "ruin" | "science"
        | "seeing" => 2,
        "area" | "areas" | "created" | "element" | "everyone" | "everything" | "everywhere" | "idea"
        | "ideas" | "museum" | "nuclei" | "oxygen" | "quietly" | "recipe" | "theatre" | "theory" => 3,
        "areola" | "areolae" | "areolas" | "society" | "vegetable" | "vegetables" => 4,
        _ => return None,
    })
}

/// First parts of compound words, whose final `e` is silent.
const COMPOUNDS: &[&str] =
    &["some", "there", "where", "home", "fore", "life", "side", "time", "base", "wide", "safe", "nipple"];

/// Suffixes before which an `e` is silent as at the end of a word.
const ENDINGS: &[&str] = &["ly", "ful", "less", "ment", "ments", "ness"];

fn is_english_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'é' | 'è' | 'ê' | 'ï' | 'ö' | 'ü' | 'â' | 'ä' | 'ô')
}

fn english(word: &[char]) -> usize {
    let text: String = word.iter().collect();
    if let Some(known) = irregular(&text) {
        return known;
    }
    for begin in COMPOUNDS {
        let rest = text.strip_prefix(begin).unwrap_or_default();
        if rest.len() >= 3 && !rest.starts_with(is_english_vowel) && rest.contains(is_english_vowel) {
            return stem(&text[..begin.len()]) + english(&rest.chars().collect::<Vec<_>>());
        }
    }
    for ending in ENDINGS {
        let Some(before) = text.strip_suffix(ending) else { continue };
        if before.chars().count() >= 3 && before.contains(is_english_vowel) {
            return english(&before.chars().collect::<Vec<_>>()) + 1;
        }
    }
    stem(&text)
}

/// Counts the runs of vowels in a word without its suffix, minus a silent `e`, plus the syllable breaks inside a run.
fn stem(text: &str) -> usize {
    let letters: Vec<char> = text.chars().collect();
    let vowel =
        |at: usize| letters.get(at).is_some_and(|c| is_english_vowel(*c) && !is_consonant_y(&letters, at));
    let mut count = 0;
    for at in 0..letters.len() {
        if vowel(at) && (at == 0 || !vowel(at - 1) || is_break(&letters, at)) {
            count += 1;
        }
    }
    (count - usize::from(count > 1 && ends_silent(text))).max(1)
}

/// Reports whether a `y` is a consonant: before a vowel, at the start of a word or after a vowel, as in `yes` and
/// `beyond`.
fn is_consonant_y(letters: &[char], at: usize) -> bool {
    let vowel = |at: usize| letters.get(at).is_some_and(|c| is_english_vowel(*c));
    letters[at] == 'y' && vowel(at + 1) && (at == 0 || vowel(at - 1))
}

/// Reports whether a new syllable begins at a vowel that follows a vowel.
fn is_break(letters: &[char], at: usize) -> bool {
    let before = at.checked_sub(2).map(|it| letters[it]);
    let rest: String = letters[at + 1..].iter().collect();
    match (letters[at - 1], letters[at]) {
        // `scorpion`, `media`, `dial`; not `nation`, `special`, `region`.
        ('i', 'o') if rest.starts_with('n') || rest.starts_with("us") => !is_hissed(before),
        ('i', 'a' | 'u') => !is_hissed(before) || rest.is_empty(),
        // `obedient`, `variety`, `nutrient`; not `field`, `friend`, `movies`.
        ('i', 'e') => {
            (rest.starts_with("nt") || rest.starts_with("nc") || rest.starts_with('t'))
                && letters.len() > 5
                && !matches!(before, Some('t' | 'c' | 's'))
        }
        // `actual`, `usual`, `gradual`; not `quality`, `guard`, `language`.
        ('u', 'a' | 'o') => !matches!(before, Some('q' | 'g') | None),
        ('u', 'e') => rest.starts_with("nt") || rest.starts_with("nc") && before != Some('q'),
        ('e', 'o') => before != Some('g') && !rest.starts_with("us"),
        // `trying`, `playing`, `seeing`.
        (_, 'i') => rest == "ng" || rest == "ngs",
        // `violet`, `naïve`.
        ('i', 'o') | ('é' | 'ï' | 'ö' | 'ü', _) | (_, 'ï' | 'ö') => true,
        _ => false,
    }
}

/// Reports whether an `i` after this letter only changes how the letter sounds.
fn is_hissed(before: Option<char>) -> bool {
    matches!(before, Some('t' | 'c' | 's' | 'g' | 'x'))
}

/// Reports whether the final `e` of a word is silent, also before `s` and `d`.
fn ends_silent(text: &str) -> bool {
    let ends = |text: &str, of: &[&str]| of.iter().any(|it| text.ends_with(it));
    let before_vowel = |stem: &str| stem.ends_with(['a', 'e', 'i', 'o', 'u', 'y']);
    if let Some(stem) = text.strip_suffix("es") {
        return !ends(stem, &["s", "x", "z", "ch", "sh", "c", "g"])
            && !before_vowel(stem)
            && !is_syllabic_l(stem);
    }
    if let Some(stem) = text.strip_suffix("ed") {
        return !stem.ends_with(['t', 'd']) && !before_vowel(stem) && !is_syllabic_l(stem);
    }
    text.strip_suffix('e').is_some_and(|stem| !before_vowel(stem) && !is_syllabic_l(stem))
}

/// Reports whether a final `l` after a consonant forms a syllable with the silent `e`: `tab-le`, `litt-le`.
fn is_syllabic_l(stem: &str) -> bool {
    let mut letters = stem.chars().rev();
    letters.next() == Some('l')
        && letters.next().is_some_and(|c| !is_english_vowel(c) && c != 'l' && c != 'r')
        || stem.ends_with("ttl")
        || stem.ends_with("ddl")
        || stem.ends_with("ppl")
}

/// Pairs of letters that are one vowel in German.
const GERMAN_PAIRS: &[&str] = &["aa", "ai", "au", "ay", "ee", "ei", "eu", "ey", "ie", "oo", "oi", "ou", "äu"];

fn german(word: &[char]) -> usize {
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ä' | 'ö' | 'ü' | 'é');
    let (mut count, mut at) = (0, 0);
    while at < word.len() {
        if !is_vowel(word[at]) || word[at] == 'u' && at > 0 && word[at - 1] == 'q' {
            at += 1;
            continue;
        }
        let pair: String = word[at..].iter().take(2).collect();
        at += if GERMAN_PAIRS.contains(&pair.as_str()) { 2 } else { 1 };
        count += 1;
    }
    count
}

/// Counts Spanish syllables. Adjacent vowels are one syllable unless both are strong, or the weak one has the accent
/// (Ortografía de la lengua española 2010, chapter II, section 2.2).
fn spanish(word: &[char]) -> usize {
    let is_strong = |c: char| matches!(c, 'a' | 'e' | 'o' | 'á' | 'é' | 'ó' | 'í' | 'ú');
    let is_vowel = |c: char| is_strong(c) || matches!(c, 'i' | 'u' | 'ü');
    let vowel = |at: usize| {
        let Some(c) = word.get(at).copied() else { return false };
        let next = word.get(at + 1).copied();
        let is_silent_u = c == 'u'
            && at > 0
            && matches!(word[at - 1], 'q' | 'g')
            && matches!(next, Some('e' | 'i' | 'é' | 'í'));
        let is_last_y = c == 'y' && next.is_none();
        is_vowel(c) && !is_silent_u || is_last_y
    };
    let starts = |at: usize| at == 0 || !vowel(at - 1) || (is_strong(word[at - 1]) && is_strong(word[at]));
    (0..word.len()).filter(|at| vowel(*at) && starts(*at)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the words whose count differs from the table, which follows the hyphenation of dictionaries.
    fn wrong(tongue: Tongue, table: &[(usize, &str)]) -> String {
        let words = table.iter().flat_map(|(count, words)| words.split_whitespace().map(|it| (*count, it)));
        let wrong = words.filter(|(count, word)| syllables(tongue, word) != *count);
        let lines = wrong.map(|(count, word)| format!("{word}: {} for {count}", syllables(tongue, word)));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn english_words_have_their_syllables() {
        let table = [
            (
                1,
                "the be milk breast hands warm soft skin nurse pain pump change makes moved washed helped cause \
                 please three eyes through would yes quite while breathe loose seized touched guide",
            ),
            (
                2,
                "baby little table gentle many being nipple feeding latches breathing circle changes washes needed \
                 wanted nursing massage before above after simple only early safely moment trying playing something \
                 sometimes therefore careful painful useless statement engorged quickly apply supply reply couples \
                 nation region special ocean client people quiet fluid beyond royal angel muscle balanced handle",
            ),
            (
                3,
                "energy family hospital circular massages example however remember position infection medical \
                 expression relaxing several important continue direction area idea radio media nutrient lactation \
                 happily carefully already regular actual video history beautiful deliver possible quality obvious",
            ),
            (
                4,
                "information temperature especially comfortable available stimulation education circulation biology \
                 lubrication obedient variety areola situation evaporate pediatric",
            ),
            (5, "university refrigerator electricity opportunity immediately"),
            (6, "physiological responsibility"),
        ];
        assert_eq!(wrong(Tongue::English, &table), "");
    }

    #[test]
    fn german_words_have_their_syllables() {
        let table = [
            (1, "milch haut die hand brust warm früh zeit neun quer zwei frau haus"),
            (2, "stillen wärme säugling hände neue quelle wasser liegen mädchen leute bäume freude"),
            (3, "bewegung massage kreisförmig hebamme gesundheit brustwarze vitamin"),
            (4, "ernährungsplan temperatur stimulieren behandlungen"),
            (5, "situation medizinerin"),
        ];
        assert_eq!(wrong(Tongue::German, &table), "");
    }

    #[test]
    fn spanish_words_have_their_syllables() {
        let table = [
            (1, "pan bien muy guau buey"),
            (2, "leche madre guerra queso pingüe agua causa ciudad siete país maíz"),
            (3, "caliente masaje poeta estudiar mamario"),
            (4, "información alimento energía aéreo"),
            (5, "temperatura"),
        ];
        assert_eq!(wrong(Tongue::Spanish, &table), "");
    }

    #[test]
    fn parts_and_numbers_are_counted_by_themselves() {
        assert_eq!(syllables(Tongue::English, "skin-to-skin"), 3);
        assert_eq!(syllables(Tongue::English, "don’t"), 1);
        assert_eq!(syllables(Tongue::English, "15"), 1);
    }
}
