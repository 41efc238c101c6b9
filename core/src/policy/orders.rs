//! Chapter 5: how long an order waits, and for what.

use serde::Serialize;

use super::{Offline, TierName};
use crate::document::Reader;
use crate::id::RuleId;
use crate::limits::MAX_TENDERS;
use crate::wire::{names, record};

/// The most days by which an act may be recorded after it happened.
pub(super) const MOST_SKEW_DAYS: u16 = 30;

/// What an invoice is made out for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceBasis {
    /// What was paid in cash: what points paid is a discount.
    #[default]
    Cash,
    /// What the goods cost: points are a means of payment.
    Goods,
}

names!(InvoiceBasis { 0: Cash, 1: Goods });

/// What may pay a part of an order beside points and cash, such as a gift card (支付方式).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tender {
    /// Its id.
    pub id: RuleId,
    /// Its name for people.
    pub name: TierName,
    /// Whether what it pays earns points and counts toward tiers; by default neither, as what was
    /// paid for a gift card may have earned already (6.1.1a).
    pub counts: bool,
}

record!(Tender {
    0: id,
    1: name,
    2: counts
});

impl Tender {
    fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let doc = "whether what it pays earns points and counts toward tiers";
        Self {
            id: r.id("id", "the tender's id", RuleId::new),
            name: r.table("name", "the tender's name for people", TierName::read),
            counts: r.flag_or("counts", false, doc),
        }
    }
}

/// The terms of orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Orders {
    /// Minutes in which an order must be paid before it lapses and its hold is released.
    pub pay_within_minutes: u32,
    /// Days after payment at which an order settles by itself.
    pub settle_after_days: u32,
    /// Minutes by which the stated moment of an act may lie before the moment it is recorded.
    pub past_skew_minutes: u32,
    /// Purchases made outside; absent where none are claimed.
    pub offline: Option<Offline>,
    /// What an invoice is made out for; absent where that is what was paid in cash.
    pub invoice_basis: Option<InvoiceBasis>,
    /// What may pay a part of an order beside points and cash; none by default.
    pub tenders: Vec<Tender>,
}

record!(Orders {
    0: pay_within_minutes,
    1: settle_after_days,
    2: past_skew_minutes,
    3: offline,
    4: invoice_basis,
    5: tenders
});

impl Orders {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        Self {
            pay_within_minutes: r.whole("pay_within_minutes", 1..=43_200, "until an order lapses"),
            settle_after_days: r.whole("settle_after_days", 1..=400, "until an order settles"),
            past_skew_minutes: r.whole_or(
                "past_skew_minutes",
                0..=u32::from(MOST_SKEW_DAYS) * 24 * 60,
                0,
                "how long ago an act may have happened when it is recorded",
            ),
            offline: r.optional("offline", |r| {
                r.table("offline", "purchases made outside", Offline::read)
            }),
            invoice_basis: r.unless_default(
                "invoice_basis",
                &[("cash", InvoiceBasis::Cash), ("goods", InvoiceBasis::Goods)],
                "what an invoice is made out for",
            ),
            tenders: r.list_or_empty(
                "tenders",
                MAX_TENDERS,
                "what may pay a part of an order beside points and cash",
                Tender::read,
            ),
        }
    }
}
