//! Language tags, and the order of words, days and numbers as a language has them, from the Unicode CLDR. In a language
//! that the CLDR does not know, a day is its numbers only.

mod quotes;
mod tag;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_datetime::input::Date as IcuDate;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale::{LanguageIdentifier, LocaleDirectionality};
use icu_locale_core::Locale;

use crate::date::Date;
pub use quotes::{APOSTROPHE, QuoteMarks, quote_marks, straight_quotes};
pub use tag::{is_language_tag, nearest_tag};

/// The order of words in a language, by the Unicode CLDR: numbers by their value, capital letters like small ones. In a
/// language that the CLDR does not know, the order is the root's.
pub struct Collation {
    words: CollatorBorrowed<'static>,
    letters: CollatorBorrowed<'static>,
}

impl Collation {
    /// Returns the order of a language.
    pub fn new(language: &str) -> Collation {
        let locale: Locale = language.parse().unwrap_or(Locale::UNKNOWN);
        let collator = |strength| {
            let mut preferences = CollatorPreferences::from(&locale);
            preferences.numeric_ordering = Some(CollationNumericOrdering::True);
            let mut options = CollatorOptions::default();
            options.strength = Some(strength);
            Collator::try_new(preferences, options).expect("the order of every language is compiled in")
        };
        Collation { words: collator(Strength::Secondary), letters: collator(Strength::Primary) }
    }

    /// Returns bytes that sort as the words do.
    pub fn key(&self, words: &str) -> Vec<u8> {
        let mut key = Vec::with_capacity(words.len() * 2);
        let Ok(()) = self.words.write_sort_key_to(words, &mut key);
        key
    }

    /// Returns whether two letters are different ones, and not one with and without accents: `ö` and `o` in Swedish.
    pub fn are_different_letters(&self, letter: &str, other: &str) -> bool {
        self.letters.compare(letter, other).is_ne()
    }
}

/// Returns the direction of a language's text: `ltr` or `rtl`.
pub fn direction(language: &str) -> &'static str {
    let is_rtl =
        |language: LanguageIdentifier| LocaleDirectionality::new_extended().is_right_to_left(&language);
    if language.parse().is_ok_and(is_rtl) { "rtl" } else { "ltr" }
}

/// Returns a day in words: `1 November 2026` in British English, `1. November 2026` in German.
pub fn long_date(language: &str, date: Date) -> String {
    let written = || {
        let locale: Locale = language.parse().ok()?;
        let formatter = DateTimeFormatter::try_new(locale.into(), YMD::long()).ok()?;
        let day = IcuDate::try_new_iso(i32::from(date.year), date.month, date.day).ok()?;
        Some(formatter.format(&day).to_string())
    };
    // For a language that the CLDR does not know, months are M01 to M12.
    let placeholder = format!("M{:02}", date.month);
    written().filter(|text| !text.contains(&placeholder)).unwrap_or_else(|| date.to_string())
}

/// Returns a whole number with digit grouping: `1,234` in English, `1.234` in German.
pub fn number(language: &str, value: i64) -> String {
    let written = || {
        let locale: Locale = language.parse().ok()?;
        let formatter = DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default()).ok()?;
        Some(formatter.format(&Decimal::from(value)).to_string())
    };
    written().unwrap_or_else(|| value.to_string())
}

/// Returns a number of tenths: `1.8` in English, `1,8` in German.
pub fn tenths(language: &str, tenths: i64) -> String {
    let written = || {
        let locale: Locale = language.parse().ok()?;
        let formatter = DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default()).ok()?;
        let mut value = Decimal::from(tenths);
        value.multiply_pow10(-1);
        Some(formatter.format(&value).to_string())
    };
    written().unwrap_or_else(|| format!("{}.{}", tenths / 10, tenths % 10))
}

/// Returns a size in bytes as the language writes it: `420 KB`, `1.8 MB`.
pub fn file_size(language: &str, bytes: u64) -> String {
    let rounded = |count: u64| number(language, i64::try_from(count).unwrap_or(i64::MAX));
    match bytes.div_ceil(1000) {
        kilobytes @ 0..1000 => format!("{} KB", rounded(kilobytes)),
        kilobytes if kilobytes < 10_000 => {
            let count = i64::try_from(kilobytes.div_ceil(100)).unwrap_or(i64::MAX);
            format!("{} MB", tenths(language, count))
        }
        kilobytes => format!("{} MB", rounded(kilobytes.div_ceil(1000))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_decides_the_direction() {
        let rtl = ["he", "ar-EG", "AR", "az-Arab", "ur"];
        assert!(rtl.iter().all(|language| direction(language) == "rtl"));
        let ltr = ["en", "ar-Latn", "uz", "hebrew", "ru-Cyrl-RU"];
        assert!(ltr.iter().all(|language| direction(language) == "ltr"));
    }

    #[test]
    fn a_day_reads_as_its_language_writes_it() {
        let date = Date::parse("2026-11-01").expect("a day");
        let written: Vec<_> =
            ["en-GB", "en", "de", "ja", "tlh"].iter().map(|it| long_date(it, date)).collect();
        assert_eq!(
            written,
            ["1 November 2026", "November 1, 2026", "1. November 2026", "2026年11月1日", "2026-11-01"]
        );
    }

    #[test]
    fn file_names_come_as_a_person_counts() {
        let collation = Collation::new("en");
        let mut names = ["step-10", "step-9", "step-1b", "step-1", "a", "step-010", "é", "Z", "z2"];
        names.sort_by_cached_key(|name| (collation.key(name), *name));
        assert_eq!(names, ["a", "é", "step-1", "step-1b", "step-9", "step-010", "step-10", "Z", "z2"]);
    }

    #[test]
    fn what_is_a_letter_depends_on_the_language() {
        let is_letter = |language| Collation::new(language).are_different_letters("ö", "o");
        assert!(is_letter("sv") && !is_letter("de") && !is_letter("tlh") && !is_letter("no such language"));
    }

    #[test]
    fn a_number_reads_as_its_language_writes_it() {
        assert_eq!(number("en", 1_234_567), "1,234,567");
        assert_eq!(number("de", -1234), "-1.234");
        assert_eq!((tenths("en", 18), tenths("de", 18)), ("1.8".to_owned(), "1,8".to_owned()));
    }
}
