//! What the events of an order that goes on with fewer units, and of one that goes on with others, are
//! made of. Clauses 5.2.1 and 5.3.2.

use serde::Serialize;

use super::HoldPart;
use crate::budget::BudgetUse;
use crate::id::{OrderId, RefundId};
use crate::kept::CapCounted;
use crate::moment::Moment;
use crate::number::{Money, Points};
use crate::remainder::Remainder;
use crate::sale::{ExchangedUnits, ReturnedUnits};
use crate::tender::TenderPart;
use crate::wire::record;

/// Some units of an order that is not paid are void: by how much all of it becomes less.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CutOrder {
    /// The order.
    pub order: OrderId,
    /// The units that are void.
    pub lines: Vec<ReturnedUnits>,
    /// The cash that is no longer due, in minor units.
    pub cash_minor: Money,
    /// What tenders no longer pay.
    pub tenders: Vec<TenderPart>,
    /// The points that are held no longer.
    pub points: Points,
    /// What they would have taken off, in minor units.
    pub value_minor: Money,
    /// The lots that they go back to.
    pub parts: Vec<HoldPart>,
    /// The points that it no longer earns.
    pub earn_points: Points,
    /// What no longer counts toward tiers, in minor units.
    pub qualifying_minor: Money,
    /// The qualifying points that it no longer gives; absent where none.
    pub qualifying_points: Option<Points>,
    /// What the remainder that it leaves grows by; absent where it does not.
    pub remainder: Option<Remainder>,
    /// What counts no longer toward caps that name rules or activities.
    pub counted: Vec<CapCounted>,
    /// What it no longer takes of the budgets of activities.
    pub budgets: Vec<BudgetUse>,
    /// When.
    pub at: Moment,
}

record!(CutOrder {
    0: order,
    1: lines,
    2: cash_minor,
    3: tenders,
    4: points,
    5: value_minor,
    6: parts,
    7: earn_points,
    8: qualifying_minor,
    9: qualifying_points,
    10: remainder,
    11: counted,
    12: budgets,
    13: at
});

/// Goods are exchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExchangedGoods {
    /// The exchange.
    pub refund: RefundId,
    /// The order.
    pub order: OrderId,
    /// What is sent instead.
    pub lines: Vec<ExchangedUnits>,
    /// When.
    pub at: Moment,
}

record!(ExchangedGoods {
    0: refund,
    1: order,
    2: lines,
    3: at
});
