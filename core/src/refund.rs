//! What a refund comes to (退款). Clause 5.3.
//!
//! Every amount is the difference of two sums: what the units given back so far come to, after the
//! refund and before it. So any split of a purchase into refunds, in any order, sums to exactly the
//! whole, in cash and in points.

mod approval;
mod chargeback;
mod clawback;

use crate::benefits::rebate_kept;
use crate::budget::{BudgetUse, Rooms, given_back};
use crate::cart::{Cart, Line};
use crate::earn::{Earned, Setting, earn, made_whole};
use crate::event::HoldPart;
use crate::kept::CapCounted;
use crate::moment::Day;
use crate::number::{Money, OutOfRange, Points};
use crate::policy::{Policy, Refunds, ShippingBack, TenderOrder};
use crate::quote::QuotedLine;
use crate::ratio::{divide, widened};
use crate::remainder::Remainder;
use crate::sale::{ReturnedUnits, Sale, SoldLine};
use crate::state::Counted;
use crate::tender::uncounted;
use crate::trace::Trace;

/// What a refund comes to.
#[derive(Clone, Debug)]
pub(crate) struct Amounts {
    /// Cash and what tenders get back, shipping in it.
    pub cash_minor: Money,
    /// The shipping in it.
    pub shipping_minor: Money,
    /// Points that were used, to go back.
    pub points: Points,
    /// What they had taken off.
    pub value_minor: Money,
    /// Points that were earned, to be taken back.
    pub claw_points: Points,
    /// What the remainder that is carried grows by.
    pub remainder: Remainder,
    /// What counts no longer toward caps that name rules or activities.
    pub counted: Vec<CapCounted>,
    /// What stops counting toward tiers: less than the cash where tenders paid that do not count.
    pub spend_minor: Money,
    /// The qualifying points that stop counting.
    pub qualifying_points: Points,
    /// What the order no longer takes of the budgets of activities.
    pub budgets: Vec<BudgetUse>,
    /// Points of a rebate that was given, to be taken back.
    pub rebate_points: Points,
}

/// What giving these units back comes to, by the terms of the purchase's own version.
pub(crate) fn amounts(
    policy: &Policy,
    terms: &Refunds,
    (sale, joined): (&Sale, Day),
    units: &[ReturnedUnits],
    shipping: ShippingBack,
) -> Result<Amounts, OutOfRange> {
    let mut after = sale.clone();
    after.sold.give_back(units, &[]);
    let (had, has) = (
        Back::of(sale, terms.tenders)?,
        Back::of(&after, terms.tenders)?,
    );
    let shipping_due = match shipping {
        ShippingBack::Never => false,
        ShippingBack::WhenAll => after.is_all_back(),
        ShippingBack::Always => true,
    };
    let shipping_minor = if shipping_due {
        let charged = Charged::of(sale)?.shipping;
        let left = sale.sold.shipping_minor.minus(sale.back.shipping_minor)?;
        left.minus(charged)?.max(Money::ZERO)
    } else {
        Money::ZERO
    };
    let goods_minor = has.cash.minus(had.cash)?;
    let spend_minor = had.counts(sale)?.minus(has.counts(sale)?)?;
    let rest = earned_by_rest(policy, &after, joined)?;
    let budgets = given_back(&sale.budgets, &rest.budgets);
    let rest = has.share_kept(sale, rest, policy)?;
    let takes = taken_back(sale, rest, policy.earning.carries())?;
    let qualifying = |back: &Back| match policy.tiers.qualifying {
        Some(terms) => terms.of(back.counts(sale)?),
        None => Ok(Points::ZERO),
    };
    Ok(Amounts {
        cash_minor: goods_minor.plus(shipping_minor)?,
        shipping_minor,
        points: has.points.minus(had.points)?,
        value_minor: has.value.minus(had.value)?,
        claw_points: takes.points,
        remainder: takes.remainder,
        counted: takes.counted,
        spend_minor,
        qualifying_points: qualifying(&had)?.minus(qualifying(&has)?)?,
        budgets,
        rebate_points: rebate_gone(&after)?,
    })
}

/// What of a sale's rebate belongs to goods that came back and was not taken back yet.
fn rebate_gone(sale: &Sale) -> Result<Points, OutOfRange> {
    let Some(given) = sale.rebate else {
        return Ok(Points::ZERO);
    };
    let has = given.points.minus(given.clawed_points)?;
    has.minus(has.min(rebate_kept(sale)?))
}

/// What banks took back of a sale, in all chargebacks that stand.
struct Charged {
    goods: Money,
    shipping: Money,
    points: Points,
    value: Money,
}

impl Charged {
    fn of(sale: &Sale) -> Result<Self, OutOfRange> {
        let all = || sale.charges.iter();
        let goods = Money::sum(all().map(|charge| charge.goods_minor))?;
        Ok(Self {
            goods,
            shipping: Money::sum(all().map(|charge| charge.amount_minor))?.minus(goods)?,
            points: Points::sum(all().map(|charge| charge.points))?,
            value: Money::sum(all().map(|charge| charge.value_minor))?,
        })
    }
}

