//! What every order came to: cash, points used and points earned, and whether the ledger agrees with
//! what was promised and paid (对账). Clause 5.2.2.

use serde::Serialize;

use crate::event::Event;
use crate::id::{OrderId, PaymentId, RefundId};
use crate::moment::Moment;
use crate::number::{Money, OutOfRange, Points};
use crate::wire::{names, record};

/// How an order ended, as far as the ledger tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderEnd {
    /// It has not.
    #[default]
    Open,
    /// It was settled.
    Settled,
    /// It was cancelled before payment.
    Cancelled,
    /// It was not paid in time.
    Lapsed,
}

names!(OrderEnd {
    0: Open,
    1: Settled,
    2: Cancelled,
    3: Lapsed
});

/// What does not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mismatch {
    /// The ledger knows of no such order.
    NeverPlaced,
    /// What was paid is not what was due.
    Paid,
    /// The points taken are not those that were on hold.
    Captured,
    /// The points earned are not those that were promised.
    Earned,
    /// More cash went back than was paid.
    Refunded,
    /// More points went back than were used.
    Reinstated,
    /// More points were taken back than were earned, or of a rebate than it gave.
    Clawed,
    /// A refund was approved, and its cash is not paid back yet.
    RefundUnpaid,
}

names!(Mismatch {
    0: NeverPlaced,
    1: Paid,
    2: Captured,
    3: Earned,
    4: Refunded,
    5: Reinstated,
    6: Clawed,
    7: RefundUnpaid
});

/// One order of a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderRow {
    /// The order.
    pub order: OrderId,
    /// When it was placed; absent where the ledger does not know.
    pub placed_at: Option<Moment>,
    /// When it was paid; absent where it was not.
    pub paid_at: Option<Moment>,
    /// By which payment.
    pub payment: Option<PaymentId>,
    /// The cash due, in minor units.
    pub due_minor: Money,
    /// The cash paid, in minor units.
    pub paid_minor: Money,
    /// The cash that was approved to go back, in minor units.
    pub refunded_minor: Money,
    /// The cash that banks took back, in minor units.
    pub charged_minor: Money,
    /// Points on hold for it at first.
    pub held_points: Points,
    /// Points taken for good.
    pub captured_points: Points,
    /// Points that went back to their lots.
    pub reinstated_points: Points,
    /// Points that it was promised to earn.
    pub promised_points: Points,
    /// Points that it earned.
    pub earned_points: Points,
    /// Points taken back of these.
    pub clawed_points: Points,
    /// Points of a rebate that it was given. Clause 3.1.2d.
    pub rebate_points: Points,
    /// Points taken back of these.
    pub rebate_taken_points: Points,
    /// How it ended.
    pub end: OrderEnd,
    /// Refunds that are approved and whose cash is not paid back.
    pub unpaid_refunds: Vec<RefundId>,
    /// What does not agree; none where all does.
    pub mismatches: Vec<Mismatch>,
}

record!(OrderRow {
    0: order,
    1: placed_at,
    2: paid_at,
    3: payment,
    4: due_minor,
    5: paid_minor,
    6: refunded_minor,
    7: held_points,
    8: captured_points,
    9: reinstated_points,
    10: promised_points,
    11: earned_points,
    12: clawed_points,
    13: end,
    14: unpaid_refunds,
    15: mismatches,
    16: charged_minor,
    17: rebate_points,
    18: rebate_taken_points
});

/// What all orders came to so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reconciled {
    /// Orders.
    pub orders: u64,
    /// Orders that were paid.
    pub paid_orders: u64,
    /// Orders of which something does not agree.
    pub mismatched_orders: u64,
    /// The cash paid, in minor units.
    pub paid_minor: Money,
    /// The cash that was approved to go back, in minor units.
    pub refunded_minor: Money,
    /// Points taken for good.
    pub captured_points: Points,
    /// Points that went back to their lots.
    pub reinstated_points: Points,
    /// Points earned.
    pub earned_points: Points,
    /// Points taken back of these.
    pub clawed_points: Points,
    /// Points of rebates given.
    pub rebate_points: Points,
    /// Points taken back of these.
    pub rebate_taken_points: Points,
}

record!(Reconciled {
    0: orders,
    1: paid_orders,
    2: mismatched_orders,
    3: paid_minor,
    4: refunded_minor,
    5: captured_points,
    6: reinstated_points,
    7: earned_points,
    8: clawed_points,
    9: rebate_points,
    10: rebate_taken_points
});

/// What a page came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reconciliation {
    /// Orders of the member under way that may still change: passed along.
    pub open: Vec<OrderRow>,
    /// Orders that were finished in this page, and all that are left at the end of a member.
    pub rows: Vec<OrderRow>,
    /// All rows so far.
    pub total: Reconciled,
}

