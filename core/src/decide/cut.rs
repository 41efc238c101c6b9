//! Some units of an order that is not paid are void (部分解冻): the rest is captured when it is paid.
//! Clause 5.2.1.
//!
//! What is left is as if the order had been paid as a whole and these units given back at once, by the
//! terms of its own version: it costs that much less, earns what its goods earn by themselves and
//! never more than was promised, and the points held for what is void go back to their lots. Shipping
//! and the voucher stay as they were promised.

use super::order::{Act, Outcome, no_claim, unpaid};
use super::refund::units;
use crate::decision::Summary;
use crate::event::{CutOrder, Event};
use crate::evolve::sale_of;
use crate::holding::revived;
use crate::id::OrderId;
use crate::number::Points;
use crate::policy::ShippingBack;
use crate::refund::{amounts, reinstated};
use crate::refusal::{Code, Facts, Refusal};
use crate::sale::ReturnedUnits;
use crate::standing::registered_on;
use crate::tender::part_between;

impl Act<'_> {
    pub(super) fn cut_order(&mut self, id: &OrderId, lines: &[ReturnedUnits]) -> Outcome {
        let order = self.open(id)?.clone();
        let lapses_at = unpaid(&order)?;
        no_claim(&order)?;
        let policy = self.policies.version(order.policy_version);
        let terms = policy.and_then(|policy| Some((policy, policy.refunds.as_ref()?)));
        let Some(((policy, terms), sold)) = terms.zip(order.sold.clone()) else {
            return Err(Refusal::new(Code::OrderNotDivisible)
                .with("order", id)
                .into());
        };
        let mut sale = sale_of(&order, sold, self.now);
        sale.earned_points = order.earn_points;
        let lines = units(&sale, lines)?;
        let mut after = sale.clone();
        after.sold.give_back(&lines, &[]);
        if after.is_all_back() {
            return Err(Refusal::new(Code::OrderCutWhole).with("order", id).into());
        }
        let joined = registered_on(policy, &self.course.member);
        let due = amounts(policy, terms, (&sale, joined), &lines, ShippingBack::Never)?;
        let between = terms.between_tenders.unwrap_or_default();
        let (cash_minor, tenders) = part_between(&sale, due.cash_minor, between)?;
        let parts = reinstated(&sale, due.points);
        let back = revived(
            self.policies,
            Some(policy),
            &self.course.member,
            parts,
            self.now,
        );
        self.restore_budgets(&due.budgets, lapses_at)?;
        let facts = Facts::default().with("order", id);
        let left = order.cash_minor.minus(cash_minor)?;
        self.course
            .tell("order_cut", "5.2.1", facts.with("cash_minor", left));
        self.course.happen(Event::OrderCut(Box::new(CutOrder {
            order: id.clone(),
            lines,
            cash_minor,
            tenders,
            points: due.points,
            value_minor: due.value_minor,
            parts: back,
            earn_points: due.claw_points,
            qualifying_minor: due.spend_minor,
            qualifying_points: Some(due.qualifying_points).filter(|it| *it != Points::ZERO),
            remainder: Some(due.remainder).filter(|it| !it.is_zero()),
            counted: due.counted,
            budgets: due.budgets,
            at: self.now,
        })));
        Ok((Summary::Done, Vec::new()))
    }
}
