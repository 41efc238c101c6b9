//! A tier until a stated moment, by somebody (3.1.1): set by hand, by invitation, or on trial.

use super::order::{Act, Outcome};
use crate::decision::Summary;
use crate::event::{Event, StatusMatched, TierInvited};
use crate::id::{DocumentId, OperatorId, RuleId, TierId};
use crate::moment::Moment;
use crate::policy::{Policy, StatusMatch};
use crate::pricing::in_force;
use crate::refusal::{Code, Facts, Refusal};

impl Act<'_> {
    /// The tier is as somebody says, until it is reviewed: then it becomes what counts in the window
    /// is enough for, whatever else a review may leave.
    pub(super) fn set_tier(
        &mut self,
        tier: &TierId,
        until: Moment,
        reason: &RuleId,
        by: &OperatorId,
    ) -> Outcome {
        let at = self.now;
        let policy = in_force(self.policies, at)?;
        place_of(policy, tier)?;
        known_reason(policy, reason)?;
        ends_later(until, at)?;
        self.course.happen(Event::TierSet {
            tier: tier.clone(),
            reason: reason.clone(),
            by: by.clone(),
            until,
            at,
        });
        self.course.hold_until(tier.clone(), until, at);
        Ok((Summary::Done, Vec::new()))
    }

    /// The member is invited: until a moment that counts as a way to the tier, wherever a way takes
    /// an invitation. It is over by itself and leaves nothing behind.
    pub(super) fn invite(
        &mut self,
        tier: &TierId,
        until: Moment,
        reason: &RuleId,
        by: &OperatorId,
    ) -> Outcome {
        let at = self.now;
        let policy = in_force(self.policies, at)?;
        let place = place_of(policy, tier)?;
        known_reason(policy, reason)?;
        ends_later(until, at)?;
        if !policy.tiers.takes_invitations(place) {
            let refusal = Refusal::new(Code::TierNotByInvitation);
            return Err(refusal.with("tier", tier).into());
        }
        let held = self.holds(policy, at)?;
        let facts = Facts::default().with("tier", tier);
        self.course
            .tell("tier_invited", "3.1.1", facts.with("until", until));
        self.course.happen(Event::TierInvited(Box::new(TierInvited {
            tier: tier.clone(),
            until,
            reason: reason.clone(),
            by: by.clone(),
            at,
        })));
        self.lift(policy, held, at)?;
        Ok((Summary::Done, Vec::new()))
    }

    /// A tier on trial, set by hand until the trial is over: kept then by what the terms ask for, or
    /// else what was earned is enough for.
    pub(super) fn match_status(
        &mut self,
        tier: &TierId,
        evidence: &DocumentId,
        until: Moment,
        by: &OperatorId,
    ) -> Outcome {
        let at = self.now;
        let policy = in_force(self.policies, at)?;
        let place = place_of(policy, tier)?;
        ends_later(until, at)?;
        let Some(terms) = &policy.tiers.status_match else {
            return Err(Refusal::new(Code::StatusMatchNotOffered).into());
        };
        if terms.of(tier).is_none() {
            return Err(Refusal::new(Code::TierNotMatched).with("tier", tier).into());
        }
        let latest = at.plus_days(u32::from(terms.most_days));
        if until > latest {
            let refusal = Refusal::new(Code::TrialTooLong).with("until", until);
            return Err(refusal.with("latest", latest).into());
        }
        self.no_trial_before(policy, terms, at)?;
        let held = self.holds(policy, at)?;
        if held >= place {
            let refusal = Refusal::new(Code::TierNotAbove).with("tier", tier);
            let holds = &policy.tiers.steps[held].id;
            return Err(refusal.with("holds", holds).into());
        }
        self.course
            .happen(Event::StatusMatched(Box::new(StatusMatched {
                tier: tier.clone(),
                evidence: evidence.clone(),
                policy_version: policy.version,
                until,
                by: by.clone(),
                at,
            })));
        self.course.hold_until(tier.clone(), until, at);
        Ok((Summary::Done, Vec::new()))
    }

    /// Refuses a second trial in the months in which there is but one.
    fn no_trial_before(
        &self,
        policy: &Policy,
        terms: &StatusMatch,
        at: Moment,
    ) -> Result<(), Refusal> {
        let known = self.course.member.background.as_ref();
        let Some(last) = known.and_then(|known| known.trial.as_ref()) else {
            return Ok(());
        };
        let refusal = Refusal::new(Code::TrialHadBefore).with("since", last.since);
        let Some(months) = terms.again_months else {
            return Err(refusal);
        };
        let (day, time_ms) = policy.zone.civil(last.since);
        let again_at = policy
            .zone
            .moment(day.plus_months(u32::from(months)), time_ms);
        if at < again_at {
            return Err(refusal.with("again_at", again_at));
        }
        Ok(())
    }
}

fn place_of(policy: &Policy, tier: &TierId) -> Result<usize, Refusal> {
    let place = policy.tiers.position(tier);
    place.ok_or_else(|| Refusal::new(Code::TierUnknown).with("tier", tier))
}

fn known_reason(policy: &Policy, reason: &RuleId) -> Result<(), Refusal> {
    match policy.tiers.by_hand.binary_search(reason) {
        Ok(_) => Ok(()),
        Err(_) => Err(Refusal::new(Code::TierReasonUnknown).with("reason", reason)),
    }
}

fn ends_later(until: Moment, at: Moment) -> Result<(), Refusal> {
    if until > at {
        return Ok(());
    }
    let refusal = Refusal::new(Code::TierEndPast).with("until", until);
    Err(refusal.with("at", at))
}
