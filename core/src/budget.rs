//! Budgets of activities as they stand (活动预算): what each has given, to one member and to all, and
//! what it has left for one order. Clause 6.1.1b.
//!
//! An order takes of a budget when it is placed. Paid, it keeps that for good; cancelled, lapsed or
//! given back, it makes room again. A member's own budget is part of the member's state. The one for
//! all members is a stream of its own, which knows no order: what unpaid orders take is kept by the
//! hour in which they lapse, so that it stays small whatever the number of orders, and what lapsed is
//! there again at the end of that hour without anybody telling it. It is never given twice.
//!
//! A purchase made outside takes of no budget, and what a bank takes back makes no room: neither is
//! known when an order is placed.

use serde::Serialize;

use crate::id::RuleId;
use crate::moment::Moment;
use crate::number::Points;
use crate::policy::{Activity, ActivityBudget, OverBudget, Policy};
use crate::state::MemberState;
use crate::wire::{names, record};

/// Points that an order takes of an activity's budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BudgetUse {
    /// The activity.
    pub activity: RuleId,
    /// Points, more than none.
    pub points: Points,
    /// True where they count in the budget of all members too; absent where there is none.
    pub shared: Option<bool>,
}

record!(BudgetUse {
    0: activity,
    1: points,
    2: shared
});

/// What a member had of an activity with a budget, until no order can take of it any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BudgetUsed {
    /// The activity.
    pub activity: RuleId,
    /// Points, those of unpaid orders among them.
    pub points: Points,
    /// Points that refunds gave back and that the budget of all members does not have yet; absent
    /// where there are none.
    pub unreturned: Option<Points>,
}

record!(BudgetUsed {
    0: activity,
    1: points,
    2: unreturned
});

/// Points that unpaid orders take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct KeptPoints {
    /// Until when; from this moment on they are there again.
    pub until: Moment,
    /// Points.
    pub points: Points,
}

record!(KeptPoints {
    0: until,
    1: points
});

/// What all members together had of an activity, under every version of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BudgetState {
    /// The activity.
    pub id: RuleId,
    /// Points that are given for good.
    pub spent: Points,
    /// Points that unpaid orders take, by the hour in which they lapse, earliest first.
    pub kept: Vec<KeptPoints>,
    /// The latest moment of any event.
    pub clock: Moment,
}

record!(BudgetState {
    0: id,
    1: spent,
    2: kept,
    3: clock
});

impl BudgetState {
    /// Points that are given or kept at a moment.
    #[must_use]
    pub fn taken(&self, now: Moment) -> Points {
        let kept = self.kept.iter().filter(|kept| now < kept.until);
        let kept = kept.map(|kept| kept.points);
        kept.fold(self.spent, Points::saturating_plus)
    }
}

const HOUR_MS: i64 = 3_600_000;

/// Until when a budget keeps what an order takes that lapses at a moment: the end of that hour.
pub(crate) const fn kept_until(lapses_at: Moment) -> Moment {
    let over = lapses_at.ms().rem_euclid(HOUR_MS);
    if over == 0 {
        return lapses_at;
    }
    lapses_at.moved_ms(HOUR_MS - over)
}

/// Which budget held down what an activity gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BudgetLimit {
    /// The member's own.
    Member,
    /// The one for all members.
    All,
}

names!(BudgetLimit { 0: Member, 1: All });

/// What an activity with a budget gives to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuotedBudget {
    /// The activity.
    pub activity: RuleId,
    /// Points that it would give without a budget.
    pub wanted_points: Points,
    /// Points that it has left for this order.
    pub room_points: Points,
    /// Points that it gives.
    pub points: Points,
    /// What becomes of an order that would take more than is left.
    pub over: OverBudget,
    /// Which budget held it down; absent where none did.
    pub limited_by: Option<BudgetLimit>,
}

record!(QuotedBudget {
    0: activity,
    1: wanted_points,
    2: room_points,
    3: points,
    4: over,
    5: limited_by
});

/// What the budgets of activities have left for one order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rooms(Vec<(RuleId, Points, BudgetLimit)>);

impl Rooms {
    /// For a member's order by a policy, at a moment. A budget without a state has all of it left.
    pub(crate) fn of<'s>(
        policy: &Policy,
        member: &MemberState,
        states: impl Iterator<Item = &'s BudgetState> + Clone,
        now: Moment,
    ) -> Self {
        let activities = policy.earning.activities.iter();
        let rooms = activities.filter_map(|activity| {
            let budget = activity.budget?;
            let had = member.budgets.iter().find(|it| it.activity == activity.id);
            let had = had.map_or(Points::ZERO, |had| had.points);
            let state = states.clone().find(|state| state.id == activity.id);
            let taken = state.map_or(Points::ZERO, |state| state.taken(now));
            let left = |most: Points, gone| most.saturating_minus(gone).max(Points::ZERO);
            let own = budget.per_member.map(|most| left(most, had));
            let all = budget.points.map(|most| left(most, taken));
            let (room, limit) = match (own, all) {
                (Some(own), Some(all)) if all < own => (all, BudgetLimit::All),
                (Some(own), _) => (own, BudgetLimit::Member),
                (None, all) => (all.unwrap_or_default(), BudgetLimit::All),
            };
            Some((activity.id.clone(), room, limit))
        });
        Self(rooms.collect())
    }

    /// For what is left of an order that took so much of budgets.
    pub(crate) fn of_order(uses: &[BudgetUse]) -> Self {
        let rooms = uses.iter();
        let rooms = rooms.map(|it| (it.activity.clone(), it.points, BudgetLimit::All));
        Self(rooms.collect())
    }

    /// What an activity with a budget has left, and which budget says so: nothing where it is unknown.
    pub(crate) fn left(&self, activity: &RuleId) -> (Points, BudgetLimit) {
        let known = self.0.iter().find(|(id, _, _)| id == activity);
        known.map_or((Points::ZERO, BudgetLimit::All), |(_, room, limit)| {
            (*room, *limit)
        })
    }
}

/// What an order takes of budgets, by what it was quoted.
pub(crate) fn uses(policy: &Policy, quoted: &[QuotedBudget]) -> Vec<BudgetUse> {
    let taking = quoted.iter().filter(|it| !it.points.is_zero());
    let uses = taking.map(|it| BudgetUse {
        activity: it.activity.clone(),
        points: it.points,
        shared: budget_of(policy, &it.activity)
            .is_some_and(|budget| budget.points.is_some())
            .then_some(true),
    });
    uses.collect()
}

/// What is left of uses when so much less is used: of each the difference, where there is any.
pub(crate) fn given_back(uses: &[BudgetUse], still: &[QuotedBudget]) -> Vec<BudgetUse> {
    let back = uses.iter().filter_map(|it| {
        let still = still.iter().find(|still| still.activity == it.activity);
        let still = still.map_or(Points::ZERO, |still| still.points);
        let points = it.points.saturating_minus(still);
        (points > Points::ZERO).then(|| BudgetUse {
            points,
            ..it.clone()
        })
    });
    back.collect()
}

fn budget_of<'p>(policy: &'p Policy, activity: &RuleId) -> Option<&'p ActivityBudget> {
    let mut activities = policy.earning.activities.iter();
    let found = activities.find(|known: &&Activity| known.id == *activity);
    found?.budget.as_ref()
}
