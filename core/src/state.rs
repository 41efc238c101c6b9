//! State: the cache of a stream's log that decisions are made from. Bounded for life.

use serde::{Deserialize, Serialize};

use crate::benefits::{EntitlementUse, OrderBenefits, PromisedRebate, UseCount};
use crate::budget::{BudgetState, BudgetUse, BudgetUsed};
use crate::command::Consent;
use crate::draw::state::{DrawEntry, DrawState};
use crate::event::{HoldPart, Pending};
use crate::household::{HouseholdHeld, HouseholdState};
use crate::id::{
    AdjustmentId, Digest, MemberId, OperatorId, OrderId, PaymentId, PolicyId, RuleId, TierId,
    TillReceiptId,
};
use crate::kept::{EarningKept, OrderEarning};
use crate::mall::{MallHeld, OfferState};
use crate::moment::{Day, Moment};
use crate::number::{Money, Points};
use crate::policy::{CapPeriod, UnreviewedClaim};
use crate::referral::{Referral, RewardedReferrals};
use crate::sale::{Sale, Sold, VoidPart};
use crate::wire::{choice, record};

/// A lot of points (积分批次): earned together, expiring together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lot {
    /// Its number within the member's stream.
    pub id: u64,
    /// Points left in it that are not on hold; more than none.
    pub points: Points,
    /// When it was earned.
    pub earned_at: Moment,
    /// From when on it is gone; absent where never, or not known before activation.
    pub expires_at: Option<Moment>,
    /// What it waits for; absent where it is available.
    pub pending: Option<Pending>,
    /// The version of the policy by which its expiry is reckoned when it is activated; absent
    /// where the expiry is settled.
    pub validity_version: Option<u32>,
    /// The version of the policy that it was earned by, where the expiry may still move; absent
    /// where it is settled for ever.
    pub valid_by: Option<u32>,
    /// When its validity began; absent where that was when it was earned.
    pub valid_from: Option<Moment>,
}

record!(Lot {
    0: id,
    1: points,
    2: earned_at,
    3: expires_at,
    4: pending,
    5: validity_version,
    6: valid_by,
    7: valid_from
});

/// How far an open order has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Placed, not paid.
    Placed {
        /// When it lapses.
        lapses_at: Moment,
    },
    /// Paid, not settled.
    Paid {
        /// The payment.
        payment: PaymentId,
        /// When it settles by itself.
        settles_at: Moment,
    },
    /// Paid outside, and claimed: under review (待审核).
    Claimed {
        /// The till's receipt.
        till_receipt: TillReceiptId,
        /// Who claimed it on the member's behalf; absent where the member did.
        by: Option<OperatorId>,
        /// By when it is reviewed.
        review_by: Moment,
        /// What happens when it is not.
        when_overdue: UnreviewedClaim,
    },
}

choice!(Progress {
    0: Placed { 0: lapses_at },
    1: Paid {
        0: payment,
        1: settles_at
    },
    2: Claimed {
        0: till_receipt,
        1: by,
        2: review_by,
        3: when_overdue
    },
});

/// What orders earned in one period that is capped; of each kind of period the latest is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The kind of period.
    pub period: CapPeriod,
    /// Its first day, in the zone of the policy.
    pub since: Day,
    /// Points, promised ones among them.
    pub points: Points,
}

record!(Counted {
    0: period,
    1: since,
    2: points
});

impl Counted {
    /// With points that count as well, in a period of the same kind: a later one begins anew, and in
    /// an earlier one nothing counts any more.
    pub(crate) fn and(self, new: Self) -> Self {
        match new.since.cmp(&self.since) {
            core::cmp::Ordering::Less => self,
            core::cmp::Ordering::Equal => Self {
                points: self.points.saturating_plus(new.points),
                ..self
            },
            core::cmp::Ordering::Greater => new,
        }
    }
}

