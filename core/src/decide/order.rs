//! Acts of a member on an order: place, pay, cancel, settle. Clauses 5.2.1 and 5.2.2.

use super::others::Others;
use super::receipt::hold_to;
use crate::benefits::{OrderBenefits, QuotedShipping, Reduced, ShippingUse, left};
use crate::budget::{Rooms, uses};
use crate::cart::Cart;
use crate::command::Command;
use crate::decision::{Claim, Rejection, Request, Summary};
use crate::due::Course;
use crate::earn::{Earner, is_first_purchase};
use crate::event::{BenefitsApplied, EarningHeld, Event};
use crate::holding::{release, take};
use crate::id::{OrderId, PaymentId};
use crate::kept::{CapRoom, OrderEarning};
use crate::moment::Moment;
use crate::number::Money;
use crate::policy::{LiftingOrder, Policy, PolicySet, Tier};
use crate::pricing::{Priced, in_force, price};
use crate::quote::Quote;
use crate::receipt::{Promise, Receipt};
use crate::refusal::{Code, Facts, Refusal};
use crate::remainder::Remainder;
use crate::sale::{Sold, SoldLine};
use crate::state::{MemberState, Order, Progress};
use crate::text::Text;
use crate::trace::Trace;

/// One act of a registered member, under way.
pub(super) struct Act<'a> {
    pub policies: &'a PolicySet,
    pub request: &'a Request,
    pub now: Moment,
    /// The member whom the command is about.
    pub course: &'a mut Course,
    /// The other streams that the command touches.
    pub others: &'a mut Others,
    pub trace: &'a mut Trace,
}

pub(super) type Outcome = Result<(Summary, Vec<Claim>), Rejection>;

