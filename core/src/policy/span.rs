//! A length of time for which points are valid, and where it ends (6.3.1).

use serde::Serialize;

use crate::document::{Reader, Unit};
use crate::moment::Day;
use crate::wire::{choice, names, record};

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
    /// The last day of a named month, the first that is not before it.
    NamedMonth,
}

names!(PeriodEnd {
    0: None,
    1: Day,
    2: Month,
    3: Quarter,
    4: Year,
    5: NamedMonth
});

/// What a length runs from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RunsFrom {
    /// The moment at which validity begins.
    #[default]
    Start,
    /// The member's last activity, where that is later.
    Activity,
}

names!(RunsFrom {
    0: Start,
    1: Activity
});

/// One length, what it runs from, and where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The length.
    pub length: Length,
    /// The period whose last day it runs to.
    pub period_end: PeriodEnd,
    /// The named month, 1 to 12; absent where none is named.
    pub end_month: Option<u8>,
    /// What it runs from; absent: from the start of validity.
    pub runs_from: Option<RunsFrom>,
}

record!(Span {
    0: length,
    1: period_end,
    2: end_month,
    3: runs_from
});

impl Span {
    /// Whether it runs from the member's last activity.
    #[must_use]
    pub fn goes_by_activity(&self) -> bool {
        self.runs_from == Some(RunsFrom::Activity)
    }

    /// The civil day and the time of day at which it is over, begun at these; absent where never.
    #[must_use]
    pub(super) fn over(&self, day: Day, time_ms: i64) -> Option<(Day, i64)> {
        let last = match self.length {
            Length::Never => return None,
            Length::Days(days) => day.plus_days(i32::from(days)),
            Length::Months(months) => day.plus_months(u32::from(months)),
            Length::Years(years) => day.plus_months(u32::from(years) * 12),
        };
        Some(match self.period_end {
            PeriodEnd::None => (last, time_ms),
            PeriodEnd::Day => (last, 0),
            PeriodEnd::Month => (last.end_of_month(), 0),
            PeriodEnd::Quarter => (last.end_of_quarter(), 0),
            PeriodEnd::Year => (last.end_of_year(), 0),
            PeriodEnd::NamedMonth => (last.end_of_named_month(self.end_month.unwrap_or(12)), 0),
        })
    }

    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let ends = [
            ("none", PeriodEnd::None),
            ("day", PeriodEnd::Day),
            ("month", PeriodEnd::Month),
            ("quarter", PeriodEnd::Quarter),
            ("year", PeriodEnd::Year),
            ("named_month", PeriodEnd::NamedMonth),
        ];
        let units: &[Unit<Length>] = &[
            ("days", Length::Days),
            ("months", Length::Months),
            ("years", Length::Years),
        ];
        let from = [("start", RunsFrom::Start), ("activity", RunsFrom::Activity)];
        let length = r.one_of(
            "length",
            units,
            1..=1_200,
            ("never", Length::Never),
            "the length of validity",
        );
        let period_end = r.choice("period_end", &ends, Some(0), "to whose last day it runs");
        let is_named = period_end == PeriodEnd::NamedMonth;
        let doc = "the month, 1 to 12, to whose last day it runs (period_end = named_month)";
        let end_month = r.whole_if("end_month", 1..=12, is_named, doc);
        let runs_from = r.choice("runs_from", &from, Some(0), "what the length runs from");
        Self {
            length,
            period_end,
            end_month: is_named.then_some(end_month),
            runs_from: Some(runs_from).filter(|from| *from != RunsFrom::Start),
        }
    }
}
