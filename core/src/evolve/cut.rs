//! An order goes on with fewer units. Clause 5.2.1.

use super::{budget, earning, find, put_back, tell, uncount};
use crate::event::{CutOrder, HoldPart};
use crate::number::Points;
use crate::sale::{GivenBack, VoidPart};
use crate::state::{MemberState, Order};

/// Applies it to a member.
pub(super) fn apply(member: &mut MemberState, cut: &CutOrder) {
    let Some(order) = find(member, &cut.order) else {
        return;
    };
    let counted = order.counted.clone();
    lessen(order, cut);
    cut.parts.iter().for_each(|part| put_back(member, part));
    uncount(member, &counted, cut.earn_points);
    earning::cut(member, &cut.counted);
    budget::order_closed(member, &cut.budgets);
    tell(member, cut.at);
}

fn lessen(order: &mut Order, cut: &CutOrder) {
    order.cash_minor = order.cash_minor.saturating_minus(cut.cash_minor);
    order.qualifying_minor = order
        .qualifying_minor
        .saturating_minus(cut.qualifying_minor);
    if let Some(points) = &mut order.qualifying_points {
        *points = points.saturating_minus(cut.qualifying_points.unwrap_or_default());
    }
    order.earn_points = order.earn_points.saturating_minus(cut.earn_points);
    for back in &cut.budgets {
        for held in &mut order.budgets {
            if held.activity == back.activity {
                held.points = held.points.saturating_minus(back.points);
            }
        }
    }
    order.budgets.retain(|held| held.points > Points::ZERO);
    if cut.remainder.is_some() || !cut.counted.is_empty() {
        let mut earning = order.earning.take().unwrap_or_default();
        earning.give_back(cut.remainder.unwrap_or_default(), &cut.counted);
        order.earning = Some(earning).filter(|earning| *earning != Default::default());
    }
    if let Some(sold) = &mut order.sold {
        sold.give_back(&cut.lines, &cut.tenders);
    }
    // What was to be used last is held no longer; it stays known in the order of consumption.
    let void = order.void.get_or_insert_default();
    let mut left = cut.points;
    while let Some(last) = order.hold.pop() {
        let gone = left.min(last.points);
        left = left.saturating_minus(gone);
        let part = |points| HoldPart { points, ..last };
        if !gone.is_zero() {
            void.hold.insert(0, part(gone));
        }
        let kept = last.points.saturating_minus(gone);
        if !kept.is_zero() {
            order.hold.push(part(kept));
            break;
        }
    }
    void.back = GivenBack {
        cash_minor: void.back.cash_minor.saturating_plus(cut.cash_minor),
        points: void.back.points.saturating_plus(cut.points),
        value_minor: void.back.value_minor.saturating_plus(cut.value_minor),
        ..void.back
    };
    order.void = Some(core::mem::take(void)).filter(|void| *void != VoidPart::default());
}
