//! How many points a cart earns (获取). Clauses 6.1.1a and 6.1.1b.

use crate::cart::{Cart, Line};
use crate::moment::Moment;
use crate::number::{Money, OutOfRange, Points};
use crate::policy::{Activity, EarnKind, Earning, RoundingScope, Stacking, Tier};
use crate::ratio::{Fraction, Rounding, divide};
use crate::share::share_out;
use crate::trace::{Step, Trace};

/// What a cart earns.
pub(crate) struct Earned {
    /// In all.
    pub points: Points,
    /// What each line's points are reckoned on.
    pub bases: Vec<Money>,
    /// Each line's points; they sum to `points`.
    pub lines: Vec<Points>,
}

/// Reckons what a cart earns by a tier, each line coming to `nets` less its `shares` of offset.
pub(crate) fn earn(
    terms: &Earning,
    tier: &Tier,
    cart: &Cart,
    nets: &[Money],
    shares: &[Money],
    now: Moment,
    trace: &mut Trace,
) -> Result<Earned, OutOfRange> {
    let count = cart.lines.len();
    let paid = Money::sum(nets.iter().copied())?.minus(Money::sum(shares.iter().copied())?)?;
    if paid < terms.least_order_minor {
        trace.step(|| {
            Step::new("6.1.1a", "earn_below_least_order")
                .with("goods_minor", paid)
                .with("least_order_minor", terms.least_order_minor)
        });
        let (bases, lines) = (vec![Money::ZERO; count], vec![Points::ZERO; count]);
        return Ok(Earned {
            points: Points::ZERO,
            bases,
            lines,
        });
    }
    let mut bases = Vec::with_capacity(count);
    for (place, line) in cart.lines.iter().enumerate() {
        bases.push(basis(
            terms,
            line,
            nets[place],
            shares[place],
            place,
            trace,
        )?);
    }
    let active: Vec<&Activity> = active(terms, tier, now, trace);
    let sums = Sums {
        terms,
        tier,
        cart,
        bases: &bases,
        active: &active,
    };
    let exact = sums.lines(trace)?;
    let whole = sums.order(trace)?.times(tier.multiplier)?;
    let lines = match terms.rounding_scope {
        RoundingScope::Line => {
            let rounded = exact.iter().map(|e| e.round(terms.rounding));
            let lines = rounded.collect::<Result<Vec<_>, _>>()?;
            let extra = whole.round(terms.rounding)?;
            let extra = sums.share_over_lines(extra, &exact)?;
            lines
                .iter()
                .zip(extra)
                .map(|(l, e)| l.plus(e))
                .collect::<Result<_, _>>()?
        }
        RoundingScope::Order => {
            let total = exact.iter().try_fold(whole, |sum, line| sum.plus(*line))?;
            sums.share_over_lines(total.round(terms.rounding)?, &exact)?
        }
    };
    let points = Points::sum(lines.iter().copied())?;
    trace.step(|| {
        let scope = if terms.rounding_scope == RoundingScope::Line {
            "line"
        } else {
            "order"
        };
        Step::new("6.1.1a", "earn_rounded")
            .with("points", points)
            .with("scope", crate::refusal::Fact::Text(scope.into()))
    });
    Ok(Earned {
        points,
        bases,
        lines,
    })
}

/// What a line's points are reckoned on: what is paid for it in cash, unless the policy lets the
/// points part earn too; with or without the tax in it. Excluded goods earn on nothing.
fn basis(
    terms: &Earning,
    line: &Line,
    net: Money,
    share: Money,
    place: usize,
    trace: &mut Trace,
) -> Result<Money, OutOfRange> {
    if terms.excluded.iter().any(|scope| scope.covers(line)) {
        trace.step(|| Step::new("6.1.1a", "earn_excluded").on(place));
        return Ok(Money::ZERO);
    }
    let mut basis = net;
    if !terms.offset_earns {
        basis = basis.minus(share)?;
    }
    if !terms.tax_earns {
        basis = basis.minus(line.tax_minor.unwrap_or_default())?;
    }
    Ok(basis.max(Money::ZERO))
}

/// The activities that are on, for this tier.
fn active<'p>(
    terms: &'p Earning,
    tier: &Tier,
    now: Moment,
    trace: &mut Trace,
) -> Vec<&'p Activity> {
    let mut active = Vec::new();
    for activity in &terms.activities {
        if now < activity.from || now >= activity.until {
            trace.step(|| {
                let step = Step::new("6.1.1b", "activity_not_active").by(&activity.id);
                step.with("from", activity.from)
                    .with("until", activity.until)
            });
        } else if !activity.tiers.is_empty() && activity.tiers.binary_search(&tier.id).is_err() {
            trace.step(|| {
                let step = Step::new("6.1.1b", "activity_for_other_tiers").by(&activity.id);
                step.with("tier", &tier.id)
            });
        } else {
            active.push(activity);
        }
    }
    active
}

/// What the sums of one cart share.
struct Sums<'p> {
    terms: &'p Earning,
    tier: &'p Tier,
    cart: &'p Cart,
    bases: &'p [Money],
    active: &'p [&'p Activity],
}

