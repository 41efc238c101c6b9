//! What counts toward tiers, and the tier that is held, event by event. Chapter 3.

use super::tell;
use crate::event::{Event, TierReason};
use crate::moment::Day;
use crate::number::{Money, Points};
use crate::state::{DaySpend, MemberState, TierHeld};

/// Applies an event of a tier to a member.
pub(super) fn apply(member: &mut MemberState, event: &Event) {
    match event {
        Event::SpendCounted {
            day,
            amount_minor,
            forget_before,
        } => {
            forget(member, *forget_before);
            if !amount_minor.is_zero() {
                let counted = counted_on(member, *day);
                counted.amount_minor = counted.amount_minor.saturating_plus(*amount_minor);
                counted.orders = Some(counted.orders.unwrap_or_default().saturating_add(1));
            }
        }
        Event::QualifyingPointsCounted { day, points } if !points.is_zero() => {
            let counted = counted_on(member, *day);
            let before = counted.points.unwrap_or_default();
            counted.points = Some(before.saturating_plus(*points));
        }
        Event::ActivityPointsCounted {
            day,
            points,
            forget_before,
        } => {
            forget(member, *forget_before);
            let counted = counted_on(member, *day);
            let before = counted.activity_points.unwrap_or_default();
            counted.activity_points = Some(before.saturating_plus(*points));
        }
        Event::CreditRecorded(credit) => {
            let known = member.background.get_or_insert_default();
            known.credit = Some(*credit);
            tell(member, credit.at);
        }
        Event::TierChanged {
            to,
            review_at,
            at,
            reason,
            ..
        } => {
            let since = if member.tier.id == *to {
                member.tier.since
            } else {
                *at
            };
            member.tier = TierHeld {
                id: to.clone(),
                since,
                review_at: *review_at,
                grace: (*reason == TierReason::Grace).then_some(true),
                by_hand: (*reason == TierReason::SetByHand).then_some(true),
            };
            tell(member, *at);
        }
        Event::SpendReturned {
            day,
            amount_minor,
            points,
            orders,
        } => {
            // What can no longer be told by its day is within the sum of all that came before.
            let mut left = Counts {
                spend: *amount_minor,
                points: points.unwrap_or_default(),
                orders: *orders,
            };
            for day in [*day, Day::BEFORE_ALL] {
                if let Some(counted) = member.spend.iter_mut().find(|spend| spend.day == day) {
                    uncount(counted, &mut left);
                }
            }
            let counts = |spend: &DaySpend| {
                !spend.amount_minor.is_zero()
                    || spend.points.is_some()
                    || spend.orders.is_some()
                    || spend.activity_points.is_some()
            };
            member.spend.retain(counts);
        }
        Event::TierSet { at, .. } => tell(member, *at),
        _ => {}
    }
}

/// What counts toward tiers.
pub(super) struct Counts {
    pub spend: Money,
    pub points: Points,
    pub orders: Option<u32>,
}

/// What a chargeback had stopped from counting counts again on a day.
pub(super) fn count_again(member: &mut MemberState, day: Day, counts: Counts) {
    let counted = counted_on(member, day);
    counted.amount_minor = counted.amount_minor.saturating_plus(counts.spend);
    if !counts.points.is_zero() {
        let before = counted.points.unwrap_or_default();
        counted.points = Some(before.saturating_plus(counts.points));
    }
    if let Some(orders) = counts.orders {
        counted.orders = Some(counted.orders.unwrap_or_default().saturating_add(orders));
    }
}

/// Takes what stops counting of what counted on a day, as far as it goes; the rest is left.
fn uncount(counted: &mut DaySpend, left: &mut Counts) {
    let spend = counted.amount_minor.min(left.spend);
    counted.amount_minor = counted.amount_minor.saturating_minus(spend);
    left.spend = left.spend.saturating_minus(spend);
    let had = counted.points.unwrap_or_default();
    let points = had.min(left.points);
    counted.points = Some(had.saturating_minus(points)).filter(|rest| *rest > Points::ZERO);
    left.points = left.points.saturating_minus(points);
    let (had, gone) = (
        counted.orders.unwrap_or_default(),
        left.orders.unwrap_or_default(),
    );
    let orders = had.min(gone);
    counted.orders = Some(had.saturating_sub(orders)).filter(|rest| *rest > 0);
    left.orders = Some(gone.saturating_sub(orders));
}

/// What counted before a day is told apart no longer: it becomes one sum.
pub(super) fn forget(member: &mut MemberState, before: Day) {
    let old = member.spend.partition_point(|spend| spend.day < before);
    if old == 0 {
        return;
    }
    let mut sum = DaySpend {
        day: Day::BEFORE_ALL,
        amount_minor: Money::ZERO,
        points: None,
        orders: None,
        activity_points: None,
    };
    for spend in member.spend.drain(..old) {
        sum.amount_minor = sum.amount_minor.saturating_plus(spend.amount_minor);
        if let Some(points) = spend.points {
            sum.points = Some(sum.points.unwrap_or_default().saturating_plus(points));
        }
        if let Some(orders) = spend.orders {
            sum.orders = Some(sum.orders.unwrap_or_default().saturating_add(orders));
        }
        if let Some(points) = spend.activity_points {
            let before = sum.activity_points.unwrap_or_default();
            sum.activity_points = Some(before.saturating_plus(points));
        }
    }
    member.spend.insert(0, sum);
}

/// What counts on a day: nothing yet, where it is new.
fn counted_on(member: &mut MemberState, day: Day) -> &mut DaySpend {
    let place = member.spend.partition_point(|spend| spend.day < day);
    if member.spend.get(place).is_none_or(|spend| spend.day != day) {
        member.spend.insert(
            place,
            DaySpend {
                day,
                amount_minor: Money::ZERO,
                points: None,
                orders: None,
                activity_points: None,
            },
        );
    }
    &mut member.spend[place]
}
