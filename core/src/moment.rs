//! Moments: the only time that the rules know is one that they are told.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, TimeDelta};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use smol_str::SmolStr;

use crate::limits::MAX_MOMENT_MS;
use crate::wire::shape::Shape;
use crate::wire::{Reader, Wire, Writer, same};

/// A point in time, in whole milliseconds since 1970-01-01T00:00:00Z, from 1970 to 2199.
///
/// On the wire an integer; in JSON an RFC 3339 text, read with any offset and written in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// A text or number is no moment from 1970 to 2199.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a moment is an RFC 3339 time with its offset, from 1970 to 2199")]
pub struct NotAMoment;

impl Moment {
    /// The first moment.
    pub const FIRST: Self = Self(0);
    /// The last moment.
    pub const LAST: Self = Self(MAX_MOMENT_MS);

    /// The moment, if it is within range.
    ///
    /// # Errors
    /// [`NotAMoment`] before 1970 or after 2199.
    pub const fn from_ms(ms: i64) -> Result<Self, NotAMoment> {
        if ms < 0 || ms > MAX_MOMENT_MS {
            return Err(NotAMoment);
        }
        Ok(Self(ms))
    }

    /// Reads an RFC 3339 time, such as `2026-11-23T10:00:00+08:00`.
    ///
    /// # Errors
    /// [`NotAMoment`] when it is none, or is out of range.
    pub fn parse(text: &str) -> Result<Self, NotAMoment> {
        let time = DateTime::parse_from_rfc3339(text).map_err(|_| NotAMoment)?;
        Self::from_ms(time.timestamp_millis())
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// This moment moved by so many milliseconds, held at the ends of the range.
    #[must_use]
    pub const fn moved_ms(self, ms: i64) -> Self {
        let moved = self.0.saturating_add(ms);
        if moved < 0 {
            Self::FIRST
        } else if moved > MAX_MOMENT_MS {
            Self::LAST
        } else {
            Self(moved)
        }
    }

    /// This moment, so many minutes later, held at the end of the range.
    #[must_use]
    pub const fn plus_minutes(self, minutes: u32) -> Self {
        self.moved_ms(minutes as i64 * 60_000)
    }

    /// This moment, so many times 24 hours later, held at the end of the range.
    #[must_use]
    pub const fn plus_days(self, days: u32) -> Self {
        self.moved_ms(days as i64 * DAY_MS)
    }
}

/// Milliseconds of 24 hours.
pub const DAY_MS: i64 = 86_400_000;

impl core::fmt::Display for Moment {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let time = DateTime::from_timestamp_millis(self.0).unwrap_or_default();
        f.write_str(&time.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&SmolStr::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Wire for Moment {
    fn write(&self, w: &mut Writer) {
        w.integer(self.0);
    }

    fn read(r: &mut Reader<'_>) -> Self {
        let at = r.at();
        Self::from_ms(r.integer()).unwrap_or_else(|_| {
            r.fail(at, "a moment is from 1970 to 2199, in milliseconds");
            Self::LAST
        })
    }
}

/// A civil date, as days since 1970-01-01 in some zone.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Day(pub i32);

same!(Day in JSON Shape::Integer);

impl Day {
    /// The date so many days later (or earlier), held at the ends of the number.
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Reads a date, such as `2026-11-01`.
    ///
    /// # Errors
    /// [`NotAMoment`] where the text is none.
    pub fn parse(text: &str) -> Result<Self, NotAMoment> {
        let midnight = Moment::parse(&format!("{text}T00:00:00Z"))?;
        let days = i32::try_from(midnight.ms() / DAY_MS);
        days.map(Self).map_err(|_| NotAMoment)
    }

    /// Stands for all days that are too old to be told apart.
    pub const BEFORE_ALL: Self = Self(i32::MIN);

    /// The date so many calendar months later; the end of a shorter month where the day is missing
    /// (31 January + 1 month is 28 or 29 February).
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        let moved = self.date().checked_add_months(chrono::Months::new(months));
        moved.map_or(self, Self::from_date)
    }

    /// The date so many calendar months earlier; the end of a shorter month where the day is missing.
    #[must_use]
    pub fn minus_months(self, months: u32) -> Self {
        let moved = self.date().checked_sub_months(chrono::Months::new(months));
        moved.map_or(self, Self::from_date)
    }

    /// The last date of this date's month.
    #[must_use]
    pub fn end_of_month(self) -> Self {
        self.end_of_period(1)
    }

    /// The last date of this date's quarter.
    #[must_use]
    pub fn end_of_quarter(self) -> Self {
        self.end_of_period(3)
    }

    /// The last date of this date's year.
    #[must_use]
    pub fn end_of_year(self) -> Self {
        self.end_of_period(12)
    }

    /// The last date of a named month (1 to 12), the first that is not before this.
    #[must_use]
    pub fn end_of_named_month(self, month: u8) -> Self {
        let ahead = (u32::from(month) + 11 - self.date().month0()) % 12;
        self.start_of_month().plus_months(ahead).end_of_month()
    }

    /// The day of the week, from 0 on Monday to 6 on Sunday.
    #[must_use]
    pub const fn weekday(self) -> usize {
        // 1 January 1970 was a Thursday.
        (self.0.rem_euclid(7) as usize + 3) % 7
    }

    /// The Monday of this date's week.
    #[must_use]
    pub const fn start_of_week(self) -> Self {
        self.plus_days(-(self.weekday() as i32))
    }

    /// The first date of this date's month.
    #[must_use]
    pub fn start_of_month(self) -> Self {
        self.date().with_day(1).map_or(self, Self::from_date)
    }

    /// Whether it is at most so many days from an anniversary of an earlier date, the date itself
    /// being none. Who joined on 29 February has it on the 28th of a year without one.
    #[must_use]
    pub fn is_near_anniversary(self, of: Self, within_days: u16) -> bool {
        let days = self.0.saturating_sub(of.0).saturating_add(400);
        // The years that can have one near: more than needed rather than fewer.
        let about = u32::try_from(days / 366).unwrap_or_default();
        (about.saturating_sub(1).max(1)..=about + 2).any(|years| {
            let day = of.plus_months(12 * years);
            day.0.abs_diff(self.0) <= u32::from(within_days)
        })
    }

    /// The first date of this date's year.
    #[must_use]
    pub fn start_of_year(self) -> Self {
        self.date().with_ordinal(1).map_or(self, Self::from_date)
    }

    /// The last date of the period of so many months, counted from January, that this is in.
    fn end_of_period(self, months: u32) -> Self {
        let date = self.date();
        let left = months - date.month0() % months;
        self.start_of_month().plus_months(left).plus_days(-1)
    }

    fn date(self) -> NaiveDate {
        let days = TimeDelta::try_days(i64::from(self.0)).unwrap_or_default();
        NaiveDate::default()
            .checked_add_signed(days)
            .unwrap_or_default()
    }

    fn from_date(date: NaiveDate) -> Self {
        let days = date.signed_duration_since(NaiveDate::default()).num_days();
        Self(i32::try_from(days).unwrap_or_default())
    }
}

impl core::fmt::Display for Day {
    /// The date, such as `2026-11-01`.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let date = self.date();
        write!(
            f,
            "{:04}-{:02}-{:02}",
            date.year(),
            date.month(),
            date.day()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::from_date(NaiveDate::from_ymd_opt(year, month, day).unwrap())
    }

