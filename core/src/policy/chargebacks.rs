//! Clause 5.3: what follows when a bank takes back what was paid.

use serde::Serialize;

use crate::document::Reader;
use crate::wire::{names, record};

/// What becomes of the points that were used on a purchase of which a bank took the cash back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargedPoints {
    /// They go back to their lots, as a refund's do.
    #[default]
    Reinstate,
    /// They stay used.
    Keep,
}

names!(ChargedPoints {
    0: Reinstate,
    1: Keep
});

/// The terms of chargebacks (拒付).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Chargebacks {
    /// Days after the order is settled for which a purchase is kept because a bank may still take
    /// its cash back, or give it again.
    pub within_days: u16,
    /// What becomes of the points that were used on it.
    pub points: ChargedPoints,
}

record!(Chargebacks {
    0: within_days,
    1: points
});

impl Chargebacks {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let points = [
            ("reinstate", ChargedPoints::Reinstate),
            ("keep", ChargedPoints::Keep),
        ];
        let doc = "days after the order is settled for which a chargeback is expected";
        Self {
            within_days: r.whole("within_days", 0..=550, doc),
            points: r.choice(
                "points",
                &points,
                Some(0),
                "what becomes of the points that were used",
            ),
        }
    }
}
