//! Exact fractions: what points are before they are rounded.

use core::cmp::Ordering;

use super::{Ratio, Rounding, divide, product};
use crate::number::{OutOfRange, Points};

/// An exact number of points on its way to being whole: non-negative, reduced where sums would grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    num: i128,
    den: i128,
}

impl Fraction {
    /// Nothing.
    pub const ZERO: Self = Self { num: 0, den: 1 };

    /// A whole number.
    #[must_use]
    pub fn whole(value: i64) -> Self {
        Self {
            num: i128::from(value),
            den: 1,
        }
    }

    /// A numerator over a denominator of at least 1.
    #[must_use]
    pub fn of(num: i128, den: i64) -> Self {
        Self {
            num,
            den: i128::from(den.max(1)),
        }
    }

    /// Whether this is nothing at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.num == 0
    }

    /// This, times another.
    ///
    /// # Errors
    /// [`OutOfRange`] when a term leaves `i128`.
    pub fn times_fraction(self, other: Self) -> Result<Self, OutOfRange> {
        Ok(Self {
            num: product(self.num, other.num)?,
            den: product(self.den, other.den)?,
        })
    }

    /// This less a whole number, at least nothing.
    ///
    /// # Errors
    /// [`OutOfRange`] when a term leaves `i128`.
    pub fn less(self, whole: i64) -> Result<Self, OutOfRange> {
        let taken = product(self.den, i128::from(whole))?;
        let num = self.num.checked_sub(taken).ok_or(OutOfRange)?.max(0);
        Ok(Self { num, den: self.den })
    }

    /// This, times a ratio.
    ///
    /// # Errors
    /// [`OutOfRange`] when a term leaves `i128`.
    pub fn times(self, ratio: Ratio) -> Result<Self, OutOfRange> {
        if ratio.is_one() {
            return Ok(self);
        }
        Ok(Self {
            num: product(self.num, i128::from(ratio.num))?,
            den: product(self.den, i128::from(ratio.den))?,
        })
    }

    /// The exact sum.
    ///
    /// # Errors
    /// [`OutOfRange`] when a term leaves `i128`.
    pub fn plus(self, other: Self) -> Result<Self, OutOfRange> {
        if self.is_zero() {
            return Ok(other);
        }
        if self.den == other.den {
            let num = self.num.checked_add(other.num).ok_or(OutOfRange)?;
            return Ok(Self { num, den: self.den });
        }
        // The least common denominator: that of many sums stays what their terms have in common.
        let common = common_divisor(self.den, other.den);
        let (by_left, by_right) = (divide(other.den, common).0, divide(self.den, common).0);
        let left = product(self.num, by_left)?;
        let right = product(other.num, by_right)?;
        Ok(Self {
            num: left.checked_add(right).ok_or(OutOfRange)?,
            den: product(self.den, by_left)?,
        })
    }

    /// This less another, at least nothing.
    ///
    /// # Errors
    /// [`OutOfRange`] when a term leaves `i128`.
    pub fn minus(self, other: Self) -> Result<Self, OutOfRange> {
        if other.is_zero() {
            return Ok(self);
        }
        let negated = Self {
            num: -other.num,
            ..other
        };
        let difference = negated.plus(self)?;
        Ok(Self {
            num: difference.num.max(0),
            ..difference
        })
    }

    /// Which of two is more; total, whatever the terms: whole parts first, then the inverses of what
    /// is left.
    #[must_use]
    pub fn compare(self, other: Self) -> Ordering {
        let (mut left, mut right) = (self, other);
        if left.den == right.den {
            return left.num.cmp(&right.num);
        }
        let mut is_inverse = false;
        loop {
            let (whole_left, rest_left) = divide(left.num, left.den);
            let (whole_right, rest_right) = divide(right.num, right.den);
            let found = whole_left.cmp(&whole_right).then_with(|| {
                if rest_left == 0 || rest_right == 0 {
                    return rest_left.cmp(&rest_right);
                }
                Ordering::Equal
            });
            if found != Ordering::Equal || rest_left == 0 {
                return if is_inverse { found.reverse() } else { found };
            }
            left = Self {
                num: left.den,
                den: rest_left,
            };
            right = Self {
                num: right.den,
                den: rest_right,
            };
            is_inverse = !is_inverse;
        }
    }

    /// The whole points in it, and so many parts of `whole` that what is left comes to, rounded
    /// down.
    ///
    /// # Errors
    /// [`OutOfRange`] when a term leaves `i128`.
    pub fn split(self, whole: i64) -> Result<(i128, i64), OutOfRange> {
        let (points, rest) = divide(self.num, self.den);
        let (parts, _) = divide(product(rest, i128::from(whole))?, self.den);
        Ok((points, i64::try_from(parts).map_err(|_| OutOfRange)?))
    }

    /// The whole number of points, rounded as named.
    ///
    /// # Errors
    /// [`OutOfRange`] when the result is no amount.
    pub fn round(self, rounding: Rounding) -> Result<Points, OutOfRange> {
        let (quotient, remainder) = divide(self.num, self.den);
        let twice = remainder.checked_add(remainder).ok_or(OutOfRange)?;
        let up = match rounding {
            Rounding::Floor => false,
            Rounding::Ceil => remainder > 0,
            Rounding::HalfUp => twice >= self.den,
            Rounding::HalfEven => twice > self.den || (twice == self.den && quotient % 2 == 1),
        };
        Points::from_wide(quotient + i128::from(up))
    }
}