impl Act<'_> {
    pub(super) fn carry_out(&mut self, command: &Command) -> Outcome {
        match command {
            Command::PlaceOrder {
                order,
                cart,
                receipt,
                occurred_at,
                ..
            } => self.place(order, cart, receipt.as_ref(), *occurred_at),
            Command::PayOrder {
                order,
                payment,
                amount_minor,
                occurred_at,
                ..
            } => self.pay(order, payment, *amount_minor, *occurred_at),
            Command::CancelOrder { order, .. } => self.cancel(order),
            Command::CutOrder { order, lines, .. } => self.cut_order(order, lines),
            Command::ClaimPurchase {
                order,
                till_receipt,
                cart,
                paid_minor,
                purchased_at,
                by,
                ..
            } => self.claim(super::offline::Claimed {
                order,
                till_receipt,
                cart,
                paid_minor: *paid_minor,
                purchased_at: *purchased_at,
                by: by.as_ref(),
            }),
            Command::ReviewPurchase {
                order,
                verdict,
                reason,
                by,
                ..
            } => self.review_purchase(order, *verdict, reason.as_ref(), by),
            Command::RecordChargeback {
                order,
                chargeback,
                amount_minor,
                ..
            } => self.record_chargeback(order, chargeback, *amount_minor),
            Command::ReverseChargeback { chargeback, .. } => self.reverse_chargeback(chargeback),
            Command::RequestInvoice { order, .. } => self.request_invoice(order),
            Command::SettleOrder { order, .. } => self.settle(order),
            Command::RequestRefund {
                order,
                refund,
                reason,
                lines,
                ..
            } => self.request_refund(order, refund, reason, lines),
            Command::RequestExchange {
                order,
                refund,
                reason,
                lines,
                ..
            } => self.request_exchange(order, refund, reason, lines),
            Command::ReviewRefund {
                refund, verdict, ..
            } => self.review_refund(refund, *verdict),
            Command::WithdrawRefund { refund, .. } => self.withdraw_refund(refund),
            Command::PayRefund {
                refund,
                payment,
                amount_minor,
                ..
            } => self.pay_refund(refund, payment, *amount_minor),
            Command::RecordCredit {
                score, occurred_at, ..
            } => self.record_credit(*score, *occurred_at),
            Command::SetTier {
                tier,
                until,
                reason,
                by,
                ..
            } => self.set_tier(tier, *until, reason, by),
            Command::InviteToTier {
                tier,
                until,
                reason,
                by,
                ..
            } => self.invite(tier, *until, reason, by),
            Command::MatchStatus {
                tier,
                evidence,
                until,
                by,
                ..
            } => self.match_status(tier, evidence, *until, by),
            Command::UseEntitlement {
                entitlement,
                occurrence,
                ..
            } => self.use_entitlement(entitlement, occurrence),
            Command::UndoEntitlement {
                entitlement,
                occurrence,
                ..
            } => self.undo_entitlement(entitlement, occurrence),
            Command::AdjustPoints {
                adjustment,
                points,
                reason,
                by,
                ..
            } => self.adjust(adjustment, *points, reason, by),
            Command::ApproveAdjustment { adjustment, by, .. } => self.approve(adjustment, by),
            Command::RejectAdjustment { adjustment, by, .. } => self.reject(adjustment, by),
            Command::CompleteTask {
                task,
                occurrence,
                occurred_at,
                ..
            } => self.complete(task, occurrence.as_ref(), *occurred_at),
            Command::EnterDraw { draw, entry, .. } => self.enter_draw(draw, entry),
            Command::AcceptPrize { draw, entry, .. } => self.accept_prize(draw, entry),
            Command::RefusePrize { draw, entry, .. } => self.refuse_prize(draw, entry),
            Command::ReturnDrawPoints { draw, .. } => self.return_draw_points(draw),
            Command::RedeemOffer {
                offer, redemption, ..
            } => self.redeem(offer, redemption),
            Command::PayRedemption {
                offer,
                redemption,
                payment,
                amount_minor,
                ..
            } => self.pay_redemption(offer, redemption, payment, *amount_minor),
            Command::CancelRedemption {
                offer, redemption, ..
            } => self.cancel_redemption(offer, redemption),
            Command::TransferPoints {
                to,
                transfer,
                points,
                ..
            } => self.transfer(to, transfer, *points),
            Command::FormHousehold { .. }
            | Command::InviteToHousehold { .. }
            | Command::JoinHousehold { .. }
            | Command::LeaveHousehold { .. }
            | Command::HandOverHousehold { .. }
            | Command::PutPoints { .. }
            | Command::TakePoints { .. } => self.keep_house(command),
            Command::RecordReferral { referrer, .. } => self.record_referral(referrer),
            Command::RewardReferral { referrer, .. } => self.reward_referral(referrer),
            // What fell due has happened already; the programme's own commands come another way.
            Command::Tick { .. }
            | Command::TickStream { .. }
            | Command::RegisterMember { .. }
            | Command::ImportMember { .. }
            | Command::PublishPolicy { .. }
            | Command::AdoptModule { .. }
            | Command::OpenDraw { .. }
            | Command::RevealDraw { .. }
            | Command::CancelDraw { .. } => Ok((Summary::Done, Vec::new())),
        }
    }

    /// The moment of the act, and the version that governs it (10.1).
    pub(super) fn moment(&self, occurred_at: Option<Moment>) -> Result<(Moment, &Policy), Refusal> {
        let at = occurred_at.unwrap_or(self.now);
        let policy = in_force(self.policies, at)?;
        let earliest = self
            .now
            .moved_ms(-60_000 * i64::from(policy.orders.past_skew_minutes));
        if at < earliest || at > self.now {
            let refusal = Refusal::new(Code::MomentOutsideSkew).with("at", at);
            return Err(refusal.with("earliest", earliest).with("latest", self.now));
        }
        Ok((at, policy))
    }

    pub(super) fn open(&self, order: &OrderId) -> Result<&Order, Refusal> {
        let found = self
            .course
            .member
            .orders
            .iter()
            .find(|open| open.id == *order);
        found.ok_or_else(|| Refusal::new(Code::OrderNotOpen).with("order", order))
    }

    fn place(
        &mut self,
        order: &OrderId,
        cart: &Cart,
        receipt: Option<&Receipt>,
        occurred_at: Option<Moment>,
    ) -> Outcome {
        let (at, _) = self.moment(occurred_at)?;
        let policy = in_force(self.policies, at)?;
        let taken = Refusal::new(Code::OrderIdTaken).with("order", order);
        if self.open(order).is_ok() {
            return Err(taken.into());
        }
        let budgets = self.others.budgets();
        let budgets = Rooms::of(policy, &self.course.member, budgets, self.now);
        let member = &self.course.member;
        let priced = price(policy, (member, &budgets), cart.into(), at, self.trace);
        if let Some(receipt) = receipt {
            let now = at;
            hold_to(
                receipt,
                priced.as_ref().map(|priced| &priced.quote),
                self.policies,
                self.request,
                cart,
                now,
            )?;
        }
        let Priced {
            quote,
            rooms,
            by_cap,
        } = priced?;
        if let Some(refusal) = quote.refusal {
            return Err(refusal.into());
        }
        let promise = Promise::from(&quote);
        let earner = Earner {
            policy,
            member: &self.course.member,
            at,
        };
        let counted = earner.counts(quote.earn_points);
        let earning = takes(earner, &quote, &by_cap);
        let refunds = policy.refunds.as_ref();
        let taken_of = uses(policy, &quote.budgets);
        let lapses_at = self.now.plus_minutes(policy.orders.pay_within_minutes);
        // What is sold costs what the tier's discounts and the voucher leave: so much is given back.
        let held = policy.tiers.position(&quote.tier.tier).unwrap_or_default();
        let tier = &policy.tiers.steps[held];
        let off = &mut Trace::off();
        let reduced = Reduced::of(&self.course.member, tier, cart.into(), at, off)?;
        let sold = refunds.map(|_| sold(earner, &reduced.voucher.cart, &quote, rooms));
        let benefits = given(policy, (&self.course.member, tier), &quote, at);
        self.course.happen(Event::OrderPlaced {
            order: order.clone(),
            policy_version: policy.version,
            cash_minor: quote.cash_minor,
            qualifying_minor: quote.tier.adds_minor,
            earn_points: quote.earn_points,
            lapses_at,
            at,
            qualifying_points: quote.tier.adds_points,
            sold,
            counted,
        });
        self.take_of_budgets(order, taken_of, lapses_at)?;
        if let Some(benefits) = benefits {
            let order = order.clone();
            let applied = BenefitsApplied {
                order,
                benefits,
                at,
            };
            self.course
                .happen(Event::BenefitsApplied(Box::new(applied)));
        }
        self.hold_earning(order, earning);
        if let Some(used) = &quote.voucher {
            self.course.happen(Event::VoucherHeld {
                voucher: used.voucher.clone(),
                order: order.clone(),
                value_minor: used.value_minor,
                at,
            });
        }
        if !quote.offset.points.is_zero() {
            let parts = take(&self.course.member, quote.offset.points, at);
            self.course.happen(Event::HoldAuthorized {
                order: order.clone(),
                points: quote.offset.points,
                value_minor: quote.offset.value_minor,
                parts,
            });
        }
        Ok((
            Summary::Placed(promise),
            vec![claim("order", order.as_str(), taken)],
        ))
    }

    fn pay(
        &mut self,
        id: &OrderId,
        payment: &PaymentId,
        amount: Money,
        occurred_at: Option<Moment>,
    ) -> Outcome {
        let (at, _) = self.moment(occurred_at)?;
        let order = self.open(id)?.clone();
        let lapses_at = unpaid(&order)?;
        no_claim(&order)?;
        if amount != order.cash_minor {
            let refusal = Refusal::new(Code::PaymentDiffers).with("due_minor", order.cash_minor);
            return Err(refusal.with("paid_minor", amount).into());
        }
        let policy = match self.policies.version(order.policy_version) {
            Some(policy) => policy,
            None => in_force(self.policies, at)?,
        };
        self.course.happen(Event::OrderPaid {
            order: id.clone(),
            payment: payment.clone(),
            amount_minor: amount,
            settles_at: at.plus_days(policy.orders.settle_after_days),
            at,
        });
        self.course.tell_referral_due(at);
        if order.sold.is_some() {
            self.course.happen(Event::SaleOpened {
                order: id.clone(),
                at,
            });
        }
        self.spend_budgets(&order, lapses_at)?;
        let held = order.hold.iter().map(|part| part.points);
        let held = crate::number::Points::sum(held)?;
        if !held.is_zero() {
            self.course.happen(Event::HoldCaptured {
                order: id.clone(),
                points: held,
            });
        }
        self.course.earn(policy, &order, at);
        let counted = in_force(self.policies, at)?;
        self.course.count(
            self.policies,
            (counted, counted),
            &order,
            (at, at),
            self.now,
        )?;
        let facts = Facts::default()
            .with("order", id)
            .with("cash_minor", amount);
        let facts = facts.with("earn_points", order.earn_points);
        self.course.tell("order_paid", "5.2.2", facts);
        let taken = Refusal::new(Code::PaymentIdTaken).with("payment", payment);
        Ok((
            Summary::Done,
            vec![claim("payment", payment.as_str(), taken)],
        ))
    }

    fn cancel(&mut self, id: &OrderId) -> Outcome {
        let order = self.open(id)?.clone();
        let lapses_at = unpaid(&order)?;
        let policy = self.policies.version(order.policy_version);
        let released = release(self.policies, policy, &self.course.member, &order, self.now);
        released
            .into_iter()
            .for_each(|event| self.course.happen(event));
        self.restore_budgets(&order.budgets, lapses_at)?;
        self.course.happen(Event::OrderCancelled {
            order: order.id,
            at: self.now,
        });
        Ok((Summary::Done, Vec::new()))
    }

    fn settle(&mut self, id: &OrderId) -> Outcome {
        let open = self.open(id)?;
        no_claim(open)?;
        if let Progress::Placed { lapses_at } = open.progress {
            let refusal = Refusal::new(Code::OrderNotPaid).with("order", id);
            return Err(refusal.with("lapses_at", lapses_at).into());
        }
        self.course.settle(self.policies, id, self.now);
        Ok((Summary::Done, Vec::new()))
    }
}

