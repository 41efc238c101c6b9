//! Acts of a refund: asked for, reviewed, taken back, paid. Clauses 5.3.1 and 5.3.2.

use super::order::{Act, Outcome, claim};
use crate::command::Verdict;
use crate::decision::Summary;
use crate::event::Event;
use crate::id::{OrderId, PaymentId, RefundId, RuleId};
use crate::limits::MAX_OPEN_REFUNDS;
use crate::moment::{DAY_MS, Moment};
use crate::number::Money;
use crate::policy::{RefundReason, Refunds, WhenOverdue};
use crate::refusal::{Code, Fact, Facts, Refusal};
use crate::sale::{ExchangedUnits, Refund, RefundStep, ReturnedUnits, Sale};
use crate::text::Text;

impl Act<'_> {
    pub(super) fn request_refund(
        &mut self,
        order: &OrderId,
        refund: &RefundId,
        reason: &RuleId,
        lines: &[ReturnedUnits],
    ) -> Outcome {
        self.request(order, refund, reason, (lines, &[]))
    }

    /// Goods are exchanged for such as cost the same; for others, they are given back and these bought.
    pub(super) fn request_exchange(
        &mut self,
        order: &OrderId,
        refund: &RefundId,
        reason: &RuleId,
        exchange: &[ExchangedUnits],
    ) -> Outcome {
        let lines = exchange.iter().map(|wanted| ReturnedUnits {
            line: wanted.line,
            quantity: wanted.quantity,
        });
        let lines: Vec<ReturnedUnits> = lines.collect();
        if lines.is_empty() {
            return Err(Refusal::new(Code::RefundEmpty).with("order", order).into());
        }
        self.request(order, refund, reason, (&lines, exchange))
    }

    fn request(
        &mut self,
        order: &OrderId,
        refund: &RefundId,
        reason: &RuleId,
        (lines, exchange): (&[ReturnedUnits], &[ExchangedUnits]),
    ) -> Outcome {
        let at = self.now;
        let unknown = || Refusal::new(Code::SaleNotOpen).with("order", order);
        let sale = self
            .course
            .member
            .sales
            .iter()
            .find(|sale| sale.order == *order);
        let sale = sale.ok_or_else(unknown)?;
        let policy = self.policies.version(sale.policy_version);
        let terms = policy
            .and_then(|policy| policy.refunds.as_ref())
            .ok_or_else(unknown)?;
        let taken = Refusal::new(Code::RefundIdTaken).with("refund", refund);
        let mut under_way = self
            .course
            .member
            .sales
            .iter()
            .flat_map(|sale| &sale.refunds);
        if under_way.any(|open| open.id == *refund) {
            return Err(taken.into());
        }
        let Some(asked) = terms.reason(reason) else {
            return Err(Refusal::new(Code::RefundReasonUnknown)
                .with("reason", reason)
                .into());
        };
        within(terms, asked, sale, at)?;
        let lines = units(sale, lines)?;
        alike(sale, exchange)?;
        if sale.refunds.len() >= MAX_OPEN_REFUNDS {
            return Err(Refusal::new(Code::TooManyRefunds)
                .with("most", MAX_OPEN_REFUNDS)
                .into());
        }
        let review_by = at.plus_days(u32::from(terms.review_days));
        let (approves_itself, review) = (terms.when_overdue == WhenOverdue::Approve, asked.review);
        self.course.happen(Event::RefundRequested {
            refund: refund.clone(),
            order: order.clone(),
            reason: reason.clone(),
            lines,
            review_by,
            at,
            approves_itself,
            exchange: exchange.to_vec(),
        });
        if review {
            let facts = Facts::default().with("order", order).with("refund", refund);
            self.course.tell(
                "refund_requested",
                "5.3.2",
                facts.with("review_by", review_by),
            );
        } else {
            self.course
                .approve_refund(self.policies, order, refund, at)?;
        }
        Ok((Summary::Done, vec![claim("refund", refund.as_str(), taken)]))
    }

    pub(super) fn review_refund(&mut self, refund: &RefundId, verdict: Verdict) -> Outcome {
        let order = self.reviewable(refund)?;
        match verdict {
            Verdict::Approve => {
                self.course
                    .approve_refund(self.policies, &order, refund, self.now)?;
            }
            Verdict::Refuse => {
                let facts = Facts::default()
                    .with("order", &order)
                    .with("refund", refund);
                self.course.tell("refund_refused", "5.3.2", facts);
                self.course.happen(Event::RefundRefused {
                    refund: refund.clone(),
                    order,
                    at: self.now,
                });
            }
        }
        Ok((Summary::Done, Vec::new()))
    }

    pub(super) fn withdraw_refund(&mut self, refund: &RefundId) -> Outcome {
        let order = self.reviewable(refund)?;
        self.course.happen(Event::RefundWithdrawn {
            refund: refund.clone(),
            order,
            at: self.now,
        });
        Ok((Summary::Done, Vec::new()))
    }

    pub(super) fn pay_refund(
        &mut self,
        refund: &RefundId,
        payment: &PaymentId,
        amount: Money,
    ) -> Outcome {
        let (order, open) = self.under_way(refund)?;
        let order = order.clone();
        let due = match open.step {
            RefundStep::Approved { cash_minor, .. } => cash_minor,
            RefundStep::UnderReview { review_by, .. } => {
                let refusal = Refusal::new(Code::RefundNotApproved).with("refund", refund);
                return Err(refusal.with("review_by", review_by).into());
            }
        };
        if amount != due {
            let refusal = Refusal::new(Code::RefundPaymentDiffers).with("due_minor", due);
            return Err(refusal.with("paid_minor", amount).into());
        }
        let (paid, at) = (Some(payment.clone()), self.now);
        self.course
            .complete_refund(self.policies, &order, refund, paid, at);
        let taken = Refusal::new(Code::PaymentIdTaken).with("payment", payment);
        Ok((
            Summary::Done,
            vec![claim("payment", payment.as_str(), taken)],
        ))
    }

    fn under_way(&self, refund: &RefundId) -> Result<(&OrderId, &Refund), Refusal> {
        let sales = self.course.member.sales.iter();
        let mut refunds =
            sales.flat_map(|sale| sale.refunds.iter().map(move |it| (&sale.order, it)));
        let found = refunds.find(|(_, open)| open.id == *refund);
        found.ok_or_else(|| Refusal::new(Code::RefundNotOpen).with("refund", refund))
    }

    /// The order of a refund that is under review.
    fn reviewable(&self, refund: &RefundId) -> Result<OrderId, Refusal> {
        let (order, open) = self.under_way(refund)?;
        match open.step {
            RefundStep::UnderReview { .. } => Ok(order.clone()),
            RefundStep::Approved { .. } => {
                Err(Refusal::new(Code::RefundReviewed).with("refund", refund))
            }
        }
    }
}

