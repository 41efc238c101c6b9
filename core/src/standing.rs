//! Where a member stands: spend in the window, tier, balance, and what falls due next.

use crate::event::Pending;
use crate::moment::Moment;
use crate::number::{Money, OutOfRange, Points};
use crate::policy::Policy;
use crate::quote::NextTier;
use crate::state::{Lot, MemberState, Progress};

/// Qualifying spend within the policy's window as it stands on the day of `now` (3.1.1).
pub(crate) fn spend_in_window(
    policy: &Policy,
    member: &MemberState,
    now: Moment,
) -> Result<Money, OutOfRange> {
    let first = policy
        .zone
        .day(now)
        .plus_days(1 - i32::from(policy.tiers.window_days));
    let counted = member.spend.iter().skip_while(|spend| spend.day < first);
    Money::sum(counted.map(|spend| spend.amount_minor))
}

/// The place of the tier held. A tier that the policy no longer has counts as the one that the
/// spend is enough for.
pub(crate) fn tier_held(policy: &Policy, member: &MemberState, spend: Money) -> usize {
    let held = policy.tiers.position(&member.tier.id);
    held.unwrap_or_else(|| policy.tiers.reached_by(spend))
}

/// The way to the tier above the one held, with what an order adds.
pub(crate) fn next_tier(
    policy: &Policy,
    held: usize,
    spend: Money,
    adds: Money,
) -> Result<Option<NextTier>, OutOfRange> {
    let Some(next) = policy.tiers.steps.get(held + 1) else {
        return Ok(None);
    };
    Ok(Some(NextTier {
        tier: next.id.clone(),
        enter_minor: next.enter_spend_minor,
        missing_minor: policy.tiers.missing(next, spend),
        missing_after_minor: policy.tiers.missing(next, spend.plus(adds)?),
    }))
}

/// When a tier taken or kept at a moment is reviewed; never for the first tier.
pub(crate) fn review_at(policy: &Policy, tier: usize, at: Moment) -> Option<Moment> {
    if tier == 0 {
        return None;
    }
    let (day, time_ms) = policy.zone.civil(at);
    let day = day.plus_months(u32::from(policy.tiers.term_months));
    Some(policy.zone.moment(day, time_ms)).filter(|review| *review > at)
}

/// Whether a lot can be used at a moment.
pub(crate) fn is_available(lot: &Lot, now: Moment) -> bool {
    lot.pending.is_none() && lot.expires_at.is_none_or(|expiry| now < expiry)
}

/// The points that can be used at a moment.
pub(crate) fn available(member: &MemberState, now: Moment) -> Result<Points, OutOfRange> {
    let lots = member.lots.iter().filter(|lot| is_available(lot, now));
    Points::sum(lots.map(|lot| lot.points))
}

/// Something that falls due, in the order in which it is carried out at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    /// The order at this place settles.
    Settle(usize),
    /// The lot at this place is activated.
    Activate(usize),
    /// The order at this place lapses.
    Lapse(usize),
    /// The lot at this place expires.
    Expire(usize),
    /// The tier is reviewed.
    Review,
}

/// What falls due first, and when.
pub(crate) fn next_due(member: &MemberState) -> Option<(Moment, Due)> {
    let orders = member
        .orders
        .iter()
        .enumerate()
        .map(|(place, order)| match order.progress {
            Progress::Placed { lapses_at } => (lapses_at, Due::Lapse(place)),
            Progress::Paid { settles_at, .. } => (settles_at, Due::Settle(place)),
        });
    let activations = member.lots.iter().enumerate().filter_map(|(place, lot)| {
        let Some(Pending::Until(at)) = lot.pending else {
            return None;
        };
        Some((at, Due::Activate(place)))
    });
    let expiries = member.lots.iter().enumerate();
    let expiries = expiries.filter_map(|(place, lot)| Some((lot.expires_at?, Due::Expire(place))));
    let review = member.tier.review_at.map(|at| (at, Due::Review));
    orders
        .chain(activations)
        .chain(expiries)
        .chain(review)
        .min()
}
