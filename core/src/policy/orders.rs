//! Chapter 5: how long an order waits, and for what.

use serde::Serialize;

use crate::document::Reader;
use crate::wire::record;

/// The most days by which an act may be recorded after it happened.
pub(super) const MOST_SKEW_DAYS: u16 = 30;

/// The terms of orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Orders {
    /// Minutes in which an order must be paid before it lapses and its hold is released.
    pub pay_within_minutes: u32,
    /// Days after payment at which an order settles by itself.
    pub settle_after_days: u32,
    /// Minutes by which the stated moment of an act may lie before the moment it is recorded.
    pub past_skew_minutes: u32,
}

record!(Orders {
    0: pay_within_minutes,
    1: settle_after_days,
    2: past_skew_minutes
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
        }
    }
}
