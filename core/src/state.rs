//! State: the cache of a stream's log that decisions are made from. Bounded for life.

use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::command::Consent;
use crate::event::{HoldPart, Pending};
use crate::id::{Digest, MemberId, OrderId, PaymentId, PolicyId, TierId};
use crate::moment::{Day, Moment};
use crate::number::{Money, Points};

/// A lot of points (积分批次): earned together, expiring together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct Lot {
    /// Its number within the member's stream.
    #[n(0)]
    pub id: u64,
    /// Points left in it that are not on hold; more than none.
    #[n(1)]
    pub points: Points,
    /// When it was earned.
    #[n(2)]
    pub earned_at: Moment,
    /// From when on it is gone; absent where never, or not known before activation.
    #[n(3)]
    pub expires_at: Option<Moment>,
    /// What it waits for; absent where it is available.
    #[n(4)]
    pub pending: Option<Pending>,
    /// The version of the policy by which its expiry is reckoned when it is activated; absent
    /// where the expiry is settled.
    #[n(5)]
    pub validity_version: Option<u32>,
}

/// How far an open order has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
#[cbor(map)]
pub enum Progress {
    /// Placed, not paid.
    #[n(0)]
    Placed {
        /// When it lapses.
        #[n(0)]
        lapses_at: Moment,
    },
    /// Paid, not settled.
    #[n(1)]
    Paid {
        /// The payment.
        #[n(0)]
        payment: PaymentId,
        /// When it settles by itself.
        #[n(1)]
        settles_at: Moment,
    },
}

/// An order that is neither settled nor closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct Order {
    /// The order.
    #[n(0)]
    pub id: OrderId,
    /// The version of the policy that governs it.
    #[n(1)]
    pub policy_version: u32,
    /// The cash due or paid, in minor units.
    #[n(2)]
    pub cash_minor: Money,
    /// The part of it that counts toward tiers, in minor units.
    #[n(3)]
    pub qualifying_minor: Money,
    /// The points that it earns.
    #[n(4)]
    pub earn_points: Points,
    /// The points on hold for it; empty once captured.
    #[n(5)]
    pub hold: Vec<HoldPart>,
    /// How far it has come.
    #[n(6)]
    pub progress: Progress,
    /// When it was placed.
    #[n(7)]
    pub placed_at: Moment,
}

/// Qualifying spend of one civil day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(array)]
pub struct DaySpend {
    /// The day.
    #[n(0)]
    pub day: Day,
    /// The spend, in minor units.
    #[n(1)]
    pub amount_minor: Money,
}

/// The tier that a member holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct TierHeld {
    /// The tier.
    #[n(0)]
    pub id: TierId,
    /// Since when.
    #[n(1)]
    pub since: Moment,
    /// When it is reviewed next; absent where never.
    #[n(2)]
    pub review_at: Option<Moment>,
}

/// A member, as far as the rules need to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct MemberState {
    /// The member.
    #[n(0)]
    pub id: MemberId,
    /// The documents agreed to.
    #[n(1)]
    pub consents: Vec<Consent>,
    /// The tier held.
    #[n(2)]
    pub tier: TierHeld,
    /// Qualifying spend by day, oldest first, within the longest window.
    #[n(3)]
    pub spend: Vec<DaySpend>,
    /// Lots with points left, in the order of consumption: first to expire, then oldest.
    #[n(4)]
    pub lots: Vec<Lot>,
    /// Open orders, oldest first.
    #[n(5)]
    pub orders: Vec<Order>,
    /// The number that the next lot gets.
    #[n(6)]
    pub next_lot: u64,
    /// The latest moment of any event: time never runs backward for a member.
    #[n(7)]
    pub clock: Moment,
}

/// A version that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct PublishedVersion {
    /// The digest.
    #[n(0)]
    pub policy: Digest,
    /// The policy's id.
    #[n(1)]
    pub id: PolicyId,
    /// The version.
    #[n(2)]
    pub version: u32,
    /// From when on it is in force.
    #[n(3)]
    pub effective_from: Moment,
}

/// What all members share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct ProgrammeState {
    /// Published versions, in order.
    #[n(0)]
    pub versions: Vec<PublishedVersion>,
    /// The module that decides.
    #[n(1)]
    pub module: Option<Digest>,
}

/// The state of one stream. A stream without events has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
#[cbor(map)]
pub enum State {
    /// A member's.
    #[n(0)]
    Member(#[n(0)] MemberState),
    /// The programme's.
    #[n(1)]
    Programme(#[n(0)] ProgrammeState),
}