impl Act<'_> {
    /// What an order's earning takes besides points is taken.
    pub(super) fn hold_earning(&mut self, order: &OrderId, earning: Option<OrderEarning>) {
        if let Some(earning) = earning {
            let order = order.clone();
            self.course
                .happen(Event::EarningHeld(EarningHeld { order, earning }));
        }
    }
}

pub(super) fn claim(kind: &'static str, id: &str, refusal: Refusal) -> Claim {
    Claim {
        kind: kind.into(),
        id: Text::new(id),
        refusal,
    }
}

/// What the tier gives an order, as its quote says; nothing where it gives nothing.
fn given(
    policy: &Policy,
    (member, tier): (&MemberState, &Tier),
    quote: &Quote,
    at: Moment,
) -> Option<OrderBenefits> {
    let shipping = quote.free_shipping.as_ref().filter(|free| free.is_free);
    let since = |free: &QuotedShipping| {
        let mut grants = tier.grants.iter();
        let benefit = grants.find(|benefit| benefit.id == free.benefit)?;
        Some(left(policy, member, benefit, at)?.since)
    };
    let shipping = shipping.map(|free| ShippingUse {
        benefit: free.benefit.clone(),
        saved_minor: free.full_minor,
        period: free.period,
        since: since(free),
    });
    let benefits = OrderBenefits {
        tier: quote.tier.tier.clone(),
        discounts: quote.discounts.clone(),
        shipping,
        rebate: quote.rebate.clone(),
    };
    let is_something =
        !benefits.discounts.is_empty() || benefits.shipping.is_some() || benefits.rebate.is_some();
    is_something.then_some(benefits)
}

