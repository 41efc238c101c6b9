//! Clause 6.3: how long points are valid.

use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::document::{Reader, Unit};
use crate::moment::Moment;
use crate::zone::Zone;

/// The length of validity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
#[cbor(map)]
pub enum Length {
    /// Points never expire.
    #[n(0)]
    Never,
    /// So many civil days.
    #[n(1)]
    Days(#[n(0)] u16),
    /// So many calendar months; the end of a shorter month where the day is missing.
    #[n(2)]
    Months(#[n(0)] u16),
    /// So many calendar years; 28 February where 29 February is missing.
    #[n(3)]
    Years(#[n(0)] u16),
}

/// The period to whose last day an expiry moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum PeriodEnd {
    /// None: the expiry keeps its time of day.
    #[default]
    #[n(0)]
    None,
    /// The day that it falls on.
    #[n(1)]
    Day,
    /// The last day of its month.
    #[n(2)]
    Month,
    /// The last day of its quarter.
    #[n(3)]
    Quarter,
    /// The last day of its year.
    #[n(4)]
    Year,
}

/// Whether points are valid on the day that they expire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Boundary {
    /// At exactly the expiry they are gone; where it was moved to a day, when that day begins.
    #[default]
    #[n(0)]
    Instant,
    /// They are valid through that whole day in the policy's zone.
    #[n(1)]
    ThroughDay,
}

/// When validity begins to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum ValidityStart {
    /// When the points are earned.
    #[default]
    #[n(0)]
    Earning,
    /// When pending points become available.
    #[n(1)]
    Activation,
}

/// How long points are valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct Validity {
    /// The length.
    #[n(0)]
    pub length: Length,
    /// The period whose last day it runs to.
    #[n(1)]
    pub period_end: PeriodEnd,
    /// Whether the last day counts.
    #[n(2)]
    pub boundary: Boundary,
    /// When it begins.
    #[n(3)]
    pub start: ValidityStart,
}

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

    pub(super) fn read(r: &mut Reader<'_>) -> Self {
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
        }
    }
}