/// An order that is neither settled nor closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Order {
    /// The order.
    pub id: OrderId,
    /// The version of the policy that governs it.
    pub policy_version: u32,
    /// The cash due or paid, in minor units.
    pub cash_minor: Money,
    /// The part of it that counts toward tiers, in minor units.
    pub qualifying_minor: Money,
    /// The points that it earns.
    pub earn_points: Points,
    /// The points on hold for it; empty once captured.
    pub hold: Vec<HoldPart>,
    /// How far it has come.
    pub progress: Progress,
    /// When it was placed.
    pub placed_at: Moment,
    /// The qualifying points that it gives when paid; absent where tiers go by spend.
    pub qualifying_points: Option<Points>,
    /// What it sells; absent where its policy takes nothing back.
    pub sold: Option<Sold>,
    /// Where its points count toward caps, until it is closed unpaid.
    pub counted: Vec<Counted>,
    /// What it takes of the budgets of activities, until it is closed unpaid.
    pub budgets: Vec<BudgetUse>,
    /// What the tier gives it; absent where it gives nothing.
    pub benefits: Option<OrderBenefits>,
    /// What its earning took of the member besides, and leaves; absent where nothing.
    pub earning: Option<OrderEarning>,
    /// True where an invoice was asked for; absent where none was.
    pub invoice: Option<bool>,
    /// What was void before it was paid; absent where nothing was.
    pub void: Option<VoidPart>,
}

record!(Order {
    0: id,
    1: policy_version,
    2: cash_minor,
    3: qualifying_minor,
    4: earn_points,
    5: hold,
    6: progress,
    7: placed_at,
    8: qualifying_points,
    9: sold,
    11: budgets,
    10: earning,
    12: invoice,
    13: void,
    15: benefits,
    19: counted
});

impl Order {
    /// The rebate that it gives once it is settled.
    #[must_use]
    pub fn rebate(&self) -> Option<&PromisedRebate> {
        self.benefits.as_ref()?.rebate.as_ref()
    }
}

/// What counted toward tiers on one civil day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DaySpend {
    /// The day.
    pub day: Day,
    /// The spend, in minor units.
    pub amount_minor: Money,
    /// The qualifying points; absent where there are none.
    #[serde(default)]
    pub points: Option<Points>,
    /// Orders for which cash was paid; absent where there are none.
    pub orders: Option<u32>,
    /// Points earned by tasks, where a tier asks for them; absent where there are none.
    pub activity_points: Option<Points>,
}

record!(DaySpend {
    0: day,
    1: amount_minor,
    2: points,
    3: orders,
    4: activity_points
});

/// A credit score of a member, as somebody outside reckoned it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    /// The score.
    pub score: u16,
    /// When it was reckoned.
    pub at: Moment,
}

record!(Credit { 0: score, 1: at });

/// An invitation to a tier (邀请).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    /// The tier.
    pub tier: TierId,
    /// Until when it counts as a way to it; at this moment it is over.
    pub until: Moment,
}

record!(Invitation { 0: tier, 1: until });

/// The last tier on trial (等级匹配), under way or over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// The tier.
    pub tier: TierId,
    /// The version of the policy that says what keeps it.
    pub policy_version: u32,
    /// When it began.
    pub since: Moment,
    /// When it is over.
    pub until: Moment,
}

record!(Trial {
    0: tier,
    1: policy_version,
    2: since,
    3: until
});

/// What is known of a member besides acts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Background {
    /// The last credit score; absent where there is none.
    pub credit: Option<Credit>,
    /// The household that the member is in; absent where there is none.
    pub household: Option<HouseholdHeld>,
    /// When the member last left one; absent where that never was.
    pub left_household_at: Option<Moment>,
    /// Points put into pools, by the latest day and the latest month.
    pub put: Vec<Counted>,
    /// Points taken from pools, by the latest day and the latest month.
    pub taken: Vec<Counted>,
    /// Who brought in the member; absent where nobody did.
    pub referral: Option<Referral>,
    /// The referrals of others that were rewarded; absent where none was, or they are not counted.
    pub referred: Option<RewardedReferrals>,
    /// How many times benefits were used, each in the latest period that counted.
    pub used: Vec<UseCount>,
    /// The last uses of entitlements, oldest first: those that may still be taken back.
    pub uses: Vec<EntitlementUse>,
    /// The last invitation to a tier, over or not; absent where there was none.
    pub invitation: Option<Invitation>,
    /// The last tier on trial; absent where there was none.
    pub trial: Option<Trial>,
    /// True where the floor does not hold the member: what reached it was given back, and it was not
    /// reached again. Absent where it does.
    pub without_floor: Option<bool>,
}

