//! A household as it stands: its members, the invitations that wait, and the pool of points that
//! they share (家庭积分池). Clause 6.2.2.
//!
//! A pool is lots, each of which knows whose it is. While they are in the pool nothing moves their
//! expiry; what its owner gets back is as valid as if it had never left, and what another member
//! takes is settled, or valid anew where the terms say so. No refund ever reaches into a pool: what
//! is to be taken back and is no longer the member's is missing as if it had been used.

use serde::Serialize;

use crate::decision::Notice;
use crate::event::{Event, InvitationLapsed, PoolExpired, PoolReminded};
use crate::evolve::household::apply;
use crate::id::{HouseholdId, MemberId};
use crate::moment::Moment;
use crate::number::{OutOfRange, Points};
use crate::policy::{HouseholdTerms, PolicySet};
use crate::pricing::in_force;
use crate::refusal::{Facts, Refusal};
use crate::remind::next_reminder;
use crate::state::Reminded;
use crate::wire::record;

/// A lot of points in a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PoolLot {
    /// Its number within the pool.
    pub id: u64,
    /// Whose it is: who put it in, or the head where a leaver's stayed.
    pub member: MemberId,
    /// Points left in it; more than none.
    pub points: Points,
    /// When it was earned, whoever earned it.
    pub earned_at: Moment,
    /// From when on it is gone; absent where never.
    pub expires_at: Option<Moment>,
    /// The lot that it came from, by its number within its owner's stream; absent where it came
    /// from somebody who left.
    pub lot: Option<u64>,
    /// The version of the policy that it was earned by, where its expiry may move again once it is
    /// back with its owner.
    pub valid_by: Option<u32>,
    /// When its validity began; absent where that was when it was earned.
    pub valid_from: Option<Moment>,
}

record!(PoolLot {
    0: id,
    1: member,
    2: points,
    3: earned_at,
    4: expires_at,
    5: lot,
    6: valid_by,
    7: valid_from
});

/// A member of a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HouseholdMember {
    /// Who.
    pub member: MemberId,
    /// Since when.
    pub since: Moment,
}

record!(HouseholdMember {
    0: member,
    1: since
});

/// An invitation that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HomeInvitation {
    /// Who may join.
    pub member: MemberId,
    /// Until when; at this moment it is too late.
    pub lapses_at: Moment,
}

record!(HomeInvitation {
    0: member,
    1: lapses_at
});

/// The household that a member is in, as the member's own stream knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HouseholdHeld {
    /// The household.
    pub id: HouseholdId,
    /// Since when.
    pub since: Moment,
}

record!(HouseholdHeld { 0: id, 1: since });

/// A household, as far as the rules need to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HouseholdState {
    /// The household.
    pub id: HouseholdId,
    /// Its head.
    pub head: MemberId,
    /// Its members, in the order in which they joined; none once it is dissolved.
    pub members: Vec<HouseholdMember>,
    /// Invitations that wait, in the order in which they lapse.
    pub invitations: Vec<HomeInvitation>,
    /// The pool, first to expire first, then oldest; what never expires last.
    pub lots: Vec<PoolLot>,
    /// The number that the next lot of the pool gets.
    pub next_lot: u64,
    /// The latest moment of any event.
    pub clock: Moment,
    /// The last reminder; absent where there was none.
    pub reminded: Option<Reminded>,
    /// When it was dissolved; absent where it was not.
    pub dissolved_at: Option<Moment>,
}

record!(HouseholdState {
    0: id,
    1: head,
    2: members,
    3: invitations,
    4: lots,
    5: next_lot,
    6: clock,
    7: reminded,
    8: dissolved_at
});

impl HouseholdState {
    /// Whether somebody is a member.
    #[must_use]
    pub fn has(&self, member: &MemberId) -> bool {
        self.members.iter().any(|known| known.member == *member)
    }

    /// The points in the pool.
    ///
    /// # Errors
    /// [`OutOfRange`] where the sum leaves its range.
    pub fn points(&self) -> Result<Points, OutOfRange> {
        Points::sum(self.lots.iter().map(|lot| lot.points))
    }

    /// What falls due first, and when: invitations lapse, then lots expire, then reminders are given.
    pub(crate) fn next(&self, policies: &PolicySet) -> Option<(Moment, Event)> {
        let household = || self.id.clone();
        let lapse = self.invitations.first().map(|first| {
            let at = first.lapses_at;
            let event = InvitationLapsed {
                household: household(),
                member: first.member.clone(),
                at,
            };
            (at, Event::InvitationLapsed(event))
        });
        let expiry = self.lots.first().and_then(|lot| {
            let at = lot.expires_at?;
            let event = PoolExpired {
                household: household(),
                lot: lot.id,
                member: lot.member.clone(),
                points: lot.points,
                at,
            };
            Some((at, Event::PoolExpired(event)))
        });
        let expiries = self.lots.iter().filter_map(|lot| lot.expires_at);
        let reminder = next_reminder(policies, self.clock, self.reminded, expiries);
        let reminder = reminder.map(|Reminded { at, expires_at }| {
            let event = PoolReminded {
                household: household(),
                points: self.expiring(expires_at, None),
                expires_at,
                at,
            };
            (at, Event::PoolReminded(event))
        });
        // Of those at one instant the first.
        let due = lapse.into_iter().chain(expiry).chain(reminder);
        due.min_by_key(|(at, _)| *at)
    }

