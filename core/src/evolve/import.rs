//! A member who was taken over, as the state that decisions are made from.

use super::{insert, registered, tiers};
use crate::import::TakenOver;
use crate::state::{Background, MemberState};

/// The state after an import.
pub(super) fn imported(taken: &TakenOver) -> MemberState {
    let TakenOver {
        member,
        consents,
        registered_at,
        tier,
        lots,
        days,
        forget_before,
        debt_points,
        first_paid_at,
        tasks,
        at,
        lately,
        credit,
        rest,
    } = taken;
    let mut state = registered(member, consents, &tier.id, *registered_at);
    state.clock = (*at).max(*registered_at);
    state.tier = tier.clone();
    for lot in lots {
        state.next_lot = state.next_lot.max(lot.id.saturating_add(1));
        insert(&mut state, lot.clone());
    }
    state.spend.clone_from(days);
    tiers::forget(&mut state, *forget_before);
    state.debt = *debt_points;
    state.first_paid_at = *first_paid_at;
    state.tasks.clone_from(tasks);
    state.lately = *lately;
    state.background = credit.map(|credit| Background {
        credit: Some(credit),
        ..Background::default()
    });
    if let Some(rest) = rest {
        rest.restore(&mut state);
    }
    state
}
