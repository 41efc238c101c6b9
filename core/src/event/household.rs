//! What happens to households and their pools. Clause 6.2.2.
//!
//! What changes a member and the household at once is one event on both streams: each says all.

use alloc::vec::Vec;

use serde::Serialize;

use super::{HoldPart, LotPart, ReceivedLot};
use crate::household::PoolLot;
use crate::id::{HouseholdId, MemberId, TransferId};
use crate::moment::Moment;
use crate::number::Points;
use crate::state::Counted;
use crate::wire::record;

/// A household was formed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HouseholdFormed {
    /// The household.
    pub household: HouseholdId,
    /// Its head, and first member.
    pub head: MemberId,
    /// When.
    pub at: Moment,
}

record!(HouseholdFormed {
    0: household,
    1: head,
    2: at
});

/// A member was invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HouseholdInvited {
    /// The household.
    pub household: HouseholdId,
    /// Who may join.
    pub member: MemberId,
    /// Until when; at this moment it is too late.
    pub lapses_at: Moment,
    /// When.
    pub at: Moment,
}

record!(HouseholdInvited {
    0: household,
    1: member,
    2: lapses_at,
    3: at
});

/// Another member became the head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HouseholdHandedOver {
    /// The household.
    pub household: HouseholdId,
    /// The head from now on.
    pub head: MemberId,
    /// When.
    pub at: Moment,
}

record!(HouseholdHandedOver {
    0: household,
    1: head,
    2: at
});

/// An invitation was not followed in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InvitationLapsed {
    /// The household.
    pub household: HouseholdId,
    /// Who did not join.
    pub member: MemberId,
    /// When.
    pub at: Moment,
}

record!(InvitationLapsed {
    0: household,
    1: member,
    2: at
});

/// A member joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HouseholdJoined {
    /// The household.
    pub household: HouseholdId,
    /// Who.
    pub member: MemberId,
    /// When.
    pub at: Moment,
}

record!(HouseholdJoined {
    0: household,
    1: member,
    2: at
});

/// A member left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HouseholdLeft {
    /// The household.
    pub household: HouseholdId,
    /// Who.
    pub member: MemberId,
    /// When.
    pub at: Moment,
}

record!(HouseholdLeft {
    0: household,
    1: member,
    2: at
});

/// A household is over: its head left, and everybody with the head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HouseholdDissolved {
    /// The household.
    pub household: HouseholdId,
    /// When.
    pub at: Moment,
}

record!(HouseholdDissolved {
    0: household,
    1: at
});

/// A member put points into the pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PointsPut {
    /// The household.
    pub household: HouseholdId,
    /// The act's id, unique for ever.
    pub transfer: TransferId,
    /// Who.
    pub member: MemberId,
    /// Points in all.
    pub points: Points,
    /// As which lots of the pool; a part of a lot that is in it already has that one's number.
    pub lots: Vec<PoolLot>,
    /// Where they count toward the limits over time.
    pub counted: Vec<Counted>,
    /// When.
    pub at: Moment,
}

record!(PointsPut {
    0: household,
    1: transfer,
    2: member,
    3: points,
    4: lots,
    5: counted,
    6: at
});

/// A member took points from the pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PointsTaken {
    /// The household.
    pub household: HouseholdId,
    /// The act's id, unique for ever.
    pub transfer: TransferId,
    /// Who.
    pub member: MemberId,
    /// Points in all.
    pub points: Points,
    /// From which lots of the pool, first to expire first.
    pub parts: Vec<LotPart>,
    /// What is the member's own, back in its lots.
    pub back: Vec<HoldPart>,
    /// The rest, as new lots of the member.
    pub lots: Vec<ReceivedLot>,
    /// Where they count toward the limits over time.
    pub counted: Vec<Counted>,
    /// When.
    pub at: Moment,
}

record!(PointsTaken {
    0: household,
    1: transfer,
    2: member,
    3: points,
    4: parts,
    5: back,
    6: lots,
    7: counted,
    8: at
});

/// What a leaver had put in and nobody took went back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PoolGivenBack {
    /// The household.
    pub household: HouseholdId,
    /// Whose points.
    pub member: MemberId,
    /// Points in all.
    pub points: Points,
    /// From which lots of the pool.
    pub parts: Vec<LotPart>,
    /// What came from the member's own lots, back in them.
    pub back: Vec<HoldPart>,
    /// What was left to the member by others, as new lots.
    pub lots: Vec<ReceivedLot>,
    /// When.
    pub at: Moment,
}

record!(PoolGivenBack {
    0: household,
    1: member,
    2: points,
    3: parts,
    4: back,
    5: lots,
    6: at
});

/// What a leaver had put in stayed, and is the head's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PoolKept {
    /// The household.
    pub household: HouseholdId,
    /// Whose it was.
    pub member: MemberId,
    /// Points in all.
    pub points: Points,
    /// When.
    pub at: Moment,
}

record!(PoolKept {
    0: household,
    1: member,
    2: points,
    3: at
});

/// What was left of a lot of a pool expired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PoolExpired {
    /// The household.
    pub household: HouseholdId,
    /// The lot, by its number within the pool.
    pub lot: u64,
    /// Whose it was.
    pub member: MemberId,
    /// Points that were left.
    pub points: Points,
    /// When.
    pub at: Moment,
}

record!(PoolExpired {
    0: household,
    1: lot,
    2: member,
    3: points,
    4: at
});

/// Whoever put points into a pool was reminded that they will expire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PoolReminded {
    /// The household.
    pub household: HouseholdId,
    /// How many will, of all members together.
    pub points: Points,
    /// When they will.
    pub expires_at: Moment,
    /// When the reminder fell due.
    pub at: Moment,
}

record!(PoolReminded {
    0: household,
    1: points,
    2: expires_at,
    3: at
});
