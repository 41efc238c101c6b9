//! What a record of a purchase holds.

use serde::Serialize;

use crate::cart::Line;
use crate::command::Command;
use crate::event::Event;
use crate::id::{Channel, Digest, OrderId, PaymentId, RedemptionId, RuleId, TillReceiptId};
use crate::moment::Moment;
use crate::number::{Money, Points};
use crate::policy::InvoiceBasis;
use crate::sale::ReturnedUnits;
use crate::tender::{PaidTender, TenderPart};
use crate::text::Text;
use crate::wire::{names, record};

/// How far a purchase has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PurchaseStage {
    /// It was placed, and is not paid.
    #[default]
    Placed,
    /// It was paid outside, and its claim is under review.
    Claimed,
    /// It is paid.
    Paid,
    /// The goods were received.
    Settled,
    /// It was cancelled before payment.
    Cancelled,
    /// It was not paid, or not reviewed, in time.
    Lapsed,
    /// Its claim was refused.
    Refused,
}

names!(PurchaseStage {
    0: Placed,
    1: Claimed,
    2: Paid,
    3: Settled,
    4: Cancelled,
    5: Lapsed,
    6: Refused
});

/// A line of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordedLine {
    /// The line, as it was sold.
    pub line: Line,
    /// Its share of what points took off, in minor units.
    pub offset_minor: Money,
    /// The tax that an invoice of it contains, in minor units.
    pub tax_minor: Money,
    /// Units that were given back.
    pub returned: u32,
    /// Units that were void before the order was paid; absent where none were.
    pub left_out: Option<u32>,
}

record!(RecordedLine {
    0: line,
    1: offset_minor,
    2: tax_minor,
    3: returned,
    4: left_out
});

impl RecordedLine {
    pub(super) fn of(line: &Line, offset_minor: Money) -> Self {
        Self {
            line: line.clone(),
            offset_minor,
            tax_minor: Money::ZERO,
            returned: 0,
            left_out: None,
        }
    }
}

/// Why something came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BackKind {
    /// Goods were given back.
    Refund,
    /// A bank took cash back.
    Chargeback,
    /// Goods were exchanged.
    Exchange,
}

names!(BackKind {
    0: Refund,
    1: Chargeback,
    2: Exchange
});

/// How far that has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BackStep {
    /// A refund is under review.
    UnderReview,
    /// It is approved; its cash is on its way.
    Approved,
    /// It was refused.
    Refused,
    /// It was withdrawn.
    Withdrawn,
    /// It is complete.
    Paid,
    /// A chargeback stands.
    Stands,
    /// The bank gave it back.
    Reversed,
    /// The goods are exchanged.
    Exchanged,
}

names!(BackStep {
    0: UnderReview,
    1: Approved,
    2: Refused,
    3: Withdrawn,
    4: Paid,
    5: Stands,
    6: Reversed,
    7: Exchanged
});

impl BackStep {
    /// Whether its cash and points went back.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Approved | Self::Paid | Self::Stands)
    }
}

/// Something that came back of a purchase, or was asked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Back {
    /// Why.
    pub kind: BackKind,
    /// The refund or chargeback.
    pub id: Text,
    /// How far it has come.
    pub step: BackStep,
    /// The reason of a refund; absent for a chargeback.
    pub reason: Option<RuleId>,
    /// The units of a refund.
    pub units: Vec<ReturnedUnits>,
    /// Cash, in minor units.
    pub cash_minor: Money,
    /// Points that had been used, back to their lots.
    pub points: Points,
    /// What they had taken off, in minor units.
    pub value_minor: Money,
    /// The payment of its cash; absent where there is none so far.
    pub payment: Option<PaymentId>,
    /// When it came so far.
    pub at: Moment,
    /// What goes back to what paid a part beside points and cash.
    pub tenders: Vec<TenderPart>,
}

record!(Back {
    0: kind,
    1: id,
    2: step,
    3: reason,
    4: units,
    5: cash_minor,
    6: points,
    7: value_minor,
    8: payment,
    9: at,
    10: tenders
});

/// What an invoice of a purchase is made out for (发票). Whom it is made out to the log never knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Invoice {
    /// For what.
    pub basis: InvoiceBasis,
    /// The amount, shipping in it, in minor units.
    pub amount_minor: Money,
    /// The tax in it, in minor units.
    pub tax_minor: Money,
    /// What is left of the amount after everything that went back, in minor units.
    pub left_minor: Money,
    /// The tax that is left after goods were given back, in minor units.
    pub left_tax_minor: Money,
    /// When one was asked for; absent where none was.
    pub asked_at: Option<Moment>,
}

