//! What events of purchases made outside, of chargebacks and of invoices are made of. Chapter 5.

use serde::Serialize;

use super::{HoldPart, LotPart, Pending};
use crate::id::{ChargebackId, OperatorId, OrderId, RuleId, TillReceiptId};
use crate::moment::{Day, Moment};
use crate::number::{Money, Points};
use crate::policy::{InvoiceBasis, UnreviewedClaim};
use crate::sale::{Charge, Sold};
use crate::state::Counted;
use crate::wire::record;

/// A purchase made outside, claimed (线下订单登记). Clause 5.1.1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimedPurchase {
    /// The order that it becomes.
    pub order: OrderId,
    /// The till's receipt.
    pub till_receipt: TillReceiptId,
    /// Who claimed it on the member's behalf; absent where the member did.
    pub by: Option<OperatorId>,
    /// The version of the policy of the moment of purchase, which governs it for ever.
    pub policy_version: u32,
    /// What was paid, in minor units.
    pub cash_minor: Money,
    /// The part of it that counts toward tiers once it is approved, in minor units.
    pub qualifying_minor: Money,
    /// The qualifying points that it will give; absent where tiers go by spend.
    pub qualifying_points: Option<Points>,
    /// The points that it will earn once it is approved.
    pub earn_points: Points,
    /// What was sold; absent where its policy takes nothing back.
    pub sold: Option<Sold>,
    /// Where what it will earn counts toward caps, from now until it is refused.
    pub counted: Vec<Counted>,
    /// When it was bought.
    pub purchased_at: Moment,
    /// By when it is reviewed.
    pub review_by: Moment,
    /// What happens when it is not.
    pub when_overdue: UnreviewedClaim,
    /// When it was claimed.
    pub at: Moment,
}

record!(ClaimedPurchase {
    0: order,
    1: till_receipt,
    2: by,
    3: policy_version,
    4: cash_minor,
    5: qualifying_minor,
    6: qualifying_points,
    7: earn_points,
    8: sold,
    9: counted,
    10: purchased_at,
    11: review_by,
    12: when_overdue,
    13: at
});

/// A claim was approved: it is a purchase like any other. Clause 5.1.1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApprovedPurchase {
    /// The order.
    pub order: OrderId,
    /// Who approved it; absent where the policy did.
    pub by: Option<OperatorId>,
    /// When it was bought.
    pub purchased_at: Moment,
    /// When it was approved.
    pub at: Moment,
}

record!(ApprovedPurchase {
    0: order,
    1: by,
    2: purchased_at,
    3: at
});

/// A claim was refused. Clause 5.1.1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusedPurchase {
    /// The order.
    pub order: OrderId,
    /// Who refused it.
    pub by: OperatorId,
    /// Why.
    pub reason: RuleId,
    /// When.
    pub at: Moment,
}

record!(RefusedPurchase {
    0: order,
    1: by,
    2: reason,
    3: at
});

/// A bank took back what was paid (拒付). Clause 5.3.2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordedChargeback {
    /// The order.
    pub order: OrderId,
    /// What was taken, and what it takes along.
    pub charge: Charge,
}

record!(RecordedChargeback {
    0: order,
    1: charge
});

/// A bank gave back what it had taken: what the chargeback took along is restored. Clause 5.3.2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReversedChargeback {
    /// The chargeback.
    pub chargeback: ChargebackId,
    /// The order.
    pub order: OrderId,
    /// What was given back, in minor units.
    pub amount_minor: Money,
    /// Points that had been earned and are the member's again, by lot.
    pub restored: Vec<HoldPart>,
    /// Points that the purchase uses again, by lot.
    pub used: Vec<LotPart>,
    /// Points of these that the member no longer had, and owes.
    pub owed_points: Points,
    /// The civil day, in days since 1970-01-01, on which it counts toward tiers again, the one before
    /// all where its own can no longer be told; absent where it never stopped.
    pub counts_on: Option<Day>,
    /// When.
    pub at: Moment,
    /// How many of the restored points are of its rebate; absent where none are. Clause 3.1.2d.
    pub rebate_points: Option<Points>,
    /// What the lot of the purchase waits for again; absent where it does not.
    pub waits_for: Option<Pending>,
    /// What counts toward tiers again, in minor units; absent where as much as had stopped.
    pub spend_minor: Option<Money>,
    /// The qualifying points that count again; absent where as many as had stopped.
    pub qualifying_points: Option<Points>,
}

record!(ReversedChargeback {
    0: chargeback,
    1: order,
    2: amount_minor,
    3: restored,
    4: used,
    5: owed_points,
    6: counts_on,
    7: at,
    8: rebate_points,
    9: waits_for,
    10: spend_minor,
    11: qualifying_points
});

/// An invoice of an order was asked for (发票). Clause 5.2.2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestedInvoice {
    /// The order.
    pub order: OrderId,
    /// What it is made out for.
    pub basis: InvoiceBasis,
    /// When.
    pub at: Moment,
}

record!(RequestedInvoice {
    0: order,
    1: basis,
    2: at
});
