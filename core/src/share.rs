//! Sharing a whole out so that the parts sum to it exactly (largest remainder, 最大余数法).

use core::cmp::Reverse;

use crate::ratio::{divide, widened};

/// Parts of `total`, in proportion to the weights, that sum to `total`. Each part is the exact
/// share rounded down; what remains goes, one by one, to the largest remainders, the earlier part
/// first where two are alike. With `total` at most the sum of the weights, no part exceeds its
/// weight. Where no weight is positive, everything goes to the first part.
pub(crate) fn share_out(total: i64, weights: &[i64]) -> Vec<i64> {
    let whole: i128 = weights.iter().map(|w| i128::from(*w)).sum();
    let mut parts = vec![0_i64; weights.len()];
    if whole <= 0 || total == 0 {
        if let Some(first) = parts.first_mut() {
            *first = total;
        }
        return parts;
    }
    // Where the product with all weights together fits 64 bits, so does that with each of them.
    let narrow = u64::try_from(whole).ok().filter(|whole| {
        let bits = |it: u64| u64::BITS - it.leading_zeros();
        bits(total.unsigned_abs()) + bits(*whole) <= u64::BITS
    });
    let narrow = narrow.zip(u64::try_from(total).ok());
    let mut remainders = Vec::with_capacity(weights.len());
    let mut left = total;
    for (index, (part, weight)) in parts.iter_mut().zip(weights).enumerate() {
        let (quotient, remainder) = match (narrow, u64::try_from(*weight)) {
            (Some((whole, total)), Ok(weight)) if weight <= whole => {
                let product = total * weight;
                let quotient = i64::try_from(product / whole).unwrap_or_default();
                (quotient, product % whole)
            }
            _ => {
                let (quotient, remainder) = divide(widened(total, *weight), whole);
                // What is left is less than the weights together, which no lines bring to 2^64.
                let remainder = u64::try_from(remainder).unwrap_or_default();
                (i64::try_from(quotient).unwrap_or_default(), remainder)
            }
        };
        // At most `total`, so it fits.
        *part = quotient;
        left -= *part;
        if remainder > 0 {
            remainders.push((remainder, Reverse(index)));
        }
    }
    // Only who is among the largest matters, not in which order.
    let most = usize::try_from(left).unwrap_or_default();
    if let Some(last) = most.checked_sub(1).filter(|last| *last < remainders.len()) {
        remainders.select_nth_unstable_by(last, |one, other| other.cmp(one));
    }
    for (_, Reverse(index)) in remainders.into_iter().take(most) {
        if let Some(part) = parts.get_mut(index) {
            *part += 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_sum_to_the_whole_and_stay_within_their_weights() {
        assert_eq!(share_out(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(share_out(10, &[0, 3, 7]), [0, 3, 7]);
        assert_eq!(share_out(1, &[5, 5]), [1, 0]);
        assert_eq!(share_out(2, &[1, 3, 3]), [0, 1, 1]);
        assert_eq!(share_out(999, &[333, 333, 333]), [333, 333, 333]);
        assert_eq!(share_out(0, &[1, 2]), [0, 0]);
        assert_eq!(share_out(5, &[0, 0]), [5, 0]);
        assert_eq!(share_out(5, &[]), [0; 0]);
    }

    /// Where products leave 64 bits and where they just do not, the parts are the same.
    #[test]
    fn wide_products_share_as_narrow_ones_do() {
        let parts = share_out(1_000_003, &[700_001, 200_009, 99_999, 7]);
        let wide = [700_001, 200_009, 99_999, 7].map(|weight| weight << 40);
        assert_eq!(share_out(1_000_003, &wide), parts);
        assert_eq!(parts.iter().sum::<i64>(), 1_000_003);
    }

    #[test]
    fn the_largest_amounts_do_not_overflow() {
        let most = crate::number::MAX_AMOUNT;
        assert_eq!(share_out(most, &[most, most]), [most / 2 + 1, most / 2]);
    }
}
