//! Holds: which lots points are taken from, and where they go back to (冻结、解冻).

use crate::event::{Event, HoldPart};
use crate::expiry::renewed;
use crate::moment::Moment;
use crate::number::Points;
use crate::policy::{Policy, PolicySet};
use crate::standing::is_available;
use crate::state::{MemberState, Order};

/// The parts of so many points: from available lots, first to expire, then oldest; what never
/// expires comes last. The lots must have as many.
pub(crate) fn take(member: &MemberState, points: Points, now: Moment) -> Vec<HoldPart> {
    let mut left = points;
    let mut parts = Vec::new();
    for lot in member.lots.iter().filter(|lot| is_available(lot, now)) {
        if left.is_zero() {
            break;
        }
        let taken = left.min(lot.points);
        left = left.saturating_minus(taken);
        parts.push(HoldPart {
            lot: lot.id,
            points: taken,
            earned_at: lot.earned_at,
            expires_at: lot.expires_at,
            valid_by: lot.valid_by,
            valid_from: lot.valid_from,
        });
    }
    parts
}

/// The release of an order's hold, if it has one. A part whose lot expired meanwhile gets the days
/// that the order's policy gives, as a new lot; where it gives none, the old expiry stays, and the
/// part is forfeited at once.
pub(crate) fn release(
    policies: &PolicySet,
    policy: Option<&Policy>,
    member: &MemberState,
    order: &Order,
    at: Moment,
) -> Option<Event> {
    if order.hold.is_empty() {
        return None;
    }
    Some(Event::HoldVoided {
        order: order.id.clone(),
        parts: revived(policies, policy, member, order.hold.clone(), at),
    })
}

/// Parts of lots that go back to a member, each with the expiry that it has by now: those whose lot
/// expired meanwhile with the days that a policy gives, each as a new lot.
pub(crate) fn revived(
    policies: &PolicySet,
    policy: Option<&Policy>,
    member: &MemberState,
    parts: Vec<HoldPart>,
    at: Moment,
) -> Vec<HoldPart> {
    let mut parts = renewed(policies, member, parts, at);
    let offset = policy.and_then(|policy| policy.offset.as_ref());
    let days = offset.map_or(0, |offset| offset.reinstate_days);
    let mut next_lot = member.next_lot;
    for part in &mut parts {
        if days > 0 && part.expires_at.is_some_and(|expiry| expiry <= at) {
            part.lot = next_lot;
            part.valid_by = None;
            part.valid_from = None;
            part.expires_at = Some(at.plus_days(u32::from(days)));
            next_lot = next_lot.saturating_add(1);
        }
    }
    parts
}
