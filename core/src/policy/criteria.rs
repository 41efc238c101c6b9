//! What reaching or keeping a tier takes, where that is more than one number (3.1.1).

use serde::Serialize;

use super::{Qualified, Reached, Threshold};
use crate::document::Reader;
use crate::number::{MAX_AMOUNT, Money, Points};
use crate::wire::{names, record};

/// One way to a tier: everything that it asks for must be there. What counts by days counts within
/// the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Criteria {
    /// Qualifying spend, in minor units.
    pub spend_minor: Option<Money>,
    /// Orders for which cash was paid.
    pub orders: Option<u32>,
    /// Qualifying points.
    pub points: Option<Points>,
    /// Points earned by tasks.
    pub activity_points: Option<Points>,
    /// The last credit score.
    pub credit: Option<u16>,
    /// True where it takes an invitation to the tier that is not over; absent where it takes none.
    pub invitation: Option<bool>,
}

record!(Criteria {
    0: spend_minor,
    1: orders,
    2: points,
    3: activity_points,
    4: credit,
    5: invitation
});

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// Qualifying spend, in minor units.
    SpendMinor,
    /// Orders for which cash was paid.
    Orders,
    /// Qualifying points.
    Points,
    /// Points earned by tasks.
    ActivityPoints,
    /// The last credit score.
    Credit,
    /// An invitation to the tier: 1 while there is one.
    Invitation,
}

names!(Measured {
    0: SpendMinor,
    1: Orders,
    2: Points,
    3: ActivityPoints,
    4: Credit,
    5: Invitation
});

/// One thing that a tier asks for, what counts of it, and what is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Measure {
    /// What.
    pub what: Measured,
    /// How much is asked for.
    pub needed: i64,
    /// How much counts.
    pub counted: i64,
    /// How much is missing; 0 where there is enough.
    pub missing: i64,
}

record!(Measure {
    0: what,
    1: needed,
    2: counted,
    3: missing
});

impl Criteria {
    /// The one way that a single threshold is.
    #[must_use]
    pub fn of(threshold: Threshold) -> Self {
        match threshold {
            Threshold::Spend(spend) => Self {
                spend_minor: Some(spend),
                ..Self::default()
            },
            Threshold::Points(points) => Self {
                points: Some(points),
                ..Self::default()
            },
        }
    }

    /// All that it asks for, each beside what counts of it.
    pub fn measures(self, reached: Reached, counted: Qualified) -> impl Iterator<Item = Measure> {
        let parts = [
            (
                Measured::SpendMinor,
                self.spend_minor.map(Money::value),
                counted.spend.value(),
            ),
            (
                Measured::Orders,
                self.orders.map(i64::from),
                i64::from(counted.orders),
            ),
            (
                Measured::Points,
                self.points.map(Points::value),
                counted.points.value(),
            ),
            (
                Measured::ActivityPoints,
                self.activity_points.map(Points::value),
                counted.activity_points.value(),
            ),
            (
                Measured::Credit,
                self.credit.map(i64::from),
                i64::from(counted.credit.unwrap_or_default()),
            ),
            (
                Measured::Invitation,
                self.invitation.map(i64::from),
                i64::from(counted.invited_here),
            ),
        ];
        parts
            .into_iter()
            .filter_map(move |(what, needed, counted)| {
                let needed = needed?;
                Some(Measure {
                    what,
                    needed,
                    counted,
                    // There is an invitation or none: more than one cannot be asked for.
                    missing: match what {
                        Measured::Invitation => Reached::AtLeast.gap(needed, counted),
                        _ => reached.gap(needed, counted),
                    },
                })
            })
    }

    /// Whether so much is enough.
    #[must_use]
    pub fn are_met(self, reached: Reached, counted: Qualified) -> bool {
        self.measures(reached, counted).all(|it| it.missing == 0)
    }

    pub(super) fn read<const DESCRIBES: bool>(
        r: &mut Reader<'_, DESCRIBES>,
        (by_points, by_invitation): (bool, bool),
    ) -> Self {
        let points = r.optional("points", |r| {
            r.points("points", 1..=MAX_AMOUNT, "qualifying points in the window")
        });
        if points.is_some() && !by_points {
            r.finding("points", "not_here");
        }
        let asked = |r: &mut Reader<'_, DESCRIBES>| {
            r.optional("invitation", |r| {
                r.flag("invitation", "it takes an invitation to the tier")
            })
        };
        let invitation = by_invitation.then(|| asked(r)).flatten();
        if invitation == Some(false) {
            r.finding("invitation", "criteria_empty");
        }
        let criteria = Self {
            spend_minor: r.optional("spend", |r| r.money("spend", "spend in the window")),
            orders: r.optional("orders", |r| {
                r.whole("orders", 1..=1_000_000, "orders paid in the window")
            }),
            points,
            activity_points: r.optional("activity_points", |r| {
                let doc = "points that tasks gave in the window";
                r.points("activity_points", 1..=MAX_AMOUNT, doc)
            }),
            credit: r.optional("credit", |r| {
                r.whole("credit", 1..=u16::MAX, "the last credit score")
            }),
            invitation,
        };
        if r.is_empty() {
            r.finding("", "criteria_empty");
        }
        criteria
    }
}
