//! The forms of a word: `massages` and `massaging` share the stem `massag`. Words are stemmed when the index is made,
//! never in the browser.

use rust_stemmers::{Algorithm, Stemmer};

use crate::search::fold::fold;

/// Finds the stems of a language's words.
pub struct Stems(Option<Stemmer>);

impl Stems {
    /// Returns the stemmer of a language, by the first part of its tag. The words of an unknown language are their own
    /// stems.
    pub fn of(language: &str) -> Stems {
        let algorithm = match language {
            "ar" => Algorithm::Arabic,
            "da" => Algorithm::Danish,
            "nl" => Algorithm::Dutch,
            "en" => Algorithm::English,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "no" | "nb" | "nn" => Algorithm::Norwegian,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "es" => Algorithm::Spanish,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            _ => return Stems(None),
        };
        Stems(Some(Stemmer::create(algorithm)))
    }

    /// Returns the folded stem of a word in lower case. A word with a digit has no other forms.
    pub fn stem(&self, word: &str) -> String {
        match &self.0 {
            Some(stemmer) if !word.contains(|c: char| c.is_numeric()) => fold(&stemmer.stem(word)),
            _ => fold(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (language, forms) in [
            ("en", ["massage", "massages"]),
            ("en", ["supply", "supplies"]),
            ("de", ["brust", "brüste"]),
            ("fr", ["chaude", "chaudes"]),
            ("tlh", ["qapla", "qapla"]),
        ] {
            let stems = Stems::of(language);
            assert_eq!(stems.stem(forms[0]), stems.stem(forms[1]), "{forms:?}");
        }
        assert_ne!(Stems::of("en").stem("milk"), Stems::of("en").stem("mild"));
        assert_ne!(Stems::of("tlh").stem("massage"), Stems::of("tlh").stem("massages"));
    }

    #[test]
    fn no_word_of_any_script_upsets_a_stemmer() {
        let mut seed: u32 = 7;
        let mut next = move |limit: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) % limit
        };
        let languages = "ar da nl en fi fr de el hu it no pt ro ru es sv ta tr";
        let scripts = [0x61, 0xE0, 0x3B1, 0x430, 0x5D0, 0x627, 0x905, 0xB85, 0x4E00];
        for language in languages.split(' ') {
            let stems = Stems::of(language);
            for _ in 0..1000 {
                let script = scripts[next(9) as usize];
                let letters = (0..next(40)).filter_map(|_| char::from_u32(script + next(30)));
                let word: String = letters.collect();
                stems.stem(&word);
            }
        }
    }
}
