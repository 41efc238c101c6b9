//! How many points a cart earns (获取). Clauses 6.1.1a and 6.1.1b.

mod acting;
mod budgets;
mod caps;

use crate::budget::{QuotedBudget, Rooms};
use crate::cart::{Cart, Line};
use crate::moment::{Day, Moment};
use crate::number::{Money, OutOfRange, Points};
use crate::policy::{EarnKind, Earning, Policy, RoundingScope, Stacking, Tier};
use crate::quote::QuotedLine;
use crate::ratio::{Fraction, Ratio, Rounding, widened};
use crate::share::share_out;
use crate::state::MemberState;
use crate::trace::{Step, Trace};

use acting::Acting;
pub(crate) use budgets::cut;

/// Who places an order, when, and by which policy.
#[derive(Clone, Copy)]
pub(crate) struct Earner<'a> {
    pub policy: &'a Policy,
    pub member: &'a MemberState,
    pub at: Moment,
}

/// What an order is reckoned by, besides the order itself.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub policy: &'a Policy,
    pub at: Moment,
    /// Whether the member had paid no order yet, and had no other open.
    pub first_purchase: bool,
    /// The day on which the member joined, in the policy's zone.
    pub joined: Day,
    /// What the budgets of activities have left for it.
    pub rooms: &'a Rooms,
}

/// What an order earns, before any cap.
pub(crate) struct Earned {
    /// Points.
    pub points: Points,
    /// What activities with a budget give of them.
    pub budgets: Vec<QuotedBudget>,
}

/// Whether an order placed now is a member's first purchase.
pub(crate) fn is_first_purchase(member: &MemberState) -> bool {
    member.first_paid_at.is_none() && member.orders.is_empty()
}

/// Reckons what a cart earns by a tier, in all, before any cap. Each line, whose price and share of
/// offset are known, learns its basis and its points; they sum to the answer.
pub(crate) fn earn(
    setting: Setting<'_>,
    tier: &Tier,
    cart: &Cart,
    lines: &mut [QuotedLine],
    trace: &mut Trace,
) -> Result<Earned, OutOfRange> {
    let terms = &setting.policy.earning;
    let mut paid = Money::ZERO;
    for line in lines.iter() {
        paid = paid.plus(line.net_minor)?.minus(line.offset_minor)?;
    }
    if paid < terms.least_order_minor {
        trace.step(|| {
            Step::new("6.1.1a", "earn_below_least_order")
                .with("goods_minor", paid)
                .with("least_order_minor", terms.least_order_minor)
        });
        return Ok(Earned {
            points: Points::ZERO,
            budgets: Vec::new(),
        });
    }
    let acting = Acting::on(setting, tier, cart, paid, trace);
    if acting.activities.iter().any(|it| it.budget.is_some()) {
        return budgets::earn_within(setting, tier, acting, cart, lines, trace);
    }
    let acting = &acting;
    let sums = Sums {
        terms,
        tier,
        acting,
    };
    Ok(Earned {
        points: sums.all(cart, lines, trace)?,
        budgets: Vec::new(),
    })
}

/// What a line's points are reckoned on: what is paid for it in cash, unless the policy lets the
/// points part earn too; with or without the tax in it.
fn basis(terms: &Earning, line: &Line, quoted: &QuotedLine) -> Result<Money, OutOfRange> {
    let mut basis = quoted.net_minor;
    if !terms.offset_earns {
        basis = basis.minus(quoted.offset_minor)?;
    }
    if !terms.tax_earns {
        basis = basis.minus(line.tax_minor.unwrap_or_default())?;
    }
    Ok(basis.max(Money::ZERO))
}

/// What all sums of one cart go by.
struct Sums<'p> {
    terms: &'p Earning,
    tier: &'p Tier,
    acting: &'p Acting<'p>,
}

