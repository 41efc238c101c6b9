//! What a programme owes its members in points (积分负债), as it stands at a moment.

use serde::Serialize;

use super::{as_month_or_null, month};
use crate::due::Course;
use crate::household::HouseholdState;
use crate::id::TierId;
use crate::moment::{Day, Moment};
use crate::number::{Money, OutOfRange, Points};
use crate::policy::{Policy, PolicySet};
use crate::pricing::in_force;
use crate::refusal::Refusal;
use crate::standing::{available, qualified, tier_held};
use crate::state::{MemberState, State};
use crate::wire::record;

/// What is outstanding of the members of one tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TierLiability {
    /// The tier.
    pub tier: TierId,
    /// Members who hold it.
    pub members: u64,
    /// Points outstanding: available, pending and on hold.
    pub points: Points,
    /// Points that they owe.
    pub debt_points: Points,
    /// What the points are worth, in minor units; absent where points offset nothing.
    pub value_minor: Option<Money>,
}

record!(TierLiability {
    0: tier,
    1: members,
    2: points,
    3: debt_points,
    4: value_minor
});

/// What is outstanding and can be used through the same month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MonthOfLiability {
    /// The first day of the last month in which the points can be used, in JSON the month; absent
    /// where they never expire, or that is not known yet.
    #[serde(serialize_with = "as_month_or_null")]
    pub month: Option<Day>,
    /// Points outstanding.
    pub points: Points,
    /// What they are worth, in minor units; absent where points offset nothing.
    pub value_minor: Option<Money>,
}

record!(MonthOfLiability {
    0: month,
    1: points,
    2: value_minor
});

/// What all members seen so far are owed, and the pools of households with them. Months sum to the
/// points outstanding, and so do tiers and pools together; each value is reckoned by itself, rounded
/// down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Liability {
    /// Members.
    pub members: u64,
    /// Points that can be used.
    pub available_points: Points,
    /// Points earned that cannot be used yet.
    pub pending_points: Points,
    /// Points on hold for orders.
    pub held_points: Points,
    /// All of these, and what is in the pools of households: what is outstanding.
    pub outstanding_points: Points,
    /// Points that members owe; they are not taken off what is outstanding.
    pub debt_points: Points,
    /// What is outstanding is worth, in minor units; absent where points offset nothing.
    pub value_minor: Option<Money>,
    /// By tier, lowest first.
    pub tiers: Vec<TierLiability>,
    /// By the last month of use, soonest first; what never expires last.
    pub months: Vec<MonthOfLiability>,
    /// Households that stand.
    pub households: u64,
    /// Points in their pools.
    pub pooled_points: Points,
}

record!(Liability {
    0: members,
    1: available_points,
    2: pending_points,
    3: held_points,
    4: outstanding_points,
    5: debt_points,
    6: value_minor,
    7: tiers,
    8: months,
    9: households,
    10: pooled_points
});

/// A page of states, and what the pages before came to.
#[derive(Clone, Debug)]
pub struct LiabilityInput {
    /// What the pages before came to; absent at the first.
    pub so_far: Option<Liability>,
    /// States of streams; those that are no member's and no household's are read over.
    pub states: Vec<State>,
    /// As of when.
    pub now: Moment,
}

record!(LiabilityInput {
    0: so_far,
    1: states,
    2: now
});

/// What is owed once the members of a page are counted in, everything that fell due by then carried
/// out.
///
/// # Errors
/// The refusal where no policy is in force, or a sum leaves its range.
pub fn liability(policies: &PolicySet, input: LiabilityInput) -> Result<Liability, Refusal> {
    let policy = in_force(policies, input.now)?;
    let mut sum = input.so_far.unwrap_or_default();
    for state in input.states {
        match state {
            State::Member(member) => sum.add(policies, policy, member, input.now)?,
            State::Household(pool) => sum.add_pool(policies, policy, pool, input.now)?,
            State::Programme(_) | State::Draw(_) | State::Offer(_) | State::Budget(_) => {}
        }
    }
    sum.value(policy)?;
    Ok(sum)
}

