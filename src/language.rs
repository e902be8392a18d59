//! Language tags, and days and numbers as a language writes them, from the Unicode CLDR. In a language that the CLDR does
//! not know, a day is its numbers only.

use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_datetime::input::Date as IcuDate;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale_core::Locale;

use crate::date::Date;

/// Returns whether a text has the form of a language tag (RFC 5646, section 2.1): a language subtag of 2 to 8 letters, then
/// subtags of 1 to 8 letters or digits.
pub fn is_language_tag(tag: &str) -> bool {
    let is_subtag =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let first = tag.split('-').next().unwrap_or_default();
    first.len() >= 2 && first.bytes().all(|b| b.is_ascii_alphabetic()) && tag.split('-').all(is_subtag)
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

/// Returns a whole number with its groups marked: `1,234` in English, `1.234` in German.
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
    fn a_number_reads_as_its_language_writes_it() {
        assert_eq!(number("en", 1_234_567), "1,234,567");
        assert_eq!(number("de", -1234), "-1.234");
        assert_eq!((tenths("en", 18), tenths("de", 18)), ("1.8".to_owned(), "1,8".to_owned()));
    }
}
