//! Referrals, event by event, on the streams of both members. Clause 6.1.1b.

use super::tell;
use crate::event::{Event, RecordedReferral, RewardedReferral};
use crate::id::OrderId;
use crate::moment::Moment;
use crate::policy::ReferralDue;
use crate::referral::{Referral, RewardedReferrals};
use crate::state::MemberState;

/// Applies an event to a member.
pub(super) fn apply(member: &mut MemberState, event: &Event) {
    match event {
        Event::ReferralRecorded(RecordedReferral {
            referrer,
            policy_version,
            due,
            at,
        }) => {
            let background = member.background.get_or_insert_default();
            background.referral = Some(Referral {
                referrer: referrer.clone(),
                policy_version: *policy_version,
                due: *due,
                due_since: (*due == ReferralDue::AtOnce).then_some(*at),
                rewarded_at: None,
            });
            tell(member, *at);
        }
        Event::ReferralRewarded(RewardedReferral {
            referred,
            counts_since,
            at,
            ..
        }) => {
            let is_referred = member.id == *referred;
            let background = member.background.get_or_insert_default();
            if let Some(referral) = background.referral.as_mut().filter(|_| is_referred) {
                referral.rewarded_at = Some(*at);
            }
            if let Some(since) = counts_since.filter(|_| !is_referred) {
                let known = background.referred.filter(|known| known.since >= since);
                let known = known.unwrap_or(RewardedReferrals { since, count: 0 });
                background.referred = Some(RewardedReferrals {
                    count: known.count.saturating_add(1),
                    ..known
                });
            }
            tell(member, *at);
        }
        _ => {}
    }
}

/// An order was paid.
pub(super) fn order_paid(member: &mut MemberState, at: Moment) {
    is_due(member, ReferralDue::Paid, at);
}

/// An order was settled. One of which everything is back does not count.
pub(super) fn order_settled(member: &mut MemberState, order: &OrderId, at: Moment) {
    let mut sales = member.sales.iter();
    let sale = sales.find(|sale| sale.order == *order);
    if !sale.is_some_and(crate::sale::Sale::is_all_back) {
        is_due(member, ReferralDue::Settled, at);
    }
}

fn is_due(member: &mut MemberState, what: ReferralDue, at: Moment) {
    let background = member.background.as_mut();
    if let Some(referral) = background.and_then(|known| known.referral.as_mut())
        && referral.due == what
    {
        referral.due_since.get_or_insert(at);
    }
}
