//! Clause 6.2.1b: paying a part of the price with points.

use serde::Serialize;

use super::Scope;
use crate::document::Reader;
use crate::number::{MAX_AMOUNT, Money, OutOfRange, Points};
use crate::ratio::{Ratio, divide, widened};
use crate::wire::{names, record};

/// What happens when more points are asked for than may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OverAsk {
    /// As many are used as may be.
    #[default]
    Take,
    /// The order is refused.
    Refuse,
}

names!(OverAsk { 0: Take, 1: Refuse });

/// The terms of offset (抵扣).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offset {
    /// So many points …
    pub points: Points,
    /// … are worth so much, in minor units.
    pub worth_minor: Money,
    /// The least points that may be used on one order.
    pub least_points: Points,
    /// Points are used in multiples of this; one step is worth a whole number of minor units.
    pub step_points: Points,
    /// The most that one order may use; absent where there is no such cap.
    pub most_points: Option<Points>,
    /// The share of the eligible goods' price that points may pay.
    pub share: Ratio,
    /// What must be left to pay in cash, in minor units.
    pub least_cash_minor: Money,
    /// The goods that may be offset.
    pub eligible: Scope,
    /// What happens when more is asked for.
    pub over_ask: OverAsk,
    /// Days that points get which come back after their lot expired; 0 keeps the old expiry, and
    /// so forfeits them.
    pub reinstate_days: u16,
}

record!(Offset {
    0: points,
    1: worth_minor,
    2: least_points,
    3: step_points,
    4: most_points,
    5: share,
    6: least_cash_minor,
    7: eligible,
    8: over_ask,
    9: reinstate_days
});

impl Offset {
    /// What so many points take off, in minor units: exact for a whole number of steps.
    ///
    /// # Errors
    /// [`OutOfRange`] beyond the range of money.
    pub fn value_of(&self, points: Points) -> Result<Money, OutOfRange> {
        let wide = widened(points.value(), self.worth_minor.value());
        Money::from_wide(divide(wide, i128::from(self.points.value())).0)
    }

    /// The most points that take off no more than so much; whole steps are the caller's.
    ///
    /// # Errors
    /// [`OutOfRange`] beyond the range of points.
    pub fn points_within(&self, money: Money) -> Result<Points, OutOfRange> {
        let wide = widened(money.value().max(0), self.points.value());
        let points = divide(wide, i128::from(self.worth_minor.value())).0;
        Points::from_wide(points.min(i128::from(MAX_AMOUNT)))
    }

    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let over_ask = [("take", OverAsk::Take), ("refuse", OverAsk::Refuse)];
        let offset = Self {
            points: r.points("points", 1..=1_000_000_000, "so many points"),
            worth_minor: r.money("worth", "are worth so much"),
            least_points: r.points_or("least_points", 0..=MAX_AMOUNT, 0, "least for one order"),
            step_points: r.points_or("step_points", 1..=1_000_000_000, 1, "used in multiples of"),
            most_points: r.optional("most_points", |r| {
                r.points("most_points", 1..=MAX_AMOUNT, "most for one order")
            }),
            share: r.ratio_or(
                "share",
                Ratio::ONE,
                "share of the price that points may pay",
            ),
            least_cash_minor: r.money_or("least_cash", Money::ZERO, "cash left to pay"),
            eligible: r.table_or_empty("eligible", "goods that may be offset", Scope::read),
            over_ask: r.choice("over_ask", &over_ask, Some(0), "when more is asked for"),
            reinstate_days: r.whole_or(
                "reinstate_days",
                0..=400,
                30,
                "days for points that come back after their lot expired",
            ),
        };
        if !offset.share.is_share() {
            r.finding("share", "share_above_one");
        }
        if offset.worth_minor <= Money::ZERO {
            r.finding("worth", "worth_not_positive");
        }
        let step = widened(offset.step_points.value(), offset.worth_minor.value());
        if divide(step, i128::from(offset.points.value())).1 != 0 {
            r.finding("step_points", "step_not_whole_money");
        }
        offset
    }
}
