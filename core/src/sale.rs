//! Sales: what a member bought and may still give back (退货). Part of the state, bounded: a sale
//! leaves it when the last reason's days are over and no refund of it is under way.

use serde::{Deserialize, Serialize};

use crate::benefits::{GivenRebate, OrderBenefits};
use crate::budget::BudgetUse;
use crate::cart::Line;
use crate::event::{HoldPart, Pending};
use crate::id::{
    Category, Channel, ChargebackId, OrderId, RefundId, RuleId, Sku, TierId, TillReceiptId,
};
use crate::kept::{CapRoom, OrderEarning};
use crate::moment::Moment;
use crate::number::{Money, OutOfRange, Points};
use crate::state::Counted;
use crate::tender::{PaidTender, TenderPart};
use crate::wire::{choice, record};

/// A line as it was sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SoldLine {
    /// The line of the cart.
    pub line: Line,
    /// Its share of what points took off, in minor units.
    pub offset_minor: Money,
    /// Units that were given back.
    pub returned: u32,
    /// Units that requests under way ask to give back.
    pub asked: u32,
    /// Its part of the rebate; absent where it has none.
    pub rebate_points: Option<Points>,
    /// Its part of what tenders paid that do not count, in minor units; absent where none did.
    pub uncounted_minor: Option<Money>,
}

record!(SoldLine {
    0: line,
    1: offset_minor,
    2: returned,
    3: asked,
    4: rebate_points,
    5: uncounted_minor
});

/// What an order sells, as it was promised: enough to reckon anew what a part of it earns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sold {
    /// The lines, in the cart's order.
    pub lines: Vec<SoldLine>,
    /// Shipping, in minor units.
    pub shipping_minor: Money,
    /// The tier by which it earns.
    pub tier: TierId,
    /// The channel that it came through.
    pub channel: Option<Channel>,
    /// True where it was the member's first purchase; absent where it was not.
    pub first_purchase: Option<bool>,
    /// What the cart stated about the member.
    pub facts: Vec<RuleId>,
    /// What caps that name rules or activities, and count over time, left when it was placed.
    pub rooms: Vec<CapRoom>,
    /// What paid a part beside points and cash.
    pub tenders: Vec<PaidTender>,
}

record!(Sold {
    0: lines,
    1: shipping_minor,
    2: tier,
    4: facts,
    3: rooms,
    5: tenders,
    15: channel,
    16: first_purchase
});

impl Sold {
    /// Units come back, and amounts go back to tenders: never more than there are.
    pub(crate) fn give_back(&mut self, lines: &[ReturnedUnits], tenders: &[TenderPart]) {
        for units in lines {
            let place = usize::try_from(units.line).unwrap_or(usize::MAX);
            if let Some(sold) = self.lines.get_mut(place) {
                let returned = sold.returned.saturating_add(units.quantity);
                sold.returned = returned.min(sold.line.quantity);
            }
        }
        for part in tenders {
            let mut paid = self.tenders.iter_mut();
            if let Some(paid) = paid.find(|paid| paid.tender == part.tender) {
                let back = paid.back_minor.unwrap_or_default();
                paid.back_minor = Some(back.saturating_plus(part.amount_minor));
            }
        }
    }
}

/// So many units of one line of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnedUnits {
    /// The line, counted from 0 in the order's cart.
    pub line: u32,
    /// Units, at least 1.
    pub quantity: u32,
}

record!(ReturnedUnits {
    0: line,
    1: quantity
});

/// So many units of one line, and what they are exchanged for (换货).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangedUnits {
    /// The line, counted from 0 in the order's cart.
    pub line: u32,
    /// Units, at least 1.
    pub quantity: u32,
    /// The article that is sent instead: the same, or another size or colour of it.
    pub sku: Sku,
    /// Its category.
    pub category: Category,
    /// Its price, in minor units.
    pub unit_price_minor: Money,
}

record!(ExchangedUnits {
    0: line,
    1: quantity,
    2: sku,
    3: category,
    4: unit_price_minor
});

