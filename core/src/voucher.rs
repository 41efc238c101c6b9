//! Vouchers (优惠券): what one takes off a cart, line by line, before anything else is reckoned.
//!
//! A voucher's part of a line's price is a discount of that line: points and tiers go by what is
//! left, the line is given back for what was paid, and nothing of the voucher ever becomes cash.

use alloc::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::cart::{Cart, Line};
use crate::id::{Category, OrderId, RedemptionId};
use crate::moment::Moment;
use crate::number::{Money, OutOfRange};
use crate::policy::TakesOff;
use crate::ratio::{Fraction, Ratio, Rounding};
use crate::refusal::{Code, Refusal};
use crate::share::share_out;
use crate::state::MemberState;
use crate::trace::{Step, Trace};
use crate::wire::record;

/// A voucher that a member holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voucher {
    /// The redemption that it was issued for, which is its name.
    pub id: RedemptionId,
    /// How much it takes off.
    pub takes_off: TakesOff,
    /// What the goods that it is for must cost at the least, in minor units.
    pub least_minor: Money,
    /// The goods that it is for, by category, sorted; all where empty.
    pub only_categories: Vec<Category>,
    /// Whether points may offset a part of the same order.
    pub with_points: bool,
    /// From when on it is gone, unless it is on hold for an order.
    pub expires_at: Moment,
    /// The order that it is on hold for until that is paid or closed; absent where it is free.
    #[serde(default)]
    pub held_for: Option<OrderId>,
    /// Days more where an order gives it back when it is over; absent where it stays over.
    #[serde(default)]
    pub revive_days: Option<u16>,
}

record!(Voucher {
    0: id,
    1: takes_off,
    2: least_minor,
    3: only_categories,
    4: with_points,
    5: expires_at,
    6: held_for,
    7: revive_days
});

/// The voucher part of a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuotedVoucher {
    /// The voucher.
    pub voucher: RedemptionId,
    /// What it takes off the goods, in minor units.
    pub value_minor: Money,
}

record!(QuotedVoucher {
    0: voucher,
    1: value_minor
});

/// A cart with the discounts of its voucher, and what that is worth.
pub(crate) struct Applied<'c> {
    pub cart: Cow<'c, Cart>,
    pub quoted: Option<QuotedVoucher>,
    /// Why the voucher cannot be used; then the cart is as it was.
    pub refusal: Option<Refusal>,
}

/// Applies the voucher that a cart names. The cart was checked.
pub(crate) fn apply<'c>(
    member: &MemberState,
    cart: Cow<'c, Cart>,
    now: Moment,
    trace: &mut Trace,
) -> Result<Applied<'c>, OutOfRange> {
    let plain = |cart, refusal| Applied {
        cart,
        quoted: None,
        refusal,
    };
    let Some(id) = cart.voucher.clone() else {
        return Ok(plain(cart, None));
    };
    let voucher = match usable(member, &id, &cart, now) {
        Ok(voucher) => voucher,
        Err(refusal) => return Ok(plain(cart, Some(refusal))),
    };
    let mut weights = Vec::with_capacity(cart.lines.len());
    for line in &cart.lines {
        let is_for = voucher.only_categories.is_empty()
            || voucher
                .only_categories
                .binary_search(&line.category)
                .is_ok();
        weights.push(if is_for { line.net()?.value() } else { 0 });
    }
    let mut base = Money::ZERO;
    for weight in &weights {
        base = base.plus(Money::new(*weight)?)?;
    }
    if base.is_zero() {
        let refusal = Refusal::new(Code::VoucherNothingEligible).with("voucher", &id);
        return Ok(plain(cart, Some(refusal)));
    }
    if base < voucher.least_minor {
        let refusal = Refusal::new(Code::VoucherBelowMinimum).with("voucher", &id);
        let refusal = refusal.with("goods_minor", base);
        let refusal = refusal.with("least_minor", voucher.least_minor);
        return Ok(plain(cart, Some(refusal)));
    }
    let value = match voucher.takes_off {
        TakesOff::Amount(amount) => amount.min(base),
        TakesOff::Share(share) => part(base, share)?,
    };
    let mut discounted = cart.into_owned();
    let shares = share_out(value.value(), &weights);
    for (line, share) in discounted.lines.iter_mut().zip(shares) {
        take_off(line, Money::new(share)?)?;
    }
    trace.step(|| {
        let step = Step::new("6.2.1a", "voucher_applied").with("voucher", &id);
        step.with("goods_minor", base).with("value_minor", value)
    });
    Ok(Applied {
        cart: Cow::Owned(discounted),
        quoted: Some(QuotedVoucher {
            voucher: id,
            value_minor: value,
        }),
        refusal: None,
    })
}

/// Takes so much more off a line. The tax contained in what is left shrinks as that does.
pub(crate) fn take_off(line: &mut Line, share: Money) -> Result<(), OutOfRange> {
    let discount = line.discount_minor.unwrap_or_default();
    let discount = Some(discount.plus(share)?);
    if let Some(tax) = line.tax_minor.filter(|_| share > Money::ZERO) {
        let before = line.net()?;
        let left = i128::from(before.minus(share)?.value());
        let tax = Fraction::of(i128::from(tax.value()) * left, before.value());
        line.tax_minor = Some(Money::new(tax.round(Rounding::Floor)?.value())?);
    }
    line.discount_minor = discount;
    Ok(())
}

fn part(base: Money, share: Ratio) -> Result<Money, OutOfRange> {
    let part = Fraction::whole(base.value()).times(share)?;
    Money::new(part.round(Rounding::Floor)?.value())
}

/// The voucher, where the member holds it, it is free, and the cart may have it beside its points.
fn usable<'m>(
    member: &'m MemberState,
    id: &RedemptionId,
    cart: &Cart,
    now: Moment,
) -> Result<&'m Voucher, Refusal> {
    let mut held = member.mall.iter().flat_map(|mall| &mall.vouchers);
    let found = held.find(|voucher| voucher.id == *id && now < voucher.expires_at);
    let refusal = |code| Refusal::new(code).with("voucher", id);
    let voucher = found.ok_or_else(|| refusal(Code::VoucherUnknown))?;
    // For which order, the view says: a snapshot does not know the name, and refuses alike.
    if voucher.held_for.is_some() {
        return Err(refusal(Code::VoucherOnHold));
    }
    let asked = cart.offset_points.unwrap_or_default();
    if !voucher.with_points && !asked.is_zero() {
        return Err(refusal(Code::VoucherWithoutPoints).with("asked_points", asked));
    }
    Ok(voucher)
}
