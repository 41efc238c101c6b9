//! What counts toward tiers (3.1.1): in which days, and as money or as qualifying points (成长值).

use core::ops::RangeInclusive;

use serde::Serialize;

use super::orders::MOST_SKEW_DAYS;
use crate::document::Reader;
use crate::limits::{MAX_WINDOW_DAYS, MAX_WINDOW_MONTHS};
use crate::moment::{Day, Moment};
use crate::number::{MAX_AMOUNT, Money, OutOfRange, Points};
use crate::ratio::{Fraction, Rounding, widened};
use crate::wire::{choice, record};
use crate::zone::Zone;

/// The qualification window (评定周期): the civil days whose spend counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// So many days, today among them.
    RollingDays(u16),
    /// The calendar year of today, in the policy's zone. At its turn the count begins anew.
    CalendarYear,
    /// All days. A tier is never reviewed.
    Lifetime,
    /// So many calendar months, up to today; where a month is too short, from the next one's first
    /// day.
    RollingMonths(u16),
    /// The year of membership: from the day of registration, and from each day like it. At its turn
    /// the count begins anew.
    Anniversary,
}

choice!(Window {
    0: RollingDays(0: inner),
    1: CalendarYear (),
    2: Lifetime (),
    3: RollingMonths(0: inner),
    4: Anniversary (),
});

/// The days of the longest calendar year.
const YEAR_DAYS: u16 = 366;

impl Window {
    /// The days that count on a day. What was counted on a later one counts in a rolling window
    /// too: only another zone can have called it later.
    ///
    /// `registered` is the day on which the member registered.
    #[must_use]
    pub fn days(self, today: Day, registered: Day) -> RangeInclusive<Day> {
        match self {
            Self::RollingDays(days) => today.plus_days(1 - i32::from(days))..=Day(i32::MAX),
            Self::RollingMonths(months) => {
                today.minus_months(u32::from(months)).plus_days(1)..=Day(i32::MAX)
            }
            Self::CalendarYear | Self::Anniversary => {
                let (first, last) = self.year(today, registered);
                first..=last
            }
            Self::Lifetime => Day::BEFORE_ALL..=Day(i32::MAX),
        }
    }

    /// Whether the count begins anew each year.
    #[must_use]
    pub const fn is_yearly(self) -> bool {
        matches!(self, Self::CalendarYear | Self::Anniversary)
    }

    /// The year that a day is in: a calendar year, or one of membership. What is before registration
    /// is in the first one.
    fn year(self, day: Day, registered: Day) -> (Day, Day) {
        if self != Self::Anniversary {
            return (day.start_of_year(), day.end_of_year());
        }
        let turn = |years: u32| registered.plus_months(12 * years);
        let about = u32::try_from((day.0.saturating_sub(registered.0)) / 366).unwrap_or(0);
        let years = if turn(about + 1) <= day {
            about + 1
        } else {
            about
        };
        let first = if years == 0 {
            Day::BEFORE_ALL
        } else {
            turn(years)
        };
        (first, turn(years + 1).plus_days(-1))
    }

    /// For how many days what was counted must be remembered. A year is needed in the next one
    /// for as long as an act of its last day may still be recorded.
    #[must_use]
    pub const fn kept_days(self) -> u16 {
        match self {
            Self::RollingDays(days) => days,
            // No months in a row have more days than this each, nor so many more than that in all.
            Self::RollingMonths(months) if months < MAX_WINDOW_MONTHS => months * 31,
            Self::RollingMonths(_) => MAX_WINDOW_DAYS,
            Self::CalendarYear | Self::Anniversary => YEAR_DAYS + MOST_SKEW_DAYS,
            // What is forgotten by its day is remembered in one sum.
            Self::Lifetime => 1,
        }
    }

    /// The moment on whose day a review at a moment counts: at the turn of the year, the last of
    /// the year that ends.
    #[must_use]
    pub const fn looked_back_from(self, review: Moment) -> Moment {
        match self {
            Self::RollingDays(_) | Self::RollingMonths(_) | Self::Lifetime => review,
            Self::CalendarYear | Self::Anniversary => review.moved_ms(-1),
        }
    }

    /// When a tier that was reached or kept at a moment, for so many months, is reviewed: when
    /// they are over; with calendar years, at the end of the year in which they are over; never
    /// where all days count.
    #[must_use]
    pub fn review_at(
        self,
        zone: &Zone,
        from: Moment,
        term_months: u16,
        registered: Day,
    ) -> Option<Moment> {
        let (day, time_ms) = zone.civil(from);
        let over = day.plus_months(u32::from(term_months));
        match self {
            Self::RollingDays(_) | Self::RollingMonths(_) => Some(zone.moment(over, time_ms)),
            Self::CalendarYear | Self::Anniversary => {
                let (_, last) = self.year(over, registered);
                Some(zone.start_of(last.plus_days(1)))
            }
            Self::Lifetime => None,
        }
    }

