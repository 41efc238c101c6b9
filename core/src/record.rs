//! The record of one purchase (消费凭证): what was bought, how it was paid, what came back, and what an
//! invoice of it is made out for. Clause 5.2.2.
//!
//! It is made from the log alone, page by page: so it can be made long after the purchase has left the
//! state, and says what was promised and done, whatever changed since.

mod types;

pub use types::{
    Back, BackKind, BackStep, Invoice, PurchaseRecord, PurchaseStage, RecordInput, RecordedEntry,
    RecordedLine,
};

use crate::command::Command;
use crate::event::{CutOrder, Event};
use crate::id::OrderId;
use crate::number::{Money, OutOfRange, Points};
use crate::policy::{InvoiceBasis, Offset, PolicySet};
use crate::ratio::{divide, widened};
use crate::sale::{ReturnedUnits, Sold};
use crate::share::share_out;
use crate::text::Text;

/// The record of a purchase once a page of the log is read; none where it was not placed so far.
///
/// # Errors
/// [`OutOfRange`] where a sum leaves its range.
pub fn record(
    policies: &PolicySet,
    input: RecordInput,
) -> Result<Option<PurchaseRecord>, OutOfRange> {
    let RecordInput {
        order,
        mut so_far,
        entries,
    } = input;
    for entry in &entries {
        for event in &entry.events {
            if let Some(record) = &mut so_far {
                record.read(policies, event)?;
            } else {
                so_far = begun(&order, entry, event)?;
            }
        }
    }
    if let Some(record) = &mut so_far {
        record.invoiced(policies)?;
    }
    Ok(so_far)
}

/// The record that begins with an event, where it is the beginning of this order.
fn begun(
    order: &OrderId,
    entry: &RecordedEntry,
    event: &Event,
) -> Result<Option<PurchaseRecord>, OutOfRange> {
    let mut record = match event {
        Event::OrderPlaced {
            order: placed,
            policy_version,
            cash_minor,
            earn_points,
            at,
            sold,
            ..
        } if placed == order => {
            let mut record = PurchaseRecord::new(order, *policy_version, *at, entry);
            (record.cash_minor, record.earn_points) = (*cash_minor, *earn_points);
            record.sell(sold.as_ref(), &entry.command);
            record
        }
        Event::PurchaseClaimed(claimed) if claimed.order == *order => {
            let at = claimed.purchased_at;
            let mut record = PurchaseRecord::new(order, claimed.policy_version, at, entry);
            record.stage = PurchaseStage::Claimed;
            record.till_receipt = Some(claimed.till_receipt.clone());
            (record.cash_minor, record.earn_points) = (claimed.cash_minor, claimed.earn_points);
            record.sell(claimed.sold.as_ref(), &entry.command);
            record
        }
        _ => return Ok(None),
    };
    let mut nets = record.lines.iter().map(|it| it.line.net());
    record.goods_minor = nets.try_fold(Money::ZERO, |sum, net| sum.plus(net?))?;
    Ok(Some(record))
}

impl PurchaseRecord {
    /// What was sold: with what points took off each line, where the event tells; otherwise as the
    /// command named it.
    fn sell(&mut self, sold: Option<&Sold>, command: &Command) {
        if let Some(sold) = sold {
            let lines = sold.lines.iter();
            let lines = lines.map(|sold| RecordedLine::of(&sold.line, sold.offset_minor));
            self.lines = lines.collect();
            self.shipping_minor = sold.shipping_minor;
            self.channel.clone_from(&sold.channel);
            self.tenders.clone_from(&sold.tenders);
        } else if let Command::PlaceOrder { cart, .. } | Command::ClaimPurchase { cart, .. } =
            command
        {
            let lines = cart.lines.iter();
            let lines = lines.map(|line| RecordedLine::of(line, Money::ZERO));
            self.lines = lines.collect();
            self.shipping_minor = cart.shipping_minor.unwrap_or_default();
            self.channel.clone_from(&cart.channel);
        }
    }

