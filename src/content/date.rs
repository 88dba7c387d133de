//! Dates as authors know them: a year, a month or a day, and periods between them.
//!
//! Knows nothing of clocks: "today" is somebody else's. A date orders by its earliest day.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A date of year, month or day precision in the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date {
    /// The year, 1 to 9999.
    pub year: u16,
    /// The month, 1 to 12; 0 when only the year is known.
    month: u8,
    /// The day, 1 to 31; 0 when only the month is known.
    day: u8,
}

impl Date {
    /// Reads `2019`, `2019-06` or `2019-06-30`; `None` for anything else and for days that do not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = number(parts.next()?, 4)?;
        let month = parts
            .next()
            .map_or(Some(0), |part| number(part, 2).filter(|m| *m >= 1))?;
        let day = parts
            .next()
            .map_or(Some(0), |part| number(part, 2).filter(|d| *d >= 1))?;
        let valid =
            year >= 1 && month <= 12 && parts.next().is_none() && day <= days_in(year, month);
        valid.then_some(Date {
            year,
            month: month as u8,
            day: day as u8,
        })
    }

    /// The month, where it is known.
    pub fn month(self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }

    /// Where it lies on a scale of years: in the middle of what it names.
    pub fn in_years(self) -> f64 {
        let year = f64::from(self.year);
        match (self.month, self.day) {
            (0, _) => year + 0.5,
            (month, 0) => year + (f64::from(month) - 0.5) / 12.0,
            (month, day) => year + (f64::from(month) - 1.0 + (f64::from(day) - 0.5) / 31.0) / 12.0,
        }
    }

    /// The day of the month, where it is known.
    pub fn day(self) -> Option<u8> {
        (self.day > 0).then_some(self.day)
    }
}

/// A number written with exactly `digits` ASCII digits.
fn number(text: &str, digits: usize) -> Option<u16> {
    let plain = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// How many days a month has; 0 for month 0, so that a day without a month is refused.
fn days_in(year: u16, month: u16) -> u16 {
    match month {
        0 => 0,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

/// A date, or the time between two, either of which may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Period {
    /// At this date.
    At(Date),
    /// From the first to the second, both included.
    Between(Date, Date),
    /// From this date on.
    Since(Date),
    /// Up to this date.
    Until(Date),
}

impl Period {
    /// Reads a date, `a/b`, `a/..` or `../b`; `None` for anything else and when the end is before the start.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once('/') {
            None => Date::parse(text).map(Period::At),
            Some(("..", to)) => Date::parse(to).map(Period::Until),
            Some((from, "..")) => Date::parse(from).map(Period::Since),
            Some((from, to)) => {
                let (from, to) = (Date::parse(from)?, Date::parse(to)?);
                (from <= to).then_some(Period::Between(from, to))
            }
        }
    }

    /// When it begins, unless that is open.
    pub fn first(self) -> Option<Date> {
        match self {
            Period::At(date) | Period::Between(date, _) | Period::Since(date) => Some(date),
            Period::Until(_) => None,
        }
    }

    /// When it ends, unless that is open.
    pub fn last(self) -> Option<Date> {
        match self {
            Period::At(date) | Period::Between(_, date) | Period::Until(date) => Some(date),
            Period::Since(_) => None,
        }
    }

    /// The first date it names: what a list by date is sorted by.
    pub fn start(self) -> Date {
        match self {
            Period::At(date)
            | Period::Between(date, _)
            | Period::Since(date)
            | Period::Until(date) => date,
        }
    }

    /// The last date it names.
    pub fn end(self) -> Date {
        match self {
            Period::At(date)
            | Period::Between(_, date)
            | Period::Since(date)
            | Period::Until(date) => date,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::At(date) => write!(f, "{date}"),
            Period::Between(from, to) => write!(f, "{from}/{to}"),
            Period::Since(from) => write!(f, "{from}/.."),
            Period::Until(to) => write!(f, "../{to}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_three_precisions_and_refuses_the_rest() {
        for good in ["2019", "2019-06", "2019-06-30", "2024-02-29"] {
            assert_eq!(Date::parse(good).expect(good).to_string(), good);
        }
        for bad in [
            "",
            "19",
            "2019-13",
            "2019-00",
            "2023-02-29",
            "2019-6-3",
            "2019-06-30-1",
            "2019/06",
            "x",
        ] {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn periods_keep_their_ends_in_order() {
        for good in ["2019", "2019/2024", "2024-10-01/..", "../2012"] {
            assert_eq!(Period::parse(good).expect(good).to_string(), good);
        }
        for bad in ["2024/2019", "/2019", "2019/", "../..", "2019/2020/2021"] {
            assert_eq!(Period::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_year_comes_before_its_months() {
        let order =
            ["2019", "2019-03", "2019-03-26", "2019-04", "2020"].map(|d| Date::parse(d).expect(d));
        assert!(order.is_sorted());
    }
}
