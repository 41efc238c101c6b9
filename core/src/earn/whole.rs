//! How an order's fractions become whole points, and what is left of them. Clause 6.1.1a.

use super::{Earned, Setting};
use crate::kept::CapRoom;
use crate::number::{Money, OutOfRange, Points};
use crate::policy::RoundingScope;
use crate::ratio::{Fraction, Rounding};
use crate::remainder::Remainder;
use crate::share::share_out;

/// The whole points of an order that is worth so many parts of a point, with what is carried; and
/// what is left of them.
pub(crate) fn made_whole(
    worth: i128,
    carried: Remainder,
) -> Result<(Points, Remainder), OutOfRange> {
    if worth == 0 {
        // What earns nothing of itself does not turn what was carried into points.
        return Ok((Points::ZERO, carried));
    }
    let one = i128::from(Remainder::WHOLE);
    let with_carried = worth + i128::from(carried.parts());
    // After refunds less than nothing may be carried: that much is made up for first.
    let points = with_carried.max(0) / one;
    let left = Remainder::new(with_carried - points * one)?;
    Ok((Points::from_wide(points)?, left))
}

/// What an order earns, before its lines know their parts of it.
pub(super) struct Weighed {
    pub earned: Earned,
    /// By line, before rounding.
    exact: Vec<Fraction>,
    /// By line where each is rounded; else empty.
    rounded: Vec<Points>,
    /// Whole points of the order, besides those of rounded lines.
    shared: Points,
}

impl Weighed {
    /// Rounds what the lines earn, before rounding, and the order as a whole. Where remainders are
    /// carried, the order is worth so many parts of a point of itself, and leaves a remainder with
    /// what was carried.
    pub(super) fn of(
        setting: Setting<'_>,
        exact: Vec<Fraction>,
        whole: Fraction,
        by_cap: Vec<CapRoom>,
    ) -> Result<Self, OutOfRange> {
        let terms = &setting.policy.earning;
        let (rounded, of_order) = match terms.rounding_scope {
            RoundingScope::Line => {
                let lines = exact.iter().map(|line| line.round(terms.rounding));
                (lines.collect::<Result<_, _>>()?, whole)
            }
            RoundingScope::Order => {
                let mut lines = exact.iter();
                let sum = lines.try_fold(whole, |sum, line| sum.plus(*line))?;
                (Vec::new(), sum)
            }
        };
        let (shared, worth, left) = if terms.carries() {
            let (points, parts) = of_order.split(Remainder::WHOLE)?;
            let worth = points * i128::from(Remainder::WHOLE) + i128::from(parts);
            let (points, left) = made_whole(worth, setting.carried)?;
            (points, worth, left)
        } else {
            (of_order.round(terms.rounding)?, 0, setting.carried)
        };
        Ok(Self {
            earned: Earned {
                points: Points::sum(rounded.iter().copied())?.plus(shared)?,
                worth,
                left,
                by_cap,
                budgets: Vec::new(),
            },
            exact,
            rounded,
            shared,
        })
    }

    /// The points of each line: its own, and those of the whole order in proportion to what each
    /// earned; to what each was reckoned on where none earned by itself.
    pub(super) fn by_line(&self, bases: &[Money]) -> Result<Vec<Points>, OutOfRange> {
        let mut points = self.rounded.clone();
        points.resize(self.exact.len(), Points::ZERO);
        if self.shared.is_zero() {
            return Ok(points);
        }
        let mut weights = Vec::with_capacity(self.exact.len());
        for earned in &self.exact {
            weights.push(earned.round(Rounding::Ceil)?.value());
        }
        if weights.iter().all(|weight| *weight == 0) {
            weights = bases.iter().map(|basis| basis.value()).collect();
        }
        for (own, share) in points
            .iter_mut()
            .zip(share_out(self.shared.value(), &weights))
        {
            *own = own.plus(Points::new(share)?)?;
        }
        Ok(points)
    }
}
