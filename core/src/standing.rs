//! Where a member stands: what counts in the window, tier, balance, and what falls due next.

use core::ops::RangeInclusive;

use crate::event::Pending;
use crate::id::TierId;
use crate::moment::{Day, Moment};
use crate::number::{Money, OutOfRange, Points};
use crate::policy::{Policy, Qualified, Threshold, UnreviewedClaim};
use crate::quote::NextTier;
use crate::sale::RefundStep;
use crate::state::{Lot, MemberState, Progress, Trial};

/// What counts toward tiers within the policy's window, as it stands on the day of a moment
/// (3.1.1). Qualifying points are summed only where tiers go by them.
pub(crate) fn qualified(
    policy: &Policy,
    member: &MemberState,
    at: Moment,
) -> Result<Qualified, OutOfRange> {
    let today = policy.zone.day(at);
    let days = policy
        .tiers
        .window
        .days(today, registered_on(policy, member));
    let known = member.background.as_ref();
    let credit = known.and_then(|known| known.credit);
    let sum = Qualified {
        credit: credit.map(|credit| credit.score),
        invited_to: invited_to(policy, member, at),
        ..Qualified::default()
    };
    counted_on(policy, member, &days, sum)
}

/// What counts for a review at a moment: within the window that it looks back on, and an invitation
/// only where it is not over by then.
pub(crate) fn qualified_for_review(
    policy: &Policy,
    member: &MemberState,
    at: Moment,
) -> Result<Qualified, OutOfRange> {
    let counted = qualified(policy, member, policy.tiers.window.looked_back_from(at))?;
    Ok(Qualified {
        invited_to: invited_to(policy, member, at),
        ..counted
    })
}

/// What counted on the days of a trial, with the last credit score.
pub(crate) fn counted_in_trial(
    policy: &Policy,
    member: &MemberState,
    trial: &Trial,
) -> Result<Qualified, OutOfRange> {
    let last = policy.zone.day(trial.until.moved_ms(-1));
    let days = policy.zone.day(trial.since)..=last;
    let credit = member.background.as_ref().and_then(|known| known.credit);
    let sum = Qualified {
        credit: credit.map(|credit| credit.score),
        ..Qualified::default()
    };
    counted_on(policy, member, &days, sum)
}

/// The place of the tier that a member is invited to at a moment.
fn invited_to(policy: &Policy, member: &MemberState, at: Moment) -> Option<usize> {
    let invitation = member.background.as_ref()?.invitation.as_ref()?;
    let counts = at < invitation.until;
    counts
        .then(|| policy.tiers.position(&invitation.tier))
        .flatten()
}

/// Until when an invitation holds a member in the tier at a place, where what counts besides is
/// enough for less.
pub(crate) fn invited_until(
    member: &MemberState,
    counted: Qualified,
    place: usize,
    enough_for: impl Fn(Qualified) -> usize,
) -> Option<Moment> {
    counted.invited_to?;
    let by_itself = enough_for(counted.uninvited());
    let known = member.background.as_ref()?;
    let until = known.invitation.as_ref()?.until;
    (by_itself < place).then_some(until)
}

/// What counted on some days, beside what is known.
fn counted_on(
    policy: &Policy,
    member: &MemberState,
    days: &RangeInclusive<Day>,
    mut sum: Qualified,
) -> Result<Qualified, OutOfRange> {
    let by_points = policy.tiers.qualifying.is_some();
    for counted in member
        .spend
        .iter()
        .filter(|spend| days.contains(&spend.day))
    {
        sum.spend = sum.spend.plus(counted.amount_minor)?;
        if let Some(points) = counted.points.filter(|_| by_points) {
            sum.points = sum.points.plus(points)?;
        }
        sum.orders = sum
            .orders
            .saturating_add(counted.orders.unwrap_or_default());
        if let Some(points) = counted.activity_points {
            sum.activity_points = sum.activity_points.plus(points)?;
        }
    }
    Ok(sum)
}

/// The day on which a member registered; the first there is, where that is not known.
pub(crate) fn registered_on(policy: &Policy, member: &MemberState) -> Day {
    policy
        .zone
        .day(member.registered_at.unwrap_or(Moment::FIRST))
}

/// The tier that a member holds at a moment, by what counts then.
pub(crate) fn tier_at<'p>(
    policy: &'p Policy,
    member: &MemberState,
    at: Moment,
) -> Result<&'p TierId, OutOfRange> {
    let held = tier_held(policy, member, qualified(policy, member, at)?);
    Ok(&policy.tiers.steps[held].id)
}

/// The place of the tier held. A tier that the policy no longer has counts as the one that so much
/// is enough for.
pub(crate) fn tier_held(policy: &Policy, member: &MemberState, qualified: Qualified) -> usize {
    let held = policy.tiers.position(&member.tier.id);
    held.unwrap_or_else(|| policy.tiers.reached_by(qualified))
}

