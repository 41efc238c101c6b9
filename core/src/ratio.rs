//! Ratios, exact fractions, and named rounding: how amounts become other amounts.

use serde::{Deserialize, Serialize};

use crate::number::{OutOfRange, Points};
use crate::wire::{Reader, Wire, Writer, names};

/// How a fraction becomes whole (取整). Every place that rounds names one of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// Toward zero for what is positive: the remainder is dropped.
    #[default]
    Floor,
    /// To the nearest; a half goes up.
    HalfUp,
    /// To the nearest; a half goes to the even neighbour.
    HalfEven,
    /// Any remainder goes up.
    Ceil,
}

names!(Rounding {
    0: Floor,
    1: HalfUp,
    2: HalfEven,
    3: Ceil
});

impl Rounding {
    /// The words for them in documents, the default first.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("floor", Self::Floor),
        ("half_up", Self::HalfUp),
        ("half_even", Self::HalfEven),
        ("ceil", Self::Ceil),
    ];
}

/// An exact ratio of two whole numbers, as a policy states a rate, a multiplier or a share.
///
/// On the wire: the array `[numerator, denominator]`, in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Ratio {
    /// Numerator, 0 to 10^9.
    num: u32,
    /// Denominator, 1 to 10^9.
    den: u32,
}

impl Wire for Ratio {
    fn write(&self, w: &mut Writer) {
        w.array(2);
        w.number(u64::from(self.num));
        w.number(u64::from(self.den));
    }

    fn read(r: &mut Reader<'_>) -> Self {
        let at = r.at();
        let terms: Vec<u32> = r.list();
        let ratio = match *terms {
            // Only lowest terms are canonical.
            [num, den] => Self::new(num, den)
                .ok()
                .filter(|it| it.num == num && it.den == den),
            _ => None,
        };
        ratio.unwrap_or_else(|| {
            r.fail(
                at,
                "a ratio is two numbers in lowest terms, the second not 0",
            );
            Self::ONE
        })
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        let left = u64::from(self.num) * u64::from(other.den);
        left.cmp(&(u64::from(other.num) * u64::from(self.den)))
    }
}

impl Ratio {
    /// Exactly one.
    pub const ONE: Self = Self { num: 1, den: 1 };
    /// The largest numerator and denominator.
    pub const MAX_TERM: u32 = 1_000_000_000;

    /// The ratio in lowest terms, if both terms are within range.
    ///
    /// # Errors
    /// [`OutOfRange`] when the denominator is 0 or a term is above [`Self::MAX_TERM`].
    pub const fn new(num: u32, den: u32) -> Result<Self, OutOfRange> {
        if den == 0 || num > Self::MAX_TERM || den > Self::MAX_TERM {
            return Err(OutOfRange);
        }
        let (mut a, mut b) = (num, den);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Ok(Self {
            num: num / a,
            den: den / a,
        })
    }

    /// The numerator.
    #[must_use]
    pub const fn num(self) -> u32 {
        self.num
    }

    /// The denominator, at least 1.
    #[must_use]
    pub const fn den(self) -> u32 {
        self.den
    }

    /// Whether this is exactly one.
    #[must_use]
    pub const fn is_one(self) -> bool {
        self.num == self.den
    }

    /// Whether this is at most one.
    #[must_use]
    pub const fn is_share(self) -> bool {
        self.num <= self.den
    }
}

/// An exact number of points on its way to being whole: non-negative, never reduced.
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
        let left = product(self.num, other.den)?;
        let right = product(other.num, self.den)?;
        let den = product(self.den, other.den)?;
        Ok(Self {
            num: left.checked_add(right).ok_or(OutOfRange)?,
            den,
        })
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

/// The product; 64-bit multiplication where that is sure to be enough, because the 128-bit one is a
/// slow routine in WebAssembly, and slower still when it is checked.
///
/// # Errors
/// [`OutOfRange`] when it leaves `i128`.
pub fn product(left: i128, right: i128) -> Result<i128, OutOfRange> {
    if let (Ok(l), Ok(r)) = (i64::try_from(left), i64::try_from(right)) {
        // So many bits and a sign at the most: the product has no more than both together.
        if l.unsigned_abs().leading_zeros() + r.unsigned_abs().leading_zeros() > 64 {
            return Ok(i128::from(l.wrapping_mul(r)));
        }
    }
    left.checked_mul(right).ok_or(OutOfRange)
}

/// The product of two amounts, which no `i128` is too narrow for.
#[must_use]
pub fn widened(left: i64, right: i64) -> i128 {
    product(i128::from(left), i128::from(right)).unwrap_or_default()
}

/// Quotient and remainder of non-negative numbers; 64-bit division where both fit, because the
/// 128-bit one is a slow routine in WebAssembly.
#[must_use]
pub fn divide(num: i128, den: i128) -> (i128, i128) {
    match (u64::try_from(num), u64::try_from(den)) {
        (Ok(n), Ok(d)) if d != 0 => (i128::from(n / d), i128::from(n % d)),
        _ if den != 0 => (num / den, num % den),
        _ => (0, 0),
    }
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
    fn products_are_the_same_by_either_way() {
        let numbers = [
            0,
            1,
            -1,
            3,
            1 << 31,
            1 << 32,
            -(1 << 32),
            i64::MAX,
            i64::MIN,
        ];
        for left in numbers.map(i128::from) {
            for right in numbers.map(i128::from) {
                assert_eq!(product(left, right), Ok(left * right), "{left} * {right}");
            }
        }
        assert_eq!(product(i128::MAX, 2), Err(OutOfRange));
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
    fn a_ratio_is_kept_in_lowest_terms() {
        assert_eq!(Ratio::new(150, 100), Ratio::new(3, 2));
        assert_eq!(Ratio::new(0, 5), Ratio::new(0, 1));
        assert_eq!(Ratio::new(1, 0), Err(OutOfRange));
        assert_eq!(Ratio::new(Ratio::MAX_TERM + 1, 1), Err(OutOfRange));
    }
}