impl Liability {
    fn add(
        &mut self,
        policies: &PolicySet,
        policy: &Policy,
        member: MemberState,
        now: Moment,
    ) -> Result<(), Refusal> {
        let now = now.max(member.clock);
        let mut course = Course::of(member);
        course.fall_due(policies, now)?;
        let member = course.member;
        let usable = available(&member, now)?;
        let mut points = Points::ZERO;
        for lot in &member.lots {
            self.month(policy, lot.expires_at, lot.points)?;
            points = points.plus(lot.points)?;
        }
        let holds = member.orders.iter().flat_map(|order| &order.hold);
        let redemptions = member.mall.iter().flat_map(|mall| &mall.open);
        for part in holds.chain(redemptions.flat_map(|open| &open.hold)) {
            self.month(policy, part.expires_at, part.points)?;
            self.held_points = self.held_points.plus(part.points)?;
            points = points.plus(part.points)?;
        }
        let waiting = member.lots.iter().filter(|lot| lot.pending.is_some());
        let waiting = Points::sum(waiting.map(|lot| lot.points))?;
        let debt = member.debt.unwrap_or_default();
        self.members += 1;
        self.available_points = self.available_points.plus(usable)?;
        self.pending_points = self.pending_points.plus(waiting)?;
        self.outstanding_points = self.outstanding_points.plus(points)?;
        self.debt_points = self.debt_points.plus(debt)?;
        let counted = qualified(policy, &member, now)?;
        self.tier(policy, tier_held(policy, &member, counted), (points, debt))?;
        Ok(())
    }

    fn add_pool(
        &mut self,
        policies: &PolicySet,
        policy: &Policy,
        pool: HouseholdState,
        now: Moment,
    ) -> Result<(), OutOfRange> {
        let now = now.max(pool.clock);
        let pool = pool.fallen_due(policies, now);
        for lot in &pool.lots {
            self.month(policy, lot.expires_at, lot.points)?;
        }
        let points = pool.points()?;
        self.households += u64::from(pool.dissolved_at.is_none());
        self.pooled_points = self.pooled_points.plus(points)?;
        self.outstanding_points = self.outstanding_points.plus(points)?;
        Ok(())
    }

    fn month(
        &mut self,
        policy: &Policy,
        expires_at: Option<Moment>,
        points: Points,
    ) -> Result<(), OutOfRange> {
        let of = expires_at.map(|at| month(&policy.zone, at.moved_ms(-1)));
        // What never expires stands last.
        let rank = |of: Option<Day>| (of.is_none(), of);
        let place = self
            .months
            .partition_point(|known| rank(known.month) < rank(of));
        match self.months.get_mut(place).filter(|known| known.month == of) {
            Some(known) => known.points = known.points.plus(points)?,
            None => self.months.insert(
                place,
                MonthOfLiability {
                    month: of,
                    points,
                    value_minor: None,
                },
            ),
        }
        Ok(())
    }

    fn tier(
        &mut self,
        policy: &Policy,
        held: usize,
        (points, debt): (Points, Points),
    ) -> Result<(), OutOfRange> {
        if self.tiers.is_empty() {
            let steps = policy.tiers.steps.iter();
            let none = steps.map(|tier| TierLiability {
                tier: tier.id.clone(),
                members: 0,
                points: Points::ZERO,
                debt_points: Points::ZERO,
                value_minor: None,
            });
            self.tiers = none.collect();
        }
        if let Some(tier) = self.tiers.get_mut(held) {
            tier.members += 1;
            tier.points = tier.points.plus(points)?;
            tier.debt_points = tier.debt_points.plus(debt)?;
        }
        Ok(())
    }

    /// Everything is worth what the policy in force lets points take off a price.
    fn value(&mut self, policy: &Policy) -> Result<(), OutOfRange> {
        let worth = |points: Points| {
            let offset = policy.offset.as_ref();
            offset.map(|offset| offset.value_of(points)).transpose()
        };
        self.value_minor = worth(self.outstanding_points)?;
        for tier in &mut self.tiers {
            tier.value_minor = worth(tier.points)?;
        }
        for month in &mut self.months {
            month.value_minor = worth(month.points)?;
        }
        Ok(())
    }
}