/// What all units given back of a sale come to: no more than chargebacks left of it.
struct Back {
    /// Cash for goods.
    cash: Money,
    /// The same, were there no chargebacks.
    uncharged_cash: Money,
    /// Points.
    points: Points,
    /// What they had taken off.
    value: Money,
    /// The cash for all goods of the sale.
    all_cash: Money,
    /// What banks took of it.
    charged: Money,
}

impl Back {
    /// The cash for goods that is neither given back nor taken by a bank.
    fn cash_kept(&self) -> Result<Money, OutOfRange> {
        self.all_cash.minus(self.charged)?.minus(self.cash)
    }

    /// What of it counts toward tiers: all but the part, rounded down, of what tenders paid that do
    /// not count.
    fn counts(&self, sale: &Sale) -> Result<Money, OutOfRange> {
        let (kept, uncounted) = (self.cash_kept()?, uncounted(&sale.sold.lines)?);
        let wide = widened(uncounted.value(), kept.value());
        let part = divide(wide, i128::from(self.all_cash.value().max(1))).0;
        kept.minus(Money::from_wide(part)?)
    }

    /// Of what the goods that are kept earn, that for which their cash is still there, rounded down.
    fn share_kept(&self, sale: &Sale, rest: Earned, policy: &Policy) -> Result<Earned, OutOfRange> {
        let goods = self.all_cash.minus(self.uncharged_cash)?;
        if self.charged.is_zero() || goods.is_zero() {
            return Ok(rest);
        }
        let kept = self.cash_kept()?.max(Money::ZERO);
        let (kept, goods) = (i128::from(kept.value()), i128::from(goods.value()));
        // In two steps, so that no product leaves its range: a share is at most the whole.
        let share = |of: i128| {
            let (each, rest) = divide(of, goods);
            each * kept + divide(rest * kept, goods).0
        };
        if !policy.earning.carries() {
            let points = Points::from_wide(share(i128::from(rest.points.value())))?;
            return Ok(Earned { points, ..rest });
        }
        let worth = share(rest.worth);
        let (points, left) = made_whole(worth, taken(sale))?;
        Ok(Earned {
            points,
            worth,
            left,
            ..rest
        })
    }

    fn of(sale: &Sale, tenders: TenderOrder) -> Result<Self, OutOfRange> {
        let (mut cash, mut shares) = (Money::ZERO, Money::ZERO);
        let (mut all_cash, mut all_value) = (Money::ZERO, Money::ZERO);
        for sold in &sale.sold.lines {
            let line = LineBack::of(sold)?;
            cash = cash.plus(line.cash)?;
            shares = shares.plus(line.value)?;
            all_cash = all_cash.plus(sold.line.net()?.minus(sold.offset_minor)?)?;
            all_value = all_value.plus(sold.offset_minor)?;
        }
        let goods = cash.plus(shares)?;
        let value = match tenders {
            TenderOrder::ProRata => shares,
            TenderOrder::PointsFirst => all_value.min(goods),
            TenderOrder::CashFirst => goods.minus(all_cash.min(goods))?,
        };
        let used = Points::sum(sale.used.iter().map(|part| part.points))?;
        let points = if all_value.is_zero() {
            Points::ZERO
        } else {
            let wide = widened(used.value(), value.value());
            Points::from_wide(divide(wide, i128::from(all_value.value())).0)?
        };
        let uncharged_cash = goods.minus(value)?;
        let charged = Charged::of(sale)?;
        Ok(Self {
            cash: uncharged_cash.min(all_cash.minus(charged.goods)?),
            uncharged_cash,
            points: points.min(used.minus(charged.points)?),
            value: value.min(all_value.minus(charged.value)?),
            all_cash,
            charged: charged.goods,
        })
    }
}

/// What the units given back of one line come to: of the cash and of what points took off, each its
/// part rounded down. Neither ever falls when more comes back.
struct LineBack {
    cash: Money,
    value: Money,
}

impl LineBack {
    fn of(sold: &SoldLine) -> Result<Self, OutOfRange> {
        let part = |amount| money_part(amount, sold.returned, sold.line.quantity);
        Ok(Self {
            cash: part(sold.line.net()?.minus(sold.offset_minor)?)?,
            value: part(sold.offset_minor)?,
        })
    }
}

/// So many units' part of a line's amount, rounded down.
fn money_part(amount: Money, units: u32, of: u32) -> Result<Money, OutOfRange> {
    Money::from_wide(part(amount.value(), units, of))
}

/// So many units' part of what a line has, rounded down.
pub(crate) fn part(whole: i64, units: u32, of: u32) -> i128 {
    let wide = widened(whole, i64::from(units.min(of)));
    divide(wide, i128::from(of.max(1))).0
}

