//! Days and numbers as a language writes them, from the Unicode CLDR. A language that it does not know is written as
//! numbers only.

use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_datetime::input::Date as IcuDate;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale_core::Locale;

use crate::schema::Date;

/// A day in words: `1 November 2026` in British English, `1. November 2026` in German.
pub fn long_date(language: &str, date: Date) -> String {
    let iso = date.to_string();
    let Some(locale) = known(language) else { return iso };
    let day = IcuDate::try_new_iso(i32::from(date.year), date.month, date.day);
    match (DateTimeFormatter::try_new(locale.into(), YMD::long()), day) {
        (Ok(formatter), Ok(day)) => formatter.format(&day).to_string(),
        _ => iso,
    }
}

/// A whole number with its groups marked: `1,234` in English, `1.234` in German.
pub fn number(language: &str, value: i64) -> String {
    let formatter = known(language)
        .and_then(|it| DecimalFormatter::try_new(it.into(), DecimalFormatterOptions::default()).ok());
    formatter
        .map_or_else(|| value.to_string(), |formatter| formatter.format(&Decimal::from(value)).to_string())
}

/// The locale of a language tag. Data for an unknown one would be the root locale's, which no reader knows.
fn known(language: &str) -> Option<Locale> {
    let locale: Locale = language.parse().ok()?;
    let probe = DateTimeFormatter::try_new(locale.clone().into(), YMD::long()).ok()?;
    let month = probe.format(&IcuDate::try_new_iso(2026, 11, 1).ok()?).to_string();
    (!month.contains("M11")).then_some(locale)
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
    }
}