    fn read(&mut self, policies: &PolicySet, event: &Event) -> Result<(), OutOfRange> {
        match event {
            Event::VoucherHeld {
                order,
                voucher,
                value_minor,
                ..
            } if *order == self.order => {
                self.voucher = Some(voucher.clone());
                self.voucher_minor = *value_minor;
            }
            Event::HoldAuthorized {
                order,
                points,
                value_minor,
                ..
            } if *order == self.order => {
                (self.offset_points, self.offset_minor) = (*points, *value_minor);
                let policy = policies.version(self.policy_version);
                self.share_offset(policy.and_then(|policy| policy.offset.as_ref()))?;
            }
            Event::OrderCut(cut) if cut.order == self.order => self.cut(cut)?,
            Event::OrderPaid {
                order, payment, at, ..
            } if *order == self.order => {
                self.stage = PurchaseStage::Paid;
                (self.payment, self.paid_at) = (Some(payment.clone()), Some(*at));
            }
            Event::PurchaseApproved(approved) if approved.order == self.order => {
                self.stage = PurchaseStage::Paid;
                self.paid_at = Some(approved.purchased_at);
            }
            Event::OrderSettled {
                order, closes_at, ..
            } if *order == self.order => {
                self.stage = PurchaseStage::Settled;
                self.is_over |= closes_at.is_none();
            }
            Event::SaleClosed { order, .. } if *order == self.order => self.is_over = true,
            Event::OrderCancelled { order, .. } if *order == self.order => {
                self.end(PurchaseStage::Cancelled);
            }
            Event::OrderLapsed { order, .. } | Event::PurchaseLapsed { order, .. }
                if *order == self.order =>
            {
                self.end(PurchaseStage::Lapsed);
            }
            Event::PurchaseRefused(refused) if refused.order == self.order => {
                self.end(PurchaseStage::Refused);
            }
            Event::InvoiceRequested(asked) if asked.order == self.order => {
                self.invoice.asked_at = Some(asked.at);
            }
            _ => self.read_back(event),
        }
        Ok(())
    }

    /// Units are void before it is paid: the amounts are those of what is left.
    fn cut(&mut self, cut: &CutOrder) -> Result<(), OutOfRange> {
        self.cash_minor = self.cash_minor.minus(cut.cash_minor)?;
        let mut goods = cut.cash_minor.plus(cut.value_minor)?;
        for part in &cut.tenders {
            goods = goods.plus(part.amount_minor)?;
            let mut paid = self.tenders.iter_mut();
            if let Some(paid) = paid.find(|paid| paid.tender == part.tender) {
                paid.amount_minor = paid.amount_minor.minus(part.amount_minor)?;
            }
        }
        self.goods_minor = self.goods_minor.minus(goods)?;
        self.offset_points = self.offset_points.minus(cut.points)?;
        self.offset_minor = self.offset_minor.minus(cut.value_minor)?;
        self.earn_points = self.earn_points.minus(cut.earn_points)?;
        for out in &cut.lines {
            let place = usize::try_from(out.line).unwrap_or(usize::MAX);
            if let Some(line) = self.lines.get_mut(place) {
                let before = line.left_out.unwrap_or_default();
                line.left_out = Some(before.saturating_add(out.quantity));
            }
        }
        Ok(())
    }

    fn end(&mut self, stage: PurchaseStage) {
        self.stage = stage;
        self.is_over = true;
    }

    /// Goods that are given back, and cash that a bank takes.
    fn read_back(&mut self, event: &Event) {
        match event {
            Event::RefundRequested {
                refund,
                order,
                reason,
                lines,
                at,
                exchange,
                ..
            } if *order == self.order => {
                let kind = if exchange.is_empty() {
                    BackKind::Refund
                } else {
                    BackKind::Exchange
                };
                let mut back = Back::new(kind, refund.as_str(), *at);
                back.reason = Some(reason.clone());
                back.units.clone_from(lines);
                self.backs.push(back);
            }
            Event::RefundApproved {
                refund,
                order,
                cash_minor,
                points,
                value_minor,
                at,
                tenders,
                ..
            } if *order == self.order => {
                let mut units = Vec::new();
                self.step(refund.as_str(), |back| {
                    back.step = BackStep::Approved;
                    (back.cash_minor, back.points) = (*cash_minor, *points);
                    (back.value_minor, back.at) = (*value_minor, *at);
                    back.tenders.clone_from(tenders);
                    units.clone_from(&back.units);
                });
                self.give_back(&units);
            }
            Event::GoodsExchanged(exchanged) if exchanged.order == self.order => {
                self.step(exchanged.refund.as_str(), |back| {
                    (back.step, back.at) = (BackStep::Exchanged, exchanged.at);
                });
            }
            Event::RefundRefused { refund, order, at } if *order == self.order => {
                self.step(refund.as_str(), |back| {
                    (back.step, back.at) = (BackStep::Refused, *at);
                });
            }
            Event::RefundWithdrawn { refund, order, at } if *order == self.order => {
                self.step(refund.as_str(), |back| {
                    (back.step, back.at) = (BackStep::Withdrawn, *at);
                });
            }
            Event::RefundPaid {
                refund,
                order,
                payment,
                at,
            } if *order == self.order => {
                self.step(refund.as_str(), |back| {
                    (back.step, back.at) = (BackStep::Paid, *at);
                    back.payment.clone_from(payment);
                });
            }
            Event::ChargebackRecorded(recorded) if recorded.order == self.order => {
                let charge = &recorded.charge;
                let mut back = Back::new(BackKind::Chargeback, charge.id.as_str(), charge.at);
                back.step = BackStep::Stands;
                (back.cash_minor, back.points) = (charge.amount_minor, charge.points);
                back.value_minor = charge.value_minor;
                self.backs.push(back);
            }
            Event::ChargebackReversed(reversed) if reversed.order == self.order => {
                self.step(reversed.chargeback.as_str(), |back| {
                    (back.step, back.at) = (BackStep::Reversed, reversed.at);
                });
            }
            _ => {}
        }
    }

