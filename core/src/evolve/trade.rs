//! Purchases made outside, chargebacks and invoices, event by event. Chapter 5.

use super::sales::{owe, sale};
use super::tiers::Counts;
use super::{count, earning, find, lately, latest, put_back, take, tell, tiers, uncount};
use crate::event::{ClaimedPurchase, Event, RecordedChargeback, ReversedChargeback};
use crate::id::OrderId;
use crate::number::Points;
use crate::state::{Counted, MemberState, Order, Progress};

/// Applies such an event to a member.
pub(super) fn apply(member: &mut MemberState, event: &Event) {
    match event {
        Event::PurchaseClaimed(claimed) => claim(member, claimed),
        Event::PurchaseApproved(approved) => {
            member.first_paid_at.get_or_insert(approved.purchased_at);
            latest(&mut lately(member).paid_at, approved.purchased_at);
            super::referral::order_paid(member, approved.at);
            tell(member, approved.at);
        }
        Event::PurchaseRefused(refused) => {
            close(member, &refused.order);
            tell(member, refused.at);
        }
        Event::PurchaseLapsed { order, at } => {
            close(member, order);
            tell(member, *at);
        }
        Event::ChargebackRecorded(recorded) => charge(member, recorded),
        Event::ChargebackReversed(reversed) => reverse(member, reversed),
        Event::InvoiceRequested(requested) => {
            let order = &requested.order;
            if let Some(open) = find(member, order) {
                open.invoice = Some(true);
            }
            if let Some(sale) = sale(member, order) {
                sale.invoice = Some(true);
            }
            tell(member, requested.at);
        }
        _ => {}
    }
}

fn claim(member: &mut MemberState, claimed: &ClaimedPurchase) {
    let new = claimed.counted.iter();
    new.for_each(|new| count(&mut member.counted, new));
    member.orders.push(Order {
        id: claimed.order.clone(),
        policy_version: claimed.policy_version,
        cash_minor: claimed.cash_minor,
        qualifying_minor: claimed.qualifying_minor,
        earn_points: claimed.earn_points,
        hold: Vec::new(),
        progress: Progress::Claimed {
            till_receipt: claimed.till_receipt.clone(),
            by: claimed.by.clone(),
            review_by: claimed.review_by,
            when_overdue: claimed.when_overdue,
        },
        placed_at: claimed.purchased_at,
        qualifying_points: claimed.qualifying_points,
        sold: claimed.sold.clone(),
        counted: claimed.counted.clone(),
        budgets: Vec::new(),
        benefits: None,
        earning: None,
        invoice: None,
        void: None,
    });
    tell(member, claimed.at);
}

/// A claim came to nothing: its room under the caps is there again.
fn close(member: &mut MemberState, order: &OrderId) {
    if let Some(place) = member.orders.iter().position(|open| open.id == *order) {
        let gone = member.orders.remove(place);
        uncount(member, &gone.counted, gone.earn_points);
        earning::closed_unpaid(member, gone.earning.as_ref());
    }
}

fn charge(member: &mut MemberState, recorded: &RecordedChargeback) {
    let charge = &recorded.charge;
    if let Some(sale) = sale(member, &recorded.order) {
        sale.back.points = sale.back.points.saturating_plus(charge.points);
        sale.back.value_minor = sale.back.value_minor.saturating_plus(charge.value_minor);
        sale.charges.push(charge.clone());
    }
    tell(member, charge.at);
}

fn reverse(member: &mut MemberState, reversed: &ReversedChargeback) {
    let Some(sale) = sale(member, &reversed.order) else {
        return;
    };
    let mut stand = sale.charges.iter();
    let Some(place) = stand.position(|charge| charge.id == reversed.chargeback) else {
        return;
    };
    let gone = sale.charges.remove(place);
    sale.back.points = sale.back.points.saturating_minus(gone.points);
    sale.back.value_minor = sale.back.value_minor.saturating_minus(gone.value_minor);
    let clawed = sale.back.clawed_points.saturating_minus(gone.clawed_points);
    sale.back.clawed_points = clawed;
    if let Some((rebate, again)) = sale.rebate.as_mut().zip(gone.rebate_points) {
        rebate.clawed_points = rebate.clawed_points.saturating_minus(again);
    }
    let own = sale.lot;
    let counted = sale.counted.clone();
    recount(member, &counted, gone.clawed_points);
    let restored = reversed.restored.iter();
    restored.for_each(|part| put_back(member, part));
    let mut lots = member.lots.iter_mut();
    if let Some(waits_for) = &reversed.waits_for
        && let Some(lot) = lots.find(|lot| Some(lot.id) == own)
    {
        lot.pending = Some(waits_for.clone());
    }
    take(member, &reversed.used);
    let owed = member.debt.unwrap_or_default();
    owe(member, owed.saturating_plus(reversed.owed_points));
    if let Some(day) = reversed.counts_on {
        let spend = gone.spend_minor.unwrap_or(gone.goods_minor);
        let counts = Counts {
            spend: reversed.spend_minor.unwrap_or(spend),
            points: reversed.qualifying_points.unwrap_or(gone.qualifying_points),
            orders: gone.orders,
        };
        tiers::count_again(member, day, counts);
    }
    tell(member, reversed.at);
}

/// Points count again, in those of these periods that are still kept.
fn recount(member: &mut MemberState, counted: &[Counted], points: Points) {
    for again in counted {
        for known in &mut member.counted {
            if (known.period, known.since) == (again.period, again.since) {
                known.points = known.points.saturating_plus(points);
            }
        }
    }
}
