//! How an order's fractions become whole points, and what is left of them. Clause 6.1.1a.

use super::Setting;
use crate::number::{OutOfRange, Points};
use crate::policy::RoundingScope;
use crate::quote::QuotedLine;
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

/// What an order earns, before it is rounded.
pub(super) struct Sums<'a> {
    pub setting: Setting<'a>,
    /// By line; none for a line that earns nothing whatever the rules.
    pub exact: &'a [Option<Fraction>],
    /// By the order as a whole.
    pub whole: Fraction,
}

impl Sums<'_> {
    /// Gives each line its whole points. Where remainders are carried, tells what the order is worth
    /// of itself, in parts of a point, and the remainder that it leaves with what was carried.
    pub(super) fn round(&self, lines: &mut [QuotedLine]) -> Result<(i128, Remainder), OutOfRange> {
        let terms = &self.setting.policy.earning;
        let carried = self.setting.carried;
        let of_order = match terms.rounding_scope {
            RoundingScope::Line => {
                for (line, exact) in lines.iter_mut().zip(self.exact) {
                    if let Some(exact) = exact {
                        line.earn_points = exact.round(terms.rounding)?;
                    }
                }
                self.whole
            }
            RoundingScope::Order => {
                let mut lines = self.exact.iter().flatten();
                lines.try_fold(self.whole, |sum, line| sum.plus(*line))?
            }
        };
        if !terms.carries() {
            self.share(of_order.round(terms.rounding)?, lines)?;
            return Ok((0, carried));
        }
        let (points, parts) = of_order.split(Remainder::WHOLE)?;
        let worth = points * i128::from(Remainder::WHOLE) + i128::from(parts);
        let (points, left) = made_whole(worth, carried)?;
        self.share(points, lines)?;
        Ok((worth, left))
    }

    /// Points of the whole order, shared over the lines in proportion to what each earned; to what
    /// each was reckoned on where none earned by itself.
    fn share(&self, points: Points, lines: &mut [QuotedLine]) -> Result<(), OutOfRange> {
        if points.is_zero() {
            return Ok(());
        }
        let mut weights = Vec::with_capacity(lines.len());
        for exact in self.exact {
            let earned = exact.unwrap_or(Fraction::ZERO).round(Rounding::Ceil)?;
            weights.push(earned.value());
        }
        if weights.iter().all(|weight| *weight == 0) {
            weights = lines.iter().map(|line| line.basis_minor.value()).collect();
        }
        for (line, share) in lines.iter_mut().zip(share_out(points.value(), &weights)) {
            line.earn_points = line.earn_points.plus(Points::new(share)?)?;
        }
        Ok(())
    }
}
