//! The answer to a cart: tier, price, offset and points, before anything is recorded (试算).

use serde::Serialize;

use crate::benefits::{PromisedRebate, QuotedShipping, TierDiscount};
use crate::budget::QuotedBudget;
use crate::id::{RuleId, TierId};
use crate::moment::Moment;
use crate::number::{Money, Points};
use crate::policy::{CapPeriod, OverCap};
use crate::refusal::Refusal;
use crate::remainder::Remainder;
use crate::tender::QuotedTender;
use crate::voucher::QuotedVoucher;
use crate::wire::{names, record};

/// One line of a quote, in the cart's order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct QuotedLine {
    /// Price times quantity less all discounts of the line, in minor units.
    pub net_minor: Money,
    /// Whether points may offset this line.
    pub offset_eligible: bool,
    /// The line's share of the offset, in minor units.
    pub offset_minor: Money,
    /// What the line's points are reckoned on, in minor units; 0 where it earns nothing.
    pub basis_minor: Money,
    /// Points that the line earns. Where the policy rounds by order, the line's share of them.
    pub earn_points: Points,
    /// The line's part of what the tier's discounts take off, in minor units; absent where they take
    /// nothing.
    pub tier_discount_minor: Option<Money>,
    /// The line's part of the rebate; absent where it has none.
    pub rebate_points: Option<Points>,
    /// The line's part of what is paid by tenders that do not count, in minor units; absent where
    /// none pays any of it.
    pub uncounted_minor: Option<Money>,
}

record!(QuotedLine {
    0: net_minor,
    1: offset_eligible,
    2: offset_minor,
    3: basis_minor,
    4: earn_points,
    5: uncounted_minor,
    7: tier_discount_minor,
    8: rebate_points
});

/// What held the usable points down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OffsetLimit {
    /// The points that the member has available.
    Balance,
    /// The share of the eligible goods' price that points may pay.
    Share,
    /// The most points that one order may use.
    MostPoints,
    /// The cash that must be left to pay.
    LeastCash,
}

names!(OffsetLimit {
    0: Balance,
    1: Share,
    2: MostPoints,
    3: LeastCash
});

/// The offset part of a quote (抵扣). Clause 6.2.1b.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuotedOffset {
    /// Points asked for.
    pub asked_points: Points,
    /// Points used.
    pub points: Points,
    /// What they take off the price, in minor units.
    pub value_minor: Money,
    /// The most points that this cart and member could use now; 0 where none.
    pub most_points: Points,
    /// The least that may be used at all; 0 where there is no offset.
    pub least_points: Points,
    /// Points are used in multiples of this; 0 where there is no offset.
    pub step_points: Points,
    /// What holds `most_points` down; absent where nothing can be used for another reason.
    pub limited_by: Option<OffsetLimit>,
}

record!(QuotedOffset {
    0: asked_points,
    1: points,
    2: value_minor,
    3: most_points,
    4: least_points,
    5: step_points,
    6: limited_by
});

/// The way to a higher tier, in money where tiers go by spend, in points where they go by
/// qualifying points; the other fields are absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NextTier {
    /// The tier.
    pub tier: TierId,
    /// The qualifying spend that it asks for, in minor units.
    pub enter_minor: Option<Money>,
    /// The spend still missing before this order, in minor units.
    pub missing_minor: Option<Money>,
    /// The spend still missing once this order is paid, in minor units; 0 when it lifts.
    pub missing_after_minor: Option<Money>,
    /// The qualifying points that it asks for.
    pub enter_points: Option<Points>,
    /// The qualifying points still missing before this order.
    pub missing_points: Option<Points>,
    /// The qualifying points still missing once this order is paid; 0 when it lifts.
    pub missing_after_points: Option<Points>,
}

record!(NextTier {
    0: tier,
    1: enter_minor,
    2: missing_minor,
    3: missing_after_minor,
    4: enter_points,
    5: missing_points,
    6: missing_after_points
});

