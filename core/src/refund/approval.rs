//! A refund is approved: points go back, earned points are taken back, tiers count anew, and the
//! cash that is due is known. Clauses 5.3.2, 6.1 and 3.1.1.

use super::clawback::claw_back;
use super::{amounts, reinstated};
use crate::due::Course;
use crate::event::{
    EarningReturned, Event, ExchangedGoods, GivenBackToBudgets, ShippingReturned, TierReason,
};
use crate::holding::revived;
use crate::id::{OrderId, RefundId};
use crate::kept::CapCounted;
use crate::moment::Moment;
use crate::number::{Money, OutOfRange, Points};
use crate::policy::{BenefitKind, Policy, PolicySet, Refunds, ShippingBack, UndoTier, WhenAllBack};
use crate::refusal::{Fact, Facts};
use crate::remainder::Remainder;
use crate::sale::Sale;
use crate::standing::{qualified, registered_on, review_at, tier_held};
use crate::tender::part_between;
use crate::text::Text;

/// What stops counting toward tiers.
pub(super) struct Uncounted {
    pub spend: Money,
    pub points: Points,
    pub orders: Option<u32>,
}

impl Course {
    /// Approves a refund that is under review. One without anything to pay back is complete at once;
    /// one of which all goes to tenders when a payment of no cash says that it did.
    pub(crate) fn approve_refund(
        &mut self,
        policies: &PolicySet,
        order: &OrderId,
        refund: &RefundId,
        at: Moment,
    ) -> Result<(), OutOfRange> {
        let Some(sale) = self.member.sales.iter().find(|sale| sale.order == *order) else {
            return Ok(());
        };
        let sale = sale.clone();
        let asked = sale.refunds.iter().find(|open| open.id == *refund);
        // The version of the purchase governs all that follows from it (10.1).
        let policy = policies.version(sale.policy_version);
        let terms = policy.and_then(|policy| Some((policy, policy.refunds.as_ref()?)));
        let (Some(asked), Some((policy, terms))) = (asked, terms) else {
            return Ok(());
        };
        if !asked.exchange.is_empty() {
            let (refund, order) = (refund.clone(), order.clone());
            let lines = asked.exchange.clone();
            let facts = Facts::default()
                .with("order", &order)
                .with("refund", &refund);
            self.tell("goods_exchanged", "5.3.2", facts);
            self.happen(Event::GoodsExchanged(Box::new(ExchangedGoods {
                refund,
                order,
                lines,
                at,
            })));
            return Ok(());
        }
        let shipping = terms
            .reason(&asked.reason)
            .map_or(ShippingBack::Never, |it| it.shipping);
        let joined = registered_on(policy, &self.member);
        let due = amounts(policy, terms, (&sale, joined), &asked.lines, shipping)?;
        let parts = revived(
            policies,
            Some(policy),
            &self.member,
            reinstated(&sale, due.points),
            at,
        );
        let (clawed, of_rebate) = {
            let mut reinstated = self.member.clone();
            crate::evolve::apply(
                &mut reinstated,
                &Event::PointsReinstated {
                    order: order.clone(),
                    points: due.points,
                    parts: parts.clone(),
                    at,
                },
            );
            let takes = (due.claw_points, due.rebate_points);
            claw_back(
                reinstated,
                (policy, terms),
                &sale,
                takes,
                due.cash_minor,
                at,
            )?
        };
        let cash_minor = due.cash_minor.minus(clawed.kept_minor)?;
        let money = cash_minor.minus(of_rebate.kept_minor)?;
        let order_of = terms.between_tenders.unwrap_or_default();
        let (cash_minor, tenders) = part_between(&sale, money, order_of)?;
        let is_complete = money.is_zero();
        self.happen(Event::RefundApproved {
            refund: refund.clone(),
            order: order.clone(),
            cash_minor,
            shipping_minor: due.shipping_minor,
            points: due.points,
            value_minor: due.value_minor,
            at,
            tenders,
        });
        // What the goods had earned is taken back before anything is repaid: both would count on the
        // same points.
        if !parts.is_empty() {
            self.record(Event::PointsReinstated {
                order: order.clone(),
                points: due.points,
                parts,
                at,
            });
        }
        self.claw(order, due.claw_points, clawed, at);
        if !due.budgets.is_empty() {
            self.record(Event::BudgetGivenBack(GivenBackToBudgets {
                order: order.clone(),
                uses: due.budgets,
                at,
            }));
        }
        self.claw_rebate(order, due.rebate_points, of_rebate, at);
        self.return_earning(order, due.remainder, due.counted);
        self.repay();
        self.return_shipping(policy, order, at);
        // An order counts until all of it is back, or a bank took what had been paid for it.
        let known = self.member.sales.iter();
        let mut known = known.filter(|known| known.order == sale.order);
        let charged = sale.charges.iter().any(|charge| charge.orders.is_some());
        let all_back = known.any(Sale::is_all_back) && sale.cost_cash() && !charged;
        let gone = Uncounted {
            spend: due.spend_minor,
            points: due.qualifying_points,
            orders: all_back.then_some(1),
        };
        self.uncount(policies, (policy, terms), &sale, gone, at)?;
        let facts = Facts::default().with("order", order).with("refund", refund);
        let facts = facts
            .with("cash_minor", cash_minor)
            .with("points", due.points);
        let facts = facts.with("claw_points", due.claw_points.plus(due.rebate_points)?);
        self.tell("refund_approved", "5.3.2", facts);
        self.correct_invoice(&sale, refund.as_str(), cash_minor);
        if is_complete {
            self.complete_refund(policies, order, refund, None, at);
        }
        Ok(())
    }

