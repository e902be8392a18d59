//! Calendar days, and lengths of time between them.

use std::fmt;

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year, 1 to 9999.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

/// The days of the calendar, as days since 1 January 1970: from 1 January of the year 1 to 31 December 9999.
const DAYS: (i64, i64) = (-719_162, 2_932_896);

impl Date {
    /// Parses `YYYY-MM-DD`; `None` for anything else and for days that do not exist.
    pub fn parse(text: &str) -> Option<Date> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes
                .iter()
                .enumerate()
                .all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
        if !shaped {
            return None;
        }
        let (year, month, day) = (
            text[0..4].parse::<u16>().ok()?,
            text[5..7].parse::<u8>().ok()?,
            text[8..10].parse::<u8>().ok()?,
        );
        let is_real = year > 0 && (1..=12).contains(&month) && (1..=last_day(year, month)).contains(&day);
        is_real.then_some(Date { year, month, day })
    }

    /// Returns the day in UTC at a time in seconds since 1970. A time before the year 1 or after the year 9999 is on the
    /// nearest day.
    pub fn from_unix(seconds: i64) -> Date {
        Date::from_days(seconds.div_euclid(86_400))
    }

    /// Returns the day that a length of time later is. If the month that it leads to is too short, it is the last day of
    /// that month, so a month after 31 January is the end of February. No day is after the year 9999.
    #[must_use]
    pub fn plus(self, period: Period) -> Date {
        let count = i64::from(period.count);
        match period.unit {
            TimeUnit::Days => Date::from_days(self.days().saturating_add(count)),
            TimeUnit::Weeks => Date::from_days(self.days().saturating_add(count * 7)),
            TimeUnit::Months => self.plus_months(count),
            TimeUnit::Years => self.plus_months(count * 12),
        }
    }

    fn plus_months(self, count: i64) -> Date {
        let months = i64::from(self.year) * 12 + i64::from(self.month) - 1 + count;
        let month = u8::try_from(months.rem_euclid(12) + 1);
        match (u16::try_from(months.div_euclid(12)), month) {
            (Ok(year @ 1..=9999), Ok(month)) => {
                Date { year, month, day: self.day.min(last_day(year, month)) }
            }
            _ => Date::from_days(DAYS.1),
        }
    }

    /// Returns the number of days since 1970. Years are counted from March, so that a leap day is the last of its year.
    fn days(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
    }

    /// Returns the day that a number of days after 1 January 1970 is (the inverse of POSIX.1-2024, section 4.19).
    fn from_days(days: i64) -> Date {
        let days = days.clamp(DAYS.0, DAYS.1) + 719_468;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let part = |it: i64| u8::try_from(it).expect("a part of a date");
        Date { year: u16::try_from(year).expect("a year to 9999"), month: part(month), day: part(day) }
    }
}

/// Returns the last day of a month (the Gregorian calendar).
fn last_day(year: u16, month: u8) -> u8 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A length of time on the calendar, such as 12 months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// The number of units, 1 to 999.
    pub count: u16,
    /// The unit.
    pub unit: TimeUnit,
}

/// A unit of a length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names of the units")]
pub enum TimeUnit {
    Days,
    Weeks,
    Months,
    Years,
}

impl TimeUnit {
    /// Every unit with its name for one of it.
    pub const NAMES: [(&'static str, TimeUnit); 4] = [
        ("day", TimeUnit::Days),
        ("week", TimeUnit::Weeks),
        ("month", TimeUnit::Months),
        ("year", TimeUnit::Years),
    ];
}

impl Period {
    /// The highest number of units.
    const MAX_COUNT: u16 = 999;

    /// Parses a number and a unit, such as `12 months` or `1 year`.
    pub fn parse(text: &str) -> Option<Period> {
        let (count, unit) = text.trim().split_once(' ')?;
        let count = Some(count).filter(|count| count.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
        let unit = unit.trim().to_ascii_lowercase();
        let unit = unit.strip_suffix('s').unwrap_or(&unit);
        let (_, unit) = TimeUnit::NAMES.into_iter().find(|(name, _)| *name == unit)?;
        (1..=Period::MAX_COUNT).contains(&count).then_some(Period { count, unit })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = TimeUnit::NAMES.into_iter().find(|(_, unit)| *unit == self.unit).map_or("", |it| it.0);
        write!(f, "{} {name}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        assert_eq!(Date::parse("2024-02-29").map(|it| it.to_string()).as_deref(), Some("2024-02-29"));
        for text in
            ["2023-02-29", "2024-13-01", "2024-00-10", "24-01-01", "2024-1-01", "0000-01-01", "2024-01-011"]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_since_1970_is_on_a_day_of_the_calendar() {
        let of = |seconds| Date::from_unix(seconds).to_string();
        assert_eq!([0, -1, 951_782_400].map(of), ["1970-01-01", "1969-12-31", "2000-02-29"]);
        assert_eq!(of(1_793_577_599), "2026-11-01");
        assert_eq!([i64::MIN, i64::MAX].map(of), ["0001-01-01", "9999-12-31"]);
    }

    #[test]
    fn every_day_follows_the_one_before_it() {
        let mut day = Date::from_days(DAYS.0);
        for number in DAYS.0..DAYS.1 {
            assert_eq!(day.days(), number);
            let next = day.plus(Period { count: 1, unit: TimeUnit::Days });
            let is_last = day.day == last_day(day.year, day.month);
            assert!(!is_last || Date::parse(&day.to_string()) == Some(day), "{day}");
            let expected = match (is_last, day.month) {
                (false, _) => Date { day: day.day + 1, ..day },
                (true, 12) => Date { year: day.year + 1, month: 1, day: 1 },
                (true, month) => Date { month: month + 1, day: 1, ..day },
            };
            assert_eq!(next, expected);
            day = next;
        }
        assert_eq!(day.plus(Period { count: 1, unit: TimeUnit::Days }), day, "no day is after the year 9999");
    }

    #[test]
    fn months_later_is_the_same_day_or_the_last_one_of_a_shorter_month() {
        let first = Date::parse("2019-01-01").expect("a day").days();
        for date in (first..first + 366 * 6).map(Date::from_days) {
            for count in 1..=30 {
                let later = date.plus(Period { count, unit: TimeUnit::Months });
                let months = |it: Date| u32::from(it.year) * 12 + u32::from(it.month);
                assert_eq!(months(later), months(date) + u32::from(count), "{date} and {count} months");
                assert_eq!(later.day, date.day.min(last_day(later.year, later.month)), "{date}, {count}");
            }
            let plus = |text: &str| date.plus(Period::parse(text).expect("a length of time"));
            assert_eq!(plus("12 months"), plus("1 year"));
            assert_eq!(plus("2 weeks"), plus("14 days"));
        }
        let after = |day: &str, text: &str| {
            Date::parse(day).expect("a day").plus(Period::parse(text).expect("a length")).to_string()
        };
        assert_eq!(after("2026-01-31", "1 month"), "2026-02-28");
        assert_eq!(after("2024-01-31", "1 month"), "2024-02-29");
        assert_eq!(after("2024-02-29", "1 year"), "2025-02-28");
        assert_eq!(after("9999-06-01", "7 months"), "9999-12-31");
    }

    #[test]
    fn a_length_of_time_is_a_number_and_a_unit() {
        for text in ["1 day", "2 weeks", "12 months", "999 years"] {
            assert_eq!(Period::parse(text).map(|it| it.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Period::parse(" 6  Month "), Period::parse("6 months"));
        for text in
            ["", "12", "months", "0 days", "1000 days", "-1 days", "+1 day", "1.5 years", "a year", "1 dayss"]
        {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }
}
