//! The pool of a household: points are put in and taken, on both streams in one decision. Clause
//! 6.2.2.

use super::household::refusal;
use super::order::{Act, Outcome, claim};
use super::transfer::counted;
use crate::decision::{Claim, Summary};
use crate::due::Course;
use crate::event::{
    Event, HoldPart, LotPart, PointsPut, PointsTaken, PoolGivenBack, PoolKept, ReceivedLot,
};
use crate::expiry::renewed;
use crate::grant::has_room_for;
use crate::holding::take;
use crate::household::{HouseholdState, PoolLot};
use crate::id::{HouseholdId, MemberId, TransferId};
use crate::limits::MAX_POOL_LOTS;
use crate::moment::Moment;
use crate::number::{OutOfRange, Points};
use crate::policy::{GivenValidity, Policy, PolicySet, WhoTakes};
use crate::refusal::{Code, Facts, Refusal};
use crate::standing::available;
use crate::state::{Background, Counted, MemberState};
use crate::stream::StreamId;

/// What comes out of a pool: from which of its lots, and as what its taker has it.
struct Drawn {
    points: Points,
    parts: Vec<LotPart>,
    back: Vec<HoldPart>,
    lots: Vec<ReceivedLot>,
}

impl Act<'_> {
    /// Points go into the pool: first to expire first, never more than are there.
    pub(super) fn put_points(
        &mut self,
        id: &HouseholdId,
        transfer: &TransferId,
        points: Points,
    ) -> Outcome {
        let at = self.now;
        let (policy, terms) = self.household_terms()?;
        let state = self.own_household(id)?;
        at_least(points, terms.least)?;
        let member = &self.course.member;
        let so_far = limits_of(member, |known| &known.put);
        let counted = counted(
            policy,
            terms.put_limits(),
            so_far,
            points,
            at,
            Code::PutOverMost,
        )?;
        let have = available(member, at)?;
        if have < points {
            let refusal = refusal(Code::PutPointsNotEnough, id).with("points", points);
            return Err(refusal.with("available_points", have).into());
        }
        let lots = pooled(state, &member.id, &take(member, points, at));
        let known = |lot: &&PoolLot| state.lots.iter().any(|known| known.id == lot.id);
        let more = lots.iter().filter(|lot| !known(lot)).count();
        if state.lots.len() + more > MAX_POOL_LOTS {
            return Err(refusal(Code::PoolFull, id)
                .with("most", MAX_POOL_LOTS)
                .into());
        }
        state.points()?.plus(points)?;
        let event = Event::PointsPut(alloc::boxed::Box::new(PointsPut {
            household: id.clone(),
            transfer: transfer.clone(),
            member: member.id.clone(),
            points,
            lots,
            counted,
            at,
        }));
        self.happen_on_both(id, event)?;
        Ok((Summary::Done, vec![once(transfer)]))
    }

    /// Points come out of the pool: first to expire first, whosever they are. What the taker owes is
    /// paid first.
    pub(super) fn take_points(
        &mut self,
        id: &HouseholdId,
        transfer: &TransferId,
        points: Points,
    ) -> Outcome {
        let at = self.now;
        let (policy, terms) = self.household_terms()?;
        let state = self.own_household(id)?;
        at_least(points, Points::new(1)?)?;
        let member = &self.course.member;
        let so_far = limits_of(member, |known| &known.taken);
        let counted = counted(
            policy,
            terms.taken_limits(),
            so_far,
            points,
            at,
            Code::TakeOverMost,
        )?;
        if terms.takes == WhoTakes::HeadOnly && state.head != member.id {
            let by_head = refusal(Code::TakeByHeadOnly, id);
            return Err(by_head.with("head", &state.head).into());
        }
        let have = state.points()?;
        if have < points {
            let refusal = refusal(Code::PoolPointsNotEnough, id).with("points", points);
            return Err(refusal.with("pool_points", have).into());
        }
        let restarts = terms.validity == GivenValidity::Restart;
        let anew = restarts.then_some(policy);
        let drawn = draw(self.policies, state.lots.iter(), member, points, anew, at)?;
        has_room(member, &drawn)?;
        let told = taken_of(state, &member.id, &drawn);
        let (by, facts) = (member.id.clone(), Facts::default().with("household", id));
        let event = Event::PointsTaken(alloc::boxed::Box::new(PointsTaken {
            household: id.clone(),
            transfer: transfer.clone(),
            member: by.clone(),
            points,
            parts: drawn.parts,
            back: drawn.back,
            lots: drawn.lots,
            counted,
            at,
        }));
        self.happen_on_both(id, event)?;
        for (owner, points) in told {
            let facts = facts.clone().with("member", &by).with("points", points);
            self.tell_at_home(id, &owner, "pool_points_taken", facts)?;
        }
        Ok((Summary::Done, vec![once(transfer)]))
    }

    /// What the member had put in, and those who leave too, goes back to each. Where one of them has
    /// no room for it, nobody gets anything.
    pub(super) fn give_back(
        &mut self,
        id: &HouseholdId,
        leave_too: &[MemberId],
    ) -> Result<(), Refusal> {
        let stream = StreamId::Household(id.clone());
        let state = self.household(id)?.clone();
        let (policies, at) = (self.policies, self.now);
        let given = |course: &Course| given_back(policies, &state, course, at);
        let own = given(self.course)?;
        let mut rest = Vec::new();
        for member in leave_too {
            rest.push((member, given(self.others.member(member)?)?));
        }
        for (member, back) in rest {
            let Some(back) = back else { continue };
            self.others.member(member)?.happen(back.clone());
            self.others.shared(&stream)?.happen(back);
        }
        own.map_or(Ok(()), |own| self.happen_on_both(id, own))
    }

    /// What the member had put in stays: it is the head's.
    pub(super) fn keep_lots(&mut self, id: &HouseholdId) -> Result<(), Refusal> {
        let state = self.household(id)?;
        let member = self.course.member.id.clone();
        let own = state.lots.iter().filter(|lot| lot.member == member);
        let points = Points::sum(own.map(|lot| lot.points))?;
        if points.is_zero() {
            return Ok(());
        }
        let kept = Event::PoolKept(PoolKept {
            household: id.clone(),
            member,
            points,
            at: self.now,
        });
        let stream = StreamId::Household(id.clone());
        self.others.shared(&stream)?.happen(kept);
        Ok(())
    }
}