/// How far a refund has come (退款状态).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStep {
    /// Under review (审核中).
    UnderReview {
        /// By when it is reviewed.
        review_by: Moment,
        /// Whether it is approved then by itself.
        approves_itself: bool,
    },
    /// Approved (已通过): the points are back, the cash is on its way.
    Approved {
        /// The cash to be paid back, in minor units.
        cash_minor: Money,
        /// What goes back to what paid a part beside cash.
        tenders: Vec<TenderPart>,
    },
}

choice!(RefundStep {
    0: UnderReview {
        0: review_by,
        1: approves_itself
    },
    1: Approved {
        0: cash_minor,
        1: tenders
    },
});

/// A refund or an exchange under way. Clause 5.3.2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refund {
    /// The refund.
    pub id: RefundId,
    /// Why.
    pub reason: RuleId,
    /// What.
    pub lines: Vec<ReturnedUnits>,
    /// How far it has come.
    pub step: RefundStep,
    /// When it was asked for.
    pub requested_at: Moment,
    /// What is sent instead, where the goods are exchanged; empty where they are refunded.
    pub exchange: Vec<ExchangedUnits>,
}

record!(Refund {
    0: id,
    1: reason,
    2: lines,
    3: step,
    4: requested_at,
    5: exchange
});

/// What was given back of a sale so far, in all approved refunds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GivenBack {
    /// Cash, shipping in it, in minor units.
    pub cash_minor: Money,
    /// Shipping, in minor units.
    pub shipping_minor: Money,
    /// Points that were used, back to their lots.
    pub points: Points,
    /// What those points had taken off, in minor units.
    pub value_minor: Money,
    /// Points that were earned, taken back.
    pub clawed_points: Points,
}

record!(GivenBack {
    0: cash_minor,
    1: shipping_minor,
    2: points,
    3: value_minor,
    4: clawed_points
});

/// What of an order was void before it was paid: its units count as given back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VoidPart {
    /// What they would have come to.
    pub back: GivenBack,
    /// The points that had been held for them, by lot, in the order of consumption.
    pub hold: Vec<HoldPart>,
}

record!(VoidPart { 0: back, 1: hold });

/// What a bank took back of a purchase, and what it took along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Charge {
    /// The chargeback.
    pub id: ChargebackId,
    /// What the bank took, in minor units.
    pub amount_minor: Money,
    /// The part of it that was paid for goods, in minor units; the rest is shipping.
    pub goods_minor: Money,
    /// Points that had been used, back to their lots.
    pub points: Points,
    /// What those points had taken off, in minor units.
    pub value_minor: Money,
    /// Points that were earned, taken back: those of lots, and those that are owed.
    pub clawed_points: Points,
    /// The former, with the expiry that each lot had.
    pub taken: Vec<HoldPart>,
    /// The qualifying points that stopped counting.
    pub qualifying_points: Points,
    /// 1 where the order stopped counting, nothing of its cash being left; absent where it did not.
    pub orders: Option<u32>,
    /// Whether the spend stopped counting; absent where none had counted, or the policy lets it count.
    pub uncounted: Option<bool>,
    /// Units that had been given back by then.
    pub returned_units: u32,
    /// When.
    pub at: Moment,
    /// What of the goods' part stopped counting toward tiers, in minor units; absent where all of it
    /// did.
    pub spend_minor: Option<Money>,
    /// Points of the rebate that were taken back beside; absent where none were. Clause 3.1.2d.
    pub rebate_points: Option<Points>,
    /// What the lot of the purchase waited for, of which something was taken; absent where it did not.
    pub waits_for: Option<Pending>,
}

record!(Charge {
    0: id,
    1: amount_minor,
    2: goods_minor,
    3: points,
    4: value_minor,
    5: clawed_points,
    6: taken,
    7: qualifying_points,
    8: orders,
    9: uncounted,
    10: returned_units,
    11: at,
    12: spend_minor,
    13: rebate_points,
    14: waits_for
});

