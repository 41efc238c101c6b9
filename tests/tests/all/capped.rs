//! Caps on earning, held to the whole log: what the state keeps of it is enough.

use std::collections::BTreeMap;

use tiercel_core::event::{EarningHeld, EarningReturned, Event, RefusedPurchase, RemainderCarried};
use tiercel_core::import::CountOf;
use tiercel_core::kept::CapCounted;
use tiercel_core::limits::{MAX_COUNTED_CAPS, MAX_OPEN_ORDERS, MAX_SALES};
use tiercel_core::policy::{CapPeriod, PolicySet};
use tiercel_core::remainder::Remainder;
use tiercel_core::state::{Counted, MemberState, Progress};

/// What earning keeps of a member is what its events moved: the remainder that is carried, and what
/// counts toward caps that name rules or activities.
pub(crate) fn keeps(member: &MemberState, events: &[Event]) {
    let mut held = BTreeMap::new();
    let mut returned: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut left = BTreeMap::new();
    let mut carried = 0;
    for event in events {
        match event {
            Event::MemberImported(taken) => {
                let rest = taken.rest.iter();
                carried += rest
                    .filter_map(|rest| rest.remainder)
                    .map(Remainder::parts)
                    .sum::<i64>();
            }
            Event::EarningHeld(EarningHeld { order, earning }) => {
                let taken = earning.taken.unwrap_or_default().parts();
                // An order that earns takes all that is carried, and leaves less than a point.
                let left = earning.left.unwrap_or_default().parts();
                assert!(left == taken || (taken.min(0)..Remainder::WHOLE).contains(&left));
                carried -= taken;
                held.insert(order, earning);
            }
            Event::OrderCut(cut) => {
                *left.entry(&cut.order).or_insert(0_i64) +=
                    cut.remainder.unwrap_or_default().parts();
                returned.entry(&cut.order).or_default().extend(&cut.counted);
            }
            Event::RemainderCarried(RemainderCarried { order, remainder }) => {
                let cut = left.remove(order).unwrap_or_default();
                let promised = held.get(order).and_then(|earning| earning.left);
                let promised = promised.unwrap_or_default().parts();
                assert_eq!(promised + cut, remainder.parts());
                carried += remainder.parts();
            }
            Event::EarningReturned(EarningReturned {
                order,
                remainder,
                counted,
            }) => {
                carried += remainder.unwrap_or_default().parts();
                returned.entry(order).or_default().extend(counted);
            }
            Event::OrderCancelled { order, .. }
            | Event::OrderLapsed { order, .. }
            | Event::PurchaseLapsed { order, .. }
            | Event::PurchaseRefused(RefusedPurchase { order, .. }) => {
                if let Some(earning) = held.remove(order) {
                    carried += earning.taken.unwrap_or_default().parts();
                }
            }
            _ => {}
        }
    }
    let kept = member.kept.clone().unwrap_or_default();
    assert_eq!(kept.carried.unwrap_or_default().parts(), carried);
    // What orders that were open together left may have outlived them all, until the next takes it.
    let moves = i64::try_from(MAX_OPEN_ORDERS + MAX_SALES).unwrap();
    assert!(carried.abs() < moves * Remainder::WHOLE);
    assert!(kept.counted.len() <= MAX_COUNTED_CAPS);
    for known in &kept.counted {
        let is_same = |one: &&CapCounted| {
            let (one_counted, counted) = (one.counted, known.counted);
            one.cap == known.cap
                && (one_counted.period, one_counted.since) == (counted.period, counted.since)
        };
        let sum = |all: &[CapCounted]| -> i64 {
            let same = all.iter().filter(is_same);
            same.map(|one| one.counted.points.value()).sum()
        };
        let gone = |order| {
            returned.get(order).map_or(0, |all| {
                sum(&all.iter().map(|one| (*one).clone()).collect::<Vec<_>>())
            })
        };
        let orders = held.iter();
        let all: i64 = orders
            .map(|(order, it)| sum(&it.counted) - gone(order))
            .sum();
        let before = brought(events, &CountOf::Cap(known.cap.clone()), known.counted);
        assert_eq!(all + before, known.counted.points.value(), "{known:?}");
    }
}

