//! Views: what a person sees of a member, at a moment.

use serde::Serialize;

use crate::benefits::{self, HeldBenefit};
use crate::draw::state::DrawEntry;
use crate::due::{Course, next};
use crate::id::{MemberId, TierId};
use crate::mall::MallHeld;
use crate::moment::Moment;
use crate::number::{Money, Points};
use crate::policy::PolicySet;
use crate::pricing::in_force;
use crate::progress::Outlook;
use crate::quote::NextTier;
use crate::refusal::Refusal;
use crate::sale::Sale;
use crate::standing::{available, next_tier, qualified, tier_held};
use crate::state::{Lot, MemberState, Order, TaskDone, TierHeld, WaitingAdjustment};
use crate::tasks::{OfferedTask, offered};
use crate::wire::record;

/// What expires together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Expiring {
    /// From when on it is gone.
    pub at: Moment,
    /// Points.
    pub points: Points,
}

record!(Expiring { 0: at, 1: points });

/// A member at a moment, everything that fell due by then carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberView {
    /// The member.
    pub member: MemberId,
    /// The moment.
    pub at: Moment,
    /// The version of the policy in force.
    pub policy_version: u32,
    /// The tier held; for one that the policy in force no longer has, the one that it counts as.
    pub tier: TierHeld,
    /// Qualifying spend within the window, in minor units.
    pub spend_minor: Money,
    /// The way up, where one is by spend or qualifying points; absent at the highest tier. What is
    /// missing after equals what is missing.
    pub next: Option<NextTier>,
    /// The tier that what counts in the window would give by itself.
    pub qualifies_for: TierId,
    /// Points that can be used.
    pub available_points: Points,
    /// Points earned that cannot be used yet.
    pub pending_points: Points,
    /// Points on hold for orders and redemptions.
    pub held_points: Points,
    /// The lots, in the order of consumption.
    pub lots: Vec<Lot>,
    /// The open orders, oldest first.
    pub orders: Vec<Order>,
    /// What expires when, soonest first, pending and available together.
    pub expiring: Vec<Expiring>,
    /// When something next falls due; absent where nothing will.
    pub next_due: Option<Moment>,
    /// Qualifying points within the window; absent where tiers go by spend.
    pub qualifying_points: Option<Points>,
    /// Points owed, which what becomes available next pays; absent where none are.
    pub debt_points: Option<Points>,
    /// Purchases of which something may still be given back, oldest first.
    pub sales: Vec<Sale>,
    /// The policy's tasks, with what each would give now and whether it may be completed.
    pub offered_tasks: Vec<OfferedTask>,
    /// Adjustments that wait for a second person, oldest first.
    pub adjustments: Vec<WaitingAdjustment>,
    /// Tasks completed.
    pub tasks: Vec<TaskDone>,
    /// Entries into draws of which a prize may still be accepted, oldest first.
    pub entries: Vec<DrawEntry>,
    /// What the member has of the points mall; absent where nothing is known.
    pub mall: Option<MallHeld>,
    /// How far it is to the next tier, and to keeping this one.
    pub progress: Outlook,
    /// What the tier gives, with what is left of it.
    pub benefits: Vec<HeldBenefit>,
}

record!(MemberView {
    0: member,
    1: at,
    2: policy_version,
    3: tier,
    4: spend_minor,
    5: next,
    6: qualifies_for,
    7: available_points,
    8: pending_points,
    9: held_points,
    10: lots,
    11: orders,
    12: expiring,
    13: next_due,
    14: qualifying_points,
    15: debt_points,
    16: sales,
    17: offered_tasks,
    18: adjustments,
    19: tasks,
    20: mall,
    21: progress,
    22: benefits,
    23: entries
});

/// What a person sees of a member at a moment: everything that fell due by then carried out.
///
/// # Errors
/// The refusal where no policy is in force, or a sum leaves its range.
pub fn view(
    policies: &PolicySet,
    member: &MemberState,
    now: Moment,
) -> Result<MemberView, Refusal> {
    let now = now.max(member.clock);
    let policy = in_force(policies, now)?;
    let mut course = Course::of(member.clone());
    course.fall_due(policies, now)?;
    let member = course.member;
    let counted = qualified(policy, &member, now)?;
    let held = tier_held(policy, &member, counted);
    let pending = member.lots.iter().filter(|lot| lot.pending.is_some());
    let on_hold = member.orders.iter().flat_map(|order| &order.hold);
    let redeemed = member.mall.iter().flat_map(|mall| &mall.open);
    let on_hold = on_hold.chain(redeemed.flat_map(|open| &open.hold));
    let mut expiring: Vec<Expiring> = Vec::new();
    for lot in &member.lots {
        let Some(at) = lot.expires_at else { continue };
        match expiring.last_mut().filter(|last| last.at == at) {
            Some(last) => last.points = last.points.plus(lot.points)?,
            None => expiring.push(Expiring {
                at,
                points: lot.points,
            }),
        }
    }
    Ok(MemberView {
        at: now,
        policy_version: policy.version,
        spend_minor: counted.spend,
        progress: Outlook::of((policies, policy), &member, held, counted)?,
        next: next_tier(policy, held, counted, counted),
        qualifying_points: policy.tiers.qualifying.map(|_| counted.points),
        qualifies_for: policy.tiers.steps[policy.tiers.reached_by(counted)]
            .id
            .clone(),
        benefits: benefits::held(policy, &member, &policy.tiers.steps[held], now),
        available_points: available(&member, now)?,
        pending_points: Points::sum(pending.map(|lot| lot.points))?,
        held_points: Points::sum(on_hold.map(|part| part.points))?,
        expiring,
        next_due: next(policies, &member).map(|(at, _)| at),
        offered_tasks: offered(policy, &member, now)?,
        member: member.id,
        tier: TierHeld {
            id: policy.tiers.steps[held].id.clone(),
            ..member.tier
        },
        adjustments: member.adjustments,
        tasks: member.tasks,
        entries: member.entries,
        mall: member.mall,
        lots: member.lots,
        orders: member.orders,
        debt_points: member.debt,
        sales: member.sales,
    })
}
