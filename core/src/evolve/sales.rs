//! What a member bought and gives back, event by event. Clause 5.3.

use super::{find, put_back, take, tell, uncount};
use crate::event::Event;
use crate::id::{OrderId, RefundId};
use crate::moment::Moment;
use crate::number::{Money, Points};
use crate::sale::{GivenBack, Refund, RefundStep, ReturnedUnits, Sale, Sold, SoldLine};
use crate::state::{MemberState, Order, Progress};
use crate::tender::TenderPart;

/// Applies an event of a sale to a member.
pub(super) fn apply(member: &mut MemberState, event: &Event) {
    match event {
        Event::SaleOpened { order, at } => open(member, order, *at),
        Event::SaleClosed { order, at } => {
            member.sales.retain(|sale| sale.order != *order);
            tell(member, *at);
        }
        Event::RefundRequested {
            refund,
            order,
            reason,
            lines,
            review_by,
            at,
            approves_itself,
            exchange,
        } => {
            if let Some(sale) = sale(member, order) {
                each(sale, lines, |sold, quantity| {
                    sold.asked = sold.asked.saturating_add(quantity);
                });
                sale.refunds.push(Refund {
                    id: refund.clone(),
                    reason: reason.clone(),
                    lines: lines.clone(),
                    step: RefundStep::UnderReview {
                        review_by: *review_by,
                        approves_itself: *approves_itself,
                    },
                    requested_at: *at,
                    exchange: exchange.clone(),
                });
            }
            tell(member, *at);
        }
        Event::RefundApproved {
            refund,
            order,
            cash_minor,
            shipping_minor,
            points,
            value_minor,
            at,
            tenders,
        } => {
            if let Some(sale) = sale(member, order) {
                approve(sale, refund, *cash_minor, tenders);
                sale.back = GivenBack {
                    cash_minor: sale.back.cash_minor.saturating_plus(*cash_minor),
                    shipping_minor: sale.back.shipping_minor.saturating_plus(*shipping_minor),
                    points: sale.back.points.saturating_plus(*points),
                    value_minor: sale.back.value_minor.saturating_plus(*value_minor),
                    ..sale.back
                };
            }
            tell(member, *at);
        }
        Event::RefundRefused { refund, order, at }
        | Event::RefundWithdrawn { refund, order, at } => {
            if let Some(sale) = sale(member, order)
                && let Some(ended) = end(sale, refund)
            {
                each(sale, &ended.lines, |sold, quantity| {
                    sold.asked = sold.asked.saturating_sub(quantity);
                });
            }
            tell(member, *at);
        }
        Event::GoodsExchanged(exchanged) => {
            if let Some(sale) = sale(member, &exchanged.order)
                && let Some(ended) = end(sale, &exchanged.refund)
            {
                // What was sent instead may be given back as what was sold.
                each(sale, &ended.lines, |sold, quantity| {
                    sold.asked = sold.asked.saturating_sub(quantity);
                });
            }
            tell(member, exchanged.at);
        }
        Event::RefundPaid {
            refund, order, at, ..
        } => {
            if let Some(sale) = sale(member, order) {
                end(sale, refund);
            }
            tell(member, *at);
        }
        Event::PointsReinstated { parts, at, .. } => {
            parts.iter().for_each(|part| put_back(member, part));
            tell(member, *at);
        }
        Event::PointsClawedBack {
            order,
            points,
            parts,
            owed_points,
            at,
            expired_points,
            ..
        } => {
            if let Some(sale) = sale(member, order) {
                let expired = sale.expired_points.unwrap_or_default();
                let left = expired.saturating_minus(expired_points.unwrap_or_default());
                sale.expired_points = Some(left).filter(|left| *left > Points::ZERO);
                sale.back.clawed_points = sale.back.clawed_points.saturating_plus(*points);
                let counted = sale.counted.clone();
                uncount(member, &counted, *points);
            }
            take(member, parts);
            let owed = member.debt.unwrap_or_default();
            owe(member, owed.saturating_plus(*owed_points));
            tell(member, *at);
        }
        Event::DebtRepaid { points, parts, at } => {
            take(member, parts);
            let owed = member.debt.unwrap_or_default();
            owe(member, owed.saturating_minus(*points));
            tell(member, *at);
        }
        _ => {}
    }
}

