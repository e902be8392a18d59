//! Days, as templates see them.

use crate::date::Date;
use crate::language;
use crate::view::Day;

/// Returns a day as a language writes it.
pub fn day(date: Date, language: &str) -> Day<'static> {
    Day { iso: date.to_string().into(), text: language::long_date(language, date) }
}
