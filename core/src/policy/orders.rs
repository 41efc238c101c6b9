//! Chapter 5: how long an order waits, and for what.

use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::document::Reader;

/// The terms of orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct Orders {
    /// Minutes in which an order must be paid before it lapses and its hold is released.
    #[n(0)]
    pub pay_within_minutes: u32,
    /// Days after payment at which an order settles by itself.
    #[n(1)]
    pub settle_after_days: u32,
    /// Minutes by which the stated moment of an act may lie before the moment it is recorded.
    #[n(2)]
    pub past_skew_minutes: u32,
}

impl Orders {
    pub(super) fn read(r: &mut Reader<'_>) -> Self {
        Self {
            pay_within_minutes: r.whole("pay_within_minutes", 1..=43_200, "until an order lapses"),
            settle_after_days: r.whole("settle_after_days", 1..=400, "until an order settles"),
            past_skew_minutes: r.whole_or(
                "past_skew_minutes",
                0..=43_200,
                0,
                "how long ago an act may have happened when it is recorded",
            ),
        }
    }
}