/// A paid order of which something may still be given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sale {
    /// The order.
    pub order: OrderId,
    /// The version of the policy that governs it for ever.
    pub policy_version: u32,
    /// What was sold.
    pub sold: Sold,
    /// The points that were used, by lot, in the order of consumption.
    pub used: Vec<HoldPart>,
    /// The points that it earned.
    pub earned_points: Points,
    /// The lot that they went to; absent where it earned none.
    pub lot: Option<u64>,
    /// When it was placed: the moment that its earning is reckoned at.
    pub placed_at: Moment,
    /// When it was paid.
    pub paid_at: Moment,
    /// From when on nothing of it can be given back; absent until it is settled.
    pub closes_at: Option<Moment>,
    /// The refunds under way, oldest first.
    pub refunds: Vec<Refund>,
    /// What was given back so far.
    pub back: GivenBack,
    /// Where what it earned counts toward caps: what is taken back counts there no longer.
    pub counted: Vec<Counted>,
    /// What it took of the budgets of activities, less what was given back.
    pub budgets: Vec<BudgetUse>,
    /// What the tier gave it; absent where it gave nothing.
    pub benefits: Option<OrderBenefits>,
    /// The rebate that was given; absent where none was, or not yet.
    pub rebate: Option<GivenRebate>,
    /// What its earning took of the member besides, and left; absent where nothing.
    pub earning: Option<OrderEarning>,
    /// The till's receipt, where it was bought outside; absent where it was ordered here.
    pub till_receipt: Option<TillReceiptId>,
    /// The chargebacks that stand, oldest first.
    pub charges: Vec<Charge>,
    /// True where an invoice was asked for; absent where none was.
    pub invoice: Option<bool>,
    /// What it earned and expired unused: it cannot be taken back, and is never owed. What was set
    /// off against it is no longer in it; absent where nothing is.
    pub expired_points: Option<Points>,
}

record!(Sale {
    0: order,
    1: policy_version,
    2: sold,
    3: used,
    4: earned_points,
    5: lot,
    6: placed_at,
    7: paid_at,
    8: closes_at,
    9: refunds,
    10: back,
    12: budgets,
    11: earning,
    13: till_receipt,
    14: charges,
    15: counted,
    16: invoice,
    17: benefits,
    18: rebate,
    19: expired_points
});

impl Sale {
    /// Whether anything was paid for its goods that counts: then it counted as an order.
    #[must_use]
    pub fn cost_cash(&self) -> bool {
        let mut lines = self.sold.lines.iter();
        lines.any(|sold| {
            let uncounted = sold.uncounted_minor.unwrap_or_default();
            let paid = sold.line.net().and_then(|net| net.minus(sold.offset_minor));
            paid.is_ok_and(|paid| paid > uncounted)
        })
    }

    /// Units that were given back.
    #[must_use]
    pub fn returned_units(&self) -> u32 {
        let lines = self.sold.lines.iter();
        lines.fold(0, |sum, sold| sum.saturating_add(sold.returned))
    }

    /// The cash that was paid and is neither given back nor taken by a bank, in minor units.
    ///
    /// # Errors
    /// [`OutOfRange`] where a sum leaves its range.
    pub fn cash_left(&self) -> Result<Money, OutOfRange> {
        let mut paid = self.sold.shipping_minor;
        for sold in &self.sold.lines {
            paid = paid.plus(sold.line.net()?.minus(sold.offset_minor)?)?;
        }
        for tender in &self.sold.tenders {
            paid = paid.minus(tender.amount_minor)?;
        }
        let charged = Money::sum(self.charges.iter().map(|charge| charge.amount_minor))?;
        paid.minus(self.back.cash_minor)?.minus(charged)
    }

    /// Whether everything was given back.
    #[must_use]
    pub fn is_all_back(&self) -> bool {
        let mut lines = self.sold.lines.iter();
        lines.all(|sold| sold.returned >= sold.line.quantity)
    }
}
