//! Clause 5.3: what may be given back, within which time, and what it takes along.

use serde::Serialize;

use super::{Chargebacks, TierName};
use crate::document::Reader;
use crate::id::RuleId;
use crate::limits::MAX_REFUND_REASONS;
use crate::wire::{names, record};

/// When the shipping of an order is refunded with its goods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ShippingBack {
    /// Never.
    Never,
    /// With the last unit: once nothing of the order is kept.
    #[default]
    WhenAll,
    /// With the first unit.
    Always,
}

names!(ShippingBack {
    0: Never,
    1: WhenAll,
    2: Always
});

/// Which of what was paid comes back first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TenderOrder {
    /// Of each line its own share of points and cash.
    #[default]
    ProRata,
    /// Points, until all that were used are back; then cash.
    PointsFirst,
    /// Cash, until all that was paid for goods is back; then points.
    CashFirst,
}

names!(TenderOrder {
    0: ProRata,
    1: PointsFirst,
    2: CashFirst
});

/// The lots that points are clawed back from (扣回).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClawbackFrom {
    /// The lot that the purchase earned, then the first to expire.
    #[default]
    OwnLot,
    /// The first to expire; the purchase's own lot only where it is still pending.
    FirstExpiring,
}

names!(ClawbackFrom {
    0: OwnLot,
    1: FirstExpiring
});

/// What becomes of points to be clawed back that the member no longer has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shortfall {
    /// They are owed (负积分): whatever becomes available next pays them first.
    #[default]
    Debt,
    /// They are written off, on record.
    WriteOff,
    /// What they are worth is kept from the cash refund; what that does not cover is owed.
    Cash,
}

names!(Shortfall {
    0: Debt,
    1: WriteOff,
    2: Cash
});

/// Whether what is given back stops counting toward tiers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UndoTier {
    /// It stops counting; the tier stays until its next review.
    #[default]
    AtReview,
    /// It stops counting, and the tier is what is left is enough for, at once.
    AtOnce,
    /// It goes on counting.
    Never,
}

names!(UndoTier {
    0: AtReview,
    1: AtOnce,
    2: Never
});

/// What happens to a request that nobody reviewed in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenOverdue {
    /// It goes on waiting.
    #[default]
    Wait,
    /// It is approved.
    Approve,
}

names!(WhenOverdue {
    0: Wait,
    1: Approve
});

/// A reason for which goods may be given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefundReason {
    /// The reason, such as `faulty`.
    pub id: RuleId,
    /// Days after the order is settled within which it may be given.
    pub within_days: u16,
    /// Whether somebody reviews the request; if not it is approved at once.
    pub review: bool,
    /// Whether the shipping is refunded too.
    pub shipping: ShippingBack,
    /// Its name for people.
    pub name: TierName,
}

record!(RefundReason {
    0: id,
    1: within_days,
    2: review,
    3: shipping,
    4: name
});

/// What goes back first of what was not paid with points. Nothing ever gets back more than it paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BetweenTenders {
    /// Each gets its part of what is left of all, the largest remainders first.
    #[default]
    ProRata,
    /// The cash, then the tenders in the order in which they paid.
    CashFirst,
    /// The tenders in the order in which they paid, then the cash.
    TendersFirst,
}

names!(BetweenTenders {
    0: ProRata,
    1: CashFirst,
    2: TendersFirst
});

/// The terms of refunds (退款).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refunds {
    /// The reasons, at least one.
    pub reasons: Vec<RefundReason>,
    /// Days within which a request is reviewed.
    pub review_days: u16,
    /// What happens when it is not.
    pub when_overdue: WhenOverdue,
    /// Which of what was paid comes back first.
    pub tenders: TenderOrder,
    /// The lots that earned points are clawed back from.
    pub clawback_from: ClawbackFrom,
    /// What becomes of points that are no longer there.
    pub shortfall: Shortfall,
    /// Whether what is given back stops counting toward tiers.
    pub undo_tier: UndoTier,
    /// Chargebacks; absent where a purchase is not kept for them.
    pub chargebacks: Option<Chargebacks>,
    /// What goes back first of what was not paid with points; absent where each gets its part.
    pub between_tenders: Option<BetweenTenders>,
}

