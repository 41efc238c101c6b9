//! When lots expire, where that is not settled once for all (6.3.1): an activity of the member may
//! move it, and so may the transition of a later version.
//!
//! A lot knows the version that it was earned by, and when its validity began. Its expiry follows
//! from these, the later versions in force and the member's last activity: a pure function of the
//! history, whoever asks and whenever.

use crate::due::Course;
use crate::event::{Event, HoldPart, LotExpiry};
use crate::moment::Moment;
use crate::policy::{Activeness, Policy, PolicySet, Renewal};
use crate::state::{Lot, MemberState};

/// By which version points were earned, and when their validity began.
#[derive(Clone, Copy)]
pub(crate) struct Terms {
    pub version: u32,
    pub from: Moment,
}

impl Terms {
    /// The terms of a lot; none where its expiry is settled, or not known before it is activated.
    fn of(lot: &Lot) -> Option<Self> {
        let version = lot.valid_by.filter(|_| lot.validity_version.is_none())?;
        let from = lot.valid_from.unwrap_or(lot.earned_at);
        Some(Self { version, from })
    }

    fn of_part(part: &HoldPart) -> Option<Self> {
        let from = part.valid_from.unwrap_or(part.earned_at);
        part.valid_by.map(|version| Self { version, from })
    }

    /// The expiry of points of these terms, as everything stands at a moment; `known` is what it
    /// was, for a version that is not at hand.
    pub(crate) fn expiry(
        self,
        policies: &PolicySet,
        member: &MemberState,
        known: Option<Moment>,
        at: Moment,
    ) -> Option<Moment> {
        let Some(own) = policies.version(self.version) else {
            return known;
        };
        let by = |policy: &Policy| {
            let active = last_activity(member, &policy.validity.activity);
            policy.validity.expires_at(self.from, active, &policy.zone)
        };
        let mut expiry = by(own);
        for later in policies.later(self.version, at) {
            match later.validity.transition.unwrap_or_default() {
                Renewal::Keep => {}
                // What would have been gone by then is gone then.
                Renewal::Recompute => {
                    expiry = by(later).map(|expiry| expiry.max(later.effective_from));
                }
                Renewal::LaterOfBoth => {
                    expiry = expiry.zip(by(later)).map(|(old, new)| old.max(new));
                }
            }
        }
        expiry
    }
}

impl Terms {
    /// The expiry of points whose validity began then and is recorded only now: as it would have gone
    /// on to be, had they been there in time. What was over by the time a version took effect is over,
    /// whatever that version says of what was there.
    pub(crate) fn expiry_in_time(
        self,
        policies: &PolicySet,
        member: &MemberState,
        now: Moment,
    ) -> Option<Moment> {
        let mut expiry = self.expiry(policies, member, None, self.from);
        let later = policies.later(self.version, now);
        for later in later.filter(|later| later.effective_from > self.from) {
            let effective = later.effective_from;
            if expiry.is_some_and(|expiry| expiry < effective) {
                break;
            }
            expiry = self.expiry(policies, member, expiry, effective);
        }
        expiry
    }
}

/// The last moment at which a member did what counts as an activity.
fn last_activity(member: &MemberState, kinds: &[Activeness]) -> Option<Moment> {
    let lately = member.lately?;
    let when = |kind: &Activeness| match kind {
        Activeness::Paying => lately.paid_at,
        Activeness::Earning => lately.earned_at,
        Activeness::Using => lately.used_at,
    };
    kinds.iter().filter_map(when).max()
}

/// The expiry of points that are new by a version. They may be recorded late, after the member did
/// something that counts as an activity: then they run from that at once, as they would have gone on
/// to do had they been there in time. What is over all the same is over, whatever a later version says
/// of what was there.
pub(crate) fn of_new(policy: &Policy, member: &MemberState, from: Moment) -> Option<Moment> {
    let active = last_activity(member, &policy.validity.activity);
    policy.validity.expires_at(from, active, &policy.zone)
}

/// The lots whose expiry is another at a moment than it was, each with the one that it is: of those
/// that do not expire before another moment.
fn moved(
    policies: &PolicySet,
    member: &MemberState,
    (at, alive_at): (Moment, Moment),
) -> Vec<LotExpiry> {
    let lives = |lot: &&Lot| lot.expires_at.is_none_or(|expiry| expiry >= alive_at);
    let lots = member.lots.iter().filter(lives);
    let moved = lots.filter_map(|lot| {
        let expires_at = Terms::of(lot)?.expiry(policies, member, lot.expires_at, at);
        (expires_at != lot.expires_at).then_some(LotExpiry {
            lot: lot.id,
            expires_at,
        })
    });
    moved.collect()
}

/// When a version takes effect whose transition moves a lot's expiry: the next such moment.
pub(crate) fn next_transition(policies: &PolicySet, member: &MemberState) -> Option<Moment> {
    let changes = |policy: &&Policy| policy.validity.transition.is_some();
    let mut ahead = policies.ahead(member.clock).filter(changes);
    let moves = |at: Moment| !moved(policies, member, (at, at)).is_empty();
    let first = ahead.find(|policy| moves(policy.effective_from))?;
    Some(first.effective_from)
}

/// Parts of lots that go back, each with the expiry that it has by now.
pub(crate) fn renewed(
    policies: &PolicySet,
    member: &MemberState,
    mut parts: Vec<HoldPart>,
    at: Moment,
) -> Vec<HoldPart> {
    if !policies.moves_expiries() {
        return parts;
    }
    for part in &mut parts {
        if let Some(terms) = Terms::of_part(part) {
            part.expires_at = terms.expiry(policies, member, part.expires_at, at);
        }
    }
    parts
}

impl Course {
    /// The expiry of every lot is as it is by now: what expires at this very moment is over.
    pub(crate) fn renew(&mut self, policies: &PolicySet, at: Moment) {
        self.renew_those_alive(policies, at, at.moved_ms(1));
    }

    /// A version takes effect: before what would expire at that very moment does.
    pub(crate) fn renew_by_transition(&mut self, policies: &PolicySet, at: Moment) {
        self.renew_those_alive(policies, at, at);
    }

    fn renew_those_alive(&mut self, policies: &PolicySet, at: Moment, alive_at: Moment) {
        if !policies.moves_expiries() {
            return;
        }
        let lots = moved(policies, &self.member, (at, alive_at));
        if !lots.is_empty() {
            self.happen(Event::ExpiryMoved { lots, at });
        }
    }
}
