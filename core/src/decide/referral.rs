//! A member names who brought them in, and both get what that gives. Clause 6.1.1b.

use super::order::{Act, Outcome};
use super::until_next;
use crate::decision::Summary;
use crate::due::Course;
use crate::event::{Event, RecordedReferral, RewardedReferral, Source};
use crate::grant::has_room;
use crate::id::MemberId;
use crate::moment::{Day, Moment};
use crate::number::Points;
use crate::policy::{Bonus, Policy, ReferralDue, Referrals};
use crate::pricing::in_force;
use crate::referral::Referral;
use crate::refusal::{Code, Facts, Refusal};
use crate::state::MemberState;

impl Act<'_> {
    /// A referral is recorded: once for a member, who is new. One that is due at once is rewarded.
    pub(super) fn record_referral(&mut self, referrer: &MemberId) -> Outcome {
        let at = self.now;
        let policy = in_force(self.policies, at)?;
        let terms = policy.referrals.as_ref();
        let terms = terms.ok_or_else(|| Refusal::new(Code::ReferralsNotOffered))?;
        let member = &self.course.member;
        if *referrer == member.id {
            let refusal = Refusal::new(Code::ReferralOfSelf).with("member", referrer);
            return Err(refusal.into());
        }
        if referral_of(member).is_some() {
            let refusal = Refusal::new(Code::ReferredBefore).with("member", &member.id);
            return Err(refusal.into());
        }
        let unknown = |_| Refusal::new(Code::ReferrerUnknown).with("referrer", referrer);
        let other = self.others.member(referrer).map_err(unknown)?;
        is_new(terms, member, &other.member, at)?;
        self.course
            .happen(Event::ReferralRecorded(RecordedReferral {
                referrer: referrer.clone(),
                policy_version: policy.version,
                due: terms.due,
                at,
            }));
        if terms.due == ReferralDue::AtOnce {
            return self.reward_referral(referrer);
        }
        Ok((Summary::Done, Vec::new()))
    }

    /// What a referral gives is given to both, once, by the terms of the version that it was
    /// recorded under.
    pub(super) fn reward_referral(&mut self, referrer: &MemberId) -> Outcome {
        let at = self.now;
        let policy = in_force(self.policies, at)?;
        let member = self.course.member.id.clone();
        let known = referral_of(&self.course.member).filter(|it| it.referrer == *referrer);
        let unknown = || Refusal::new(Code::ReferralUnknown).with("referrer", referrer);
        let known = known.ok_or_else(unknown)?;
        let version = self.policies.version(known.policy_version);
        let terms = version
            .and_then(|policy| policy.referrals)
            .ok_or_else(unknown)?;
        if let Some(rewarded_at) = known.rewarded_at {
            let refusal = Refusal::new(Code::ReferralRewarded).with("referrer", referrer);
            return Err(refusal.with("at", rewarded_at).into());
        }
        if known.due_since.is_none() {
            let refusal = Refusal::new(Code::ReferralNotDue).with("referrer", referrer);
            return Err(refusal.into());
        }
        let other = self.others.member(referrer)?;
        let counts_since = within_limit(policy, &terms, &other.member, at)?;
        let points = |bonus: Option<Bonus>| bonus.map_or(Points::ZERO, |bonus| bonus.points);
        has_room(&self.course.member, points(terms.referred))?;
        let no_room = |_| Refusal::new(Code::ReferrerHasNoRoom).with("referrer", referrer);
        has_room(&other.member, points(terms.referrer)).map_err(no_room)?;
        let happened = Event::ReferralRewarded(RewardedReferral {
            referrer: referrer.clone(),
            referred: member.clone(),
            counts_since,
            at,
        });
        other.happen(happened.clone());
        give(other, policy, terms.referrer, &member, at)?;
        self.course.happen(happened);
        give(self.course, policy, terms.referred, referrer, at)?;
        Ok((Summary::Done, Vec::new()))
    }
}

fn referral_of(member: &MemberState) -> Option<&Referral> {
    member.background.as_ref()?.referral.as_ref()
}

/// Whether a member is new enough to have been brought in by another, who was there before: so no
/// two members bring in each other.
fn is_new(
    terms: &Referrals,
    member: &MemberState,
    referrer: &MemberState,
    at: Moment,
) -> Result<(), Refusal> {
    if let Some(paid_at) = member.first_paid_at {
        return Err(Refusal::new(Code::ReferralAfterPurchase).with("paid_at", paid_at));
    }
    let joined = member.registered_at.unwrap_or(Moment::FIRST);
    let until = joined.plus_days(u32::from(terms.within_days));
    if until <= at {
        return Err(Refusal::new(Code::ReferralTooLate).with("until", until));
    }
    let is_newer = referrer.registered_at.is_some_and(|there| there > joined);
    if is_newer || referral_of(referrer).is_some_and(|by| by.referrer == member.id) {
        let refusal = Refusal::new(Code::ReferrerIsNewer).with("referrer", &referrer.id);
        return Err(refusal);
    }
    Ok(())
}

/// Whether one referral more of a member is rewarded, and from which day on it counts: nothing where
/// that has no end.
fn within_limit(
    policy: &Policy,
    terms: &Referrals,
    referrer: &MemberState,
    at: Moment,
) -> Result<Option<Day>, Refusal> {
    let Some(most) = terms.most else {
        return Ok(None);
    };
    let day = policy.zone.day(at);
    let since = terms.most_in.since(day).unwrap_or(Day(0));
    let known = referrer.background.as_ref();
    let known = known.and_then(|known| known.referred);
    let count = known.filter(|known| known.since >= since);
    let count = count.map_or(0, |known| known.count);
    if count >= most {
        let refusal = Refusal::new(Code::ReferralLimitReached).with("most", most);
        let refusal = refusal.with("referrer", &referrer.id);
        return Err(until_next(refusal, policy, terms.most_in, day));
    }
    Ok(Some(since))
}

fn give(
    course: &mut Course,
    policy: &Policy,
    bonus: Option<Bonus>,
    other: &MemberId,
    at: Moment,
) -> Result<(), Refusal> {
    let Some(bonus) = bonus else { return Ok(()) };
    let source = Source::Referral(other.clone());
    course.grant(policy, source, bonus.points, bonus.pending_days, at)?;
    let facts = Facts::default().with("points", bonus.points);
    course.tell("referral_rewarded", "6.1.1b", facts);
    Ok(())
}
