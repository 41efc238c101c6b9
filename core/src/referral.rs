//! Referrals as they stand (推荐入会): who brought in a member, and what that gave. Clause 6.1.1b.

use serde::Serialize;

use crate::id::MemberId;
use crate::moment::{Day, Moment};
use crate::policy::ReferralDue;
use crate::wire::record;

/// Who brought in a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Referral {
    /// The other member.
    pub referrer: MemberId,
    /// The version of the policy that says what it gives.
    pub policy_version: u32,
    /// What it waits for.
    pub due: ReferralDue,
    /// Since when it is due; absent where it is not yet.
    pub due_since: Option<Moment>,
    /// When it was rewarded; absent where it was not.
    pub rewarded_at: Option<Moment>,
}

record!(Referral {
    0: referrer,
    1: policy_version,
    2: due,
    3: due_since,
    4: rewarded_at
});

/// How many referrals of a member were rewarded in the latest period that counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RewardedReferrals {
    /// The first day of the period, in the zone of the policy.
    pub since: Day,
    /// How many.
    pub count: u32,
}

record!(RewardedReferrals { 0: since, 1: count });