/// When an order lapses that waits for its payment.
pub(super) fn unpaid(order: &Order) -> Result<Moment, Refusal> {
    match &order.progress {
        Progress::Placed { lapses_at } => Ok(*lapses_at),
        Progress::Claimed { review_by, .. } => Ok(*review_by),
        Progress::Paid { payment, .. } => {
            let refusal = Refusal::new(Code::OrderAlreadyPaid).with("order", &order.id);
            Err(refusal.with("payment", payment))
        }
    }
}

/// What is under review is neither paid nor settled by anybody.
pub(super) fn no_claim(order: &Order) -> Result<(), Refusal> {
    let Progress::Claimed { review_by, .. } = order.progress else {
        return Ok(());
    };
    let refusal = Refusal::new(Code::PurchaseWaits).with("order", &order.id);
    Err(refusal.with("review_by", review_by))
}

/// What an order sells, so that parts of it can be given back.
pub(super) fn sold(earner: Earner<'_>, cart: &Cart, quote: &Quote, rooms: Vec<CapRoom>) -> Sold {
    let lines = cart.lines.iter().zip(&quote.lines);
    let lines = lines.map(|(line, quoted)| SoldLine {
        line: line.clone(),
        offset_minor: quoted.offset_minor,
        returned: 0,
        asked: 0,
        rebate_points: quoted.rebate_points,
        uncounted_minor: quoted.uncounted_minor,
    });
    let tier = match earner.policy.tiers.lifting_order {
        LiftingOrder::OldTier => &quote.tier.tier,
        LiftingOrder::NewTier => &quote.tier.tier_after,
    };
    Sold {
        lines: lines.collect(),
        shipping_minor: quote.shipping_minor,
        tier: tier.clone(),
        channel: cart.channel.clone(),
        first_purchase: is_first_purchase(earner.member).then_some(true),
        facts: cart.facts.clone(),
        rooms,
        tenders: crate::tender::paid(&quote.tenders),
    }
}

/// What an order's earning takes besides points, if anything.
pub(super) fn takes(earner: Earner<'_>, quote: &Quote, by_cap: &[CapRoom]) -> Option<OrderEarning> {
    let moves = quote.remainder.filter(|it| it.before != it.after);
    let some = |it: Remainder| Some(it).filter(|it| !it.is_zero());
    let earning = OrderEarning {
        taken: moves.and_then(|it| some(it.before)),
        left: moves.and_then(|it| some(it.after)),
        counted: earner.counts_by_cap(by_cap, quote.earn_points),
    };
    Some(earning).filter(|earning| *earning != OrderEarning::default())
}
