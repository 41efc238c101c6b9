//! What events of benefits, invitations and trials say. Clauses 3.1.1 to 3.1.2d.

use serde::Serialize;

use super::LotPart;
use crate::benefits::OrderBenefits;
use crate::id::{DocumentId, OperatorId, OrderId, RuleId, TierId};
use crate::moment::{Day, Moment};
use crate::number::{Money, Points};
use crate::policy::CapPeriod;
use crate::wire::record;

/// An invitation to a tier (邀请): until a moment it counts as a way to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TierInvited {
    /// The tier.
    pub tier: TierId,
    /// Until when it counts.
    pub until: Moment,
    /// Why, by the policy's list.
    pub reason: RuleId,
    /// Who invites.
    pub by: OperatorId,
    /// When.
    pub at: Moment,
}

record!(TierInvited {
    0: tier,
    1: until,
    2: reason,
    3: by,
    4: at
});

/// A tier on trial (等级匹配): what keeps it is said by the version of the policy that it was given
/// under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatusMatched {
    /// The tier.
    pub tier: TierId,
    /// What shows the like tier elsewhere, by its reference.
    pub evidence: DocumentId,
    /// The version of the policy.
    pub policy_version: u32,
    /// When the trial is over.
    pub until: Moment,
    /// Who gives it.
    pub by: OperatorId,
    /// When.
    pub at: Moment,
}

record!(StatusMatched {
    0: tier,
    1: evidence,
    2: policy_version,
    3: until,
    4: by,
    5: at
});

/// What the tier gives an order that was placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BenefitsApplied {
    /// The order.
    pub order: OrderId,
    /// What it is given.
    pub benefits: OrderBenefits,
    /// When.
    pub at: Moment,
}

record!(BenefitsApplied {
    0: order,
    1: benefits,
    2: at
});

/// The free shipping of a paid order counts as not used: all of it was given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShippingReturned {
    /// The order.
    pub order: OrderId,
    /// The benefit.
    pub benefit: RuleId,
    /// The kind of period that it counted in.
    pub period: CapPeriod,
    /// Its first day.
    pub since: Day,
    /// When.
    pub at: Moment,
}

record!(ShippingReturned {
    0: order,
    1: benefit,
    2: period,
    3: since,
    4: at
});

/// The rebate of a settled order, as a lot of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RebateGranted {
    /// The order.
    pub order: OrderId,
    /// The benefit.
    pub benefit: RuleId,
    /// The lot, by its number within the member's stream.
    pub lot: u64,
    /// Points.
    pub points: Points,
    /// From when on they are gone; absent where never.
    pub expires_at: Option<Moment>,
    /// When.
    pub at: Moment,
    /// The version of the policy that they are valid by.
    pub valid_by: Option<u32>,
}

record!(RebateGranted {
    0: order,
    1: benefit,
    2: lot,
    3: points,
    4: expires_at,
    5: at,
    6: valid_by
});

/// The part of a rebate that goods took along when they came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RebateTakenBack {
    /// The order.
    pub order: OrderId,
    /// Points in all.
    pub points: Points,
    /// From which lots, its own first.
    pub parts: Vec<LotPart>,
    /// What is owed of them from now on.
    pub owed_points: Points,
    /// What is written off of them.
    pub written_off_points: Points,
    /// What is kept of the cash for them, in minor units.
    pub kept_minor: Money,
    /// When.
    pub at: Moment,
    /// What had expired unused of them; absent where nothing had.
    pub expired_points: Option<Points>,
}

record!(RebateTakenBack {
    0: order,
    1: points,
    2: parts,
    3: owed_points,
    4: written_off_points,
    5: kept_minor,
    6: at,
    7: expired_points
});