record!(Background {
    0: credit,
    1: used,
    2: uses,
    3: invitation,
    4: trial,
    5: without_floor,
    6: referral,
    7: referred,
    11: household,
    12: left_household_at,
    13: put,
    14: taken
});

/// The tier that a member holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierHeld {
    /// The tier.
    pub id: TierId,
    /// Since when.
    pub since: Moment,
    /// When it is reviewed next; absent where never.
    #[serde(default)]
    pub review_at: Option<Moment>,
    /// Whether it is kept by grace only; absent where it is not.
    #[serde(default)]
    pub grace: Option<bool>,
    /// Whether somebody set it by hand, until the review; absent where nobody did.
    #[serde(default)]
    pub by_hand: Option<bool>,
}

record!(TierHeld {
    0: id,
    1: since,
    2: review_at,
    3: grace,
    4: by_hand
});

/// The last reminder of points about to expire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reminded {
    /// When it fell due.
    pub at: Moment,
    /// When the points that it was about expire.
    pub expires_at: Moment,
}

record!(Reminded {
    0: at,
    1: expires_at
});

/// An adjustment that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WaitingAdjustment {
    /// The adjustment.
    pub adjustment: AdjustmentId,
    /// Points that it would give; negative where it would take them.
    pub points: Points,
    /// Why, by the policy's list.
    pub reason: RuleId,
    /// Who proposed it.
    pub by: OperatorId,
    /// When.
    pub proposed_at: Moment,
}

record!(WaitingAdjustment {
    0: adjustment,
    1: points,
    2: reason,
    3: by,
    4: proposed_at
});

/// What was done of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskDone {
    /// The task.
    pub task: RuleId,
    /// How many times.
    pub times: u32,
    /// The last civil day on which it was, in days since 1970-01-01.
    pub last_day: Day,
    /// Days in a row so far; 0 where they do not count, or were full.
    pub streak: u32,
}

record!(TaskDone {
    0: task,
    1: times,
    2: last_day,
    3: streak
});

/// When a member last did what may count as an activity (活跃).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lately {
    /// Paid an order.
    #[serde(default)]
    pub paid_at: Option<Moment>,
    /// Earned points, adjustments by hand apart.
    #[serde(default)]
    pub earned_at: Option<Moment>,
    /// Used points for good.
    #[serde(default)]
    pub used_at: Option<Moment>,
}

record!(Lately {
    0: paid_at,
    1: earned_at,
    2: used_at
});