    #[test]
    fn a_moment_reads_any_offset_and_writes_utc() {
        let noon = Moment::parse("2026-11-23T20:00:00+08:00").unwrap();
        assert_eq!(noon.to_string(), "2026-11-23T12:00:00Z");
        assert_eq!(Moment::parse(&noon.to_string()), Ok(noon));
        assert_eq!(Moment::parse("2026-11-23T12:00:00"), Err(NotAMoment));
        assert_eq!(Moment::parse("1969-12-31T23:59:59Z"), Err(NotAMoment));
        assert_eq!(Moment::LAST.to_string(), "2199-12-31T23:59:59.999Z");
        assert_eq!(Moment::from_ms(MAX_MOMENT_MS + 1), Err(NotAMoment));
    }

    #[test]
    fn months_clamp_to_the_end_of_a_shorter_one() {
        assert_eq!(day(2027, 1, 31).plus_months(1), day(2027, 2, 28));
        assert_eq!(day(2028, 1, 31).plus_months(1), day(2028, 2, 29));
        assert_eq!(day(2028, 2, 29).plus_months(12), day(2029, 2, 28));
    }

    #[test]
    fn periods_end_where_the_calendar_says() {
        assert_eq!(day(2018, 10, 25).end_of_month().0 - day(2018, 10, 25).0, 6);
        assert_eq!(day(2018, 10, 25).end_of_year().0 - day(2018, 10, 25).0, 67);
        assert_eq!(day(2018, 10, 25).end_of_quarter(), day(2018, 12, 31));
        assert_eq!(day(2028, 2, 1).end_of_month(), day(2028, 2, 29));
        assert_eq!(day(2028, 2, 29).end_of_named_month(2), day(2028, 2, 29));
        assert_eq!(day(2028, 3, 1).end_of_named_month(2), day(2029, 2, 28));
        assert_eq!(day(2027, 12, 31).end_of_named_month(1), day(2028, 1, 31));
        assert_eq!(day(2027, 1, 1).end_of_named_month(12), day(2027, 12, 31));
        assert_eq!(day(2028, 12, 31).end_of_year(), day(2028, 12, 31));
        assert_eq!(day(2028, 2, 29).start_of_month(), day(2028, 2, 1));
        assert_eq!(day(2026, 11, 22).weekday(), 6);
        assert_eq!(day(1970, 1, 1).start_of_week(), day(1969, 12, 29));
        assert_eq!(day(2026, 11, 22).start_of_week(), day(2026, 11, 16));
        assert_eq!(day(2026, 11, 23).start_of_week(), day(2026, 11, 23));
        assert_eq!(day(2028, 12, 31).start_of_year(), day(2028, 1, 1));
        assert_eq!(day(2027, 1, 1).start_of_year(), day(2027, 1, 1));
    }
}