/// An act on a pool happens once for ever, as a transfer does.
fn once(transfer: &TransferId) -> Claim {
    let taken = Refusal::new(Code::TransferIdTaken).with("transfer", transfer);
    claim("transfer", transfer.as_str(), taken)
}

fn at_least(points: Points, least: Points) -> Result<(), Refusal> {
    if points >= least {
        return Ok(());
    }
    let few = Refusal::new(Code::PoolBelowLeast).with("points", points);
    Err(few.with("least_points", least))
}

fn limits_of(member: &MemberState, which: impl Fn(&Background) -> &[Counted]) -> &[Counted] {
    member.background.as_ref().map_or(&[], which)
}

/// The lots that parts of a member's become in the pool. More of one that is in it joins it.
fn pooled(state: &HouseholdState, member: &MemberId, parts: &[HoldPart]) -> Vec<PoolLot> {
    let mut next = state.next_lot;
    let lots = parts.iter().map(|part| {
        let known = state.lots.iter().find(|known| {
            known.member == *member
                && known.lot == Some(part.lot)
                && known.expires_at == part.expires_at
        });
        let id = known.map_or(next, |known| known.id);
        if known.is_none() {
            next = next.saturating_add(1);
        }
        PoolLot {
            id,
            member: member.clone(),
            points: part.points,
            earned_at: part.earned_at,
            expires_at: part.expires_at,
            lot: Some(part.lot),
            valid_by: part.valid_by,
            valid_from: part.valid_from,
        }
    });
    lots.collect()
}

