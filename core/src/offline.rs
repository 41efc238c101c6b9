//! Purchases made outside, once somebody has looked at them (线下订单). Clause 5.1.1.
//!
//! Such a purchase happened when it was paid, by the version of that moment: so are its points
//! reckoned, so long are they valid, and on that day it counts toward tiers. The goods are the
//! buyer's already, so it is settled as soon as it is approved, and from then on it may be given
//! back like any other. Where years count, one that is approved long after it should have been
//! reviewed finds the days of its own year forgotten: it counts, and lifts nobody in that year.

use crate::due::Course;
use crate::event::{ApprovedPurchase, Event};
use crate::id::{OperatorId, OrderId};
use crate::moment::Moment;
use crate::number::OutOfRange;
use crate::policy::{PolicySet, UnreviewedClaim};
use crate::refusal::Facts;
use crate::state::Progress;

impl Course {
    /// A claim is approved: by somebody, or by the policy alone.
    pub(crate) fn approve_purchase(
        &mut self,
        policies: &PolicySet,
        order: &OrderId,
        by: Option<&OperatorId>,
        now: Moment,
    ) -> Result<(), OutOfRange> {
        let mut claims = self.member.orders.iter();
        let Some(claim) = claims.find(|open| open.id == *order).cloned() else {
            return Ok(());
        };
        let purchased_at = claim.placed_at;
        self.happen(Event::PurchaseApproved(ApprovedPurchase {
            order: order.clone(),
            by: by.cloned(),
            purchased_at,
            at: now,
        }));
        if claim.sold.is_some() {
            self.happen(Event::SaleOpened {
                order: order.clone(),
                at: purchased_at,
            });
        }
        if let Some(policy) = policies.version(claim.policy_version) {
            self.earn(policy, &claim, purchased_at);
            // A year counts what was bought in it; any other window is looked at as it is now.
            let yearly = policies.at(now);
            let yearly = yearly.is_some_and(|policy| policy.tiers.window.is_yearly());
            let lifts_at = if yearly { purchased_at } else { now };
            let lifts = policies.at(lifts_at).unwrap_or(policy);
            let moments = (purchased_at, lifts_at);
            self.count(policies, (policy, lifts), &claim, moments, now)?;
        }
        self.settle(policies, order, now);
        let facts = Facts::default().with("order", order);
        let facts = facts.with("cash_minor", claim.cash_minor);
        let facts = facts.with("earn_points", claim.earn_points);
        self.tell("purchase_approved", "5.2.2", facts);
        Ok(())
    }

    /// Nobody reviewed a claim in time.
    pub(crate) fn claim_overdue(
        &mut self,
        policies: &PolicySet,
        place: usize,
        at: Moment,
    ) -> Result<(), OutOfRange> {
        let Some(claim) = self.member.orders.get(place) else {
            return Ok(());
        };
        let order = claim.id.clone();
        let Progress::Claimed { when_overdue, .. } = claim.progress else {
            return Ok(());
        };
        if when_overdue == UnreviewedClaim::Approve {
            return self.approve_purchase(policies, &order, None, at);
        }
        let facts = Facts::default().with("order", &order);
        self.tell("purchase_lapsed", "5.1.1", facts);
        self.happen(Event::PurchaseLapsed { order, at });
        Ok(())
    }
}