    /// The points that expire at a moment, of one member or of all.
    fn expiring(&self, at: Moment, of: Option<&MemberId>) -> Points {
        let lots = self.lots.iter().filter(|lot| lot.expires_at == Some(at));
        let lots = lots.filter(|lot| of.is_none_or(|of| lot.member == *of));
        lots.fold(Points::ZERO, |sum, lot| sum.saturating_plus(lot.points))
    }

    /// Whom what falls due is told to.
    pub(crate) fn told(&self, event: &Event) -> Vec<Notice> {
        match event {
            Event::PoolExpired(expired) => {
                let facts = Facts::default().with("household", &self.id);
                let facts = facts.with("points", expired.points);
                vec![notice(
                    &expired.member,
                    "pool_points_expired",
                    "6.3.2",
                    facts,
                )]
            }
            Event::PoolReminded(reminded) => {
                let owners = self.owners();
                let told = owners.into_iter().filter_map(|owner| {
                    let points = self.expiring(reminded.expires_at, Some(owner));
                    let facts = Facts::default().with("household", &self.id);
                    let facts = facts.with("points", points);
                    let facts = facts.with("expires_at", reminded.expires_at);
                    let told = notice(owner, "pool_points_expiring", "6.3.2", facts);
                    (!points.is_zero()).then_some(told)
                });
                told.collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whose lots are in the pool: each once, in the order in which they joined.
    pub(crate) fn owners(&self) -> Vec<&MemberId> {
        let members = self.members.iter().map(|known| &known.member);
        let has_lots = |member: &&MemberId| self.lots.iter().any(|lot| lot.member == **member);
        members.filter(has_lots).collect()
    }

    /// The household once everything that fell due by a moment is carried out.
    pub(crate) fn fallen_due(mut self, policies: &PolicySet, now: Moment) -> Self {
        while let Some((_, event)) = self.next(policies).filter(|(at, _)| *at <= now) {
            self = apply(self, &event);
        }
        self
    }
}

/// Somebody is told of a household.
pub(crate) fn notice(
    member: &MemberId,
    template: &'static str,
    clause: &'static str,
    facts: Facts,
) -> Notice {
    Notice {
        member: member.clone(),
        template: template.into(),
        facts,
        clause: clause.into(),
    }
}

/// A member of a household, as its members see one another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HouseholdShare {
    /// Who.
    pub member: MemberId,
    /// Since when.
    pub since: Moment,
    /// Points in the pool that are this member's.
    pub points: Points,
}

record!(HouseholdShare {
    0: member,
    1: since,
    2: points
});

/// A household at a moment, everything that fell due by then carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HouseholdView {
    /// The household.
    pub household: HouseholdId,
    /// The moment.
    pub at: Moment,
    /// The version of the policy in force.
    pub policy_version: u32,
    /// Its head.
    pub head: MemberId,
    /// Its members, in the order in which they joined; none once it is dissolved.
    pub members: Vec<HouseholdShare>,
    /// Invitations that wait.
    pub invitations: Vec<HomeInvitation>,
    /// Points in the pool: the members' shares together.
    pub points: Points,
    /// The pool, in the order in which points are taken.
    pub lots: Vec<PoolLot>,
    /// The terms in force; absent where the policy has no households any more.
    pub terms: Option<HouseholdTerms>,
    /// When it was dissolved; absent where it was not.
    pub dissolved_at: Option<Moment>,
    /// When something next falls due; absent where nothing will.
    pub next_due: Option<Moment>,
}

record!(HouseholdView {
    0: household,
    1: at,
    2: policy_version,
    3: head,
    4: members,
    5: invitations,
    6: points,
    7: lots,
    8: terms,
    9: dissolved_at,
    10: next_due
});

/// What its members see of a household at a moment.
///
/// # Errors
/// The refusal where no policy is in force, or a sum leaves its range.
pub fn household(
    policies: &PolicySet,
    state: HouseholdState,
    now: Moment,
) -> Result<HouseholdView, Refusal> {
    let now = now.max(state.clock);
    let policy = in_force(policies, now)?;
    let state = state.fallen_due(policies, now);
    let share = |known: &HouseholdMember| {
        let lots = state.lots.iter().filter(|lot| lot.member == known.member);
        Ok(HouseholdShare {
            member: known.member.clone(),
            since: known.since,
            points: Points::sum(lots.map(|lot| lot.points))?,
        })
    };
    let members: Result<_, OutOfRange> = state.members.iter().map(share).collect();
    Ok(HouseholdView {
        at: now,
        policy_version: policy.version,
        members: members?,
        points: state.points()?,
        terms: policy.household,
        next_due: state.next(policies).map(|(at, _)| at),
        household: state.id,
        head: state.head,
        invitations: state.invitations,
        lots: state.lots,
        dissolved_at: state.dissolved_at,
    })
}
