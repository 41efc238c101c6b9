//! What events are made of: parts of lots, what points wait for and come from, why a tier changed.

use serde::Serialize;

use crate::id::{AdjustmentId, Category, MemberId, OrderId, RedemptionId, RuleId};
use crate::moment::Moment;
use crate::number::{Money, Points};
use crate::policy::TakesOff;
use crate::wire::{choice, names, record};

/// A part of a hold: points of one lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HoldPart {
    /// The lot, by its number within the member's stream.
    pub lot: u64,
    /// Points held of it.
    pub points: Points,
    /// When the lot was earned.
    pub earned_at: Moment,
    /// From when on the lot is gone; absent where never.
    pub expires_at: Option<Moment>,
    /// The version of the policy that the lot was earned by, where its expiry may still move.
    pub valid_by: Option<u32>,
    /// When the lot's validity began; absent where that was when it was earned.
    pub valid_from: Option<Moment>,
}

record!(HoldPart {
    0: lot,
    1: points,
    2: earned_at,
    3: expires_at,
    4: valid_by,
    5: valid_from
});

/// The expiry that a lot has now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LotExpiry {
    /// The lot, by its number within the member's stream.
    pub lot: u64,
    /// From when on it is gone; absent where never.
    pub expires_at: Option<Moment>,
}

record!(LotExpiry {
    0: lot,
    1: expires_at
});

/// Points taken of one lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LotPart {
    /// The lot, by its number within the member's stream.
    pub lot: u64,
    /// Points taken of it.
    pub points: Points,
}

record!(LotPart { 0: lot, 1: points });

/// A lot that a member received from another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ReceivedLot {
    /// The new lot's number within the receiver's stream.
    pub lot: u64,
    /// Points.
    pub points: Points,
    /// When they were earned, whoever earned them.
    pub earned_at: Moment,
    /// From when on they are gone; absent where never.
    pub expires_at: Option<Moment>,
    /// The version of the policy by which their expiry may still move; absent where it is settled
    /// for ever.
    pub valid_by: Option<u32>,
}

record!(ReceivedLot {
    0: lot,
    1: points,
    2: earned_at,
    3: expires_at,
    4: valid_by
});

/// What earned points wait for (待生效).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pending {
    /// For a moment.
    Until(Moment),
    /// For an order to be settled.
    Settlement(OrderId),
}

choice!(Pending {
    0: Until(0: inner),
    1: Settlement(0: inner),
});

/// What points were granted for, where that is not an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An adjustment by hand. Clause 6.1.
    Adjustment(AdjustmentId),
    /// A task completed. Clause 6.1.1c.
    Task(RuleId),
    /// A prize of a draw. Clause 6.2.1c.
    Draw(RuleId),
    /// Registration. Clause 6.1.1b.
    SignUp,
    /// A referral, of or by this other member. Clause 6.1.1b.
    Referral(MemberId),
}

choice!(Source {
    0: Adjustment(0: inner),
    1: Task(0: inner),
    6: Draw(0: inner),
    16: SignUp(),
    17: Referral(0: inner),
});

/// A prize drawn for an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drawn {
    /// The entry's place among all entries, from 0.
    pub index: u32,
    /// The prize.
    pub prize: RuleId,
}

record!(Drawn { 0: index, 1: prize });

/// Why a tier changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TierReason {
    /// A threshold was reached.
    Upgraded,
    /// At a review the window's spend was enough for a lower tier only.
    Downgraded,
    /// At a review the tier was kept.
    Retained,
    /// A refund left enough for a lower tier only.
    Refunded,
    /// At a review the window's spend was enough for a lower tier only; the tier is kept for the
    /// days of grace (缓冲期), and reviewed again.
    Grace,
    /// Somebody set it, until a stated moment.
    SetByHand,
}

names!(TierReason {
    0: Upgraded,
    1: Downgraded,
    2: Retained,
    3: Refunded,
    4: Grace,
    5: SetByHand
});

/// A voucher as it was issued, on the terms of its offer's version (6.2.1a).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IssuedVoucher {
    /// The redemption, which is the voucher's name.
    pub voucher: RedemptionId,
    /// How much it takes off.
    pub takes_off: TakesOff,
    /// What the goods that it is for must cost at the least, in minor units.
    pub least_minor: Money,
    /// The goods that it is for, by category; all where empty.
    pub only_categories: Vec<Category>,
    /// Whether points may offset a part of the same order.
    pub with_points: bool,
    /// From when on it is gone.
    pub expires_at: Moment,
    /// When.
    pub at: Moment,
    /// Days more where an order gives it back when it is over; absent where it stays over.
    pub revive_days: Option<u16>,
}

record!(IssuedVoucher {
    0: voucher,
    1: takes_off,
    2: least_minor,
    3: only_categories,
    4: with_points,
    5: expires_at,
    6: at,
    7: revive_days
});
