//! Clause 6.1: what operators may give and take by hand.

use serde::Serialize;

use crate::document::Reader;
use crate::id::RuleId;
use crate::limits::MAX_ADJUSTMENT_REASONS;
use crate::number::{MAX_AMOUNT, Points};
use crate::wire::record;

/// The terms of adjustments (手工调整).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Adjustments {
    /// The reasons that an adjustment may have, sorted.
    pub reasons: Vec<RuleId>,
    /// Up to so many points, given or taken, one person is enough; above it a second one approves.
    /// By default none: every adjustment takes two.
    pub alone_up_to: Points,
}

record!(Adjustments {
    0: reasons,
    1: alone_up_to
});

impl Adjustments {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let reasons = r.ids(
            "reasons",
            MAX_ADJUSTMENT_REASONS,
            "the reasons that an adjustment may have",
            RuleId::new,
        );
        if reasons.is_empty() && r.is_clean("/adjustments/reasons") {
            r.finding("reasons", "missing");
        }
        let alone_up_to = r.points_or(
            "alone_up_to",
            0..=MAX_AMOUNT,
            0,
            "points up to which one person is enough; above, a second one approves",
        );
        Self {
            reasons,
            alone_up_to,
        }
    }
}
