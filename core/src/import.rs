//! What a member brings along from elsewhere (导入): the balance, the lots and what counts toward
//! tiers, as another system left them. Clause 2.1.1.
//!
//! [`export`] is the way back: it tells of a member what an import takes in, so that a member who is
//! carried into another programme by the same policies stands there as before, with vouchers and with
//! what counts toward the limits of periods. What others have a part in stays behind: orders, a
//! household and its pool, draws, budgets of all members, who brought in whom.

mod rest;

use serde::{Deserialize, Serialize};

use crate::command::{Command, Consent};
use crate::due::Course;
use crate::event::{Event, Pending};
use crate::holding::{release, revived};
use crate::id::{HouseholdId, MemberId};
use crate::moment::{Day, Moment};
use crate::number::Points;
use crate::policy::PolicySet;
use crate::pricing::in_force;
use crate::refusal::Refusal;
use crate::standing::{qualified, tier_held};
use crate::state::{Credit, DaySpend, Lately, Lot, MemberState, Progress, TaskDone, TierHeld};
use crate::wire::record;

pub use rest::{CountOf, ImportedCount, ImportedRest};

/// A lot of points, as it is brought along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedLot {
    /// Points left in it, at least 1.
    pub points: Points,
    /// When it was earned.
    pub earned_at: Moment,
    /// From when on it is gone; absent where never, or where that is reckoned at activation.
    #[serde(default)]
    pub expires_at: Option<Moment>,
    /// Until when it cannot be used yet; absent where it can.
    #[serde(default)]
    pub pending_until: Option<Moment>,
    /// True where its expiry is reckoned when it becomes available, by the version in force at the
    /// import.
    #[serde(default)]
    pub valid_from_activation: Option<bool>,
    /// The version of the policy by which its expiry may still move; absent where it is settled.
    #[serde(default)]
    pub valid_by: Option<u32>,
    /// When its validity began, where its expiry may still move; absent where when it was earned.
    #[serde(default)]
    pub valid_from: Option<Moment>,
}

record!(ImportedLot {
    0: points,
    1: earned_at,
    2: expires_at,
    3: pending_until,
    4: valid_from_activation,
    5: valid_by,
    6: valid_from
});

/// All that a member brings along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imported {
    /// When the person became a member there.
    pub registered_at: Moment,
    /// The documents agreed to there: each that the policy in force requires, in any version.
    pub consents: Vec<Consent>,
    /// The tier held; without a moment of review it is reviewed as one that is kept now.
    pub tier: TierHeld,
    /// The lots, those that expire last at the end; of those that expire together the oldest first.
    #[serde(default)]
    pub lots: Vec<ImportedLot>,
    /// What counted by day, oldest first.
    #[serde(default)]
    pub days: Vec<DaySpend>,
    /// Points owed, at least 1: what is available pays them at once.
    #[serde(default)]
    pub debt_points: Option<Points>,
    /// When the first order was paid; absent where none was.
    #[serde(default)]
    pub first_paid_at: Option<Moment>,
    /// Tasks completed.
    #[serde(default)]
    pub tasks: Vec<TaskDone>,
    /// The last activities; absent where there were none.
    #[serde(default)]
    pub lately: Option<Lately>,
    /// The last credit score; absent where there is none.
    #[serde(default)]
    pub credit: Option<Credit>,
    /// Vouchers, an invitation, a trial, what counts toward limits; absent where there is nothing of it.
    #[serde(default)]
    pub rest: Option<ImportedRest>,
}

record!(Imported {
    0: registered_at,
    1: consents,
    2: tier,
    3: lots,
    4: days,
    5: debt_points,
    6: first_paid_at,
    7: tasks,
    8: lately,
    9: credit,
    10: rest
});

/// A member who was taken over: what goes on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TakenOver {
    /// Who.
    pub member: MemberId,
    /// The documents agreed to there. Clause 2.1.2.
    pub consents: Vec<Consent>,
    /// When the person became a member there.
    pub registered_at: Moment,
    /// The tier held.
    pub tier: TierHeld,
    /// The lots, numbered as they came.
    pub lots: Vec<Lot>,
    /// What counted by day, oldest first.
    pub days: Vec<DaySpend>,
    /// Days before this one can no longer count and are forgotten.
    pub forget_before: Day,
    /// Points owed; absent where none are.
    pub debt_points: Option<Points>,
    /// When the first order was paid; absent where none was.
    pub first_paid_at: Option<Moment>,
    /// Tasks completed.
    pub tasks: Vec<TaskDone>,
    /// The last activities; absent where there were none.
    pub lately: Option<Lately>,
    /// The last credit score; absent where there is none.
    pub credit: Option<Credit>,
    /// When the member was taken over.
    pub at: Moment,
    /// What else was brought along; absent where nothing was.
    pub rest: Option<ImportedRest>,
}

record!(TakenOver {
    0: member,
    1: consents,
    2: registered_at,
    3: tier,
    4: lots,
    5: days,
    6: forget_before,
    7: debt_points,
    8: first_paid_at,
    9: tasks,
    10: at,
    11: lately,
    12: credit,
    13: rest
});

