//! What earning keeps of a member from order to order, event by event. Clause 6.1.1a.

use super::{find, sales};
use crate::event::{EarningHeld, EarningReturned, Event, RemainderCarried};
use crate::kept::{CapCounted, EarningKept, OrderEarning};
use crate::remainder::Remainder;
use crate::state::MemberState;

/// Applies an event of earning to a member.
pub(super) fn apply(member: &mut MemberState, event: &Event) {
    match event {
        Event::EarningHeld(EarningHeld { order, earning }) => {
            keep(member, |kept| {
                kept.carry(negative(earning.taken.unwrap_or_default()));
                earning.counted.iter().for_each(|new| kept.count(new));
            });
            if let Some(order) = find(member, order) {
                order.earning = Some(earning.clone());
            }
        }
        Event::RemainderCarried(RemainderCarried { remainder, .. }) => {
            keep(member, |kept| kept.carry(*remainder));
        }
        Event::EarningReturned(EarningReturned {
            order,
            remainder,
            counted,
        }) => {
            let remainder = remainder.unwrap_or_default();
            keep(member, |kept| {
                kept.carry(remainder);
                counted.iter().for_each(|gone| kept.uncount(gone));
            });
            if let Some(sale) = sales::sale(member, order) {
                // What an order left may begin with a refund: where it came out even, it left nothing.
                let mut earning = sale.earning.take().unwrap_or_default();
                earning.give_back(remainder, counted);
                sale.earning = Some(earning).filter(|earning| *earning != OrderEarning::default());
            }
        }
        _ => {}
    }
}

/// An order goes on with fewer units: what these counted toward caps counts no longer. The remainder
/// that it leaves is not carried before it is paid.
pub(super) fn cut(member: &mut MemberState, counted: &[CapCounted]) {
    keep(member, |kept| {
        counted.iter().for_each(|gone| kept.uncount(gone))
    });
}

/// An order that is closed unpaid gives back what its earning took.
pub(super) fn closed_unpaid(member: &mut MemberState, earning: Option<&OrderEarning>) {
    let Some(earning) = earning else { return };
    keep(member, |kept| {
        kept.carry(earning.taken.unwrap_or_default());
        earning.counted.iter().for_each(|gone| kept.uncount(gone));
    });
}

fn negative(remainder: Remainder) -> Remainder {
    Remainder::ZERO.saturating_minus(remainder)
}

fn keep(member: &mut MemberState, act: impl FnOnce(&mut EarningKept)) {
    let mut kept = member.kept.take().unwrap_or_default();
    act(&mut kept);
    member.kept = Some(kept).filter(|kept| *kept != EarningKept::default());
}
