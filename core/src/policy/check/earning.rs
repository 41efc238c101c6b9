//! Activities, caps and remainders fit the rest of the terms of earning.

use alloc::format;

use crate::document::Reader;
use crate::id::RuleId;
use crate::limits::MAX_MULTIPLIERS_PER_LINE;
use crate::policy::{Activity, CapPeriod, EarnKind, OverBudget, Policy, RoundingScope, Stacking};
use crate::ratio::{Rounding, common_divisor};
use crate::refusal::Facts;
use crate::remainder::Remainder;

pub(super) fn activities_fit(policy: &Policy, r: &mut Reader<'_, false>) {
    let activities = &policy.earning.activities;
    for (index, activity) in activities.iter().enumerate() {
        for tier in &activity.tiers {
            if policy.tiers.position(tier).is_none() {
                let pointer = format!("/earning/activities/{index}/tiers");
                r.finding_at(
                    &pointer,
                    "no_such_tier",
                    Facts::default().with("found", tier),
                );
            }
        }
        let begin = activity.from;
        let together = activities
            .iter()
            .filter(|a| a.from <= begin && begin < a.until)
            .count();
        // The tier's own multiplier acts beside them.
        if together >= MAX_MULTIPLIERS_PER_LINE {
            let pointer = format!("/earning/activities/{index}");
            let facts = Facts::default().with("most", MAX_MULTIPLIERS_PER_LINE - 1);
            r.finding_at(&pointer, "too_many_activities_at_once", facts);
        }
    }
}

/// A cap names rules or activities that there are, not both, and holds what they give over time.
pub(super) fn caps_fit(policy: &Policy, r: &mut Reader<'_, false>) {
    let earning = &policy.earning;
    for (index, cap) in earning.caps.iter().enumerate() {
        let mut unknown = |field: &str, code, named: &[RuleId], known: &dyn Fn(&RuleId) -> bool| {
            if let Some(found) = named.iter().find(|id| !known(id)) {
                let facts = Facts::default().with("found", found);
                r.finding_at(&format!("/earning/caps/{index}/{field}"), code, facts);
            }
        };
        let is_rule = |id: &RuleId| earning.rules.iter().any(|rule| rule.id == *id);
        let is_activity = |id: &RuleId| earning.activities.iter().any(|it| it.id == *id);
        unknown("rules", "no_such_rule", &cap.rules, &is_rule);
        unknown(
            "activities",
            "no_such_activity",
            &cap.activities,
            &is_activity,
        );
        if !cap.rules.is_empty() && !cap.activities.is_empty() {
            let at = format!("/earning/caps/{index}/activities");
            r.finding_at(&at, "cap_names_both", Facts::default());
        }
        if cap.period == CapPeriod::Balance && !cap.is_for_all() {
            let at = format!("/earning/caps/{index}/period");
            r.finding_at(&at, "cap_of_rules_on_balance", Facts::default());
        }
    }
}

/// A budget that gives what is left of it does so beside the multipliers, where no cap on the
/// activity would see it.
pub(super) fn budgets_fit(policy: &Policy, r: &mut Reader<'_, false>) {
    let earning = &policy.earning;
    for (index, activity) in earning.activities.iter().enumerate() {
        let mut caps = earning.caps.iter();
        let is_capped =
            activity.most.is_some() || caps.any(|it| it.activities.contains(&activity.id));
        let budget = activity.budget.filter(|it| it.over == OverBudget::Take);
        if is_capped && budget.is_some() {
            let at = format!("/earning/activities/{index}/budget/over");
            r.finding_at(&at, "budget_beside_cap", Facts::default());
        }
    }
}

/// Remainders are carried of whole orders that are rounded down, and are exact.
pub(super) fn remainders_fit(policy: &Policy, r: &mut Reader<'_, false>) {
    let earning = &policy.earning;
    if !earning.carries() {
        return;
    }
    if (earning.rounding, earning.rounding_scope) != (Rounding::Floor, RoundingScope::Order) {
        let at = "/earning/remainders";
        r.finding_at(
            at,
            "remainders_not_of_orders_rounded_down",
            Facts::default(),
        );
    }
    let rates = earning.rules.iter().map(|rule| match rule.kind {
        EarnKind::Rate { points, per_minor } => {
            let per = i128::from(per_minor.value().max(1));
            per / common_divisor(per, i128::from(points.value()))
        }
        EarnKind::Step { .. } | EarnKind::Unit { .. } | EarnKind::Order { .. } => 1,
    });
    let rates = rates.fold(1, common_multiple);
    let tiers = policy.tiers.steps.iter();
    let tiers = tiers.map(|tier| i128::from(tier.multiplier.den()));
    let tiers = tiers.fold(1, common_multiple);
    let widest =
        core::iter::once(1).chain(earning.activities.iter().map(|it| together(policy, it)));
    let exact = widest.map(|activities| {
        let multipliers = match earning.stacking {
            Stacking::Multiply => tiers.saturating_mul(activities),
            Stacking::Add | Stacking::Best => common_multiple(tiers, activities),
        };
        rates.saturating_mul(multipliers)
    });
    if exact
        .into_iter()
        .any(|den| i128::from(Remainder::WHOLE) % den.max(1) != 0)
    {
        r.finding_at(
            "/earning/remainders",
            "remainders_not_exact",
            Facts::default(),
        );
    }
}

/// What the multipliers that act when an activity begins have for a common denominator.
fn together(policy: &Policy, begins: &Activity) -> i128 {
    let all = policy.earning.activities.iter();
    let on = all.filter(|it| it.from <= begins.from && begins.from < it.until);
    let denominators = on.map(|it| i128::from(it.multiplier.den()));
    match policy.earning.stacking {
        Stacking::Multiply => denominators.fold(1, i128::saturating_mul),
        Stacking::Add | Stacking::Best => denominators.fold(1, common_multiple),
    }
}

fn common_multiple(left: i128, right: i128) -> i128 {
    (left / common_divisor(left, right)).saturating_mul(right)
}
