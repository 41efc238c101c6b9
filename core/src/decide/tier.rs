//! A tier set by hand: for a reason of the policy, until a stated moment, by somebody (3.1.1).

use super::order::{Act, Outcome};
use crate::decision::Summary;
use crate::event::{Event, TierReason};
use crate::id::{OperatorId, RuleId, TierId};
use crate::moment::Moment;
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
        if policy.tiers.position(tier).is_none() {
            return Err(Refusal::new(Code::TierUnknown).with("tier", tier).into());
        }
        if policy.tiers.by_hand.binary_search(reason).is_err() {
            let refusal = Refusal::new(Code::TierReasonUnknown);
            return Err(refusal.with("reason", reason).into());
        }
        if until <= at {
            let refusal = Refusal::new(Code::TierEndPast).with("until", until);
            return Err(refusal.with("at", at).into());
        }
        let from = self.course.member.tier.id.clone();
        let facts = Facts::default().with("from", &from).with("to", tier);
        self.course
            .tell("tier_set", "3.2.1", facts.with("until", until));
        self.course.happen(Event::TierSet {
            tier: tier.clone(),
            reason: reason.clone(),
            by: by.clone(),
            until,
            at,
        });
        self.course.happen(Event::TierChanged {
            from,
            to: tier.clone(),
            reason: TierReason::SetByHand,
            review_at: Some(until),
            at,
        });
        Ok((Summary::Done, Vec::new()))
    }
}
