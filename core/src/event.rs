//! Events: what happened, in the past tense. The log of a stream is a list of these.

use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::command::Consent;
use crate::id::{Digest, MemberId, OrderId, PaymentId, PolicyId, TierId};
use crate::moment::{Day, Moment};
use crate::number::{Money, Points};

/// A part of a hold: points of one lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct HoldPart {
    /// The lot, by its number within the member's stream.
    #[n(0)]
    pub lot: u64,
    /// Points held of it.
    #[n(1)]
    pub points: Points,
    /// When the lot was earned.
    #[n(2)]
    pub earned_at: Moment,
    /// From when on the lot is gone; absent where never.
    #[n(3)]
    pub expires_at: Option<Moment>,
}

/// What earned points wait for (待生效).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
#[cbor(map)]
pub enum Pending {
    /// For a moment.
    #[n(0)]
    Until(#[n(0)] Moment),
    /// For an order to be settled.
    #[n(1)]
    Settlement(#[n(0)] OrderId),
}

/// Why a tier changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum TierReason {
    /// A threshold was reached.
    #[n(0)]
    Upgraded,
    /// At a review the window's spend was enough for a lower tier only.
    #[n(1)]
    Downgraded,
    /// At a review the tier was kept.
    #[n(2)]
    Retained,
}

/// What happened. In JSON: an object of one key, the event's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
#[cbor(map)]
pub enum Event {
    /// A member was registered. Clause 2.1.1.
    #[n(0)]
    MemberRegistered {
        /// Who.
        #[n(0)]
        member: MemberId,
        /// The documents agreed to. Clause 2.1.2.
        #[n(1)]
        consents: Vec<Consent>,
        /// The tier that every member begins with. Clause 3.1.2a.
        #[n(2)]
        tier: TierId,
        /// When.
        #[n(3)]
        at: Moment,
    },
    /// An order was placed. Clause 5.2.1.
    #[n(1)]
    OrderPlaced {
        /// The order.
        #[n(0)]
        order: OrderId,
        /// The version of the policy that governs it for ever.
        #[n(1)]
        policy_version: u32,
        /// The cash due, in minor units.
        #[n(2)]
        cash_minor: Money,
        /// The part of it that counts toward tiers, in minor units.
        #[n(3)]
        qualifying_minor: Money,
        /// The points that it will earn when paid.
        #[n(4)]
        earn_points: Points,
        /// When it lapses unpaid.
        #[n(5)]
        lapses_at: Moment,
        /// When it was placed.
        #[n(6)]
        at: Moment,
    },
    /// Points were put on hold for an order (冻结). Clause 6.2.1b.
    #[n(2)]
    HoldAuthorized {
        /// The order.
        #[n(0)]
        order: OrderId,
        /// Points in all.
        #[n(1)]
        points: Points,
        /// What they take off the price, in minor units.
        #[n(2)]
        value_minor: Money,
        /// From which lots, in the order of consumption.
        #[n(3)]
        parts: Vec<HoldPart>,
    },
    /// The hold was taken for good (核销). Clause 6.2.1b.
    #[n(3)]
    HoldCaptured {
        /// The order.
        #[n(0)]
        order: OrderId,
        /// Points in all.
        #[n(1)]
        points: Points,
    },
    /// The hold was released (解冻), on cancellation or lapse. Clause 5.2.1.
    #[n(4)]
    HoldVoided {
        /// The order.
        #[n(0)]
        order: OrderId,
        /// What went back, each part with the expiry that it now has. A part whose lot expired
        /// meanwhile, and that gets a new expiry, has the number of a new lot.
        #[n(1)]
        parts: Vec<HoldPart>,
    },
    /// An order's cash part was paid. Clause 5.2.2.
    #[n(5)]
    OrderPaid {
        /// The order.
        #[n(0)]
        order: OrderId,
        /// The payment.
        #[n(1)]
        payment: PaymentId,
        /// What was paid, in minor units.
        #[n(2)]
        amount_minor: Money,
        /// When it settles by itself.
        #[n(3)]
        settles_at: Moment,
        /// When it was paid.
        #[n(4)]
        at: Moment,
    },
    /// An order was cancelled before payment. Clause 5.2.1.
    #[n(6)]
    OrderCancelled {
        /// The order.
        #[n(0)]
        order: OrderId,
        /// When.
        #[n(1)]
        at: Moment,
    },
    /// An order was not paid in time (超时). Clause 5.2.1.
    #[n(7)]
    OrderLapsed {
        /// The order.
        #[n(0)]
        order: OrderId,
        /// When.
        #[n(1)]
        at: Moment,
    },
    /// An order was settled (结算). Clause 5.2.1.
    #[n(8)]
    OrderSettled {
        /// The order.
        #[n(0)]
        order: OrderId,
        /// When.
        #[n(1)]
        at: Moment,
    },
    /// Points were earned by an order (获取). Clause 6.1.1a.
    #[n(9)]
    PointsEarned {
        /// The order.
        #[n(0)]
        order: OrderId,
        /// The new lot's number within the member's stream.
        #[n(1)]
        lot: u64,
        /// Points.
        #[n(2)]
        points: Points,
        /// What they wait for; absent where they are available at once.
        #[n(3)]
        pending: Option<Pending>,
        /// From when on they are gone; absent where never, or not known before activation.
        #[n(4)]
        expires_at: Option<Moment>,
        /// When they were earned.
        #[n(5)]
        at: Moment,
        /// The version of the policy by which the expiry is reckoned at activation; absent where
        /// it is settled.
        #[n(6)]
        validity_version: Option<u32>,
    },
    /// Pending points became available (生效). Clause 6.1.1a.
    #[n(10)]
    PointsActivated {
        /// The lot.
        #[n(0)]
        lot: u64,
        /// Points.
        #[n(1)]
        points: Points,
        /// From when on they are gone; absent where never.
        #[n(2)]
        expires_at: Option<Moment>,
        /// When.
        #[n(3)]
        at: Moment,
    },
    /// What was left of a lot expired (过期清零). Clause 6.3.2.
    #[n(11)]
    PointsExpired {
        /// The lot.
        #[n(0)]
        lot: u64,
        /// Points that were left.
        #[n(1)]
        points: Points,
        /// When.
        #[n(2)]
        at: Moment,
    },
    /// Qualifying spend was counted. Clause 3.1.1.
    #[n(12)]
    SpendCounted {
        /// The civil day, in days since 1970-01-01, that it counts on.
        #[n(0)]
        day: Day,
        /// How much, in minor units.
        #[n(1)]
        amount_minor: Money,
        /// Days before this one can no longer count and are forgotten.
        #[n(2)]
        forget_before: Day,
    },
    /// The tier was reached, kept or lost (升级/保级/降级). Clause 3.1.1.
    #[n(13)]
    TierChanged {
        /// The tier before.
        #[n(0)]
        from: TierId,
        /// The tier now.
        #[n(1)]
        to: TierId,
        /// Why.
        #[n(2)]
        reason: TierReason,
        /// When it is reviewed next; absent where never.
        #[n(3)]
        review_at: Option<Moment>,
        /// When.
        #[n(4)]
        at: Moment,
    },
    /// A version of the policy was published. Clause 3.2.1.
    #[n(14)]
    PolicyPublished {
        /// Its digest.
        #[n(0)]
        policy: Digest,
        /// The policy's id.
        #[n(1)]
        id: PolicyId,
        /// Its version.
        #[n(2)]
        version: u32,
        /// From when on it is in force.
        #[n(3)]
        effective_from: Moment,
        /// When.
        #[n(4)]
        at: Moment,
    },
    /// A module became the one that decides. Clause 10.2.
    #[n(15)]
    ModuleAdopted {
        /// Its digest.
        #[n(0)]
        module: Digest,
        /// When.
        #[n(1)]
        at: Moment,
    },
}

impl Event {
    /// The clause of the measures that the event carries out.
    #[must_use]
    pub const fn clause(&self) -> &'static str {
        match self {
            Self::MemberRegistered { .. } => "2.1.1",
            Self::OrderPlaced { .. }
            | Self::HoldVoided { .. }
            | Self::OrderCancelled { .. }
            | Self::OrderLapsed { .. }
            | Self::OrderSettled { .. } => "5.2.1",
            Self::OrderPaid { .. } => "5.2.2",
            Self::HoldAuthorized { .. } | Self::HoldCaptured { .. } => "6.2.1b",
            Self::PointsEarned { .. } | Self::PointsActivated { .. } => "6.1.1a",
            Self::PointsExpired { .. } => "6.3.2",
            Self::SpendCounted { .. } | Self::TierChanged { .. } => "3.1.1",
            Self::PolicyPublished { .. } => "3.2.1",
            Self::ModuleAdopted { .. } => "10.2",
        }
    }
}