impl Sums<'_> {
    fn excluded(&self, line: &Line) -> bool {
        self.terms.excluded.iter().any(|scope| scope.covers(line))
    }

    /// Each line's points before rounding.
    fn lines(&self, trace: &mut Trace) -> Result<Vec<Fraction>, OutOfRange> {
        let mut exact = Vec::with_capacity(self.cart.lines.len());
        for (place, line) in self.cart.lines.iter().enumerate() {
            let mut points = Fraction::ZERO;
            if !self.excluded(line) {
                for rule in self
                    .terms
                    .rules
                    .iter()
                    .filter(|rule| rule.scope.covers(line))
                {
                    let earned = self.by_line(rule.kind, place, line)?;
                    trace.step(|| {
                        let step = Step::new("6.1.1a", topic(rule.kind)).by(&rule.id).on(place);
                        told(step, rule.kind).with("basis_minor", self.bases[place])
                    });
                    points = points.plus(earned)?;
                }
                points = self.multiply(points, line, place, trace)?;
            }
            exact.push(points);
        }
        Ok(exact)
    }

    /// What one rule gives one line.
    fn by_line(&self, kind: EarnKind, place: usize, line: &Line) -> Result<Fraction, OutOfRange> {
        let basis = self.bases[place].value();
        Ok(match kind {
            EarnKind::Rate { points, per_minor } => Fraction::of(
                i128::from(basis) * i128::from(points.value()),
                per_minor.value(),
            ),
            EarnKind::Step { points, per_minor } if self.by_lines() => {
                let steps = divide(i128::from(basis), i128::from(per_minor.value())).0;
                Fraction::of(steps * i128::from(points.value()), 1)
            }
            EarnKind::Unit { points } => {
                Fraction::of(i128::from(points.value()) * i128::from(line.quantity), 1)
            }
            EarnKind::Step { .. } | EarnKind::Order { .. } => Fraction::ZERO,
        })
    }

    fn by_lines(&self) -> bool {
        self.terms.rounding_scope == RoundingScope::Line
    }

    /// What the order earns as a whole, before the tier's multiplier: points for the order, and
    /// whole steps of money where the policy reckons by order.
    fn order(&self, trace: &mut Trace) -> Result<Fraction, OutOfRange> {
        let mut whole = Fraction::ZERO;
        for rule in &self.terms.rules {
            let covered = self.cart.lines.iter().enumerate();
            let mut covered =
                covered.filter(|(_, line)| rule.scope.covers(line) && !self.excluded(line));
            let earned = match rule.kind {
                EarnKind::Order { points } if covered.next().is_some() => {
                    Fraction::whole(points.value())
                }
                EarnKind::Step { points, per_minor } if !self.by_lines() => {
                    let basis = Money::sum(covered.map(|(place, _)| self.bases[place]))?;
                    let steps = divide(i128::from(basis.value()), i128::from(per_minor.value())).0;
                    Fraction::of(steps * i128::from(points.value()), 1)
                }
                _ => continue,
            };
            trace.step(|| {
                told(
                    Step::new("6.1.1a", topic(rule.kind)).by(&rule.id),
                    rule.kind,
                )
            });
            whole = whole.plus(earned)?;
        }
        Ok(whole)
    }

    /// A line's points times what its tier and the activities multiply by.
    fn multiply(
        &self,
        points: Fraction,
        line: &Line,
        place: usize,
        trace: &mut Trace,
    ) -> Result<Fraction, OutOfRange> {
        if points.is_zero() {
            return Ok(points);
        }
        let covering = self
            .active
            .iter()
            .filter(|activity| activity.scope.covers(line));
        let mut multipliers = vec![self.tier.multiplier];
        trace.step(|| {
            let step = Step::new("6.1.1a", "tier_multiplier")
                .on(place)
                .with("tier", &self.tier.id);
            ratio(step, self.tier.multiplier)
        });
        for activity in covering {
            trace.step(|| {
                let step = Step::new("6.1.1b", "activity_multiplier")
                    .by(&activity.id)
                    .on(place);
                ratio(step, activity.multiplier)
            });
            multipliers.push(activity.multiplier);
        }
        match self.terms.stacking {
            Stacking::Multiply => multipliers.into_iter().try_fold(points, Fraction::times),
            Stacking::Add => {
                let ones = i64::try_from(multipliers.len()).unwrap_or(i64::MAX) - 1;
                let sum = multipliers.into_iter().try_fold(Fraction::ZERO, |sum, m| {
                    sum.plus(Fraction::whole(1).times(m)?)
                })?;
                points.times_fraction(sum.less(ones)?)
            }
            Stacking::Best => {
                let best = multipliers.into_iter().max();
                best.map_or(Ok(points), |best| points.times(best))
            }
        }
    }

    /// Points of the whole order, shared over the lines in proportion to what each earned; to what
    /// each was reckoned on where none earned by itself.
    fn share_over_lines(
        &self,
        points: Points,
        exact: &[Fraction],
    ) -> Result<Vec<Points>, OutOfRange> {
        if points.is_zero() {
            return Ok(vec![Points::ZERO; exact.len()]);
        }
        let earned = exact
            .iter()
            .map(|e| e.round(Rounding::Ceil).map(Points::value));
        let mut weights = earned.collect::<Result<Vec<_>, _>>()?;
        if weights.iter().all(|weight| *weight == 0) {
            weights = self.bases.iter().map(|basis| basis.value()).collect();
        }
        share_out(points.value(), &weights)
            .into_iter()
            .map(Points::new)
            .collect()
    }
}

const fn topic(kind: EarnKind) -> &'static str {
    match kind {
        EarnKind::Rate { .. } => "earn_rate",
        EarnKind::Step { .. } => "earn_step",
        EarnKind::Unit { .. } => "earn_unit",
        EarnKind::Order { .. } => "earn_order",
    }
}

fn told(step: Step, kind: EarnKind) -> Step {
    match kind {
        EarnKind::Rate { points, per_minor } | EarnKind::Step { points, per_minor } => {
            step.with("points", points).with("per_minor", per_minor)
        }
        EarnKind::Unit { points } | EarnKind::Order { points } => step.with("points", points),
    }
}

fn ratio(step: Step, ratio: crate::ratio::Ratio) -> Step {
    step.with("num", ratio.num()).with("den", ratio.den())
}
