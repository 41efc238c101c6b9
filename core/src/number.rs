//! Money, points, ratios and named rounding: every number that a rule touches.
//!
//! Both amounts stay within ±(2^53 − 1) by type, so that a JSON number carries them exactly into
//! JavaScript. Intermediates are `i128`; nothing wraps and nothing is a float.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::ratio::product;
use crate::wire::{Reader, Wire, Writer};

/// The largest magnitude of any amount: the largest integer that a JSON number carries exactly.
pub const MAX_AMOUNT: i64 = 9_007_199_254_740_991;

/// A number left the range of amounts, or an intermediate the range of `i128`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("amount beyond ±9007199254740991")]
pub struct OutOfRange;

macro_rules! amount {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// The amount, if it is within range.
            ///
            /// # Errors
            /// [`OutOfRange`] beyond ±(2^53 − 1).
            pub const fn new(value: i64) -> Result<Self, OutOfRange> {
                if value > MAX_AMOUNT || value < -MAX_AMOUNT {
                    return Err(OutOfRange);
                }
                Ok(Self(value))
            }

            /// The amount that an intermediate came to, if it is within range.
            ///
            /// # Errors
            /// [`OutOfRange`] beyond ±(2^53 − 1).
            pub fn from_wide(value: i128) -> Result<Self, OutOfRange> {
                i64::try_from(value).map_err(|_| OutOfRange).and_then(Self::new)
            }

            /// The bare number.
            #[must_use]
            pub const fn value(self) -> i64 {
                self.0
            }

            /// Whether this is nothing at all.
            #[must_use]
            pub const fn is_zero(self) -> bool {
                self.0 == 0
            }

            /// The sum.
            ///
            /// # Errors
            /// [`OutOfRange`] beyond ±(2^53 − 1).
            pub const fn plus(self, other: Self) -> Result<Self, OutOfRange> {
                // Two amounts are far from the ends of 64 bits.
                Self::new(self.0.wrapping_add(other.0))
            }

            /// The difference.
            ///
            /// # Errors
            /// [`OutOfRange`] beyond ±(2^53 − 1).
            pub const fn minus(self, other: Self) -> Result<Self, OutOfRange> {
                Self::new(self.0.wrapping_sub(other.0))
            }

            /// The sum, held at the ends of the range: for `evolve`, which must be total. What it
            /// adds was checked by the decision that wrote the event.
            #[must_use]
            pub fn saturating_plus(self, other: Self) -> Self {
                Self((self.0 + other.0).clamp(-MAX_AMOUNT, MAX_AMOUNT))
            }

            /// The difference, held at the ends of the range: see [`Self::saturating_plus`].
            #[must_use]
            pub fn saturating_minus(self, other: Self) -> Self {
                Self((self.0 - other.0).clamp(-MAX_AMOUNT, MAX_AMOUNT))
            }

            /// This amount `count` times.
            ///
            /// # Errors
            /// [`OutOfRange`] beyond ±(2^53 − 1).
            pub fn times(self, count: u32) -> Result<Self, OutOfRange> {
                // A price is small: below so much, no 32-bit count leaves 64 bits. A checked product
                // would be one of 128 bits in the module.
                if self.0.unsigned_abs() < 1 << 31 {
                    return Self::new(self.0.wrapping_mul(i64::from(count)));
                }
                Self::from_wide(product(i128::from(self.0), i128::from(count))?)
            }

            /// The sum of many.
            ///
            /// # Errors
            /// [`OutOfRange`] beyond ±(2^53 − 1), at any step.
            pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self, OutOfRange> {
                amounts.into_iter().try_fold(Self::ZERO, Self::plus)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(i64::deserialize(deserializer)?).map_err(D::Error::custom)
            }
        }

        impl Wire for $name {
            fn write(&self, w: &mut Writer) {
                w.integer(self.0);
            }

            fn read(r: &mut Reader<'_>) -> Self {
                let at = r.at();
                Self::new(r.integer()).unwrap_or_else(|_| {
                    r.fail(at, "an amount is within ±9007199254740991");
                    Self::ZERO
                })
            }
        }
    };
}

amount! {
    /// Money in minor units of the policy's currency (fen, cents, yen).
    Money
}

amount! {
    /// Loyalty points (积分): whole, never fractional.
    Points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_ends_where_javascript_stops_being_exact() {
        assert_eq!(Money::new(MAX_AMOUNT).map(Money::value), Ok(MAX_AMOUNT));
        assert_eq!(Money::new(MAX_AMOUNT + 1), Err(OutOfRange));
        assert_eq!(Money::new(-MAX_AMOUNT - 1), Err(OutOfRange));
        let most = Money::new(MAX_AMOUNT).unwrap();
        assert_eq!(most.plus(Money::new(1).unwrap()), Err(OutOfRange));
        assert_eq!(most.minus(most), Ok(Money::ZERO));
        assert_eq!(most.times(2), Err(OutOfRange));
    }
}