/// What counted in a period already when the member was taken over.
fn brought(events: &[Event], of: &CountOf, counted: Counted) -> i64 {
    let taken = events.iter().filter_map(|event| match event {
        Event::MemberImported(taken) => taken.rest.as_ref(),
        _ => None,
    });
    let counts = taken.flat_map(|rest| &rest.counts);
    let same = counts.filter(|one| {
        one.of == *of && (one.period, one.since) == (Some(counted.period), counted.since)
    });
    same.map(|one| one.count.value()).sum()
}

/// What counts toward caps is what the orders that are not closed unpaid counted, and no order
/// was promised more than a cap left.
pub(crate) fn hold(policies: &PolicySet, member: &MemberState, events: &[Event], new: &[Event]) {
    let mut open = BTreeMap::new();
    let mut clawed: BTreeMap<_, i64> = BTreeMap::new();
    for event in events {
        match event {
            Event::OrderPlaced { order, counted, .. } => {
                open.insert(order, counted);
            }
            Event::PurchaseClaimed(claimed) => {
                open.insert(&claimed.order, &claimed.counted);
            }
            Event::OrderCancelled { order, .. }
            | Event::OrderLapsed { order, .. }
            | Event::PurchaseLapsed { order, .. } => {
                open.remove(order);
            }
            Event::PurchaseRefused(refused) => {
                open.remove(&refused.order);
            }
            Event::ChargebackReversed(reversed) => {
                let restored = reversed.restored.iter().map(|part| part.points.value());
                let of_rebate = reversed.rebate_points.unwrap_or_default().value();
                *clawed.entry(&reversed.order).or_default() -= restored.sum::<i64>() - of_rebate;
            }
            Event::OrderCut(cut) => {
                *clawed.entry(&cut.order).or_default() += cut.earn_points.value();
            }
            Event::PointsClawedBack { order, points, .. } => {
                *clawed.entry(order).or_default() += points.value();
            }
            _ => {}
        }
    }
    assert!(member.counted.len() <= 5);
    for known in &member.counted {
        let same = |c: &&Counted| (c.period, c.since) == (known.period, known.since);
        let all = open.iter().flat_map(|(order, counted)| {
            let gone = clawed.get(order).copied().unwrap_or_default();
            let counted = counted.iter().filter(same);
            counted.map(move |c| c.points.value() - gone)
        });
        let sum = all.sum::<i64>() + brought(events, &CountOf::Earning, *known);
        assert_eq!(sum, known.points.value(), "{known:?}");
    }
    let most = |period: CapPeriod| {
        let known = member.counted.iter().find(|known| known.period == period);
        known.map_or(0, |known| known.points.value())
    };
    let placed = new.iter().filter_map(|event| match event {
        Event::OrderPlaced {
            order,
            policy_version,
            earn_points,
            ..
        } if !earn_points.is_zero() => Some((order, policy_version, earn_points.value())),
        _ => None,
    });
    for (order, version, earns) in placed {
        let lots = member.lots.iter().map(|lot| lot.points.value());
        let orders = member.orders.iter().map(|open| match open.progress {
            Progress::Placed { .. } | Progress::Claimed { .. } => open.earn_points.value(),
            Progress::Paid { .. } => 0,
        });
        let others = member.orders.iter().filter(|open| open.id != *order);
        let holds = others.flat_map(|open| &open.hold);
        let held = holds.map(|part| part.points.value());
        let owed = member.debt.map_or(0, |debt| debt.value());
        let balance = lots.chain(orders).chain(held).sum::<i64>() - owed;
        let caps = &policies.version(*version).unwrap().earning.caps;
        for cap in caps.iter().filter(|cap| cap.is_for_all()) {
            let reached = match cap.period {
                CapPeriod::Order => earns,
                CapPeriod::Balance => balance,
                period => most(period),
            };
            assert!(reached <= cap.points.value(), "{reached} of {cap:?}");
        }
    }
}
