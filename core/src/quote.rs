//! The answer to a cart: tier, price, offset and points, before anything is recorded (试算).

use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::id::TierId;
use crate::moment::Moment;
use crate::number::{Money, Points};
use crate::refusal::Refusal;

/// One line of a quote, in the cart's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct QuotedLine {
    /// Price times quantity less the line's discount, in minor units.
    #[n(0)]
    pub net_minor: Money,
    /// Whether points may offset this line.
    #[n(1)]
    pub offset_eligible: bool,
    /// The line's share of the offset, in minor units.
    #[n(2)]
    pub offset_minor: Money,
    /// What the line's points are reckoned on, in minor units; 0 where it earns nothing.
    #[n(3)]
    pub basis_minor: Money,
    /// Points that the line earns. Where the policy rounds by order, the line's share of them.
    #[n(4)]
    pub earn_points: Points,
}

/// What held the usable points down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum OffsetLimit {
    /// The points that the member has available.
    #[n(0)]
    Balance,
    /// The share of the eligible goods' price that points may pay.
    #[n(1)]
    Share,
    /// The most points that one order may use.
    #[n(2)]
    MostPoints,
    /// The cash that must be left to pay.
    #[n(3)]
    LeastCash,
}

/// The offset part of a quote (抵扣). Clause 6.2.1b.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct QuotedOffset {
    /// Points asked for.
    #[n(0)]
    pub asked_points: Points,
    /// Points used.
    #[n(1)]
    pub points: Points,
    /// What they take off the price, in minor units.
    #[n(2)]
    pub value_minor: Money,
    /// The most points that this cart and member could use now; 0 where none.
    #[n(3)]
    pub most_points: Points,
    /// The least that may be used at all; 0 where there is no offset.
    #[n(4)]
    pub least_points: Points,
    /// Points are used in multiples of this; 0 where there is no offset.
    #[n(5)]
    pub step_points: Points,
    /// What holds `most_points` down; absent where nothing can be used for another reason.
    #[n(6)]
    pub limited_by: Option<OffsetLimit>,
}

/// The way to a higher tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct NextTier {
    /// The tier.
    #[n(0)]
    pub tier: TierId,
    /// The qualifying spend that it asks for, in minor units.
    #[n(1)]
    pub enter_minor: Money,
    /// The spend still missing before this order, in minor units.
    #[n(2)]
    pub missing_minor: Money,
    /// The spend still missing once this order is paid, in minor units; 0 when it lifts.
    #[n(3)]
    pub missing_after_minor: Money,
}

/// The tier part of a quote (会员等级). Clause 3.1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct QuotedTier {
    /// The tier held now.
    #[n(0)]
    pub tier: TierId,
    /// The tier held once this order is paid.
    #[n(1)]
    pub tier_after: TierId,
    /// Qualifying spend within the window before this order, in minor units.
    #[n(2)]
    pub spend_minor: Money,
    /// What this order adds to it when paid, in minor units.
    #[n(3)]
    pub adds_minor: Money,
    /// The next tier above the one held now; absent at the highest.
    #[n(4)]
    pub next: Option<NextTier>,
}

/// The whole answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct Quote {
    /// The version of the policy that governs.
    #[n(0)]
    pub policy_version: u32,
    /// The lines.
    #[n(1)]
    pub lines: Vec<QuotedLine>,
    /// The goods, before points, in minor units.
    #[n(2)]
    pub goods_minor: Money,
    /// Shipping, in minor units.
    #[n(3)]
    pub shipping_minor: Money,
    /// The offset.
    #[n(4)]
    pub offset: QuotedOffset,
    /// What is left to pay in cash, in minor units.
    #[n(5)]
    pub cash_minor: Money,
    /// Points that the order earns when paid.
    #[n(6)]
    pub earn_points: Points,
    /// When the earned points expire, if it were paid now; absent where they never do, or where
    /// that is not known before they are activated.
    #[n(7)]
    pub earn_expires_at: Option<Moment>,
    /// Points available before this order.
    #[n(8)]
    pub available_points: Points,
    /// The tier.
    #[n(9)]
    pub tier: QuotedTier,
    /// Why placing this order now would be refused; absent where it would not.
    #[n(10)]
    pub refusal: Option<Refusal>,
}
