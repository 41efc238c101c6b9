//! Clause 6.3: how long points are valid.

use serde::Serialize;

use crate::document::{Reader, Unit};
use crate::limits::MAX_REMINDERS;
use crate::moment::Moment;
use crate::wire::{choice, names, record};
use crate::zone::Zone;

/// The length of validity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// Points never expire.
    Never,
    /// So many civil days.
    Days(u16),
    /// So many calendar months; the end of a shorter month where the day is missing.
    Months(u16),
    /// So many calendar years; 28 February where 29 February is missing.
    Years(u16),
}

choice!(Length {
    0: Never (),
    1: Days(0: inner),
    2: Months(0: inner),
    3: Years(0: inner),
});

/// The period to whose last day an expiry moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodEnd {
    /// None: the expiry keeps its time of day.
    #[default]
    None,
    /// The day that it falls on.
    Day,
    /// The last day of its month.
    Month,
    /// The last day of its quarter.
    Quarter,
    /// The last day of its year.
    Year,
}

names!(PeriodEnd {
    0: None,
    1: Day,
    2: Month,
    3: Quarter,
    4: Year
});

/// Whether points are valid on the day that they expire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Boundary {
    /// At exactly the expiry they are gone; where it was moved to a day, when that day begins.
    #[default]
    Instant,
    /// They are valid through that whole day in the policy's zone.
    ThroughDay,
}

names!(Boundary {
    0: Instant,
    1: ThroughDay
});

/// When validity begins to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValidityStart {
    /// When the points are earned.
    #[default]
    Earning,
    /// When pending points become available.
    Activation,
}

names!(ValidityStart {
    0: Earning,
    1: Activation
});

/// How long points are valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Validity {
    /// The length.
    pub length: Length,
    /// The period whose last day it runs to.
    pub period_end: PeriodEnd,
    /// Whether the last day counts.
    pub boundary: Boundary,
    /// When it begins.
    pub start: ValidityStart,
    /// How many civil days before it expires a lot is reminded of, most days first; none where
    /// empty. Clause 6.3.2.
    pub remind_days: Vec<u16>,
}

record!(Validity {
    0: length,
    1: period_end,
    2: boundary,
    3: start,
    4: remind_days
});

impl Validity {
    /// The first moment at which points are gone whose validity began at `from`; absent where
    /// they never are.
    #[must_use]
    pub fn expires_at(&self, from: Moment, zone: &Zone) -> Option<Moment> {
        let (day, time_ms) = zone.civil(from);
        let last = match self.length {
            Length::Never => return None,
            Length::Days(days) => day.plus_days(i32::from(days)),
            Length::Months(months) => day.plus_months(u32::from(months)),
            Length::Years(years) => day.plus_months(u32::from(years) * 12),
        };
        let (last, time_ms) = match self.period_end {
            PeriodEnd::None => (last, time_ms),
            PeriodEnd::Day => (last, 0),
            PeriodEnd::Month => (last.end_of_month(), 0),
            PeriodEnd::Quarter => (last.end_of_quarter(), 0),
            PeriodEnd::Year => (last.end_of_year(), 0),
        };
        Some(match self.boundary {
            Boundary::Instant => zone.moment(last, time_ms),
            Boundary::ThroughDay => zone.start_of(last.plus_days(1)),
        })
    }

    /// When the member is reminded, so many days ahead, of what expires at a moment: so many civil
    /// days earlier, at the same time of day.
    #[must_use]
    pub fn reminds_at(expires_at: Moment, days: u16, zone: &Zone) -> Moment {
        let (day, time_ms) = zone.civil(expires_at);
        zone.moment(day.plus_days(-i32::from(days)), time_ms)
    }

    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let ends = [
            ("none", PeriodEnd::None),
            ("day", PeriodEnd::Day),
            ("month", PeriodEnd::Month),
            ("quarter", PeriodEnd::Quarter),
            ("year", PeriodEnd::Year),
        ];
        let boundaries = [
            ("instant", Boundary::Instant),
            ("through_day", Boundary::ThroughDay),
        ];
        let starts = [
            ("earning", ValidityStart::Earning),
            ("activation", ValidityStart::Activation),
        ];
        let units: &[Unit<Length>] = &[
            ("days", Length::Days),
            ("months", Length::Months),
            ("years", Length::Years),
        ];
        Self {
            length: r.one_of(
                "length",
                units,
                1..=1_200,
                ("never", Length::Never),
                "the length of validity",
            ),
            period_end: r.choice("period_end", &ends, Some(0), "to whose last day it runs"),
            boundary: r.choice(
                "boundary",
                &boundaries,
                Some(0),
                "whether the last day counts",
            ),
            start: r.choice("start", &starts, Some(0), "when validity begins"),
            remind_days: r.descending(
                "remind_days",
                1..=366,
                MAX_REMINDERS,
                "days before expiry on which the member is reminded, most days first",
            ),
        }
    }
}
