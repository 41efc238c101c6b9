//! Households and what their members know of them, event by event. Clause 6.2.2.

use super::{count, draw, insert, put_back, tell};
use crate::event::{Event, HoldPart, HouseholdFormed, LotPart, ReceivedLot};
use crate::household::{HomeInvitation, HouseholdHeld, HouseholdMember, HouseholdState, PoolLot};
use crate::id::{HouseholdId, MemberId};
use crate::moment::Moment;
use crate::number::Points;
use crate::state::{Background, Lot, MemberState};

/// Applies an event of a household to a member.
pub(super) fn member(state: &mut MemberState, event: &Event) {
    match event {
        Event::HouseholdFormed(formed) => join(state, &formed.household, formed.at),
        Event::HouseholdJoined(joined) => join(state, &joined.household, joined.at),
        Event::HouseholdLeft(left) => {
            let known = background(state);
            known.household = None;
            known.left_household_at = Some(left.at);
            tell(state, left.at);
        }
        Event::PointsPut(put) => {
            for pooled in &put.lots {
                if let Some(lot) = pooled.lot {
                    draw(state, lot, pooled.points);
                }
            }
            let known = background(state);
            let counted = put.counted.iter();
            counted.for_each(|new| count(&mut known.put, new));
            tell(state, put.at);
        }
        Event::PointsTaken(taken) => {
            let known = background(state);
            let counted = taken.counted.iter();
            counted.for_each(|new| count(&mut known.taken, new));
            receive(state, &taken.back, &taken.lots);
            tell(state, taken.at);
        }
        Event::PoolGivenBack(back) => {
            receive(state, &back.back, &back.lots);
            tell(state, back.at);
        }
        _ => {}
    }
}

fn background(state: &mut MemberState) -> &mut Background {
    state.background.get_or_insert_default()
}

fn join(state: &mut MemberState, household: &HouseholdId, at: Moment) {
    background(state).household = Some(HouseholdHeld {
        id: household.clone(),
        since: at,
    });
    tell(state, at);
}

/// Points come out of a pool: what is the member's own into its lots, the rest as new ones.
fn receive(state: &mut MemberState, back: &[HoldPart], lots: &[ReceivedLot]) {
    back.iter().for_each(|part| put_back(state, part));
    for lot in lots {
        state.next_lot = state.next_lot.max(lot.lot.saturating_add(1));
        insert(
            state,
            Lot {
                id: lot.lot,
                points: lot.points,
                earned_at: lot.earned_at,
                expires_at: lot.expires_at,
                pending: None,
                validity_version: None,
                valid_by: lot.valid_by,
                valid_from: None,
            },
        );
    }
}

/// The household that is formed.
pub(super) fn formed(event: &HouseholdFormed) -> HouseholdState {
    HouseholdState {
        id: event.household.clone(),
        head: event.head.clone(),
        members: vec![HouseholdMember {
            member: event.head.clone(),
            since: event.at,
        }],
        invitations: Vec::new(),
        lots: Vec::new(),
        next_lot: 1,
        clock: event.at,
        reminded: None,
        dissolved_at: None,
    }
}

/// A household after an event. An event of another kind of stream changes nothing.
pub(crate) fn apply(mut state: HouseholdState, event: &Event) -> HouseholdState {
    let at = match event {
        Event::HouseholdInvited(invited) => {
            uninvite(&mut state, &invited.member);
            let lapses_at = invited.lapses_at;
            let mut waiting = state.invitations.iter();
            let place = waiting.position(|known| known.lapses_at > lapses_at);
            let place = place.unwrap_or(state.invitations.len());
            let member = invited.member.clone();
            state
                .invitations
                .insert(place, HomeInvitation { member, lapses_at });
            invited.at
        }
        Event::InvitationLapsed(lapsed) => {
            uninvite(&mut state, &lapsed.member);
            lapsed.at
        }
        Event::HouseholdJoined(joined) => {
            uninvite(&mut state, &joined.member);
            state.members.push(HouseholdMember {
                member: joined.member.clone(),
                since: joined.at,
            });
            joined.at
        }
        Event::HouseholdLeft(left) => {
            state.members.retain(|known| known.member != left.member);
            left.at
        }
        Event::HouseholdHandedOver(handed) => {
            state.head = handed.head.clone();
            handed.at
        }
        Event::HouseholdDissolved(dissolved) => {
            state.members.clear();
            state.invitations.clear();
            state.dissolved_at = Some(dissolved.at);
            dissolved.at
        }
        Event::PointsPut(put) => {
            put.lots.iter().for_each(|lot| pool(&mut state, lot));
            put.at
        }
        Event::PointsTaken(taken) => {
            taken.parts.iter().for_each(|part| drain(&mut state, part));
            taken.at
        }
        Event::PoolGivenBack(back) => {
            back.parts.iter().for_each(|part| drain(&mut state, part));
            back.at
        }
        Event::PoolKept(kept) => {
            let head = state.head.clone();
            for lot in state.lots.iter_mut().filter(|it| it.member == kept.member) {
                lot.member = head.clone();
                (lot.lot, lot.valid_by, lot.valid_from) = (None, None, None);
            }
            kept.at
        }
        Event::PoolExpired(expired) => {
            let (lot, points) = (expired.lot, expired.points);
            drain(&mut state, &LotPart { lot, points });
            expired.at
        }
        Event::PoolReminded(reminded) => {
            let (at, expires_at) = (reminded.at, reminded.expires_at);
            state.reminded = Some(crate::state::Reminded { at, expires_at });
            at
        }
        _ => return state,
    };
    state.clock = state.clock.max(at);
    state
}

fn uninvite(state: &mut HouseholdState, member: &MemberId) {
    state.invitations.retain(|known| known.member != *member);
}

/// A lot comes into the pool, or more of one that is in it.
fn pool(state: &mut HouseholdState, new: &PoolLot) {
    state.next_lot = state.next_lot.max(new.id.saturating_add(1));
    if let Some(known) = state.lots.iter_mut().find(|lot| lot.id == new.id) {
        known.points = known.points.saturating_plus(new.points);
        return;
    }
    let rank = |lot: &PoolLot| {
        let expiry = lot.expires_at.unwrap_or(Moment::LAST);
        (expiry, lot.earned_at, lot.id)
    };
    let place = state.lots.partition_point(|lot| rank(lot) < rank(new));
    state.lots.insert(place, new.clone());
}

fn drain(state: &mut HouseholdState, part: &LotPart) {
    for lot in state.lots.iter_mut().filter(|lot| lot.id == part.lot) {
        lot.points = lot.points.saturating_minus(part.points);
    }
    state.lots.retain(|lot| lot.points > Points::ZERO);
}
