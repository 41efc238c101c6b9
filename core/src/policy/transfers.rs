//! Gifts of points from member to member. Clause 6.2.2.

use serde::Serialize;

use super::CapPeriod;
use crate::document::Reader;
use crate::number::{MAX_AMOUNT, Points};
use crate::wire::{names, record};

/// What becomes of the validity of points that are given away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GivenValidity {
    /// They expire when they would have.
    #[default]
    Keep,
    /// They are as valid as points that the receiver is granted now.
    Restart,
}

names!(GivenValidity {
    0: Keep,
    1: Restart
});

/// The terms of transfers (转赠).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Transfers {
    /// The fewest points of one transfer, from 1.
    pub least: Points,
    /// The most points that one member may give away on one civil day; absent where there is no
    /// such limit.
    pub most_per_day: Option<Points>,
    /// The most in one calendar month; absent where there is no such limit.
    pub most_per_month: Option<Points>,
    /// What becomes of their validity.
    pub validity: GivenValidity,
}

record!(Transfers {
    0: least,
    1: most_per_day,
    2: most_per_month,
    3: validity
});

impl Transfers {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let validity = [
            ("keep", GivenValidity::Keep),
            ("restart", GivenValidity::Restart),
        ];
        let least = r.points_or("least", 1..=MAX_AMOUNT, 1, "the fewest points of one");
        let mut limit = |name, doc| r.optional(name, |r| r.points(name, 1..=MAX_AMOUNT, doc));
        let most_per_day = limit("most_per_day", "points that one member may give in a day");
        let most_per_month = limit(
            "most_per_month",
            "points that one member may give in a month",
        );
        for (name, most) in [
            ("most_per_day", most_per_day),
            ("most_per_month", most_per_month),
        ] {
            if most.is_some_and(|most| most < least) {
                r.finding(name, "transfers_below_least");
            }
        }
        Self {
            least,
            most_per_day,
            most_per_month,
            validity: r.choice(
                "validity",
                &validity,
                Some(0),
                "the validity of what is given",
            ),
        }
    }

    /// The limits over time, each with its period.
    #[must_use]
    pub(crate) const fn limits(&self) -> super::Limits {
        [
            (CapPeriod::Day, self.most_per_day),
            (CapPeriod::Month, self.most_per_month),
        ]
    }
}
