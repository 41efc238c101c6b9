//! How many points may pay how much of a cart (抵扣). Clause 6.2.1b.

use crate::cart::Cart;
use crate::number::{Money, OutOfRange, Points};
use crate::policy::{Offset, OverAsk};
use crate::quote::{OffsetLimit, QuotedLine, QuotedOffset};
use crate::ratio::{Fraction, Rounding};
use crate::refusal::{Code, Fact, Refusal};
use crate::share::share_out;
use crate::trace::{Step, Trace};

/// Reckons the offset of a cart for a member with so many points available, shipping apart. Each
/// line learns whether it may be offset, and its share. The refusal is why what was asked for cannot
/// be had.
pub(crate) fn offset(
    terms: Option<&Offset>,
    cart: &Cart,
    lines: &mut [QuotedLine],
    available: Points,
    trace: &mut Trace,
) -> Result<(QuotedOffset, Option<Refusal>), OutOfRange> {
    let asked = cart.offset_points.unwrap_or_default();
    let Some(terms) = terms else {
        return Ok(nothing(asked, Code::OffsetNotOffered));
    };
    let mut base = Money::ZERO;
    for (quoted, line) in lines.iter_mut().zip(&cart.lines) {
        quoted.offset_eligible = terms.eligible.covers(line);
        if quoted.offset_eligible {
            base = base.plus(quoted.net_minor)?;
        }
    }
    if base.is_zero() {
        return Ok(nothing(asked, Code::OffsetNothingEligible));
    }

    let (cap, limit) = cap(terms, cart, lines, base, available)?;
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
    share(quoted.value_minor, lines)?;
    Ok((quoted, refusal))
}

/// Shares what points take off over the eligible lines, in proportion to their price.
fn share(value: Money, lines: &mut [QuotedLine]) -> Result<(), OutOfRange> {
    if value.is_zero() {
        return Ok(());
    }
    let weight = |line: &QuotedLine| {
        if line.offset_eligible {
            line.net_minor.value()
        } else {
            0
        }
    };
    let weights: Vec<i64> = lines.iter().map(weight).collect();
    let shares = share_out(value.value(), &weights);
    for (line, share) in lines.iter_mut().zip(shares) {
        line.offset_minor = Money::new(share)?;
    }
    Ok(())
}

fn nothing(asked: Points, code: Code) -> (QuotedOffset, Option<Refusal>) {
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
    (quoted, refusal)
}

/// The tightest cap on points, and which one it is; the earlier of the list where two are alike.
fn cap(
    terms: &Offset,
    cart: &Cart,
    lines: &[QuotedLine],
    base: Money,
    available: Points,
) -> Result<(Points, OffsetLimit), OutOfRange> {
    let part = Fraction::whole(base.value())
        .times(terms.share)?
        .round(Rounding::Floor)?;
    let part = Money::new(part.value())?;
    let goods = Money::sum(lines.iter().map(|line| line.net_minor))?;
    let total = goods.plus(cart.shipping_minor.unwrap_or_default())?;
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
