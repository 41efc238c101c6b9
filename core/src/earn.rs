//! How many points a cart earns (获取). Clauses 6.1.1a and 6.1.1b.

mod acting;
mod bounds;
mod budgets;
mod caps;
mod multipliers;
mod rules;
mod whole;

use crate::budget::{QuotedBudget, Rooms};
use crate::cart::{Cart, Line};
use crate::kept::CapRoom;
use crate::moment::{Day, Moment};
use crate::number::{Money, OutOfRange, Points};
use crate::policy::{Activity, Earning, Policy, RoundingScope, Tier};
use crate::quote::QuotedLine;
use crate::ratio::{Fraction, Ratio};
use crate::remainder::Remainder;
use crate::state::MemberState;
use crate::trace::{Step, Trace};

use acting::Acting;
use multipliers::Multipliers;
use rules::Rules;
use whole::Weighed;

pub(crate) use budgets::cut;
pub(crate) use whole::made_whole;

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
    /// What the budgets of activities leave.
    pub budgets: &'a Rooms,
    /// What caps that name rules or activities leave, those that count over time.
    pub rooms: &'a [CapRoom],
    /// The remainder that earlier orders left; nothing where the policy carries none.
    pub carried: Remainder,
}

/// What a cart earns, before the caps on all of it.
#[derive(Debug)]
pub(crate) struct Earned {
    /// Whole points.
    pub points: Points,
    /// What the order is worth of itself, in parts of a point; of use where remainders are carried.
    pub worth: i128,
    /// The remainder that it leaves, what was carried in it.
    pub left: Remainder,
    /// What it takes of the caps that name rules or activities, and count over time.
    pub by_cap: Vec<CapRoom>,
    /// What activities with a budget give of it.
    pub budgets: Vec<QuotedBudget>,
}

impl Earned {
    /// Nothing: what is carried stays.
    pub(crate) const fn nothing(carried: Remainder) -> Self {
        Self {
            points: Points::ZERO,
            worth: 0,
            left: carried,
            by_cap: Vec::new(),
            budgets: Vec::new(),
        }
    }
}

/// Whether an order placed now is a member's first purchase.
pub(crate) fn is_first_purchase(member: &MemberState) -> bool {
    member.first_paid_at.is_none() && member.orders.is_empty()
}

/// Reckons what a cart earns by a tier, in all, before any cap on all of it. Each line, whose price
/// and share of offset are known, learns its basis and its points; they sum to the answer.
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
        return Ok(Earned::nothing(setting.carried));
    }
    let mut earns = Vec::with_capacity(lines.len());
    let mut bases = Vec::with_capacity(lines.len());
    for (quoted, line) in lines.iter_mut().zip(&cart.lines) {
        let may_earn = !terms.excluded.iter().any(|scope| scope.covers(line));
        earns.push(may_earn);
        if may_earn {
            quoted.basis_minor = basis(terms, line, quoted)?;
        }
        bases.push(quoted.basis_minor);
    }
    let acting = Acting::on(setting, tier, cart, paid, trace);
    let goods = Goods { cart, earns, bases };
    let mut rules = Rules::of(setting, &acting, &goods, trace)?;
    if acting.activities.iter().any(|it| it.budget.is_some()) {
        return budgets::earn_within(setting, tier, &acting, &mut rules, lines, trace);
    }
    let weighed = reckon(setting, tier, &acting.activities, &mut rules, trace)?;
    for (line, points) in lines.iter_mut().zip(weighed.by_line(&goods.bases)?) {
        line.earn_points = points;
    }
    Ok(weighed.earned)
}

/// Reckons what a cart earns where these activities act.
fn reckon(
    setting: Setting<'_>,
    tier: &Tier,
    activities: &[&Activity],
    rules: &mut Rules<'_>,
    trace: &mut Trace,
) -> Result<Weighed, OutOfRange> {
    let terms = &setting.policy.earning;
    let goods = rules.goods;
    let mut multipliers = Multipliers::of(setting, tier, activities);
    multipliers.refuse(rules, trace)?;
    // Each line's points before rounding.
    let mut exact = Vec::with_capacity(goods.cart.lines.len());
    for (place, line) in goods.cart.lines.iter().enumerate() {
        if !goods.earns(place) {
            trace.step(|| Step::new("6.1.1a", "earn_excluded").on(place));
            exact.push(Fraction::ZERO);
            continue;
        }
        let points = rules.line(place, trace)?;
        exact.push(multipliers.times(points, line, place, trace)?);
    }
    multipliers.tell(trace);
    let whole = rules.order(trace)?.times(tier.multiplier)?;
    let by_cap = rules.by_cap().chain(multipliers.by_cap());
    let by_cap = by_cap.collect::<Result<_, _>>()?;
    let weighed = Weighed::of(setting, exact, whole, by_cap)?;
    let points = weighed.earned.points;
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
    Ok(weighed)
}

/// The goods of an order.
struct Goods<'a> {
    cart: &'a Cart,
    /// By line: whether it may earn at all.
    earns: Vec<bool>,
    /// By line: what its points are reckoned on.
    bases: Vec<Money>,
}

impl<'a> Goods<'a> {
    /// The lines that may earn, by their places.
    fn earning(&self) -> impl Iterator<Item = (usize, &'a Line)> {
        let lines = self.cart.lines.iter().enumerate();
        lines.filter(|(place, _)| self.earns(*place))
    }

    fn earns(&self, place: usize) -> bool {
        self.earns.get(place) == Some(&true)
    }

    fn basis(&self, place: usize) -> Money {
        self.bases.get(place).copied().unwrap_or_default()
    }
}

/// What a line's points are reckoned on: what is paid for it in cash, unless the policy lets the
/// points part earn too; less what tenders pay that do not count; with or without the tax in it.
fn basis(terms: &Earning, line: &Line, quoted: &QuotedLine) -> Result<Money, OutOfRange> {
    let mut basis = quoted.net_minor;
    if !terms.offset_earns {
        basis = basis.minus(quoted.offset_minor)?;
    }
    basis = basis.minus(quoted.uncounted_minor.unwrap_or_default())?;
    if !terms.tax_earns {
        basis = basis.minus(line.tax_minor.unwrap_or_default())?;
    }
    Ok(basis.max(Money::ZERO))
}

fn ratio(step: Step, ratio: Ratio) -> Step {
    step.with("num", ratio.num()).with("den", ratio.den())
}
