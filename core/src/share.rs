//! Sharing a whole out so that the parts sum to it exactly (largest remainder, 最大余数法).

use crate::ratio::{divide, widened};

/// Parts of `total`, in proportion to the weights, that sum to `total`. Each part is the exact
/// share rounded down; what remains goes, one by one, to the largest remainders, the earlier part
/// first where two are alike. With `total` at most the sum of the weights, no part exceeds its
/// weight. Where no weight is positive, everything goes to the first part.
pub(crate) fn share_out(total: i64, weights: &[i64]) -> Vec<i64> {
    let whole = sum(weights);
    if whole <= 0 || total == 0 {
        let mut parts = vec![0; weights.len()];
        if let Some(first) = parts.first_mut() {
            *first = total;
        }
        return parts;
    }
    // Where the product with all weights together fits 64 bits, so does that with each of them.
    let bits = |it: u64| u64::BITS - it.leading_zeros();
    let narrow = u64::try_from(total).ok().zip(u64::try_from(whole).ok());
    let narrow = narrow.filter(|(total, whole)| bits(*total) + bits(*whole) <= u64::BITS);
    let (narrow_total, narrow_whole) = narrow.unwrap_or_default();
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    let mut left = total;
    for weight in weights {
        // One that is negative is larger than any as what it is read here.
        let (quotient, remainder) = if *weight as u64 <= narrow_whole && narrow_whole > 0 {
            let product = narrow_total.wrapping_mul(*weight as u64);
            ((product / narrow_whole) as i64, product % narrow_whole)
        } else {
            let (quotient, remainder) = divide(widened(total, *weight), whole);
            // What is left is less than the weights together, which no lines bring to 2^64.
            let remainder = u64::try_from(remainder).unwrap_or_default();
            (i64::try_from(quotient).unwrap_or_default(), remainder)
        };
        // At most `total`, so it fits.
        left -= quotient;
        parts.push(quotient);
        remainders.push(remainder);
    }
    round_up(
        &mut parts,
        &remainders,
        usize::try_from(left).unwrap_or_default(),
    );
    parts
}

/// What weights come to together. No number of them that memory holds leaves 128 bits.
pub(crate) fn sum(weights: &[i64]) -> i128 {
    let mut whole = 0_i128;
    for weight in weights {
        whole = whole.wrapping_add(i128::from(*weight));
    }
    whole
}

/// One more for as many parts as are named, those that lack most.
fn round_up(parts: &mut [i64], remainders: &[u64], most: usize) {
    let Some(last) = most.checked_sub(1).filter(|last| *last < remainders.len()) else {
        return;
    };
    let mut ordered = remainders.to_vec();
    // Only which is the last of them matters, not in which order they come.
    let least = *ordered
        .select_nth_unstable_by(last, |one, other| other.cmp(one))
        .1;
    let more = remainders.iter().filter(|remainder| **remainder > least);
    let mut alike = most - more.count();
    for (part, remainder) in parts.iter_mut().zip(remainders) {
        if *remainder == least && alike > 0 {
            alike -= 1;
            *part += 1;
        } else if *remainder > least {
            *part += 1;
        }
    }
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
