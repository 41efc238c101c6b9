//! Ratios, exact fractions, and named rounding: how amounts become other amounts.

mod fraction;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::number::OutOfRange;
use crate::wire::{Reader, Wire, Writer, names};

pub use fraction::Fraction;
pub(crate) use fraction::common_divisor;

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

/// Numerator and denominator, as a document of JSON has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Terms {
    num: u32,
    den: u32,
}

impl<'de> Deserialize<'de> for Ratio {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Terms { num, den } = Terms::deserialize(deserializer)?;
        Self::new(num, den).map_err(D::Error::custom)
    }
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
    fn a_ratio_is_kept_in_lowest_terms() {
        assert_eq!(Ratio::new(150, 100), Ratio::new(3, 2));
        assert_eq!(Ratio::new(0, 5), Ratio::new(0, 1));
        assert_eq!(Ratio::new(1, 0), Err(OutOfRange));
        assert_eq!(Ratio::new(Ratio::MAX_TERM + 1, 1), Err(OutOfRange));
    }
}