    fn step(&mut self, id: &str, act: impl FnOnce(&mut Back)) {
        let mut backs = self.backs.iter_mut().rev();
        if let Some(back) = backs.find(|back| *back.id == *id) {
            act(back);
        }
    }

    fn give_back(&mut self, units: &[ReturnedUnits]) {
        for unit in units {
            let place = usize::try_from(unit.line).unwrap_or(usize::MAX);
            if let Some(line) = self.lines.get_mut(place) {
                line.returned = line.returned.saturating_add(unit.quantity);
            }
        }
    }

    /// What points took off is shared over the lines that they may, by largest remainder, where no
    /// event told it line by line.
    fn share_offset(&mut self, terms: Option<&Offset>) -> Result<(), OutOfRange> {
        let told = self.lines.iter().any(|line| !line.offset_minor.is_zero());
        let Some(terms) = terms.filter(|_| !told) else {
            return Ok(());
        };
        let mut weights = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            let is_eligible = terms.eligible.covers(&line.line);
            weights.push(if is_eligible {
                line.line.net()?.value()
            } else {
                0
            });
        }
        let shares = share_out(self.offset_minor.value(), &weights);
        for (line, share) in self.lines.iter_mut().zip(shares) {
            line.offset_minor = Money::new(share)?;
        }
        Ok(())
    }

    /// What an invoice is made out for, by the purchase's own version. Where that is what was paid in
    /// cash, of the tax in a line it contains the cash's share by largest remainder: neither what points
    /// took off is in it, nor what tenders paid for goods.
    fn invoiced(&mut self, policies: &PolicySet) -> Result<(), OutOfRange> {
        let policy = policies.version(self.policy_version);
        let basis = policy.and_then(|policy| policy.orders.invoice_basis);
        let basis = basis.unwrap_or_default();
        let is_cash = basis == InvoiceBasis::Cash;
        let by_tenders = Money::sum(self.tenders.iter().map(|paid| paid.amount_minor))?;
        let for_goods = self.goods_minor.minus(self.offset_minor)?;
        let by_tenders = by_tenders.min(for_goods);
        let in_cash = for_goods.minus(by_tenders)?;
        let (mut tax, mut tax_left) = (Money::ZERO, Money::ZERO);
        for line in &mut self.lines {
            let whole = line.line.tax_minor.unwrap_or_default();
            let offset = line.offset_minor;
            let cash = line.line.net()?.minus(offset)?;
            let parts = share_out(whole.value(), &[cash.value(), offset.value()]);
            let of_money = parts.first().copied().unwrap_or_default();
            let parts = share_out(of_money, &[in_cash.value(), by_tenders.value()]);
            let of_cash = parts.first().copied().unwrap_or_default();
            line.tax_minor = if is_cash { Money::new(of_cash)? } else { whole };
            let (all, quantity) = (line.tax_minor, line.line.quantity);
            let without = |units: u32| {
                let wide = widened(all.value(), i64::from(units.min(quantity)));
                all.minus(Money::from_wide(
                    divide(wide, i128::from(quantity.max(1))).0,
                )?)
            };
            let out = line.left_out.unwrap_or_default();
            line.tax_minor = without(out)?;
            tax = tax.plus(line.tax_minor)?;
            tax_left = tax_left.plus(without(out.saturating_add(line.returned))?)?;
        }
        let goods = self.goods_minor.plus(self.shipping_minor)?;
        let amount_minor = if is_cash { self.cash_minor } else { goods };
        let mut left_minor = amount_minor;
        for back in self.backs.iter().filter(|back| back.step.counts()) {
            left_minor = left_minor.minus(back.cash_minor)?;
            if !is_cash {
                left_minor = left_minor.minus(back.value_minor)?;
                let tenders = back.tenders.iter().map(|part| part.amount_minor);
                left_minor = left_minor.minus(Money::sum(tenders)?)?;
            }
        }
        self.invoice = Invoice {
            basis,
            amount_minor,
            tax_minor: tax,
            left_minor,
            left_tax_minor: tax_left,
            asked_at: self.invoice.asked_at,
        };
        Ok(())
    }
}

impl Back {
    fn new(kind: BackKind, id: &str, at: crate::moment::Moment) -> Self {
        Self {
            kind,
            id: Text::new(id),
            step: BackStep::UnderReview,
            reason: None,
            units: Vec::new(),
            cash_minor: Money::ZERO,
            tenders: Vec::new(),
            points: Points::ZERO,
            value_minor: Money::ZERO,
            payment: None,
            at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_refused_or_taken_back_counts_nowhere() {
        let counting = [BackStep::Approved, BackStep::Paid, BackStep::Stands];
        assert!(counting.iter().all(|step| step.counts()));
        let others = [
            BackStep::UnderReview,
            BackStep::Refused,
            BackStep::Withdrawn,
            BackStep::Reversed,
        ];
        assert!(others.iter().all(|step| !step.counts()));
    }
}
