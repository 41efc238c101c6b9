//! Reports for whoever runs the programme: what is owed in points, what breaks, what every order came
//! to. Clauses 5.2.2, 6.2 and 6.3.
//!
//! A report over all members never fits into one call, nor need it: each takes a page of states or of
//! events and what the pages before came to, and gives what all of them come to so far. What is passed
//! along stays small however many members there are.

mod breakage;
mod liability;
mod reconciliation;

use serde::Serializer;

use crate::moment::{Day, Moment};
use crate::zone::Zone;

pub use breakage::{Breakage, BreakageInput, Logged, MonthOfPoints, breakage};
pub use liability::{Liability, LiabilityInput, MonthOfLiability, TierLiability, liability};
pub use reconciliation::{
    Mismatch, OrderEnd, OrderRow, Reconciled, Reconciliation, ReconciliationInput, reconcile,
};

/// A month as a text, from its first day.
fn written(month: Day) -> String {
    let first = month.to_string();
    first.strip_suffix("-01").unwrap_or(&first).to_owned()
}

/// A month in JSON, such as `2026-11`.
fn as_month<S: Serializer>(month: &Day, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&written(*month))
}

/// A month in JSON, or null.
#[expect(clippy::ref_option, reason = "so it is called")]
fn as_month_or_null<S: Serializer>(month: &Option<Day>, serializer: S) -> Result<S::Ok, S::Error> {
    match month {
        Some(month) => as_month(month, serializer),
        None => serializer.serialize_none(),
    }
}

/// The first day of the month that a moment is in.
fn month(zone: &Zone, at: Moment) -> Day {
    zone.day(at).start_of_month()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_january_keeps_its_month() {
        let first = |text| Day::parse(text).unwrap();
        assert_eq!(written(first("2028-01-01")), "2028-01");
        assert_eq!(written(first("2026-11-01")), "2026-11");
    }
}
