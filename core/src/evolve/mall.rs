//! What events of the mall and transfers come to.

use super::{count, draw, lately, latest, put_back, tell};
use crate::event::Event;
use crate::id::{OrderId, RedemptionId};
use crate::limits::MAX_OFFERS_TAKEN;
use crate::mall::{KeptUnit, MallHeld, OfferState, OfferTaken, OpenRedemption};
use crate::moment::Moment;
use crate::state::{Lot, MemberState};
use crate::voucher::Voucher;

/// Applies an event to an offer; nothing came before the first.
pub(super) fn offer(state: Option<OfferState>, event: &Event) -> Option<OfferState> {
    if let Event::UnitTaken { offer, at, .. } = event {
        let first = || OfferState {
            id: offer.clone(),
            taken: 0,
            kept: Vec::new(),
            clock: *at,
        };
        let mut state = state.unwrap_or_else(first);
        take_unit(&mut state, event);
        return Some(state);
    }
    let mut state = state?;
    match event {
        Event::UnitPaid { redemption, at } => {
            if give_back(&mut state, redemption) {
                state.taken = state.taken.saturating_add(1);
            }
            state.clock = state.clock.max(*at);
        }
        Event::UnitReturned { redemption, at } => {
            give_back(&mut state, redemption);
            state.clock = state.clock.max(*at);
        }
        _ => {}
    }
    Some(state)
}

fn take_unit(state: &mut OfferState, event: &Event) {
    let Event::UnitTaken {
        redemption,
        kept_until,
        at,
        ..
    } = event
    else {
        return;
    };
    match kept_until {
        None => state.taken = state.taken.saturating_add(1),
        Some(until) => {
            let place = state.kept.partition_point(|unit| unit.until <= *until);
            let unit = KeptUnit {
                redemption: redemption.clone(),
                until: *until,
            };
            state.kept.insert(place, unit);
        }
    }
    state.clock = state.clock.max(*at);
}

/// A unit is kept no longer; whether it was.
fn give_back(state: &mut OfferState, redemption: &RedemptionId) -> bool {
    let before = state.kept.len();
    state.kept.retain(|unit| unit.redemption != *redemption);
    state.kept.len() < before
}

