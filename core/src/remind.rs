//! Reminders: a member is told in time that points will expire (6.3.2).
//!
//! When one falls due follows from the lots and the policy in force at that moment, as all that
//! falls due does: one for all lots that expire at one moment, once for each number of days, and
//! only for points that are there when it falls due.

use crate::due::Course;
use crate::event::Event;
use crate::moment::{DAY_MS, Moment};
use crate::number::{OutOfRange, Points};
use crate::policy::{Policy, PolicySet, Validity};
use crate::refusal::Facts;
use crate::state::Reminded;

/// The next reminder. None is given for a moment that has passed: not twice, and not for points
/// that came after it.
///
/// Of lots of a member, or of a pool: by their expiries, soonest first.
pub(crate) fn next_reminder(
    policies: &PolicySet,
    clock: Moment,
    last: Option<Reminded>,
    expiries: impl Iterator<Item = Moment> + Clone,
) -> Option<Reminded> {
    for (policy, from, until) in policies.from(clock) {
        let earliest = from.max(clock);
        let each = policy.validity.remind_days.iter();
        let first =
            each.filter_map(|days| first_of(policy, last, *days, earliest, expiries.clone()));
        let first = first.min();
        if first.is_some_and(|it| until.is_none_or(|until| it.at < until)) {
            return first;
        }
    }
    None
}

/// The first reminder so many days ahead that is not before a moment, and is still to be given.
fn first_of(
    policy: &Policy,
    last: Option<Reminded>,
    days: u16,
    from: Moment,
    expiries: impl Iterator<Item = Moment>,
) -> Option<Reminded> {
    // What differs from so many times 24 hours are changes of the zone's offset, less than two
    // days: whatever expires sooner than this is not worth reckoning.
    let sooner = from.moved_ms(DAY_MS * (i64::from(days) - 2));
    let mut first: Option<Reminded> = None;
    for expires_at in expiries.filter(|expiry| *expiry >= sooner) {
        // Where clocks go back, what expires later may be reminded of sooner, within the day.
        if first.is_some_and(|first| expires_at > first.expires_at.moved_ms(DAY_MS)) {
            break;
        }
        let at = Validity::reminds_at(expires_at, days, &policy.zone);
        let reminder = Reminded { at, expires_at };
        let is_due = at >= from && last.is_none_or(|last| last < reminder);
        if is_due && first.is_none_or(|first| reminder < first) {
            first = Some(reminder);
        }
    }
    first
}

impl Course {
    /// The member is reminded of what expires at a moment.
    pub(crate) fn remind(&mut self, expires_at: Moment, at: Moment) -> Result<(), OutOfRange> {
        let lots = self.member.lots.iter();
        let expiring = lots.filter(|lot| lot.expires_at == Some(expires_at));
        let points = Points::sum(expiring.map(|lot| lot.points))?;
        self.happen(Event::ExpiryReminded {
            points,
            expires_at,
            at,
        });
        let facts = Facts::default().with("points", points);
        let facts = facts.with("expires_at", expires_at);
        self.tell("points_expiring", "6.3.2", facts);
        Ok(())
    }
}
