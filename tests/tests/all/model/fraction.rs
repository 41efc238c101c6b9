//! Exact fractions, named rounding, and sharing out by the largest remainder.

/// An exact fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fraction {
    over: i128,
    under: i128,
}

impl Fraction {
    pub(crate) fn new(over: i128, under: i128) -> Self {
        let (mut a, mut b) = (over.abs(), under.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let common = a.max(1);
        Self {
            over: over / common,
            under: under / common,
        }
    }

    pub(crate) fn whole(number: i64) -> Self {
        Self::new(number.into(), 1)
    }

    /// What a policy writes as `1.5` or `3/2`.
    pub(crate) fn read(text: &str) -> Self {
        if let Some((over, under)) = text.split_once('/') {
            return Self::new(over.parse().unwrap(), under.parse().unwrap());
        }
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let under = 10_i128.pow(decimals.len().try_into().unwrap());
        Self::new(format!("{whole}{decimals}").parse().unwrap(), under)
    }

    pub(crate) fn is_zero(self) -> bool {
        self.over == 0
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        let over = self.over * other.under + other.over * self.under;
        Self::new(over, self.under * other.under)
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        self.plus(other.times(Self::whole(-1)))
    }

    pub(crate) fn times(self, other: Self) -> Self {
        Self::new(self.over * other.over, self.under * other.under)
    }

    pub(crate) fn is_above(self, other: Self) -> bool {
        self.minus(other).over > 0
    }

    pub(crate) fn floor(self) -> i64 {
        self.over.div_euclid(self.under).try_into().unwrap()
    }

    /// Rounded down to so many parts of one.
    pub(crate) fn floor_to(self, parts: i64) -> Self {
        let parts = i128::from(parts);
        let (whole, rest) = (
            self.over.div_euclid(self.under),
            self.over.rem_euclid(self.under),
        );
        Self::new(whole * parts + rest * parts / self.under, parts)
    }

    /// Over and under, as a quote has them.
    pub(crate) fn shown(self) -> serde_json::Value {
        serde_json::json!({ "num": i64::try_from(self.over).unwrap(), "den": i64::try_from(self.under).unwrap() })
    }

    /// Whole, as the policy names it.
    pub(crate) fn round(self, mode: &str) -> i64 {
        let floor = self.floor();
        let rest = self.minus(Self::whole(floor));
        let half = Self::new(1, 2);
        let up = match mode {
            "floor" => false,
            "ceil" => !rest.is_zero(),
            "half_up" => !half.is_above(rest),
            "half_even" => rest.is_above(half) || rest == half && floor % 2 != 0,
            other => panic!("no rounding is called {other}"),
        };
        if up { floor + 1 } else { floor }
    }
}

/// So much of a whole, rounded down.
pub(crate) fn part(amount: i64, of: i64, whole: i64) -> i64 {
    Fraction::new(i128::from(amount) * i128::from(of), whole.into()).floor()
}

/// Parts in proportion to the weights that sum to the total: all rounded down, then one more for
/// whoever lacks most, the first of those who lack the same. All for the first without weights.
pub(crate) fn share_out(total: i64, weights: &[i64]) -> Vec<i64> {
    let whole: i64 = weights.iter().sum();
    if whole == 0 {
        let others = weights.iter().skip(1).map(|_| 0);
        return std::iter::once(total).chain(others).collect();
    }
    let exact = |weight: &i64| Fraction::new(i128::from(total) * i128::from(*weight), whole.into());
    let mut parts: Vec<i64> = weights.iter().map(|weight| exact(weight).floor()).collect();
    while parts.iter().sum::<i64>() < total {
        let lacks = |place: usize| exact(&weights[place]).minus(Fraction::whole(parts[place]));
        let mut most = 0;
        for place in 1..parts.len() {
            if lacks(place).is_above(lacks(most)) {
                most = place;
            }
        }
        parts[most] += 1;
    }
    parts
}

#[test]
fn rounding_and_sharing() {
    let half = |n| Fraction::new(n, 2);
    let rounded = |mode| [3, 5].map(|n| half(n).round(mode));
    assert_eq!(rounded("floor"), [1, 2]);
    assert_eq!(rounded("ceil"), [2, 3]);
    assert_eq!(rounded("half_up"), [2, 3]);
    assert_eq!(rounded("half_even"), [2, 2]);
    assert_eq!(Fraction::read("1.25"), Fraction::read("5/4"));
    assert_eq!(share_out(2, &[1, 3, 3]), [0, 1, 1]);
    assert_eq!(share_out(5, &[0, 0]), [5, 0]);
}