/// The way to the tier above the one held, before an order and after it.
pub(crate) fn next_tier(
    policy: &Policy,
    held: usize,
    before: Qualified,
    after: Qualified,
) -> Option<NextTier> {
    let next = policy.tiers.steps.get(held + 1)?;
    // Of several ways the first that asks for money or points is told; the view has them all.
    let way = next.ways_in().into_iter();
    let mut way = way.filter(|way| way.spend_minor.is_some() || way.points.is_some());
    let way = way.next()?;
    let enter_minor = way.spend_minor;
    let enter_points = way.points.filter(|_| enter_minor.is_none());
    let missing = |counted: Qualified| {
        let of = |threshold: Threshold| policy.tiers.missing(threshold, counted);
        let minor = enter_minor.map(|enter| match of(Threshold::Spend(enter)) {
            Threshold::Spend(missing) => missing,
            Threshold::Points(_) => Money::ZERO,
        });
        let points = enter_points.map(|enter| match of(Threshold::Points(enter)) {
            Threshold::Points(missing) => missing,
            Threshold::Spend(_) => Points::ZERO,
        });
        (minor, points)
    };
    let (missing_minor, missing_points) = missing(before);
    let (missing_after_minor, missing_after_points) = missing(after);
    Some(NextTier {
        tier: next.id.clone(),
        enter_minor,
        missing_minor,
        missing_after_minor,
        enter_points,
        missing_points,
        missing_after_points,
    })
}

/// When a tier taken or kept at a moment is reviewed; never for the first tier, unless upgrades
/// wait for reviews.
pub(crate) fn review_at(
    policy: &Policy,
    registered_at: Option<Moment>,
    tier: usize,
    at: Moment,
) -> Option<Moment> {
    let tiers = &policy.tiers;
    let registered = policy.zone.day(registered_at.unwrap_or(Moment::FIRST));
    let review = || {
        tiers
            .window
            .review_at(&policy.zone, at, tiers.term_months, registered)
    };
    (tier > 0 || tiers.lifts_at_review())
        .then(review)
        .flatten()
        .filter(|review| *review > at)
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
    /// A version takes effect by which lots expire at another moment.
    Transition,
    /// The order at this place settles.
    Settle(usize),
    /// The lot at this place is activated.
    Activate(usize),
    /// The order at this place lapses.
    Lapse(usize),
    /// Nobody reviewed the claimed purchase at this place in time.
    Overdue(usize),
    /// The redemption at this place lapses.
    Release(usize),
    /// A refund of the sale at this place, the one at the second, is approved by itself.
    Approve(usize, usize),
    /// The sale at this place is over.
    Close(usize),
    /// The lot at this place expires.
    Expire(usize),
    /// The voucher at this place is over.
    VoucherOver(usize),
    /// The tier is reviewed.
    Review,
    /// The entry into a draw at this place is over.
    EntryOver(usize),
    /// The member is reminded of what expires at this moment.
    Remind(Moment),
}

/// What falls due first by the member's state alone, and when.
pub(crate) fn next_due(member: &MemberState) -> Option<(Moment, Due)> {
    let orders = member
        .orders
        .iter()
        .enumerate()
        .filter_map(|(place, order)| match order.progress {
            Progress::Placed { lapses_at } => Some((lapses_at, Due::Lapse(place))),
            Progress::Paid { settles_at, .. } => Some((settles_at, Due::Settle(place))),
            Progress::Claimed {
                when_overdue: UnreviewedClaim::Wait,
                ..
            } => None,
            Progress::Claimed { review_by, .. } => Some((review_by, Due::Overdue(place))),
        });
    let activations = member.lots.iter().enumerate().filter_map(|(place, lot)| {
        let Some(Pending::Until(at)) = lot.pending else {
            return None;
        };
        Some((at, Due::Activate(place)))
    });
    let expiries = member.lots.iter().enumerate();
    let expiries = expiries.filter_map(|(place, lot)| Some((lot.expires_at?, Due::Expire(place))));
    let entries = member.entries.iter().enumerate();
    let entries = entries.map(|(place, entry)| (entry.over_at, Due::EntryOver(place)));
    let open = member.mall.iter().flat_map(|mall| &mall.open).enumerate();
    let releases = open.map(|(place, open)| (open.lapses_at, Due::Release(place)));
    let vouchers = member
        .mall
        .iter()
        .flat_map(|mall| &mall.vouchers)
        .enumerate();
    let vouchers = vouchers.filter(|(_, voucher)| voucher.held_for.is_none());
    let vouchers = vouchers.map(|(place, it)| (it.expires_at, Due::VoucherOver(place)));
    let review = member.tier.review_at.map(|at| (at, Due::Review));
    let sales = member.sales.iter().enumerate();
    let closings = sales.clone().filter(|(_, sale)| sale.refunds.is_empty());
    let closings = closings.filter_map(|(place, sale)| Some((sale.closes_at?, Due::Close(place))));
    let approvals = sales.flat_map(|(place, sale)| {
        let refunds = sale.refunds.iter().enumerate();
        refunds.filter_map(move |(which, refund)| match refund.step {
            RefundStep::UnderReview {
                review_by,
                approves_itself: true,
            } => Some((review_by, Due::Approve(place, which))),
            _ => None,
        })
    });
    orders
        .chain(activations)
        .chain(releases)
        .chain(vouchers)
        .chain(approvals)
        .chain(closings)
        .chain(expiries)
        .chain(review)
        .chain(entries)
        .min()
}
