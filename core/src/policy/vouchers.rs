//! What a voucher of the mall takes off an order, and of which. Clause 6.2.1a.

use serde::{Deserialize, Serialize};

use crate::document::Reader;
use crate::id::Category;
use crate::limits::MAX_VOUCHER_CATEGORIES;
use crate::number::Money;
use crate::ratio::Ratio;
use crate::wire::{choice, record};

/// How much a voucher takes off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakesOff {
    /// So much, in minor units; of goods that cost less, all that they cost.
    Amount(Money),
    /// A part of what the goods cost, above 0 and at most 1, rounded down.
    Share(Ratio),
}

choice!(TakesOff {
    0: Amount(0: inner),
    1: Share(0: inner),
});

/// The terms of a voucher (优惠券): issued with them, it keeps them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VoucherTerms {
    /// How much it takes off.
    pub takes_off: TakesOff,
    /// What the goods that it is for must cost at the least, in minor units.
    pub least_minor: Money,
    /// The goods that it is for, by category, sorted; all where empty.
    pub only_categories: Vec<Category>,
    /// Whether points may offset a part of the same order.
    pub with_points: bool,
    /// Days (of 24 hours) for which it can be used.
    pub valid_days: u16,
    /// Days more for one that comes back from an order when it is over already, counted from then;
    /// absent where it does not come back.
    pub revive_days: Option<u16>,
}

record!(VoucherTerms {
    0: takes_off,
    1: least_minor,
    2: only_categories,
    3: with_points,
    4: valid_days,
    5: revive_days
});

impl VoucherTerms {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let amount = r.optional("amount", |r| r.money("amount", "money off"));
        let share = r.optional("share", |r| r.ratio("share", "a part of the price off"));
        if amount.is_some_and(Money::is_zero) {
            r.finding("amount", "voucher_of_nothing");
        }
        if share.is_some_and(|share| share.num() == 0) {
            r.finding("share", "voucher_of_nothing");
        }
        if share.is_some_and(|share| share.num() > share.den()) {
            r.finding("share", "share_above_one");
        }
        let takes_off = match (amount, share) {
            (Some(amount), None) => TakesOff::Amount(amount),
            (None, Some(share)) => TakesOff::Share(share),
            (Some(amount), Some(_)) => {
                r.finding("share", "not_here");
                TakesOff::Amount(amount)
            }
            (None, None) => {
                r.finding("amount", "missing");
                TakesOff::Amount(Money::ZERO)
            }
        };
        Self {
            takes_off,
            least_minor: r.money_or("least", Money::ZERO, "what the goods must cost"),
            only_categories: r.ids(
                "only_categories",
                MAX_VOUCHER_CATEGORIES,
                "the goods that it is for",
                Category::new,
            ),
            with_points: r.flag_or("with_points", true, "whether points may offset beside it"),
            valid_days: r.whole("valid_days", 1..=1_100, "days for which it can be used"),
            revive_days: r.optional("revive_days", |r| {
                r.whole(
                    "revive_days",
                    1..=1_100,
                    "days more where an order gives it back too late",
                )
            }),
        }
    }
}
