//! Who wins: places among the entries, each as likely as any other, none twice.

use alloc::string::String;
use core::fmt::Write as _;

use super::{Seed, keyed};
use crate::id::{BeaconValue, Digest, RuleId};

/// What chance is made from, all of it known once the seed is revealed.
///
/// Number `k` of a draw is the HMAC-SHA-256, keyed by the seed's 32 bytes, of the text
/// `DRAW⏎ROOT⏎COUNT⏎VALUE⏎K⏎TRY`: the root in 64 hexadecimal digits, the numbers in decimal digits,
/// the value empty where the terms name none, lines ended by `0x0a`. Its first eight bytes are a
/// number, highest byte first. Where it is no less than the largest multiple of the bound that 64
/// bits hold, the next try is taken, from 0: so every remainder is equally likely.
#[derive(Clone, Copy, Debug)]
pub struct Chance<'c> {
    /// The draw.
    pub draw: &'c RuleId,
    /// The revealed seed.
    pub seed: &'c Seed,
    /// The root of the tree of entries.
    pub root: &'c Digest,
    /// How many entries there are.
    pub count: u32,
    /// The public value that the terms name; absent where they name none.
    pub beacon: Option<&'c BeaconValue>,
}

impl Chance<'_> {
    /// Number `k`, from 0 up to a bound that is more than 0, and less than it.
    fn number(&self, k: u32, bound: u32) -> u32 {
        let bound = u64::from(bound.max(1));
        let beacon = self.beacon.map_or("", BeaconValue::as_str);
        let (draw, root, count) = (self.draw, self.root, self.count);
        let mut attempt = 0u32;
        loop {
            let mut text = String::new();
            // Writing to a text cannot fail.
            let _ = write!(text, "{draw}\n{root}\n{count}\n{beacon}\n{k}\n{attempt}");
            let hash = keyed(&self.seed.0.0, text.as_bytes());
            let (first, _) = hash.0.as_chunks::<8>();
            let number = u64::from_be_bytes(first[0]);
            if let Some(number) = fair(number, bound) {
                return u32::try_from(number).unwrap_or_default();
            }
            attempt = attempt.wrapping_add(1);
        }
    }

    /// The place that number `k` picks among the entries that are not taken: counted from 0,
    /// without those. The taken ones are sorted. None where all are taken.
    #[must_use]
    pub fn pick(&self, k: u32, taken: &[u32]) -> Option<u32> {
        let taken_count = u32::try_from(taken.len()).unwrap_or(u32::MAX);
        let left = self
            .count
            .checked_sub(taken_count)
            .filter(|left| *left > 0)?;
        let mut place = self.number(k, left);
        for taken in taken {
            if *taken > place {
                break;
            }
            place += 1;
        }
        Some(place)
    }

    /// The places that numbers 0, 1, … pick, each once: so many, or as many as there are entries.
    #[must_use]
    pub fn picks(&self, most: u32) -> Vec<u32> {
        let (mut picked, mut taken) = (Vec::new(), Vec::new());
        for k in 0..most {
            let Some(place) = self.pick(k, &taken) else {
                break;
            };
            picked.push(place);
            take(&mut taken, place);
        }
        picked
    }
}

/// A place is taken; the taken ones stay sorted.
pub(crate) fn take(taken: &mut Vec<u32>, place: u32) {
    let at = taken.partition_point(|known| *known < place);
    taken.insert(at, place);
}

/// The remainder of a number by a bound; none where the number is one of the last that would make
/// some remainders likelier than others.
const fn fair(number: u64, bound: u64) -> Option<u64> {
    let excess = (u64::MAX % bound + 1) % bound;
    if number > u64::MAX - excess {
        return None;
    }
    Some(number % bound)
}

#[cfg(test)]
mod tests;