record!(Reconciliation {
    0: open,
    1: rows,
    2: total
});

/// A page of one member's events, and what the pages before came to.
#[derive(Clone, Debug)]
pub struct ReconciliationInput {
    /// Orders that the page before left open.
    pub open: Vec<OrderRow>,
    /// All rows so far.
    pub total: Reconciled,
    /// Events of one member, oldest first: all of a decision, or none.
    pub events: Vec<Event>,
    /// Whether the member has no more.
    pub is_last: bool,
}

record!(ReconciliationInput {
    0: open,
    1: total,
    2: events,
    3: is_last
});

/// What a member's orders came to once a page of events is read.
///
/// # Errors
/// [`OutOfRange`] where a sum leaves its range.
pub fn reconcile(input: ReconciliationInput) -> Result<Reconciliation, OutOfRange> {
    let mut course = Reconciliation {
        open: input.open,
        rows: Vec::new(),
        total: input.total,
    };
    let mut settled = Vec::new();
    for event in &input.events {
        course.read(event)?;
        if let Event::OrderSettled {
            order,
            closes_at: None,
            ..
        } = event
        {
            settled.push(order);
        }
    }
    // What cannot be given back is finished, once its rebate, which comes with it, is read.
    for order in settled {
        course.finish_order(order)?;
    }
    if input.is_last {
        for row in core::mem::take(&mut course.open) {
            course.finish(row)?;
        }
    }
    Ok(course)
}

impl Reconciliation {
    /// The row of an order: one that begins here, where the ledger does not know it.
    fn row(&mut self, order: &OrderId) -> &mut OrderRow {
        let known = self.open.iter().position(|row| row.order == *order);
        let place = known.unwrap_or_else(|| {
            self.open.push(OrderRow::new(order.clone()));
            self.open.len() - 1
        });
        &mut self.open[place]
    }

