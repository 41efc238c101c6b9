//! What events tell of referrals. Clause 6.1.1b.

use serde::Serialize;

use crate::id::MemberId;
use crate::moment::{Day, Moment};
use crate::policy::ReferralDue;
use crate::wire::record;

/// Who brought in a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordedReferral {
    /// The other member.
    pub referrer: MemberId,
    /// The version of the policy that says what it gives.
    pub policy_version: u32,
    /// What it waits for.
    pub due: ReferralDue,
    /// When.
    pub at: Moment,
}

record!(RecordedReferral {
    0: referrer,
    1: policy_version,
    2: due,
    3: at
});

/// A referral that both members are given points for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RewardedReferral {
    /// Who brought in another.
    pub referrer: MemberId,
    /// Who was brought in.
    pub referred: MemberId,
    /// The first day of the period in which it counts for the referrer; absent where the number
    /// has no limit.
    pub counts_since: Option<Day>,
    /// When.
    pub at: Moment,
}

record!(RewardedReferral {
    0: referrer,
    1: referred,
    2: counts_since,
    3: at
});
