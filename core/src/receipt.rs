//! Receipts: what a page showed a shopper, and from what.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::id::Digest;
use crate::moment::Moment;
use crate::number::{Money, Points};
use crate::quote::Quote;

/// The numbers that a quote promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[serde(deny_unknown_fields)]
#[cbor(map)]
pub struct Promise {
    /// Points used as offset.
    #[n(0)]
    pub offset_points: Points,
    /// What they take off, in minor units.
    #[n(1)]
    pub offset_minor: Money,
    /// What is left to pay in cash, in minor units.
    #[n(2)]
    pub cash_minor: Money,
    /// Points that the order earns.
    #[n(3)]
    pub earn_points: Points,
}

impl From<&Quote> for Promise {
    fn from(quote: &Quote) -> Self {
        Self {
            offset_points: quote.offset.points,
            offset_minor: quote.offset.value_minor,
            cash_minor: quote.cash_minor,
            earn_points: quote.earn_points,
        }
    }
}

/// What a page showed, made when the order is placed and not on each keystroke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[serde(deny_unknown_fields)]
#[cbor(map)]
pub struct Receipt {
    /// The module that computed it.
    #[n(0)]
    pub module: Digest,
    /// The set of policies that it computed by.
    #[n(1)]
    pub policies: Digest,
    /// The version of the member's stream that its snapshot was taken at.
    #[n(2)]
    pub member_version: u64,
    /// The moment that it computed at: the server's time as the page knew it.
    #[n(3)]
    pub now: Moment,
    /// The numbers it showed.
    #[n(4)]
    pub promise: Promise,
}

/// Why a receipt's numbers are not those of the decision.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Difference {
    /// Another module computed it.
    #[n(0)]
    ModuleDiffers,
    /// Another set of policies is in force.
    #[n(1)]
    PolicyChanged,
    /// Something happened to the member since.
    #[n(2)]
    StateMovedOn,
    /// The moment made the difference: points expired, an activity ended.
    #[n(3)]
    TimePassed,
    /// By the receipt's own inputs the numbers are others: the cart or the receipt was altered.
    #[n(4)]
    InputAltered,
}
