//! Households: members who keep points in one pool. Clause 6.2.2.

use serde::Serialize;

use super::{CapPeriod, GivenValidity};
use crate::document::Reader;
use crate::limits::MAX_HOUSEHOLD_MEMBERS;
use crate::number::{MAX_AMOUNT, Points};
use crate::wire::{names, record};

/// Who may take points from a pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhoTakes {
    /// Every member of the household.
    #[default]
    EveryMember,
    /// Its head only.
    HeadOnly,
}

names!(WhoTakes {
    0: EveryMember,
    1: HeadOnly
});

/// What becomes of the points that a member put in and nobody took, when the member leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnLeaving {
    /// They go back with the member.
    #[default]
    GiveBack,
    /// They stay in the pool, and are the head's from now on.
    Stay,
}

names!(OnLeaving {
    0: GiveBack,
    1: Stay
});

/// The terms of households (家庭积分池).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HouseholdTerms {
    /// Members of one household, its head among them, 2 to 10.
    pub most_members: u8,
    /// Who may take points.
    pub takes: WhoTakes,
    /// The fewest points to put in at once, from 1.
    pub least: Points,
    /// The most points that one member may put in on one civil day; absent where there is no such
    /// limit.
    pub most_put_per_day: Option<Points>,
    /// The most in one calendar month; absent where there is no such limit.
    pub most_put_per_month: Option<Points>,
    /// The most points that one member may take on one civil day; absent where there is no such
    /// limit.
    pub most_taken_per_day: Option<Points>,
    /// The most in one calendar month; absent where there is no such limit.
    pub most_taken_per_month: Option<Points>,
    /// What becomes of the validity of points that another member takes. In the pool nothing moves
    /// it, and who takes back what is their own gets it back as it was.
    pub validity: GivenValidity,
    /// What becomes of a member's points in the pool when the member leaves.
    pub on_leaving: OnLeaving,
    /// Days (of 24 hours) after leaving one before a member can be in another.
    pub wait_days: u16,
    /// Days (of 24 hours) for which an invitation stands, from 1.
    pub invite_days: u16,
}

record!(HouseholdTerms {
    0: most_members,
    1: takes,
    2: least,
    3: most_put_per_day,
    4: most_put_per_month,
    5: most_taken_per_day,
    6: most_taken_per_month,
    7: validity,
    8: on_leaving,
    9: wait_days,
    10: invite_days
});

/// Limits over time, each with its period.
pub(crate) type Limits = [(CapPeriod, Option<Points>); 2];

impl HouseholdTerms {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let takes = [
            ("every_member", WhoTakes::EveryMember),
            ("head_only", WhoTakes::HeadOnly),
        ];
        let validity = [
            ("keep", GivenValidity::Keep),
            ("restart", GivenValidity::Restart),
        ];
        let on_leaving = [
            ("give_back", OnLeaving::GiveBack),
            ("stay", OnLeaving::Stay),
        ];
        let most = u8::try_from(MAX_HOUSEHOLD_MEMBERS).unwrap_or(u8::MAX);
        let least = r.points_or("least", 1..=MAX_AMOUNT, 1, "the fewest points to put in");
        let mut limit = |name, doc| r.optional(name, |r| r.points(name, 1..=MAX_AMOUNT, doc));
        let put_day = limit("most_put_per_day", "points that one may put in in a day");
        let put_month = limit(
            "most_put_per_month",
            "points that one may put in in a month",
        );
        let taken_day = limit("most_taken_per_day", "points that one may take in a day");
        let taken_month = limit(
            "most_taken_per_month",
            "points that one may take in a month",
        );
        for (name, most) in [
            ("most_put_per_day", put_day),
            ("most_put_per_month", put_month),
        ] {
            if most.is_some_and(|most| most < least) {
                r.finding(name, "household_below_least");
            }
        }
        Self {
            most_members: r.whole_or("most_members", 2..=most, 5, "members, the head among them"),
            takes: r.choice("takes", &takes, Some(0), "who may take points"),
            least,
            most_put_per_day: put_day,
            most_put_per_month: put_month,
            most_taken_per_day: taken_day,
            most_taken_per_month: taken_month,
            validity: r.choice(
                "validity",
                &validity,
                Some(0),
                "the validity of what others take",
            ),
            on_leaving: r.choice(
                "on_leaving",
                &on_leaving,
                Some(0),
                "what becomes of a leaver's points",
            ),
            wait_days: r.whole_or("wait_days", 0..=3_650, 30, "days between two households"),
            invite_days: r.whole_or("invite_days", 1..=90, 7, "days an invitation stands"),
        }
    }

    /// The limits on putting in.
    #[must_use]
    pub const fn put_limits(&self) -> Limits {
        [
            (CapPeriod::Day, self.most_put_per_day),
            (CapPeriod::Month, self.most_put_per_month),
        ]
    }

    /// The limits on taking.
    #[must_use]
    pub const fn taken_limits(&self) -> Limits {
        [
            (CapPeriod::Day, self.most_taken_per_day),
            (CapPeriod::Month, self.most_taken_per_month),
        ]
    }
}
