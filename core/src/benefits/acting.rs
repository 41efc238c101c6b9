//! What the tier held takes off a cart, whether it ships for nothing, and what it gives back.

use alloc::borrow::Cow;

use super::{PromisedRebate, QuotedShipping, TierDiscount, left};
use crate::cart::Cart;
use crate::moment::Moment;
use crate::number::{Money, OutOfRange, Points};
use crate::policy::{BenefitKind, Discount, Policy, Rebate, Tier};
use crate::quote::QuotedLine;
use crate::ratio::{Fraction, widened};
use crate::share::{share_out, sum};
use crate::state::MemberState;
use crate::trace::{Step, Trace};
use crate::voucher::{Applied, apply, take_off};

/// A cart whose lines cost what the tier's discounts and the voucher leave of them.
pub(crate) struct Reduced<'c> {
    pub voucher: Applied<'c>,
    /// What each discount takes off.
    pub discounts: Vec<TierDiscount>,
    /// What they take off each line, in the cart's order; empty where there are none.
    pub shares: Vec<Money>,
}

impl<'c> Reduced<'c> {
    /// Prices the lines of a cart that was checked.
    pub(crate) fn of(
        member: &MemberState,
        tier: &Tier,
        cart: Cow<'c, Cart>,
        now: Moment,
        trace: &mut Trace,
    ) -> Result<Self, OutOfRange> {
        let (mut discounts, mut shares) = (Vec::new(), Vec::new());
        let mut priced = cart;
        for benefit in &tier.grants {
            let BenefitKind::Discount(terms) = &benefit.kind else {
                continue;
            };
            if !terms.with_voucher && priced.voucher.is_some() {
                let step = || Step::new("3.1.2b", "tier_discount_not_beside_voucher");
                trace.step(|| step().by(&benefit.id).with("tier", &tier.id));
                continue;
            }
            shares.resize(priced.lines.len(), Money::ZERO);
            let weights = weights(terms, &priced, &shares)?;
            let goods = Money::from_wide(sum(&weights))?;
            let exact = Fraction::whole(goods.value()).times(terms.share)?;
            let value = Money::new(exact.round(terms.rounding)?.value())?;
            let value = terms.most_minor.map_or(value, |most| value.min(most));
            if value.is_zero() {
                continue;
            }
            trace.step(|| {
                let step = Step::new("3.1.2b", "tier_discount").by(&benefit.id);
                let step = step.with("tier", &tier.id).with("goods_minor", goods);
                let share = terms.share;
                let step = step.with("num", share.num()).with("den", share.den());
                step.with("value_minor", value)
            });
            let lines = &mut priced.to_mut().lines;
            let parts = share_out(value.value(), &weights);
            for ((line, share), part) in lines.iter_mut().zip(&mut shares).zip(parts) {
                take_off(line, Money::new(part)?)?;
                *share = share.plus(Money::new(part)?)?;
            }
            discounts.push(TierDiscount {
                benefit: benefit.id.clone(),
                goods_minor: goods,
                value_minor: value,
            });
        }
        if discounts.is_empty() {
            shares.clear();
        }
        Ok(Self {
            voucher: apply(member, priced, now, trace)?,
            discounts,
            shares,
        })
    }
}

/// What each line weighs for a discount: what it costs, where it is for it and no earlier discount
/// acts on it.
fn weights(terms: &Discount, cart: &Cart, taken: &[Money]) -> Result<Vec<i64>, OutOfRange> {
    let lines = cart.lines.iter().zip(taken);
    let weight = |(line, taken): (&crate::cart::Line, &Money)| {
        let reduced = line.discount_minor.is_some_and(|it| !it.is_zero());
        let acts =
            terms.scope.covers(line) && taken.is_zero() && (terms.with_shop_discount || !reduced);
        Ok(if acts { line.net()?.value() } else { 0 })
    };
    lines.map(weight).collect()
}

