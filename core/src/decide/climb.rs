//! What counts toward tiers, and what it lifts a member to. Clause 3.1.1.

use super::order::{Act, Outcome};
use crate::decision::Summary;
use crate::due::Course;
use crate::event::{Event, TierReason};
use crate::moment::Moment;
use crate::number::{OutOfRange, Points};
use crate::policy::Policy;
use crate::pricing::in_force;
use crate::refusal::{Code, Refusal};
use crate::standing::{invited_until, qualified, review_at, tier_held};
use crate::state::Credit;

/// The moment on whose day an act counts: one that is recorded late counts in the year in which it
/// happened.
fn counts_at(policy: &Policy, at: Moment, now: Moment) -> Moment {
    if policy.tiers.window.is_yearly() {
        at
    } else {
        now
    }
}

impl Course {
    /// The place of the tier held, before what happened at a moment counts.
    pub(crate) fn holds(
        &self,
        policy: &Policy,
        at: Moment,
        now: Moment,
    ) -> Result<usize, OutOfRange> {
        let counted = qualified(policy, &self.member, counts_at(policy, at, now))?;
        Ok(tier_held(policy, &self.member, counted))
    }

    /// What counts now may lift the member from the tier at a place.
    pub(crate) fn lift(
        &mut self,
        policy: &Policy,
        held: usize,
        at: Moment,
        now: Moment,
    ) -> Result<(), OutOfRange> {
        let counted = qualified(policy, &self.member, counts_at(policy, at, now))?;
        self.regain_floor(policy, counted, at);
        let reached = policy.tiers.lifts_to(held, counted);
        let enough_for = |counted| policy.tiers.reached_by(counted);
        if reached > held
            && let Some(until) = invited_until(&self.member, counted, reached, enough_for)
        {
            let to = policy.tiers.steps[reached].id.clone();
            self.hold_until(to, until, at);
            return Ok(());
        }
        let is_known = policy.tiers.position(&self.member.tier.id).is_some();
        let waits = policy.tiers.lifts_at_review();
        let unscheduled = waits && self.member.tier.review_at.is_none();
        let reason = if reached > held {
            TierReason::Upgraded
        } else if is_known && !unscheduled {
            return Ok(());
        } else {
            // A tier that this version no longer has: what it counts as goes on record. Or one that
            // was never reviewed, and is from now on.
            TierReason::Retained
        };
        let review_at = review_at(policy, self.member.registered_at, reached, at);
        if reason == TierReason::Retained && is_known && review_at.is_none() {
            return Ok(());
        }
        let to = policy.tiers.steps[reached].id.clone();
        self.change_tier((policy, counted), to, reason, review_at, at);
        Ok(())
    }
}

impl Act<'_> {
    /// The place of the tier held, before what happens now counts.
    pub(super) fn holds(&self, policy: &Policy, at: Moment) -> Result<usize, OutOfRange> {
        self.course.holds(policy, at, self.now)
    }

    /// What counts now may lift the member from the tier at a place.
    pub(super) fn lift(
        &mut self,
        policy: &Policy,
        held: usize,
        at: Moment,
    ) -> Result<(), OutOfRange> {
        self.course.lift(policy, held, at, self.now)
    }

    /// What a task gave counts toward tiers, where one of them asks for it.
    pub(super) fn count_activity(
        &mut self,
        policy: &Policy,
        points: Points,
        at: Moment,
    ) -> Result<(), OutOfRange> {
        if points.is_zero() || !policy.tiers.count_activity() {
            return Ok(());
        }
        let held = self.holds(policy, at)?;
        let kept = i32::from(self.policies.kept_days());
        self.course.happen(Event::ActivityPointsCounted {
            day: policy.zone.day(at),
            points,
            forget_before: policy.zone.day(self.now).plus_days(1 - kept),
        });
        self.lift(policy, held, at)
    }

    /// A credit score is put on record: a later one takes the place of an earlier one, and none of an
    /// earlier moment is taken after it.
    pub(super) fn record_credit(&mut self, score: u16, occurred_at: Option<Moment>) -> Outcome {
        let (at, _) = self.moment(occurred_at)?;
        let policy = in_force(self.policies, at)?;
        let known = self.course.member.background.as_ref();
        if let Some(last) = known.and_then(|known| known.credit)
            && last.at >= at
        {
            let refusal = Refusal::new(Code::CreditNotLater).with("at", at);
            return Err(refusal.with("last", last.at).into());
        }
        let held = self.holds(policy, at)?;
        self.course
            .happen(Event::CreditRecorded(Credit { score, at }));
        self.lift(policy, held, at)?;
        Ok((Summary::Done, Vec::new()))
    }
}
