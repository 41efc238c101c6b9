//! Entitlements: used so many times in a period, and taken back. Clause 4.1.1.

use super::order::{Act, Outcome, claim};
use super::until_next;
use crate::benefits::{EntitlementUse, left};
use crate::decision::Summary;
use crate::event::Event;
use crate::id::{OccurrenceId, RuleId};
use crate::policy::BenefitKind;
use crate::pricing::in_force;
use crate::refusal::{Code, Refusal};

impl Act<'_> {
    /// A benefit of so many times in a period is used once.
    pub(super) fn use_entitlement(
        &mut self,
        entitlement: &RuleId,
        occurrence: &OccurrenceId,
    ) -> Outcome {
        let at = self.now;
        let policy = in_force(self.policies, at)?;
        let tier = &policy.tiers.steps[self.holds(policy, at)?];
        let taken = || Refusal::new(Code::EntitlementUseTaken).with("occurrence", occurrence);
        if self.used(entitlement, occurrence).is_some() {
            return Err(taken().into());
        }
        let metered = |kind: &BenefitKind| matches!(kind, BenefitKind::Quota(_));
        let mut grants = tier.grants.iter();
        let found = grants.find(|benefit| benefit.id == *entitlement && metered(&benefit.kind));
        let left = found.and_then(|found| left(policy, &self.course.member, found, at));
        let Some(left) = left else {
            let refusal = Refusal::new(Code::EntitlementUnknown);
            let refusal = refusal.with("entitlement", entitlement);
            return Err(refusal.with("tier", &tier.id).into());
        };
        if left.left == 0 {
            let refusal = Refusal::new(Code::EntitlementUsedUp);
            let refusal = refusal.with("entitlement", entitlement);
            let refusal = refusal.with("most", left.quota.most);
            let day = policy.zone.day(at);
            return Err(until_next(refusal, policy, left.quota.most_in, day).into());
        }
        self.course.happen(Event::EntitlementUsed(EntitlementUse {
            entitlement: entitlement.clone(),
            occurrence: occurrence.clone(),
            period: left.quota.most_in,
            since: left.since,
            at,
        }));
        let claimed = claim("entitlement_use", occurrence.as_str(), taken());
        Ok((Summary::Done, vec![claimed]))
    }

    /// A use is taken back: it counts no longer. Its id stays taken.
    pub(super) fn undo_entitlement(
        &mut self,
        entitlement: &RuleId,
        occurrence: &OccurrenceId,
    ) -> Outcome {
        let Some(used) = self.used(entitlement, occurrence).cloned() else {
            let refusal = Refusal::new(Code::EntitlementUseUnknown);
            let refusal = refusal.with("entitlement", entitlement);
            return Err(refusal.with("occurrence", occurrence).into());
        };
        self.course.happen(Event::EntitlementUndone(EntitlementUse {
            at: self.now,
            ..used
        }));
        Ok((Summary::Done, Vec::new()))
    }

    fn used(&self, entitlement: &RuleId, occurrence: &OccurrenceId) -> Option<&EntitlementUse> {
        let known = self.course.member.background.as_ref()?;
        let mut uses = known.uses.iter();
        uses.find(|used| used.entitlement == *entitlement && used.occurrence == *occurrence)
    }
}
