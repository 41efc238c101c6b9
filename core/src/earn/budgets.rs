//! Holds what activities give to their budgets (活动预算). Clause 6.1.1b.
//!
//! What an activity gives is what the order earns with it, less what it earns without it, beside all
//! activities without a budget and those before it whose budget is enough. Where its budget is not
//! enough it multiplies nothing: what is left is given on top instead, or nothing, as the policy says.

use super::acting::Acting;
use super::rules::Rules;
use super::{Earned, Setting, reckon};
use crate::budget::QuotedBudget;
use crate::number::{OutOfRange, Points};
use crate::policy::{Activity, OverBudget, Tier};
use crate::quote::QuotedLine;
use crate::remainder::Remainder;
use crate::share::share_out;
use crate::trace::{Step, Trace};

/// Reckons what a cart earns where activities that act have budgets.
pub(super) fn earn_within(
    setting: Setting<'_>,
    tier: &Tier,
    acting: &Acting<'_>,
    rules: &mut Rules<'_>,
    lines: &mut [QuotedLine],
    trace: &mut Trace,
) -> Result<Earned, OutOfRange> {
    let has_budget = |activity: &&Activity| activity.budget.is_some();
    let activities = acting.activities.iter().copied();
    let (bounded, mut acts): (Vec<&Activity>, Vec<&Activity>) = activities.partition(has_budget);
    let bases = &rules.goods.bases;
    let mut weighed = reckon(setting, tier, &acts, rules, &mut Trace::off())?;
    let mut on_top = vec![Points::ZERO; lines.len()];
    let mut budgets = Vec::with_capacity(bounded.len());
    for activity in bounded {
        let Some(budget) = activity.budget else {
            continue;
        };
        let mut with = acts.clone();
        with.push(activity);
        let tried = reckon(setting, tier, &with, rules, &mut Trace::off())?;
        let wanted = tried.earned.points.minus(weighed.earned.points)?;
        let wanted = wanted.max(Points::ZERO);
        let (room, limit) = setting.budgets.left(&activity.id);
        let is_enough = wanted <= room;
        let gives = match budget.over {
            _ if is_enough => wanted,
            OverBudget::Take => room,
            OverBudget::Refuse => Points::ZERO,
        };
        if is_enough {
            (acts, weighed) = (with, tried);
        } else if !gives.is_zero() {
            let (with, without) = (tried.by_line(bases)?, weighed.by_line(bases)?);
            let more = with.iter().zip(&without).map(|(with, without)| {
                let more = with.saturating_minus(*without);
                more.max(Points::ZERO).value()
            });
            let parts = share_out(gives.value(), &more.collect::<Vec<_>>());
            for (sum, share) in on_top.iter_mut().zip(parts) {
                *sum = sum.plus(Points::new(share)?)?;
            }
        }
        budgets.push(QuotedBudget {
            activity: activity.id.clone(),
            wanted_points: wanted,
            room_points: room,
            points: gives,
            over: budget.over,
            limited_by: (!is_enough).then_some(limit),
        });
    }
    if trace.is_on() {
        weighed = reckon(setting, tier, &acts, rules, trace)?;
    }
    for held in budgets.iter().filter(|it| it.limited_by.is_some()) {
        trace.step(|| told(held));
    }
    for ((line, own), on_top) in lines.iter_mut().zip(weighed.by_line(bases)?).zip(&on_top) {
        line.earn_points = own.plus(*on_top)?;
    }
    let on_top = Points::sum(on_top)?;
    let mut earned = weighed.earned;
    earned.points = earned.points.plus(on_top)?;
    // Whole points leave the remainder as it is.
    earned.worth += i128::from(on_top.value()) * i128::from(Remainder::WHOLE);
    Ok(Earned { budgets, ..earned })
}

fn told(held: &QuotedBudget) -> Step {
    let topic = match held.over {
        OverBudget::Take => "activity_budget_taken",
        OverBudget::Refuse => "activity_budget_refused",
    };
    Step::new("6.1.1b", topic)
        .by(&held.activity)
        .with("wanted_points", held.wanted_points)
        .with("room_points", held.room_points)
        .with("points", held.points)
}

/// What caps take away from an order is what activities gave first, the last of them first: a budget
/// pays for nothing that is not earned.
pub(crate) fn cut(budgets: &mut [QuotedBudget], points: Points) {
    let mut left = points;
    for budget in budgets.iter_mut().rev() {
        let less = left.min(budget.points);
        budget.points = budget.points.saturating_minus(less);
        left = left.saturating_minus(less);
    }
}
