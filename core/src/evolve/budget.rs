//! Budgets of activities, event by event, on the member's stream and on their own. Clause 6.1.1b.

use super::tell;
use crate::budget::{BudgetState, BudgetUse, BudgetUsed, KeptPoints};
use crate::event::{
    Event, GivenBackToBudgets, LapsedInBudget, ReservedOfBudget, RestoredToBudget,
    ReturnedToBudget, SpentOfBudget, TakenOfBudgets,
};
use crate::moment::Moment;
use crate::number::Points;
use crate::state::MemberState;

/// A budget after an event on its stream; nothing before the first.
pub(super) fn budget(state: Option<BudgetState>, event: &Event) -> Option<BudgetState> {
    if let Event::BudgetReserved(ReservedOfBudget {
        activity,
        points,
        kept_until,
        at,
        ..
    }) = event
    {
        let mut state = state.unwrap_or_else(|| BudgetState {
            id: activity.clone(),
            spent: Points::ZERO,
            kept: Vec::new(),
            clock: *at,
        });
        keep(&mut state, *points, *kept_until);
        state.clock = state.clock.max(*at);
        return Some(state);
    }
    let mut state = state?;
    match event {
        Event::BudgetSpent(SpentOfBudget {
            points,
            kept_until,
            at,
            ..
        }) => {
            release(&mut state, *points, *kept_until);
            state.spent = state.spent.saturating_plus(*points);
            state.clock = state.clock.max(*at);
        }
        Event::BudgetRestored(RestoredToBudget {
            points,
            kept_until,
            at,
        }) => {
            match kept_until {
                Some(until) => release(&mut state, *points, *until),
                None => {
                    let left = state.spent.saturating_minus(*points);
                    state.spent = left.max(Points::ZERO);
                }
            }
            state.clock = state.clock.max(*at);
        }
        Event::BudgetLapsed(LapsedInBudget { at, .. }) => {
            state.kept.retain(|kept| kept.until > *at);
            state.clock = state.clock.max(*at);
        }
        _ => {}
    }
    Some(state)
}

fn keep(state: &mut BudgetState, points: Points, until: Moment) {
    let place = state.kept.partition_point(|kept| kept.until < until);
    match state.kept.get_mut(place).filter(|kept| kept.until == until) {
        Some(kept) => kept.points = kept.points.saturating_plus(points),
        None => state.kept.insert(place, KeptPoints { until, points }),
    }
}

fn release(state: &mut BudgetState, points: Points, until: Moment) {
    for kept in state.kept.iter_mut().filter(|kept| kept.until == until) {
        kept.points = kept.points.saturating_minus(points);
    }
    state.kept.retain(|kept| kept.points > Points::ZERO);
}

/// What is kept longest is there again: when, and how much.
pub(crate) fn first_lapse(state: &BudgetState) -> Option<Event> {
    let first = state.kept.first()?;
    Some(Event::BudgetLapsed(LapsedInBudget {
        points: first.points,
        at: first.until,
    }))
}

/// Applies an event to a member.
pub(super) fn apply(member: &mut MemberState, event: &Event) {
    match event {
        Event::BudgetTaken(TakenOfBudgets {
            order,
            uses,
            forgets,
            at,
        }) => {
            member.budgets.retain(|it| !forgets.contains(&it.activity));
            for new in uses {
                let known = member.budgets.iter_mut();
                match { known }.find(|it| it.activity == new.activity) {
                    Some(known) => known.points = known.points.saturating_plus(new.points),
                    None => member.budgets.push(BudgetUsed {
                        activity: new.activity.clone(),
                        points: new.points,
                        unreturned: None,
                    }),
                }
            }
            if let Some(order) = super::find(member, order) {
                order.budgets.clone_from(uses);
            }
            tell(member, *at);
        }
        Event::BudgetGivenBack(GivenBackToBudgets { order, uses, at }) => {
            let sales = member.sales.iter_mut();
            if let Some(sale) = { sales }.find(|sale| sale.order == *order) {
                for back in uses {
                    for held in &mut sale.budgets {
                        if held.activity == back.activity {
                            held.points = held.points.saturating_minus(back.points);
                        }
                    }
                }
                sale.budgets.retain(|held| held.points > Points::ZERO);
            }
            give_back(member, uses, true);
            tell(member, *at);
        }
        Event::BudgetReturned(ReturnedToBudget { activity, at, .. }) => {
            for known in &mut member.budgets {
                if known.activity == *activity {
                    known.unreturned = None;
                }
            }
            forget_nothing(member);
            tell(member, *at);
        }
        _ => {}
    }
}

/// An order is closed unpaid: what it took is the member's again. The budget of all members knows by
/// itself, or is told beside.
pub(super) fn order_closed(member: &mut MemberState, uses: &[BudgetUse]) {
    give_back(member, uses, false);
}

fn give_back(member: &mut MemberState, uses: &[BudgetUse], is_to_be_returned: bool) {
    for back in uses {
        for known in &mut member.budgets {
            if known.activity != back.activity {
                continue;
            }
            known.points = known.points.saturating_minus(back.points).max(Points::ZERO);
            if is_to_be_returned && back.shared == Some(true) {
                let before = known.unreturned.unwrap_or_default();
                known.unreturned = Some(before.saturating_plus(back.points));
            }
        }
    }
    forget_nothing(member);
}

/// Of an activity of which nothing is had any more, nothing stands in the state.
fn forget_nothing(member: &mut MemberState) {
    let known = &mut member.budgets;
    known.retain(|it| !it.points.is_zero() || it.unreturned.is_some());
}
