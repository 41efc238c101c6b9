//! Remainders: the exact part of a point that rounding an order down leaves (零头). Clause 6.1.1a.
//!
//! A remainder is a whole number of parts, of which [`Remainder::WHOLE`] make a point. So sums are
//! exact whatever their order, and what a refund takes back is what the order had left. A policy
//! that carries remainders states rates and multipliers whose fractions are such parts, and is
//! refused otherwise: nothing is ever lost by rounding to a part.

use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::number::{MAX_AMOUNT, OutOfRange};
use crate::ratio::common_divisor;
use crate::wire::{Reader, Wire, Writer};

/// A part of a point, exact; below nothing where refunds took back more than was left.
///
/// On the wire: the array `[numerator, denominator]`, in lowest terms; the denominator divides
/// [`Remainder::WHOLE`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remainder(i64);

impl Remainder {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// Parts of a point: 2^10 · 3^3 · 5^8 · 7 · 11 · 13, so that every denominator that rates and
    /// multipliers have in practice divides it.
    pub const WHOLE: i64 = 10_810_800_000_000;

    /// So many parts.
    ///
    /// # Errors
    /// [`OutOfRange`] beyond ±(2^53 − 1) parts, some 800 points.
    pub fn new(parts: i128) -> Result<Self, OutOfRange> {
        let parts = i64::try_from(parts).map_err(|_| OutOfRange)?;
        if parts.abs() > MAX_AMOUNT {
            return Err(OutOfRange);
        }
        Ok(Self(parts))
    }

    /// So many of the parts that the second makes a point of; nothing where these are no parts of
    /// [`Self::WHOLE`], or out of range.
    #[must_use]
    pub fn of_terms(num: i64, den: i64) -> Option<Self> {
        if den <= 0 || Self::WHOLE % den != 0 {
            return None;
        }
        Self::new(i128::from(num) * i128::from(Self::WHOLE / den)).ok()
    }

    /// The parts.
    #[must_use]
    pub const fn parts(self) -> i64 {
        self.0
    }

    /// Whether this is nothing at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, held at the ends of the range: for `evolve`, which must be total. No member comes
    /// near: an order takes all that is carried, and each that is open beside it moves it by less
    /// than a point.
    #[must_use]
    pub fn saturating_plus(self, other: Self) -> Self {
        Self((self.0 + other.0).clamp(-MAX_AMOUNT, MAX_AMOUNT))
    }

    /// The difference, held at the ends of the range: see [`Self::saturating_plus`].
    #[must_use]
    pub fn saturating_minus(self, other: Self) -> Self {
        self.saturating_plus(Self(-other.0))
    }

    /// Numerator and denominator, in lowest terms.
    #[must_use]
    pub fn terms(self) -> (i64, i64) {
        let common = common_divisor(i128::from(self.0.abs()), i128::from(Self::WHOLE));
        let common = i64::try_from(common).unwrap_or(1);
        (self.0 / common, Self::WHOLE / common)
    }
}

impl Serialize for Remainder {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (num, den) = self.terms();
        let mut terms = serializer.serialize_struct("Remainder", 2)?;
        terms.serialize_field("num", &num)?;
        terms.serialize_field("den", &den)?;
        terms.end()
    }
}

/// Numerator and denominator, as a document of JSON has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Terms {
    num: i64,
    den: i64,
}

impl<'de> Deserialize<'de> for Remainder {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Terms { num, den } = Terms::deserialize(deserializer)?;
        Self::of_terms(num, den).ok_or_else(|| D::Error::custom(NO_REMAINDER))
    }
}

const NO_REMAINDER: &str = "a remainder is two numbers, the second a divisor of its whole";

impl Wire for Remainder {
    fn write(&self, w: &mut Writer) {
        let (num, den) = self.terms();
        w.array(2);
        w.integer(num);
        w.integer(den);
    }

    fn read(r: &mut Reader<'_>) -> Self {
        let at = r.at();
        let terms: Vec<i64> = r.list();
        let remainder = match *terms {
            // Only lowest terms are canonical.
            [num, den] => Self::of_terms(num, den).filter(|it| it.terms() == (num, den)),
            _ => None,
        };
        remainder.unwrap_or_else(|| {
            r.fail(
                at,
                "a remainder is two numbers in lowest terms, the second a divisor of its whole",
            );
            Self::ZERO
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{decode, encode};

    #[test]
    fn a_remainder_is_written_in_lowest_terms_and_read_in_no_other() {
        let half = Remainder::new(i128::from(Remainder::WHOLE / 2)).unwrap();
        assert_eq!(encode(&half), [0x82, 0x01, 0x02]);
        let owed = Remainder::ZERO.saturating_minus(half);
        assert_eq!(owed.terms(), (-1, 2));
        for one in [half, owed, Remainder::ZERO] {
            assert_eq!(decode(&encode(&one)), Ok(one));
        }
        for bytes in [[0x82, 0x02, 0x04], [0x82, 0x01, 0x11], [0x82, 0x01, 0x00]] {
            assert!(decode::<Remainder>(&bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn it_ends_where_amounts_end() {
        let most = i128::from(MAX_AMOUNT);
        assert!(Remainder::new(most).is_ok() && Remainder::new(-most).is_ok());
        assert_eq!(Remainder::new(most + 1), Err(OutOfRange));
        assert_eq!(Remainder::new(-most - 1), Err(OutOfRange));
    }
}
