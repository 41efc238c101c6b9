//! Clause 6.1.1b: points for bringing in a member.

use serde::{Deserialize, Serialize};

use super::{Bonus, CapPeriod};
use crate::document::Reader;
use crate::wire::{names, record};

/// When what a referral gives is due.
///
/// A refund takes nothing of it back: what happens to an order of the one member is never at hand on
/// the stream of the other by itself. So it is due, unless the policy says otherwise, only when an
/// order was received and not all of it was given back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferralDue {
    /// When an order of the new member is settled, of which anything was kept.
    #[default]
    Settled,
    /// When the new member's first order is paid.
    Paid,
    /// When the referral is recorded.
    AtOnce,
}

names!(ReferralDue {
    0: Settled,
    1: Paid,
    2: AtOnce
});

/// The terms of referrals (推荐入会).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Referrals {
    /// What the member gets who brought in another; absent where nothing.
    pub referrer: Option<Bonus>,
    /// What the member gets who was brought in; absent where nothing.
    pub referred: Option<Bonus>,
    /// When.
    pub due: ReferralDue,
    /// Days (of 24 hours) after registration within which a referral is recorded.
    pub within_days: u16,
    /// How many referrals of one member are rewarded in a period; absent where that has no end.
    pub most: Option<u32>,
    /// The period.
    pub most_in: CapPeriod,
}

record!(Referrals {
    0: referrer,
    1: referred,
    2: due,
    3: within_days,
    4: most,
    5: most_in
});

impl Referrals {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        use CapPeriod::{Lifetime, Month, Year};
        let due = [
            ("settled", ReferralDue::Settled),
            ("paid", ReferralDue::Paid),
            ("at_once", ReferralDue::AtOnce),
        ];
        let periods = [Lifetime, Year, Month].map(|period| (period.word(), period));
        let mut bonus = |name, doc| r.optional(name, |r| r.table(name, doc, Bonus::read));
        let referrer = bonus("referrer", "what the member gets who brought in another");
        let referred = bonus("referred", "what the member gets who was brought in");
        if referrer.is_none() && referred.is_none() {
            r.finding("referrer", "missing");
        }
        let doc = "days after registration within which it is recorded";
        Self {
            referrer,
            referred,
            due: r.choice("due", &due, Some(0), "when it is due"),
            within_days: r.whole_or("within_days", 1..=3_650, 30, doc),
            most: r.optional("most", |r| {
                r.whole("most", 1..=1_000_000, "so many are rewarded in a period")
            }),
            most_in: r.choice("most_in", &periods, Some(0), "the period"),
        }
    }
}