    /// Whoever made an invoice of a purchase out learns that a part of it was given back.
    pub(super) fn correct_invoice(&mut self, sale: &Sale, by: &str, cash_minor: Money) {
        if sale.invoice == Some(true) {
            let facts = Facts::default().with("order", &sale.order);
            let facts = facts.with("by", Fact::Text(Text::new(by)));
            let facts = facts.with("cash_minor", cash_minor);
            self.tell("invoice_corrected", "5.2.2", facts);
        }
    }

    /// What an order's earning had taken besides points goes back, if anything does.
    pub(super) fn return_earning(
        &mut self,
        order: &OrderId,
        remainder: Remainder,
        counted: Vec<CapCounted>,
    ) {
        if remainder.is_zero() && counted.is_empty() {
            return;
        }
        self.record(Event::EarningReturned(EarningReturned {
            order: order.clone(),
            remainder: Some(remainder).filter(|it| !it.is_zero()),
            counted,
        }));
    }

    /// A refund is complete; a purchase of which nothing is left is over.
    pub(crate) fn complete_refund(
        &mut self,
        policies: &PolicySet,
        order: &OrderId,
        refund: &RefundId,
        payment: Option<crate::id::PaymentId>,
        at: Moment,
    ) {
        self.happen(Event::RefundPaid {
            refund: refund.clone(),
            order: order.clone(),
            payment,
            at,
        });
        let facts = Facts::default().with("order", order).with("refund", refund);
        self.tell("refund_paid", "5.3.2", facts);
        let sale = self.member.sales.iter().find(|sale| sale.order == *order);
        if !sale.is_some_and(|sale| sale.refunds.is_empty() && sale.is_all_back()) {
            return;
        }
        if self.member.orders.iter().any(|open| open.id == *order) {
            // Nothing is left to be received.
            self.settle(policies, order, at);
        }
        self.happen(Event::SaleClosed {
            order: order.clone(),
            at,
        });
    }

    /// The free shipping of an order of which everything is back counts as not used, where the terms
    /// of its version say so.
    fn return_shipping(&mut self, policy: &Policy, order: &OrderId, at: Moment) {
        let sale = self.member.sales.iter().find(|sale| sale.order == *order);
        let Some(benefits) = sale
            .filter(|sale| sale.is_all_back())
            .and_then(|sale| sale.benefits.as_ref())
        else {
            return;
        };
        let Some(used) = &benefits.shipping else {
            return;
        };
        let tier = policy.tiers.position(&benefits.tier);
        let grants = tier.map(|place| &policy.tiers.steps[place].grants);
        let mut grants = grants.into_iter().flatten();
        let gives_back = grants.any(|benefit| {
            benefit.id == used.benefit
                && matches!(&benefit.kind, BenefitKind::FreeShipping(terms)
                    if terms.when_all_back == WhenAllBack::GiveBack)
        });
        if let Some((period, since)) = used.period.zip(used.since).filter(|_| gives_back) {
            let (order, benefit) = (order.clone(), used.benefit.clone());
            self.happen(Event::ShippingReturned(Box::new(ShippingReturned {
                order,
                benefit,
                period,
                since,
                at,
            })));
        }
    }

    /// What was given back, or taken by a bank, stops counting toward tiers, as the purchase's terms
    /// say.
    pub(super) fn uncount(
        &mut self,
        policies: &PolicySet,
        (policy, terms): (&Policy, &Refunds),
        sale: &Sale,
        Uncounted {
            spend,
            points,
            orders,
        }: Uncounted,
        at: Moment,
    ) -> Result<(), OutOfRange> {
        let nothing = spend.is_zero() && points.is_zero() && orders.is_none();
        if terms.undo_tier == UndoTier::Never || nothing {
            return Ok(());
        }
        // It counted on a day of the version in force when it was paid, whose zone may be another.
        let counted_by = policies.at(sale.paid_at).unwrap_or(policy);
        self.happen(Event::SpendReturned {
            day: counted_by.zone.day(sale.paid_at),
            amount_minor: spend,
            points: Some(points).filter(|points| !points.is_zero()),
            orders,
        });
        let Some(current) = policies.at(at) else {
            return Ok(());
        };
        let counted = qualified(current, &self.member, at)?;
        let held = tier_held(current, &self.member, counted);
        // The floor counts only what is not returned: who came to it with this purchase, or after
        // it, and would not have without, is not held by it.
        let reached = current.tiers.reached_by(counted);
        let floor = current.tiers.floor_place();
        let came_with_it = self.member.tier.since >= sale.paid_at;
        if came_with_it && self.member.has_floor() && reached < floor && floor <= held {
            self.happen(Event::FloorChanged { holds: false, at });
        }
        if terms.undo_tier != UndoTier::AtOnce || self.member.tier.by_hand.is_some() {
            return Ok(());
        }
        // Who was in the tier before this purchase may have kept it by other means.
        let left = if came_with_it {
            reached
        } else {
            current.tiers.kept_by(held, counted).max(reached)
        };
        let Some(tier) = current.tiers.steps.get(left).filter(|_| left < held) else {
            return Ok(());
        };
        let (to, reason) = (tier.id.clone(), TierReason::Refunded);
        let review_at = review_at(current, self.member.registered_at, left, at);
        self.change_tier((current, counted), to, reason, review_at, at);
        Ok(())
    }
}
