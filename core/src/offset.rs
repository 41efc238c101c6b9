//! How many points may pay how much of a cart (抵扣). Clause 6.2.1b.

use crate::cart::Cart;
use crate::number::{Money, OutOfRange, Points};
use crate::policy::{Offset, OverAsk};
use crate::quote::{OffsetLimit, QuotedOffset};
use crate::ratio::{Fraction, Rounding};
use crate::refusal::{Code, Fact, Refusal};
use crate::share::share_out;
use crate::trace::{Step, Trace};

/// What points do to a cart.
pub(crate) struct Offsetting {
    /// The numbers for the quote.
    pub quoted: QuotedOffset,
    /// Whether each line may be offset.
    pub eligible: Vec<bool>,
    /// Each line's share.
    pub shares: Vec<Money>,
    /// Why what was asked for cannot be had.
    pub refusal: Option<Refusal>,
}

/// Reckons the offset of a cart whose lines come to `nets`, shipping apart, for a member with so
/// many points available.
pub(crate) fn offset(
    terms: Option<&Offset>,
    cart: &Cart,
    nets: &[Money],
    available: Points,
    trace: &mut Trace,
) -> Result<Offsetting, OutOfRange> {
    let asked = cart.offset_points.unwrap_or_default();
    let Some(terms) = terms else {
        return Ok(nothing(nets, asked, Code::OffsetNotOffered));
    };
    let eligible: Vec<bool> = cart
        .lines
        .iter()
        .map(|line| terms.eligible.covers(line))
        .collect();
    let weights = nets
        .iter()
        .zip(&eligible)
        .map(|(net, is)| if *is { net.value() } else { 0 });
    let weights: Vec<i64> = weights.collect();
    let base = Money::sum(weights.iter().map(|w| Money::new(*w).unwrap_or_default()))?;
    if base.is_zero() {
        let nothing = nothing(nets, asked, Code::OffsetNothingEligible);
        return Ok(Offsetting {
            eligible,
            ..nothing
        });
    }

    let (cap, limit) = cap(terms, cart, nets, base, available)?;
    let usable = whole_steps(terms, cap);
    let used = whole_steps(terms, asked.min(usable));
    let most = if usable < terms.least_points {
        Points::ZERO
    } else {
        usable
    };
    let mut quoted = QuotedOffset {
        asked_points: asked,
        points: used,
        value_minor: Money::ZERO,
        most_points: most,
        least_points: terms.least_points.max(terms.step_points),
        step_points: terms.step_points,
        limited_by: Some(limit),
    };
    let refusal = refuse(terms, &quoted);
    if refusal.is_some() {
        quoted.points = Points::ZERO;
    }
    quoted.value_minor = terms.value_of(quoted.points)?;
    trace.step(|| {
        Step::new("6.2.1b", "offset_limited")
            .with("asked_points", asked)
            .with("most_points", most)
            .with("points", quoted.points)
            .with("value_minor", quoted.value_minor)
            .with("limit", name_of(limit))
    });
    let shares = share_out(quoted.value_minor.value(), &weights);
    let shares = shares
        .into_iter()
        .map(Money::new)
        .collect::<Result<_, _>>()?;
    Ok(Offsetting {
        quoted,
        eligible,
        shares,
        refusal,
    })
}

fn nothing(nets: &[Money], asked: Points, code: Code) -> Offsetting {
    let quoted = QuotedOffset {
        asked_points: asked,
        points: Points::ZERO,
        value_minor: Money::ZERO,
        most_points: Points::ZERO,
        least_points: Points::ZERO,
        step_points: Points::ZERO,
        limited_by: None,
    };
    let refusal = (!asked.is_zero()).then(|| Refusal::new(code).with("asked_points", asked));
    let (eligible, shares) = (vec![false; nets.len()], vec![Money::ZERO; nets.len()]);
    Offsetting {
        quoted,
        eligible,
        shares,
        refusal,
    }
}

/// The tightest cap on points, and which one it is; the earlier of the list where two are alike.
fn cap(
    terms: &Offset,
    cart: &Cart,
    nets: &[Money],
    base: Money,
    available: Points,
) -> Result<(Points, OffsetLimit), OutOfRange> {
    let part = Fraction::whole(base.value())
        .times(terms.share)?
        .round(Rounding::Floor)?;
    let part = Money::new(part.value())?;
    let total = Money::sum(nets.iter().copied())?.plus(cart.shipping_minor.unwrap_or_default())?;
    let mut cap = (available.max(Points::ZERO), OffsetLimit::Balance);
    let others = [
        (Some(terms.points_within(part)?), OffsetLimit::Share),
        (terms.most_points, OffsetLimit::MostPoints),
        (
            Some(terms.points_within(total.minus(terms.least_cash_minor)?)?),
            OffsetLimit::LeastCash,
        ),
    ];
    for (points, limit) in others {
        if let Some(points) = points.filter(|points| *points < cap.0) {
            cap = (points, limit);
        }
    }
    Ok(cap)
}

fn whole_steps(terms: &Offset, points: Points) -> Points {
    let rest = points.value() % terms.step_points.value().max(1);
    Points::new(points.value() - rest).unwrap_or_default()
}

fn refuse(terms: &Offset, quoted: &QuotedOffset) -> Option<Refusal> {
    let asked = quoted.asked_points;
    if asked.is_zero() {
        return None;
    }
    let limit = quoted.limited_by.map_or("", name_text);
    let told = |code| {
        Refusal::new(code)
            .with("asked_points", asked)
            .with("most_points", quoted.most_points)
            .with("least_points", quoted.least_points)
            .with("step_points", quoted.step_points)
            .with("limit", Fact::Text(limit.into()))
    };
    if terms.over_ask == OverAsk::Refuse && quoted.points != asked {
        return Some(told(Code::OffsetOverCap));
    }
    if quoted.points.is_zero() || quoted.points < terms.least_points {
        return Some(told(Code::OffsetBelowMinimum));
    }
    None
}

const fn name_text(limit: OffsetLimit) -> &'static str {
    match limit {
        OffsetLimit::Balance => "balance",
        OffsetLimit::Share => "share",
        OffsetLimit::MostPoints => "most_points",
        OffsetLimit::LeastCash => "least_cash",
    }
}

fn name_of(limit: OffsetLimit) -> Fact {
    Fact::Text(name_text(limit).into())
}