    /// The end of the year that a review falls into, where it must wait for that: an earlier
    /// version of the policy, with another window, had set it.
    #[must_use]
    pub fn waits_until(self, zone: &Zone, review: Moment, registered: Day) -> Option<Moment> {
        let (first, last) = self.year(zone.day(review), registered);
        (self.is_yearly() && review != zone.start_of(first))
            .then(|| zone.start_of(last.plus_days(1)))
    }

    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let which = [
            "rolling",
            "calendar_year",
            "lifetime",
            "rolling_months",
            "anniversary",
        ];
        let which = which.map(|name| (name, name));
        let kind = r.choice("window", &which, Some(0), "in which spend counts");
        let days = r.whole_if(
            "window_days",
            1..=MAX_WINDOW_DAYS,
            kind == "rolling",
            "days in which spend counts, today among them (window = rolling)",
        );
        let months = r.whole_if(
            "window_months",
            1..=MAX_WINDOW_MONTHS,
            kind == "rolling_months",
            "months in which spend counts, up to today (window = rolling_months)",
        );
        match kind {
            "calendar_year" => Self::CalendarYear,
            "lifetime" => Self::Lifetime,
            "rolling_months" => Self::RollingMonths(months),
            "anniversary" => Self::Anniversary,
            _ => Self::RollingDays(days),
        }
    }
}

/// What an order gives of qualifying points: in proportion to the cash paid for goods, floored for
/// each order. They are never spent and never expire (6.3.1 is not about them); only the window
/// ends them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Qualifying {
    /// Qualifying points …
    pub points: Points,
    /// … for so much cash, in minor units, at least 1.
    pub per_minor: Money,
}

record!(Qualifying {
    0: points,
    1: per_minor
});

impl Qualifying {
    /// The qualifying points of an order.
    ///
    /// # Errors
    /// [`OutOfRange`] where they are no amount.
    pub fn of(&self, cash: Money) -> Result<Points, OutOfRange> {
        let exact = widened(cash.value(), self.points.value());
        Fraction::of(exact, self.per_minor.value()).round(Rounding::Floor)
    }

    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let points = r.points("points", 1..=1_000_000_000, "so many qualifying points");
        let per_minor = r.money("per", "for so much cash; the rest of an order gives none");
        if per_minor <= Money::ZERO {
            r.finding("per", "per_not_positive");
        }
        Self { points, per_minor }
    }
}

/// What a tier asks for within the window: money or qualifying points, never one for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Threshold {
    /// Qualifying spend, in minor units.
    #[serde(rename = "spend_minor")]
    Spend(Money),
    /// Qualifying points.
    #[serde(rename = "points")]
    Points(Points),
}

choice!(Threshold {
    0: Spend(0: inner),
    1: Points(0: inner),
});

impl Threshold {
    /// Whether it asks for nothing.
    #[must_use]
    pub const fn is_nothing(self) -> bool {
        match self {
            Self::Spend(spend) => spend.is_zero(),
            Self::Points(points) => points.is_zero(),
        }
    }

    pub(super) fn read<const DESCRIBES: bool>(
        r: &mut Reader<'_, DESCRIBES>,
        (is_one, by_points): (bool, bool),
    ) -> Self {
        let spend = r.money_if(
            "enter_spend",
            is_one && !by_points,
            "spend in the window that the tier takes",
        );
        let points = r.points_if(
            "enter_points",
            0..=MAX_AMOUNT,
            is_one && by_points,
            "qualifying points in the window that it takes instead (with tiers.qualifying)",
        );
        if by_points {
            Self::Points(points)
        } else {
            Self::Spend(spend)
        }
    }
}

/// What counts of a member in a window, each for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Qualified {
    /// Qualifying spend, in minor units.
    pub spend: Money,
    /// Qualifying points.
    pub points: Points,
    /// Orders for which cash was paid.
    pub orders: u32,
    /// Points earned by tasks.
    pub activity_points: Points,
    /// The last credit score, whenever it was recorded; absent where there is none.
    pub credit: Option<u16>,
    /// The place of the tier that the member is invited to; absent where there is no invitation.
    pub invited_to: Option<usize>,
    /// Whether the tier that this is held against is that one.
    pub invited_here: bool,
}

impl Qualified {
    /// The same, to be held against the tier at a place.
    #[must_use]
    pub fn toward(self, place: usize) -> Self {
        Self {
            invited_here: self.invited_to == Some(place),
            ..self
        }
    }

    /// The same without an invitation.
    #[must_use]
    pub fn uninvited(self) -> Self {
        Self {
            invited_to: None,
            ..self
        }
    }

    /// This and more.
    ///
    /// # Errors
    /// [`OutOfRange`] where a sum is no amount.
    pub fn plus(self, more: Self) -> Result<Self, OutOfRange> {
        Ok(Self {
            spend: self.spend.plus(more.spend)?,
            points: self.points.plus(more.points)?,
            orders: self.orders.saturating_add(more.orders),
            activity_points: self.activity_points.plus(more.activity_points)?,
            credit: more.credit.or(self.credit),
            invited_to: more.invited_to.or(self.invited_to),
            invited_here: self.invited_here,
        })
    }
}