/// Applies an event to a member.
pub(super) fn apply(member: &mut MemberState, event: &Event) {
    match event {
        Event::OfferRedeemed {
            redemption,
            offer,
            policy_version,
            parts,
            cash_minor,
            lapses_at,
            counts_since,
            at,
            ..
        } => {
            for part in parts {
                draw(member, part.lot, part.points);
            }
            let mall = member.mall.get_or_insert_default();
            if let Some(since) = counts_since {
                take(
                    mall,
                    OfferTaken {
                        offer: offer.clone(),
                        since: *since,
                        units: 1,
                    },
                );
            }
            let due = cash_minor.zip(*lapses_at);
            if let Some((cash_minor, lapses_at)) = due {
                mall.open.push(OpenRedemption {
                    id: redemption.clone(),
                    offer: offer.clone(),
                    policy_version: *policy_version,
                    cash_minor,
                    hold: parts.clone(),
                    lapses_at,
                    at: *at,
                    counts_since: *counts_since,
                });
            } else {
                latest(&mut lately(member).used_at, *at);
            }
            tell(member, *at);
        }
        Event::RedemptionPaid { redemption, at, .. } => {
            close(member, redemption, false);
            latest(&mut lately(member).used_at, *at);
            tell(member, *at);
        }
        Event::RedemptionCancelled {
            redemption,
            parts,
            at,
        }
        | Event::RedemptionLapsed {
            redemption,
            parts,
            at,
        } => {
            close(member, redemption, true);
            for part in parts {
                put_back(member, part);
            }
            tell(member, *at);
        }
        Event::PointsSent {
            parts, counted, at, ..
        } => {
            for part in parts {
                draw(member, part.lot, part.points);
            }
            counted.iter().for_each(|new| count(&mut member.sent, new));
            tell(member, *at);
        }
        Event::PointsReceived { lots, at, .. } => {
            for lot in lots {
                member.next_lot = member.next_lot.max(lot.lot.saturating_add(1));
                super::insert(
                    member,
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
            tell(member, *at);
        }
        Event::VoucherIssued {
            voucher,
            takes_off,
            least_minor,
            only_categories,
            with_points,
            expires_at,
            at,
            revive_days,
        } => {
            let mall = member.mall.get_or_insert_default();
            mall.vouchers.push(Voucher {
                id: voucher.clone(),
                takes_off: *takes_off,
                least_minor: *least_minor,
                only_categories: only_categories.clone(),
                with_points: *with_points,
                expires_at: *expires_at,
                held_for: None,
                revive_days: *revive_days,
            });
            tell(member, *at);
        }
        Event::VoucherHeld {
            voucher, order, at, ..
        } => {
            for held in member.mall.iter_mut().flat_map(|mall| &mut mall.vouchers) {
                if held.id == *voucher {
                    held.held_for = Some(order.clone());
                }
            }
            tell(member, *at);
        }
        Event::VoucherExpired { voucher, at } => {
            keep_vouchers(member, |held| held.id != *voucher);
            tell(member, *at);
        }
        _ => {}
    }
}

/// A unit is counted: a later period of the offer begins anew. Those taken last stand last, and of
/// those taken longest ago no more is known once there are too many.
fn take(mall: &mut MallHeld, new: OfferTaken) {
    let known = mall.taken.iter().position(|known| known.offer == new.offer);
    let mut counted = new;
    if let Some(place) = known {
        let before = mall.taken.remove(place);
        if before.since >= counted.since {
            counted.since = before.since;
            counted.units = before.units.saturating_add(1);
        }
    }
    mall.taken.push(counted);
    if mall.taken.len() > MAX_OFFERS_TAKEN {
        mall.taken.remove(0);
    }
}

/// A redemption waits no longer. What was given back counts no longer either, in the period in
/// which it was asked for.
fn close(member: &mut MemberState, redemption: &RedemptionId, given_back: bool) {
    let Some(mall) = &mut member.mall else { return };
    let place = mall.open.iter().position(|open| open.id == *redemption);
    let Some(place) = place else { return };
    let gone = mall.open.remove(place);
    let mut counted = mall.taken.iter_mut();
    let counted =
        counted.find(|taken| taken.offer == gone.offer && Some(taken.since) == gone.counts_since);
    if let Some(counted) = counted.filter(|_| given_back) {
        counted.units = counted.units.saturating_sub(1);
    }
    mall.taken.retain(|taken| taken.units > 0);
    forget_nothing(member);
}

/// A voucher that an order was paid with is used.
pub(super) fn order_paid(member: &mut MemberState, order: &OrderId) {
    keep_vouchers(member, |held| held.held_for.as_ref() != Some(order));
}

/// A voucher that was on hold for an order is free again. One that is over by then gets the days
/// more that its terms give; without any it falls due.
pub(super) fn order_closed(member: &mut MemberState, order: &OrderId, at: Moment) {
    for held in member.mall.iter_mut().flat_map(|mall| &mut mall.vouchers) {
        if held.held_for.as_ref() == Some(order) {
            held.held_for = None;
            if let Some(days) = held.revive_days.filter(|_| held.expires_at <= at) {
                held.expires_at = at.plus_days(u32::from(days));
            }
        }
    }
}

fn keep_vouchers(member: &mut MemberState, keeps: impl Fn(&Voucher) -> bool) {
    if let Some(mall) = &mut member.mall {
        mall.vouchers.retain(keeps);
    }
    forget_nothing(member);
}

/// Where nothing is known of the mall any more, nothing stands in the state.
fn forget_nothing(member: &mut MemberState) {
    if member.mall.as_ref() == Some(&MallHeld::default()) {
        member.mall = None;
    }
}

/// When a unit that is kept longest is given back, and which.
pub(crate) fn first_kept(state: &OfferState) -> Option<(Moment, RedemptionId)> {
    let first = state.kept.first()?;
    Some((first.until, first.redemption.clone()))
}
