//! Points that are given on an occasion, without an order. Clause 6.1.1b.

use serde::Serialize;

use crate::document::Reader;
use crate::number::Points;
use crate::wire::record;

/// So many points, and when they become available.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bonus {
    /// Points, at least 1.
    pub points: Points,
    /// Days (of 24 hours) until they become available.
    pub pending_days: u16,
}

record!(Bonus {
    0: points,
    1: pending_days
});

impl Bonus {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let doc = "days until they become available";
        Self {
            points: r.points("points", 1..=1_000_000_000, "so many points"),
            pending_days: r.whole_or("pending_days", 0..=400, 0, doc),
        }
    }
}