/// The free shipping of a tier for a cart whose goods cost so much before points; nothing is told
/// where there is none, or nothing to ship.
pub(crate) fn free_shipping(
    policy: &Policy,
    member: &MemberState,
    tier: &Tier,
    (cart, goods): (&Cart, Money),
    now: Moment,
    trace: &mut Trace,
) -> Option<QuotedShipping> {
    let full_minor = cart.shipping_minor.filter(|cost| !cost.is_zero())?;
    let (benefit, terms) = tier.grants.iter().find_map(|benefit| match benefit.kind {
        BenefitKind::FreeShipping(terms) => Some((benefit, terms)),
        _ => None,
    })?;
    let left = left(policy, member, benefit, now);
    let missing_minor = terms.least_minor.saturating_minus(goods).max(Money::ZERO);
    let is_kept = cart.pay_shipping == Some(true);
    let is_free = !is_kept && missing_minor.is_zero() && left.is_none_or(|left| left.left > 0);
    trace.step(|| {
        let topic = match (is_free, is_kept, missing_minor.is_zero()) {
            (true, ..) => "free_shipping",
            (_, true, _) => "free_shipping_kept",
            (_, _, false) => "free_shipping_missing",
            _ => "free_shipping_used_up",
        };
        let step = Step::new("3.1.2c", topic).by(&benefit.id);
        let step = step.with("tier", &tier.id).with("full_minor", full_minor);
        let step = step.with("missing_minor", missing_minor);
        match left.and_then(|left| left.again_at) {
            Some(again_at) => step.with("again_at", again_at),
            None => step,
        }
    });
    Some(QuotedShipping {
        benefit: benefit.id.clone(),
        full_minor,
        is_free,
        missing_minor,
        most: left.map(|left| left.quota.most),
        period: left.map(|left| left.quota.most_in),
        left: left.map(|left| left.left),
        again_at: left.and_then(|left| left.again_at),
    })
}

/// The rebate of a tier on a cart whose lines know their price and their share of the offset. Each
/// line learns its part; they sum to the whole.
pub(crate) fn rebate(
    tier: &Tier,
    cart: &Cart,
    lines: &mut [QuotedLine],
    trace: &mut Trace,
) -> Result<Option<PromisedRebate>, OutOfRange> {
    let mut grants = tier.grants.iter();
    let found = grants.find_map(|benefit| match &benefit.kind {
        BenefitKind::Rebate(terms) => Some((benefit, terms)),
        _ => None,
    });
    let Some((benefit, terms)) = found else {
        return Ok(None);
    };
    let mut paid = Vec::with_capacity(lines.len());
    for (line, quoted) in cart.lines.iter().zip(lines.iter()) {
        let cash = quoted.net_minor.minus(quoted.offset_minor)?;
        paid.push(if terms.scope.covers(line) {
            cash.value()
        } else {
            0
        });
    }
    let cash = Money::from_wide(sum(&paid))?;
    let points = whole(terms, cash)?;
    if points.is_zero() {
        return Ok(None);
    }
    trace.step(|| {
        let step = Step::new("3.1.2d", "rebate").by(&benefit.id);
        let step = step.with("tier", &tier.id).with("cash_minor", cash);
        step.with("points", points)
    });
    for (line, part) in lines.iter_mut().zip(share_out(points.value(), &paid)) {
        line.rebate_points = Some(Points::new(part)?).filter(|part| !part.is_zero());
    }
    Ok(Some(PromisedRebate {
        benefit: benefit.id.clone(),
        points,
    }))
}

/// What so much cash gives back.
fn whole(terms: &Rebate, cash: Money) -> Result<Points, OutOfRange> {
    let exact = widened(cash.value(), terms.points.value());
    let points = Fraction::of(exact, terms.per_minor.value()).round(terms.rounding)?;
    Ok(terms.most_points.map_or(points, |most| points.min(most)))
}
