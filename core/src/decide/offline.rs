//! Acts on purchases made outside: claimed, approved, refused. Clause 5.1.1.

use super::order::{Act, Outcome, claim, sold, takes};
use crate::cart::Cart;
use crate::command::Verdict;
use crate::decision::Summary;
use crate::earn::Earner;
use crate::event::{ClaimedPurchase, Event, RefusedPurchase};
use crate::id::{OperatorId, OrderId, RuleId, TillReceiptId};
use crate::limits::MAX_WAITING_CLAIMS;
use crate::moment::Moment;
use crate::number::Money;
use crate::policy::{Offline, Policy};
use crate::pricing::{Priced, in_force, price_outside};
use crate::refusal::{Code, Fact, Facts, Refusal};
use crate::state::{Order, Progress};
use crate::text::Text;

/// A purchase as it is claimed.
pub(super) struct Claimed<'c> {
    pub order: &'c OrderId,
    pub till_receipt: &'c TillReceiptId,
    pub cart: &'c Cart,
    pub paid_minor: Money,
    pub purchased_at: Moment,
    pub by: Option<&'c OperatorId>,
}

impl Act<'_> {
    /// A purchase is claimed; up to an amount that the policy says it is approved at once.
    pub(super) fn claim(&mut self, claimed: Claimed<'_>) -> Outcome {
        let (order, at) = (claimed.order, claimed.purchased_at);
        // Before the first version there is none; what lies ahead is refused by its own number.
        let policy = in_force(self.policies, at.min(self.now))?;
        let Some(terms) = &policy.orders.offline else {
            let refusal = Refusal::new(Code::OfflineNotOffered);
            return Err(refusal.with("purchased_at", at).into());
        };
        self.in_time(policy, terms, at)?;
        let cart = claimed.cart;
        let asks = cart.offset_points.is_some_and(|points| !points.is_zero());
        if asks || cart.voucher.is_some() {
            return Err(Refusal::new(Code::PurchaseWithPoints).into());
        }
        let taken = Refusal::new(Code::OrderIdTaken).with("order", order);
        if self.open(order).is_ok() {
            return Err(taken.into());
        }
        let Priced {
            quote,
            rooms,
            by_cap,
        } = price_outside(policy, &self.course.member, cart, at, self.trace)?;
        if let Some(refusal) = quote.refusal {
            return Err(refusal.into());
        }
        if claimed.paid_minor != quote.cash_minor {
            let refusal = Refusal::new(Code::PaymentDiffers).with("due_minor", quote.cash_minor);
            return Err(refusal.with("paid_minor", claimed.paid_minor).into());
        }
        self.has_room_for_claim()?;
        let receipt_taken =
            Refusal::new(Code::TillReceiptTaken).with("till_receipt", claimed.till_receipt);
        if self.is_claimed(claimed.till_receipt) {
            return Err(receipt_taken.into());
        }
        let earner = Earner {
            policy,
            member: &self.course.member,
            at,
        };
        let review_by = self.now.plus_days(u32::from(terms.review_days));
        let event = ClaimedPurchase {
            order: order.clone(),
            till_receipt: claimed.till_receipt.clone(),
            by: claimed.by.cloned(),
            policy_version: policy.version,
            cash_minor: quote.cash_minor,
            qualifying_minor: quote.tier.adds_minor,
            qualifying_points: quote.tier.adds_points,
            earn_points: quote.earn_points,
            sold: policy
                .refunds
                .is_some()
                .then(|| sold(earner, cart, &quote, rooms)),
            counted: earner.counts(quote.earn_points),
            purchased_at: at,
            review_by,
            when_overdue: terms.when_overdue,
            at: self.now,
        };
        let earning = takes(earner, &quote, &by_cap);
        let at_once = quote.cash_minor <= terms.alone_up_to_minor;
        self.course.happen(Event::PurchaseClaimed(Box::new(event)));
        self.hold_earning(order, earning);
        if at_once {
            self.course
                .approve_purchase(self.policies, order, None, self.now)?;
        } else {
            let facts = Facts::default().with("order", order);
            let facts = facts.with("till_receipt", claimed.till_receipt);
            self.course.tell(
                "purchase_claimed",
                "5.1.1",
                facts.with("review_by", review_by),
            );
        }
        Ok((
            Summary::Done,
            vec![
                claim("order", order.as_str(), taken),
                claim("till_receipt", claimed.till_receipt.as_str(), receipt_taken),
            ],
        ))
    }

    /// A claim is approved or refused by somebody who did not make it.
    pub(super) fn review_purchase(
        &mut self,
        order: &OrderId,
        verdict: Verdict,
        reason: Option<&RuleId>,
        by: &OperatorId,
    ) -> Outcome {
        let waiting = self.waiting_claim(order)?;
        if let Progress::Claimed {
            by: Some(claimed_by),
            ..
        } = &waiting.progress
            && claimed_by == by
        {
            let refusal = Refusal::new(Code::ReviewBySamePerson).with("by", by);
            return Err(refusal.with("order", order).into());
        }
        let policy = self.policies.version(waiting.policy_version);
        let terms = policy.and_then(|policy| policy.orders.offline.as_ref());
        let listed = |reason: &&RuleId| terms.is_some_and(|it| it.refusal_reasons.contains(reason));
        match (verdict, reason) {
            (Verdict::Approve, None) => {
                self.course
                    .approve_purchase(self.policies, order, Some(by), self.now)?;
            }
            (Verdict::Refuse, Some(reason)) if listed(&reason) => {
                let facts = Facts::default().with("order", order);
                self.course
                    .tell("purchase_refused", "5.1.1", facts.with("reason", reason));
                self.course.happen(Event::PurchaseRefused(RefusedPurchase {
                    order: order.clone(),
                    by: by.clone(),
                    reason: reason.clone(),
                    at: self.now,
                }));
            }
            (_, unfit) => {
                let refusal = Refusal::new(Code::ClaimReasonUnfit).with("order", order);
                let refusal = match unfit {
                    Some(reason) => refusal.with("reason", reason),
                    None => refusal,
                };
                return Err(refusal.into());
            }
        }
        Ok((Summary::Done, Vec::new()))
    }

    /// The purchase is over, was made by a member, and may still be claimed.
    fn in_time(&self, policy: &Policy, terms: &Offline, at: Moment) -> Result<(), Refusal> {
        if at > self.now {
            let refusal = Refusal::new(Code::PurchaseAhead).with("purchased_at", at);
            return Err(refusal.with("now", self.now));
        }
        if let Some(registered_at) = self.course.member.registered_at
            && at < registered_at
        {
            let refusal = Refusal::new(Code::PurchaseBeforeMembership).with("purchased_at", at);
            return Err(refusal.with("registered_at", registered_at));
        }
        let last_day = policy.zone.day(at);
        let last_day = last_day.plus_days(i32::from(terms.claim_within_days));
        if policy.zone.day(self.now) > last_day {
            let refusal = Refusal::new(Code::ClaimWindowOver).with("purchased_at", at);
            let named = Text::new(&smol_str::format_smolstr!("{last_day}"));
            return Err(refusal.with("last_day", Fact::Text(named)));
        }
        Ok(())
    }

    fn claims(&self) -> impl Iterator<Item = &Order> {
        let open = self.course.member.orders.iter();
        open.filter(|order| matches!(order.progress, Progress::Claimed { .. }))
    }

    fn has_room_for_claim(&self) -> Result<(), Refusal> {
        if self.claims().count() < MAX_WAITING_CLAIMS {
            return Ok(());
        }
        Err(Refusal::new(Code::TooManyClaims).with("most", MAX_WAITING_CLAIMS))
    }

    /// Whether the member's own state knows that a receipt was claimed.
    fn is_claimed(&self, receipt: &TillReceiptId) -> bool {
        let sales = &self.course.member.sales;
        let is_sold = sales
            .iter()
            .any(|sale| sale.till_receipt.as_ref() == Some(receipt));
        is_sold
            || self.claims().any(|order| {
                matches!(&order.progress, Progress::Claimed { till_receipt, .. } if till_receipt == receipt)
            })
    }

    fn waiting_claim(&self, order: &OrderId) -> Result<&Order, Refusal> {
        let found = self.claims().find(|open| open.id == *order);
        found.ok_or_else(|| Refusal::new(Code::PurchaseNotWaiting).with("order", order))
    }
}