impl Sums<'_> {
    /// What the cart earns in all; each line learns its basis and its points.
    fn all(
        &self,
        cart: &Cart,
        lines: &mut [QuotedLine],
        trace: &mut Trace,
    ) -> Result<Points, OutOfRange> {
        // Each line's points before rounding; none for a line that earns nothing whatever the rules.
        let mut exact: Vec<Option<Fraction>> = Vec::with_capacity(lines.len());
        for (place, (quoted, line)) in lines.iter_mut().zip(&cart.lines).enumerate() {
            if self.terms.excluded.iter().any(|scope| scope.covers(line)) {
                trace.step(|| Step::new("6.1.1a", "earn_excluded").on(place));
                exact.push(None);
                continue;
            }
            quoted.basis_minor = basis(self.terms, line, quoted)?;
            let points = self.line(line, quoted.basis_minor, place, trace)?;
            exact.push(Some(points));
        }
        let whole = self.order(cart, lines, &exact, trace)?;
        let whole = whole.times(self.tier.multiplier)?;
        let of_order = match self.terms.rounding_scope {
            RoundingScope::Line => {
                for (line, exact) in lines.iter_mut().zip(&exact) {
                    if let Some(exact) = exact {
                        line.earn_points = exact.round(self.terms.rounding)?;
                    }
                }
                whole
            }
            RoundingScope::Order => {
                let mut lines = exact.iter().flatten();
                lines.try_fold(whole, |sum, line| sum.plus(*line))?
            }
        };
        share_over_lines(of_order.round(self.terms.rounding)?, lines, &exact)?;
        let points = Points::sum(lines.iter().map(|line| line.earn_points))?;
        trace.step(|| {
            let scope = if self.terms.rounding_scope == RoundingScope::Line {
                "line"
            } else {
                "order"
            };
            Step::new("6.1.1a", "earn_rounded")
                .with("points", points)
                .with("scope", crate::refusal::Fact::Text(scope.into()))
        });
        Ok(points)
    }

    /// A line's points before rounding.
    fn line(
        &self,
        line: &Line,
        basis: Money,
        place: usize,
        trace: &mut Trace,
    ) -> Result<Fraction, OutOfRange> {
        let mut points = Fraction::ZERO;
        for (place_of_rule, rule) in self.acting.rules.iter().enumerate() {
            if !self.acting.covers(place_of_rule, line) {
                continue;
            }
            let earned = self.by_line(rule.kind, basis, line);
            trace.step(|| {
                let step = Step::new("6.1.1a", topic(rule.kind)).by(&rule.id).on(place);
                told(step, rule.kind).with("basis_minor", basis)
            });
            points = points.plus(earned)?;
        }
        if points.is_zero() {
            return Ok(points);
        }
        self.multiply(points, line, place, trace)
    }

    /// What one rule gives one line.
    fn by_line(&self, kind: EarnKind, basis: Money, line: &Line) -> Fraction {
        match kind {
            EarnKind::Rate { points, per_minor } => {
                Fraction::of(widened(points.value(), basis.value()), per_minor.value())
            }
            EarnKind::Step { points, per_minor } if self.by_lines() => {
                let steps = basis.value() / per_minor.value().max(1);
                Fraction::of(widened(steps, points.value()), 1)
            }
            EarnKind::Unit { points } => {
                Fraction::of(widened(points.value(), i64::from(line.quantity)), 1)
            }
            EarnKind::Step { .. } | EarnKind::Order { .. } => Fraction::ZERO,
        }
    }

    fn by_lines(&self) -> bool {
        self.terms.rounding_scope == RoundingScope::Line
    }

    /// What the order earns as a whole, before the tier's multiplier: points for the order, and
    /// whole steps of money where the policy reckons by order.
    fn order(
        &self,
        cart: &Cart,
        lines: &[QuotedLine],
        exact: &[Option<Fraction>],
        trace: &mut Trace,
    ) -> Result<Fraction, OutOfRange> {
        let mut whole = Fraction::ZERO;
        for (place_of_rule, rule) in self.acting.rules.iter().enumerate() {
            let earning = cart.lines.iter().enumerate();
            let earning = earning.filter(|(place, _)| exact[*place].is_some());
            let mut covered = earning.filter(|(_, line)| self.acting.covers(place_of_rule, line));
            let earned = match rule.kind {
                EarnKind::Order { points } if covered.next().is_some() => {
                    Fraction::whole(points.value())
                }
                EarnKind::Step { points, per_minor } if !self.by_lines() => {
                    let basis = Money::sum(covered.map(|(place, _)| lines[place].basis_minor))?;
                    let steps = basis.value() / per_minor.value().max(1);
                    Fraction::of(widened(steps, points.value()), 1)
                }
                _ => continue,
            };
            trace.step(|| {
                let step = Step::new("6.1.1a", topic(rule.kind)).by(&rule.id);
                told(step, rule.kind)
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
        trace.step(|| {
            let step = Step::new("6.1.1a", "tier_multiplier");
            let step = step.on(place).with("tier", &self.tier.id);
            ratio(step, self.tier.multiplier)
        });
        let covering = self
            .acting
            .activities
            .iter()
            .filter(|a| a.scope.covers(line));
        let covering = covering.map(|activity| {
            trace.step(|| {
                let step = Step::new("6.1.1b", "activity_multiplier");
                ratio(step.by(&activity.id).on(place), activity.multiplier)
            });
            activity.multiplier
        });
        let mut multipliers = core::iter::once(self.tier.multiplier).chain(covering);
        match self.terms.stacking {
            Stacking::Multiply => multipliers.try_fold(points, Fraction::times),
            Stacking::Add => {
                let (mut sum, mut count) = (Fraction::ZERO, 0);
                for multiplier in multipliers {
                    sum = sum.plus(Fraction::whole(1).times(multiplier)?)?;
                    count += 1;
                }
                points.times_fraction(sum.less(count - 1)?)
            }
            Stacking::Best => points.times(multipliers.max().unwrap_or(Ratio::ONE)),
        }
    }
}

/// Points of the whole order, shared over the lines in proportion to what each earned; to what each
/// was reckoned on where none earned by itself.
fn share_over_lines(
    points: Points,
    lines: &mut [QuotedLine],
    exact: &[Option<Fraction>],
) -> Result<(), OutOfRange> {
    if points.is_zero() {
        return Ok(());
    }
    let mut weights = Vec::with_capacity(lines.len());
    for exact in exact {
        let earned = exact.unwrap_or(Fraction::ZERO).round(Rounding::Ceil)?;
        weights.push(earned.value());
    }
    if weights.iter().all(|weight| *weight == 0) {
        weights = lines.iter().map(|line| line.basis_minor.value()).collect();
    }
    for (line, share) in lines.iter_mut().zip(share_out(points.value(), &weights)) {
        line.earn_points = line.earn_points.plus(Points::new(share)?)?;
    }
    Ok(())
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

fn ratio(step: Step, ratio: Ratio) -> Step {
    step.with("num", ratio.num()).with("den", ratio.den())
}