/// A member, as far as the rules need to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberState {
    /// The member.
    pub id: MemberId,
    /// The documents agreed to.
    pub consents: Vec<Consent>,
    /// The tier held.
    pub tier: TierHeld,
    /// What counted by day, oldest first, within the longest window.
    pub spend: Vec<DaySpend>,
    /// Lots with points left, in the order of consumption: first to expire, then oldest.
    pub lots: Vec<Lot>,
    /// Open orders, oldest first.
    pub orders: Vec<Order>,
    /// The number that the next lot gets.
    pub next_lot: u64,
    /// The latest moment of any event: time never runs backward for a member.
    pub clock: Moment,
    /// Purchases of which something may still be given back, oldest first.
    pub sales: Vec<Sale>,
    /// Points owed (负积分): whatever becomes available next pays them. Absent where none are.
    pub debt: Option<Points>,
    /// What counts toward caps: one entry at most for each kind of period.
    pub counted: Vec<Counted>,
    /// When the first order was paid; absent where none was.
    pub first_paid_at: Option<Moment>,
    /// The last reminder; absent where there was none. An earlier one never falls due again.
    pub reminded: Option<Reminded>,
    /// Adjustments that wait for a second person, oldest first.
    pub adjustments: Vec<WaitingAdjustment>,
    /// Tasks completed, in the order in which each first was.
    pub tasks: Vec<TaskDone>,
    /// Entries into draws of which a prize may still be accepted, oldest first.
    pub entries: Vec<DrawEntry>,
    /// What the member has of the points mall; absent where nothing is known.
    pub mall: Option<MallHeld>,
    /// Points given to other members, by the latest day and the latest month.
    pub sent: Vec<Counted>,
    /// The last activities; absent where there were none.
    pub lately: Option<Lately>,
    /// What is known besides; absent where nothing is.
    pub background: Option<Background>,
    /// What earning keeps besides; absent where it keeps nothing.
    pub kept: Option<EarningKept>,
    /// When the person became a member, here or where the member was taken over from; absent where
    /// an older log did not tell.
    pub registered_at: Option<Moment>,
    /// What the member had of activities with a budget that orders may still take of.
    pub budgets: Vec<BudgetUsed>,
}

record!(MemberState {
    0: id,
    1: consents,
    2: tier,
    3: spend,
    4: lots,
    5: orders,
    6: next_lot,
    7: clock,
    8: sales,
    9: debt,
    10: counted,
    11: first_paid_at,
    12: reminded,
    13: adjustments,
    14: tasks,
    15: mall,
    16: sent,
    17: lately,
    18: background,
    19: kept,
    20: registered_at,
    21: budgets,
    22: entries
});

impl MemberState {
    /// The tier on trial, while it is under way: held by hand until the trial is over.
    #[must_use]
    pub fn trial(&self) -> Option<&Trial> {
        let trial = self.background.as_ref()?.trial.as_ref()?;
        let is_it = self.tier.by_hand.is_some()
            && self.tier.id == trial.tier
            && self.tier.review_at == Some(trial.until);
        is_it.then_some(trial)
    }

    /// Whether the floor holds the member.
    #[must_use]
    pub fn has_floor(&self) -> bool {
        let known = self.background.as_ref();
        known.is_none_or(|known| known.without_floor.is_none())
    }
}

/// A version that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublishedVersion {
    /// The digest.
    pub policy: Digest,
    /// The policy's id.
    pub id: PolicyId,
    /// The version.
    pub version: u32,
    /// From when on it is in force.
    pub effective_from: Moment,
}

record!(PublishedVersion {
    0: policy,
    1: id,
    2: version,
    3: effective_from
});

/// What all members share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProgrammeState {
    /// Published versions, in order.
    pub versions: Vec<PublishedVersion>,
    /// The module that decides.
    pub module: Option<Digest>,
}

record!(ProgrammeState {
    0: versions,
    1: module
});

/// The state of one stream. A stream without events has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every state is a member's, and there is one at a time"
)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A member's.
    Member(MemberState),
    /// The programme's.
    Programme(ProgrammeState),
    /// A draw's.
    Draw(DrawState),
    /// An offer's.
    Offer(OfferState),
    /// A household's.
    Household(HouseholdState),
    /// That of an activity's budget.
    Budget(BudgetState),
}

choice!(State {
    0: Member(0: inner),
    1: Programme(0: inner),
    2: Offer(0: inner),
    4: Household(0: inner),
    3: Budget(0: inner),
    6: Draw(0: inner),
});

impl State {
    /// The latest moment of any event, where the stream has a time of its own.
    #[must_use]
    pub const fn clock(&self) -> Option<Moment> {
        match self {
            Self::Member(member) => Some(member.clock),
            Self::Draw(draw) => Some(draw.clock),
            Self::Programme(_) => None,
            Self::Offer(offer) => Some(offer.clock),
            Self::Household(household) => Some(household.clock),
            Self::Budget(budget) => Some(budget.clock),
        }
    }
}
