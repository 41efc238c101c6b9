//! Decimal texts, read exactly: `"1000.00"`, `"1.5"`, `"3/2"`.

use crate::number::Money;
use crate::ratio::Ratio;

/// The digits of a decimal without its point, and how many of them stand behind it. Only digits
/// and at most one point between digits: no sign, no exponent, no grouping.
fn parts(text: &str) -> Option<(i64, u32)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || (text.contains('.') && !digits(fraction)) || text.len() > 18 {
        return None;
    }
    let mut number = whole.bytes().chain(fraction.bytes());
    let number = number.try_fold(0_i64, |sum, b| {
        sum.checked_mul(10)?.checked_add(i64::from(b - b'0'))
    })?;
    Some((number, u32::try_from(fraction.len()).ok()?))
}

/// Money as people write it, with at most as many decimals as the currency has.
pub(super) fn money(text: &str, minor_digits: u8) -> Option<Money> {
    let (number, decimals) = parts(text)?;
    let missing = u32::from(minor_digits).checked_sub(decimals)?;
    Money::new(number.checked_mul(10_i64.checked_pow(missing)?)?).ok()
}

/// A ratio as people write it: a decimal, or two whole numbers with a stroke between.
pub(super) fn ratio(text: &str) -> Option<Ratio> {
    let term = |number: i64| u32::try_from(number).ok();
    if let Some((num, den)) = text.split_once('/') {
        let whole = |text| {
            parts(text)
                .filter(|(_, decimals)| *decimals == 0)
                .map(|(n, _)| n)
        };
        return Ratio::new(term(whole(num)?)?, term(whole(den)?)?).ok();
    }
    let (number, decimals) = parts(text)?;
    Ratio::new(term(number)?, 10_u32.checked_pow(decimals)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_exact_to_the_minor_unit() {
        let fen = |text| money(text, 2).map(Money::value);
        assert_eq!(fen("1000.00"), Some(100_000));
        assert_eq!(fen("1000"), Some(100_000));
        assert_eq!(fen("0.5"), Some(50));
        for bad in [
            "",
            ".5",
            "5.",
            "0.005",
            "-1",
            "1e3",
            "1,000",
            " 1",
            "90071992547409.92",
        ] {
            assert_eq!(fen(bad), None, "{bad:?}");
        }
        assert_eq!(fen("90071992547409.91"), Some(9_007_199_254_740_991));
        assert_eq!(money("300", 0).map(Money::value), Some(300));
        assert_eq!(money("300.0", 0), None);
    }

    #[test]
    fn a_ratio_is_a_decimal_or_a_fraction() {
        assert_eq!(ratio("1.5"), Ratio::new(3, 2).ok());
        assert_eq!(ratio("3/2"), Ratio::new(3, 2).ok());
        assert_eq!(ratio("0.5"), Ratio::new(1, 2).ok());
        for bad in ["", "1/0", "1/2/3", "1.5/2", "-1", "x"] {
            assert_eq!(ratio(bad), None, "{bad:?}");
        }
    }
}
