//! Snapshots: the redacted projection of a member that a page or a partner may hold.

use serde::Serialize;
use smol_str::format_smolstr;

use crate::budget::BudgetState;
use crate::document::IdStandIn;
use crate::event::Pending;
use crate::id::{
    ChargebackId, EntryId, MemberId, OrderId, PaymentId, RedemptionId, RefundId, RuleId,
    TillReceiptId,
};
use crate::mall::MallHeld;
use crate::moment::Moment;
use crate::state::{Background, MemberState, Progress};
use crate::wire::record;

/// What a quote needs of a member, and nothing that names the person, an order or a payment.
///
/// A quote from a snapshot equals the quote from the state at every later moment, for as long as
/// no command was decided in between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Snapshot {
    /// The version of the member's stream that it was taken at.
    pub version: u64,
    /// When it was taken.
    pub taken_at: Moment,
    /// The member, its names replaced by numbers.
    pub member: MemberState,
    /// What all members together took of the budgets of activities in force.
    pub budgets: Vec<BudgetState>,
}

record!(Snapshot {
    0: version,
    1: taken_at,
    2: member,
    3: budgets
});

/// Takes a snapshot of a member, without any budget.
#[must_use]
pub fn snapshot(member: &MemberState, version: u64, now: Moment) -> Snapshot {
    let mut member = member.clone();
    member.id = MemberId::stand_in();
    member.consents.clear();
    let mut aliases = Vec::new();
    member.adjustments.clear();
    member.tasks.clear();
    // How often a benefit was used counts in a quote, what for does not.
    if let Some(known) = &mut member.background {
        known.uses.clear();
    }
    // The lots that an entry may give back count, its names do not.
    for entry in &mut member.entries {
        entry.draw = RuleId::stand_in();
        entry.entry = EntryId::stand_in();
    }
    for (number, order) in member.orders.iter_mut().enumerate() {
        let alias = numbered(number);
        aliases.push((core::mem::replace(&mut order.id, alias.clone()), alias));
        match &mut order.progress {
            Progress::Placed { .. } => {}
            Progress::Paid { payment, .. } => *payment = PaymentId::stand_in(),
            Progress::Claimed {
                till_receipt, by, ..
            } => {
                *till_receipt = TillReceiptId::stand_in();
                *by = None;
            }
        }
        order.invoice = None;
    }
    // After all orders: one of them may bear the very name that stands for another.
    for lot in &mut member.lots {
        if let Some(Pending::Settlement(order)) = &mut lot.pending
            && let Some((_, alias)) = aliases.iter().find(|(name, _)| name == order)
        {
            *order = alias.clone();
        }
    }
    // Who brought in whom is no matter of a quote.
    if let Some(background) = &mut member.background {
        (background.referral, background.referred) = (None, None);
    }
    member.background = member.background.filter(|it| *it != Background::default());
    member.sent.clear();
    // What was put into a pool and taken from it moves no quote.
    if let Some(known) = &mut member.background {
        known.household = None;
        known.left_household_at = None;
        known.put.clear();
        known.taken.clear();
    }
    member.background = member.background.filter(|it| *it != Background::default());
    if let Some(mall) = &mut member.mall {
        mall.taken.clear();
        for (number, open) in mall.open.iter_mut().enumerate() {
            open.id = RedemptionId::new(&format_smolstr!("redemption-{}", number + 1))
                .unwrap_or_else(|_| RedemptionId::stand_in());
        }
    }
    for voucher in member.mall.iter_mut().flat_map(|mall| &mut mall.vouchers) {
        if let Some(order) = &mut voucher.held_for {
            let alias = aliases.iter().find(|(name, _)| name == order);
            *order = alias.map_or_else(OrderId::stand_in, |(_, alias)| alias.clone());
        }
    }
    member.mall = member.mall.filter(|mall| *mall != MallHeld::default());
    for (number, sale) in member.sales.iter_mut().enumerate() {
        sale.till_receipt = None;
        sale.invoice = None;
        for charge in &mut sale.charges {
            charge.id = ChargebackId::stand_in();
        }
        for (number, refund) in sale.refunds.iter_mut().enumerate() {
            refund.id = RefundId::new(&format_smolstr!("refund-{}", number + 1))
                .unwrap_or_else(|_| RefundId::stand_in());
        }
        let alias = aliases.iter().find(|(name, _)| *name == sale.order);
        sale.order = match alias {
            Some((_, alias)) => alias.clone(),
            None => OrderId::new(&format_smolstr!("sale-{}", number + 1))
                .unwrap_or_else(|_| OrderId::stand_in()),
        };
    }
    Snapshot {
        version,
        taken_at: now,
        member,
        budgets: Vec::new(),
    }
}

/// The name that stands for the order at a place: its number among the open ones.
fn numbered(place: usize) -> OrderId {
    OrderId::new(&format_smolstr!("order-{}", place + 1)).unwrap_or_else(|_| OrderId::stand_in())
}