/// The greatest common divisor of two positive numbers.
#[must_use]
pub(crate) fn common_divisor(left: i128, right: i128) -> i128 {
    let (mut a, mut b) = (left, right);
    while b > 0 {
        (a, b) = (b, divide(a, b).1);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rounding_does_what_its_name_says() {
        let round = |num, den, how| Fraction { num, den }.round(how).unwrap().value();
        // 19 points times 1.5 is 28.5 (rules.md row 6).
        let half = |how| {
            Fraction::whole(19)
                .times(Ratio::new(15, 10).unwrap())
                .unwrap()
                .round(how)
        };
        assert_eq!(half(Rounding::Floor).unwrap().value(), 28);
        assert_eq!(half(Rounding::HalfUp).unwrap().value(), 29);
        assert_eq!(half(Rounding::HalfEven).unwrap().value(), 28);
        assert_eq!(half(Rounding::Ceil).unwrap().value(), 29);
        assert_eq!(round(7, 2, Rounding::HalfEven), 4);
        assert_eq!(round(5, 2, Rounding::HalfEven), 2);
        assert_eq!(round(7, 3, Rounding::HalfUp), 2);
        assert_eq!(round(6, 3, Rounding::Ceil), 2);
    }

    #[test]
    fn sums_of_unlike_fractions_are_exact() {
        let third = Fraction { num: 1, den: 3 };
        let half = Fraction { num: 1, den: 2 };
        let sum = third
            .plus(half)
            .and_then(|s| s.plus(Fraction { num: 1, den: 6 }))
            .unwrap();
        assert_eq!(sum.round(Rounding::Floor).unwrap().value(), 1);
        let huge = Fraction {
            num: i128::MAX,
            den: 1,
        };
        assert_eq!(huge.plus(Fraction::whole(1)), Err(OutOfRange));
        assert_eq!(huge.round(Rounding::Floor), Err(OutOfRange));
    }

    #[test]
    fn sums_over_many_lines_keep_a_common_denominator() {
        let of = |den| Fraction { num: 1, den };
        let mut sum = Fraction::ZERO;
        for place in 0..200 {
            sum = sum.plus(of([100, 300, 700][place % 3])).unwrap();
        }
        assert_eq!(sum.den, 2_100);
        assert_eq!(sum.num, 67 * 21 + 67 * 7 + 66 * 3);
        assert_eq!(sum.minus(sum).unwrap().num, 0);
        assert_eq!(of(100).minus(of(3)).unwrap().num, 0, "at least nothing");
        let left = of(3).minus(of(4)).unwrap();
        assert_eq!((left.num, left.den), (1, 12));
    }

    #[test]
    fn fractions_compare_whatever_their_terms() {
        let of = |num, den| Fraction { num, den };
        let cases = [
            (of(1, 3), of(2, 6), Ordering::Equal),
            (of(1, 3), of(33, 100), Ordering::Greater),
            (of(5, 2), of(7, 3), Ordering::Greater),
            (of(0, 7), of(0, 1), Ordering::Equal),
            (of(0, 7), of(1, i128::MAX), Ordering::Less),
            (
                of(i128::MAX, i128::MAX - 1),
                of(i128::MAX - 1, i128::MAX - 2),
                Ordering::Less,
            ),
            (of(3, 1), of(6, 2), Ordering::Equal),
        ];
        for (left, right, found) in cases {
            assert_eq!(left.compare(right), found, "{left:?} {right:?}");
            assert_eq!(right.compare(left), found.reverse(), "{right:?} {left:?}");
        }
    }

    #[test]
    fn what_is_left_of_whole_points_is_told_in_parts() {
        let of = |num, den| Fraction { num, den };
        assert_eq!(of(7, 2).split(10), Ok((3, 5)));
        assert_eq!(of(2, 3).split(10), Ok((0, 6)));
        assert_eq!(of(4, 1).split(10), Ok((4, 0)));
    }
}