    fn read(&mut self, event: &Event) -> Result<(), OutOfRange> {
        match event {
            Event::OrderPlaced {
                order,
                cash_minor,
                earn_points,
                at,
                ..
            } => {
                let row = self.row(order);
                row.placed_at = Some(*at);
                row.due_minor = *cash_minor;
                row.promised_points = *earn_points;
            }
            Event::PurchaseClaimed(claimed) => {
                let row = self.row(&claimed.order);
                row.placed_at = Some(claimed.purchased_at);
                row.due_minor = claimed.cash_minor;
                row.promised_points = claimed.earn_points;
            }
            // It was paid before it was claimed.
            Event::PurchaseApproved(approved) => {
                let row = self.row(&approved.order);
                row.paid_minor = row.due_minor;
                row.paid_at = Some(approved.purchased_at);
            }
            Event::PurchaseRefused(refused) => {
                self.row(&refused.order).end = OrderEnd::Cancelled;
                self.finish_order(&refused.order)?;
            }
            Event::ChargebackRecorded(recorded) => {
                let row = self.row(&recorded.order);
                row.charged_minor = row.charged_minor.plus(recorded.charge.amount_minor)?;
            }
            Event::ChargebackReversed(reversed) => {
                let row = self.row(&reversed.order);
                row.charged_minor = row.charged_minor.minus(reversed.amount_minor)?;
                let restored = Points::sum(reversed.restored.iter().map(|part| part.points))?;
                let of_rebate = reversed.rebate_points.unwrap_or_default();
                row.clawed_points = row.clawed_points.minus(restored.minus(of_rebate)?)?;
                row.rebate_taken_points = row.rebate_taken_points.minus(of_rebate)?;
                let used = Points::sum(reversed.used.iter().map(|part| part.points))?;
                let used = used.plus(reversed.owed_points)?;
                row.reinstated_points = row.reinstated_points.minus(used)?;
            }
            Event::HoldAuthorized { order, points, .. } => self.row(order).held_points = *points,
            Event::HoldCaptured { order, points } => {
                let row = self.row(order);
                row.captured_points = row.captured_points.plus(*points)?;
            }
            Event::OrderPaid {
                order,
                payment,
                amount_minor,
                at,
                ..
            } => {
                let row = self.row(order);
                row.paid_minor = row.paid_minor.plus(*amount_minor)?;
                (row.paid_at, row.payment) = (Some(*at), Some(payment.clone()));
            }
            Event::PointsEarned { order, points, .. } => {
                let row = self.row(order);
                row.earned_points = row.earned_points.plus(*points)?;
            }
            Event::RefundApproved {
                order,
                refund,
                cash_minor,
                ..
            } => {
                let row = self.row(order);
                row.refunded_minor = row.refunded_minor.plus(*cash_minor)?;
                row.unpaid_refunds.push(refund.clone());
            }
            Event::RefundPaid { order, refund, .. } => {
                self.row(order).unpaid_refunds.retain(|open| open != refund);
            }
            Event::PointsReinstated { order, points, .. } => {
                let row = self.row(order);
                row.reinstated_points = row.reinstated_points.plus(*points)?;
            }
            Event::PointsClawedBack { order, points, .. } => {
                let row = self.row(order);
                row.clawed_points = row.clawed_points.plus(*points)?;
            }
            Event::RebateGranted(granted) => {
                let row = self.row(&granted.order);
                row.rebate_points = row.rebate_points.plus(granted.points)?;
            }
            Event::RebateTakenBack(taken) => {
                let row = self.row(&taken.order);
                row.rebate_taken_points = row.rebate_taken_points.plus(taken.points)?;
            }
            Event::OrderSettled { order, .. } => self.row(order).end = OrderEnd::Settled,
            Event::SaleClosed { order, .. } => self.finish_order(order)?,
            Event::OrderCut(cut) => {
                let row = self.row(&cut.order);
                row.due_minor = row.due_minor.minus(cut.cash_minor)?;
                row.held_points = row.held_points.minus(cut.points)?;
                row.promised_points = row.promised_points.minus(cut.earn_points)?;
            }
            Event::OrderCancelled { order, .. } => {
                self.row(order).end = OrderEnd::Cancelled;
                self.finish_order(order)?;
            }
            Event::OrderLapsed { order, .. } | Event::PurchaseLapsed { order, .. } => {
                self.row(order).end = OrderEnd::Lapsed;
                self.finish_order(order)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Nothing more happens to an order.
    fn finish_order(&mut self, order: &OrderId) -> Result<(), OutOfRange> {
        let place = self.open.iter().position(|row| row.order == *order);
        let done = place.map(|place| self.open.remove(place));
        done.map_or(Ok(()), |row| self.finish(row))
    }

    fn finish(&mut self, mut row: OrderRow) -> Result<(), OutOfRange> {
        row.check();
        let total = &mut self.total;
        total.orders += 1;
        total.paid_orders += u64::from(row.paid_at.is_some());
        total.mismatched_orders += u64::from(!row.mismatches.is_empty());
        total.paid_minor = total.paid_minor.plus(row.paid_minor)?;
        total.refunded_minor = total.refunded_minor.plus(row.refunded_minor)?;
        total.captured_points = total.captured_points.plus(row.captured_points)?;
        total.reinstated_points = total.reinstated_points.plus(row.reinstated_points)?;
        total.earned_points = total.earned_points.plus(row.earned_points)?;
        total.clawed_points = total.clawed_points.plus(row.clawed_points)?;
        total.rebate_points = total.rebate_points.plus(row.rebate_points)?;
        let taken = total.rebate_taken_points.plus(row.rebate_taken_points)?;
        total.rebate_taken_points = taken;
        self.rows.push(row);
        Ok(())
    }
}

impl OrderRow {
    const fn new(order: OrderId) -> Self {
        Self {
            order,
            placed_at: None,
            paid_at: None,
            payment: None,
            due_minor: Money::ZERO,
            paid_minor: Money::ZERO,
            refunded_minor: Money::ZERO,
            charged_minor: Money::ZERO,
            held_points: Points::ZERO,
            captured_points: Points::ZERO,
            reinstated_points: Points::ZERO,
            promised_points: Points::ZERO,
            earned_points: Points::ZERO,
            clawed_points: Points::ZERO,
            rebate_points: Points::ZERO,
            rebate_taken_points: Points::ZERO,
            end: OrderEnd::Open,
            unpaid_refunds: Vec::new(),
            mismatches: Vec::new(),
        }
    }

    /// Finds what does not agree. An order that is not paid took, earned and gave back nothing.
    fn check(&mut self) {
        let is_paid = self.paid_at.is_some();
        let (due, held, promised) = match is_paid {
            true => (self.due_minor, self.held_points, self.promised_points),
            false => (Money::ZERO, Points::ZERO, Points::ZERO),
        };
        let found = [
            (self.placed_at.is_none(), Mismatch::NeverPlaced),
            (self.paid_minor != due, Mismatch::Paid),
            (self.captured_points != held, Mismatch::Captured),
            (self.earned_points != promised, Mismatch::Earned),
            (
                self.refunded_minor.saturating_plus(self.charged_minor) > self.paid_minor,
                Mismatch::Refunded,
            ),
            (
                self.reinstated_points > self.captured_points,
                Mismatch::Reinstated,
            ),
            (
                self.clawed_points > self.earned_points
                    || self.rebate_taken_points > self.rebate_points,
                Mismatch::Clawed,
            ),
            (!self.unpaid_refunds.is_empty(), Mismatch::RefundUnpaid),
        ];
        let found = found.into_iter().filter(|(is_so, _)| *is_so);
        self.mismatches = found.map(|(_, mismatch)| mismatch).collect();
    }
}
