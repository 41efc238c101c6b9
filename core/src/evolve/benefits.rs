//! What is used of benefits, and what they gave, event by event. Clauses 3.1.1 to 3.1.2d.

use super::{find, sales, tell};
use crate::benefits::{GivenRebate, OrderBenefits, UseCount};
use crate::event::Event;
use crate::id::RuleId;
use crate::limits::{MAX_ENTITLEMENT_USES, MAX_USE_COUNTS};
use crate::moment::Day;
use crate::number::Points;
use crate::policy::CapPeriod;
use crate::state::{Invitation, Lot, MemberState, Trial};

/// Applies an event of benefits to a member.
pub(super) fn apply(member: &mut MemberState, event: &Event) {
    match event {
        Event::BenefitsApplied(applied) => {
            if let Some(shipping) = &applied.benefits.shipping
                && let Some((period, since)) = shipping.period.zip(shipping.since)
            {
                count(member, &shipping.benefit, period, since);
            }
            if let Some(order) = find(member, &applied.order) {
                order.benefits = Some(applied.benefits.clone());
            }
            tell(member, applied.at);
        }
        Event::ShippingReturned(returned) => {
            uncount(member, &returned.benefit, returned.period, returned.since);
            tell(member, returned.at);
        }
        Event::EntitlementUsed(used) => {
            count(member, &used.entitlement, used.period, used.since);
            let uses = &mut member.background.get_or_insert_default().uses;
            if uses.len() >= MAX_ENTITLEMENT_USES {
                uses.remove(0);
            }
            uses.push(used.clone());
            tell(member, used.at);
        }
        Event::EntitlementUndone(undone) => {
            uncount(member, &undone.entitlement, undone.period, undone.since);
            let uses = &mut member.background.get_or_insert_default().uses;
            uses.retain(|used| used.occurrence != undone.occurrence);
            tell(member, undone.at);
        }
        Event::RebateGranted(granted) => {
            let latest = &mut member.lately.get_or_insert_default().earned_at;
            *latest = (*latest).max(Some(granted.at));
            member.next_lot = member.next_lot.max(granted.lot.saturating_add(1));
            super::insert(
                member,
                Lot {
                    id: granted.lot,
                    points: granted.points,
                    earned_at: granted.at,
                    expires_at: granted.expires_at,
                    pending: None,
                    validity_version: None,
                    valid_by: granted.valid_by,
                    valid_from: None,
                },
            );
            if let Some(sale) = sales::sale(member, &granted.order) {
                sale.rebate = Some(GivenRebate {
                    lot: granted.lot,
                    points: granted.points,
                    clawed_points: Points::ZERO,
                    expired_points: Points::ZERO,
                });
            }
            tell(member, granted.at);
        }
        Event::RebateTakenBack(taken) => {
            if let Some(sale) = sales::sale(member, &taken.order)
                && let Some(rebate) = &mut sale.rebate
            {
                rebate.clawed_points = rebate.clawed_points.saturating_plus(taken.points);
                let expired = taken.expired_points.unwrap_or_default();
                rebate.expired_points = rebate.expired_points.saturating_minus(expired);
            }
            super::take(member, &taken.parts);
            let owed = member.debt.unwrap_or_default();
            sales::owe(member, owed.saturating_plus(taken.owed_points));
            tell(member, taken.at);
        }
        Event::TierInvited(invited) => {
            member.background.get_or_insert_default().invitation = Some(Invitation {
                tier: invited.tier.clone(),
                until: invited.until,
            });
            tell(member, invited.at);
        }
        Event::StatusMatched(matched) => {
            member.background.get_or_insert_default().trial = Some(Trial {
                tier: matched.tier.clone(),
                policy_version: matched.policy_version,
                since: matched.at,
                until: matched.until,
            });
            tell(member, matched.at);
        }
        Event::FloorChanged { holds, at } => {
            let known = member.background.get_or_insert_default();
            known.without_floor = (!holds).then_some(true);
            tell(member, *at);
        }
        _ => {}
    }
}

/// What an order that is closed unpaid used counts no longer.
pub(super) fn order_closed(member: &mut MemberState, benefits: Option<&OrderBenefits>) {
    let shipping = benefits.and_then(|benefits| benefits.shipping.as_ref());
    if let Some(shipping) = shipping
        && let Some((period, since)) = shipping.period.zip(shipping.since)
    {
        uncount(member, &shipping.benefit, period, since);
    }
}

/// A benefit is used once more: a later period of its kind begins anew. Of more benefits than there
/// may be, those that were used the longest time ago are forgotten.
fn count(member: &mut MemberState, benefit: &RuleId, period: CapPeriod, since: Day) {
    let counts = &mut member.background.get_or_insert_default().used;
    let same = |known: &&mut UseCount| known.benefit == *benefit && known.period == period;
    match counts.iter_mut().find(same) {
        Some(known) if known.since == since => known.times = known.times.saturating_add(1),
        Some(known) if known.since > since => {}
        Some(known) => (known.since, known.times) = (since, 1),
        None => {
            if counts.len() >= MAX_USE_COUNTS
                && let Some(oldest) = (0..counts.len()).min_by_key(|place| counts[*place].since)
            {
                counts.remove(oldest);
            }
            counts.push(UseCount {
                benefit: benefit.clone(),
                period,
                since,
                times: 1,
            });
        }
    }
}

fn uncount(member: &mut MemberState, benefit: &RuleId, period: CapPeriod, since: Day) {
    let counts = &mut member.background.get_or_insert_default().used;
    for known in counts.iter_mut() {
        if known.benefit == *benefit && (known.period, known.since) == (period, since) {
            known.times = known.times.saturating_sub(1);
        }
    }
    counts.retain(|known| known.times > 0);
}