/// So many points of lots of a pool, in their order, for a member: its own go back into the lots
/// that they came from. The rest is settled, or valid anew where a policy is given for that.
fn draw<'l>(
    policies: &PolicySet,
    from: impl Iterator<Item = &'l PoolLot>,
    member: &MemberState,
    points: Points,
    anew: Option<&Policy>,
    at: Moment,
) -> Result<Drawn, OutOfRange> {
    let mut left = points;
    let (mut parts, mut back, mut lots) = (Vec::new(), Vec::new(), Vec::new());
    let mut next = member.next_lot;
    for pooled in from {
        if left.is_zero() {
            break;
        }
        let taken = left.min(pooled.points);
        left = left.minus(taken)?;
        parts.push(LotPart {
            lot: pooled.id,
            points: taken,
        });
        match pooled.lot.filter(|_| pooled.member == member.id) {
            Some(lot) => back.push(HoldPart {
                lot,
                points: taken,
                earned_at: pooled.earned_at,
                expires_at: pooled.expires_at,
                valid_by: pooled.valid_by,
                valid_from: pooled.valid_from,
            }),
            None => {
                lots.push(ReceivedLot {
                    lot: next,
                    points: taken,
                    earned_at: pooled.earned_at,
                    expires_at: pooled.expires_at,
                    // What the taker does moves it no more.
                    valid_by: None,
                });
                next = next.saturating_add(1);
            }
        }
    }
    if let Some(policy) = anew.filter(|_| !lots.is_empty()) {
        let points = Points::sum(lots.iter().map(|lot| lot.points))?;
        lots = vec![ReceivedLot {
            lot: member.next_lot,
            points,
            earned_at: at,
            expires_at: policy.validity.expires_at(at, None, &policy.zone),
            valid_by: Some(policy.version),
        }];
    }
    Ok(Drawn {
        points,
        parts,
        back: renewed(policies, member, back, at),
        lots,
    })
}

/// What goes back to a member who leaves; nothing where nothing in the pool is the member's.
fn given_back(
    policies: &PolicySet,
    state: &HouseholdState,
    course: &Course,
    at: Moment,
) -> Result<Option<Event>, Refusal> {
    let member = &course.member;
    let own = || state.lots.iter().filter(|lot| lot.member == member.id);
    let points = Points::sum(own().map(|lot| lot.points))?;
    if points.is_zero() {
        return Ok(None);
    }
    let drawn = draw(policies, own(), member, points, None, at)?;
    has_room(member, &drawn)?;
    Ok(Some(Event::PoolGivenBack(alloc::boxed::Box::new(
        PoolGivenBack {
            household: state.id.clone(),
            member: member.id.clone(),
            points,
            parts: drawn.parts,
            back: drawn.back,
            lots: drawn.lots,
            at,
        },
    ))))
}

fn has_room(member: &MemberState, drawn: &Drawn) -> Result<(), Refusal> {
    let more = drawn.back.len() + drawn.lots.len();
    let no_room = |_| Refusal::new(Code::ReceiverHasNoRoom).with("to", &member.id);
    has_room_for(member, more, drawn.points).map_err(no_room)
}

/// Of whom else how many points are taken.
fn taken_of(state: &HouseholdState, taker: &MemberId, drawn: &Drawn) -> Vec<(MemberId, Points)> {
    let owners = state.owners().into_iter().filter(|owner| *owner != taker);
    let of = owners.map(|owner| {
        let lots = state.lots.iter().filter(|lot| lot.member == *owner);
        let taken = lots.flat_map(|lot| drawn.parts.iter().filter(|part| part.lot == lot.id));
        let points = taken.map(|part| part.points);
        (
            owner.clone(),
            points.fold(Points::ZERO, Points::saturating_plus),
        )
    });
    of.filter(|(_, points)| !points.is_zero()).collect()
}