/// Whether a reason's days are not over yet; until the goods are received they have not begun.
fn within(terms: &Refunds, asked: &RefundReason, sale: &Sale, at: Moment) -> Result<(), Refusal> {
    let Some(closes_at) = sale.closes_at else {
        return Ok(());
    };
    let sooner = i64::from(terms.open_days().saturating_sub(asked.within_days));
    let until = closes_at.moved_ms(-sooner * DAY_MS);
    if at < until {
        return Ok(());
    }
    let refusal = Refusal::new(Code::RefundWindowOver).with("reason", &asked.id);
    Err(refusal.with("until", until))
}

/// Whether goods are exchanged for such as cost the same and are of the same category: then nothing
/// that was reckoned by them is another.
fn alike(sale: &Sale, exchange: &[ExchangedUnits]) -> Result<(), Refusal> {
    for wanted in exchange {
        let place = usize::try_from(wanted.line).unwrap_or(usize::MAX);
        let Some(sold) = sale.sold.lines.get(place).map(|sold| &sold.line) else {
            continue;
        };
        let is_alike =
            sold.category == wanted.category && sold.unit_price_minor == wanted.unit_price_minor;
        if !is_alike {
            let refusal = Refusal::new(Code::ExchangeNotAlike).with("line", wanted.line);
            let refusal = refusal.with("category", Fact::Text(Text::new(sold.category.as_str())));
            return Err(refusal.with("unit_price_minor", sold.unit_price_minor));
        }
    }
    Ok(())
}

/// The units that are asked for, each line at most once and in the order's order; all that is left
/// where none are named.
pub(super) fn units(sale: &Sale, asked: &[ReturnedUnits]) -> Result<Vec<ReturnedUnits>, Refusal> {
    let sold = &sale.sold.lines;
    let left = |line: usize| {
        let sold = sold.get(line)?;
        let gone = sold.returned.saturating_add(sold.asked);
        Some(sold.line.quantity.saturating_sub(gone))
    };
    let number = |line: usize| u32::try_from(line).unwrap_or(u32::MAX);
    let mut units: Vec<ReturnedUnits> = Vec::new();
    if asked.is_empty() {
        let all = (0..sold.len()).filter_map(|line| Some((number(line), left(line)?)));
        let all = all.filter(|(_, quantity)| *quantity > 0);
        units.extend(all.map(|(line, quantity)| ReturnedUnits { line, quantity }));
    }
    for named in asked {
        let line = usize::try_from(named.line).unwrap_or(usize::MAX);
        let twice = units.iter().any(|known| known.line == named.line);
        let Some(left) = left(line).filter(|_| !twice) else {
            return Err(Refusal::new(Code::RefundLineUnknown).with("line", named.line));
        };
        if named.quantity > left {
            let refusal = Refusal::new(Code::RefundOverQuantity).with("line", named.line);
            return Err(refusal.with("quantity", named.quantity).with("left", left));
        }
        let place = units.partition_point(|known| known.line < named.line);
        units.insert(place, *named);
    }
    if units.iter().all(|named| named.quantity == 0) {
        return Err(Refusal::new(Code::RefundEmpty).with("order", &sale.order));
    }
    units.retain(|named| named.quantity > 0);
    Ok(units)
}
