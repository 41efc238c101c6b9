//! Receipts: what a page showed a shopper, and from what.

use serde::{Deserialize, Serialize};

use crate::id::Digest;
use crate::moment::Moment;
use crate::number::{Money, Points};
use crate::quote::Quote;
use crate::wire::{names, record};

/// The numbers that a quote promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// Points used as offset.
    pub offset_points: Points,
    /// What they take off, in minor units.
    pub offset_minor: Money,
    /// What is left to pay in cash, in minor units.
    pub cash_minor: Money,
    /// Points that the order earns.
    pub earn_points: Points,
}

record!(Promise {
    0: offset_points,
    1: offset_minor,
    2: cash_minor,
    3: earn_points
});

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The module that computed it.
    pub module: Digest,
    /// The set of policies that it computed by.
    pub policies: Digest,
    /// The version of the member's stream that its snapshot was taken at.
    pub member_version: u64,
    /// The moment that it computed at: the server's time as the page knew it.
    pub now: Moment,
    /// The numbers it showed.
    pub promise: Promise,
}

record!(Receipt {
    0: module,
    1: policies,
    2: member_version,
    3: now,
    4: promise
});

/// Why a receipt's numbers are not those of the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// Another module computed it.
    ModuleDiffers,
    /// Another set of policies is in force.
    PolicyChanged,
    /// Something happened to the member since.
    StateMovedOn,
    /// The moment made the difference: points expired, an activity ended.
    TimePassed,
    /// Others took of the budget of an activity, or gave back.
    BudgetMovedOn,
    /// By the receipt's own inputs the numbers are others: the cart or the receipt was altered.
    InputAltered,
}

names!(Difference {
    0: ModuleDiffers,
    1: PolicyChanged,
    2: StateMovedOn,
    3: TimePassed,
    4: InputAltered,
    5: BudgetMovedOn
});