/// A member as another programme can take one in, and what stays behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The command that imports the member.
    pub command: Command,
    /// Orders that are not paid: they are left as if they were cancelled, their points released.
    pub unpaid_orders: u32,
    /// Orders that are paid and not settled: what they earned waits until they would have settled.
    pub unsettled_orders: u32,
    /// Purchases that may still be given back: they no longer can.
    pub open_sales: u32,
    /// Adjustments that wait for a second person.
    pub waiting_adjustments: u32,
    /// Redemptions that are not paid: their points are released.
    pub unpaid_redemptions: u32,
    /// The household that the member is in: it stays behind, and what is in its pool with it. Absent
    /// where there is none.
    pub household: Option<HouseholdId>,
    /// Entries into draws that are not over: what they may win stays behind.
    pub draw_entries: u32,
    /// Whether a referral that is not rewarded stays behind; absent where there is none.
    pub waiting_referral: Option<bool>,
}

record!(Exported {
    0: command,
    1: unpaid_orders,
    2: unsettled_orders,
    3: open_sales,
    4: waiting_adjustments,
    5: unpaid_redemptions,
    6: household,
    7: draw_entries,
    8: waiting_referral
});

/// Tells of a member what an import takes in, everything that fell due by now carried out.
///
/// # Errors
/// The refusal where no policy is in force, or a sum leaves its range.
pub fn export(
    policies: &PolicySet,
    member: &MemberState,
    now: Moment,
) -> Result<Exported, Refusal> {
    let now = now.max(member.clock);
    let policy = in_force(policies, now)?;
    let mut course = Course::of(member.clone());
    course.fall_due(policies, now)?;
    let unpaid = course.member.orders.iter();
    let unpaid = unpaid.filter(|order| !matches!(order.progress, Progress::Paid { .. }));
    let unpaid: Vec<_> = unpaid.cloned().collect();
    for order in &unpaid {
        let governing = policies.version(order.policy_version);
        let released = release(policies, governing, &course.member, order, now);
        released.into_iter().for_each(|event| course.happen(event));
        course.happen(Event::OrderCancelled {
            order: order.id.clone(),
            at: now,
        });
    }
    let redemptions = course.member.mall.clone().unwrap_or_default().open;
    for open in &redemptions {
        let governing = policies.version(open.policy_version);
        let parts = revived(policies, governing, &course.member, open.hold.clone(), now);
        course.happen(Event::RedemptionCancelled {
            redemption: open.id.clone(),
            parts,
            at: now,
        });
    }
    course.fall_due(policies, now)?;
    let member = course.member;
    let counted = qualified(policy, &member, now)?;
    let held = tier_held(policy, &member, counted);
    let lots = member.lots.iter().map(|lot| carried(&member, lot, now));
    let rest = ImportedRest::of(&member);
    let background = member.background.as_ref();
    let referral = background.and_then(|known| known.referral.as_ref());
    let waiting_referral = referral.filter(|referral| referral.rewarded_at.is_none());
    let waiting_referral = waiting_referral.map(|_| true);
    let imported = Imported {
        registered_at: member.registered_at.unwrap_or(member.tier.since),
        tier: TierHeld {
            id: policy.tiers.steps[held].id.clone(),
            ..member.tier.clone()
        },
        lots: lots.collect(),
        consents: member.consents,
        days: member.spend,
        debt_points: member.debt,
        first_paid_at: member.first_paid_at,
        tasks: member.tasks,
        lately: member.lately,
        credit: member.background.as_ref().and_then(|known| known.credit),
        rest,
    };
    let household = member.background.and_then(|known| known.household);
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    Ok(Exported {
        command: Command::ImportMember {
            member: member.id,
            imported,
        },
        unpaid_orders: count(unpaid.len()),
        unsettled_orders: count(member.orders.len()),
        open_sales: count(member.sales.len()),
        waiting_adjustments: count(member.adjustments.len()),
        unpaid_redemptions: count(redemptions.len()),
        household: household.map(|held| held.id),
        draw_entries: count(member.entries.len()),
        waiting_referral,
    })
}

/// A lot as it is carried along. What waits for an order waits until it would settle by itself.
fn carried(member: &MemberState, lot: &Lot, now: Moment) -> ImportedLot {
    let pending_until = lot.pending.as_ref().map(|pending| match pending {
        Pending::Until(at) => *at,
        Pending::Settlement(id) => {
            let order = member.orders.iter().find(|order| order.id == *id);
            match order.map(|order| &order.progress) {
                Some(Progress::Paid { settles_at, .. }) => *settles_at,
                _ => now,
            }
        }
    });
    ImportedLot {
        points: lot.points,
        earned_at: lot.earned_at,
        expires_at: lot.expires_at,
        pending_until,
        valid_from_activation: lot.validity_version.map(|_| true),
        valid_by: lot.valid_by,
        valid_from: lot.valid_from,
    }
}
