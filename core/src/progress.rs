//! What a member still has to do for a tier (升级、保级进度). Clause 3.1.1.

use serde::Serialize;

use crate::benefits::{self, HeldBenefit};
use crate::id::TierId;
use crate::moment::Moment;
use crate::number::OutOfRange;
use crate::policy::{Criteria, Measure, Policy, PolicySet, Qualified, Reached};
use crate::standing::{counted_in_trial, qualified_for_review};
use crate::state::MemberState;
use crate::wire::record;

/// One way to a tier: everything in it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Way {
    /// What is asked for, what counts of it, and what is missing.
    pub measures: Vec<Measure>,
}

record!(Way { 0: measures });

/// The ways to a tier, or to keeping one; each is enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TierProgress {
    /// The tier.
    pub tier: TierId,
    /// When it is decided, what counts now and will count then: the review, for keeping a tier, or
    /// for reaching one where upgrades wait for reviews. Absent where it is decided at once.
    pub review_at: Option<Moment>,
    /// The ways.
    pub ways: Vec<Way>,
}

record!(TierProgress {
    0: tier,
    1: review_at,
    2: ways
});

/// What a member has of the tier, and how far it is to the next and to keeping this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outlook {
    /// Toward the next tier; absent at the highest.
    pub next: Option<TierProgress>,
    /// Toward keeping the one held, by what will still count at its review; absent where it is not
    /// reviewed, or is the first.
    pub keep: Option<TierProgress>,
    /// What the tier gives, with what is left of it.
    pub benefits: Vec<HeldBenefit>,
}

record!(Outlook {
    0: next,
    1: keep,
    2: benefits
});

impl Outlook {
    /// As it stands at a moment, in the tier at a place.
    pub(crate) fn of(
        (policies, policy): (&PolicySet, &Policy),
        member: &MemberState,
        (held, at): (usize, Moment),
        now: Qualified,
    ) -> Result<Self, OutOfRange> {
        let tiers = &policy.tiers;
        let ways = |reached: Reached, all: Vec<Criteria>, counted: Qualified| {
            let way = |way: Criteria| Way {
                measures: way.measures(reached, counted).collect(),
            };
            all.into_iter().map(way).collect()
        };
        let toward = |counted: Qualified, place: usize| counted.toward(place);
        let review_at = member.tier.review_at;
        let then = match review_at {
            Some(review) => qualified_for_review(policy, member, review)?,
            None => now,
        };
        let waits = review_at.filter(|_| tiers.lifts_at_review());
        let next = tiers.steps.get(held + 1).map(|tier| TierProgress {
            tier: tier.id.clone(),
            review_at: waits,
            ways: ways(
                tiers.reached,
                tier.ways_in(),
                toward(if waits.is_some() { then } else { now }, held + 1),
            ),
        });
        let kept = tiers.steps.get(held).filter(|_| held > 0);
        let mut keep = kept.zip(review_at).map(|(tier, review)| TierProgress {
            tier: tier.id.clone(),
            review_at: Some(review),
            ways: ways(tiers.reached, tier.ways_to_stay(), toward(then, held)),
        });
        if let (Some(keep), Some(trial)) = (&mut keep, member.trial()) {
            // A trial has ways of its own, as the version says that it was given under; what is enough
            // to reach the tier keeps it as well.
            let given_under = policies.version(trial.policy_version);
            let terms = given_under.and_then(|its| Some((its, its.tiers.status_match.as_ref()?)));
            if let Some((its, matched)) =
                terms.and_then(|(its, it)| Some((its, it.of(&trial.tier)?)))
            {
                let counted = counted_in_trial(its, member, trial)?;
                keep.ways = ways(its.tiers.reached, matched.keep_any.clone(), counted);
            }
        }
        let benefits = tiers.steps.get(held);
        let benefits = benefits.map(|tier| benefits::held(policy, member, tier, at));
        Ok(Self {
            next,
            keep,
            benefits: benefits.unwrap_or_default(),
        })
    }
}