record!(Refunds {
    0: reasons,
    1: review_days,
    2: when_overdue,
    3: tenders,
    4: clawback_from,
    5: shortfall,
    6: undo_tier,
    7: chargebacks,
    8: between_tenders
});

impl Refunds {
    /// A reason by its id.
    #[must_use]
    pub fn reason(&self, id: &RuleId) -> Option<&RefundReason> {
        self.reasons.iter().find(|reason| reason.id == *id)
    }

    /// Days after settlement for which a purchase can be given back for one reason or another, or a
    /// chargeback of it is expected.
    #[must_use]
    pub fn open_days(&self) -> u16 {
        let days = self.reasons.iter().map(|reason| reason.within_days);
        let charged = self.chargebacks.map(|terms| terms.within_days);
        days.chain(charged).max().unwrap_or_default()
    }

    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let overdue = [
            ("wait", WhenOverdue::Wait),
            ("approve", WhenOverdue::Approve),
        ];
        let tenders = [
            ("pro_rata", TenderOrder::ProRata),
            ("points_first", TenderOrder::PointsFirst),
            ("cash_first", TenderOrder::CashFirst),
        ];
        let from = [
            ("own_lot", ClawbackFrom::OwnLot),
            ("first_expiring", ClawbackFrom::FirstExpiring),
        ];
        let shortfall = [
            ("debt", Shortfall::Debt),
            ("write_off", Shortfall::WriteOff),
            ("cash", Shortfall::Cash),
        ];
        let undo = [
            ("at_review", UndoTier::AtReview),
            ("at_once", UndoTier::AtOnce),
            ("never", UndoTier::Never),
        ];
        Self {
            reasons: r.list(
                "reasons",
                1..=MAX_REFUND_REASONS,
                "the reasons for which goods may be given back",
                RefundReason::read,
            ),
            review_days: r.whole_or(
                "review_days",
                1..=90,
                3,
                "days within which a request is reviewed",
            ),
            when_overdue: r.choice(
                "when_overdue",
                &overdue,
                Some(0),
                "what happens when it is not",
            ),
            tenders: r.choice(
                "tenders",
                &tenders,
                Some(0),
                "which of what was paid comes back first",
            ),
            clawback_from: r.choice(
                "clawback_from",
                &from,
                Some(0),
                "the lots that earned points are clawed back from",
            ),
            shortfall: r.choice(
                "shortfall",
                &shortfall,
                Some(0),
                "what becomes of points that are no longer there",
            ),
            undo_tier: r.choice(
                "undo_tier",
                &undo,
                Some(0),
                "whether what is given back stops counting toward tiers",
            ),
            chargebacks: r.optional("chargebacks", |r| {
                r.table(
                    "chargebacks",
                    "when a bank takes cash back",
                    Chargebacks::read,
                )
            }),
            between_tenders: r.unless_default(
                "between_tenders",
                &[
                    ("pro_rata", BetweenTenders::ProRata),
                    ("cash_first", BetweenTenders::CashFirst),
                    ("tenders_first", BetweenTenders::TendersFirst),
                ],
                "what goes back first of what was not paid with points",
            ),
        }
    }
}

impl RefundReason {
    fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let shipping = [
            ("when_all", ShippingBack::WhenAll),
            ("never", ShippingBack::Never),
            ("always", ShippingBack::Always),
        ];
        Self {
            id: r.id("id", "the reason's id", RuleId::new),
            within_days: r.whole("within_days", 0..=365, "days after the order is settled"),
            review: r.flag_or("review", true, "whether somebody reviews the request"),
            shipping: r.choice(
                "shipping",
                &shipping,
                Some(0),
                "whether shipping is refunded too",
            ),
            name: r.table("name", "the reason's name for people", TierName::read),
        }
    }
}