/// What the units that are kept earn by themselves, at the purchase's own version, tier and moment:
/// so thresholds that they no longer reach give nothing.
fn earned_by_rest(policy: &Policy, sale: &Sale, joined: Day) -> Result<Earned, OutOfRange> {
    let tier = policy.tiers.position(&sale.sold.tier).unwrap_or_default();
    let Some(tier) = policy.tiers.steps.get(tier) else {
        return Ok(Earned::nothing(taken(sale)));
    };
    let (mut lines, mut quoted) = (Vec::new(), Vec::new());
    for sold in &sale.sold.lines {
        let (all, gone) = (sold.line.quantity, sold.returned);
        let quantity = all.saturating_sub(gone);
        if quantity == 0 {
            continue;
        }
        let back = LineBack::of(sold)?;
        let kept_part = |amount: Money| amount.minus(money_part(amount, gone, all)?);
        quoted.push(QuotedLine {
            net_minor: sold.line.net()?.minus(back.cash)?.minus(back.value)?,
            offset_minor: sold.offset_minor.minus(back.value)?,
            uncounted_minor: sold.uncounted_minor.map(kept_part).transpose()?,
            ..QuotedLine::default()
        });
        lines.push(Line {
            quantity,
            tax_minor: sold.line.tax_minor.map(kept_part).transpose()?,
            ..sold.line.clone()
        });
    }
    let cart = Cart {
        lines,
        offset_points: None,
        shipping_minor: None,
        channel: sale.sold.channel.clone(),
        voucher: None,
        facts: sale.sold.facts.clone(),
        pay_shipping: None,
        tenders: Vec::new(),
    };
    let mut trace = Trace::off();
    let setting = Setting {
        policy,
        at: sale.placed_at,
        first_purchase: sale.sold.first_purchase == Some(true),
        joined,
        budgets: &Rooms::of_order(&sale.budgets),
        rooms: &sale.sold.rooms,
        carried: taken(sale),
    };
    earn(setting, tier, &cart, &mut quoted, &mut trace)
}

/// The remainder that a sale earned with.
fn taken(sale: &Sale) -> Remainder {
    let earning = sale.earning.as_ref();
    earning.and_then(|it| it.taken).unwrap_or_default()
}

/// What a refund takes back of what was earned.
struct TakenBack {
    points: Points,
    remainder: Remainder,
    counted: Vec<CapCounted>,
}

/// What is taken back where the goods that are kept earn so much: where remainders are carried, all
/// is then as if only these had been bought. Nothing is given, whatever the goods that are kept
/// would earn.
fn taken_back(sale: &Sale, rest: Earned, carries: bool) -> Result<TakenBack, OutOfRange> {
    let earned = sale.earned_points.minus(sale.back.clawed_points)?;
    let left = sale.earning.as_ref().and_then(|it| it.left);
    let left = left.unwrap_or_default();
    let worth = i128::from(earned.value()) * i128::from(Remainder::WHOLE)
        + i128::from(left.parts())
        - i128::from(taken(sale).parts());
    let (keeps, remainder) = if !carries {
        (earned.min(rest.points), Remainder::ZERO)
    } else if rest.worth < worth && rest.points <= earned {
        (rest.points, rest.left.saturating_minus(left))
    } else {
        (earned, Remainder::ZERO)
    };
    let counted = sale.earning.iter().flat_map(|earning| &earning.counted);
    let counted = counted.filter_map(|known| {
        let still = rest.by_cap.iter().find(|still| still.cap == known.cap);
        let still = still.map_or(Points::ZERO, |still| still.points.min(keeps));
        let gone = known.counted.points.saturating_minus(still);
        let counted = Counted {
            points: gone,
            ..known.counted
        };
        let cap = known.cap.clone();
        (gone > Points::ZERO).then_some(CapCounted { cap, counted })
    });
    Ok(TakenBack {
        points: earned.minus(keeps)?,
        remainder,
        counted: counted.collect(),
    })
}

/// What the remainder that is carried grows by where a bank gave back what it had taken: by what the
/// purchase leaves again.
pub(crate) fn left_again(
    policy: &Policy,
    terms: &Refunds,
    (sale, joined): (&Sale, Day),
) -> Result<Remainder, OutOfRange> {
    let left = sale.earning.as_ref().and_then(|it| it.left);
    let earned = sale.earned_points.minus(sale.back.clawed_points)?;
    let has = Back::of(sale, terms.tenders)?;
    let rest = has.share_kept(sale, earned_by_rest(policy, sale, joined)?, policy)?;
    if !policy.earning.carries() || rest.points != earned {
        return Ok(Remainder::ZERO);
    }
    Ok(rest.left.saturating_minus(left.unwrap_or_default()))
}

/// So many of the points that were used, to go back: what was consumed last goes back first, as it
/// lives longest.
pub(crate) fn reinstated(sale: &Sale, points: Points) -> Vec<HoldPart> {
    let (mut skip, mut left) = (sale.back.points, points);
    let mut parts = Vec::new();
    for used in sale.used.iter().rev() {
        let skipped = skip.min(used.points);
        skip = skip.saturating_minus(skipped);
        let taken = left.min(used.points.saturating_minus(skipped));
        left = left.saturating_minus(taken);
        if !taken.is_zero() {
            parts.push(HoldPart {
                points: taken,
                ..*used
            });
        }
    }
    parts
}
