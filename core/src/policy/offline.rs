//! Clause 5.1.1: purchases that were paid outside, at a till, and are claimed afterwards.

use serde::Serialize;

use crate::document::Reader;
use crate::id::RuleId;
use crate::limits::MAX_REFUND_REASONS;
use crate::number::Money;
use crate::wire::{names, record};

/// The most days within which a purchase may be claimed.
pub(super) const MOST_CLAIM_DAYS: u16 = 366;

/// What happens to a claim that nobody reviewed in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnreviewedClaim {
    /// It goes on waiting.
    #[default]
    Wait,
    /// It is approved.
    Approve,
    /// It lapses: it earns nothing.
    Lapse,
}

names!(UnreviewedClaim {
    0: Wait,
    1: Approve,
    2: Lapse
});

/// The terms of purchases made outside (线下订单).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offline {
    /// Civil days after the purchase's own within which it may be claimed; on the last one it still
    /// may.
    pub claim_within_days: u16,
    /// Up to so much paid, in minor units, a claim is approved at once; above it somebody reviews
    /// it. By default nothing: every claim is reviewed.
    pub alone_up_to_minor: Money,
    /// Days within which a claim is reviewed.
    pub review_days: u16,
    /// What happens when it is not.
    pub when_overdue: UnreviewedClaim,
    /// The reasons for which a claim may be refused, sorted.
    pub refusal_reasons: Vec<RuleId>,
}

record!(Offline {
    0: claim_within_days,
    1: alone_up_to_minor,
    2: review_days,
    3: when_overdue,
    4: refusal_reasons
});

impl Offline {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let overdue = [
            ("wait", UnreviewedClaim::Wait),
            ("approve", UnreviewedClaim::Approve),
            ("lapse", UnreviewedClaim::Lapse),
        ];
        let doc = "civil days after the purchase within which it may be claimed";
        let claim_within_days = r.whole("claim_within_days", 1..=MOST_CLAIM_DAYS, doc);
        let doc = "paid at most so much, a claim is approved at once";
        let alone_up_to_minor = r.money_or("alone_up_to", Money::ZERO, doc);
        let doc = "days within which a claim is reviewed";
        let review_days = r.whole_or("review_days", 1..=90, 7, doc);
        let doc = "what happens when it is not";
        let when_overdue = r.choice("when_overdue", &overdue, Some(0), doc);
        let doc = "the reasons for which a claim may be refused";
        let refusal_reasons = r.ids("refusal_reasons", MAX_REFUND_REASONS, doc, RuleId::new);
        if refusal_reasons.is_empty() && r.is_clean("/orders/offline/refusal_reasons") {
            r.finding("refusal_reasons", "missing");
        }
        Self {
            claim_within_days,
            alone_up_to_minor,
            review_days,
            when_overdue,
            refusal_reasons,
        }
    }
}