/// A purchase is settled: its days begin.
pub(super) fn settled(member: &mut MemberState, order: &OrderId, closes_at: Option<Moment>) {
    if let Some(sale) = sale(member, order) {
        sale.closes_at = closes_at;
    }
}

/// A purchase earned points.
pub(super) fn earned(member: &mut MemberState, order: &OrderId, lot: u64, points: Points) {
    if let Some(sale) = sale(member, order) {
        sale.lot = Some(lot);
        sale.earned_points = points;
    }
}

/// Points of a lot expired: what a purchase had earned in it is gone without having been used.
pub(super) fn expired(member: &mut MemberState, lot: u64, points: Points) {
    if let Some(sale) = member.sales.iter_mut().find(|sale| sale.lot == Some(lot)) {
        let expired = sale.expired_points.unwrap_or_default();
        sale.expired_points = Some(expired.saturating_plus(points));
    }
    let mut rebates = member
        .sales
        .iter_mut()
        .filter_map(|sale| sale.rebate.as_mut());
    if let Some(rebate) = rebates.find(|rebate| rebate.lot == lot) {
        rebate.expired_points = rebate.expired_points.saturating_plus(points);
    }
}

fn open(member: &mut MemberState, order: &OrderId, at: Moment) {
    let Some(order) = find(member, order) else {
        return;
    };
    let Some(sold) = order.sold.take() else {
        return;
    };
    let sale = sale_of(order, sold, at);
    member.sales.push(sale);
}

/// An order as what may be given back, paid at a moment.
pub(crate) fn sale_of(order: &Order, sold: Sold, at: Moment) -> Sale {
    let till_receipt = match &order.progress {
        Progress::Claimed { till_receipt, .. } => Some(till_receipt.clone()),
        Progress::Placed { .. } | Progress::Paid { .. } => None,
    };
    let void = order.void.clone().unwrap_or_default();
    let mut used = order.hold.clone();
    used.extend(void.hold);
    Sale {
        order: order.id.clone(),
        policy_version: order.policy_version,
        sold,
        used,
        earned_points: Points::ZERO,
        lot: None,
        placed_at: order.placed_at,
        paid_at: at,
        closes_at: None,
        refunds: Vec::new(),
        back: void.back,
        counted: order.counted.clone(),
        budgets: order.budgets.clone(),
        benefits: order.benefits.clone(),
        rebate: None,
        earning: order.earning.clone(),
        till_receipt,
        charges: Vec::new(),
        invoice: order.invoice,
        expired_points: None,
    }
}

pub(super) fn sale<'m>(member: &'m mut MemberState, order: &OrderId) -> Option<&'m mut Sale> {
    member.sales.iter_mut().find(|sale| sale.order == *order)
}

/// Does something to each line with the units that a refund names of it.
fn each(sale: &mut Sale, lines: &[ReturnedUnits], act: impl Fn(&mut SoldLine, u32)) {
    for units in lines {
        let place = usize::try_from(units.line).unwrap_or(usize::MAX);
        if let Some(sold) = sale.sold.lines.get_mut(place) {
            act(sold, units.quantity);
        }
    }
}

fn approve(sale: &mut Sale, refund: &RefundId, cash_minor: Money, tenders: &[TenderPart]) {
    let Some(refund) = sale.refunds.iter_mut().find(|open| open.id == *refund) else {
        return;
    };
    refund.step = RefundStep::Approved {
        cash_minor,
        tenders: tenders.to_vec(),
    };
    let lines = refund.lines.clone();
    each(sale, &lines, |sold, quantity| {
        sold.asked = sold.asked.saturating_sub(quantity);
    });
    sale.sold.give_back(&lines, tenders);
}

fn end(sale: &mut Sale, refund: &RefundId) -> Option<Refund> {
    let place = sale.refunds.iter().position(|open| open.id == *refund)?;
    Some(sale.refunds.remove(place))
}

pub(super) fn owe(member: &mut MemberState, points: Points) {
    member.debt = Some(points).filter(|points| *points > Points::ZERO);
}