record!(Invoice {
    0: basis,
    1: amount_minor,
    2: tax_minor,
    3: left_minor,
    4: left_tax_minor,
    5: asked_at
});

/// The record of a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PurchaseRecord {
    /// The order.
    pub order: OrderId,
    /// How far it has come.
    pub stage: PurchaseStage,
    /// Whether nothing more can happen to it.
    pub is_over: bool,
    /// The version of the policy that governs it for ever.
    pub policy_version: u32,
    /// When it was placed, or bought outside.
    pub bought_at: Moment,
    /// When it was paid; absent where it was not.
    pub paid_at: Option<Moment>,
    /// The lines.
    pub lines: Vec<RecordedLine>,
    /// What all goods cost, a voucher taken off, in minor units.
    pub goods_minor: Money,
    /// Shipping, in minor units.
    pub shipping_minor: Money,
    /// The voucher; absent where none was used.
    pub voucher: Option<RedemptionId>,
    /// What it took off, in minor units.
    pub voucher_minor: Money,
    /// Points used.
    pub offset_points: Points,
    /// What they took off, in minor units.
    pub offset_minor: Money,
    /// The cash due or paid, in minor units.
    pub cash_minor: Money,
    /// The payment; absent where it is not paid, or was paid outside.
    pub payment: Option<PaymentId>,
    /// The till's receipt; absent where it was ordered here.
    pub till_receipt: Option<TillReceiptId>,
    /// The channel that it came through.
    pub channel: Option<Channel>,
    /// Points that it earns when paid.
    pub earn_points: Points,
    /// What an invoice of it is made out for.
    pub invoice: Invoice,
    /// What came back, oldest first.
    pub backs: Vec<Back>,
    /// The module that took it down.
    pub module: Digest,
    /// The policies that it was taken down by.
    pub policies: Digest,
    /// What paid a part beside points and cash.
    pub tenders: Vec<PaidTender>,
}

record!(PurchaseRecord {
    0: order,
    1: stage,
    2: is_over,
    3: policy_version,
    4: bought_at,
    5: paid_at,
    6: lines,
    7: goods_minor,
    8: shipping_minor,
    9: voucher,
    10: voucher_minor,
    11: offset_points,
    12: offset_minor,
    13: cash_minor,
    14: payment,
    15: till_receipt,
    16: channel,
    17: earn_points,
    18: invoice,
    19: backs,
    20: module,
    21: policies,
    22: tenders
});

impl PurchaseRecord {
    pub(super) fn new(
        order: &OrderId,
        policy_version: u32,
        bought_at: Moment,
        entry: &RecordedEntry,
    ) -> Self {
        Self {
            order: order.clone(),
            stage: PurchaseStage::Placed,
            is_over: false,
            policy_version,
            bought_at,
            paid_at: None,
            lines: Vec::new(),
            goods_minor: Money::ZERO,
            shipping_minor: Money::ZERO,
            voucher: None,
            voucher_minor: Money::ZERO,
            offset_points: Points::ZERO,
            offset_minor: Money::ZERO,
            cash_minor: Money::ZERO,
            payment: None,
            till_receipt: None,
            channel: None,
            earn_points: Points::ZERO,
            invoice: Invoice::default(),
            backs: Vec::new(),
            module: entry.module,
            policies: entry.policies,
            tenders: Vec::new(),
        }
    }
}

/// An entry of a member's log, as far as a record needs it.
#[derive(Clone, Debug)]
pub struct RecordedEntry {
    /// The command.
    pub command: Command,
    /// What happened.
    pub events: Vec<Event>,
    /// The module that decided.
    pub module: Digest,
    /// The policies that it decided by.
    pub policies: Digest,
}

record!(RecordedEntry {
    0: command,
    1: events,
    2: module,
    3: policies
});

/// A page of a member's log, and what the pages before came to.
#[derive(Clone, Debug)]
pub struct RecordInput {
    /// The order.
    pub order: OrderId,
    /// What the pages before came to; absent where the order was not placed so far.
    pub so_far: Option<PurchaseRecord>,
    /// Entries of the member's log, oldest first.
    pub entries: Vec<RecordedEntry>,
}

record!(RecordInput {
    0: order,
    1: so_far,
    2: entries
});