/// The tier part of a quote (会员等级). Clause 3.1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuotedTier {
    /// The tier held now.
    pub tier: TierId,
    /// The tier held once this order is paid.
    pub tier_after: TierId,
    /// Qualifying spend within the window before this order, in minor units.
    pub spend_minor: Money,
    /// What this order adds to it when paid, in minor units.
    pub adds_minor: Money,
    /// The next tier above the one held now; absent at the highest.
    pub next: Option<NextTier>,
    /// Qualifying points within the window before this order; absent where tiers go by spend.
    pub qualifying_points: Option<Points>,
    /// What this order adds to them when paid; absent where tiers go by spend.
    pub adds_points: Option<Points>,
}

record!(QuotedTier {
    0: tier,
    1: tier_after,
    2: spend_minor,
    3: adds_minor,
    4: next,
    5: qualifying_points,
    6: adds_points
});

/// The cap that held down what an order earns. Clause 6.1.1a.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EarnCap {
    /// The cap, by its id in the policy: of several the last that took something away.
    pub cap: RuleId,
    /// What it is for.
    pub period: CapPeriod,
    /// Whether the order earns up to the cap, or nothing.
    pub over: OverCap,
    /// Points that the cap left for this order, earlier orders counted.
    pub room_points: Points,
    /// Points that the order would earn without any cap.
    pub uncapped_points: Points,
}

record!(EarnCap {
    0: cap,
    1: period,
    2: over,
    3: room_points,
    4: uncapped_points
});

/// The remainder that is carried from order to order. Clause 6.1.1a.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct QuotedRemainder {
    /// What earlier orders left, and this one earns with; below nothing where refunds took back more
    /// than was left, which this one makes up for first.
    pub before: Remainder,
    /// What is carried on once this order is paid, where nothing else happens.
    pub after: Remainder,
}

record!(QuotedRemainder {
    0: before,
    1: after
});

/// The whole answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// The version of the policy that governs.
    pub policy_version: u32,
    /// The lines.
    pub lines: Vec<QuotedLine>,
    /// The goods, before points, in minor units.
    pub goods_minor: Money,
    /// Shipping, in minor units.
    pub shipping_minor: Money,
    /// The offset.
    pub offset: QuotedOffset,
    /// What is left to pay in cash, in minor units.
    pub cash_minor: Money,
    /// Points that the order earns when paid.
    pub earn_points: Points,
    /// When the earned points expire, if it were paid now; absent where they never do, or where
    /// that is not known before they are activated.
    pub earn_expires_at: Option<Moment>,
    /// Points available before this order.
    pub available_points: Points,
    /// The tier.
    pub tier: QuotedTier,
    /// Why placing this order now would be refused; absent where it would not.
    pub refusal: Option<Refusal>,
    /// What held down the points that the order earns; absent where no cap did.
    pub earn_cap: Option<EarnCap>,
    /// The voucher that is used; absent where none is. Lines and goods are what it leaves.
    pub voucher: Option<QuotedVoucher>,
    /// What the activities that act and have a budget give, in the order of the policy.
    pub budgets: Vec<QuotedBudget>,
    /// The discounts of the tier held that act (3.1.2b). Lines and goods are what they leave.
    pub discounts: Vec<TierDiscount>,
    /// The free shipping of the tier held (3.1.2c); absent where it has none, or nothing is shipped
    /// for money. Shipping is 0 where it is free.
    pub free_shipping: Option<QuotedShipping>,
    /// The points that the order gives back once it is settled (3.1.2d); absent where it gives none.
    pub rebate: Option<PromisedRebate>,
    /// The parts of points that are carried; absent where the policy drops them.
    pub remainder: Option<QuotedRemainder>,
    /// What pays a part beside points and cash, in the order of the cart.
    pub tenders: Vec<QuotedTender>,
}

record!(Quote {
    0: policy_version,
    1: lines,
    2: goods_minor,
    3: shipping_minor,
    4: offset,
    5: cash_minor,
    6: earn_points,
    7: earn_expires_at,
    8: available_points,
    9: tier,
    10: refusal,
    11: earn_cap,
    12: voucher,
    13: remainder,
    14: discounts,
    15: free_shipping,
    16: rebate,
    17: tenders,
    18: budgets
});
